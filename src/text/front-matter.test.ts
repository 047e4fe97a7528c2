import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { DeskError } from "../base/errors.ts";
import { parseFrontMatter, splitFrontMatter, tryFrontMatter, valueError } from "./front-matter.ts";
import { simpleMapping } from "./front-matter-simple.ts";

function refusal(text: string): DeskError {
	try {
		parseFrontMatter(text);
	} catch (error) {
		if (error instanceof DeskError) return error;
		throw error;
	}
	throw new Error("was accepted");
}

describe("splitFrontMatter", () => {
	const cases: [string, string, string | undefined, string, number][] = [
		["none", "hello\n", undefined, "hello\n", 1],
		["empty file", "", undefined, "", 1],
		["usual", "---\na: 1\n---\nbody\n", "a: 1\n", "body\n", 4],
		["CRLF", "---\r\na: 1\r\n---\r\nbody\r\n", "a: 1\r\n", "body\r\n", 4],
		["byte-order mark", "\ufeff---\na: 1\n---\nbody", "a: 1\n", "body", 4],
		["closed by dots", "---\na: 1\n...\nbody", "a: 1\n", "body", 4],
		["closed at the end, no newline", "---\na: 1\n---", "a: 1\n", "", 3],
		["empty block", "---\n---\nbody", "", "body", 3],
		["blanks behind the marks", "---  \na: 1\n--- \t\nbody", "a: 1\n", "body", 4],
		["unclosed", "---\na: 1\n", undefined, "---\na: 1\n", 1],
		["only a mark", "---", undefined, "---", 1],
		["longer rule", "----\na: 1\n----\n", undefined, "----\na: 1\n----\n", 1],
		["text behind the mark", "--- a\n---\n", undefined, "--- a\n---\n", 1],
		["not on line one", "\n---\na: 1\n---\n", undefined, "\n---\na: 1\n---\n", 1],
		["indented mark is no mark", "---\na: |\n  ---\n---\nb", "a: |\n  ---\n", "b", 5],
	];
	test.each(cases)("%s", (_, text, yaml, body, bodyLine) => {
		const split = splitFrontMatter(text);
		expect([split.yaml, split.body, split.bodyLine]).toEqual([yaml, body, bodyLine]);
		expect(text.slice(split.bodyStart)).toBe(body);
		expect(text.slice(split.yamlStart, split.yamlEnd)).toBe(yaml ?? "");
	});
});

describe("parseFrontMatter", () => {
	test("gives YAML 1.2 core data; dates stay strings", () => {
		const { data, body, bodyLine } = parseFrontMatter(
			"---\ntitle: Plan # private\ndue: 2026-10-03\ntags: [a, 'b']\nat: 2026-10-03T10:00:00Z\nyes: no\nn: 0x1F\nnested:\n  a: {b: [1]}\n---\nx",
		);
		expect(data).toEqual({
			title: "Plan",
			due: "2026-10-03",
			tags: ["a", "b"],
			at: "2026-10-03T10:00:00Z",
			yes: "no",
			n: 31,
			nested: { a: { b: [1] } },
		});
		expect([body, bodyLine]).toEqual(["x", 11]);
	});

	test.each([
		["an empty block", "---\n---\n"],
		["comments only", "---\n# c\n---\n"],
		["a blank line only", "---\n\n---\n"],
	])("%s is {}", (_, text) => expect(parseFrontMatter(text).data).toEqual({}));

	test.each<[string, string, number, number, RegExp]>([
		["unquoted colon", "---\na: 1\ntitle: Foo: bar\n---\n", 3, 8, /Nested mappings/i],
		["open quote", '---\na: "x\n---\n', 3, 1, /quote/],
		["duplicate key", "---\na: 1\nb: 2\na: 3\n---\n", 4, 1, /`a` stands there twice/],
		["nested duplicate key", "---\no:\n  a: 1\n  a: 3\n---\n", 4, 3, /`a` stands there twice/],
		["list", "---\n- a\n---\n", 2, 1, /not a mapping/],
		["prose between rules", "---\nsome words\n---\n", 2, 1, /not a mapping/],
		["second document", "---\na: 1\n--- b\n---\n", 3, 1, /document/],
		["unknown alias", "---\na: 1\nb: *x\n---\n", 3, 4, /alias/],
		["alias within its anchor", "---\na: &a [*a]\n---\n", 2, 8, /contains itself/],
		["tab", "---\na:\n\t- b\n---\n", 3, 1, /tab/i],
		["CRLF", "---\r\nok: 1\r\na: b: c\r\n---\r\n", 3, 4, /nested/i],
	])("refuses %s at its line and column", (_, text, line, column, message) => {
		const error = refusal(text);
		expect(error.code).toBe("EFORMAT");
		expect([error.line, error.column]).toEqual([line, column]);
		expect(error.message).toMatch(message);
		expect(error.todo).toBeTruthy();
	});

	test("ignores custom tags and touches no prototype", () => {
		const { data } = parseFrontMatter("---\na: !!js/function 'x'\nb: !foo {x: 1}\n__proto__: {evil: 1}\n---\n");
		expect(data.a).toBe("x");
		expect(data.b).toEqual({ x: 1 });
		expect(data.evil).toBeUndefined();
		expect(({} as Record<string, unknown>).evil).toBeUndefined();
	});

	const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh".replace(/./g, (c) => `${c}: &${c} [${Array(9).fill(`*${String.fromCharCode(c.charCodeAt(0) - 1)}`)}]\n`)}`;
	test.each([
		["alias bomb", bomb],
		["flow nesting", `a: ${"[".repeat(60_000)}\n`],
		["compact nesting", `a:\n  ${"- ".repeat(20_000)}\n`],
		["explicit keys", `${"? ".repeat(1_000)}\n`],
		["explicit keys in flow", `a: {${"? ".repeat(1_000)}\n`],
		["length", `a: ${"x".repeat(70_000)}\n`],
		["errors", `a: [${",".repeat(60_000)}]\n`],
	])("refuses, in bounded time, %s", (_, yaml) => {
		const start = cpuTime();
		expect(refusal(`---\n${yaml}---\n`).code).toBe("EFORMAT");
		expect(cpuTime() - start).toBeLessThan(5_000);
	});

	test("many keys take linear time", () => {
		const yaml = Array.from({ length: 5_000 }, (_, i) => `k${i}: {}\n`).join("");
		const start = cpuTime();
		expect(Object.keys(parseFrontMatter(`---\n${yaml}---\n`).data)).toHaveLength(5_000);
		expect(cpuTime() - start).toBeLessThan(3_000);
	});
});

test("tryFrontMatter accepts what cannot be read, as body, and says why", () => {
	const text = "---\ntitle: a: b\n---\nbody";
	const result = tryFrontMatter(text);
	expect([result.data, result.body, result.bodyLine, result.bodyStart]).toEqual([{}, text, 1, 0]);
	expect(result.error?.line).toBe(2);
	expect(tryFrontMatter("---\na: 1\n---\nb")).toEqual({ data: { a: 1 }, body: "b", bodyStart: 13, bodyLine: 4 });
});

test("valueError points at the value", () => {
	const text = "---\na: 1\nlist:\n  - x\n  -   y\n---\n";
	const place = (path: (string | number)[]) => {
		const error = valueError(text, path, "no", "do");
		return [error.line, error.column];
	};
	expect(place(["a"])).toEqual([2, 4]);
	expect(place(["list", 1])).toEqual([5, 7]);
	expect(place(["absent"])).toEqual([2, 1]);
});

describe("simpleMapping", () => {
	const exotic = fc.constantFrom(
		..."a|a b|Ünï 漢|😀 x|null|~|true|False|yes|12|-5|+7|007|1_0|1.5|.5|1e3|0x1F|0o7|2026-01-02|2026-01-02T10:00|10:30|2026-13|http://x.y/z|a:b|a: b|a:|a #b|a#b|#a|-|-a|- a|?|? a|:a|*a|&a|!t|!t a|%d|@a|`a|'q'|'q''q'|'q|\"q\"|\"q\\n\"|\"q|\"a\" b|[a]|[a, b]|[a,b,]|[]|[ ]|[ 'a' , \"b\"]|[a: b]|['a, b']|[a|a]|{a: 1}|>|\\|| |  a|a  |a\u00a0|\u00a0|a\tb|.inf|.nan|<<|---|...|a,b|[1, -2, x-y]|[null, ~]|[-]|[a b, c]|[2026-01-02]|[12:30]|9007199254740993|a'b|a\"b|[a'b]|[a\"b]|=|[a#b]|[a #b]|a]|a}|,a|-0|-0.0|0.35|+1.50|1.|1.5.2|00.5|{a: 1, b: x y}|{a: 1,b: 2}|{a: 1, a: 2}|{a: }|{a:1}|{}|{a}|{a: [b]}|{a: b} c|{__proto__: 1}|{null: 1}".split(
			"|",
		),
	);
	const scalar = fc.oneof(exotic, fc.constantFrom("a", "b c", "3", "2026-01-02", "'q'", "[a, b]", ""));
	const usualLine = fc
		.tuple(
			fc.constantFrom("a", "b", "c", "d", "e"),
			fc.constantFrom(": x", ": 2", ":\n  - x\n  - y", ":", ": [a]", ": ''"),
		)
		.map((parts) => parts.join(""));
	const key = fc.constantFrom(
		"a",
		"b",
		"title",
		"Date created",
		"_x",
		"a-b",
		"null",
		"true",
		"12",
		"__proto__",
		"<<",
		"'a'",
		"a ",
		" a",
		"constructor",
		"a - b",
		"a -b",
		"ä",
		"?",
		"-",
	);
	const line = fc.oneof(
		{ weight: 20, arbitrary: usualLine },
		{
			weight: 6,
			arbitrary: fc.tuple(key, fc.constantFrom(": ", ":  ", ":", " : "), scalar).map((parts) => parts.join("")),
		},
		{ weight: 2, arbitrary: key.map((name) => `${name}:`) },
		{
			weight: 4,
			arbitrary: fc
				.tuple(fc.constantFrom("", "  ", " ", "    "), fc.constantFrom("- ", "-  ", "-"), scalar)
				.map((parts) => parts.join("")),
		},
		{ weight: 1, arbitrary: fc.constantFrom("", "  ", "# c", "  # c", "#", "x", "  x", "{", "]") },
	);
	const pair = fc
		.tuple(
			fc.constantFrom("path", "date", "a", "b-c", " n", "n ", "true"),
			fc.constantFrom(": ", ": ", ": ", ":  ", ":"),
			scalar,
		)
		.map((parts) => parts.join(""));
	const flowItems = fc
		.array(fc.array(pair, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
		.map((items) => items.map((pairs) => `  - {${pairs.join(", ")}}`).join("\n"));
	const lists = fc.tuple(fc.constantFrom("for:\n", "against:\n"), flowItems).map((parts) => parts.join(""));
	const block = fc
		.tuple(
			fc.array(fc.oneof({ weight: 9, arbitrary: line }, { weight: 1, arbitrary: lists }), { maxLength: 6 }),
			fc.constantFrom("\n", "\n", "\r\n", "\r"),
		)
		.map(([lines, eol]) => lines.map((text) => text + eol).join(""));
	const yamlSays = (yaml: string): unknown => {
		const document = parseDocument(yaml, {
			schema: "core",
			stringKeys: true,
			resolveKnownTags: false,
			prettyErrors: false,
		});
		return document.errors.length > 0 ? document.errors : (document.toJS() ?? {});
	};

	// Not toStrictEqual: it takes a key named `constructor` for a difference.
	const agree = (data: unknown, said: unknown) => {
		if (!isDeepStrictEqual(data, said)) expect(data).toEqual(said);
		expect(isDeepStrictEqual(data, said)).toBe(true);
	};

	test("gives precisely what yaml gives, or nothing", () => {
		let simple = 0;
		fc.assert(
			fc.property(block, (yaml) => {
				const data = simpleMapping(yaml);
				if (data === undefined) return;
				if (Object.keys(data).length > 0) simple++;
				agree(data, yamlSays(yaml));
			}),
			{ numRuns: 20_000 },
		);
		expect(simple).toBeGreaterThan(1_000);
	});

	test("also of lists of flow mappings", () => {
		let simple = 0;
		fc.assert(
			fc.property(lists, (yaml) => {
				const data = simpleMapping(yaml);
				if (data === undefined) return;
				simple++;
				agree(data, yamlSays(yaml));
			}),
			{ numRuns: 5_000 },
		);
		expect(simple).toBeGreaterThan(300);
	});

	test("also on arbitrary characters", () => {
		const text = fc.string({ unit: "binary", maxLength: 6 });
		const ascii = fc.string({ maxLength: 8 });
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.constantFrom("a: ", "b: ", "c:\n- ", "d: [", "e: x"), fc.oneof(text, ascii)), {
					maxLength: 3,
				}),
				(parts) => {
					const yaml = parts.map(([head, tail]) => `${head}${tail}${head.endsWith("[") ? "]" : ""}\n`).join("");
					const data = simpleMapping(yaml);
					if (data !== undefined) agree(data, yamlSays(yaml));
				},
			),
			{ numRuns: 3_000 },
		);
	});

	test("reads what notes usually have", () => {
		expect(
			simpleMapping(
				'title: Plan\ncreated: 2026-01-02\ntags:\n  - a\n  - b c\naliases: [x, "y"]\nn: 3\nempty:\n# c\nurl: https://a.b/c\nfor:\n- {path: /notes/a b.md, weight: 0.5, note: "x"}\n',
			),
		).toEqual({
			title: "Plan",
			created: "2026-01-02",
			tags: ["a", "b c"],
			aliases: ["x", "y"],
			n: 3,
			empty: null,
			url: "https://a.b/c",
			for: [{ path: "/notes/a b.md", weight: 0.5, note: "x" }],
		});
	});
});
