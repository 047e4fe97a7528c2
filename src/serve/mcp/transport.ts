import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import type { ByteStream } from "../../base/bytes.ts";
import { messageOf } from "../../base/errors.ts";
import type { ByteWriter } from "../../command/index.ts";

/** Bytes of one message of a client; a longer line is answered with an error and skipped. */
export const MESSAGE_LIMIT = 4 * 1024 * 1024;
/** Requests that wait for their answer; what comes on top is refused, so that nobody fills our memory. */
const PENDING_LIMIT = 200;

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const BUSY = -32000;
const NEWLINE = 0x0a;

/** JSON-RPC, a message a line, over any two streams: the SDK's stdio transport, made safe against clients that send anything. */
export class LineTransport implements Transport {
	onclose?: () => void;
	onerror?: (error: Error) => void;
	onmessage?: <Message extends JSONRPCMessage>(message: Message) => void;
	/** Resolves when the client is gone, or the transport was closed. */
	readonly closed: Promise<void>;
	readonly #input: ByteStream;
	readonly #output: ByteWriter & { flush(): void | Promise<void> };
	readonly #pending = new Set<string | number>();
	#resolveClosed: () => void = () => {};
	#isClosed = false;
	/** Messages go out one after the other. */
	#turn: Promise<void> = Promise.resolve();

	constructor(input: ByteStream, output: ByteWriter & { flush(): void | Promise<void> }) {
		this.#input = input;
		this.#output = output;
		this.closed = new Promise((resolve) => {
			this.#resolveClosed = resolve;
		});
	}

	start(): Promise<void> {
		void this.#listen().catch((error: unknown) => this.#end(error));
		return Promise.resolve();
	}

	send(message: JSONRPCMessage): Promise<void> {
		if ("id" in message && !("method" in message) && message.id !== undefined) this.#pending.delete(message.id);
		return this.#write(message);
	}

	close(): Promise<void> {
		this.#end();
		return Promise.resolve();
	}

	#write(message: object): Promise<void> {
		const line = `${JSON.stringify(message)}\n`;
		this.#turn = this.#turn.then(async () => {
			if (this.#isClosed) return;
			try {
				await this.#output.write(line);
				await this.#output.flush();
			} catch (error) {
				this.#end(error);
			}
		});
		return this.#turn;
	}

	#end(error?: unknown): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		if (error instanceof Error) this.onerror?.(error);
		this.onclose?.();
		this.#resolveClosed();
	}

	async #listen(): Promise<void> {
		let parts: Uint8Array[] = [];
		let size = 0;
		for await (const chunk of this.#input) {
			let from = 0;
			for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
				parts.push(chunk.subarray(from, at));
				size += at - from;
				from = at + 1;
				if (size > MESSAGE_LIMIT) this.#refuse(null, INVALID_REQUEST, `a message has at most ${MESSAGE_LIMIT} bytes`);
				else await this.#receive(Buffer.concat(parts).toString("utf8"));
				parts = [];
				size = 0;
				if (this.#isClosed) return;
			}
			// What is too long is counted, not kept.
			size += chunk.length - from;
			if (size > MESSAGE_LIMIT) parts = [];
			else parts.push(Uint8Array.prototype.slice.call(chunk, from));
		}
		this.#end();
	}

	#receive(line: string): void | Promise<void> {
		if (line.trim() === "") return;
		let message: unknown;
		try {
			message = JSON.parse(line);
		} catch (error) {
			return this.#refuse(null, PARSE_ERROR, `this is no JSON: ${messageOf(error).slice(0, 100)}`);
		}
		const problem = problemOf(message);
		if (problem !== undefined) return this.#refuse(idOf(message), INVALID_REQUEST, problem);
		const { id, method } = message as { id?: string | number; method?: string };
		if (id !== undefined && method !== undefined) {
			if (this.#pending.has(id)) return this.#refuse(id, INVALID_REQUEST, "a request with this id is under way");
			if (this.#pending.size >= PENDING_LIMIT)
				return this.#refuse(id, BUSY, `${PENDING_LIMIT} requests are under way; wait for their answers`);
			this.#pending.add(id);
		}
		// A cancelled request gets no answer.
		if (method === "notifications/cancelled") this.#forget(message);
		this.onmessage?.(message as JSONRPCMessage);
	}

	#forget(message: unknown): void {
		const { requestId } = (message as { params?: { requestId?: string | number } }).params ?? {};
		if (requestId !== undefined) this.#pending.delete(requestId);
	}

	#refuse(id: string | number | null, code: number, message: string): Promise<void> {
		return this.#write({ jsonrpc: "2.0", id, error: { code, message } });
	}
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is string | number {
	return typeof value === "string" || Number.isSafeInteger(value);
}

function idOf(message: unknown): string | number | null {
	return isObject(message) && isId(message.id) ? message.id : null;
}

/** What is wrong with a message by JSON-RPC 2.0 as MCP has it (no batches); undefined when it is one. */
function problemOf(message: unknown): string | undefined {
	if (!isObject(message)) return "a message is a JSON object; there are no batches";
	if (message.jsonrpc !== "2.0") return '"jsonrpc" is "2.0"';
	if (message.id !== undefined && !isId(message.id)) return '"id" is a string or a whole number';
	if (message.method !== undefined) {
		if (typeof message.method !== "string") return '"method" is a string';
		return message.params === undefined || isObject(message.params) ? undefined : '"params" is an object';
	}
	if (message.id === undefined) return "a message has a method, or is an answer with an id";
	const isAnswer = isObject(message.result) !== isObject(message.error);
	return isAnswer ? undefined : 'an answer has a "result" or an "error"';
}
