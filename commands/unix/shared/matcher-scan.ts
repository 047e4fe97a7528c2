/**
 * Walking a buffer from one matching line to the next. All cursors work on bytes and go forward only; text is decoded
 * where a regex needs it, in blocks of whole lines.
 */
import { isAscii, isUtf8 } from "node:buffer";

/** A walk over lines. After `next()` has returned true, `start` and `end` are the line's bytes, newline left out. */
export interface LineCursor {
	start: number;
	end: number;
	next(): boolean;
}

/** `other` is what is not UTF-8: its stray bytes become lone surrogates, which no set and no `.` matches. */
export type Encoding = "ascii" | "utf8" | "other";

const NEWLINE = 10;
/** First code unit of a stray byte: 0xDC00 plus the byte (as Python's `surrogateescape`). */
const STRAY = 0xdc00;

export function encodingOf(bytes: Uint8Array): Encoding {
	return isAscii(bytes) ? "ascii" : isUtf8(bytes) ? "utf8" : "other";
}

export function decode(bytes: Buffer, encoding: Encoding): string {
	return encoding === "other" ? decodeStray(bytes) : bytes.toString(encoding === "ascii" ? "latin1" : "utf8");
}

/** How many bytes a text takes that `decode` has made. */
export function byteLength(text: string, encoding: Encoding): number {
	if (encoding === "ascii") return text.length;
	if (encoding === "utf8") return Buffer.byteLength(text);
	let length = 0;
	for (const char of text) length += isStray(char) ? 1 : Buffer.byteLength(char);
	return length;
}

function isStray(char: string): boolean {
	const unit = char.charCodeAt(0);
	return unit >= STRAY + 0x80 && unit <= STRAY + 0xff;
}

/** Bytes that a UTF-8 sequence with this first byte takes; 0 when none begins with it. */
function sequenceLength(lead: number): number {
	if (lead < 0x80) return 1;
	if (lead < 0xc2 || lead > 0xf4) return 0;
	return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function decodeStray(bytes: Buffer): string {
	const parts: string[] = [];
	let good = 0;
	for (let at = 0; at < bytes.length; ) {
		const byte = bytes[at] ?? 0;
		const length = sequenceLength(byte);
		if (length === 1 || (length > 1 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)))) {
			at += length;
			continue;
		}
		parts.push(bytes.toString("utf8", good, at), String.fromCharCode(STRAY + byte));
		good = ++at;
	}
	return parts.join("") + bytes.toString("utf8", good);
}

/**
 * V8 also tries a `u` regex between the two halves of a surrogate pair, where only a pattern that can be empty matches
 * (`$` and `\B` do): such a match is none.
 */
function isSplit(text: string, at: number): boolean {
	const isTrail = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
	return isTrail && at > 0 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}

/** Whether a `g` regex matches at or after `from`; its `lastIndex` is then the end of the match. */
export function testFrom(regex: RegExp, text: string, from: number): boolean {
	regex.lastIndex = from;
	while (regex.test(text)) {
		if (!isSplit(text, regex.lastIndex)) return true;
		regex.lastIndex++;
	}
	return false;
}

/** Start and end of the first match of a `g` regex at or after `from`. */
export function findFrom(regex: RegExp, text: string, from: number): readonly [number, number] | undefined {
	regex.lastIndex = from;
	for (let found = regex.exec(text); found !== null; found = regex.exec(text)) {
		if (!isSplit(text, found.index)) return [found.index, regex.lastIndex];
		regex.lastIndex = found.index + 1;
	}
	return undefined;
}

/** Start of the line that the byte at `at` is in. */
function lineStart(buffer: Buffer, at: number): number {
	return at === 0 ? 0 : buffer.lastIndexOf(NEWLINE, at - 1) + 1;
}

function lineEnd(buffer: Buffer, at: number): number {
	const end = buffer.indexOf(NEWLINE, at);
	return end < 0 ? buffer.length : end;
}

abstract class Cursor implements LineCursor {
	start = 0;
	end = -1;
	protected readonly buffer: Buffer;

	constructor(buffer: Buffer) {
		this.buffer = buffer;
	}

	abstract next(): boolean;
}

/** No line at all. */
export class NoLine extends Cursor {
	override next(): boolean {
		return false;
	}
}

export class EveryLine extends Cursor {
	override next(): boolean {
		this.start = this.end + 1;
		if (this.start >= this.buffer.length) return false;
		this.end = lineEnd(this.buffer, this.start);
		return true;
	}
}

/** Lines that contain some bytes (which have no newline in them). */
export class LinesWith extends Cursor {
	private readonly needle: Buffer;

	constructor(buffer: Buffer, needle: Buffer) {
		super(buffer);
		this.needle = needle;
	}

	override next(): boolean {
		const at = this.buffer.indexOf(this.needle, this.end + 1);
		if (at < 0) return false;
		this.start = lineStart(this.buffer, at);
		this.end = lineEnd(this.buffer, at + this.needle.length);
		return true;
	}
}

/** Says whether one line, decoded, is wanted. */
export type LineTest = (line: string, ascii: boolean) => boolean;

/** Those of another cursor's lines that pass a test. */
export class TestedLines extends Cursor {
	private readonly candidates: LineCursor;
	private readonly test: LineTest;
	private whole: Encoding | undefined;

	constructor(buffer: Buffer, candidates: LineCursor, test: LineTest) {
		super(buffer);
		this.candidates = candidates;
		this.test = test;
	}

	override next(): boolean {
		while (this.candidates.next()) {
			this.whole ??= encodingOf(this.buffer);
			const line = this.buffer.subarray(this.candidates.start, this.candidates.end);
			const encoding = this.whole === "ascii" ? "ascii" : encodingOf(line);
			if (!this.test(decode(line, encoding), encoding === "ascii")) continue;
			this.start = this.candidates.start;
			this.end = this.candidates.end;
			return true;
		}
		return false;
	}
}

/** The lines that another cursor leaves out. */
export class OtherLines extends Cursor {
	private readonly left: LineCursor;
	private more: boolean | undefined;

	constructor(buffer: Buffer, left: LineCursor) {
		super(buffer);
		this.left = left;
	}

	override next(): boolean {
		this.more ??= this.left.next();
		this.start = this.end + 1;
		while (this.more && this.left.start === this.start) {
			this.start = this.left.end + 1;
			this.more = this.left.next();
		}
		if (this.start >= this.buffer.length) return false;
		this.end = lineEnd(this.buffer, this.start);
		return true;
	}
}

/** Bytes decoded at once. */
const BLOCK = 1 << 18;

/** What a whole block is searched with: regexes with the `g` flag that cannot match across a newline. */
export type BlockRegex = (ascii: boolean) => RegExp;

/** Lines that a regex matches, found by running it over many lines at a time. */
export class MatchedLines extends Cursor {
	private readonly regexOf: BlockRegex;
	private blockEnd = 0;
	private encoding: Encoding = "ascii";
	private text = "";
	/** Where to go on: the start of a line, as an offset in the text and as one in the buffer. */
	private textAt = 0;
	private byteAt = 0;

	constructor(buffer: Buffer, regexOf: BlockRegex) {
		super(buffer);
		this.regexOf = regexOf;
	}

	override next(): boolean {
		while (this.textAt < this.text.length || this.load()) {
			const regex = this.regexOf(this.encoding === "ascii");
			if (testFrom(regex, this.text, this.textAt) && this.take(regex.lastIndex)) return true;
			this.textAt = this.text.length;
		}
		return false;
	}

	private load(): boolean {
		if (this.blockEnd >= this.buffer.length) return false;
		const block = this.buffer.subarray(this.blockEnd, lineEnd(this.buffer, this.blockEnd + BLOCK) + 1);
		this.byteAt = this.blockEnd;
		this.blockEnd += block.length;
		this.encoding = encodingOf(block);
		this.text = decode(block, this.encoding);
		this.textAt = 0;
		return true;
	}

	/** Makes the line with the match that ends at `found` the current one; false behind the last newline. */
	private take(found: number): boolean {
		const start = found === 0 ? 0 : this.text.lastIndexOf("\n", found - 1) + 1;
		if (start >= this.text.length) return false;
		const newline = this.text.indexOf("\n", found);
		const end = newline < 0 ? this.text.length : newline;
		this.start = this.byteAt + byteLength(this.text.slice(this.textAt, start), this.encoding);
		this.end = this.start + byteLength(this.text.slice(start, end), this.encoding);
		this.textAt = end + 1;
		this.byteAt = this.end + 1;
		return true;
	}
}
