/** New events as iCalendar text. */
import {
	type ContentEdit,
	escapeValue,
	foldLine,
	formatLine,
	insertBefore,
	type NewLine,
	type Parameter,
} from "../../../src/text/index.ts";
import type { Calendar, Time } from "../ics.ts";
import { formatDateTime, formatDuration, type Span } from "../time.ts";
import { timeLine } from "./lines.ts";
import { zoneLines } from "./zone-lines.ts";

export interface NewEvent {
	readonly uid: string;
	readonly summary: string;
	readonly start: Time;
	readonly end?: Time;
	/** An RRULE's value. */
	readonly rule?: string;
	readonly location?: string;
	readonly description?: string;
	readonly categories?: readonly string[];
	/** `confirmed`, `tentative` … */
	readonly status?: string;
	readonly busy?: boolean;
	readonly organizer?: { readonly address: string; readonly name?: string };
	readonly attendees?: readonly { readonly address: string; readonly name?: string }[];
	/** How long before the start to remind. */
	readonly alarms?: readonly Span[];
	/** When it is made (ms UTC). */
	readonly now: number;
}

/** The file of a new event, with the time zones it names; CRLF, folded. Values can never become lines of their own. */
export function newEventText(event: NewEvent): string {
	const {
		uid,
		summary,
		start,
		end,
		rule,
		location,
		description,
		categories,
		status,
		busy,
		organizer,
		attendees = [],
		alarms = [],
		now,
	} = event;
	const stamp = formatDateTime({ wall: Math.floor(now / 1000), form: "utc" });
	const text = (name: string, value: string | undefined): NewLine[] =>
		value === undefined || value === "" ? [] : [{ name, value: escapeValue(value) }];
	const plain = (name: string, value: string | undefined): NewLine[] => (value === undefined ? [] : [{ name, value }]);
	const lines: NewLine[] = [
		{ name: "BEGIN", value: "VEVENT" },
		{ name: "UID", value: uid },
		{ name: "DTSTAMP", value: stamp },
		{ name: "CREATED", value: stamp },
		timeLine("DTSTART", start),
		...(end === undefined ? [] : [timeLine("DTEND", end)]),
		...plain("RRULE", rule),
		{ name: "SUMMARY", value: escapeValue(summary) },
		...text("LOCATION", location),
		...text("DESCRIPTION", description),
		...(categories === undefined || categories.length === 0
			? []
			: [{ name: "CATEGORIES", value: categories.map(escapeValue).join(",") }]),
		...plain("STATUS", status?.toUpperCase()),
		...plain("TRANSP", busy === false ? "TRANSPARENT" : undefined),
		...(organizer === undefined ? [] : [person("ORGANIZER", organizer, [])]),
		...attendees.map((attendee) =>
			person("ATTENDEE", attendee, [
				["ROLE", "REQ-PARTICIPANT"],
				["PARTSTAT", "NEEDS-ACTION"],
				["RSVP", "TRUE"],
			]),
		),
		...alarms.flatMap((alarm) => alarmLines(summary, alarm)),
		{ name: "END", value: "VEVENT" },
	];
	const zones = [
		...new Set([start, end].flatMap((time) => (time?.form === "local" && time.tzid !== undefined ? [time.tzid] : []))),
	];
	const head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//deskfs//desk//EN"];
	const all = [
		...head,
		...zones.flatMap((tzid) => zoneLines(tzid, start.wall) ?? []),
		...lines.map(formatLine),
		"END:VCALENDAR",
	];
	return `${all.map((line) => foldLine(line)).join("\r\n")}\r\n`;
}

function person(
	name: string,
	{ address, name: shown }: { address: string; name?: string },
	parameters: readonly (readonly [string, string])[],
): NewLine {
	const all: Parameter[] = [
		...(shown === undefined ? [] : [{ name: "CN", values: [shown] }]),
		...parameters.map(([key, value]) => ({ name: key, values: [value] })),
	];
	return { name, parameters: all, value: /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `mailto:${address}` };
}

function alarmLines(summary: string, before: Span): NewLine[] {
	const trigger = formatDuration({ days: -before.days || 0, seconds: -before.seconds || 0 });
	return [
		{ name: "BEGIN", value: "VALARM" },
		{ name: "ACTION", value: "DISPLAY" },
		{ name: "DESCRIPTION", value: escapeValue(summary) },
		{ name: "TRIGGER", value: trigger },
		{ name: "END", value: "VALARM" },
	];
}

/** What a file needs that gets times of a zone which it does not define yet: the zone's VTIMEZONE, before the first event. */
export function zoneEdits({ zones, entries, tree }: Calendar, tzid: string, from: number): ContentEdit[] {
	const first = entries[0]?.component.begin ?? tree.components[0]?.end;
	const lines = zones.has(tzid) ? undefined : zoneLines(tzid, from);
	return first === undefined || lines === undefined ? [] : [insertBefore(first, ...lines)];
}
