import { DeskError } from "../base/errors.ts";
import { Failure, type FailureKind } from "./retry.ts";

/** How long a call waits for what (ms). */
export interface Deadlines {
	/** For the name, the connection and TLS. */
	readonly connect: number;
	/** For the first event of the answer: reading a long prompt, and waiting in a queue, take a while. */
	readonly firstToken: number;
	/** Between two pieces of the answer. */
	readonly stall: number;
	/** For all of the call. */
	readonly total: number;
	/** Before the second try, in the mean; later ones wait longer. */
	readonly pause: number;
}

/** Models that think, and servers of one's own that read a long prompt, say nothing for minutes: giving them up would be charged all the same. */
export const DEADLINES: Deadlines = {
	connect: 10_000,
	firstToken: 180_000,
	stall: 120_000,
	total: 600_000,
	pause: 500,
};

/** One clock at a time for what one try waits for; its signal ends the try, be it the clock's or the caller's. */
export class Patience {
	readonly #abort = new AbortController();
	readonly #outer: AbortSignal;
	readonly #onAbort = (): void => this.#abort.abort(this.#outer.reason);
	#timer: NodeJS.Timeout | undefined;

	/** @param outer the end of the call: Ctrl-C, its deadline */
	constructor(outer: AbortSignal) {
		this.#outer = outer;
		if (outer.aborted) this.#onAbort();
		else outer.addEventListener("abort", this.#onAbort, { once: true });
	}

	/** Aborted when patience has run out; its reason is a `Failure`, or what the caller's signal gives. */
	get signal(): AbortSignal {
		return this.#abort.signal;
	}

	/** Whether more is waited for than a connection. */
	isConnected = false;

	/** Wait for the next thing; what was waited for until now has come. */
	waitFor(kind: FailureKind, milliseconds: number): void {
		this.rest();
		this.isConnected = kind !== "unreachable";
		const told = `nothing came for ${seconds(milliseconds)}`;
		this.#timer = setTimeout(() => this.#abort.abort(new Failure(kind, { told })), milliseconds);
	}

	/** Wait for nothing for a while. */
	rest(): void {
		clearTimeout(this.#timer);
	}

	/** It is over. */
	end(): void {
		this.rest();
		this.#outer.removeEventListener("abort", this.#onAbort);
	}
}

/** `1.5 s`. */
export function seconds(milliseconds: number): string {
	return `${Number((milliseconds / 1000).toFixed(1))} s`;
}

/** The end of a call by its deadline. @param isOwn whether the user has set it */
export function tooLate(milliseconds: number, isOwn: boolean): DeskError {
	return new DeskError(isOwn ? "ETIMEDOUT" : "ENETWORK", `no whole answer came within ${seconds(milliseconds)}`, {
		todo: "what came is charged; give it more time (llm.deadline), or less to do",
	});
}
