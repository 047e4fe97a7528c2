import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DeskError, messageOf } from "../../base/errors.ts";
import type { TextRole } from "../embedder.ts";

/** Where a sentence model's graph may lie, best first: whole weights, then quantised ones (names as Optimum and Transformers.js write them). */
export const GRAPHS: readonly string[] = ["", "onnx/"].flatMap((folder) =>
	[
		"model",
		"model_quantized",
		"model_int8",
		"model_uint8",
		"model_fp16",
		"model_q8",
		"model_O4",
		"model_O3",
		"model_q4",
	].map((name) => `${folder}${name}.onnx`),
);

/** Names of the files that hold a graph's weights when it does not itself. */
export const weightsOf = (graph: string): string[] => [`${graph}_data`, `${graph}.data`];

export const TOKENIZER = "tokenizer.json";
const POOLING = "1_Pooling/config.json";

/** Files of a sentence-transformer folder beside graph and tokenizer; only the first must be there. */
export const SETTINGS: readonly string[] = [
	"config.json",
	"tokenizer_config.json",
	"modules.json",
	POOLING,
	"sentence_bert_config.json",
	"config_sentence_transformers.json",
];

export type Pooling = "mean" | "cls" | "max" | "last" | "mean-sqrt";

/** What a sentence-transformer folder says of its model. */
export interface SentenceConfig {
	/** Of the graph, within the folder. */
	readonly graph: string;
	readonly pooling: Pooling;
	/** Most tokens of a text, its special ones included. */
	readonly maxTokens: number;
	readonly padding: number;
	readonly lowerCase: boolean;
	/** What goes before a query, and before a passage. */
	readonly prompts: Readonly<Record<TextRole, string>>;
}

/** Without any word about it, as many as BERT takes. */
const USUAL_TOKENS = 512;
/** Keys of `1_Pooling/config.json` (sentence_transformers/models/Pooling.py). */
const POOLINGS: readonly (readonly [string, Pooling])[] = [
	["pooling_mode_cls_token", "cls"],
	["pooling_mode_lasttoken", "last"],
	["pooling_mode_max_tokens", "max"],
	["pooling_mode_mean_sqrt_len_tokens", "mean-sqrt"],
	["pooling_mode_mean_tokens", "mean"],
];

/**
 * Read a folder's settings.
 * @throws DeskError ENOENT for a file that must be there, EFORMAT for one that is no JSON, EINVAL for what is not supported
 */
export function readSentenceConfig(folder: string): SentenceConfig {
	const graph = GRAPHS.find((name) => existsSync(join(folder, name)));
	if (graph === undefined) throw missing(folder, "model.onnx or onnx/model.onnx");
	if (!existsSync(join(folder, TOKENIZER))) throw missing(folder, TOKENIZER);
	const config = readJson(folder, "config.json");
	if (config === undefined) throw missing(folder, "config.json");
	const sentence = readJson(folder, "sentence_bert_config.json") ?? {};
	const tokenizer = readJson(folder, "tokenizer_config.json") ?? {};
	checkModules(folder);
	return {
		graph,
		pooling: poolingOf(folder),
		maxTokens: smallest(sentence.max_seq_length, tokenizer.model_max_length, positionsOf(config)),
		padding: typeof config.pad_token_id === "number" ? config.pad_token_id : 0,
		lowerCase: sentence.do_lower_case === true,
		prompts: promptsOf(readJson(folder, "config_sentence_transformers.json") ?? {}),
	};
}

type Json = Readonly<Record<string, unknown>>;

function readJson(folder: string, name: string): Json | undefined {
	const at = join(folder, name);
	if (!existsSync(at)) return undefined;
	try {
		const value: unknown = JSON.parse(readFileSync(at, "utf8"));
		if (typeof value === "object" && value !== null) return value as Json;
		throw new Error("it holds no object");
	} catch (error) {
		throw new DeskError("EFORMAT", `it cannot be read (${messageOf(error)})`, {
			at,
			todo: "get the model's files again",
			cause: error,
		});
	}
}

function missing(folder: string, name: string): DeskError {
	return new DeskError("ENOENT", `there is no ${name}`, {
		at: folder,
		todo: "name the folder of a sentence-transformer model in ONNX form (model.onnx, tokenizer.json, config.json)",
	});
}

/** `modules.json` lists the steps from text to vector; those after pooling are normalisation, which comes anyway, or not known. */
function checkModules(folder: string): void {
	const modules = readJson(folder, "modules.json");
	if (!Array.isArray(modules)) return;
	for (const { type } of modules as { type?: unknown }[]) {
		const name = String(type).split(".").at(-1) ?? "";
		if (!["Transformer", "Pooling", "Normalize"].includes(name))
			throw new DeskError("EINVAL", `the model has a step '${name}', which cannot be run here`, {
				at: join(folder, "modules.json"),
				todo: "take a model of the steps Transformer, Pooling and Normalize",
			});
	}
}

function poolingOf(folder: string): Pooling {
	const config = readJson(folder, POOLING);
	if (config === undefined) return "mean";
	const chosen = POOLINGS.filter(([key]) => config[key] === true).map(([, pooling]) => pooling);
	if (chosen.length === 1) return chosen[0] as Pooling;
	throw new DeskError(
		"EINVAL",
		chosen.length === 0 ? "its way of pooling is not known" : "it pools in several ways at once",
		{
			at: join(folder, POOLING),
			todo: "take a model with mean, cls, max or last-token pooling",
		},
	);
}

/** Positions that can be used: RoBERTa and its kin keep the first ones, up to the padding's, for themselves. */
function positionsOf(config: Json): number | undefined {
	const positions = config.max_position_embeddings;
	if (typeof positions !== "number") return undefined;
	const kept = /roberta|camembert|mpnet/.test(String(config.model_type)) ? 2 : 0;
	return positions - kept;
}

function smallest(...limits: readonly unknown[]): number {
	const known = limits.filter((limit): limit is number => typeof limit === "number" && limit > 2 && limit < 1e6);
	return known.length === 0 ? USUAL_TOKENS : Math.min(...known);
}

/** Prompts by their names in the wild; `default_prompt_name` counts where a role has none. */
function promptsOf(config: Json): Record<TextRole, string> {
	const prompts = (typeof config.prompts === "object" && config.prompts !== null ? config.prompts : {}) as Json;
	const first = (...names: unknown[]) =>
		names.map((name) => prompts[String(name)]).find((text) => typeof text === "string") ?? "";
	const usual = config.default_prompt_name;
	return {
		query: first("query", "s2p_query", usual) as string,
		passage: first("passage", "document", "corpus", usual) as string,
	};
}
