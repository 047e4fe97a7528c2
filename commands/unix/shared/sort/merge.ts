/** Sorted streams into one. */
import type { ByteStream } from "../../../../src/base/bytes.ts";
import { Bytes, LineReader } from "../lines.ts";
import type { Line, LineOrder } from "./order.ts";

/** A stream at its next line. */
interface Head {
	readonly reader: LineReader;
	/** Of equal lines that of the earlier stream comes first. */
	readonly index: number;
}

export interface MergeOptions {
	order: LineOrder;
	delimiter: number;
	/** Leave out lines that are equal to the one before. */
	unique: boolean;
	pace: () => Promise<void> | undefined;
}

/** Merge; each stream must be in order. */
export async function* merged(
	streams: readonly ByteStream[],
	{ order, delimiter, unique, pace }: MergeOptions,
): AsyncGenerator<Buffer, void, undefined> {
	const heap: Head[] = [];
	const before = (a: Head, b: Head) => (order.compare(a.reader, b.reader) || a.index - b.index) < 0;
	for (const [index, stream] of streams.entries()) {
		const head = { reader: new LineReader(stream, delimiter), index };
		if (await head.reader.next()) {
			heap.push(head);
			siftUp(heap, before);
		}
	}
	const out = new Bytes();
	let last: Line | undefined;
	for (let head = heap[0]; head !== undefined; head = heap[0]) {
		const { bytes, start, end } = head.reader;
		const repeats = unique && last !== undefined && order.compare(last, head.reader) === 0;
		if (!repeats) {
			out.copy(bytes, start, end);
			out.byte(delimiter);
			if (unique) last = { bytes, start, end };
		}
		const next = head.reader.next();
		if (!(typeof next === "boolean" ? next : await next)) {
			const moved = heap.pop() as Head;
			if (heap.length > 0) heap[0] = moved;
		}
		siftDown(heap, before);
		if (out.full) {
			yield out.take();
			const turn = pace();
			if (turn !== undefined) await turn;
		}
	}
	if (out.length > 0) yield out.take();
}

function siftUp(heap: Head[], before: (a: Head, b: Head) => boolean): void {
	for (let at = heap.length - 1; at > 0; ) {
		const parent = (at - 1) >> 1;
		if (!before(heap[at] as Head, heap[parent] as Head)) return;
		[heap[at], heap[parent]] = [heap[parent] as Head, heap[at] as Head];
		at = parent;
	}
}

function siftDown(heap: Head[], before: (a: Head, b: Head) => boolean): void {
	for (let at = 0; ; ) {
		let least = at;
		for (const child of [2 * at + 1, 2 * at + 2])
			if (child < heap.length && before(heap[child] as Head, heap[least] as Head)) least = child;
		if (least === at) return;
		[heap[at], heap[least]] = [heap[least] as Head, heap[at] as Head];
		at = least;
	}
}
