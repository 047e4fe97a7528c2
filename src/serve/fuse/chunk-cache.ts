import { INLINE_LIMIT, type Staged, type Store } from "../../store/index.ts";

/** How much plain text of chunks is remembered (bytes): programs read a file in pieces much smaller than its chunks. */
const LIMIT = 24 * 1024 * 1024;

/** Reads ranges of stored content, and remembers the chunks that were opened last. */
export class ChunkCache {
	readonly #content: Store["content"];
	/** The newest last. */
	readonly #chunks = new Map<string, Buffer>();
	#size = 0;

	constructor(content: Store["content"]) {
		this.#content = content;
	}

	/** Copy a range of content into `into` at an offset. @throws DeskError EIO, ENOENT when `gc` has removed the bytes */
	copy(content: number | Staged, start: number, end: number, into: Buffer, at: number): void {
		if (typeof content !== "number" && content.data !== undefined) {
			into.set(content.data.subarray(start, end), at);
			return;
		}
		const whole = typeof content === "number" ? this.#chunks.get(`#${content}`) : undefined;
		if (whole !== undefined) {
			into.set(whole.subarray(start, end), at);
			return;
		}
		const row = typeof content === "number" && end <= INLINE_LIMIT ? this.#content.row(content) : undefined;
		if (row !== undefined) {
			into.set(row.subarray(start, end), at);
			if (row.length > end - start) this.#remember(`#${content}`, row);
			return;
		}
		for (const chunk of this.#content.chunksOf(content, start, end)) {
			const name = chunk.name === "" ? `#${content}` : chunk.name;
			const plain = this.#chunks.get(name) ?? this.#content.plain(chunk, content);
			this.#remember(name, plain);
			const from = Math.max(start, chunk.offset);
			const to = Math.min(end, chunk.offset + chunk.size);
			if (from < to) into.set(plain.subarray(from - chunk.offset, to - chunk.offset), at + from - start);
		}
	}

	#remember(name: string, plain: Buffer): void {
		if (this.#chunks.delete(name)) {
			this.#chunks.set(name, plain);
			return;
		}
		this.#chunks.set(name, plain);
		this.#size += plain.length;
		for (const [oldest, bytes] of this.#chunks) {
			if (this.#size <= LIMIT || oldest === name) break;
			this.#chunks.delete(oldest);
			this.#size -= bytes.length;
		}
	}
}
