/** Times as iCalendar writes them: RFC 5545 section 3.3 (DATE, DATE-TIME, DURATION, PERIOD, UTC-OFFSET). */

import { daysInMonth } from "../../src/base/calendar.ts";
import { civilOf, DAY, dayOf } from "./recurrence/civil.ts";

/** A time as it is written: `date` (a whole day), `local` (of the zone that TZID names, or of wherever one is), `utc`. */
export interface Moment {
	/** Seconds since 1970 that the clock of its zone shows. */
	readonly wall: number;
	readonly form: "date" | "local" | "utc";
}

/** `20261121`, `20261121T140000`, `…Z`; undefined for anything else. Also `2026-11-21T14:00:00`, which broken producers write. */
export function parseDateTime(text: string): Moment | undefined {
	const found = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?(Z)?)?$/i.exec(text.trim());
	if (found === null) return undefined;
	const [, year = 0, month = 0, day = 0, hour, minute = 0, second = 0, utc] = found;
	const date = { year: Number(year), month: Number(month), day: Number(day) };
	if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > daysInMonth(date.year, date.month))
		return undefined;
	const midnight = dayOf(date.year, date.month, date.day) * DAY;
	if (hour === undefined) return { wall: midnight, form: "date" };
	const clock = [Number(hour), Number(minute), Number(second)] as const;
	if (clock[0] > 24 || clock[1] > 59 || clock[2] > 60) return undefined;
	// A leap second is the second before it (RFC 5545 3.3.12).
	const wall = midnight + clock[0] * 3600 + clock[1] * 60 + Math.min(59, clock[2]);
	return { wall, form: utc === undefined ? "local" : "utc" };
}

const pad = (n: number, width = 2) => String(n).padStart(width, "0");

/** The time as RFC 5545 writes it. */
export function formatDateTime({ wall, form }: Moment): string {
	const days = Math.floor(wall / DAY);
	const { year, month, day } = civilOf(days);
	const date = `${pad(year, 4)}${pad(month)}${pad(day)}`;
	if (form === "date") return date;
	const rest = wall - days * DAY;
	const clock = `${pad(Math.floor(rest / 3600))}${pad(Math.floor(rest / 60) % 60)}${pad(rest % 60)}`;
	return `${date}T${clock}${form === "utc" ? "Z" : ""}`;
}

/** How long something is: days as the calendar counts them, seconds as clocks do (RFC 5545 3.3.6). */
export interface Span {
	readonly days: number;
	readonly seconds: number;
}

/** `P1D`, `-PT15M`, `P1W`, `P1DT2H`; undefined for anything else. */
export function parseDuration(text: string): Span | undefined {
	const found = /^([+-]?)P(?:(\d{1,7})W)?(?:(\d{1,7})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/i.exec(
		text.trim(),
	);
	if (found === null || found.slice(2).every((part) => part === undefined)) return undefined;
	const [weeks, days, hours, minutes, seconds] = found.slice(2).map((part) => Number(part ?? 0)) as [
		number,
		number,
		number,
		number,
		number,
	];
	const sign = found[1] === "-" ? -1 : 1;
	const clock = hours * 3600 + minutes * 60 + seconds;
	return { days: sign * (weeks * 7 + days) || 0, seconds: sign * clock || 0 };
}

/** The span as RFC 5545 writes it. */
export function formatDuration({ days, seconds }: Span): string {
	const sign = days < 0 || seconds < 0 ? "-" : "";
	const rest = Math.abs(seconds);
	const clock = [`${Math.floor(rest / 3600)}H`, `${Math.floor(rest / 60) % 60}M`, `${rest % 60}S`].filter(
		(part) => !part.startsWith("0"),
	);
	const date = days === 0 ? "" : `${Math.abs(days)}D`;
	return `${sign}P${date}${clock.length > 0 ? `T${clock.join("")}` : date === "" ? "T0S" : ""}`;
}

/** `+0100`, `-053000`: seconds east of UTC; undefined for anything else. */
export function parseOffset(text: string): number | undefined {
	const found = /^([+-])(\d\d):?(\d\d):?(\d\d)?$/.exec(text.trim());
	if (found === null) return undefined;
	const [, sign, hours, minutes, seconds = 0] = found;
	const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
	return sign === "-" ? -offset || 0 : offset;
}
