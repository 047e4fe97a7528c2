/** One file written whole or at its end: what `write`, `append` and `edit` do with the bytes they have. */
import type { z } from "zod";
import type { ByteStream } from "../../../src/base/bytes.ts";
import type { Context } from "../../../src/command/index.ts";
import { type Change, parentOf, type Vfs } from "../../../src/vfs/index.ts";
import { type ChangeItem, changeLine, isTold, toChangeItems } from "./changes.ts";

/** One file written, as `--json` prints it. */
export interface WrittenItem {
	path: string;
	/** The file's revision, to hand to `write --expect`. */
	revision: number;
	/** The change set in the log; null in a dry run, and when the file already held these bytes. */
	change: number | null;
	/** Bytes. */
	size: number;
}

/** Shape of `WrittenItem`, for `output`. */
export const writtenOutput = (zod: typeof z) =>
	zod.object({ path: zod.string(), revision: zod.number(), change: zod.number().nullable(), size: zod.number() });

export interface WriteFileOptions {
	/** After what is there, also after what another process appends meanwhile; absent: in its place. */
	at?: "end";
	/** The revision that was read, or null for "it must not exist yet". */
	expect?: number | null | undefined;
	/** Make missing directories. */
	parents?: boolean;
	/** Keep refused bytes under /sys/rejected (default). */
	keepRejected?: boolean;
}

/**
 * Write a file as one change set. Yields the file with `--json`, each change with `-v` or in a dry run, else nothing.
 * @throws DeskError that of `Vfs.change`
 */
export async function* writeFile(
	context: Context,
	vfs: Vfs,
	path: string,
	source: ByteStream | string,
	{ at, expect, parents, keepRejected }: WriteFileOptions,
): AsyncGenerator<WrittenItem | ChangeItem, void, undefined> {
	const staged = await vfs.stage(source);
	const changes: Change[] = parents === true ? [{ op: "mkdir", path: parentOf(path), parents }] : [];
	changes.push({ op: "write", path, content: vfs.placed(staged, at), expect });
	const before = await vfs.find(path);
	const result = await vfs
		.change(changes, { cause: context.cause, dryRun: context.dryRun, keepRejected })
		.finally(() => vfs.store.content.unstage(staged));
	if (!context.json) {
		if (isTold(context)) yield* toChangeItems(result);
		return;
	}
	const own = result.changes.find((change) => change.path === path);
	const kept = typeof own?.after === "number" && result.set !== undefined;
	yield {
		path,
		revision: own?.revision ?? (await vfs.find(path))?.revision ?? 0,
		change: own === undefined ? null : (result.set?.id ?? null),
		// Somebody may have written since, and the mount may have altered the bytes: what this change wrote is in the log.
		size: kept ? vfs.store.content.sizeOf(own.after as number) : staged.size + (at === "end" ? (before?.size ?? 0) : 0),
	};
}

/** `line` of the commands that yield from `writeFile`. */
export function writtenLine(item: WrittenItem | ChangeItem, context: Context): string | undefined {
	return "op" in item ? changeLine(item, context) : undefined;
}
