import { randomUUID } from "node:crypto";
import { configText } from "../../../src/base/config.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { table } from "../../../src/cli/index.ts";
import { type Context, defineCommand, flag, operands, option } from "../../../src/command/index.ts";
import { joinPath, type TreeReader } from "../../../src/vfs/index.ts";
import type { Plan } from "../words/plan.ts";
import { namedZone } from "../zones.ts";
import { chooser, typistOf } from "./choose.ts";
import { type Conflict, conflictShape, conflictsWith } from "./conflicts.ts";
import { type Here, hereOf } from "./here.ts";
import { timeOf, timeText } from "./item.ts";
import { type Invitee, invitees, ownAddresses } from "./people.ts";

/** What was understood, as `--json` prints it. */
interface Scheduled {
	path: string;
	uid: string;
	calendar: string;
	summary: string;
	/** ISO 8601 with the offset of the event's zone; of whole days `YYYY-MM-DD`, the end being the day after the last. */
	start: string;
	end: string;
	allDay: boolean;
	zone: string | null;
	/** RRULE, and in words. */
	rule: string | null;
	repeats: string | null;
	location: string | null;
	attendees: { address: string; name: string | null }[];
	/** Lengths of time before the start: `10m`, `1d`. */
	reminders: string[];
	conflicts: Conflict[];
}

const ABOUT = `The words come in any order: when (tomorrow 2pm, friday from 2pm to 3:30, 1 dec, 20 dec to 3 jan, in 2 hours), for how long (for 45m, 1h30, 2 days), all day, with whom (addresses, or names of /contacts, with commas between), at or in which place, how often (every weekday, every other tuesday, every month on the 3rd, every last friday of the month; until 2027-03-01, 5 times, for 3 months), in calendar NAME, remind 10m before, and a time zone (Europe/Berlin, 15:00 CET). The title is what is in quotes, else what is left of the words.

Days and times are of your zone (TZ) and locale (LC_TIME: whether 3/4 is in March or in April). What can be read in two ways is asked for in a terminal, and refused elsewhere (status 2, both readings told). Without a length it takes an hour; without a time, whole days. Other events at that time are told; nobody is invited by this: the invitation is kept in the file.`;

/** `calendar schedule`, which is also `calendar new`. */
export const scheduleCommand = (name: string) =>
	defineCommand({
		name,
		summary: "Plan an event in your own words",
		about: ABOUT,
		args: {
			calendar: option("the calendar (default: config calendar.name)", {
				short: "c",
				value: "NAME",
				completes: "calendar",
			}),
			description: option("notes, kept with the event", { short: "d", value: "TEXT" }),
			noConflicts: flag("refuse (status 6) when something else takes that time"),
			words: operands("WORDS", "what, when and more", { required: true }),
		},
		changes: true,
		output: (z) =>
			z.object({
				path: z.string(),
				uid: z.string(),
				calendar: z.string(),
				summary: z.string(),
				start: z.string(),
				end: z.string(),
				allDay: z.boolean(),
				zone: z.string().nullable(),
				rule: z.string().nullable(),
				repeats: z.string().nullable(),
				location: z.string().nullable(),
				attendees: z.array(z.object({ address: z.string(), name: z.string().nullable() })),
				reminders: z.array(z.string()),
				conflicts: z.array(conflictShape(z)),
			}),
		examples: [
			[
				`desk calendar ${name} "Team meeting" tomorrow 2pm for 45m with sales@example.com every week`,
				"a weekly meeting with a guest",
			],
			[
				`desk calendar ${name} Dentist 1 dec 10:30 for 1h at Main Street 7 remind 1d before`,
				"with a place and a reminder",
			],
			[`desk calendar ${name} "Holiday in the Alps" 20 dec to 3 jan --dry-run`, "shows what would be planned"],
		],
		async *run(context, args) {
			const here = hereOf(context);
			const vfs = await context.open();
			const { readSchedule } = await import("../words/schedule.ts");
			const plan = await readSchedule(args.words, typistOf(context, here));
			await vfs.tables("/calendar");
			if (plan.people.length > 0) await vfs.tables("/contacts");
			const tree = vfs.reader();
			const people = await invitees(plan.people, tree, chooser(context));
			const own = await ownAddresses(context.home);
			const conflicts = conflictsWith(plan, tree, here, own);
			tellConflicts(context, conflicts, args.noConflicts);
			if (plan.endAt < here.now && plan.recur === undefined) context.note("desk: calendar: this lies in the past");
			const calendar = calendarOf(
				plan.calendar ?? args.calendar ?? (await configText(context.home, "calendar.name")),
				tree,
			);
			const uid = randomUUID();
			const text = await textOf(plan, { uid, people, description: args.description, own: own[0], now: here.now });
			const { eventFileName } = await import("../import/names.ts");
			const { readCalendarText } = await import("../ics.ts");
			const path = joinPath(`/calendar/${calendar}`, eventFileName(readCalendarText(text)));
			await vfs.write(path, text, { cause: context.cause, parents: true, expect: null, dryRun: context.dryRun });
			if (people.length > 0 && !context.dryRun)
				context.note("desk: calendar: nobody was invited: no account to send with is set up");
			yield await scheduled(plan, { path, uid, calendar, people, conflicts });
		},
		line: (item: Scheduled, context) => (context.dryRun ? block(item, context, hereOf(context)) : item.path),
		screen: (items: Scheduled[], context) => items.map((item) => block(item, context, hereOf(context))).join("\n"),
	});

interface More {
	uid: string;
	people: readonly Invitee[];
	description: string | undefined;
	/** The user's address. */
	own: string | undefined;
	now: number;
}

async function textOf(plan: Plan, { uid, people, description, own, now }: More): Promise<string> {
	const { newEventText } = await import("../edit/compose.ts");
	return newEventText({
		uid,
		now,
		summary: plan.title,
		start: timeOf(plan.start, plan.zone),
		end: timeOf(plan.end, plan.zone),
		...(plan.recur === undefined ? {} : { rule: plan.recur }),
		...(plan.place === undefined ? {} : { location: plan.place }),
		...(description === undefined ? {} : { description }),
		...(own === undefined || people.length === 0 ? {} : { organizer: { address: own } }),
		attendees: people,
		alarms: plan.reminders.map(({ days, minutes }) => ({ days, seconds: minutes * 60 })),
	});
}

/** The calendar's name as it is, if there is one: names differ in more than case. @throws DeskError EUSAGE for what can be no folder */
function calendarOf(name: string, tree: TreeReader): string {
	const plain = name.replace(/^\/calendar\//, "").replace(/\/+$/, "");
	if (plain === "" || plain.split("/").some((part) => part === "" || part === "." || part === ".."))
		throw new DeskError("EUSAGE", `'${name}' is no name of a calendar`, { todo: "write work, or team/sales" });
	return tree.stat(`/calendar/${plain}`)?.path.slice("/calendar/".length) ?? plain;
}

/** One line for each event that takes the same time. @throws DeskError ECONFLICT when there shall be none */
export function tellConflicts(context: Context, conflicts: readonly Conflict[], refuse: boolean): void {
	const firsts = conflicts.filter(({ path }, at) => conflicts.findIndex((other) => other.path === path) === at);
	const say = ({ summary, start, end, path }: Conflict) => {
		const times = conflicts.filter((other) => other.path === path).length;
		const more = times > 1 ? ` and ${times - 1} more ${times > 2 ? "times" : "time"}` : "";
		return `'${summary}', ${sayWhen({ start, end, allDay: start.length === 10 })}${more} (${path})`;
	};
	if (firsts.length === 0) return;
	const said = [...firsts.slice(0, 5).map(say), ...(firsts.length > 5 ? [`${firsts.length - 5} more events`] : [])];
	if (refuse)
		throw new DeskError("ECONFLICT", `that time is taken by ${said.join(", ")}`, {
			todo: "choose another time (`desk calendar free`), or leave out --no-conflicts",
		});
	for (const one of said) context.note(`desk: calendar: at the same time: ${one}`);
}

interface Made {
	path: string;
	uid: string;
	calendar: string;
	people: readonly Invitee[];
	conflicts: Conflict[];
}

async function scheduled(plan: Plan, { path, uid, calendar, people, conflicts }: Made): Promise<Scheduled> {
	const { sayLength } = await import("../words/length.ts");
	return {
		path,
		uid,
		calendar,
		summary: plan.title,
		start: plan.allDay ? plan.start : timeText(plan.startAt, false, plan.zone),
		end: plan.allDay ? plan.end : timeText(plan.endAt, false, plan.zone),
		allDay: plan.allDay,
		zone: plan.allDay ? null : plan.zone,
		rule: plan.recur ?? null,
		repeats: plan.repeats ?? null,
		location: plan.place ?? null,
		attendees: people.map(({ address, name }) => ({ address, name: name ?? null })),
		reminders: plan.reminders.map(sayLength),
		conflicts,
	};
}

/** What was understood, for people. */
function block(item: Scheduled, { style, dryRun }: Context, here: Here): string {
	const rows: [string, string][] = [
		["when", sayWhenThere(item, here)],
		["repeats", item.repeats ?? ""],
		["at", item.location ?? ""],
		["with", item.attendees.map(({ address, name }) => (name === null ? address : `${name} <${address}>`)).join(", ")],
		["remind", item.reminders.map((length) => `${length} before`).join(", ")],
		["calendar", item.calendar],
		["file", `${item.path}${dryRun ? " (would be written)" : ""}`],
	];
	const shown = rows.filter(([, value]) => value !== "").map(([name, value]) => [`  ${style.faint(name)}`, value]);
	return `${style.strong(item.summary)}\n${table(shown)}`;
}

/**
 * When it is by the clock of its own zone, and here where that is another time: `Fri 27 Nov 2026 10:00–10:30 America/New_York (here 2026-11-27
 * 16:00)`. Of a zone that only its file knows, the time here.
 */
export function sayWhenThere({ start, end, allDay, zone }: When, here: Here): string {
	if (allDay || zone === null || namedZone(zone) === undefined) return sayWhen({ start, end, allDay });
	const [from, to] = [start, end].map((time) => timeText(Date.parse(time), false, zone)) as [string, string];
	const own = timeText(Date.parse(start), false, here.zone);
	const isSame = own.slice(0, 16) === from.slice(0, 16);
	return `${sayWhen({ start: from, end: to, allDay })} ${zone}${isSame ? "" : ` (here ${own.slice(0, 16).replace("T", " ")})`}`;
}

interface When {
	start: string;
	end: string;
	allDay: boolean;
	zone: string | null;
}

/** `Sun 22 Nov 2026 14:00–14:45`, `Sun 20 Dec 2026 – Sun 3 Jan 2027`. */
export function sayWhen({ start, end, allDay }: Omit<When, "zone">): string {
	const day = (text: string) => {
		const at = new Date(`${text.slice(0, 10)}T00:00Z`);
		return at
			.toLocaleDateString("en-GB", {
				timeZone: "UTC",
				weekday: "short",
				day: "numeric",
				month: "short",
				year: "numeric",
			})
			.replace(",", "");
	};
	if (allDay) {
		const last = new Date(Date.parse(`${end}T00:00Z`) - 86_400_000).toISOString();
		return last.slice(0, 10) === start ? `${day(start)}, all day` : `${day(start)} – ${day(last)}, all day`;
	}
	if (start.slice(0, 10) === end.slice(0, 10)) return `${day(start)} ${start.slice(11, 16)}–${end.slice(11, 16)}`;
	return `${day(start)} ${start.slice(11, 16)} – ${day(end)} ${end.slice(11, 16)}`;
}
