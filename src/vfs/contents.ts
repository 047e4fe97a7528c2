import type { MayContain } from "../base/trigram-filter.ts";
import { unpackName } from "../store/index.ts";
import { joinPath } from "./path.ts";
import { type ChildData, DIRECTORY, SYMLINK, type Tree } from "./tree.ts";

/** A stored file as `contents` yields it. */
export interface FileBytes {
	path: string;
	name: string;
	data?: Buffer;
	/** A symbolic link, where they were asked for. */
	isLink?: true;
}

/** Small files read in one go: at most 64 MiB, usually well under one. */
const BATCH = 256;

/**
 * Every stored file below a directory (its node and its path) that `isWanted` does not rule out, a batch of children at a time; symbolic
 * links only `withLinks`.
 */
export function* contentsBelow(
	tree: Tree,
	directory: number,
	path: string,
	isWanted: MayContain | undefined,
	withLinks: boolean,
): Generator<FileBytes[], void, undefined> {
	let after: string | Buffer | undefined;
	let asks = true;
	for (;;) {
		const rows: ChildData[] =
			isWanted === undefined || !asks
				? tree.childrenWithData(directory, after, BATCH)
				: tree.childrenThatMay(isWanted, directory, after, BATCH);
		// Where most files stay in, asking costs more than reading: the rest of the directory is read at once.
		asks = rows.filter(([, , , , data]) => data === undefined).length * 2 > rows.length;
		let files: FileBytes[] = [];
		for (const [, id, packed, kind, data] of rows) {
			if (kind === SYMLINK ? !withLinks : data === undefined) continue;
			const name = unpackName(packed);
			const at = joinPath(path, name);
			if (kind === SYMLINK) files.push({ path: at, name, isLink: true });
			else if (kind !== DIRECTORY) files.push(data == null ? { path: at, name } : { path: at, name, data });
			else {
				if (files.length > 0) yield files;
				files = [];
				yield* contentsBelow(tree, id, at, isWanted, withLinks);
			}
		}
		if (files.length > 0) yield files;
		const last = rows.at(-1);
		if (rows.length < BATCH || last === undefined) return;
		after = last[0];
	}
}
