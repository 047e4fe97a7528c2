/** Folders of the host's file system. */
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "./errors.ts";

/**
 * Make a folder and those above it, for this user alone; what is there already stays as it is. One by one: where the system
 * says ENOENT of a folder that is there, as /proc does, `mkdirSync` with `recursive` never returns (Node 20.20).
 * @param toHost gives a path as `node:fs` must get it, for names that are not UTF-8
 * @throws what mkdir(2) raises: EACCES, ENOTDIR, ENOSPC …
 */
export function makeFolder(path: string, toHost: (path: string) => string | Buffer = (path) => path): void {
	const host = toHost(path);
	if (statSync(host, { throwIfNoEntry: false })?.isDirectory() === true) return;
	if (dirname(path) !== path) makeFolder(dirname(path), toHost);
	try {
		mkdirSync(host, { mode: 0o700 });
	} catch (error) {
		// Another process may have been faster.
		if (codeOf(error) !== "EEXIST" || !statSync(host).isDirectory()) throw error;
	}
}
