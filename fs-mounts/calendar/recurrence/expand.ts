/** The times that a rule gives, one after the other, in plain integer arithmetic. Nothing is looped on: see `PATIENCE`. */
import { DAY, weekOf } from "./civil.ts";
import { daysOfMonth, daysOfWeek, daysOfYear, inOrder, monthOf, passes, type Start, startOf } from "./days.ts";
import { scaleOf } from "./rscale.ts";
import { DAILY, HOURLY, MINUTELY, MONTHLY, type Rule, WEEKLY, YEARLY } from "./rule.ts";
import { GREGORIAN, type Month, type Scale } from "./scale.ts";

/**
 * After so many periods in a row without a time a rule is taken to have no more. The calendar repeats after 400 years, so years, months
 * and weeks are exact; of shorter periods 30,000 (82 years of days) must do.
 */
const PATIENCE: Readonly<Record<number, number>> = { [YEARLY]: 400, [MONTHLY]: 4800, [WEEKLY]: 20_871 };
const SHORT_PATIENCE = 30_000;

export interface Expansion {
	/** Times before need not be given (wall seconds); a rule without COUNT is then not looked at from its start. */
	readonly from?: number;
	/** No time after it (wall seconds); what UNTIL stands for in the start's zone. */
	readonly until?: number;
	/** Periods that may be looked at in vain, shared by all that one question expands; it ends when they are used up. */
	readonly budget?: Budget;
}

export interface Budget {
	left: number;
}

/** What expanding needs again and again. */
interface Prepared {
	readonly rule: Rule;
	readonly scale: Scale;
	readonly start: number;
	readonly startDay: number;
	readonly startDate: Start;
	readonly hours: readonly number[];
	readonly minutes: readonly number[];
	readonly seconds: readonly number[];
	readonly from: number;
	readonly lastDay: number;
}

/**
 * Times of a rule as wall seconds, ascending, each once, none before `start`; `start` itself only if the rule gives it.
 * It ends with COUNT, `until`, the last day of the rule's calendar (`Scale`), or when the rule has given nothing for long; a start before
 * the first day of that calendar gives none.
 */
export function* expand(rule: Rule, start: number, options: Expansion = {}): Generator<number, void, undefined> {
	const { until = Number.POSITIVE_INFINITY, budget = { left: Number.POSITIVE_INFINITY } } = options;
	const patience = PATIENCE[rule.freq] ?? SHORT_PATIENCE;
	const count = rule.count ?? Number.POSITIVE_INFINITY;
	if (count === 0) return;
	const unseen = options.from ?? start;
	const step = evenStep(rule);
	if (step !== undefined) return yield* evenTimes(start, step, count, Math.max(start, unseen), until);
	const scale = scaleOf(rule.rscale) ?? GREGORIAN;
	if (until < start || start < scale.firstDay * DAY || start >= (scale.lastDay + 1) * DAY) return;
	const prepared = prepare(rule, start, scale, options);
	let latest = Number.NEGATIVE_INFINITY;
	let given = 0;
	let idle = 0;
	for (const times of rule.freq >= DAILY ? longPeriods(prepared) : shortPeriods(prepared)) {
		let any = false;
		for (const time of rule.bySetPos === undefined ? times : chosen(times, rule.bySetPos)) {
			// What SKIP moves into the next month may be there already.
			if (time < start || time <= latest) continue;
			if (time > until) return;
			latest = time;
			any = true;
			if (time < unseen) budget.left--;
			yield time;
			if (++given >= count) return;
		}
		idle = any ? 0 : idle + 1;
		if (!any) budget.left--;
		if (idle > patience || budget.left < 0 || (times.length > 0 && (times[0] as number) > until)) return;
	}
}

/** Times with a step between them: the nth is known without those before it. */
function* evenTimes(
	start: number,
	step: number,
	count: number,
	from: number,
	until: number,
): Generator<number, void, undefined> {
	const last = Math.min(until, (GREGORIAN.lastDay + 1) * DAY - 1);
	for (let n = Math.ceil((from - start) / step); n < count; n++) {
		const time = start + n * step;
		if (time > last) return;
		yield time;
	}
}

/** The seconds from one time to the next of a rule that has nothing but an interval. */
function evenStep(rule: Rule): number | undefined {
	const { bySecond, byMinute, byHour, byDay, byMonthDay, byYearDay, byWeekNo, byMonth, bySetPos } = rule;
	const parts = [bySecond, byMinute, byHour, byDay, byMonthDay, byYearDay, byWeekNo, byMonth, bySetPos];
	const unit = [1, 60, 3600, DAY, 7 * DAY][rule.freq];
	return unit === undefined || parts.some((part) => part !== undefined) ? undefined : unit * rule.interval;
}

function prepare(rule: Rule, start: number, scale: Scale, { from = start, until }: Expansion): Prepared {
	const startDay = Math.floor(start / DAY);
	const clock = start - startDay * DAY;
	const or = (list: readonly number[] | undefined, own: number) => (list === undefined ? [own] : inOrder([...list]));
	return {
		rule,
		scale,
		start,
		startDay,
		startDate: startOf(startDay, scale),
		hours: or(rule.byHour, Math.floor(clock / 3600)),
		minutes: or(rule.byMinute, Math.floor(clock / 60) % 60),
		// A leap second is the second before it, where they are not known (RFC 5545 3.3.10).
		seconds: or(
			rule.bySecond?.map((second) => Math.min(59, second)),
			clock % 60,
		),
		from: rule.count === undefined ? Math.max(start, Math.min(from, scale.lastDay * DAY)) : start,
		lastDay: Math.min(scale.lastDay, Math.floor((until ?? Number.POSITIVE_INFINITY) / DAY)),
	};
}

/** The times of each year, month, week or day. */
function* longPeriods(prepared: Prepared): Generator<readonly number[]> {
	const { hours, minutes, seconds } = prepared;
	const clock = hours.flatMap((hour) =>
		minutes.flatMap((minute) => seconds.map((second) => hour * 3600 + minute * 60 + second)),
	);
	const days = DAYS[prepared.rule.freq] ?? daysByDay;
	const only = clock.length === 1 ? (clock[0] as number) : undefined;
	for (const found of days(prepared))
		yield only === undefined
			? found.flatMap((day) => clock.map((time) => day * DAY + time))
			: found.map((day) => day * DAY + only);
}

const DAYS: Readonly<Record<number, (prepared: Prepared) => Generator<number[]>>> = {
	[YEARLY]: daysByYear,
	[MONTHLY]: daysByMonth,
	[WEEKLY]: daysByWeek,
};

/** The number of the first period that is worth a look: the one before that with `from`, in steps of the interval. */
const firstStep = (periods: number, interval: number): number =>
	Math.max(0, Math.floor((periods - 1) / interval)) * interval;

function* daysByYear({ rule, scale, startDay, startDate, from, lastDay }: Prepared): Generator<number[]> {
	const first = scale.yearOf(startDay);
	// The first week of the year after may begin in this one.
	const last = scale.yearOf(Math.min(scale.lastDay, lastDay + 7));
	const wanted = scale.yearOf(Math.floor(from / DAY));
	for (let year = first + firstStep(wanted - first, rule.interval); year <= last; year += rule.interval)
		yield daysOfYear(rule, startDate, scale.year(year));
}

function* daysByMonth({ rule, scale, startDay, startDate, from, lastDay }: Prepared): Generator<number[]> {
	const find = (day: number) => {
		const year = scale.year(scale.yearOf(day));
		return { year, index: year.months.indexOf(monthOf(day, year)) };
	};
	let { year, index } = find(startDay);
	if (scale.monthsPerYear !== undefined) {
		const wanted = find(Math.floor(from / DAY));
		const skipped = (wanted.year.number - year.number) * scale.monthsPerYear + wanted.index - index;
		index += firstStep(skipped, rule.interval);
	}
	// SKIP=BACKWARD may take the day before a month.
	const end = Math.min(scale.lastDay, lastDay + 1);
	const lastYear = scale.yearOf(end);
	for (; ; index += rule.interval) {
		while (index >= year.months.length) {
			const years = scale.monthsPerYear === undefined ? 1 : Math.floor(index / scale.monthsPerYear);
			if (year.number + years > lastYear) return;
			index -= years * year.months.length;
			year = scale.year(year.number + years);
		}
		const month = year.months[index] as Month;
		if (month.start > end) return;
		yield daysOfMonth(rule, startDate, month);
	}
}

function* daysByWeek({ rule, scale, startDay, startDate, from, lastDay }: Prepared): Generator<number[]> {
	const first = weekOf(startDay, rule.weekStart);
	const skipped = Math.floor((Math.floor(from / DAY) - first) / 7);
	for (let week = first + firstStep(skipped, rule.interval) * 7; week <= lastDay; week += rule.interval * 7)
		yield daysOfWeek(rule, startDate, week, scale);
}

function* daysByDay({ rule, scale, startDay, from, lastDay }: Prepared): Generator<number[]> {
	const skipped = Math.floor(from / DAY) - startDay;
	for (let day = startDay + firstStep(skipped, rule.interval); day <= lastDay; day += rule.interval)
		yield passes(rule, day, scale) ? [day] : [];
}

/** The times of each hour, minute or second; days, hours and minutes that the rule does not take are stepped over as a whole. */
function* shortPeriods({
	rule,
	scale,
	start,
	hours,
	minutes,
	seconds,
	from,
	lastDay,
}: Prepared): Generator<readonly number[]> {
	const unit = rule.freq === HOURLY ? 3600 : rule.freq === MINUTELY ? 60 : 1;
	const step = unit * rule.interval;
	const first = start - (((start % unit) + unit) % unit);
	const offsets =
		rule.freq === HOURLY
			? minutes.flatMap((minute) => seconds.map((second) => minute * 60 + second))
			: rule.freq === MINUTELY
				? seconds
				: [0];
	if (rule.bySetPos?.every((position) => Math.abs(position) > offsets.length)) return;
	let passing = Number.NaN;
	for (let at = first + Math.max(0, Math.floor((from - first) / step) - 1) * step; at < (lastDay + 1) * DAY; ) {
		const day = Math.floor(at / DAY);
		const clock = at - day * DAY;
		let taken = day === passing || passes(rule, day, scale);
		let blocked = DAY;
		if (taken) {
			passing = day;
			if (rule.byHour !== undefined && !hours.includes(Math.floor(clock / 3600))) [taken, blocked] = [false, 3600];
			else if (rule.freq <= MINUTELY && rule.byMinute !== undefined && !minutes.includes(Math.floor(clock / 60) % 60))
				[taken, blocked] = [false, 60];
			else if (unit === 1 && rule.bySecond !== undefined && !seconds.includes(clock % 60))
				[taken, blocked] = [false, 1];
		}
		yield taken ? offsets.map((offset) => at + offset) : [];
		const next = taken ? at + step : at - (clock % blocked) + blocked;
		at = first + Math.ceil((next - first) / step) * step;
	}
}

/** Those of a period's times that BYSETPOS names. */
function chosen(times: readonly number[], positions: readonly number[]): number[] {
	const found = positions.map((n) => times[n > 0 ? n - 1 : times.length + n]);
	return inOrder(found.filter((time) => time !== undefined));
}
