import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { DeskError, messageOf } from "../base/errors.ts";
import { keyFromCommand } from "../base/key-command.ts";
import { isLoopback, retryAfter } from "../base/network.ts";
import type { Embedder, TextRole } from "./embedder.ts";
import { request, Unanswered } from "./http.ts";
import { toUnit } from "./tensor.ts";

/** An OpenAI-compatible `/v1/embeddings` endpoint of the user's choice. The key itself is kept nowhere. */
export interface EndpointOptions {
	readonly name: string;
	/** Of the API (`https://api.example.org/v1`), or of the endpoint itself. */
	readonly url: string;
	/** What the server calls the model. */
	readonly model: string;
	/** Asked of the server, where models can shorten their vectors. */
	readonly requestDimensions?: number;
	/** As a first answer had it. */
	readonly dimensions?: number;
	/** The variable that holds the key; default DESK_EMBEDDING_KEY. */
	readonly keyVariable?: string;
	/** A command of the user's that prints the key. */
	readonly keyCommand?: string;
}

export const KEY_VARIABLE = "DESK_EMBEDDING_KEY";
/** Most texts, and most characters, of a request: below the limits of the servers that are known. */
const MOST_TEXTS = 96;
const MOST_CHARACTERS = 200_000;
/** Longer texts than this are cut: servers refuse what is longer than their model takes (8,192 tokens as a rule). */
const LONGEST_TEXT = 24_000;
/** A server of one's own may compute for a while. */
const DEADLINE_MS = 120_000;
const ATTEMPTS = 5;
/** Who cannot be reached now cannot be reached in a few seconds, as a rule. */
const CONNECTION_ATTEMPTS = 3;
/** Somebody waits for the answer to a query: one try, and not for long. */
const QUERY_DEADLINE_MS = 10_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
const RETRIED = new Set([408, 409, 425, 429]);

/** The embedder of an endpoint; nothing is sent before `embed`, or before its length is asked when it is not known. */
export async function endpointEmbedder(options: EndpointOptions, signal?: AbortSignal): Promise<Embedder> {
	const embedder = new EndpointEmbedder(options);
	if (options.dimensions === undefined) await embedder.embed(["a"], signal);
	return embedder;
}

class EndpointEmbedder implements Embedder {
	readonly kind = "endpoint";
	readonly name: string;
	readonly fingerprint: string;
	dimensions: number;
	readonly #options: EndpointOptions;
	readonly #address: string;
	#key: Promise<string | undefined> | undefined;

	constructor(options: EndpointOptions) {
		this.name = options.name;
		this.dimensions = options.dimensions ?? 0;
		this.#options = options;
		this.#address = options.url.endsWith("/embeddings") ? options.url : `${options.url.replace(/\/+$/, "")}/embeddings`;
		const { model, requestDimensions } = options;
		this.fingerprint = createHash("sha256")
			.update(JSON.stringify([this.#address, model, requestDimensions]))
			.digest("hex")
			.slice(0, 16);
	}

	async embed(texts: readonly string[], signal?: AbortSignal, role?: TextRole): Promise<Float32Array[]> {
		const vectors: Float32Array[] = [];
		for (const batch of batches(texts)) {
			signal?.throwIfAborted();
			vectors.push(...(await this.#send(batch, signal, role === "query")));
		}
		return vectors;
	}

	async close(): Promise<void> {}

	/** One request, again where the server or the network asks for it. */
	async #send(texts: readonly string[], signal: AbortSignal | undefined, isQuery: boolean): Promise<Float32Array[]> {
		const { model, requestDimensions } = this.#options;
		this.#key ??= readKey(this.#options);
		const key = await this.#key;
		const body = JSON.stringify({
			model,
			// Servers refuse an empty text.
			input: texts.map((text) => text || " "),
			encoding_format: "float",
			...(requestDimensions === undefined ? {} : { dimensions: requestDimensions }),
		});
		const headers = {
			"content-type": "application/json",
			...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
		};
		for (let attempt = 1; ; attempt++) {
			const last = isQuery || attempt === ATTEMPTS;
			let wait = FIRST_WAIT_MS * 2 ** (attempt - 1);
			try {
				const response = await request(this.#address, {
					method: "POST",
					headers,
					body,
					signal,
					deadline: isQuery ? QUERY_DEADLINE_MS : DEADLINE_MS,
				});
				if (response.ok) return this.#vectors(await response.json(), texts.length);
				const said = await response.text();
				const retried = RETRIED.has(response.status) || response.status >= 500;
				if (last || !retried) throw this.#refusal(response.status, said, key);
				wait = retryAfter(response.headers.get("retry-after"), response.headers.get("date")) ?? wait;
				// A quota that is used up for hours is no matter of waiting.
				if (wait > LONGEST_WAIT_MS) throw this.#refusal(response.status, said, key);
			} catch (error) {
				signal?.throwIfAborted();
				const again = error instanceof Unanswered && !isQuery && attempt < CONNECTION_ATTEMPTS;
				if (!again) throw this.#known(error);
			}
			await sleep(wait, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
		}
	}

	#known(error: unknown): DeskError {
		if (error instanceof DeskError) return error;
		return this.#broken(messageOf(error), error);
	}

	#broken(what: string, cause?: unknown): DeskError {
		return new DeskError("ENETWORK", `the server's answer cannot be used (${what})`, {
			at: this.name,
			todo: "check that the address is one of an OpenAI-compatible embeddings API",
			cause,
		});
	}

	/** What a status means for the user; what the server says goes along, without the key. */
	#refusal(status: number, said: string, key: string | undefined): DeskError {
		const detail = messageIn(said);
		const clean = (key === undefined ? detail : detail.replaceAll(key, "…")).replaceAll(/\s+/g, " ").slice(0, 300);
		const told = `${status}${clean === "" ? "" : `: ${clean}`}`;
		if (status === 401 || status === 403)
			return new DeskError("EKEY", `the server refuses the key (${told})`, {
				at: this.name,
				todo: `set ${this.#options.keyVariable ?? KEY_VARIABLE}, or add the model again with --key-command`,
			});
		return new DeskError("ENETWORK", `the server refuses the request (${told})`, {
			at: this.name,
			todo: status === 429 || status >= 500 ? "try again later" : "check the address and the name of the model",
		});
	}

	/** @throws DeskError ENETWORK when it is not one vector for each text, all of one length */
	#vectors(answer: unknown, count: number): Float32Array[] {
		const data = typeof answer === "object" && answer !== null && "data" in answer ? answer.data : undefined;
		if (!Array.isArray(data) || data.length !== count) throw this.#broken("it has not one vector for each text");
		const vectors = new Array<Float32Array | undefined>(count).fill(undefined);
		for (const [at, item] of (data as { index?: unknown; embedding?: unknown }[]).entries()) {
			const index = typeof item?.index === "number" ? item.index : at;
			const vector = toVector(item?.embedding);
			if (vector === undefined || !(index in vectors)) throw this.#broken("it holds no vectors");
			if (this.dimensions === 0) this.dimensions = vector.length;
			if (vector.length !== this.dimensions)
				throw this.#broken(`vectors have ${vector.length} dimensions, not ${this.dimensions}`);
			vectors[index] = toUnit(vector);
		}
		if (vectors.includes(undefined)) throw this.#broken("it has not one vector for each text");
		return vectors as Float32Array[];
	}
}

/** Numbers, or their bytes in base64, as some servers send them whatever is asked. */
function toVector(embedding: unknown): Float32Array | undefined {
	if (typeof embedding === "string") {
		const bytes = Buffer.from(embedding, "base64");
		if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
		return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
	}
	if (!Array.isArray(embedding) || embedding.length === 0 || !embedding.every(Number.isFinite)) return undefined;
	return Float32Array.from(embedding);
}

function* batches(texts: readonly string[]): Generator<string[]> {
	let batch: string[] = [];
	let size = 0;
	for (const text of texts) {
		const cut = text.slice(0, LONGEST_TEXT);
		if (batch.length === MOST_TEXTS || (batch.length > 0 && size + cut.length > MOST_CHARACTERS)) {
			yield batch;
			batch = [];
			size = 0;
		}
		batch.push(cut);
		size += cut.length;
	}
	if (batch.length > 0) yield batch;
}

function messageIn(said: string): string {
	try {
		const { error, message } = JSON.parse(said) as { error?: { message?: unknown } | string; message?: unknown };
		return String((typeof error === "object" ? error?.message : error) ?? message ?? "");
	} catch {
		return ""; // a page of HTML, say
	}
}

/** The user's key: from their command, else from the environment; none is needed on this machine. @throws DeskError EKEY */
async function readKey({
	name,
	url,
	keyCommand,
	keyVariable = KEY_VARIABLE,
}: EndpointOptions): Promise<string | undefined> {
	if (keyCommand !== undefined) return await keyFromCommand(keyCommand, name);
	const key = process.env[keyVariable];
	if (key !== undefined && key !== "") return key;
	if (isLoopback(new URL(url).hostname)) return undefined;
	throw new DeskError("EKEY", "there is no key", {
		at: name,
		todo: `set ${keyVariable}, or add the model again with --key-command`,
	});
}
