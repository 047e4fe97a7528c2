import type { Pooling } from "./config.ts";

/** What pooling reads: vectors of all tokens of a batch (texts × width × dimensions), and how many tokens each text has. */
export interface TokenVectors {
	readonly data: Float32Array;
	readonly width: number;
	readonly dimensions: number;
	readonly lengths: readonly number[];
}

/** One vector of each text from those of its tokens; padding does not count. */
export function pool(vectors: TokenVectors, pooling: Pooling): Float32Array[] {
	return vectors.lengths.map((length, row) => {
		const token = (at: number) => {
			const start = (row * vectors.width + at) * vectors.dimensions;
			return vectors.data.subarray(start, start + vectors.dimensions);
		};
		return POOLS[pooling](token, length, vectors.dimensions);
	});
}

type Pool = (token: (at: number) => Float32Array, length: number, dimensions: number) => Float32Array;

const mean: Pool = (token, length, dimensions) => scaled(sum(token, length, dimensions), 1 / length);

const POOLS: Readonly<Record<Pooling, Pool>> = {
	mean,
	cls: (token) => token(0).slice(),
	last: (token, length) => token(length - 1).slice(),
	max(token, length) {
		const result = token(0).slice();
		for (let at = 1; at < length; at++)
			for (const [index, value] of token(at).entries()) result[index] = Math.max(result[index] as number, value);
		return result;
	},
	"mean-sqrt": (token, length, dimensions) => scaled(sum(token, length, dimensions), 1 / Math.sqrt(length)),
};

function sum(token: (at: number) => Float32Array, length: number, dimensions: number): Float32Array {
	const result = new Float32Array(dimensions);
	for (let at = 0; at < length; at++)
		for (const [index, value] of token(at).entries()) result[index] = (result[index] as number) + value;
	return result;
}

function scaled(vector: Float32Array, factor: number): Float32Array {
	return vector.map((value) => value * factor);
}
