/** The occurrences of an event set in a stretch of time: rules, dates, exceptions and overrides together. */
import type { Time } from "./ics.ts";
import { DAY } from "./recurrence/civil.ts";
import { type Budget, expand } from "./recurrence/expand.ts";
import type { Rule } from "./recurrence/rule.ts";
import { type EventSet, type Part, zoneOfTime } from "./sets.ts";
import type { Moment, Span } from "./time.ts";
import { toUtc, toWall, type Zone } from "./zones.ts";

/** One occurrence. Times are seconds UTC. */
export interface Instance {
	readonly start: number;
	readonly end: number;
	/** What it is an occurrence of: the event, or the override that stands for it. */
	readonly part: Part;
	/** Of a recurring event: when it would have started by the rule, in the form of the event's DTSTART. */
	readonly original?: Time;
}

export interface Stretch {
	/** Seconds UTC; what ends by `from`, or starts at `to` or later, is outside. */
	readonly from: number;
	readonly to: number;
	/** The zone of whole days and floating times. */
	readonly here: Zone;
	/** Occurrences at most. */
	readonly limit: number;
	/** What may be looked at in vain: see `Expansion`. */
	readonly budget?: Budget;
}

/** Whether a set has more than one occurrence, or an override of one. */
export const isRecurring = ({ masters, overrides }: EventSet): boolean =>
	overrides.length > 0 || masters.some(({ rules, rdates }) => rules !== undefined || rdates !== undefined);

/** All occurrences that touch the stretch, in order of their start. */
export function instancesOf(set: EventSet, stretch: Stretch): Instance[] {
	const found = [
		...set.overrides.filter(({ thisAndFuture }) => thisAndFuture === undefined || set.masters.length === 0),
	].map((part): Instance => ({ ...placed(part, set, stretch.here), part, original: part.id as Time }));
	const all = found.filter((instance) => touches(instance, stretch));
	for (const master of set.masters) all.push(...occurrencesOfMaster(master, set, stretch));
	return all.sort((a, b) => a.start - b.start).slice(0, stretch.limit);
}

const touches = ({ start, end }: { start: number; end: number }, { from, to }: Stretch): boolean =>
	start < to && (end > from || (end === start && start >= from));

/** When a part is that does not recur. */
function placed(part: Part, set: EventSet, here: Zone): { start: number; end: number } {
	const zone = zoneOfTime(part.start, set.zones, here);
	const start = toUtc(part.start.wall, zone);
	return { start, end: endOf(part, set, here)(part.start.wall, start) };
}

/** Gives the end of an occurrence that starts at a wall time, which is an instant. */
type EndOf = (wall: number, start: number) => number;

/** The end of an occurrence of a part that starts at a wall time and the instant of it. */
function endOf(part: Part, set: EventSet, here: Zone): EndOf {
	const zone = zoneOfTime(part.start, set.zones, here);
	const { start, end, duration } = part;
	if (duration !== undefined) return (wall, at) => nominalEnd(wall, at, duration, zone);
	if (start.form === "date") {
		// By days of the calendar; a day that ends where it begins, as some write it, is the whole day.
		const days = end === undefined ? 1 : Math.max(1, Math.ceil((end.wall - start.wall) / DAY));
		return (wall) => toUtc(wall + days * DAY, zone);
	}
	// DTEND: the same exact time for all (RFC 5545 3.8.5.3).
	const length =
		end === undefined ? 0 : Math.max(0, toUtc(end.wall, zoneOfTime(end, set.zones, here)) - toUtc(start.wall, zone));
	return (_wall, at) => at + length;
}

/** Days of a duration are days of the calendar, the rest is exact (RFC 5545 3.3.6). */
function nominalEnd(wall: number, start: number, { days, seconds }: Span, zone: Zone): number {
	return Math.max(start, (days === 0 ? start : toUtc(wall + days * DAY, zone)) + seconds);
}

/** Times by which occurrences are named: by their instant, or by their day. */
interface Named<Value> {
	readonly instants: Map<number, Value>;
	readonly days: Map<number, Value>;
}

/** Looks occurrences up by EXDATE or RECURRENCE-ID, as producers write them: also as a day, or without the zone. */
function nameTimes<Value>(
	master: Part,
	set: EventSet,
	here: Zone,
	entries: Iterable<readonly [Time, Value]>,
): Named<Value> {
	const named: Named<Value> = { instants: new Map(), days: new Map() };
	const own = zoneOfTime(master.start, set.zones, here);
	for (const [time, value] of entries) {
		if (time.form === "date" || master.start.form === "date") named.days.set(Math.floor(time.wall / DAY), value);
		else
			named.instants.set(
				toUtc(time.wall, time.form === "local" && time.tzid === undefined ? own : zoneOfTime(time, set.zones, here)),
				value,
			);
	}
	return named;
}

const lookUp = <Value>({ instants, days }: Named<Value>, wall: number, start: number): Value | undefined =>
	instants.get(start) ?? (days.size === 0 ? undefined : days.get(Math.floor(wall / DAY)));

function occurrencesOfMaster(master: Part, set: EventSet, stretch: Stretch): Instance[] {
	const { here } = stretch;
	const end = endOf(master, set, here);
	if (!isRecurring(set)) {
		const place = placed(master, set, here);
		return touches(place, stretch) ? [{ ...place, part: master }] : [];
	}
	const zone = zoneOfTime(master.start, set.zones, here);
	if (isPlain(master, set)) return plainOccurrences(master, zone, end, stretch);
	const excluded = nameTimes(
		master,
		set,
		here,
		(master.exdates ?? []).map((time) => [time, true] as const),
	);
	const replaced = nameTimes(
		master,
		set,
		here,
		set.overrides.flatMap((part) => (part.thisAndFuture === undefined ? [[part.id as Time, part] as const] : [])),
	);
	const followers = set.overrides
		.filter(({ thisAndFuture }) => thisAndFuture !== undefined)
		.map((part) => follower(part, set, zone, here))
		.sort((a, b) => a.from - b.from);
	const length = end(master.start.wall, toUtc(master.start.wall, zone)) - toUtc(master.start.wall, zone);
	const reach = followers.reduce((most, { shift, length: own }) => Math.max(most, Math.abs(shift) + own), length) + DAY;
	const window = { from: toWall(stretch.from, zone) - reach, until: toWall(stretch.to, zone) + reach };
	const exwalls = new Set((master.exrules ?? []).flatMap((text) => [...wallsOf(text, master, zone, window, stretch)]));
	const found: Instance[] = [];
	const seen = new Set<number>();
	const take = (wall: number, start: number, finish: number | undefined): void => {
		if (seen.has(start) || exwalls.has(wall)) return;
		seen.add(start);
		if (lookUp(excluded, wall, start) === true || lookUp(replaced, wall, start) !== undefined) return;
		const original: Time = { ...master.start, wall };
		const other = followers.findLast(({ from }) => from <= start);
		const instance =
			other === undefined
				? { start, end: finish ?? end(wall, start), part: master, original }
				: { ...other.move(wall), original };
		if (touches(instance, stretch)) found.push(instance);
	};
	if (master.rules === undefined) take(master.start.wall, toUtc(master.start.wall, zone), undefined);
	for (const period of master.rdates ?? []) {
		const { start } = period;
		const at = toUtc(
			start.wall,
			start.form === "local" && start.tzid === undefined ? zone : zoneOfTime(start, set.zones, here),
		);
		const finish =
			period.length !== undefined
				? nominalEnd(start.wall, at, period.length, zone)
				: period.end === undefined
					? undefined
					: toUtc(period.end.wall, zoneOfTime(period.end, set.zones, zone));
		take(
			start.form === master.start.form && start.tzid === master.start.tzid ? start.wall : toWall(at, zone),
			at,
			finish,
		);
	}
	for (const rule of master.rules ?? []) {
		for (const wall of wallsOf(rule, master, zone, window, stretch)) {
			take(wall, toUtc(wall, zone), undefined);
			if (found.length >= stretch.limit) break;
		}
	}
	return found;
}

/** Whether an event is one rule and nothing else, as most that recur are. */
const isPlain = ({ rules, rdates, exdates, exrules }: Part, { overrides }: EventSet): boolean =>
	rules?.length === 1 &&
	overrides.length === 0 &&
	rdates === undefined &&
	exdates === undefined &&
	exrules === undefined;

/** What `occurrencesOfMaster` does, without what is only needed for exceptions: this is nearly all of the work of a large calendar. */
function plainOccurrences(master: Part, zone: Zone, end: EndOf, stretch: Stretch): Instance[] {
	const first = toUtc(master.start.wall, zone);
	const reach = end(master.start.wall, first) - first + DAY;
	const window = { from: toWall(stretch.from, zone) - reach, until: toWall(stretch.to, zone) + DAY };
	const found: Instance[] = [];
	let last = Number.NaN;
	for (const wall of wallsOf(master.rules?.[0] as Rule, master, zone, window, stretch)) {
		const start = toUtc(wall, zone);
		const instance = { start, end: end(wall, start), part: master, original: { ...master.start, wall } };
		// Of a time that the clocks skip and the one that it then is, only one.
		if (start !== last && touches(instance, stretch)) found.push(instance);
		last = start;
		if (found.length >= stretch.limit) break;
	}
	return found;
}

interface Follower {
	/** From which instant on. */
	readonly from: number;
	readonly shift: number;
	readonly length: number;
	readonly move: (wall: number) => { start: number; end: number; part: Part };
}

/** RANGE=THISANDFUTURE: what follows is moved by as much as the named occurrence is. */
function follower(part: Part, set: EventSet, zone: Zone, here: Zone): Follower {
	const own = zoneOfTime(part.start, set.zones, here);
	const id = part.id as Time;
	const named = zoneOfTime(id, set.zones, zone);
	const shift = part.start.wall - (named === zone ? id.wall : toWall(toUtc(id.wall, named), zone));
	const end = endOf(part, set, here);
	const start = toUtc(part.start.wall, own);
	return {
		from: toUtc(id.wall, named),
		shift,
		length: end(part.start.wall, start) - start,
		move: (wall) => {
			const moved = wall + shift;
			const at = toUtc(moved, own);
			return { start: at, end: end(moved, at), part };
		},
	};
}

/** The wall times that a rule gives in a window; what is looked at is counted, so that no rule goes on for ever. */
function* wallsOf(
	rule: Rule,
	{ start }: Part,
	zone: Zone,
	window: { from: number; until: number },
	{ budget = { left: 1_000_000 } }: Stretch,
): Generator<number> {
	const until = Math.min(window.until, untilWall(rule, start, zone));
	for (const wall of expand(rule, start.wall, { from: window.from, until, budget })) {
		if (wall < window.from) continue;
		yield wall;
		if (--budget.left < 0) return;
	}
}

/** The last wall time that UNTIL allows, in the zone of the start. */
function untilWall({ until }: Rule, start: Moment, zone: Zone): number {
	if (until === undefined) return Number.POSITIVE_INFINITY;
	const day = Math.floor(until.wall / DAY) * DAY;
	// A day means all of it; and for whole days the time of day means nothing.
	if (start.form === "date" || until.form === "date") return day + DAY - 1;
	return until.form === "utc" ? toWall(until.wall, zone) : until.wall;
}
