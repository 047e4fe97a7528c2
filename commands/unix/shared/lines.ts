/** Lines as bytes: read in large pieces, written in large pieces. What all text filters are made of. */
import type { z } from "zod";
import { type ByteStream, toTextStrict } from "../../../src/base/bytes.ts";
import type { Context } from "../../../src/command/index.ts";
import { type ContentWriter, contentWriter } from "./inputs.ts";

export const NEWLINE = 0x0a;

/** What ends a line: newline, or NUL with `-z`. */
export function delimiterOf({ zeroTerminated }: { readonly zeroTerminated: boolean }): number {
	return zeroTerminated ? 0 : NEWLINE;
}

/** A stream in pieces of whole lines. Each piece ends with the delimiter, but perhaps the last; none is empty. */
export async function* wholeLines(stream: ByteStream, delimiter = NEWLINE): AsyncGenerator<Buffer, void, undefined> {
	let rest: Uint8Array[] = [];
	for await (const part of stream) {
		if (part.length === 0) continue;
		const bytes = Buffer.from(part.buffer, part.byteOffset, part.length);
		const cut = bytes.lastIndexOf(delimiter) + 1;
		if (cut === 0) {
			rest.push(bytes);
			continue;
		}
		const lines = bytes.subarray(0, cut);
		yield rest.length === 0 ? lines : Buffer.concat([...rest, lines]);
		rest = cut < bytes.length ? [bytes.subarray(cut)] : [];
	}
	if (rest.length > 0) yield Buffer.concat(rest);
}

const EMPTY = Buffer.alloc(0);

/** Lines one at a time, for what reads several files side by side. A line stays valid after the next one is read. */
export class LineReader {
	/** Where the line lies; its end is without the delimiter. */
	bytes: Buffer = EMPTY;
	start = 0;
	end = 0;
	/** Whether the delimiter was there: the last line may have none. */
	ended = true;
	#at = 0;
	readonly #pieces: AsyncIterator<Buffer>;
	readonly #delimiter: number;

	constructor(stream: ByteStream, delimiter = NEWLINE) {
		this.#pieces = wholeLines(stream, delimiter);
		this.#delimiter = delimiter;
	}

	/** Whether the next line is here already: `next` gives no promise. */
	get ready(): boolean {
		return this.#at < this.bytes.length;
	}

	/** Go to the next line. A promise only when bytes have to be fetched. @returns whether there is one */
	next(): boolean | Promise<boolean> {
		if (this.#at >= this.bytes.length) return this.#fetch();
		const { bytes } = this;
		const found = bytes.indexOf(this.#delimiter, this.#at);
		this.start = this.#at;
		this.ended = found >= 0;
		this.end = found < 0 ? bytes.length : found;
		this.#at = this.end + 1;
		return true;
	}

	/** The reader stops early. */
	async close(): Promise<void> {
		await this.#pieces.return?.();
	}

	async #fetch(): Promise<boolean> {
		const { done, value } = await this.#pieces.next();
		this.bytes = done === true ? EMPTY : value;
		this.start = this.end = this.#at = 0;
		return done === true ? false : this.next();
	}
}

/** Big enough that a write costs nothing beside its bytes. */
const PIECE = 64 * 1024;
/** Below this a loop is faster than a call. */
const SHORT = 24;

/** What is yielded, then what is left in `out`; when it ends with an error, that still comes before it. */
export async function* withRest(out: Bytes, body: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
	try {
		yield* body;
	} catch (error) {
		if (out.length > 0) yield out.take();
		throw error;
	}
	if (out.length > 0) yield out.take();
}

/** Bytes that grow at the end. */
export class Bytes {
	#buffer = Buffer.allocUnsafe(2 * PIECE);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	/** Whether there is enough for a write: time to `take`. */
	get full(): boolean {
		return this.#length >= PIECE;
	}

	/** Make room for so many more bytes. @returns the buffer, to be filled from `length`; say so with `grow` */
	room(count: number): Buffer {
		if (this.#length + count > this.#buffer.length) {
			const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + count));
			this.#buffer.copy(larger, 0, 0, this.#length);
			this.#buffer = larger;
		}
		return this.#buffer;
	}

	grow(count: number): void {
		this.#length += count;
	}

	byte(value: number): void {
		const buffer = this.room(1);
		buffer[this.#length++] = value;
	}

	copy(from: Uint8Array, start = 0, end = from.length): void {
		const count = end - start;
		const buffer = this.room(count);
		let at = this.#length;
		if (count < SHORT) for (let i = start; i < end; i++) buffer[at++] = from[i] as number;
		else buffer.set(from.subarray(start, end), at);
		this.#length += count;
	}

	/** Letters of ASCII. */
	text(ascii: string): void {
		const buffer = this.room(ascii.length);
		for (let i = 0; i < ascii.length; i++) buffer[this.#length++] = ascii.charCodeAt(i);
	}

	fill(value: number, count: number): void {
		const buffer = this.room(count);
		buffer.fill(value, this.#length, this.#length + count);
		this.#length += count;
	}

	/** Put what is there behind other bytes; begins anew. */
	moveTo(other: Bytes): void {
		other.copy(this.#buffer, 0, this.#length);
		this.#length = 0;
	}

	/** What is there; begins anew. */
	take(): Buffer {
		const taken = this.#buffer.subarray(0, this.#length);
		this.#buffer = Buffer.allocUnsafe(2 * PIECE);
		this.#length = 0;
		return taken;
	}
}

/** Print what a filter makes. With `--json` one object a line, without its delimiter. */
export async function printLines(context: Context, pieces: ByteStream, delimiter = NEWLINE): Promise<void> {
	const sink: ContentWriter = context.json ? new JsonLines(context, delimiter) : contentWriter(context);
	for await (const piece of pieces) {
		const written = sink.write(piece);
		if (written !== undefined) await written;
	}
	await sink.end();
}

/** One line of a filter's output, as `--json` prints it: `text` when it is UTF-8, else `base64`. */
export interface TextItem {
	text?: string | undefined;
	base64?: string | undefined;
}

/** Its schema. */
export const lineOutput = (zod: typeof z) =>
	zod.object({ text: zod.string().optional(), base64: zod.string().optional() });

class JsonLines implements ContentWriter {
	readonly #context: Context;
	readonly #delimiter: number;
	#rest: Uint8Array = EMPTY;

	constructor(context: Context, delimiter: number) {
		this.#context = context;
		this.#delimiter = delimiter;
	}

	write(bytes: Uint8Array): void | Promise<void> {
		const all = Buffer.concat([this.#rest, bytes]);
		let text = "";
		let at = 0;
		for (let end = all.indexOf(this.#delimiter); end >= 0; end = all.indexOf(this.#delimiter, at)) {
			text += itemOf(all.subarray(at, end));
			at = end + 1;
		}
		this.#rest = all.subarray(at);
		return this.#context.stdout.write(text);
	}

	end(): void | Promise<void> {
		if (this.#rest.length > 0) return this.#context.stdout.write(itemOf(this.#rest));
	}
}

function itemOf(line: Uint8Array): string {
	const text = toTextStrict(line);
	const item = text === undefined ? { base64: Buffer.from(line).toString("base64") } : { text };
	return `${JSON.stringify(item)}\n`;
}

/** Compare ranges of bytes, as memcmp does, the shorter first. */
export function compareBytes(a: Buffer, aFrom: number, aTo: number, b: Buffer, bFrom: number, bTo: number): number {
	const aLength = aTo - aFrom;
	const bLength = bTo - bFrom;
	const length = Math.min(aLength, bLength);
	const near = Math.min(length, SHORT);
	for (let i = 0; i < near; i++) {
		const difference = (a[aFrom + i] as number) - (b[bFrom + i] as number);
		if (difference !== 0) return difference;
	}
	if (length > near) return a.compare(b, bFrom, bTo, aFrom, aTo);
	return aLength - bLength;
}

/** Upper case of an ASCII letter; any other byte is itself. */
export function foldedByte(byte: number): number {
	return byte >= 97 && byte <= 122 ? byte - 32 : byte;
}

/** The same without regard to the case of ASCII letters. */
export function compareFolded(a: Buffer, aFrom: number, aTo: number, b: Buffer, bFrom: number, bTo: number): number {
	const length = Math.min(aTo - aFrom, bTo - bFrom);
	for (let i = 0; i < length; i++) {
		const difference = foldedByte(a[aFrom + i] as number) - foldedByte(b[bFrom + i] as number);
		if (difference !== 0) return difference;
	}
	return aTo - aFrom - (bTo - bFrom);
}
