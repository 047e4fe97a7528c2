/** The proleptic Gregorian calendar (ISO 8601), without zones or clocks. */

/** Days of a month; months count from 1. */
export function daysInMonth(year: number, month: number): number {
	if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
	return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Whether the text is a day of the calendar: `YYYY-MM-DD`, years 1 to 9999. */
export function isCalendarDate(text: string): boolean {
	if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
	const year = Number(text.slice(0, 4));
	const month = Number(text.slice(5, 7));
	const day = Number(text.slice(8));
	return year > 0 && month > 0 && month < 13 && day > 0 && day <= daysInMonth(year, month);
}

/** Names of the days of the week in English; Sunday is 0. */
export const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** Names of the months in English; January is 0. */
export const MONTHS = [
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December",
] as const;

/** The first three letters of each name. */
export const shortNames = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));

/** Days from 1970-01-01 to a day of the calendar. */
export function dayNumber(date: string): number {
	return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** The day of the calendar that is so many days after 1970-01-01, years 0 to 9999. */
export function dateOfDay(number: number): string {
	return new Date(number * 86_400_000).toISOString().slice(0, 10);
}

/** The weekday of a day of the calendar; Sunday is 0. Day 0, 1970-01-01, was a Thursday. */
export function weekdayOf(date: string): number {
	return (((dayNumber(date) + 4) % 7) + 7) % 7;
}

/** The weekday that a word names, in English: `Tue`, `tues`, `tuesday`, `Tuesdays`; Sunday is 0. */
export function weekdayNamed(word: string): number | undefined {
	const name = word.toLowerCase().replace(/(?<=day)s$/, "");
	const found = DAYS.findIndex((day) => name.length >= 3 && day.toLowerCase().startsWith(name));
	return found < 0 ? undefined : found;
}
