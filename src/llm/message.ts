/** What goes to a language model and what comes back, whoever provides it. */
import type { Sound } from "./sound.ts";

/** A JSON Schema (draft 2020-12). */
export type JsonSchema = { readonly [key: string]: unknown };

/** A tool that the model wants to be called. */
export interface ToolCall {
	/** What the answer to it names. */
	readonly id: string;
	readonly name: string;
	/** JSON text as the model wrote it: not checked. */
	readonly arguments: string;
}

/** One turn of a conversation. */
export type Message =
	| {
			readonly role: "user";
			readonly content: string;
			/** It never changes between calls: a mark of the prompt cache goes behind it. */
			readonly stable?: boolean;
	  }
	| { readonly role: "assistant"; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
	| { readonly role: "tool"; readonly toolCallId: string; readonly content: string; readonly isError?: boolean };

/** What the model may ask to be called. */
export interface Tool {
	/** Letters, digits, `_` and `-`, at most 64: what all providers take. */
	readonly name: string;
	readonly description: string;
	/** Of its arguments: an object. */
	readonly schema: JsonSchema;
}

/** Tokens of a call. */
export interface Usage {
	/** All of the prompt, cached and newly written parts included. */
	readonly input: number;
	readonly output: number;
	/** Of `input`: read from the provider's cache. */
	readonly cached: number;
	/** Of `input`: written into the provider's cache. */
	readonly written?: number;
	/** Whether we counted them, at least in part, because the provider did not tell. */
	readonly estimated: boolean;
}

/** Money. An unknown price is `undefined` where a cost is asked for, never 0. */
export interface Cost {
	readonly amount: number;
	readonly currency: "USD";
}

/** Why an answer ended: it was done, it asks for tools, `maxTokens` or the context was used up, the model or its provider refuses. */
export type Stop = "end" | "tools" | "length" | "refusal";

/** A call of a language model. */
export interface CallRequest {
	/** Who asks: "ask", "summarize", "agent:summarizer" …: what the ledger, budgets and degradation name. */
	readonly feature: string;
	readonly system?: string;
	readonly messages: readonly Message[];
	readonly tools?: readonly Tool[];
	/** Of the answer: `Answer.value` then is valid by it. What does not fit is repaired by one more call. */
	readonly schema?: JsonSchema;
	/** `model` or `provider/model`; default: the setting `llm.model`, else the provider's own. */
	readonly model?: string;
	/** Most tokens of the answer. */
	readonly maxTokens?: number;
	/** 0 to 2, for providers that take one. */
	readonly temperature?: number;
	/** For all of the call (ms): ETIMEDOUT after it. */
	readonly deadline?: number;
	/** Texts of `messages` that are personal writing, which the safety gate judges; default: those of all messages of the user. */
	readonly personal?: readonly string[];
}

/** Sound that is to be written down. */
export interface TranscriptionRequest {
	/** As of a `CallRequest`. */
	readonly feature: string;
	readonly sound: Sound;
	/** Only a server on this machine may have it. */
	readonly isPrivate?: boolean;
}

/** What happens in a call, as it happens; `done` comes last. With a schema there is no `text`: only what is valid is shown. */
export type CallEvent =
	| { readonly type: "text"; readonly text: string }
	/** For people: another try, another provider, another model. */
	| { readonly type: "note"; readonly text: string }
	| { readonly type: "done"; readonly answer: Answer };

/** What came back. */
export interface Answer {
	readonly text: string;
	/** Valid by the schema of the request. */
	readonly value?: unknown;
	readonly toolCalls: readonly ToolCall[];
	/** A refusal is an answer, too (with a schema it is an error). */
	readonly stop: Stop;
	readonly provider: string;
	/** As the provider names what answered. */
	readonly model: string;
	/** Of all tries that were charged. */
	readonly usage: Usage;
	readonly cost: Cost | undefined;
	readonly milliseconds: number;
	/** Its row in the ledger. */
	readonly call: number;
}

/** What a call would do. */
export interface CallPlan {
	readonly provider: string;
	readonly model: string;
	/** Where it would be sent. */
	readonly url: string;
	readonly system?: string;
	/** As they would be sent: redacted. */
	readonly messages: readonly Message[];
	/** Sent as it is: nothing in it can be judged or redacted before somebody has heard it. */
	readonly sound?: { readonly bytes: number; readonly type: string };
	/** Of the prompt. */
	readonly tokens: number;
	readonly maxTokens: number;
	/** At most. */
	readonly cost: Cost | undefined;
	readonly redacted: readonly { readonly kind: string; readonly count: number }[];
	/** What would make the call fail (a missing key, a budget), and that budgets run low. */
	readonly warnings: readonly string[];
}
