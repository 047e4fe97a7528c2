/** Backslashes in awk's strings. */
import { CONTROL_LETTERS } from "../../../src/base/c-escapes.ts";
import { rawBytes, rawText } from "../../../src/base/raw-text.ts";

const SIMPLE: Readonly<Record<string, string>> = {
	...CONTROL_LETTERS,
	"\\": "\\",
	'"': '"',
	"/": "/",
	"\n": "",
};

/** A character by its code; codes of 128 to 255 are bytes, as in C (in raw text: lone surrogates). */
export function byteText(code: number): string {
	const byte = code & 0xff;
	return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

/**
 * The text that a string literal (without its quotes) or an assignment on the command line stands for. Of an unknown escape
 * the backslash stays, so that "\." is the regex `\.` (as gawk and mawk take it).
 */
export function unescapeText(text: string): string {
	if (!text.includes("\\")) return text;
	let hasBytes = false;
	const made = text.replace(/\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)/gs, (whole, code: string) => {
		const simple = SIMPLE[code];
		if (simple !== undefined) return simple;
		const number = code[0] === "x" ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8);
		if (code.length === 0 || Number.isNaN(number) || !/^(x[0-9a-fA-F]+|[0-7]+)$/.test(code)) return whole;
		hasBytes ||= number > 0x7f;
		return byteText(number);
	});
	// Bytes that spell a character are that character.
	return hasBytes ? rawText(rawBytes(made)) : made;
}
