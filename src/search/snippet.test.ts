import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { parseQuery } from "./query.ts";
import { snippetOf } from "./snippet.ts";

/** A file with this text, as searches see it. */
function fileOf(text: string) {
	const bytes = Buffer.from(text);
	return {
		text: { title: "", tags: [], body: text },
		inFile: true,
		source: () => bytes,
		passages: () => [{ start: 0, end: bytes.length, text }],
	};
}

function snippet(text: string, query: string, path = "/files/a.txt") {
	const found = snippetOf(fileOf(text), path, parseQuery(query).terms);
	return { ...found, hits: found.spans.map(({ start, end }) => found.text.slice(start, end)) };
}

describe("a snippet", () => {
	it.each([
		["whole words in any form", "The plans were planned.\n", "plan", ["plans", "planned"]],
		["no parts of words", "An airplane, a planet.\n", "plan", []],
		["phrases in one piece", "net net 30 days\n", '"net 30"', ["net 30"]],
		["prefixes", "connection and connect\n", "connectio*", ["connection"]],
		["accents and case", "Une RÉSUMÉ, résumés\n", "resume", ["RÉSUMÉ", "résumés"]],
		["characters of scripts without blanks", "りんごの木を剪定する\n", "剪定", ["剪定"]],
		["parts of names in code", "const x = readFileSync(path)\n", "readFile", ["readFile"]],
		["words that an excluded one stands beside", "apple pear\n", "apple -plum", ["apple"]],
	])("highlights %s", (_name, text, query, hits) => {
		expect(snippet(text, query).hits).toEqual(hits);
	});

	it("shows where most of the words are together", () => {
		const text = `apple\n${"filler words go here.\n".repeat(100)}The apple of the old tree.\n${"more filler.\n".repeat(100)}tree\n`;
		const { line, text: shown, hits } = snippet(text, "apple tree");
		expect(line).toBe(102);
		expect(shown).toMatch(/^The apple of the old tree\. more filler\./);
		expect(hits).toEqual(["apple", "tree"]);
	});

	it("prefers the body to the front matter, and has the passage's bytes", () => {
		const text = "---\ntags: [æble]\n---\n# Æbler\n\nEt æble om dagen.\n";
		const { line, passage, hits } = snippet(text, "æble", "/notes/a.md");
		expect(line).toBe(6);
		expect(hits).toEqual(["æble"]);
		expect(Buffer.from(text).subarray(passage.start, passage.end).toString()).toContain("Et æble om dagen.");
	});

	it("shows a line of the front matter for what only that says, and the body for what the title says", () => {
		const text = `---\nfrom: Amina Berg <amina@example.com>\ndate: 2026-11-20\nsubject: "Invoice 7"\n---\nDear Mara,\nall is paid.\n`;
		const mail = { ...fileOf(text), passages: () => [] };
		const shown = (query: string) =>
			snippetOf({ ...mail, text: { ...mail.text, title: "Invoice 7" } }, "/mail/a.md", parseQuery(query).terms);
		expect(shown("invoice")).toMatchObject({ text: "Dear Mara, all is paid.", line: 6, spans: [] });
		expect(shown("berg")).toMatchObject({ text: "from: Amina Berg…", line: 2 });
		expect(shown("invoice berg paid").text).toBe("all is paid.");
	});

	it("drops markup, but not what was looked for", () => {
		expect(
			snippet("## A **bold** `plan`, [here](https://x.org/y) and [[b|there]]\n- [ ] *do* it\n", "plan", "/notes/a.md")
				.text,
		).toBe("A bold plan, here and there do it");
		expect(snippet("See [here](https://wombat.org/y).\n", "wombat", "/notes/a.md").text).toContain("wombat.org");
		expect(snippet("a ** b `c` # d\n", "c").text).toBe("a ** b `c` # d");
	});

	it("begins with the passage that the ranking found where no word does", () => {
		const text = `${"First. ".repeat(50)}\nÆ second part.\n`;
		const start = Buffer.byteLength(text.slice(0, text.indexOf("Æ")));
		const found = snippetOf(fileOf(text), "/files/a.txt", parseQuery("unknown").terms, { start, end: start + 10 });
		expect(found.text).toBe("Æ second part.");
		expect(found.line).toBe(2);
	});

	it("holds for any text and any words", () => {
		const piece = fc.constantFrom(
			"apple",
			"tree",
			" ",
			"\n",
			"**",
			"[[",
			"]]",
			"|",
			"](",
			"---\n",
			"é",
			"日本",
			"🎉",
			"\x1b[31m",
			"\u202e",
			"\0",
			"# ",
			"\ud800",
			"<b>",
		);
		const text = fc.oneof(
			fc.array(piece, { maxLength: 200 }).map((parts) => parts.join("")),
			fc.string({ unit: "binary", maxLength: 500 }),
		);
		const span = fc.option(fc.tuple(fc.nat(600), fc.nat(600)), { nil: undefined });
		fc.assert(
			fc.property(text, span, fc.constantFrom("/files/a.txt", "/notes/a.md"), (text, given, path) => {
				const file = fileOf(text);
				const size = file.source().length;
				const [start, length] = given ?? [0, 0];
				const passage =
					given === undefined ? undefined : { start: Math.min(start, size), end: Math.min(start + length, size) };
				const found = snippetOf(file, path, parseQuery('apple "tree apple" 日本 é*').terms, passage);
				expect(found.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
				expect(found.text.length).toBeLessThan(1000);
				let at = 0;
				for (const { start, end } of found.spans) {
					expect(start).toBeGreaterThanOrEqual(at);
					expect(end).toBeGreaterThan(start);
					at = end;
				}
				expect(at).toBeLessThanOrEqual(found.text.length);
				expect(found.line).toBeGreaterThanOrEqual(1);
				expect(found.passage.start).toBeLessThanOrEqual(found.passage.end);
			}),
			{ numRuns: 2000 },
		);
	});

	it.each([
		["one long word", "a".repeat(4_000_000)],
		["matches without end", "apple ".repeat(600_000)],
		["stars", "*".repeat(1_000_000)],
		["brackets", "[".repeat(1_000_000)],
		["angle brackets", "<a".repeat(500_000)],
		["lines", "\n".repeat(2_000_000)],
		["table rules", "|---".repeat(300_000)],
	])("takes little time for %s", (_name, text) => {
		const start = cpuTime();
		snippet(`${text} apple tree`, "apple tree missing", "/notes/a.md");
		expect(cpuTime() - start).toBeLessThan(3000);
	});
});
