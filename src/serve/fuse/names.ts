/** What changes which names there are: making, removing, renaming. */
import { now } from "../../base/clock.ts";
import { DeskError } from "../../base/errors.ts";
import { type Change, nameOfPath, type Stat } from "../../vfs/index.ts";
import { TYPES } from "./attributes.ts";
import { save } from "./commits.ts";
import type { Mounted } from "./mounted.ts";
import type { Node } from "./nodes.ts";
import { OpenFile } from "./open-files.ts";
import { type Entry, Errno } from "./operations.ts";

/** Flags of `renameat2(2)`. */
const NOREPLACE = 1;
const EXCHANGE = 2;

/** A file that is in the tree with its first commit, or, in memory, at once. */
export async function makeFile(mounted: Mounted, directory: Node, name: string, mode: number): Promise<Node> {
	const { vfs, nodes } = mounted;
	const path = mounted.pathIn(directory, name);
	if (directory.children.get(name)?.file?.isNew === true) throw new Errno("EEXIST");
	if (await vfs.keepsInMemory(path)) return await makeInMemory(mounted, directory, path, mode);
	await vfs.mayHold(path, "file");
	const inode = await mounted.newInode();
	const at = now();
	const node = nodes.found(directory, name, inode);
	const stat: Stat = {
		path,
		name,
		kind: "file",
		size: 0,
		mtime: at,
		ctime: at,
		birth: at,
		mode: mode & 0o7777,
		revision: 0,
		inode,
		view: false,
	};
	node.file = new OpenFile(mounted, node, stat, undefined);
	directory.touched = at;
	return node;
}

async function makeInMemory(mounted: Mounted, directory: Node, path: string, mode: number): Promise<Node> {
	const { vfs, nodes, listings } = mounted;
	await mounted.inTurn(() =>
		mounted.change([{ op: "write", path, content: vfs.store.content.stageBytes(Buffer.of()), mode: mode & 0o7777 }]),
	);
	listings.clear();
	directory.touched = now();
	return nodes.found(directory, nameOfPath(path), (await vfs.lstat(path)).inode);
}

/** A node without an opening: an empty file, a FIFO or a socket. @throws Errno EPERM for devices */
export async function makeNode(mounted: Mounted, directory: Node, name: string, mode: number): Promise<Entry> {
	const { vfs, listings } = mounted;
	const type = mode & TYPES.mask;
	const path = mounted.pathIn(directory, name);
	if (type === TYPES.file || type === 0) {
		const node = await makeFile(mounted, directory, name, mode);
		const { file } = node;
		if (file !== undefined) {
			try {
				await save(mounted, file);
			} finally {
				letGo(mounted, node);
			}
		}
		return mounted.entryOf(node, await mounted.stat(node));
	}
	if (type !== TYPES.fifo && type !== TYPES.socket) throw new Errno("EPERM");
	if (!vfs.scratch.isKept) throw new Errno("EPERM");
	await vfs.mayHold(path, "file");
	if ((await vfs.find(path, false)) !== undefined) throw new Errno("EEXIST");
	const at = now();
	const special = type === TYPES.fifo ? "fifo" : "socket";
	vfs.scratch.set(path, { kind: "file", special, mode: mode & 0o7777, mtime: at, ctime: at });
	listings.clear();
	directory.touched = at;
	return mounted.entry(directory, name, await vfs.lstat(path));
}

export async function makeDirectory(mounted: Mounted, directory: Node, name: string, mode: number): Promise<Entry> {
	const path = mounted.pathIn(directory, name);
	return await made(mounted, directory, name, { op: "mkdir", path, mode: mode & 0o7777 });
}

export async function makeLink(mounted: Mounted, directory: Node, name: string, target: string): Promise<Entry> {
	return await made(mounted, directory, name, { op: "symlink", path: mounted.pathIn(directory, name), target });
}

async function made(mounted: Mounted, directory: Node, name: string, change: Change): Promise<Entry> {
	if (isWaiting(directory.children.get(name))) throw new Errno("EEXIST");
	await mounted.inTurn(() => mounted.change([change]));
	mounted.listings.clear();
	if (mounted.vfs.scratch.get(change.path) !== undefined) directory.touched = now();
	return mounted.entry(directory, name, await mounted.vfs.lstat(change.path));
}

export async function unlink(mounted: Mounted, directory: Node, name: string): Promise<void> {
	const node = directory.children.get(name);
	// What is being committed is there in a moment, and goes to /trash.
	await node?.file?.saving;
	if (isWaiting(node)) directory.touched = now();
	else {
		const isMemory = node !== undefined && node.inode < 0;
		await mounted.inTurn(() => mounted.change([{ op: "remove", path: mounted.pathIn(directory, name) }]));
		if (isMemory) directory.touched = now();
	}
	removed(mounted, node);
}

export async function removeDirectory(mounted: Mounted, directory: Node, name: string): Promise<void> {
	const node = directory.children.get(name);
	if (hasWaiting(node)) throw new Errno("ENOTEMPTY");
	if (node !== undefined) node.ghost = await mounted.stat(node);
	await mounted.inTurn(() => mounted.change([{ op: "remove", path: mounted.pathIn(directory, name) }]));
	removed(mounted, node);
}

function removed({ nodes, listings }: Mounted, node: Node | undefined): void {
	listings.clear();
	if (node === undefined) return;
	const { file, ghost } = node;
	const stat = file === undefined ? ghost : file.shown(file.stat);
	if (stat !== undefined) node.ghost = { ...stat, ctime: now() };
	if (file !== undefined && node.ghost !== undefined) file.stat = node.ghost;
	nodes.remove(node);
}

/** @param flags RENAME_NOREPLACE, RENAME_EXCHANGE */
export async function rename(
	mounted: Mounted,
	from: Node,
	name: string,
	to: Node,
	toName: string,
	flags: number,
): Promise<void> {
	if ((flags & ~(NOREPLACE | EXCHANGE)) !== 0) throw new Errno("EINVAL");
	if (from === to && name === toName) return;
	const node = from.children.get(name);
	const target = to.children.get(toName);
	await node?.file?.saving;
	await target?.file?.saving;
	await mounted.inTurn(async () => {
		if ((flags & EXCHANGE) !== 0) await exchange(mounted, from, name, to, toName);
		else await move(mounted, from, name, to, toName, (flags & NOREPLACE) === 0);
	});
	mounted.listings.clear();
}

async function move(
	mounted: Mounted,
	from: Node,
	name: string,
	to: Node,
	toName: string,
	replace: boolean,
): Promise<void> {
	const { vfs, nodes } = mounted;
	const path = mounted.pathIn(from, name);
	const target = mounted.pathIn(to, toName);
	const node = from.children.get(name);
	const there = to.children.get(toName);
	if (isWaiting(there) && !replace) throw new Errno("EEXIST");
	if (hasWaiting(there)) throw new Errno("ENOTEMPTY");
	const changes: Change[] = [{ op: "rename", path, to: target, replace }];
	let mayMove = true;
	if (node !== undefined && isWaiting(node)) {
		const stored = await vfs.find(target, false);
		if (stored?.kind === "directory") throw new Errno("EISDIR");
		if (stored !== undefined && !replace) throw new Errno("EEXIST");
		if (stored === undefined && !(await vfs.keepsInMemory(target))) {
			await vfs.mayHold(target, "file");
			mayMove = false;
		} else await commitWaiting(mounted, node, path);
	} else if (isWaiting(there)) {
		// What was never committed gives way without a trace.
		const stat = await vfs.lstat(path);
		if (stat.kind === "directory") throw new Errno("ENOTDIR");
	}
	if (mayMove) await mounted.change(changes);
	if (!mayMove || (node !== undefined && node.inode < 0)) from.touched = to.touched = now();
	if (there !== undefined && there !== node) removed(mounted, there);
	if (node === undefined) return;
	nodes.move(node, to, toName);
	if (mayMove) await renumber(mounted, node, target);
}

/** A file that is not in the tree yet must be, to take the place of another: the tree knows only its own. */
async function commitWaiting(mounted: Mounted, node: Node, path: string): Promise<void> {
	const { file } = node;
	if (file === undefined) return;
	const { generation } = file;
	const staged = file.draft.stage();
	const { content } = mounted.vfs.store;
	const { mode = file.stat.mode, mtime } = file.pending;
	try {
		await mounted.change([
			{
				op: "write",
				path,
				expect: null,
				mode,
				mtime,
				inode: node.inode,
				content: () => content.compose([{ from: staged, start: 0, end: staged.size }]),
			},
		]);
	} catch (error) {
		file.draft.returned(staged);
		throw error;
	}
	const stat = await mounted.vfs.lstat(path);
	const id = mounted.vfs.contentIdOf(stat.inode) as number;
	file.base = { content: id, size: stat.size, revision: stat.revision };
	file.draft.committed(staged, id);
	file.saved(generation);
}

/** What was renamed may have got another number: a scratch file took the place of a stored one, or the other way round. */
async function renumber(mounted: Mounted, node: Node, path: string): Promise<void> {
	const { vfs, nodes } = mounted;
	const stat = await vfs.find(path, false);
	if (stat === undefined) return;
	const { file } = node;
	if (stat.inode !== node.inode) nodes.renumber(node, stat.inode);
	if (file === undefined || stat.kind !== "file") return;
	const content = stat.inode > 0 ? vfs.contentIdOf(stat.inode) : vfs.scratch.get(path)?.content;
	if (content === undefined || file.base === undefined) return;
	if (file.isDirty) file.base = { ...file.base, revision: stat.revision };
	else file.rebase({ content, size: stat.size, revision: stat.revision }, stat);
}

/** Two names change places: one change set, by way of a third name. */
async function exchange(mounted: Mounted, from: Node, name: string, to: Node, toName: string): Promise<void> {
	const { nodes } = mounted;
	const [node, other] = [from.children.get(name), to.children.get(toName)];
	if (node === undefined || other === undefined) throw new Errno("ENOENT");
	if (isWaiting(node) || isWaiting(other)) throw new Errno("EINVAL");
	const path = mounted.pathIn(from, name);
	const target = mounted.pathIn(to, toName);
	if (node.inode < 0 || other.inode < 0) {
		await exchangeInMemory(mounted, node, path, other, target);
		from.touched = to.touched = now();
	} else await exchangeStored(mounted, node, path, target);
	nodes.move(other, from, name);
	nodes.move(node, to, toName);
	// The first was taken off its name by the second.
	from.children.set(name, other);
	await renumber(mounted, node, target);
	await renumber(mounted, other, path);
}

/** One of them at least is a FIFO, a socket or a scratch file: the other may be stored. */
async function exchangeInMemory(
	mounted: Mounted,
	node: Node,
	path: string,
	other: Node,
	target: string,
): Promise<void> {
	const { scratch } = mounted.vfs;
	const [memory, at, to] = node.inode < 0 ? [node, path, target] : [other, target, path];
	const back = memory === node ? other : node;
	// No path: nobody can name it meanwhile.
	const aside = `\0${at}`;
	scratch.move(at, aside);
	try {
		if (back.inode < 0) scratch.move(to, at);
		else await mounted.change([{ op: "rename", path: to, to: at }]);
		scratch.move(aside, to);
	} catch (error) {
		scratch.move(aside, at);
		throw error;
	}
}

async function exchangeStored(mounted: Mounted, node: Node, path: string, target: string): Promise<void> {
	const { vfs } = mounted;
	const aside = `${path}.exchange-${node.inode}`;
	try {
		await vfs.mayHold(aside, "file");
	} catch (error) {
		if (error instanceof DeskError) throw new Errno("EINVAL");
		throw error;
	}
	await mounted.change([
		{ op: "rename", path, to: aside },
		{ op: "rename", path: target, to: path },
		{ op: "rename", path: aside, to: target },
	]);
}

/** Whether a file was made here and is not in the tree yet. */
function isWaiting(node: Node | undefined): boolean {
	return node?.file?.isNew === true && !node.isGone;
}

/** Whether files lie in a directory that are not in the tree yet. */
export function hasWaiting(node: Node | undefined): boolean {
	return node !== undefined && waitingIn(node).next().done !== true;
}

/** Files in a directory that are not in the tree yet. */
export function* waitingIn(node: Node): Generator<Node> {
	for (const child of node.children.values()) if (isWaiting(child)) yield child;
}

/** Nobody has a file open any more, and there is nothing left to do for it. */
export function letGo({ nodes }: Mounted, node: Node): void {
	node.file?.close();
	node.file = undefined;
	nodes.drop(node);
}
