/** Attribution: who has earned the conversions. */

import { MarkovTally } from "./markov.ts";
import type { Tally } from "./paths.ts";
import { decay, first, last, linear, position, shapley, WeightTally } from "./weights.ts";

export type { Credit, PathCount, Tally } from "./paths.ts";

/** What a model may be told. */
export interface ModelOptions {
	/** Of `decay`: days. */
	readonly halfLife?: number | undefined;
}

/** A way to share conversions out. */
export interface Model {
	readonly name: string;
	readonly about: string;
	tally(options?: ModelOptions): Tally;
}

/** All models, in the order in which help names them. */
export const MODELS: readonly Model[] = [
	{ name: "first", about: "all to the first touch", tally: () => new WeightTally(first) },
	{ name: "last", about: "all to the last touch", tally: () => new WeightTally(last) },
	{ name: "linear", about: "every touch alike", tally: () => new WeightTally(linear) },
	{
		name: "decay",
		about: "half as much for each week before the conversion",
		tally: (options) => new WeightTally(decay(options?.halfLife)),
	},
	{ name: "position", about: "40 % first, 40 % last, 20 % between", tally: () => new WeightTally(position) },
	{ name: "markov", about: "by what would be lost without the channel", tally: () => new MarkovTally() },
	{
		name: "shapley",
		about: "by what the channel adds, over all orders of joining",
		tally: () => new WeightTally(shapley),
	},
];
