/** Paths and times of the host's file system, as the desk writes them. */
import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Micros } from "../base/clock.ts";
import { codeOf, messageOf } from "../base/errors.ts";
import { isTextName, nameBytes, nameOf } from "../store/index.ts";

/**
 * A host path for `node:fs`. In memory a name that is not UTF-8 holds lone surrogates (src/store/names.ts); the system
 * must get its very bytes.
 */
export function hostPath(path: string): string | Buffer {
	return isTextName(path) ? path : nameBytes(path);
}

/** The path without links. @throws what realpath(3) raises: ENOENT, ELOOP, EACCES … */
export function realPath(path: string): string {
	return nameOf(realpathSync.native(hostPath(path), { encoding: "buffer" }));
}

/** `realPath` of a path of which the end need not exist yet. */
export function futurePath(path: string): string {
	try {
		return realPath(path);
	} catch (error) {
		if (codeOf(error) !== "ENOENT" || dirname(path) === path) throw error;
		return join(futurePath(dirname(path)), basename(path));
	}
}

/** What lies at a host path, without following a link; undefined when nothing does. @throws EACCES and the like */
export function find(path: string) {
	return lstatSync(hostPath(path), { bigint: true, throwIfNoEntry: false });
}

/** A file time in microseconds, rounded down. */
export function microsOf(nanoseconds: bigint): Micros {
	return Number(nanoseconds / 1000n);
}

/**
 * A time as `utimes` wants it, in seconds. A double cannot hold every microsecond, so a third of one is added where the
 * fraction is not zero: whatever is cut off, the microsecond that is read back is the one that was stored (until 2106).
 */
export function toSeconds(at: Micros): number {
	return at % 1_000_000 === 0 ? at / 1_000_000 : (at + Math.sign(at) * 0.3) / 1_000_000;
}

const SAID: Readonly<Record<string, string>> = {
	EACCES: "permission denied",
	EPERM: "permission denied",
	ENOENT: "it is gone",
	EISDIR: "it is a directory",
	ENOTDIR: "a part of its path is not a directory",
	ENAMETOOLONG: "its path is longer than this system allows",
	EILSEQ: "this system cannot hold the name",
	EINVAL: "this system cannot hold the name",
	ELOOP: "its links go in a circle",
	EROFS: "the file system is read-only",
	EIO: "the disk reports an error",
};

/** What the system said, in a clause. */
export function said(error: unknown): string {
	return SAID[codeOf(error)] ?? messageOf(error);
}
