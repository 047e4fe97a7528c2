import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DeskError, messageOf } from "../../base/errors.ts";
import { TOKENIZER } from "./config.ts";

/** Token numbers of a text, its special ones included, at most `maxTokens`. */
export type Tokenize = (text: string, maxTokens: number) => number[];

/** No tokenizer makes fewer tokens than this of so many characters of text that says something. */
const MOST_CHARACTERS_A_TOKEN = 32;

/** The tokenizer of a model's folder; its library is loaded here. @throws DeskError EFORMAT when it cannot be read */
export async function loadTokenizer(folder: string): Promise<Tokenize> {
	const at = join(folder, TOKENIZER);
	try {
		const { Tokenizer } = await import("@huggingface/tokenizers");
		const tokenizer = new Tokenizer(JSON.parse(readFileSync(at, "utf8")), tokenizerConfig(folder));
		const plain = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
		const { before, after } = specialTokens(plain, (text) => tokenizer.encode(text).ids);
		return (text, maxTokens) => {
			const room = Math.max(0, maxTokens - before.length - after.length);
			return [...before, ...plain(text.slice(0, room * MOST_CHARACTERS_A_TOKEN)).slice(0, room), ...after];
		};
	} catch (error) {
		throw new DeskError("EFORMAT", `the tokenizer cannot be used (${messageOf(error)})`, {
			at,
			todo: "get the model's files again",
			cause: error,
		});
	}
}

function tokenizerConfig(folder: string): object {
	try {
		return JSON.parse(readFileSync(join(folder, "tokenizer_config.json"), "utf8"));
	} catch {
		return {}; // optional; what it says that matters here, `SentenceConfig` has read with a word about errors
	}
}

/** What the tokenizer puts around every text ([CLS] … [SEP]): a text that is cut must keep it. */
function specialTokens(plain: (text: string) => number[], whole: (text: string) => number[]) {
	const inner = plain("a");
	const outer = whole("a");
	const start = outer.findIndex((_, at) => inner.every((id, offset) => outer[at + offset] === id));
	if (inner.length === 0 || start < 0) throw new Error("it does not tell special tokens apart");
	return { before: outer.slice(0, start), after: outer.slice(start + inner.length) };
}
