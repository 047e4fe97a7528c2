/** What a change set did or would do: said in the same way by every command that writes. */
import type { z } from "zod";
import type { Context } from "../../../src/command/index.ts";
import { type ChangeResult, printable } from "../../../src/vfs/index.ts";

/** One change, as `--json` prints it. */
export interface ChangeItem {
	/** `create`, `write`, `rename`, `remove`, `setattr` or `erase`. */
	op: string;
	path: string;
	/** Where a rename went, also into /trash and out of it; else null. */
	to: string | null;
	/** The file's revision after the change. */
	revision: number;
	/** The change set in the log (`desk undo`); null in a dry run. */
	change: number | null;
}

/** Shape of `ChangeItem`, for `output`. */
export const changeOutput = (zod: typeof z) =>
	zod.object({
		op: zod.string(),
		path: zod.string(),
		to: zod.string().nullable(),
		revision: zod.number(),
		change: zod.number().nullable(),
	});

/** The changes of a set, in the order in which they were made. */
export function* toChangeItems({ set, changes }: ChangeResult): Generator<ChangeItem, void, undefined> {
	for (const { op, path, to, revision } of changes)
		yield { op, path, to: to ?? null, revision, change: set?.id ?? null };
}

/** Whether changes are printed: success is silent but for `-v`, `--dry-run` and `--json`. */
export function isTold(context: Pick<Context, "json" | "verbose" | "dryRun">): boolean {
	return context.json || context.verbose || context.dryRun;
}

/** `create /notes/a.md`, `rename /a → /b`; in a dry run `would create …`. On a terminal, names cannot drive it. */
export function changeLine(
	{ op, path, to }: Pick<ChangeItem, "op" | "path" | "to">,
	{ dryRun, terminal }: Pick<Context, "dryRun" | "terminal">,
): string {
	const text = `${dryRun ? "would " : ""}${op} ${path}${to === null ? "" : ` → ${to}`}`;
	return terminal.stdout ? printable(text) : text;
}
