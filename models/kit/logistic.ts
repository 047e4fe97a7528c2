import type { Example, Network } from "./network.ts";
import { seeded, shuffled } from "./random.ts";

export interface LogisticOptions {
	readonly buckets: number;
	/** What an error costs against large weights (LIBLINEAR's C): the more, the closer to the examples. */
	readonly cost: number;
	/** How often each example is looked at. */
	readonly passes: number;
	readonly seed: number;
}

/**
 * Logistic regression for two classes with an L2 penalty, by dual coordinate descent (Yu, Huang, Lin 2011, algorithm 5): as exact as is of use
 * after about ten passes, and linear in the features that are not 0. The same examples and options give the same weights.
 */
export function trainLogistic(examples: readonly Example[], { buckets, cost, passes, seed }: LogisticOptions): Network {
	// The bias is the last weight, of a feature that is always 1.
	const weights = new Float64Array(buckets + 1);
	const random = seeded(seed);
	let duals = examples.map((example) => dualOf(example, cost));
	for (const dual of duals) addTo(weights, dual, dual.sign * dual.alpha);
	for (let pass = 0; pass < passes; pass++) {
		duals = shuffled(duals, random);
		for (const dual of duals) {
			const next = minimum(dual, dual.sign * sumOf(weights, dual));
			addTo(weights, dual, dual.sign * (next - dual.alpha));
			dual.alpha = next;
		}
	}
	const first = new Float32Array(buckets * 2);
	for (let id = 0; id < buckets; id++) first[id * 2 + 1] = weights[id] as number;
	return {
		buckets,
		classes: 2,
		hidden: 0,
		first,
		firstBias: Float32Array.of(0, weights[buckets] as number),
		second: new Float32Array(0),
		secondBias: new Float32Array(0),
	};
}

/** An example with its dual variable, which lies between 0 and its cost. */
interface Dual {
	readonly ids: Int32Array;
	readonly values: Float32Array;
	/** 1 for the second class, -1 for the first. */
	readonly sign: 1 | -1;
	readonly cost: number;
	/** Its squared length, with the bias. */
	readonly square: number;
	alpha: number;
}

function dualOf({ sparse: { ids, values }, label, weight = 1 }: Example, cost: number): Dual {
	const own = cost * weight;
	const square = values.reduce((sum, value) => sum + value * value, 1);
	return { ids, values, sign: label === 1 ? 1 : -1, cost: own, square, alpha: Math.min(own / 1000, 1e-8) };
}

function sumOf(weights: Float64Array, { ids, values }: Dual): number {
	let sum = weights[weights.length - 1] as number;
	for (let at = 0; at < ids.length; at++) sum += (weights[ids[at] as number] as number) * (values[at] as number);
	return sum;
}

function addTo(weights: Float64Array, { ids, values }: Dual, step: number): void {
	weights[weights.length - 1] = (weights[weights.length - 1] as number) + step;
	for (let at = 0; at < ids.length; at++) {
		const id = ids[at] as number;
		weights[id] = (weights[id] as number) + step * (values[at] as number);
	}
}

const MOST_STEPS = 20;

/** The dual variable that is best while all others stay as they are, by Newton's method from the side of the interval where it converges. */
function minimum({ alpha, cost, square }: Dual, margin: number): number {
	const mirrored = square * (cost / 2 - alpha) + margin < 0;
	const from = mirrored ? cost - alpha : alpha;
	const slope = mirrored ? -margin : margin;
	let value = cost - from < cost / 2 ? from / 10 : from;
	for (let step = 0; step < MOST_STEPS; step++) {
		const gradient = square * (value - from) + slope + Math.log(value / (cost - value));
		if (Math.abs(gradient) < 1e-3) break;
		const next = value - gradient / (square + cost / ((cost - value) * value));
		value = Math.min(next <= 0 ? value / 10 : next, cost * (1 - 1e-12));
	}
	return mirrored ? cost - value : value;
}
