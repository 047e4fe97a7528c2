import { expect, test } from "vitest";
import { ndcg, percentile, recall, reciprocalRank } from "./measures.ts";

const judged = new Map([
	["a", 3],
	["b", 2],
	["c", 1],
	["d", 0],
	["e", -1],
]);

test("nDCG: gain is the grade, discount log2(rank + 1), as trec_eval's ndcg_cut", () => {
	// (3/log2 2 + 2/log2 3 + 1/log2 4) = 3 + 1.261860 + 0.5
	const ideal = 3 + 2 / Math.log2(3) + 0.5;
	expect(ndcg(["a", "b", "c"], judged, 10)).toBe(1);
	expect(ndcg(["c", "x", "a"], judged, 10)).toBeCloseTo((1 + 3 / 2) / ideal, 12);
	expect(ndcg(["c", "x", "a"], judged, 10)).toBeCloseTo(0.525, 3);
	expect(ndcg(["x", "a"], judged, 1)).toBe(0);
	// The ideal is cut at the same depth.
	expect(ndcg(["b", "a", "c"], judged, 1)).toBeCloseTo(2 / 3, 12);
	expect(ndcg(["e", "d"], judged, 10)).toBe(0);
	expect(ndcg(["a"], new Map([["a", 0]]), 10)).toBe(0);
});

test("recall: of those with a grade above 0", () => {
	expect(recall(["a", "d", "x", "c"], judged, 100)).toBeCloseTo(2 / 3, 12);
	expect(recall(["a", "d", "x", "c"], judged, 3)).toBeCloseTo(1 / 3, 12);
	expect(recall([], judged, 100)).toBe(0);
});

test("reciprocal rank of the first that is relevant", () => {
	expect(reciprocalRank(["d", "e", "b", "a"], judged)).toBeCloseTo(1 / 3, 12);
	expect(reciprocalRank(["d"], judged)).toBe(0);
});

test("percentiles by nearest rank", () => {
	expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
	expect(percentile([4, 1, 3, 2], 0.95)).toBe(4);
	expect(percentile([], 0.5)).toBe(0);
});
