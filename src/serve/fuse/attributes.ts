/** What `stat(2)` shows of what the tree says. */
import { posix } from "node:path";
import type { Kind, Stat } from "../../vfs/index.ts";
import type { Attributes } from "./operations.ts";

export const TYPES = {
	mask: 0o170000,
	file: 0o100000,
	directory: 0o040000,
	symlink: 0o120000,
	fifo: 0o010000,
	socket: 0o140000,
} as const;

/** Who the files belong to: the user who mounted. */
export interface Owner {
	uid: number;
	gid: number;
}

/** Computed and remembered nodes have negative numbers in the tree; these lie above all that the store will ever give. */
const COMPUTED = 2 ** 52;

/** A positive inode number, for every node another. */
export function inodeOf(inode: number): number {
	return inode < 0 ? COMPUTED + inode : inode;
}

/** Type and permission bits. */
export function modeOf({ kind, special, mode }: { kind: Kind; special?: Stat["special"]; mode: number }): number {
	return TYPES[special ?? kind] | (mode & 0o7777);
}

/** What a link says. One that the tree computes leads to an absolute path of the tree: here it is relative, to lead there from below any mount point. */
export function linkOf({ target, view, path }: Stat): string | undefined {
	return target?.startsWith("/") && view ? posix.relative(posix.dirname(path), target) : target;
}

export function attributesOf(stat: Stat, owner: Owner, links: number): Attributes {
	const { mtime, ctime, atime } = stat;
	const link = stat.view ? linkOf(stat) : undefined;
	const size = link === undefined ? stat.size : Buffer.byteLength(link);
	return { inode: inodeOf(stat.inode), size, mode: modeOf(stat), links, atime: atime ?? mtime, mtime, ctime, ...owner };
}
