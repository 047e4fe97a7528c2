import type { ByteStream } from "../../../src/base/bytes.ts";

const PIECE = 64 * 1024;

/** A stream in pieces of 64 KiB at most: text made of larger ones would fill the heap before it is collected. */
export async function* pieces(stream: ByteStream): AsyncGenerator<Uint8Array, void, undefined> {
	for await (const part of stream) for (let at = 0; at < part.length; at += PIECE) yield part.subarray(at, at + PIECE);
}
