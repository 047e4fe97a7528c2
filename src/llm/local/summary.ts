/**
 * An extractive summary: the sentences that say most of what a text says, as they stand in it. LexRank (Erkan and Radev, 2004,
 * "continuous": without a threshold) over cosines of tf-idf vectors. Its matrix of all pairs is never made: with the vectors as rows of
 * a sparse matrix S, one step of the walk is two products with S, so that time and memory grow with the text and not with its square.
 */
import { indexable } from "../../base/indexable.ts";
import type { Pace } from "../../base/pace.ts";
import { STOP_WORDS, termsOf } from "../../search/index.ts";
import { type Sentence, sentencesOf } from "../../text/index.ts";

/** What these answers are called. */
export const EXTRACTIVE_SUMMARY = "extractive summary";

/** How long a summary may be: both hold. */
export interface SummaryLength {
	readonly sentences?: number | undefined;
	readonly words?: number | undefined;
}

/** A sentence of a summary. */
export interface SummarySentence {
	/** Which of the texts: its index. */
	readonly text: number;
	/** UTF-16 indices into that text. */
	readonly start: number;
	readonly end: number;
}

/** Sentences of a summary for which no length is asked. */
export const DEFAULT_SENTENCES = 5;
/** How likely the walk is to jump anywhere (1 − d of PageRank). */
const JUMP = 0.15;
const STEPS = 100;
const EXACT = 1e-6;
/** What being the first sentence adds to a score, as a share of it; it falls off to the end. */
const LEAD = 0.5;
/** A sentence as like a chosen one as this says the same. */
const SAME = 0.6;
/** Fewer words say little: the cut-off of MEAD (Radev et al., 2004), but gradual. */
const SHORT = 9;

/**
 * The sentences of a summary of the texts together, in their order.
 * @throws the reason of the pace's signal
 */
export async function summarySentences(
	texts: readonly string[],
	length: SummaryLength,
	pace: Pace,
): Promise<SummarySentence[]> {
	const table = new SentenceTable();
	for (const [index, text] of texts.entries()) await table.add(text, index, pace);
	if (table.places.length === 0) return [];
	const vectors = table.vectors();
	const ranks = await centrality(vectors, pace);
	const order = table.order(ranks);
	return (await chosen(texts, table, vectors, order, length, pace)).map((row) => {
		const { text, start, end } = table.places[row] as Place;
		return { text, start, end };
	});
}

interface Place extends SummarySentence {
	/** 0 at the beginning of its text, 1 at its end. */
	at: number;
	readonly words: number;
}

/** A sparse matrix by rows: a row's terms and weights lie from `starts[row]` up to `starts[row + 1]`. Rows have length 1 or 0. */
export interface SparseRows {
	readonly rows: number;
	readonly columns: number;
	readonly starts: Uint32Array;
	readonly terms: Uint32Array;
	readonly weights: Float32Array;
}

/** Sentences with the counts of their terms. */
class SentenceTable {
	readonly places: Place[] = [];
	readonly #numbers = new Map<string, number>();
	/** In how many sentences a term is. */
	readonly #in: number[] = [];
	readonly #starts: number[] = [0];
	#terms = new Uint32Array(1024);
	#counts = new Uint16Array(1024);
	#size = 0;

	async add(text: string, index: number, pace: Pace): Promise<void> {
		const first = this.places.length;
		const heads: Sentence[] = [];
		for (const sentence of sentencesOf(text)) {
			if (sentence.heading) heads.push(sentence);
			else this.#row(text, sentence, index);
			const turn = pace();
			if (turn !== undefined) await turn;
		}
		if (this.places.length === first) for (const heading of heads) this.#row(text, heading, index);
		for (let row = first; row < this.places.length; row++)
			(this.places[row] as Place).at = (row - first) / (this.places.length - first);
	}

	#row(text: string, { start, end }: Sentence, index: number): void {
		const terms = termsOf(indexable(text.slice(start, end)));
		const counts = new Map<number, number>();
		for (const term of terms) {
			if (STOP_WORDS.has(term)) continue;
			let number = this.#numbers.get(term);
			if (number === undefined) {
				number = this.#numbers.size;
				this.#numbers.set(term, number);
				this.#in.push(0);
			}
			counts.set(number, (counts.get(number) ?? 0) + 1);
		}
		this.#reserve(counts.size);
		for (const [number, count] of counts) {
			this.#in[number] = (this.#in[number] ?? 0) + 1;
			this.#terms[this.#size] = number;
			this.#counts[this.#size] = count;
			this.#size++;
		}
		this.#starts.push(this.#size);
		this.places.push({ text: index, start, end, at: 0, words: terms.length });
	}

	#reserve(more: number): void {
		if (this.#size + more <= this.#terms.length) return;
		const length = Math.max(this.#size + more, this.#terms.length * 2);
		const terms = new Uint32Array(length);
		terms.set(this.#terms);
		const counts = new Uint16Array(length);
		counts.set(this.#counts);
		this.#terms = terms;
		this.#counts = counts;
	}

	/** tf-idf, each row of length 1. */
	vectors(): SparseRows {
		const rows = this.places.length;
		const weights = new Float32Array(this.#size);
		for (let row = 0; row < rows; row++) {
			const [from, to] = [this.#starts[row] as number, this.#starts[row + 1] as number];
			let squares = 0;
			for (let at = from; at < to; at++) {
				const inverse = Math.log((rows + 1) / (this.#in[this.#terms[at] as number] as number));
				const weight = (this.#counts[at] as number) * inverse;
				weights[at] = weight;
				squares += weight * weight;
			}
			const norm = Math.sqrt(squares);
			for (let at = from; at < to; at++) weights[at] = (weights[at] as number) / norm;
		}
		return {
			rows,
			columns: this.#numbers.size,
			starts: Uint32Array.from(this.#starts),
			terms: this.#terms.subarray(0, this.#size),
			weights,
		};
	}

	/** Rows, the best first. */
	order(ranks: Float64Array): Uint32Array {
		const score = ranks.map((rank, row) => {
			const { at, words } = this.places[row] as Place;
			return rank * (1 + LEAD * Math.exp(-4 * at)) * Math.min(1, words / SHORT) ** 2;
		});
		return Uint32Array.from(ranks.keys()).sort((a, b) => (score[b] as number) - (score[a] as number) || a - b);
	}
}

/**
 * The stationary probabilities of LexRank's walk: from a sentence to another with a probability in proportion to their cosine (its own
 * with itself included), or with `JUMP` to any. A sentence without a term leads anywhere.
 */
export async function centrality(matrix: SparseRows, pace: Pace): Promise<Float64Array> {
	const { rows } = matrix;
	const degrees = times(matrix, columnSums(matrix, new Float64Array(rows).fill(1)));
	let ranks = new Float64Array(rows).fill(1 / rows);
	for (let step = 0; step < STEPS; step++) {
		let lost = 0;
		const shares = ranks.map((rank, row) => {
			const degree = degrees[row] as number;
			if (degree > 0) return rank / degree;
			lost += rank;
			return 0;
		});
		const walked = times(matrix, columnSums(matrix, shares));
		const rest = (JUMP + (1 - JUMP) * lost) / rows;
		const next = walked.map((rank) => (1 - JUMP) * rank + rest);
		let change = 0;
		for (let row = 0; row < rows; row++) change += Math.abs((next[row] as number) - (ranks[row] as number));
		ranks = next;
		if (change < EXACT) break;
		const turn = pace();
		if (turn !== undefined) await turn;
	}
	return ranks;
}

/** Sᵀ·v */
function columnSums({ rows, columns, starts, terms, weights }: SparseRows, values: Float64Array): Float64Array {
	const sums = new Float64Array(columns);
	for (let row = 0; row < rows; row++) {
		const value = values[row] as number;
		if (value === 0) continue;
		const to = starts[row + 1] as number;
		for (let at = starts[row] as number; at < to; at++)
			sums[terms[at] as number] = (sums[terms[at] as number] as number) + (weights[at] as number) * value;
	}
	return sums;
}

/** S·v */
function times({ rows, starts, terms, weights }: SparseRows, values: Float64Array): Float64Array {
	const products = new Float64Array(rows);
	for (let row = 0; row < rows; row++) {
		let sum = 0;
		const to = starts[row + 1] as number;
		for (let at = starts[row] as number; at < to; at++)
			sum += (weights[at] as number) * (values[terms[at] as number] as number);
		products[row] = sum;
	}
	return products;
}

/** The best rows that fit and do not say what another says, in the order of the text. */
async function chosen(
	texts: readonly string[],
	table: SentenceTable,
	vectors: SparseRows,
	order: Uint32Array,
	length: SummaryLength,
	pace: Pace,
): Promise<number[]> {
	const most = length.sentences ?? (length.words === undefined ? DEFAULT_SENTENCES : Number.POSITIVE_INFINITY);
	let room = length.words ?? Number.POSITIVE_INFINITY;
	const rows: number[] = [];
	const said = new Map<number, number[]>();
	for (const row of order) {
		if (rows.length >= most || room <= 0) break;
		const turn = pace();
		if (turn !== undefined) await turn;
		const { text, start, end } = table.places[row] as Place;
		const words = wordCount((texts[text] as string).slice(start, end));
		if (words > room || isSaid(vectors, row, rows, said)) continue;
		for (let at = vectors.starts[row] as number; at < (vectors.starts[row + 1] as number); at++) {
			const term = vectors.terms[at] as number;
			const list = said.get(term) ?? [];
			said.set(term, list);
			list.push(rows.length, vectors.weights[at] as number);
		}
		rows.push(row);
		room -= words;
	}
	return rows.sort((a, b) => a - b);
}

/** Whether a chosen sentence is much like this one. `said` has, for a term, the chosen that hold it and its weight in them. */
function isSaid(
	vectors: SparseRows,
	row: number,
	rows: readonly number[],
	said: ReadonlyMap<number, number[]>,
): boolean {
	const cosines = new Float64Array(rows.length);
	for (let at = vectors.starts[row] as number; at < (vectors.starts[row + 1] as number); at++) {
		const list = said.get(vectors.terms[at] as number) ?? [];
		for (let entry = 0; entry < list.length; entry += 2) {
			const other = list[entry] as number;
			cosines[other] = (cosines[other] as number) + (vectors.weights[at] as number) * (list[entry + 1] as number);
		}
	}
	return cosines.some((cosine) => cosine >= SAME);
}

const SEGMENT =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]+/gu;

/** Words as `wc -w` counts them; a character is one where a script has no blanks. */
export function wordCount(text: string): number {
	return text.match(SEGMENT)?.length ?? 0;
}
