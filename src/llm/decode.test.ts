import fc from "fast-check";
import { expect, test } from "vitest";
import { type Said, streamOf } from "../../test/support/provider-server.ts";
import { isUnicode } from "../base/raw-text.ts";
import { anthropic } from "./anthropic.ts";
import { Came } from "./attempt.ts";
import { chatCompletions } from "./chat-completions.ts";
import type { Dialect, DialectName, ServerEvent, WireEvent, WireRequest } from "./provider.ts";
import { serverEvents } from "./sse.ts";

const DIALECTS: Readonly<Record<DialectName, Dialect>> = { anthropic, "chat-completions": chatCompletions };
const wire: WireRequest = { model: "m", messages: [], maxTokens: 10 };

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
	const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
	for (const [index, from] of at.slice(0, -1).entries()) yield bytes.subarray(from, at[index + 1]);
}

async function eventsOf(bytes: Uint8Array, cuts: readonly number[] = []): Promise<ServerEvent[]> {
	const events: ServerEvent[] = [];
	for await (const event of serverEvents(pieces(bytes, cuts))) events.push(event);
	return events;
}

/** What an answer decodes to. */
async function cameOf(bytes: Uint8Array, dialect: DialectName, cuts: readonly number[] = [], request = wire) {
	const came = new Came();
	const decode = DIALECTS[dialect].decoder(request);
	const failures: WireEvent[] = [];
	for (const event of await eventsOf(bytes, cuts))
		for (const said of decode(event)) {
			if (said.type === "failure") failures.push(said);
			else came.add(said);
		}
	const { text, toolCalls, stop, model, input, output, cached, written } = came;
	return { text, toolCalls, stop, model, input, output, cached, written, failures };
}
const chat = (...chunks: unknown[]) =>
	Buffer.from(chunks.map((chunk) => `data: ${typeof chunk === "string" ? chunk : JSON.stringify(chunk)}\n\n`).join(""));
const choice = (delta: object, finish_reason: string | null = null) => ({
	choices: [{ index: 0, delta, finish_reason }],
});

const anyText = fc.string({ unit: "binary", maxLength: 40 }).filter(isUnicode);
const said: fc.Arbitrary<Said> = fc.record({
	text: fc.array(anyText, { minLength: 1, maxLength: 5 }),
	calls: fc.array(
		fc.record({
			id: fc.stringMatching(/^call_[a-z0-9]{1,8}$/),
			name: fc.stringMatching(/^[a-z_]{1,20}$/),
			arguments: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }).map((value) => JSON.stringify(value)),
		}),
		{ maxLength: 3 },
	),
	usage: fc.record({ input: fc.integer({ min: 100, max: 1e6 }), output: fc.nat(1e6), cached: fc.nat(100) }),
});

test.each(["chat-completions", "anthropic"] as const)(
	"%s: what was said comes out, wherever the bytes are cut",
	async (dialect) => {
		await fc.assert(
			fc.asyncProperty(said, fc.array(fc.nat(), { maxLength: 30 }), async (one, cuts) => {
				const came = await cameOf(streamOf(one, dialect), dialect, cuts);
				expect(came).toEqual({
					text: (one.text as string[]).join(""),
					toolCalls: one.calls,
					stop: (one.calls ?? []).length > 0 ? "tools" : "end",
					model: "test-model",
					...{ input: one.usage?.input, output: one.usage?.output, cached: one.usage?.cached },
					written: 0,
					failures: [],
				});
			}),
		);
	},
);

test("any bytes, cut anywhere, are the events that they are whole", async () => {
	const line = fc.oneof(
		fc.constantFrom(
			"data: a",
			"data:b",
			"event: x",
			": comment",
			"",
			"id: 1",
			"retry: 5",
			"data",
			"nonsense",
			"\ufeff",
		),
		anyText.filter((text) => !/^error/.test(text)),
	);
	const ending = fc.constantFrom("\n", "\r\n", "\r");
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.tuple(line, ending), { maxLength: 20 }),
			fc.array(fc.nat(), { maxLength: 20 }),
			async (lines, cuts) => {
				const bytes = Buffer.from(lines.flat().join(""));
				expect(await eventsOf(bytes, cuts)).toEqual(await eventsOf(bytes));
			},
		),
	);
});

test("every single cut of a stream with keep-alives and broad characters", async () => {
	const bytes = Buffer.concat([
		Buffer.from(": OPENROUTER PROCESSING\n\n"),
		streamOf({ text: ["Grüße 🌍", "\u2028 \r\n end"] }, "chat-completions"),
	]);
	const whole = await cameOf(bytes, "chat-completions");
	expect(whole.text).toBe("Grüße 🌍\u2028 \r\n end");
	for (let cut = 0; cut <= bytes.length; cut++) expect(await cameOf(bytes, "chat-completions", [cut])).toEqual(whole);
});

test.each<[string, Buffer, object]>([
	["no [DONE]", chat(choice({ content: "a" }), choice({}, "stop")), { text: "a", stop: "end" }],
	["[DONE] without a reason", chat(choice({ content: "a" }), "[DONE]"), { text: "a", stop: "end" }],
	["no end at all", chat(choice({ content: "a" })), { text: "a", stop: undefined }],
	[
		"content null",
		chat(choice({ role: "assistant", content: null }), choice({ content: "a" }), choice({ content: null }, "stop")),
		{ text: "a", stop: "end" },
	],
	["no usage", chat(choice({ content: "a" }, "stop")), { input: undefined, output: undefined }],
	[
		"usage in every chunk",
		chat(
			{ ...choice({ content: "a" }), usage: { prompt_tokens: 5, completion_tokens: 1 } },
			{ ...choice({}, "stop"), usage: { prompt_tokens: 5, completion_tokens: 2 } },
		),
		{ input: 5, output: 2 },
	],
	[
		"usage null until the end",
		chat(
			{ ...choice({ content: "a" }, "stop"), usage: null },
			{ choices: [], usage: { prompt_tokens: 5, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 4 } } },
		),
		{ input: 5, cached: 4 },
	],
	[
		"a refusal in its own field",
		chat(choice({ refusal: "I can" }), choice({ refusal: "not" }), choice({}, "stop")),
		{ text: "I cannot", stop: "refusal" },
	],
	["content_filter", chat(choice({ content: "a" }), choice({}, "content_filter")), { stop: "refusal" }],
	["length", chat(choice({ content: "a" }, "length")), { stop: "length" }],
	["a reason nobody knows", chat(choice({ content: "a" }, "eos")), { stop: "end" }],
	[
		"reasoning is not the answer",
		chat(choice({ reasoning_content: "hm", reasoning: "hm" }), choice({ content: "a" }, "stop")),
		{ text: "a" },
	],
	[
		"parts of content",
		chat(
			choice(
				{
					content: [
						{ type: "thinking", thinking: [] },
						{ type: "text", text: "a" },
					],
				},
				"stop",
			),
		),
		{ text: "a" },
	],
	[
		"a whole message",
		chat({ choices: [{ message: { role: "assistant", content: "a" }, finish_reason: "stop" }] }),
		{ text: "a", stop: "end" },
	],
	[
		"a call in one piece, its arguments an object",
		chat(
			choice({ tool_calls: [{ index: 0, id: "c", function: { name: "ls", arguments: { path: "/" } } }] }, "tool_calls"),
		),
		{ toolCalls: [{ id: "c", name: "ls", arguments: '{"path":"/"}' }], stop: "tools" },
	],
	[
		"calls without index",
		chat(
			choice({ tool_calls: [{ id: "a", function: { name: "x", arguments: "{}" } }] }),
			choice({ tool_calls: [{ id: "b", function: { name: "y", arguments: '{"n"' } }] }),
			choice({ tool_calls: [{ function: { arguments: ":1}" } }] }, "stop"),
		),
		{
			toolCalls: [
				{ id: "a", name: "x", arguments: "{}" },
				{ id: "b", name: "y", arguments: '{"n":1}' },
			],
		},
	],
	[
		"calls whose pieces are mixed, without id or arguments",
		chat(
			choice({
				tool_calls: [
					{ index: 0, function: { name: "x" } },
					{ index: 1, function: { name: "y", arguments: "{" } },
				],
			}),
			choice({ tool_calls: [{ index: 1, function: { arguments: "}" } }] }, "tool_calls"),
		),
		{
			toolCalls: [
				{ id: "call_0", name: "x", arguments: "{}" },
				{ id: "call_1", name: "y", arguments: "{}" },
			],
		},
	],
	[
		"choices of none, of nonsense",
		chat({}, { choices: null }, { choices: [7] }, [1], "null", choice({ content: "a", tool_calls: "x" }, "stop")),
		{ text: "a" },
	],
	[
		"an error with a status",
		chat({ error: { code: 502, message: "Bad gateway" } }),
		{ failures: [{ type: "failure", refusal: { status: 502, code: "", message: "Bad gateway" } }] },
	],
	[
		"an error of OpenAI",
		chat({ error: { message: "m", type: "server_error", param: null, code: null } }),
		{ failures: [{ type: "failure", refusal: { status: undefined, code: "server_error", message: "m" } }] },
	],
	[
		"an error of vLLM",
		chat({ object: "error", message: "m", type: "BadRequestError", code: 400 }),
		{ failures: [{ type: "failure", refusal: { status: 400, code: "BadRequestError", message: "m" } }] },
	],
	[
		"an error of llama.cpp",
		Buffer.from('error: {"code":500,"message":"m","type":"server_error"}\n\n'),
		{ failures: [{ type: "failure", refusal: { status: 500, code: "server_error", message: "m" } }] },
	],
	[
		"an error in a word",
		chat({ error: "m" }),
		{ failures: [{ type: "failure", refusal: { status: undefined, code: "", message: "m" } }] },
	],
])("Chat Completions: %s", async (_, bytes, expected) => {
	expect(await cameOf(bytes, "chat-completions")).toMatchObject(expected);
});

const event = (...events: { type: string; [key: string]: unknown }[]) =>
	Buffer.from(events.map((data) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`).join(""));
const start = {
	type: "message_start",
	message: {
		model: "claude",
		usage: { input_tokens: 10, cache_read_input_tokens: 5, cache_creation_input_tokens: 3, output_tokens: 1 },
	},
};
const stop = (stop_reason: string) => ({ type: "message_delta", delta: { stop_reason }, usage: { output_tokens: 7 } });
const text = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "a" } };
const answer = [
	{ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
	{ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Here it is:" } },
	{ type: "content_block_start", index: 1, content_block: { type: "tool_use", id: "t", name: "answer", input: {} } },
	{ type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: '{"n":' } },
	{ type: "content_block_delta", index: 1, delta: { type: "input_json_delta", partial_json: "1}" } },
];

test.each<[string, Buffer, object, WireRequest?]>([
	[
		"counts of the prompt's parts",
		event(start, text, stop("end_turn")),
		{ input: 18, cached: 5, written: 3, output: 7, model: "claude", stop: "end" },
	],
	[
		"later counts replace earlier ones",
		event(start, text, {
			...stop("end_turn"),
			usage: { input_tokens: 20, cache_read_input_tokens: null, output_tokens: 7 },
		}),
		{ input: 28, cached: 5 },
	],
	[
		"pings and events that are not known",
		event({ type: "ping" }, start, { type: "ping" }, text, { type: "surprise", index: 9 }, stop("end_turn")),
		{ text: "a" },
	],
	[
		"thinking is not the answer",
		event(
			start,
			{ type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "" } },
			{ type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "hm" } },
			{ type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "x" } },
			text,
			stop("end_turn"),
		),
		{ text: "a" },
	],
	["max_tokens", event(start, text, stop("max_tokens")), { stop: "length" }],
	["refusal", event(start, text, stop("refusal")), { stop: "refusal" }],
	["a pause", event(start, text, stop("pause_turn")), { stop: "length" }],
	["a full context", event(start, text, stop("model_context_window_exceeded")), { stop: "length" }],
	["a reason nobody knows", event(start, text, stop("tired")), { stop: "end" }],
	[
		"an error",
		event(start, text, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
		{
			failures: [{ type: "failure", refusal: { status: undefined, code: "overloaded_error", message: "Overloaded" } }],
			stop: undefined,
		},
	],
	[
		"input that is there at once",
		event(
			start,
			{
				type: "content_block_start",
				index: 0,
				content_block: { type: "tool_use", id: "t", name: "ls", input: { path: "/" } },
			},
			stop("tool_use"),
		),
		{ toolCalls: [{ id: "t", name: "ls", arguments: '{"path":"/"}' }], stop: "tools" },
	],
	[
		"the answer's tool is the answer",
		event(start, ...answer, stop("tool_use")),
		{ text: '{"n":1}', toolCalls: [], stop: "end" },
		{ ...wire, schema: {} },
	],
	[
		"without a schema it is a tool like others",
		event(start, ...answer, stop("tool_use")),
		{ text: "Here it is:", toolCalls: [{ name: "answer", arguments: '{"n":1}' }], stop: "tools" },
	],
])("Anthropic: %s", async (_, bytes, expected, request) => {
	expect(await cameOf(bytes, "anthropic", [], request)).toMatchObject(expected);
});

test("nonsense of any kind is an error of JSON, or nothing", () => {
	fc.assert(
		fc.property(
			fc.constantFrom<DialectName>("anthropic", "chat-completions"),
			fc.json(),
			fc.string(),
			(dialect, data, event) => {
				const came = new Came();
				for (const one of DIALECTS[dialect].decoder(wire)({ event, data })) if (one.type !== "failure") came.add(one);
				for (const status of [400, 500]) expect(typeof DIALECTS[dialect].refusal(status, data).message).toBe("string");
			},
		),
	);
});
