/** Dates of headers (RFC 5322, 3.3 and 4.3), and the forms that programs write instead. */
import type { MailDate } from "./types.ts";

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
/** Obsolete zones with a meaning (RFC 5322, 4.3), and those in use beside them; minutes east of UTC. Others are unknown: UTC. */
export const ZONES: Readonly<Record<string, number>> = {
	UT: 0,
	GMT: 0,
	UTC: 0,
	Z: 0,
	EST: -300,
	EDT: -240,
	CST: -360,
	CDT: -300,
	MST: -420,
	MDT: -360,
	PST: -480,
	PDT: -420,
	WET: 0,
	WEST: 60,
	BST: 60,
	CET: 60,
	MET: 60,
	MEZ: 60,
	CEST: 120,
	MEST: 120,
	MESZ: 120,
	EET: 120,
	EEST: 180,
	MSK: 180,
	JST: 540,
	KST: 540,
	HKT: 480,
	AEST: 600,
	AEDT: 660,
	NZST: 720,
	NZDT: 780,
	HST: -600,
	AKST: -540,
	AKDT: -480,
};

/** `[Sat,] 21 Nov 2026 10:00[:00] +0100`, also `21-Nov-2026`, `10.00`, with no blanks where there should be some. */
const USUAL =
	/^(?:[^\d,]{0,20},?\s*)?(\d{1,2})[\s-]+([A-Za-z]{3})[a-z]*[.,]?[\s-]*(\d{2,4}),?(?:\s+(?:at\s+)?(\d{1,2})\s*[:.]\s*(\d{1,2})(?:\s*[:.]\s*(\d{1,2})(?:[.,]\d+)?)?\s*([AaPp][Mm]\b)?)?\s*(.*)$/s;
/** `Sat Nov 21 10:00:00 [CET] 2026 [+0100]`: asctime, and mbox lines. */
const ASCTIME =
	/^(?:[A-Za-z]{3,9},?\s+)?([A-Za-z]{3})[a-z]*\s+(\d{1,2}),?\s+(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?\s+(?:([A-Za-z]{2,5})\s+)?(\d{4})\s*(.*)$/s;
const ISO = /^(\d{4})-(\d\d)-(\d\d)[T\s]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(.*)$/s;

/** The date, or undefined when it is none: no month of that name, no such day or hour. `-0000` and unknown zones are UTC. Linear time. */
export function readDate(value: string): MailDate | undefined {
	const text = withoutComments(value.slice(0, 300)).trim();
	const usual = USUAL.exec(text);
	if (usual !== null) {
		const [, day, month, year, hour, minute, second, half, zone] = usual;
		return made(fullYear(year!), monthOf(month!), day!, hourOf(hour, half), minute, second, zone ?? "");
	}
	const asctime = ASCTIME.exec(text);
	if (asctime !== null) {
		const [, month, day, hour, minute, second, named, year, zone] = asctime;
		return made(Number(year), monthOf(month!), day!, Number(hour), minute, second, zone || named || "");
	}
	const iso = ISO.exec(text);
	if (iso === null) return undefined;
	const [, year, month, day, hour, minute, second, zone] = iso;
	return made(Number(year), Number(month), day!, Number(hour), minute, second, zone ?? "");
}

/** A moment, in UTC. */
export function dateOfTime(time: number): MailDate | undefined {
	const date = new Date(time);
	const year = date.getUTCFullYear();
	if (!(year >= 0 && year <= 9999)) return undefined;
	return { iso: `${date.toISOString().slice(0, 19)}+00:00`, time: Math.floor(time / 1000) * 1000 };
}

function made(
	year: number,
	month: number,
	dayText: string,
	hour: number,
	minuteText = "0",
	secondText = "0",
	zone: string,
): MailDate | undefined {
	const day = Number(dayText);
	const minute = Number(minuteText);
	const second = Math.min(Number(secondText), Number(secondText) === 60 ? 59 : 99); // a leap second
	if (!(month >= 1 && month <= 12) || day < 1 || day > daysOf(year, month)) return undefined;
	if (!(hour >= 0 && hour <= 23) || minute > 59 || second > 59) return undefined;
	const offset = offsetOf(zone);
	if (offset === undefined) return undefined;
	const utc = new Date(0);
	utc.setUTCFullYear(year, month - 1, day);
	utc.setUTCHours(hour, minute - offset, second);
	const sign = offset < 0 ? "-" : "+";
	const east = Math.abs(offset);
	return {
		iso: `${two(year, 4)}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${sign}${two(Math.floor(east / 60))}:${two(east % 60)}`,
		time: utc.getTime(),
	};
}

/** Minutes east of UTC; undefined when a number is out of range. */
function offsetOf(zone: string): number | undefined {
	const numeric = /^(?:[A-Za-z]{1,5}\s*)?([+-])\s*(\d{1,2}):?(\d\d)?\b/.exec(zone);
	if (numeric !== null) {
		const hours = Number(numeric[2]);
		const minutes = Number(numeric[3] ?? 0);
		if (minutes > 59 || hours > 23) return undefined;
		return (hours * 60 + minutes) * (numeric[1] === "-" ? -1 : 1) || 0;
	}
	return ZONES[/^"?([A-Za-z]+)/.exec(zone)?.[1]?.toUpperCase() ?? ""] ?? 0;
}

/** Two digits: 00 to 49 are of this century, 50 to 99 of the last; three digits count from 1900 (RFC 5322, 4.3). */
function fullYear(text: string): number {
	const year = Number(text);
	if (text.length === 2) return year + (year < 50 ? 2000 : 1900);
	return text.length === 3 ? year + 1900 : year;
}

function monthOf(name: string): number {
	const at = MONTHS.indexOf(name.toLowerCase());
	return at >= 0 && at % 3 === 0 ? at / 3 + 1 : 0;
}

function hourOf(text: string | undefined, half: string | undefined): number {
	const hour = Number(text ?? 0);
	if (half === undefined) return hour;
	return hour > 12 ? -1 : (hour % 12) + (/p/i.test(half) ? 12 : 0);
}

function daysOf(year: number, month: number): number {
	return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

function two(number: number, width = 2): string {
	return String(number).padStart(width, "0");
}

/** Comments may nest (RFC 5322, 3.2.2). */
function withoutComments(text: string): string {
	if (!text.includes("(")) return text;
	let out = "";
	let depth = 0;
	for (let at = 0; at < text.length; at++) {
		const char = text.charAt(at);
		if (char === "\\" && depth > 0) at++;
		else if (char === "(") depth++;
		else if (char === ")" && depth > 0) depth--;
		else if (depth === 0) out += char;
	}
	return out.replace(/\s+/g, " ");
}
