import { DAYS, dateOfDay, MONTHS, weekdayOf } from "../../../src/base/calendar.ts";
import { shorten, table, widthOf } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";
import type { Drawn } from "../drawing/layout.ts";
import { oneLine, paint } from "../drawing/paint.ts";
import type { Time } from "../ics.ts";
import type { Occurrence } from "../occurrences.ts";
import { namedZone, toWall, UTC } from "../zones.ts";
import { canvasOf, type Here } from "./here.ts";

/** An occurrence as `--json` prints it. */
export interface Item {
	path: string;
	uid: string;
	/** Of a recurring event: which occurrence, as RECURRENCE-ID; `UID@RECURRENCE` names it. */
	recurrence: string | null;
	calendar: string;
	summary: string;
	location: string | null;
	/** ISO 8601 with the offset of the user's zone; of whole days `YYYY-MM-DD`, the end being the day after the last. */
	start: string;
	end: string;
	allDay: boolean;
	zone: string | null;
	status: string;
	busy: boolean;
	recurring: boolean;
	organizer: string | null;
	attendees: { address: string; name: string | null; status: string | null }[];
	/** What the user has answered to somebody else's invitation, as PARTSTAT: `needs-action` for nothing yet; null for what is none. */
	answer: string | null;
}

export const itemShape = (z: typeof import("zod").z) =>
	z.object({
		path: z.string(),
		uid: z.string(),
		recurrence: z.string().nullable(),
		calendar: z.string(),
		summary: z.string(),
		location: z.string().nullable(),
		start: z.string(),
		end: z.string(),
		allDay: z.boolean(),
		zone: z.string().nullable(),
		status: z.string(),
		busy: z.boolean(),
		recurring: z.boolean(),
		organizer: z.string().nullable(),
		attendees: z.array(z.object({ address: z.string(), name: z.string().nullable(), status: z.string().nullable() })),
		answer: z.string().nullable(),
	});

/** An occurrence as it is told to somebody with these addresses (in lower case). */
export function itemOf(occurrence: Occurrence, here: Here, own: readonly string[]): Item {
	const { path, uid, recurrence, calendar, summary, location, allDay, zone, status, busy, organizer } = occurrence;
	return {
		path,
		uid,
		recurrence: recurrence ?? null,
		calendar,
		summary,
		location: location ?? null,
		start: timeText(occurrence.start, allDay, here.zone),
		end: timeText(occurrence.end, allDay, here.zone),
		allDay,
		zone: zone ?? null,
		status,
		busy,
		recurring: occurrence.isRecurring,
		organizer: organizer?.address ?? null,
		attendees: occurrence.attendees.map((one) => ({
			address: one.address,
			name: one.name ?? null,
			status: one.status ?? null,
		})),
		answer: answerOf(occurrence, own),
	};
}

function answerOf({ organizer, attendees }: Occurrence, own: readonly string[]): string | null {
	if (organizer === undefined || own.includes(organizer.address)) return null;
	const me = attendees.find(({ address }) => own.includes(address));
	// RFC 5545 3.2.12: without PARTSTAT it is NEEDS-ACTION.
	return me === undefined ? null : (me.status ?? "needs-action");
}

/** `2026-11-22T14:00:00+01:00` in a zone; of whole days `2026-11-22`. */
export function timeText(at: number, allDay: boolean, zone: string): string {
	const seconds = Math.floor(at / 1000);
	const wall = toWall(seconds, namedZone(zone) ?? UTC);
	const text = new Date(wall * 1000).toISOString();
	if (allDay) return text.slice(0, 10);
	const offset = Math.round((wall - seconds) / 60);
	const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
	return `${text.slice(0, 19)}${offset < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

/** A time as events have it, of `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM` in a zone. */
export function timeOf(text: string, zone: string): Time {
	if (text.length === 10) return { wall: Date.parse(`${text}T00:00Z`) / 1000, form: "date" };
	const wall = Date.parse(`${text}Z`) / 1000;
	return zone === "UTC" ? { wall, form: "utc" } : { wall, form: "local", tzid: zone };
}

/** Start, end, calendar, title and path, with tabs between: what a pipe gets. */
export function itemLine(item: Item): string {
	return [clockText(item.start), clockText(item.end), item.calendar, item.summary, item.path].map(oneLine).join("\t");
}

/** `2026-11-22 14:00` of a time as `timeText` gives it; a day stays one. */
export const clockText = (time: string): string => time.slice(0, 16).replace("T", " ");

/** An occurrence by the clock on the wall. */
export function drawnOf(item: Item): Drawn {
	const wall = (time: string) => ({
		day: Date.parse(`${time.slice(0, 10)}T00:00:00Z`) / 86_400_000,
		minute: Number(time.slice(11, 13)) * 60 + Number(time.slice(14, 16)),
	});
	const [start, end] = [wall(item.start), wall(item.end)];
	return {
		title: `${MARK[item.status] ?? (item.answer === "needs-action" ? "! " : "")}${item.summary || "(no title)"}`,
		...(item.location === null ? {} : { note: item.location }),
		calendar: item.calendar.split("/")[0] ?? "",
		faint: !item.busy,
		allDay: item.allDay,
		startDay: start.day,
		startMinute: start.minute,
		endDay: end.day,
		endMinute: end.minute,
	};
}

const MARK: Readonly<Record<string, string>> = { tentative: "? ", cancelled: "✗ " };

/** `14:00–14:45`, `22:30–06:10 +1`, nothing for whole days. */
export function clockSpan({ start, end, allDay }: Pick<Item, "start" | "end" | "allDay">): string {
	if (allDay) return "all day";
	const [from, to] = [start.slice(11, 16), end.slice(11, 16)];
	if (start === end) return from;
	const days = (Date.parse(`${end.slice(0, 10)}T00:00Z`) - Date.parse(`${start.slice(0, 10)}T00:00Z`)) / 86_400_000;
	return `${from}–${to}${days > 0 ? ` +${days}` : ""}`;
}

/** `Tue 24 Nov`, with the year if it is another than this one. */
export function dayTitle(date: string, here: Here): string {
	const year = date.slice(0, 4);
	const text = `${DAYS[weekdayOf(date)]?.slice(0, 3)} ${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1]?.slice(0, 3)}`;
	return dateOfDay(here.today).startsWith(year) ? text : `${text} ${year}`;
}

/** Items below the day that they begin on, for people. */
export function itemsScreen(
	items: readonly Item[],
	context: Context,
	here: Here,
	calendars: readonly string[],
): string {
	const canvas = canvasOf(context, here, calendars);
	const days = new Map<string, Item[]>();
	for (const item of items) days.set(item.start.slice(0, 10), [...(days.get(item.start.slice(0, 10)) ?? []), item]);
	const today = dateOfDay(here.today);
	return [...days]
		.map(([date, own]) => {
			const title = dayTitle(date, here) + (date === today ? ", today" : "");
			const clocks = table(own.map((item) => [`  ${clockSpan(item)}`, "|"]))
				.split("\n")
				.map((row) => row.slice(0, -1));
			const rows = own.map((item, index) => {
				const room = context.terminal.columns - widthOf(clocks[index] ?? "") - 1;
				const drawn = drawnOf(item);
				const name = shorten(oneLine(drawn.title), room);
				const last = item.allDay ? dateOfDay(Date.parse(`${item.end}T00:00Z`) / 86_400_000 - 1) : date;
				const notes = [
					last > date ? `to ${dayTitle(last, here)}` : "",
					item.recurring ? "↻" : "",
					oneLine(item.location ?? ""),
				];
				const note = notes.filter((text) => text !== "").join(" ");
				const left = room - widthOf(name) - 2;
				return `${clocks[index]}${paint(canvas, drawn)(`▌${name}`)}${note !== "" && left > 0 ? context.style.faint(`  ${shorten(note, left)}`) : ""}`;
			});
			return [date === today ? context.style.match(title) : context.style.strong(title), ...rows].join("\n");
		})
		.join("\n\n");
}
