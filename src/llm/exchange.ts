import { setTimeout as sleep } from "node:timers/promises";
import { DeskError } from "../base/errors.ts";
import { allowed } from "../base/network.ts";
import type { Secret } from "../base/secret.ts";
import { redact } from "../safety/index.ts";
import { printable } from "../vfs/index.ts";
import { Account, NOTHING, type Spent, sum } from "./account.ts";
import { attempt, type Sending } from "./attempt.ts";
import type { Breaker } from "./breaker.ts";
import type { Candidate } from "./candidates.ts";
import type { LlmConfig } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import type { CallEvent, Stop, ToolCall } from "./message.ts";
import { type Deadlines, seconds } from "./patience.ts";
import type { ProviderEntry, WireRequest } from "./provider.ts";
import { backOff, Failure, LONGEST_RETRY_AFTER } from "./retry.ts";

/** What an exchange works with. */
export interface Means {
	readonly config: LlmConfig;
	readonly ledger: Ledger;
	readonly breaker: Breaker;
	readonly deadlines: Deadlines;
	keyOf(entry: ProviderEntry): Promise<Secret | undefined>;
	/** Parameters that a model was seen not to take; kept for the next call. */
	without(candidate: Candidate): Set<string>;
	warn(text: string): void;
}

/** A call that is ready to be sent: judged, redacted, with all who may be asked. */
export interface Prepared {
	readonly feature: string;
	readonly wire: Omit<WireRequest, "model">;
	/** Of the prompt: an estimate. */
	readonly tokens: number;
	readonly candidates: readonly Candidate[];
	/** Whether text is given as it comes: then nothing can be begun anew. */
	readonly shows: boolean;
}

/** What came of it. */
export interface Exchanged {
	readonly text: string;
	readonly toolCalls: readonly ToolCall[];
	readonly stop: Stop;
	readonly provider: string;
	readonly model: string;
	readonly spent: Spent;
	readonly call: number;
}

/**
 * Ask one candidate after the other until one has answered. Each try that is charged is a row of the ledger of its own.
 * @throws DeskError EBUDGET before anything is sent, EKEY, ENETWORK; the signal's reason
 */
export async function* exchange(
	means: Means,
	call: Prepared,
	signal: AbortSignal,
): AsyncGenerator<CallEvent, Exchanged, undefined> {
	let spent = NOTHING;
	let problem: DeskError | undefined;
	for (const [at, candidate] of call.candidates.entries()) {
		const { name } = candidate.entry;
		const next = call.candidates[at + 1]?.entry.name;
		const pause = await means.breaker.pause(name);
		const result =
			pause > 0
				? { failure: new Failure("paused", { told: `for another ${seconds(pause)}` }), spent: NOTHING, isOver: false }
				: yield* ask(means, call, candidate, signal);
		spent = sum(spent, result.spent);
		if ("answer" in result) return { ...result.answer, spent };
		problem = result.failure instanceof Failure ? errorOf(result.failure, candidate) : result.failure;
		if (result.isOver) break;
		if (next !== undefined) yield { type: "note", text: `${problem.at}: ${problem.message}; asking ${next}` };
	}
	throw problem ?? new Error("a call without a candidate");
}

type Result =
	| { readonly answer: Omit<Exchanged, "spent">; readonly spent: Spent }
	| { readonly failure: Failure | DeskError; readonly spent: Spent; readonly isOver: boolean };

/** All tries at one candidate. */
async function* ask(
	means: Means,
	call: Prepared,
	candidate: Candidate,
	signal: AbortSignal,
): AsyncGenerator<CallEvent, Result, undefined> {
	const { entry, model } = candidate;
	const without = means.without(candidate);
	let spent = NOTHING;
	let account: Account | undefined;
	try {
		allowed(entry.url);
		let key: Secret | undefined;
		try {
			key = await means.keyOf(entry);
		} catch (error) {
			if (error instanceof DeskError && error.code === "EKEY") return { failure: error, spent, isOver: false };
			throw error;
		}
		for (let tries = 1; ; tries++) {
			account ??= await Account.open(means, call, candidate);
			account.begin();
			try {
				const sending: Sending = { entry, key, wire: { ...call.wire, model, without }, deadlines: means.deadlines };
				for await (const text of attempt(sending, account.came, signal)) if (call.shows) yield { type: "text", text };
				const { came, id } = account;
				const stop = came.stop ?? "end";
				spent = sum(spent, await account.settle(stop === "refusal" ? "refused" : "ok"));
				await means.breaker.succeeded(entry.name);
				const answer = {
					text: came.text,
					toolCalls: came.toolCalls,
					stop,
					provider: entry.name,
					model: printable(came.model?.slice(0, 200) ?? model),
					call: id,
				};
				return { answer, spent };
			} catch (error) {
				if (!(error instanceof Failure)) throw error;
				const { rule } = error;
				await (rule.trips ? means.breaker.failed(entry.name) : means.breaker.succeeded(entry.name));
				const isShown = call.shows && account.came.text !== "";
				const wait = error.kind === "parameter" ? 0 : backOff(tries, means.deadlines.pause, error.retryAfter);
				const again = !isShown && tries <= rule.retries && wait <= LONGEST_RETRY_AFTER && isLearnt(error, without);
				if (!again || rule.charged !== "nothing") {
					spent = sum(spent, await account.settle("error", error));
					account = undefined;
				}
				if (!again) return { failure: error, spent, isOver: isShown || !rule.failsOver };
				// Who breaks off while it waits pays for nothing that failed.
				account?.forget();
				if (wait > 0) yield { type: "note", text: `${entry.name}: ${rule.what}; trying again in ${seconds(wait)}` };
				await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
			}
		}
	} finally {
		// Broken off: by Ctrl-C, a deadline, or a reader who has gone.
		await account?.settle("aborted");
		await means.breaker.released(entry.name);
	}
}

/** Whether another try would differ: where a parameter is at fault, one that can be left out. */
function isLearnt({ kind, parameter }: Failure, without: Set<string>): boolean {
	if (kind !== "parameter") return true;
	const name = parameter?.split(/[.[]/)[0] ?? "";
	if (!OPTIONAL.has(name) || without.has(name)) return false;
	without.add(name);
	return true;
}

/** Parameters of Chat Completions without which a call still makes sense. */
const OPTIONAL = new Set(["temperature", "max_tokens", "max_completion_tokens", "stream_options", "response_format"]);

/** What a person is told. What the server says goes along, unable to drive a terminal. */
export function errorOf(failure: Failure, { entry, model }: Candidate): DeskError {
	const { rule, told, kind, retryAfter } = failure;
	const words = printable(redact(told).text.replaceAll(/\s+/g, " ").trim().slice(0, 300));
	const about = kind === "model" ? ` '${printable(model)}'` : "";
	const when =
		retryAfter === undefined ? rule.todo : `try again in ${seconds(retryAfter)}, or name another provider with -m`;
	return new DeskError(rule.code, `${rule.what}${about}${words === "" ? "" : ` (${words})`}`, {
		at: entry.name,
		todo: when,
	});
}
