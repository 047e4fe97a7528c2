import { env } from "../base/env.ts";
import { DeskError } from "../base/errors.ts";
import type { Secret } from "../base/secret.ts";
import { mustPass } from "../safety/index.ts";
import type { Vfs } from "../vfs/index.ts";
import { reservationOf } from "./account.ts";
import { urlOf } from "./attempt.ts";
import { Breaker } from "./breaker.ts";
import { type Degradation, degraded } from "./budget.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import { known, type LlmConfig, readLlmConfig, smallModelOf } from "./config.ts";
import { exchange, type Means, type Prepared } from "./exchange.ts";
import { keyOf, keySource } from "./keys.ts";
import { Ledger } from "./ledger.ts";
import type { Answer, CallEvent, CallPlan, CallRequest, Message, TranscriptionRequest } from "./message.ts";
import { DEADLINES, type Deadlines, tooLate } from "./patience.ts";
import type { ProviderEntry } from "./provider.ts";
import { redacted } from "./redacted.ts";
import { type Structure, structureOf, valued } from "./structured.ts";
import { estimateTokens } from "./tokens.ts";
import { HEARING, preparedSound, transcribersOf } from "./transcribe.ts";

/** What a gateway needs of its surroundings. */
export interface GatewayOptions {
	/** The folder that holds the desk. */
	readonly home: string;
	/** The environment: keys may lie in it. Default: the process's. */
	readonly variables?: Readonly<Record<string, string | undefined>>;
	/** A line for people: how near the budget is; in `call`, that another provider was asked. */
	readonly warn: (text: string) => void;
	/** Ends all calls. */
	readonly signal?: AbortSignal;
	/** Other than the usual ones. */
	readonly deadlines?: Partial<Deadlines>;
}

const MOST_TOKENS = 4096;
/** What a message costs beside its text. */
const TOKENS_OF_MESSAGE = 4;

/**
 * The one way to language models. A call passes the safety gate, is redacted, is reserved in the ledger, and only then is sent;
 * what it cost is settled however it ends.
 */
export class Gateway {
	readonly #vfs: Vfs;
	readonly #options: GatewayOptions;
	readonly #config: LlmConfig;
	readonly #ledger: Ledger;
	readonly #breaker: Breaker;
	readonly #keys = new Map<string, Promise<Secret | undefined>>();
	readonly #without = new Map<string, Set<string>>();

	private constructor(vfs: Vfs, options: GatewayOptions, config: LlmConfig) {
		this.#vfs = vfs;
		this.#options = options;
		this.#config = config;
		this.#ledger = new Ledger(vfs.store, this.#variables);
		this.#breaker = new Breaker(vfs.store.database);
	}

	/** @throws DeskError EFORMAT for settings that cannot be read, EINVAL for wrong ones */
	static async open(vfs: Vfs, options: GatewayOptions): Promise<Gateway> {
		return new Gateway(vfs, options, await readLlmConfig(vfs.store));
	}

	/** Whether any provider can be asked: it has a key, or needs none, and the network is on. */
	async available(): Promise<boolean> {
		return !env.offline && this.#config.providers.some((entry) => this.#hasKey(entry));
	}

	/** What a feature is to do as budgets run low: "small" is done here; who can answer locally asks before it calls. */
	degradation(feature: string): Degradation {
		const { caps, degrade } = this.#config;
		return degraded(feature, this.#ledger.spentShare(feature, caps), degrade);
	}

	/**
	 * What a call would do: opens no socket, charges nothing.
	 * @throws DeskError ESAFETY, EACCES for a model that may not be asked, EFORMAT for a schema that is none
	 */
	async plan(request: CallRequest): Promise<CallPlan> {
		const { prepared, redacted, notes } = await this.#prepare(request, false);
		return await this.#planOf(prepared, redacted, notes);
	}

	/** What `transcribe` would do: opens no socket, charges nothing. @throws DeskError EKEY when nobody can do it, EACCES */
	async planTranscription(request: TranscriptionRequest): Promise<CallPlan> {
		return await this.#planOf(await this.#prepareSound(request), [], []);
	}

	async #planOf(prepared: Prepared, redacted: CallPlan["redacted"], notes: readonly string[]): Promise<CallPlan> {
		const [first] = prepared.candidates;
		if (first === undefined) throw new Error("a call without a candidate");
		const { wire, tokens } = prepared;
		const reservation = await reservationOf(this.#config, prepared, first);
		const refusal = this.#ledger.refusal(reservation, this.#config.caps);
		const problems = [
			...(this.#hasKey(first.entry) ? [] : [`there is no key for ${first.entry.name}`]),
			...(refusal === undefined ? [] : [`it would not be sent: ${refusal.message}`]),
		];
		return {
			provider: first.entry.name,
			model: first.model,
			url: urlOf(first.entry, { ...wire, model: first.model }),
			...(wire.system === undefined ? {} : { system: wire.system }),
			messages: wire.messages,
			...(wire.sound === undefined ? {} : { sound: { bytes: wire.sound.size, type: wire.sound.type } }),
			tokens,
			maxTokens: wire.maxTokens,
			cost: reservation.cost,
			redacted,
			warnings: [...problems, ...notes],
		};
	}

	/**
	 * Make a call; text comes as the model writes it, `done` last. Leaving the loop ends the call.
	 * @throws DeskError EKEY, EBUDGET, ESAFETY, ENETWORK, EFORMAT for an answer that does not fit the schema, EFAILED for a refusal where
	 * a schema asks for a value, ETIMEDOUT for the deadline of the request; the signal's reason
	 */
	stream(request: CallRequest, signal?: AbortSignal): AsyncGenerator<CallEvent, void, undefined> {
		return this.#run((end) => this.#prepare(request, true, end), signal, request.deadline);
	}

	/** Make a call, and wait for its answer. As nobody has seen a part of it, it may be begun anew. @throws as `stream` */
	async call(request: CallRequest, signal?: AbortSignal): Promise<Answer> {
		return await this.#answerOf(this.#run((end) => this.#prepare(request, false, end), signal, request.deadline));
	}

	/**
	 * Have sound written down; `text` of the answer is "" where nobody speaks. It is sent as it is: who works on what was said asks the gate.
	 * @throws DeskError EKEY when nobody can do it, EFBIG, and as `call`
	 */
	async transcribe(request: TranscriptionRequest, signal?: AbortSignal): Promise<Answer> {
		const prepare = async () => ({ prepared: await this.#prepareSound(request), notes: [], structure: undefined });
		return await this.#answerOf(this.#run(prepare, signal, undefined, { ...HEARING, ...this.#options.deadlines }));
	}

	/** Who would write sound down: has a key, or needs none. @throws DeskError EACCES */
	transcriber(isPrivate = false): { readonly name: string; readonly isHere: boolean } | undefined {
		const found = this.#transcribers(isPrivate).find(({ entry }) => this.#hasKey(entry));
		return found && { name: `${found.entry.name}/${found.model}`, isHere: !found.entry.needsKey };
	}

	#transcribers(isPrivate: boolean): Candidate[] {
		return transcribersOf(this.#config, known(this.#vfs.store), isPrivate);
	}

	/** @throws DeskError EKEY, EACCES */
	async #prepareSound(request: TranscriptionRequest): Promise<Prepared> {
		const all = this.#transcribers(request.isPrivate === true);
		const usable = all.filter(({ entry }) => this.#hasKey(entry));
		if (all.length === 0) throw nobodyHears();
		return await preparedSound(request, usable.length > 0 ? usable : all);
	}

	async #answerOf(events: AsyncIterable<CallEvent>): Promise<Answer> {
		for await (const event of events) {
			if (event.type === "note") this.#options.warn(event.text);
			if (event.type === "done") return event.answer;
		}
		throw new Error("a call ended without an answer");
	}

	async *#run(
		prepare: (end: AbortSignal) => Promise<Ready>,
		signal: AbortSignal | undefined,
		deadline: number | undefined,
		deadlines?: Partial<Deadlines>,
	): AsyncGenerator<CallEvent, void, undefined> {
		const started = performance.now();
		const late = new AbortController();
		const means = this.#means(deadlines);
		const wanted = deadline ?? this.#config.deadline;
		const total = wanted ?? means.deadlines.total;
		const timer = setTimeout(() => late.abort(tooLate(total, wanted !== undefined)), total);
		const ends = [signal, this.#options.signal, late.signal].filter((each) => each !== undefined);
		const end = AbortSignal.any(ends);
		try {
			end.throwIfAborted();
			const { prepared, notes, structure } = await prepare(end);
			if (prepared.candidates.length > 1 && !prepared.candidates.some(({ entry }) => this.#hasKey(entry)))
				throw noKey();
			for (const text of notes) yield { type: "note", text };
			let exchanged = yield* exchange(means, prepared, end);
			let value: unknown;
			if (structure !== undefined) {
				({ exchanged, value } = yield* valued(means, prepared, structure, exchanged, end));
			}
			const { spent, ...answer } = exchanged;
			const milliseconds = Math.round(performance.now() - started);
			yield {
				type: "done",
				answer: { ...answer, ...(structure === undefined ? {} : { value }), ...spent, milliseconds },
			};
		} finally {
			clearTimeout(timer);
		}
	}

	/** Gate, redaction, route. */
	async #prepare(request: CallRequest, shows: boolean, signal?: AbortSignal) {
		const { feature, tools, temperature } = request;
		const personal =
			request.personal ?? request.messages.flatMap(({ role, content }) => (role === "user" ? [content] : []));
		await mustPass(this.#vfs, personal, feature, signal);
		const structure = request.schema === undefined ? undefined : await structureOf(request.schema);
		const clean = this.#config.redact
			? redacted(request)
			: { system: request.system, messages: request.messages, found: [] };
		const { system, messages } = clean;
		const { candidates, notes } = this.#route(request);
		const texts = [
			system ?? "",
			...messages.map(textOf),
			JSON.stringify(tools ?? []),
			JSON.stringify(structure?.schema ?? {}),
		];
		const prepared: Prepared = {
			feature,
			wire: {
				...(system === undefined ? {} : { system }),
				messages,
				...(tools === undefined ? {} : { tools }),
				...(structure === undefined ? {} : { schema: structure.schema }),
				maxTokens: request.maxTokens ?? MOST_TOKENS,
				...(temperature === undefined ? {} : { temperature }),
			},
			tokens: estimateTokens(texts.join("")) + TOKENS_OF_MESSAGE * (messages.length + 1),
			candidates,
			shows: shows && structure === undefined,
		};
		return { prepared, structure, notes, redacted: clean.found };
	}

	/** Who is asked: those with a key. When nobody has one, a plan still names who would be asked. */
	#route({ feature, model }: CallRequest): { candidates: Candidate[]; notes: string[] } {
		const { store } = this.#vfs;
		const all = candidatesOf(model ?? this.#config.model, this.#config, known(store));
		const usable = all.filter(({ entry }) => this.#hasKey(entry));
		const candidates = usable.length > 0 ? usable : all;
		const level = this.degradation(feature);
		if (model !== undefined || level === "full" || level === "stop") return { candidates, notes: [] };
		const { smallModel } = this.#config;
		const small =
			smallModel === undefined
				? candidates.map(({ entry, model: full }) => ({ entry, model: smallModelOf(entry) ?? full }))
				: candidatesOf(smallModel, this.#config, known(store));
		return { candidates: small, notes: [`budgets run low: ${feature} asks ${small[0]?.model}`] };
	}

	#hasKey(entry: ProviderEntry): boolean {
		return !entry.needsKey || keySource(entry, this.#vfs.store, this.#variables).source !== "none";
	}

	get #variables(): Readonly<Record<string, string | undefined>> {
		return this.#options.variables ?? process.env;
	}

	get #deadlines(): Deadlines {
		return { ...DEADLINES, ...this.#options.deadlines };
	}

	#means(deadlines: Partial<Deadlines> = {}): Means {
		return {
			config: this.#config,
			ledger: this.#ledger,
			breaker: this.#breaker,
			deadlines: { ...this.#deadlines, ...deadlines },
			keyOf: (entry) => this.#keyOf(entry),
			without: ({ entry, model }) => {
				const name = `${entry.name}/${model}`;
				const set = this.#without.get(name) ?? new Set<string>();
				this.#without.set(name, set);
				return set;
			},
			warn: this.#options.warn,
		};
	}

	/** Asked for once: a command of the user's may take its time, a keychain may ask. @throws DeskError EKEY */
	async #keyOf(entry: ProviderEntry): Promise<Secret | undefined> {
		const asked = this.#keys.get(entry.name) ?? keyOf(entry, this.#vfs.store, this.#variables);
		this.#keys.set(entry.name, asked);
		const key = await asked;
		if (key !== undefined || !entry.needsKey) return key;
		throw new DeskError("EKEY", "there is no key for it", {
			at: entry.name,
			todo: `add one with \`desk key add ${entry.name}\`, or set ${entry.keyVariables[0] ?? "its variable"}`,
		});
	}
}

/** A call that can be made. */
interface Ready {
	readonly prepared: Prepared;
	readonly notes: readonly string[];
	readonly structure: Structure | undefined;
}

function nobodyHears(): DeskError {
	return new DeskError("EKEY", "nothing is known that writes sound down", {
		todo: "add a key with `desk key add openai`, or a server of your own: `desk key add http://127.0.0.1:8000/v1 --name whisper` and `desk config set llm.transcribe whisper/MODEL`",
	});
}

function noKey(): DeskError {
	return new DeskError("EKEY", "there is no key for any provider of language models", {
		todo: "add one with `desk key add openai`, anthropic, openrouter or the address of a server of your own",
	});
}

function textOf(message: Message): string {
	return message.role === "assistant" ? message.content + JSON.stringify(message.toolCalls ?? []) : message.content;
}
