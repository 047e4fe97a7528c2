/** Which passages tell most about a question: BM25 over the passages at hand (Robertson and Zaragoza, 2009). */
import { indexable } from "../../base/indexable.ts";
import type { Pace } from "../../base/pace.ts";
import { STOP_WORDS, termsOf } from "../../search/index.ts";

const K1 = 1.2;
const B = 0.75;

/**
 * A score for each text, from 0 on: higher tells more. Linear in the texts.
 * @throws the reason of the pace's signal
 * @returns all zeros for a query without a telling word
 */
export async function relevance(query: string, texts: Iterable<string>, pace: Pace): Promise<number[]> {
	const wanted = new Set(termsOf(indexable(query)).filter((term) => !STOP_WORDS.has(term)));
	const counts: Map<string, number>[] = [];
	const lengths: number[] = [];
	const documents = new Map<string, number>();
	for (const text of texts) {
		const terms = termsOf(indexable(text));
		const count = new Map<string, number>();
		for (const term of terms) if (wanted.has(term)) count.set(term, (count.get(term) ?? 0) + 1);
		for (const term of count.keys()) documents.set(term, (documents.get(term) ?? 0) + 1);
		counts.push(count);
		lengths.push(terms.length);
		const turn = pace();
		if (turn !== undefined) await turn;
	}
	const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length) || 1;
	return counts.map((count, index) => {
		let score = 0;
		for (const [term, frequency] of count) {
			const df = documents.get(term) ?? 0;
			const idf = Math.log(1 + (counts.length - df + 0.5) / (df + 0.5));
			const norm = K1 * (1 - B + B * ((lengths[index] ?? 0) / average));
			score += (idf * frequency * (K1 + 1)) / (frequency + norm);
		}
		return score;
	});
}
