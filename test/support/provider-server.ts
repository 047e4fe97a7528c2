import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProviderEntry } from "../../src/llm/index.ts";

/** What a model is made to answer. */
export interface Said {
	text?: string | readonly string[];
	calls?: readonly { id: string; name: string; arguments: string }[];
	/** As Chat Completions or Anthropic name it; default: what goes with the rest. */
	stop?: string;
	/** null: the server does not tell. */
	usage?: { input: number; output: number; cached?: number; written?: number } | null;
	model?: string;
	/** Chat Completions: in the field of its own. */
	refusal?: string;
}

/** What goes wrong after so many events: the connection is lost, nothing more comes, the stream ends, or something else is said. */
export interface Fault {
	readonly after: number;
	readonly does: "reset" | "stall" | "end" | { readonly say: string };
}

/** One answer of the server. */
export interface Reply {
	said?: Said;
	/** Anything but 200 comes with `body`. */
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
	fault?: Fault;
	/** Before the head of the answer: never comes, or is lost. */
	head?: "stall" | "reset";
	/** Bytes of a piece; they come apart. */
	pieces?: number;
	/** Keeps the connection alive between events, as OpenRouter and Anthropic do. */
	keepAlive?: boolean;
	/** Between events (ms). */
	pause?: number;
	/** The stream, instead of `said`. */
	stream?: string;
	/** Without the event that ends it. */
	withoutDone?: boolean;
}

/** What the server was asked. */
export interface Asked {
	readonly path: string;
	readonly headers: IncomingMessage["headers"];
	readonly body: { readonly model: string; readonly messages: readonly unknown[]; readonly [key: string]: unknown };
	/** When the caller has gone before the answer was over. */
	readonly gone: Promise<void>;
}

/** A server on this machine that speaks both wire formats, and fails as it is told. */
export class ProviderServer {
	readonly asked: Asked[] = [];
	/** The next answers; the last one stays. */
	replies: Reply[] = [{ said: { text: "Hello." } }];
	readonly #server: Server;
	readonly #isSecure: boolean;

	private constructor(isSecure: boolean, certificate?: Certificate) {
		this.#isSecure = isSecure;
		const answer = (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response);
		this.#server = certificate === undefined ? createServer(answer) : createSecureServer(certificate, answer);
	}

	/** @param certificate makes it speak TLS */
	static async start(certificate?: Certificate): Promise<ProviderServer> {
		const server = new ProviderServer(certificate !== undefined, certificate);
		await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
		return server;
	}

	get url(): string {
		return `${this.#isSecure ? "https://localhost" : "http://127.0.0.1"}:${(this.#server.address() as AddressInfo).port}/v1`;
	}

	/** A provider at this server. */
	entry(name: string, dialect: ProviderEntry["dialect"] = "chat-completions", model = "test-model"): ProviderEntry {
		return { name, dialect, url: this.url, keyVariables: [], needsKey: false, model };
	}

	/** As it was at the start. */
	reset(): void {
		this.asked.length = 0;
		this.replies = [{ said: { text: "Hello." } }];
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const parts: Buffer[] = [];
		for await (const part of request) parts.push(part as Buffer);
		const path = request.url ?? "";
		const body = JSON.parse(Buffer.concat(parts).toString()) as Asked["body"];
		const gone = new Promise<void>((resolve) => response.once("close", resolve));
		this.asked.push({ path, headers: request.headers, body, gone });
		const reply = (this.replies.length > 1 ? this.replies.shift() : this.replies[0]) ?? {};
		const isAnthropic = path.endsWith("/messages");
		if (reply.head === "stall") return;
		if (reply.head === "reset") return void request.socket.resetAndDestroy();
		if (reply.status !== undefined && reply.status !== 200) {
			response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
			response.end(typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body ?? {}));
			return;
		}
		response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", ...reply.headers });
		response.flushHeaders();
		const events = reply.stream === undefined ? eventsOf(reply, body, isAnthropic) : [reply.stream];
		await this.#send(events, reply, request, response, isAnthropic);
	}

	async #send(
		events: readonly string[],
		{ fault, keepAlive, pause, pieces }: Reply,
		request: IncomingMessage,
		response: ServerResponse,
		isAnthropic: boolean,
	): Promise<void> {
		const write = async (text: string) => {
			const bytes = Buffer.from(text);
			for (let at = 0; at < bytes.length; at += pieces ?? bytes.length) {
				response.write(bytes.subarray(at, at + (pieces ?? bytes.length)));
				if (pieces !== undefined) await sleep(0);
			}
		};
		for (const [at, event] of events.entries()) {
			if (fault?.after === at) {
				if (fault.does === "stall") return;
				if (fault.does === "end") return void response.end();
				if (fault.does === "reset") {
					await sleep(20); // so that what was written is there
					return void request.socket.resetAndDestroy();
				}
				await write(fault.does.say);
			}
			if (keepAlive)
				await write(isAnthropic ? 'event: ping\ndata: {"type": "ping"}\n\n' : ": OPENROUTER PROCESSING\n\n");
			await write(event);
			if (pause !== undefined) await sleep(pause);
		}
		if (fault?.after !== events.length) response.end(); // else it never ends
	}
}

const sse = (data: unknown, event?: string) =>
	`${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
const textsOf = ({ text = [] }: Said): readonly string[] => (typeof text === "string" ? [text] : text);

/** The bytes of an answer as each provider sends them, for tests without a server. */
export function streamOf(said: Said, dialect: ProviderEntry["dialect"], request: Record<string, unknown> = {}): Buffer {
	const body = { model: "test-model", messages: [], stream_options: {}, ...request };
	return Buffer.from(eventsOf({ said }, body, dialect === "anthropic").join(""));
}

/** The stream of an answer. A tool that must be called gets the text as its argument, as Anthropic's models do. */
function eventsOf(reply: Reply, body: Asked["body"], isAnthropic: boolean): string[] {
	const said = reply.said ?? {};
	const choice = body.tool_choice as { type?: string; name?: string } | undefined;
	const tools = (body.tools ?? []) as { name?: string }[];
	const forced = choice?.type === "any" && (said.calls ?? []).length === 0 ? tools.at(-1)?.name : choice?.name;
	const whole = isAnthropic ? anthropicEvents(said, body.model, forced) : chatEvents(said, body);
	return reply.withoutDone === true ? whole.slice(0, -1) : whole;
}

/** Chat Completions, "The chat completion chunk object". */
function chatEvents(said: Said, body: Asked["body"]): string[] {
	const model = said.model ?? body.model;
	const head = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_790_000_000, model };
	const chunk = (delta: object, finish_reason: string | null = null) =>
		sse({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason }] });
	const { calls = [], refusal } = said;
	const usage = said.usage === undefined ? { input: 12, output: 3 } : said.usage;
	return [
		chunk({ role: "assistant", content: calls.length > 0 ? null : "", refusal: null }),
		...textsOf(said).map((content) => chunk({ content })),
		...(refusal === undefined ? [] : [chunk({ refusal })]),
		...calls.flatMap(({ id, name, arguments: text }, index) => [
			chunk({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] }),
			...halves(text).map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
		]),
		chunk({}, said.stop ?? (calls.length > 0 ? "tool_calls" : "stop")),
		...(usage === null || body.stream_options === undefined
			? []
			: [
					sse({
						...head,
						choices: [],
						usage: {
							prompt_tokens: usage.input,
							completion_tokens: usage.output,
							total_tokens: usage.input + usage.output,
							prompt_tokens_details: { cached_tokens: usage.cached ?? 0, audio_tokens: 0 },
							completion_tokens_details: { reasoning_tokens: 0 },
						},
					}),
				]),
		"data: [DONE]\n\n",
	];
}

/** Anthropic Messages, "Streaming messages". */
function anthropicEvents(said: Said, asked: string, forced: string | undefined): string[] {
	const event = (data: { type: string; [key: string]: unknown }) => sse(data, data.type);
	const { calls = [] } = said;
	const usage = said.usage ?? { input: 12, output: 3 };
	const texts = textsOf(said);
	const block = (index: number, content_block: object, deltas: readonly object[]) => [
		event({ type: "content_block_start", index, content_block }),
		...deltas.map((delta) => event({ type: "content_block_delta", index, delta })),
		event({ type: "content_block_stop", index }),
	];
	const json = (text: string) => ({ type: "input_json_delta", partial_json: text });
	const blocks: [object, object[]][] =
		forced === undefined
			? texts.length === 0
				? []
				: [[{ type: "text", text: "" }, texts.map((text) => ({ type: "text_delta", text }))]]
			: [[{ type: "tool_use", id: "toolu_0", name: forced, input: {} }, texts.map(json)]];
	for (const { id, name, arguments: text } of calls)
		blocks.push([{ type: "tool_use", id, name, input: {} }, [json(""), ...halves(text).map(json)]]);
	const stop = said.stop ?? (calls.length > 0 || forced !== undefined ? "tool_use" : "end_turn");
	const { input, output, cached = 0, written = 0 } = usage;
	return [
		event({
			type: "message_start",
			message: {
				id: "msg_1",
				type: "message",
				role: "assistant",
				model: said.model ?? asked,
				content: [],
				stop_reason: null,
				stop_sequence: null,
				usage: {
					input_tokens: input - cached - written,
					cache_read_input_tokens: cached,
					cache_creation_input_tokens: written,
					output_tokens: 1,
				},
			},
		}),
		...blocks.flatMap(([start, deltas], index) => block(index, start, deltas)),
		event({
			type: "message_delta",
			delta: { stop_reason: stop, stop_sequence: null },
			usage: { output_tokens: output },
		}),
		event({ type: "message_stop" }),
	];
}

const halves = (text: string) => [text.slice(0, text.length / 2), text.slice(text.length / 2)];

/** A certificate of nobody's: for `localhost`, signed by itself. */
export interface Certificate {
	readonly key: string;
	readonly cert: string;
	/** The file of `cert`. */
	readonly file: string;
}

/** Made by openssl in a folder. */
export function selfSigned(folder: string): Certificate {
	const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
	const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
	execFileSync(
		"openssl",
		[
			"req",
			"-x509",
			"-newkey",
			"ec",
			"-pkeyopt",
			"ec_paramgen_curve:P-256",
			"-nodes",
			"-days",
			"2",
			"-keyout",
			key,
			"-out",
			cert,
			...subject,
		],
		{
			stdio: "ignore",
		},
	);
	return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8"), file: cert };
}
