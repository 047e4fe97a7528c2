import { expect, test } from "vitest";
import { firstHeading, maskCode } from "./markdown.ts";

/** Masked text with `·` for what is code. */
const shown = (text: string) => maskCode(text).replaceAll("\0", "·");

test.each([
	["no code here", "no code here"],
	["a `b` c", "a ··· c"],
	["``a`b`` c", "······· c"],
	["a ` b", "a ` b"],
	["a `b\nc` d", "a ··\n·· d"],
	["a `b\n\nc` d", "a `b\n\nc` d"],
	["\\`a` b`", "\\`a····"],
	["`a\\` b", "···· b"],
	["```\nx\n```\ny", "···\n·\n···\ny"],
	["```js\r\nx\r\n```\r\ny", "·····\r\n·\r\n···\r\ny"],
	["~~~\n```\n~~~\ny", "···\n···\n···\ny"],
	["````\n```\n````\ny", "····\n···\n····\ny"],
	["```\nnever closed", "···\n············"],
	["``` a`b\nx", "``` a`b\nx"],
	["> ```\n> x\n> ```\ny", "·····\n···\n·····\ny"],
	["> ```\n> x\ny", "·····\n···\ny"],
	["- ```\n  x\n  ```\n- y", "·····\n···\n·····\n- y"],
	["p\n\n    code\n\np", "p\n\n········\n\np"],
	["p\n    not code", "p\n    not code"],
	["- a\n\n    not code", "- a\n\n    not code"],
	["- a\n\nb\n\n    code", "- a\n\nb\n\n········"],
	["# a `\nb ` c", "# a `\nb ` c"],
])("maskCode %j", (text, expected) => expect(shown(text)).toBe(expected));

test.each([
	["# Title\nx", "Title"],
	["x\n\n  #  Title  ##  \n", "Title"],
	["\ufeff# Title", "Title"],
	["# C#\n", "C#"],
	["#tag\n## Two\n# One\r\nx", "One"],
	["#\n# One", "One"],
	["# ##\n# One", "One"],
	["Title\n===\n# Later", "Title"],
	["# First\n\nLater\n===", "First"],
	["```\n# no\n```\n# Yes", "Yes"],
	["\n===\n- a\n===\n", undefined],
	["# `code` here", "`code` here"],
	["plain", undefined],
	["", undefined],
])("firstHeading %j", (text, expected) => expect(firstHeading(text, maskCode(text))).toBe(expected));

test("takes linear time on hostile text", () => {
	const million = 1_000_000;
	const mixed = Array.from({ length: 1_400 }, (_, i) => "`".repeat(i + 1)).join(" ");
	for (const text of [
		"`".repeat(million),
		"` ".repeat(million / 2),
		"`a\n\n".repeat(million / 4),
		mixed,
		"- ".repeat(million / 2),
		"> ".repeat(million / 2),
		`# ${"#".repeat(million)}x`,
		`x\n${"=".repeat(million)}x`,
		"\\".repeat(million),
		"a\n=\n".repeat(million / 4),
		"# #\n".repeat(million / 4),
		" ".repeat(million),
		"\t\n".repeat(million / 2),
	]) {
		const start = process.cpuUsage();
		firstHeading(text, maskCode(text));
		// CPU time, which other work on the machine does not change. Quadratic time would be minutes.
		expect(process.cpuUsage(start).user / 1000, text.slice(0, 20)).toBeLessThan(2_000);
	}
});
