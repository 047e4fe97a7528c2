import { unpackName } from "../store/index.ts";
import { joinPath } from "./path.ts";
import { DIRECTORY, type Tree } from "./tree.ts";

/** A stored file as `contents` yields it. */
export interface FileBytes {
	path: string;
	name: string;
	data?: Buffer;
}

/** Small files read in one go: at most 64 MiB, usually well under one. */
const BATCH = 256;

/** Every stored file below a directory (its node and its path), a batch of children at a time. */
export function* contentsBelow(tree: Tree, directory: number, path: string): Generator<FileBytes[], void, undefined> {
	let after: string | Buffer | undefined;
	for (;;) {
		const rows = tree.childrenWithData(directory, after, BATCH);
		let files: FileBytes[] = [];
		for (const [, id, packed, kind, data] of rows) {
			const name = unpackName(packed);
			const at = joinPath(path, name);
			if (kind !== DIRECTORY) files.push(data === null ? { path: at, name } : { path: at, name, data });
			else {
				if (files.length > 0) yield files;
				files = [];
				yield* contentsBelow(tree, id, at);
			}
		}
		if (files.length > 0) yield files;
		const last = rows.at(-1);
		if (rows.length < BATCH || last === undefined) return;
		after = last[0];
	}
}
