/** Credit by removal effects in a first-order Markov chain (Anderl et al. 2016, "Mapping the customer journey"). */
import { Channels, type Credit, type PathCount, type Tally } from "./paths.ts";

/**
 * The chain goes from a start through the channels to a conversion or to nothing. A channel's removal effect is the share of conversions that
 * would be lost if whoever comes to it went away; conversions are shared out in proportion to these effects, and values likewise, where
 * a conversion after a channel is worth what those after it were on average.
 */
export class MarkovTally implements Tally {
	readonly #channels = new Channels();
	/** From a channel to the next: how often. A channel to itself is left out: it changes no one's end. */
	readonly #steps: Map<number, number>[] = [];
	readonly #starts: number[] = [];
	readonly #conversions: number[] = [];
	readonly #values: number[] = [];
	readonly #nulls: number[] = [];
	#conversion = 0;
	#value = 0;

	add({ channels, conversions, value, nulls }: PathCount): void {
		const count = conversions + nulls;
		let before: number | undefined;
		for (const channel of channels) {
			const number = this.#channels.numberOf(channel);
			if (before === undefined) add(this.#starts, number, count);
			else if (before !== number) {
				const steps = this.#steps[before] ?? new Map<number, number>();
				this.#steps[before] = steps;
				steps.set(number, (steps.get(number) ?? 0) + count);
			}
			before = number;
		}
		if (before === undefined) return;
		add(this.#conversions, before, conversions);
		add(this.#values, before, value);
		add(this.#nulls, before, nulls);
		this.#conversion += conversions;
		this.#value += value;
	}

	credits(): Credit[] {
		const { names } = this.#channels;
		const credit = shares(this.#effects(this.#conversions), this.#conversion);
		const value = shares(this.#effects(this.#values), this.#value);
		return names.map((channel, number) => ({ channel, credit: credit[number] ?? 0, value: value[number] ?? 0 }));
	}

	/**
	 * Removal effects, where an end after a channel gains so much in all. Of one inverse N = (I − Q)⁻¹, N[i][j] being the visits to j from i:
	 * the gain from i is g = N·r, the way from the start comes to j at all with probability N[s][j] / N[j][j], and what is lost
	 * without j is what goes on from there: that times g[j].
	 */
	#effects(gains: readonly number[]): number[] {
		const size = this.#channels.names.length;
		if (size === 0) return [];
		const out = Array.from({ length: size }, (_, from) => {
			const on = [...(this.#steps[from]?.values() ?? [])].reduce((total, count) => total + count, 0);
			return on + (this.#conversions[from] ?? 0) + (this.#nulls[from] ?? 0);
		});
		const rows = Array.from({ length: size }, (_, from) => {
			const row = new Float64Array(size);
			row[from] = 1;
			for (const [to, count] of this.#steps[from] ?? []) row[to] = -count / (out[from] || 1);
			return row;
		});
		const visits = inverse(rows);
		const started = this.#starts.reduce((total, count) => total + (count ?? 0), 0) || 1;
		const reward = Float64Array.from({ length: size }, (_, from) => (gains[from] ?? 0) / (out[from] || 1));
		return Array.from({ length: size }, (_, channel) => {
			let come = 0;
			for (let from = 0; from < size; from++)
				come += ((this.#starts[from] ?? 0) / started) * (visits[from]?.[channel] ?? 0);
			const from = visits[channel] as Float64Array;
			const gain = from.reduce((total, count, at) => total + count * (reward[at] ?? 0), 0);
			return (come / (from[channel] || 1)) * gain;
		});
	}
}

function add(counts: number[], at: number, count: number): void {
	counts[at] = (counts[at] ?? 0) + count;
}

/** A total in proportion to effects; nothing where there are none. */
function shares(effects: readonly number[], total: number): number[] {
	const sum = effects.reduce((all, effect) => all + effect, 0);
	return effects.map((effect) => (sum === 0 ? 0 : (effect / sum) * total));
}

/** The inverse of a matrix by Gauss–Jordan with row pivots. Where customers circle for ever (nobody leaves), no visit is counted. */
function inverse(rows: readonly Float64Array[]): Float64Array[] {
	const size = rows.length;
	const left = rows.map((row) => Float64Array.from(row));
	const right = rows.map((_, at) => Float64Array.from({ length: size }, (_, column) => (column === at ? 1 : 0)));
	for (let column = 0; column < size; column++) {
		let pivot = column;
		for (let row = column + 1; row < size; row++)
			if (Math.abs(left[row]![column]!) > Math.abs(left[pivot]![column]!)) pivot = row;
		[left[column], left[pivot]] = [left[pivot]!, left[column]!];
		[right[column], right[pivot]] = [right[pivot]!, right[column]!];
		const factor = left[column]![column]!;
		if (Math.abs(factor) < 1e-300) continue;
		scale(left[column]!, 1 / factor);
		scale(right[column]!, 1 / factor);
		for (let row = 0; row < size; row++) {
			const times = left[row]![column]!;
			if (row === column || times === 0) continue;
			subtract(left[row]!, left[column]!, times);
			subtract(right[row]!, right[column]!, times);
		}
	}
	return right;
}

function scale(row: Float64Array, factor: number): void {
	for (let at = 0; at < row.length; at++) row[at] = row[at]! * factor;
}

function subtract(row: Float64Array, other: Float64Array, times: number): void {
	for (let at = 0; at < row.length; at++) row[at] = row[at]! - times * other[at]!;
}
