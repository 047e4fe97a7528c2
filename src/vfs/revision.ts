import { DeskError } from "../base/errors.ts";
import type { ChangeSet, LogChange, Range } from "../store/index.ts";
import type { Stat } from "./mount.ts";
import { nameOfPath } from "./path.ts";
import type { Vfs } from "./vfs.ts";

/** One step in the life of a path. */
export interface Revision extends LogChange {
	set: ChangeSet;
}

/** What `desk cat PATH` and `PATH@N` read. */
export interface Readable {
	path: string;
	/** The revision that is read; 0 for views. */
	revision: number;
	/** Bytes. */
	size: number;
	/** Absent for an old revision. */
	stat?: Stat;
	stream(range?: Range): AsyncIterable<Uint8Array>;
}

/**
 * All that happened to a path, oldest first: to the node that is there now, under whatever names it had, and to nodes that
 * lay there before and were removed or replaced.
 */
export async function historyOf(vfs: Vfs, path: string): Promise<Revision[]> {
	const stat = await vfs.find(path);
	const { log } = vfs.store;
	const current = stat === undefined || stat.view ? [] : log.ofNode(stat.inode);
	const earlier = log.ofPath(stat?.path ?? path).filter((row) => row.node !== stat?.inode);
	const rows = [...earlier, ...current].sort((a, b) => a.set.id - b.set.id);
	// What a file was before it came to where it may be read is not for who may not read it there.
	const { access } = vfs;
	return access === undefined
		? rows
		: rows.filter((row) => [row.path, row.to ?? row.path].every((name) => access.reads(name, "posix")));
}

/** `PATH@N` in its parts; N counts the revisions of a path from 1, negative ones from the newest (`@-1`: the one before). */
export function splitRevision(text: string): { path: string; revision: number | undefined } {
	const found = /^(.+)@(-?\d+)$/su.exec(text);
	return found === null ? { path: text, revision: undefined } : { path: found[1] ?? "", revision: Number(found[2]) };
}

/**
 * What a path or `PATH@N` holds. A file whose own name ends in `@N` wins.
 * @throws DeskError ENOENT when there is no such file or revision, or `gc` removed its bytes
 */
export async function readable(vfs: Vfs, text: string): Promise<Readable> {
	const split = splitRevision(text);
	const stat = await vfs.find(text);
	if (split.revision === undefined || stat !== undefined) {
		const present = stat ?? (await vfs.stat(text));
		return {
			path: text,
			revision: present.revision,
			size: present.size,
			stat: present,
			stream: (range) => vfs.read(text, range),
		};
	}
	const found = await findRevision(vfs, split.path, split.revision);
	const content = found.after;
	if (typeof content !== "number") {
		throw new DeskError(
			found.op === "remove" ? "ENOENT" : "EISDIR",
			found.op === "remove" ? `at revision ${found.revision} it was removed` : "this is a directory",
			{
				at: split.path,
				todo: `see \`desk history ${split.path}\``,
			},
		);
	}
	const { content: store } = vfs.store;
	return {
		path: split.path,
		revision: found.revision,
		size: store.sizeOf(content),
		async *stream(range) {
			yield* store.readSync(content, range);
		},
	};
}

/** The content id of a revision, as `readable` finds it. @throws DeskError ENOENT */
export async function findRevision(vfs: Vfs, path: string, wanted: number): Promise<Revision> {
	const history = await historyOf(vfs, path);
	if (history.length === 0) {
		await vfs.stat(path);
		throw new DeskError("ENOENT", "it has no history", { at: path, todo: "views are computed and keep none" });
	}
	const number = wanted > 0 ? wanted : (history.at(-1)?.revision ?? 0) + wanted;
	const inode = (await vfs.find(path))?.inode;
	const named = history.filter((row) => row.revision === number);
	// What happened under this name comes before what happened to the same file under another: that counted another name's revisions.
	const here = named.filter((row) => (row.to ?? row.path) === path);
	const found = [here, named].flatMap((rows) => rows.findLast((row) => row.node === inode) ?? rows.at(-1) ?? [])[0];
	if (found === undefined) {
		throw new DeskError("ENOENT", `it has no revision ${wanted}`, {
			at: path,
			todo: `\`desk history ${path}\` lists ${history[0]?.revision} to ${history.at(-1)?.revision}`,
		});
	}
	return found;
}

/** What a change did, in a word, for people. */
export function verbOf(change: LogChange): string {
	if (change.op === "rename") {
		if (change.to?.startsWith("/trash/") === true) return "delete";
		if (change.path.startsWith("/trash/")) return "restore";
		return nameOfPath(change.path) === nameOfPath(change.to ?? "") ? "move" : "rename";
	}
	return change.op;
}
