import { collect } from "../base/bytes.ts";
import { retryAfter } from "../base/network.ts";
import type { Secret } from "../base/secret.ts";
import { anthropic } from "./anthropic.ts";
import { chatCompletions } from "./chat-completions.ts";
import { errorText, type HttpAnswer, post } from "./http.ts";
import type { Stop, ToolCall } from "./message.ts";
import { type Deadlines, Patience } from "./patience.ts";
import type { Dialect, DialectName, ProviderEntry, Refusal, ServerEvent, WireEvent, WireRequest } from "./provider.ts";
import { Failure, kindOf } from "./retry.ts";
import { serverEvents } from "./sse.ts";
import { transcriptions } from "./transcriptions.ts";

const DIALECTS: Readonly<Record<DialectName, Dialect>> = { anthropic, "chat-completions": chatCompletions };

function dialectOf({ dialect }: ProviderEntry, { sound }: WireRequest): Dialect {
	return sound === undefined ? DIALECTS[dialect] : transcriptions;
}

/** What is sent, and to whom. */
export interface Sending {
	readonly entry: ProviderEntry;
	readonly key: Secret | undefined;
	readonly wire: WireRequest;
	readonly deadlines: Deadlines;
}

/** A server that has said its last word may keep the connection; nobody waits for it (ms). */
const LINGER = 100;

/** Where a call of a provider is sent. */
export function urlOf(entry: ProviderEntry, wire: WireRequest): string {
	return dialectOf(entry, wire).request(wire, entry, undefined).url;
}

/** What has come of an answer so far. */
export class Came {
	text = "";
	stop: Stop | undefined;
	model: string | undefined;
	input: number | undefined;
	output: number | undefined;
	cached = 0;
	written = 0;
	/** Whether a server has the prompt: then it may bill it. */
	isSent = false;
	readonly #calls = new Map<number, { id: string; name: string; arguments: string }>();

	/** Whether it holds anything. */
	get isEmpty(): boolean {
		return this.text === "" && this.#calls.size === 0;
	}

	/** Whether the provider has told or given anything that it may bill. */
	get hasBegun(): boolean {
		return !this.isEmpty || this.output !== undefined || this.input !== undefined;
	}

	/** Calls without arguments have none. Servers that give calls no name for the answer get one of ours. */
	get toolCalls(): ToolCall[] {
		return [...this.#calls].map(([index, call]) => ({
			id: call.id || `call_${index}`,
			name: call.name,
			arguments: call.arguments || "{}",
		}));
	}

	add(event: Exclude<WireEvent, { type: "failure" }>): void {
		switch (event.type) {
			case "text":
				this.text += event.text;
				break;
			case "call": {
				const call = this.#calls.get(event.index) ?? { id: "", name: "", arguments: "" };
				this.#calls.set(event.index, call);
				call.id ||= event.id ?? "";
				call.name ||= event.name ?? "";
				call.arguments += event.arguments ?? "";
				break;
			}
			case "usage":
				this.input = event.input ?? this.input;
				this.output = event.output ?? this.output;
				this.cached = event.cached ?? this.cached;
				this.written = event.written ?? this.written;
				break;
			case "model":
				this.model = event.model || this.model;
				break;
			case "stop":
				this.stop = event.stop;
				break;
			case "end":
		}
	}
}

/**
 * One try: sends a call and gives the text of the answer as it comes; all else is in `came` at the end, and what there is of it at a
 * break.
 * @throws Failure, without the key in its text; the signal's reason; DeskError for an address that may not be spoken to
 */
export async function* attempt(
	sending: Sending,
	came: Came,
	signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
	const patience = new Patience(signal);
	try {
		yield* answered(sending, came, patience);
	} catch (error) {
		came.isSent ||= patience.isConnected;
		if (!(error instanceof Failure)) throw error;
		const { told, retryAfter: wait, parameter } = error;
		throw new Failure(error.kind, { told: sending.key?.removedFrom(told) ?? told, retryAfter: wait, parameter });
	} finally {
		came.isSent ||= patience.isConnected;
		patience.end();
	}
}

async function* answered(sending: Sending, came: Came, patience: Patience): AsyncGenerator<string, void, undefined> {
	const { entry, key, wire, deadlines } = sending;
	const dialect = dialectOf(entry, wire);
	// Node would refuse it as a header, as a bug of ours.
	if (key !== undefined && !/^[\x21-\x7e]+$/.test(key.reveal()))
		throw new Failure("key", { told: "it holds what no key holds, a blank or a letter with an accent" });
	const answer = await post(dialect.request(wire, entry, key?.reveal()), deadlines, patience);
	await mustBeAnswer(answer, dialect, patience.signal);
	const decode = dialect.decoder(wire);
	let hasBegun = false;
	let { stall } = deadlines;
	/** Half of a character: its other half comes with the next piece. */
	let half = "";
	const alive = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
		for await (const part of answer.body) {
			if (hasBegun) patience.waitFor("stall", stall);
			yield part;
		}
	};
	try {
		for await (const event of dialect.isWhole ? whole(alive()) : serverEvents(alive())) {
			if (!hasBegun) patience.waitFor("stall", stall);
			hasBegun = true;
			for (const said of decoded(() => decode(event))) {
				if (said.type === "failure") throw broken(said.refusal, came, answer);
				came.add(said);
				if (said.type === "end") {
					stall = Math.min(stall, LINGER);
					patience.waitFor("stall", stall);
				}
				if (said.type !== "text") continue;
				const text = half + said.text;
				half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? "";
				if (text.length === half.length) continue;
				patience.rest(); // the reader takes its time: the server need not hurry
				yield text.slice(0, text.length - half.length);
				patience.waitFor("stall", stall);
			}
		}
	} catch (error) {
		// All of the answer is here; what is lost are counts.
		if (came.stop === undefined || !(error instanceof Failure)) throw error;
	}
	if (half !== "") yield half;
	if (came.stop === undefined) throw new Failure(hasBegun ? "truncated" : "empty", { told: "the stream has no end" });
	if (came.stop === "end" && came.toolCalls.length > 0) came.stop = "tools";
	if (came.isEmpty && came.stop === "length")
		throw new Failure("length", { told: "all of its tokens went into thinking" });
	if (came.isEmpty && came.stop !== "refusal" && !dialect.isWhole) throw new Failure("empty");
}

/** All of an answer as one event. */
async function* whole(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent, void, undefined> {
	yield { event: "", data: (await collect(bytes)).toString() };
}

/** @throws Failure for an answer with an error status, or one that is not of the kind that was asked for */
async function mustBeAnswer(answer: HttpAnswer, dialect: Dialect, signal: AbortSignal): Promise<void> {
	const { status, headers, body } = answer;
	const type = String(headers["content-type"] ?? "");
	const isOther = dialect.isWhole ? /html|event-stream/i : /json|html/i;
	if (status >= 200 && status < 300 && !isOther.test(type)) return;
	const refusal = dialect.refusal(status, await errorText(body, signal));
	// Some say 200 and mean an error.
	if (status >= 200 && status < 300 && refusal.message === "") throw new Failure("invalid", { told: `it is ${type}` });
	throw failureOf({ ...refusal, status: status < 300 ? undefined : status }, answer);
}

function failureOf(refusal: Refusal, { headers }: HttpAnswer): Failure {
	const { status, code, message, parameter } = refusal;
	const precise = Number(headers["retry-after-ms"] ?? Number.NaN);
	const told = [status, message || code].filter((part) => part !== undefined && part !== "").join(": ");
	return new Failure(kindOf(status, code, message), {
		told,
		retryAfter:
			precise >= 0
				? precise
				: retryAfter(headers["retry-after"] as string | undefined, headers.date as string | undefined),
		parameter,
	});
}

/** A failure told in the stream: before anything has come it is as good as a status. */
function broken(refusal: Refusal, came: Came, answer: HttpAnswer): Failure {
	const failure = failureOf(refusal, answer);
	return came.hasBegun ? new Failure("gaveUp", { told: failure.told }) : failure;
}

/** @throws Failure "invalid" */
function decoded(decode: () => readonly WireEvent[]): readonly WireEvent[] {
	try {
		return decode();
	} catch (error) {
		if (error instanceof SyntaxError) throw new Failure("invalid", { told: "it is no JSON" });
		throw error;
	}
}
