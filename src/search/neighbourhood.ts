/**
 * Files that are about the same are relevant to the same queries (the cluster hypothesis: Jardine, van Rijsbergen 1971); so the scores of a
 * ranking are made to say so: each file's is mixed with those of the files that are most like it (Diaz 2005, Regularizing ad hoc retrieval
 * scores). It corrects a file that has the words by chance, and lifts one that is in the midst of good ones without having them.
 */
import type { Ranked } from "./types.ts";

/** The files that are looked at: each is compared with each, which takes 3 ms; 400 would be 0.2 % of recall better. */
export const DEPTH = 150;
/** Of a large desk, whose searches take long enough without it. */
export const DEPTH_OF_MANY = 90;
/** Files that have a say in another's score. */
const NEIGHBOURS = 10;
/** What they say counts for so much, the file's own score for the rest. More is better on average, but takes from the top where meaning is the weaker guide. */
export const SHARE = 0.3;

/** The mean score of the files most like each of the first `depth`, weighted by likeness; a file without a vector keeps its own. */
export function neighbourhood(
	ranking: readonly Ranked[],
	vectorOf: (node: number) => Float32Array | undefined,
	depth = DEPTH,
): Map<number, number> {
	const files = ranking.slice(0, depth).flatMap((ranked) => {
		const vector = vectorOf(ranked.node);
		return vector === undefined ? [] : [{ ...ranked, vector }];
	});
	const likeness = likenessOf(files.map(({ vector }) => vector));
	return new Map(
		files.map(({ node, score }, index) => {
			const row = likeness.subarray(index * files.length, (index + 1) * files.length);
			let sum = 0;
			let weights = 0;
			for (const other of greatest(row, NEIGHBOURS)) {
				const weight = row[other] as number;
				sum += weight * (files[other] as Ranked).score;
				weights += weight;
			}
			return [node, weights === 0 ? score : sum / weights];
		}),
	);
}

/** Where the greatest `count` values of a row are. */
function greatest(row: Float32Array, count: number): number[] {
	const found: number[] = [];
	for (let at = 0; at < row.length; at++) {
		const value = row[at] as number;
		if (found.length === count && value <= (row[found[count - 1] as number] as number)) continue;
		let place = Math.min(found.length, count - 1);
		for (; place > 0 && value > (row[found[place - 1] as number] as number); place--)
			found[place] = found[place - 1] as number;
		found[place] = at;
	}
	return found;
}

/** A ranking whose first scores are mixed with those of their neighbours, best first. */
export function regularized(ranking: readonly Ranked[], means: ReadonlyMap<number, number>): Ranked[] {
	return ranking
		.map((ranked) => {
			const mean = means.get(ranked.node) ?? ranked.score;
			return { ...ranked, score: (1 - SHARE) * ranked.score + SHARE * mean };
		})
		.sort((a, b) => b.score - a.score || a.node - b.node);
}

/** Squares of the cosines of unit vectors with each other, row by row; 0 where it is negative, and for a vector with itself. */
function likenessOf(vectors: readonly Float32Array[]): Float32Array {
	const size = vectors.length;
	const likeness = new Float32Array(size * size);
	for (const [i, one] of vectors.entries())
		for (let j = 0; j < i; j++) {
			const value = Math.max(0, product(one, vectors[j] as Float32Array)) ** 2;
			likeness[i * size + j] = value;
			likeness[j * size + i] = value;
		}
	return likeness;
}

/** The dot product, in two sums: each waits for its own last step only, which takes half the time. */
function product(a: Float32Array, b: Float32Array): number {
	let even = 0;
	let odd = 0;
	for (let at = 0; at + 1 < a.length; at += 2) {
		even += (a[at] as number) * (b[at] as number);
		odd += (a[at + 1] as number) * (b[at + 1] as number);
	}
	return a.length % 2 === 0 ? even + odd : even + odd + (a.at(-1) as number) * (b.at(-1) as number);
}
