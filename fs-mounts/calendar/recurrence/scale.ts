/** Calendars as rules count in them (RSCALE of RFC 7529): years of months of days. */
import { civilOf, dayOf } from "./civil.ts";

export interface Month {
	/** From 1; leap months are `5.5` for the one after the fifth (`5L`). */
	readonly code: number;
	/** Its first day. */
	readonly start: number;
	readonly length: number;
}

export interface Year {
	readonly number: number;
	readonly start: number;
	readonly length: number;
	readonly months: readonly Month[];
}

export interface Scale {
	/** Rules hold from this day on, */
	readonly firstDay: number;
	/** and until this one. */
	readonly lastDay: number;
	/** Where all years have the same. */
	readonly monthsPerYear?: number;
	/** The year that a day lies in. */
	yearOf(day: number): number;
	year(number: number): Year;
}

/** Years that are remembered of a calendar. */
const REMEMBERED = 500;

/** Remembers what a function of a whole number gave, for the last few hundred of them. */
export function remembered<Value>(compute: (n: number) => Value): (n: number) => Value {
	const known = new Map<number, Value>();
	return (n) => {
		let value = known.get(n);
		if (value === undefined) {
			if (known.size >= REMEMBERED) known.clear();
			value = compute(n);
			known.set(n, value);
		}
		return value;
	};
}

export const GREGORIAN: Scale = {
	firstDay: Number.NEGATIVE_INFINITY,
	// RFC 5545 writes years with four digits.
	lastDay: dayOf(9999, 12, 31),
	monthsPerYear: 12,
	yearOf: (day) => civilOf(day).year,
	year: remembered((number) => {
		const starts = Array.from({ length: 13 }, (_, month) => dayOf(number, month + 1, 1));
		const start = starts[0] as number;
		const months = starts.slice(0, 12).map((first, index) => ({
			code: index + 1,
			start: first,
			length: (starts[index + 1] as number) - first,
		}));
		return { number, start, length: (starts[12] as number) - start, months };
	}),
};
