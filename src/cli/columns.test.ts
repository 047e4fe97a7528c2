import fc from "fast-check";
import { expect, test } from "vitest";
import { table, widthOf } from "./columns.ts";

test("what is taken for narrow is as wide as it is among other characters", () => {
	const wrong: string[] = [];
	for (let code = 0x20; code < 0x3000; code++) {
		const char = String.fromCharCode(code);
		if (code >= 0x7f && code < 0xa0) continue;
		if (widthOf(char) !== widthOf(`漢${char}`) - 2) wrong.push(code.toString(16));
	}
	// Behind another character a mark of it is composed with it, or stands on it: the same width, none.
	expect(wrong).toEqual([]);
});

test("columns of a table begin below each other, whatever their characters are", () => {
	const cell = fc.string({
		unit: fc.constantFrom("a", "é", "█", "–", "漢", "😀", "e\u0301", "\x1b[1m", " "),
		maxLength: 6,
	});
	fc.assert(
		fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
			const lines = table(
				rows.map(([one, other]) => [one, other, "|"]),
				["left", "right"],
			).split("\n");
			expect(new Set(lines.map((line) => widthOf(line))).size).toBe(1);
			for (const [at, line] of lines.entries())
				expect(line.replaceAll(" ", "")).toBe(`${rows[at]?.join("")}|`.replaceAll(" ", ""));
		}),
	);
});
