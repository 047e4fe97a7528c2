/** The days of one year, month, week or day that a rule takes: the table of RFC 5545, page 44, and the skipping of RFC 7529. */
import { weekdayOf, weekOf } from "./civil.ts";
import type { Rule, WeekdayPart } from "./rule.ts";
import type { Month, Scale, Year } from "./scale.ts";

/** The date on which a rule starts, which stands for what the rule does not say. */
export interface Start {
	readonly weekday: number;
	readonly month: number;
	readonly monthDay: number;
}

/** The start's date in a calendar. */
export function startOf(day: number, scale: Scale): Start {
	const month = monthOf(day, scale.year(scale.yearOf(day)));
	return { weekday: weekdayOf(day), month: month.code, monthDay: day - month.start + 1 };
}

/** The month of a year that a day lies in. */
export function monthOf(day: number, year: Year): Month {
	let found = year.months[0] as Month;
	for (const month of year.months) if (month.start <= day) found = month;
	return found;
}

/** Ascending, each once. */
export function inOrder(values: number[]): number[] {
	if (values.length < 2) return values;
	values.sort((a, b) => a - b);
	return values.filter((value, index) => value !== values[index - 1]);
}

/** The days of a year that a YEARLY rule takes; week numbers may reach into the neighbouring years. */
export function daysOfYear(rule: Rule, start: Start, year: Year): number[] {
	const { byMonth, byYearDay, byMonthDay, byWeekNo, byDay } = rule;
	const months = byMonth === undefined ? year.months : monthsOf(rule, year, byMonth);
	if (byYearDay !== undefined) {
		const days = numbered(year, byYearDay, rule);
		return inOrder(days).filter(
			(day) =>
				(byMonth === undefined || months.some((month) => lies(day, month))) &&
				(byMonthDay === undefined || hasMonthDay(day, monthOf(day, year), byMonthDay)) &&
				(byWeekNo === undefined || isInWeek(day, rule, year, byWeekNo)) &&
				(byDay === undefined || isNth(day, byDay, byMonth === undefined ? year : monthOf(day, year))),
		);
	}
	if (byMonthDay !== undefined)
		return inOrder(
			months.flatMap((month) =>
				numbered(month, byMonthDay, rule).filter(
					(day) =>
						(byWeekNo === undefined || isInWeek(day, rule, year, byWeekNo)) &&
						(byDay === undefined || isNth(day, byDay, byMonth === undefined ? year : month)),
				),
			),
		);
	if (byWeekNo !== undefined) {
		const weekdays = byDay?.map(({ day }) => day) ?? [start.weekday];
		const days = weeksOf(rule, year, byWeekNo).flatMap((week) =>
			weekdays.map((weekday) => week + ((weekday - rule.weekStart + 7) % 7)),
		);
		return inOrder(days).filter((day) => byMonth === undefined || months.some((month) => lies(day, month)));
	}
	if (byDay !== undefined)
		return inOrder(byMonth === undefined ? nthDays(byDay, year) : months.flatMap((month) => nthDays(byDay, month)));
	const own = byMonth === undefined ? monthsOf(rule, year, [start.month]) : months;
	return inOrder(own.flatMap((month) => numbered(month, [start.monthDay], rule)));
}

/** The days of a month that a MONTHLY rule takes. */
export function daysOfMonth(rule: Rule, start: Start, month: Month): number[] {
	const { byMonth, byMonthDay, byDay } = rule;
	if (byMonth !== undefined && !byMonth.includes(month.code)) return [];
	if (byMonthDay === undefined && byDay !== undefined) return inOrder(nthDays(byDay, month));
	const days = inOrder(numbered(month, byMonthDay ?? [start.monthDay], rule));
	return byDay === undefined ? days : days.filter((day) => isNth(day, byDay, month));
}

/** The days of the week that begins on `week` that a WEEKLY rule takes. */
export function daysOfWeek(rule: Rule, start: Start, week: number, scale: Scale): number[] {
	const weekdays = rule.byDay?.map(({ day }) => day) ?? [start.weekday];
	const days = inOrder(weekdays.map((weekday) => week + ((weekday - rule.weekStart + 7) % 7)));
	return days.filter((day) => passes(rule, day, scale));
}

/** Whether a rule that does not choose days by its frequency (DAILY and shorter) takes a day. */
export function passes(rule: Rule, day: number, scale: Scale): boolean {
	const { byMonth, byYearDay, byMonthDay, byDay } = rule;
	if (byDay !== undefined && !byDay.some((part) => part.day === weekdayOf(day))) return false;
	if (byMonth === undefined && byMonthDay === undefined && byYearDay === undefined) return true;
	const year = scale.year(scale.yearOf(day));
	const month = monthOf(day, year);
	if (byMonth !== undefined && !byMonth.includes(month.code)) return false;
	if (byMonthDay !== undefined && !hasMonthDay(day, month, byMonthDay)) return false;
	return byYearDay === undefined || hasMonthDay(day, year, byYearDay);
}

interface Stretch {
	readonly start: number;
	readonly length: number;
}

const lies = (day: number, { start, length }: Stretch): boolean => day >= start && day < start + length;

function hasMonthDay(day: number, { start, length }: Stretch, list: readonly number[]): boolean {
	const number = day - start + 1;
	return list.includes(number) || list.includes(number - length - 1);
}

/**
 * Days of a month or year by their numbers, from the end when negative; SKIP says whether for one that there is not the last day before
 * it stands, or the first after it.
 */
function numbered({ start, length }: Stretch, list: readonly number[], { skip = "omit" }: Rule): number[] {
	const end = start + length;
	const days = list.map((n) => (n > 0 ? start + n - 1 : end + n));
	if (skip === "omit") return days.filter((day) => day >= start && day < end);
	const step = skip === "forward" ? 0 : -1;
	return days.map((day) => (day < start ? start + step : day < end ? day : end + step));
}

/** Months of a year by their numbers; SKIP says what stands for a leap month that the year does not have. */
function monthsOf({ skip }: Rule, year: Year, list: readonly number[]): Month[] {
	const found: Month[] = [];
	for (const code of list) {
		let at = year.months.findIndex((month) => month.code === code);
		if (at < 0 && !Number.isInteger(code) && skip !== undefined && skip !== "omit")
			at = year.months.findIndex((month) => month.code === (skip === "forward" ? code + 0.5 : code - 0.5));
		const month = year.months[at];
		if (month !== undefined && !found.includes(month)) found.push(month);
	}
	return found;
}

/** Weekdays of a month or year: all of them, or the nth. */
function nthDays(parts: readonly WeekdayPart[], { start, length }: Stretch): number[] {
	const days: number[] = [];
	for (const { day, nth } of parts) {
		const first = start + ((day - weekdayOf(start) + 7) % 7);
		const count = Math.floor((start + length - 1 - first) / 7) + 1;
		if (nth === 0) for (let n = 0; n < count; n++) days.push(first + n * 7);
		else if (Math.abs(nth) <= count) days.push(first + (nth > 0 ? nth - 1 : count + nth) * 7);
	}
	return days;
}

function isNth(day: number, parts: readonly WeekdayPart[], { start, length }: Stretch): boolean {
	const weekday = weekdayOf(day);
	return parts.some((part) => {
		if (part.day !== weekday) return false;
		if (part.nth === 0) return true;
		const fromStart = Math.floor((day - start) / 7) + 1;
		const fromEnd = -(Math.floor((start + length - 1 - day) / 7) + 1);
		return part.nth === fromStart || part.nth === fromEnd;
	});
}

/** The first day of week 1: the week that has at least four days of the year (ISO 8601, for any start of weeks). */
const firstWeek = (year: Stretch, weekStart: number): number => weekOf(year.start + 3, weekStart);

function weeksOf({ weekStart }: Rule, year: Year, list: readonly number[]): number[] {
	const first = firstWeek(year, weekStart);
	const next = firstWeek({ start: year.start + year.length, length: 0 }, weekStart);
	const count = (next - first) / 7;
	const numbers = list.map((n) => (n > 0 ? n : count + n + 1)).filter((n) => n >= 1 && n <= count);
	return numbers.map((n) => first + (n - 1) * 7);
}

function isInWeek(day: number, rule: Rule, year: Year, list: readonly number[]): boolean {
	return weeksOf(rule, year, list).some((week) => day >= week && day < week + 7);
}
