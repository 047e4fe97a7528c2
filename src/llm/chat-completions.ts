import { VERSION } from "../base/version.ts";
import { countOf, isObject, type Loose, objectOf, objectsOf, parsed, textOf } from "./json.ts";
import type { JsonSchema, Message, Stop } from "./message.ts";
import type { Dialect, HttpRequest, ProviderEntry, Refusal, ServerEvent, WireEvent, WireRequest } from "./provider.ts";

/**
 * Chat Completions, as OpenAI's API reference has it (`POST /chat/completions`), and as OpenRouter, llama.cpp, Ollama, vLLM and others
 * answer it.
 */
export const chatCompletions: Dialect = { request, decoder, refusal };

function request(wire: WireRequest, entry: ProviderEntry, key: string | undefined): HttpRequest {
	const { schema, tools = [], temperature, without = new Set() } = wire;
	const system = [wire.system, ...(schema === undefined ? [] : [asked(schema)])].filter((text) => text !== undefined);
	const limit = limitNames(entry).find((name) => !without.has(name));
	const optional = {
		...(limit === undefined ? {} : { [limit]: wire.maxTokens }),
		stream_options: { include_usage: true },
		...(temperature === undefined ? {} : { temperature }),
		...(schema === undefined
			? {}
			: {
					response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: isStrict(schema) } },
				}),
	};
	const body = {
		model: wire.model,
		messages: [
			...(system.length === 0 ? [] : [{ role: "system", content: system.join("\n\n") }]),
			...wire.messages.map(toWire),
		],
		stream: true,
		...(tools.length === 0
			? {}
			: {
					tools: tools.map(({ name, description, schema: parameters }) => ({
						type: "function",
						function: { name, description, parameters },
					})),
				}),
		...Object.fromEntries(Object.entries(optional).filter(([name]) => !without.has(name))),
	};
	return {
		url: `${entry.url}/chat/completions`,
		headers: {
			"content-type": "application/json",
			accept: "text/event-stream",
			"accept-encoding": "identity",
			"user-agent": `deskfs/${VERSION}`,
			...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
		},
		body: JSON.stringify(body),
	};
}

/** OpenAI's newer models refuse the old name of the limit; servers of one's own may not know the new one. */
function limitNames({ url }: ProviderEntry): string[] {
	const names = ["max_tokens", "max_completion_tokens"];
	return /(^|\.)openai\.(com|azure\.com)$/.test(new URL(url).hostname) ? names.reverse() : names;
}

/** Servers that do not know `response_format` pass over it: the model is told, too. */
function asked(schema: JsonSchema): string {
	return `Answer with one JSON value and nothing else. It must be valid by this JSON Schema:\n${JSON.stringify(schema)}`;
}

/** Whether a schema is of the kind that the strict mode takes: every object closed, every property required. */
export function isStrict(schema: unknown): boolean {
	if (Array.isArray(schema)) return schema.every(isStrict);
	if (!isObject(schema)) return true;
	const { properties } = schema;
	if (isObject(properties)) {
		const required = Array.isArray(schema.required) ? schema.required : [];
		if (schema.additionalProperties !== false) return false;
		if (!Object.keys(properties).every((name) => required.includes(name))) return false;
		return Object.values(properties).every(isStrict) && isStrict({ ...schema, properties: undefined });
	}
	if (schema.type === "object") return false;
	return Object.entries(schema).every(([name, value]) => name === "enum" || name === "const" || isStrict(value));
}

function toWire(message: Message): Loose {
	if (message.role === "tool") return { role: "tool", tool_call_id: message.toolCallId, content: message.content };
	if (message.role === "user") return { role: "user", content: message.content };
	const { content, toolCalls = [] } = message;
	if (toolCalls.length === 0) return { role: "assistant", content };
	return {
		role: "assistant",
		content: content === "" ? null : content,
		tool_calls: toolCalls.map(({ id, name, arguments: text }) => ({
			id,
			type: "function",
			function: { name, arguments: text },
		})),
	};
}

/** Names that servers give to the end of an answer; OpenAI's are the first of each line. */
const STOPS: Readonly<Record<string, Stop>> = {
	stop: "end",
	length: "length",
	max_tokens: "length",
	model_length: "length",
	tool_calls: "tools",
	function_call: "tools",
	content_filter: "refusal",
};

function decoder(): (event: ServerEvent) => readonly WireEvent[] {
	let isRefused = false;
	let hasStopped = false;
	/** Of the call that pieces without an index belong to. */
	let lastCall = -1;

	function* calls(delta: Loose): Generator<WireEvent> {
		for (const call of objectsOf(delta.tool_calls)) {
			const { name, arguments: written } = objectOf(call.function);
			const id = textOf(call.id);
			lastCall = countOf(call.index) ?? (id === undefined ? Math.max(0, lastCall) : lastCall + 1);
			const pieces = {
				...(id ? { id } : {}),
				...(textOf(name) ? { name: String(name) } : {}),
				// Some servers send the object instead of its text.
				...(isObject(written)
					? { arguments: JSON.stringify(written) }
					: textOf(written)
						? { arguments: String(written) }
						: {}),
			};
			yield { type: "call", index: lastCall, ...pieces };
		}
	}

	function* decode({ event, data }: ServerEvent): Generator<WireEvent> {
		if (data.trim() === "[DONE]") {
			if (!hasStopped) yield { type: "stop", stop: isRefused ? "refusal" : "end" };
			return yield { type: "end" };
		}
		const chunk = objectOf(JSON.parse(data));
		if (isObject(chunk.error) || typeof chunk.error === "string" || event === "error" || chunk.object === "error")
			yield { type: "failure", refusal: told(undefined, chunk) };
		const model = textOf(chunk.model);
		if (model) yield { type: "model", model };
		const [choice] = objectsOf(chunk.choices);
		if (choice !== undefined) {
			const delta = objectOf(choice.delta ?? choice.message);
			const refused = textOf(delta.refusal) ?? "";
			if (refused !== "") isRefused = true;
			const text = contentOf(delta.content) + refused;
			if (text !== "") yield { type: "text", text };
			yield* calls(delta);
			const reason = textOf(choice.finish_reason);
			if (reason === "error") yield { type: "failure", refusal: told(undefined, choice) };
			else if (reason) {
				hasStopped = true;
				yield { type: "stop", stop: isRefused ? "refusal" : (STOPS[reason] ?? "end") };
			}
		}
		if (isObject(chunk.usage)) yield usageOf(chunk.usage);
	}
	return (event) => [...decode(event)];
}

/** A text, or parts that hold some (Mistral). */
function contentOf(content: unknown): string {
	if (Array.isArray(content))
		return objectsOf(content)
			.map((part) => textOf(part.text) ?? "")
			.join("");
	return textOf(content) ?? "";
}

function usageOf(usage: Loose): WireEvent {
	const details = objectOf(usage.prompt_tokens_details);
	const counts = {
		input: countOf(usage.prompt_tokens),
		output: countOf(usage.completion_tokens),
		cached: countOf(details.cached_tokens) ?? countOf(usage.prompt_cache_hit_tokens),
		written: countOf(details.cache_write_tokens),
	};
	return { type: "usage", ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined)) };
}

function refusal(status: number, body: string): Refusal {
	return told(status, objectOf(parsed(body)));
}

/** `{"error": {"message", "type", "param", "code"}}`, or as much of it as there is. */
function told(status: number | undefined, body: Loose): Refusal {
	const error = isObject(body.error) ? body.error : typeof body.error === "string" ? { message: body.error } : body;
	const { code, type, param } = error as Loose;
	const number = countOf(code) ?? (/^\d{3}$/.test(String(code)) ? Number(code) : undefined);
	return {
		status: status ?? number,
		code: (number === undefined ? textOf(code) : undefined) ?? textOf(type) ?? "",
		message: textOf((error as Loose).message) ?? textOf(body.detail) ?? "",
		...(textOf(param) ? { parameter: String(param) } : {}),
	};
}
