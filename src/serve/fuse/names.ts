/** What changes which names there are: making, removing, renaming. */
import { now } from "../../base/clock.ts";
import { type Change, nameOfPath, type Stat } from "../../vfs/index.ts";
import { finishAsides, forgetAside, isAside } from "./asides.ts";
import { TYPES } from "./attributes.ts";
import { save } from "./commits.ts";
import type { Mounted } from "./mounted.ts";
import type { Node } from "./nodes.ts";
import { OpenFile } from "./open-files.ts";
import { type Entry, Errno } from "./operations.ts";

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
	else if (node !== undefined && isAside(mounted, node)) await unlinkAside(mounted, node);
	else {
		const isMemory = node !== undefined && node.inode < 0;
		await mounted.inTurn(() => mounted.change([{ op: "remove", path: mounted.pathIn(directory, name) }]));
		if (isMemory) directory.touched = now();
	}
	removed(mounted, node);
}

/** What was put aside is removed before its name was written again: so it is the file itself that goes. */
async function unlinkAside(mounted: Mounted, node: Node): Promise<void> {
	await mounted.inTurn(async () => {
		const aside = mounted.asides.get(node.inode);
		const path = aside === undefined ? mounted.nodes.path(node) : mounted.pathIn(aside.directory, aside.name);
		await mounted.change([{ op: "remove", path }]);
		forgetAside(mounted, node.inode);
	});
}

export async function removeDirectory(mounted: Mounted, directory: Node, name: string): Promise<void> {
	const node = directory.children.get(name);
	if (hasWaiting(node)) throw new Errno("ENOTEMPTY");
	if (node !== undefined) node.ghost = await mounted.stat(node);
	await mounted.inTurn(async () => {
		await finishAsides(mounted);
		await mounted.change([{ op: "remove", path: mounted.pathIn(directory, name) }]);
	});
	removed(mounted, node);
}

export function removed({ nodes, listings }: Mounted, node: Node | undefined): void {
	listings.clear();
	if (node === undefined) return;
	const { file, ghost } = node;
	const stat = file === undefined ? ghost : file.shown(file.stat);
	if (stat !== undefined) node.ghost = { ...stat, ctime: now() };
	if (file !== undefined && node.ghost !== undefined) file.stat = node.ghost;
	nodes.remove(node);
}

/** Whether a file was made here and is not in the tree yet. */
export function isWaiting(node: Node | undefined): boolean {
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
