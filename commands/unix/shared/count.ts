/** Counting lines, words, characters and columns of bytes, as GNU wc 9.1 does in a UTF-8 locale. */
import { widthOf } from "../../../src/cli/index.ts";

export interface Counts {
	lines: number;
	words: number;
	chars: number;
	bytes: number;
	/** Columns of the widest line; tabs go to the next multiple of 8. */
	maxLineLength: number;
}

export const NO_COUNTS: Readonly<Counts> = { lines: 0, words: 0, chars: 0, bytes: 0, maxLineLength: 0 };

/** What a character is to wc. */
const NOTHING = 0;
const IN_WORD = 1;
const SPACE = 2;

function kindOf(char: string): number {
	if (/^[\t-\r\p{Z}\u2060]$/u.test(char)) return SPACE;
	return /^[\p{Cc}\p{Cn}\p{Cs}]$/u.test(char) ? NOTHING : IN_WORD;
}

const ASCII = Uint8Array.from({ length: 128 }, (_, byte) => kindOf(String.fromCharCode(byte)));

/** Kind and width of the characters met so far: texts use few different ones. */
const met = new Map<number, { kind: number; width: number }>();

function meet(point: number): { kind: number; width: number } {
	let known = met.get(point);
	if (known === undefined) {
		const char = String.fromCodePoint(point);
		const kind = kindOf(char);
		known = { kind, width: kind === NOTHING ? 0 : widthOf(char) };
		met.set(point, known);
	}
	return known;
}

/** Counts piece by piece: characters and words may run from one into the next. */
export class Counter {
	readonly counts: Counts = { ...NO_COUNTS };
	#inWord = false;
	#column = 0;
	/** The beginning of a character whose rest is in the next piece. */
	#rest: Uint8Array = new Uint8Array();

	add(part: Uint8Array): void {
		const bytes = this.#rest.length === 0 ? part : Buffer.concat([this.#rest, part]);
		this.#rest = new Uint8Array();
		this.counts.bytes += part.length;
		for (let at = 0; at < bytes.length; ) {
			const byte = bytes[at] ?? 0;
			if (byte < 0x80) {
				this.#ascii(byte);
				at++;
				continue;
			}
			const length = sequenceAt(bytes, at);
			if (length === "cut") {
				this.#rest = bytes.slice(at);
				return;
			}
			// A byte that begins no character is a byte and nothing else.
			if (length > 0) this.#character(pointAt(bytes, at, length));
			at += Math.max(1, length);
		}
	}

	/** All is read. */
	end(): Counts {
		if (this.#inWord) this.counts.words++;
		this.#inWord = false;
		this.#endLine();
		return this.counts;
	}

	#ascii(byte: number): void {
		const { counts } = this;
		counts.chars++;
		const kind = ASCII[byte];
		if (kind === IN_WORD) {
			this.#inWord = true;
			this.#column++;
			return;
		}
		if (kind === NOTHING) return;
		if (this.#inWord) counts.words++;
		this.#inWord = false;
		if (byte === 0x20) this.#column++;
		else if (byte === 0x09) this.#column += 8 - (this.#column % 8);
		else if (byte !== 0x0b) this.#endLine();
		if (byte === 0x0a) counts.lines++;
	}

	#character(point: number): void {
		this.counts.chars++;
		const { kind, width } = meet(point);
		this.#column += width;
		if (kind === IN_WORD) this.#inWord = true;
		else if (kind === SPACE) {
			if (this.#inWord) this.counts.words++;
			this.#inWord = false;
		}
	}

	#endLine(): void {
		if (this.#column > this.counts.maxLineLength) this.counts.maxLineLength = this.#column;
		this.#column = 0;
	}
}

/** Bytes of the UTF-8 sequence at `at` (Unicode table 3-7): 0 when there is none, "cut" when it may go on after the end. */
function sequenceAt(bytes: Uint8Array, at: number): number | "cut" {
	const lead = bytes[at] ?? 0;
	const length =
		lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
	for (let i = 1; i < length; i++) {
		const next = bytes[at + i];
		if (next === undefined) return "cut";
		const low = i > 1 ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
		const high = i > 1 ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
		if (next < low || next > high) return 0;
	}
	return length;
}

/** The code point of a valid sequence of two to four bytes. */
function pointAt(bytes: Uint8Array, at: number, length: number): number {
	let point = (bytes[at] ?? 0) & (0x7f >> length);
	for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[at + i] ?? 0) & 0x3f);
	return point;
}
