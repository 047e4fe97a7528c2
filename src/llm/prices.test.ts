import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matches, price, priceAtMost, readPrices } from "./prices.ts";

const thousand = { input: 1000, output: 1000, cached: 0 };
const amount = async (provider: string, model: string, usage = thousand, own = "") =>
	(await price(provider, model, usage, readPrices(own)))?.amount;

describe("by the list that ships", () => {
	test.each([
		["openai", "gpt-5-mini", 0.00025 + 0.002],
		["openai", "gpt-5-mini-2025-08-07", 0.00025 + 0.002],
		["openai", "gpt-4o", 0.0025 + 0.01],
		["anthropic", "claude-sonnet-4-5", 0.003 + 0.015],
		["anthropic", "claude-haiku-4-5", 0.001 + 0.005],
		["openrouter", "anthropic/claude-sonnet-4.5", 0.003 + 0.015],
	])("%s %s", async (provider, model, expected) => {
		expect(await amount(provider, model)).toBeCloseTo(expected, 9);
	});

	test("cached tokens cost less, written ones more", async () => {
		expect(await amount("openai", "gpt-5-mini", { input: 1000, output: 0, cached: 1000 })).toBeCloseTo(0.000025, 9);
		const written = await price("anthropic", "claude-sonnet-4-5", { input: 1000, output: 0, cached: 0, written: 1000 });
		expect(written?.amount).toBeCloseTo(0.00375, 9);
		const most = await priceAtMost("anthropic", "claude-sonnet-4-5", { input: 1000, output: 0 });
		expect(most?.amount).toBeCloseTo(0.00375, 9);
		expect((await priceAtMost("openai", "gpt-4", { input: 1000, output: 0 }))?.amount).toBeCloseTo(0.03, 9);
	});

	test("free is free, and what is not known is not free", async () => {
		expect(await amount("openrouter", "deepseek/deepseek-r1:free")).toBe(0);
		for (const [provider, model] of [
			["openai", "gpt-99-huge"],
			["openai", "whisper-1"], // by the minute
			["ollama", "llama3.2"],
			["mine", "gpt-5-mini"], // it may be anybody's
			["", ""],
		] as const)
			expect([provider, model, await amount(provider, model)]).toEqual([provider, model, undefined]);
	});
});

describe("the user's own", () => {
	test("go before the list; the first that fits counts", async () => {
		const own = "local/*=0/0, openai/gpt-5-mini=1/2/0.5, */big = 10";
		expect(await amount("local", "any/thing", thousand, own)).toBe(0);
		expect(await amount("openai", "gpt-5-mini", thousand, own)).toBeCloseTo(0.003, 9);
		expect(await amount("openai", "gpt-5-mini", { input: 1000, output: 0, cached: 400 }, own)).toBeCloseTo(0.0008, 9);
		expect(await amount("acme", "big", thousand, own)).toBeCloseTo(0.02, 9);
		expect(await amount("openai", "gpt-5", thousand, own)).toBeCloseTo(0.00125 + 0.01, 9);
	});

	test.each(["local", "local=", "local=a", "a=1/2/3/4", "=1/2", "a=-1", "a=1;b=2", "a=1e5"])("%s is none", (text) => {
		expect(() => readPrices(text)).toThrow(expect.objectContaining({ code: "EINVAL", at: "llm.prices" }));
	});

	test("a pattern means what it says, and no more", () => {
		expect(matches("a.b/*", "aXb/c")).toBe(false);
		expect(matches("openai/gpt-5*", "openai/gpt-5-mini")).toBe(true);
		expect(matches("OpenAI/GPT-5", "openai/gpt-5")).toBe(true);
		expect(matches("gpt-5", "openai/gpt-5")).toBe(false);
	});
});

test("whatever a provider tells of its tokens, it costs something that can be added up", async () => {
	const tokens = fc.oneof(fc.nat(), fc.constantFrom(Number.NaN, -5, Number.POSITIVE_INFINITY, 0.5, Number.MAX_VALUE));
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(["openai", "gpt-5-mini"], ["anthropic", "claude-sonnet-4-5"], ["x", "y"]),
			fc.record({ input: tokens, output: tokens, cached: tokens, written: tokens }),
			fc.constantFrom("", "*=1/2/0.1"),
			async ([provider = "", model = ""], usage, own) => {
				const cost = await price(provider, model, usage, readPrices(own));
				expect(cost === undefined || (cost.amount >= 0 && !Number.isNaN(cost.amount))).toBe(true);
			},
		),
	);
});
