import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ProviderServer } from "../support/provider-server.ts";

// The providers' own clients read what the server of these tests sends: what our adapters are tested with is the real format.
let server: ProviderServer;
beforeAll(async () => {
	server = await ProviderServer.start();
});
afterAll(async () => await server.stop());

const calls = [
	{ id: "call_1", name: "ls", arguments: '{"path":"/notes"}' },
	{ id: "call_2", name: "now", arguments: "{}" },
];
const usage = { input: 30, output: 7, cached: 10 };

test("OpenAI's client reads the stream: text, calls, usage", async () => {
	const client = new OpenAI({ apiKey: "sk-x", baseURL: server.url, maxRetries: 0 });
	server.replies = [{ said: { text: ["Grüße, ", "🌍"], calls, usage }, pieces: 5, keepAlive: true }];
	const stream = client.chat.completions.stream({
		model: "m",
		messages: [{ role: "user", content: "x" }],
		stream: true,
		stream_options: { include_usage: true },
	});
	const completion = await stream.finalChatCompletion();
	expect(completion.choices[0]).toMatchObject({
		finish_reason: "tool_calls",
		message: {
			content: "Grüße, 🌍",
			tool_calls: calls.map(({ id, ...function_ }) => ({ id, type: "function", function: function_ })),
		},
	});
	expect(completion.usage).toMatchObject({
		prompt_tokens: 30,
		completion_tokens: 7,
		prompt_tokens_details: { cached_tokens: 10 },
	});
	expect(completion.model).toBe("m");
});

test("OpenAI's client reads refusals and errors", async () => {
	const client = new OpenAI({ apiKey: "sk-x", baseURL: server.url, maxRetries: 0 });
	const ask = () =>
		client.chat.completions
			.stream({ model: "m", messages: [{ role: "user", content: "x" }], stream: true })
			.finalChatCompletion();
	server.replies = [{ said: { refusal: "I cannot." } }];
	expect((await ask()).choices[0]).toMatchObject({ finish_reason: "stop", message: { refusal: "I cannot." } });
	server.replies = [
		{
			status: 429,
			body: { error: { message: "Slow down", type: "requests", param: null, code: "rate_limit_exceeded" } },
		},
	];
	await expect(ask()).rejects.toMatchObject({ status: 429, code: "rate_limit_exceeded", type: "requests" });
	server.replies = [
		{
			said: { text: "a" },
			fault: {
				after: 1,
				does: { say: 'data: {"error":{"message":"lost","type":"server_error","code":null,"param":null}}\n\n' },
			},
		},
	];
	await expect(ask()).rejects.toThrow("lost");
});

test("Anthropic's client reads the stream: text, calls, usage", async () => {
	const client = new Anthropic({ apiKey: "sk-x", baseURL: server.url.replace(/\/v1$/, ""), maxRetries: 0 });
	server.replies = [
		{ said: { text: ["Grüße, ", "🌍"], calls, usage: { ...usage, written: 5 } }, pieces: 5, keepAlive: true },
	];
	const message = await client.messages
		.stream({ model: "m", max_tokens: 10, messages: [{ role: "user", content: "x" }] })
		.finalMessage();
	expect(message).toMatchObject({
		model: "m",
		stop_reason: "tool_use",
		content: [
			{ type: "text", text: "Grüße, 🌍" },
			...calls.map(({ id, name, arguments: text }) => ({ type: "tool_use", id, name, input: JSON.parse(text) })),
		],
		usage: { input_tokens: 15, cache_read_input_tokens: 10, cache_creation_input_tokens: 5, output_tokens: 7 },
	});
});

test("Anthropic's client reads a forced tool, and errors", async () => {
	const client = new Anthropic({ apiKey: "sk-x", baseURL: server.url.replace(/\/v1$/, ""), maxRetries: 0 });
	const tool = { name: "answer", input_schema: { type: "object" as const } };
	const ask = () =>
		client.messages
			.stream({
				model: "m",
				max_tokens: 10,
				messages: [{ role: "user", content: "x" }],
				tools: [tool],
				tool_choice: { type: "tool", name: "answer" },
			})
			.finalMessage();
	server.replies = [{ said: { text: ['{"n"', ": 1}"] } }];
	expect((await ask()).content).toMatchObject([{ type: "tool_use", name: "answer", input: { n: 1 } }]);
	server.replies = [
		{ status: 529, body: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } } },
	];
	await expect(ask()).rejects.toMatchObject({ status: 529 });
	server.replies = [
		{
			said: { text: "a" },
			fault: {
				after: 1,
				does: {
					say: 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
				},
			},
		},
	];
	await expect(ask()).rejects.toThrow("Overloaded");
});
