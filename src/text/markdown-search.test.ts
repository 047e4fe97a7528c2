import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { markdownSearchText } from "./markdown-search.ts";

const words = (text: string) => text.split(/\s+/).filter((word) => word !== "");

test.each([
	["plain *text* stays", "plain *text* stays"],
	["un<b>believ</b>able", "unbelievable"],
	["one<br>two<div class=secret>three</div>", "one two three"],
	['<img src="cat.png" alt="A cat" width=5> here', "cat.png A cat here"],
	['<a href="https://example.org/x">link</a>', "https://example.org/x link"],
	["caf&eacute; &amp; cr&#232;me &#x42; &Scaron;koda", "café & crème B Škoda"],
	["an &unknown; and R&D; and AT&T", "an &unknown; and R&D; and AT&T"],
	["`<b>code</b> &amp;` stays", "`<b>code</b> &amp;` stays"],
	["```\n<div>&lt;\n```\n", "```\n<div>&lt;\n```"],
	["a <your name> and Array<string> stay, 1 < 2 > 0", "a <your name> and Array<string> stay, 1 < 2 > 0"],
	["<https://example.org/a?b=1&c=2>", "<https://example.org/a?b=1&c=2>"],
	["&#0; &#x1b; &#xd800; &#x110000;", "\ufffd \ufffd \ufffd \ufffd"],
])("%j", (markdown, text) => expect(words(markdownSearchText(markdown, {}))).toEqual(words(text)));

test("values of the front matter are searched, at any depth, their names and what the kernel has apart are not", () => {
	const data = {
		title: "T",
		tags: ["x"],
		aliases: ["Other Name"],
		project: { client: "[[ACME]]", rate: 90, paid: true },
	};
	expect(words(markdownSearchText("body", data))).toEqual(["body", "Other", "Name", "[[ACME]]", "90"]);
});

test("what is no markup stays, whatever it is", () => {
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom(..."ab <>&;/!-\n`"), maxLength: 60 }), (text) => {
			const found = markdownSearchText(text, {});
			const letters = (from: string) => from.replace(/[^x]/g, "");
			expect(letters(found)).toBe(letters(text));
			if (!/<\/?(?:a|b)[\s/>]/i.test(text)) expect(found).toBe(text);
		}),
	);
});

test.each(["<a ", "<", "&", "&#", "<div ", '<a href="', "`<b>"])("linear time for half a megabyte of %j", (unit) => {
	const started = cpuTime();
	markdownSearchText(unit.repeat(500_000 / unit.length), {});
	expect(cpuTime() - started).toBeLessThan(5000);
});
