/** What lies in a directory, and below it: what is stored, what is computed, and scratch files. */
import { DeskError } from "../base/errors.ts";
import { mayContain } from "../base/trigram-filter.ts";
import { packName, unpackName } from "../store/index.ts";
import { contentsBelow, type FileBytes } from "./contents.ts";
import type { Lookup } from "./lookup.ts";
import type { Mount, Stat } from "./mount.ts";
import { compareNames, joinPath, nameKey } from "./path.ts";
import { notDirectory } from "./refusals.ts";
import { DIRECTORY, ROOT, statOf } from "./tree.ts";
import type { Vfs } from "./vfs.ts";
import { listViews } from "./views.ts";

/** Entries with all that `stat` would say, in byte order of their names. @throws DeskError ENOENT, ENOTDIR */
export async function readdir(lookup: Lookup, path: string): Promise<Stat[]> {
	if (path === "/") return readRoot(lookup);
	const { vfs, tree, scratch } = lookup;
	const { path: at, mount, node, real } = await lookup.locate(path, true);
	if (at !== path) return (await readdir(lookup, at)).map((entry) => ({ ...entry, path: joinPath(path, entry.name) }));
	if (node !== undefined && node.kind !== DIRECTORY) throw notDirectory(path);
	if (node === undefined && (await vfs.stat(path)).kind !== "directory") throw notDirectory(path);
	const stored = node === undefined ? [] : tree.children(node.id);
	const entries = stored.map((child) => lookup.statOf(child, `/${real.join("/")}`));
	const views = await listViews(vfs, path, mount as Mount);
	const shown = entries.filter((entry) => lookup.shows(entry.path, mount as Mount, entry.kind));
	return [...shown, ...(views ?? []), ...scratch.in(path)].sort((a, b) => compareNames(a.name, b.name));
}

function readRoot(lookup: Lookup): Stat[] {
	const stored = new Map(lookup.tree.children(ROOT).map((node) => [unpackName(node.name), node]));
	const names = lookup.vfs.mountNames.filter((name) => lookup.access?.sees(`/${name}`, "posix", "directory") !== false);
	const entries = names.map((name) => {
		const node = stored.get(name);
		return node === undefined ? lookup.statMount(name) : statOf(node, "/");
	});
	return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names of a page: `ls | head` reads no more of a large directory. */
const PAGE = 2000;

/**
 * Names in a directory, in the order of `readdir`, a part of them at a time: what a reader does not ask for is not read. A large directory
 * of names that begin with a date or a number comes page by page; the others are sorted first.
 * @throws DeskError ENOENT, ENOTDIR
 */
export async function* namePages(lookup: Lookup, path: string, size = PAGE): AsyncGenerator<string[], void, undefined> {
	const { vfs, tree, scratch } = lookup;
	const { path: at, mount, node } = await lookup.locate(path, true);
	if (at !== path) return yield* namePages(lookup, at, size);
	const computed = mount === undefined ? [] : [...((await listViews(vfs, path, mount)) ?? []), ...scratch.in(path)];
	if (node?.kind !== DIRECTORY || path === "/" || computed.length > 0 || lookup.access !== undefined)
		return yield (await readdir(lookup, path)).map((entry) => entry.name);
	if (tree.hasByteNames(node.id)) return yield inByteOrder(tree.childNames(node.id));
	const rules = mount?.names ?? "portable";
	let held: string[] = [];
	for (let after: string | Buffer | undefined; ; ) {
		const page = tree.childNames(node.id, after, size);
		const last = page.at(-1);
		if (last === undefined || page.length < size) return yield inByteOrder([...held, ...page]);
		after = packName(nameKey(last, rules));
		held = held.length === 0 ? page : held.concat(page);
		const done = rules === "posix" ? held.length : startOfLast(held);
		if (done > 0) yield inByteOrder(held.slice(0, done));
		held = held.slice(done);
	}
}

/** Names in a directory, in the order of `readdir`. @throws DeskError ENOENT, ENOTDIR */
export async function readNames(lookup: Lookup, path: string): Promise<string[]> {
	const pages: string[][] = [];
	for await (const page of namePages(lookup, path)) pages.push(page);
	return pages.length === 1 ? (pages[0] as string[]) : pages.flat();
}

/** What stands before the first letter of a name sorts as it is, and its key begins with it, too; only behind it may keys sort otherwise than names. */
const BEFORE_LETTERS = /^[\x20-\x40]*/;
const beginning = (name: string): string => BEFORE_LETTERS.exec(name)?.[0] ?? "";

/** Where the last of the names, in the order of their keys, which have the same before their first letter begin. */
function startOfLast(names: readonly string[]): number {
	const same = beginning(names.at(-1) ?? "");
	if (beginning(names[0] ?? "") === same) return 0;
	let at = names.length - 1;
	while (beginning(names[at - 1] ?? "") === same) at--;
	return at;
}

/** Names whose keys are in order, sorted by their bytes. */
function inByteOrder(names: string[]): string[] {
	for (let at = 1; at < names.length; at++)
		if (compareNames(names[at - 1] as string, names[at] as string) > 0) return names.sort(compareNames);
	return names;
}

/** A path and all below it, parents first, in name order; nothing is held but the way down. @throws DeskError ENOENT, ENOTDIR */
export async function* walk(vfs: Vfs, path: string, views: boolean): AsyncGenerator<Stat, void, undefined> {
	const start = await vfs.stat(path);
	yield start;
	if (start.kind === "directory") yield* walkBelow(vfs, path, views);
}

async function* walkBelow(vfs: Vfs, path: string, views: boolean): AsyncGenerator<Stat, void, undefined> {
	for (const entry of await readdirIfThere(vfs, path)) {
		if (entry.view && !views) continue;
		yield entry;
		if (entry.kind === "directory") yield* walkBelow(vfs, entry.path, views);
	}
}

/** What is in a directory that was there a moment ago: nothing, when another process has removed it since. */
async function readdirIfThere(vfs: Vfs, path: string): Promise<Stat[]> {
	try {
		return await vfs.readdir(path);
	} catch (error) {
		if (error instanceof DeskError && (error.code === "ENOENT" || error.code === "ENOTDIR")) return [];
		throw error;
	}
}

/** Stored files at a path or below it with their bytes, as `Vfs.contents` promises them. @throws DeskError ENOENT, ENOTDIR */
export async function* readContents(
	lookup: Lookup,
	path: string,
	requires: readonly (readonly string[])[],
	withLinks: boolean,
): AsyncGenerator<FileBytes[], void, undefined> {
	const { vfs, tree, access } = lookup;
	const start = await vfs.stat(path);
	const isWanted = mayContain(requires);
	if (start.kind !== "directory") yield [{ path, name: start.name }];
	else if (start.view) yield (await vfs.readdir(path)).filter((entry) => entry.kind === "symlink");
	else
		for (const directory of path === "/" ? await vfs.readdir("/") : [{ inode: start.inode, path }]) {
			const mount = access === undefined ? undefined : await vfs.mountOf(directory.path);
			const at = access === undefined ? directory.path : (tree.pathOf(directory.inode) ?? directory.path);
			for (const files of contentsBelow(tree, directory.inode, directory.path, isWanted, withLinks)) {
				const seen = files.filter((file) => lookup.reads(at + file.path.slice(directory.path.length), mount));
				if (seen.length > 0) yield seen;
			}
		}
}
