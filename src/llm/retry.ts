import type { ErrorCode } from "../base/errors.ts";

/** What of a failed try is charged: a server that began to work on a prompt bills it, as a rule, whatever became of it. */
export type Charge = "nothing" | "the prompt" | "what came";

/** What is done about a failure. */
interface Rule {
	/** When it happens: a line of the fault table. */
	readonly when: string;
	/** More tries at the same provider. */
	readonly retries: number;
	/** Whether the next provider is asked then. */
	readonly failsOver: boolean;
	readonly charged: Charge;
	/** Whether it counts as a failure of the provider itself, which is left alone after several. */
	readonly trips: boolean;
	/** How the call ends when nobody is left to ask. */
	readonly code: ErrorCode;
	readonly what: string;
	readonly todo: string;
}

const LATER = "try again later, or name another provider with -m";
const CONNECTION = "check the address and your connection, then try again";
const PROMPT = "try again; what came is charged";

/** The account cannot be used: nothing is gained by asking again, another provider may answer. */
const account = { retries: 0, failsOver: true, charged: "nothing", trips: false, code: "EKEY" } as const;
/** The request is at fault, not the provider. */
const request = { retries: 0, failsOver: true, charged: "nothing", trips: false, code: "ENETWORK" } as const;
/** It may be better in a moment. */
const passing = { retries: 2, failsOver: true, charged: "nothing", trips: true, code: "ENETWORK" } as const;
/** The answer broke off; once text was shown, nothing is begun anew. */
const broken = { retries: 1, failsOver: true, charged: "what came", trips: true, code: "ENETWORK" } as const;

/**
 * The one table of what can go wrong between us and a provider, and what is done about it. Statuses: RFC 9110 and the providers' own
 * lists of errors.
 */
export const FAILURES = {
	key: { ...account, when: "401", what: "the key is refused", todo: "check it: `desk key list`, `desk key add`" },
	payment: {
		...account,
		when: "402; 429 because the quota or credit is used up",
		what: "the account has no credit left",
		todo: "add credit at the provider, or use another one",
	},
	forbidden: {
		...account,
		when: "403",
		what: "the key may not do this",
		todo: "check what the key is allowed at the provider",
	},
	model: {
		...request,
		when: "404",
		what: "there is no such model, or not for this key",
		todo: "name another one with -m, or set llm.model",
	},
	request: {
		...request,
		when: "400, 422 and other 4xx",
		what: "the request is refused",
		todo: "try another model with -m",
	},
	parameter: {
		...request,
		when: "400 because of a parameter that the model does not take (it is left out)",
		retries: 3,
		what: "the request is refused",
		todo: "try another model with -m",
	},
	size: {
		...request,
		when: "413; 400 because the context is too long",
		what: "the prompt is too long for the model",
		todo: "give it less text, or a model with a larger context",
	},
	redirect: {
		...request,
		when: "3xx (keys are sent nowhere else)",
		what: "the server sends elsewhere",
		todo: "add the address that it really has",
	},
	timeout: { ...passing, when: "408", what: "the provider took too long", todo: LATER },
	conflict: {
		...passing,
		when: "409, 425",
		trips: false,
		what: "the provider is busy with another request",
		todo: LATER,
	},
	rate: { ...passing, when: "429", trips: false, what: "too many requests for this key", todo: LATER },
	server: { ...passing, when: "500, 502, 504 and other 5xx", what: "the provider has an error", todo: LATER },
	unavailable: { ...passing, when: "503", what: "the provider is not available", todo: LATER },
	overloaded: { ...passing, when: "529", what: "the provider is overloaded", todo: LATER },
	unreachable: {
		...passing,
		when: "no connection: name, refused, connect deadline",
		what: "the server does not answer",
		todo: CONNECTION,
	},
	reset: { ...passing, when: "connection lost before the answer", what: "the connection was lost", todo: CONNECTION },
	tls: {
		...passing,
		when: "TLS error",
		retries: 0,
		what: "the server cannot prove who it is",
		todo: "check the address, this computer's clock, and NODE_EXTRA_CA_CERTS if your network has a certificate of its own",
	},
	paused: {
		...request,
		when: "5 failures in a row, for 30 s (in all processes)",
		what: "it has failed too often, and is left alone",
		todo: LATER,
	},
	silence: {
		...passing,
		when: "stall before the first token",
		retries: 0,
		charged: "the prompt",
		what: "the model did not begin to answer in time",
		todo: LATER,
	},
	stall: { ...broken, when: "stall in the middle", what: "the answer stopped in the middle", todo: PROMPT },
	truncated: {
		...broken,
		when: "connection lost in the middle; a stream without its end",
		what: "the answer was cut off",
		todo: PROMPT,
	},
	invalid: {
		...broken,
		when: "invalid JSON in the stream; no stream",
		what: "the answer cannot be read",
		todo: PROMPT,
	},
	gaveUp: {
		...broken,
		when: "an error told in the middle of the stream",
		what: "the provider gave up in the middle",
		todo: PROMPT,
	},
	tooLong: {
		...broken,
		when: "more than 16 MiB",
		retries: 0,
		failsOver: false,
		what: "the answer has no end",
		todo: "try another model with -m",
	},
	empty: {
		...broken,
		when: "an empty answer",
		trips: false,
		what: "the answer is empty",
		todo: "try again, or another model with -m",
	},
	refusal: {
		...request,
		when: "refusal, where a schema asks for a value",
		failsOver: false,
		charged: "what came",
		code: "EFAILED",
		what: "the model refuses to answer",
		todo: "ask in another way, or another model with -m",
	},
	length: {
		...request,
		when: "no room for an answer within its most tokens, or for the value that a schema asks for",
		failsOver: false,
		charged: "what came",
		code: "EFORMAT",
		what: "the most tokens of an answer are too few",
		todo: "allow more tokens, or ask for less at once",
	},
	schema: {
		...request,
		when: "an answer that does not fit the schema, twice",
		failsOver: false,
		charged: "what came",
		code: "EFORMAT",
		what: "the answer does not fit the schema, nor when asked again",
		todo: "make the schema simpler, or name another model with -m",
	},
} as const satisfies Record<string, Rule>;

export type FailureKind = keyof typeof FAILURES;

/** One try that failed. */
export class Failure extends Error {
	readonly kind: FailureKind;
	/** In the words of the server or of the system: hostile until made printable. */
	readonly told: string;
	/** How long the server asks to be left alone (ms). */
	readonly retryAfter: number | undefined;
	/** The parameter that it does not take. */
	readonly parameter: string | undefined;

	constructor(
		kind: FailureKind,
		details: { told?: string; retryAfter?: number | undefined; parameter?: string | undefined } = {},
	) {
		super(FAILURES[kind].what);
		this.kind = kind;
		this.told = details.told ?? "";
		this.retryAfter = details.retryAfter;
		this.parameter = details.parameter;
	}

	get rule(): Rule {
		return FAILURES[this.kind];
	}
}

const STATUSES: Readonly<Record<number, FailureKind>> = {
	401: "key",
	402: "payment",
	403: "forbidden",
	404: "model",
	408: "timeout",
	409: "conflict",
	413: "size",
	425: "conflict",
	429: "rate",
	503: "unavailable",
	529: "overloaded",
};

/** Providers' own names that say more than the status, or stand for it in the middle of a stream. */
const CODES: Readonly<Record<string, FailureKind>> = {
	// OpenAI, and those that answer like it
	insufficient_quota: "payment",
	billing_hard_limit_reached: "payment",
	invalid_api_key: "key",
	model_not_found: "model",
	context_length_exceeded: "size",
	string_above_max_length: "size",
	exceed_context_size_error: "size", // llama.cpp
	unsupported_parameter: "parameter",
	unsupported_value: "parameter",
	unknown_parameter: "parameter",
	server_error: "server",
	rate_limit_exceeded: "rate",
	// Anthropic
	authentication_error: "key",
	billing_error: "payment",
	permission_error: "forbidden",
	not_found_error: "model",
	request_too_large: "size",
	rate_limit_error: "rate",
	timeout_error: "timeout",
	api_error: "server",
	overloaded_error: "overloaded",
};

/** What some say in words only. */
const WORDS: readonly (readonly [pattern: RegExp, kind: FailureKind])[] = [
	[/prompt is too long|context (length|window|size)|maximum context|too many tokens/i, "size"],
	[/credit balance|insufficient (credit|fund|balance)/i, "payment"],
	[/API key not valid|invalid api key/i, "key"],
];

/** What a refusal means: by the provider's name for it, else by its words when it says 400, else by its status. */
export function kindOf(status: number | undefined, code: string, message = ""): FailureKind {
	const named = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
	if (named !== undefined) return named;
	const worded = status === 400 ? WORDS.find(([pattern]) => pattern.test(message))?.[1] : undefined;
	if (worded !== undefined) return worded;
	if (status === undefined) return "server";
	if (status < 400) return "redirect";
	return STATUSES[status] ?? (status >= 500 ? "server" : "request");
}

/** So many times the first wait is the longest. */
const LONGEST = 16;

/**
 * How long to wait before another try (ms): twice as long each time, and not at the same moment as everybody else whom the same fault
 * has hit (jitter of half the time); or as long as the server says.
 * @param tries so far, from 1 on; @param first wait (ms); @param random 0 to 1
 */
export function backOff(
	tries: number,
	first: number,
	retryAfter: number | undefined,
	random: number = Math.random(),
): number {
	const wait = first * Math.min(LONGEST, 2 ** (tries - 1));
	return retryAfter === undefined ? wait / 2 + (wait / 2) * random : retryAfter + 100 * random;
}

/** Longer than this nobody waits: the next provider is asked, or the call ends. */
export const LONGEST_RETRY_AFTER = 30_000;

/** The fault table of the documentation, in Markdown. */
export function faultTable(): string {
	const head = "| fault | tries again | next provider | charged | ends with |\n|---|---|---|---|---|\n";
	const status = { EKEY: 8, ENETWORK: 9, EFAILED: 1, EFORMAT: 5 } as const;
	const rows = Object.values(FAILURES).map(
		({ when, retries, failsOver, charged, code }) =>
			`| ${when} | ${retries === 0 ? "no" : retries} | ${failsOver ? "yes" : "no"} | ${charged} | ${status[code]} |`,
	);
	return `${head}${rows.join("\n")}\n`;
}
