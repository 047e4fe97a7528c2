/** Byte pair encoding (BPE) with the ranks of OpenAI's encodings, as far as counting needs it. */

/** How a text is cut, and the tokens that there are in the order of their ranks, in base64. */
interface Ranks {
	readonly pat_str: string;
	readonly bpe_ranks: string;
}

const RANKS: Record<"o200k_base" | "cl100k_base", () => Promise<{ default: Ranks }>> = {
	o200k_base: () => import("js-tiktoken/ranks/o200k_base"),
	cl100k_base: () => import("js-tiktoken/ranks/cl100k_base"),
};

/** Longer pieces than this (bytes) are counted in parts, a few tokens too many: merging takes the square of their length. */
const LONGEST_PIECE = 200;

/** Load an encoding: a tenth of a second; js-tiktoken, which has the same ranks, takes six times as long to make them ready. */
export async function loadTokenizer(encoding: keyof typeof RANKS): Promise<Tokenizer> {
	return new Tokenizer((await RANKS[encoding]()).default);
}

export class Tokenizer {
	/** Bytes as characters of Latin-1. */
	readonly #ranks = new Map<string, number>();
	readonly #pattern: RegExp;

	constructor({ pat_str, bpe_ranks }: Ranks) {
		this.#pattern = new RegExp(pat_str, "gu");
		for (const line of bpe_ranks.split("\n")) {
			const [, first = "0", ...tokens] = line.split(" ");
			let rank = Number(first);
			for (const token of tokens) this.#ranks.set(atob(token), rank++);
		}
	}

	/** How many tokens a text is. Names of special tokens in it count as the text that they are. */
	count(text: string): number {
		let count = 0;
		for (const [piece] of text.matchAll(this.#pattern)) {
			const bytes = Buffer.from(piece, "utf8").toString("latin1");
			if (this.#ranks.has(bytes)) count++;
			else
				for (let at = 0; at < bytes.length; at += LONGEST_PIECE)
					count += this.#merged(bytes.slice(at, at + LONGEST_PIECE));
		}
		return count;
	}

	/** In how many tokens the merging of bytes ends: always the pair that has the lowest rank, until none has one. */
	#merged(bytes: string): number {
		const starts = Array.from({ length: bytes.length + 1 }, (_, at) => at);
		const rankAt = (at: number) => this.#ranks.get(bytes.slice(starts[at], starts[at + 2])) ?? Number.POSITIVE_INFINITY;
		const pairs = starts.slice(0, -2).map((_, at) => rankAt(at));
		while (pairs.length > 0) {
			const lowest = Math.min(...pairs);
			if (lowest === Number.POSITIVE_INFINITY) break;
			const at = pairs.indexOf(lowest);
			starts.splice(at + 1, 1);
			pairs.splice(at, 1);
			if (at < pairs.length) pairs[at] = rankAt(at);
			if (at > 0) pairs[at - 1] = rankAt(at - 1);
		}
		return pairs.length + 1;
	}
}
