/** What each request asks of the file system: a table from opcode to how its arguments are read, who answers, and how that is written. */
import { constants } from "node:fs";
import { Opcode } from "./layouts.ts";
import type { Entry, Handle, Later, NodeId, Operations } from "./operations.ts";
import { Errno } from "./operations.ts";
import * as replies from "./replies.ts";
import type { Request, Section } from "./requests.ts";
import * as requests from "./requests.ts";

/** The body of a reply: how much of `out` it takes, or bytes of their own. */
type Encode<Result> = (out: Buffer, at: number, result: Result) => number | Uint8Array;

/** A request and its reply. */
export interface Exchange {
	readonly name: string;
	/** How many files more, or fewer, are open when its reply is out. */
	readonly opens: number;
	/** @throws DeskError, Errno what the file system refuses, at once or later */
	ask(operations: Operations, request: Request): Later<unknown>;
	encode: Encode<unknown>;
	/** Give back what a result refers to, as its reply could not be delivered. */
	discard?(operations: Operations, result: unknown): Later<void>;
}

const { O_RDONLY } = constants;
const O_ACCMODE = 3;

const OPENS: Readonly<Record<string, number>> = { OPEN: 1, CREATE: 1, RELEASE: -1 };

/** What follows an answer: at once, or when it is there. */
function after<From, To>(answer: Later<From>, next: (value: From) => To): Later<To> {
	return answer instanceof Promise ? answer.then(next) : next(answer);
}

/** Makes one row, typed within: what `ask` gives is what `encode` and `discard` get. */
function exchange<Arguments, Result>(
	name: string,
	decode: (request: Request) => Arguments,
	ask: (operations: Operations, request: Request, args: Arguments) => Later<Result>,
	encode: Encode<Result>,
	discard?: (operations: Operations, result: Result) => Later<void>,
): Exchange {
	return {
		name,
		opens: OPENS[name] ?? 0,
		ask: (operations, request) => ask(operations, request, decode(request)),
		encode: encode as Encode<unknown>,
		...(discard === undefined ? {} : { discard: discard as (operations: Operations, result: unknown) => Later<void> }),
	};
}

const { encodeNothing } = replies;
const forgetEntry = (operations: Operations, { node }: Entry) => operations.forget(node, 1);

/** A request that is answered with what a name leads to. */
const naming = <Arguments>(
	name: string,
	decode: (request: Request) => Arguments,
	ask: (operations: Operations, request: Request, args: Arguments) => Later<Entry>,
): Exchange => exchange(name, decode, ask, replies.encodeEntry, forgetEntry);

const asIs: Encode<Uint8Array> = (_out, _at, bytes) => bytes;

/** A listing's references, to be given back. */
interface Listed {
	bytes: Uint8Array;
	nodes: NodeId[];
}

function list(operations: Operations, { handle, offset, size }: Section, plus: boolean): Later<Listed> {
	const listing = new replies.Listing(size, plus);
	const nodes: NodeId[] = [];
	const read = operations.readdir(handle, offset, plus, (entry) => {
		const taken = listing.take(entry);
		if (taken && plus && !replies.isDots(entry.name)) nodes.push(entry.node);
		return taken;
	});
	return after(read, () => ({ bytes: listing.bytes, nodes }));
}

function readdir(name: string, plus: boolean): Exchange {
	return exchange(
		name,
		requests.decodeRead,
		(operations, _, section) => list(operations, section, plus),
		(_out, _at, { bytes }) => bytes,
		(operations, { nodes }) => {
			for (const node of nodes) operations.forget(node, 1);
		},
	);
}

/** An answer to getxattr(2) and listxattr(2): a size of 0 asks how much room it needs. */
function fitting(value: Uint8Array, room: number): Uint8Array | number {
	if (room === 0) return value.length;
	if (value.length > room) throw new Errno("ERANGE");
	return value;
}

const encodeFitting: Encode<Uint8Array | number> = (out, at, value) =>
	typeof value === "number" ? replies.encodeRoom(out, at, value) : value;

const onHandle = (name: string, run: (operations: Operations, handle: Handle) => Later<void>): Exchange =>
	exchange(name, requests.decodeHandle, (operations, _, handle) => run(operations, handle), encodeNothing);

/** All requests that have a reply and go to the file system, by opcode. */
export const EXCHANGES: Readonly<Record<number, Exchange>> = {
	[Opcode.LOOKUP]: naming("LOOKUP", requests.decodeName, (operations, { node }, name) => operations.lookup(node, name)),
	[Opcode.GETATTR]: exchange(
		"GETATTR",
		requests.decodeGetattr,
		(operations, { node }, handle) => operations.getattr(node, handle),
		replies.encodeGetattr,
	),
	[Opcode.SETATTR]: exchange(
		"SETATTR",
		requests.decodeSetattr,
		(operations, { node, caller }, changes) => operations.setattr(node, changes, caller),
		replies.encodeGetattr,
	),
	[Opcode.READLINK]: exchange(
		"READLINK",
		requests.decodeNothing,
		(operations, { node }) => after(operations.readlink(node), replies.bytesOf),
		asIs,
	),
	[Opcode.SYMLINK]: naming("SYMLINK", requests.decodeSymlink, (operations, { node, caller }, { name, target }) =>
		operations.symlink(node, name, target, caller),
	),
	[Opcode.MKNOD]: naming("MKNOD", requests.decodeMknod, (operations, { node, caller }, { name, mode }) =>
		operations.mknod(node, name, mode, caller),
	),
	[Opcode.MKDIR]: naming("MKDIR", requests.decodeMkdir, (operations, { node, caller }, { name, mode }) =>
		operations.mkdir(node, name, mode, caller),
	),
	[Opcode.UNLINK]: exchange(
		"UNLINK",
		requests.decodeName,
		(operations, { node }, name) => operations.unlink(node, name),
		encodeNothing,
	),
	[Opcode.RMDIR]: exchange(
		"RMDIR",
		requests.decodeName,
		(operations, { node }, name) => operations.rmdir(node, name),
		encodeNothing,
	),
	[Opcode.RENAME]: exchange("RENAME", requests.decodeRename, rename, encodeNothing),
	[Opcode.RENAME2]: exchange("RENAME2", requests.decodeRename2, rename, encodeNothing),
	[Opcode.LINK]: naming("LINK", requests.decodeLink, (operations, { node: toParent }, { node, name }) =>
		operations.link(node, toParent, name),
	),
	[Opcode.OPEN]: exchange(
		"OPEN",
		requests.decodeOpen,
		(operations, { node }, flags) =>
			after(operations.open(node, flags), (opened) => ({ opened, readOnly: (flags & O_ACCMODE) === O_RDONLY })),
		(out, at, { opened, readOnly }) => replies.encodeOpen(out, at, opened, readOnly),
		(operations, { opened }) => operations.release(opened.handle),
	),
	[Opcode.CREATE]: exchange(
		"CREATE",
		requests.decodeCreate,
		(operations, { node, caller }, { name, mode, flags }) => operations.create(node, name, mode, flags, caller),
		replies.encodeCreate,
		(operations, { entry, opened }) => after(operations.release(opened.handle), () => forgetEntry(operations, entry)),
	),
	[Opcode.READ]: exchange(
		"READ",
		requests.decodeRead,
		(operations, _, { handle, offset, size }) => operations.read(handle, offset, size),
		asIs,
	),
	[Opcode.WRITE]: exchange(
		"WRITE",
		requests.decodeWrite,
		(operations, _, { handle, offset, bytes }) => operations.write(handle, offset, bytes),
		replies.encodeWritten,
	),
	[Opcode.FLUSH]: onHandle("FLUSH", (operations, handle) => operations.flush(handle)),
	[Opcode.FSYNC]: onHandle("FSYNC", (operations, handle) => operations.fsync(handle)),
	[Opcode.RELEASE]: onHandle("RELEASE", (operations, handle) => operations.release(handle)),
	[Opcode.OPENDIR]: exchange(
		"OPENDIR",
		requests.decodeNothing,
		(operations, { node }) => operations.opendir(node),
		replies.encodeOpendir,
		(operations, { handle }) => operations.releasedir(handle),
	),
	[Opcode.READDIR]: readdir("READDIR", false),
	[Opcode.READDIRPLUS]: readdir("READDIRPLUS", true),
	[Opcode.RELEASEDIR]: onHandle("RELEASEDIR", (operations, handle) => operations.releasedir(handle)),
	[Opcode.FSYNCDIR]: onHandle("FSYNCDIR", (operations, handle) => operations.fsyncdir(handle)),
	[Opcode.STATFS]: exchange("STATFS", requests.decodeNothing, (operations) => operations.statfs(), replies.encodeSpace),
	[Opcode.SETXATTR]: exchange(
		"SETXATTR",
		requests.decodeSetxattr,
		(operations, { node }, { name, value, flags }) => operations.setxattr(node, name, value, flags),
		encodeNothing,
	),
	[Opcode.GETXATTR]: exchange(
		"GETXATTR",
		requests.decodeGetxattr,
		(operations, { node }, { name, room }) => after(operations.getxattr(node, name), (value) => fitting(value, room)),
		encodeFitting,
	),
	[Opcode.LISTXATTR]: exchange(
		"LISTXATTR",
		requests.decodeGetxattr,
		(operations, { node }, { room }) =>
			after(operations.listxattr(node), (names) => fitting(replies.bytesOfNames(names), room)),
		encodeFitting,
	),
	[Opcode.REMOVEXATTR]: exchange(
		"REMOVEXATTR",
		requests.decodeName,
		(operations, { node }, name) => operations.removexattr(node, name),
		encodeNothing,
	),
	[Opcode.FALLOCATE]: exchange(
		"FALLOCATE",
		requests.decodeFallocate,
		(operations, _, { handle, offset, length, mode }) => operations.fallocate(handle, offset, length, mode),
		encodeNothing,
	),
};

function rename(operations: Operations, { node }: Request, { name, toParent, toName, flags }: requests.Rename) {
	return operations.rename(node, name, toParent, toName, flags);
}
