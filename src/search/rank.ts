/** From a query to a ranked list of files: the rankings, and how they are fused. */
import type { Vfs } from "../vfs/index.ts";
import { DATE_OF_NODE } from "./filter.ts";
import { fulltext } from "./fulltext.ts";
import type { Allowed, Hit, Mode, Query, Ranked, SearchRequest } from "./types.ts";

/** A file in its place, and what put it there. */
export interface Placed extends Ranked {
	readonly parts: NonNullable<Hit["parts"]>;
}

export interface Ranking {
	/** Best first. */
	readonly placed: readonly Placed[];
	/** What was really used. */
	readonly mode: Mode;
	/** Why that is not what was asked for. */
	readonly note?: string;
	readonly total?: number;
}

/** Rank the files that a query asks for. One that only filters (`tag:work`) has them by date, newest first. */
export async function rank(
	vfs: Vfs,
	query: Query,
	allowed: Allowed | undefined,
	request: SearchRequest,
): Promise<Ranking> {
	const { database } = vfs.store;
	if (query.match === "") return { placed: byDate(vfs, query, allowed, request.limit), mode: "text" };
	const text = fulltext(database, query, allowed, request.limit);
	const best = text[0]?.score ?? 1;
	const placed = text.map((ranked, index) => ({
		...ranked,
		score: best > 0 ? ranked.score / best : 1,
		parts: { text: { rank: index + 1, score: ranked.score } },
	}));
	return { placed, mode: "text" };
}

/** Files that pass the filter, newest first; none when nothing at all was asked. */
function byDate(vfs: Vfs, query: Query, allowed: Allowed | undefined, limit: number): Placed[] {
	if (allowed === undefined) return [];
	const exclude = query.exclude === "" ? "" : "AND n.id NOT IN (SELECT rowid FROM text WHERE text MATCH ?)";
	const values = query.exclude === "" ? [] : [query.exclude];
	const rows = vfs.store.database.all<{ node: number }>(
		`SELECT n.id AS node FROM node n WHERE n.id IN (SELECT value FROM json_each(?)) AND n.id IN (SELECT id FROM text_docsize) ${exclude} ORDER BY ${DATE_OF_NODE} DESC, n.id LIMIT ?`,
		allowed.json,
		...values,
		limit,
	);
	return rows.map(({ node }) => ({ node, score: 1, parts: {} }));
}
