/**
 * Schedules as crontab(5) of Debian writes them: minute, hour, day of the month, month, day of the week; `*`, lists, ranges, steps, names,
 * `@daily`. Day of the month and day of the week: either, when both are restricted. When clocks change, cron(8)'s rules hold for times
 * without a `*` in minute or hour: one that is skipped is run when the clocks have changed, one that comes twice is run the first time.
 */
import { DAYS, daysInMonth, MONTHS, shortNames } from "../base/calendar.ts";

import { utcSeconds, type Wall, wallAt, type Zone } from "../base/zone.ts";

/** A schedule, read. */
export interface Cron {
	readonly minutes: readonly number[];
	readonly hours: readonly number[];
	readonly days: ReadonlySet<number>;
	readonly months: ReadonlySet<number>;
	/** Sunday is 0. */
	readonly weekdays: ReadonlySet<number>;
	/** A day must fit both fields; else either does. */
	readonly fitsBoth: boolean;
	/** Minute or hour begins with `*`: it follows the clock, whatever that does. */
	readonly isWild: boolean;
}

/** What is wrong with a text, and where. */
export interface CronProblem {
	/** Offset in the text, in UTF-16 units. */
	readonly at: number;
	/** A clause: `99 is no minute`. */
	readonly what: string;
	readonly todo: string;
}

interface Field {
	readonly what: string;
	readonly least: number;
	readonly most: number;
	/** Names of values, the first of which is `least`. */
	readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
	{ what: "minute", least: 0, most: 59 },
	{ what: "hour", least: 0, most: 23 },
	{ what: "day of the month", least: 1, most: 31 },
	{ what: "month", least: 1, most: 12, names: shortNames(MONTHS) },
	{ what: "day of the week", least: 0, most: 7, names: shortNames(DAYS) },
];

const WORDS: Readonly<Record<string, string>> = {
	hourly: "0 * * * *",
	daily: "0 0 * * *",
	midnight: "0 0 * * *",
	weekly: "0 0 * * 0",
	monthly: "0 0 1 * *",
	yearly: "0 0 1 1 *",
	annually: "0 0 1 1 *",
};

const FORM =
	"write `MINUTE HOUR DAY MONTH WEEKDAY` as in a crontab (`30 7 * * 1-5`), or hourly, daily, weekly, monthly, yearly";

/** How far `latest` and `next` look: the calendar comes again after 28 years, but for centuries. */
const MOST_DAYS = 41 * 366;
const DAY = 86_400;

/** Thrown within this file only. */
class Wrong extends Error implements CronProblem {
	readonly at: number;
	readonly todo: string;

	constructor(at: number, what: string, todo = FORM) {
		super(what);
		this.at = at;
		this.todo = todo;
	}

	get what(): string {
		return this.message;
	}
}

/** Read a schedule. */
export function parseCron(text: string): Cron | CronProblem {
	try {
		return read(text);
	} catch (error) {
		if (error instanceof Wrong) return { at: error.at, what: error.what, todo: error.todo };
		throw error;
	}
}

/** Whether a text was read. */
export function isCron(read: Cron | CronProblem): read is Cron {
	return "minutes" in read;
}

function read(text: string): Cron {
	const word = text.trim();
	const words = WORDS[word.replace(/^@/, "").toLowerCase()];
	if (words === undefined && /^@?[a-z]+$/i.test(word)) throw new Wrong(text.search(/\S/), `'${word}' is no schedule`);
	const fields = [...(words ?? text).matchAll(/\S+/g)];
	if (fields.length !== 5) {
		const at = fields[5]?.index ?? text.length;
		throw new Wrong(at, `a schedule has five fields, and this has ${fields.length}`);
	}
	const [minute, hour, day, month, weekday] = fields.map((found, index) => ({
		values: readField(found[0], FIELDS[index] as Field, found.index),
		isStar: found[0].startsWith("*"),
		at: found.index,
	})) as [Read, Read, Read, Read, Read];
	const cron: Cron = {
		minutes: ordered(minute.values),
		hours: ordered(hour.values),
		days: day.values,
		months: month.values,
		weekdays: new Set([...weekday.values].map((value) => value % 7)),
		fitsBoth: day.isStar || weekday.isStar,
		isWild: minute.isStar || hour.isStar,
	};
	// 2000 was a leap year.
	const isThere = cron.fitsBoth
		? [...cron.months].some((number) => Math.min(...cron.days) <= daysInMonth(2000, number))
		: true;
	if (!isThere) throw new Wrong(day.at, "no such day ever comes", "name a day that the month has");
	return cron;
}

interface Read {
	readonly values: Set<number>;
	readonly isStar: boolean;
	readonly at: number;
}

const ordered = (values: Set<number>) => [...values].sort((one, other) => one - other);

function readField(text: string, field: Field, at: number): Set<number> {
	const values = new Set<number>();
	let offset = at;
	for (const item of text.split(",")) {
		const [, range = "", from = "", to, step] = /^((\*|[a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/(\d+))?$/i.exec(item) ?? [];
		const isStar = range === "*";
		if (range === "" || (from === "*" && !isStar))
			throw new Wrong(offset, item === "" ? `a ${field.what} is missing` : `'${item}' is no ${field.what}`);
		if (step !== undefined && to === undefined && !isStar)
			throw new Wrong(
				offset,
				`a step needs a range, and '${range}' is none`,
				`write \`${from}-${field.most}/${step}\``,
			);
		if (step !== undefined && Number(step) === 0)
			throw new Wrong(offset + range.length + 1, "a step of 0 leads nowhere");
		const first = isStar ? field.least : valueNamed(from, field, offset);
		const last = isStar ? field.most : to === undefined ? first : valueNamed(to, field, offset + from.length + 1);
		if (first > last)
			throw new Wrong(offset, `'${range}' goes backwards`, "write two ranges with a comma between them");
		for (let value = first; value <= last; value += step === undefined ? 1 : Number(step)) values.add(value);
		offset += item.length + 1;
	}
	return values;
}

function valueNamed(text: string, { what, least, most, names = [] }: Field, at: number): number {
	const named = names.findIndex((name) => name.toLowerCase() === text.toLowerCase());
	const value = named >= 0 ? named + least : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
	if (value >= least && value <= most) return value;
	throw new Wrong(
		at,
		`'${text}' is no ${what}`,
		`it is a number from ${least} to ${most}${names.length > 0 ? `, or ${names.slice(0, 2).join(", ")} …` : ""}`,
	);
}

/** The last time that a schedule names after `since` and not after `now`; all of them seconds since the epoch. */
export function latest(cron: Cron, zone: Zone, since: number, now: number): number | undefined {
	for (const times of days(cron, zone, now, -1)) {
		if (times.midnight < since - 2 * DAY) return undefined;
		const found = Math.max(...times.all.filter((at) => at <= now));
		if (Number.isFinite(found)) return found > since ? found : undefined;
	}
	return undefined;
}

/** The first time that a schedule names after `now` (seconds since the epoch). */
export function next(cron: Cron, zone: Zone, now: number): number | undefined {
	for (const times of days(cron, zone, now, 1)) {
		const found = Math.min(...times.all.filter((at) => at > now));
		if (Number.isFinite(found)) return found;
	}
	return undefined;
}

/**
 * Days that fit, one after the other, with their times: from the day after or before on, as clocks that change at midnight bring times of
 * one day into another; for the same reason with the times of a neighbour.
 */
function* days(cron: Cron, zone: Zone, from: number, step: 1 | -1): Generator<{ midnight: number; all: number[] }> {
	const start = wallAt(from, zone.at(from).offset);
	const first = utcSeconds({ ...start, hour: 0, minute: 0, second: 0 }) - step * DAY;
	const timesAt = (midnight: number): number[] => {
		const day = wallAt(midnight, 0);
		return fitsDay(cron, day) ? timesOf(cron, zone, midnight) : [];
	};
	for (let count = 0; count < MOST_DAYS; count++) {
		const midnight = first + step * count * DAY;
		const own = timesAt(midnight);
		if (own.length > 0) yield { midnight, all: [...own, ...timesAt(midnight + step * DAY)] };
	}
}

function fitsDay(cron: Cron, { month, day, weekday }: Wall & { weekday: number }): boolean {
	if (!cron.months.has(month)) return false;
	const isDay = cron.days.has(day);
	const isWeekday = cron.weekdays.has(weekday);
	return cron.fitsBoth ? isDay && isWeekday : isDay || isWeekday;
}

/** The instants of a day that fits. @param midnight its begin, as if it were of UTC */
function timesOf(cron: Cron, zone: Zone, midnight: number): number[] {
	// Zones lie within a day of UTC.
	const before = zone.at(midnight - DAY).offset;
	const after = zone.at(midnight + 2 * DAY).offset;
	const offsets = [...new Set([before, after])];
	const times = cron.hours.flatMap((hour) => cron.minutes.map((minute) => midnight + hour * 3600 + minute * 60));
	if (offsets.length === 1) return times.map((time) => time - before);
	return times.flatMap((time) => {
		const found = offsets
			.map((offset) => ({ at: time - offset, offset }))
			.filter(({ at, offset }) => zone.at(at).offset === offset)
			.map(({ at }) => at)
			.sort((one, other) => one - other);
		if (cron.isWild) return found;
		return found.length === 0 ? [changeBetween(zone, time - after, time - before)] : found.slice(0, 1);
	});
}

/** When a zone's offset changes between two instants, to the second. */
function changeBetween(zone: Zone, from: number, to: number): number {
	let [low, high] = [from, to];
	const { offset } = zone.at(low);
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (zone.at(middle).offset === offset) low = middle;
		else high = middle;
	}
	return high;
}
