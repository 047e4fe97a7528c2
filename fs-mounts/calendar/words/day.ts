import {
	dateOfDay,
	dayNumber,
	daysInMonth,
	isCalendarDate,
	weekdayNamed,
	weekdayOf,
} from "../../../src/base/calendar.ts";
import { bare, type Found, type Reading, type Readings, type Setting, sayDay } from "./reading.ts";

/** The most words that a day takes: `the day after tomorrow`, `on tuesday of next week`. */
const LONGEST = 5;

type DayReader = (words: readonly string[], at: number, setting: Setting) => Found<readonly string[]> | undefined;

/** The day that is written at a place, with `on` before it or not; the longest that can be read. */
export function readDay(words: readonly string[], at: number, setting: Setting): Found<Readings<string>> | undefined {
	const skipped = bare(words[at]) === "on" ? 1 : 0;
	for (const reader of READERS) {
		const found = reader(words, at + skipped, setting);
		if (found === undefined) continue;
		const text = words
			.slice(at + skipped, at + skipped + found.count)
			.join(" ")
			.replace(/[,;]+$/, "");
		return { value: { words: text, of: found.value.map(dayReading) }, count: found.count + skipped };
	}
	return undefined;
}

function dayReading(date: string): Reading<string> {
	return { value: date, say: sayDay(date), write: date };
}

const READERS: readonly DayReader[] = [numericDay, weekdayOfWeek, nextWeekday, dayOfMonth, plainDay];

/** `3/4`, `3/4/2027`, `3.4.`, `3.4.27`: the day stands first before dots, and where the locale has it so before a slash. */
function numericDay(
	words: readonly string[],
	at: number,
	{ today, habits }: Setting,
): Found<readonly string[]> | undefined {
	const [, first = "", mark, second = "", year, dot] =
		/^(\d{1,2})([/.])(\d{1,2})(?:\2(\d{4}|\d\d))?(\.?)$/.exec(bare(words[at])) ?? [];
	if (mark === undefined || (mark === "." && year === undefined && dot === "")) return undefined;
	const dayFirst = mark === "." ? true : habits.dayFirst;
	const orders = [
		...(dayFirst === false ? [] : [[first, second] as const]),
		...(dayFirst === true ? [] : [[second, first] as const]),
	];
	const dates = orders.flatMap(([day, month]) => inYear(Number(month), Number(day), year, today) ?? []);
	// Where the locale's order gives no day, only the other can be meant.
	const other =
		dates.length > 0 || mark === "."
			? undefined
			: inYear(Number(dayFirst ? first : second), Number(dayFirst ? second : first), year, today);
	const all = [...new Set([...dates, ...(other === undefined ? [] : [other])])];
	return all.length === 0 ? undefined : { value: all, count: 1 };
}

/** The day in the year that was said, or the next one there is. */
function inYear(month: number, day: number, year: string | undefined, today: string): string | undefined {
	const text = (of: number) =>
		`${String(of).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
	if (year !== undefined) {
		const date = text(year.length === 2 ? 2000 + Number(year) : Number(year));
		return isCalendarDate(date) ? date : undefined;
	}
	const now = Number(today.slice(0, 4));
	// 29 February may be eight years ahead.
	return Array.from({ length: 9 }, (_, ahead) => text(now + ahead)).find(
		(date) => isCalendarDate(date) && date >= today,
	);
}

/** `tuesday next week`, `next week on tuesday`, `tuesday of this week`. */
function weekdayOfWeek(
	words: readonly string[],
	at: number,
	{ today, habits }: Setting,
): Found<readonly string[]> | undefined {
	const text = words.slice(at, at + LONGEST).map(bare);
	const behind = text[1] === "of" || text[1] === "in" ? 1 : 0;
	const forms = [
		{ day: text[0], which: text[1 + behind], week: text[2 + behind], count: 3 + behind },
		{ day: text[text[2] === "on" ? 3 : 2], which: text[0], week: text[1], count: text[2] === "on" ? 4 : 3 },
	];
	for (const { day, which, week, count } of forms) {
		const weekday = weekdayNamed(day ?? "");
		if (weekday === undefined || week !== "week" || (which !== "next" && which !== "this")) continue;
		const start = dayNumber(weekBegin(today, habits.weekStart)) + (which === "next" ? 7 : 0);
		return { value: [dateOfDay(start + ((weekday - habits.weekStart + 7) % 7))], count };
	}
	return undefined;
}

/** `next friday`: the coming one, and the one of next week, where these are not the same. */
function nextWeekday(
	words: readonly string[],
	at: number,
	{ today, habits }: Setting,
): Found<readonly string[]> | undefined {
	const weekday = bare(words[at]) === "next" ? weekdayNamed(bare(words[at + 1])) : undefined;
	if (weekday === undefined) return undefined;
	const coming = dayNumber(today) + (((weekday - weekdayOf(today) + 6) % 7) + 1);
	const week = dayNumber(weekBegin(today, habits.weekStart)) + 7 + ((weekday - habits.weekStart + 7) % 7);
	return { value: [...new Set([coming, week])].map(dateOfDay), count: 2 };
}

/** `the 3rd`, `3rd`: the next one; `3rd of december` is for others to read. */
function dayOfMonth(
	words: readonly string[],
	at: number,
	{ today, dayOf }: Setting,
): Found<readonly string[]> | undefined {
	const skipped = bare(words[at]) === "the" ? 1 : 0;
	const [, digits] = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(bare(words[at + skipped])) ?? [];
	const day = Number(digits ?? 0);
	if (day < 1 || day > 31) return undefined;
	for (const more of [2, 1])
		if (
			at + skipped + more < words.length &&
			dayOf(
				words
					.slice(at + skipped, at + skipped + more + 1)
					.map(bare)
					.join(" "),
			) !== undefined
		)
			return undefined;
	let [year, month] = today.split("-").map(Number) as [number, number];
	for (;;) {
		const date = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
		if (day <= daysInMonth(year, month) && date >= today) return { value: [date], count: skipped + 1 };
		[year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
	}
}

/** Whatever else `dayOf` understands, the longest first: `tomorrow`, `1 dec 2027`, `in 3 days`, `fri`. */
function plainDay(words: readonly string[], at: number, { dayOf }: Setting): Found<readonly string[]> | undefined {
	if (!/^(?:\p{L}|\d)/u.test(words[at] ?? "")) return undefined;
	const skipped = bare(words[at]) === "the" ? 1 : 0;
	for (let count = Math.min(LONGEST, words.length - at); count > skipped; count--) {
		const date = dayOf(
			words
				.slice(at + skipped, at + count)
				.map(bare)
				.join(" "),
		);
		if (date !== undefined && isCalendarDate(date)) return { value: [date], count };
	}
	return undefined;
}

/** The first day of the week that a day is in. */
export function weekBegin(date: string, weekStart: number): string {
	return dateOfDay(dayNumber(date) - ((weekdayOf(date) - weekStart + 7) % 7));
}
