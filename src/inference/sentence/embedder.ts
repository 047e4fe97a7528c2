import { existsSync } from "node:fs";
import { join } from "node:path";
import { DeskError } from "../../base/errors.ts";
import type { Embedder, TextRole } from "../embedder.ts";
import { loadModel, type Model } from "../model.ts";
import { type Tensor, toFloats, toUnit } from "../tensor.ts";
import { readSentenceConfig, type SentenceConfig, weightsOf } from "./config.ts";
import { pool } from "./pool.ts";
import { loadTokenizer, type Tokenize } from "./tokens.ts";

/** What is known of a model before it is loaded. */
export interface SentenceOptions {
	readonly name: string;
	readonly fingerprint: string;
	/** Of its graph: SHA-256 in hex. */
	readonly checksum?: string;
}

/** A run holds the thread: batches grow and shrink so that it stays between these, and Ctrl-C is heard within 100 ms. */
const SHORT_RUN_MS = 25;
const LONG_RUN_MS = 75;
const FIRST_BATCH = 256;
const LARGEST_BATCH = 8192;
/** Texts that are cut into tokens before the next look at the signal. */
const WINDOW = 128;

/**
 * The embedder of a sentence-transformer folder.
 * @throws DeskError ENOENT, EFORMAT, EINVAL for the folder's files; EIO for a damaged model; EFAILED without ONNX Runtime
 */
export async function sentenceEmbedder(folder: string, options: SentenceOptions): Promise<Embedder> {
	const config = readSentenceConfig(folder);
	const tokenize = await loadTokenizer(folder);
	const model = await loadModel(join(folder, config.graph), {
		deep: true,
		external: weightsOf(config.graph).some((name) => existsSync(join(folder, name))),
		...(options.checksum === undefined ? {} : { checksum: options.checksum }),
	});
	const embedder = new SentenceEmbedder(model, tokenize, config, options);
	try {
		await embedder.probe();
	} catch (error) {
		await embedder.close();
		throw error;
	}
	return embedder;
}

class SentenceEmbedder implements Embedder {
	readonly kind = "sentence";
	readonly name: string;
	readonly fingerprint: string;
	dimensions = 0;
	readonly #model: Model;
	readonly #tokenize: Tokenize;
	readonly #config: SentenceConfig;
	/** Tokens of a run, padding included. */
	#batch = FIRST_BATCH;

	constructor(model: Model, tokenize: Tokenize, config: SentenceConfig, { name, fingerprint }: SentenceOptions) {
		this.name = name;
		this.fingerprint = fingerprint;
		this.#model = model;
		this.#tokenize = tokenize;
		this.#config = config;
	}

	/** A first run tells how long vectors are, and whether the graph is one of a sentence model. */
	async probe(): Promise<void> {
		const [vector] = await this.#run([this.#tokenize("a", this.#config.maxTokens)]);
		this.dimensions = vector?.length ?? 0;
	}

	async embed(texts: readonly string[], signal?: AbortSignal, role: TextRole = "passage"): Promise<Float32Array[]> {
		const prompt = this.#config.prompts[role];
		const vectors: Float32Array[] = [];
		for (let start = 0; start < texts.length; start += WINDOW) {
			signal?.throwIfAborted();
			const tokens = texts.slice(start, start + WINDOW).map((text) => this.#tokens(prompt + text));
			vectors.push(...(await this.#embedTokens(tokens, signal)));
		}
		return vectors;
	}

	/** Texts of like length share a run: little is padded. */
	async #embedTokens(texts: readonly (readonly number[])[], signal?: AbortSignal): Promise<Float32Array[]> {
		const vectors: Float32Array[] = texts.map(() => new Float32Array(this.dimensions));
		const items = texts.map((tokens, index) => ({ index, tokens })).filter(({ tokens }) => tokens.length > 0);
		items.sort((a, b) => a.tokens.length - b.tokens.length);
		for (let start = 0; start < items.length; ) {
			signal?.throwIfAborted();
			let end = start + 1;
			while (end < items.length && (items[end]?.tokens.length ?? 0) * (end - start + 1) <= this.#batch) end++;
			const rows = items.slice(start, end);
			const began = performance.now();
			const found = await this.#run(rows.map(({ tokens }) => tokens));
			this.#adapt(performance.now() - began);
			for (const [at, { index }] of rows.entries()) vectors[index] = toUnit(found[at] as Float32Array);
			start = end;
		}
		return vectors;
	}

	async close(): Promise<void> {
		await this.#model.dispose();
	}

	#tokens(text: string): number[] {
		return this.#tokenize(this.#config.lowerCase ? text.toLowerCase() : text, this.#config.maxTokens);
	}

	#adapt(ms: number): void {
		if (ms < SHORT_RUN_MS) this.#batch = Math.min(LARGEST_BATCH, this.#batch * 2);
		else if (ms > LONG_RUN_MS) this.#batch = Math.max(1, this.#batch >> 1);
	}

	async #run(rows: readonly (readonly number[])[]): Promise<Float32Array[]> {
		const lengths = rows.map((row) => row.length);
		const width = Math.max(1, ...lengths);
		const columns: Readonly<Record<string, (row: number, at: number) => number>> = {
			input_ids: (row, at) => rows[row]?.[at] ?? this.#config.padding,
			attention_mask: (row, at) => (at < (lengths[row] ?? 0) ? 1 : 0),
			token_type_ids: () => 0,
			position_ids: (_row, at) => at,
		};
		const inputs: Record<string, Tensor> = {};
		for (const { name, type } of this.#model.inputs) {
			const value = columns[name];
			if (value === undefined) throw this.#unfit(`it wants an input '${name}'`);
			const cells = Array.from({ length: rows.length * width }, (_, cell) =>
				value(Math.floor(cell / width), cell % width),
			);
			const data = type === "int32" ? Int32Array.from(cells) : BigInt64Array.from(cells, BigInt);
			inputs[name] = { type: type === "int32" ? "int32" : "int64", dims: [rows.length, width], data };
		}
		return this.#vectors(await this.#model.run(inputs), lengths, width);
	}

	/** The output that is one vector a text, as some graphs have it, else that of tokens, pooled. */
	#vectors(outputs: Record<string, Tensor>, lengths: readonly number[], width: number): Float32Array[] {
		const names = ["sentence_embedding", "last_hidden_state", "token_embeddings", ...Object.keys(outputs)];
		const output = names.map((name) => outputs[name]).find((tensor) => tensor !== undefined);
		if (output === undefined) throw this.#unfit("it has no output");
		const [count = 0, second = 0, third] = output.dims;
		if (count !== lengths.length) throw this.#unfit("its output has another number of texts");
		const data = toFloats(output);
		if (third === undefined) return lengths.map((_, row) => data.slice(row * second, (row + 1) * second));
		if (second !== width) throw this.#unfit("its output has another number of tokens");
		return pool({ data, width, dimensions: third, lengths }, this.#config.pooling);
	}

	#unfit(what: string): DeskError {
		return new DeskError("EINVAL", `the graph is none of a sentence model: ${what}`, {
			at: this.name,
			todo: "take a model that was exported for feature extraction",
		});
	}
}
