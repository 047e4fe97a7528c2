/** Base64 and base32 (RFC 4648), piece by piece. */
import type { ByteStream } from "../../../src/base/bytes.ts";

const PAD = 0x3d;
const NEWLINE = 0x0a;

/** Letters of one encoding: groups of `bytes` bytes become `letters` letters of `bits` bits. */
export interface Encoding {
	readonly alphabet: string;
	readonly bits: number;
	readonly bytes: number;
	readonly letters: number;
}

export const BASE64: Encoding = {
	alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
	bits: 6,
	bytes: 3,
	letters: 4,
};
export const BASE32: Encoding = { alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5, bytes: 5, letters: 8 };

/** Letters of a stream, without line breaks. */
export async function* encode(source: ByteStream, encoding: Encoding): AsyncGenerator<string, void, undefined> {
	let rest: Buffer = Buffer.alloc(0);
	for await (const part of source) {
		const all = rest.length === 0 ? Buffer.from(part) : Buffer.concat([rest, part]);
		const whole = all.length - (all.length % encoding.bytes);
		if (whole > 0) yield lettersOf(all.subarray(0, whole), encoding);
		rest = all.subarray(whole);
	}
	if (rest.length > 0) yield lettersOf(rest, encoding);
}

function lettersOf(bytes: Buffer, { alphabet, bits, letters }: Encoding): string {
	if (bits === 6) return bytes.toString("base64");
	const out: string[] = [];
	let held = 0;
	let count = 0;
	for (const byte of bytes) {
		held = (held << 8) | byte;
		count += 8;
		while (count >= bits) {
			count -= bits;
			out.push(alphabet[(held >> count) & ((1 << bits) - 1)] ?? "");
		}
		held &= (1 << count) - 1;
	}
	if (count > 0) out.push(alphabet[(held << (bits - count)) & ((1 << bits) - 1)] ?? "");
	return out.join("") + "=".repeat((letters - (out.length % letters)) % letters);
}

/** Lines of `width` columns; 0: one line without its end, as GNU base64 has it. */
export async function* wrapped(pieces: AsyncIterable<string>, width: number): AsyncGenerator<string, void, undefined> {
	let rest = "";
	let any = false;
	for await (const piece of pieces) {
		any = true;
		if (width === 0) {
			yield piece;
			continue;
		}
		rest += piece;
		const lines: string[] = [];
		let at = 0;
		for (; at + width <= rest.length; at += width) lines.push(`${rest.slice(at, at + width)}\n`);
		rest = rest.slice(at);
		if (lines.length > 0) yield lines.join("");
	}
	if (any && rest !== "") yield `${rest}\n`;
}

/**
 * Bytes of letters. Newlines are passed over, with `ignoreGarbage` all else that is no letter. What follows padding is decoded on, as
 * GNU base64 does.
 * @returns whether all of it was well formed; what came before a mistake has been given
 */
export async function* decode(
	source: ByteStream,
	{ alphabet, bits, bytes, letters }: Encoding,
	ignoreGarbage: boolean,
): AsyncGenerator<Uint8Array, boolean, undefined> {
	const values = new Int8Array(256).fill(-1);
	for (let at = 0; at < alphabet.length; at++) values[alphabet.charCodeAt(at)] = at;
	const group: number[] = [];
	/** Bytes of a group, up to a mistake in it. Of a base32 group that is not whole GNU gives none. */
	const decodeGroup = (): { done: Uint8Array; good: boolean } => {
		const stop = group.findIndex((byte) => (values[byte] ?? -1) < 0);
		const count = bits === 5 && group.length < letters ? 0 : stop < 0 ? group.length : stop;
		const good = group.slice(count).every((byte) => byte === PAD) && group.length === letters;
		const out: number[] = [];
		let held = 0;
		let have = 0;
		for (const byte of group.slice(0, count)) {
			held = (held << bits) | (values[byte] ?? 0);
			have += bits;
			if (have >= 8) {
				have -= 8;
				out.push((held >> have) & 0xff);
				held &= (1 << have) - 1;
			}
		}
		group.length = 0;
		const wholeLetters = Math.ceil((out.length * 8) / bits);
		return { done: Uint8Array.from(out), good: good && (count === letters || (count > 0 && wholeLetters === count)) };
	};
	for await (const part of source) {
		if (bits === 6 && group.every((byte) => (values[byte] ?? -1) >= 0)) {
			// Letters and newlines only: what nearly all input is.
			const clean = Buffer.from(part).toString("latin1").replaceAll("\n", "");
			if (/^[A-Za-z0-9+/]*$/.test(clean)) {
				const all = String.fromCharCode(...group.splice(0)) + clean;
				const whole = all.length - (all.length % letters);
				if (whole > 0) yield Buffer.from(all.slice(0, whole), "base64");
				for (let at = whole; at < all.length; at++) group.push(all.charCodeAt(at));
				continue;
			}
		}
		const out = Buffer.allocUnsafe(Math.ceil(part.length / letters) * bytes + bytes);
		let end = 0;
		for (const byte of part) {
			if (byte === NEWLINE) continue;
			if (ignoreGarbage && byte !== PAD && (values[byte] ?? -1) < 0) continue;
			group.push(byte);
			if (group.length < letters) continue;
			const { done, good } = decodeGroup();
			out.set(done, end);
			end += done.length;
			if (good) continue;
			yield out.subarray(0, end);
			return false;
		}
		if (end > 0) yield out.subarray(0, end);
	}
	if (group.length === 0) return true;
	const { done, good } = decodeGroup();
	yield done;
	return good;
}
