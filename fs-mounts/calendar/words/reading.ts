import { DAYS, MONTHS, weekdayOf } from "../../../src/base/calendar.ts";
import type { DateHabits } from "../../../src/base/locale.ts";

/** One thing that words may mean. */
export interface Reading<Value> {
	readonly value: Value;
	/** For people: `Sat 3 Apr 2027`. */
	readonly say: string;
	/** What to type to mean just this. */
	readonly write: string;
}

/** All that words may mean: with more than one reading, somebody must choose. */
export interface Readings<Value> {
	/** As typed. */
	readonly words: string;
	readonly of: readonly Reading<Value>[];
}

/** What a reader found at a place: how many words it took. */
export interface Found<Value> {
	readonly value: Value;
	readonly count: number;
}

/** Where and when somebody types. */
export interface Setting {
	/** `YYYY-MM-DD` and minutes after midnight, in the user's zone. */
	readonly today: string;
	readonly minute: number;
	readonly habits: DateHabits;
	/** The day that all of these words mean together, as `dayOfWords`. */
	dayOf(words: string): string | undefined;
}

/** Asks which reading is meant. @returns its index @throws DeskError where nobody can be asked */
export type Choose = (question: string, readings: readonly Reading<unknown>[]) => Promise<number>;

/** The one reading, or the chosen one. */
export async function settled<Value>({ words, of }: Readings<Value>, choose: Choose): Promise<Value> {
	const chosen = of.length > 1 ? await choose(`'${words}'`, of) : 0;
	return (of[chosen] as Reading<Value>).value;
}

/** A word without the comma that ends a clause, in lower case. */
export function bare(word: string | undefined): string {
	return (word ?? "").replace(/[,;]+$/, "").toLowerCase();
}

/** `Sat 3 Apr 2027`. */
export function sayDay(date: string): string {
	const [year, month, day] = date.split("-").map(Number) as [number, number, number];
	return `${DAYS[weekdayOf(date)]?.slice(0, 3)} ${day} ${MONTHS[month - 1]?.slice(0, 3)} ${year}`;
}

/** `14:05` of minutes after midnight; past the end of the day it begins anew. */
export function sayClock(minutes: number): string {
	const of = ((minutes % 1440) + 1440) % 1440;
	return `${String(Math.floor(of / 60)).padStart(2, "0")}:${String(of % 60).padStart(2, "0")}`;
}
