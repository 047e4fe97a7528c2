import type { Sparse } from "../../src/inference/index.ts";
import { seeded, shuffled } from "./random.ts";

/** Logistic regression (`hidden` 0), or one hidden layer of rectified units between features and scores. */
export interface Network {
	readonly buckets: number;
	readonly classes: number;
	readonly hidden: number;
	/** buckets × width, where width is `hidden`, or `classes` without a hidden layer. */
	readonly first: Float32Array;
	readonly firstBias: Float32Array;
	/** hidden × classes; empty without a hidden layer. */
	readonly second: Float32Array;
	readonly secondBias: Float32Array;
}

export interface Example {
	readonly sparse: Sparse;
	/** Index of its class. */
	readonly label: number;
	/** How much it counts beside the weight of its class; default 1. */
	readonly weight?: number;
}

export interface TrainOptions {
	readonly buckets: number;
	readonly classes: number;
	readonly hidden: number;
	readonly epochs: number;
	readonly batch: number;
	/** Adam's step size at the start; it falls to 0 in a straight line. */
	readonly rate: number;
	/** Weights shrink by this, times the step, in every step (AdamW). */
	readonly decay: number;
	readonly seed: number;
	/** Loss of an example by its class; default: inverse to how frequent the class is. */
	readonly classWeights?: readonly number[];
}

/** Train by mini-batches with AdamW (Loshchilov and Hutter 2019). The same examples and options give the same weights. */
export function train(examples: readonly Example[], options: TrainOptions): Network {
	const random = seeded(options.seed);
	const network = fresh(options, random);
	const weights = options.classWeights ?? balanced(examples, options.classes);
	const parts = [network.first, network.firstBias, network.second, network.secondBias];
	const gradients = parts.map((part) => new Float32Array(part.length));
	const adam = parts.map((part) => ({ mean: new Float32Array(part.length), square: new Float32Array(part.length) }));
	const steps = options.epochs * Math.ceil(examples.length / options.batch);
	let step = 0;
	for (let epoch = 0; epoch < options.epochs; epoch++) {
		const order = shuffled(examples, random);
		for (let start = 0; start < order.length; start += options.batch) {
			const batch = order.slice(start, start + options.batch);
			for (const gradient of gradients) gradient.fill(0);
			for (const example of batch)
				backward(network, example, ((weights[example.label] ?? 1) * (example.weight ?? 1)) / batch.length, gradients);
			const rate = options.rate * (1 - step / steps);
			step++;
			for (const [index, part] of parts.entries()) {
				const { mean, square } = adam[index] as (typeof adam)[number];
				const isBias = index % 2 === 1;
				update(part, gradients[index] as Float32Array, mean, square, { rate, step, decay: isBias ? 0 : options.decay });
			}
		}
	}
	return network;
}

/** The scores of each class before softmax. */
export function scoresOf(network: Network, { ids, values }: Sparse): Float32Array {
	return forward(network, ids, values).scores;
}

/** Probabilities from scores; a temperature above 1 makes them less sure. */
export function softmax(scores: ArrayLike<number>, temperature = 1): number[] {
	const list = Array.from(scores, (score) => score / temperature);
	const most = Math.max(...list);
	const powers = list.map((score) => Math.exp(score - most));
	const sum = powers.reduce((total, power) => total + power, 0);
	return powers.map((power) => power / sum);
}

function fresh({ buckets, classes, hidden }: TrainOptions, random: () => number): Network {
	const width = hidden || classes;
	// A single layer starts at 0 (its loss is convex); hidden units must differ to learn different things.
	const spread = (size: number, inputs: number) =>
		Float32Array.from({ length: size }, () => (hidden === 0 ? 0 : (random() * 2 - 1) / Math.sqrt(inputs)));
	return {
		buckets,
		classes,
		hidden,
		first: spread(buckets * width, 4),
		firstBias: new Float32Array(width),
		second: spread(hidden * classes, hidden),
		secondBias: new Float32Array(hidden === 0 ? 0 : classes),
	};
}

function forward(network: Network, ids: Int32Array, values: Float32Array) {
	const { hidden, classes, first, second } = network;
	const width = hidden || classes;
	const layer = Float32Array.from(network.firstBias);
	for (let at = 0; at < ids.length; at++) {
		const row = (ids[at] as number) * width;
		const value = values[at] as number;
		for (let unit = 0; unit < width; unit++)
			layer[unit] = (layer[unit] as number) + (first[row + unit] as number) * value;
	}
	if (hidden === 0) return { layer, scores: layer };
	const scores = Float32Array.from(network.secondBias);
	for (let unit = 0; unit < hidden; unit++) {
		const active = Math.max(0, layer[unit] as number);
		for (let label = 0; label < classes; label++)
			scores[label] = (scores[label] as number) + active * (second[unit * classes + label] as number);
	}
	return { layer, scores };
}

/** Adds the gradient of one example's cross-entropy to `gradients` (in the order of `Network`'s parts). */
function backward(network: Network, { sparse, label }: Example, weight: number, gradients: Float32Array[]): void {
	const { hidden, classes, second } = network;
	const [first, firstBias, secondGradient, secondBias] = gradients as [
		Float32Array,
		Float32Array,
		Float32Array,
		Float32Array,
	];
	const { layer, scores } = forward(network, sparse.ids, sparse.values);
	const delta = softmax(scores).map((probability, index) => (probability - (index === label ? 1 : 0)) * weight);
	let below: ArrayLike<number> = delta;
	if (hidden > 0) {
		const back = new Float32Array(hidden);
		for (let unit = 0; unit < hidden; unit++) {
			const active = layer[unit] as number;
			if (active <= 0) continue;
			for (let to = 0; to < classes; to++) {
				plus(secondGradient, unit * classes + to, (delta[to] as number) * active);
				plus(back, unit, (delta[to] as number) * (second[unit * classes + to] as number));
			}
		}
		for (let to = 0; to < classes; to++) plus(secondBias, to, delta[to] as number);
		below = back;
	}
	const width = hidden || classes;
	for (let unit = 0; unit < width; unit++) plus(firstBias, unit, below[unit] as number);
	for (let at = 0; at < sparse.ids.length; at++) {
		const row = (sparse.ids[at] as number) * width;
		for (let unit = 0; unit < width; unit++)
			plus(first, row + unit, (below[unit] as number) * (sparse.values[at] as number));
	}
}

function plus(array: Float32Array, index: number, value: number): void {
	array[index] = (array[index] as number) + value;
}

function update(
	part: Float32Array,
	gradient: Float32Array,
	mean: Float32Array,
	square: Float32Array,
	{ rate, step, decay }: { rate: number; step: number; decay: number },
): void {
	const [b1, b2] = [0.9, 0.999];
	const corrected = (rate * Math.sqrt(1 - b2 ** step)) / (1 - b1 ** step);
	for (let index = 0; index < part.length; index++) {
		const slope = gradient[index] as number;
		const weight = part[index] as number;
		const m = b1 * (mean[index] as number) + (1 - b1) * slope;
		const v = b2 * (square[index] as number) + (1 - b2) * slope * slope;
		mean[index] = m;
		square[index] = v;
		part[index] = weight - (corrected * m) / (Math.sqrt(v) + 1e-8) - rate * decay * weight;
	}
}

/** Classes count alike, however many examples each has. */
function balanced(examples: readonly Example[], classes: number): number[] {
	const counts = new Array<number>(classes).fill(0);
	for (const { label } of examples) counts[label] = (counts[label] ?? 0) + 1;
	return counts.map((count) => (count === 0 ? 0 : examples.length / (classes * count)));
}
