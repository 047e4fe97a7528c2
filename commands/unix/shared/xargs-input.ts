/** How xargs reads its arguments: words with quotes (POSIX xargs), or pieces between one byte. */
import type { ByteStream } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { rawBytes, rawText } from "../../../src/base/raw-text.ts";

/** One argument; `line` when the input line ended with it (for `-L`). */
export interface XargsItem {
	text: string;
	line: boolean;
}

const NEWLINE = 0x0a;
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09]);
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]);
const QUOTES: Readonly<Record<number, string>> = { 39: "single", 34: "double" };
const BACKSLASH = 0x5c;

/**
 * Words as xargs parts them: at blanks and newlines, but for quoted ones. With `lines` (`-I`) an item is a whole line, without the
 * blanks before it. What is asked for is read, no more than the piece that it lies in.
 * @throws DeskError EFORMAT for a quote that does not end on its line
 */
export async function* quotedItems(
	source: ByteStream,
	{ lines, end }: { lines: boolean; end: string | undefined },
): AsyncGenerator<XargsItem, void, undefined> {
	let item: number[] = [];
	let state: "space" | "word" | "quote" | "escape" = lines ? "space" : "word";
	let quote = 0;
	let quoted = false;
	let previous = -1;
	let first = true;
	const take = (): string => {
		const text = rawText(Uint8Array.from(item));
		item = [];
		quoted = false;
		return text;
	};
	for await (const part of source) {
		for (const byte of part) {
			const before = previous;
			previous = byte;
			if (state === "escape") {
				item.push(byte);
				state = "word";
			} else if (state === "quote") {
				if (byte === NEWLINE) throw unmatched(quote);
				if (byte === quote) state = "word";
				else item.push(byte);
			} else if (state === "space" && SPACES.has(byte)) {
			} else if (byte === NEWLINE) {
				const line = !BLANKS.has(before);
				state = lines ? "space" : "word";
				if (item.length === 0 && !quoted) {
					state = "space";
					continue;
				}
				const text = take();
				state = lines ? "space" : state;
				if (text === end) return;
				first = true;
				yield { text, line };
			} else if (!lines && BLANKS.has(byte)) {
				state = "space";
				if (item.length === 0 && !quoted) continue;
				const text = take();
				if (text === end) return;
				first = false;
				yield { text, line: false };
			} else if (byte === BACKSLASH) {
				state = "escape";
			} else if (QUOTES[byte] !== undefined) {
				state = "quote";
				quote = byte;
				quoted = true;
			} else {
				state = "word";
				item.push(byte);
			}
		}
	}
	// As GNU xargs has it: here an empty quoted word is none, and the end word counts as the first of its line only.
	if (item.length === 0) return;
	if (state === "quote") throw unmatched(quote);
	const text = take();
	if (text !== end || !first) yield { text, line: true };
}

function unmatched(quote: number): DeskError {
	return new DeskError("EFORMAT", `a ${QUOTES[quote]} quote does not end on its line`, {
		at: "xargs",
		todo: "use -0 with NUL, or -d '\\n', where quotes are nothing special",
	});
}

/** Pieces between bytes of one value (`-0`, `-d`); each counts as a line. */
export async function* delimitedItems(
	source: ByteStream,
	delimiter: number,
): AsyncGenerator<XargsItem, void, undefined> {
	let rest: Buffer = Buffer.alloc(0);
	for await (const part of source) {
		const bytes = rest.length === 0 ? Buffer.from(part) : Buffer.concat([rest, part]);
		let from = 0;
		for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, from)) {
			yield { text: rawText(bytes.subarray(from, at)), line: true };
			from = at + 1;
		}
		rest = bytes.subarray(from);
	}
	if (rest.length > 0) yield { text: rawText(rest), line: true };
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, "\\": 92, "0": 0 };

/** The byte that `-d` names: a character, `\n`, `\0`, `\x2c`, `\054`. @throws DeskError EUSAGE */
export function delimiterByte(text: string): number {
	const bytes = rawBytes(text);
	if (bytes.length === 1) return bytes[0] ?? 0;
	const [, hex, octal, letter = ""] = /^\\(?:x([0-9a-f]{1,2})|([0-7]{1,3})|(.))$/i.exec(text) ?? [];
	if (hex !== undefined) return Number.parseInt(hex, 16);
	if (octal !== undefined) return Number.parseInt(octal, 8) & 0xff;
	const byte = ESCAPES[letter];
	if (byte === undefined)
		throw new DeskError("EUSAGE", `-d takes one byte, not '${text}'`, {
			at: "xargs",
			todo: "write ',', '\\n' or '\\x2c'",
		});
	return byte;
}
