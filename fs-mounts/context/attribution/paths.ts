/** What attribution works on: the ways that customers came, and how often each ended in a conversion. */

/** Customers who met the same channels in the same order. */
export interface PathCount {
	/** In the order of time, with repetitions; at least one. */
	readonly channels: readonly string[];
	/** How many of them converted. */
	readonly conversions: number;
	/** What those conversions were worth together, in one currency. */
	readonly value: number;
	/** How many of them did not convert. */
	readonly nulls: number;
	/** How long before the conversion each touch was (ms), where that is known. */
	readonly ages?: readonly number[];
}

/** A channel's share of what was gained. Over all channels, credits sum to the conversions and values to their worth. */
export interface Credit {
	readonly channel: string;
	readonly credit: number;
	readonly value: number;
}

/** Sums up paths, one after the other, and then says what each channel has earned. Its memory grows with the channels, not with the paths. */
export interface Tally {
	add(path: PathCount): void;
	credits(): Credit[];
}

/** Channels by numbers, in the order in which they were first met. */
export class Channels {
	readonly names: string[] = [];
	readonly #numbers = new Map<string, number>();

	numberOf(name: string): number {
		const known = this.#numbers.get(name);
		if (known !== undefined) return known;
		const number = this.names.length;
		this.names.push(name);
		this.#numbers.set(name, number);
		return number;
	}
}
