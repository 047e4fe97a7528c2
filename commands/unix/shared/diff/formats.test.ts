import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { type Comparison, compare, linesOf, type Sameness } from "./compare.ts";
import { editScript } from "./edit-script.ts";
import { contextFormat, FUNCTION, normalFormat, type Piece, unifiedFormat } from "./formats.ts";
import { sideBySide } from "./side-by-side.ts";

const folder = mkdtempSync(join(tmpdir(), "desk-diff-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const native = spawnSync("diff", ["--version"]).stdout?.includes("GNU") === true;
if (!native) console.log("GNU diff is not installed: its output is not compared");

const SAMENESS: readonly (readonly [readonly string[], Sameness])[] = [
	[[], {}],
	[["-i"], { ignoreCase: true }],
	[["-w"], { allSpace: true }],
	[["-b"], { spaceChange: true }],
	[["-B"], { blankLines: true }],
	[["-bB"], { spaceChange: true, blankLines: true }],
	[["-Z"], { trailingSpace: true }],
	[["-E"], { tabExpansion: true }],
	[["-ZE"], { trailingSpace: true, tabExpansion: true }],
	[["-d"], { minimal: true }],
	[["-I", "^[ab]"], { matching: /^[ab]/ }],
];

const names = ["a", "b"] as const;
const LABELS = ["-L", "a", "-L", "b"];
const FORMATS: readonly (readonly [readonly string[], number, (comparison: Comparison) => Iterable<Piece>])[] = [
	[["--normal"], 0, (it) => normalFormat(it, { context: 0, names })],
	...[0, 1, 3].flatMap((context) => [
		[[`-U${context}`, ...LABELS], context, (it: Comparison) => unifiedFormat(it, { context, names })] as const,
		[[`-C${context}`, ...LABELS], context, (it: Comparison) => contextFormat(it, { context, names })] as const,
	]),
	[["-Tu", ...LABELS], 3, (it) => unifiedFormat(it, { context: 3, names, initialTab: true })],
	[["-up", ...LABELS], 3, (it) => unifiedFormat(it, { context: 3, names, heading: FUNCTION })],
	[["-y", "-W", "40"], 0, (it) => sideBySide(it, { width: 40 })],
	[["-ty", "-W", "31"], 0, (it) => sideBySide(it, { width: 31, expandTabs: true })],
	[["-y", "--suppress-common-lines"], 0, (it) => sideBySide(it, { width: 130, suppressCommonLines: true })],
	[["-y", "--left-column"], 0, (it) => sideBySide(it, { width: 130, leftColumn: true })],
];

const line = fc.constantFrom("", "", "a", "b", "B", " c", "c ", "\td", "e  e", "e e", "long line of words", "ü\r");
const text = fc
	.tuple(
		fc.oneof(fc.array(line, { maxLength: 40 }), fc.array(fc.constantFrom("", "a", "b"), { maxLength: 60 })),
		fc.boolean(),
	)
	.map(([lines, ends]) => lines.join("\n") + (ends && lines.length > 0 ? "\n" : ""));
/** A text, and one that comes of it by moving, removing and adding lines. */
const pair = fc.oneof(
	fc.tuple(text, text),
	fc
		.tuple(text, fc.array(fc.tuple(fc.nat(), fc.nat(4), fc.array(line, { maxLength: 3 })), { maxLength: 6 }))
		.map(([old, edits]) => {
			const lines = old.split("\n");
			for (const [at, removed, added] of edits) lines.splice(at % (lines.length + 1), removed, ...added);
			return [old, lines.join("\n")] as [string, string];
		}),
);

test.skipIf(!native)("every format is byte for byte GNU diff's", () => {
	fc.assert(
		fc.property(
			pair,
			fc.constantFrom(...SAMENESS),
			fc.constantFrom(...FORMATS),
			([a, b], [flags, sameness], [style, context, format]) => {
				writeFileSync(join(folder, "a"), a);
				writeFileSync(join(folder, "b"), b);
				const theirs = spawnSync("diff", [...flags, ...style, "a", "b"], {
					cwd: folder,
					env: { ...process.env, LC_ALL: "C.UTF-8" },
				});
				const comparison = compare(linesOf(Buffer.from(a)), linesOf(Buffer.from(b)), sameness, context);
				const ours = [...format(comparison)].map(([, piece]) => piece).join("");
				expect(ours).toBe(theirs.stdout.toString("latin1"));
			},
		),
		{ numRuns: 400 },
	);
});

test("an edit script leads from one to the other, and a minimal one is no longer", () => {
	const numbers = fc.array(fc.nat(4), { maxLength: 80 }).map((items) => Int32Array.from(items));
	fc.assert(
		fc.property(numbers, numbers, (a, b) => {
			const costs = [false, true].map((minimal) => {
				const edits = editScript(a, b, { minimal });
				const made: number[] = [];
				let at = 0;
				for (const { line0, deleted, line1, inserted } of edits) {
					made.push(...a.subarray(at, line0), ...b.subarray(line1, line1 + inserted));
					at = line0 + deleted;
				}
				expect([...made, ...a.subarray(at)]).toEqual([...b]);
				return edits.reduce((sum, edit) => sum + edit.deleted + edit.inserted, 0);
			});
			expect(costs[1]).toBeLessThanOrEqual(costs[0] ?? 0);
			expect(costs[1]).toBe(a.length + b.length - 2 * longestCommon(a, b));
		}),
		{ numRuns: 200 },
	);
});

/** Length of the longest common subsequence, by the plain table. */
function longestCommon(a: Int32Array, b: Int32Array): number {
	let row = new Array<number>(b.length + 1).fill(0);
	for (const item of a) {
		const next = [0];
		for (const [at, other] of b.entries())
			next.push(item === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
		row = next;
	}
	return row.at(-1) ?? 0;
}
