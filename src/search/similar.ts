/** Files that are like another. */
import { DeskError } from "../base/errors.ts";
import type { Database } from "../store/index.ts";
import type { Vfs } from "../vfs/index.ts";
import { type EmbedderDetail, embedderRow } from "./embedders.ts";
import { allowedBy } from "./filter.ts";
import { fulltext } from "./fulltext.ts";
import { fuse } from "./fuse.ts";
import { numbersIn, restore } from "./quantize.ts";
import { matchOf } from "./query.ts";
import { type Placed, placesIn } from "./rank.ts";
import { catchUp, present } from "./search.ts";
import { stem } from "./stem.ts";
import { STOP_WORDS } from "./stop-words.ts";
import { wordsIn } from "./tokens.ts";
import type { Allowed, Query, Ranked, SearchRequest, SearchResult, Term } from "./types.ts";
import { candidates, type Nearest, score } from "./vectors.ts";

/** Words of a file that say most of what it is about. */
const TELLING = 24;
/** How much of a file is read for them, in characters. */
const READ = 200_000;

/**
 * Files like the one at a path, the most alike first; never the file itself.
 * @throws DeskError ENOENT; EINVAL for what has no text
 */
export async function similar(
	vfs: Vfs,
	path: string,
	request: Omit<SearchRequest, "query" | "mode">,
): Promise<SearchResult> {
	const { inode } = await vfs.followed(path);
	const searched = await vfs.searched(inode);
	if (searched === undefined || (searched.text.body === "" && searched.text.title === ""))
		throw new DeskError("EINVAL", "it has no text to compare", {
			at: path,
			todo: "name a file that a search can find",
		});
	const { title, body } = searched.text;
	const terms = tellingTerms(vfs.store.database, `${title}\n${title}\n${body.slice(0, READ)}`);
	const allowed = without(await allowedBy(vfs, [request.filter]), vfs.store.database, inode);
	const waits = await catchUp(vfs, { ...request, mode: "hybrid" });
	const near = await byVectors(vfs.store.database, inode, allowed);
	const words = byTerms(vfs.store.database, terms, allowed);
	const placed = near === undefined ? alone(words) : together(vfs.store.database, words, near);
	return {
		hits: await present(vfs, placed.slice(0, request.limit), { terms }, request),
		mode: near === undefined ? "text" : "hybrid",
		...(waits === undefined ? {} : { note: waits }),
	};
}

/** How many files each ranking is looked at for. */
const DEPTH = 200;
/** What the rankings count for. Meaning leads: the words of a whole file are many, and find much. */
const WEIGHTS = { text: 0.5, vector: 1 };

function alone(words: readonly Ranked[]): Placed[] {
	const best = words[0]?.score ?? 1;
	return words.map((ranked, index) => ({
		...ranked,
		score: best > 0 ? ranked.score / best : 1,
		parts: { text: { rank: index + 1, score: ranked.score } },
	}));
}

function together(database: Database, words: readonly Ranked[], near: readonly Nearest[]): Placed[] {
	const ranks = (list: readonly Ranked[], weight: number) =>
		new Map(list.map(({ node, score }, index) => [node, { rank: index + 1, score, weight }]));
	const text = ranks(words, WEIGHTS.text);
	const vector = ranks(near, WEIGHTS.vector);
	const places = placesIn(database, near);
	const fused = fuse([
		{ list: words, weight: WEIGHTS.text, power: 1 },
		{ list: near, weight: WEIGHTS.vector, power: 1 },
	]);
	return fused.map(({ node, score }) => {
		const [inText, inVectors] = [text.get(node), vector.get(node)];
		return {
			node,
			score: score / (WEIGHTS.text + WEIGHTS.vector),
			...places(node),
			parts: {
				...(inText === undefined ? {} : { text: inText }),
				...(inVectors === undefined ? {} : { vector: inVectors }),
			},
		};
	});
}

/** Files with a passage that is like the whole of this one; undefined when it has no vectors. */
async function byVectors(database: Database, node: number, allowed: Allowed): Promise<Nearest[] | undefined> {
	const row = embedderRow(database);
	const vectors = database
		.all<{ scale: number; data: Buffer }>(
			"SELECT scale, data FROM passage JOIN vector ON vector.passage = passage.id WHERE node = ?",
			node,
		)
		.map(({ scale, data }) => restore(scale, numbersIn(data)));
	const [first] = vectors;
	if (row === undefined || first === undefined) return undefined;
	const mean = new Float32Array(first.length);
	for (const vector of vectors) for (const [at, value] of vector.entries()) mean[at] = (mean[at] ?? 0) + value;
	const { toUnit } = await import("../inference/index.ts");
	const vector = toUnit(mean);
	const { centre } = JSON.parse(row.detail) as EmbedderDetail;
	const found = await candidates(database, { vector, centre: Float32Array.from(centre) }, allowed);
	return score(database, vector, found, allowed)
		.filter((hit) => hit.score > 0)
		.slice(0, DEPTH);
}

function without(allowed: Allowed | undefined, database: Database, node: number): Allowed {
	const all = allowed?.nodes ?? (database.sql("SELECT id FROM text_docsize").pluck().all() as number[]);
	const nodes = [...all].filter((id) => id !== node);
	return { nodes: new Set(nodes), json: JSON.stringify(nodes) };
}

/** Files that hold most of the terms, the rarer ones counting more. */
function byTerms(database: Database, terms: readonly Term[], allowed: Allowed): Ranked[] {
	const match = terms.map(matchOf).join(" OR ");
	const query: Query = { typed: "", text: "", words: [], required: match, match, exclude: "", terms, filter: {} };
	return match === "" ? [] : fulltext(database, query, allowed, DEPTH);
}

/** The words of a text that are frequent in it and rare elsewhere, but not unknown there (tf-idf). */
function tellingTerms(database: Database, text: string): Term[] {
	const counts = new Map<string, { word: string; count: number }>();
	for (const { plain } of wordsIn(text)) {
		if (plain.length < 2 || /^\d{1,3}$/.test(plain) || STOP_WORDS.has(stem(plain))) continue;
		const known = counts.get(stem(plain));
		if (known === undefined) counts.set(stem(plain), { word: plain, count: 1 });
		else known.count++;
	}
	database.driver.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.text_word USING fts5vocab (main, text, row)");
	const files = database.get<{ n: number }>("SELECT count(*) AS n FROM text_docsize")?.n ?? 0;
	const held = new Map(
		database
			.all<{ term: string; doc: number }>(
				"SELECT term, doc FROM temp.text_word WHERE term IN (SELECT value FROM json_each(?))",
				JSON.stringify([...counts.keys()]),
			)
			.map(({ term, doc }) => [term, doc]),
	);
	const weighed = [...counts].flatMap(([term, { word, count }]) => {
		const others = held.get(term) ?? 0;
		const weight = others < 2 ? 0 : (1 + Math.log(count)) * Math.log((files + 1) / others);
		return weight > 0 ? [{ word, weight }] : [];
	});
	return weighed
		.sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
		.slice(0, TELLING)
		.map(({ word }) => ({ kind: "word", text: word }));
}
