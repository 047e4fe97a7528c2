/** Encoded words (RFC 2047), as they should be and as they are. */
import { charsetName, decodeText } from "../../../src/base/charset.ts";

interface Word {
	readonly start: number;
	readonly end: number;
	readonly charset: string;
	readonly isBase64: boolean;
	readonly text: string;
}

/** Text with its encoded words decoded; what only looks like one stays as it is. Linear time, never throws. */
export function decodeWords(value: string): string {
	if (!value.includes("=?")) return value;
	let out = "";
	let done = 0;
	let run: Word[] = [];
	const words = new WordScanner(value);
	for (let word = words.next(); word !== undefined; word = words.next()) {
		const between = value.slice(done, word.start);
		// White space between two words is not shown (RFC 2047, 6.2).
		if (run.length > 0 && /^[ \t\r\n]*$/.test(between)) run.push(word);
		else {
			out += decodeRun(run) + between;
			run = [word];
		}
		done = word.end;
	}
	return out + decodeRun(run) + value.slice(done);
}

/** Whether an encoded word begins at `at`: its end, else -1. For what must not look into it. */
export function encodedWordEnd(value: string, at: number): number {
	const word = /=\?[^?\s]{1,100}\?[bq]\?[^?\r\n]*\?=/iy;
	word.lastIndex = at;
	return word.test(value) ? word.lastIndex : -1;
}

class WordScanner {
	readonly #value: string;
	#at = 0;
	/** The next `?=` at or after where it was last looked for: found once, so that broken words cost no quadratic time. */
	#close = -1;

	constructor(value: string) {
		this.#value = value;
	}

	next(): Word | undefined {
		const value = this.#value;
		for (;;) {
			const start = value.indexOf("=?", this.#at);
			if (start < 0) return undefined;
			this.#at = start + 2;
			START.lastIndex = start;
			const head = START.exec(value);
			if (head === null) continue;
			const from = START.lastIndex;
			if (this.#close < from) {
				const found = value.indexOf("?=", from);
				this.#close = found < 0 ? value.length : found;
			}
			let textEnd = this.#close;
			let end = textEnd + 2;
			const inner = value.indexOf("=?", from);
			const next = inner >= 0 && startsAt(value, inner) ? inner : value.length;
			if (textEnd >= value.length || next < textEnd) {
				// Unterminated: as far as it can go without a blank.
				const stop = value.slice(from, next).search(/[\s"<>]|\?$/);
				textEnd = stop < 0 ? next : from + stop;
				end = value[textEnd] === "?" ? textEnd + 1 : textEnd;
			}
			this.#at = end;
			return {
				start,
				end,
				charset: charsetName(head[1] ?? ""),
				isBase64: head[2] === "b" || head[2] === "B",
				text: value.slice(from, textEnd),
			};
		}
	}
}

const START = /=\?[ \t]*([^?\s]{1,100})[ \t]*\?[ \t]*([bBqQ])[ \t]*\?/y;

function startsAt(value: string, at: number): boolean {
	START.lastIndex = at;
	return START.test(value);
}

/** Adjacent words. Characters may be split among words of one character set, against the RFC: their bytes are joined. */
function decodeRun(run: readonly Word[]): string {
	let out = "";
	for (let at = 0; at < run.length; ) {
		const first = run[at]!;
		const bytes: Buffer[] = [];
		let pending = "";
		for (; at < run.length && run[at]!.charset === first.charset; at++) {
			const word = run[at]!;
			if (!word.isBase64) {
				if (pending !== "") bytes.push(Buffer.from(pending, "base64"));
				pending = "";
				bytes.push(decodeQ(word.text));
				continue;
			}
			pending += word.text;
			// A group of four that is split among words is joined too.
			if (pending.replace(/[^A-Za-z0-9+/]/g, "").length % 4 === 0 || pending.includes("=")) {
				bytes.push(Buffer.from(pending, "base64"));
				pending = "";
			}
		}
		if (pending !== "") bytes.push(Buffer.from(pending, "base64"));
		out += decodeText(bytes.length === 1 ? bytes[0]! : Buffer.concat(bytes), first.charset).text;
	}
	return out;
}

/** The Q encoding (RFC 2047, 4.2). What is neither ASCII nor encoded stands for its UTF-8. */
function decodeQ(text: string): Buffer {
	const bytes = Buffer.from(text.replaceAll("_", " "), "utf8");
	let length = 0;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at]!;
		if (byte === 0x3d) {
			const high = hexDigit(bytes[at + 1]);
			const low = hexDigit(bytes[at + 2]);
			if (high >= 0 && low >= 0) {
				bytes[length++] = high * 16 + low;
				at += 2;
				continue;
			}
		}
		bytes[length++] = byte;
	}
	return bytes.subarray(0, length);
}

/** The value of a hexadecimal digit in ASCII, else -1. */
export function hexDigit(byte: number | undefined): number {
	if (byte === undefined) return -1;
	if (byte >= 48 && byte <= 57) return byte - 48;
	const lower = byte | 32;
	return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
