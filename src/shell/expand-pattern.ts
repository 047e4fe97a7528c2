/** Words as patterns, regexes and replacements: what was quoted in them stands for itself. */
import type { Word, WordPart } from "unbash";
import { escapePattern } from "./language/pattern.ts";
import type { Shell } from "./shell.ts";
import { literalText } from "./tilde.ts";
import { partAtoms, partsOf, SINGLE } from "./word-atoms.ts";

/** A word as a pattern: what was quoted is escaped; the rest stands as it was written, with its backslashes. */
export async function expandPattern(
	shell: Shell,
	word: Word,
	tildes: "start" | "none" = "start",
	quoting = escapePattern,
): Promise<string> {
	let pattern = "";
	for (const [index, part] of partsOf(word).entries()) {
		if (part.type === "Literal" || (part.type === "BraceExpansion" && part.parts === undefined)) {
			const raw = part.text.replaceAll("\\\n", "");
			const home =
				index === 0 && tildes === "start" && raw.startsWith("~") ? literalText(shell, raw, raw, "start") : raw;
			pattern += home === raw ? raw : quoting(home);
			continue;
		}
		for (const atom of await partAtoms(shell, part, SINGLE)) {
			if (atom.kind === "break") pattern += " ";
			else pattern += atom.kind === "quoted" || atom.kind === "literal" ? quoting(atom.text) : atom.text;
		}
	}
	return pattern;
}

/** The right side of `=~`: quoted text is escaped for the regex; everything else is regex syntax. */
export async function expandRegex(shell: Shell, word: Word): Promise<string> {
	let regex = "";
	if (word.parts === undefined && word.text.startsWith("~")) {
		const path = literalText(shell, word.text, word.value, "start");
		if (path !== word.value) return path.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
	}
	for (const part of partsOf(word)) {
		if (part.type === "Literal" || part.type === "Glob" || part.type === "BraceExpansion") {
			// Extended globs and brackets of the parser are regex text here, with the expansions that stand in them.
			if (part.type === "Glob" && part.parts !== undefined && part.parts.some((inner) => inner.type !== "Literal")) {
				regex += `[${await regexOfParts(shell, part.parts)}]`;
			} else regex += writtenRegex(part.text.replaceAll("\\\n", ""));
		} else if (part.type === "ExtendedGlob") {
			regex += `${part.operator}(${part.parts === undefined ? writtenRegex(part.pattern) : await regexOfParts(shell, part.parts)})`;
		} else regex += await regexOfParts(shell, [part]);
	}
	return regex;
}

/** A backslash that is written in a regex quotes what follows: only what is special keeps it, and `\\<` is no start of a word; in brackets it is removed. */
function writtenRegex(text: string): string {
	return text.replace(
		/\[\^?\]?(?:\[[:.=][^\]]*\]|\\[\s\S]|[^\]\\])*\]|\\([^.[\]\\()*+?{}|^$])/g,
		(all, quoted?: string) => quoted ?? (all.startsWith("[") ? all.replace(/\\([\s\S])/g, "$1") : all),
	);
}

async function regexOfParts(shell: Shell, parts: readonly WordPart[]): Promise<string> {
	let regex = "";
	for (const part of parts) {
		if (part.type === "Literal" || (part.type === "Glob" && part.parts === undefined)) {
			regex += writtenRegex(part.text);
			continue;
		}
		for (const atom of await partAtoms(shell, part, SINGLE)) {
			regex +=
				atom.kind === "quoted" || atom.kind === "literal"
					? atom.text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&")
					: atom.text;
		}
	}
	return regex;
}

/** The replacement of `${x/pattern/replacement}`: text, and where the match itself goes (`&`). */
export async function expandReplacement(shell: Shell, word: Word): Promise<(string | undefined)[]> {
	const parts = partsOf(word);
	const usesMatch = shell.options.shopt.has("patsub_replacement");
	const quote = (text: string) => (usesMatch ? text.replace(/[\\&]/g, "\\$&") : text);
	let all = "";
	for (const [index, part] of parts.entries()) {
		if (part.type === "Literal") {
			const raw =
				index === 0 && part.text.startsWith("~") ? literalText(shell, part.text, part.text, "start") : part.text;
			// A backslash quotes what follows it.
			all += raw.replace(/\\([\s\S])/g, (_, char: string) => (char === "\n" ? "" : quote(char)));
		} else
			for (const atom of await partAtoms(shell, part, SINGLE))
				all += atom.kind === "quoted" ? quote(atom.text) : atom.text;
	}
	if (!usesMatch) return [all];
	const pieces: (string | undefined)[] = [""];
	for (const [piece] of all.matchAll(/\\[\\&]|&|[^\\&]+|\\/g)) {
		if (piece === "&") pieces.push(undefined, "");
		else pieces[pieces.length - 1] += piece.length === 2 && piece.startsWith("\\") ? piece.slice(1) : piece;
	}
	return pieces;
}
