import fc from "fast-check";
import { expect, test } from "vitest";
import { dot, hamming, numbersIn, quantize, restore, signBits } from "./quantize.ts";

const vectors = fc
	.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 64, maxLength: 64 })
	.map((values) => Float32Array.from(values));
const NONE = new Float32Array(64);

test("what is kept is the vector but for 1/254 of its largest part", () => {
	fc.assert(
		fc.property(vectors, (vector) => {
			const { scale, data } = quantize(vector, NONE);
			const most = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
			for (const [at, value] of restore(scale, numbersIn(data)).entries())
				expect(Math.abs(value - (vector[at] as number))).toBeLessThanOrEqual(most / 254 + 1e-6);
		}),
	);
});

test("the dot product is that of the restored vector", () => {
	fc.assert(
		fc.property(vectors, vectors, (query, vector) => {
			const { scale, data } = quantize(vector, NONE);
			const expected = restore(scale, numbersIn(data)).reduce(
				(sum, value, at) => sum + value * (query[at] as number),
				0,
			);
			expect(dot(query, scale, numbersIn(data))).toBeCloseTo(expected, 4);
		}),
	);
});

test("hamming counts the signs that differ beside the centre", () => {
	fc.assert(
		fc.property(vectors, vectors, vectors, (one, other, centre) => {
			const words = (vector: Float32Array) => new Uint32Array(signBits(vector, centre).buffer);
			const expected = one.reduce(
				(sum, value, at) =>
					sum + Number(value > (centre[at] as number) !== (other[at] as number) > (centre[at] as number)),
				0,
			);
			expect(hamming(words(one), 0, words(other))).toBe(expected);
		}),
	);
});

test("hamming counts more words than a byte has room for", () => {
	for (const length of [1, 30, 31, 32, 62, 63, 100])
		expect(hamming(new Uint32Array(length + 1).fill(0xffffffff), 1, new Uint32Array(length))).toBe(32 * length);
});
