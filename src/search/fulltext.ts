import { indexableQuery } from "../base/indexable.ts";
import type { Database } from "../store/index.ts";
import { matchOf, withoutExcluded } from "./query.ts";
import { STOP_WORDS } from "./stop-words.ts";
import { stemmed, tokensOf } from "./terms.ts";
import type { Allowed, Query, Ranked, Term } from "./types.ts";

/** What a match in the title, the tags and the body counts for. */
const WEIGHTS = "2.0, 2.0, 1.0";

/**
 * Files by their words, best first (BM25 as FTS5 computes it). Words that stand for themselves need not all be there: what has more
 * of them, and rarer ones, comes first. Those that only make a sentence of the others (`how`, `the`) are not looked for.
 */
export function fulltext(database: Database, query: Query, allowed: Allowed | undefined, limit: number): Ranked[] {
	const words = lookups(query.words);
	const some = words.length === 0 ? "" : `(${words.join(" OR ")})`;
	const match = [query.required, ...narrowed(database, words), some].filter((part) => part !== "").join(" AND ");
	return ranked(database, withoutExcluded(match, query), allowed, limit);
}

/** Files that are scored at most, about, where some words are rare and others are everywhere. */
const SCORED = 4000;

/**
 * What bounds the work of a long question in a large desk: a file must hold one of the rarer words, of which so many are taken that
 * enough files hold them. The others still count in the score; a file that holds only those would not come near its top.
 */
function narrowed(database: Database, words: readonly string[]): string[] {
	const files = database.get<{ id: number }>("SELECT max(id) AS id FROM text_docsize")?.id ?? 0;
	if (words.length < 3 || files <= SCORED) return [];
	const counted = words.map((word) => ({ word, count: filesWith(database, word) })).sort((a, b) => a.count - b.count);
	const chosen: string[] = [];
	let sum = 0;
	for (const { word, count } of counted) {
		if (sum >= SCORED) break;
		chosen.push(word);
		sum += count;
	}
	return chosen.length === words.length ? [] : [`(${chosen.join(" OR ")})`];
}

const counts = new WeakMap<Database, Map<string, number>>();
/** What was counted is used again: it is an estimate, and writes change it little. */
const COUNTS_LIMIT = 10_000;

/** How many files hold a word, about; 0 for phrases, which are rarer than their words. */
function filesWith(database: Database, word: string): number {
	const term = stemmed(word.slice(1, -1).toLowerCase());
	let known = counts.get(database);
	if (known === undefined || known.size > COUNTS_LIMIT) {
		database.driver.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.text_word USING fts5vocab (main, text, row)");
		known = new Map();
		counts.set(database, known);
	}
	let count = known.get(term);
	if (count === undefined) {
		count = database.get<{ doc: number }>("SELECT doc FROM temp.text_word WHERE term = ?", term)?.doc ?? 0;
		known.set(term, count);
	}
	return count;
}

/** MATCH expressions of the words that say what a question is about; of all of them when none does. */
export function lookups(words: readonly Term[]): string[] {
	const pieces = words.flatMap(piecesOf);
	const telling = pieces.filter(({ tokens }) => tokens.some((token) => !STOP_WORDS.has(stemmed(token))));
	const chosen = telling.length === 0 ? pieces : telling;
	return [...new Set(chosen.map(({ match }) => match))];
}

/**
 * What is looked up of a word. Of one of several tokens (`e-mail`, `/etc/fstab`) each counts for itself, as a text may have them apart; of
 * scripts without blanks each two characters that stand together, as one says little and all of a sentence too much.
 */
function piecesOf(term: Term): { tokens: readonly string[]; match: string }[] {
	const tokens = tokensOf(indexableQuery(term.text)[0] ?? "");
	if (tokens.length < 2) return [{ tokens, match: matchOf(term) }];
	return tokens.flatMap((token, index) => {
		const next = tokens[index + 1];
		const isRun = UNSPACED.test(token);
		if (isRun && next !== undefined && UNSPACED.test(next)) return [piece(`${token} ${next}`, [token, next])];
		// The last of a run is in the pair before it.
		return isRun && index > 0 && UNSPACED.test(tokens[index - 1] ?? "") ? [] : [piece(token, [token])];
	});
}

function piece(text: string, tokens: readonly string[]): { tokens: readonly string[]; match: string } {
	return { tokens, match: `"${text}"` };
}

/** A character of a script that is written without blanks, which the index has as a word. */
const UNSPACED =
	/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;

/** So many files at most are looked up one by one. */
const LOOKED_UP = 100;

function ranked(database: Database, match: string, allowed: Allowed | undefined, limit: number): Ranked[] {
	if (match === "") return [];
	// FTS5 would look each allowed file up on its own, at 50 µs; the plus sign makes it go through the matches instead.
	const column = allowed !== undefined && allowed.nodes.size > LOOKED_UP ? "+rowid" : "rowid";
	const within = allowed === undefined ? "" : `AND ${column} IN (SELECT value FROM json_each(?))`;
	const values = allowed === undefined ? [] : [allowed.json];
	return database.all<Ranked>(
		`SELECT rowid AS node, -bm25(text, ${WEIGHTS}) AS score FROM text WHERE text MATCH ? ${within} ORDER BY score DESC, node LIMIT ?`,
		match,
		...values,
		limit,
	);
}
