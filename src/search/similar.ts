/** Files that are like another. */
import { DeskError } from "../base/errors.ts";
import type { Database } from "../store/index.ts";
import type { Vfs } from "../vfs/index.ts";
import { allowedBy } from "./filter.ts";
import { fulltext } from "./fulltext.ts";
import { matchOf } from "./query.ts";
import type { Placed } from "./rank.ts";
import { present } from "./search.ts";
import { stem } from "./stem.ts";
import { wordsIn } from "./tokens.ts";
import type { Allowed, Query, SearchRequest, SearchResult, Term } from "./types.ts";

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
	const placed = byTerms(vfs.store.database, terms, allowed, request.limit);
	return { hits: await present(vfs, placed, { terms }, request), mode: "text" };
}

function without(allowed: Allowed | undefined, database: Database, node: number): Allowed {
	const all = allowed?.nodes ?? (database.sql("SELECT id FROM text_docsize").pluck().all() as number[]);
	const nodes = [...all].filter((id) => id !== node);
	return { nodes: new Set(nodes), json: JSON.stringify(nodes) };
}

/** Files that hold most of the terms, the rarer ones counting more. */
function byTerms(database: Database, terms: readonly Term[], allowed: Allowed, limit: number): Placed[] {
	const match = terms.map(matchOf).join(" OR ");
	const query: Query = { typed: "", text: "", words: [], required: match, match, exclude: "", terms, filter: {} };
	const ranked = fulltext(database, query, allowed, limit);
	const best = ranked[0]?.score ?? 1;
	return ranked.map(({ node, score }, index) => ({
		node,
		score: best > 0 ? score / best : 1,
		parts: { text: { rank: index + 1, score } },
	}));
}

/** The words of a text that are frequent in it and rare elsewhere, but not unknown there (tf-idf). */
function tellingTerms(database: Database, text: string): Term[] {
	const counts = new Map<string, { word: string; count: number }>();
	for (const { plain } of wordsIn(text)) {
		if (plain.length < 2 || /^\d{1,3}$/.test(plain)) continue;
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
