/** From a query to a ranked list of files: the rankings, and how they are fused. */
import type { Vfs } from "../vfs/index.ts";
import { type Ready, readyEmbedder, withoutVectors } from "./embedders.ts";
import { FEEDBACK_FILES, withFeedback } from "./feedback.ts";
import { DATE_OF_NODE } from "./filter.ts";
import { fulltext } from "./fulltext.ts";
import { fuse } from "./fuse.ts";
import type { Allowed, Hit, Mode, Part, Query, Ranked, SearchRequest } from "./types.ts";
import { candidates, type Known, type Nearest, score } from "./vectors.ts";

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

/** How deep full text is looked at before it is fused. */
const TEXT_DEPTH = 1000;
/** So many of its best get a vector score, whether or not the vectors find them. */
const TEXT_SCORED = 200;
/** What the rankings count for, by measurement: see `dimensionsFor`. The power keeps what has all the words on top. */
const FIRST = { text: { weight: 1, power: 1 }, vector: { weight: 0.4, power: 1 } };
const FUSED = { text: { weight: 1, power: 3 }, feedback: { weight: 0.5, power: 1 } };

/** Rank the files that a query asks for. One that only filters (`tag:work`) has them by date, newest first. */
export async function rank(
	vfs: Vfs,
	query: Query,
	allowed: Allowed | undefined,
	request: SearchRequest,
): Promise<Ranking> {
	const { database } = vfs.store;
	if (query.match === "") return { placed: byDate(vfs, query, allowed, request.limit), mode: "text" };
	const wordsOnly = (): Placed[] => byText(vfs, query, allowed, request.limit);
	const { ready, vector, note } = request.mode === "text" ? {} : await vectorOf(vfs, query.text, request.signal);
	// Without an embedder, and for words that it knows nothing of.
	if (ready === undefined || vector === undefined || vector.every((value) => value === 0))
		return { placed: wordsOnly(), mode: "text", ...(note === undefined ? {} : { note }) };
	const within = required(vfs, query, allowed);
	if (request.mode === "vector") {
		const list = score(database, vector, await candidates(database, { vector, centre: ready.centre }, within), within);
		const placed = list.map((hit, index) => ({ ...hit, parts: { vector: { rank: index + 1, score: hit.score } } }));
		return { placed: placed.slice(0, request.limit), mode: "vector" };
	}
	const placed = await hybrid(vfs, query, allowed, within, ready, vector, request.limit);
	return { placed, mode: "hybrid" };
}

/** A query as a vector. An embedder that cannot be used, such as an API out of reach, leaves the words. @throws the signal's reason */
async function vectorOf(
	vfs: Vfs,
	text: string,
	signal: AbortSignal | undefined,
): Promise<{ ready?: Ready | undefined; vector?: Float32Array | undefined; note?: string }> {
	try {
		const ready = await readyEmbedder(vfs.store, signal);
		return { ready, vector: (await ready?.embedder.embed([text], signal, "query"))?.[0] };
	} catch (error) {
		signal?.throwIfAborted();
		return { note: withoutVectors(error) };
	}
}

/** Files that vectors may find: those that fit what the query requires, and hold nothing that it excludes. */
function required(vfs: Vfs, query: Query, allowed: Allowed | undefined): Allowed | undefined {
	const { database } = vfs.store;
	if (query.required === "" && query.exclude === "") return allowed;
	const fits = (match: string) =>
		new Set(database.sql("SELECT rowid FROM text WHERE text MATCH ?").pluck().all(match) as number[]);
	const wanted = query.required === "" ? undefined : fits(query.required);
	const excluded = query.exclude === "" ? new Set<number>() : fits(query.exclude);
	const all = allowed?.nodes ?? wanted ?? (database.sql("SELECT DISTINCT node FROM passage").pluck().all() as number[]);
	const nodes = [...all].filter((node) => !excluded.has(node) && wanted?.has(node) !== false);
	return { nodes: new Set(nodes), json: JSON.stringify(nodes) };
}

/** Words and meaning: a first ranking by both, from whose best files a second look takes its direction. */
async function hybrid(
	vfs: Vfs,
	query: Query,
	allowed: Allowed | undefined,
	within: Allowed | undefined,
	{ centre }: Ready,
	vector: Float32Array,
	limit: number,
): Promise<Placed[]> {
	const { database } = vfs.store;
	const text = fulltext(database, query, allowed, TEXT_DEPTH);
	const known: Known = new Map();
	const found = text.slice(0, TEXT_SCORED).map(({ node }) => node);
	const near = score(database, vector, await candidates(database, { vector, centre }, within), within, found, known);
	const first = fuse([
		{ list: text, ...FIRST.text },
		{ list: near, ...FIRST.vector },
	]);
	const passages = byNode(near);
	const best = first.slice(0, FEEDBACK_FILES).flatMap(({ node, score }) => {
		const passage = passages.get(node)?.id;
		return passage === undefined ? [] : [{ score, passage }];
	});
	const moved = withFeedback(database, vector, best);
	const feedback = score(
		database,
		moved,
		await candidates(database, { vector: moved, centre }, within),
		within,
		[],
		known,
	);
	const fused = fuse([
		{ list: text, ...FUSED.text },
		{ list: feedback, ...FUSED.feedback },
	]).slice(0, limit);
	const top = FUSED.text.weight + FUSED.feedback.weight;
	const parts = {
		text: partsOf(text, FUSED.text.weight),
		vector: partsOf(near, 0),
		feedback: partsOf(feedback, FUSED.feedback.weight),
	};
	const places = byNode(feedback);
	return fused.map(({ node, score }) => {
		const passage = places.get(node)?.passage;
		const found = Object.entries(parts).flatMap(([name, ranks]) => {
			const part = ranks.get(node);
			return part === undefined ? [] : [[name, part] as const];
		});
		return {
			node,
			score: score / top,
			...(passage === undefined ? {} : { passage }),
			parts: Object.fromEntries(found),
		};
	});
}

function byNode(list: readonly Nearest[]): Map<number, Nearest> {
	return new Map(list.map((hit) => [hit.node, hit]));
}

function partsOf(list: readonly Ranked[], weight: number): Map<number, Part> {
	return new Map(list.map(({ node, score }, index) => [node, { rank: index + 1, score, weight }]));
}

function byText(vfs: Vfs, query: Query, allowed: Allowed | undefined, limit: number): Placed[] {
	const text = fulltext(vfs.store.database, query, allowed, limit);
	const best = text[0]?.score ?? 1;
	return text.map((ranked, index) => ({
		...ranked,
		score: best > 0 ? ranked.score / best : 1,
		parts: { text: { rank: index + 1, score: ranked.score } },
	}));
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
