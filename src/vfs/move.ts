/** Moving nodes and taking them away, with all that lies below. */
import { DeskError } from "../base/errors.ts";
import { type Detail, nameBytes, packName, unpackName } from "../store/index.ts";
import type { Mount } from "./mount.ts";
import { joinPath, nameKey, nameOfPath, parentOf, splitExtension, storedName } from "./path.ts";
import { deproject } from "./project.ts";
import { DIRECTORY, KINDS, type Node } from "./tree.ts";
import type { WorkingTree } from "./working-tree.ts";

/**
 * Move a node to a free path, in or out of /trash, and project it where it now is.
 * @param origin where a node in /trash came from; null for any other
 */
export function move(tree: WorkingTree, old: Node, path: string, to: string, origin: string | null): void {
	const source = tree.mountOf(path);
	const target = tree.mountOf(to);
	const parent = tree.directoryOf(to);
	const name = storedName(nameOfPath(to), target.mount.names);
	if (old.parent === parent.id && unpackName(old.name) === name) return;
	tree.checkPlace(to, name, KINDS[old.kind] ?? "file");
	if (old.kind === DIRECTORY && source !== target) respellBelow(tree, old, path, target.mount);
	const node: Node = {
		...old,
		parent: parent.id,
		key: packName(nameKey(name, target.mount.names)),
		name: packName(name),
		origin: origin === null ? null : packName(origin),
		revision: old.revision + 1,
		ctime: tree.at,
	};
	tree.nodes.update(node);
	tree.forgetParent();
	tree.touched.add(old.parent).add(parent.id);
	const detail: Detail | undefined =
		originOf(old) === origin ? undefined : { origin: originOf(old), originAfter: origin };
	tree.record(node, "rename", path, { to, before: old.content, after: old.content, detail });
	if (node.kind !== DIRECTORY) {
		if (source !== target) deproject(tree.store, source.mount, node.id);
		tree.project(node, to, source === target);
	} else if (source !== target) reprojectBelow(tree, node, to, source.mount);
}

/** Give all below a directory names that another mount stores as they are, before it moves there: so the log has each, and undo. */
function respellBelow(tree: WorkingTree, directory: Node, path: string, target: Mount): void {
	for (const child of tree.nodes.children(directory.id)) {
		const name = unpackName(child.name);
		const spelled = storedName(name, target.names);
		const at = joinPath(path, name);
		if (child.kind === DIRECTORY) respellBelow(tree, child, at, target);
		if (spelled === name) continue;
		const to = joinPath(path, spelled);
		if (tree.nodeAt(to) !== undefined) throw differOnlyInCase(at);
		move(tree, child, at, to, originOf(child));
	}
}

/** Every file of a directory that came from another mount must be one that this mount takes. */
function reprojectBelow(tree: WorkingTree, directory: Node, path: string, source: Mount): void {
	const { mount } = tree.mountOf(path);
	for (const child of tree.nodes.children(directory.id)) {
		const name = unpackName(child.name);
		const at = joinPath(path, name);
		tree.checkPlace(at, name, KINDS[child.kind] ?? "file");
		const key = packName(nameKey(name, mount.names));
		const other = tree.nodes.child(directory.id, name, mount.names);
		if (other !== undefined && other.id !== child.id) throw differOnlyInCase(at);
		tree.nodes.update({ ...child, key });
		if (child.kind === DIRECTORY) reprojectBelow(tree, child, at, source);
		else {
			deproject(tree.store, source, child.id);
			tree.project(child, at, false);
		}
	}
}

/** Take a node out of the tree with all below it; the log still has it. */
export function removeForGood(tree: WorkingTree, node: Node, path: string): void {
	tree.forgetParent();
	if (node.kind === DIRECTORY) {
		for (const child of tree.nodes.children(node.id))
			removeForGood(tree, child, joinPath(path, unpackName(child.name)));
	}
	const attributes = [...tree.nodes.attributes(node.id)];
	tree.nodes.delete(node.id);
	tree.touched.add(node.parent);
	deproject(tree.store, tree.mountOf(path).mount, node.id);
	const detail: Detail = { kind: node.kind, mode: node.mode, mtime: node.mtime, birth: node.birth };
	if (node.origin !== null) detail.origin = originOf(node);
	if (node.atime !== null) detail.atime = node.atime;
	if (attributes.length > 0)
		detail.attributes = Object.fromEntries(attributes.map(([name, value]) => [name, [value.toString("base64"), null]]));
	tree.record({ ...node, revision: node.revision + 1 }, "remove", path, { before: node.content, detail });
}

/** A path in /trash that nothing has, for what was called `name`. */
export function freeTrashPath(tree: WorkingTree, name: string): string {
	const trash = tree.nodeAt("/trash") ?? tree.makeMountRoot("trash");
	for (let copy = 1; ; copy++) {
		const candidate = copy === 1 ? name : numbered(name, copy);
		if (tree.nodes.child(trash.id, candidate, "posix") === undefined) return joinPath("/trash", candidate);
		// After a few, jump: deleting the same name thousands of times must not cost a search through all of them.
		if (copy > 8) copy = Math.floor(Math.random() * 1e9);
	}
}

/** `a (2).md`, its stem cut where the name would be longer than /trash can hold (255 bytes). */
function numbered(name: string, copy: number): string {
	const [stem, extension] = splitExtension(name);
	const hasExtension = extension.length < 100;
	const tail = ` (${copy})${hasExtension ? extension : ""}`;
	const points = [...(hasExtension ? stem : name)];
	while (nameBytes(points.join("") + tail).length > 255) points.pop();
	return points.join("") + tail;
}

/** Whether a node is a directory on the way to `path`, under whatever spelling: /notes/Work and /notes/work are one. */
export function isAbove(tree: WorkingTree, node: Node, path: string): boolean {
	if (node.kind !== DIRECTORY) return false;
	for (let at = parentOf(path); at !== "/"; at = parentOf(at)) if (tree.nodeAt(at)?.id === node.id) return true;
	return false;
}

/** Where a node in /trash was deleted from; null for any other. */
export function originOf(node: Node): string | null {
	return node.origin === null ? null : unpackName(node.origin);
}

function differOnlyInCase(at: string): DeskError {
	return new DeskError("EEXIST", "two names differ only in case or accents' encoding", {
		at,
		todo: "rename one of them first",
	});
}
