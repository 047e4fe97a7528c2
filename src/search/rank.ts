/** From a query to a ranked list of files: the rankings, and how they are fused. */
import type { Database } from "../store/index.ts";
import type { Vfs } from "../vfs/index.ts";
import { type Ready, readyEmbedder, withoutVectors } from "./embedders.ts";
import { FEEDBACK_FILES, withFeedback } from "./feedback.ts";
import { DATE_OF_NODE } from "./filter.ts";
import { fulltext } from "./fulltext.ts";
import { fuse } from "./fuse.ts";
import { DEPTH, DEPTH_OF_MANY, neighbourhood, regularized, SHARE } from "./neighbourhood.ts";
import type { Allowed, Hit, Mode, Part, Query, Ranked, SearchRequest, Span } from "./types.ts";
import { candidates, isLarge, type Known, type Nearest, score, spansOf, vectorIn } from "./vectors.ts";

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
/** What the rankings count for, by measurement on twelve collections (see ARCHITECTURE.md). The power keeps what has all the words on top. */
const FIRST = { text: { weight: 1, power: 1 }, vector: { weight: 0.6, power: 1 } };
const FUSED = { text: { weight: 1, power: 3 }, vector: { weight: 0.5, power: 1 } };

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
		const near = score(database, vector, await candidates(database, { vector, centre: ready.centre }, within), within);
		const list = near.slice(0, request.limit);
		const places = placesIn(database, list);
		const placed = list.map(({ node, score }, index) => ({
			node,
			score,
			...places(node),
			parts: { vector: { rank: index + 1, score } },
		}));
		return { placed, mode: "vector" };
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

/**
 * Words and meaning: the best files of a first ranking by both move the query, twice, as the second ranking's best are better; what is then
 * found is added to the words' ranking, and files that are alike are drawn together.
 */
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
	const look = (probe: Float32Array) => candidates(database, { vector: probe, centre }, within);
	const found = text.slice(0, TEXT_SCORED).map(({ node }) => node);
	const near = score(database, vector, await look(vector), within, found, known);
	const together = (list: readonly Nearest[], counts: typeof FUSED) =>
		fuse([
			{ list: text, ...counts.text },
			{ list, ...counts.vector },
		]);
	const movedBy = (ranking: readonly Ranked[], passages: ReadonlyMap<number, Nearest>) =>
		withFeedback(
			vector,
			ranking.slice(0, FEEDBACK_FILES).flatMap(({ node, score }) => {
				const best = vectorIn(known, passages.get(node)?.id ?? 0);
				return best === undefined ? [] : [{ score, vector: best }];
			}),
		);
	// In between, what was read already is enough.
	const second = score(database, movedBy(together(near, FIRST), byNode(near)), [], within, [], known);
	const moved = movedBy(together(second, FUSED), byNode(second));
	const feedback = score(database, moved, await look(moved), within, [], known);
	const fused = together(feedback, FUSED);
	const nearest = byNode(feedback);
	const vectorAt = (node: number) => vectorIn(known, nearest.get(node)?.id ?? 0);
	const neighbours = neighbourhood(fused, vectorAt, isLarge(database) ? DEPTH_OF_MANY : DEPTH);
	const top = FUSED.text.weight + FUSED.vector.weight;
	const shown = regularized(fused, neighbours).slice(0, limit);
	const nodes = new Set(shown.map(({ node }) => node));
	const places = placesIn(
		database,
		shown.flatMap(({ node }) => nearest.get(node) ?? []),
	);
	const parts = {
		text: partsOf(text, FUSED.text.weight, nodes),
		vector: partsOf(near, 0, nodes),
		feedback: partsOf(feedback, FUSED.vector.weight, nodes),
		neighbours: new Map(
			fused.slice(0, DEPTH).flatMap(({ node }, index) => {
				const mean = neighbours.get(node);
				return mean === undefined ? [] : [[node, { rank: index + 1, score: mean / top, weight: SHARE }] as const];
			}),
		),
	};
	return shown.map(({ node, score }) => {
		const found = Object.entries(parts).flatMap(([name, ranks]) => {
			const part = ranks.get(node);
			return part === undefined ? [] : [[name, part] as const];
		});
		return {
			node,
			score: score / top,
			...places(node),
			parts: Object.fromEntries(found),
		};
	});
}

/** Where the passages lie that files were found by. */
export function placesIn(database: Database, list: readonly Nearest[]): (node: number) => { passage?: Span } {
	const spans = spansOf(
		database,
		list.map(({ id }) => id),
	);
	const nodes = new Map(list.map(({ node, id }) => [node, spans.get(id)]));
	return (node) => {
		const passage = nodes.get(node);
		return passage === undefined ? {} : { passage };
	};
}

function byNode(list: readonly Nearest[]): Map<number, Nearest> {
	return new Map(list.map((hit) => [hit.node, hit]));
}

function partsOf(list: readonly Ranked[], weight: number, nodes: ReadonlySet<number>): Map<number, Part> {
	return new Map(
		list.flatMap(({ node, score }, index) =>
			nodes.has(node) ? [[node, { rank: index + 1, score, weight }] as const] : [],
		),
	);
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
