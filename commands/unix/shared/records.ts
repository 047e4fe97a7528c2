/** Text cut into records (lines, paragraphs, whatever a separator parts), a chunk at a time: what `awk` and `sed` read. */
import type { ByteStream } from "../../../src/base/bytes.ts";
import { rawText } from "../../../src/base/raw-text.ts";

/** A value, or a promise of it where something has to be waited for. Most records are at hand, and cost no promise. */
export type Maybe<Value> = Value | Promise<Value>;

/** What comes after a value, now if it is there and later if not. */
export function after<Value, Result>(value: Maybe<Value>, next: (value: Value) => Maybe<Result>): Maybe<Result> {
	return value instanceof Promise ? value.then(next) : next(value);
}

/** Finds the end of a record. */
export interface Separator {
	/**
	 * Where the separator begins, looking from `from`; -1 when there is none, or when more text could make another one of it
	 * (`isEnd`: there is no more text).
	 */
	find(text: string, from: number, isEnd: boolean): number;
	/** Length of what `find` found last. */
	width: number;
	/** A character that is passed over before a record begins (paragraphs). */
	readonly skips?: string;
	/** Whether text that was looked through need not be looked at again when more comes. */
	readonly isPlain?: boolean;
}

/** One plain text, such as a newline. */
export function plainSeparator(text: string): Separator {
	return { find: (all, from) => all.indexOf(text, from), width: text.length, isPlain: text.length === 1 };
}

/** Empty lines; more than one are as one, and those before the first paragraph are none (POSIX awk, RS = ""). */
export function paragraphSeparator(): Separator {
	return {
		width: 0,
		skips: "\n",
		find(text, from, isEnd) {
			const at = text.indexOf("\n\n", from);
			if (at < 0) {
				this.width = 1;
				return isEnd && text.endsWith("\n") && text.length > from ? text.length - 1 : -1;
			}
			let end = at + 2;
			while (text[end] === "\n") end++;
			if (end === text.length && !isEnd) return -1;
			this.width = end - at;
			return at;
		},
	};
}

/** What a regex (with the flag `g`) matches; an empty match separates nothing. */
export function regexSeparator(regex: RegExp): Separator {
	return {
		width: 0,
		find(text, from, isEnd) {
			regex.lastIndex = from;
			for (let found = regex.exec(text); found !== null; found = regex.exec(text)) {
				const end = found.index + found[0].length;
				if (end === text.length && !isEnd) return -1;
				this.width = found[0].length;
				if (this.width > 0) return found.index;
				regex.lastIndex = end + 1;
			}
			return -1;
		},
	};
}

/** Bytes of a character whose end is not in `bytes`: 0 to 3. */
function cutOff(bytes: Uint8Array): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] ?? 0;
		if (byte < 0x80) return 0;
		if (byte < 0xc0) continue;
		const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
		return length > back ? back : 0;
	}
	return 0;
}

/** Reads records from bytes; text is raw text, so that no byte is lost. Holds one chunk and what of it is not read yet. */
export class RecordReader {
	readonly #source: AsyncIterator<Uint8Array>;
	#text = "";
	#at = 0;
	/** How far a plain separator has been looked for. */
	#searched = 0;
	#rest: Uint8Array = new Uint8Array();
	#isEnd = false;
	/** What ended the last record; "" when the text did. */
	terminator = "";

	constructor(source: ByteStream) {
		this.#source = source[Symbol.asyncIterator]();
	}

	/** The next record without its separator; undefined at the end. */
	next(separator: Separator): Maybe<string | undefined> {
		if (separator.skips !== undefined) while (this.#text[this.#at] === separator.skips) this.#at++;
		const from = separator.isPlain === true && this.#searched > this.#at ? this.#searched : this.#at;
		const found = this.#at < this.#text.length || this.#isEnd ? separator.find(this.#text, from, this.#isEnd) : -1;
		if (found >= 0) {
			const record = this.#text.slice(this.#at, found);
			this.#at = found + separator.width;
			this.terminator = separator.width === 1 ? (this.#text[found] ?? "") : this.#text.slice(found, this.#at);
			return record;
		}
		if (!this.#isEnd) return this.#fill().then(() => this.next(separator));
		if (this.#at >= this.#text.length) return undefined;
		const record = this.#text.slice(this.#at);
		this.#at = this.#text.length;
		this.terminator = "";
		return record;
	}

	/** Whether nothing is left. */
	isAtEnd(): Maybe<boolean> {
		if (this.#at < this.#text.length) return false;
		if (this.#isEnd) return true;
		return this.#fill().then(() => this.isAtEnd());
	}

	/** Nothing more is read; what makes the bytes may stop. */
	async close(): Promise<void> {
		this.#isEnd = true;
		this.#text = "";
		this.#at = 0;
		await this.#source.return?.();
	}

	async #fill(): Promise<void> {
		const next = await this.#source.next();
		this.#searched = this.#text.length - this.#at;
		this.#isEnd = next.done === true;
		const bytes = this.#isEnd ? this.#rest : this.#joined(next.value as Uint8Array);
		const kept = this.#isEnd ? 0 : cutOff(bytes);
		const text = rawText(bytes.subarray(0, bytes.length - kept));
		// The source may reuse its buffer.
		this.#rest = Uint8Array.prototype.slice.call(bytes, bytes.length - kept);
		this.#text = this.#at < this.#text.length ? this.#text.slice(this.#at) + text : text;
		this.#at = 0;
	}

	#joined(bytes: Uint8Array): Uint8Array {
		return this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
	}
}
