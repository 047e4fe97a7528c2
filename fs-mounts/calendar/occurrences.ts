/** What happens when: the occurrences of all events in a stretch of time, from the mount's table. */
import { isWithin, joinPath, nameOfPath, type TreeReader } from "../../src/vfs/index.ts";
import type { Person } from "./ics.ts";
import { type Instance, instancesOf, isRecurring } from "./instances.ts";
import { type EventSet, NARROW } from "./sets.ts";
import { formatDateTime } from "./time.ts";
import { namedZone, UTC } from "./zones.ts";

/** One occurrence of an event. Times are ms since 1970, UTC. */
export interface Occurrence {
	path: string;
	/** The folder below /calendar: `work`, `work/team`. */
	calendar: string;
	uid: string;
	/** Of a recurring event: the value of the RECURRENCE-ID that names this occurrence (when it would start by the rule). */
	recurrence?: string;
	summary: string;
	location?: string;
	start: number;
	/** For whole days, the midnight after the last. */
	end: number;
	allDay: boolean;
	/** Whether it has no zone: it is at this time wherever one is. Whole days are floating too. */
	floating: boolean;
	/** The zone database's name for the event's zone, or the file's own name of one that it defines. */
	zone?: string;
	/** STATUS in lower case; "confirmed" when the event has none. */
	status: string;
	/** Whether it takes the time: neither transparent nor cancelled. */
	busy: boolean;
	organizer?: Person;
	attendees: Person[];
	isRecurring: boolean;
	/** Whether it is a busy time that somebody has published (VFREEBUSY); `organizer` is whose. */
	isFreeBusy: boolean;
	/** Whether an override stands for it: moved, renamed or cancelled apart from the others. */
	isOverride: boolean;
}

export interface OccurrenceQuery {
	/** ms UTC: what ends by `from`, or starts at `to` or later, is left out. */
	from: number;
	to: number;
	/** Folders below /calendar; what lies below them counts. Default: all. */
	calendars?: readonly string[];
	/** The first so many; default 100,000. */
	limit?: number;
	/** Name of the zone for whole days and floating times (IANA); default: the machine's (`TZ`). */
	zone?: string;
	/** Only events of this UID. */
	uid?: string;
	/** Only events of this file. */
	path?: string;
	/** Cancelled occurrences too. */
	cancelled?: boolean;
	/** Busy times of VFREEBUSY components too. */
	freebusy?: boolean;
}

/** Occurrences of one event in one answer at most: an event each second shall not fill the memory. */
const OF_ONE_EVENT = 10_000;

/** Periods that one question looks at in vain, in all rules together: those that never give anything shall not hold it up. */
const IN_VAIN = 3_000_000;

/** The machine's zone, as TZ names it. */
export function localZoneName(): string {
	const name = process.env.TZ?.replace(/^:/, "");
	return name !== undefined && name !== "" && namedZone(name) !== undefined
		? name
		: Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All occurrences in a stretch of time, by their start, then path. */
export function occurrences(tree: TreeReader, query: OccurrenceQuery): Occurrence[] {
	const { limit = 100_000, calendars } = query;
	const zone = query.zone ?? localZoneName();
	const here = namedZone(zone) ?? UTC;
	const stretch = {
		from: query.from / 1000,
		to: query.to / 1000,
		here,
		limit: Math.min(limit, OF_ONE_EVENT),
		budget: { left: IN_VAIN },
	};
	const found: Occurrence[] = [];
	const folders = new Map<number, string | undefined>();
	for (const { parent, name, data } of candidates(tree, query)) {
		if (!folders.has(parent)) folders.set(parent, tree.pathOf(parent));
		const folder = folders.get(parent);
		if (folder === undefined || !isWithin(folder, "/calendar")) continue;
		const path = joinPath(folder, name);
		const calendar = folder.slice("/calendar/".length);
		if (query.path !== undefined && path !== query.path) continue;
		if (calendars !== undefined && !calendars.some((wanted) => isWithin(`/${calendar}`, `/${wanted}`))) continue;
		const set = JSON.parse(data) as EventSet;
		const place = { path, calendar };
		const recurring = isRecurring(set);
		for (const instance of instancesOf(set, stretch)) {
			if (instance.part.status === "cancelled" && query.cancelled !== true) continue;
			found.push(occurrenceOf(instance, set, place, recurring));
		}
	}
	return found.sort((a, b) => a.start - b.start || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)).slice(0, limit);
}

interface Row {
	parent: number;
	name: string;
	data: string;
}

function candidates(tree: TreeReader, { from, to, uid, freebusy }: OccurrenceQuery): Row[] {
	const kinds = freebusy === true ? "('event', 'freebusy')" : "('event')";
	const select = (
		wide: 0 | 1,
	) => `SELECT parent, name, data FROM calendar_event JOIN node ON node.id = calendar_event.node
		WHERE wide = ${wide} AND first >= ? AND first < ? AND last >= ? AND calendar_event.kind IN ${kinds}${uid === undefined ? "" : " AND uid = ?"}`;
	const rest = [to, from, ...(uid === undefined ? [] : [uid])];
	return tree.all<Row>(
		`${select(0)} UNION ALL ${select(1)}`,
		from - NARROW,
		...rest,
		Number.NEGATIVE_INFINITY,
		...rest,
	);
}

function occurrenceOf(
	{ start, end, part, original }: Instance,
	set: EventSet,
	{ path, calendar }: { path: string; calendar: string },
	recurring: boolean,
): Occurrence {
	const { form, tzid } = part.start;
	const status = part.status ?? "confirmed";
	// Property by property: a week of a large calendar has hundreds, and nothing is compiled yet.
	const found: Occurrence = {
		path,
		calendar,
		uid: set.uid ?? nameOfPath(path),
		summary: part.summary,
		start: start * 1000,
		end: end * 1000,
		allDay: form === "date",
		floating: form === "date" || (form === "local" && tzid === undefined),
		status,
		busy: part.free === undefined && status !== "cancelled",
		attendees: part.attendees === undefined ? [] : [...part.attendees],
		isRecurring: recurring,
		isFreeBusy: set.kind === "freebusy",
		isOverride: part.id !== undefined,
	};
	if (recurring && original !== undefined) found.recurrence = formatDateTime(original);
	if (part.location !== undefined) found.location = part.location;
	if (part.organizer !== undefined) found.organizer = part.organizer;
	if (form === "utc") found.zone = "UTC";
	else if (tzid !== undefined) {
		const zone = set.zones?.[tzid];
		found.zone = typeof zone === "string" ? zone : tzid;
	}
	return found;
}
