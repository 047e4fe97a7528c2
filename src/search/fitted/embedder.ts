import { paceOf } from "../../base/pace.ts";
import { type Embedder, floats, integers, loadModel, type Model, sha256, toFloats } from "../../inference/index.ts";
import { neighboursOf } from "./neighbours.ts";
import { countTerms, isPair, weightOf } from "./weigh.ts";

/** Texts of one run of the model: enough to forget the cost of a run, few enough to stay within a pause. */
const BATCH = 16;
/** What a word that the model does not know counts for through the words that look like it. */
const GUESS = 0.5;

/** The embedder that was fitted on the desk's own text. */
export class FittedEmbedder implements Embedder {
	readonly name = "fitted";
	readonly kind = "fitted";
	readonly fingerprint: string;
	readonly dimensions: number;
	readonly #model: Uint8Array;
	readonly #ids = new Map<string, number>();
	#loading: Promise<Model> | undefined;
	#words: readonly string[] | undefined;

	constructor(model: Uint8Array, vocabulary: string, dimensions: number, fingerprint: string) {
		this.#model = model;
		this.dimensions = dimensions;
		this.fingerprint = fingerprint;
		let id = 0;
		for (const term of vocabulary.split("\n")) this.#ids.set(term, id++);
	}

	async embed(
		texts: readonly string[],
		signal?: AbortSignal,
		role: "query" | "passage" = "passage",
	): Promise<Float32Array[]> {
		this.#loading ??= loadModel(this.#model, { name: "fitted embedder" });
		const model = await this.#loading;
		const pace = paceOf(signal ?? new AbortController().signal);
		const vectors: Float32Array[] = [];
		for (let at = 0; at < texts.length; at += BATCH) {
			await pace();
			vectors.push(...(await this.#run(model, texts.slice(at, at + BATCH), role === "query")));
		}
		return vectors;
	}

	async close(): Promise<void> {
		const model = await this.#loading;
		this.#loading = undefined;
		await model?.dispose();
	}

	async #run(model: Model, texts: readonly string[], guesses: boolean): Promise<Float32Array[]> {
		const rows = texts.map((text) => this.#features(text, guesses));
		const width = Math.max(1, ...rows.map((row) => row.length));
		const terms = new Int32Array(rows.length * width);
		const weights = new Float32Array(rows.length * width);
		for (const [index, row] of rows.entries())
			for (const [at, [id, weight]] of row.entries()) {
				terms[index * width + at] = id;
				weights[index * width + at] = weight;
			}
		const dims = [rows.length, width];
		const { vectors } = await model.run({ terms: integers(terms, dims), weights: floats(weights, dims) });
		const data = toFloats(vectors);
		return rows.map((_, index) => data.slice(index * this.dimensions, (index + 1) * this.dimensions));
	}

	/** Rows of the model's table and their weights. In a query, an unknown word counts as the known ones that look like it. */
	#features(text: string, guesses: boolean): (readonly [id: number, weight: number])[] {
		return [...countTerms(text)].flatMap(([term, count]) => {
			const id = this.#ids.get(term);
			if (id !== undefined) return [[id, weightOf(count)] as const];
			if (!guesses || isPair(term)) return [];
			this.#words ??= [...this.#ids.keys()].filter((known) => !isPair(known));
			const words = this.#words;
			const near = neighboursOf(term, words);
			const sum = near.reduce((total, { likeness }) => total + likeness, 0);
			return near.map(
				({ index, likeness }) =>
					[this.#ids.get(words[index] as string) as number, (GUESS * likeness * likeness) / sum] as const,
			);
		});
	}
}

/** Ties vectors to the model that made them. */
export function fingerprintOf(model: Uint8Array, vocabulary: string): string {
	return sha256(Buffer.concat([model, Buffer.from(vocabulary)])).slice(0, 32);
}
