/**
 * Dates, instants and durations as people type them, in the machine's zone. Imports chrono-node: load this module where a
 * command needs it, not at start-up.
 */
import { type ParsedResult, parse } from "chrono-node/en";
import { isCalendarDate } from "./calendar.ts";
import { localDay, type Micros } from "./clock.ts";
import { DeskError } from "./errors.ts";

const ISO_DAY = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?$/;
const ISO_INSTANT =
	/^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/i;
const WHEN_TODO = "write 2026-12-01, friday, tomorrow 2pm, in 3 days, next week or 1 dec";
const INSTANT_TODO = "write 2026-12-01, 2026-12-01T14:00, yesterday, monday or 2 weeks ago";
const DURATION_TODO = "write 30d, 12h, 90 days or forever";

/** Common words that chrono does not know, in words that it does. */
const SAME_AS: readonly (readonly [RegExp, string])[] = [
	[/^(?:the )?day after tomorrow\b/i, "in 2 days"],
	[/^(?:the )?day before yesterday\b/i, "2 days ago"],
];

/**
 * The day, and the time of day if one was said, that the words mean: `friday`, `tomorrow 2pm`, `next week`, `in 3 days`,
 * `2026-12-01`, `1 dec`. What can lie ahead does (a weekday is the next one, today included). English; `1/2/2027` is 2 January.
 * @throws DeskError EINVAL when not understood, wholly or in part, for a span of days, and for a day that does not exist.
 */
export function parseWhen(words: string, now: Date): { date: string; time?: string } {
	const text = tidy(words);
	const iso = ISO_DAY.exec(text);
	if (iso !== null) {
		const [, date = "", time] = iso;
		if (!isCalendarDate(date) || (time !== undefined && !isTime(time))) throw impossible(text, WHEN_TODO);
		return time === undefined ? { date } : { date, time };
	}
	const { start } = understand(text, now, !/^(?:last|past|previous)\b/i.test(text), WHEN_TODO);
	const at = start.date();
	const date = localDay(at);
	return start.isCertain("hour") ? { date, time: timeOf(at) } : { date };
}

/**
 * The day that all of the words mean together (`tomorrow`, `1 dec`, `in 3 days`), ahead where it can be; undefined when they mean none, more than one,
 * or a time of day too. A month without a day is none.
 */
export function dayOfWords(words: string, now: Date): string | undefined {
	const text = tidy(words);
	if (ISO_DAY.test(text)) return isCalendarDate(text) ? text : undefined;
	const plain = SAME_AS.reduce((said, [from, same]) => said.replace(from, same), text);
	const [found, ...others] = parse(plain, now, { forwardDate: true });
	if (found === undefined || others.length > 0 || found.end || found.text.length !== plain.length) return undefined;
	const { start } = found;
	const isDay =
		["day", "weekday"].some((part) => start.isCertain(part as "day")) || /^(?:today|tomorrow)$/i.test(plain);
	return isDay && !start.isCertain("hour") && !start.isCertain("timezoneOffset") ? localDay(start.date()) : undefined;
}

/**
 * The instant that the words mean, for `--since` and the like: an ISO 8601 date (its local midnight), month, year or instant
 * (local without a zone); `now`, `yesterday`, `2 weeks ago`, `last friday`. Words that name no time of day mean the day's local
 * midnight; a weekday or a date without its year is the latest one.
 * @throws DeskError EINVAL as `parseWhen`.
 */
export function parseInstant(words: string, now: Date): Micros {
	const text = tidy(words);
	const iso = ISO_INSTANT.exec(text);
	if (iso !== null) return isoInstant(text, iso);
	const { start } = understand(text, now, false, INSTANT_TODO);
	const at = start.date();
	if (!start.isCertain("hour")) at.setHours(0, 0, 0, 0);
	if (at > now && start.isCertain("weekday") && !start.isCertain("day")) at.setDate(at.getDate() - 7);
	else if (at > now && start.isCertain("month") && !start.isCertain("year")) at.setFullYear(at.getFullYear() - 1);
	return at.getTime() * 1000;
}

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
/** Microseconds of each unit; a month is 30 days, a year 365. */
const UNITS: Record<string, Micros> = {
	s: SECOND,
	sec: SECOND,
	second: SECOND,
	m: 60 * SECOND,
	min: 60 * SECOND,
	minute: 60 * SECOND,
	h: 3600 * SECOND,
	hr: 3600 * SECOND,
	hour: 3600 * SECOND,
	d: DAY,
	day: DAY,
	w: 7 * DAY,
	wk: 7 * DAY,
	week: 7 * DAY,
	mo: 30 * DAY,
	month: 30 * DAY,
	y: 365 * DAY,
	yr: 365 * DAY,
	year: 365 * DAY,
};

/**
 * A length of time in microseconds: `30d`, `12h`, `90 days`, `1h 30m`; `forever` is Infinity. `m` is a minute, `mo` a month.
 * @throws DeskError EINVAL when it is none, or longer than a number can hold exactly (285 years).
 */
export function parseDuration(words: string): Micros {
	const text = tidy(words).toLowerCase();
	if (text === "forever") return Number.POSITIVE_INFINITY;
	const part = /(\d{1,9}(?:\.\d{1,6})?) ?([a-z]+) ?/y;
	let total = 0;
	while (part.lastIndex < text.length) {
		const [, count, name = ""] = part.exec(text) ?? [];
		const unit = [name, name.replace(/s$/, "")].find((candidate) => Object.hasOwn(UNITS, candidate));
		if (count === undefined || unit === undefined) throw notUnderstood(words, "length of time", DURATION_TODO);
		total += Number(count) * (UNITS[unit] ?? 0);
	}
	if (text === "" || !Number.isSafeInteger(Math.round(total)))
		throw notUnderstood(words, "length of time", DURATION_TODO);
	return Math.round(total);
}

/** What chrono makes of the words, if it understands all of them as one point in time. */
function understand(text: string, now: Date, forwardDate: boolean, todo: string): ParsedResult {
	const plain = SAME_AS.reduce((said, [words, same]) => said.replace(words, same), text);
	const results = parse(plain, now, { forwardDate });
	const [found] = results;
	if (found === undefined) throw notUnderstood(text, "date", todo);
	const rest = `${plain.slice(0, found.index)} ${plain.slice(found.index + found.text.length)}`
		.replace(/[\s.,;]+/g, " ")
		.trim();
	if (rest !== "")
		throw new DeskError("EINVAL", `'${shorten(rest)}' in '${shorten(text)}' is not part of a date that I understand`, {
			todo,
		});
	if (found.end) throw new DeskError("EINVAL", `'${shorten(text)}' is a span, not one day`, { todo });
	const year = found.start.date().getFullYear();
	if (!(year >= 1 && year <= 9999)) throw impossible(text, todo);
	return found;
}

function isoInstant(
	text: string,
	[
		,
		year = "",
		month = "01",
		day = "01",
		hour = "00",
		minute = "00",
		second = "00",
		fraction = "",
		zone,
	]: RegExpExecArray,
): Micros {
	if (!isCalendarDate(`${year}-${month}-${day}`) || !isTime(`${hour}:${minute}`) || Number(second) > 59)
		throw impossible(text, INSTANT_TODO);
	const time = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
	const offset = zone?.toUpperCase().replace(/^([+-]\d\d):?(\d\d)$/, "$1:$2") ?? ""; // none: local time (ECMA-262 21.4.1.32)
	const at = Date.parse(time + offset);
	if (Number.isNaN(at)) throw impossible(text, INSTANT_TODO);
	return at * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

function tidy(words: string): string {
	return words.trim().replace(/\s+/g, " ");
}

function isTime(text: string): boolean {
	return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text);
}

function timeOf(at: Date): string {
	return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

function shorten(text: string): string {
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function notUnderstood(words: string, what: string, todo: string): DeskError {
	return new DeskError("EINVAL", `'${shorten(words)}' is no ${what} that I understand`, { todo });
}

function impossible(text: string, todo: string): DeskError {
	return new DeskError("EINVAL", `there is no such day or time as ${text}`, { todo });
}
