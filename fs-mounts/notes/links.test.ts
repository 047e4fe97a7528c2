import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rewriteLinks } from "../../src/text/index.ts";
import { parseNote } from "./format.ts";

const linksOf = (text: string) => parseNote("n.md", text).links;
/** `kind target#fragment`, with `!` before embeds. */
const shown = (text: string) =>
	linksOf(text).map(
		(link) =>
			`${link.embed ? "!" : ""}${link.kind[0]} ${link.path}${link.fragment === undefined ? "" : `#${link.fragment}`}`,
	);

const rows: [string, string[]][] = [
	["[[A]] and [[b/C d]]", ["w A", "w b/C d"]],
	["[[A|alias]] [[A#Head ing]] [[A#Head|alias]] [[A#^id]]", ["w A", "w A#Head ing", "w A#Head", "w A#^id"]],
	["![[pic.png]] ![[A#^id|200]]", ["!w pic.png", "!w A#^id"]],
	["[[#here]] [[]] [[ ]] [[|x]]", []],
	["[[ A ]] [[A\\|in a table]]", ["w A", "w A"]],
	["[[A\nB]] [[C]]", ["w C"]],
	["[[[A]]] [[x [[B]]", ["w A", "w B"]],
	["\\[[A]] `[[B]]` [[C]]\n```\n[[D]]\n```", ["w C"]],
	["[t](a.md) [t](b/c.md#h) [t](<d e.md> 'title') ![t](f.png \"t\")", ["m a.md", "m b/c.md#h", "m d e.md", "!m f.png"]],
	[
		"[t](a%20b.md) [t](100%.md) [t](a\\_b.md) [t](x(y).md) [t](%C3%A9.md)",
		["m a b.md", "m 100%.md", "m a_b.md", "m x(y).md", "m é.md"],
	],
	["[t](http://x.y) [t](mailto:a@b) [t](//x) [t](#here) [t]() [t](<>)", []],
	["[t](/root.md) [t](../up.md) [t](C:\\x)", ["m /root.md", "m ../up.md", "m C:\\x"]],
	["[t](a b.md) [t](a.md [t](c.md)", ["m c.md"]],
	["[![img](a.png)](b.md)", ["!m a.png", "m b.md"]],
	["\\[t](a.md) [t\\](b.md) \\![t](c.md)", ["m c.md"]],
	["[a\n\nb](c.md) [a\nb](d.md)", ["m d.md"]],
	["[`x`](a.md) `[t](b.md)`", ["m a.md"]],
	["[ ] [x] [[A]](b.md) (c.md)", ["w A"]],
	[
		"---\nup: \"[[A]]\"\nlist:\n  - '[[B''s|x]]'\n  - text [[C#h]]\nflow: [[d]]\n---\n[[E]]",
		["w A", "w B's", "w C#h", "w E"],
	],
	['---\nup: "it\'s [[A]]"\nnested: [[b], [[c]]]\n# [[d]]\n---\n', ["w A"]],
];
test.each(rows)("%j", (text, expected) => expect(shown(text)).toEqual(expected));

describe("offsets", () => {
	test("are into the file's text, in order", () => {
		const piece = fc.constantFrom(
			"[[A]]",
			"![[b/c.png|x]]",
			"[t](<d e.md#f>)",
			"[t](g%20h.md 'x')",
			"`[[no]]`",
			"é😀",
			"\n",
			"\r\n",
			"\n\n",
			"#tag",
			"[",
			"]",
			"(",
			")",
			"`",
			"text ",
			"\\",
			"|",
		);
		const head = fc.constantFrom("", "---\na: 1\n---\n", "---\r\nup: '[[Up]]'\r\n---\r\n", "\ufeff");
		fc.assert(
			fc.property(head, fc.array(piece, { maxLength: 20 }), (before, pieces) => {
				const text = before + pieces.join("");
				let last = 0;
				for (const link of linksOf(text)) {
					expect(text.slice(link.start, link.end)).toBe(link.target);
					expect(link.start).toBeGreaterThanOrEqual(last);
					last = link.end;
				}
				expect(rewriteLinks(text, linksOf(text), (link) => link.target)).toBe(text);
				expect(rewriteLinks(text, linksOf(text), () => undefined)).toBe(text);
			}),
			{ numRuns: 2_000, examples: [["", ["[", "]", "(", "[[A]]", ")"]]] },
		);
	});

	test("rewriting changes targets and nothing else", () => {
		const text = "---\nup: '[[A]]'\n---\n😀 [[A#h|alias]] ![[A]]\r\n[t](A.md#x \"A\") A `[[A]]` [[b/A.md]]";
		expect(rewriteLinks(text, linksOf(text), (link) => (link.kind === "wiki" ? "New" : "n%20w.md"))).toBe(
			"---\nup: '[[New]]'\n---\n😀 [[New#h|alias]] ![[New]]\r\n[t](n%20w.md#x \"A\") A `[[A]]` [[New]]",
		);
	});
});
