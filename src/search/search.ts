import { configText } from "../base/config.ts";
import { extractWaiting, isIndexStale, isWaiting, type Vfs } from "../vfs/index.ts";
import { possibleInstants } from "./dates.ts";
import { allowedBy, DATE_OF_NODE, doubtsOf, facetNames } from "./filter.ts";
import { parseQuery } from "./query.ts";
import { type Placed, rank } from "./rank.ts";
import { snippetOf } from "./snippet.ts";
import type { Hit, Query, SearchRequest, SearchResult } from "./types.ts";

/** Words that may be followed by a date: only then is what reads dates loaded. */
const MAY_HAVE_DATE = /\b(?:since|after|until|before):/i;

/** How long a search works at files whose text is not extracted yet, as a killed process leaves them (ms). */
const EXTRACTION = 10_000;
const STALE = "the search index is of an older version, or a reindex was not finished; `desk reindex` completes it";

/**
 * Find files. What is committed is found, by any process, from the next search on; so is what is gone not found any more.
 * @throws DeskError EINTR when the request's signal ends it
 */
export async function search(vfs: Vfs, request: SearchRequest): Promise<SearchResult> {
	await vfs.settle("/");
	const unread =
		request.wait !== false && vfs.access === undefined && isWaiting(vfs.store.database)
			? (await extractWaiting(vfs, { budget: EXTRACTION, signal: request.signal })).left
			: 0;
	request.signal?.throwIfAborted();
	const waits = await catchUp(vfs, request);
	const query = await understand(vfs, request.query);
	const allowed = await allowedBy(vfs, [query.filter, request.filter]);
	const { placed, mode, note: why, total } = await rank(vfs, query, allowed, request);
	const hits = await present(vfs, placed.slice(0, request.limit), query, request);
	const notes = [
		isIndexStale(vfs.store.database) ? STALE : undefined,
		unread === 0 ? undefined : unreadNote(unread),
		waits,
		why,
		...(hits.length === 0 ? await doubtsOf(vfs, [query.filter, request.filter]) : []),
	].filter((note) => note !== undefined);
	return {
		hits,
		mode,
		...(notes.length === 0 ? {} : { note: [...new Set(notes)].join("; ") }),
		...(total === undefined ? {} : { total }),
	};
}

/** Make the vectors that are missing, when that takes no longer than people wait. @returns what the search does without, for people */
export async function catchUp(
	vfs: Vfs,
	request: Pick<SearchRequest, "mode" | "wait" | "signal" | "onProgress">,
): Promise<string | undefined> {
	// The whole desk is made ready, by those who may read it.
	if (request.mode === "text" || vfs.access !== undefined) return undefined;
	const { database, home } = vfs.store;
	const [{ chosenEmbedder }, { upkeepTime, waiting }, { upkeep }] = await Promise.all([
		import("../inference/index.ts"),
		import("./estimate.ts"),
		import("./upkeep.ts"),
	]);
	const time = upkeepTime(database, await chosenEmbedder(home));
	if (time === 0) return undefined;
	const longest = Number(await configText(home, "search.wait")) * 1000;
	if (time > longest || request.wait === false) {
		if (request.wait === false) return undefined;
		const files = waiting(database);
		return `${files === 0 ? "some" : files} files are found by their words only, not yet by their meaning; \`desk reindex --vectors\` prepares them (about ${Math.ceil(time / 1000)} s)`;
	}
	try {
		await upkeep(vfs, {
			signal: request.signal ?? new AbortController().signal,
			...(request.onProgress === undefined ? {} : { onProgress: request.onProgress }),
		});
		return undefined;
	} catch (error) {
		request.signal?.throwIfAborted();
		return (await import("./embedders.ts")).withoutVectors(error);
	}
}

function unreadNote(files: number): string {
	return `the text of ${files} ${files === 1 ? "file" : "files"} is not extracted yet; search again, or run \`desk reindex\``;
}

/** A query in the words of this desk: its facets, its dates. */
export async function understand(vfs: Vfs, typed: string): Promise<Query> {
	const facets = typed.includes(":") ? new Set(facetNames(vfs.reader())) : new Set<string>();
	return parseQuery(typed, MAY_HAVE_DATE.test(typed) ? { facets, instant: await possibleInstants() } : { facets });
}

/** Ranked files as people see them. A file that has gone since it was ranked is left out. */
export async function present(
	vfs: Vfs,
	placed: readonly Placed[],
	query: Pick<Query, "terms">,
	{ explain, snippets, signal }: Pick<SearchRequest, "explain" | "snippets" | "signal">,
): Promise<Hit[]> {
	const hits: Hit[] = [];
	for (const { node, score, passage, parts } of placed) {
		signal?.throwIfAborted();
		const path = vfs.reader().pathOf(node);
		const date = vfs.store.database.get<{ date: number }>(
			`SELECT ${DATE_OF_NODE} AS date FROM node n WHERE n.id = ?`,
			node,
		);
		if (path === undefined || date === undefined) continue;
		const searched = snippets === false ? undefined : await vfs.searched(node);
		hits.push({
			node,
			path,
			title: searched?.text.title ?? path.slice(path.lastIndexOf("/") + 1),
			score: Math.min(1, Math.max(0, score)), // a cosine may be less
			date: date.date,
			...(searched === undefined ? {} : { snippet: snippetOf(searched, path, query.terms, passage) }),
			...(explain === true ? { parts } : {}),
		});
	}
	return hits;
}
