/** Random numbers from a stream of bytes, in the way of GNU shuf: the same `--random-source` gives the same order. */
import { randomBytes } from "node:crypto";
import type { ByteStream } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";

/** Gives the next byte; a promise only when bytes have to be fetched. */
type NextByte = () => number | Promise<number>;

/** Bytes of the machine's generator. */
export function systemBytes(): NextByte {
	let pool = randomBytes(4096);
	let at = 0;
	return () => {
		if (at === pool.length) {
			pool = randomBytes(65536);
			at = 0;
		}
		return pool[at++] as number;
	};
}

/** Bytes of a file. @throws DeskError EFAILED at its end */
export function streamBytes(stream: ByteStream, name: string): NextByte {
	const parts = stream[Symbol.asyncIterator]();
	let part: Uint8Array = new Uint8Array();
	let at = 0;
	const fetch = async (): Promise<number> => {
		while (at >= part.length) {
			const { done, value } = await parts.next();
			if (done === true)
				throw new DeskError("EFAILED", "there are too few bytes in it", { at: name, todo: "give a longer source" });
			part = value;
			at = 0;
		}
		return part[at++] as number;
	};
	return () => (at < part.length ? (part[at++] as number) : fetch());
}

/** Whole numbers, all equally likely (gnulib's randint). What a byte still holds after one number serves the next. */
export class RandomNumbers {
	readonly #next: NextByte;
	/** A number up to `#most`, all equally likely: what is left over. */
	#left = 0;
	#most = 0;

	constructor(next: NextByte) {
		this.#next = next;
	}

	/** One from 0 to below `choices` (at most 2^44). */
	async below(choices: number): Promise<number> {
		const highest = choices - 1;
		for (;;) {
			while (this.#most < highest) {
				const byte = this.#next();
				this.#left = this.#left * 256 + (typeof byte === "number" ? byte : await byte);
				this.#most = this.#most * 256 + 255;
			}
			const [number, most] = [this.#left, this.#most];
			if (most === highest) {
				this.#left = this.#most = 0;
				return number;
			}
			const excess = most - highest;
			const unusable = excess % choices;
			const rest = number % choices;
			if (number <= most - unusable) {
				this.#left = Math.floor(number / choices);
				this.#most = Math.floor(excess / choices);
				return rest;
			}
			this.#left = rest;
			this.#most = unusable - 1;
		}
	}

	/** The first `count` of a random order of the numbers below `total`. */
	async permutation(count: number, total: number): Promise<number[]> {
		// What was not moved yet is itself.
		const moved = new Map<number, number>();
		const order: number[] = [];
		for (let index = 0; index < count; index++) {
			// The last of all can only be what is left: GNU asks for it all the same, which takes no byte.
			const other = index + (await this.below(total - index));
			order.push(moved.get(other) ?? other);
			moved.set(other, moved.get(index) ?? index);
			moved.delete(index);
		}
		return order;
	}
}
