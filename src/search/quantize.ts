/** Vectors as the database keeps them: the signs of what is left when the centre is taken away, for a first look, and one int8 a dimension. */

/** A vector as the tables `passage` (bits) and `vector` (scale, data) have it. */
export interface Quantized {
	readonly bits: Uint8Array;
	readonly scale: number;
	readonly data: Uint8Array;
}

export function quantize(vector: Float32Array, centre: Float32Array): Quantized {
	let most = 0;
	for (const value of vector) most = Math.max(most, Math.abs(value));
	const data = new Int8Array(vector.length);
	if (most > 0) for (let at = 0; at < vector.length; at++) data[at] = Math.round(((vector[at] as number) / most) * 127);
	return { bits: signBits(vector, centre), scale: most / 127, data: new Uint8Array(data.buffer) };
}

/** One bit a dimension, in whole words of 32: set where the vector is above the centre. */
export function signBits(vector: Float32Array, centre: Float32Array): Uint8Array {
	const bits = new Uint8Array(Math.ceil(vector.length / 32) * 4);
	for (let at = 0; at < vector.length; at++)
		if ((vector[at] as number) > (centre[at] ?? 0)) bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
	return bits;
}

/** The numbers that a blob holds, in its place. */
export function numbersIn(data: Uint8Array): Int8Array {
	return new Int8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** What `quantize` kept. */
export function restore(scale: number, data: Int8Array): Float32Array {
	const vector = new Float32Array(data.length);
	for (let at = 0; at < data.length; at++) vector[at] = (data[at] as number) * scale;
	return vector;
}

/** The dot product with a kept vector; in four sums, each of which waits for its own last step only. */
export function dot(query: Float32Array, scale: number, data: Int8Array): number {
	let [a, b, c, d] = [0, 0, 0, 0];
	const whole = data.length & ~3;
	for (let at = 0; at < whole; at += 4) {
		a += (query[at] as number) * (data[at] as number);
		b += (query[at + 1] as number) * (data[at + 1] as number);
		c += (query[at + 2] as number) * (data[at + 2] as number);
		d += (query[at + 3] as number) * (data[at + 3] as number);
	}
	for (let at = whole; at < data.length; at++) a += (query[at] as number) * (data[at] as number);
	return (a + b + c + d) * scale;
}

/** How many bits differ of two runs of 32-bit words, 31 of them at most at a time: set bits are counted in each byte (Hacker's Delight, 5-2), and bytes summed once. */
export function hamming(words: Uint32Array, from: number, query: Uint32Array): number {
	let distance = 0;
	for (let start = 0; start < query.length; start += MOST_WORDS) {
		const end = Math.min(query.length, start + MOST_WORDS);
		let bytes = 0;
		for (let at = start; at < end; at++) {
			let x = (words[from + at] as number) ^ (query[at] as number);
			x -= (x >>> 1) & 0x55555555;
			x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
			bytes = (bytes + ((x + (x >>> 4)) & 0x0f0f0f0f)) | 0;
		}
		const pairs = (bytes & 0x00ff00ff) + ((bytes >>> 8) & 0x00ff00ff);
		distance += (pairs & 0xffff) + (pairs >>> 16);
	}
	return distance;
}

/** A byte holds the eight bits of each. */
const MOST_WORDS = 31;
