/** What a calendar part of a message (RFC 6047) says, in a line. */
import { localDay } from "../../../../src/base/clock.ts";
import { DeskError } from "../../../../src/base/errors.ts";
import { rawBytes, rawText } from "../../../../src/base/raw-text.ts";
import { eventWithUid } from "../../../../src/command/index.ts";
import { type ContentLine, parameterValue, readContentLines, unescapeValue } from "../../../../src/text/index.ts";
import { parentOf, type Vfs } from "../../../../src/vfs/index.ts";
import type { FullItem } from "./read-message.ts";

/** An event that a message invites to, changes, cancels or answers. */
export interface Invitation {
	/** What is asked (RFC 5546, 1.4), upper case: REQUEST, CANCEL, REPLY …; "" when it does not say. */
	method: string;
	uid: string | null;
	summary: string;
	location: string;
	/** When, for people: `2026-11-24 10:00–14:00 (Europe/Stockholm)`. UTC is shown as the machine's own time. */
	when: string;
	/** The file in /calendar that has its UID; null when none has. */
	path: string | null;
}

export const invitationShape = (z: typeof import("zod").z) =>
	z.object({
		method: z.string(),
		uid: z.string().nullable(),
		summary: z.string(),
		location: z.string(),
		when: z.string(),
		path: z.string().nullable(),
	});

/** Calendar parts that are looked into, and the most bytes of one. */
const MOST_PARTS = 5;
const MOST_BYTES = 1024 * 1024;
const CALENDAR = new Set(["text/calendar", "application/ics", "text/x-vcalendar"]);

/** The events of a message's calendar parts; one that is in several parts (as Gmail and Exchange send them) is told once. */
export async function invitationsIn(vfs: Vfs, { attachments }: Pick<FullItem, "attachments">): Promise<Invitation[]> {
	const parts = attachments.filter(({ type, size }) => CALENDAR.has(type) && size <= MOST_BYTES).slice(0, MOST_PARTS);
	if (parts.length === 0) return [];
	await vfs.load("/calendar").catch(noCalendar);
	const tree = vfs.reader();
	const found = new Map<string, Invitation>();
	for (const { path } of parts) {
		const event = readInvitation(rawText(await vfs.readAll(path)));
		if (event === undefined) continue;
		const key = event.uid ?? `${event.summary}\n${event.when}`;
		const known = event.uid === null ? undefined : eventWithUid(tree, event.uid);
		if (!found.has(key)) found.set(key, { ...event, path: known ?? null });
	}
	return [...found.values()];
}

/** A desk may have no calendar. */
function noCalendar(error: unknown): void {
	if (!(error instanceof DeskError)) throw error;
}

/** The first event of a calendar's raw text; undefined when it has none. */
export function readInvitation(text: string): Omit<Invitation, "path"> | undefined {
	const within: string[] = [];
	const fields = new Map<string, ContentLine>();
	let method = "";
	for (const line of readContentLines(text)) {
		const value = line.value.trim();
		if (line.name === "BEGIN") within.push(value.toUpperCase());
		else if (line.name === "END") {
			if (within.pop() === "VEVENT") break;
		} else if (line.name === "METHOD" && within.length === 1) method = value.toUpperCase();
		else if (within.at(-1) === "VEVENT" && !fields.has(line.name)) fields.set(line.name, line);
	}
	if (fields.size === 0) return undefined;
	const said = (name: string) => shown(unescapeValue(fields.get(name)?.value ?? "")).trim();
	const start = fields.get("DTSTART");
	return {
		method,
		uid: said("UID") || null,
		summary: said("SUMMARY").replace(/\s+/g, " "),
		location: said("LOCATION").replace(/\s+/g, " "),
		when: start === undefined ? "" : `${span(start, fields.get("DTEND"))}${fields.has("RRULE") ? ", repeated" : ""}`,
	};
}

/** Bytes that are no UTF-8 become U+FFFD. */
function shown(text: string): string {
	return rawBytes(text).toString("utf8");
}

/** A day and a time of day ("" for all of a day), as they are written; of UTC the machine's. */
function moment(line: ContentLine): { day: string; time: string } | undefined {
	const [, year, month, date, hour, minute, utc] =
		/^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$/.exec(line.value.trim()) ?? [];
	if (year === undefined) return undefined;
	if (utc !== "Z") return { day: `${year}-${month}-${date}`, time: hour === undefined ? "" : `${hour}:${minute}` };
	const local = new Date(`${year}-${month}-${date}T${hour}:${minute}:00Z`);
	if (Number.isNaN(local.getTime())) return undefined;
	const two = (value: number) => String(value).padStart(2, "0");
	return { day: localDay(local), time: `${two(local.getHours())}:${two(local.getMinutes())}` };
}

function span(startLine: ContentLine, endLine: ContentLine | undefined): string {
	const start = moment(startLine);
	if (start === undefined) return "";
	const end = endLine === undefined ? undefined : moment(endLine);
	const zone = parameterValue(startLine, "TZID");
	const from = [start.day, start.time].filter(Boolean).join(" ");
	const where = zone === undefined || start.time === "" ? "" : ` (${shown(zone)})`;
	if (end === undefined) return from + where;
	if (start.time === "") {
		// The end is the day after the last one (RFC 5545, 3.6.1).
		const last = new Date(Date.parse(`${end.day}T00:00:00Z`) - 86_400_000);
		const day = Number.isNaN(last.getTime()) ? start.day : last.toISOString().slice(0, 10);
		return day <= start.day ? from : `${from}–${day}`;
	}
	return `${from}–${end.day === start.day ? end.time : `${end.day} ${end.time}`}${where}`;
}

/** What a method means, for people. */
const MEANS: Readonly<Record<string, string>> = {
	REQUEST: "Invitation",
	ADD: "Invitation",
	CANCEL: "Cancelled",
	REPLY: "Answer",
	COUNTER: "Proposal",
	REFRESH: "Question",
};

/** A header's name and value that say it all. */
export function invitationLine({ method, summary, when, location, path }: Invitation): [name: string, value: string] {
	const what = [summary || "no title", when, location].filter((part) => part !== "").join("; ");
	return [MEANS[method] ?? "Event", `${what} (${path === null ? "not in /calendar" : `in ${parentOf(path)}`})`];
}
