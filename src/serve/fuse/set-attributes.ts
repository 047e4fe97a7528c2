import { now } from "../../base/clock.ts";
import { save } from "./commits.ts";
import type { Mounted } from "./mounted.ts";
import { letGo } from "./names.ts";
import type { Node } from "./nodes.ts";
import { fileOf, type Pending } from "./open-files.ts";
import { type AttributeChanges, Errno } from "./operations.ts";

/**
 * chmod, chown, truncate, utimens. What is said of a file with uncommitted bytes is committed with them.
 * @throws Errno EPERM for another owner, EROFS for what the tree computes
 */
export async function setAttributes(mounted: Mounted, node: Node, changes: AttributeChanges): Promise<void> {
	const { owner } = mounted.options;
	const { uid = owner.uid, gid = owner.gid } = changes;
	if (uid !== owner.uid || gid !== owner.gid) throw new Errno("EPERM");
	if (changes.size !== undefined) await truncate(mounted, node, changes.size, changes.handle !== undefined);
	const pending: Pending = {};
	if (changes.mode !== undefined) pending.mode = changes.mode & 0o7777;
	if (changes.atime !== undefined) pending.atime = changes.atime === "now" ? now() : changes.atime;
	// Truncating has set it already, and its commit may be over.
	if (changes.mtime !== undefined && !(changes.mtime === "now" && changes.size !== undefined))
		pending.mtime = changes.mtime === "now" ? now() : changes.mtime;
	const isOwned = changes.uid !== undefined || changes.gid !== undefined;
	if (Object.keys(pending).length === 0 && !isOwned) return;
	await mounted.inTurn(() => apply(mounted, node, pending));
}

/** Only in turn: a commit that is under way takes nothing more along. */
async function apply(mounted: Mounted, node: Node, pending: Pending): Promise<void> {
	const { file } = node;
	if (file?.isDirty === true) return file.set(pending);
	if (node.isGone) {
		if (file !== undefined) file.stat = { ...file.stat, ...pending, ctime: now() };
		return;
	}
	await mounted.change([{ op: "setattr", path: mounted.nodes.path(node), ...pending, link: true }]);
	mounted.listings.clear();
	if (pending.mtime !== undefined) node.touched = 0;
	if (file?.base !== undefined && node.inode > 0) {
		const stat = mounted.vfs.inodes.stat(node.inode);
		if (stat !== undefined) file.base = { ...file.base, revision: stat.revision };
	}
}

/** By its path, a file is cut at once; through a descriptor, when that is closed. */
async function truncate(mounted: Mounted, node: Node, size: number, isOpen: boolean): Promise<void> {
	const file = await fileOf(mounted, node);
	file.truncate(size);
	if (isOpen && file.handles > 0) return;
	try {
		await save(mounted, file);
	} finally {
		if (file.handles === 0) letGo(mounted, node);
	}
}
