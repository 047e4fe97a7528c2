/** Uuencode (POSIX.1-2017, `uuencode`), as an encoding of a part and within texts. */
import type { Unpacked } from "./transfer.ts";

/** A file within a text: the range of its lines, `begin` to `end` included. */
export interface UuFile {
	readonly name: string;
	readonly start: number;
	readonly end: number;
}

const BEGIN = /(?:^|\n)begin(-base64)? [0-7]{3,4} +([^\r\n]{1,255})\r?\n/g;

/** Files in a text (bytes as latin1), in order; at most 100. Only what is followed by a line of the right length counts. Linear time. */
export function findUu(text: string): UuFile[] {
	const files: UuFile[] = [];
	if (!text.includes("begin")) return files;
	BEGIN.lastIndex = 0;
	for (let match = BEGIN.exec(text); match !== null && files.length < 100; match = BEGIN.exec(text)) {
		const start = match.index + (match[0].startsWith("\n") ? 1 : 0);
		const lines = BEGIN.lastIndex;
		const isBase64 = match[1] !== undefined;
		if (!isBase64 && !isLine(text, lines)) {
			BEGIN.lastIndex = lines - 1;
			continue;
		}
		const end = isBase64 ? endOfBase64(text, lines) : endOfLines(text, lines);
		files.push({ name: match[2]!.trim(), start, end });
		BEGIN.lastIndex = Math.max(lines - 1, end - 1);
	}
	return files;
}

/** Whether the line at `at` has the length that its first character says, blanks at its end lost or not. */
function isLine(text: string, at: number): boolean {
	const length = (text.charCodeAt(at) - 32) & 63;
	const found = text.indexOf("\n", at);
	let end = found < 0 ? text.length : found;
	if (text.charCodeAt(end - 1) === 13) end--;
	const first = text.charCodeAt(at);
	if (first < 32 || first > 96 || end - at > 90) return false;
	const needed = Math.ceil(length / 3) * 4;
	return end - at - 1 >= needed - 4 && end - at - 1 <= needed + 2;
}

function endOfLines(text: string, from: number): number {
	let at = from;
	while (at < text.length) {
		const found = text.indexOf("\n", at);
		const next = found < 0 ? text.length : found + 1;
		if (/^end\s*$/.test(text.slice(at, Math.min(next, at + 10)))) return next;
		if (!isLine(text, at) && text.slice(at, next).trim() !== "") return at;
		at = next;
	}
	return at;
}

function endOfBase64(text: string, from: number): number {
	const found = text.indexOf("\n====", from);
	if (found < 0) return text.length;
	const end = text.indexOf("\n", found + 5);
	return end < 0 ? text.length : end + 1;
}

/** The bytes of a file, `begin` line included. */
export function decodeUu(bytes: Buffer): Unpacked {
	const text = bytes.toString("latin1");
	BEGIN.lastIndex = 0;
	const match = BEGIN.exec(text);
	if (match === null) return { bytes, problem: "is no uuencoded file; it is shown as it is" };
	let at = BEGIN.lastIndex;
	if (match[1] !== undefined) {
		const close = text.indexOf("\n====", at - 1);
		return { bytes: Buffer.from(text.slice(at, close < 0 ? text.length : close), "base64") };
	}
	const out = Buffer.allocUnsafe(Math.ceil(((text.length - at) * 3) / 4) + 64);
	let length = 0;
	let isClosed = false;
	while (at < text.length) {
		const found = text.indexOf("\n", at);
		const next = found < 0 ? text.length : found + 1;
		if (text.startsWith("end", at) && /^end\s*$/.test(text.slice(at, Math.min(next, at + 10)))) {
			isClosed = true;
			break;
		}
		const count = (text.charCodeAt(at) - 32) & 63;
		for (let done = 0, from = at + 1; done < count; done += 3, from += 4) {
			const group =
				(digit(text, from, next) << 18) |
				(digit(text, from + 1, next) << 12) |
				(digit(text, from + 2, next) << 6) |
				digit(text, from + 3, next);
			if (length + 3 > out.length) break;
			out[length] = group >> 16;
			out[length + 1] = group >> 8;
			out[length + 2] = group;
			length += Math.min(3, count - done);
		}
		at = next;
	}
	const decoded = out.subarray(0, length);
	return isClosed ? { bytes: decoded } : { bytes: decoded, problem: "has no end; it may be cut off" };
}

function digit(text: string, at: number, end: number): number {
	if (at >= end) return 0;
	const code = text.charCodeAt(at);
	return code < 32 ? 0 : (code - 32) & 63;
}
