import { DeskError, type ErrorCode } from "../base/errors.ts";
import type { ChangeSet, Detail, LogChange } from "../store/index.ts";
import type { ChangeOptions, ChangeResult } from "./commit.ts";
import { parentOf } from "./path.ts";
import { attributesBefore, discard, moveBack, revive, setContent } from "./restore.ts";
import type { Transaction } from "./transaction.ts";
import type { Vfs } from "./vfs.ts";

/** What `undo` did. */
export interface Undone extends ChangeResult {
	/** The operation that was taken back: its first change set. */
	undone: ChangeSet;
}

/**
 * Take back a whole operation (all change sets of one command), as a new change set. Undoing an undo redoes.
 * @param change any change set of the operation; without one, the newest that a connector or job did not make
 * @throws DeskError ENOENT when there is none, ECONFLICT when something has changed since, with the tree unchanged
 */
export async function undo(
	vfs: Vfs,
	change: number | undefined,
	options: Pick<ChangeOptions, "cause" | "dryRun" | "pace">,
): Promise<Undone> {
	const { database, log } = vfs.store;
	const newest =
		change ??
		database.get<{ id: number }>(
			"SELECT id FROM change_set WHERE actor NOT LIKE 'connector:%' AND actor NOT LIKE 'job:%' ORDER BY id DESC LIMIT 1",
		)?.id;
	const operation =
		newest === undefined
			? undefined
			: database.get<{ operation: number }>("SELECT operation FROM change_set WHERE id = ?", newest)?.operation;
	if (operation === undefined) {
		throw new DeskError("ENOENT", change === undefined ? "there is nothing to undo" : `there is no change ${change}`, {
			at: "undo",
			todo: "`desk log` lists the changes",
		});
	}
	const sets = log.setsOf(operation);
	const changes = sets.flatMap((set) => log.changesOf(set.id));
	if (changes.some((row) => row.op === "erase"))
		throw new DeskError("EINVAL", "an erase cannot be undone", {
			at: `change ${operation}`,
			todo: "what was erased is gone for good",
		});
	if (changes.length === 0)
		throw new DeskError("EINVAL", "what this change did was erased", {
			at: `change ${operation}`,
			todo: "what was erased is gone for good",
		});
	const paths = changes
		.flatMap((row) => (row.to === undefined ? [row.path] : [row.path, row.to]))
		.filter((path) => path !== "");
	const result = await vfs.replay(
		paths,
		function* (transaction) {
			for (const row of changes.toReversed()) {
				orConflict(row, () => invert(row, transaction));
				yield;
			}
			orConflict(changes[0], () => transaction.check());
		},
		{ ...options, undoes: operation },
	);
	return { ...result, undone: sets[0] as ChangeSet };
}

/** Refusals of a mount: what was allowed once is not, with what has changed since (a folder got a name that its old mount cannot have). */
const REFUSALS: ReadonlySet<ErrorCode> = new Set(["EINVAL", "EACCES", "EEXIST", "EFORMAT", "ENAMETOOLONG", "EFBIG"]);

/** @throws DeskError ECONFLICT where `work` is refused for what has changed since */
function orConflict(change: LogChange | undefined, work: () => void): void {
	try {
		work();
	} catch (error) {
		if (!(error instanceof DeskError) || !REFUSALS.has(error.code)) throw error;
		const at = error.at ?? change?.path;
		throw new DeskError("ECONFLICT", `it cannot be as it was: ${error.message}`, {
			...(at === undefined ? {} : { at }),
			todo: `${error.todo ?? "see what has changed since"}, or undo the later change first`,
			cause: error,
		});
	}
}

/** Bring one node back to what it was before a change. It must still be as that change left it. */
function invert(change: LogChange, transaction: Transaction): void {
	const { detail = {} } = change;
	const now = transaction.pathOf(change.node);
	const stands = change.to ?? change.path;
	const conflict = (what: string) =>
		new DeskError("ECONFLICT", what, {
			at: stands,
			todo: `see \`desk history ${stands}\`; undo the later change first, or bring one revision back with \`desk restore\``,
		});
	if (change.op === "remove") {
		if (transaction.stat(change.path) !== undefined) throw conflict("another file has taken its place since");
		if (now !== undefined) throw conflict(`it is at ${now} now`);
		mustHaveParent(change.path, transaction);
		revive(transaction, change);
		return;
	}
	if (now === undefined) throw conflict("it was removed since");
	if (now !== stands) throw conflict(`it was moved to ${now} since`);
	if (transaction.contentOf(change.node) !== (change.after ?? null)) throw conflict("it was changed since");
	switch (change.op) {
		case "create":
			if (change.after == null && transaction.children(now).length > 0)
				throw conflict("other files have been put into it since");
			discard(transaction, now);
			break;
		case "write":
			setContent(transaction, now, change.before as number, firstOf(detail.mtime));
			break;
		case "rename":
			mustHaveParent(change.path, transaction);
			if (isTaken(change, transaction))
				throw new DeskError("ECONFLICT", "another file has taken its place since", {
					at: change.path,
					todo: "move that one away first",
				});
			moveBack(transaction, now, change.path, detail.origin);
			break;
		default:
			if (!hasAttributes(detail, transaction.attributesOf(change.node)))
				throw conflict("its attributes were changed since");
			transaction.apply({
				op: "setattr",
				path: now,
				mode: firstOf(detail.mode),
				mtime: firstOf(detail.mtime),
				atime: Array.isArray(detail.atime) ? detail.atime[0] : undefined,
				attributes: attributesBefore(detail),
			});
	}
}

/** Whether something else is where a renamed node was; a rename that only changed its spelling finds the node itself. */
function isTaken(change: LogChange, transaction: Transaction): boolean {
	const there = transaction.stat(change.path);
	return there !== undefined && there.inode !== change.node;
}

/** A mount's own directory comes back by itself. */
function mustHaveParent(path: string, transaction: Transaction): void {
	const directory = parentOf(path);
	if (parentOf(directory) === "/" || transaction.stat(directory)?.kind === "directory") return;
	throw new DeskError("ECONFLICT", "its directory is not there any more", {
		at: path,
		todo: `make it with \`desk mkdir -p ${directory}\`, or undo the later change first`,
	});
}

function hasAttributes(detail: Detail, now: { mode: number; mtime: number } | undefined): boolean {
	return [
		[detail.mode, now?.mode],
		[detail.mtime, now?.mtime],
	].every(([change, current]) => !Array.isArray(change) || change[1] === current);
}

function firstOf(value: number | [number, number] | undefined): number | undefined {
	return Array.isArray(value) ? value[0] : undefined;
}
