import type { JsonSchema, Message, Stop, Tool } from "./message.ts";
import type { Sound } from "./sound.ts";

/** The two languages that providers speak. */
export type DialectName = "chat-completions" | "anthropic";

/** Somebody who answers calls: a built-in provider, or an address that the user added. */
export interface ProviderEntry {
	readonly name: string;
	readonly dialect: DialectName;
	/** Of the API, without a slash at its end: `https://api.openai.com/v1`. */
	readonly url: string;
	/** Variables of the environment that may hold its key, the first that is set counts. */
	readonly keyVariables: readonly string[];
	/** A command of the user's that prints the key. */
	readonly keyCommand?: string;
	/** Servers of one's own need none. */
	readonly needsKey: boolean;
	/** What it is asked for when nobody names a model. */
	readonly model?: string;
}

/** A call as one provider is to get it. */
export interface WireRequest {
	readonly model: string;
	readonly system?: string;
	readonly messages: readonly Message[];
	readonly tools?: readonly Tool[];
	/** Of the answer: an object. */
	readonly schema?: JsonSchema;
	readonly maxTokens: number;
	readonly temperature?: number;
	/** Parameters that the model was seen not to take. */
	readonly without?: ReadonlySet<string>;
	/** To be written down; there are no messages then. */
	readonly sound?: Sound;
}

/** A body that is read while it is sent. */
export interface Upload {
	/** In bytes. */
	readonly size: number;
	/** All of it, from the start, each time. */
	bytes(): AsyncIterable<Uint8Array>;
}

/** What is sent by POST. */
export interface HttpRequest {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | Upload;
}

/** An event of a stream (`text/event-stream`). */
export interface ServerEvent {
	/** Its type; "" when it has none. */
	readonly event: string;
	readonly data: string;
}

/** What a stream says, whatever language it says it in. Counts of tokens replace those of earlier events. */
export type WireEvent =
	| { readonly type: "text"; readonly text: string }
	/** A piece of a tool call: pieces of the same index belong together. */
	| {
			readonly type: "call";
			readonly index: number;
			readonly id?: string;
			readonly name?: string;
			readonly arguments?: string;
	  }
	| {
			readonly type: "usage";
			readonly input?: number;
			readonly output?: number;
			readonly cached?: number;
			readonly written?: number;
	  }
	| { readonly type: "model"; readonly model: string }
	| { readonly type: "stop"; readonly stop: Stop }
	/** Nothing more comes. */
	| { readonly type: "end" }
	/** The provider gives up in the middle. */
	| { readonly type: "failure"; readonly refusal: Refusal };

/** A refusal as the provider tells it. */
export interface Refusal {
	/** Of HTTP, or what stands for the same in the stream; undefined when that is not known. */
	readonly status: number | undefined;
	/** The provider's own name for it: `insufficient_quota`, `overloaded_error`. */
	readonly code: string;
	/** In its words: hostile until made printable. */
	readonly message: string;
	/** The parameter that it is about. */
	readonly parameter?: string;
}

/** One language of providers: pure, without a socket. */
export interface Dialect {
	/** What to send. @param key of the provider, when it has one */
	request(wire: WireRequest, entry: ProviderEntry, key: string | undefined): HttpRequest;
	/**
	 * Reads the events of one answer in their order. An answer without a `stop` has been cut off.
	 * @throws SyntaxError for an event that is no JSON
	 */
	decoder(wire: WireRequest): (event: ServerEvent) => readonly WireEvent[];
	/** What the body of an answer with an error status says. */
	refusal(status: number, body: string): Refusal;
	/** The answer is no stream of events but one text, which the decoder gets as one; it may say nothing (nobody speaks). */
	readonly isWhole?: true;
}
