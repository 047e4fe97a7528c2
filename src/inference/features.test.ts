import fc from "fast-check";
import { expect, test } from "vitest";
import { type FeatureOptions, features, wordsOf } from "./features.ts";

const all: FeatureOptions = { buckets: 4096, words: 2, characters: [3, 4], shape: true };

test("words: any script, NFC, without regard to case, apostrophes inside", () => {
	expect(wordsOf("Don’t MAKE Ärger, Straße! 東京 3rd a-b")).toEqual([
		"don't",
		"make",
		"ärger",
		"strasse",
		"東京",
		"3rd",
		"a",
		"b",
	]);
	expect(wordsOf("A\u0308rger")).toEqual(wordsOf("Ärger"));
	expect(wordsOf("ΟΔΟΣ οδος οδός")[0]).toBe(wordsOf("οδοσ")[0]);
});

test("the same text gives the same features, and these stay as they are: models depend on them", () => {
	const { ids, values } = features("Sum up", { buckets: 1024, words: 2, characters: [0, 0], shape: false });
	expect([...ids]).toEqual([15, 45, 671]);
	expect([...values].map((value) => Math.abs(value))).toEqual(new Array(3).fill(Math.fround(1 / Math.sqrt(3))));
});

test("indices rise and lie in the buckets; each kind has length 1", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			const { ids, values } = features(text, all);
			expect(ids.length).toBe(values.length);
			for (const [at, id] of ids.entries()) {
				expect(id).toBeGreaterThanOrEqual(0);
				expect(id).toBeLessThan(4096);
				if (at > 0) expect(id).toBeGreaterThan(ids[at - 1] as number);
			}
			expect(values.every(Number.isFinite)).toBe(true);
		}),
	);
	const words = features("one two three four", { ...all, characters: [0, 0], shape: false });
	expect(Math.hypot(...words.values)).toBeCloseTo(1, 5);
});

test("case and form of accents make no difference; words do", () => {
	const same = (a: string, b: string) => expect(features(a, all)).toEqual(features(b, all));
	same("Résumé of MAIL", "re\u0301sume\u0301 of mail");
	expect(features("list mail", all)).not.toEqual(features("mail list", all));
});

test("marks: which stand in it, however often", () => {
	const marks = { ...all, words: 0, characters: [0, 0], shape: false, marks: true } as const;
	expect(features('"Two?"', marks)).toEqual(features('"What"?? Two', marks));
	expect(features('"Two?"', marks)).not.toEqual(features('"2?"', marks));
	expect(features("two", marks).ids).toHaveLength(0);
});

test("a very long text ends in time", () => {
	expect(features("word ".repeat(1_000_000), all).ids.length).toBeLessThan(50);
});
