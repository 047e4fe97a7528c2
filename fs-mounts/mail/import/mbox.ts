import type { ByteStream } from "../../../src/base/bytes.ts";
import { blankBefore, isFromLine, isHeaderStart, isSeparator, lineEnd } from "./from-line.ts";
import { bodyStart, contentLength, type Dialect, dialectOf, firstLine, landsAt, SAMPLE } from "./mbox-dialect.ts";

/** What an mbox is read as: each message begins with its `From ` line, has any number of pieces, and ends. */
export type MboxPiece =
	| { readonly begins: string }
	/** Bytes of the message, without the mbox's quoting; they hold until the next piece is asked for. */
	| { readonly bytes: Buffer }
	| { readonly ends: true };

/** A message up to this size (bytes) is one piece; so much is kept in memory. */
const PIECE = 1024 * 1024;
/** Longest header that is waited for, and longest body whose Content-Length is looked after before it is believed. */
const HEADER = 256 * 1024;
const BELIEVED = 16 * 1024 * 1024;
/** Bytes that are kept of what has been read, so that it can be seen whether a line was blank. */
const BEFORE = 4;

/**
 * The messages of an mbox, byte for byte as they were before the mbox quoted them: without the `From ` line, the blank line that the mbox
 * put after each, and the `>` that its dialect put before `From ` in texts. Fields that mail programs add (Status, Content-Length) stay.
 * Memory does not grow with the file or with a message.
 * @param dialect where it is known; else the first 8 MiB tell it
 */
export async function* readMbox(stream: ByteStream, dialect?: Dialect): AsyncGenerator<MboxPiece, void, undefined> {
	let reader = dialect === undefined ? undefined : new MboxReader(dialect);
	const sample: Uint8Array[] = [];
	let size = 0;
	for await (const bytes of stream) {
		if (reader !== undefined) {
			yield* reader.push(bytes);
			continue;
		}
		// The source may reuse its buffer for the next piece.
		sample.push(Uint8Array.prototype.slice.call(bytes));
		size += bytes.length;
		if (size < SAMPLE) continue;
		const head = Buffer.concat(sample.splice(0));
		reader = new MboxReader(dialectOf(head, false));
		yield* reader.push(head);
	}
	const rest = Buffer.concat(sample);
	reader ??= new MboxReader(dialectOf(rest, true));
	yield* reader.push(rest);
	yield* reader.end();
}

/** Whether bytes are the start of an mbox: a `From ` line, and a header. An empty file is one without messages. */
export function isMbox(head: Buffer): boolean {
	const at = firstLine(head);
	if (at >= head.length) return true;
	const end = lineEnd(head, at);
	return isFromLine(head, at) && end > 0 && end - at <= 1000 && isHeaderStart(head, end);
}

class MboxReader {
	readonly #dialect: Dialect;
	#window: Buffer = Buffer.alloc(0);
	/** Where what is not yet told begins. */
	#at = 0;
	#isFirst = true;
	/** Within a message: where its body begins, how far it was searched for the next one, where its body ends if Content-Length is right. */
	#inside = false;
	#body: number | undefined;
	#searched = 0;
	#landing: { end: number; next: number } | undefined;

	constructor(dialect: Dialect) {
		this.#dialect = dialect;
	}

	*push(bytes: Uint8Array): Generator<MboxPiece, void, undefined> {
		const keep = Math.max(0, this.#at - BEFORE);
		this.#window = Buffer.concat([this.#window.subarray(keep), bytes]);
		this.#at -= keep;
		this.#searched -= keep;
		if (this.#body !== undefined) this.#body -= keep;
		yield* this.#scan(false);
	}

	*end(): Generator<MboxPiece, void, undefined> {
		yield* this.#scan(true);
	}

	*#scan(isAll: boolean): Generator<MboxPiece, void, undefined> {
		for (;;) {
			if (!this.#inside) {
				if (!this.#canBegin(isAll)) return;
				yield this.#begin();
			}
			if (this.#body === undefined && !this.#measure(isAll)) return;
			const found = this.#landing ?? this.#find(isAll);
			if (found === "more") {
				if (this.#window.length - this.#at > PIECE) yield* this.#piece(this.#settled());
				return;
			}
			yield* this.#piece(found.end);
			yield { ends: true };
			this.#at = found.next;
			this.#inside = false;
			this.#isFirst = false;
		}
	}

	/** Whether the `From ` line that stands next is there to its end. */
	#canBegin(isAll: boolean): boolean {
		if (this.#isFirst) this.#at = firstLine(this.#window);
		if (this.#at >= this.#window.length) return false;
		return isAll || lineEnd(this.#window, this.#at) > 0;
	}

	#begin(): MboxPiece {
		const end = lineEnd(this.#window, this.#at);
		const begins = this.#window.toString("latin1", this.#at, end < 0 ? this.#window.length : end).trimEnd();
		this.#at = end < 0 ? this.#window.length : end;
		this.#inside = true;
		this.#body = undefined;
		this.#landing = undefined;
		this.#searched = this.#at - 1;
		return { begins };
	}

	/** Find the body, and where it ends by Content-Length. @returns false when more bytes are needed */
	#measure(isAll: boolean): boolean {
		const window = this.#window;
		const body = bodyStart(window, this.#at);
		if (body >= window.length && !isAll && window.length - this.#at < HEADER) return false;
		const length = contentLength(window, this.#at, body);
		if (length !== undefined) {
			const end = body + length;
			if (end + 8 > window.length && !isAll) {
				if (length <= BELIEVED) return false;
				if (this.#dialect.name.startsWith("mboxcl")) this.#searched = end - 1;
			} else {
				const next = landsAt(window, end, isAll);
				if (next !== undefined) this.#landing = { end, next };
			}
		}
		this.#body = body;
		return true;
	}

	/** Where the message ends, and the next one's `From ` line begins. */
	#find(isAll: boolean): { end: number; next: number } | "more" {
		const window = this.#window;
		for (;;) {
			const at = this.#searched >= window.length ? -1 : window.indexOf("\nFrom ", this.#searched);
			if (at < 0) break;
			const is = isSeparator(window, at + 1, false, isAll);
			if (is === undefined) return "more";
			this.#searched = at + 1;
			if (is) return { end: at + 1 - blankBefore(window, at + 1), next: at + 1 };
		}
		if (!isAll) {
			this.#searched = Math.max(this.#searched, window.length - 6, this.#at - 1);
			return "more";
		}
		return { end: Math.max(this.#at, window.length - blankBefore(window, window.length)), next: window.length };
	}

	/** Up to where bytes belong to the message whatever comes: to a line's end, without a blank line that may be the mbox's. */
	#settled(): number {
		const line = this.#window.lastIndexOf(10) + 1;
		// A line without end is told as it comes.
		if (line <= this.#at) return this.#window.length;
		// What may be a `From ` line is looked at again with what comes; not one that was found to be none.
		const candidate = this.#window.indexOf("\nFrom ", Math.max(this.#at, this.#searched)) + 1;
		const end = candidate > 0 && candidate < line ? candidate : line;
		return Math.max(this.#at, end - blankBefore(this.#window, end));
	}

	*#piece(end: number): Generator<MboxPiece, void, undefined> {
		const [window, at, body] = [this.#window, this.#at, this.#body ?? this.#at];
		this.#at = Math.max(at, end);
		if (end <= at) return;
		const from = Math.max(at, Math.min(body, end));
		yield {
			bytes:
				this.#dialect.undoes === "none" ? window.subarray(at, end) : unquoted(window, at, from, end, this.#dialect),
		};
	}
}

/** Bytes [at, end) without the quoting of lines from `from` on. */
function unquoted(window: Buffer, at: number, from: number, end: number, { undoes, afterBlank }: Dialect): Buffer {
	const parts: Buffer[] = [];
	let done = at;
	for (
		let found = window.indexOf(">From ", from);
		found >= 0 && found < end;
		found = window.indexOf(">From ", found + 1)
	) {
		let line = found;
		if (undoes === "all") while (line > from && window[line - 1] === 62) line--;
		if (line > 0 && window[line - 1] !== 10) continue;
		if (afterBlank && blankBefore(window, line) === 0) continue;
		parts.push(window.subarray(done, line));
		done = line + 1;
	}
	if (parts.length === 0) return window.subarray(at, end);
	return Buffer.concat([...parts, window.subarray(done, end)]);
}
