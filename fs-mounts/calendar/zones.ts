/**
 * Time zones: of the zone database through Intl, under the names that producers give them, and as a file's own VTIMEZONE says.
 * A zone has one question to answer: how many seconds east of UTC its clocks are at an instant (seconds since 1970, UTC).
 */
import { civilOf, DAY, dayOf } from "./recurrence/civil.ts";
import { expand } from "./recurrence/expand.ts";
import { parseRule, type Rule } from "./recurrence/rule.ts";
import { remembered } from "./recurrence/scale.ts";
import { WINDOWS_ZONES } from "./windows-zones.ts";
import { readZoneFile, type ZoneFile } from "./zone-files.ts";

export interface Zone {
	/** Seconds east of UTC at an instant. */
	offsetAt(utc: number): number;
	/** What holds when a year begins, and each change in it. */
	changesIn(year: number): readonly Change[];
}

export interface Change {
	/** From when on (seconds UTC). */
	readonly at: number;
	readonly offset: number;
}

export const UTC: Zone = { offsetAt: () => 0, changesIn: () => [{ at: Number.NEGATIVE_INFINITY, offset: 0 }] };

/**
 * The instant at which a zone's clocks show a time. What they skip is read with the offset before the gap; of what they show twice, it is
 * the first (RFC 5545 3.3.5).
 */
export function toUtc(wall: number, zone: Zone): number {
	const before = zone.offsetAt(wall - DAY);
	const early = wall - before;
	if (zone.offsetAt(early) === before) return early;
	const after = zone.offsetAt(wall + DAY);
	return zone.offsetAt(wall - after) === after ? wall - after : early;
}

/** What a zone's clocks show at an instant. */
export const toWall = (utc: number, zone: Zone): number => utc + zone.offsetAt(utc);

/** A zone by what happens in each year; `changesOf` begins with what holds when the year begins. */
function yearly(changesOf: (year: number) => readonly Change[]): Zone {
	const changes = remembered(changesOf);
	return {
		changesIn: changes,
		offsetAt(utc) {
			const list = changes(civilOf(Math.floor(utc / DAY)).year);
			let { offset } = list[0] as Change;
			for (const change of list) if (change.at <= utc) offset = change.offset;
			return offset;
		},
	};
}

const named = new Map<string, Zone | undefined>();

/** A zone of the zone database; undefined when there is none of that name. */
export function namedZone(name: string): Zone | undefined {
	if (/^(?:Etc\/)?(?:UTC|GMT|Universal|Zulu)$/i.test(name)) return UTC;
	if (!named.has(name)) named.set(name, makeNamed(name));
	return named.get(name);
}

function makeNamed(name: string): Zone | undefined {
	const file = readZoneFile(name);
	return file === undefined ? intlZone(name) : yearly((year) => changesOfFile(file, year));
}

function changesOfFile({ changes, before, later }: ZoneFile, year: number): readonly Change[] {
	const [from, to] = [dayOf(year, 1, 1) * DAY, dayOf(year + 1, 1, 1) * DAY];
	const last = changes.at(-1);
	// Beyond the last change that is written down, the rule behind them holds.
	if (last === undefined || last.at < from) {
		const ruled = later(year);
		if (ruled.length > 0) return ruled;
	}
	const own: Change[] = [{ at: from, offset: before }];
	for (const change of changes) {
		if (change.at >= to) break;
		if (change.at <= from) own[0] = { at: from, offset: change.offset };
		else own.push(change);
	}
	if (last !== undefined && last.at >= from && last.at < to)
		own.push(...later(year).filter(({ at }, index) => index > 0 && at > last.at));
	return own;
}

/** A zone by Intl, where the machine has no zone database of its own. */
export function intlZone(timeZone: string): Zone | undefined {
	let format: Intl.DateTimeFormat;
	try {
		format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset", year: "numeric" });
	} catch {
		return undefined; // no such zone
	}
	const offsetAt = (utc: number): number => {
		const found = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(utc * 1000));
		if (found === null) return 0;
		const [, sign, hours, minutes, seconds = 0] = found;
		const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
		return sign === "-" ? -offset : offset;
	};
	return yearly((year) => {
		const changes: Change[] = [];
		for (let month = 1; month <= 13; month++) {
			const at = dayOf(year, month, 1) * DAY;
			const offset = offsetAt(at);
			const last = changes.at(-1);
			if (last === undefined) changes.push({ at, offset });
			else if (last.offset !== offset)
				changes.push({ at: changeBetween(dayOf(year, month - 1, 1) * DAY, at, offsetAt), offset });
		}
		return changes;
	});
}

/** The instant between two at which the offset becomes that of the second. */
function changeBetween(from: number, to: number, offsetAt: (utc: number) => number): number {
	const after = offsetAt(to);
	let [low, high] = [from, to];
	while (high - low > 1) {
		const middle = Math.floor((low + high) / 2);
		if (offsetAt(middle) === after) high = middle;
		else low = middle;
	}
	return high;
}

/** A STANDARD or DAYLIGHT of a VTIMEZONE. */
export interface Observance {
	/** When it first began: wall seconds by the offset before. */
	readonly start: number;
	/** Offsets before and while it holds (seconds east of UTC). */
	readonly from: number;
	readonly to: number;
	readonly rules: readonly string[];
	/** Further beginnings (wall seconds by the offset before). */
	readonly dates: readonly number[];
}

/** Beginnings that are looked at of a rule that ends. */
const BEGINNINGS = 2000;

/** A zone as a VTIMEZONE has it; before its first observance, what held before that. */
export function observedZone(observances: readonly Observance[]): Zone | undefined {
	const fixed: Change[] = [];
	const open: { rule: Rule; observance: Observance }[] = [];
	for (const observance of observances) {
		const change = (wall: number): Change => ({ at: wall - observance.from, offset: observance.to });
		fixed.push(change(observance.start), ...observance.dates.map(change));
		for (const text of observance.rules) {
			const rule = parseRule(text);
			if (rule.until === undefined && rule.count === undefined) open.push({ rule, observance });
			else
				for (const wall of first(expand(rule, observance.start, untilOf(rule, observance.from)), BEGINNINGS))
					fixed.push(change(wall));
		}
	}
	fixed.sort((a, b) => a.at - b.at);
	const earliest = observances.toSorted((a, b) => a.start - b.start)[0];
	if (earliest === undefined) return undefined;
	return yearly((year) => {
		const [from, to] = [dayOf(year - 9, 1, 1) * DAY, dayOf(year + 1, 1, 2) * DAY];
		const recent = open.flatMap(({ rule, observance }) =>
			[...first(expand(rule, observance.start, { from, until: to }), BEGINNINGS)].map((wall) => ({
				at: wall - observance.from,
				offset: observance.to,
			})),
		);
		const all = [...fixed, ...recent].sort((a, b) => a.at - b.at);
		return [{ at: Number.NEGATIVE_INFINITY, offset: earliest.from }, ...all];
	});
}

function untilOf({ until }: Rule, offset: number): { until?: number } {
	if (until === undefined) return {};
	return {
		until: until.form === "utc" ? until.wall + offset : until.form === "date" ? until.wall + DAY - 1 : until.wall,
	};
}

/** The first values of a generator. */
export function* first<Value>(values: Iterable<Value>, count: number): Generator<Value> {
	let left = count;
	if (left <= 0) return;
	for (const value of values) {
		yield value;
		if (--left <= 0) return;
	}
}

/**
 * The zone database's name for a TZID: itself, with a prefix (`/freeassociation.sourceforge.net/Europe/Berlin`), of Windows (`W. Europe
 * Standard Time`), or of Outlook's list (`(UTC+01:00) Amsterdam, Berlin, …`); undefined when nothing is known of it.
 */
export function databaseName(tzid: string): string | undefined {
	const text = tzid.trim().replace(/^"(.*)"$/, "$1");
	if (text === "") return undefined;
	if (/^(?:UTC|GMT|Z|Zulu|Etc\/UTC|tzone:\/\/Microsoft\/Utc|\(UTC\) Coordinated Universal Time)$/i.test(text))
		return "Etc/UTC";
	if (/^[A-Za-z]/.test(text) && namedZone(text) !== undefined) return text;
	const windows = WINDOWS_ZONES.get(text.toLowerCase());
	if (windows !== undefined) return windows;
	const parts = text.split("/").filter((part) => part !== "");
	for (const length of [3, 2, 1]) {
		const name = parts.slice(-length).join("/");
		if (parts.length > length && /^[A-Za-z]/.test(name) && namedZone(name) !== undefined) return name;
	}
	return undefined;
}
