/** What we send to the kernel, encoded. Pure: each writes its part into `out` from `at` on and gives its length in bytes. */
import { rawBytes } from "../../base/raw-text.ts";
import { writeTime, writeU64 } from "./integers.ts";
import {
	ATTR,
	ATTR_OUT,
	DIRENT,
	ENTRY_OUT,
	Feature,
	GETXATTR_OUT,
	INIT_OUT,
	INVAL_ENTRY_OUT,
	INVAL_INODE_OUT,
	KSTATFS,
	MAJOR,
	MINOR,
	Notice,
	OPEN_OUT,
	OpenFlag,
	OUT_HEADER,
	RECORD_ALIGNMENT,
	WRITE_OUT,
} from "./layouts.ts";
import type { Attributes, DirectoryEntry, Entry, NodeId, Opened, Space } from "./operations.ts";
import type { Greeting } from "./requests.ts";

/** The most that one READ or WRITE carries, bytes. */
export const TRANSFER = 1 << 20;
const PAGE = 4096;
/** Unit of `st_blocks`, by definition of stat(2). */
const BLOCK = 512;
/** What `st_blksize` says is a good size to read and write: most programs then ask for as much as cp does. */
const GOOD_BLOCK = 128 * 1024;
/** How many readings-ahead may wait for us: they are held in memory when answered late. */
const BACKGROUND = 16;

/** What we ask for. No write-back cache: what `close` returns must be the truth. */
const FEATURES = Object.values(Feature).reduce((all, one) => all | one, 0);

/** @param error an errno, 0 for success */
export function encodeHeader(out: Buffer, length: number, error: number, unique: number): void {
	out.writeUInt32LE(OUT_HEADER.size + length, OUT_HEADER.at.len);
	out.writeInt32LE(error === 0 ? 0 : -error, OUT_HEADER.at.error);
	writeU64(out, OUT_HEADER.at.unique, unique);
}

function encodeAttributes(out: Buffer, at: number, attributes: Attributes): void {
	const field = ATTR.at;
	writeU64(out, at + field.ino, attributes.inode);
	writeU64(out, at + field.size, attributes.size);
	writeU64(out, at + field.blocks, Math.ceil(attributes.size / BLOCK));
	writeTime(out, at + field.atime, at + field.atimensec, attributes.atime);
	writeTime(out, at + field.mtime, at + field.mtimensec, attributes.mtime);
	writeTime(out, at + field.ctime, at + field.ctimensec, attributes.ctime);
	out.writeUInt32LE(attributes.mode, at + field.mode);
	out.writeUInt32LE(attributes.links, at + field.nlink);
	out.writeUInt32LE(attributes.uid, at + field.uid);
	out.writeUInt32LE(attributes.gid, at + field.gid);
	out.writeUInt32LE(0, at + field.rdev);
	out.writeUInt32LE(GOOD_BLOCK, at + field.blksize);
	out.writeUInt32LE(0, at + field.flags);
}

/** A time to live, in ms. */
function encodeTtl(out: Buffer, seconds: number, nanoseconds: number, ttl: number): void {
	writeU64(out, seconds, Math.floor(ttl / 1000));
	out.writeUInt32LE((ttl % 1000) * 1_000_000, nanoseconds);
}

/** @param node 0 says that this is no reference which the kernel will give back (`.` and `..` of a listing) */
function encodeNode(out: Buffer, at: number, { attributes, ttl }: Entry, node: NodeId): void {
	const field = ENTRY_OUT.at;
	writeU64(out, at + field.nodeid, node);
	writeU64(out, at + field.generation, 0);
	encodeTtl(out, at + field.entry_valid, at + field.entry_valid_nsec, ttl);
	encodeTtl(out, at + field.attr_valid, at + field.attr_valid_nsec, ttl);
	encodeAttributes(out, at + field.attr, attributes);
}

export function encodeEntry(out: Buffer, at: number, entry: Entry): number {
	encodeNode(out, at, entry, entry.node);
	return ENTRY_OUT.size;
}

export function encodeGetattr(
	out: Buffer,
	at: number,
	{ attributes, ttl }: { attributes: Attributes; ttl: number },
): number {
	const field = ATTR_OUT.at;
	encodeTtl(out, at + field.attr_valid, at + field.attr_valid_nsec, ttl);
	out.writeUInt32LE(0, at + field.dummy);
	encodeAttributes(out, at + field.attr, attributes);
	return ATTR_OUT.size;
}

function encodeOpened(out: Buffer, at: number, { handle, direct }: Opened, cached: number): number {
	writeU64(out, at + OPEN_OUT.at.fh, handle);
	out.writeUInt32LE((direct === true ? OpenFlag.DIRECT_IO : 0) | cached, at + OPEN_OUT.at.open_flags);
	out.writeUInt32LE(0, at + OPEN_OUT.at.padding);
	return OPEN_OUT.size;
}

/** @param readOnly then nobody needs to be asked at close whether all is written: a request less (kernels from 7.36 on) */
export function encodeOpen(out: Buffer, at: number, opened: Opened, readOnly = false): number {
	const keep = opened.keepCache === true ? OpenFlag.KEEP_CACHE : 0;
	return encodeOpened(out, at, opened, keep | (readOnly ? OpenFlag.NOFLUSH : 0));
}

/** The kernel may keep a directory's listing, until it is told that it is old; an unchanged one stays over openings. */
export function encodeOpendir(out: Buffer, at: number, opened: Opened): number {
	const keep = opened.keepCache === true ? OpenFlag.KEEP_CACHE : 0;
	return encodeOpened(out, at, opened, opened.direct === true ? 0 : OpenFlag.CACHE_DIR | keep);
}

export function encodeCreate(out: Buffer, at: number, { entry, opened }: { entry: Entry; opened: Opened }): number {
	const length = encodeEntry(out, at, entry);
	return length + encodeOpen(out, at + length, opened);
}

export function encodeWritten(out: Buffer, at: number, size: number): number {
	out.writeUInt32LE(size, at + WRITE_OUT.at.size);
	out.writeUInt32LE(0, at + WRITE_OUT.at.padding);
	return WRITE_OUT.size;
}

export function encodeSpace(out: Buffer, at: number, space: Space): number {
	const field = KSTATFS.at;
	out.fill(0, at, at + KSTATFS.size);
	writeU64(out, at + field.blocks, space.blocks);
	writeU64(out, at + field.bfree, space.free);
	writeU64(out, at + field.bavail, space.available);
	writeU64(out, at + field.files, space.files);
	writeU64(out, at + field.ffree, space.freeFiles);
	out.writeUInt32LE(space.blockSize, at + field.bsize);
	out.writeUInt32LE(space.nameLimit, at + field.namelen);
	out.writeUInt32LE(space.blockSize, at + field.frsize);
	return KSTATFS.size;
}

/** How large an extended attribute, or the list of them, is. */
export function encodeRoom(out: Buffer, at: number, size: number): number {
	out.writeUInt32LE(size, at + GETXATTR_OUT.at.size);
	out.writeUInt32LE(0, at + GETXATTR_OUT.at.padding);
	return GETXATTR_OUT.size;
}

export const encodeNothing = (): number => 0;

/** A symbolic link's target. */
export const bytesOf = (target: string): Uint8Array => rawBytes(target);

/** Each ended by NUL, as listxattr(2) gives them. */
export const bytesOfNames = (names: readonly string[]): Uint8Array =>
	rawBytes(names.map((name) => `${name}\0`).join(""));

/** Entries of one READDIR or READDIRPLUS, gathered as far as there is room. */
export class Listing {
	#bytes: Buffer;
	#plus: boolean;
	#length = 0;

	/** @param size bytes that the kernel has for them */
	constructor(size: number, plus: boolean) {
		this.#bytes = Buffer.allocUnsafe(size);
		this.#plus = plus;
	}

	get bytes(): Buffer {
		return this.#bytes.subarray(0, this.#length);
	}

	/** Whether the entry found room. */
	readonly take = (entry: DirectoryEntry): boolean => {
		const dirent = this.#length + (this.#plus ? ENTRY_OUT.size : 0);
		const name = rawBytes(entry.name);
		const stop = dirent + DIRENT.size + name.length;
		const end = Math.ceil(stop / RECORD_ALIGNMENT) * RECORD_ALIGNMENT;
		if (end > this.#bytes.length) return false;
		if (this.#plus) encodeNode(this.#bytes, this.#length, entry, isDots(entry.name) ? 0 : entry.node);
		writeU64(this.#bytes, dirent + DIRENT.at.ino, entry.attributes.inode);
		writeU64(this.#bytes, dirent + DIRENT.at.off, entry.next);
		this.#bytes.writeUInt32LE(name.length, dirent + DIRENT.at.namelen);
		this.#bytes.writeUInt32LE(typeOf(entry.attributes.mode), dirent + DIRENT.at.type);
		this.#bytes.set(name, dirent + DIRENT.size);
		this.#bytes.fill(0, stop, end);
		this.#length = end;
		return true;
	};
}

/** The two names that count no reference. */
export const isDots = (name: string) => name === "." || name === "..";
/** `d_type` of a mode: its file type bits (IFTODT of <dirent.h>). */
const typeOf = (mode: number) => (mode & 0o170000) >> 12;

/** The answer to the first request: what we agree on. */
export function encodeInit(out: Buffer, at: number, greeting: Greeting): number {
	const field = INIT_OUT.at;
	out.fill(0, at, at + INIT_OUT.size);
	out.writeUInt32LE(MAJOR, at + field.major);
	out.writeUInt32LE(Math.min(MINOR, greeting.minor), at + field.minor);
	out.writeUInt32LE(greeting.readAhead, at + field.max_readahead);
	out.writeUInt32LE((greeting.features & FEATURES) >>> 0, at + field.flags);
	out.writeUInt16LE(BACKGROUND, at + field.max_background);
	out.writeUInt16LE((BACKGROUND * 3) / 4, at + field.congestion_threshold);
	out.writeUInt32LE(TRANSFER, at + field.max_write);
	out.writeUInt32LE(1000, at + field.time_gran);
	out.writeUInt16LE(TRANSFER / PAGE, at + field.max_pages);
	return INIT_OUT.size;
}

/** A whole message: drop what the kernel has of a node from `offset` on; a negative one keeps its pages. */
export function noticeOfNode(node: NodeId, offset: number): Buffer {
	const out = notice(Notice.INVAL_INODE, INVAL_INODE_OUT.size);
	writeU64(out, OUT_HEADER.size + INVAL_INODE_OUT.at.ino, node);
	writeU64(out, OUT_HEADER.size + INVAL_INODE_OUT.at.off, offset);
	return out;
}

/** A whole message: drop what the name leads to. */
export function noticeOfEntry(parent: NodeId, name: string): Buffer {
	const bytes = rawBytes(name);
	const out = notice(Notice.INVAL_ENTRY, INVAL_ENTRY_OUT.size + bytes.length + 1);
	writeU64(out, OUT_HEADER.size + INVAL_ENTRY_OUT.at.parent, parent);
	out.writeUInt32LE(bytes.length, OUT_HEADER.size + INVAL_ENTRY_OUT.at.namelen);
	out.set(bytes, OUT_HEADER.size + INVAL_ENTRY_OUT.size);
	return out;
}

function notice(code: number, length: number): Buffer {
	const out = Buffer.alloc(OUT_HEADER.size + length);
	encodeHeader(out, length, 0, 0);
	out.writeInt32LE(code, OUT_HEADER.at.error);
	return out;
}
