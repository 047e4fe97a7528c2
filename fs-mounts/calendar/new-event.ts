/** The iCalendar text of a new event. */
import { escapeValue, foldLine, formatLine } from "../../src/text/index.ts";
import { formatDateTime, formatDuration } from "./time.ts";
import { vtimezone } from "./vtimezone.ts";

export interface NewEvent {
	readonly uid: string;
	readonly title: string;
	/** `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` in `zone`. */
	readonly start: string;
	readonly end: string;
	/** IANA name. */
	readonly zone: string;
	readonly allDay: boolean;
	readonly recur?: string | undefined;
	readonly place?: string | undefined;
	readonly description?: string | undefined;
	readonly people: readonly { readonly address: string; readonly name?: string }[];
	/** The user's own address. */
	readonly organizer?: string | undefined;
	/** Before the start. */
	readonly reminders: readonly { readonly days: number; readonly minutes: number }[];
}

/** @param now ms UTC @throws DeskError EINVAL for what no line can hold */
export function newEventText(event: NewEvent, now: number): string {
	const { allDay, zone, recur, place, description, organizer } = event;
	const time = (name: string, text: string) => {
		const wall = Date.parse(text.length === 10 ? `${text}T00:00Z` : `${text}Z`) / 1000;
		if (allDay) return line(name, formatDateTime({ wall, form: "date" }), ["VALUE", "DATE"]);
		if (zone === "UTC") return line(name, formatDateTime({ wall, form: "utc" }));
		return line(name, formatDateTime({ wall, form: "local" }), ["TZID", zone]);
	};
	const lines = [
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//deskfs//EN",
		...(allDay ? [] : vtimezone(zone, Date.parse(`${event.start}Z`))),
		"BEGIN:VEVENT",
		line("UID", event.uid),
		line("DTSTAMP", formatDateTime({ wall: Math.floor(now / 1000), form: "utc" })),
		time("DTSTART", event.start),
		time("DTEND", event.end),
		...(recur === undefined ? [] : [line("RRULE", recur)]),
		line("SUMMARY", escapeValue(event.title)),
		...(place === undefined ? [] : [line("LOCATION", escapeValue(place))]),
		...(description === undefined ? [] : [line("DESCRIPTION", escapeValue(description))]),
		...(organizer === undefined || event.people.length === 0 ? [] : [line("ORGANIZER", `mailto:${organizer}`)]),
		...event.people.map(({ address, name }) =>
			line(
				"ATTENDEE",
				`mailto:${address}`,
				...(name === undefined ? [] : [["CN", name] as const]),
				["ROLE", "REQ-PARTICIPANT"],
				["PARTSTAT", "NEEDS-ACTION"],
				["RSVP", "TRUE"],
			),
		),
		...event.reminders.flatMap((before) => [
			"BEGIN:VALARM",
			"ACTION:DISPLAY",
			line("DESCRIPTION", escapeValue(event.title)),
			line("TRIGGER", formatDuration({ days: -before.days, seconds: -before.minutes * 60 })),
			"END:VALARM",
		]),
		"END:VEVENT",
		"END:VCALENDAR",
	];
	return lines.map((content) => `${foldLine(content)}\r\n`).join("");
}

function line(name: string, value: string, ...parameters: readonly (readonly [string, string])[]): string {
	return formatLine({ name, value, parameters: parameters.map(([key, text]) => ({ name: key, values: [text] })) });
}
