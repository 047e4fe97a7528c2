/** Bytes and text: the few conversions that every part needs. */

/** A stream of bytes with back-pressure: the reader pulls, and ending the loop stops the writer. `size`: the bytes of the file that it is, if it is one. */
export type ByteStream = AsyncIterable<Uint8Array> & { readonly size?: number | undefined };

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** UTF-8 text of bytes; invalid sequences become U+FFFD. For showing and indexing, never for writing back. */
export function toText(bytes: Uint8Array): string {
	return lenient.decode(bytes);
}

/** UTF-8 text of bytes, or `undefined` when they are not valid UTF-8. */
export function toTextStrict(bytes: Uint8Array): string | undefined {
	try {
		return strict.decode(bytes);
	} catch {
		return undefined;
	}
}

/** UTF-8 bytes of text. */
export function toBytes(text: string): Uint8Array {
	return Buffer.from(text, "utf8");
}

/** All of a stream in one buffer. Only for content that is known to be small. */
export async function collect(stream: ByteStream | Iterable<Uint8Array>): Promise<Buffer> {
	const parts: Uint8Array[] = [];
	for await (const part of stream) parts.push(part);
	return parts.length === 1 && Buffer.isBuffer(parts[0]) ? parts[0] : Buffer.concat(parts);
}
