/** An event with its recurrence and its overrides (all components of one UID in a file) as plain data: what the mount's table keeps. */
import type { Calendar, Entry, Kind, Period, Person, Time } from "./ics.ts";
import { type Budget, expand } from "./recurrence/expand.ts";
import { parseRule, type Rule } from "./recurrence/rule.ts";
import type { Span } from "./time.ts";
import { databaseName, first, namedZone, type Observance, observedZone, UTC, type Zone } from "./zones.ts";

/** One component: the event itself, or an override of some of its occurrences. What is empty is left out. */
export interface Part {
	readonly start: Time;
	readonly end?: Time;
	readonly duration?: Span;
	/** RECURRENCE-ID. */
	readonly id?: Time;
	readonly thisAndFuture?: true;
	readonly rules?: readonly Rule[];
	readonly exrules?: readonly Rule[];
	readonly rdates?: readonly Period[];
	readonly exdates?: readonly Time[];
	readonly summary: string;
	readonly location?: string;
	readonly status?: string;
	/** Whether it leaves the time free (TRANSP). */
	readonly free?: true;
	readonly organizer?: Person;
	readonly attendees?: readonly Person[];
}

export interface EventSet {
	readonly kind: Kind;
	readonly uid?: string;
	/** What the TZIDs mean: a name of the zone database, or the file's own VTIMEZONE. */
	readonly zones?: Readonly<Record<string, string | readonly Observance[]>>;
	/** More than one only in broken files. */
	readonly masters: readonly Part[];
	readonly overrides: readonly Part[];
}

/** The sets of a file, in the order of the file. What has no time at all is in none. */
export function setsOf({ entries, zones }: Calendar): EventSet[] {
	const groups = new Map<string, Entry[]>();
	for (const [index, entry] of entries.entries()) {
		const key = entry.uid === undefined ? `${index}` : `${entry.kind} ${entry.uid}`;
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [entry]);
		else group.push(entry);
	}
	return [...groups.values()].flatMap((group) => {
		const { kind, uid } = group[0] as Entry;
		const parts = group.flatMap((entry) => partsOf(entry));
		if (parts.length === 0) return [];
		const used = zonesOf(parts, zones);
		return {
			kind,
			...(uid === undefined ? {} : { uid }),
			...(used === undefined ? {} : { zones: used }),
			masters: parts.filter(({ id }) => id === undefined),
			overrides: parts.filter(({ id }) => id !== undefined),
		};
	});
}

const BUSY: Readonly<Record<Kind, string>> = { event: "", todo: "", journal: "", freebusy: "Busy" };

function partsOf(entry: Entry): Part[] {
	const {
		start = entry.end ?? entry.recurrenceId,
		end,
		duration,
		recurrenceId,
		rules,
		exrules,
		rdates,
		exdates,
		status,
	} = entry;
	const { location, organizer, attendees } = entry;
	const about = {
		summary: entry.summary || BUSY[entry.kind],
		...(location === "" ? {} : { location }),
		...(status === "" ? {} : { status }),
		...(entry.isTransparent ? { free: true as const } : {}),
		...(organizer === undefined ? {} : { organizer }),
		...(attendees.length === 0 ? {} : { attendees }),
	};
	if (entry.kind === "freebusy")
		return entry.busy.map((period) => ({
			...about,
			start: period.start,
			...(period.end === undefined ? {} : { end: period.end }),
			...(period.length === undefined ? {} : { duration: period.length }),
		}));
	if (start === undefined) return [];
	return [
		{
			...about,
			start,
			...(end === undefined || end === start ? {} : { end }),
			...(duration === undefined ? {} : { duration }),
			...(recurrenceId === undefined ? {} : { id: recurrenceId }),
			...(entry.thisAndFuture && recurrenceId !== undefined ? { thisAndFuture: true as const } : {}),
			...(rules.length === 0 ? {} : { rules: rules.map(parseRule) }),
			...(exrules.length === 0 ? {} : { exrules: exrules.map(parseRule) }),
			...(rdates.length === 0 ? {} : { rdates }),
			...(exdates.length === 0 ? {} : { exdates }),
		},
	];
}

function zonesOf(
	parts: readonly Part[],
	zones: Calendar["zones"],
): Record<string, string | readonly Observance[]> | undefined {
	const used: Record<string, string | readonly Observance[]> = {};
	for (const { start, end, id, rdates = [], exdates = [] } of parts)
		for (const time of [start, end, id, ...rdates.flatMap((period) => [period.start, period.end]), ...exdates])
			if (time?.tzid !== undefined && !Object.hasOwn(used, time.tzid)) {
				const zone = zones.get(time.tzid) ?? databaseName(time.tzid);
				if (zone !== undefined) used[time.tzid] = zone;
			}
	return Object.keys(used).length === 0 ? undefined : used;
}

const observed = new Map<string, Zone | undefined>();

/** The zone of a time: its own, or that of where one is (`here`) for whole days and floating times. */
export function zoneOfTime({ form, tzid }: Time, zones: EventSet["zones"], here: Zone): Zone {
	if (form === "utc") return UTC;
	if (form === "date" || tzid === undefined) return here;
	const zone = zones !== undefined && Object.hasOwn(zones, tzid) ? zones[tzid] : undefined;
	if (typeof zone === "string") return namedZone(zone) ?? here;
	if (zone === undefined) return here;
	const key = JSON.stringify(zone);
	if (!observed.has(key)) {
		if (observed.size > 200) observed.clear();
		observed.set(key, observedZone(zone));
	}
	return observed.get(key) ?? here;
}

/** Occurrences that are counted to find the last of a rule with COUNT; with more it counts as endless. */
const COUNTED = 3000;
/** What a floating time may be off from UTC, and UNTIL from the last occurrence (seconds). */
const MARGIN = 86_400;

/** Sets that lie within so many ms are found by their start (`wide` of the table). */
export const NARROW = 31 * 86_400_000;

/** Periods that are looked at in vain to find where the rules of one file end. */
const IN_VAIN = 300_000;

/** The bounds of all sets of a file. */
export function allBounds(sets: readonly EventSet[]): { first: number; last: number }[] {
	const budget = { left: IN_VAIN };
	return sets.map((set) => boundsOf(set, budget));
}

/** Between which instants (seconds UTC) all of a set lies; Infinity for one without an end. */
function boundsOf(set: EventSet, budget: Budget): { first: number; last: number } {
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	const cover = (time: Time, length: number) => {
		low = Math.min(low, time.wall - MARGIN);
		high = Math.max(high, time.wall + MARGIN + length);
	};
	for (const part of [...set.masters, ...set.overrides]) {
		const length = roughLength(part);
		cover(part.start, length);
		for (const { start, end, length: span } of part.rdates ?? [])
			cover(
				start,
				Math.max(
					length,
					end === undefined ? 0 : end.wall - start.wall,
					span === undefined ? 0 : span.days * MARGIN + span.seconds,
				),
			);
		for (const rule of part.rules ?? []) cover({ wall: lastOf(rule, part.start.wall, budget), form: "local" }, length);
		// An override of all that follows may move it anywhere.
		if (part.thisAndFuture !== undefined && part.id !== undefined) {
			const shift = part.start.wall - part.id.wall;
			low += Math.min(0, shift) - MARGIN;
			high += Math.max(0, shift) + MARGIN + length;
		}
	}
	return { first: low, last: high };
}

function roughLength({ start, end, duration }: Part): number {
	if (end !== undefined) return Math.max(0, end.wall - start.wall) + MARGIN;
	if (duration !== undefined) return Math.max(0, duration.days * MARGIN + duration.seconds);
	return start.form === "date" ? MARGIN : 0;
}

function lastOf(rule: Rule, start: number, budget: Budget): number {
	if (rule.until !== undefined) return rule.until.wall + MARGIN;
	if (rule.count === undefined || rule.count > COUNTED) return Number.POSITIVE_INFINITY;
	let last = start;
	for (const wall of first(expand(rule, start, { budget }), COUNTED)) last = wall;
	return budget.left < 0 ? Number.POSITIVE_INFINITY : last;
}
