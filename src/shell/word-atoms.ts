/** A word as a row of atoms, which remember what was quoted, and what its expansions gave. */
import type { Word, WordPart } from "unbash";
import { expandArithmetic } from "./arithmetic-scope.ts";
import { unescapeAnsi } from "./language/escapes.ts";
import { expandParameter, expandSimple } from "./parameter.ts";
import type { Shell } from "./shell.ts";
import { substituteCommand, substituteProcess } from "./substitute.ts";
import { textAround } from "./syntax.ts";
import { literalText, unescapeLiteral } from "./tilde.ts";

/** One piece of an expanded word. */
export interface Atom {
	readonly text: string;
	readonly kind: /** Plain text of the source: neither split nor a pattern. */
		| "literal"
		/** From quotes: keeps a field though it is empty. */
		| "quoted"
		/** Pattern characters of the source. */
		| "wild"
		/** What an unquoted expansion gave: split at IFS, and a pattern. */
		| "expanded"
		/** The end of one field of `"$@"`. */
		| "break";
}

/** Where an expansion stands. */
export interface Place {
	/** Inside double quotes or a here-document. */
	readonly quoted: boolean;
	/** Whether it can become several fields; in `x=$*` it cannot. */
	readonly list: boolean;
}

/** Unquoted, several fields. */
export const LIST: Place = { quoted: false, list: true };
/** Unquoted, one text. */
export const SINGLE: Place = { quoted: false, list: false };
const QUOTED_LIST: Place = { quoted: true, list: true };
/** In a here-document. */
export const QUOTED_SINGLE: Place = { quoted: true, list: false };

/** The parts of a word, one if it is plain. */
export function partsOf(word: Word): readonly WordPart[] {
	return word.parts ?? [{ type: "Literal", text: word.text, value: word.value, pos: word.pos, end: word.end }];
}

/** Atoms as one text, fields with a blank between them. */
export function textOf(atoms: readonly Atom[]): string {
	let text = "";
	for (const atom of atoms) text += atom.kind === "break" ? " " : atom.text;
	return text;
}

/** Atoms of a whole word. */
export async function atomsOf(
	shell: Shell,
	word: Word,
	place: Place,
	tildes: "start" | "assignment" | "none" = "start",
): Promise<Atom[]> {
	if (word.parts === undefined) {
		const text = place.quoted || tildes === "none" ? word.value : literalText(shell, word.text, word.value, tildes);
		return [{ text, kind: place.quoted ? "quoted" : "literal" }];
	}
	const own = textAround(word);
	if (own === undefined) return await atomsOfParts(shell, word.parts, place, tildes);
	const { source } = shell;
	shell.source = { name: source.name, text: own, firstLine: shell.line };
	try {
		return await atomsOfParts(shell, word.parts, place, tildes);
	} finally {
		shell.source = source;
	}
}

async function atomsOfParts(
	shell: Shell,
	parts: readonly WordPart[],
	place: Place,
	tildes: "start" | "assignment" | "none",
): Promise<Atom[]> {
	const atoms: Atom[] = [];
	for (const [index, part] of parts.entries()) {
		if (part.type === "Literal") {
			const withTilde =
				!place.quoted && tildes !== "none" && part.text.includes("~") && (index === 0 || tildes === "assignment");
			// A tilde-prefix that a quote or an expansion is part of is none.
			const whole = index === parts.length - 1;
			const text = withTilde ? literalText(shell, part.text, part.value, tildes, index === 0, whole) : part.value;
			atoms.push({ text, kind: place.quoted ? "quoted" : "literal" });
		} else atoms.push(...(await partAtoms(shell, part, place)));
	}
	return atoms;
}

/** Atoms of one part of a word. */
export async function partAtoms(shell: Shell, part: WordPart, place: Place): Promise<Atom[]> {
	const kind = place.quoted ? "quoted" : "expanded";
	switch (part.type) {
		case "Literal":
			return [{ text: part.value, kind: place.quoted ? "quoted" : "literal" }];
		case "SingleQuoted":
			// Inside double quotes and here-documents it is text.
			return [{ text: place.quoted ? part.text : part.value, kind: "quoted" }];
		case "AnsiCQuoted":
			return [{ text: unescapeAnsi(part.text.slice(2, -1)), kind: "quoted" }];
		case "DoubleQuoted":
		case "LocaleString":
			return await quotedAtoms(shell, part.parts, place);
		case "Glob":
			if (place.quoted) return [{ text: part.text, kind: "quoted" }];
			return part.kind === "bracket" ? await bracketAtoms(shell, part) : [{ text: part.text, kind: "wild" }];
		case "ExtendedGlob":
			return await extendedAtoms(shell, part, place);
		case "BraceExpansion":
			return await braceText(shell, part, place);
		case "SimpleExpansion":
			return expandSimple(shell, part.text.slice(1), place);
		case "ParameterExpansion":
			return await expandParameter(shell, part, place);
		case "CommandExpansion":
			return [{ text: await substituteCommand(shell, part), kind }];
		case "ArithmeticExpansion":
			return [{ text: await expandArithmetic(shell, arithmeticText(part.text)), kind }];
		case "ProcessSubstitution":
			return [{ text: await substituteProcess(shell, part), kind: "literal" }];
	}
}

function arithmeticText(source: string): string {
	return source.startsWith("$((") ? source.slice(3, -2) : source.slice(2, -1);
}

async function quotedAtoms(shell: Shell, parts: readonly WordPart[], place: Place): Promise<Atom[]> {
	const inner = place.list ? QUOTED_LIST : QUOTED_SINGLE;
	const atoms: Atom[] = [];
	let hasList = false;
	for (const part of parts) {
		const made = await partAtoms(shell, part, inner);
		if (made.length === 0) hasList = true;
		atoms.push(...made);
	}
	// `"$@"` without parameters is no field; any other empty quotes are one.
	if (atoms.length === 0 && !hasList) return [{ text: "", kind: "quoted" }];
	return atoms;
}

async function bracketAtoms(shell: Shell, part: Extract<WordPart, { type: "Glob"; kind: "bracket" }>): Promise<Atom[]> {
	if (part.parts.every((inner) => inner.type === "Literal")) return [{ text: part.text, kind: "wild" }];
	const atoms: Atom[] = [{ text: "[", kind: "wild" }];
	for (const inner of part.parts) {
		if (inner.type === "Literal") atoms.push({ text: inner.text, kind: "wild" });
		else atoms.push(...(await partAtoms(shell, inner, SINGLE)));
	}
	atoms.push({ text: "]", kind: "wild" });
	return atoms;
}

async function extendedAtoms(
	shell: Shell,
	part: Extract<WordPart, { type: "ExtendedGlob" }>,
	place: Place,
): Promise<Atom[]> {
	if (place.quoted) return [{ text: part.text, kind: "quoted" }];
	if (part.parts === undefined) return [{ text: part.text, kind: "wild" }];
	const atoms: Atom[] = [{ text: `${part.operator}(`, kind: "wild" }];
	for (const inner of part.parts) {
		if (inner.type === "Literal") atoms.push({ text: inner.text, kind: "wild" });
		else atoms.push(...(await partAtoms(shell, inner, SINGLE)));
	}
	atoms.push({ text: ")", kind: "wild" });
	return atoms;
}

/** Braces where they are not expanded: text, with what stands in them expanded. */
async function braceText(
	shell: Shell,
	part: Extract<WordPart, { type: "BraceExpansion" }>,
	place: Place,
): Promise<Atom[]> {
	if (part.parts === undefined)
		return [{ text: place.quoted ? part.text : unescapeLiteral(part.text), kind: place.quoted ? "quoted" : "literal" }];
	const atoms: Atom[] = [{ text: "{", kind: "literal" }];
	for (const inner of part.parts) atoms.push(...(await partAtoms(shell, inner, place)));
	atoms.push({ text: "}", kind: "literal" });
	return atoms;
}
