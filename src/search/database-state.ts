import type { Database } from "../store/index.ts";

/** Changes whenever anything is written to the database, by this process or another. 10 µs. */
export function stateOf(database: Database): string {
	const own = database.get<{ n: number }>("SELECT total_changes() AS n")?.n;
	return `${database.driver.pragma("data_version", { simple: true })} ${own}`;
}
