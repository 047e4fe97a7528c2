import { describe, expect, test } from "vitest";
import { seeded } from "../../../src/base/random.ts";
import { simulateBelief } from "../../../test/support/businesses.ts";
import { ranked } from "../recommend/thompson.ts";
import type { Evidence } from "./format.ts";
import { judged, posterior, rateOf } from "./posterior.ts";
import { confirmed, contradicted, idled, newStanding } from "./rules.ts";

const SEED = Number(process.env.SEED ?? 3);

function at(date: string, more: Partial<Evidence> = {}): Evidence {
	return { path: "/notes/x.md", date, ...more };
}

test("without evidence all rates are possible; on the same day, evidence counts as it is", () => {
	const none = posterior({ for: [], against: [] }, "2026-11-21");
	expect(none).toMatchObject({ kind: "rate", mean: 0.5, beta: [1, 1] });
	expect([none.low, none.high].map((edge) => Number(edge.toFixed(9)))).toEqual([0.05, 0.95]);
	const day = "2026-11-21";
	const some = posterior(
		{ for: [at(day), at(day, { weight: 2 })], against: [at(day, { trials: 10, successes: 3 })] },
		day,
	);
	expect(some.beta).toEqual([1 + 3 + 3, 1 + 7]);
});

test("measured effects are pooled by precision", () => {
	const day = "2026-11-21";
	const pooled = posterior(
		{ for: [at(day, { effect: 2, error: 1 }), at(day, { effect: 4, error: 2 })], against: [] },
		day,
	);
	expect(pooled.mean).toBeCloseTo((2 + 4 / 4) / (1 + 1 / 4), 12);
	expect(pooled.deviation).toBeCloseTo(1 / Math.sqrt(1.25), 12);
	const later = posterior({ for: [at(day, { effect: 2, error: 1 })], against: [] }, "2027-11-21");
	expect(later.mean).toBeCloseTo(2, 12);
	expect(later.high - later.low).toBeGreaterThan(2 * 1.645 * 1.15);
});

test("time takes certainty and leaves the mean; it never knows less than nothing", () => {
	const evidence = { for: [at("2024-01-01", { trials: 40, successes: 30 })], against: [] };
	const years = ["2024-01-01", "2025-01-01", "2026-01-01", "2060-01-01"].map((day) => posterior(evidence, day));
	for (const [index, one] of years.entries()) {
		expect(one.mean).toBeCloseTo(31 / 42, 9);
		const before = years[index - 1];
		if (before !== undefined) expect(one.high - one.low).toBeGreaterThan(before.high - before.low);
	}
	expect(years[3]?.beta?.[0]).toBeCloseTo((31 / 42) * 2, 9);
});

test("sources weigh beside each other: of one kind and age they count in full; figures and what is recent move more", () => {
	const day = "2026-11-21";
	const words = { for: [at(day), at(day)], against: [at(day)] };
	expect(judged(words, day).low).toBeCloseTo(posterior(words, day).low, 12);
	const figures = at(day, { trials: 1 });
	const mixed = { for: [figures, figures, figures], against: [at(day), at(day), at(day)] };
	expect(judged(mixed, day).mean).toBeGreaterThan(0.55);
	// Three of weight 1 and three of 0.6: (Σw)² / Σw² pieces in all, before the prior's two.
	expect(judged(mixed, day).beta?.reduce((sum, one) => sum + one)).toBeCloseTo(2 + 4.8 ** 2 / (3 + 3 * 0.36), 12);
	const old = { for: [at(day)], against: [at("2026-08-20")] };
	expect(judged(old, day).mean).toBeGreaterThan(0.51);
	expect(judged(mixed, day, { performance: 0, subjective: 1, recent: 1, older: 1 }).beta).toEqual([1, 4]);
	expect(judged(mixed, day, { performance: 0, subjective: 0, recent: 1, older: 1 }).beta).toEqual([1, 1]);
});

describe("on simulated businesses with known truth", () => {
	// One half of what is seen are figures, the other is what somebody wrote.
	const paths = ["/context/weir/calendar/2026-01-01-x.md", "/notes/x.md"];
	const evidenceOf = (observed: readonly { day: string; confirms: boolean }[]) => {
		const all = observed.map(({ day, confirms }, index) => ({
			confirms,
			...at(day, { path: paths[index % 2] ?? "" }),
		}));
		return { for: all.filter(({ confirms }) => confirms), against: all.filter(({ confirms }) => !confirms) };
	};

	test.each([0, 0.015, 0.02])("where the truth walks by %d a month, intervals of 90 cover 87 to 93 of 100", (drift) => {
		const random = seeded(SEED);
		let [covered, all] = [0, 0];
		for (const observations of [0.5, 1, 2, 4])
			for (let run = 0; run < 600; run++) {
				const { observed, truth, day } = simulateBelief({ random, months: 36, observations, drift });
				const { low, high } = judged(evidenceOf(observed), day);
				all++;
				if (truth >= low && truth <= high) covered++;
			}
		expect(covered / all).toBeGreaterThanOrEqual(0.87);
		expect(covered / all).toBeLessThanOrEqual(0.93);
	});

	test("the posterior foretells the next observation better than the score of steps (Brier)", () => {
		const random = seeded(SEED);
		let [byPosterior, byScore, all] = [0, 0, 0];
		for (let run = 0; run < 300; run++) {
			const { observed } = simulateBelief({ random, months: 24, observations: 2, drift: 0.015 });
			let standing = newStanding(observed[0]?.day ?? "2024-01-15");
			for (const [index, { day, confirms, truth }] of observed.entries()) {
				standing = idled(standing, day);
				const { mean } = judged(evidenceOf(observed.slice(0, index)), day);
				// The chance of each outcome is known, so that no luck is in the comparison.
				const brier = (said: number) => truth * (said - 1) ** 2 + (1 - truth) * said ** 2;
				byPosterior += brier(mean);
				byScore += brier(standing.confidence);
				all++;
				standing = confirms ? confirmed(standing, day) : contradicted(standing, day);
			}
		}
		expect(byPosterior / all).toBeLessThan(byScore / all);
	});

	test("Thompson sampling loses less than choosing at random, by far", () => {
		const random = seeded(SEED);
		let [thompson, uniform] = [0, 0];
		for (let run = 0; run < 100; run++) {
			const truths = Array.from({ length: 6 }, () => random());
			const best = Math.max(...truths);
			const known = truths.map(() => [1, 1] as [number, number]);
			for (let step = 0; step < 120; step++) {
				const options = known.map((beta, arm) => ({ arm, posterior: rateOf(...beta) }));
				const arm = ranked(options, random)[0]?.item.arm ?? 0;
				const own = known[arm] as [number, number];
				own[random() < (truths[arm] ?? 0) ? 0 : 1]++;
				thompson += best - (truths[arm] ?? 0);
				uniform += best - truths.reduce((sum, truth) => sum + truth, 0) / truths.length;
			}
		}
		expect(thompson).toBeLessThan(uniform / 2);
	});
});
