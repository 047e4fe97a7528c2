/** What mail an account has already: the same message is not brought in again. */
import { isWithin, namesOf, type TreeReader } from "../../../src/vfs/index.ts";
import { idInName, pathsOf } from "../locations.ts";
import { rootOf } from "../places.ts";
import { idNumber } from "./reader-protocol.ts";

/** Folders below a node, the node itself too. */
const FOLDERS =
	"WITH RECURSIVE folder (id) AS (SELECT ? UNION ALL SELECT node.id FROM node JOIN folder ON node.parent = folder.id WHERE kind = 0)";

/**
 * Ids of all messages of a root and of those deleted from it, as numbers in order, each as often as it is there. Of what lies in /trash the
 * name tells the id: what was renamed there is found by `copiesOf` when its turn comes.
 */
export function knownIds(tree: TreeReader, root: string): Float64Array {
	const ids: number[] = [];
	for (const { id } of messagesIn(tree, root)) if (id !== "") ids.push(idNumber(id));
	for (const path of deletedFrom(tree, root)) {
		const id = idInName(path);
		if (id !== undefined) ids.push(idNumber(id));
	}
	return Float64Array.from(ids).sort();
}

function messagesIn(tree: TreeReader, root: string): { id: string }[] {
	const top = tree.stat(root)?.inode;
	if (top === undefined) return [];
	const others =
		root === "/mail"
			? tree.children(root).filter(({ name, kind }) => kind === "directory" && name.startsWith("@"))
			: [];
	const count = `${FOLDERS} SELECT mail.id FROM mail WHERE parent IN folder`;
	const all = tree.all<{ id: string }>(count, top);
	if (others.length === 0) return all;
	const rest = new Map<string, number>();
	for (const { inode } of others)
		for (const { id } of tree.all<{ id: string }>(count, inode)) rest.set(id, (rest.get(id) ?? 0) + 1);
	return all.filter(({ id }) => {
		const more = rest.get(id) ?? 0;
		rest.set(id, more - 1);
		return more <= 0;
	});
}

/** Paths in /trash of messages that were deleted from a root. */
function* deletedFrom(tree: TreeReader, root: string): Generator<string> {
	for (const top of tree.children("/trash")) {
		if (!isIn(top.origin, root)) continue;
		if (top.kind === "file") yield top.path;
		else for (const { path } of tree.walk(top.path)) yield path;
	}
}

function isIn(path: string | undefined, root: string): boolean {
	return path !== undefined && isWithin(path, "/mail") && rootOf(path) === root;
}

/** How many messages with this source there are in a root, and in /trash of what was deleted from it. @param hash of the source's content */
export function copiesOf(tree: TreeReader, hash: Uint8Array, root: string): number {
	const source = tree.get<{ id: number }>("SELECT id FROM content WHERE hash = ?", hash)?.id;
	if (source === undefined) return 0;
	const pathOf = pathsOf(tree);
	return tree
		.all<{ parent: number; name: string }>(
			"SELECT node.parent, node.name FROM content JOIN node ON node.content = content.id WHERE content.source = ?",
			source,
		)
		.filter(({ parent, name }) => {
			const path = pathOf(parent, typeof name === "string" ? name : "");
			const [mount, top] = namesOf(path);
			return isIn(mount === "trash" ? tree.stat(`/trash/${top}`)?.origin : path, root);
		}).length;
}
