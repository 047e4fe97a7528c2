/** The words of dates: months, days, units, zones (after the tables of GNU's parse_datetime). */

import { DAYS, MONTHS, shortNames } from "../../../src/base/calendar.ts";

export type Unit = "year" | "month" | "day" | "hour" | "minute" | "second";

const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());
const FULL_MONTHS = lower(MONTHS);
const SHORT_MONTHS = shortNames(FULL_MONTHS);
const FULL_DAYS = lower(DAYS);
const SHORT_DAYS = shortNames(FULL_DAYS);
const OTHER_DAYS: Readonly<Record<string, number>> = { tues: 2, wednes: 3, thur: 4, thurs: 4, sept: -9 };
const UNITS: Readonly<Record<string, readonly [Unit, number]>> = {
	year: ["year", 1],
	month: ["month", 1],
	fortnight: ["day", 14],
	week: ["day", 7],
	day: ["day", 1],
	hour: ["hour", 1],
	minute: ["minute", 1],
	min: ["minute", 1],
	second: ["second", 1],
	sec: ["second", 1],
};
export const SHIFTS: Readonly<Record<string, number>> = { tomorrow: 1, yesterday: -1, today: 0, now: 0 };
export const ORDINALS: Readonly<Record<string, number>> = {
	last: -1,
	this: 0,
	next: 1,
	first: 1,
	third: 3,
	fourth: 4,
	fifth: 5,
	sixth: 6,
	seventh: 7,
	eighth: 8,
	ninth: 9,
	tenth: 10,
	eleventh: 11,
	twelfth: 12,
};
/** Hours east of UTC. */
const ZONE_HOURS =
	"gmt 0 ut 0 utc 0 z 0 wet 0 west 1 bst 1 art -3 brt -3 brst -2 nst -3.5 ndt -2.5 ast -4 adt -3 clt -4 clst -3 " +
	"est -5 edt -4 cst -6 cdt -5 mst -7 mdt -6 pst -8 pdt -7 akst -9 akdt -8 hst -10 hast -10 hadt -9 sst -12 wat " +
	"1 cet 1 cest 2 met 1 mez 1 mest 2 mesz 2 eet 2 eest 3 cat 2 sast 2 eat 3 msk 3 msd 4 ist 5.5 sgt 8 kst 9 jst " +
	"9 gst 10 nzst 12 nzdt 13 ";
export const ZONES: Readonly<Record<string, number>> = Object.fromEntries(
	[...ZONE_HOURS.matchAll(/(\w+) (\S+)/g)].map(([, name, hours]) => [name, Number(hours)]),
);

export function monthOf(word: string): number | undefined {
	const at = word === "sept" ? 8 : Math.max(SHORT_MONTHS.indexOf(word), FULL_MONTHS.indexOf(word));
	return at < 0 ? undefined : at + 1;
}

export function dayOf(word: string): number | undefined {
	const at = Math.max(SHORT_DAYS.indexOf(word), FULL_DAYS.indexOf(word), OTHER_DAYS[word] ?? -1);
	return at < 0 ? undefined : at;
}

export function unitOf(word: string | undefined): readonly [Unit, number] | undefined {
	return word === undefined ? undefined : (UNITS[word] ?? UNITS[word.replace(/s$/, "")]);
}

/** A to I are +1 to +9, K to M +10 to +12, N to Y -1 to -12; `T` parts date and time. */
export function militaryZone(word: string): number | undefined {
	if (!/^[a-ik-su-y]$/.test(word)) return undefined;
	const at = "abcdefghi klm".indexOf(word);
	return at >= 0 ? at + 1 - (at > 9 ? 1 : 0) : -("nopqrstuvwxy".indexOf(word) + 1);
}
