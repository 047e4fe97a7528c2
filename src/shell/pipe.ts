import type { ByteStream } from "../base/bytes.ts";
import { type ByteWriter, ClosedPipe } from "../command/index.ts";

/** Where bytes come from, piece by piece; what was read too much of can be given back. */
export interface ByteSource {
	/** The next piece; undefined at the end. */
	read(): Promise<Uint8Array | undefined>;
	/** Put bytes back: the next `read` yields them. */
	unread(bytes: Uint8Array): void;
	/** Resolves when `read` would not wait, and takes nothing. Absent: it never waits. */
	ready?(): Promise<void>;
	/** Bytes of the file that it is, if it is one. */
	readonly size?: number | undefined;
	/** Whether nothing was read ahead of what its readers have got. */
	readonly untouched?: boolean;
	/** Nobody will read any more. */
	close(): void | Promise<void>;
}

/** How much lies in a pipe before its writer has to wait: as Linux has it (64 KiB). */
const CAPACITY = 64 * 1024;

/**
 * A pipe between two stages. The writer waits while it is full, and finds a `ClosedPipe` when the reader has gone (SIGPIPE);
 * the reader takes as much at once as it can hold.
 */
export class Pipe implements ByteSource, ByteWriter {
	#parts: Uint8Array[] = [];
	#size = 0;
	#ended = false;
	#broken = false;
	#wakeReader: (() => void) | undefined;
	#waiting: (() => void)[] = [];
	#wakeWriters: (() => void)[] = [];

	write(bytes: Uint8Array | string): void | Promise<void> {
		if (this.#broken) throw new ClosedPipe();
		const part = typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes;
		if (part.length === 0) return;
		this.#parts.push(part);
		this.#size += part.length;
		this.#wake();
		if (this.#size >= CAPACITY) return this.#drained();
	}

	async #drained(): Promise<void> {
		await new Promise<void>((resolve) => this.#wakeWriters.push(resolve));
		if (this.#broken) throw new ClosedPipe();
	}

	/** The writer is done. */
	end(): void {
		this.#ended = true;
		this.#wake();
	}

	#wake(): void {
		const wake = this.#wakeReader;
		this.#wakeReader = undefined;
		wake?.();
		for (const tell of this.#waiting.splice(0)) tell();
	}

	async ready(): Promise<void> {
		if (this.#size === 0 && !this.#ended && !this.#broken)
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}

	async read(): Promise<Uint8Array | undefined> {
		while (this.#size === 0) {
			if (this.#ended || this.#broken) return undefined;
			await new Promise<void>((resolve) => {
				this.#wakeReader = resolve;
			});
		}
		const all = this.#parts.length === 1 ? (this.#parts[0] as Uint8Array) : Buffer.concat(this.#parts);
		// What is beyond the capacity stays its writer's, who still waits.
		const taken = all.subarray(0, CAPACITY);
		this.#size = all.length - taken.length;
		this.#parts = this.#size === 0 ? [] : [all.subarray(CAPACITY)];
		if (this.#size < CAPACITY) this.#release();
		return taken;
	}

	#release(): void {
		const waiting = this.#wakeWriters;
		this.#wakeWriters = [];
		for (const wake of waiting) wake();
	}

	unread(bytes: Uint8Array): void {
		if (bytes.length === 0) return;
		this.#parts.unshift(bytes);
		this.#size += bytes.length;
		this.#wake();
	}

	/** The reader goes away. */
	close(): void {
		this.#broken = true;
		this.#parts = [];
		this.#size = 0;
		this.#release();
		this.#wake();
	}
}

/** A source over a stream; nothing is read before somebody asks. */
export class StreamSource implements ByteSource {
	readonly #items: AsyncIterator<Uint8Array>;
	#kept: Uint8Array[] = [];
	#pending: Promise<IteratorResult<Uint8Array>> | undefined;

	readonly size: number | undefined;

	/** @param size bytes of the file that the stream is, if it is one */
	constructor(stream: ByteStream, size = stream.size) {
		this.#items = stream[Symbol.asyncIterator]();
		this.size = size;
	}

	async read(): Promise<Uint8Array | undefined> {
		for (;;) {
			const kept = this.#kept.shift();
			if (kept !== undefined) return kept;
			// A reader that was interrupted leaves its read behind: the next one takes what that brings.
			this.#pending ??= this.#items.next();
			const next = await this.#pending;
			this.#pending = undefined;
			if (next.done === true) return undefined;
			if (next.value.length > 0) return next.value;
		}
	}

	unread(bytes: Uint8Array): void {
		if (bytes.length > 0) this.#kept.unshift(bytes);
	}

	/** What it brings, if it is an error, is for the next `read`. */
	async ready(): Promise<void> {
		if (this.#kept.length > 0) return;
		this.#pending ??= this.#items.next();
		await this.#pending.catch(() => undefined);
	}

	get untouched(): boolean {
		return this.#kept.length === 0 && this.#pending === undefined;
	}

	async close(): Promise<void> {
		this.#kept = [];
		if (this.#pending === undefined) await this.#items.return?.();
	}
}

/** Bytes that are there already: a here-document. */
export function sourceOf(bytes: Uint8Array): ByteSource {
	return new StreamSource(
		(async function* () {
			yield bytes;
		})(),
	);
}

/** A source as commands read it. Leaving the loop leaves the rest for the next reader. */
export function streamOf(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> & ByteStream {
	return Object.assign(piecesOf(source), { size: source.size });
}

async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array, void, undefined> {
	for (;;) {
		const bytes = await source.read();
		if (bytes === undefined) return;
		yield bytes;
	}
}

/** The next line with its delimiter (what is missing at the end), byte for byte; undefined at the end. */
export async function readLine(
	source: ByteSource,
	delimiter = 0x0a,
	limit = Number.POSITIVE_INFINITY,
	onPart?: (soFar: Buffer) => void,
): Promise<Buffer | undefined> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for (;;) {
		const bytes = await source.read();
		if (bytes === undefined) return parts.length === 0 ? undefined : Buffer.concat(parts);
		const found = bytes.indexOf(delimiter);
		const end = Math.min(found < 0 ? bytes.length : found + 1, limit - size);
		parts.push(bytes.subarray(0, end));
		size += end;
		if (end < bytes.length) source.unread(bytes.subarray(end));
		if ((found >= 0 && end === found + 1) || size >= limit) return Buffer.concat(parts);
		onPart?.(Buffer.concat(parts));
	}
}
