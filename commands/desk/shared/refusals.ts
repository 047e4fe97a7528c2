import { type Micros, toIso } from "../../../src/base/clock.ts";
import type { Database } from "../../../src/store/index.ts";
import { rejectedName } from "../../../src/vfs/index.ts";

/** A write through the OS mount that was refused. */
export interface Refusal {
	/** Where it was to be written. */
	path: string;
	at: string;
	error: string;
	/** Where its bytes are. */
	kept: string;
}

/** What programs could not save through the OS mount since then, newest first. */
export function refusalsSince(database: Database, since: Micros): Refusal[] {
	return database
		.all<{ id: number; path: string; at: number; error: string }>(
			"SELECT id, path, at, error FROM rejected WHERE actor = 'mount' AND at >= ? ORDER BY id DESC",
			since,
		)
		.map(({ id, path, at, error }) => ({
			path,
			at: toIso(at),
			error,
			kept: `/sys/rejected/${rejectedName(id, path)}`,
		}));
}
