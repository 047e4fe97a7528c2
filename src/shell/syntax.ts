/** The parser's side: scripts as trees (the `unbash` library), mistakes in them with line and column, and whether input is finished. */
import {
	type Assignment,
	forEachChild,
	type ParsedScript,
	parse,
	type Script,
	type Statement,
	type SyntaxNode,
	type Word,
} from "unbash";
import { DeskError } from "../base/errors.ts";
import { printable } from "../vfs/index.ts";
import { withoutCaseWords } from "./parser-limits.ts";

/** Where a tree came from: positions in it index `text`. */
export interface Source {
	/** What messages call it: a script's path, or `desk`. */
	readonly name: string;
	readonly text: string;
	/** The line that `text` begins on, where it is part of something larger. */
	readonly firstLine: number;
}

/** A script, and the mistake in it if there is one: what stands on earlier lines is run all the same, as bash does. */
export interface ParsedSource {
	readonly source: Source;
	readonly statements: readonly Statement[];
	/** Those too that the mistake is in, as far as they could be read. */
	readonly all: readonly Statement[];
	readonly mistake: Mistake | undefined;
}

export interface Mistake {
	readonly message: string;
	readonly at: number;
	/** The input ends too early: more lines may complete it. */
	readonly unfinished: boolean;
	/** It is in `a=(…)`: only its line is left out, with status 1. */
	readonly isInArray?: boolean;
	/** It is in a substitution's commands: reading ends there, as in bash, and the shell with it. */
	readonly isNested?: boolean;
}

/** Trees of what was parsed lately: loops, functions and traps evaluate the same text again and again. */
const parsed = new Map<string, ParsedSource>();
const REMEMBERED = 500;

/** Parse a script. Never throws: a mistake is part of the answer. */
export function parseSource(text: string, name = "desk", firstLine = 1): ParsedSource {
	const key = `${firstLine}\0${name}\0${text}`;
	const known = parsed.get(key);
	if (known !== undefined) return known;
	const result = parseNew({ name, text, firstLine });
	if (text.length < 10_000) {
		if (parsed.size >= REMEMBERED) parsed.clear();
		parsed.set(key, result);
	}
	return result;
}

function parseNew(source: Source): ParsedSource {
	let script: ParsedScript;
	try {
		script = parse(source.text);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return { source, statements: [], all: [], mistake: { message: "nested too deeply", at: 0, unfinished: false } };
	}
	const [first] = script.errors ?? [];
	if (first !== undefined && /^(unterminated|unclosed)/.test(first.message)) {
		const text = withoutCaseWords(source.text);
		const again = text === undefined ? undefined : parseNew({ ...source, text });
		if (again !== undefined && again.mistake === undefined) return again;
	}
	if (first === undefined) {
		const mistake = strayParenthesis(source.text, script.commands) ?? nestedMistake(source.text, script.commands);
		return {
			source,
			statements: mistake === undefined ? script.commands : before(source.text, mistake.at),
			all: script.commands,
			mistake,
		};
	}
	const at = Math.min(first.pos, source.text.length);
	// An opened group that the input does not close has two mistakes: nothing in it, and no end.
	const last = /^expected command in /.test(first.message) ? script.errors?.[1] : undefined;
	const unfinished = /^(unterminated|unclosed)/.test(first.message) || atEnd(source.text, last?.pos ?? at);
	return {
		source,
		statements: before(source.text, at),
		all: script.commands,
		mistake: { message: first.message, at, unfinished, isInArray: isInArray(source.text, first) },
	};
}

function isInArray(text: string, { message, pos }: { message: string; pos: number }): boolean {
	return message.endsWith("in array assignment") || (message === "unterminated extended glob" && text[pos] === "=");
}

function atEnd(text: string, at: number): boolean {
	return text.slice(at).trim() === "";
}

/** `foo(` without `)` is let through by the parser. */
function strayParenthesis(text: string, statements: readonly Statement[]): Mistake | undefined {
	if (!/\([ \t]*(\n|$)/.test(text)) return undefined;
	let found: Mistake | undefined;
	const visit = (node: SyntaxNode): void => {
		const stray = node.type === "Command" ? /^[ \t]*\(/.exec(text.slice(node.end, node.end + 100)) : null;
		if (stray !== null) found ??= { message: "unexpected '('", at: node.end + stray[0].length - 1, unfinished: false };
		if (node.type !== "CommandExpansion") forEachChild(node, visit);
	};
	for (const statement of statements) visit(statement);
	return found;
}

/** A mistake in the commands of `$(…)` or `<(…)`, which bash reads as part of the command that they are in; those of backticks and here-documents come later. */
function nestedMistake(text: string, statements: readonly Statement[]): Mistake | undefined {
	if (!/[$<>]\(/.test(text)) return undefined;
	let found: Mistake | undefined;
	const visit = (node: SyntaxNode): void => {
		if (found !== undefined || node.type === "HereDoc") return;
		if (
			node.type === "CommandExpansion" ||
			node.type === "ArithmeticCommandExpansion" ||
			node.type === "ProcessSubstitution"
		) {
			if (node.text.startsWith("`")) return;
			const [error] = node.script?.errors ?? [];
			if (error !== undefined) found = { message: error.message, at: error.pos, unfinished: false, isNested: true };
		}
		forEachChild(node, visit);
	};
	for (const statement of statements) visit(statement);
	return found;
}

/** The mistake that an extended pattern is where it is not switched on; in `[[ ]]` and `${…}` it always is. */
export function extendedPattern({ text }: Source, statements: readonly Statement[]): Mistake | undefined {
	const [first, last] = [statements[0], statements.at(-1)];
	if (first === undefined || last === undefined || !/[?*+@!]\(/.test(text.slice(first.pos, last.end))) return undefined;
	let found: Mistake | undefined;
	const visit = (node: SyntaxNode, within: Pick<Mistake, "isInArray" | "isNested">): void => {
		if (found !== undefined || node.type === "TestCommand" || node.type === "ParameterExpansion") return;
		if (node.type === "ExtendedGlob") {
			const message = "unexpected '('; extended patterns need `shopt -s extglob` on a line before";
			found = { message, at: node.pos + 1, unfinished: false, ...within };
		}
		if (node.type === "CommandExpansion" && node.text.startsWith("`")) return;
		const isNested =
			within.isNested === true || node.type === "CommandExpansion" || node.type === "ProcessSubstitution";
		const isInArray = within.isInArray === true || node.type === "ArrayValue";
		forEachChild(node, (child) => visit(child, { isNested, isInArray: isInArray && !isNested }));
	};
	for (const statement of statements) visit(statement, {});
	return found;
}

/** The statements that are complete on a line before the one of `at`. */
function before(text: string, at: number): readonly Statement[] {
	let end = text.lastIndexOf("\n", at - 1) + 1;
	while (end > 0) {
		const script = parse(text.slice(0, end));
		const [mistake] = script.errors ?? [];
		if (mistake === undefined) return script.commands;
		// What goes on to the mistake begins with the last statement.
		const cut = Math.min(script.commands.at(-1)?.pos ?? 0, mistake.pos, end - 1);
		end = text.lastIndexOf("\n", cut - 1) + 1;
	}
	return [];
}

/** Whether a line is the beginning of a command that goes on: an open quote, a `do` without `done`, a here-document, a `\` at its end. */
export function isUnfinished(text: string): boolean {
	if (/(^|[^\\])(\\\\)*\\\n?$/.test(text)) return true;
	const { mistake, statements } = parseSource(text);
	if (mistake !== undefined) return mistake.unfinished;
	return statements.some((statement) => hasOpenHereDocument(statement));
}

function hasOpenHereDocument(node: unknown): boolean {
	if (typeof node !== "object" || node === null) return false;
	if ("type" in node && node.type === "HereDoc") return "closing" in node && node.closing === undefined;
	return Object.values(node).some((child) =>
		Array.isArray(child) ? child.some(hasOpenHereDocument) : hasOpenHereDocument(child),
	);
}

/** The line (from 1) that a position is on. */
export function lineOf(source: Source, position: number): number {
	let line = source.firstLine;
	for (let at = source.text.indexOf("\n"); at >= 0 && at < position; at = source.text.indexOf("\n", at + 1)) line++;
	return line;
}

/** The mistake in a script as an error: line, column, the line itself and a caret under the place. */
export function syntaxError(source: Source, mistake: Mistake): DeskError {
	const start = source.text.lastIndexOf("\n", mistake.at - 1) + 1;
	const end = source.text.indexOf("\n", mistake.at);
	const column = mistake.at - start;
	const shown = printable(source.text.slice(start, end < 0 ? undefined : end)).slice(0, 200);
	const caret = `${" ".repeat(Math.min(printable(source.text.slice(start, mistake.at)).length, 200))}^`;
	return new DeskError("EUSAGE", `syntax error: ${mistake.message}`, {
		...(source.name === "desk"
			? { at: `line ${lineOf(source, mistake.at)}, column ${column + 1}` }
			: { at: source.name, line: lineOf(source, mistake.at), column: column + 1 }),
		todo: `correct it\n  ${shown}\n  ${caret}`,
	});
}

/** What positions in a word index, where it was parsed from a text of its own. */
const sources = new WeakMap<Word, string>();

/** The text that positions in a word and in its parts index; undefined where it is the script's. */
export function textAround(word: Word): string | undefined {
	return sources.get(word);
}

/** Parse text as one word: the result of brace expansion, a here-document's body, the subscript of an indirect reference. */
export function parseWord(text: string): Word | undefined {
	// A `#` would begin a comment.
	const source = `: ${text.startsWith("#") ? "\\" : ""}${text}`;
	const script = parseSource(source).statements[0]?.command;
	const word = script?.type === "Command" ? script.args[0] : undefined;
	if (word?.type !== "Word") return undefined;
	sources.set(word, source);
	return word;
}

/** Text as a word of its own: a subscript, in which blanks and `#` are text and `$` counts. */
export function wordOf(text: string): Word {
	const plain: Word = { type: "Word", text, value: text, pos: 0, end: 0 };
	if (!/[$`"'\\]/.test(text)) return plain;
	if (/["'\\]/.test(text))
		return valueWord(text.replace(/\s/g, (white) => (/["']/.test(text) ? white : `"${white}"`))) ?? plain;
	return parseWord(`"${text}"`) ?? plain;
}

/** Text as an assignment. */
export function assignmentOf(text: string): Assignment | undefined {
	const command = parseSource(text).statements[0]?.command;
	const [prefix] = command?.type === "Command" ? command.prefix : [];
	return prefix?.type === "Assignment" ? prefix : undefined;
}

/** Text as the right side of an assignment. */
export function valueWord(text: string): Word | undefined {
	const source = `x=${text}`;
	const value = assignmentOf(source)?.value;
	if (value?.type !== "Word") return undefined;
	sources.set(value, source);
	return value;
}

export type { Script, Statement, Word };
