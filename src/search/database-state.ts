import type { Database } from "../store/index.ts";

/** Changes whenever anything is written to the database, by this process or another. 10 µs. */
export function stateOf(database: Database): string {
	const own = database.get<{ n: number }>("SELECT total_changes() AS n")?.n;
	return `${database.driver.pragma("data_version", { simple: true })} ${own}`;
}

const passages = new WeakMap<Database, { state: string; passages: string }>();

/**
 * Changes when passages come or go, and not with other writes (every search of the command line is remembered). A file whose passages
 * were the newest may be written again unseen: what is found by a copy must be looked up before it is believed. 1 ms after a write.
 */
export function passageStateOf(database: Database): string {
	const state = stateOf(database);
	const known = passages.get(database);
	if (known?.state === state) return known.passages;
	const now = database.get<Record<string, number | null>>(
		"SELECT (SELECT max(id) FROM embedder) AS embedder, (SELECT max(id) FROM passage) AS last, (SELECT count(*) FROM passage) AS count",
	);
	const found = Object.values(now ?? {}).join(" ");
	passages.set(database, { state, passages: found });
	return found;
}
