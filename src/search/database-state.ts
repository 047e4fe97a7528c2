import type { Database } from "../store/index.ts";

/** Changes whenever anything is written to the database, by this process or another. 10 µs. */
export function stateOf(database: Database): string {
	const own = database.get<{ n: number }>("SELECT total_changes() AS n")?.n;
	return `${database.driver.pragma("data_version", { simple: true })} ${own}`;
}

const passages = new WeakMap<Database, { state: string; passages: string }>();

const WRITTEN = "passages_written";

/** Say, in the transaction that writes them, that there are new passages: their ids may be those of others that have gone. */
export function notePassages(database: Database): void {
	database.run("INSERT INTO meta VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1", WRITTEN);
}

/**
 * Changes when passages come (each transaction that writes some counts) or go (they become fewer), and not with other writes: every
 * search of the command line is remembered. 1 ms after a write.
 */
export function passageStateOf(database: Database): string {
	const state = stateOf(database);
	const known = passages.get(database);
	if (known?.state === state) return known.passages;
	const now = database.get<Record<string, number | null>>(
		"SELECT (SELECT max(id) FROM embedder) AS embedder, (SELECT max(id) FROM passage) AS last, (SELECT count(*) FROM passage) AS count, (SELECT value FROM meta WHERE key = ?) AS written",
		WRITTEN,
	);
	const found = Object.values(now ?? {}).join(" ");
	passages.set(database, { state, passages: found });
	return found;
}
