import type { Sparse } from "./subspace.ts";
import { countTerms, weightOf } from "./weigh.ts";

/** A term of one passage only says nothing about how words go together. */
const LEAST_DOCUMENTS = 2;
/** Those that most passages have come first: a model of 192 dimensions is then at most 9.6 MB. */
const MOST_TERMS = 50_000;

/** Passages as rows of a sparse matrix of terms. */
export class TermMatrix {
	readonly #ids = new Map<string, number>();
	readonly #documents: number[] = [];
	readonly #rows: { ids: Uint32Array; counts: Uint16Array }[] = [];

	get rows(): number {
		return this.#rows.length;
	}

	/** Add a passage. */
	add(text: string): void {
		const counts = countTerms(text);
		const row = { ids: new Uint32Array(counts.size), counts: new Uint16Array(counts.size) };
		let at = 0;
		for (const [term, count] of counts) {
			let id = this.#ids.get(term);
			if (id === undefined) {
				id = this.#documents.length;
				this.#ids.set(term, id);
				this.#documents.push(0);
			}
			this.#documents[id] = (this.#documents[id] as number) + 1;
			row.ids[at] = id;
			row.counts[at++] = Math.min(count, 0xffff);
		}
		this.#rows.push(row);
	}

	/**
	 * The terms of the model, in byte order, what each weighs (the square of the logarithm of its inverse
	 * document frequency: better than the logarithm on ten of eleven collections), and the matrix, rows of length 1.
	 */
	*weighted(): Generator<void, { terms: string[]; weights: Float32Array; matrix: Sparse }> {
		const chosen = [...this.#ids]
			.filter(([, id]) => (this.#documents[id] as number) >= LEAST_DOCUMENTS)
			.sort(([, a], [, b]) => (this.#documents[b] as number) - (this.#documents[a] as number) || a - b)
			.slice(0, MOST_TERMS)
			.sort(([a], [b]) => (a < b ? -1 : 1));
		const weights = Float32Array.from(
			chosen,
			([, id]) => Math.log(1 + this.rows / (this.#documents[id] as number)) ** 2,
		);
		const columns = new Int32Array(this.#documents.length).fill(-1);
		for (const [column, [, id]] of chosen.entries()) columns[id] = column;
		return { terms: chosen.map(([term]) => term), weights, matrix: yield* this.#matrix(columns, weights) };
	}

	*#matrix(columns: Int32Array, weights: Float32Array): Generator<void, Sparse> {
		const size = this.#rows.reduce((sum, { ids }) => sum + ids.length, 0);
		const starts = new Uint32Array(this.rows + 1);
		const indices = new Uint32Array(size);
		const values = new Float32Array(size);
		let end = 0;
		for (const [row, { ids, counts }] of this.#rows.entries()) {
			const start = end;
			let square = 0;
			for (let at = 0; at < ids.length; at++) {
				const column = columns[ids[at] as number] as number;
				if (column < 0) continue;
				const value = weightOf(counts[at] as number) * (weights[column] as number);
				indices[end] = column;
				values[end++] = value;
				square += value * value;
			}
			const length = Math.sqrt(square) || 1;
			for (let at = start; at < end; at++) values[at] = (values[at] as number) / length;
			starts[row + 1] = end;
			if (row % 256 === 0) yield;
		}
		return { columns: weights.length, starts, indices: indices.subarray(0, end), values: values.subarray(0, end) };
	}
}
