import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
	BPE_VOCABULARY,
	DIMENSIONS,
	type TinyOptions,
	vectorOf,
	WORDS,
	writeTinyModel,
} from "../../../test/support/tiny-model.ts";
import { readSentenceConfig } from "./config.ts";
import { sentenceEmbedder } from "./embedder.ts";
import { pool } from "./pool.ts";
import { loadTokenizer } from "./tokens.ts";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "desk-sentence-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const id = (word: string) => WORDS.indexOf(word);
const ids = (...words: string[]) => words.map(id);
const unit = (vector: number[]) => vector.map((value) => value / Math.hypot(...vector));
const mean = (tokens: number[]) =>
	Array.from(
		{ length: DIMENSIONS },
		(_, at) => tokens.reduce((sum, token) => sum + (vectorOf(token)[at] as number), 0) / tokens.length,
	);

async function embed(texts: string[], options: TinyOptions = {}, role?: "query" | "passage"): Promise<number[][]> {
	await writeTinyModel(folder, options);
	const embedder = await sentenceEmbedder(folder, { name: "tiny", fingerprint: "1" });
	const vectors = await embedder.embed(texts, undefined, role);
	expect(embedder.dimensions).toBe(DIMENSIONS);
	await embedder.close();
	return vectors.map((vector) => [...vector]);
}

function expectNear(found: number[] | undefined, expected: number[], digits = 5): void {
	expect(found).toHaveLength(expected.length);
	for (const [at, value] of expected.entries()) expect(found?.[at]).toBeCloseTo(value, digits);
}

test("WordPiece, mean pooling: texts of all lengths in one call, each as reckoned by hand, in their order", async () => {
	const texts = ["Hello worlds", "a", "a cat, a cat a cat hello", "", "world"];
	const tokens = [
		ids("[CLS]", "hello", "world", "##s", "[SEP]"),
		ids("[CLS]", "a", "[SEP]"),
		ids("[CLS]", "a", "cat", "[UNK]", "a", "cat", "a", "cat", "hello", "[SEP]"),
		ids("[CLS]", "[SEP]"),
		ids("[CLS]", "world", "[SEP]"),
	];
	const vectors = await embed(texts);
	for (const [at, row] of tokens.entries()) expectNear(vectors[at], unit(mean(row)));
});

test("a long text is cut to what the model takes, and keeps the tokens at its ends", async () => {
	await writeTinyModel(folder);
	const tokenize = await loadTokenizer(folder);
	const { maxTokens } = readSentenceConfig(folder);
	expect(maxTokens).toBe(16);
	expect(tokenize("cat ".repeat(100), maxTokens)).toEqual([id("[CLS]"), ...new Array(14).fill(id("cat")), id("[SEP]")]);
	expect(tokenize("cat", maxTokens)).toEqual(ids("[CLS]", "cat", "[SEP]"));
});

test("BPE without special tokens; a text of no tokens has a vector of zeros", async () => {
	const [vector, nothing] = await embed(["abcd ab", " "], { tokenizer: "bpe" });
	expectNear(vector, unit(mean([BPE_VOCABULARY.abc, BPE_VOCABULARY.d, BPE_VOCABULARY.ab] as number[])));
	expect(nothing).toEqual([0, 0, 0, 0]);
});

test("the graph where Optimum puts it, quantised names, half floats, token types, its own pooling", async () => {
	const expected = unit(mean(ids("[CLS]", "cat", "[SEP]")));
	const plain = { "1_Pooling/config.json": { pooling_mode_mean_tokens: true } };
	expectNear((await embed(["cat"], { graph: "onnx/model.onnx", files: plain }))[0], expected);
	rmSync(folder, { recursive: true });
	expectNear((await embed(["cat"], { graph: "onnx/model_quantized.onnx" }))[0], expected);
	expectNear((await embed(["cat"], { half: true }))[0], expected, 2);
	expectNear((await embed(["cat"], { tokenTypes: true }))[0], expected);
	const most = Array.from({ length: DIMENSIONS }, (_, at) =>
		Math.max(...ids("[CLS]", "cat", "[SEP]").map((token) => vectorOf(token)[at] as number)),
	);
	expectNear((await embed(["cat"], { pooled: true }))[0], unit(most));
});

test("prompts go before queries and passages", async () => {
	const files = { "config_sentence_transformers.json": { prompts: { query: "query: ", passage: "a " } } };
	expectNear((await embed(["cat"], { files }, "query"))[0], unit(mean(ids("[CLS]", "query", ":", "cat", "[SEP]"))));
	expectNear((await embed(["cat"], { files }))[0], unit(mean(ids("[CLS]", "a", "cat", "[SEP]"))));
});

test("ways of pooling: padding never counts", () => {
	const data = Float32Array.from([1, 10, 3, 20, 99, 99, /* next text */ 4, 5, 6, 7, 8, 9]);
	const vectors = { data, width: 3, dimensions: 2, lengths: [2, 3] };
	const said = (pooling: Parameters<typeof pool>[1]) => pool(vectors, pooling).map((vector) => [...vector]);
	expect(said("mean")).toEqual([
		[2, 15],
		[6, 7],
	]);
	expect(said("cls")).toEqual([
		[1, 10],
		[4, 5],
	]);
	expect(said("last")).toEqual([
		[3, 20],
		[8, 9],
	]);
	expect(said("max")).toEqual([
		[3, 20],
		[8, 9],
	]);
	expect(said("mean-sqrt")).toEqual([
		[Math.fround(4 / Math.SQRT2), Math.fround(30 / Math.SQRT2)],
		[Math.fround(18 / Math.sqrt(3)), Math.fround(21 / Math.sqrt(3))],
	]);
});

test("settings: the smallest of the lengths, RoBERTa's kept positions, lower case", async () => {
	await writeTinyModel(folder, {
		files: {
			"config.json": { model_type: "xlm-roberta", max_position_embeddings: 514, pad_token_id: 1 },
			"sentence_bert_config.json": { max_seq_length: 600, do_lower_case: true },
			"tokenizer_config.json": { model_max_length: 1e30 },
			"1_Pooling/config.json": { pooling_mode_lasttoken: true },
		},
	});
	expect(readSentenceConfig(folder)).toMatchObject({ maxTokens: 512, padding: 1, lowerCase: true, pooling: "last" });
});

test("what cannot be used is refused with a sentence that says which file", async () => {
	const refused = async (files: TinyOptions["files"], code: string, at: RegExp) => {
		await writeTinyModel(folder, files === undefined ? {} : { files });
		await expect(sentenceEmbedder(folder, { name: "tiny", fingerprint: "1" })).rejects.toMatchObject({
			code,
			at: expect.stringMatching(at),
		});
		rmSync(folder, { recursive: true });
	};
	await refused({ "config.json": "{" }, "EFORMAT", /config\.json$/);
	await refused({ "tokenizer.json": "{}" }, "EFORMAT", /tokenizer\.json$/);
	await refused({ "model.onnx": "garbage" }, "EIO", /model\.onnx$/);
	await refused({ "modules.json": [{ type: "sentence_transformers.models.Dense" }] }, "EINVAL", /modules\.json$/);
	await refused(
		{ "1_Pooling/config.json": { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true } },
		"EINVAL",
		/1_Pooling/,
	);
	await writeTinyModel(folder);
	rmSync(join(folder, "tokenizer.json"));
	expect(() => readSentenceConfig(folder)).toThrow("there is no tokenizer.json");
	rmSync(join(folder, "model.onnx"));
	expect(() => readSentenceConfig(folder)).toThrow("there is no model.onnx or onnx/model.onnx");
	writeFileSync(join(folder, "x"), "");
});

test("many texts: the same vectors as one by one; it ends when it is asked to", async () => {
	const texts = Array.from(
		{ length: 400 },
		(_, index) => ["cat ", "hello ", "world "][index % 3]?.repeat(1 + (index % 11)) as string,
	);
	await writeTinyModel(folder);
	const embedder = await sentenceEmbedder(folder, { name: "tiny", fingerprint: "1" });
	const vectors = await embedder.embed(texts);
	for (const at of [0, 7, 131, 399])
		expectNear(
			[...(vectors[at] as Float32Array)],
			[...((await embedder.embed([texts[at] as string]))[0] as Float32Array)],
		);
	const abort = new AbortController();
	abort.abort(new Error("enough"));
	await expect(embedder.embed(texts, abort.signal)).rejects.toThrow("enough");
	await embedder.close();
});
