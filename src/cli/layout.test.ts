import fc from "fast-check";
import { expect, test } from "vitest";
import { definitions, wrap } from "./layout.ts";

test("wrap loses no word, and keeps to the width but for a word that is longer", () => {
	const word = fc.stringMatching(/^[a-zäöü]{1,12}$/);
	fc.assert(
		fc.property(
			fc.array(word, { minLength: 1 }),
			fc.integer({ min: 14, max: 60 }),
			fc.integer({ min: 0, max: 2 }),
			(words, width, indent) => {
				const lines = wrap(words.join(" "), width, indent).split("\n");
				expect(lines.flatMap((line) => line.trim().split(" "))).toEqual(words);
				for (const [index, line] of lines.entries()) {
					expect(line.length).toBeLessThanOrEqual(width);
					const next = lines[index + 1]?.trim().split(" ")[0];
					// No line ends early.
					if (next !== undefined) expect(line.length + 1 + next.length).toBeGreaterThan(width);
				}
			},
		),
	);
	expect(wrap("a\n\nb", 20, 2)).toBe("  a\n\n  b");
});

test("definitions stand in two columns, with long terms on a line of their own", () => {
	expect(
		definitions(
			[
				["-l", "one two three four five six seven"],
				["--a-term-that-is-much-too-long-for-it", "x"],
				["--all", "y"],
			],
			34,
		),
	).toBe(
		"  -l     one two three four five\n         six seven\n  --a-term-that-is-much-too-long-for-it\n         x\n  --all  y",
	);
});
