import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Link, rebaseLink, renamedTarget, rewriteLinks, wikiKey, withTarget } from "../../src/text/index.ts";
import { parseNote } from "./format.ts";

const linkOf = (text: string): Link => {
	const [link] = parseNote("n.md", text).links;
	if (link === undefined) throw new Error(`no link in ${text}`);
	return link;
};

test.each([
	["Acme", "acme"],
	["projects/Acme.md", "acme"],
	["a/B.MD", "b"],
	["pic.png", "pic.png"],
	["E\u0301", "é"],
])("wikiKey %j", (target, key) => expect(wikiKey(target)).toBe(key));

/** Text, where it stands, from, to, result (`undefined`: it does not mean that file). */
const renames: [string, string, string, string, string | undefined][] = [
	["[[acme]]", "n.md", "projects/acme.md", "projects/Acme Inc.md", "[[Acme Inc]]"],
	["[[Acme#h|x]]", "n.md", "acme.md", "b.md", "[[b#h|x]]"],
	["[[acme]]", "n.md", "acme.md", "archive/acme.md", "[[acme]]"],
	["[[acme.md]]", "n.md", "acme.md", "b.md", "[[b.md]]"],
	["[[projects/acme]]", "n.md", "projects/acme.md", "clients/acme.md", "[[clients/acme]]"],
	["[[projects/acme]]", "n.md", "work/projects/acme.md", "work/projects/b.md", "[[work/projects/b]]"],
	["[[projects/acme]]", "n.md", "otherprojects/acme.md", "b.md", undefined],
	["[[/projects/acme]]", "n.md", "projects/acme.md", "b.md", "[[/b]]"],
	["[[../acme]]", "x/n.md", "acme.md", "y/b.md", "[[../y/b]]"],
	["[[./acme]]", "x/n.md", "x/acme.md", "x/b.md", "[[./b]]"],
	["[[other]]", "n.md", "acme.md", "b.md", undefined],
	["![[pic.png|100]]", "n.md", "img/pic.png", "img/p q.png", "![[p q.png|100]]"],
	["[t](acme.md#x)", "n.md", "acme.md", "b c.md", "[t](b%20c.md#x)"],
	["[t](../projects/acme.md)", "x/n.md", "projects/acme.md", "a/b.md", "[t](../a/b.md)"],
	["[t](projects/acme.md)", "x/n.md", "projects/acme.md", "a/b.md", "[t](a/b.md)"],
	["[t](projects/acme.md)", "x/n.md", "x/projects/acme.md", "a/b.md", "[t](../a/b.md)"],
	["[t](/projects/acme.md)", "x/n.md", "projects/acme.md", "a/b.md", "[t](/a/b.md)"],
	["[t](./acme.md)", "x/n.md", "x/acme.md", "x/b.md", "[t](./b.md)"],
	["[t](acme)", "n.md", "acme.md", "b.md", "[t](b)"],
	["[t](<a b.md>)", "n.md", "a b.md", "c d (e).md", "[t](<c d (e).md>)"],
	["[t](a.md)", "n.md", "a.md", "c (d) 50%.md", "[t](c%20%28d%29%2050%25.md)"],
	["[t](%C3%A9.md)", "n.md", "é.md", "ü.md", "[t](%C3%BC.md)"],
	["[t](é.md)", "n.md", "é.md", "ü.md", "[t](ü.md)"],
	["[t](a.md)", "n.md", "a.md", "b: c.md", "[t](./b:%20c.md)"],
	["[t](../../out.md)", "x/n.md", "out.md", "b.md", undefined],
	["---\nup: '[[a]]'\n---\n", "n.md", "a.md", "Bob's.md", "---\nup: '[[Bob''s]]'\n---\n"],
];
test.each(renames)("%s in %s: %s → %s", (text, from, oldPath, newPath, expected) => {
	const link = linkOf(text);
	const target = renamedTarget(link, from, oldPath, newPath);
	expect(target === undefined ? undefined : rewriteLinks(text, [link], () => target)).toBe(expected);
});

const moves: [string, string, string, string][] = [
	["[t](a.md)", "n.md", "x/n.md", "[t](../a.md)"],
	["[t](../a.md)", "x/n.md", "n.md", "[t](a.md)"],
	["[t](../a.md)", "x/n.md", "y/n.md", "[t](../a.md)"],
	["[t](a.md)", "n.md", "m.md", "[t](a.md)"],
	["[t](/a.md)", "n.md", "x/n.md", "[t](/a.md)"],
	["[[a]] [[x/a]]", "n.md", "x/n.md", "[[a]] [[x/a]]"],
	["[[../a]]", "x/n.md", "x/y/n.md", "[[../../a]]"],
	["[me](n.md#h)", "n.md", "x/m.md", "[me](m.md#h)"],
	["![i](img/p.png)", "n.md", "x/n.md", "![i](../img/p.png)"],
];
test.each(moves)("%s moved from %s to %s", (text, oldPath, newPath, expected) => {
	expect(rewriteLinks(text, parseNote("n.md", text).links, (link) => rebaseLink(link, oldPath, newPath))).toBe(
		expected,
	);
});

test("a link that exists only from the root is not rebased", () => {
	const link = linkOf("[t](projects/a.md)");
	expect(rebaseLink(link, "x/n.md", "n.md", (path) => path === "projects/a.md")).toBeUndefined();
	expect(rebaseLink(link, "x/n.md", "n.md", () => true)).toBe("x/projects/a.md");
});

describe("for any paths", () => {
	const name = fc.oneof(
		fc.constantFrom("a", "b", "C d", "é", "x(y)", "50%", "it's", "q?", "a&b", "[z]", "tab\t", "a:b", "\\"),
		fc.string({ minLength: 1, maxLength: 4 }).map((text) => text.replace(/[/\0.]/g, "_")),
	);
	const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join("/")}.md`);
	const key = (text: string) => text.normalize("NFC").toLowerCase();

	test("renaming there and back gives a link that still means the file", () => {
		fc.assert(
			fc.property(
				path,
				path,
				path,
				fc.constantFrom("[t](x.md)", "[t](<x.md>)", "[t](x)", "[t](/x.md)", "[t](./x.md)"),
				(from, oldPath, newPath, form) => {
					fc.pre(key(from) !== key(oldPath));
					const x = `${from.slice(0, from.lastIndexOf("/") + 1)}x.md`;
					const base = linkOf(form);
					const at = form.includes("/x") && !form.includes("./x") ? "x.md" : x;
					const first = renamedTarget(base, from, at, oldPath);
					expect(first).toBeDefined();
					const text = form.replace(base.target, () => first ?? "");
					const again = linkOf(text);
					expect(again.target).toBe(first);
					const second = renamedTarget(again, from, oldPath, newPath);
					expect(second).toBeDefined();
					const moved = rebaseLink(withTarget(again, second ?? ""), from, newPath);
					expect(
						renamedTarget(
							withTarget(again, moved ?? second ?? ""),
							moved === undefined ? from : newPath,
							newPath,
							"z.md",
						),
					).toBeDefined();
				},
			),
			{ numRuns: 2_000 },
		);
	});
});
