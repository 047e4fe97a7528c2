/** Changes that are about nodes in memory (`scratch.ts`), taken out of what is put to the store. */
import { now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import type { Change } from "./mount.ts";
import { isScratch, isTemporary, nameOfPath, parentOf } from "./path.ts";
import { existsAlready, isDirectory, notDirectory } from "./refusals.ts";
import type { MemoryNode, Scratch } from "./scratch.ts";
import type { Vfs } from "./vfs.ts";

/** What is left of requested changes for the store, and what happens in memory when that is done. */
export interface Diverted {
	kept: Change[];
	/** Whether any change was about memory. */
	handled: boolean;
	/** To be run once `kept` is committed. */
	done(): void;
}

type Asked<Op extends Change["op"]> = Extract<Change, { op: Op }>;

interface Parted {
	kept?: Change[];
	done?: () => void;
}

/** Part the changes that are about scratch files, which never reach the store, from the others. */
export async function divertScratch(vfs: Vfs, scratch: Scratch, changes: readonly Change[]): Promise<Diverted> {
	const kept: Change[] = [];
	const effects: (() => void)[] = [];
	let handled = false;
	for (const change of changes) {
		const parted = await divert(vfs, scratch, change);
		handled ||= parted !== undefined;
		kept.push(...(parted === undefined ? [change] : (parted.kept ?? [])));
		if (parted?.done !== undefined) effects.push(parted.done);
	}
	return {
		kept,
		handled,
		done() {
			for (const effect of effects) effect();
		},
	};
}

/** Undefined when a change is not about memory. */
async function divert(vfs: Vfs, scratch: Scratch, change: Change): Promise<Parted | undefined> {
	switch (change.op) {
		case "write":
			return await write(vfs, scratch, change);
		case "symlink":
			return await symlink(vfs, scratch, change);
		case "remove":
			return remove(scratch, change);
		case "rename":
			return await rename(vfs, scratch, change);
		case "setattr":
			return setattr(scratch, change);
		default:
			if (scratch.get(change.path) !== undefined) throw existsAlready(change.path);
			return undefined;
	}
}

/** Whether what would be made at a path is kept in memory. */
export async function isMemoryName(vfs: Vfs, scratch: Scratch, path: string): Promise<boolean> {
	const name = nameOfPath(path);
	if (isScratch(name)) return true;
	if (!scratch.takesTemporary || !isTemporary(name) || parentOf(path) === "/") return false;
	try {
		await vfs.mayHold(path, "file");
		return false;
	} catch (error) {
		if (error instanceof DeskError && error.code === "EACCES") return true;
		throw error;
	}
}

async function mustHaveParent(vfs: Vfs, path: string): Promise<void> {
	if ((await vfs.stat(parentOf(path))).kind !== "directory") throw notDirectory(parentOf(path));
}

async function write(vfs: Vfs, scratch: Scratch, change: Asked<"write">): Promise<Parted | undefined> {
	const { path, mode, mtime } = change;
	const old = scratch.get(path);
	if (old === undefined && !(await isMemoryName(vfs, scratch, path))) return undefined;
	if (old === undefined && (await vfs.find(path)) !== undefined) return undefined;
	await mustHaveParent(vfs, path);
	scratch.mayTake(path);
	const { content } = vfs.store;
	const given = typeof change.content === "function" ? change.content(old?.content) : change.content;
	// What was prepared is dropped with the change.
	const kept = content.compose([{ from: given, start: 0, end: given.size }]);
	if (given !== change.content) content.unstage(given);
	return {
		done: () => {
			if (typeof old?.content === "object") content.unstage(old.content);
			const at = now();
			scratch.set(path, {
				mode: 0o644,
				...old,
				...defined({ mode }),
				kind: "file",
				content: kept,
				mtime: mtime ?? at,
				ctime: at,
			});
		},
	};
}

async function symlink(vfs: Vfs, scratch: Scratch, { path, target }: Asked<"symlink">): Promise<Parted | undefined> {
	if (scratch.get(path) !== undefined) throw existsAlready(path);
	if (!scratch.isKept || !(await isMemoryName(vfs, scratch, path))) return undefined;
	if ((await vfs.find(path, false)) !== undefined) throw existsAlready(path);
	await mustHaveParent(vfs, path);
	const at = now();
	return { done: () => scratch.set(path, { kind: "symlink", target, mode: 0o777, mtime: at, ctime: at }) };
}

function remove(scratch: Scratch, change: Asked<"remove">): Parted | undefined {
	const below = scratch.below(change.path);
	if (below.length === 0) return undefined;
	if (scratch.get(change.path) !== undefined) return { done: () => scratch.delete(change.path) };
	if (change.recursive !== true) throw notEmpty(change.path);
	const done = () => {
		for (const path of below) scratch.delete(path);
	};
	return { kept: [change], done };
}

async function rename(vfs: Vfs, scratch: Scratch, change: Asked<"rename">): Promise<Parted | undefined> {
	const { path, to } = change;
	const node = scratch.get(path);
	const target = scratch.get(to);
	const isToMemory = isSpecial(node) || target !== undefined || (await isMemoryName(vfs, scratch, to));
	const below = scratch.below(path);
	if (node === undefined && !isToMemory) {
		if (scratch.below(to).length > 0) throw notEmpty(to);
		return below.length === 0 ? undefined : { kept: [change], done: () => scratch.move(path, to) };
	}
	if (target !== undefined && change.replace !== true) throw existsAlready(to);
	if (node === undefined) return await renameStored(vfs, scratch, change);
	const there = target ?? (await vfs.find(to, false));
	if (there !== undefined && change.replace !== true) throw existsAlready(to);
	if (there?.kind === "directory") throw isDirectory(to);
	if (isToMemory) {
		if (!isSpecial(node)) scratch.mayTake(to);
		await mustHaveParent(vfs, to);
		return {
			kept: there === undefined || target !== undefined ? [] : [{ op: "remove", path: to }],
			done: () => scratch.move(path, to),
		};
	}
	return { kept: [arriving(vfs, node, change)], done: () => scratch.delete(path) };
}

/** A scratch file that gets a name of the store: what is there has one more revision. */
function arriving(vfs: Vfs, node: MemoryNode, { to, replace }: Asked<"rename">): Change {
	const { content } = vfs.store;
	if (node.target !== undefined) return { op: "symlink", path: to, target: node.target, replace };
	return {
		op: "write",
		path: to,
		content: () =>
			node.content === undefined
				? content.stageBytes(Buffer.of())
				: content.compose([{ from: node.content, start: 0, end: content.sizeOf(node.content) }]),
		expect: replace === true ? undefined : null,
		mode: node.mode,
		mtime: node.mtime,
	};
}

/** Something stored gets the name of a scratch file, or takes the place of what is in memory. */
async function renameStored(vfs: Vfs, scratch: Scratch, change: Asked<"rename">): Promise<Parted | undefined> {
	const { path, to } = change;
	const stat = await vfs.lstat(path);
	if (stat.kind === "directory") {
		if (scratch.get(to) !== undefined) throw notDirectory(to);
		const below = scratch.below(path);
		return below.length === 0 ? undefined : { kept: [change], done: () => scratch.move(path, to) };
	}
	// A name that the mount takes: the node itself moves, and what was in memory is gone.
	if (!(await isMemoryName(vfs, scratch, to))) return { kept: [change], done: () => scratch.delete(to) };
	scratch.mayTake(to);
	await mustHaveParent(vfs, to);
	const { mode, mtime, target } = stat;
	const content = target === undefined ? vfs.store.content.stageBytes(await vfs.readAll(path)) : undefined;
	const node: MemoryNode = { kind: stat.kind, mode, mtime, ctime: now(), ...defined({ content, target }) };
	return { kept: [{ op: "remove", path }], done: () => scratch.set(to, node) };
}

function setattr(scratch: Scratch, { path, mode, mtime, atime }: Asked<"setattr">): Parted | undefined {
	const node = scratch.get(path);
	if (node === undefined) return undefined;
	return {
		done: () => scratch.set(path, { ...node, ...defined({ mode, mtime, atime: atime ?? undefined }), ctime: now() }),
	};
}

function isSpecial(node: MemoryNode | undefined): boolean {
	return node?.special !== undefined;
}

function notEmpty(path: string): DeskError {
	return new DeskError("ENOTEMPTY", "the directory is not empty", { at: path, todo: "empty it first" });
}

/** An object without the fields that are undefined. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
