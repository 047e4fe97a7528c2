import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { codeOf, DeskError, messageOf } from "../base/errors.ts";
import { allowed } from "../base/network.ts";
import type { Deadlines, Patience } from "./patience.ts";
import type { HttpRequest, Upload } from "./provider.ts";
import { Failure } from "./retry.ts";

/** Most bytes of an answer: no answer of a model is as long. */
export const MOST_BYTES = 16 * 1024 * 1024;
/** Of an answer with an error status, the beginning tells all. */
const ERROR_BYTES = 64 * 1024;

/** The head of an answer, and its body as it comes. */
export interface HttpAnswer {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	/** @throws Failure "truncated" or "tooLong"; the reason of the signal */
	readonly body: AsyncIterable<Uint8Array>;
}

type Protocol = Pick<typeof import("node:https"), "request"> & { readonly agent: Agent };

/** Connections are kept for the next call of this process; those that idle keep no process alive. */
const protocols = new Map<string, Promise<Protocol>>();

/**
 * Node's own client: it loads in a quarter of undici's time (5 against 20 ms here), and gives up a connection that is still being made.
 */
async function load(protocol: string): Promise<Protocol> {
	const { Agent, request } = protocol === "https:" ? await import("node:https") : await import("node:http");
	return { request, agent: new Agent({ keepAlive: true, timeout: 0 }) };
}

/**
 * POST a request. Redirections are not followed: a key goes to no other address than the one it was given for.
 * @throws Failure "unreachable", "tls", "reset"; the signal's reason; DeskError of `allowed`
 */
export async function post(request: HttpRequest, deadlines: Deadlines, patience: Patience): Promise<HttpAnswer> {
	const url = allowed(request.url);
	const loading = protocols.get(url.protocol) ?? load(url.protocol);
	protocols.set(url.protocol, loading);
	const protocol = await loading;
	return await send(protocol, url, request, deadlines, patience);
}

function send(
	{ request, agent }: Protocol,
	url: URL,
	{ headers, body }: HttpRequest,
	deadlines: Deadlines,
	patience: Patience,
): Promise<HttpAnswer> {
	const { signal } = patience;
	signal.throwIfAborted();
	const bytes = typeof body === "string" ? Buffer.from(body) : undefined;
	const size = bytes?.length ?? (body as Upload).size;
	return new Promise((resolve, reject) => {
		patience.waitFor("unreachable", deadlines.connect);
		const sending: ClientRequest = request(url, {
			method: "POST",
			agent,
			headers: { ...headers, "content-length": String(size) },
		});
		const stop = () => void sending.destroy();
		signal.addEventListener("abort", stop, { once: true });
		sending.once("close", () => signal.removeEventListener("abort", stop));
		const connected = () => patience.waitFor("silence", deadlines.firstToken);
		sending.once("socket", (socket) => {
			if (socket.connecting) socket.once(url.protocol === "https:" ? "secureConnect" : "connect", connected);
			else connected();
		});
		sending.once("response", (answer: IncomingMessage) =>
			resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bodyOf(answer, signal) }),
		);
		sending.on("error", (error) => {
			reject(signal.aborted ? signal.reason : failureOf(error));
		});
		if (bytes !== undefined) sending.end(bytes);
		else
			upload(sending, body as Upload, () => patience.isConnected && connected()).catch((error: unknown) => {
				sending.destroy();
				reject(error);
			});
	});
}

/** Send a body as fast as the server takes it; what it has not taken is not read. @param moved told of each piece that has gone @throws DeskError ESTALE */
async function upload(sending: ClientRequest, body: Upload, moved: () => void): Promise<void> {
	let isAnswered = false;
	sending.once("response", () => {
		isAnswered = true;
	});
	let sent = 0;
	for await (const part of body.bytes()) {
		// A server that has answered already, or is gone, wants no more.
		if (sending.destroyed || isAnswered) return;
		sent += part.length;
		if (!sending.write(part)) await room(sending);
		moved();
	}
	if (sent !== body.size)
		throw new DeskError("ESTALE", "what was to be sent has changed meanwhile", { todo: "do it again" });
	sending.end();
}

/** When more can be written, or nothing ever will. */
function room(sending: ClientRequest): Promise<void> {
	return new Promise((resolve) => {
		const events = ["drain", "close", "response"] as const;
		const done = () => {
			for (const event of events) sending.off(event, done);
			resolve();
		};
		for (const event of events) sending.once(event, done);
	});
}

async function* bodyOf(answer: IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
	let size = 0;
	try {
		for await (const part of answer) {
			size += (part as Buffer).length;
			if (size > MOST_BYTES) throw new Failure("tooLong", { told: `more than ${MOST_BYTES / 1024 / 1024} MiB` });
			yield part as Buffer;
		}
	} catch (error) {
		signal.throwIfAborted();
		if (error instanceof Failure) throw error;
		throw new Failure("truncated", { told: codeOf(error) || messageOf(error) });
	} finally {
		answer.destroy();
	}
	signal.throwIfAborted();
}

/** The text of an answer with an error status: its beginning. What breaks off is as good as its end. */
export async function errorText(body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<string> {
	const parts: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const part of body) {
			parts.push(part);
			size += part.length;
			if (size >= ERROR_BYTES) break;
		}
	} catch (error) {
		signal.throwIfAborted();
		if (!(error instanceof Failure)) throw error;
	}
	return Buffer.concat(parts).subarray(0, ERROR_BYTES).toString();
}

/** Nobody is there: no server has seen the request. */
const UNREACHABLE = new Set([
	"ECONNREFUSED",
	"ENOTFOUND",
	"EAI_AGAIN",
	"EAI_FAIL",
	"EHOSTUNREACH",
	"EHOSTDOWN",
	"ENETUNREACH",
	"ENETDOWN",
	"EADDRNOTAVAIL",
	"ETIMEDOUT",
]);

/** What an error of Node's network code means. Those of TLS are named after OpenSSL's and X.509's. */
function failureOf(error: Error): Failure {
	// Several addresses of one name were tried, and each has failed in its own way.
	const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
	const code = codeOf(error) || codeOf(first);
	const told = code || messageOf(error);
	if (UNREACHABLE.has(code)) return new Failure("unreachable", { told });
	if (
		/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|ERR_OSSL|EPROTO)/.test(
			code,
		)
	)
		return new Failure("tls", { told });
	return new Failure("reset", { told });
}
