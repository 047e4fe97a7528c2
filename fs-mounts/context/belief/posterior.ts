/** What the evidence says of a belief, as a probability: calibrated where the score of `rules.ts` is only easy to follow. */
import { SOURCE_WEIGHTS, type SourceWeights, sourceWeight } from "../../../src/command/index.ts";
import { betaQuantile, NORMAL_90 } from "../statistics.ts";
import type { Evidence } from "./format.ts";

/** Where something lies, with 90 % certainty between `low` and `high`. */
export interface Posterior {
	/** `rate`: how often it is so, 0 to 1. `effect`: how much it does, in the unit of the evidence. */
	readonly kind: "rate" | "effect";
	readonly mean: number;
	readonly low: number;
	readonly high: number;
	/** Of a rate: the parameters of its beta distribution. */
	readonly beta?: readonly [a: number, b: number];
	/** Of an effect: its standard deviation. */
	readonly deviation?: number;
}

/**
 * Businesses and their markets change. A rate is taken for a random walk whose step in a month has this standard deviation: two and a half points of a
 * hundred, nine in a year. So what was seen long ago says less, as much less as time allows for.
 */
export const DRIFT_A_MONTH = 0.025;
/** The share of its weight that a measured effect keeps a month later: its unit is not known, so no step of a walk can be. */
export const KEPT_A_MONTH = 0.97;

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30.4375;

/** What speaks for a belief, and what against it. */
export interface Sides {
	readonly for: readonly Evidence[];
	readonly against: readonly Evidence[];
}

/** The day of the newest evidence of either kind. */
export function lastEvidence({ for: pro, against }: Sides): string | undefined {
	return [...pro, ...against]
		.map(({ date }) => date)
		.sort()
		.at(-1);
}

/** What all evidence says on a day, each piece by its source and age. */
export function judged(sides: Sides, day: string, weights: SourceWeights = SOURCE_WEIGHTS): Posterior {
	return posterior(weighed(sides, day, weights), day);
}

/**
 * Evidence with the weights of its sources. They are beside each other: together the pieces count as much as Kish's effective sample size
 * (1965), (Σw)² / Σw², so that the interval is as wide as a mean so weighted is uncertain, and pieces of one kind and age count in full.
 */
export function weighed(sides: Sides, day: string, weights: SourceWeights): Sides {
	const all = [...sides.for, ...sides.against];
	const measured = all.filter(isMeasured);
	let [sum, squares] = [0, 0];
	for (const one of measured.length > 0 ? measured : all) {
		const { weight } = sourceWeight(one, day, weights);
		sum += weight * sizeOf(one);
		squares += weight ** 2 * sizeOf(one);
	}
	const scale = squares > 0 ? sum / squares : 0;
	const by = (one: Evidence) => ({
		...one,
		weight: (one.weight ?? 1) * sourceWeight(one, day, weights).weight * scale,
	});
	return { for: sides.for.map(by), against: sides.against.map(by) };
}

function isMeasured({ effect, error = 0 }: Evidence): boolean {
	return effect !== undefined && error > 0;
}

/** How much a piece says: of an effect its precision, of a rate its trials. */
function sizeOf(one: Evidence): number {
	return (one.weight ?? 1) * (isMeasured(one) ? 1 / (one.error ?? 1) ** 2 : (one.trials ?? 1));
}

/**
 * What all evidence says on a day, as if all sources were alike. Measured effects are pooled by their precision (a flat prior); else every piece counts for a rate, from a
 * uniform prior: trials by their outcome, others as one trial each, by their weights.
 */
export function posterior({ for: pro, against }: Sides, day: string, drift = DRIFT_A_MONTH): Posterior {
	const measured = [...pro, ...against].filter(isMeasured);
	if (measured.length > 0) return effectOf(measured, day);
	const outcomes = [...pro.map((one) => outcomeOf(one, true)), ...against.map((one) => outcomeOf(one, false))];
	outcomes.sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0));
	let rate: readonly [number, number] = [1, 1];
	let at = outcomes[0]?.date ?? day;
	for (const { date, successes, failures } of outcomes) {
		const [a, b] = walked(rate, drift ** 2 * monthsBetween(at, date));
		rate = [a + successes, b + failures];
		at = date;
	}
	const [a, b] = walked(rate, drift ** 2 * monthsBetween(at, day));
	return rateOf(a, b);
}

function outcomeOf({ date, weight = 1, trials = 1, successes }: Evidence, isFor: boolean): Outcome {
	const good = successes ?? (isFor ? trials : 0);
	return { date, successes: weight * good, failures: weight * (trials - good) };
}

interface Outcome {
	readonly date: string;
	readonly successes: number;
	readonly failures: number;
}

/**
 * A beta distribution of which the truth has walked on: the same mean, and a variance that has grown by that of the walk (moments matched, as a
 * Kalman filter does for a normal one), but never less certain than knowing nothing.
 */
function walked([a, b]: readonly [number, number], variance: number): readonly [number, number] {
	if (variance <= 0) return [a, b];
	const mean = a / (a + b);
	const before = (mean * (1 - mean)) / (a + b + 1);
	const size = Math.max(2, (mean * (1 - mean)) / (before + variance) - 1);
	return a + b <= 2 ? [a, b] : [mean * size, (1 - mean) * size];
}

function monthsBetween(from: string, to: string): number {
	return Math.max(0, (Date.parse(to) - Date.parse(from)) / (DAY_MS * MONTH_DAYS));
}

/** The posterior of a rate whose beta distribution is known. */
export function rateOf(a: number, b: number): Posterior {
	return {
		kind: "rate",
		mean: a / (a + b),
		low: betaQuantile(0.05, a, b),
		high: betaQuantile(0.95, a, b),
		beta: [a, b],
	};
}

function effectOf(measured: readonly Evidence[], day: string): Posterior {
	let [precision, sum] = [0, 0];
	for (const { effect = 0, error = 1, weight = 1, date } of measured) {
		const own = (weight * KEPT_A_MONTH ** monthsBetween(date, day)) / error ** 2;
		precision += own;
		sum += own * effect;
	}
	const mean = sum / precision;
	const deviation = 1 / Math.sqrt(precision);
	return { kind: "effect", mean, low: mean - NORMAL_90 * deviation, high: mean + NORMAL_90 * deviation, deviation };
}
