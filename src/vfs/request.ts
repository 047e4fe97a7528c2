/** Changes as they are asked for, before mounts plan them. */
import type { Staged } from "../store/index.ts";
import type { Work } from "./commit.ts";
import type { Change } from "./mount.ts";
import { nameOfPath, namesOf } from "./path.ts";
import { notInMount } from "./refusals.ts";

/** Nothing can be made at the top of the tree. @throws DeskError EACCES */
export function mustBeInMount(change: Change, mountNames: readonly string[]): void {
	const made = madeBy(change);
	if (made !== undefined && namesOf(made).length === 1 && !mountNames.includes(nameOfPath(made)))
		throw notInMount(made);
}

function madeBy(change: Change): string | undefined {
	if (change.op === "rename") return change.to;
	return change.op === "write" || change.op === "mkdir" || change.op === "symlink" ? change.path : undefined;
}

/** The paths that a change names. */
export function pathsOf(change: Change): string[] {
	return change.op === "rename" ? [change.path, change.to] : [change.path];
}

/** Ask a transaction for changes, one after the other. */
export function requesting(changes: readonly Change[]): Work {
	return function* (transaction) {
		for (const change of changes) {
			transaction.request(change);
			yield;
		}
	};
}

/** Bytes that came prepared with what was asked for. */
export function stagedOf(changes: readonly Change[]): Staged[] {
	return changes.flatMap((change) =>
		change.op === "write" && typeof change.content !== "function" ? [change.content] : [],
	);
}
