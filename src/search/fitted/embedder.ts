import { DeskError } from "../../base/errors.ts";
import { paceOf } from "../../base/pace.ts";
import {
	type Embedder,
	floats,
	floatsOf,
	initializerOf,
	integers,
	loadModel,
	type Model,
	sha256,
	toFloats,
	toUnit,
} from "../../inference/index.ts";
import { neighboursOf } from "./neighbours.ts";
import { Vocabulary } from "./vocabulary.ts";
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
	readonly #vocabulary: Vocabulary;
	#loading: Promise<Model> | undefined;
	#table: Table | undefined;

	/** @param vocabulary UTF-8, a line a term */
	constructor(model: Uint8Array, vocabulary: Uint8Array, dimensions: number, fingerprint: string) {
		this.#model = model;
		this.dimensions = dimensions;
		this.fingerprint = fingerprint;
		this.#vocabulary = new Vocabulary(vocabulary);
	}

	async embed(
		texts: readonly string[],
		signal?: AbortSignal,
		role: "query" | "passage" = "passage",
	): Promise<Float32Array[]> {
		if (role === "query") return texts.map((text) => this.#sum(this.#features(text, true)));
		this.#loading ??= loadModel(this.#model, { name: "fitted embedder" });
		const model = await this.#loading;
		const pace = paceOf(signal ?? new AbortController().signal);
		const vectors: Float32Array[] = [];
		for (let at = 0; at < texts.length; at += BATCH) {
			await pace();
			vectors.push(...(await this.#run(model, texts.slice(at, at + BATCH))));
		}
		return vectors;
	}

	async close(): Promise<void> {
		const model = await this.#loading;
		this.#loading = undefined;
		await model?.dispose();
	}

	/** What the graph computes, for a query: its few rows are summed before ONNX Runtime, which a search needs for nothing else, would be loaded. */
	#sum(row: Features): Float32Array {
		this.#table ??= tableOf(this.#model, this.dimensions);
		const { values, scales } = this.#table;
		const sum = new Float32Array(this.dimensions);
		for (const [id, weight] of row) {
			const factor = Math.fround((scales[id] as number) * Math.fround(weight));
			const from = id * this.dimensions;
			for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + factor * (values[from + at] as number);
		}
		return toUnit(sum);
	}

	async #run(model: Model, texts: readonly string[]): Promise<Float32Array[]> {
		const rows = texts.map((text) => this.#features(text, false));
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
	#features(text: string, guesses: boolean): Features {
		return [...countTerms(text)].flatMap(([term, count]) => {
			const id = this.#vocabulary.idOf(term);
			if (id !== undefined) return [[id, weightOf(count)] as const];
			if (!guesses || isPair(term)) return [];
			const { names, ids } = this.#vocabulary.words;
			const near = neighboursOf(term, names);
			const sum = near.reduce((total, { likeness }) => total + likeness, 0);
			return near.map(({ index, likeness }) => [ids[index] as number, (GUESS * likeness * likeness) / sum] as const);
		});
	}
}

/** Rows of the model's table, and what each weighs. */
type Features = readonly (readonly [id: number, weight: number])[];

/** A row of int8 for each term, and a scale. */
interface Table {
	readonly values: Int8Array;
	readonly scales: Float32Array;
}

/** The table in the graph of a model (`graphOf` of fit.ts). @throws DeskError EIO when there is none */
function tableOf(model: Uint8Array, dimensions: number): Table {
	const table = initializerOf(model, "table");
	const scales = floatsOf(model, "scales");
	if (table === undefined || scales === undefined || table.length !== scales.length * dimensions)
		throw new DeskError("EIO", "it is no model that can be run", { at: "fitted embedder" });
	return {
		values: new Int8Array(table.buffer, table.byteOffset, table.length),
		scales,
	};
}

/** Ties vectors to the model that made them. */
export function fingerprintOf(model: Uint8Array, vocabulary: string): string {
	return sha256(Buffer.concat([model, Buffer.from(vocabulary)])).slice(0, 32);
}
