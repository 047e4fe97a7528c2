/** Making what was written part of the tree: at close(2), fsync(2), or when the last program lets go of the file. */
import { DeskError } from "../../base/errors.ts";
import type { Staged } from "../../store/index.ts";
import { type Change, conflictPath, isTemporary, isWithin, parentOf, type Stat } from "../../vfs/index.ts";
import { succeedAside } from "./asides.ts";
import type { Mounted } from "./mounted.ts";
import type { OpenFile } from "./open-files.ts";

/** How often a file that others keep changing is tried. */
const TRIES = 5;

/** Where a file is committed to. */
interface Place {
	path: string;
	/** The revision that is there now; null for none. */
	expect: number | null;
	/** It was given another name, as somebody else has changed it meanwhile. */
	isConflict: boolean;
	/** What was put aside for it. */
	succeeds?: Stat;
}

/**
 * Commit a file's bytes, if there are new ones. @throws DeskError what the mount refuses: its bytes are under /sys/rejected, and the file is
 * as it was; anything else leaves them to be tried again.
 */
export async function save(mounted: Mounted, file: OpenFile): Promise<void> {
	const saving = file.saving.then(async () => {
		if (file.isDirty && !file.node.isGone) await mounted.inTurn(() => commit(mounted, file));
	});
	file.saving = saving.catch(() => undefined);
	await saving;
}

async function commit(mounted: Mounted, file: OpenFile): Promise<void> {
	if (!file.isDirty || file.node.isGone) return;
	const { generation } = file;
	const staged = file.draft.stage();
	try {
		for (let tries = 1; ; tries++) {
			const place = await placeOf(mounted, file);
			try {
				return await put(mounted, file, place, staged, generation, false);
			} catch (error) {
				if (!(error instanceof DeskError)) throw error;
				const isOvertaken = error.code === "ESTALE" || error.code === "EEXIST" || error.code === "ENOENT";
				if (isOvertaken && tries < TRIES) continue;
				// Once more, so that what is refused is kept.
				await put(mounted, file, place, staged, generation, true);
				return;
			}
		}
	} catch (error) {
		file.draft.returned(staged);
		if (error instanceof DeskError) await refused(mounted, file, generation, error);
		throw error;
	}
}

/** Where a file lies now, wherever others have moved it; where it was, if they have removed it. */
async function placeOf(mounted: Mounted, { node, base }: OpenFile): Promise<Place> {
	const { vfs, nodes } = mounted;
	const known = nodes.path(node);
	if (node.inode < 0) return { path: known, expect: base?.revision ?? null, isConflict: false };
	const path = base === undefined ? undefined : vfs.inodes.path(node.inode);
	const isRemoved = path !== undefined && isWithin(path, "/trash") && !isWithin(known, "/trash");
	const at = path === undefined || isRemoved ? known : path;
	const current = await vfs.find(at, false);
	if (current === undefined) return { path: at, expect: null, isConflict: false };
	// Its name was freed for it: it is the next revision of what lay there.
	if (base === undefined && mounted.asides.has(current.inode))
		return { path: at, expect: current.revision, isConflict: false, succeeds: current };
	// Renames and new attributes count as revisions, too; only other bytes are a conflict.
	const isOurs = current.inode === node.inode && vfs.inodes.contentOf(node.inode) === base?.content;
	if (isOurs) return { path: at, expect: current.revision, isConflict: false };
	return { path: await conflictPath(vfs, at), expect: null, isConflict: true };
}

async function put(
	mounted: Mounted,
	file: OpenFile,
	{ path, expect, isConflict, succeeds }: Place,
	staged: Staged,
	generation: number,
	keepRejected: boolean,
): Promise<void> {
	const { vfs } = mounted;
	const { node, pending } = file;
	const { content } = vfs.store;
	const { mode, mtime, atime, attributes } = { ...pending };
	const isMemory = node.inode < 0;
	const isMade = expect === null && !isMemory;
	const changes: Change[] = [];
	if (isMade && (await vfs.find(parentOf(path))) === undefined)
		changes.push({ op: "mkdir", path: parentOf(path), parents: true });
	changes.push({
		op: "write",
		path,
		// A copy for each try: what was prepared goes with a change that fails.
		content: () => content.compose([{ from: staged, start: 0, end: staged.size }]),
		...(isMemory ? {} : { expect }),
		mtime,
		ctime: file.changed,
		mode: isMade ? (mode ?? file.stat.mode) : undefined,
		// Of a file that was removed, the number is the removed one's.
		inode: isMade && file.isNew && !isConflict ? node.inode : undefined,
	});
	const wanted = succeeds === undefined ? mode : (mode ?? file.stat.mode);
	const changedMode = isMade || wanted === succeeds?.mode ? undefined : wanted;
	if (changedMode !== undefined || atime !== undefined || attributes !== undefined)
		changes.push({ op: "setattr", path, mode: changedMode, atime, attributes, ctime: file.changed });
	const { set } = await mounted.change(changes, keepRejected);
	if (set !== undefined && isMade && isTemporary(node.name)) begin(mounted, node.inode, set.operation);
	if (isMemory) return settleInMemory(mounted, file, path, staged, generation);
	const stat = await vfs.lstat(path);
	if (succeeds !== undefined) {
		await succeedAside(mounted, succeeds.inode);
		mounted.nodes.renumber(node, stat.inode);
	}
	if (isConflict) {
		mounted.options.report(
			new DeskError("ECONFLICT", `it was changed by somebody else meanwhile; what was written is ${path}`, {
				at: mounted.nodes.path(node),
				todo: `compare them with \`desk diff '${mounted.nodes.path(node)}' '${path}'\``,
			}),
		);
	}
	if (isConflict || stat.inode !== node.inode) return await showTree(mounted, file, staged, generation);
	const id = vfs.inodes.contentOf(stat.inode) as number;
	node.cached = id;
	const isOther = file.committed(staged, generation, { content: id, size: stat.size, revision: stat.revision }, stat);
	mounted.options.notifier.invalidateNode(node.id, isOther ? 0 : -1);
}

function settleInMemory({ vfs }: Mounted, file: OpenFile, path: string, staged: Staged, generation: number): void {
	const kept = vfs.scratch.get(path)?.content;
	if (kept === undefined) return file.draft.returned(staged);
	file.stat = vfs.scratch.stat(path) ?? file.stat;
	file.base = { content: kept, size: vfs.store.content.sizeOf(kept), revision: 0 };
	file.draft.committed(staged, kept);
	file.saved(generation);
}

/** The bytes went elsewhere: the name shows what is there now, or, if more was written meanwhile, when that is committed. */
async function showTree(mounted: Mounted, file: OpenFile, staged: Staged, generation: number): Promise<void> {
	const { node } = file;
	const { parent, name } = node;
	file.draft.returned(staged);
	const stat = await mounted.vfs.find(mounted.nodes.path(node), false);
	if (file.generation !== generation) return;
	if (parent !== undefined) mounted.options.notifier.invalidateEntry(parent.id, name);
	if (stat === undefined || stat.kind !== "file") return gone(mounted, file);
	if (stat.inode !== node.inode) mounted.nodes.renumber(node, stat.inode);
	const content = mounted.vfs.inodes.contentOf(stat.inode);
	file.rebase(content === undefined ? undefined : { content, size: stat.size, revision: stat.revision }, stat);
	mounted.options.notifier.invalidateNode(node.id, 0);
}

/**
 * What a mount does not take is kept in /sys/rejected and forgotten here, so that the next close(2) does not try it again; it does if
 * more was written meanwhile.
 */
async function refused(mounted: Mounted, file: OpenFile, generation: number, error: DeskError): Promise<void> {
	mounted.options.report(error);
	if (error.kept === undefined) return;
	const { node, base } = file;
	const { parent, name } = node;
	const stat = base === undefined ? undefined : await mounted.vfs.find(mounted.nodes.path(node), false);
	if (file.generation !== generation) return;
	if (base === undefined) {
		file.rebase(undefined, file.stat);
		if (parent !== undefined) mounted.options.notifier.invalidateEntry(parent.id, name);
		return gone(mounted, file);
	}
	file.rebase(base, stat ?? file.stat);
	mounted.options.notifier.invalidateNode(node.id, 0);
}

function gone({ nodes }: Mounted, { node }: OpenFile): void {
	nodes.remove(node);
}

/** How long a temporary file may take to be renamed, so that `undo` takes back the save as a whole (ms). */
const SAVE_TIME = 3000;

/** A program writes a temporary file: what it does with it next is the same save. */
function begin({ begun }: Mounted, inode: number, operation: number): void {
	begun.set(inode, operation);
	setTimeout(() => begun.delete(inode), SAVE_TIME).unref();
}
