import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../test/support/cpu-time.ts";
import {
	codePassages,
	headedPassages,
	pagePassages,
	plainPassages,
	type TextPassage,
	tablePassages,
} from "./passages.ts";
import { markdownPassages } from "./passages-markdown.ts";

const KINDS = { headedPassages, plainPassages, codePassages, pagePassages, tablePassages, markdownPassages };
/** What a passage says is what stands there. */
const plain = Object.entries(KINDS).filter(([name]) => name !== "markdownPassages" && name !== "headedPassages");

/** Texts of words, sentences, paragraphs, headings, code and long lines, in several scripts. */
const piece = fc.oneof(
	{ weight: 8, arbitrary: fc.constantFrom("word", "Grüße", "東京都", "emoji😀", "e\u0301", "ภาษา", "x") },
	{ weight: 6, arbitrary: fc.constantFrom(" ", " ", " ", ". ", "。", "\n", "\n\n", "\r\n\r\n", "\t", "\f") },
	fc.constantFrom(
		"\n# Title\n",
		"\n## Part\n",
		"\n\nfunction a() {\n",
		"\n```\ncode\n```\n",
		"\n---\n",
		"| a | b |\n",
		"&amp; <b>",
	),
	fc.integer({ min: 1, max: 4000 }).map((length) => "long".repeat(length / 4)),
	fc.integer({ min: 1, max: 900 }).map((length) => "some words here ".repeat(length / 16)),
	fc.integer({ min: 1, max: 2000 }).map((length) => "漢😀".repeat(length / 2)),
);
const TEXT = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(""));

const decode = (bytes: Uint8Array, { start, end }: TextPassage) =>
	Buffer.from(bytes.subarray(start, end)).toString("utf8");

describe.each(Object.entries(KINDS))("%s", (name, cut) => {
	test("covers all that can be read, in order, with exact offsets, never too long", () => {
		fc.assert(
			fc.property(TEXT, (text) => {
				const bytes = Buffer.from(text);
				const covered = Buffer.alloc(bytes.length);
				let before = -1;
				for (const passage of cut(bytes)) {
					expect(passage.start).toBeGreaterThan(before);
					before = passage.start;
					const source = decode(bytes, passage);
					expect(source).not.toMatch(/^\s|\s$|\ufffd/);
					expect(source.length).toBeLessThanOrEqual(2000);
					if (plain.some(([verbatim]) => verbatim === name)) expect(passage.text).toBe(source);
					covered.fill(1, passage.start, passage.end);
				}
				const missed = Buffer.from(bytes.filter((_, at) => covered[at] === 0)).toString();
				// Of Markdown, what has nothing to read (a rule, an empty heading) need not be there.
				expect(name === "markdownPassages" ? missed.replace(/[#`|=*_~>.-]|&amp;|<b>/g, "").trim() : missed.trim()).toBe(
					"",
				);
			}),
			// A cut between a word without end and a blank.
			{ examples: [[`${"x".repeat(1500)} ${"some words ".repeat(95)}`]] },
		);
	});

	test("words are whole", () => {
		const text = Array.from({ length: 4000 }, (_, at) => `word${at}`).join(" ");
		const passages = cut(Buffer.from(text));
		expect(passages.length).toBeGreaterThan(10);
		for (const { text: read } of passages) expect(read).toMatch(/^word\d+( word\d+)*$/);
		expect(passages.at(-1)?.text).toContain("word3999");
	});

	test.each(["a", "# a\n", "```\n", "\n\n", "。", "|", "[", "<b ", "\f", "\u0300", "- x\n"])(
		"linear time for a megabyte of %j",
		(unit) => {
			const bytes = Buffer.from(unit.repeat(1_000_000 / unit.length));
			const started = cpuTime();
			cut(bytes);
			expect(cpuTime() - started).toBeLessThan(10_000);
		},
	);

	test("what is not UTF-8 has offsets, too; a cut within a character takes nothing with it", () => {
		const bytes = Buffer.concat([Buffer.from("# Grüße\n\nText "), Buffer.from([0xff, 0xfe]), Buffer.from(" end")]);
		const [passage] = cut(bytes);
		expect(bytes.subarray(passage?.start, passage?.end).toString("latin1")).toContain(" end");
		const half = Buffer.from("Grüße 東").subarray(0, -1);
		expect(cut(half).map(({ text }) => text.trim())).toEqual(["Grüße"]);
	});
});

test("every kind of plain text has overlap or none, as it fits", () => {
	const text = Array.from({ length: 300 }, (_, at) => `This is sentence number ${at}.`).join(" ");
	const overlaps = Object.fromEntries(
		plain.map(([name, cut]) => {
			const passages = cut(Buffer.from(text));
			return [name, passages.slice(1).every((passage, at) => passage.start < (passages[at]?.end ?? 0))];
		}),
	);
	expect(overlaps).toEqual({ plainPassages: true, pagePassages: true, codePassages: false, tablePassages: false });
	for (const { text: read } of plainPassages(Buffer.from(text))) expect(read).toMatch(/^This is .*\.$/);
});

describe("Markdown", () => {
	const cut = (markdown: string) => markdownPassages(Buffer.from(markdown));
	const long = (word: string) => `${`${word} is said here. `.repeat(60)}\n\n`;

	test("is cut at its headings, each passage with those above it", () => {
		const found = cut(
			`---\ntitle: X\n---\n# Travel\n\nShort.\n\n## Japan\n\n${long("Tokyo")}### *Food* and \`drink\`\n\n${long("Ramen")}Plans\n-----\n\n${long("Later")}`,
		);
		expect(found.map(({ heading, text }) => [heading, text.slice(0, 12)])).toEqual([
			["Travel", "Travel\n\nShor"],
			["Travel › Japan › Food and drink", "Food and dri"],
			["Travel › Plans", "Plans\n\nLater"],
		]);
	});

	test("small sections are joined under what they have in common; code has no headings", () => {
		expect(cut("# A\n\none\n\n## B\n\ntwo\n\n## C\n\nthree\n\n```sh\n# no heading\n```\n")).toMatchObject([
			{ heading: "A", text: "A\n\none\n\nB\n\ntwo\n\nC\n\nthree\n\n# no heading", start: 0 },
		]);
	});

	test("a long section goes on under its heading, with a sentence or two again", () => {
		const found = cut(`# Log\n\n${long("One")}${long("Two")}${long("Three")}`);
		expect(found.length).toBeGreaterThan(2);
		for (const { heading, text } of found) {
			expect(heading).toBe("Log");
			expect(text).toMatch(/^(?:Log|One|Two|Three) .*|^Log\n/s);
			expect(text).toMatch(/here\.$/);
		}
		expect(found[1]?.start).toBeLessThan(found[0]?.end ?? 0);
	});

	test.each([
		[
			"**bold** and *italic* and __both__ and snake_case and 2*3*4 and ~~no~~",
			"bold and italic and both and snake_case and 2*3*4 and no",
		],
		[
			"[text](https://example.org/a_(b)) ![alt](x.png) [[Note|alias]] [[Note]] <https://x.org>",
			"text alt alias Note https://x.org",
		],
		["[![badge](a.svg)](https://x.org) here", "badge here"],
		["- one\n* two\n3. three\n- [ ] four\n> quoted", "one\ntwo\nthree\nfour\nquoted"],
		["| a | b |\n|---|:-:|\n| c | d |", "a b\n\nc d"],
		["caf&eacute; <b>x</b><br>y \\*z\\*", "café x y *z*"],
		["`<b> **x**` and\n\n```js\nconst a_b = '**x**';\n```", "<b> **x** and\n\nconst a_b = '**x**';"],
		["a <your name> here, 1 < 2", "a <your name> here, 1 < 2"],
	])("%j reads %j", (markdown, text) => expect(cut(markdown).map((passage) => passage.text)).toEqual([text]));
});

test("pages and tables say where they are", () => {
	expect(pagePassages(Buffer.from("one\ftwo\f\ffour"))).toEqual([
		{ start: 0, end: 3, text: "one", heading: "page 1" },
		{ start: 4, end: 7, text: "two", heading: "page 2" },
		{ start: 9, end: 13, text: "four", heading: "page 4" },
	]);
	const rows = Array.from({ length: 200 }, (_, at) => `2026-01-01,Rent,${at}`).join("\n");
	const found = tablePassages(Buffer.from(`date,payee,amount\n${rows}\n`));
	expect(found.length).toBeGreaterThan(2);
	for (const { heading, text } of found) {
		expect(heading).toBe("date,payee,amount");
		expect(text).toMatch(/\d$/);
	}
});

test("a program is cut between its definitions", () => {
	const bytes = readFileSync("src/vfs/vfs.ts");
	const lines = bytes
		.toString()
		.split("\n")
		.map((line) => line.trim());
	const passages = codePassages(bytes);
	expect(passages.length).toBeGreaterThan(5);
	for (const { start, end } of passages) {
		const source = bytes.subarray(start, end).toString().split("\n");
		expect(lines).toContain(source[0]);
		expect(lines).toContain(source.at(-1)?.trim());
	}
});
