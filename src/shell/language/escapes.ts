/** Backslash escapes of bash 5.2: those of `echo -e`, of `printf` and its `%b`, and of `$'…'`. They make bytes; answers are raw text. */
import { CONTROL_LETTERS } from "../../base/c-escapes.ts";
import { rawBytes, rawText } from "../../base/raw-text.ts";

const LETTERS: Readonly<Record<string, string>> = { ...CONTROL_LETTERS, e: "\u001b", E: "\u001b", "\\": "\\" };

const SIMPLE = "[abeEfnrtv\\\\]";
const HEX = "x[0-9A-Fa-f]{1,2}";
const UNICODE = "u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}";
/** What stands after the backslash, for each of the four; anything else stays as it is, with its backslash. */
const ESCAPES = {
	echo: new RegExp(`\\\\(c|${SIMPLE}|0[0-7]{0,3}|${HEX}|${UNICODE})`, "g"),
	argument: new RegExp(`\\\\(c|${SIMPLE}|0[0-7]{0,3}|[1-7][0-7]{0,2}|${HEX}|${UNICODE})`, "g"),
	format: new RegExp(`\\\\(["'?]|${SIMPLE}|[0-7]{1,3}|${HEX}|${UNICODE})`, "g"),
	ansi: new RegExp(
		`\\\\(["'?]|${SIMPLE}|[0-7]{1,3}|${HEX}|x\\{[0-9A-Fa-f]*\\}?|${UNICODE}|c(?:\\\\\\\\|[\\s\\S]))`,
		"gu",
	),
};

export interface Unescaped {
	text: string;
	/** There was a `\c`: nothing after it is output, by this argument or any other. */
	stop: boolean;
}

/** The escapes of `echo -e` (octal as `\0nnn`), or those of `printf %b` (`\nnn` too). */
export function unescapeEcho(text: string, style: "echo" | "printf" = "echo"): Unescaped {
	return expandEscapes(text, style === "echo" ? ESCAPES.echo : ESCAPES.argument);
}

/** The escapes of a `printf` format: octal is `\nnn`, there is no `\c`. */
export function unescapeFormat(text: string): string {
	return expandEscapes(text, ESCAPES.format).text;
}

/** The escapes of `$'…'` and `${value@E}`. An escape that makes a NUL ends the text. */
export function unescapeAnsi(text: string): string {
	const { text: result } = expandEscapes(text, ESCAPES.ansi, true);
	return result;
}

function expandEscapes(text: string, escapes: RegExp, endsAtNul = false): Unescaped {
	if (!text.includes("\\")) return { text, stop: false };
	let result = "";
	let at = 0;
	for (const match of text.matchAll(escapes)) {
		const [whole, code = ""] = match;
		result += text.slice(at, match.index);
		if (code === "c") return { text: joinBytes(result), stop: true };
		const char = meaning(code);
		if (endsAtNul && char === "\0") return { text: joinBytes(result), stop: false };
		result += char;
		at = match.index + whole.length;
	}
	return { text: joinBytes(result + text.slice(at)), stop: false };
}

function meaning(code: string): string {
	const letter = LETTERS[code];
	if (letter !== undefined) return letter;
	const kind = code[0] ?? "";
	if (kind === "x") return byteText(Number.parseInt(code.replace(/[x{}]/g, "") || "0", 16));
	if (kind === "u" || kind === "U") return pointText(Number.parseInt(code.slice(1), 16));
	if (kind === "c") return controlText(code);
	return /[0-7]/.test(kind) ? byteText(Number.parseInt(code, 8)) : code;
}

/** Control-x, as a terminal's keyboard makes it. */
function controlText(code: string): string {
	const char = String.fromCodePoint(code.codePointAt(1) ?? 0);
	if (char === "?") return "\u007f";
	const [first = 0, ...rest] = rawBytes(/[a-z]/.test(char) ? char.toUpperCase() : char);
	return byteText(first & 0x1f) + rest.map(byteText).join("");
}

/** The raw text of one byte (of the lowest eight bits). */
export function byteText(byte: number): string {
	const low = byte & 0xff;
	return String.fromCharCode(low < 0x80 ? low : 0xdc00 + low);
}

/** A code point in UTF-8, whose first form had room for 31 bits and for surrogates. */
function pointText(point: number): string {
	if (point < 0xd800 || (point > 0xdfff && point < 0x110000)) return String.fromCodePoint(point);
	if (point > 0x7fffffff) return "";
	const bytes: number[] = [];
	let rest = point;
	let room = 0x3f;
	while (rest > room) {
		bytes.unshift(0x80 | (rest & 0x3f));
		rest = Math.floor(rest / 64);
		room >>= 1;
	}
	bytes.unshift(((0xfe - room * 2) & 0xff) | rest);
	return bytes.map(byteText).join("");
}

/** The raw text in which bytes that were made one by one are characters where they can be. */
export function joinBytes(text: string): string {
	return /[\uDC80-\uDCFF]/.test(text) ? rawText(rawBytes(text)) : text;
}
