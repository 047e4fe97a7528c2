import type { Database } from "../store/index.ts";
import { matchOf, withoutExcluded } from "./query.ts";
import type { Allowed, Query, Ranked } from "./types.ts";

/** What a match in the title, the tags and the body counts for. */
const WEIGHTS = "8.0, 4.0, 1.0";

/** Files by their words, best first: all words, and when too few files hold all, those that hold some. */
export function fulltext(database: Database, query: Query, allowed: Allowed | undefined, limit: number): Ranked[] {
	const strict = ranked(database, withoutExcluded(query.match, query), allowed, limit);
	if (strict.length >= limit || query.words.length < 2) return strict;
	const words = `(${query.words.map(matchOf).join(" OR ")})`;
	const loose = query.required === "" ? words : `(${query.required}) AND ${words}`;
	const known = new Set(strict.map(({ node }) => node));
	const more = ranked(database, withoutExcluded(loose, query), allowed, limit).filter(({ node }) => !known.has(node));
	return [...strict, ...more].slice(0, limit);
}

function ranked(database: Database, match: string, allowed: Allowed | undefined, limit: number): Ranked[] {
	if (match === "") return [];
	const within = allowed === undefined ? "" : "AND rowid IN (SELECT value FROM json_each(?))";
	const values = allowed === undefined ? [] : [allowed.json];
	return database.all<Ranked>(
		`SELECT rowid AS node, -bm25(text, ${WEIGHTS}) AS score FROM text WHERE text MATCH ? ${within} ORDER BY bm25(text, ${WEIGHTS}), rowid LIMIT ?`,
		match,
		...values,
		limit,
	);
}
