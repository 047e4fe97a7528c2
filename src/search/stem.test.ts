import { readFileSync } from "node:fs";
import Driver from "better-sqlite3";
import fc from "fast-check";
import { expect, it } from "vitest";
import { stem } from "./stem.ts";

/** The stems that FTS5 itself keeps of words. */
function kept(words: readonly string[]): string[] {
	const database = new Driver(":memory:");
	database.exec(
		"CREATE VIRTUAL TABLE t USING fts5 (x, tokenize='porter unicode61'); CREATE VIRTUAL TABLE v USING fts5vocab (t, instance)",
	);
	const insert = database.prepare("INSERT INTO t (rowid, x) VALUES (?, ?)");
	for (const [index, word] of words.entries()) insert.run(index, word);
	const stems = database.prepare("SELECT term FROM v ORDER BY doc").pluck().all() as string[];
	database.close();
	return stems;
}

it("is FTS5's own on the words of this project", () => {
	const text = ["README.md", "ARCHITECTURE.md", "LICENSE"].map((file) => readFileSync(file, "utf8")).join(" ");
	const words = [...new Set(text.toLowerCase().match(/[a-z]+/g))];
	expect(words.length).toBeGreaterThan(800);
	const oracle = kept(words);
	expect(words.filter((word, index) => stem(word) !== oracle[index])).toEqual([]);
});

it("is FTS5's own on words of all endings", () => {
	const piece = fc.constantFrom(
		..."s es ies sses ed eed ing y at bl iz ll ational tional enci anci izer logi bli alli entli eli ousli ization ation ator alism iveness fulness ousness aliti iviti biliti icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement ment ent ion tion ou ism ate iti ous ive ize e l".split(
			" ",
		),
		..."abcdefghijklmnopqrstuvwxyz",
	);
	const words = fc
		.sample(fc.array(piece, { minLength: 1, maxLength: 5 }), { numRuns: 20_000 })
		.map((parts) => parts.join(""));
	const oracle = kept(words);
	const wrong = words.flatMap((word, index) =>
		stem(word) === oracle[index] ? [] : [[word, stem(word), oracle[index]]],
	);
	expect([...new Set(wrong.map(String))].slice(0, 30)).toEqual([]);
});
