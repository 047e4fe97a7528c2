import { DeskError } from "../base/errors.ts";
import type { Cost, Usage } from "./message.ts";

/** A price that the user has set: USD for a million tokens. */
export interface OwnPrice {
	/** `provider/model`, `*` for any part. */
	readonly pattern: string;
	readonly input: number;
	readonly output: number;
	readonly cached: number;
}

/** `local/*=0/0, acme/big=2.5/10/0.25`. @throws DeskError EINVAL */
export function readPrices(text: string): OwnPrice[] {
	return text
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "")
		.map((part) => {
			const [, pattern = "", ...numbers] =
				/^([^=]+?)\s*=\s*(\d*\.?\d+)(?:\s*\/\s*(\d*\.?\d+))?(?:\s*\/\s*(\d*\.?\d+))?$/.exec(part) ?? [];
			const [input, output = input, cached = input] = numbers.filter((each) => each !== undefined).map(Number);
			if (input !== undefined && output !== undefined && cached !== undefined)
				return { pattern, input, output, cached };
			throw new DeskError("EINVAL", `'${part}' is no price`, {
				at: "llm.prices",
				todo: "write it as `provider/model=IN/OUT` or `provider/model=IN/OUT/CACHED` (USD for a million tokens)",
			});
		});
}

/**
 * What tokens cost: by the user's own prices, else by the list that ships with the program, which is as old as the program.
 * Undefined when neither knows the model, or it is not paid by the token. Whatever a provider tells of its tokens, it is never negative.
 */
export async function price(
	provider: string,
	model: string,
	usage: Pick<Usage, "input" | "output" | "cached" | "written">,
	own: readonly OwnPrice[] = [],
): Promise<Cost | undefined> {
	const input = count(usage.input);
	const output = count(usage.output);
	const cached = Math.min(count(usage.cached), input);
	const written = Math.min(count(usage.written ?? 0), input - cached);
	const set = own.find(({ pattern }) => matches(pattern, `${provider}/${model}`));
	if (set !== undefined)
		return dollars(((input - cached) * set.input + cached * set.cached + output * set.output) / 1e6);
	const { calcPrice } = await import("@pydantic/genai-prices");
	const found = calcPrice(
		{ input_tokens: input, output_tokens: output, cache_read_tokens: cached, cache_write_tokens: written },
		model,
		{ providerId: provider },
	);
	if (found === null) return undefined;
	// The list has no prices of what is paid otherwise, of what it does not know, and of what is free: OpenRouter calls that so.
	const { input_mtok, output_mtok } = found.model_price;
	const isKnown = (input_mtok !== undefined && output_mtok !== undefined) || model.endsWith(":free");
	return isKnown ? dollars(found.total_price) : undefined;
}

/** The most that a prompt and an answer can cost: providers take more for what they write into their cache. */
export async function priceAtMost(
	provider: string,
	model: string,
	{ input, output }: Pick<Usage, "input" | "output">,
	own: readonly OwnPrice[] = [],
): Promise<Cost | undefined> {
	const fresh = await price(provider, model, { input, output, cached: 0 }, own);
	const written = await price(provider, model, { input, output, cached: 0, written: input }, own);
	return (written?.amount ?? 0) > (fresh?.amount ?? 0) ? written : fresh;
}

function count(tokens: number): number {
	return Number.isFinite(tokens) ? Math.max(0, tokens) : 0;
}

/** Whether `provider/model` is what a pattern names; `*` stands for any part, slashes too. */
export function matches(pattern: string, name: string): boolean {
	const parts = pattern.split("*").map((part) => part.replaceAll(/[\\^$+?.()|[\]{}]/g, "\\$&"));
	return new RegExp(`^${parts.join(".*")}$`, "i").test(name);
}

function dollars(amount: number): Cost {
	return { amount, currency: "USD" };
}
