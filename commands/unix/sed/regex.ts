/** Regular expressions of GNU sed: POSIX ones with escapes for characters, also within brackets. */
import { parseRegex, type RegexDialect, type RegexNode } from "../../../src/base/posix-regex.ts";
import { rawBytes, rawText } from "../../../src/base/raw-text.ts";
import { count } from "../shared/matcher-simulate.ts";
import { PosixFinder } from "../shared/posix-finder.ts";

export interface Pattern {
	readonly finder: PosixFinder;
	/** How many groups it has. */
	readonly groups: number;
}

const SIMPLE: Readonly<Record<string, string>> = { a: "\x07", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** The character that an escape at `at` (a backslash) makes, and the length of the escape; undefined when it makes none. */
export function escapeAt(text: string, at: number): { char: string; length: number; isCode: boolean } | undefined {
	const letter = text[at + 1] ?? "";
	const simple = SIMPLE[letter];
	if (simple !== undefined) return { char: simple, length: 2, isCode: false };
	const code = /^\\(?:d(\d{3})|o([0-7]{1,3})|x([0-9a-fA-F]{1,2}))/.exec(text.slice(at, at + 5));
	if (code !== null) {
		const [whole, decimal, octal, hex] = code;
		const number =
			decimal !== undefined
				? Number(decimal)
				: octal !== undefined
					? Number.parseInt(octal, 8)
					: Number.parseInt(hex ?? "", 16);
		return { char: byteText(number), length: whole.length, isCode: true };
	}
	const control = letter === "c" ? text[at + 2] : undefined;
	if (control === undefined) return undefined;
	return { char: String.fromCharCode(control.toUpperCase().charCodeAt(0) ^ 0x40), length: 3, isCode: true };
}

function byteText(code: number): string {
	const byte = code & 0xff;
	return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

/** Bytes that were written as escapes and make up a character are that character. */
export function joinBytes(text: string): string {
	return /[\uDC80-\uDCFF]/.test(text) ? rawText(rawBytes(text)) : text;
}

/** The pattern with its escapes for characters carried out: a special character made by its code means itself. */
function readEscapes(pattern: string, isExtended: boolean): string {
	let out = "";
	let inBracket = false;
	for (let at = 0; at < pattern.length; ) {
		const char = pattern[at] ?? "";
		if (inBracket) {
			const named = /^\[([:.=]).*?\1\]/s.exec(pattern.slice(at))?.[0];
			const made = char === "\\" ? escapeAt(pattern, at) : undefined;
			if (named !== undefined) out += named;
			else if (made !== undefined) out += made.isCode && /[\]^-]/.test(made.char) ? `[.${made.char}.]` : made.char;
			else out += char;
			at += named?.length ?? made?.length ?? 1;
			inBracket = named !== undefined || made !== undefined || char !== "]";
		} else if (char === "[") {
			const opening = /^\[\^?\]?/.exec(pattern.slice(at))?.[0] ?? char;
			out += opening;
			at += opening.length;
			inBracket = true;
		} else if (char === "\\") {
			const made = escapeAt(pattern, at);
			if (made === undefined) out += pattern.slice(at, at + 2);
			else out += made.isCode ? quote(made.char, isExtended) : made.char;
			at += made?.length ?? 2;
		} else {
			out += char;
			at++;
		}
	}
	return joinBytes(out);
}

/** In basic regexes a backslash makes braces and such special. */
function quote(char: string, isExtended: boolean): string {
	return (isExtended ? /[\\^$.[\]|()*+?{}]/ : /[\\^$.[\]*]/).test(char) ? `\\${char}` : char;
}

/** @throws DeskError EINVAL with the column in the pattern */
export function patternOf(
	pattern: string,
	options: { isExtended: boolean; ignoreCase: boolean; multiline: boolean },
): Pattern {
	const dialect: RegexDialect = options.isExtended ? "extended" : "basic";
	const node = parseRegex(readEscapes(pattern, options.isExtended), dialect);
	return { finder: new PosixFinder(node, options), groups: count(node, (part: RegexNode) => part.type === "group") };
}
