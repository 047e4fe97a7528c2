/** How many tokens a text is. */
import type { Tokenizer } from "./tokenizer.ts";

/** A count, and whether it is only an estimate. */
export interface TokenCount {
	readonly tokens: number;
	readonly estimated: boolean;
}

/**
 * Runs of characters that tokenizers of today cut texts into, and how many characters of each make a token. Fitted to o200k_base on
 * prose and code so that counts are rather too high: `tokens.test.ts` holds them to between half of the real count and twice as much.
 */
const RUNS: readonly (readonly [source: string, charactersPerToken: number])[] = [
	["[A-Z]?[a-z]+|[A-Z]+", 4], // a word, or the parts of a name in camel case
	[" ", Number.POSITIVE_INFINITY], // goes with the word behind it
	["\\s+", 8],
	["[0-9]{1,3}", 3],
	["[!-/:-@\\[-`{-~]+", 2],
	["[\\p{Script=Latin}\\p{Mn}]+", 3],
	["\\p{Script=Cyrillic}+", 2.7],
	["[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー]+", 1.1],
	["\\p{Script=Hangul}+", 1.2],
	["[\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Greek}]+", 2.5],
	[
		"[\\p{Script=Devanagari}\\p{Script=Bengali}\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Gujarati}\\p{Script=Thai}\\p{Script=Armenian}\\p{Script=Georgian}]+",
		2,
	],
	["[^\\0-\\u{ffff}]", 0.8], // emoji, and whatever is as rare
	["[^]", 0.5],
];
const PATTERN = new RegExp(RUNS.map(([source]) => `(${source})`).join("|"), "gu");

/** About how many tokens a text is for models in general, rather too many than too few. Needs nothing to be loaded. */
export function estimateTokens(text: string): number {
	let tokens = 0;
	for (const match of text.matchAll(PATTERN)) {
		for (let group = 1; group < match.length; group++) {
			const run = match[group];
			if (run === undefined) continue;
			tokens += Math.ceil(run.length / (RUNS[group - 1]?.[1] ?? 1));
			break;
		}
	}
	return tokens;
}

/** The encodings of models, by how their names begin; `provider/` and `ft:` before them do not count. */
const ENCODINGS: readonly (readonly [RegExp, "o200k_base" | "cl100k_base"])[] = [
	[/^(?:gpt-4o|gpt-4\.|gpt-[5-9]|gpt-oss|chatgpt|o\d)/, "o200k_base"],
	[/^gpt-(?:4|3\.5|35)/, "cl100k_base"],
];
const loading = new Map<string, Promise<Tokenizer>>();

/** How many tokens a text is for a model: exact where its tokenizer is known (OpenAI's), else `estimateTokens`. The first count loads 1 to 2 MB. */
export async function countTokens(text: string, model: string): Promise<TokenCount> {
	const name = model.replace(/^.*\//, "").replace(/^ft:/, "");
	const encoding = ENCODINGS.find(([begins]) => begins.test(name))?.[1];
	if (encoding === undefined) return { tokens: estimateTokens(text), estimated: true };
	let tokenizer = loading.get(encoding);
	if (tokenizer === undefined) {
		tokenizer = import("./tokenizer.ts").then(({ loadTokenizer }) => loadTokenizer(encoding));
		loading.set(encoding, tokenizer);
	}
	return { tokens: (await tokenizer).count(text), estimated: false };
}
