import { dateOfDay, dayNumber, daysInMonth, weekdayNamed } from "../../../src/base/calendar.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { clockReadings, type Span, spanReadings } from "./clock.ts";
import type { Facts, SaidClock } from "./facts.ts";
import { type EventZone, instantIn, isFirst, offsetAt, zoneFor } from "./instants.ts";
import type { Length } from "./length.ts";
import { type Choose, type Setting, sayClock, sayDay, settled } from "./reading.ts";
import { firstOn, type Rule, recurOf, sayRule } from "./rule.ts";

/** When it is to be. */
export interface Moment {
	readonly allDay: boolean;
	/** `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` in `zone`. The end is the instant, or the day, at which it is over. */
	readonly start: string;
	readonly end: string;
	/** UTC milliseconds; of days, their midnights in the user's zone. */
	readonly startAt: number;
	readonly endAt: number;
	/** IANA name. */
	readonly zone: string;
}

/** What is to be in the calendar, with nothing left open. */
export interface Plan extends Moment {
	readonly title: string;
	/** RFC 5545's RECUR, and in words. */
	readonly recur?: string;
	readonly repeats?: string;
	readonly people: readonly string[];
	readonly place?: string;
	readonly calendar?: string;
	readonly reminders: readonly Length[];
}

/** The length of an event for which none was said. */
const USUAL: Length = { days: 0, minutes: 60 };

/**
 * Put facts together: ask where there are several readings, and fill in what goes without saying (today or tomorrow for a time alone, an hour).
 * @param zone the user's, an IANA name
 * @throws DeskError EUSAGE when it cannot be told when it is to be; what `choose` throws
 */
export async function planOf(facts: Facts, setting: Setting, zone: string, choose: Choose): Promise<Plan> {
	const title = facts.title ?? "";
	if (title === "") throw missing("it has no title", 'write it first: calendar schedule "Team meeting" tomorrow 2pm');
	const { rule, place, calendar } = facts;
	const rest = {
		title,
		people: facts.people ?? [],
		reminders: facts.reminders ?? [],
		...(place === undefined ? {} : { place }),
		...(calendar === undefined ? {} : { calendar }),
	};
	const moment = await momentOf(facts, setting, zone, choose);
	const until = facts.until === undefined ? runsUntil(facts, moment.start) : await settled(facts.until, choose);
	return { ...rest, ...moment, ...(rule === undefined ? {} : repetition(rule, facts.times, until, moment, setting)) };
}

/** When the facts say that something begins and ends. @throws DeskError EUSAGE */
export async function momentOf(facts: Facts, setting: Setting, zone: string, choose: Choose): Promise<Moment> {
	if (facts.ahead !== undefined) return ahead(facts, setting, zone);
	const day = facts.day === undefined ? undefined : await settled(facts.day, choose);
	const lastSaid = facts.lastDay ?? (facts.rule === undefined ? facts.until : undefined);
	const lastDay =
		lastSaid === undefined
			? undefined
			: notBefore(day ?? setting.today, lastSaid.words, await settled(lastSaid, choose));
	if (facts.from === undefined || facts.allDay === true) return wholeDays(facts, setting, day, lastDay, zone);
	const span = await spanOf(facts, setting, choose);
	const first = day ?? nextDayFor(span.start, setting);
	const date = facts.rule === undefined ? first : firstOn(facts.rule, first);
	const length = facts.length ?? (span.end === undefined && lastDay === undefined ? USUAL : undefined);
	if (facts.length !== undefined && (span.end !== undefined || lastDay !== undefined))
		throw missing("it has both an end and a length", "leave one out");
	const where = await zoneFor(facts.zone, date, span.start, zone, choose);
	const start = await instantIn(where, date, span.start, choose);
	const endAt = (await endOf({ where, date, span, lastDay, length, start }, choose)) + (length?.minutes ?? 0) * 60_000;
	if (endAt <= start) throw missing("it ends before it begins", "write the later time last");
	// A local time that clocks show twice means the first (RFC 5545 3.3.5): the second can be kept in UTC only.
	const kept = [start, endAt].every((at) => isFirst(where.name, at)) ? where.name : "UTC";
	return { allDay: false, zone: kept, startAt: start, endAt, start: wall(kept, start), end: wall(kept, endAt) };
}

/** The last day of a span: `friday to sunday` ends on the Sunday after that Friday, also when there is one before it. */
export function notBefore(first: string, words: string, last: string): string {
	const isWeekday = weekdayNamed(words) !== undefined;
	return isWeekday && last < first
		? dateOfDay(dayNumber(last) + 7 * Math.ceil((dayNumber(first) - dayNumber(last)) / 7))
		: last;
}

interface Begun {
	readonly where: EventZone;
	readonly date: string;
	readonly span: Span;
	readonly lastDay: string | undefined;
	readonly length: Length | undefined;
	/** UTC milliseconds. */
	readonly start: number;
}

/** When the last day of it is over (UTC ms), without the minutes of its length. Days are nominal: two days later it is the same time. */
async function endOf({ where, date, span, lastDay, length, start }: Begun, choose: Choose): Promise<number> {
	if (lastDay !== undefined) return await instantIn(where, lastDay, (span.end ?? span.start) % 1440, choose);
	if (span.end !== undefined) return await instantIn(where, date, span.end, choose);
	const days = length?.days ?? 0;
	return days === 0 ? start : await instantIn(where, dateOfDay(dayNumber(date) + days), span.start, choose);
}

/** From so many minutes on, to the minute. */
function ahead(facts: Facts, setting: Setting, zone: string): Moment {
	if (facts.day !== undefined || facts.from !== undefined) throw missing("it has two times", "leave one out");
	const now = Math.floor(instantNow(setting, zone) / 60_000) * 60_000;
	const startAt = now + (facts.ahead ?? 0) * 60_000;
	const { days, minutes } = facts.length ?? USUAL;
	const endAt = startAt + (days * 1440 + minutes) * 60_000;
	return { allDay: false, zone, startAt, endAt, start: wall(zone, startAt), end: wall(zone, endAt) };
}

function instantNow({ today, minute }: Setting, zone: string): number {
	const utc = dayNumber(today) * 86_400_000 + minute * 60_000;
	return utc - offsetAt(zone, utc - offsetAt(zone, utc));
}

/** Whole days: `tomorrow`, `20 dec to 3 jan`, `friday for 2 days`. */
function wholeDays(
	facts: Facts,
	setting: Setting,
	day: string | undefined,
	lastDay: string | undefined,
	zone: string,
): Moment {
	const said = day ?? (facts.rule === undefined ? undefined : setting.today);
	if (said === undefined)
		throw missing("it does not say when", "add a day or a time: tomorrow 2pm, friday, 2026-12-01 from 9 to 10:30am");
	if (facts.half !== undefined && facts.allDay !== true)
		throw missing("it does not say at which time of the day", "add one: 9am, 19:30");
	if ((facts.length?.minutes ?? 0) > 0) throw missing("it does not say at which time", "add one: 2pm, 14:30");
	const start = facts.rule === undefined ? said : firstOn(facts.rule, said);
	const end = dateOfDay(lastDay === undefined ? dayNumber(start) + (facts.length?.days ?? 1) : dayNumber(lastDay) + 1);
	if (end <= start)
		throw missing(`${sayDay(lastDay ?? start)} is before ${sayDay(start)}`, "write the first day first");
	const midnight = (date: string) => {
		const utc = dayNumber(date) * 86_400_000;
		return utc - offsetAt(zone, utc - offsetAt(zone, utc));
	};
	return { allDay: true, start, end, zone, startAt: midnight(start), endAt: midnight(end) };
}

/** The time of day, from when to when, in the half of the day that was said for it. */
async function spanOf({ from, to, half, lastDay }: Facts, { habits }: Setting, choose: Choose): Promise<Span> {
	const halved = ({ words, written }: SaidClock): SaidClock =>
		half === undefined || written.isCertain
			? { words, written }
			: { words, written: { ...written, half, isCertain: true, isBare: false } };
	const begin = halved(from as SaidClock);
	if (to !== undefined && lastDay === undefined)
		return await settled(spanReadings(`${begin.words} to ${to.words}`, begin.written, to.written, habits), choose);
	const { start } = await settled(clockReadings(begin.words, begin.written, habits), choose);
	return to === undefined
		? { start }
		: { start, end: (await settled(clockReadings(to.words, to.written, habits), choose)).start };
}

/** Today, if the time is still ahead, else tomorrow. */
function nextDayFor(start: number, { today, minute }: Setting): string {
	return start > minute ? today : dateOfDay(dayNumber(today) + 1);
}

/** `every week for 3 months`: the last day of that. */
function runsUntil({ runs }: Facts, start: string): string | undefined {
	if (runs === undefined) return undefined;
	const first = dayNumber(start.slice(0, 10));
	if (runs.unit === "day" || runs.unit === "week")
		return dateOfDay(first + runs.count * (runs.unit === "week" ? 7 : 1) - 1);
	const [year, month, day] = start.slice(0, 10).split("-").map(Number) as [number, number, number];
	const months = year * 12 + month - 1 + runs.count * (runs.unit === "year" ? 12 : 1);
	const [endYear, endMonth] = [Math.floor(months / 12), (months % 12) + 1];
	const end = Date.UTC(endYear, endMonth - 1, Math.min(day, daysInMonth(endYear, endMonth)));
	return dateOfDay(end / 86_400_000 - 1);
}

/** The rule with its end: UNTIL is the last instant of that day, in UTC where the event has a time (RFC 5545 3.3.10). */
export function repetition(
	rule: Rule,
	times: number | undefined,
	until: string | undefined,
	{ allDay, zone, start }: Pick<Moment, "allDay" | "zone" | "start">,
	{ habits }: Setting,
): { recur: string; repeats: string } {
	if (until !== undefined && until < start.slice(0, 10))
		throw missing(`it ends on ${sayDay(until)}, before it begins`, "write a later day behind until");
	const recur = recurOf(rule, habits.weekStart);
	const words = sayRule(rule);
	if (times !== undefined) return { recur: `${recur};COUNT=${times}`, repeats: `${words}, ${times} times` };
	if (until === undefined) return { recur, repeats: words };
	const compact = until.replaceAll("-", "");
	if (allDay) return { recur: `${recur};UNTIL=${compact}`, repeats: `${words} until ${sayDay(until)}` };
	const utc = (dayNumber(until) + 1) * 86_400_000 - 1000;
	const last = new Date(utc - offsetAt(zone, utc - offsetAt(zone, utc)));
	return {
		recur: `${recur};UNTIL=${last.toISOString().replace(/[-:]|\.\d+/g, "")}`,
		repeats: `${words} until ${sayDay(until)}`,
	};
}

/** `YYYY-MM-DDTHH:MM` of an instant in a zone. */
function wall(zone: string, at: number): string {
	return new Date(at + offsetAt(zone, at)).toISOString().slice(0, 16);
}

function missing(what: string, todo: string): DeskError {
	return new DeskError("EUSAGE", what, { todo });
}

/** `Sun 22 Nov 2026 14:00–14:45 Europe/Berlin`, `Fri 20 Dec – Sun 3 Jan 2027`. */
export function sayMoment({ allDay, start, end, zone }: Moment): string {
	if (allDay) {
		const last = dateOfDay(dayNumber(end) - 1);
		return last === start ? `${sayDay(start)}, all day` : `${sayDay(start)} – ${sayDay(last)}, all day`;
	}
	const clock = (of: string) => sayClock(Number(of.slice(11, 13)) * 60 + Number(of.slice(14, 16)));
	const sameDay = start.slice(0, 10) === end.slice(0, 10);
	return `${sayDay(start.slice(0, 10))} ${clock(start)}${sameDay ? "–" : ` – ${sayDay(end.slice(0, 10))} `}${clock(end)} ${zone}`;
}
