import type { Example, Network } from "./network.ts";
import { seeded, shuffled } from "./random.ts";

export interface LogisticOptions {
	readonly buckets: number;
	/** How often each example is looked at. */
	readonly passes: number;
	/** Step size at the start; it falls to 0 in a straight line. */
	readonly rate: number;
	/** The share of an example's features that is hidden each time that it is looked at: no few of them may decide. */
	readonly hidden: number;
	readonly seed: number;
}

/** A weight's first steps are no longer than after a gradient of this square. */
const SQUARE = 0.01;
/** An example that is so near to its label teaches nothing more. */
const NEAR = 0.002;

/**
 * Logistic regression for two classes by AdaGrad (Duchi, Hazan, Singer 2011), where rare features take longer steps, with part of the features
 * hidden at each look (Wager, Wang, Liang 2013), which carries over to texts of other writers better than a penalty on large weights. It is
 * linear in the features that are not 0. The same examples and options give the same weights.
 */
export function trainLogistic(
	examples: readonly Example[],
	{ buckets, passes, rate, hidden, seed }: LogisticOptions,
): Network {
	const weights = new Float64Array(buckets);
	const squares = new Float64Array(buckets).fill(SQUARE);
	let [bias, biasSquare] = [0, 1];
	const random = seeded(seed);
	const scale = 1 / (1 - hidden);
	const mean = examples.reduce((sum, { weight = 1 }) => sum + weight, 0) / examples.length;
	const longest = examples.reduce((most, { sparse }) => Math.max(most, sparse.ids.length), 0);
	const seen = new Int32Array(longest);
	for (let pass = 0; pass < passes; pass++) {
		const step = rate * (1 - pass / passes);
		for (const { sparse, label, weight = 1 } of shuffled(examples, random)) {
			const { ids, values } = sparse;
			const count = choose(seen, ids.length, hidden, Math.floor(random() * 2 ** 32));
			let odds = bias;
			for (let at = 0; at < count; at++) {
				const index = seen[at] as number;
				odds += (weights[ids[index] as number] as number) * (values[index] as number) * scale;
			}
			const slope = ((1 / (1 + Math.exp(-odds)) - label) * weight) / mean;
			if (Math.abs(slope) < NEAR) continue;
			biasSquare += slope * slope;
			bias -= (step * slope) / Math.sqrt(biasSquare);
			for (let at = 0; at < count; at++) {
				const index = seen[at] as number;
				const id = ids[index] as number;
				const gradient = slope * (values[index] as number) * scale;
				const square = (squares[id] as number) + gradient * gradient;
				squares[id] = square;
				weights[id] = (weights[id] as number) - (step * gradient) / Math.sqrt(square);
			}
		}
	}
	const first = new Float32Array(buckets * 2);
	for (let id = 0; id < buckets; id++) first[id * 2 + 1] = weights[id] as number;
	const none = new Float32Array(0);
	return { buckets, classes: 2, hidden: 0, first, firstBias: Float32Array.of(0, bias), second: none, secondBias: none };
}

/** Indices below a length, each left out with a probability; how many there are. By xorshift (Marsaglia 2003), as there are millions. */
function choose(into: Int32Array, length: number, hidden: number, seed: number): number {
	const limit = Math.floor(hidden * 2 ** 32);
	let state = seed | 1;
	let count = 0;
	for (let index = 0; index < length; index++) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		if (state >>> 0 >= limit) into[count++] = index;
	}
	return count;
}
