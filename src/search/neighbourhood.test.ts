import fc from "fast-check";
import { expect, test } from "vitest";
import { DEPTH, neighbourhood, regularized } from "./neighbourhood.ts";

const unit = (values: readonly number[]) => {
	const length = Math.hypot(...values) || 1;
	return Float32Array.from(values, (value) => value / length);
};

test("a file in the midst of good ones passes one that stands alone", () => {
	const vectors = [
		[1, 0, 0],
		[1, 0.1, 0],
		[0, 0, 1],
		[1, 0, 0.1],
	].map(unit);
	const ranking = [1, 0.9, 0.5, 0.48].map((score, node) => ({ node, score }));
	const means = neighbourhood(ranking, (node) => vectors[node]);
	expect(regularized(ranking, means).map(({ node }) => node)).toEqual([0, 1, 3, 2]);
	expect(means.get(2)).toBeLessThan(0.6);
});

test("files without vectors, and those further down, keep their scores", () => {
	const ranking = Array.from({ length: DEPTH + 5 }, (_, node) => ({ node, score: 1 - node / 1000 }));
	const means = neighbourhood(ranking, (node) => (node % 2 === 0 ? unit([1, node]) : undefined));
	expect([...means.keys()]).toEqual(ranking.slice(0, DEPTH).flatMap(({ node }) => (node % 2 === 0 ? [node] : [])));
	const mixed = new Map(regularized(ranking, means).map(({ node, score }) => [node, score]));
	for (const { node, score } of ranking)
		if (node % 2 === 1 || node >= DEPTH) expect(mixed.get(node)).toBeCloseTo(score, 10);
	expect(neighbourhood([], () => undefined).size).toBe(0);
});

test("means are those of the ten most alike, weighted by the square of the cosine (fuzzed against the plain sum)", () => {
	const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 5, maxLength: 5 });
	fc.assert(
		fc.property(
			fc.array(fc.tuple(vector, fc.double({ min: 0, max: 1.5, noNaN: true })), { maxLength: 30 }),
			(files) => {
				const vectors = files.map(([values]) => unit(values));
				const ranking = files.map(([, score], node) => ({ node, score }));
				const means = neighbourhood(ranking, (node) => vectors[node]);
				for (const { node, score } of ranking) {
					const others = ranking
						.filter((other) => other.node !== node)
						.map((other) => ({
							score: other.score,
							weight:
								Math.max(
									0,
									(vectors[node] as Float32Array).reduce(
										(sum, v, at) => sum + v * (vectors[other.node]?.[at] as number),
										0,
									),
								) ** 2,
						}))
						.sort((a, b) => b.weight - a.weight)
						.slice(0, 10);
					const weights = others.reduce((sum, { weight }) => sum + weight, 0);
					// Which of two that are equally alike is the tenth, and what is next to nothing, is not said.
					const last = others.at(-1)?.weight ?? 0;
					if (
						weights < 1e-6 ||
						(others.length === 10 && ranking.length > 11 && last > 0 && isTied(vectors, node, last))
					)
						continue;
					const expected = others.reduce((sum, other) => sum + other.weight * other.score, 0) / weights;
					expect(means.get(node)).toBeCloseTo(others.length === 0 ? score : expected, 3);
				}
			},
		),
	);
});

/** Whether more than one of the others are, but for rounding, as like a vector as that. */
function isTied(vectors: readonly Float32Array[], node: number, weight: number): boolean {
	const one = vectors[node] as Float32Array;
	const alike = vectors.filter((other, index) => {
		const cosine = one.reduce((sum, value, at) => sum + value * (other[at] as number), 0);
		return index !== node && Math.abs(Math.max(0, cosine) ** 2 - weight) < 1e-5;
	});
	return alike.length > 1;
}
