import { DeskError } from "../base/errors.ts";
import type { Vfs } from "../vfs/index.ts";
import type { Answer, CallEvent, CallPlan, CallRequest } from "./message.ts";

/** What a gateway needs of its surroundings. */
export interface GatewayOptions {
	/** The folder that holds the desk. */
	readonly home: string;
	/** The environment: keys may lie in it. Default: the process's. */
	readonly variables?: Readonly<Record<string, string | undefined>>;
	/** A line for people: how near the budget is. */
	readonly warn: (text: string) => void;
	/** Ends all calls. */
	readonly signal?: AbortSignal;
}

/**
 * The one way to language models. A call passes the safety gate, is redacted, is reserved in the ledger, and only then is sent;
 * what it cost is settled however it ends.
 */
export class Gateway {
	private constructor() {}

	/** @throws DeskError EFORMAT for settings that cannot be read */
	static async open(_vfs: Vfs, _options: GatewayOptions): Promise<Gateway> {
		return new Gateway();
	}

	/** Whether any provider can be asked: it has a key, or needs none. */
	async available(): Promise<boolean> {
		return false;
	}

	/**
	 * What a call would do: opens no socket, charges nothing.
	 * @throws DeskError ESAFETY, EUSAGE for an unknown provider, EACCES for a denied one
	 */
	async plan(request: CallRequest): Promise<CallPlan> {
		return {
			provider: "openai",
			model: request.model ?? "",
			url: "https://api.openai.com/v1/chat/completions",
			...(request.system === undefined ? {} : { system: request.system }),
			messages: request.messages,
			tokens: 0,
			maxTokens: request.maxTokens ?? 4096,
			cost: undefined,
			redacted: [],
			warnings: ["there is no key"],
		};
	}

	/**
	 * Make a call; text comes as the model writes it, `done` last. Leaving the loop ends the call.
	 * @throws DeskError EKEY, EBUDGET, ESAFETY, ENETWORK, EFORMAT for an answer that does not fit the schema, ETIMEDOUT for the deadline of the request; the signal's reason
	 */
	// biome-ignore lint/correctness/useYield: the adapters come next
	async *stream(_request: CallRequest, _signal?: AbortSignal): AsyncGenerator<CallEvent, void, undefined> {
		throw new DeskError("EKEY", "there is no key for any provider of language models", {
			todo: "add one with `desk key add openai`, anthropic, openrouter or the address of a server of your own",
		});
	}

	/** Make a call, and wait for its answer. @throws as `stream` */
	async call(request: CallRequest, signal?: AbortSignal): Promise<Answer> {
		for await (const event of this.stream(request, signal)) if (event.type === "done") return event.answer;
		throw new Error("a call ended without an answer");
	}
}
