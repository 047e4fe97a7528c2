/** What expressions and statements are compiled to: closures. Only those that may have to wait for input can return promises. */
import { after, type Maybe } from "../shared/records.ts";
import { numberToText, textToNumber, toBoolean, toNumber, toText, type Value } from "./values.ts";

/** An expression that never waits, in the form that its user needs it in. */
export interface Ready {
	readonly waits: false;
	/** Whether its text does not depend on OFMT. */
	readonly isText: boolean;
	value(): Value;
	number(): number;
	text(): string;
	test(): boolean;
}

/** An expression that may have to wait: a getline is in it, or a call of a function with a loop. */
export interface Waiting {
	readonly waits: true;
	value(): Maybe<Value>;
}

export type Code = Ready | Waiting;

/** Makes `Ready` code; numbers become text as CONVFMT says at the time. */
export class Maker {
	readonly #convfmt: () => string;

	constructor(convfmt: () => string) {
		this.#convfmt = convfmt;
	}

	ofNumber(number: () => number): Ready {
		const convfmt = this.#convfmt;
		return {
			waits: false,
			isText: false,
			value: number,
			number,
			text: () => numberToText(number(), convfmt()),
			test: () => number() !== 0,
		};
	}

	ofText(text: () => string): Ready {
		return {
			waits: false,
			isText: true,
			value: text,
			number: () => textToNumber(text()),
			text,
			test: () => text() !== "",
		};
	}

	ofValue(value: () => Value): Ready {
		const convfmt = this.#convfmt;
		return {
			waits: false,
			isText: false,
			value,
			number: () => {
				const got = value();
				return typeof got === "number" ? got : toNumber(got);
			},
			text: () => {
				const got = value();
				return typeof got === "string" ? got : toText(got, convfmt());
			},
			test: () => toBoolean(value()),
		};
	}

	ofBoolean(test: () => boolean): Ready {
		const convfmt = this.#convfmt;
		const number = () => (test() ? 1 : 0);
		return { waits: false, isText: false, value: number, number, text: () => numberToText(number(), convfmt()), test };
	}

	/** An expression over others: they are evaluated first, in order, then what `build` makes of them. */
	lift(parts: readonly Code[], build: (parts: readonly Ready[]) => Ready): Code {
		if (parts.every((part) => !part.waits)) return build(parts as readonly Ready[]);
		return waiting(() =>
			after(valuesOf(parts), (values) => build(values.map((value) => this.ofValue(() => value))).value()),
		);
	}
}

/** An expression that may have to wait. */
export function waiting(value: () => Maybe<Value>): Waiting {
	return { waits: true, value };
}

/** The values of several expressions, from left to right. */
export function valuesOf(parts: readonly Code[]): Maybe<Value[]> {
	const values: Value[] = [];
	const from = (first: number): Maybe<Value[]> => {
		for (let at = first; at < parts.length; at++) {
			const value = (parts[at] as Code).value();
			if (value instanceof Promise) {
				return value.then((got) => {
					values.push(got);
					return from(at + 1);
				});
			}
			values.push(value);
		}
		return values;
	};
	return from(0);
}

/** How a statement ended. */
export const Signal = { done: 0, break: 1, continue: 2, next: 3, nextfile: 4, exit: 5, return: 6 } as const;
export type Signal = (typeof Signal)[keyof typeof Signal];

export interface Step {
	readonly waits: boolean;
	run(): Maybe<Signal>;
}

/** `next` and `exit` within a function leave the expression that called it. */
export class Jump {
	readonly signal: Signal;
	constructor(signal: Signal) {
		this.signal = signal;
	}
}

/** Turns of a loop between looks at the clock and at what is to be written. */
const TURNS = 512;

/**
 * Repeat `turn` while it is `done`; without promises as long as `turn` makes none.
 * @param pause lets others work now and then: a loop must not keep Ctrl-C out, nor fill the memory with output
 */
export function repeat(turn: () => Maybe<Signal>, pause: () => Maybe<void>): Maybe<Signal> {
	let turns = 0;
	for (;;) {
		const signal = turn();
		if (signal instanceof Promise) return repeatLater(signal, turn, pause);
		if (signal !== Signal.done) return signal;
		if (++turns % TURNS !== 0) continue;
		const paused = pause();
		if (paused instanceof Promise)
			return repeatLater(
				paused.then(() => Signal.done),
				turn,
				pause,
			);
	}
}

async function repeatLater(
	first: Promise<Signal>,
	turn: () => Maybe<Signal>,
	pause: () => Maybe<void>,
): Promise<Signal> {
	let turns = 0;
	let signal = await first;
	while (signal === Signal.done) {
		const next = turn();
		signal = next instanceof Promise ? await next : next;
		if (++turns % TURNS === 0) await pause();
	}
	return signal;
}
