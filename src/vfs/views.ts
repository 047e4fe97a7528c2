/** Computed files and directories: what the lines of a mount's table with a `view` stand for. */
import { type ByteStream, collect } from "../base/bytes.ts";
import { type Micros, now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import { hidden } from "./access.ts";
import type { Kind, Mount, Shape, Slots, Stat, View, ViewEntry } from "./mount.ts";
import { joinPath, nameOfPath, namesOf, parentOf } from "./path.ts";
import { isDirectory, notDirectory, notFound } from "./refusals.ts";
import { KINDS, literalViews, matchShape, viewsIn } from "./shape.ts";
import type { Vfs } from "./vfs.ts";

/** Computed entries of a directory; undefined when the path is not a directory of views. */
export async function listViews(vfs: Vfs, path: string, mount: Mount): Promise<Stat[] | undefined> {
	const below = belowMount(path, mount);
	const own = matchShape(mount, below, "directory");
	const entries: Stat[] = [];
	if (!showsViews(vfs, mount)) return own?.shape.view !== undefined || below === "" ? [] : undefined;
	for (const { name, shape } of literalViews(mount, below))
		entries.push(await viewStat(vfs, joinPath(path, name), mount, shape));
	if (own?.shape.view?.list !== undefined) {
		await vfs.load(path);
		const shapeOf = viewsIn(mount, below);
		for (const entry of await own.shape.view.list(own.slots, vfs.reader(), vfs)) {
			const shape = shapeOf(entry.name);
			if (shape === undefined || !showsTarget(vfs, entry.target)) continue;
			entries.push(await viewStat(vfs, joinPath(path, entry.name), mount, shape, entry));
		}
		return entries;
	}
	return entries.length > 0 || own?.shape.view !== undefined || below === "" ? entries : undefined;
}

/** What a path that is not stored is. @throws DeskError ENOENT, ENOTDIR when it can be no view */
export async function statView(vfs: Vfs, path: string, mount: Mount): Promise<Stat> {
	if (namesOf(path).length === 1) return await vfs.statMount(mount.name);
	const { shape, slots } = await matchView(vfs, path, mount);
	if (shape.view.find !== undefined) {
		await vfs.load(path);
		const found = await shape.view.find(slots, vfs.reader(), vfs);
		if (found === undefined) throw notFound(path);
		return await viewStat(vfs, path, mount, shape, found);
	}
	const isFixed = !shape.path.includes("<");
	if (isFixed) return await viewStat(vfs, path, mount, shape);
	const entry = (await vfs.readdir(parentOf(path))).find((candidate) => candidate.name === nameOfPath(path));
	if (entry === undefined) throw notFound(path);
	return entry;
}

/** Bytes of a view. @throws DeskError ENOENT, ENOTDIR, EISDIR */
export async function renderView(vfs: Vfs, path: string, mount: Mount): Promise<string | Uint8Array | ByteStream> {
	const { shape, slots } = await matchView(vfs, path, mount);
	await vfs.load(path);
	if (shape.kind === "symlink") return vfs.read((await vfs.followed(path)).path);
	if (shape.view.read === undefined) {
		await vfs.lstat(path); // there need not be one of that name
		throw shape.kind === "directory" ? isDirectory(path) : notFound(path);
	}
	return await shape.view.read(slots, vfs.reader());
}

/** Links have all bits, as everywhere: what they lead to has its own. */
const MODES: Readonly<Record<Kind, number>> = { directory: 0o555, file: 0o444, symlink: 0o777 };

async function viewStat(vfs: Vfs, path: string, mount: Mount, shape: Shape, entry?: ViewEntry): Promise<Stat> {
	const target = shape.kind === "symlink" ? (entry?.target ?? "") : undefined;
	const known = shape.kind === "directory" ? 0 : target === undefined ? entry?.size : Buffer.byteLength(target);
	const made = computedStat(path, {
		kind: shape.kind,
		size: known ?? (await renderedSize(vfs, path, mount)),
		mode: MODES[shape.kind],
		at: entry?.mtime ?? now(),
		inode: inodeOfView(path),
		view: true,
	});
	return target === undefined ? made : { ...made, target };
}

async function renderedSize(vfs: Vfs, path: string, mount: Mount): Promise<number> {
	const { shape } = await matchView(vfs, path, mount);
	if (shape.view.read === undefined) return 0;
	const made = await renderView(vfs, path, mount);
	if (typeof made === "string") return Buffer.byteLength(made);
	return made instanceof Uint8Array ? made.length : (await collect(made)).length;
}

/** The view that a path may be. @throws DeskError ENOENT or ENOTDIR when it can be none */
async function matchView(
	vfs: Vfs,
	path: string,
	mount: Mount,
): Promise<{ shape: Shape & { view: View }; slots: Slots }> {
	const below = belowMount(path, mount);
	const match = matchViewShape(mount, below);
	if (match === undefined) throw await missing(vfs, path);
	if (!showsViews(vfs, mount)) throw hidden(path);
	return match;
}

/** What a mount computes may be made of all that lies in it: it is for those who may read that. */
function showsViews(vfs: Vfs, mount: Mount): boolean {
	return vfs.access?.readsAllOf(mount.name) !== false;
}

/** Whether who asks may read what a computed link leads to. */
function showsTarget({ access }: Vfs, target: string | undefined): boolean {
	return access === undefined || target === undefined || access.reads(target, "posix");
}

/** The first line with a view that fits a path, of whatever kind. */
function matchViewShape(mount: Mount, below: string): { shape: Shape & { view: View }; slots: Slots } | undefined {
	for (const kind of KINDS) {
		const match = matchShape(mount, below, kind);
		const view = match?.shape.view;
		if (match !== undefined && view !== undefined) return { shape: { ...match.shape, view }, slots: match.slots };
	}
	return undefined;
}

/** Why nothing is at a path: ENOTDIR when a file, stored or computed, is where a directory would have to be. */
async function missing(vfs: Vfs, path: string): Promise<DeskError> {
	if (namesOf(path).length < 2) return notFound(path);
	try {
		const above = await vfs.stat(parentOf(path));
		return above.kind === "directory" ? notFound(path) : notDirectory(above.path);
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		return error.code === "ENOTDIR" ? error : notFound(path);
	}
}

/** A `Stat` of what no node stands for. All its times are one. */
export function computedStat(
	path: string,
	{ at, ...rest }: Pick<Stat, "kind" | "size" | "mode" | "inode" | "view"> & { at: Micros },
): Stat {
	return { path, name: nameOfPath(path), mtime: at, ctime: at, birth: at, revision: 0, ...rest };
}

/** A steady negative inode for a computed path (FNV-1a). */
function inodeOfView(path: string): number {
	let hash = 0x811c9dc5;
	for (const byte of Buffer.from(path)) hash = Math.imul(hash ^ byte, 0x01000193);
	return -1 - (hash >>> 0);
}

function belowMount(path: string, mount: Mount): string {
	return path.slice(mount.name.length + 2);
}
