import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { splitFrontMatter } from "../../src/text/index.ts";
import { type MailProperties, readMailFile, withProperties, writeFrontMatter } from "./front-matter.ts";

/** Texts on which YAML stumbles, and any others. Lone surrogates, which UTF-8 cannot hold, become U+FFFD. */
const text = fc
	.oneof(
		fc.constantFrom(
			"true",
			"no",
			"null",
			"~",
			"1",
			"1e3",
			"2e34567234",
			"0x1f",
			"-",
			"--- a",
			"- a",
			"? a",
			"a: b",
			"a:",
			":a",
			"a #b",
			"#a",
			"[a]",
			"{a}",
			"a, b",
			'"',
			"'",
			"''",
			'"a" <b@c>',
			"\\",
			"a\\nb",
			"@a",
			"`a",
			"%a",
			"&a",
			"*a",
			"!a",
			"|",
			">",
			"a\u00a0",
			"\u2028",
			"\ufeff",
			"é",
			"日本",
			"😀",
			" a",
			"a ",
			"a\tb",
			"2026-11-21",
			"2026-11-21T10:00:00+01:00",
			"=",
			"<<",
			"a]",
			"/mail/.raw/x.eml",
			"constructor",
			"__proto__",
		),
		fc.string({ unit: "grapheme", maxLength: 30 }),
		fc.string({ unit: "binary", maxLength: 20 }),
	)
	.map((value) => value.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd"));
const texts = fc.array(text, { minLength: 1, maxLength: 4 });

const properties: fc.Arbitrary<MailProperties> = fc.record(
	{
		from: fc.oneof(text, texts),
		to: texts,
		date: fc.constant("2026-11-21T10:00:00+01:00"),
		subject: text,
		message_id: text,
		references: texts,
		thread: fc.stringMatching(/^[a-z2-7]{10}$/),
		flags: texts,
		labels: texts,
		size: fc.nat(),
		attachments: fc.array(fc.record({ name: text, type: text, size: fc.nat(), path: text }), {
			minLength: 1,
			maxLength: 3,
		}),
		security: fc.array(fc.record({ kind: text, state: text }), { minLength: 1, maxLength: 2 }),
		problems: texts,
		source: fc.constant("/mail/.raw/abcdefghij.eml"),
	},
	{ requiredKeys: ["source"] },
);

test("what is written is read, here and by YAML 1.2 and 1.1", () => {
	fc.assert(
		fc.property(properties, (written) => {
			const block = writeFrontMatter(written);
			const { data, body } = readMailFile(`${block}\nbody\n---\nmore`);
			expect(data).toEqual(written);
			expect(body).toBe("\nbody\n---\nmore");
			const yaml = splitFrontMatter(block).yaml ?? "";
			expect(parseDocument(yaml, { version: "1.2" }).toJS()).toEqual(written);
			const { date: _, ...undated } = written; // which 1.1 makes a Date of
			expect(parseDocument(splitFrontMatter(writeFrontMatter(undated)).yaml ?? "", { version: "1.1" }).toJS()).toEqual(
				undated,
			);
		}),
		{ numRuns: 500 },
	);
});

test("flags and labels change, and nothing else", () => {
	fc.assert(
		fc.property(properties, texts, fc.option(texts, { nil: undefined }), (written, flags, labels) => {
			const before = `${writeFrontMatter(written)}\nflags: [in the body]\n`;
			const changed = withProperties(before, labels === undefined ? { flags } : { flags, labels });
			expect(readMailFile(changed).data).toEqual({ ...written, flags, ...(labels === undefined ? {} : { labels }) });
			expect(readMailFile(changed).body).toBe(readMailFile(before).body);
			expect(
				withProperties(withProperties(before, { flags: [], labels: [] }), {
					flags: written.flags ?? [],
					labels: written.labels ?? [],
				}),
			).toBe(before);
		}),
	);
});

test("what a person writes is read too", () => {
	const read = (yaml: string) => readMailFile(`---\n${yaml}---\nbody`).data;
	expect(read("flags:\n- seen\n- flagged\nsubject: >\n  long\n  text\n")).toEqual({
		flags: ["seen", "flagged"],
		subject: "long text\n",
	});
	expect(read('subject: "\\x41"\n')).toEqual({ subject: "A" });
	expect(read("flags: [ seen,flagged ]\n# a comment\nlabels: []\n")).toEqual({
		flags: ["seen", "flagged"],
		labels: [],
	});
	expect(withProperties("---\nsubject: a\nflags:\n  - seen\n  - b\nsize: 3\n---\n", { flags: ["x"] })).toBe(
		"---\nsubject: a\nflags: [x]\nsize: 3\n---\n",
	);
	expect(withProperties("---\nsubject: a\nsource: b\n---\n", { flags: ["x"] })).toBe(
		"---\nsubject: a\nflags: [x]\nsource: b\n---\n",
	);
	expect(readMailFile("no front matter")).toEqual({ data: {}, body: "no front matter", bodyStart: 0 });
	expect(() => read("a: [\n")).toThrow();
});
