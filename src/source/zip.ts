/** Zip files (APPNOTE.TXT 6.3), entry by entry: nothing is held in memory but the names. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { ByteStream } from "../base/bytes.ts";
import { hostPath } from "./host.ts";
import { Allowance, damaged, inflate } from "./unpack.ts";

/** A file in a zip file. */
export interface ZipEntry {
	/** As written there. */
	readonly name: string;
	/** Bytes, as the archive says. */
	readonly size: number;
	/** ms UTC; the time in it is local, and read as UTC. */
	readonly mtime: number;
	/** Its bytes. @throws DeskError EFORMAT when they are damaged, encrypted or packed in a way that is not known, or too many */
	bytes(): ByteStream;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX32 = 0xffffffff;
const MAX16 = 0xffff;
/** Longest list of entries that is read (bytes). */
const LIST = 128 * 1024 * 1024;
const PIECE = 256 * 1024;

/**
 * The files in a zip file, in the order of its list. The file stays open until the last is taken.
 * @throws DeskError EFORMAT when it is none, or damaged; what open(2) and read(2) raise
 */
export async function* zipEntries(path: string): AsyncGenerator<ZipEntry, void, undefined> {
	const handle = openSync(hostPath(path), constants.O_RDONLY | constants.O_NONBLOCK);
	try {
		const { size } = fstatSync(handle);
		const { offset, length } = findList(handle, size);
		if (length > LIST) throw damaged("its list of files is too long");
		const list = readAt(handle, offset, length);
		const allowance = new Allowance(size);
		for (let at = 0; at + 46 <= list.length && list.readUInt32LE(at) === ENTRY; ) {
			const [name, extra, comment] = [
				list.readUInt16LE(at + 28),
				list.readUInt16LE(at + 30),
				list.readUInt16LE(at + 32),
			];
			yield entryOf(handle, list.subarray(at, at + 46 + name + extra), allowance);
			at += 46 + name + extra + comment;
		}
	} finally {
		closeSync(handle);
	}
}

/** Where the list of entries is: told at the file's end. */
function findList(handle: number, size: number): { offset: number; length: number } {
	const start = Math.max(0, size - MAX16 - 22);
	const tail = readAt(handle, start, size - start);
	let at = tail.length - 22;
	while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
	if (at < 0) throw damaged("it is no zip file, or cut off");
	const [length, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
	if (at < 20 || tail.readUInt32LE(at - 20) !== LOCATOR64) return { offset, length };
	const end = readAt(handle, Number(tail.readBigUInt64LE(at - 12)), 56);
	if (end.length < 56 || end.readUInt32LE(0) !== END64) throw damaged("its list of files is damaged");
	return { offset: Number(end.readBigUInt64LE(48)), length: Number(end.readBigUInt64LE(40)) };
}

function entryOf(handle: number, entry: Buffer, allowance: Allowance): ZipEntry {
	const flags = entry.readUInt16LE(8);
	const method = entry.readUInt16LE(10);
	const nameEnd = 46 + entry.readUInt16LE(28);
	// Bit 11: UTF-8. Else it is CP437, of which ASCII is a part; most tools wrote UTF-8 all the same.
	const name = entry.toString("utf8", 46, nameEnd);
	const [size, packed, offset] = sizes(entry, nameEnd);
	return {
		name,
		size,
		mtime: dosTime(entry.readUInt16LE(14), entry.readUInt16LE(12)),
		async *bytes() {
			if ((flags & 1) !== 0) throw damaged("it is encrypted");
			if (method !== 0 && method !== 8)
				throw damaged(`it is packed in a way that is not known here (method ${method})`);
			const local = readAt(handle, offset, 30);
			if (local.length < 30 || local.readUInt32LE(0) !== LOCAL) throw damaged("the archive is damaged");
			const start = offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
			const stored = range(handle, start, packed);
			let left = size;
			for await (const part of method === 8 ? inflate(stored, allowance) : stored) {
				left -= part.length;
				if (left < 0) throw damaged("it is longer than the archive says");
				yield part;
			}
			if (left > 0) throw damaged("it is cut off");
		},
	};
}

/** Size, packed size and offset: of large ones in an extra field (id 1). */
function sizes(entry: Buffer, extraStart: number): [size: number, packed: number, offset: number] {
	const known = [entry.readUInt32LE(24), entry.readUInt32LE(20), entry.readUInt32LE(42)];
	for (let at = extraStart; at + 4 <= entry.length; at += 4 + entry.readUInt16LE(at + 2)) {
		if (entry.readUInt16LE(at) !== 1) continue;
		let field = at + 4;
		for (const [index, value] of known.entries()) {
			if (value !== MAX32 || field + 8 > entry.length) continue;
			known[index] = Number(entry.readBigUInt64LE(field));
			field += 8;
		}
	}
	return known as [number, number, number];
}

function dosTime(date: number, time: number): number {
	return Date.UTC(1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}

function readAt(handle: number, offset: number, length: number): Buffer {
	const buffer = Buffer.alloc(Math.max(0, length));
	let done = 0;
	while (done < buffer.length) {
		const count = readSync(handle, buffer, done, buffer.length - done, offset + done);
		if (count === 0) break;
		done += count;
	}
	return buffer.subarray(0, done);
}

async function* range(handle: number, start: number, length: number): ByteStream {
	for (let done = 0; done < length; done += PIECE) {
		const part = readAt(handle, start + done, Math.min(PIECE, length - done));
		if (part.length > 0) yield part;
		if (part.length < Math.min(PIECE, length - done)) throw damaged("the archive is cut off");
	}
}
