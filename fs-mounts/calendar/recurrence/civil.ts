/**
 * Days and seconds of the proleptic Gregorian calendar as plain integers: a day is counted from 1 January 1970, a wall time is the
 * seconds that a clock shows since then, whatever its zone.
 */

export const DAY = 86_400;

/** The day of a date; months count from 1. A day or month out of range carries over. */
export function dayOf(year: number, month: number, day: number): number {
	const carried = month - 1;
	const y = year + Math.floor(carried / 12);
	const m = ((carried % 12) + 12) % 12;
	// Years from March (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
	const fromMarch = m < 2 ? y - 1 : y;
	const era = Math.floor(fromMarch / 400);
	const yearOfEra = fromMarch - era * 400;
	const dayOfYear = Math.floor((153 * ((m + 10) % 12) + 2) / 5) + day - 1;
	return (
		era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
	);
}

/** A date of the calendar; months count from 1. */
export interface Civil {
	readonly year: number;
	readonly month: number;
	readonly day: number;
}

/** The date of a day. */
export function civilOf(days: number): Civil {
	const z = days + 719_468;
	const era = Math.floor(z / 146_097);
	const dayOfEra = z - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const month = Math.floor((5 * dayOfYear + 2) / 153);
	const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
	return { year: yearOfEra + era * 400 + (month < 10 ? 0 : 1), month: month < 10 ? month + 3 : month - 9, day };
}

/** Monday is 0. */
export function weekdayOf(days: number): number {
	return (((days + 3) % 7) + 7) % 7;
}

/** The first day of the week that a day lies in, for weeks that begin on `weekStart` (Monday is 0). */
export function weekOf(days: number, weekStart: number): number {
	return days - ((weekdayOf(days) - weekStart + 7) % 7);
}
