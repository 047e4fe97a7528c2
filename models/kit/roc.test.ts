import { expect, test } from "vitest";
import { seeded } from "./random.ts";
import { areaUnderRoc, fairThreshold, rates, recallThreshold } from "./roc.ts";

const scored = [
	{ score: 0.9, label: 1 },
	{ score: 0.8, label: 0 },
	{ score: 0.7, label: 1 },
	{ score: 0.3, label: 0 },
	{ score: 0.2, label: 1 },
];

test("rates and thresholds, by hand", () => {
	expect(rates(scored, 0.7)).toEqual({ recall: 2 / 3, falseAlarms: 1 / 2 });
	expect(rates([], 0.5)).toEqual({ recall: 0, falseAlarms: 0 });
	expect(recallThreshold(scored, 1)).toBe(0.2);
	expect(recallThreshold(scored, 0.6)).toBe(0.7);
});

test("the fair threshold uses up the allowances alike", () => {
	// At 0.7 a third is missed, and half are false alarms; at 0.9, two thirds and none.
	expect(fairThreshold(scored, { missed: 0.5, falseAlarms: 0.5 })).toEqual({ threshold: 0.7, used: 1 });
	expect(fairThreshold(scored, { missed: 0.9, falseAlarms: 0.1 }).threshold).toBe(0.9);
	expect(fairThreshold(scored, { missed: 0.1, falseAlarms: 1 }).threshold).toBe(0.2);
});

test("the area under the curve is the share of pairs in the right order, ties by half", () => {
	const random = seeded(4);
	const many = Array.from({ length: 200 }, () => ({ score: Math.floor(random() * 20), label: random() < 0.4 ? 1 : 0 }));
	const there = many.filter(({ label }) => label === 1);
	const not = many.filter(({ label }) => label === 0);
	let right = 0;
	for (const a of there) for (const b of not) right += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
	expect(areaUnderRoc(many)).toBeCloseTo(right / (there.length * not.length), 10);
	expect(areaUnderRoc([])).toBe(0.5);
});
