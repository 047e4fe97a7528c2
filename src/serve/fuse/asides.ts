/**
 * Files that programs put aside before they write them anew: `a.md` is renamed to `a.md~`, and another `a.md` takes its place. In the tree
 * it stays where it is for a moment: if its name is written again, that is its next revision, and what was put aside a copy of the last.
 */
import { isScratch, type Stat } from "../../vfs/index.ts";
import { defer } from "./deferred.ts";
import type { Mounted } from "./mounted.ts";
import type { Node } from "./nodes.ts";
import { OpenFile } from "./open-files.ts";
import { Errno } from "./operations.ts";

/** How long the tree waits for a file's successor (ms). */
const PATIENCE = 3000;

export interface Aside {
	/** Shown under the name that it was put aside to. */
	readonly node: Node;
	/** Where the tree still has it. */
	readonly directory: Node;
	readonly name: string;
	readonly content: number;
	readonly stat: Stat;
	readonly timer: NodeJS.Timeout;
}

/** Whether a rename to this name puts a file aside: names that only backups have (JetBrains' is stored, the others are in memory). Any other is a rename at once. */
export function isAsideName(name: string): boolean {
	return isScratch(name) || name.endsWith("___jb_old___");
}

/** Show a stored file under another name, and no longer under its own. @throws Errno ENOENT when others have removed it */
export function putAside(mounted: Mounted, node: Node, to: Node, toName: string, stat: Stat): void {
	const { parent: directory, name, inode } = node;
	const content = mounted.vfs.inodes.contentOf(inode);
	if (directory === undefined || content === undefined) throw new Errno("ENOENT");
	mounted.nodes.move(node, to, toName);
	const timer = setTimeout(() => {
		mounted.inTurn(() => finishAside(mounted, inode)).catch((error) => mounted.unsaved(error));
	}, PATIENCE);
	timer.unref();
	mounted.asides.set(inode, { node, directory, name, content, stat, timer });
}

/** The file that is hidden under a name. */
export function asideUnder({ asides }: Mounted, directory: Node, name: string): number | undefined {
	for (const [inode, aside] of asides) if (aside.directory === directory && aside.name === name) return inode;
	return undefined;
}

/** Whether a node is shown elsewhere than the tree has it. */
export function isAside({ asides }: Mounted, node: Node | undefined): boolean {
	return node !== undefined && asides.get(node.inode)?.node === node;
}

/** Forget that a file was put aside: it is back, or gone. */
export function forgetAside(mounted: Mounted, inode: number): Aside | undefined {
	const aside = mounted.asides.get(inode);
	if (aside !== undefined) clearTimeout(aside.timer);
	mounted.asides.delete(inode);
	return aside;
}

/** Nothing took the file's place: it is renamed in the tree, too. Only in turn. */
export async function finishAside(mounted: Mounted, inode: number): Promise<void> {
	const aside = mounted.asides.get(inode);
	if (aside === undefined) return;
	const { node, directory, name } = aside;
	let stat: Stat | undefined;
	try {
		const path = mounted.pathIn(directory, name);
		const to = mounted.nodes.path(node);
		await mounted.change([{ op: "rename", path, to, replace: true }]);
		stat = await mounted.vfs.find(to, false);
	} finally {
		// Till now it is found under its new name only.
		forgetAside(mounted, inode);
		mounted.listings.clear();
	}
	if (stat !== undefined && stat.inode !== node.inode) mounted.nodes.renumber(node, stat.inode);
}

/** All of them, as their directories change; what cannot be renamed stays where the tree has it. Only in turn. */
export async function finishAsides(mounted: Mounted): Promise<void> {
	for (const inode of [...mounted.asides.keys()])
		await finishAside(mounted, inode).catch((error) => mounted.unsaved(error));
}

/** The file has a new revision under its name: what was put aside is a copy of the one before. */
export async function succeedAside(mounted: Mounted, inode: number): Promise<void> {
	const aside = mounted.asides.get(inode);
	if (aside === undefined) return;
	const { node, content, stat } = aside;
	const { vfs, nodes } = mounted;
	const path = nodes.path(node);
	const { mode, mtime, ctime, size } = stat;
	const base = { content, size, revision: 0 };
	const isMemory = await vfs.keepsInMemory(path);
	const number = isMemory ? 0 : await mounted.newInode();
	forgetAside(mounted, inode);
	if (isMemory) {
		vfs.scratch.set(path, { kind: "file", content, mode, mtime, ctime });
		const kept = vfs.scratch.stat(path) as Stat;
		nodes.renumber(node, kept.inode);
		node.file?.rebase(base, kept);
		return;
	}
	nodes.renumber(node, number);
	const made: Stat = { ...stat, inode: number, name: node.name };
	// Who has it open reads on.
	node.file ??= new OpenFile(mounted, node, made, undefined);
	node.file.becomeCopy(base, made);
	defer(mounted, node.file);
}
