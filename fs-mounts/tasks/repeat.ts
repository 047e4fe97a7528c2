/**
 * Repeat rules of tasks, on calendar dates (no zones, no clock).
 *
 * - The cadence is kept from the due date, as `every` in Todoist and a recurring task in Taskwarrior: next is the first date
 *   of the cadence strictly after both the due date and the day of completion. So a daily task done three days late is due
 *   tomorrow, and one done early is due the day after it was due. Without a due date the cadence starts on the day of completion.
 * - A month that is too short takes its last day. So that 31 January, 28 February does not become 28 March, the day meant is
 *   kept in the rule: `anchored` turns `monthly` into `monthly on 31` (and `yearly` on 29 February into `yearly on 02-29`).
 */

import { DAYS, dayNumber, daysInMonth, isCalendarDate } from "../../src/base/calendar.ts";

/** A rule as read. Weekdays count from Sunday = 0. */
export interface Repeat {
	readonly unit: "day" | "week" | "month" | "year";
	/** Every how many units. */
	readonly every: number;
	/** With `week` and `every` 1: the weekdays it falls on. */
	readonly weekdays?: readonly number[];
	/** With `month`: 1 to 31; 31 is also "the last day". With `year`: month * 100 + day. */
	readonly on?: number;
}

const MAX_EVERY = 1_000;
const LAST_DAY = 9999 * 10_000 + 1231;
const WEEKDAYS = DAYS.map((day) => day.toLowerCase());
const WORKING_DAYS = [1, 2, 3, 4, 5];
const UNITS = ["day", "week", "month", "year"] as const;
const ADVERB: Record<string, Repeat> = {
	daily: { unit: "day", every: 1 },
	weekly: { unit: "week", every: 1 },
	monthly: { unit: "month", every: 1 },
	yearly: { unit: "year", every: 1 },
	weekdays: { unit: "week", every: 1, weekdays: WORKING_DAYS },
};

/** The forms of a rule, for messages. */
export const REPEAT_FORMS =
	"daily, weekly, monthly, yearly, weekdays, `every 3 days`, `every monday,thursday` or `every month on the 15th`";

/**
 * Read a rule, case ignored: `daily weekly monthly yearly weekdays`; `every day|week|month|year|weekday`, `every N days…`, `every
 * other week`; `every monday,thursday`; and, behind a monthly one, `on the 15th`, `on 31`, `on the last day`; behind a yearly one,
 * `on 02-29`. `undefined` when it is none of these.
 */
export function parseRepeat(text: string): Repeat | undefined {
	const words = text.trim().toLowerCase().replace(/\s+/g, " ");
	const [base = "", on, ...more] = words.split(" on ");
	if (more.length > 0) return undefined;
	const rule = Object.hasOwn(ADVERB, base) ? ADVERB[base] : parseEvery(base);
	if (rule === undefined || on === undefined) return rule;
	const day = rule.unit === "month" ? dayOfMonth(on) : rule.unit === "year" ? dayOfYear(on) : undefined;
	return day === undefined ? undefined : { ...rule, on: day };
}

/** The rule in words that `parseRepeat` reads back, in the shortest form. */
export function formatRepeat(rule: Repeat): string {
	const { unit, every, weekdays, on } = rule;
	if (weekdays !== undefined) {
		return String(weekdays) === String(WORKING_DAYS)
			? "weekdays"
			: `every ${weekdays.map((day) => WEEKDAYS[day]).join(",")}`;
	}
	const base =
		every === 1 ? { day: "daily", week: "weekly", month: "monthly", year: "yearly" }[unit] : `every ${every} ${unit}s`;
	if (on === undefined) return base;
	return unit === "month" ? `${base} on ${on}` : `${base} on ${pad(Math.floor(on / 100))}-${pad(on % 100)}`;
}

/** The rule with the day that a too short month would lose: for a monthly one due on the 29th to 31st, a yearly one on 29 February. */
export function anchored(rule: Repeat, due: string): Repeat {
	if (rule.on !== undefined) return rule;
	const { month, day } = parts(due);
	if (rule.unit === "month" && day > 28) return { ...rule, on: day };
	return rule.unit === "year" && month === 2 && day === 29 ? { ...rule, on: 229 } : rule;
}

/**
 * The due date of the next occurrence, after one due on `due` (if it had a date) was done on the day `done`. Dates are
 * `YYYY-MM-DD`; a time behind `due` (`T14:00`) is kept. `undefined` past the year 9999.
 */
export function nextDue(rule: Repeat, due: string | undefined, done: string): string | undefined {
	const start = (due ?? done).slice(0, 10);
	const after = start > done ? start : done;
	const next = (rule.weekdays !== undefined ? nextWeekday : STEP[rule.unit])(rule, start, after);
	return next === undefined ? undefined : next + (due?.slice(10) ?? "");
}

function parseEvery(text: string): Repeat | undefined {
	const match = /^every (?:(other|\d{1,4}) )?(.+)$/.exec(text);
	if (match === null) return undefined;
	const every = match[1] === undefined ? 1 : match[1] === "other" ? 2 : Number(match[1]);
	if (every < 1 || every > MAX_EVERY) return undefined;
	const what = match[2] ?? "";
	const unit = UNITS.find((name) => what === name || what === `${name}s`);
	if (unit !== undefined) return { unit, every };
	if (match[1] !== undefined) return undefined;
	if (what === "weekday") return ADVERB.weekdays;
	const days = what
		.split(/ ?, ?(?:and )?| and | /)
		.map((name) =>
			WEEKDAYS.findIndex(
				(day) =>
					day === name ||
					day === name.replace(/s$/, "") ||
					(name.length >= 3 && name.length < 6 && day.startsWith(name)),
			),
		);
	return days.includes(-1) ? undefined : { unit: "week", every: 1, weekdays: [...new Set(days)].sort((a, b) => a - b) };
}

function dayOfMonth(text: string): number | undefined {
	const words = text.replace(/^the /, "");
	if (words === "last day" || words === "last") return 31;
	const day = Number(/^(\d{1,2})(?:st|nd|rd|th)?$/.exec(words)?.[1] ?? 0);
	return day >= 1 && day <= 31 ? day : undefined;
}

function dayOfYear(text: string): number | undefined {
	return isCalendarDate(`2000-${text}`) ? Number(text.replace("-", "")) : undefined;
}

type Step = (rule: Repeat, start: string, after: string) => string | undefined;

const STEP: Record<Repeat["unit"], Step> = {
	day: (rule, start, after) => nextByDays(rule.every, start, after),
	week: (rule, start, after) => nextByDays(rule.every * 7, start, after),
	month: (rule, start, after) => nextByMonths(rule.every, start, after, rule.on),
	year: nextByYears,
};

function nextByDays(days: number, start: string, after: string): string | undefined {
	const from = dayNumber(start);
	return dateOf(from + (Math.floor((dayNumber(after) - from) / days) + 1) * days);
}

function nextByMonths(months: number, start: string, after: string, on = parts(start).day): string | undefined {
	const from = monthNumber(start);
	const steps = Math.max(0, Math.floor((monthNumber(after) - from) / months));
	for (let step = steps; ; step++) {
		const date = inMonth(from + step * months, on);
		if (date === undefined || date > after) return date;
	}
}

/** With `on`, the first year is the one of `start`, whatever its month. */
function nextByYears(rule: Repeat, start: string, after: string): string | undefined {
	const { year, month, day } = parts(start);
	const on = rule.on ?? month * 100 + day;
	const january = `${start.slice(0, 4)}-${pad(Math.floor(on / 100))}-01`;
	const steps = Math.max(0, Math.floor((parts(after).year - year) / rule.every));
	for (let step = steps; ; step++) {
		const date = inMonth(monthNumber(january) + step * rule.every * 12, on % 100);
		if (date === undefined || date > after) return date;
	}
}

function nextWeekday(rule: Repeat, _: string, after: string): string | undefined {
	const from = dayNumber(after);
	// Day 0, 1970-01-01, was a Thursday.
	const ahead = [1, 2, 3, 4, 5, 6, 7].find((days) => rule.weekdays?.includes((((from + days + 4) % 7) + 7) % 7));
	return ahead === undefined ? undefined : dateOf(from + ahead);
}

function parts(date: string): { year: number; month: number; day: number } {
	return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

function monthNumber(date: string): number {
	const { year, month } = parts(date);
	return year * 12 + month - 1;
}

/** The day of a month, or its last day when it is shorter. */
function inMonth(number: number, day: number): string | undefined {
	const year = Math.floor(number / 12);
	const month = (number % 12) + 1;
	return text(year, month, Math.min(day, daysInMonth(year, month)));
}

function dateOf(number: number): string | undefined {
	const date = new Date(number * 86_400_000);
	return text(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

function text(year: number, month: number, day: number): string | undefined {
	if (year * 10_000 + month * 100 + day > LAST_DAY) return undefined;
	return `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}`;
}

function pad(value: number): string {
	return String(value).padStart(2, "0");
}
