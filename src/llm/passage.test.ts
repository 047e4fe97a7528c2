import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { citationsIn, fenced, firstCodeBlock, type Source } from "./passage.ts";

const source = (number: number, text = "x"): Source => ({
	number,
	path: `/notes/${number}.md`,
	text,
	line: 1,
	lastLine: 1,
});
const SOURCES = [1, 2, 3, 4].map((number) => source(number));
const cites = (answer: string) => {
	const { cited, unknown } = citationsIn(answer, SOURCES);
	return [cited.map(({ number }) => number), unknown];
};

describe("citations", () => {
	test.each<[string, number[], number[]]>([
		["so [1].", [1], []],
		["so[2][1]。", [1, 2], []],
		["[1, 3] and [2–4]", [1, 2, 3, 4], []],
		["[7] [1]", [1], [7]],
		["a link [1](https://x.y), a footnote [^2], `a[3]`", [], []],
		["```\n[1]\n```\nand [4]", [4], []],
		["[2020]", [], [2020]],
		["[1-9999]", [1, 2, 3, 4], Array.from({ length: 97 }, (_, at) => at + 5)],
		["none", [], []],
	])("%s", (answer, cited, unknown) => expect(cites(answer)).toEqual([cited, unknown]));
});

describe("fences", () => {
	test("are the same for the same text, others for other text, and hold it whole", () => {
		const markOf = (text: string) => `m${Buffer.byteLength(text)}x${text.length}`;
		const text = fenced([source(1, "a\nb"), source(2, "c")], markOf);
		expect(text).toBe(fenced([source(1, "a\nb"), source(2, "c")], markOf));
		expect(text).toMatch(
			/^<passage-(\w+) number=1 path="\/notes\/1\.md">\na\nb\n<\/passage-\1>\n\n<passage-\1 number=2/,
		);
	});
});

describe("the first block of code", () => {
	test.each<[string, string | undefined]>([
		["a\n```js\nx\ny\n```\nb", "x\ny\n"],
		["```\n```", ""],
		["~~~\n```\n~~~", "```\n"],
		["  ```\n  x\n   y\n  ```", "x\n y\n"],
		["```\nx", "x"],
		["````\n```\nx\n```\n````\n", "```\nx\n```\n"],
		["no `code` here", undefined],
	])("%j", (text, code) => expect(firstCodeBlock(text)).toBe(code));

	test("is what was fenced", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (before, code) => {
				fc.pre(!/```|~~~/.test(before + code) && !code.includes("\r"));
				expect(firstCodeBlock(`${before}\n\`\`\`\n${code}\n\`\`\`\nafter`)).toBe(`${code}\n`);
			}),
		);
	});
});
