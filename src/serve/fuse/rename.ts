/** rename(2), as the tree and what waits to be in it have it. */
import { now } from "../../base/clock.ts";
import { DeskError } from "../../base/errors.ts";
import type { Change, Stat } from "../../vfs/index.ts";
import {
	asideUnder,
	finishAside,
	finishAsides,
	forgetAside,
	isAside,
	isAsideName,
	putAside,
	succeedAside,
} from "./asides.ts";
import type { Mounted } from "./mounted.ts";
import { hasWaiting, isWaiting, removed } from "./names.ts";
import type { Node } from "./nodes.ts";
import type { OpenFile } from "./open-files.ts";
import { Errno } from "./operations.ts";

/** Flags of `renameat2(2)`. */
const NOREPLACE = 1;
const EXCHANGE = 2;

/** What becomes what. */
interface Renaming {
	from: Node;
	name: string;
	to: Node;
	toName: string;
	/** What is there already. */
	replace: boolean;
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
	try {
		await mounted.inTurn(async () => {
			if ((flags & EXCHANGE) !== 0) await exchange(mounted, from, name, to, toName);
			else await move(mounted, { from, name, to, toName, replace: (flags & NOREPLACE) === 0 });
		});
	} catch (error) {
		// A save through a temporary file: what it would have written is refused here.
		if (error instanceof DeskError && error.kept !== undefined) mounted.options.report(error);
		throw error;
	}
	mounted.listings.clear();
}

async function move(mounted: Mounted, renaming: Renaming): Promise<void> {
	const { from, name, to, toName, replace } = renaming;
	const node = from.children.get(name);
	const there = to.children.get(toName);
	if (isWaiting(there) && !replace) throw new Errno("EEXIST");
	if (hasWaiting(there)) throw new Errno("ENOTEMPTY");
	if (isAside(mounted, there)) await finishAside(mounted, there?.inode ?? 0);
	if (node !== undefined && isWaiting(node)) return await moveWaiting(mounted, node, renaming);
	const stat = await mounted.statIn(from, name).catch(() => undefined);
	if (node !== undefined && isAside(mounted, node)) {
		const aside = mounted.asides.get(node.inode);
		if (aside?.directory === to && aside.name === toName && there === undefined) {
			forgetAside(mounted, node.inode);
			return mounted.nodes.move(node, to, toName);
		}
		await finishAside(mounted, node.inode);
	} else if (stat !== undefined && node !== undefined && stat.kind === "file" && node.inode > 0) {
		const isFree = there === undefined && (await mounted.vfs.find(mounted.pathIn(to, toName), false)) === undefined;
		const mayBePutAside = from === to && isFree && isAsideName(toName) && !isAsideName(name) && !isWritten(node);
		if (mayBePutAside) return putAside(mounted, node, to, toName, stat);
	}
	if (stat?.kind === "directory") await finishAsides(mounted);
	await moveInTree(mounted, renaming);
}

/** Whether somebody may write a file, or has. */
function isWritten({ file }: Node): boolean {
	return file !== undefined && (file.isDirty || file.writers > 0);
}

async function moveInTree(mounted: Mounted, { from, name, to, toName, replace }: Renaming): Promise<void> {
	const { nodes } = mounted;
	const path = mounted.pathIn(from, name);
	const target = mounted.pathIn(to, toName);
	const node = from.children.get(name);
	const there = to.children.get(toName);
	const hidden = asideUnder(mounted, to, toName);
	const isMemory = node !== undefined && node.inode < 0;
	if (isWaiting(there) && (await mounted.vfs.lstat(path)).kind === "directory") throw new Errno("ENOTDIR");
	const operation = node === undefined ? undefined : mounted.begun.get(node.inode);
	// A temporary file takes the place of what was put aside for it; anything else is no save.
	if (hidden !== undefined && !isMemory && operation === undefined) await finishAside(mounted, hidden);
	await mounted.change([{ op: "rename", path, to: target, replace: replace || hidden !== undefined }], true, operation);
	if (isMemory) from.touched = to.touched = now();
	if (hidden !== undefined) await succeedAside(mounted, hidden);
	if (there !== undefined && there !== node) removed(mounted, there);
	if (node === undefined) return;
	nodes.move(node, to, toName);
	await renumber(mounted, node, target);
}

/** A file that is not in the tree yet: where something stored gives way to it, it is that file's next revision. */
async function moveWaiting(mounted: Mounted, node: Node, { from, to, toName, replace }: Renaming): Promise<void> {
	const { vfs, nodes } = mounted;
	const { file } = node;
	if (file === undefined) return;
	const target = mounted.pathIn(to, toName);
	const there = to.children.get(toName);
	const hidden = asideUnder(mounted, to, toName);
	const found = await vfs.find(target, false);
	const stored = isWaiting(there) ? undefined : found;
	if (stored?.kind === "directory") throw new Errno("EISDIR");
	if (stored !== undefined && hidden === undefined && !replace) throw new Errno("EEXIST");
	if (stored !== undefined && stored.inode < 0) vfs.scratch.delete(target);
	const isMemory = await vfs.keepsInMemory(target);
	const isFree = stored === undefined || stored.inode < 0;
	if (isMemory) await keepInMemory(mounted, file, target);
	else if (isFree) await vfs.mayHold(target, "file");
	else await replaceStored(mounted, file, stored, target);
	if (hidden !== undefined) await succeedAside(mounted, hidden);
	if (there !== undefined) removed(mounted, there);
	from.touched = to.touched = now();
	nodes.move(node, to, toName);
	if (!isFree || isMemory) await renumber(mounted, node, target);
}

/** It gets the name of a scratch file before it was ever committed. */
async function keepInMemory(mounted: Mounted, file: OpenFile, target: string): Promise<void> {
	const { scratch, store } = mounted.vfs;
	const { generation, pending } = file;
	const { mode = file.stat.mode, mtime } = pending;
	const staged = file.draft.stage();
	const copy = () => store.content.compose([{ from: staged, start: 0, end: staged.size }]);
	await mounted.change([{ op: "write", path: target, content: copy, mode, mtime }]);
	const kept = scratch.get(target)?.content;
	if (kept === undefined) return file.draft.returned(staged);
	file.base = { content: kept, size: staged.size, revision: 0 };
	file.draft.committed(staged, kept);
	file.saved(generation);
}

async function replaceStored(mounted: Mounted, file: OpenFile, stored: Stat, target: string): Promise<void> {
	const mode = file.pending.mode ?? file.stat.mode;
	if (stored.kind === "symlink") {
		await mounted.change([{ op: "remove", path: target }]);
		return await commitAt(mounted, file, target, { expect: null, mode, inode: file.node.inode });
	}
	await commitAt(mounted, file, target, mode === stored.mode ? {} : { setMode: mode });
}

/** Commit a file that is not in the tree yet to a path. @throws DeskError with its bytes in /sys/rejected when the mount refuses them */
async function commitAt(
	mounted: Mounted,
	file: OpenFile,
	path: string,
	{ setMode, ...how }: { expect?: null; mode?: number; inode?: number; setMode?: number },
): Promise<void> {
	const { generation } = file;
	const { content } = mounted.vfs.store;
	const { mtime, atime, attributes } = { ...file.pending };
	const staged = file.draft.stage();
	const copy = () => content.compose([{ from: staged, start: 0, end: staged.size }]);
	const write: Change = { op: "write", path, mtime, ctime: file.changed, content: copy, ...how };
	const changes: Change[] = [write];
	// Of what is there, the attributes change first: what history shows last is the write.
	if (setMode !== undefined || atime !== undefined || attributes !== undefined)
		changes.splice(how.expect === null ? 1 : 0, 0, { op: "setattr", path, mode: setMode, atime, attributes });
	try {
		await mounted.change(changes);
	} catch (error) {
		file.draft.returned(staged);
		throw error;
	}
	const stat = await mounted.vfs.lstat(path);
	const id = mounted.vfs.inodes.contentOf(stat.inode) as number;
	file.committed(staged, generation, { content: id, size: stat.size, revision: stat.revision }, stat);
}

/** What was renamed may have got another number: a scratch file took the place of a stored one, or the other way round. */
async function renumber(mounted: Mounted, node: Node, path: string): Promise<void> {
	const { vfs, nodes } = mounted;
	const stat = await vfs.find(path, false);
	if (stat === undefined) return;
	const { file } = node;
	if (stat.inode !== node.inode) nodes.renumber(node, stat.inode);
	if (file === undefined || stat.kind !== "file") return;
	const content = stat.inode > 0 ? vfs.inodes.contentOf(stat.inode) : vfs.scratch.get(path)?.content;
	if (content === undefined || file.base === undefined) return;
	const base = { content, size: stat.size, revision: stat.revision };
	if (file.isDirty) file.base = base;
	else file.rebase(base, stat);
}

/** Two names change places: one change set, by way of a third name. */
async function exchange(mounted: Mounted, from: Node, name: string, to: Node, toName: string): Promise<void> {
	const { nodes } = mounted;
	const [node, other] = [from.children.get(name), to.children.get(toName)];
	if (node === undefined || other === undefined) throw new Errno("ENOENT");
	if (isWaiting(node) || isWaiting(other)) throw new Errno("EINVAL");
	await finishAsides(mounted);
	const path = mounted.pathIn(from, name);
	const target = mounted.pathIn(to, toName);
	if (node.inode < 0 || other.inode < 0) {
		await exchangeInMemory(mounted, node, path, other, target);
		from.touched = to.touched = now();
	} else await exchangeStored(mounted, node, path, target);
	nodes.move(other, from, name);
	nodes.move(node, to, toName);
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
