/** `decodeText` for bytes that are too many to be held: read once to see what they are, once for their text. */
import { isUtf8 } from "node:buffer";
import { StringDecoder } from "node:string_decoder";
import { TextDecoder } from "node:util";
import type { ByteStream } from "./bytes.ts";
import { windows1252 } from "./charset.ts";

/** What bytes of which nothing is declared are in. */
export type StreamCharset = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** What all of a stream is in: what its byte-order mark says, else UTF-8 where it is valid, else windows-1252. */
export async function charsetOf(bytes: ByteStream): Promise<StreamCharset> {
	let rest: Buffer = Buffer.alloc(0);
	let isStart = true;
	for await (const piece of bytes) {
		const all = Buffer.concat([rest, piece]);
		if (isStart && all.length < 2) {
			rest = all;
			continue;
		}
		if (isStart && all[0] === 0xff && all[1] === 0xfe) return "utf-16le";
		if (isStart && all[0] === 0xfe && all[1] === 0xff) return "utf-16be";
		isStart = false;
		const end = endOfCharacters(all);
		if (!isUtf8(all.subarray(0, end))) return "windows-1252";
		rest = Buffer.from(all.subarray(end));
	}
	return isUtf8(rest) ? "utf-8" : "windows-1252";
}

/** Where the last character that may go on in the next piece begins: at most three bytes before the end. */
function endOfCharacters(bytes: Buffer): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back] as number;
		if (byte >= 0xc0) return bytes.length - back;
		if (byte < 0x80) break;
	}
	return bytes.length;
}

/** Text of a stream, a piece for each of its pieces, without the byte-order mark. */
export async function* decodeStream(
	bytes: ByteStream,
	charset: StreamCharset,
): AsyncGenerator<string, void, undefined> {
	const decoder = DECODERS[charset]();
	let isStart = true;
	const started = (text: string) => {
		const all = isStart && text.startsWith("\ufeff") ? text.slice(1) : text;
		isStart &&= text === "";
		return all;
	};
	for await (const piece of bytes) {
		const text = started(decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length)));
		if (text !== "") yield text;
	}
	const last = started(decoder.end());
	if (last !== "") yield last;
}

const wide = (label: string) => () => {
	const decoder = new TextDecoder(label, { ignoreBOM: true });
	return { write: (piece: Buffer) => decoder.decode(piece, { stream: true }), end: () => decoder.decode() };
};

const DECODERS: Readonly<Record<StreamCharset, () => { write(piece: Buffer): string; end(): string }>> = {
	"utf-8": () => new StringDecoder("utf8"),
	"utf-16le": wide("utf-16le"),
	"utf-16be": wide("utf-16be"),
	"windows-1252": () => ({ write: (piece) => windows1252(piece.toString("latin1")), end: () => "" }),
};
