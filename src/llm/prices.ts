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
 * Undefined when neither knows the model.
 */
export async function price(
	provider: string,
	model: string,
	usage: Pick<Usage, "input" | "output" | "cached" | "written">,
	own: readonly OwnPrice[] = [],
): Promise<Cost | undefined> {
	const set = own.find(({ pattern }) => matches(pattern, `${provider}/${model}`));
	if (set !== undefined) {
		const fresh = usage.input - usage.cached;
		return dollars((fresh * set.input + usage.cached * set.cached + usage.output * set.output) / 1e6);
	}
	const { calcPrice } = await import("@pydantic/genai-prices");
	const { input, output, cached, written = 0 } = usage;
	const found = calcPrice(
		{
			input_tokens: input,
			output_tokens: output,
			cache_read_tokens: Math.min(cached, input),
			cache_write_tokens: Math.min(written, Math.max(0, input - cached)),
		},
		model,
		{ providerId: provider },
	);
	return found === null ? undefined : dollars(found.total_price);
}

/** Whether `provider/model` is what a pattern names; `*` stands for any part, slashes too. */
export function matches(pattern: string, name: string): boolean {
	const parts = pattern.split("*").map((part) => part.replaceAll(/[\\^$+?.()|[\]{}]/g, "\\$&"));
	return new RegExp(`^${parts.join(".*")}$`, "i").test(name);
}

function dollars(amount: number): Cost {
	return { amount, currency: "USD" };
}
