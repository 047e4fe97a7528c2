import { expect, test } from "vitest";
import { candidatesOf } from "./candidates.ts";
import type { LlmConfig } from "./config.ts";
import type { ProviderEntry } from "./provider.ts";

const entry = (name: string, model?: string): ProviderEntry => ({
	name,
	dialect: name === "anthropic" ? "anthropic" : "chat-completions",
	url: `https://${name}.example/v1`,
	keyVariables: [],
	needsKey: true,
	...(model === undefined ? {} : { model }),
});
const known = [
	entry("local"),
	entry("openai", "gpt-5-mini"),
	entry("anthropic", "claude-sonnet-4-5"),
	entry("openrouter", "anthropic/claude-sonnet-4.5"),
];
const asked = (wanted: string | undefined, settings: Partial<LlmConfig> = {}) =>
	candidatesOf(wanted, { providers: known, deny: [], ...settings } as LlmConfig, known).map(
		({ entry: { name }, model }) => `${name}:${model}`,
	);

test.each<[string | undefined, string[]]>([
	[
		undefined,
		["local:default", "openai:gpt-5-mini", "anthropic:claude-sonnet-4-5", "openrouter:anthropic/claude-sonnet-4.5"],
	],
	["openai", ["openai:gpt-5-mini"]],
	["anthropic/", ["anthropic:claude-sonnet-4-5"]],
	["anthropic/claude-haiku-4-5", ["anthropic:claude-haiku-4-5"]],
	["openrouter/anthropic/claude-opus-4.5", ["openrouter:anthropic/claude-opus-4.5"]],
	["claude-haiku-4-5", ["anthropic:claude-haiku-4-5"]],
	["gpt-5", ["openai:gpt-5"]],
	["o3", ["openai:o3"]],
	["meta-llama/llama-3", ["openrouter:meta-llama/llama-3"]],
	["qwen2.5:7b", ["local:qwen2.5:7b"]],
])("%s is asked of %j", (wanted, expected) => {
	expect(asked(wanted)).toEqual(expected);
});

test("who is not in the order is asked by name only", () => {
	expect(asked(undefined, { providers: known.slice(1, 3) })).toHaveLength(2);
	expect(asked("local", { providers: known.slice(1, 3) })).toEqual(["local:default"]);
});

test("what is denied is never asked, neither by name nor after another", () => {
	expect(asked(undefined, { deny: ["openai", "openrouter/anthropic/*"] })).toEqual([
		"local:default",
		"anthropic:claude-sonnet-4-5",
	]);
	for (const wanted of ["openai", "openai/gpt-5", "gpt-5"])
		for (const deny of ["openai", "OpenAI"])
			expect(() => asked(wanted, { deny: [deny] })).toThrow(
				expect.objectContaining({ code: "EACCES", message: expect.stringContaining("llm.deny") }),
			);
	expect(() => asked(undefined, { providers: [] })).toThrow(expect.objectContaining({ code: "EKEY" }));
});
