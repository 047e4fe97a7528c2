import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { DeskError } from "../base/errors.ts";
import { type FrontMatterValue, parseFrontMatter, replaceTexts, setFrontMatter } from "./front-matter.ts";

type Changes = Record<string, FrontMatterValue | undefined>;

const rows: [string, string, Changes, string][] = [
	["value, comment kept", "---\na: 1 # one\nb: 2\n---\nx", { a: 3 }, "---\na: 3 # one\nb: 2\n---\nx"],
	["quoting kept", "---\na: 'x'\nb: \"y\"\n---\n", { a: "it's", b: "z" }, "---\na: 'it''s'\nb: \"z\"\n---\n"],
	["same value keeps its form", "---\na: 'x'\nb:   2\n---\n", { a: "x", b: 2 }, "---\na: 'x'\nb:   2\n---\n"],
	["CRLF", "---\r\na: 1\r\n---\r\nx\r\n", { b: true }, "---\r\na: 1\r\nb: true\r\n---\r\nx\r\n"],
	[
		"removal",
		"---\n# head\na: 1\nlist:\n  - x\n  - y\n# tail\nb: 2\n---\n",
		{ list: undefined },
		"---\n# head\na: 1\n# tail\nb: 2\n---\n",
	],
	["removal of a block scalar", "---\na: |\n  x\n\n  y\nb: 2\n---\n", { a: undefined }, "---\nb: 2\n---\n"],
	["empty value", "---\na: # later\nb:\n---\n", { a: "x", b: 1 }, "---\na: x # later\nb: 1\n---\n"],
	[
		"list grows",
		"---\ntags:\n  - a # first\n  - b\n---\n",
		{ tags: ["a", "b", "c"] },
		"---\ntags:\n  - a # first\n  - b\n  - c\n---\n",
	],
	["list shrinks", "---\ntags:\n- 'a'\n- b\n- \"c\"\n---\n", { tags: ["a", "c"] }, "---\ntags:\n- 'a'\n- \"c\"\n---\n"],
	[
		"list of mappings: a line each",
		"---\na: 1\n---\n",
		{ for: [{ path: "notes/x.md", date: "2026-11-02", weight: 0.5 }] },
		"---\na: 1\nfor:\n  - {path: notes/x.md, date: 2026-11-02, weight: 0.5}\n---\n",
	],
	[
		"list of mappings grows, comments kept",
		"---\nfor:\n  - {a: 1} # one\n  - a: 2\n    b: x\n---\n",
		{ for: [{ a: 1 }, { a: 2, b: "x" }, { a: 3, b: "y: z" }] },
		'---\nfor:\n  - {a: 1} # one\n  - a: 2\n    b: x\n  - {a: 3, b: "y: z"}\n---\n',
	],
	["mapping", "---\nm: {a: 1} # m\n---\n", { m: { a: 1, b: 2.5 } }, "---\nm: {a: 1, b: 2.5} # m\n---\n"],
	["flow list", "---\ntags: [a, b] # t\n---\n", { tags: ["c"] }, "---\ntags: [c] # t\n---\n"],
	["list becomes a string", "---\ntags:\n  - a\n  - b\nz: 1\n---\n", { tags: "x" }, "---\ntags: x\nz: 1\n---\n"],
	["list becomes empty", "---\ntags:\n  - a\nz: 1\n---\n", { tags: [] }, "---\ntags: []\nz: 1\n---\n"],
	[
		"block created",
		"# T\n",
		{ status: "pending", due: "2026-01-02" },
		"---\nstatus: pending\ndue: 2026-01-02\n---\n# T\n",
	],
	["block created, CRLF and mark", "\ufeff# T\r\n", { a: 1 }, "\ufeff---\r\na: 1\r\n---\r\n# T\r\n"],
	["block created in an empty file", "", { a: "b" }, "---\na: b\n---\n"],
	["empty block filled", "---\n---\nx", { a: "b" }, "---\na: b\n---\nx"],
	["comment block filled", "---\n# c\n---\nx", { a: "b" }, "---\n# c\na: b\n---\nx"],
	["closed at the end of the file", "---\na: 1\n---", { b: 2 }, "---\na: 1\nb: 2\n---"],
	["indented block", "---\n  a: 1\n  b: 2\n---\n", { b: undefined, c: "x" }, "---\n  a: 1\n  c: x\n---\n"],
	["flow mapping", "---\n{a: 1, b: 2}\n---\nx", { b: 3 }, "---\n{ a: 1, b: 3 }\n---\nx"],
	[
		"what other readers would misread is quoted",
		"---\na: b\n---\n",
		{ a: "yes", t: "12:30", u: "x: y", e: "", h: "#a" },
		'---\na: "yes"\nt: "12:30"\nu: "x: y"\ne: ""\nh: "#a"\n---\n',
	],
	["removing what is not there", "# T", { a: undefined }, "# T"],
];
test.each(rows)("%s", (_, text, changes, expected) => {
	expect(setFrontMatter(text, changes)).toBe(expected);
	expect(setFrontMatter(expected, changes)).toBe(expected);
});

test("refuses broken front matter, and a key that an alias needs", () => {
	expect(() => setFrontMatter("---\na: b: c\n---\n", { x: 1 })).toThrow(DeskError);
	expect(() => setFrontMatter("---\na: &x 1\nb: *x\n---\n", { a: undefined })).toThrow(/cannot be changed on its own/);
});

describe("for any front matter", () => {
	const name = fc.oneof(
		{ weight: 5, arbitrary: fc.constantFrom("a", "b", "c", "tags", "due date") },
		fc.string({ minLength: 1, maxLength: 5 }).filter((name) => name !== "__proto__"),
	);
	const mapping = fc.dictionary(name, fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.boolean()), {
		maxKeys: 3,
		noNullPrototype: true,
	});
	const value: fc.Arbitrary<FrontMatterValue> = fc.oneof(
		mapping,
		fc.array(mapping, { maxLength: 3 }),
		fc.string({ unit: "binary", maxLength: 8 }),
		fc.string({ maxLength: 8 }),
		fc.constantFrom("yes", "2026-01-02", "a: b", "# c", " x ", "a\nb", "null", "0x1", "---", "..."),
		fc.boolean(),
		fc.integer(),
		fc.double({ noNaN: true }),
		fc.array(fc.string({ maxLength: 5 }), { maxLength: 4 }),
	);
	const key = name;
	const written = fc.oneof(
		{
			weight: 3,
			arbitrary: fc
				.tuple(key, value, fc.constantFrom("PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE", "BLOCK_LITERAL"), fc.boolean())
				.map(([name, data, style, flow]) =>
					stringify(
						{ [name]: data },
						{ schema: "core", defaultStringType: style as "PLAIN", collectionStyle: flow ? "flow" : "block" },
					),
				),
		},
		fc.constantFrom(
			"c: 1 # note\n",
			"tags:\n- x\n# between\n- y # y\n",
			"# comment\n",
			"\n",
			"deep:\n  a:\n    - {x: 1}\n  b: |+\n    t\n\n",
			"d: &an x\n",
			"b: !tag 5\n",
			"a: >-\n  folded\n  text\n",
			"a: [x,\n  y]\n",
			"a: plain\n  goes on\n",
		),
	);
	const block = fc
		.array(written, { maxLength: 5 })
		.map((parts) => parts.filter((part) => !part.startsWith("{")).join(""));
	const body = fc.oneof(
		fc.string({ unit: "binary", maxLength: 20 }),
		fc.constantFrom("# T\n", "---\nx: 1\n---\n", "\r\n", ""),
	);
	const file = fc
		.tuple(block, body, fc.constantFrom("\n", "\r\n"), fc.boolean())
		.map(([yaml, rest, eol, has]) => (has ? `---\n${yaml}---\n`.replaceAll("\n", eol) + rest : rest));
	const changes = fc.dictionary(key, fc.oneof(value, fc.constant(undefined)), { maxKeys: 3, noNullPrototype: true });

	test("reads back as the data with the changes applied; the body stays", () => {
		let checked = 0;
		fc.assert(
			fc.property(file, changes, (text, wanted) => {
				let before: ReturnType<typeof parseFrontMatter>;
				try {
					before = parseFrontMatter(text);
				} catch {
					return; // duplicate keys and the like: not what is tested here
				}
				checked++;
				const after = parseFrontMatter(setFrontMatter(text, wanted));
				const expected: Record<string, unknown> = { ...before.data };
				for (const [name, data] of Object.entries(wanted)) {
					if (data === undefined) delete expected[name];
					else expected[name] = data;
				}
				expect(after.data).toEqual(expected);
				const mark = before.bodyStart === 0 && before.body.startsWith("\ufeff") && after.bodyStart > 0 ? 1 : 0;
				expect(after.body).toBe(before.body.slice(mark));
				expect(setFrontMatter(text, {})).toBe(text);
			}),
			{ numRuns: 3_000 },
		);
		expect(checked).toBeGreaterThan(1_000);
	});

	test("texts are replaced wherever they stand; all else is what it was", () => {
		let checked = 0;
		fc.assert(
			fc.property(file, fc.string({ unit: "binary", maxLength: 8 }), (text, added) => {
				let before: ReturnType<typeof parseFrontMatter>;
				try {
					before = parseFrontMatter(text);
				} catch {
					return;
				}
				const replace = (value: string) => (value.length % 2 === 0 ? `${added}${value}` : undefined);
				let after = text;
				try {
					after = replaceTexts(text, replace);
				} catch (error) {
					// An alias in place of a text, or a tag of its own, stands in the way; nothing else may.
					expect([(error as DeskError).code, /[*&!]/.test(text)]).toEqual(["EFORMAT", true]);
					return;
				}
				checked++;
				const inside = (value: unknown): unknown => {
					if (typeof value === "string") return replace(value) ?? value;
					if (Array.isArray(value)) return value.map(inside);
					if (typeof value !== "object" || value === null) return value;
					return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(item)]));
				};
				expect(parseFrontMatter(after)).toMatchObject({ data: inside(before.data), body: before.body });
				expect(replaceTexts(text, () => undefined)).toBe(text);
			}),
			{ numRuns: 2_000 },
		);
		expect(checked).toBeGreaterThan(800);
	});

	test("every line that is not about a changed key stays", () => {
		const lines = ["# head", "a: 1 # one", "b: 'two'", "list:", "  - x # ex", "  - 'y'", "", 'c: "three"   ', "# tail"];
		const eolOf = fc.constantFrom("\n", "\r\n");
		fc.assert(
			fc.property(
				eolOf,
				fc.constantFrom("a", "b", "c", "new"),
				fc.oneof(value, fc.constant(undefined)),
				(eol, name, data) => {
					const text = ["---", ...lines, "---", "body"].join(eol);
					const after = setFrontMatter(text, { [name]: data }).split(eol);
					// A table of mappings has lines of its own.
					const rest = after.filter((line) => !line.startsWith(`${name}:`) && !line.startsWith("  - {"));
					expect(rest).toEqual(text.split(eol).filter((line) => !line.startsWith(`${name}:`)));
				},
			),
			{ numRuns: 500 },
		);
	});
});
