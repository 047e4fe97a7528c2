/** The numbers of `rand`. */

/** A small generator (mulberry32, taken twice for 53 bits): the same numbers for the same seed, as awk has it. */
export class Random {
	#state = 0;
	/** What `srand` was given last. */
	#seed = 0;

	/** From 0 up to, but not 1. */
	next(): number {
		const high = this.#word() >>> 5;
		const low = this.#word() >>> 6;
		return (high * 2 ** 26 + low) / 2 ** 53;
	}

	/** Begin anew. @returns the seed before */
	seed(seed: number): number {
		const before = this.#seed;
		this.#seed = seed;
		this.#state = Math.trunc(seed % 2 ** 32) | 0;
		return before;
	}

	#word(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
		return (word ^ (word >>> 14)) >>> 0;
	}
}
