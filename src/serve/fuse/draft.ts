import type { Piece, Staged, Store } from "../../store/index.ts";
import type { ChunkCache } from "./chunk-cache.ts";
import { Errno } from "./operations.ts";
import { SequentialDraft } from "./sequential-draft.ts";

/** Bytes held in memory before they go, encrypted, to the staging area. */
export const MEMORY_LIMIT = 4 * 1024 * 1024;
/** A run of bytes in memory grows to this. */
const RUN_LIMIT = 1024 * 1024;
/** So many pieces are made one content again. */
const PIECES_LIMIT = 20_000;

/** The largest file (bytes): a hole takes no room on the disk, but a line in the file's list for every few hundred KiB. */
const SIZE_LIMIT = 2 ** 38;

/** Where bytes come from: what is stored or staged, memory, or nowhere (a hole). */
export type Source = { content: number | Staged } | { bytes: Buffer; used: number } | undefined;

/** The bytes `[start, end)` of a file, from offset `at` of their source on. */
export interface Extent {
	start: number;
	end: number;
	source: Source;
	at: number;
}

/**
 * The bytes of a file that is being written: extents over what is stored, what was staged, and what is in memory. Writes of any size at
 * any place; memory is bounded. What is written from the start on is cut into chunks as it comes (`SequentialDraft`).
 */
export class Draft {
	readonly #content: Store["content"];
	readonly #chunks: ChunkCache;
	/** In order, without gaps: all of the file. */
	#extents: Extent[] = [];
	/** Bytes in memory. */
	#memory = 0;
	#sequential: SequentialDraft | undefined;
	/** What was staged for this file, to be dropped with it. */
	#staged: Staged[] = [];

	constructor(
		content: Store["content"],
		chunks: ChunkCache,
		base: { content: number | Staged; size: number } | undefined,
	) {
		this.#content = content;
		this.#chunks = chunks;
		if (base !== undefined && base.size > 0)
			this.#extents = [{ start: 0, end: base.size, source: { content: base.content }, at: 0 }];
	}

	get size(): number {
		return this.#extents.at(-1)?.end ?? 0;
	}

	/** At most `size` bytes; fewer at the end of the file. */
	read(offset: number, size: number): Buffer {
		const end = Math.min(this.size, offset + size);
		if (end <= offset) return Buffer.of();
		const out = Buffer.allocUnsafe(end - offset);
		for (let index = this.#indexOf(offset); index < this.#extents.length; index++) {
			const extent = this.#extents[index] as Extent;
			if (extent.start >= end) break;
			const from = Math.max(offset, extent.start);
			const to = Math.min(end, extent.end);
			const at = extent.at + from - extent.start;
			const { source } = extent;
			if (source === undefined) out.fill(0, from - offset, to - offset);
			else if ("bytes" in source) source.bytes.copy(out, from - offset, at, at + to - from);
			else this.#chunks.copy(source.content, at, at + to - from, out, from - offset);
		}
		return out;
	}

	/** Put bytes (which are copied) at an offset; a gap before them is a hole. @throws DeskError ENOSPC, Errno EFBIG */
	write(offset: number, bytes: Uint8Array): void {
		if (bytes.length === 0) return;
		mustFit(offset + bytes.length);
		this.#leaveSequence(offset);
		if (offset > this.size) this.#extents.push({ start: this.size, end: offset, source: undefined, at: 0 });
		if (!this.#extend(offset, bytes)) this.#replace(offset, bytes);
		if (this.#memory > MEMORY_LIMIT) this.#spill();
		if (this.#extents.length > PIECES_LIMIT) this.#settle();
	}

	/** Cut the file, or lengthen it with a hole. @throws Errno EFBIG */
	truncate(size: number): void {
		mustFit(size);
		if (size > this.size) {
			this.#leaveSequence(this.size);
			this.#extents.push({ start: this.size, end: size, source: undefined, at: 0 });
		} else if (size < this.size) {
			this.#leaveSequence(size);
			const kept = this.#split(size);
			this.#dropped(this.#extents.splice(kept));
		}
	}

	/** All of it as one content, prepared for a write; the draft stands on it from now on. `committed` or `returned` must follow. */
	stage(): Staged {
		const staged = this.#compose();
		this.#extents = staged.size === 0 ? [] : [{ start: 0, end: staged.size, source: { content: staged }, at: 0 }];
		this.#memory = 0;
		for (const old of this.#staged.splice(0)) this.#content.unstage(old);
		return staged;
	}

	/** What `stage` gave is kept elsewhere now: in the store, under its id. What was written meanwhile stays. */
	committed(staged: Staged, content: number | Staged): void {
		for (const { source } of this.#extents)
			if (source !== undefined && "content" in source && source.content === staged) source.content = content;
		this.#content.unstage(staged);
	}

	/** What `stage` gave was not taken. */
	returned(staged: Staged): void {
		this.#staged.push(staged);
	}

	/** Drop what was staged. */
	abandon(): void {
		this.#sequential?.abandon();
		this.#sequential = undefined;
		for (const staged of this.#staged.splice(0)) this.#content.unstage(staged);
	}

	/** The first extent that ends after an offset. */
	#indexOf(offset: number): number {
		let low = 0;
		for (let high = this.#extents.length; low < high; ) {
			const middle = (low + high) >>> 1;
			if ((this.#extents[middle] as Extent).end <= offset) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Have an extent begin at an offset. @returns its index */
	#split(offset: number): number {
		const index = this.#indexOf(offset);
		const extent = this.#extents[index];
		if (extent === undefined || extent.start === offset) return index;
		const rest = { ...extent, start: offset, at: extent.at + offset - extent.start };
		extent.end = offset;
		this.#extents.splice(index + 1, 0, rest);
		return index + 1;
	}

	/** Append to the run of bytes that ends at an offset, as most writes do. @returns whether there is one */
	#extend(offset: number, bytes: Uint8Array): boolean {
		const index = this.#indexOf(offset);
		const last = this.#extents[index - 1];
		if (last === undefined || last.end !== offset) return false;
		const { source } = last;
		if (!isMemory(source) || last.at + last.end - last.start !== source.used || source.used + bytes.length > RUN_LIMIT)
			return false;
		if (source.used + bytes.length > source.bytes.length) {
			const grown = Buffer.allocUnsafeSlow(
				Math.min(RUN_LIMIT, Math.max(2 * source.bytes.length, source.used + bytes.length)),
			);
			source.bytes.copy(grown, 0, 0, source.used);
			source.bytes = grown;
		}
		source.bytes.set(bytes, source.used);
		source.used += bytes.length;
		this.#cover(index, offset, offset + bytes.length);
		last.end += bytes.length;
		this.#memory += bytes.length;
		return true;
	}

	#replace(offset: number, bytes: Uint8Array): void {
		const end = offset + bytes.length;
		const copy = Buffer.allocUnsafeSlow(bytes.length);
		copy.set(bytes);
		const extent: Extent = { start: offset, end, source: { bytes: copy, used: copy.length }, at: 0 };
		this.#cover(this.#split(offset), offset, end, extent);
		this.#memory += bytes.length;
	}

	/** Take the extents of a range away, the first of which is at `index`, or put another in their place. */
	#cover(index: number, offset: number, end: number, ...by: Extent[]): void {
		if (offset >= this.size) {
			this.#extents.push(...by);
			return;
		}
		const after = end >= this.size ? this.#extents.length : this.#split(end);
		this.#dropped(this.#extents.splice(index, after - index, ...by));
	}

	#dropped(extents: readonly Extent[]): void {
		for (const { source, start, end } of extents) if (isMemory(source)) this.#memory -= end - start;
	}

	/** Before something other than an append: what was cut as a sequence ends, and becomes a source like any other. */
	#leaveSequence(offset: number): void {
		const sequence = this.#sequential;
		if (sequence === undefined || offset >= sequence.pushed) return;
		const staged = this.#end(sequence);
		this.#staged.push(staged);
		const index = this.#split(sequence.pushed);
		this.#dropped(this.#extents.splice(0, index));
		this.#extents.unshift({ start: 0, end: staged.size, source: { content: staged }, at: 0 });
	}

	/** Move bytes from memory to the staging area. */
	#spill(): void {
		if (this.#sequential === undefined && this.#extents.every(({ source }) => source === undefined || isMemory(source)))
			this.#sequential = new SequentialDraft(this.#content.writer());
		if (this.#sequential !== undefined) this.#spillSequence(this.#sequential);
		else this.#spillRuns();
	}

	/** What a sequence took, as one content. Where that fails (the disk is full), what was cut before is read on. @throws DeskError ENOSPC */
	#end(sequence: SequentialDraft, rest: readonly Extent[] = []): Staged {
		this.#sequential = undefined;
		try {
			sequence.take(rest);
			return sequence.end();
		} catch (error) {
			this.#staged.push(sequence.soFar());
			throw error;
		}
	}

	#spillSequence(sequence: SequentialDraft): void {
		try {
			sequence.take(this.#extents);
		} catch (error) {
			// It may have taken a part: nothing can follow that. All that is not cut is in memory still.
			this.#sequential = undefined;
			this.#staged.push(sequence.soFar());
			throw error;
		}
		const { cut } = sequence;
		const index = this.#split(cut);
		this.#dropped(this.#extents.splice(0, index));
		if (cut > 0) this.#extents.unshift({ start: 0, end: cut, source: { content: sequence.soFar() }, at: 0 });
	}

	/** All runs become one staged content, of which each is a part. */
	#spillRuns(): void {
		const runs = this.#extents.filter(({ source }) => isMemory(source));
		const staged = this.#content.compose(runs.map((extent) => bytesOf(extent)));
		const source = { content: staged };
		const spilled: Extent[] = [];
		let at = 0;
		for (const extent of this.#extents) {
			const last = spilled.at(-1);
			if (!isMemory(extent.source)) spilled.push(extent);
			else {
				if (last?.source === source) last.end = extent.end;
				else spilled.push({ ...extent, source, at });
				at += extent.end - extent.start;
			}
		}
		this.#extents = spilled;
		this.#staged.push(staged);
		this.#memory = 0;
	}

	/** Many small pieces become one content, so that finding one stays cheap. */
	#settle(): void {
		this.#staged.push(this.stage());
	}

	#compose(): Staged {
		if (this.#sequential !== undefined) return this.#end(this.#sequential, this.#extents);
		return this.#content.compose(this.#extents.map(pieceOf));
	}
}

/** @throws Errno EFBIG */
function mustFit(size: number): void {
	if (size > SIZE_LIMIT) throw new Errno("EFBIG");
}

function isMemory(source: Source): source is { bytes: Buffer; used: number } {
	return source !== undefined && "bytes" in source;
}

/** Bytes of an extent in memory. */
export function bytesOf({ source, at, start, end }: Extent): Buffer {
	return (source as { bytes: Buffer }).bytes.subarray(at, at + end - start);
}

function pieceOf(extent: Extent): Piece {
	const { source, at, start, end } = extent;
	if (source === undefined) return { zeros: end - start };
	return "bytes" in source ? bytesOf(extent) : { from: source.content, start: at, end: at + end - start };
}
