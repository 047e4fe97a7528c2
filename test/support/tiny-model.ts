import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { floats, type Graph, integers, node, writeOnnx } from "../../src/inference/index.ts";

/**
 * Sentence models that are small enough to reckon by hand, as there is no real one to be had here: a table with one vector for each
 * token, and a tokenizer of a few words. Folder, file names and formats are those of sentence-transformers.
 */
export interface TinyOptions {
	/** The graph's file. */
	readonly graph?: string;
	readonly tokenizer?: "wordpiece" | "bpe";
	/** Type of token vectors that come out. */
	readonly half?: boolean;
	/** Whether the graph wants token types. */
	readonly tokenTypes?: boolean;
	/** Whether the graph pools by itself. */
	readonly pooled?: boolean;
	/** More files, and others instead. */
	readonly files?: Readonly<Record<string, object | string>>;
}

export const WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "hello", "world", "##s", "a", "cat", "query", ":"];
export const DIMENSIONS = 4;

/** The vector of a token. */
export function vectorOf(token: number): number[] {
	return [1 + token, token % 2, (token * 7) % 5, -token / 2];
}

/** Write such a model's folder. */
export async function writeTinyModel(folder: string, options: TinyOptions = {}): Promise<void> {
	const files: Record<string, object | string | Uint8Array> = {
		[options.graph ?? "model.onnx"]: await writeOnnx(graphOf(options)),
		"config.json": { model_type: "bert", hidden_size: DIMENSIONS, max_position_embeddings: 16, pad_token_id: 0 },
		"tokenizer.json": options.tokenizer === "bpe" ? BPE : WORDPIECE,
		"modules.json": [
			{ idx: 0, name: "0", path: "", type: "sentence_transformers.models.Transformer" },
			{ idx: 1, name: "1", path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
			{ idx: 2, name: "2", path: "2_Normalize", type: "sentence_transformers.models.Normalize" },
		],
		"1_Pooling/config.json": {
			word_embedding_dimension: DIMENSIONS,
			pooling_mode_cls_token: false,
			pooling_mode_mean_tokens: true,
		},
		...options.files,
	};
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		const isText = typeof content === "string" || content instanceof Uint8Array;
		writeFileSync(join(folder, name), isText ? content : JSON.stringify(content));
	}
}

function graphOf({ half, tokenTypes, pooled }: TinyOptions): Graph {
	const table = WORDS.flatMap((_, token) => vectorOf(token));
	const ids = { type: "int64", dims: ["batch", "sequence"] } as const;
	const types =
		tokenTypes === true
			? [node("Cast", ["token_type_ids"], "type", { to: 1 }), node("ReduceMax", ["type"], "most", { keepdims: 0 })]
			: [];
	const type = half === true ? "float16" : "float32";
	return {
		name: "tiny",
		inputs: { input_ids: ids, attention_mask: ids, ...(tokenTypes === true ? { token_type_ids: ids } : {}) },
		outputs:
			pooled === true
				? { sentence_embedding: { type, dims: ["batch", DIMENSIONS] } }
				: { last_hidden_state: { type, dims: ["batch", "sequence", DIMENSIONS] } },
		initializers: { table: floats(table, [WORDS.length, DIMENSIONS]), zero: floats([0]), axis: integers([2]) },
		nodes: [
			...types,
			node("Gather", ["table", "input_ids"], "rows"),
			// The mask is an input of every exported model; here it changes nothing.
			node("Cast", ["attention_mask"], "mask", { to: 1 }),
			node("Mul", ["mask", "zero"], "nothing"),
			node("Unsqueeze", ["nothing", "axis"], "column"),
			node("Add", ["rows", "column"], tokenTypes === true ? "untyped" : "tokens"),
			...(tokenTypes === true ? [node("Add", ["untyped", "most"], "tokens")] : []),
			...(pooled === true ? [node("ReduceMax", ["tokens"], "best", { axes: [1], keepdims: 0 })] : []),
			node(
				"Cast",
				[pooled === true ? "best" : "tokens"],
				pooled === true ? "sentence_embedding" : "last_hidden_state",
				{ to: half === true ? 10 : 1 },
			),
		],
	};
}

const special = (id: number, content: string) => ({
	id,
	content,
	single_word: false,
	lstrip: false,
	rstrip: false,
	normalized: false,
	special: true,
});

/** As BERT's: lower case, [CLS] … [SEP], pieces with ##. */
const WORDPIECE = {
	version: "1.0",
	truncation: null,
	padding: null,
	added_tokens: [0, 1, 2, 3].map((id) => special(id, WORDS[id] as string)),
	normalizer: {
		type: "BertNormalizer",
		clean_text: true,
		handle_chinese_chars: true,
		strip_accents: null,
		lowercase: true,
	},
	pre_tokenizer: { type: "BertPreTokenizer" },
	post_processor: {
		type: "TemplateProcessing",
		single: [
			{ SpecialToken: { id: "[CLS]", type_id: 0 } },
			{ Sequence: { id: "A", type_id: 0 } },
			{ SpecialToken: { id: "[SEP]", type_id: 0 } },
		],
		pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
		special_tokens: {
			"[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
			"[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
		},
	},
	decoder: { type: "WordPiece", prefix: "##", cleanup: true },
	model: {
		type: "WordPiece",
		unk_token: "[UNK]",
		continuing_subword_prefix: "##",
		max_input_chars_per_word: 100,
		vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])),
	},
};

/** Letters of a few words, and the pairs that are merged: `a` `b` `ab` `c` `abc`. No special tokens. */
export const BPE_VOCABULARY: Readonly<Record<string, number>> = { a: 4, b: 5, ab: 6, c: 7, abc: 8, d: 9 };
const BPE = {
	version: "1.0",
	truncation: null,
	padding: null,
	added_tokens: [],
	normalizer: null,
	pre_tokenizer: { type: "Whitespace" },
	post_processor: null,
	decoder: null,
	model: {
		type: "BPE",
		dropout: null,
		unk_token: null,
		continuing_subword_prefix: null,
		end_of_word_suffix: null,
		fuse_unk: false,
		vocab: BPE_VOCABULARY,
		merges: ["a b", "ab c"],
	},
};
