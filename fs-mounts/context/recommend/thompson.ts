/** Thompson sampling (Thompson 1933; Chapelle and Li 2011): try what may be best as often as it may be best. */
import type { Posterior } from "../belief/posterior.ts";
import { beta, normal } from "../statistics.ts";

/** A value that a posterior thinks possible, drawn as often as it thinks so. @param random numbers in [0, 1) */
export function draw(posterior: Posterior, random: () => number): number {
	if (posterior.beta !== undefined) return beta(...posterior.beta, random);
	return posterior.mean + (posterior.deviation ?? 0) * normal(random);
}

/** Something that could be done: what is believed of its success, and what doing it costs. */
export interface Option {
	readonly posterior: Posterior;
	/** What success is worth beside other options; 1 when nothing is known. */
	readonly worth?: number;
	/** What trying costs, in the unit of `worth`. */
	readonly cost?: number;
}

/** The options in the order in which to try them, the first the most promising of this draw, each with what was drawn for it. */
export function ranked<Item extends Option>(
	options: readonly Item[],
	random: () => number,
): { item: Item; drawn: number }[] {
	return options
		.map((item) => ({ item, drawn: draw(item.posterior, random) * (item.worth ?? 1) - (item.cost ?? 0) }))
		.sort((one, other) => other.drawn - one.drawn);
}
