/**
 * Word expansion (POSIX.1-2017 XCU 2.6, bash(1) EXPANSION): braces, tilde, parameters, substitutions, arithmetic, splitting, globs,
 * quote removal. A word becomes a row of atoms, which remember what was quoted; fields, text and patterns are read off them.
 */
import type { Word, WordPart } from "unbash";
import { expandGlob } from "./glob.ts";
import { expandBraces } from "./language/brace.ts";
import { hasWildcard } from "./language/pattern.ts";
import type { Shell } from "./shell.ts";
import { type Field, ifsOf, splitAtoms } from "./split-fields.ts";
import { parseSource, parseWord } from "./syntax.ts";
import { atomsOf, LIST, partAtoms, QUOTED_SINGLE, SINGLE, textOf } from "./word-atoms.ts";

/** All words of a command as fields. */
export async function expandWords(shell: Shell, words: readonly Word[]): Promise<string[]> {
	const fields: string[] = [];
	for (const word of words) {
		if (word.parts === undefined && !/[~{]/.test(word.text)) fields.push(word.value);
		else for (const one of braced(shell, word)) await expandOne(shell, one, fields);
	}
	return fields;
}

async function expandOne(shell: Shell, word: Word, fields: string[]): Promise<void> {
	const atoms = await atomsOf(shell, word, LIST);
	const only = atoms[0];
	if (atoms.length === 1 && only !== undefined && (only.kind === "quoted" || only.kind === "literal"))
		fields.push(only.text);
	else for (const field of splitAtoms(atoms, ifsOf(shell))) await globField(shell, field, fields);
}

/** The words that brace expansion makes of one. */
export function braced(shell: Shell, word: Word): Word[] {
	const has = (part: string) => word.text.includes(part);
	if (!shell.options.braceexpand || !has("{") || !has("}") || !(has(",") || has(".."))) return [word];
	// A line that goes on is one line, but for a backslash in single quotes.
	const texts = expandBraces(has("'") ? word.text : word.text.replaceAll("\\\n", ""));
	if (texts.length === 1 && texts[0] === word.text) return [word];
	return texts.map((text) =>
		text === "" ? EMPTY : (parseWord(text) ?? { ...word, text, value: text, parts: undefined }),
	);
}

/** `{,x}` makes a word of nothing, which is dropped like an unquoted empty expansion. */
const EMPTY: Word = { type: "Word", text: "", value: "", pos: 0, end: 0, parts: [] };

async function globField(shell: Shell, field: Field, fields: string[]): Promise<void> {
	const { pattern } = field;
	if (pattern !== undefined && !shell.options.noglob && hasWildcard(pattern, shell.options.shopt.has("extglob"))) {
		const found = await expandGlob(shell, pattern);
		if (found !== undefined) {
			for (const path of found) fields.push(path);
			return;
		}
	}
	fields.push(field.text);
}

/** A word as one text, without splitting and globs: an assignment, a `case` word, a here-string. */
export async function expandText(
	shell: Shell,
	word: Word,
	tildes: "start" | "assignment" | "none" = "start",
): Promise<string> {
	if (word.parts === undefined && !word.text.includes("~")) return word.value;
	return textOf(await atomsOf(shell, word, SINGLE, tildes));
}

/** Text in which `$`, backticks and backslashes count as they do in a here-document. */
export async function expandHereText(
	shell: Shell,
	text: string,
	ofLiteral: (text: string) => string = (literal) => literal,
): Promise<string> {
	if (!/[$`\\]/.test(text)) return ofLiteral(text);
	const command = parseSource(`: <<\x01\n${text}\n\x01\n`).statements[0]?.command;
	const [redirect] = command?.type === "Command" ? command.redirects : [];
	if (redirect?.type !== "HereDoc") return text;
	const { body } = redirect;
	if (body.parts === undefined) return ofLiteral(unescapeHere(body.text)).slice(0, -1);
	return (await expandParts(shell, body.parts, ofLiteral)).slice(0, -1);
}

/** Without the backslashes before `$`, backticks, backslashes and newlines. */
function unescapeHere(text: string): string {
	return text.replace(/\\([$`\\\n])/g, (_, char: string) => (char === "\n" ? "" : char));
}

/** A here-document's body, or other text in which `$`, backticks and backslashes count as they do inside double quotes. */
export async function expandParts(
	shell: Shell,
	parts: readonly WordPart[],
	ofLiteral: (text: string) => string = (literal) => literal,
): Promise<string> {
	let text = "";
	for (const part of parts) {
		if (part.type === "Literal") text += ofLiteral(part.value);
		else if (/^\$(\*|\{\*\})$/.test(part.text))
			text += splitAtoms(await partAtoms(shell, part, LIST), ifsOf(shell))
				.map((field) => field.text)
				.join(" ");
		else text += textOf(await partAtoms(shell, part, QUOTED_SINGLE));
	}
	return text;
}
