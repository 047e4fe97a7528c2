/** Saved searches, as `desk search` keeps, lists and forgets them: files of /search/saved. */
import { toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { nearest } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";
import { printable, type Vfs } from "../../../src/vfs/index.ts";

const SAVED = "/search/saved";

/** A saved search as `--list-saved` prints it. */
export interface SavedItem {
	name: string;
	query: string;
	path: string;
}

export const savedShape = (z: typeof import("zod").z) =>
	z.object({ name: z.string(), query: z.string(), path: z.string() });

/** All saved searches, by name. */
export async function savedSearches(vfs: Vfs): Promise<SavedItem[]> {
	if ((await vfs.find(SAVED)) === undefined) return [];
	const { queryOfFile } = await import("../../../src/search/index.ts");
	const items: SavedItem[] = [];
	for (const { name, path, kind } of await vfs.readdir(SAVED))
		if (kind === "file") items.push({ name, query: queryOfFile(toText(await vfs.readAll(path))), path });
	return items;
}

/** The query of a saved search. @throws DeskError ENOENT with the nearest name */
export async function savedQueryOf(vfs: Vfs, name: string): Promise<string> {
	const saved = await savedSearches(vfs);
	const found = saved.find((item) => item.name === name.replace(/^@/, ""));
	if (found !== undefined) return found.query;
	const close = nearest(
		name,
		saved.map((item) => item.name),
	);
	throw new DeskError("ENOENT", "there is no such saved search", {
		at: printable(name),
		todo: close === undefined ? "`desk search --list-saved` lists them" : `did you mean ${printable(close)}?`,
	});
}

/** Keep a query under a name; one of that name becomes its older revision. @throws DeskError EFORMAT for a query of nothing, EINVAL for a bad name */
export async function saveQuery(context: Context, vfs: Vfs, name: string, query: string): Promise<void> {
	const path = pathOf(name);
	await vfs.write(path, `${query}\n`, {
		cause: context.cause,
		dryRun: context.dryRun,
		parents: true,
		keepRejected: false,
	});
	context.note(
		`${context.dryRun ? "would save" : "saved"} as ${path}; \`desk search --saved ${name}\` and /search/@${name}/ find what it finds`,
	);
}

/** Into /trash. @throws DeskError ENOENT */
export async function forgetQuery(context: Context, vfs: Vfs, name: string): Promise<void> {
	await savedQueryOf(vfs, name);
	const path = pathOf(name.replace(/^@/, ""));
	await vfs.change([{ op: "remove", path }], { cause: context.cause, dryRun: context.dryRun });
	context.note(`${context.dryRun ? "would move" : "moved"} ${path} to /trash; \`desk undo\` brings it back`);
}

function pathOf(name: string): string {
	if (name === "" || name.includes("/") || name.startsWith(".") || name.startsWith("@"))
		throw new DeskError("EINVAL", "this is no name for a saved search", {
			at: printable(name === "" ? "''" : name),
			todo: "use one without slashes that begins with a letter or a digit",
		});
	return `${SAVED}/${name}`;
}
