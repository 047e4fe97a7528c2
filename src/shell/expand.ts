/**
 * Word expansion (POSIX.1-2017 XCU 2.6, bash(1) EXPANSION): braces, tilde, parameters, substitutions, arithmetic, splitting, globs,
 * quote removal. A word becomes a row of atoms, which remember what was quoted; fields, text and patterns are read off them.
 */
import type { Word, WordPart } from "unbash";
import { expandArithmetic } from "./arithmetic-scope.ts";
import { expandGlob } from "./glob.ts";
import { expandBraces } from "./language/brace.ts";
import { unescapeAnsi } from "./language/escapes.ts";
import { escapePattern, hasWildcard } from "./language/pattern.ts";
import { expandParameter, expandSimple } from "./parameter.ts";
import type { Shell } from "./shell.ts";
import { substituteCommand, substituteProcess } from "./substitute.ts";
import { parseSource, parseWord, textAround } from "./syntax.ts";

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

const LIST: Place = { quoted: false, list: true };
const SINGLE: Place = { quoted: false, list: false };
const QUOTED_LIST: Place = { quoted: true, list: true };
const QUOTED_SINGLE: Place = { quoted: true, list: false };

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

/** The value of IFS; its default when unset. */
export function ifsOf(shell: Shell): string {
	return shell.variables.get("IFS") ?? " \t\n";
}

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

function textOf(atoms: readonly Atom[]): string {
	let text = "";
	for (const atom of atoms) text += atom.kind === "break" ? " " : atom.text;
	return text;
}

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

/** The parts of a word, one if it is plain. */
function partsOf(word: Word): readonly WordPart[] {
	return word.parts ?? [{ type: "Literal", text: word.text, value: word.value, pos: word.pos, end: word.end }];
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

/** A backslash that is written in a regex quotes what follows: only what is special keeps it, and `\\<` is no start of a word; in brackets it is text. */
function writtenRegex(text: string): string {
	return text.replace(
		/\[\^?\]?(?:\[[:.=][^\]]*\]|[^\]])*\]|\\([^.[\]\\()*+?{}|^$])/g,
		(all, quoted?: string) => quoted ?? all,
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

function literalText(
	shell: Shell,
	raw: string,
	value: string,
	tildes: "start" | "assignment" | "none",
	atStart = true,
	whole = true,
): string {
	if (!raw.includes("~") || tildes === "none") return value;
	if (tildes === "start") {
		if (raw.startsWith("~")) return atStart ? (tildeOf(shell, raw, value, whole) ?? value) : value;
		// A word that looks like an assignment is treated as one (bash(1), Tilde Expansion).
		const name = atStart && !shell.options.posix ? /^[A-Za-z_]\w*\+?=/.exec(raw) : null;
		if (name === null) return value;
		const [head] = name;
		return (
			head +
			literalText(shell, raw.slice(head.length), unescapeLiteral(raw.slice(head.length)), "assignment", true, whole)
		);
	}
	// In an assignment also after each colon.
	const pieces = splitOutsideBackslashes(raw, ":");
	return pieces
		.map((piece, index) => {
			const plain = unescapeLiteral(piece);
			const canBe = piece.startsWith("~") && (index > 0 || atStart);
			return canBe ? (tildeOf(shell, piece, plain, whole || index < pieces.length - 1) ?? plain) : plain;
		})
		.join(":");
}

function splitOutsideBackslashes(text: string, separator: string): string[] {
	const pieces: string[] = [""];
	for (let at = 0; at < text.length; at++) {
		const char = text[at] as string;
		if (char === separator) pieces.push("");
		else {
			const taken = char === "\\" && at + 1 < text.length ? char + text[++at] : char;
			pieces[pieces.length - 1] += taken;
		}
	}
	return pieces;
}

/** Source text without its backslashes. */
function unescapeLiteral(raw: string): string {
	return raw.replace(/\\(\n|[\s\S])/g, (_, char: string) => (char === "\n" ? "" : char));
}

/** `~`, `~/x`, `~+`, `~-`; undefined when it is none. */
function tildeOf(shell: Shell, raw: string, value: string, whole: boolean): string | undefined {
	const slash = raw.search(/[/:]/);
	if (slash < 0 && !whole) return undefined;
	const prefix = slash < 0 ? raw : raw.slice(0, slash);
	const home = homeOf(shell, prefix.slice(1));
	return home === undefined ? undefined : home + value.slice(prefix.length);
}

function homeOf(shell: Shell, name: string): string | undefined {
	if (name === "") return shell.variables.get("HOME") ?? "/";
	if (name === "+") return shell.variables.get("PWD");
	if (name === "-") return shell.variables.get("OLDPWD");
	if (/^[+-]?\d+$/.test(name)) {
		const stack = [shell.cwd, ...shell.directories];
		return name.startsWith("-") ? stack[stack.length - 1 - Number(name.slice(1))] : stack[Number(name)];
	}
	return undefined;
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

/** One field, and its pattern when something in it is unquoted. */
interface Field {
	text: string;
	pattern: string | undefined;
}

const WHITE = " \t\n";

/** Split atoms into fields at IFS (POSIX.1-2017 XCU 2.6.5). */
export function splitAtoms(atoms: readonly Atom[], ifs: string): Field[] {
	const fields: Field[] = [];
	let field: Field | undefined;
	/** What ended the last field: white space takes in a delimiter that follows, a delimiter makes an empty field before another. */
	let ended = "start" as "start" | "white" | "hard";
	let wild = false;
	const close = (how: "white" | "hard") => {
		if (field !== undefined) {
			if (!wild) field.pattern = undefined;
			fields.push(field);
		}
		field = undefined;
		wild = false;
		ended = how;
	};
	const add = (text: string, pattern: string) => {
		field ??= { text: "", pattern: "" };
		field.text += text;
		field.pattern += pattern;
	};
	for (const { kind, text } of atoms) {
		if (kind === "break") {
			close("hard");
			ended = "start";
		} else if (kind === "expanded") {
			let from = 0;
			for (let at = 0; at < text.length; at++) {
				const char = text[at] as string;
				if (!ifs.includes(char)) continue;
				if (at > from) {
					add(text.slice(from, at), text.slice(from, at));
					wild = true;
				}
				from = at + 1;
				if (WHITE.includes(char)) {
					if (field !== undefined) close("white");
				} else if (field !== undefined) close("hard");
				else if (ended === "white") ended = "hard";
				else {
					fields.push({ text: "", pattern: undefined });
					ended = "hard";
				}
			}
			if (from < text.length) {
				add(text.slice(from), text.slice(from));
				wild = true;
			}
		} else if (kind === "wild") {
			add(text, text);
			wild = true;
		} else if (text !== "" || kind === "quoted") add(text, escapePattern(text));
	}
	close("white");
	return fields;
}
