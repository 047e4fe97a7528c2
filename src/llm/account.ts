import { Came } from "./attempt.ts";
import type { Candidate } from "./candidates.ts";
import type { LlmConfig } from "./config.ts";
import type { Means, Prepared } from "./exchange.ts";
import type { Reservation, Settlement } from "./ledger.ts";
import type { Cost, Usage } from "./message.ts";
import { matches, price, priceAtMost } from "./prices.ts";
import type { WireRequest } from "./provider.ts";
import type { Failure } from "./retry.ts";
import { countTokens, estimateTokens } from "./tokens.ts";

/** What was charged so far. */
export interface Spent {
	readonly usage: Usage;
	readonly cost: Cost | undefined;
}

export const NOTHING: Spent = {
	usage: { input: 0, output: 0, cached: 0, estimated: false },
	cost: { amount: 0, currency: "USD" },
};

/** Two charges together. What is not known makes the sum unknown. */
export function sum(a: Spent, b: Spent): Spent {
	const written = (a.usage.written ?? 0) + (b.usage.written ?? 0);
	return {
		usage: {
			input: a.usage.input + b.usage.input,
			output: a.usage.output + b.usage.output,
			cached: a.usage.cached + b.usage.cached,
			...(written === 0 ? {} : { written }),
			estimated: a.usage.estimated || b.usage.estimated,
		},
		cost:
			a.cost === undefined || b.cost === undefined
				? undefined
				: { amount: a.cost.amount + b.cost.amount, currency: "USD" },
	};
}

/** What one charged try is in the ledger. */
export class Account {
	readonly id: number;
	came = new Came();
	readonly #means: Means;
	readonly #call: Prepared;
	readonly #candidate: Candidate;
	readonly #started = performance.now();
	#attempts = 0;
	#isSettled = false;

	private constructor(means: Means, call: Prepared, candidate: Candidate, id: number) {
		this.id = id;
		this.#means = means;
		this.#call = call;
		this.#candidate = candidate;
	}

	/** Reserve what a call may take at most. @throws DeskError EBUDGET */
	static async open(means: Means, call: Prepared, candidate: Candidate): Promise<Account> {
		const { config } = means;
		const { id, warnings } = await means.ledger.reserve(await reservationOf(config, call, candidate), config.caps);
		for (const warning of warnings) means.warn(warning);
		return new Account(means, call, candidate, id);
	}

	/** Another try; what came of the last one is not charged. */
	begin(): void {
		this.#attempts++;
		this.forget();
	}

	/** What came of the last try is not charged, also when there is no other. */
	forget(): void {
		this.came = new Came();
	}

	/** Put down what it has cost, once. */
	async settle(status: Settlement["status"], failure?: Failure): Promise<Spent> {
		if (this.#isSettled) return NOTHING;
		this.#isSettled = true;
		const spent = await this.#spent(status, failure);
		const warnings = await this.#means.ledger.settle(
			this.id,
			{
				status: failure?.kind === "refusal" ? "refused" : status,
				...(failure === undefined ? {} : { error: failure.rule.code }),
				...spent,
				milliseconds: Math.round(performance.now() - this.#started),
				attempts: this.#attempts,
			},
			this.#means.config.caps,
		);
		for (const warning of warnings) this.#means.warn(warning);
		return spent;
	}

	/** As the provider tells it; else a count of the prompt and of what came. */
	async #spent(status: Settlement["status"], failure: Failure | undefined): Promise<Spent> {
		const { came } = this;
		if (!came.isSent || failure?.rule.charged === "nothing") return NOTHING;
		const { model } = this.#candidate;
		const written = came.written === 0 ? {} : { written: came.written };
		const usage: Usage = {
			input: came.input ?? this.#call.tokens,
			// What a provider tells before the end is not all.
			output:
				came.stop !== undefined && came.output !== undefined
					? came.output
					: Math.max(came.output ?? 0, await tokensOf(came, model, status === "aborted")),
			cached: came.cached,
			...written,
			estimated: came.input === undefined || came.output === undefined || came.stop === undefined,
		};
		return { usage, cost: await priceOf(this.#means.config, this.#call.wire, this.#candidate, usage) };
	}
}

/** @param isHasty whoever pressed Ctrl-C does not wait for a tokenizer to be loaded */
async function tokensOf(came: Came, model: string, isHasty: boolean): Promise<number> {
	const text = came.text + came.toolCalls.map((call) => call.name + call.arguments).join("");
	if (text === "" || isHasty) return estimateTokens(text);
	return (await countTokens(text, model)).tokens;
}

/**
 * Servers on this machine are in no list of prices, which takes a while to be read. Nor is sound in any, as it is paid by the minute, or
 * by tokens of another price: only the user may know.
 */
function hasPrice({ prices }: LlmConfig, { sound }: Pick<WireRequest, "sound">, { entry, model }: Candidate): boolean {
	if (sound !== undefined) return prices.some(({ pattern }) => matches(pattern, `${entry.name}/${model}`));
	return entry.needsKey || prices.length > 0;
}

async function priceOf(
	config: LlmConfig,
	wire: Pick<WireRequest, "sound">,
	candidate: Candidate,
	usage: Usage,
): Promise<Cost | undefined> {
	if (!hasPrice(config, wire, candidate)) return undefined;
	return await price(candidate.entry.name, candidate.model, usage, config.prices);
}

/** What a call may take at most. */
export async function reservationOf(config: LlmConfig, call: Prepared, candidate: Candidate): Promise<Reservation> {
	const { entry, model } = candidate;
	return {
		feature: call.feature,
		provider: entry.name,
		model,
		tokens: call.tokens + call.wire.maxTokens,
		cost: await costAtMost(config, call, candidate),
		isLocal: !entry.needsKey,
	};
}

/** The most that a call can cost. */
async function costAtMost(
	config: LlmConfig,
	{ tokens, wire }: Pick<Prepared, "tokens" | "wire">,
	candidate: Candidate,
): Promise<Cost | undefined> {
	if (!hasPrice(config, wire, candidate)) return undefined;
	const most = { input: tokens, output: wire.maxTokens };
	return await priceAtMost(candidate.entry.name, candidate.model, most, config.prices);
}
