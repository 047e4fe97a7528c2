/** What the kernel sends, decoded. Pure: bytes in, plain data out. Nothing here keeps the connection's buffer, but `decodeWrite`. */
import { rawText } from "../../base/raw-text.ts";
import { readTime, readU64 } from "./integers.ts";
import {
	BATCH_FORGET_IN,
	CREATE_IN,
	FALLOCATE_IN,
	FORGET_IN,
	FORGET_ONE,
	GETATTR_FH,
	GETATTR_IN,
	GETXATTR_IN,
	IN_HEADER,
	INIT_IN,
	INTERRUPT_IN,
	LINK_IN,
	MKDIR_IN,
	MKNOD_IN,
	OPEN_IN,
	READ_IN,
	RENAME_IN,
	RENAME2_IN,
	SETATTR_IN,
	SETXATTR_IN,
	SetAttribute,
	WRITE_IN,
} from "./layouts.ts";
import type { AttributeChanges, Caller, Handle, NodeId } from "./operations.ts";

/** One request: the head decoded, the rest still in `bytes` from `BODY` to `end`. */
export interface Request {
	opcode: number;
	/** Names the request in its reply, and in an INTERRUPT. */
	unique: number;
	node: NodeId;
	caller: Caller;
	bytes: Buffer;
	end: number;
}

/** Where the operation's own arguments start. */
export const BODY = IN_HEADER.size;

/** @param length how much of `bytes` was read */
export function decodeRequest(bytes: Buffer, length: number): Request {
	const { at } = IN_HEADER;
	return {
		opcode: bytes.readUInt32LE(at.opcode),
		unique: readU64(bytes, at.unique),
		node: readU64(bytes, at.nodeid),
		caller: { uid: bytes.readUInt32LE(at.uid), gid: bytes.readUInt32LE(at.gid), pid: bytes.readUInt32LE(at.pid) },
		bytes,
		end: length,
	};
}

/** The names that stand from `at` on, each ended by NUL. */
function namesAt({ bytes, end }: Request, at: number): string[] {
	const names: string[] = [];
	for (let start = at; start < end; ) {
		const stop = bytes.indexOf(0, start);
		const until = stop === -1 || stop > end ? end : stop;
		names.push(rawText(bytes.subarray(start, until)));
		start = until + 1;
	}
	return names;
}

function nameAt(request: Request, at: number): string {
	return namesAt(request, at)[0] ?? "";
}

/** Two names in a row: of RENAME and SYMLINK. */
function pairAt(request: Request, at: number): [string, string] {
	const [first = "", second = ""] = namesAt(request, at);
	return [first, second];
}

const u32 = ({ bytes }: Request, offset: number): number => bytes.readUInt32LE(BODY + offset);
const u64 = ({ bytes }: Request, offset: number): number => readU64(bytes, BODY + offset);

export const decodeNothing = (_: Request): undefined => undefined;

/** LOOKUP, UNLINK, RMDIR, REMOVEXATTR. */
export const decodeName = (request: Request): string => nameAt(request, BODY);

export const decodeForget = (request: Request): number => u64(request, FORGET_IN.at.nlookup);

export function decodeBatchForget(request: Request): { node: NodeId; count: number }[] {
	return Array.from({ length: u32(request, BATCH_FORGET_IN.at.count) }, (_, index) => {
		const at = BATCH_FORGET_IN.size + index * FORGET_ONE.size;
		return { node: u64(request, at + FORGET_ONE.at.nodeid), count: u64(request, at + FORGET_ONE.at.nlookup) };
	});
}

export function decodeGetattr(request: Request): Handle | undefined {
	const named = (u32(request, GETATTR_IN.at.getattr_flags) & GETATTR_FH) !== 0;
	return named ? u64(request, GETATTR_IN.at.fh) : undefined;
}

export function decodeSetattr(request: Request): AttributeChanges {
	const { at } = SETATTR_IN;
	const valid = u32(request, at.valid);
	const has = (flag: number) => (valid & flag) !== 0;
	const time = (now: number, seconds: number, nanoseconds: number) =>
		has(now) ? "now" : readTime(request.bytes, BODY + seconds, BODY + nanoseconds);
	const changes: AttributeChanges = {};
	if (has(SetAttribute.MODE)) changes.mode = u32(request, at.mode);
	if (has(SetAttribute.UID)) changes.uid = u32(request, at.uid);
	if (has(SetAttribute.GID)) changes.gid = u32(request, at.gid);
	if (has(SetAttribute.SIZE)) changes.size = u64(request, at.size);
	if (has(SetAttribute.ATIME)) changes.atime = time(SetAttribute.ATIME_NOW, at.atime, at.atimensec);
	if (has(SetAttribute.MTIME)) changes.mtime = time(SetAttribute.MTIME_NOW, at.mtime, at.mtimensec);
	if (has(SetAttribute.FH)) changes.handle = u64(request, at.fh);
	return changes;
}

export function decodeSymlink(request: Request): { name: string; target: string } {
	const [name, target] = pairAt(request, BODY);
	return { name, target };
}

/** The file's mode comes with the caller's umask taken off. */
export function decodeMknod(request: Request): { name: string; mode: number } {
	return { name: nameAt(request, BODY + MKNOD_IN.size), mode: u32(request, MKNOD_IN.at.mode) };
}

export function decodeMkdir(request: Request): { name: string; mode: number } {
	return { name: nameAt(request, BODY + MKDIR_IN.size), mode: u32(request, MKDIR_IN.at.mode) };
}

export interface Rename {
	name: string;
	toParent: NodeId;
	toName: string;
	flags: number;
}

export function decodeRename(request: Request): Rename {
	const [name, toName] = pairAt(request, BODY + RENAME_IN.size);
	return { name, toParent: u64(request, RENAME_IN.at.newdir), toName, flags: 0 };
}

export function decodeRename2(request: Request): Rename {
	const [name, toName] = pairAt(request, BODY + RENAME2_IN.size);
	const { at } = RENAME2_IN;
	return { name, toParent: u64(request, at.newdir), toName, flags: u32(request, at.flags) };
}

/** The new name; the folder that gets it is the request's node. */
export function decodeLink(request: Request): { node: NodeId; name: string } {
	return { node: u64(request, LINK_IN.at.oldnodeid), name: nameAt(request, BODY + LINK_IN.size) };
}

export const decodeOpen = (request: Request): number => u32(request, OPEN_IN.at.flags);

export function decodeCreate(request: Request): { name: string; mode: number; flags: number } {
	const { at, size } = CREATE_IN;
	return { name: nameAt(request, BODY + size), mode: u32(request, at.mode), flags: u32(request, at.flags) };
}

export interface Section {
	handle: Handle;
	offset: number;
	size: number;
}

/** READ, READDIR, READDIRPLUS. */
export function decodeRead(request: Request): Section {
	const { at } = READ_IN;
	return { handle: u64(request, at.fh), offset: u64(request, at.offset), size: u32(request, at.size) };
}

/** `bytes` are a view of the request. */
export function decodeWrite(request: Request): { handle: Handle; offset: number; bytes: Uint8Array } {
	const { at, size } = WRITE_IN;
	const start = BODY + size;
	const bytes = request.bytes.subarray(start, Math.min(request.end, start + u32(request, at.size)));
	return { handle: u64(request, at.fh), offset: u64(request, at.offset), bytes };
}

/** RELEASE, FLUSH, FSYNC and those of directories: all name the open file first. */
export const decodeHandle = (request: Request): Handle => u64(request, 0);

/** `value` is a copy. */
export function decodeSetxattr(request: Request): { name: string; value: Uint8Array; flags: number } {
	const { at, size } = SETXATTR_IN;
	const start = BODY + size;
	const stop = request.bytes.indexOf(0, start);
	const name = rawText(request.bytes.subarray(start, stop));
	const value = Buffer.from(request.bytes.subarray(stop + 1, stop + 1 + u32(request, at.size)));
	return { name, value, flags: u32(request, at.flags) };
}

/** `room`: how many bytes the caller has for the answer; 0 asks how many it needs. */
export function decodeGetxattr(request: Request): { name: string; room: number } {
	return { name: nameAt(request, BODY + GETXATTR_IN.size), room: u32(request, GETXATTR_IN.at.size) };
}

export function decodeFallocate(request: Request): { handle: Handle; offset: number; length: number; mode: number } {
	const { at } = FALLOCATE_IN;
	return {
		handle: u64(request, at.fh),
		offset: u64(request, at.offset),
		length: u64(request, at.length),
		mode: u32(request, at.mode),
	};
}

/** The request that is no longer waited for. */
export const decodeInterrupt = (request: Request): number => u64(request, INTERRUPT_IN.at.unique);

export interface Greeting {
	major: number;
	minor: number;
	/** Bytes. */
	readAhead: number;
	/** Bits of `Feature`. */
	features: number;
}

export function decodeInit(request: Request): Greeting {
	const { at } = INIT_IN;
	return {
		major: u32(request, at.major),
		minor: u32(request, at.minor),
		readAhead: u32(request, at.max_readahead),
		features: u32(request, at.flags),
	};
}
