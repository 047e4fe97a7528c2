import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { splitLine } from "./complete-line.ts";

/** Bash's own default. */
const BREAKS = " \t\n\"'@><=;|&(:";

test("splits as bash does, for any mix of quotes and escapes", () => {
	const piece = fc.constantFrom(
		"a",
		"ö",
		" ",
		"  ",
		"'b c'",
		'"d e"',
		'"f\\"g"',
		"\\ ",
		"\\'",
		"''",
		'""',
		"/n",
		"--x=y",
		"@2",
		'"\\z$"',
		"'\\'",
	);
	const lines = fc.sample(
		fc.array(piece, { maxLength: 12 }).map((pieces) => `desk ${pieces.join("")}`),
		{ numRuns: 200, seed: 7 },
	);
	const script = lines.map((line) => `set -- ${line}\nprintf '%s\\0' "$@"; printf '\\n\\0'\n`).join("");
	const said = execFileSync("bash", ["--norc", "-c", script], { encoding: "utf8" }).split("\n\0").slice(0, -1);
	for (const [index, line] of lines.entries()) {
		const words = (said[index] ?? "").split("\0").slice(1, -1);
		const found = splitLine(line, "").words;
		// The last word may be one that has not been begun.
		expect(found.at(-1) === "" && found.length > words.length ? found.slice(0, -1) : found, line).toEqual(words);
	}
});

test("tells how much of the last word bash keeps", () => {
	const cases: [string, string, number][] = [
		["desk ls /no", "/no", 0],
		["desk ls ", "", 0],
		["desk ls --color=al", "--color=al", 8],
		["desk cat /notes/a.md@", "/notes/a.md@", 12],
		["desk cat '/notes/a@b", "/notes/a@b", 0],
		["desk cat /notes/a\\ b@2", "/notes/a b@2", 11],
		["desk cat /notes/a\\@2", "/notes/a@2", 0],
		["desk cat \"/notes/it's", "/notes/it's", 0],
	];
	for (const [line, last, kept] of cases) {
		const split = splitLine(line, BREAKS);
		expect([split.words.at(-1), split.kept]).toEqual([last, kept]);
	}
});
