/** Models that share out each path among its touches. */
import { Channels, type Credit, type PathCount, type Tally } from "./paths.ts";

/** The share of each touch of a path; they sum to 1. */
export type Weights = (path: PathCount) => ArrayLike<number>;

/** All of it to the first touch. */
export const first: Weights = ({ channels }) => onlyAt(channels.length, 0);

/** All of it to the last touch. */
export const last: Weights = ({ channels }) => onlyAt(channels.length, channels.length - 1);

/** Every touch the same. */
export const linear: Weights = ({ channels }) => new Float64Array(channels.length).fill(1 / channels.length);

/** The first and the last touch 40 % each, those between them 20 % together; two touches share alike. */
export const position: Weights = ({ channels: { length } }) => {
	if (length <= 2) return new Float64Array(length).fill(1 / length);
	const weights = new Float64Array(length).fill(0.2 / (length - 2));
	weights[0] = 0.4;
	weights[length - 1] = 0.4;
	return weights;
};

/**
 * The Shapley value (Shapley 1953; Zhao, Mahboobi and Bagheri 2018) of the game in which a coalition of channels is worth the conversions of all
 * paths that need no other channel. That game is a sum of unanimity games, one a path, and the value is additive: each path's gain goes
 * to the channels in it alike, however often they come. So it is exact for any number of channels, and nothing has to be sampled.
 */
export const shapley: Weights = ({ channels }) => {
	const players = new Set(channels);
	const share = 1 / players.size;
	// To its first touch; `delete` says whether this is it.
	return channels.map((channel) => (players.delete(channel) ? share : 0));
};

const DAY_MS = 86_400_000;

/**
 * Half as much for each half-life before the conversion; where times are not known, for each touch before the last.
 * @param halfLife days
 */
export function decay(halfLife = 7): Weights {
	return ({ channels: { length }, ages }) => {
		const steps = Float64Array.from({ length }, (_, at) =>
			ages === undefined ? length - 1 - at : (ages[at] ?? 0) / (halfLife * DAY_MS),
		);
		// From the latest touch on, so that a path that lies years back has no weights of zero.
		const latest = steps.reduce((least, step) => Math.min(least, step), Number.POSITIVE_INFINITY);
		const weights = steps.map((step) => 0.5 ** (step - latest));
		const sum = weights.reduce((total, weight) => total + weight, 0);
		return weights.map((weight) => weight / sum);
	};
}

/** Credits by the shares of touches. */
export class WeightTally implements Tally {
	readonly #weights: Weights;
	readonly #channels = new Channels();
	readonly #earned: { readonly credit: Sum; readonly value: Sum }[] = [];

	constructor(weights: Weights) {
		this.#weights = weights;
	}

	add(path: PathCount): void {
		const weights = this.#weights(path);
		for (const [at, channel] of path.channels.entries()) {
			const number = this.#channels.numberOf(channel);
			const earned = this.#earned[number] ?? { credit: new Sum(), value: new Sum() };
			this.#earned[number] = earned;
			earned.credit.add((weights[at] ?? 0) * path.conversions);
			earned.value.add((weights[at] ?? 0) * path.value);
		}
	}

	credits(): Credit[] {
		return this.#channels.names.map((channel, number) => ({
			channel,
			credit: this.#earned[number]?.credit.total ?? 0,
			value: this.#earned[number]?.value.total ?? 0,
		}));
	}
}

/** A sum of many numbers without the rounding of many additions (Neumaier 1974). */
export class Sum {
	#sum = 0;
	#lost = 0;

	add(number: number): void {
		const sum = this.#sum + number;
		this.#lost += Math.abs(this.#sum) >= Math.abs(number) ? this.#sum - sum + number : number - sum + this.#sum;
		this.#sum = sum;
	}

	get total(): number {
		return this.#sum + this.#lost;
	}
}

function onlyAt(length: number, at: number): Float64Array {
	const weights = new Float64Array(length);
	weights[at] = 1;
	return weights;
}
