import { toUnit } from "../inference/index.ts";

/** Files that a search takes its next look from. More find less at the top; with fewer, a desk of a few dozen files is led astray by one of them. */
export const FEEDBACK_FILES = 4;
/** What they count for beside the query itself. */
const PULL = 1;

/**
 * Pseudo-relevance feedback (Rocchio 1971): the query moved towards what the best files of a first ranking are about, each counting
 * for its score there. In the space of vectors, where it costs one more look: a second text query with the files' words (RM3, Bo1, KL)
 * found no more on any of eleven collections, and cost what the words it adds are found in.
 */
export function withFeedback(
	query: Float32Array,
	best: readonly { readonly score: number; readonly vector: Float32Array }[],
): Float32Array {
	const sum = new Float32Array(query.length);
	for (const { score, vector } of best)
		for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + score * (vector[at] as number);
	toUnit(sum);
	return toUnit(sum.map((value, at) => PULL * value + (query[at] as number)));
}
