/** Dates of gawk: strftime and mktime, in the time zone that TZ names. */

import { DAYS, MONTHS } from "../../../src/base/calendar.ts";

interface Moment {
	readonly year: number;
	/** From 1. */
	readonly month: number;
	readonly day: number;
	readonly hour: number;
	readonly minute: number;
	readonly second: number;
	/** Sunday is 0. */
	readonly weekday: number;
	/** From 1. */
	readonly yearDay: number;
	/** Seconds east of UTC. */
	readonly offset: number;
	readonly zone: string;
	/** Seconds since 1970. */
	readonly epoch: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
	let format = formats.get(zone);
	if (format === undefined) {
		const numeric = "numeric" as const;
		const options = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
		const timeZoneName = "short" as const;
		try {
			format = new Intl.DateTimeFormat("en-US", { ...options, hourCycle: "h23", timeZone: zone, timeZoneName });
		} catch {
			// As the C library takes a zone that it does not know.
			format = new Intl.DateTimeFormat("en-US", { ...options, hourCycle: "h23", timeZone: "UTC", timeZoneName });
		}
		formats.set(zone, format);
	}
	return format;
}

/** UTC as C's `gmtime` calls it. */
export const GREENWICH = "GMT";

/** The zone that TZ names; the machine's own when it is not set. */
export function zoneOf(variables: Readonly<Record<string, string | undefined>>): string {
	const { TZ } = variables;
	if (TZ === undefined) return Intl.DateTimeFormat().resolvedOptions().timeZone;
	return TZ === "" ? "UTC" : TZ.replace(/^:/, "").replace(/^(UTC|GMT)0$/, "UTC");
}

function momentOf(epoch: number, zone: string): Moment {
	const date = new Date(epoch * 1000);
	if (Number.isNaN(date.getTime())) return momentOf(0, zone);
	const parts = new Map(
		formatOf(zone)
			.formatToParts(date)
			.map(({ type, value }) => [type, value]),
	);
	const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
	const [year, month, day] = [
		date.getUTCFullYear() < 1 ? date.getUTCFullYear() : number("year"),
		number("month"),
		number("day"),
	];
	const [hour, minute, second] = [number("hour"), number("minute"), number("second")];
	const local = Date.UTC(year, month - 1, day, hour, minute, second);
	const offset = Math.round((local - Math.floor(epoch) * 1000) / 1000);
	const weekday = new Date(local).getUTCDay();
	const yearDay = Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
	const name = parts.get("timeZoneName") ?? "UTC";
	const shown = zone === GREENWICH ? zone : /^[A-Z]+$/.test(name) ? name : offsetText(offset).replace(/00$/, "");
	return { year, month, day, hour, minute, second, weekday, yearDay, offset, zone: shown, epoch };
}

const two = (value: number) => String(value).padStart(2, "0");
const blank = (value: number) => String(value).padStart(2);
const twelve = (hour: number) => hour % 12 || 12;

function offsetText(offset: number): string {
	const minutes = Math.abs(Math.trunc(offset / 60));
	return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

/** ISO 8601: the year and the week that a day belongs to. */
function isoWeek({ year, yearDay, weekday }: Moment): { year: number; week: number } {
	const week = Math.floor((yearDay - ((weekday + 6) % 7) + 9) / 7);
	if (week < 1) return { year: year - 1, week: weeksOf(year - 1) };
	return week > weeksOf(year) ? { year: year + 1, week: 1 } : { year, week };
}

function weeksOf(year: number): number {
	const begins = new Date(Date.UTC(year, 0, 1)).getUTCDay();
	const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
	return begins === 4 || (begins === 3 && isLeap) ? 53 : 52;
}

const DIRECTIVES: Readonly<Record<string, string | ((moment: Moment) => string)>> = {
	a: ({ weekday }) => (DAYS[weekday] ?? "").slice(0, 3),
	A: ({ weekday }) => DAYS[weekday] ?? "",
	b: ({ month }) => (MONTHS[month - 1] ?? "").slice(0, 3),
	B: ({ month }) => MONTHS[month - 1] ?? "",
	c: "%a %b %e %H:%M:%S %Y",
	C: ({ year }) => two(Math.floor(year / 100)),
	d: ({ day }) => two(day),
	D: "%m/%d/%y",
	e: ({ day }) => blank(day),
	F: "%Y-%m-%d",
	g: (moment) => two(isoWeek(moment).year % 100),
	G: (moment) => String(isoWeek(moment).year),
	h: "%b",
	H: ({ hour }) => two(hour),
	I: ({ hour }) => two(twelve(hour)),
	j: ({ yearDay }) => String(yearDay).padStart(3, "0"),
	k: ({ hour }) => blank(hour),
	l: ({ hour }) => blank(twelve(hour)),
	m: ({ month }) => two(month),
	M: ({ minute }) => two(minute),
	n: () => "\n",
	p: ({ hour }) => (hour < 12 ? "AM" : "PM"),
	P: ({ hour }) => (hour < 12 ? "am" : "pm"),
	r: "%I:%M:%S %p",
	R: "%H:%M",
	s: ({ epoch }) => String(Math.floor(epoch)),
	S: ({ second }) => two(second),
	t: () => "\t",
	T: "%H:%M:%S",
	u: ({ weekday }) => String(weekday || 7),
	U: ({ yearDay, weekday }) => two(Math.floor((yearDay + 6 - weekday) / 7)),
	V: (moment) => two(isoWeek(moment).week),
	w: ({ weekday }) => String(weekday),
	W: ({ yearDay, weekday }) => two(Math.floor((yearDay + 6 - ((weekday + 6) % 7)) / 7)),
	x: "%m/%d/%y",
	X: "%H:%M:%S",
	y: ({ year }) => two(year % 100),
	Y: ({ year }) => String(year),
	z: ({ offset }) => offsetText(offset),
	Z: ({ zone }) => zone,
	"%": () => "%",
};

/** What gawk's strftime prints when no format is given. */
export const DEFAULT_FORMAT = "%a %b %e %H:%M:%S %Z %Y";

/** A time (seconds since 1970) by a format of C's strftime, in the C locale. */
export function strftime(format: string, epoch: number, zone: string): string {
	const moment = momentOf(Math.floor(epoch), zone);
	const expand = (text: string): string =>
		text.replace(/%[EO_-]?([A-Za-z%])/g, (whole, letter: string) => {
			const directive = DIRECTIVES[letter];
			if (directive === undefined) return whole;
			const made = typeof directive === "string" ? expand(directive) : directive(moment);
			return whole[1] === "-" ? made.replace(/^[0 ]+(?=.)/, "") : made;
		});
	return expand(format);
}

/** Seconds since 1970 of "YYYY MM DD HH MM SS", where months and so on may be beyond their bounds; -1 for anything else. */
export function mktime(text: string, zone: string): number {
	const parts = text.trim().split(/\s+/).map(Number);
	if (parts.length < 6 || parts.some((part) => Number.isNaN(part))) return -1;
	const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
	const local = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
	// The offset at that time is known once the time is: twice is enough but at the hour that a change leaves out.
	let epoch = local;
	for (let round = 0; round < 2; round++) epoch = local - momentOf(epoch, zone).offset;
	return Number.isNaN(epoch) ? -1 : epoch;
}
