/** sed scripts as GNU sed 4.9 reads them. */
import { DeskError } from "../../../src/base/errors.ts";
import { ScriptReader } from "./reader.ts";
import { escapeAt, joinBytes, type Pattern, patternOf } from "./regex.ts";
import type { Address, Command, RangeEnd, Script, Substitution } from "./script.ts";
import { readReplacement } from "./substitute.ts";

export interface ParseOptions {
	readonly isExtended: boolean;
	/** What error messages call the script. */
	readonly name: string;
}

/** A command without what all have: its address, its name, where it stands. */
type Own = Partial<Pick<Command, "text" | "number" | "target" | "substitution" | "map">>;

/**
 * The commands of a script, in a row: blocks are jumps.
 * @throws DeskError EUSAGE with line and column
 */
export function parseScript(text: string, options: ParseOptions): Script {
	const reader = new ScriptReader(text, options.name);
	const commands: Command[] = [];
	const labels = new Map<string, number>();
	const jumps: { command: Command; at: number }[] = [];
	const blocks: { command: Command; at: number }[] = [];
	reader.skipSpace();
	while (reader.char !== undefined) {
		const at = reader.at;
		const command = readCommand(reader, options);
		if (command === undefined) {
			// A comment.
		} else if (command.name === "}") {
			const open = blocks.pop();
			if (open === undefined) reader.fail("this } has no {", at);
			else open.command.target = commands.length;
		} else if (command.name === ":") {
			labels.set(command.text ?? "", commands.length);
		} else {
			if (command.name === "{") blocks.push({ command, at });
			else if ("btT".includes(command.name)) jumps.push({ command, at });
			commands.push(command);
		}
		reader.skipSpace();
	}
	const open = blocks.pop();
	if (open !== undefined) reader.fail("this { has no }", open.at);
	for (const { command, at } of jumps) {
		const target = command.text === "" ? commands.length : labels.get(command.text ?? "");
		if (target === undefined) reader.fail(`there is no label ${command.text}`, at);
		else command.target = target;
	}
	return { commands, isSilent: text.startsWith("#n") };
}

function readCommand(reader: ScriptReader, options: ParseOptions): Command | undefined {
	const start = reader.at;
	const from = readAddress(reader, options);
	let to: RangeEnd | undefined;
	if (from !== undefined) {
		reader.skipBlanks();
		if (reader.take(/,/y) !== undefined) {
			reader.skipBlanks();
			to = readRangeEnd(reader, options);
		}
	}
	if (from?.type === "line" && from.line === 0 && to?.type !== "regex")
		reader.fail("line 0 is an address only before a regular expression, as in 0,/x/", start);
	reader.skipBlanks();
	const negated = reader.take(/!\s*/y) !== undefined;
	if (negated && reader.char === "!") reader.fail("one ! is enough");
	const at = reader.at;
	const name = reader.char;
	if (name === undefined) return reader.fail("after the address a command is missing");
	reader.at++;
	if (name === "#") {
		if (from !== undefined) reader.fail("a comment has no address", at);
		reader.take(/[^\n]*/y);
		return undefined;
	}
	const read = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
	if (read === undefined) return reader.fail(`there is no command '${name}'`, at);
	if (from !== undefined && (name === ":" || name === "}")) reader.fail(`${name} takes no address`, at);
	if (to !== undefined && (name === "q" || name === "Q")) reader.fail(`${name} takes one address`, at);
	const address = { ...(from && { from }), ...(to && { to }) };
	return { name, ...address, negated, line: reader.lineAt(at), ...read(reader, options, at) };
}

function readAddress(reader: ScriptReader, options: ParseOptions): Address | undefined {
	const first = reader.number();
	if (first !== undefined) {
		reader.skipBlanks();
		const step = reader.take(/~/y) === undefined ? 0 : (reader.number() ?? 0);
		return step === 0 ? { type: "line", line: first } : { type: "step", first, step };
	}
	if (reader.take(/\$/y) !== undefined) return { type: "last" };
	const start = reader.at;
	const opening = reader.take(/\/|\\[^\n\\]/suy);
	if (opening === undefined) return undefined;
	const source = reader.delimited(opening.slice(-1), true, "this address");
	const flags = reader.take(/[IM]*/y) ?? "";
	return { type: "regex", pattern: readPattern(reader, source, flags, options, start + opening.length) };
}

function readRangeEnd(reader: ScriptReader, options: ParseOptions): RangeEnd {
	const relative = reader.take(/[+~](?=\d)/y);
	if (relative !== undefined) {
		const number = reader.number() ?? 0;
		return relative === "+" ? { type: "plus", count: number } : { type: "multiple", of: number };
	}
	return readAddress(reader, options) ?? reader.fail("after the comma an address is missing");
}

/** No source: the pattern that was used last. */
function readPattern(
	reader: ScriptReader,
	source: string,
	flags: string,
	{ isExtended }: ParseOptions,
	at: number,
): Pattern | undefined {
	if (source === "") return undefined;
	const upper = flags.toUpperCase();
	try {
		return patternOf(source, { isExtended, ignoreCase: upper.includes("I"), multiline: upper.includes("M") });
	} catch (error) {
		if (error instanceof DeskError) reader.fail(error.message, at);
		throw error;
	}
}

type ReadOwn = (reader: ScriptReader, options: ParseOptions, at: number) => Own;

const nothing: ReadOwn = (reader) => {
	reader.endCommand();
	return {};
};

const number: ReadOwn = (reader) => {
	reader.skipBlanks();
	const given = reader.number();
	reader.endCommand();
	return given === undefined ? {} : { number: given };
};

const jump: ReadOwn = (reader) => {
	const text = reader.label(true);
	reader.endCommand();
	return { text };
};

const file: ReadOwn = (reader) => ({ text: reader.restOfLine() });

const inserted: ReadOwn = (reader) => ({ text: unescapeText(reader.inserted()) });

const COMMANDS: Readonly<Record<string, ReadOwn>> = {
	"{": () => ({}),
	"}": nothing,
	":": (reader) => {
		const text = reader.label(false);
		if (text === "") reader.fail("a label is missing");
		return { text };
	},
	...Object.fromEntries([..."=dDFgGhHnNpPxz"].map((name) => [name, nothing])),
	...Object.fromEntries([..."qQlL"].map((name) => [name, number])),
	...Object.fromEntries([..."btT"].map((name) => [name, jump])),
	...Object.fromEntries([..."rRwW"].map((name) => [name, file])),
	...Object.fromEntries([..."aic"].map((name) => [name, inserted])),
	s: readSubstitution,
	y: readMap,
	v: (reader) => {
		reader.label(true);
		reader.endCommand();
		return {};
	},
};

/** In inserted text a backslash is taken off what follows it, unless both make a character. */
function unescapeText(text: string): string {
	let out = "";
	for (let at = 0; at < text.length; ) {
		const made = text[at] === "\\" ? escapeAt(text, at) : undefined;
		// `\n` is no newline here: GNU sed breaks the line as the shell's printf would.
		if (made !== undefined) out += made.char;
		else if (text[at] === "\\") {
			out += text[at + 1] ?? "";
			at += 2;
			continue;
		} else out += text[at];
		at += made?.length ?? 1;
	}
	return joinBytes(out);
}

function readSubstitution(reader: ScriptReader, options: ParseOptions, at: number): Own {
	const delimiter = readDelimiter(reader, "s", at);
	const start = reader.at;
	const source = reader.delimited(delimiter, true, "this s");
	const right = reader.at;
	const replacement = readReplacement(reader.delimited(delimiter, false, "this s"));
	const flags = readFlags(reader);
	const pattern = readPattern(reader, source, flags.letters, options, start);
	if (pattern !== undefined && replacement.groups > pattern.groups)
		reader.fail(`there is no group ${replacement.groups} in this regular expression`, right);
	const substitution: Substitution = {
		pattern,
		replacement,
		isGlobal: flags.letters.includes("g"),
		nth: flags.nth,
		prints: flags.letters.includes("p"),
		...(flags.file !== undefined && { file: flags.file }),
	};
	return { substitution };
}

function readDelimiter(reader: ScriptReader, name: string, at: number): string {
	const delimiter = reader.take(/[^\n\\]/suy);
	return delimiter ?? reader.fail(`${name} needs a delimiter, as in ${name}/…/…/`, at);
}

/** Flags of `s`, in any order; `w` takes the rest of the line. */
function readFlags(reader: ScriptReader): { letters: string; nth: number; file?: string } {
	let letters = "";
	let nth: number | undefined;
	for (;;) {
		reader.skipBlanks();
		const at = reader.at;
		const letter = reader.take(/[a-zA-Z]/y);
		const count = letter === undefined ? reader.number() : undefined;
		if (count !== undefined) {
			if (count === 0) reader.fail("matches are counted from 1", at);
			if (nth !== undefined) reader.fail("there are two numbers", at);
			nth = count;
		} else if (letter === undefined) {
			reader.endCommand();
			return { letters, nth: nth ?? 1 };
		} else if (letter === "w") return { letters, nth: nth ?? 1, file: reader.restOfLine() };
		else if (!"gpiImM".includes(letter)) reader.fail(`s has no flag '${letter}'`, at);
		else if ("gp".includes(letter) && letters.includes(letter)) reader.fail(`the flag ${letter} is given twice`, at);
		else letters += letter;
	}
}

function readMap(reader: ScriptReader, _: ParseOptions, at: number): Own {
	const delimiter = readDelimiter(reader, "y", at);
	const from = mapped(reader.delimited(delimiter, false, "this y"));
	const to = mapped(reader.delimited(delimiter, false, "this y"));
	if (from.length !== to.length)
		reader.fail(`y needs as many characters on the right as on the left (${from.length}), not ${to.length}`, at);
	reader.endCommand();
	const map = new Map<string, string>();
	for (const [index, char] of from.entries()) if (!map.has(char)) map.set(char, to[index] ?? "");
	return { map };
}

function mapped(text: string): string[] {
	const chars: string[] = [];
	for (let at = 0; at < text.length; ) {
		const made = text[at] === "\\" ? escapeAt(text, at) : undefined;
		const isEscaped = text[at] === "\\" && made === undefined && /[\\&\n]/.test(text[at + 1] ?? "");
		if (isEscaped) at++;
		const char = made?.char ?? String.fromCodePoint(text.codePointAt(at) ?? 0);
		chars.push(char);
		at += made?.length ?? char.length;
	}
	return chars;
}
