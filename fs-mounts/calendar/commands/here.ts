/** Where and when a command runs: the user's zone, day and habits. Loads nothing heavy: `calendar week` must start at once. */
import { dateOfDay, dayNumber, isCalendarDate, weekdayOf } from "../../../src/base/calendar.ts";
import { now } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type DateHabits, dateHabits } from "../../../src/base/locale.ts";
import type { Context } from "../../../src/command/index.ts";
import type { TreeReader } from "../../../src/vfs/index.ts";
import type { Canvas } from "../drawing/paint.ts";
import { namedZone, toUtc, toWall, UTC } from "../zones.ts";

export interface Here {
	/** IANA name. */
	readonly zone: string;
	readonly habits: DateHabits;
	/** UTC milliseconds. */
	readonly now: number;
	/** Days since 1970, and minutes after midnight. */
	readonly today: number;
	readonly minute: number;
	/** The instant (UTC ms) of a time on the wall. */
	instant(day: number, minute?: number): number;
	/** The time on the wall at an instant (UTC ms). */
	wall(at: number): { day: number; minute: number };
}

/** The zone of TZ if it has a name that calendars know, else the machine's; the habits of the locale; the clock. */
export function hereOf({ variables }: Pick<Context, "variables">): Here {
	const set = variables.TZ?.replace(/^:/, "");
	const name =
		set !== undefined && set !== "" && namedZone(set) !== undefined
			? set
			: set === ""
				? "UTC"
				: Intl.DateTimeFormat().resolvedOptions().timeZone;
	const zone = namedZone(name) ?? UTC;
	const wall = (at: number) => {
		const seconds = toWall(Math.floor(at / 1000), zone);
		const day = Math.floor(seconds / 86_400);
		return { day, minute: Math.floor((seconds - day * 86_400) / 60) };
	};
	const at = Math.floor(now() / 1000);
	const today = wall(at);
	return {
		zone: name,
		habits: dateHabits(variables),
		now: at,
		today: today.day,
		minute: today.minute,
		instant: (day, minute = 0) => toUtc(day * 86_400 + minute * 60, zone) * 1000,
		wall,
	};
}

/** The day that a word means, or some words: `2026-12-01`, `next week`, `in 2 weeks`, `-1`, `friday`. @throws DeskError EINVAL */
export async function dayOf(words: readonly string[], here: Here, unit: "day" | "week" | "month"): Promise<number> {
	const text = words.join(" ").trim().toLowerCase();
	if (text === "" || text === "this" || text === `this ${unit}` || text === "today") return here.today;
	if (isCalendarDate(text)) return dayNumber(text);
	if (isCalendarDate(`${text}-01`)) return dayNumber(`${text}-01`);
	const [, relative] = /^(next|last|previous|[+-]\d{1,4})(?: (?:day|week|month))?$/.exec(text) ?? [];
	if (relative !== undefined && (!text.includes(" ") || text.endsWith(unit))) {
		const steps = relative === "next" ? 1 : /^[lp]/.test(relative) ? -1 : Number(relative);
		return unit === "month" ? monthsOn(here.today, steps) : here.today + steps * (unit === "week" ? 7 : 1);
	}
	const { parseWhen } = await import("../../../src/base/when.ts");
	const [year = 0, month = 0, day = 0] = dateOfDay(here.today).split("-").map(Number);
	return dayNumber(parseWhen(text, new Date(year, month - 1, day, 0, here.minute)).date);
}

/** The first day of the month that is so many months after that of a day. */
function monthsOn(day: number, months: number): number {
	const [year, month] = dateOfDay(day).split("-").map(Number) as [number, number];
	return Date.UTC(year, month - 1 + months, 1) / 86_400_000;
}

/** The first day of the week that a day is in. */
export function weekOfDay(day: number, { habits }: Here): number {
	return day - ((weekdayOf(dateOfDay(day)) - habits.weekStart + 7) % 7);
}

/** What pictures are drawn on. */
export function canvasOf({ style, terminal }: Context, here: Here, calendars: readonly string[]): Canvas {
	return {
		style,
		columns: terminal.columns,
		calendars,
		today: here.today,
		minute: here.minute,
		weekStart: here.habits.weekStart,
	};
}

/** The names of the calendars at the top of /calendar, in order; those within them share their colours. */
export function calendarNames(tree: TreeReader): string[] {
	return tree
		.children("/calendar")
		.filter(({ kind }) => kind === "directory")
		.map(({ name }) => name);
}

/** The calendars that are named, which must be there. @throws DeskError ENOENT */
export function knownCalendars(names: readonly string[], tree: TreeReader): string[] | undefined {
	if (names.length === 0) return undefined;
	return names
		.flatMap((name) => name.split(","))
		.map((name) => {
			const plain = name.replace(/^\/calendar\//, "").replace(/\/$/, "");
			const stat = plain === "" ? undefined : tree.stat(`/calendar/${plain}`);
			if (stat?.kind !== "directory")
				throw new DeskError("ENOENT", `there is no calendar '${plain}'`, { todo: "`desk ls /calendar` shows them" });
			return stat.path.slice("/calendar/".length);
		});
}
