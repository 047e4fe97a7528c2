/** What undo does to single nodes, beside the primitives: each brings one back to what the log says it was. */
import { DeskError } from "../base/errors.ts";
import { type Detail, type LogChange, packName } from "../store/index.ts";
import { move, originOf, removeForGood } from "./move.ts";
import { nameKey, nameOfPath } from "./path.ts";
import { DIRECTORY, FILE, type Node } from "./tree.ts";
import type { WorkingTree } from "./working-tree.ts";

/** Put back a node that a `remove` took away, under its old inode. @throws DeskError ECONFLICT when `gc` removed its bytes */
export function revive(tree: WorkingTree, change: LogChange): void {
	const { mount } = tree.mountOf(change.path);
	const parent = tree.directoryOf(change.path);
	const name = nameOfPath(change.path);
	const detail = change.detail ?? {};
	mustHave(tree, change.before, change.path);
	const node: Node = {
		...tree.newNode(parent, name, detail.kind ?? FILE, numberOf(detail.mode, 0o644), change.path, change.node),
		key: packName(nameKey(name, mount.names)),
		content: change.before ?? null,
		size: typeof change.before === "number" ? tree.store.content.sizeOf(change.before) : 0,
		mtime: numberOf(detail.mtime, tree.at),
		birth: detail.birth ?? tree.at,
		origin: detail.origin == null ? null : packName(detail.origin),
		atime: typeof detail.atime === "number" ? detail.atime : null,
	};
	tree.nodes.insert(node);
	for (const [name, value] of Object.entries(attributesBefore(detail) ?? {}))
		tree.nodes.setAttribute(node.id, name, value);
	tree.record(node, "create", change.path, {
		after: node.content,
		detail: { kind: node.kind, mode: node.mode, mtime: node.mtime },
	});
	if (node.kind !== DIRECTORY) tree.project(node, change.path, false);
}

/** Take a created node away again, without /trash: the log brings it back. */
export function discard(tree: WorkingTree, path: string): void {
	removeForGood(tree, tree.existing(path), path);
}

/** Give a file content that the store holds already. @throws DeskError ECONFLICT when `gc` removed its bytes */
export function setContent(tree: WorkingTree, path: string, content: number, mtime: number | undefined): void {
	const old = tree.existing(path);
	mustHave(tree, content, path);
	const node: Node = {
		...old,
		content,
		size: tree.store.content.sizeOf(content),
		mtime: mtime ?? tree.at,
		ctime: tree.at,
		revision: old.revision + 1,
	};
	tree.nodes.update(node);
	tree.record(node, "write", path, {
		before: old.content,
		after: content,
		detail: { mtime: [old.mtime, node.mtime] },
	});
	tree.project(node, path, true);
}

/** Move without replacing; `origin` is where a node in /trash came from, undefined to keep what is known. */
export function moveBack(tree: WorkingTree, path: string, to: string, origin: string | null | undefined): void {
	const node = tree.existing(path);
	move(tree, node, path, to, origin === undefined ? originOf(node) : origin);
}

/** The extended attributes that a change took away or wrote over. */
export function attributesBefore(detail: Detail): Record<string, Buffer | null> | undefined {
	if (detail.attributes === undefined) return undefined;
	const entries = Object.entries(detail.attributes);
	return Object.fromEntries(
		entries.map(([name, [before]]) => [name, before === null ? null : Buffer.from(before, "base64")]),
	);
}

function mustHave(tree: WorkingTree, content: number | null | undefined, path: string): void {
	if (content == null || tree.store.content.has(content)) return;
	throw new DeskError("ECONFLICT", "`desk gc` has removed what it held", {
		at: path,
		todo: `see \`desk history ${path}\` for the revisions that are kept`,
	});
}

function numberOf(value: number | [number, number] | undefined, fallback: number): number {
	return typeof value === "number" ? value : (value?.[1] ?? fallback);
}
