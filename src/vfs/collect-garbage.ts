import { readdirSync } from "node:fs";
import { join } from "node:path";
import { now } from "../base/clock.ts";
import { codeOf } from "../base/errors.ts";
import type { Vfs } from "./vfs.ts";

/** How long things are kept, in microseconds; Infinity keeps them for ever. */
export interface Retention {
	history: number;
	trash: number;
	rejected: number;
}

/** What a collection removed (or would). */
export interface Collected {
	/** Deleted files that left /trash. */
	trash: number;
	/** Old revisions whose bytes went; what the log says of them stays. */
	revisions: number;
	rejected: number;
	/** Content that nothing referred to. */
	unreferenced: number;
	/** Chunk files that a killed process left. */
	orphans: number;
	/** Bytes of content freed. */
	bytes: number;
}

/** Apply the retention of the config. Nothing current is ever touched, and the log keeps every entry. */
export async function collectGarbage(
	vfs: Vfs,
	keep: Retention,
	options: { dryRun: boolean; cause: string },
): Promise<Collected> {
	const { database, content } = vfs.store;
	const at = now();
	const collected: Collected = { trash: 0, revisions: 0, rejected: 0, unreferenced: 0, orphans: 0, bytes: 0 };

	for (const entry of await vfs.readdir("/trash")) {
		if (at - entry.ctime <= keep.trash) continue;
		collected.trash++;
		if (!options.dryRun)
			await vfs.change([{ op: "remove", path: entry.path, recursive: true }], { cause: options.cause });
	}
	await database.write(() => {
		const sizeOf = (id: number) => content.sizeOf(id);
		const old =
			keep.history === Number.POSITIVE_INFINITY
				? []
				: database.all<{ id: number }>(
						`SELECT id FROM content WHERE pruned IS NULL AND id NOT IN (SELECT content FROM node WHERE content IS NOT NULL)
			AND id NOT IN (SELECT content FROM rejected) AND id NOT IN (SELECT source FROM content WHERE source IS NOT NULL)
			AND id NOT IN (SELECT before FROM change JOIN change_set s ON s.id = change_set WHERE before IS NOT NULL AND s.at >= @limit)
			AND id NOT IN (SELECT after FROM change JOIN change_set s ON s.id = change_set WHERE after IS NOT NULL AND s.at >= @limit)
			AND (id IN (SELECT before FROM change) OR id IN (SELECT after FROM change))`,
						{ limit: at - keep.history },
					);
		for (const { id } of old) {
			collected.revisions++;
			collected.bytes += sizeOf(id);
			content.prune(id, at);
		}
		if (keep.rejected !== Number.POSITIVE_INFINITY) {
			collected.rejected = database.run("DELETE FROM rejected WHERE at < ?", at - keep.rejected).changes;
		}
		const loose = database.all<{ id: number }>(
			`SELECT id FROM content WHERE NOT EXISTS (SELECT 1 FROM node WHERE content = content.id) AND NOT EXISTS (SELECT 1 FROM rejected WHERE content = content.id)
			AND NOT EXISTS (SELECT 1 FROM change WHERE before = content.id) AND NOT EXISTS (SELECT 1 FROM change WHERE after = content.id)
			AND NOT EXISTS (SELECT 1 FROM content made WHERE made.source = content.id)`,
		);
		collected.unreferenced += loose.length;
		collected.bytes += content.release(loose.map((row) => row.id));
	}, !options.dryRun);
	const orphans = content.orphans(listChunks);
	collected.orphans = orphans.length;
	if (options.dryRun) return collected;
	await content.sweep();
	await content.removeOrphans(orphans);
	await database.shrink();
	return collected;
}

/** Names of all chunk files. */
export function* listChunks(blobs: string): Generator<string> {
	for (const folder of readdirOrEmpty(blobs)) {
		if (folder.length === 2) yield* readdirOrEmpty(join(blobs, folder));
	}
}

function readdirOrEmpty(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch (error) {
		if (codeOf(error) === "ENOENT") return [];
		throw error;
	}
}
