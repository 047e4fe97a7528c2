/** The six things that a change set is made of, each as it stands: what it entails was planned before. */
import { DeskError } from "../base/errors.ts";
import { rawBytes } from "../base/raw-text.ts";
import type { Detail } from "../store/index.ts";
import type { Change } from "./mount.ts";
import { freeTrashPath, isAbove, move, originOf, removeForGood } from "./move.ts";
import { isWithin, nameOfPath, parentOf, storedName } from "./path.ts";
import { existsAlready, isDirectory, notDirectory } from "./refusals.ts";
import { DIRECTORY, FILE, type Node, SYMLINK } from "./tree.ts";
import type { WorkingTree } from "./working-tree.ts";

type Asked<Op extends Change["op"]> = Extract<Change, { op: Op }>;

const PRIMITIVES: { [Op in Change["op"]]: (tree: WorkingTree, change: Asked<Op>) => void } = {
	write,
	mkdir,
	symlink,
	remove,
	rename,
	setattr,
};

/** Do one change as it stands, without asking the mount what it entails (undo replays what was planned before). */
export function applyChange(tree: WorkingTree, change: Change): void {
	// The table covers every op; TypeScript cannot follow that `op` picks the matching function.
	(PRIMITIVES[change.op] as (tree: WorkingTree, change: Change) => void)(tree, change);
}

function write(tree: WorkingTree, { path, content, expect, mtime, mode, inode, ctime }: Asked<"write">): void {
	const { mount } = tree.mountOf(path);
	if (parentOf(path) === "/") throw isDirectory(path);
	const parent = tree.directoryOf(path);
	const name = storedName(nameOfPath(path), mount.names);
	const old = tree.nodes.child(parent.id, name, mount.names);
	if (old?.kind === DIRECTORY) throw isDirectory(path);
	tree.expect(path, old, expect);
	if (old === undefined) tree.checkPlace(path, name, "file");
	const staged = tree.resolve(content, old);
	const id = tree.store.content.commit(staged);
	if (old !== undefined && old.content === id && (mtime === undefined || mtime === old.mtime)) return;
	const node: Node =
		old === undefined
			? tree.newNode(parent, name, FILE, mode ?? 0o644, path, inode)
			: { ...old, revision: old.revision + 1 };
	Object.assign(node, { content: id, size: staged.size, mtime: mtime ?? tree.at, ctime: ctime ?? tree.at });
	if (old === undefined) tree.nodes.insert(node);
	else tree.nodes.update(node);
	const detail: Detail =
		old === undefined ? { kind: FILE, mode: node.mode, mtime: node.mtime } : { mtime: [old.mtime, node.mtime] };
	tree.record(node, old === undefined ? "create" : "write", path, { before: old?.content, after: id, detail });
	if (old === undefined || old.content !== id) tree.project(node, path, old !== undefined, staged);
}

function mkdir(tree: WorkingTree, { path, parents, mode }: Asked<"mkdir">): void {
	if (parents === true && parentOf(path) !== "/" && tree.nodeAt(parentOf(path)) === undefined)
		mkdir(tree, { op: "mkdir", path: parentOf(path), parents });
	const { mount } = tree.mountOf(path);
	const existing = tree.nodeAt(path);
	// A mount's own directory is always there, though it is stored only with the first thing in it.
	if (existing !== undefined || parentOf(path) === "/") {
		if (parents === true && (existing === undefined || existing.kind === DIRECTORY)) return;
		throw existsAlready(path);
	}
	const parent = tree.directoryOf(path);
	const name = storedName(nameOfPath(path), mount.names);
	tree.checkPlace(path, name, "directory");
	const node = tree.newNode(parent, name, DIRECTORY, mode ?? 0o755, path);
	tree.nodes.insert(node);
	tree.record(node, "create", path, { detail: { kind: DIRECTORY, mode: node.mode, mtime: node.mtime } });
}

function symlink(tree: WorkingTree, { path, target, replace }: Asked<"symlink">): void {
	if (parentOf(path) === "/") throw existsAlready(path);
	if (target === "") throw new DeskError("ENOENT", "a link needs a target", { at: path, todo: "name a path" });
	const parent = tree.directoryOf(path);
	const { mount } = tree.mountOf(path);
	const name = storedName(nameOfPath(path), mount.names);
	tree.checkPlace(path, name, "symlink");
	const old = tree.nodes.child(parent.id, name, mount.names);
	if (old !== undefined) {
		if (old.kind === DIRECTORY || replace !== true) throw existsAlready(path);
		removeForGood(tree, old, path);
	}
	const staged = tree.stage(rawBytes(target));
	const id = tree.store.content.commit(staged);
	const node: Node = {
		...tree.newNode(parent, name, SYMLINK, 0o777, path),
		content: id,
		size: staged.size,
	};
	tree.nodes.insert(node);
	const detail: Detail = { kind: SYMLINK, mode: node.mode, mtime: node.mtime };
	tree.record(node, "create", path, { after: id, detail });
}

function remove(tree: WorkingTree, { path, recursive, expect }: Asked<"remove">): void {
	if (parentOf(path) === "/")
		throw new DeskError("EACCES", "a mount cannot be removed", { at: path, todo: "remove what is in it" });
	const node = tree.existing(path);
	tree.expect(path, node, expect);
	const full = node.kind === DIRECTORY && tree.nodes.hasChildren(node.id);
	if (full && recursive !== true)
		throw new DeskError("ENOTEMPTY", "the directory is not empty", {
			at: path,
			todo: "use `desk rm -r` to remove it with all that is in it",
		});
	// An empty directory holds nothing that /trash would have to keep.
	if (isWithin(path, "/trash") || (node.kind === DIRECTORY && !full)) removeForGood(tree, node, path);
	else move(tree, node, path, freeTrashPath(tree, nameOfPath(path)), path);
}

function rename(tree: WorkingTree, { path, to, replace, expect }: Asked<"rename">): void {
	if (parentOf(path) === "/")
		throw new DeskError("EACCES", "a mount cannot be renamed", { at: path, todo: "move what is in it" });
	const node = tree.existing(path);
	tree.expect(path, node, expect);
	if (parentOf(to) === "/")
		throw replace === true
			? new DeskError("EACCES", "a mount cannot be replaced", { at: to, todo: "name a file in it" })
			: existsAlready(to);
	if (isAbove(tree, node, to))
		throw new DeskError("EINVAL", "a directory cannot be moved into itself", {
			at: path,
			todo: "choose a place outside it",
		});
	const target = tree.nodeAt(to);
	if (target !== undefined && target.id !== node.id) {
		if (replace !== true) throw existsAlready(to);
		if (target.kind === DIRECTORY && node.kind !== DIRECTORY) throw isDirectory(to);
		if (target.kind !== DIRECTORY && node.kind === DIRECTORY) throw notDirectory(to);
		if (tree.nodes.hasChildren(target.id))
			throw new DeskError("ENOTEMPTY", "the directory is not empty", { at: to, todo: "empty it first" });
		removeForGood(tree, target, tree.pathOf(target.id) ?? to);
		// The file at this path goes on counting where the replaced one stopped.
		node.revision = Math.max(node.revision, target.revision);
	}
	const wasInTrash = isWithin(path, "/trash");
	move(tree, node, path, to, !isWithin(to, "/trash") ? null : wasInTrash ? originOf(node) : path);
}

/** A request that changes nothing is a change of the node all the same (POSIX: its ctime), but none that the log tells. */
function setattr(tree: WorkingTree, { path, mode, mtime, atime, ctime, attributes = {} }: Asked<"setattr">): void {
	const isMount = parentOf(path) === "/";
	const old = isMount ? (tree.nodeAt(path) ?? tree.makeMountRoot(nameOfPath(path))) : tree.existing(path);
	const node: Node = { ...old, mode: mode ?? old.mode, mtime: mtime ?? old.mtime, ctime: ctime ?? tree.at };
	if (atime !== undefined) node.atime = atime;
	const detail: Detail = {};
	if (node.mode !== old.mode) detail.mode = [old.mode, node.mode];
	if (node.mtime !== old.mtime) detail.mtime = [old.mtime, node.mtime];
	if (node.atime !== old.atime) detail.atime = [old.atime, node.atime];
	const changed = setAttributes(tree, node.id, attributes);
	if (changed !== undefined) detail.attributes = changed;
	const isChanged = Object.keys(detail).length > 0;
	if (isChanged) node.revision++;
	tree.nodes.update(node);
	if (isChanged) tree.record(node, "setattr", path, { before: old.content, after: old.content, detail });
}

/** @returns what is not as it was, for the log */
function setAttributes(
	tree: WorkingTree,
	node: number,
	attributes: Readonly<Record<string, Uint8Array | null>>,
): Detail["attributes"] {
	const names = Object.keys(attributes);
	if (names.length === 0) return undefined;
	const had = tree.nodes.attributes(node);
	const changed: NonNullable<Detail["attributes"]> = {};
	for (const name of names) {
		const value = attributes[name] ?? null;
		const [before, after] = [base64(had.get(name)), base64(value)];
		if (before === after) continue;
		changed[name] = [before, after];
		tree.nodes.setAttribute(node, name, value);
	}
	return Object.keys(changed).length === 0 ? undefined : changed;
}

function base64(value: Uint8Array | null | undefined): string | null {
	return value == null ? null : Buffer.from(value).toString("base64");
}
