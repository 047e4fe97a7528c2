import { describe, expect, test } from "vitest";
import { fillTemplate, parseNote, slugForTitle } from "./format.ts";

const titles: [string, string][] = [
	["# One\ntext", "One"],
	["---\ntitle: Front\n---\n# One", "Front"],
	["---\ntitle: 2026\n---\n# One", "2026"],
	["---\ntitle: ''\n---\n# One", "One"],
	["---\na: 1\n---\ntext\n\nOne\n===\n", "One"],
	["## Two only", "idea"],
	["```\n# code\n```", "idea"],
	["", "idea"],
];
test.each(titles)("title of %j is %j", (text, title) => expect(parseNote("idea.md", text).title).toBe(title));

const tags: [string, string[]][] = [
	["#one and #two/deep, #three.", ["one", "two/deep", "three"]],
	["# Heading\n## Other\n#tag", ["tag"]],
	["#123 #1a #2024/05 #2024-05 #_", ["1a", "2024-05", "_"]],
	["#Über #日本 #🎉 #a_b-c", ["Über", "日本", "🎉", "a_b-c"]],
	["#Work #work #WORK", ["Work"]],
	["a#b x&#39; \\#no http://x.y/#frag (#yes) ##no", ["yes"]],
	["`#no` #yes\n```\n#no\n```\n~~~\n#no\n", ["yes"]],
	["[[Note #no]] [x](#no) [y](a.md#no 'a #no') [label #yes](b.md)", ["yes"]],
	["#trailing/ #a//b #/no", ["trailing", "a//b"]],
	["---\ntags: [A, '#b']\n---\n#a #c", ["A", "b", "c"]],
	["---\ntags: one, two three\n---\n", ["one", "two", "three"]],
	["---\ntag: solo\nTags:\n  - x/y\n  - 2024\n---\n", ["solo", "x/y", "2024"]],
	["---\ntags:\n---\n", []],
	["---\nx: a #no\n---\n", []],
	["#a\r\n#b\r\n", ["a", "b"]],
	["\ufeff#a", ["a"]],
];
test.each(tags)("tags of %j", (text, expected) => expect(parseNote("n.md", text).tags).toEqual(expected));

test("a note with broken front matter is accepted, with all its text, and says why", () => {
	const text = "---\ntitle: a: b\n---\n# One #tag\n[[x]]";
	const note = parseNote("n.md", text);
	expect(note).toMatchObject({ title: "One #tag", data: {}, tags: ["tag"], text });
	expect(note.error?.line).toBe(2);
	expect(note.links.map((link) => text.slice(link.start, link.end))).toEqual(["x"]);
});

test("slugForTitle is a file name", () => expect(slugForTitle("Meeting: notes?")).toBe("Meeting notes.md"));

describe("fillTemplate", () => {
	const now = new Date(2026, 0, 4, 9, 5, 7);
	test.each([
		["# {{title}}\n{{date}} {{time}}", "# A $& b\n2026-01-04 09:05"],
		["{{date:YYYY/MM/DD}} {{ date : dddd D MMMM YY }}", "2026/01/04 Sunday 4 January 26"],
		["{{date:ddd MMM}} {{time:HH:mm:ss}} {{time:h:mm A}}", "Sun Jan 09:05:07 9:05 AM"],
		["{{date:[Day] D}}", "Day 4"],
		["{{Title}} {{other}} {{title", "A $& b {{other}} {{title"],
	])("%j", (template, expected) => expect(fillTemplate(template, { title: "A $& b", now })).toBe(expected));
});

/** CPU milliseconds, which do not depend on what else the machine does. */
function cost(run: () => unknown): number {
	const start = process.cpuUsage();
	run();
	const { user, system } = process.cpuUsage(start);
	return (user + system) / 1000;
}
const repeat = (text: string, length = 1_000_000) => text.repeat(length / text.length);

test.each(["[", "`"])("a line of a million %s takes less than a second", (char) => {
	expect(cost(() => parseNote("n.md", repeat(char)))).toBeLessThan(1_000);
});

// Quadratic time would be minutes here.
const hostile = [
	"[[",
	"](",
	"](<",
	'](a "',
	"](a '",
	"](a (",
	"[](",
	"[a](b",
	"![[",
	"[[a",
	"]]",
	"[[\n",
	"#",
	"# ",
	" #a",
	"#a",
	"a#",
	"[[a]]",
	"[a](b) ",
	"\\",
	"\\[",
	"(",
	"[](((",
	"[x](<",
	"{{date:",
	"~~~\n",
	"[[a|",
	"\n[",
	"\u0301",
	"#/",
	"[](a \n",
	"> - ",
	"` ",
];
test.each(hostile)("linear time for half a megabyte of %j", (part) => {
	for (const tail of ["", "]])"]) {
		const text = repeat(part, 500_000) + tail;
		expect(cost(() => [parseNote("n.md", text), fillTemplate(text, { title: "t", now: new Date(0) })])).toBeLessThan(
			3_000,
		);
	}
});

test("linear time for many links in front matter", () => {
	const text = `---\nup: [${repeat('"[[a]]",', 60_000)}]\n---\n`;
	let links = 0;
	expect(cost(() => (links = parseNote("n.md", text).links.length))).toBeLessThan(3_000);
	expect(links).toBe(7_500);
});
