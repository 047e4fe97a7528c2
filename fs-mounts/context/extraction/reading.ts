/** A source as text, and where its characters stand among its bytes. */
import { windows1252 } from "../../../src/base/charset.ts";

/** A part of the source, in bytes `[start, end)` of it. */
export interface Cited {
	readonly text: string;
	readonly start: number;
	readonly end: number;
}

/** A text with the bytes that it was read from. */
export interface Reading {
	readonly text: string;
	/** What stands between two UTF-16 indices, its blanks as one each. */
	cite(start: number, end: number): Cited;
}

/** Bytes as text: UTF-8, whose last character may be cut; what is none is taken for Windows-1252, so that a byte is a character still. */
export function readingOf(bytes: Uint8Array): Reading {
	const text = utf8(bytes);
	if (text === undefined)
		return reading(windows1252(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")), same);
	return reading(text, byteOffsets(text));
}

/** A text that is UTF-8 where it lies. */
export function readingOfText(text: string): Reading {
	return reading(text, byteOffsets(text));
}

function reading(text: string, at: (index: number) => number): Reading {
	return {
		text,
		cite: (start, end) => ({
			text: text.slice(start, end).replace(/\s+/g, " ").trim(),
			start: at(start),
			end: at(end),
		}),
	};
}

function utf8(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
	} catch {
		return undefined;
	}
}

const same = (index: number): number => index;

const STRIDE = 1024;

/** From UTF-16 indices, asked for in any order, to bytes of UTF-8. */
function byteOffsets(text: string): (index: number) => number {
	if (Buffer.byteLength(text) === text.length) return same;
	const known: [index: number, bytes: number][] = [[0, 0]];
	for (let at = STRIDE; at < text.length; at += STRIDE) {
		// Not between the halves of a character: each alone would be three bytes.
		const next = /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at + 1 : at;
		const [from, bytes] = known.at(-1) ?? [0, 0];
		known.push([next, bytes + Buffer.byteLength(text.slice(from, next))]);
	}
	return (index) => {
		const stride = Math.min(known.length - 1, Math.floor(index / STRIDE));
		const [from, bytes] = known[(known[stride]?.[0] ?? 0) > index ? stride - 1 : stride] ?? [0, 0];
		return bytes + Buffer.byteLength(text.slice(from, index));
	};
}
