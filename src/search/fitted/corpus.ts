import type { Sparse } from "./subspace.ts";
import { pairOf, tellingTerms, weightOf } from "./weigh.ts";

/** A term of one passage only says nothing about how words go together. */
const LEAST_DOCUMENTS = 2;
/** Words first, then pairs of them, each those that most passages have: a model of 192 dimensions is then at most 9.6 MB. */
const MOST_TERMS = 50_000;
/**
 * What a pair of words counts for beside a word that is as rare. `boundary layer` is more than its two words: with pairs, hybrid search is
 * 1.5 % better in nDCG@10 and 0.7 % in recall@100 on average of seven collections; with 1.2, better at the top and worse below.
 */
const PAIR = 0.8;
/** Two word ids in one number, which a double holds exactly. */
const SHIFT = 2 ** 26;

/** Parts of the words whose pairs are counted together. */
const PARTS = 16;

/** Passages as rows of a sparse matrix of terms: words, and pairs of words that follow each other. */
export class TermMatrix {
	readonly #ids = new Map<string, number>();
	/** Passages that each word stands in. */
	readonly #documents: number[] = [];
	/** Each passage as the ids of its telling words, in order. */
	readonly #rows: Uint32Array[] = [];

	get rows(): number {
		return this.#rows.length;
	}

	/** Add a passage. */
	add(text: string): void {
		const words = tellingTerms(text);
		const row = new Uint32Array(words.length);
		for (const [at, word] of words.entries()) {
			let id = this.#ids.get(word);
			if (id === undefined) {
				id = this.#documents.length;
				this.#ids.set(word, id);
				this.#documents.push(0);
			}
			row[at] = id;
		}
		for (const id of new Set(row)) this.#documents[id] = (this.#documents[id] as number) + 1;
		this.#rows.push(row);
	}

	/**
	 * The terms of the model, in byte order, what each weighs (the square of the logarithm of its inverse
	 * document frequency: better than the logarithm on ten of eleven collections), and the matrix, rows of length 1.
	 */
	*weighted(): Generator<void, { terms: string[]; weights: Float32Array; matrix: Sparse }> {
		const names = [...this.#ids.keys()];
		const chosen: Term[] = mostFrequent(
			names.map((name, id) => ({ name, key: id, documents: this.#documents[id] as number, counts: 1 })),
			MOST_TERMS,
		);
		const pairs = yield* this.#pairs();
		const named = pairs.map(({ key, documents }) => ({
			name: pairOf(names[Math.floor(key / SHIFT)] as string, names[key % SHIFT] as string),
			// Apart from the keys of words.
			key: -1 - key,
			documents,
			counts: PAIR,
		}));
		chosen.push(...mostFrequent(named, MOST_TERMS - chosen.length));
		chosen.sort((a, b) => (a.name < b.name ? -1 : 1));
		const weights = Float32Array.from(
			chosen,
			({ documents, counts }) => counts * Math.log(1 + this.rows / documents) ** 2,
		);
		const columns = new Map(chosen.map(({ key }, column) => [key, column]));
		return { terms: chosen.map(({ name }) => name), weights, matrix: yield* this.#matrix(columns, weights) };
	}

	/** Pairs that enough passages have, and how many. A part of the words at a time: one map of millions of pairs would not fit. */
	*#pairs(): Generator<void, { key: number; documents: number }[]> {
		const found: { key: number; documents: number }[] = [];
		for (let part = 0; part < PARTS; part++) {
			const counted = new Map<number, { documents: number; row: number }>();
			for (const [row, ids] of this.#rows.entries()) {
				for (let at = 1; at < ids.length; at++) {
					const first = ids[at - 1] as number;
					if (first % PARTS !== part) continue;
					const key = first * SHIFT + (ids[at] as number);
					const known = counted.get(key);
					if (known === undefined) counted.set(key, { documents: 1, row });
					else if (known.row !== row) Object.assign(known, { documents: known.documents + 1, row });
				}
				if (row % 1024 === 0) yield;
			}
			for (const [key, { documents }] of counted) if (documents >= LEAST_DOCUMENTS) found.push({ key, documents });
			yield;
		}
		return found;
	}

	*#matrix(columns: ReadonlyMap<number, number>, weights: Float32Array): Generator<void, Sparse> {
		const starts = new Uint32Array(this.rows + 1);
		const indices: Uint32Array[] = [];
		const values: Float32Array[] = [];
		for (const [row, ids] of this.#rows.entries()) {
			const counts = new Map<number, number>();
			const count = (key: number) => {
				const column = columns.get(key);
				if (column !== undefined) counts.set(column, (counts.get(column) ?? 0) + 1);
			};
			for (const id of ids) count(id);
			for (const pair of pairsIn(ids)) count(-1 - pair);
			const own = Float32Array.from(counts, ([column, times]) => weightOf(times) * (weights[column] as number));
			const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0)) || 1;
			indices.push(Uint32Array.from(counts.keys()));
			values.push(own.map((value) => value / length));
			starts[row + 1] = (starts[row] as number) + own.length;
			if (row % 128 === 0) yield;
		}
		return {
			columns: weights.length,
			starts,
			indices: joined(Uint32Array, indices),
			values: joined(Float32Array, values),
		};
	}
}

interface Term {
	name: string;
	/** Of a word its id; of a pair, negative. */
	key: number;
	documents: number;
	/** What it counts for, beside what its rarity says. */
	counts: number;
}

function mostFrequent(terms: readonly Term[], most: number): Term[] {
	const enough = terms.filter(({ documents }) => documents >= LEAST_DOCUMENTS);
	return enough.sort((a, b) => b.documents - a.documents || a.key - b.key).slice(0, Math.max(0, most));
}

/** The pairs of words that follow each other. */
function* pairsIn(row: Uint32Array): Generator<number> {
	for (let at = 1; at < row.length; at++) yield (row[at - 1] as number) * SHIFT + (row[at] as number);
}

function joined<Kind extends Uint32Array | Float32Array>(
	make: new (size: number) => Kind,
	parts: readonly Kind[],
): Kind {
	const all = new make(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part as never, at);
		at += part.length;
	}
	return all;
}
