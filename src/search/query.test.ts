import Driver from "better-sqlite3";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { indexable } from "../base/indexable.ts";
import { parseQuery, QUERY_LIMIT, withoutExcluded } from "./query.ts";
import { type QueryContext, TERM_LIMIT } from "./query-tokens.ts";

const DOCUMENTS = [
	["Garden", "home", "The apple tree and the pear tree stand near the old well."],
	["Invoices", "work", "Invoice 2026-036 was paid late. Reminder sent to the bakery."],
	["Bakery", "work clients", "The bakery bakes cardamom buns; no invoice yet."],
	["Meeting notes", "", "We are connecting the printer. Not an apple in sight. Résumé und Straße."],
	["日本", "", "日本語のメモ"],
	["Code", "", "It calls `readFileSync` once."],
] as const;

const database = new Driver(":memory:");
database.exec(
	"CREATE VIRTUAL TABLE text USING fts5 (title, tags, body, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2')",
);
const insert = database.prepare("INSERT INTO text (rowid, title, tags, body) VALUES (?, ?, ?, ?)");
for (const [index, document] of DOCUMENTS.entries()) insert.run(index + 1, ...document.map(indexable));
afterAll(() => database.close());

/** Titles that a MATCH expression finds, in the order of the documents. */
function titles(match: string): string[] {
	if (match === "") return [];
	const rows = database.prepare("SELECT rowid AS id FROM text WHERE text MATCH ? ORDER BY rowid").all(match);
	return (rows as { id: number }[]).map(({ id }) => DOCUMENTS[id - 1]?.[0] ?? "");
}

/** Titles that a query finds, all of it taken to the letter. */
function finds(typed: string, context?: QueryContext): string[] {
	const query = parseQuery(typed, context);
	return titles(withoutExcluded(query.match, query));
}

describe("what is found", () => {
	it.each([
		["apple", ["Garden", "Meeting notes"]],
		["apple tree", ["Garden"]],
		['"apple tree"', ["Garden"]],
		['"tree apple"', []],
		["“apple tree”", ["Garden"]],
		["invoice", ["Invoices", "Bakery"]],
		["title:invoices", ["Invoices"]],
		["TITLE:invoic*", ["Invoices"]],
		['title:"meeting notes"', ["Meeting notes"]],
		["invoice -paid", ["Bakery"]],
		["invoice NOT paid", ["Bakery"]],
		["invoice AND NOT paid", ["Bakery"]],
		['invoice -"paid late"', ["Bakery"]],
		["invoice NOT NOT paid", ["Invoices"]],
		["apple OR buns", ["Garden", "Bakery", "Meeting notes"]],
		["apple tree OR cardamom buns", ["Garden", "Bakery"]],
		["(apple OR invoice) (tree OR bakery)", ["Garden", "Invoices", "Bakery"]],
		["(apple OR invoice) -(tree OR paid)", ["Bakery", "Meeting notes"]],
		["apple OR -buns", ["Garden", "Meeting notes"]],
		["apple NEAR pear", ["Garden"]],
		["apple NEAR/1 pear", []],
		["NEAR(apple pear, 3)", ["Garden"]],
		["NEAR(apple well)", ["Garden"]],
		["bak* NEAR/3 card*", ["Bakery"]],
		["conn*", ["Meeting notes"]],
		["connecti*", ["Meeting notes"]],
		["connectin*", ["Meeting notes"]],
		["resume", ["Meeting notes"]],
		["strasse", ["Meeting notes"]],
		["readfile", []],
		["readFile", ["Code"]],
		["readfilesync", ["Code"]],
		["本語", ["日本"]],
		["メモ*", ["日本"]],
		["ـ", []],
		["Straße", ["Meeting notes"]],
		["2026-036", ["Invoices"]],
		["+apple +tree", ["Garden"]],
		['apple"', ["Garden", "Meeting notes"]],
		["(apple", ["Garden", "Meeting notes"]],
		["apple) tree", ["Garden"]],
		["not", ["Meeting notes"]],
		["NOT", ["Meeting notes"]],
		["apple near", ["Garden"]],
		["apple AND", ["Garden"]],
		["AND apple", ["Garden"]],
		["apple - tree", ["Garden"]],
		["tree--apple", []],
		["printer -- apple", ["Meeting notes"]],
		["*", []],
		["- * ( ) \" ' AND", ["Garden"]],
		["🎉", []],
		["🎉 apple", ["Garden", "Meeting notes"]],
		["apple\0tree", ["Garden"]],
		["'; DROP TABLE text; --", []],
		["日本", ["日本"]],
		["", []],
	])("%s", (typed, expected) => {
		expect(finds(typed)).toEqual(expected);
	});
});

describe("what is understood", () => {
	it("keeps apart what may be missing and what must be there", () => {
		const query = parseQuery('how are invoices paid "the bakery" -draft tag:work');
		expect(query.words.map(({ text }) => text)).toEqual(["how", "are", "invoices", "paid"]);
		expect(query.required).toBe('"the bakery"');
		expect(query.exclude).toBe('"draft"');
		expect(query.filter).toEqual({ tags: ["work"] });
		expect(query.text).toBe("how are invoices paid the bakery");
	});

	it("binds words that an operator joins", () => {
		const query = parseQuery("a AND b c +d");
		expect(query.words.map(({ text }) => text)).toEqual(["c"]);
		expect(query.required).toBe('("a" AND "b" AND "d")');
	});

	it("reads field words as conditions", () => {
		const instant = (words: string, edge: string) => (words === "2026-01" ? (edge === "start" ? 1 : 2) : undefined);
		const { filter, words } = parseQuery(
			'tag:#work path:notes/clients/ in:/mail is:note kind:.pdf from:"Anna K" status:pending mood:good since:2026-01 until:2026-01',
			{ facets: new Set(["mood"]), instant },
		);
		expect(filter).toEqual({
			tags: ["work"],
			within: ["/notes/clients", "/mail"],
			kinds: ["note", "pdf"],
			facets: [
				["from", "Anna K"],
				["status", "pending"],
				["mood", "good"],
			],
			since: 1,
			until: 2,
		});
		expect(words).toEqual([]);
	});

	it("excludes by field words", () => {
		expect(parseQuery("plan -tag:done NOT path:/notes/archive -(is:task)").filter).toEqual({
			except: { tags: ["done"], within: ["/notes/archive"], kinds: ["task"] },
		});
	});

	it.each(["http://example.org", "mood:good", "since:whenever", "10:30", "tag:", "constructor:x", "std::vector"])(
		"takes %s as words",
		(typed) => {
			const { filter, words } = parseQuery(typed);
			expect(filter).toEqual({});
			expect(words.map(({ text }) => text)).toEqual([typed]);
		},
	);
});

const PIECES = fc.constantFrom(
	...[
		'"',
		"“",
		"(",
		")",
		"-",
		"+",
		"*",
		":",
		" ",
		"AND",
		"OR",
		"NOT",
		"NEAR",
		"NEAR/3",
		"NEAR(",
		",",
		"^",
		"{",
		"}",
		"\0",
	],
	...[
		"apple",
		"tree",
		"a",
		"é",
		"日本語",
		"🎉",
		"title:",
		"tag:x",
		"path:/a",
		"since:2026",
		"'",
		";",
		"\\",
		"\ud800",
		"connecti*",
	],
);

describe("anything typed", () => {
	/** Each expression of the query, as FTS5 takes it. @throws when it does not */
	function check(typed: string): void {
		const query = parseQuery(typed, { instant: () => 1 });
		for (const match of [query.match, query.required, query.exclude, withoutExcluded(query.match, query)])
			titles(match);
		for (const term of query.terms) titles(parseQuery(`"${term.text}"`).match);
		expect(query.terms.length).toBeLessThanOrEqual(TERM_LIMIT);
	}

	it("is a valid expression or none: pieces of the language", () => {
		fc.assert(
			fc.property(fc.array(PIECES, { maxLength: 40 }), fc.constantFrom("", " "), (pieces, between) =>
				check(pieces.join(between)),
			),
			{ numRuns: 3000 },
		);
	});

	it("is a valid expression or none: any characters", () => {
		fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), check), { numRuns: 1000 });
	});

	it.each([
		["words", "lorem ipsum dolor ".repeat(600)],
		["different words", Array.from({ length: 2500 }, (_, index) => `w${index}`).join(" ")],
		["brackets", `${"(".repeat(5000)}apple${")".repeat(5000)}`],
		["alternating brackets", "(a OR (b ".repeat(1100)],
		["minus signs", "-".repeat(10_000)],
		["negations", "NOT ".repeat(2500)],
		["negated groups", "-(".repeat(5000)],
		["quotes", '"'.repeat(9999)],
		["quoted words", '"a" '.repeat(2500)],
		["operators", "a OR ".repeat(2000)],
		["a word without end", "x".repeat(10_000)],
		["NEAR", "a NEAR ".repeat(1400)],
		["NEAR calls", "NEAR(".repeat(2000)],
		["stars", "a* ".repeat(3300)],
		["far too long", "apple ".repeat(100_000)],
	])("10,000 characters of %s take little time", (_, typed) => {
		const start = cpuTime();
		check(typed);
		expect(cpuTime() - start).toBeLessThan(1000);
		expect(parseQuery(typed).typed.length).toBeLessThanOrEqual(QUERY_LIMIT);
	});
});
