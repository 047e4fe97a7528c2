/**
 * Changes of an event that touch only the lines they must: of all of it, of one occurrence, of one and all that follow. Texts are raw
 * texts of a file (`rawText` of src/base). `recurrence` names an occurrence as RECURRENCE-ID does: `Occurrence.recurrence`.
 */
import { DeskError } from "../../../src/base/errors.ts";
import {
	type ContentEdit,
	editContent,
	insertAfter,
	insertVerbatim,
	replaceLine,
	setLineValue,
} from "../../../src/text/index.ts";
import { type Entry, readCalendarText, type Time } from "../ics.ts";
import { formatDateTime, parseDateTime } from "../time.ts";
import { changeEdits, type EventChange, masterEdits, timeEdits } from "./change.ts";
import { zoneEdits } from "./compose.ts";
import { type Found, findEvent, instantOf, isFrom, isSame, occurrenceTime, overrideOf } from "./find.ts";
import { lineOf, linesOf, removeComponent, setProperty, timeLine } from "./lines.ts";
import { endedBefore, goingOn } from "./rules.ts";

/** Which event of a file, and when the change is made (ms UTC). Without `uid`, the file's first event. */
export interface EditOf {
	readonly uid?: string | undefined;
	readonly now: number;
}

/** A text with the zones of new times defined. */
function withZones(text: string, { start, end }: EventChange): string {
	return [start, end].reduce((done, time) => {
		if (time?.form !== "local" || time.tzid === undefined) return done;
		return editContent(done, zoneEdits(readCalendarText(done), time.tzid, time.wall));
	}, text);
}

/** Change all of an event: every occurrence but those that have their own override keep what they share. */
export function editAll(before: string, { uid, now }: EditOf, change: EventChange): string {
	const text = withZones(before, change);
	const { master, overrides } = findEvent(text, uid);
	const isResponse = Object.keys(change).every((key) => key === "response");
	if (master === undefined) {
		const edits = overrides.flatMap((override) => changeEdits(override, change));
		return editContent(
			text,
			edits.length === 0 ? [] : [...edits, ...overrides.flatMap((override) => stamps(override, now, isResponse))],
		);
	}
	const edits = masterEdits(master, overrides, change);
	const touched = [master, ...overrides].filter(({ component: { range } }) =>
		edits.some(({ line }) => line.start >= range.start && line.end <= range.end),
	);
	return editContent(text, [...edits, ...touched.flatMap((entry) => stamps(entry, now, isResponse))]);
}

/** Change one occurrence: its override, which is made if there is none. */
export function editOne(before: string, of: EditOf, recurrence: string, change: EventChange): string {
	const text = withZones(before, change);
	const found = findEvent(text, of.uid);
	const { master } = found;
	if (master?.start === undefined) {
		const [only] = found.overrides;
		if (only === undefined) throw notRecurring();
		return editContent(text, [...changeEdits(only, change), ...stamps(only, of.now)]);
	}
	const occurrence = occurrenceTime(recurrence, master.start);
	const override = overrideOf(found, occurrence);
	const isResponse = Object.keys(change).every((key) => key === "response");
	if (override !== undefined)
		return editContent(text, [...changeEdits(override, change), ...stamps(override, of.now, isResponse)]);
	const { rule, ...rest } = change;
	if (rule !== undefined)
		throw new DeskError("EINVAL", "one occurrence has no rule of its own", {
			todo: "change all of the event, or this and all that follow",
		});
	return withOverride(text, found, master, occurrence, rest, of.now);
}

/** Put an override into the file: the event's own lines and alarms without its recurrence, at the occurrence's time. */
function withOverride(
	text: string,
	found: Found,
	master: Entry,
	occurrence: Time,
	change: EventChange,
	now: number,
): string {
	const { range } = master.component;
	const head = "BEGIN:VCALENDAR\r\n"; // the copy is read as an event of its own, its zones are those of the file
	const copy = head + text.slice(range.start, range.end);
	const [entry] = readCalendarText(copy).entries;
	if (entry === undefined) throw new DeskError("EFORMAT", "the event cannot be read", { todo: "correct it by hand" });
	const own: Entry = {
		...entry,
		...(master.start === undefined ? {} : { start: master.start }),
		...(master.end === undefined ? {} : { end: master.end }),
	};
	const drop = ["RRULE", "RDATE", "EXDATE", "EXRULE"].flatMap((name) =>
		linesOf(own.component, name).map((line) => replaceLine(line)),
	);
	const placed = editContent(copy, [...drop, ...timeEdits(own, inFormOf(occurrence, master, found), undefined)]);
	const start = lineOf(readCalendarText(placed).entries[0]?.component ?? own.component, "DTSTART");
	if (start === undefined) throw notRecurring();
	const named = editContent(placed, [insertAfter(start, timeLine("RECURRENCE-ID", occurrence))]);
	const [override] = readCalendarText(named).entries;
	if (override === undefined) throw notRecurring();
	const zoned = { ...override, ...timesOf(override, master, occurrence) };
	const changed = editContent(named, [...changeEdits(zoned, change), ...stamps(override, now)]);
	const last = [master, ...found.overrides].at(-1) as Entry;
	const after = last.component.end ?? last.component.lines.at(-1) ?? last.component.begin;
	return editContent(text, [insertVerbatim(after, "after", changed.slice(changed.indexOf("\n") + 1))]);
}

/** The times of a copy, whose zones its text alone does not know. */
function timesOf(copy: Entry, master: Entry, occurrence: Time): { start?: Time; end?: Time } {
	const start = master.start === undefined ? copy.start : { ...master.start, wall: (copy.start ?? occurrence).wall };
	const end = master.end === undefined || copy.end === undefined ? copy.end : { ...master.end, wall: copy.end.wall };
	return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

/** An occurrence's time as the event's DTSTART is written. */
function inFormOf(occurrence: Time, { start }: Entry, { calendar }: Found): Time {
	if (start === undefined || (occurrence.form === start.form && occurrence.tzid === start.tzid)) return occurrence;
	// Named in UTC: the same distance from the start as in the start's zone, but for a change of clocks between them.
	return { ...start, wall: start.wall + instantOf(occurrence, calendar) - instantOf(start, calendar) };
}

/**
 * Change an occurrence and all that follow: the event ends before it, and the rest becomes an event of its own (RELATED-TO names the
 * old). From the first occurrence on, that is all of it, and `rest` is undefined.
 */
export function editFollowing(
	text: string,
	of: EditOf,
	recurrence: string,
	change: EventChange,
	newUid: string,
): { text: string; rest?: string } {
	const found = findEvent(text, of.uid);
	const { master, calendar } = found;
	if (master?.start === undefined || (master.rules.length === 0 && master.rdates.length === 0)) throw notRecurring();
	const occurrence = occurrenceTime(recurrence, master.start);
	if (isFrom(master.start, occurrence, calendar)) return { text: editAll(text, of, change) };
	const rest = editAll(restOf(text, found, master, occurrence, newUid, of.now), { uid: newUid, now: of.now }, change);
	return { text: endBefore(text, found, master, occurrence, of.now), rest };
}

/** Let an event end before an occurrence. */
export function cancelFollowing(text: string, of: EditOf, recurrence: string): string {
	const found = findEvent(text, of.uid);
	const { master } = found;
	if (master?.start === undefined) throw notRecurring();
	const occurrence = occurrenceTime(recurrence, master.start);
	if (isFrom(master.start, occurrence, found.calendar)) return cancelAll(text, of);
	return endBefore(text, found, master, occurrence, of.now);
}

function endBefore(text: string, { calendar, overrides }: Found, master: Entry, occurrence: Time, now: number): string {
	const instant = instantOf(occurrence, calendar);
	const rules = linesOf(master.component, "RRULE").map((line) =>
		setLineValue(line, endedBefore(line.value, { ...occurrence }, instant)),
	);
	const later = overrides.filter(
		({ recurrenceId }) => recurrenceId !== undefined && isFrom(recurrenceId, occurrence, calendar),
	);
	return editContent(text, [
		...rules,
		...datesWhere(master, "RDATE", (time) => !isFrom(time, occurrence, calendar)),
		...later.flatMap(({ component }) => removeComponent(calendar.tree, component)),
		...stamps(master, now),
	]);
}

/** The file of what goes on: the calendar's lines and zones, and of its events only this one, from the occurrence on. */
function restOf(text: string, found: Found, master: Entry, occurrence: Time, uid: string, now: number): string {
	const { calendar, overrides } = found;
	const start = master.start as Time;
	const own = new Set([
		master,
		...overrides.filter(({ recurrenceId }) => recurrenceId !== undefined && isFrom(recurrenceId, occurrence, calendar)),
	]);
	const others = calendar.entries.filter((entry) => !own.has(entry));
	const edits: ContentEdit[] = others.flatMap(({ component }) => removeComponent(calendar.tree, component));
	for (const { component } of own)
		edits.push(...setProperty(component, "UID", uid), ...setProperty(component, "SEQUENCE", "0"));
	const first = inFormOf(occurrence, master, found);
	edits.push(...timeEdits(master, first, undefined));
	for (const line of linesOf(master.component, "RRULE"))
		if (master.rules.includes(line.value.trim())) edits.push(setLineValue(line, goingOn(line.value, start, first)));
	for (const name of ["RDATE", "EXDATE"] as const)
		edits.push(...datesWhere(master, name, (time) => isFrom(time, occurrence, calendar)));
	const uidLine = lineOf(master.component, "UID");
	if (uidLine !== undefined && master.uid !== undefined)
		edits.push(insertAfter(uidLine, { name: "RELATED-TO", value: master.uid }));
	return editContent(text, [...edits, ...stamps(master, now, true)]);
}

/** Keep those dates of RDATE or EXDATE lines that are wanted; a line of which none is left goes. */
function datesWhere(entry: Entry, name: "RDATE" | "EXDATE", isWanted: (time: Time) => boolean): ContentEdit[] {
	const { start } = entry;
	return linesOf(entry.component, name).flatMap((line) => {
		const tzid = line.parameters.find((parameter) => parameter.name === "TZID")?.values[0];
		const texts = line.value.split(",");
		const kept = texts.filter((text) => {
			const moment = parseDateTime(text.split("/")[0] ?? "");
			if (moment === undefined) return true;
			const zone = moment.form !== "local" ? undefined : (tzid ?? start?.tzid);
			return isWanted(zone === undefined ? moment : { ...moment, tzid: zone });
		});
		if (kept.length === texts.length) return [];
		return [kept.length === 0 ? replaceLine(line) : setLineValue(line, kept.join(","))];
	});
}

/**
 * Cancel one occurrence: an EXDATE takes it out, or (`keep`) an override says STATUS:CANCELLED, as for guests that shall see it. What does
 * not recur is cancelled whole.
 */
export function cancelOne(text: string, of: EditOf, recurrence: string, options: { keep?: boolean } = {}): string {
	const found = findEvent(text, of.uid);
	const { master } = found;
	if (master?.start === undefined || (master.rules.length === 0 && master.rdates.length === 0))
		return cancelAll(text, of);
	if (options.keep === true) return editOne(text, of, recurrence, { status: "cancelled" });
	const occurrence = occurrenceTime(recurrence, master.start);
	const override = overrideOf(found, occurrence);
	const isKnown = master.exdates.some((time) => isSame(time, occurrence, found.calendar));
	const after =
		linesOf(master.component, "EXDATE").at(-1) ??
		linesOf(master.component, "RRULE").at(-1) ??
		lineOf(master.component, "DTSTART");
	return editContent(text, [
		...(isKnown || after === undefined ? [] : [insertAfter(after, timeLine("EXDATE", occurrence))]),
		...(override === undefined ? [] : removeComponent(found.calendar.tree, override.component)),
		...stamps(master, of.now),
	]);
}

/** Cancel all of an event: STATUS:CANCELLED, in its overrides too. */
export function cancelAll(text: string, { uid, now }: EditOf): string {
	const { master, overrides } = findEvent(text, uid);
	const entries = [...(master === undefined ? [] : [master]), ...overrides];
	return editContent(
		text,
		entries.flatMap((entry) => [...setProperty(entry.component, "STATUS", "CANCELLED"), ...stamps(entry, now)]),
	);
}

/** What every change of an event carries (RFC 5545 3.8.7): when it was made, and, but for a response, that it is a newer one. */
function stamps({ component, sequence }: Entry, now: number, sameSequence = false): ContentEdit[] {
	const value = formatDateTime({ wall: Math.floor(now / 1000), form: "utc" });
	return [
		...setProperty(component, "DTSTAMP", value),
		...(lineOf(component, "LAST-MODIFIED") === undefined ? [] : setProperty(component, "LAST-MODIFIED", value)),
		...(sameSequence ? [] : setProperty(component, "SEQUENCE", String(sequence + 1))),
	];
}

function notRecurring(): DeskError {
	return new DeskError("EINVAL", "the event does not recur", { todo: "change all of it" });
}
