import { dateOfDay, dayNumber, weekdayNamed, weekdayOf } from "../../../src/base/calendar.ts";
import { configText } from "../../../src/base/config.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { table } from "../../../src/cli/index.ts";
import { type Context, defineCommand, flag, numberOption, option, options } from "../../../src/command/index.ts";
import type { TreeReader } from "../../../src/vfs/index.ts";
import { type Occurrence, occurrences } from "../occurrences.ts";
import { freeIn, type Stretch } from "../slots.ts";
import type { Within } from "../words/within.ts";
import { chooser, typistOf } from "./choose.ts";
import { type Here, hereOf, knownCalendars } from "./here.ts";
import { dayTitle, timeText } from "./item.ts";
import { invitees, ownAddresses } from "./people.ts";

/** A free stretch as `--json` prints it. */
interface Slot {
	start: string;
	end: string;
	minutes: number;
}

/** Where nothing is said: a week from now. */
const USUAL = "next 7 days";
/** Beginnings of free time are at such minutes when it begins now. */
const GRID = 5 * 60_000;
/** A year of days at most. */
const MOST_DAYS = 366;

export const free = defineCommand({
	name: "free",
	summary: "Find free time, yours and others'",
	about:
		"Busy is what your events take, but those that are marked as free, cancelled or declined by you; calendars that are named after somebody else's address count only --with them. Of people: events of any calendar that they organise or attend, calendars named after their address, and their published busy times (VFREEBUSY). Without hours in --within those of config calendar.hours count, and without days those of calendar.days.",
	args: {
		with: options("people, by address or name, with commas between", {
			short: "w",
			value: "WHO",
			completes: "address",
		}),
		for: option("how long it must be at least (default 30m)", { short: "f", value: "LENGTH" }),
		within: option(`when to look (default "${USUAL}")`, { value: "WHEN" }),
		calendar: options("look at your time in this calendar only", { short: "c", value: "NAME", completes: "calendar" }),
		weekends: flag("every day of the week counts"),
		limit: numberOption("at most so many", { short: "n" }),
	},
	output: (z) => z.object({ start: z.string(), end: z.string(), minutes: z.number() }),
	examples: [
		[
			'desk calendar free --with ivo@ivosand.example,gunilla --for 30m --within "next week 9-17"',
			"when all three have half an hour",
		],
		["desk calendar free --within tomorrow --json | jq -r .start | head -1", "the first free time of tomorrow"],
	],
	async *run(context, args) {
		const here = hereOf(context);
		const choose = chooser(context);
		const vfs = await context.open();
		const { settingOf } = await import("../words/schedule.ts");
		const { readLength } = await import("../words/length.ts");
		const { readWithin } = await import("../words/within.ts");
		const words = (args.for ?? "30m").split(/\s+/);
		const length = readLength(words, 0);
		if (length === undefined || length.count < words.length)
			throw new DeskError("EUSAGE", `'${args.for}' is no length of time`, { todo: "write 30m, 1h30 or 2h" });
		const within = await readWithin(args.within ?? USUAL, settingOf(typistOf(context, here)), choose);
		const windows = await windowsOf(within, here, context, args.weekends);
		await vfs.tables("/calendar");
		const names = args.with.flatMap((list) => list.split(",")).filter((name) => name.trim() !== "");
		if (names.length > 0) await vfs.tables("/contacts");
		const tree = vfs.reader();
		const people = (await invitees(names, tree, choose)).map(({ address }) => address);
		const busy = busyTimes(tree, here, windows, {
			people,
			own: await ownAddresses(context.home),
			calendars: knownCalendars(args.calendar, tree),
		});
		const atLeast = (length.value.days * 1440 + length.value.minutes) * 60_000;
		const found = freeIn(windows, busy, atLeast).slice(0, args.limit ?? Number.POSITIVE_INFINITY);
		if (found.length === 0) context.setStatus(1);
		for (const { from, to } of found)
			yield {
				start: timeText(from, false, here.zone),
				end: timeText(to, false, here.zone),
				minutes: Math.round((to - from) / 60_000),
			};
	},
	line: ({ start, end, minutes }: Slot) =>
		[start.slice(0, 16).replace("T", " "), end.slice(0, 16).replace("T", " "), minutes].join("\t"),
	screen(slots: Slot[], context) {
		const here = hereOf(context);
		return table(
			slots.map(({ start, end, minutes }, index) => {
				const day = start.slice(0, 10);
				const isNew = slots[index - 1]?.start.slice(0, 10) !== day;
				const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
				const length = `${hours > 0 ? `${hours} h ` : ""}${rest > 0 ? `${rest} min` : ""}`.trim();
				return [
					isNew ? context.style.strong(dayTitle(day, here)) : "",
					`${start.slice(11, 16)}–${end.slice(11, 16)}`,
					context.style.faint(length),
				];
			}),
		);
	},
});

/** The hours of the days that count, from now on. */
async function windowsOf(within: Within, here: Here, context: Context, weekends: boolean): Promise<Stretch[]> {
	const hours = within.hours ?? hoursOf(await configText(context.home, "calendar.hours"));
	const days = daysOf(await configText(context.home, "calendar.days"));
	const [first, last] = [Math.max(dayNumber(within.first), here.today), dayNumber(within.last)];
	if (last - first > MOST_DAYS)
		throw new DeskError("EUSAGE", `that is more than ${MOST_DAYS} days`, { todo: "look at a shorter time" });
	const now = Math.ceil(here.now / GRID) * GRID;
	const windows: Stretch[] = [];
	for (let day = first; day <= last; day++) {
		if (!within.isDays && !weekends && !days.has(weekdayOf(dateOfDay(day)))) continue;
		const from = Math.max(now, here.instant(day, hours.from));
		const to = here.instant(day, hours.to);
		if (from < to) windows.push({ from, to });
	}
	return windows;
}

/** `9:00-17:00`, minutes after midnight. @throws DeskError EINVAL */
function hoursOf(text: string): { from: number; to: number } {
	const [, fromHour, fromMinute = 0, toHour, toMinute = 0] =
		/^(\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?$/.exec(text.replace(/\s/g, "")) ?? [];
	const [from, to] = [Number(fromHour) * 60 + Number(fromMinute), Number(toHour) * 60 + Number(toMinute)];
	if (!(from >= 0 && from < to && to <= 1440))
		throw new DeskError("EINVAL", `calendar.hours is '${text}'`, {
			at: "config",
			todo: "set it to 9:00-17:00 or the like",
		});
	return { from, to };
}

/** `mon,tue`: weekdays, Sunday is 0. @throws DeskError EINVAL */
function daysOf(text: string): Set<number> {
	const days = text
		.split(/[,\s]+/)
		.filter((name) => name !== "")
		.map(weekdayNamed);
	if (days.length === 0 || days.includes(undefined))
		throw new DeskError("EINVAL", `calendar.days is '${text}'`, {
			at: "config",
			todo: "set it to mon,tue,wed,thu,fri or the like",
		});
	return new Set(days as number[]);
}

interface Whose {
	readonly people: readonly string[];
	readonly own: readonly string[];
	/** Of the user's own time, only that in these; undefined for all. */
	readonly calendars: readonly string[] | undefined;
}

/** When the user and the people are busy, about the windows. */
function busyTimes(tree: TreeReader, here: Here, windows: readonly Stretch[], whose: Whose): Stretch[] {
	const [first, last] = [windows[0], windows.at(-1)];
	if (first === undefined || last === undefined) return [];
	return occurrences(tree, { from: first.from, to: last.to, zone: here.zone, freebusy: true })
		.filter((one) => one.busy && (takesOwnTime(one, whose) || whose.people.some((who) => takesTimeOf(one, who))))
		.map(({ start, end }) => ({ from: start, to: end }));
}

/** The address that a calendar is named after, if it is. */
function ownerOf({ calendar }: Occurrence): string | undefined {
	return calendar
		.split("/")
		.find((name) => /^[^@\s]+@[^@\s]+$/.test(name))
		?.toLowerCase();
}

/** Whether an occurrence takes the user's own time. */
export function takesOwnTime(one: Occurrence, { own, calendars }: Omit<Whose, "people">): boolean {
	const owner = ownerOf(one);
	if (owner !== undefined && !own.includes(owner)) return false;
	if (
		calendars !== undefined &&
		!calendars.some((name) => one.calendar === name || one.calendar.startsWith(`${name}/`))
	)
		return false;
	if (one.isFreeBusy && one.organizer !== undefined && !own.includes(one.organizer.address)) return false;
	const me = one.attendees.find(({ address }) => own.includes(address));
	return me?.status !== "declined";
}

function takesTimeOf(one: Occurrence, who: string): boolean {
	const attendee = one.attendees.find(({ address }) => address === who);
	if (attendee !== undefined) return attendee.status !== "declined";
	return one.organizer?.address === who || ownerOf(one) === who;
}
