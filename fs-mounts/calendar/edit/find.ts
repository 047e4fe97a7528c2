/** The components of an event in a file, and the occurrence that is meant. */
import { DeskError } from "../../../src/base/errors.ts";
import { type Calendar, type Entry, readCalendarText, type Time } from "../ics.ts";
import { DAY } from "../recurrence/civil.ts";
import { zoneOfTime } from "../sets.ts";
import { parseDateTime } from "../time.ts";
import { databaseName, type Observance, toUtc, UTC } from "../zones.ts";

/** An event of a file: what recurs, and what stands for single occurrences. */
export interface Found {
	readonly calendar: Calendar;
	readonly master: Entry | undefined;
	readonly overrides: readonly Entry[];
}

/** @throws DeskError EINVAL when the file has no event of that UID */
export function findEvent(text: string, uid: string | undefined): Found {
	const calendar = readCalendarText(text);
	const entries = calendar.entries.filter(
		(entry) => entry.kind !== "freebusy" && (uid === undefined || entry.uid === uid),
	);
	const own = entries.filter((entry) => entry.uid === entries[0]?.uid);
	if (own.length === 0)
		throw new DeskError("EINVAL", `there is no event ${uid ?? ""} in the file`, {
			todo: "look at the file: `desk cat`",
		});
	return {
		calendar,
		master: own.find(({ recurrenceId }) => recurrenceId === undefined),
		overrides: own.filter(({ recurrenceId }) => recurrenceId !== undefined),
	};
}

/** When an occurrence starts by the rule: a RECURRENCE-ID's value in the form of the event. @throws DeskError EINVAL */
export function occurrenceTime(recurrence: string, start: Time): Time {
	const moment = parseDateTime(recurrence);
	if (moment === undefined)
		throw new DeskError("EINVAL", `'${recurrence}' names no occurrence`, {
			todo: "give its start, such as 20261201T090000",
		});
	if (start.form === "date") return { wall: Math.floor(moment.wall / DAY) * DAY, form: "date" };
	return moment.form === "local" ? { ...start, wall: moment.wall } : moment;
}

/** The instant of a time (seconds UTC); floating times as if in UTC, which is enough to compare those of one event. */
export function instantOf(time: Time, calendar: Calendar): number {
	return toUtc(time.wall, zoneOfTime(time, zonesFor(calendar, time.tzid), UTC));
}

function zonesFor({ zones }: Calendar, tzid: string | undefined): Record<string, string | readonly Observance[]> {
	const zone = tzid === undefined ? undefined : (zones.get(tzid) ?? databaseName(tzid));
	return zone === undefined || tzid === undefined ? {} : { [tzid]: zone };
}

/** Whether two times name the same occurrence: by the instant, or by the day where either is one. */
export function isSame(a: Time, b: Time, calendar: Calendar): boolean {
	if (a.form === "date" || b.form === "date") return Math.floor(a.wall / DAY) === Math.floor(b.wall / DAY);
	return a.form === b.form && a.tzid === b.tzid ? a.wall === b.wall : instantOf(a, calendar) === instantOf(b, calendar);
}

/** The override of an occurrence. */
export function overrideOf({ calendar, overrides }: Found, occurrence: Time): Entry | undefined {
	return overrides.find(
		({ recurrenceId, thisAndFuture }) =>
			!thisAndFuture && recurrenceId !== undefined && isSame(recurrenceId, occurrence, calendar),
	);
}

/** Whether a time is at or after an occurrence. */
export function isFrom(time: Time, occurrence: Time, calendar: Calendar): boolean {
	if (time.form === "date" || occurrence.form === "date")
		return Math.floor(time.wall / DAY) >= Math.floor(occurrence.wall / DAY);
	return instantOf(time, calendar) >= instantOf(occurrence, calendar);
}
