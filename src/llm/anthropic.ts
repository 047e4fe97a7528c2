import { VERSION } from "../base/version.ts";
import { countOf, isObject, type Loose, objectOf, parsed, textOf } from "./json.ts";
import type { Message, Stop, Tool } from "./message.ts";
import type { Dialect, HttpRequest, ProviderEntry, Refusal, ServerEvent, WireEvent, WireRequest } from "./provider.ts";

/** Anthropic Messages (`POST /v1/messages`, version 2023-06-01), as its API reference has it. */
export const anthropic: Dialect = { request, decoder, refusal };

const API_VERSION = "2023-06-01";
/** The tool whose argument is the answer, where a schema is given: a model that must call it writes nothing else, whatever the schema. */
const ANSWER = "answer";
/** The API takes no more marks of the cache in a request. */
const MOST_MARKS = 4;
const MARK = { cache_control: { type: "ephemeral" } };

function request(wire: WireRequest, entry: ProviderEntry, key: string | undefined): HttpRequest {
	const { schema, tools = [], system } = wire;
	const all: readonly Tool[] =
		schema === undefined
			? tools
			: [...tools, { name: ANSWER, description: "Gives the answer. Call it once, when you have it.", schema }];
	const body = {
		model: wire.model,
		max_tokens: wire.maxTokens,
		...(system === undefined || system.trim() === "" ? {} : { system }),
		messages: turns(wire.messages),
		stream: true,
		...(all.length === 0
			? {}
			: {
					tools: all.map(({ name, description, schema: input }) => ({
						name,
						description,
						input_schema: { ...input, type: "object" },
					})),
				}),
		...(schema === undefined
			? {}
			: { tool_choice: tools.length === 0 ? { type: "tool", name: ANSWER } : { type: "any" } }),
		// A loop over tools sends all of this again, and more: what is at its end is kept, too.
		...(tools.length === 0 ? {} : MARK),
	};
	return {
		url: `${entry.url}/messages`,
		headers: {
			"content-type": "application/json",
			accept: "text/event-stream",
			"accept-encoding": "identity",
			"user-agent": `deskfs/${VERSION}`,
			"anthropic-version": API_VERSION,
			...(key === undefined ? {} : { "x-api-key": key }),
		},
		body: JSON.stringify(body),
	};
}

/** Messages as turns: neighbours of one role are one turn, results of tools are the user's. */
function turns(messages: readonly Message[]): Loose[] {
	const made: { role: string; content: Loose[] }[] = [];
	const marked = new Set(
		messages.filter((message) => message.role === "user" && message.stable === true).slice(1 - MOST_MARKS),
	);
	for (const message of messages) {
		const role = message.role === "assistant" ? "assistant" : "user";
		const blocks = blocksOf(message);
		const last = blocks.at(-1);
		if (marked.has(message) && last !== undefined) blocks[blocks.length - 1] = { ...last, ...MARK };
		const turn = made.at(-1);
		if (turn?.role === role) turn.content.push(...blocks);
		else made.push({ role, content: blocks });
	}
	return made;
}

/** The blocks of a message. The API refuses texts of nothing but white space. */
function blocksOf(message: Message): Loose[] {
	if (message.role === "tool") {
		const { toolCallId, content, isError = false } = message;
		return [
			{
				type: "tool_result",
				tool_use_id: toolCallId,
				...(content.trim() === "" ? {} : { content }),
				...(isError ? { is_error: true } : {}),
			},
		];
	}
	const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
	const isBlank = message.content.trim() === "";
	if (isBlank && calls.length === 0) return [{ type: "text", text: "(nothing)" }];
	return [
		...(isBlank ? [] : [{ type: "text", text: message.content }]),
		...calls.map(({ id, name, arguments: text }) => ({ type: "tool_use", id, name, input: objectOf(parsed(text)) })),
	];
}

const STOPS: Readonly<Record<string, Stop>> = {
	end_turn: "end",
	stop_sequence: "end",
	max_tokens: "length",
	model_context_window_exceeded: "length",
	pause_turn: "length", // only tools that run at the provider pause, and we name none
	tool_use: "tools",
	refusal: "refusal",
};

function decoder({ schema }: WireRequest): (event: ServerEvent) => readonly WireEvent[] {
	/** The block that holds the answer's value. */
	let answer: number | undefined;
	/** Counts of the prompt's parts, which come apart. */
	let prompt = { input_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };

	const usageOf = (usage: Loose): WireEvent => {
		const told = Object.keys(prompt).map((name) => [name, countOf(usage[name])] as const);
		prompt = { ...prompt, ...Object.fromEntries(told.filter(([, count]) => count !== undefined)) };
		const { input_tokens, cache_read_input_tokens: cached, cache_creation_input_tokens: written } = prompt;
		const output = countOf(usage.output_tokens);
		return {
			type: "usage",
			input: input_tokens + cached + written,
			cached,
			written,
			...(output === undefined ? {} : { output }),
		};
	};

	const start = (index: number, block: Loose): WireEvent[] => {
		if (block.type === "text" && textOf(block.text) && schema === undefined)
			return [{ type: "text", text: String(block.text) }];
		if (block.type !== "tool_use") return [];
		if (schema !== undefined && block.name === ANSWER) {
			answer = index;
			return [];
		}
		const input = objectOf(block.input);
		const written = Object.keys(input).length === 0 ? {} : { arguments: JSON.stringify(input) };
		return [{ type: "call", index, id: textOf(block.id) ?? "", name: textOf(block.name) ?? "", ...written }];
	};

	const delta = (index: number, piece: Loose): WireEvent[] => {
		if (piece.type === "text_delta" && schema === undefined) return [{ type: "text", text: textOf(piece.text) ?? "" }];
		if (piece.type !== "input_json_delta") return [];
		const text = textOf(piece.partial_json) ?? "";
		return index === answer ? [{ type: "text", text }] : [{ type: "call", index, arguments: text }];
	};

	return ({ data }) => {
		const event = objectOf(JSON.parse(data));
		const index = countOf(event.index) ?? 0;
		switch (event.type) {
			case "message_start": {
				const message = objectOf(event.message);
				return [{ type: "model", model: textOf(message.model) ?? "" }, usageOf(objectOf(message.usage))];
			}
			case "content_block_start":
				return start(index, objectOf(event.content_block));
			case "content_block_delta":
				return delta(index, objectOf(event.delta));
			case "message_delta": {
				const reason = textOf(objectOf(event.delta).stop_reason);
				const stop = reason === "tool_use" && answer !== undefined ? "end" : (STOPS[reason ?? ""] ?? "end");
				const usage = isObject(event.usage) ? [usageOf(event.usage)] : [];
				return reason === undefined ? usage : [{ type: "stop", stop }, ...usage];
			}
			case "message_stop":
				return [{ type: "end" }];
			case "error":
				return [{ type: "failure", refusal: told(undefined, event) }];
			default:
				return []; // ping, content_block_stop, and what will be added: the versioning policy says so
		}
	};
}

function refusal(status: number, body: string): Refusal {
	return told(status, objectOf(parsed(body)));
}

/** `{"type": "error", "error": {"type", "message"}}`. */
function told(status: number | undefined, body: Loose): Refusal {
	const error = objectOf(body.error);
	return { status, code: textOf(error.type) ?? "", message: textOf(error.message) ?? "" };
}
