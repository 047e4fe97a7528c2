import type { ChunkRef } from "./content-keys.ts";
import type { Staged } from "./content-reader.ts";
import type { Cutter } from "./cutter.ts";

/** New content that comes bit by bit, and can be read meanwhile as far as it is cut. Nothing of it is part of the desk before `commit`. */
export class ContentWriter {
	readonly #cutter: Cutter;

	constructor(cutter: Cutter) {
		this.#cutter = cutter;
	}

	/** Bytes pushed that are readable (`soFar`): all but the last few MiB. */
	get cut(): number {
		return this.#cutter.offset;
	}

	/** @throws DeskError ENOSPC when the disk is full */
	push(bytes: Uint8Array): void {
		this.#cutter.push(bytes);
	}

	/** So many zero bytes. */
	zeros(count: number): void {
		this.#cutter.zeros(count);
	}

	/** The first `cut` bytes, for reading only. */
	soFar(): Staged {
		return this.#cutter.soFar();
	}

	/** All that was pushed, prepared. */
	end(): Staged {
		return this.#cutter.end();
	}

	abandon(): void {
		this.#cutter.abandon();
	}
}

/** The chunks of a list that overlap a range, by bisection. */
export function* overlapping(chunks: readonly ChunkRef[], start: number, end: number): Generator<ChunkRef> {
	let low = 0;
	for (let high = chunks.length; low < high; ) {
		const middle = (low + high) >>> 1;
		const chunk = chunks[middle] as ChunkRef;
		if (chunk.offset + chunk.size <= start) low = middle + 1;
		else high = middle;
	}
	for (let index = low; index < chunks.length; index++) {
		const chunk = chunks[index] as ChunkRef;
		if (chunk.offset >= end) return;
		yield chunk;
	}
}
