/**
 * What the kernel asks of a mounted file system, as plain data: the contract between `connection.ts` (which speaks the wire protocol of
 * linux/fuse.h) and `file-system.ts` (which answers from the tree). Times are microseconds UTC, sizes and offsets bytes.
 */
import type { Micros } from "../../base/clock.ts";

/** A node as the kernel knows it: 1 is the root; given by `lookup` and its like, dropped by `forget`. */
export type NodeId = number;

/** An open file or directory, as `open` gave it. */
export type Handle = number;

/** What `stat(2)` shows. */
export interface Attributes {
	inode: number;
	size: number;
	/** File type and permission bits (`S_IFREG | 0o644`). */
	mode: number;
	links: number;
	atime: Micros;
	mtime: Micros;
	ctime: Micros;
	uid: number;
	gid: number;
}

/** A name's answer. How long the kernel may keep it is `ttl` (ms), for name and attributes alike. */
export interface Entry {
	node: NodeId;
	attributes: Attributes;
	ttl: number;
}

/** Who asks. */
export interface Caller {
	uid: number;
	gid: number;
	pid: number;
}

/** What `setattr` changes; `now` is the time of the request. */
export interface AttributeChanges {
	mode?: number;
	uid?: number;
	gid?: number;
	size?: number;
	atime?: Micros | "now";
	mtime?: Micros | "now";
	/** The open file that `ftruncate` named. */
	handle?: Handle;
}

export interface Opened {
	handle: Handle;
	/** Keep what the page cache has of the file: it is unchanged since it was last open. */
	keepCache?: boolean;
	/** Bypass the page cache: the size is not known before it is read. */
	direct?: boolean;
}

export interface DirectoryEntry extends Entry {
	name: string;
	/** Where the next reading starts: counts from 1 in the order of the opened directory. */
	next: number;
}

/** Sizes for `statfs(2)`, in blocks of `blockSize` bytes. */
export interface Space {
	blocks: number;
	free: number;
	available: number;
	files: number;
	freeFiles: number;
	blockSize: number;
	nameLimit: number;
}

/**
 * Each may answer at once or later, and refuses by throwing a `DeskError` (its code becomes the errno) or an `Errno`. Names are text in
 * which lone surrogates stand for bytes that are not UTF-8 (PEP 383), as everywhere in the kernel.
 */
export interface Operations {
	lookup(parent: NodeId, name: string): Later<Entry>;
	/** The kernel dropped `count` of its references. */
	forget(node: NodeId, count: number): void;
	getattr(node: NodeId, handle: Handle | undefined): Later<{ attributes: Attributes; ttl: number }>;
	setattr(node: NodeId, changes: AttributeChanges, caller: Caller): Later<{ attributes: Attributes; ttl: number }>;
	readlink(node: NodeId): Later<string>;
	symlink(parent: NodeId, name: string, target: string, caller: Caller): Later<Entry>;
	/** Regular files, FIFOs and sockets; `mode` has the type. */
	mknod(parent: NodeId, name: string, mode: number, caller: Caller): Later<Entry>;
	mkdir(parent: NodeId, name: string, mode: number, caller: Caller): Later<Entry>;
	unlink(parent: NodeId, name: string): Later<void>;
	rmdir(parent: NodeId, name: string): Later<void>;
	/** @param flags of `renameat2(2)`: RENAME_NOREPLACE 1, RENAME_EXCHANGE 2 */
	rename(parent: NodeId, name: string, toParent: NodeId, toName: string, flags: number): Later<void>;
	link(node: NodeId, toParent: NodeId, toName: string): Later<Entry>;
	/** @param flags of `open(2)`; O_TRUNC comes along, O_CREAT and O_EXCL are the kernel's */
	open(node: NodeId, flags: number): Later<Opened>;
	create(
		parent: NodeId,
		name: string,
		mode: number,
		flags: number,
		caller: Caller,
	): Later<{ entry: Entry; opened: Opened }>;
	/** At most `size` bytes; fewer only at the end of the file. */
	read(handle: Handle, offset: number, size: number): Later<Uint8Array>;
	/** `bytes` are the connection's buffer: copied before it returns or is awaited. */
	write(handle: Handle, offset: number, bytes: Uint8Array): Later<number>;
	/** On every close(2) of a descriptor: what it throws, close returns. */
	flush(handle: Handle): Later<void>;
	fsync(handle: Handle): Later<void>;
	release(handle: Handle): Later<void>;
	/** `keepCache` lets the kernel answer readings from what it has, then without attributes; `direct` forbids it to keep the listing. */
	opendir(node: NodeId): Later<Opened>;
	/**
	 * From a place in the order on, `.` and `..` included; each entry that `take` accepts (there is room) counts as looked up when `plus`,
	 * but `.` and `..` never do.
	 */
	readdir(handle: Handle, from: number, plus: boolean, take: (entry: DirectoryEntry) => boolean): Later<void>;
	releasedir(handle: Handle): Later<void>;
	fsyncdir(handle: Handle): Later<void>;
	statfs(): Later<Space>;
	getxattr(node: NodeId, name: string): Later<Uint8Array>;
	listxattr(node: NodeId): Later<string[]>;
	/** @param value is its own: not the connection's buffer. @param flags XATTR_CREATE 1, XATTR_REPLACE 2 */
	setxattr(node: NodeId, name: string, value: Uint8Array, flags: number): Later<void>;
	removexattr(node: NodeId, name: string): Later<void>;
	/** posix_fallocate and its kin. @param mode FALLOC_FL_* */
	fallocate(handle: Handle, offset: number, length: number, mode: number): Later<void>;
	/** The mount ends: commit what is open. */
	destroy(): Promise<void>;
}

export type Later<T> = T | Promise<T>;

/** How the file system tells the kernel that what it remembers is old. */
export interface Notifier {
	/** Drop a node's attributes and, from `offset` on, its pages. A negative offset keeps the pages. */
	invalidateNode(node: NodeId, offset?: number): void;
	/** Drop what a name leads to. */
	invalidateEntry(parent: NodeId, name: string): void;
}

/** A refusal that has no `DeskError`: ENODATA, ENOTSUP, ERANGE, EBADF … by its name. */
export class Errno extends Error {
	readonly code: string;
	constructor(code: string) {
		super(code);
		this.code = code;
	}
}
