/** Words as bash keeps them: the source, but for what its reader replaces (parse.y: `read_token_word`, `parse_matched_pair`). */
import {
	type CommandArgument,
	type CommandExpansionPart,
	forEachChild,
	type ProcessSubstitutionPart,
	type SyntaxNode,
	type Word,
} from "unbash";
import type { Source } from "./syntax.ts";

/** Prints the commands of a substitution, without its parentheses. */
export type PrintScript = (statements: Extract<SyntaxNode, { type: "Script" }>["commands"]) => string;

interface Replacement {
	readonly pos: number;
	readonly end: number;
	readonly text: string;
}

/**
 * Prints words of one source: as they are written, without escaped newlines, `$'…'` as what it says in single quotes, `$"…"`
 * without its `$`, and the commands of `$(…)` and `<(…)` printed anew.
 */
export class WordPrinter {
	readonly #source: Source;
	readonly #printScript: PrintScript;

	constructor(source: Source, printScript: PrintScript) {
		this.#source = source;
		this.#printScript = printScript;
	}

	word(word: CommandArgument | Word): string {
		return this.range(word.pos, word.end, [word]);
	}

	/** The text from one position to another, in which these trees stand. */
	range(pos: number, end: number, nodes: readonly SyntaxNode[]): string {
		const found: Replacement[] = [];
		for (const node of nodes) this.#collect(node, false, found);
		found.sort((a, b) => a.pos - b.pos);
		const { text } = this.#source;
		let printed = "";
		let at = pos;
		for (const one of found) {
			if (one.pos < at || one.end > end) continue;
			printed += joinLines(text.slice(at, one.pos)) + one.text;
			at = one.end;
		}
		return printed + joinLines(text.slice(at, end));
	}

	#collect(node: SyntaxNode, isInDouble: boolean, found: Replacement[]): void {
		const text = this.#replaced(node, isInDouble);
		if (text !== undefined) {
			found.push({ pos: node.pos, end: node.end, text });
			return;
		}
		if (node.type === "LocaleString") found.push({ pos: node.pos, end: node.pos + 1, text: "" });
		const inside = isInDouble || node.type === "DoubleQuoted" || node.type === "LocaleString";
		forEachChild(node, (child) => this.#collect(child, inside, found));
	}

	/** @returns undefined where the source stands, but for what is in it */
	#replaced(node: SyntaxNode, isInDouble: boolean): string | undefined {
		switch (node.type) {
			case "SingleQuoted":
				return this.#source.text.slice(node.pos, node.end);
			case "AnsiCQuoted":
				return isInDouble ? node.value : singleQuoted(node.value);
			case "ArrayValue":
				return `(${node.elements.map((element) => this.word(element)).join(" ")})`;
			case "CommandExpansion":
			case "ArithmeticCommandExpansion":
			case "ProcessSubstitution":
				return this.#substitution(node);
			default:
				return undefined;
		}
	}

	#substitution(node: Pick<CommandExpansionPart | ProcessSubstitutionPart, "pos" | "end" | "script">): string {
		const text = this.#source.text.slice(node.pos, node.end);
		if (node.script === undefined || !/^[$<>]\(/.test(text)) return text;
		const commands = this.#printScript(node.script.commands);
		// A blank keeps `$((` from being arithmetic.
		return `${text[0]}(${commands.startsWith("(") ? " " : ""}${commands})`;
	}
}

/** Text without its escaped newlines. */
export function joinLines(text: string): string {
	return text.replace(/\\([\s\S])/g, (escaped, char) => (char === "\n" ? "" : escaped));
}

/** Bash's `sh_single_quote`. */
export function singleQuoted(text: string): string {
	return text === "'" ? "\\'" : `'${text.replaceAll("'", "'\\''")}'`;
}
