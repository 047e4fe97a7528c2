/** The bytes of a part, wherever it lies. */
import { decodeTransfer, type Unpacked } from "./transfer.ts";
import type { Part } from "./types.ts";

/** What parts decode to in which others lie: as long as such a part is held, so that messages within messages cost each level once. */
const containers = new WeakMap<Part, Buffer>();

/** Bytes of what a part lies in: the source, or what another part decodes to. */
function containerBytes(source: Uint8Array, { within }: Part): Buffer {
	if (within === undefined) return Buffer.from(source.buffer, source.byteOffset, source.length);
	let bytes = containers.get(within);
	if (bytes === undefined) {
		bytes = unpack(source, within).bytes;
		containers.set(within, bytes);
	}
	return bytes;
}

/** A part as it is written, still encoded. */
export function rawPartBytes(source: Uint8Array, part: Part): Buffer {
	return containerBytes(source, part).subarray(part.start, part.end);
}

/** A part's decoded bytes, and what was broken about them. */
export function unpack(source: Uint8Array, part: Part): Unpacked {
	return decodeTransfer(rawPartBytes(source, part), part.encoding);
}

/** A part's decoded bytes: an attachment as it is saved. Never throws; what is broken is decoded as far as it goes. */
export function partBytes(source: Uint8Array, part: Part): Uint8Array {
	return unpack(source, part).bytes;
}
