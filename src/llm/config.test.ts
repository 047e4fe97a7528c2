import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { Store } from "../store/index.ts";
import { keyVariableOf, providers, readFeatures, readLlmConfig, smallModelOf } from "./config.ts";
import { price } from "./prices.ts";

let desk: TestDesk;
let store: Store;
beforeEach(async () => {
	desk = await makeDesk();
	store = await Store.open(desk.home);
});
afterEach(() => {
	vi.unstubAllEnvs();
	store.close();
	desk.remove();
});

test("without settings: the built-in providers, no caps, redaction", async () => {
	const config = await readLlmConfig(store);
	expect(config.providers.map(({ name, needsKey }) => [name, needsKey])).toEqual([
		["openai", true],
		["anthropic", true],
		["openrouter", true],
	]);
	expect(config).toMatchObject({ deny: [], model: undefined, deadline: undefined, redact: true, prices: [] });
	expect(config.caps).toEqual({ features: new Map() });
});

test("models that nobody has named have a known price, the small ones a lower one", async () => {
	for (const entry of await providers(store)) {
		const usage = { input: 1000, output: 1000, cached: 0 };
		const full = await price(entry.name, entry.model ?? "", usage);
		const small = await price(entry.name, smallModelOf(entry) ?? "", usage);
		expect(full?.amount).toBeGreaterThan(small?.amount ?? Number.POSITIVE_INFINITY);
	}
});

test("settings, as the program reads them", async () => {
	const set = {
		"llm.providers": " openai , local",
		"llm.deny": "anthropic, openrouter/*",
		"llm.model": "local/llama",
		"llm.small_model": "openai/gpt-5-nano",
		"llm.deadline": "90",
		"llm.redact": "off",
		"llm.prices": "local/*=0/0",
		"budget.day_tokens": "20000",
		"budget.month_cost": "2.5",
		"budget.features": "ask=5000, agent:x=100",
		"budget.degrade": "ask",
	};
	await desk.ok("key", "add", "http://localhost:9/v1", "--name", "local", "--model", "llama");
	for (const [key, value] of Object.entries(set)) await desk.ok("config", "set", key, value);
	const config = await readLlmConfig(store);
	expect(config).toMatchObject({
		deny: ["anthropic", "openrouter/*"],
		model: "local/llama",
		smallModel: "openai/gpt-5-nano",
		deadline: 90_000,
		redact: false,
		degrade: ["ask"],
	});
	expect(config.providers).toEqual([
		expect.objectContaining({ name: "openai" }),
		{
			name: "local",
			dialect: "chat-completions",
			url: "http://localhost:9/v1",
			keyVariables: ["DESK_LOCAL_API_KEY"],
			needsKey: false,
			model: "llama",
		},
	]);
	expect(config.caps).toEqual({
		dayTokens: 20_000,
		monthCost: 2.5,
		features: new Map([
			["ask", 5000],
			["agent:x", 100],
		]),
	});
	vi.stubEnv("DESK_LLM_PROVIDERS", "nobody");
	await expect(readLlmConfig(store)).rejects.toMatchObject({ code: "EINVAL", at: "llm.providers" });
});

test("an added provider that goes by a built-in's name takes its place", async () => {
	await desk.ok("key", "add", "http://localhost:9/v1", "--name", "anthropic", "--dialect", "anthropic");
	const entries = await providers(store);
	expect(entries.map(({ name }) => name)).toEqual(["anthropic", "openai", "openrouter"]);
	expect(entries[0]).toMatchObject({
		dialect: "anthropic",
		url: "http://localhost:9/v1",
		keyVariables: ["DESK_ANTHROPIC_API_KEY"],
	});
	expect(entries[0]?.model).toBeUndefined();
	expect(smallModelOf(entries[0] as (typeof entries)[number])).toBeUndefined();
});

test.each(["ask", "ask=", "=5", "ask=-1", "ask=1e3", "a b=5"])("%s is no budget of a feature", (text) => {
	expect(() => readFeatures(text)).toThrow(expect.objectContaining({ code: "EINVAL", at: "budget.features" }));
});

test("variables of added providers are names that shells take", () => {
	expect([keyVariableOf("local"), keyVariableOf("my-own_2")]).toEqual(["DESK_LOCAL_API_KEY", "DESK_MY_OWN_2_API_KEY"]);
});
