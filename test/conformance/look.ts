/** What the suite asks of a desk, and what it writes as. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { DeskError } from "../../src/base/errors.ts";
import { parentOf, type Stat, type Vfs } from "../../src/vfs/index.ts";
import { dump } from "./dump.ts";

/** A word that no sample has. */
export const WORD = "zanzibarian";
/** The options of every write. */
export const DO = { cause: "conformance" };

/** The code of the refusal, or `done`. */
export async function codeOf(run: () => Promise<unknown>): Promise<string> {
	try {
		await run();
		return "done";
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		expect(error.sentence).not.toMatch(/\n/);
		expect(error.todo, error.sentence).toBeTruthy();
		return error.code;
	}
}

/** What a file holds, as text. */
export const text = async (vfs: Vfs, path: string) => (await vfs.readAll(path)).toString();
/** Nodes whose search text has a word. */
export const found = (vfs: Vfs, word: string) =>
	vfs.store.database
		.all<{ rowid: number }>("SELECT rowid FROM text WHERE text MATCH ?", word)
		.map(({ rowid }) => rowid);
/** Times of a view are those of looking. */
export const timeless = ({ mtime: _, ctime: __, birth: ___, ...rest }: Stat) => rest;

/** Tables that are not computed from others. */
export const ORIGINALS = new Set([
	"meta",
	"node",
	"content",
	"chunk",
	"content_chunk",
	"change_set",
	"change",
	"rejected",
	"blobs",
	"projection",
]);

/** What a person sees of the stored tree, and what is projected of it. */
export async function state(vfs: Vfs): Promise<unknown> {
	const nodes: unknown[] = [];
	for await (const { path, kind, size, mode, inode, origin, mtime, view } of vfs.walk("/")) {
		// Folders take the time of the undo, as POSIX has it; a mount's own is stored with the first thing in it.
		if (!view)
			nodes.push({
				path,
				kind,
				size,
				mode,
				inode: parentOf(path) === "/" ? 0 : inode,
				origin,
				mtime: kind === "file" ? mtime : 0,
				bytes: kind === "file" ? await text(vfs, path) : "",
			});
	}
	return { nodes, projected: without(await dump(vfs), [...ORIGINALS]) };
}

/** All tables but some. */
export function without(tables: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(tables).filter(([name]) => !names.includes(name)));
}

/** Names of all files below blobs/. */
export function blobFiles(vfs: Vfs): string[] {
	const folder = join(vfs.store.home, "blobs");
	return existsSync(folder)
		? readdirSync(folder, { recursive: true, withFileTypes: true })
				.filter((entry) => entry.isFile())
				.map(({ name }) => name)
		: [];
}
