import type { Ranked } from "./types.ts";

/** A ranking, and how it counts: its scores relative to its best, to the power of `power`, times `weight`. */
export interface Source {
	readonly list: readonly Ranked[];
	readonly weight: number;
	readonly power: number;
}

/**
 * One ranking of several: the weighted sum of relative scores. On eleven collections it is better than reciprocal ranks, with any
 * weights: ranks do not tell a file that has all the words from one that has some, and fall below text alone on most.
 */
export function fuse(sources: readonly Source[]): Ranked[] {
	const sums = new Map<number, number>();
	for (const { list, weight, power } of sources) {
		const best = list[0]?.score ?? 0;
		for (const { node, score } of list)
			if (score > 0) sums.set(node, (sums.get(node) ?? 0) + weight * (score / best) ** power);
	}
	return [...sums].map(([node, score]) => ({ node, score })).sort((a, b) => b.score - a.score || a.node - b.node);
}
