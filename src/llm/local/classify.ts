/**
 * Labels by likeness: a text gets the label whose words, description and examples it is most like, by its words and, where the desk has an
 * embedder, by its meaning. A guess that says how sure it is, not understanding.
 */
import { indexable } from "../../base/indexable.ts";
import type { Pace } from "../../base/pace.ts";
import { STOP_WORDS, termsOf } from "../../search/index.ts";

/** What these answers are called. */
export const SIMILARITY = "similarity";

/** A label with what tells of it. */
export interface Label {
	readonly name: string;
	/** Its description, and texts that have it. */
	readonly examples: readonly string[];
}

/** Which label a text got. */
export interface Labelled {
	/** undefined: it is like none of them. */
	readonly label: string | undefined;
	/** 0 to 1: how far the best label is ahead of the others. */
	readonly confidence: number;
	/** How like each label it is, 0 to 1, in their order. */
	readonly scores: readonly number[];
}

/** Makes vectors of length 1; undefined where there is nothing to make them with. */
export type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

/** What likeness by meaning counts for beside likeness by words. */
const MEANING = 0.5;
/** How much likeness must differ to tell: the softmax's temperature. */
const SHARPNESS = 12;
/** Less likeness than this is none. */
const FAINT = 0.05;

/** Label texts: each by itself but for the weights of words, which are those of all of them. @throws the reason of the pace's signal */
export async function labelled(
	texts: readonly string[],
	labels: readonly Label[],
	pace: Pace,
	embed?: Embed,
): Promise<Labelled[]> {
	const prototypes = labels.flatMap(({ name, examples }, label) =>
		[name, ...examples].map((text) => ({ label, text })),
	);
	const all = [...prototypes.map(({ text }) => text), ...texts];
	const words = await wordVectors(all, pace);
	const meanings = await embed?.(all);
	return texts.map((_, index) => {
		const own = prototypes.length + index;
		const scores = labels.map(() => 0);
		for (const [other, { label }] of prototypes.entries()) {
			const byWords = cosine(words[own], words[other]);
			const byMeaning = meanings === undefined ? byWords : Math.max(0, dot(meanings[own], meanings[other]));
			const score = (1 - MEANING) * byWords + MEANING * byMeaning;
			scores[label] = Math.max(scores[label] ?? 0, score);
		}
		const best = Math.max(...scores);
		if (best < FAINT) return { label: undefined, confidence: 0, scores };
		const weights = scores.map((score) => Math.exp(SHARPNESS * (score - best)));
		const confidence = 1 / weights.reduce((sum, weight) => sum + weight, 0);
		return { label: labels[scores.indexOf(best)]?.name, confidence, scores };
	});
}

/** tf-idf of words, of length 1. */
async function wordVectors(texts: readonly string[], pace: Pace): Promise<ReadonlyMap<string, number>[]> {
	const counts: Map<string, number>[] = [];
	for (const text of texts) {
		const count = new Map<string, number>();
		for (const term of termsOf(indexable(text))) if (!STOP_WORDS.has(term)) count.set(term, (count.get(term) ?? 0) + 1);
		counts.push(count);
		const turn = pace();
		if (turn !== undefined) await turn;
	}
	const documents = new Map<string, number>();
	for (const count of counts) for (const term of count.keys()) documents.set(term, (documents.get(term) ?? 0) + 1);
	return counts.map((count) => {
		const weighted = [...count].map(
			([term, tf]) => [term, (1 + Math.log(tf)) * Math.log(1 + texts.length / (documents.get(term) ?? 1))] as const,
		);
		const norm = Math.hypot(...weighted.map(([, weight]) => weight)) || 1;
		return new Map(weighted.map(([term, weight]) => [term, weight / norm]));
	});
}

type Words = ReadonlyMap<string, number> | undefined;

function cosine(a: Words, b: Words): number {
	if (a === undefined || b === undefined) return 0;
	const [small, large] = a.size < b.size ? [a, b] : [b, a];
	let sum = 0;
	for (const [term, weight] of small) sum += weight * (large.get(term) ?? 0);
	return sum;
}

function dot(a: Float32Array | undefined, b: Float32Array | undefined): number {
	if (a === undefined || b === undefined) return 0;
	let sum = 0;
	for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] ?? 0);
	return sum;
}
