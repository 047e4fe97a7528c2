/** Measures of a ranking as trec_eval defines them: gain is the judged grade, grades below 1 are not relevant. */

/** Grades of judged documents. */
export type Judged = ReadonlyMap<string, number>;

/** Discounted cumulative gain of the first `depth`, log2(rank + 1), over that of the best possible order (trec_eval `ndcg_cut`). */
export function ndcg(ranking: readonly string[], judged: Judged, depth: number): number {
	const gains = ranking.slice(0, depth).map((id) => Math.max(0, judged.get(id) ?? 0));
	const best = [...judged.values()].filter((grade) => grade > 0).sort((a, b) => b - a);
	const ideal = discounted(best.slice(0, depth));
	return ideal === 0 ? 0 : discounted(gains) / ideal;
}

function discounted(gains: readonly number[]): number {
	return gains.reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
}

/** The part of the relevant documents that is among the first `depth` (trec_eval `recall`). */
export function recall(ranking: readonly string[], judged: Judged, depth: number): number {
	const relevant = [...judged].filter(([, grade]) => grade > 0).length;
	const found = ranking.slice(0, depth).filter((id) => (judged.get(id) ?? 0) > 0).length;
	return relevant === 0 ? 0 : found / relevant;
}

/** One over the rank of the first relevant document; 0 when there is none (trec_eval `recip_rank`). */
export function reciprocalRank(ranking: readonly string[], judged: Judged): number {
	const index = ranking.findIndex((id) => (judged.get(id) ?? 0) > 0);
	return index < 0 ? 0 : 1 / (index + 1);
}

/** The smallest value that so large a part of the values does not exceed (nearest rank); 0 of none. */
export function percentile(values: readonly number[], part: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

export function mean(values: readonly number[]): number {
	return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
