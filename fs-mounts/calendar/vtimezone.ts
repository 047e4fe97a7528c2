/** A VTIMEZONE (RFC 5545 3.6.5) for a zone of the database, as other programs need it beside a TZID. */
import { daysInMonth } from "../../src/base/calendar.ts";
import { zoneOf } from "../../src/base/zone.ts";
import { civilOf, DAY, dayOf, weekdayOf } from "./recurrence/civil.ts";
import { WEEKDAYS } from "./recurrence/rule.ts";
import { formatDateTime } from "./time.ts";
import { namedZone, type Zone } from "./zones.ts";

/** The years that rules are compared over, and those that are listed where no rule fits (Morocco, Gaza). */
const COMPARED = 12;
const LISTED = 20;

interface Change {
	/** UTC seconds. */
	readonly at: number;
	readonly before: number;
	readonly after: number;
}

/**
 * The content lines (unfolded) of the VTIMEZONE of a zone, right from the year of an instant (UTC ms) on; none for UTC and unknown names.
 * The zone's present rules are written as yearly ones, where they are.
 */
export function vtimezone(name: string, from: number): string[] {
	const zone = namedZone(name);
	if (zone === undefined || name === "UTC") return [];
	const year = new Date(from).getUTCFullYear();
	const years = Array.from({ length: LISTED }, (_, ahead) => changesOf(zone, year + ahead));
	// What held when the year began: its clocks have been so since the change before.
	const start = years[0]?.[0]?.before ?? zone.offsetAt(from / 1000);
	const initial = observance(
		name,
		start,
		start,
		localText(dayOf(year, 1, 1) * DAY),
		dayOf(year, 1, 1) * DAY - start,
		[],
	);
	const changes = ruled(name, years) ?? listed(name, years.flat());
	return ["BEGIN:VTIMEZONE", `TZID:${name}`, ...initial, ...changes, "END:VTIMEZONE"];
}

/** The changes of a zone's clocks in a year. */
function changesOf(zone: Zone, year: number): Change[] {
	const changes: Change[] = [];
	const end = dayOf(year + 1, 1, 1) * DAY;
	for (let at = dayOf(year, 1, 1) * DAY; at < end; at += 7 * DAY) {
		const [low, high] = [at, Math.min(at + 7 * DAY, end)];
		if (zone.offsetAt(low) !== zone.offsetAt(high)) changes.push(changeIn(zone, low, high));
	}
	return changes;
}

function changeIn(zone: Zone, from: number, to: number): Change {
	let [low, high] = [from, to];
	const before = zone.offsetAt(low);
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (zone.offsetAt(middle) === before) low = middle;
		else high = middle;
	}
	return { at: high, before, after: zone.offsetAt(high) };
}

/** One observance for each change of a year, with the yearly rule that all years follow; undefined when they follow none. */
function ruled(name: string, years: readonly Change[][]): string[] | undefined {
	const [first = []] = years;
	const found: string[] = [];
	for (const [index, change] of first.entries()) {
		const rule = RULES.map((make) => make(change)).find((one) =>
			years.slice(0, COMPARED).every((changes, ahead) => {
				const other = changes[index];
				return (
					changes.length === first.length &&
					other !== undefined &&
					one.fits(other, ahead) &&
					other.after === change.after
				);
			}),
		);
		if (rule === undefined) return undefined;
		found.push(
			...observance(name, change.before, change.after, localText(change.at + change.before), change.at, [
				`RRULE:FREQ=YEARLY;${rule.text}`,
			]),
		);
	}
	return found;
}

interface YearlyRule {
	readonly text: string;
	fits(change: Change, ahead: number): boolean;
}

/** When in the year a change is, by the clock before it: day of the month, weekday, and seconds of the day. */
function dateOf({ at, before }: Change) {
	const wall = at + before;
	const days = Math.floor(wall / DAY);
	return { ...civilOf(days), weekday: weekdayOf(days), time: wall - days * DAY, offset: before };
}

/** The forms that the rules of the zone database have: the last Sunday, the first Sunday from the 8th on, a day of the month. */
const RULES: readonly ((change: Change) => YearlyRule)[] = [
	byDay((date) => (date.day > daysInMonth(date.year, date.month) - 7 ? -1 : Number.NaN)),
	byDay((date) => Math.ceil(date.day / 7)),
	(change) => {
		const date = dateOf(change);
		return {
			text: `BYMONTH=${date.month};BYMONTHDAY=${date.day}`,
			fits: (other) => same(dateOf(other), date) && dateOf(other).day === date.day,
		};
	},
];

type Dated = ReturnType<typeof dateOf>;
const same = (a: Dated, b: Dated) => a.month === b.month && a.time === b.time && a.offset === b.offset;

function byDay(nthOf: (date: Dated) => number): (change: Change) => YearlyRule {
	return (change) => {
		const date = dateOf(change);
		const nth = nthOf(date);
		return {
			text: `BYMONTH=${date.month};BYDAY=${nth}${WEEKDAYS[date.weekday]}`,
			fits(other) {
				const when = dateOf(other);
				return same(when, date) && when.weekday === date.weekday && nthOf(when) === nth;
			},
		};
	};
}

/** Each change as it is, for zones without a rule. */
function listed(name: string, changes: readonly Change[]): string[] {
	return changes.flatMap(({ at, before, after }) => observance(name, before, after, localText(at + before), at, []));
}

/** @param at UTC seconds: what the clocks are called from then on */
function observance(
	name: string,
	before: number,
	after: number,
	start: string,
	at: number,
	more: readonly string[],
): string[] {
	const kind = after > before || isSummer(name, at, after) ? "DAYLIGHT" : "STANDARD";
	const letters = zoneOf({ TZ: name }).at(at).name;
	return [
		`BEGIN:${kind}`,
		`DTSTART:${start}`,
		`TZOFFSETFROM:${offsetText(before)}`,
		`TZOFFSETTO:${offsetText(after)}`,
		`TZNAME:${letters}`,
		...more,
		`END:${kind}`,
	];
}

/** Whether the clocks show more than they do at some time of the same year. */
function isSummer(name: string, at: number, offset: number): boolean {
	const zone = namedZone(name) as Zone;
	return [91, 182, 273].some((days) => zone.offsetAt(at + days * DAY) < offset);
}

const localText = (wall: number) => formatDateTime({ wall, form: "local" });

/** `+0100`, `-053020`. */
function offsetText(seconds: number): string {
	const pad = (n: number) => String(Math.floor(n)).padStart(2, "0");
	const size = Math.abs(seconds);
	return `${seconds < 0 ? "-" : "+"}${pad(size / 3600)}${pad((size / 60) % 60)}${size % 60 === 0 ? "" : pad(size % 60)}`;
}
