/** Whether a hand may do all that a change set comes to, what mounts added included: looked at when it is done, before it is committed. */
import { DeskError } from "../base/errors.ts";
import { rawText } from "../base/raw-text.ts";
import type { LogChange } from "../store/index.ts";
import { unpackName } from "../store/index.ts";
import type { Access } from "./access.ts";
import { isWithin, joinPath, parentOf, resolvePath } from "./path.ts";
import type { StoredTree } from "./stored-tree.ts";
import { DIRECTORY, SYMLINK } from "./tree.ts";
import type { WorkingTree } from "./working-tree.ts";

/** @throws DeskError EACCES, which refuses the whole change set */
export function checkAccess(tree: WorkingTree, access: Access): void {
	for (const change of tree.changes) {
		if (change.op === "rename") checkRename(tree, access, change);
		else if (change.op === "create") checkCreation(tree, access, change);
		else mustWrite(tree, access, change.path);
	}
}

/**
 * What moves is taken from one place and put into another, with all that lies below. It must be readable where it was, or moving it
 * would be a way to read it. /trash takes what may be removed.
 */
function checkRename(tree: WorkingTree, access: Access, { node, path, to = path }: LogChange): void {
	const isRemoved = isWithin(to, "/trash") && !isWithin(path, "/trash");
	for (const below of allBelow(tree, node, "")) {
		mustWrite(tree, access, path + below);
		if (isRemoved) continue;
		mustWrite(tree, access, to + below);
		if (!access.reads(path + below, rulesOf(tree, path))) throw refusal(tree, access, path + below);
	}
}

/** A directory may be made on the way to where something may be written, a link only to what may be read: others follow it, too. */
function checkCreation(tree: WorkingTree, access: Access, { path, after, detail }: LogChange): void {
	if (detail?.kind === DIRECTORY && access.writesBelow(path, rulesOf(tree, path))) return;
	mustWrite(tree, access, path);
	if (detail?.kind !== SYMLINK || after == null) return;
	const target = resolvePath(rawText(tree.store.content.readAll(after)), parentOf(path));
	if (!access.reads(target, "posix")) throw refusal(tree, access, target);
}

function mustWrite(tree: StoredTree, access: Access, path: string): void {
	if (!access.writes(path, rulesOf(tree, path))) throw refusal(tree, access, path);
}

function rulesOf(tree: StoredTree, path: string) {
	return tree.mountOf(path).mount.names;
}

/** A node and all below it, each as what stands behind the node's own path. */
function* allBelow(tree: WorkingTree, node: number, at: string): Iterable<string> {
	yield at;
	if (tree.nodes.byId(node)?.kind !== DIRECTORY) return;
	for (const child of tree.nodes.children(node)) yield* allBelow(tree, child.id, joinPath(at, unpackName(child.name)));
}

/** Does not name what is hidden. */
function refusal(tree: StoredTree, access: Access, path: string): DeskError {
	const isSeen = access.reads(path, rulesOf(tree, path));
	return new DeskError(
		"EACCES",
		isSeen ? "this may not be changed here" : "the change would also touch files that may not be changed here",
		{
			...(isSeen ? { at: path } : {}),
			todo: "only the owner can give the permission: `writes` of the agent, or `--writes` of `desk mcp`",
		},
	);
}
