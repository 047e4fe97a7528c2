import { dateOfDay } from "../../../src/base/calendar.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { defineCommand, flag, operand, operands, option } from "../../../src/command/index.ts";
import { joinPath, nameOfPath } from "../../../src/vfs/index.ts";
import type { EventChange } from "../edit/change.ts";
import type { Time } from "../ics.ts";
import type { Occurrence } from "../occurrences.ts";
import type { Typist } from "../words/schedule.ts";
import { namedZone, toWall, UTC } from "../zones.ts";
import { editOf, shownItems } from "./change.ts";
import { typistOf } from "./choose.ts";
import { conflictsWith } from "./conflicts.ts";
import { type Here, hereOf } from "./here.ts";
import { itemOf, itemShape, timeText } from "./item.ts";
import { ownAddresses } from "./people.ts";
import { tellConflicts } from "./schedule.ts";
import { applyEdit, EVENT, scopes, type Target, targetOf } from "./scope.ts";
import { occurrencesOf } from "./select.ts";

/** When something is to be, in UTC ms. */
interface NewTime {
	start: number;
	/** Undefined: as long as it is. */
	end: number | undefined;
	allDay: boolean;
}

export const move = defineCommand({
	name: "move",
	summary: "Move an event to another time, or into another calendar",
	about:
		"WHEN is a day (the time of day stays), a time (the day stays), or both: friday, 3pm, tomorrow from 2pm to 3:30, 2026-12-01 14:00 for 1h; or a distance: +30m, -1d. Without an end it takes as long as before. It stays in its own time zone. A series moves as a whole with --all: by as much as the named or next occurrence does.",
	args: {
		...scopes,
		to: option("into this calendar", { value: "NAME", completes: "calendar" }),
		noConflicts: flag("refuse (status 6) when something else takes that time"),
		event: operand("EVENT", EVENT, "event"),
		when: operands("WHEN", "the new day or time", { negative: true }),
	},
	changes: true,
	output: itemShape,
	examples: [
		["desk calendar move Dentist friday 3pm", "another day and time"],
		["desk calendar move 9a712cfe@2026-12-01 --one +30m", "one occurrence, half an hour later"],
		["desk calendar move 9a712cfe@2026-12-01 --following thursday", "from then on, on Thursdays"],
		["desk calendar move Dentist --to private", "into another calendar"],
	],
	async *run(context, args) {
		const here = hereOf(context);
		const vfs = await context.open();
		if ((args.to === undefined) === (args.when.length === 0))
			throw new DeskError("EUSAGE", args.to === undefined ? "it does not say when" : "it says both when and --to", {
				todo: "write a day or time, as in `friday 3pm`, or --to CALENDAR",
			});
		if (args.to !== undefined) {
			const { path, uid } = await targetOf(args.event, { one: false, all: true, following: false }, context, here, vfs);
			const name = args.to.replace(/^\/calendar\//, "").replace(/\/+$/, "");
			const to = joinPath(`/calendar/${name}`, nameOfPath(path));
			await vfs.change(
				[
					{ op: "mkdir", path: `/calendar/${name}`, parents: true },
					{ op: "rename", path, to },
				],
				{ cause: context.cause, dryRun: context.dryRun },
			);
			if (context.dryRun) return context.note(`would move ${path} to ${to}`);
			const own = await ownAddresses(context.home);
			const moved = occurrencesOf({ path: to, uid }, here, vfs.reader(), { from: here.now, limit: 1 });
			yield* (moved.length > 0 ? moved : occurrencesOf({ path: to, uid }, here, vfs.reader(), { limit: 1 })).map(
				(one) => itemOf(one, here, own),
			);
			return;
		}
		const target = await targetOf(args.event, args, context, here, vfs);
		const { reference } = target;
		if (reference === undefined)
			throw new DeskError("EINVAL", "it never takes place", {
				at: target.path,
				todo: "change its file with `desk edit`",
			});
		const time =
			(await distance(args.when, reference, here)) ??
			(await newTime(args.when, reference, here, typistOf(context, here)));
		const ends = time.end ?? time.start + reference.end - reference.start;
		const planned = {
			start: timeText(time.start, time.allDay, here.zone).slice(0, 16),
			end: timeText(ends, time.allDay, here.zone).slice(0, 16),
			startAt: time.start,
			endAt: ends,
			zone: here.zone,
		};
		const conflicts = conflictsWith(planned, vfs.reader(), here, await ownAddresses(context.home), target.path);
		tellConflicts(context, conflicts, args.noConflicts);
		yield* await applyEdit(target, await editOf(target, changeOf(target, reference, time, here)), context, here, vfs);
	},
	...shownItems,
});

/** `+30m`, `-1d`, `+1d 2h`. */
async function distance(words: readonly string[], reference: Occurrence, here: Here): Promise<NewTime | undefined> {
	const [, sign, rest] = /^([+-])(.+)$/.exec(words.join(" ")) ?? [];
	if (rest === undefined) return undefined;
	const { readLength } = await import("../words/length.ts");
	const parts = rest.split(/\s+/);
	const length = readLength(parts, 0);
	if (length === undefined || length.count < parts.length || (reference.allDay && length.value.minutes > 0))
		throw new DeskError("EUSAGE", `'${words.join(" ")}' is no distance`, {
			todo: reference.allDay ? "write +1d or -2w" : "write +30m, -1d or +1h30",
		});
	const steps = sign === "-" ? -1 : 1;
	const { day, minute } = here.wall(reference.start);
	const start = here.instant(day + steps * length.value.days, minute) + steps * length.value.minutes * 60_000;
	return { start, end: undefined, allDay: reference.allDay };
}

/** What the words say; the day, or the time of day, that they do not say stays. */
async function newTime(words: readonly string[], reference: Occurrence, here: Here, typist: Typist): Promise<NewTime> {
	const { readMoment } = await import("../words/schedule.ts");
	const { day, minute } = here.wall(reference.start);
	const usual = { date: dateOfDay(day), minute: reference.allDay ? undefined : minute };
	const { startAt, endAt, allDay, hasEnd } = await readMoment(words, typist, usual);
	return { start: startAt, end: hasEnd ? endAt : undefined, allDay };
}

/** The change of the event's own times, in its own zone; of all of a series, by as much as the reference moves. */
function changeOf(
	{ scope, set }: Target,
	reference: Occurrence,
	{ start, end, allDay }: NewTime,
	here: Here,
): EventChange {
	const master = set.masters[0]?.start;
	const form: Time = master ?? { wall: 0, form: "utc" };
	const zone = namedZone(reference.zone ?? here.zone) ?? UTC;
	const local = namedZone(here.zone) ?? UTC;
	const time = (at: number): Time => {
		if (allDay) return { wall: toWall(at / 1000, local), form: "date" };
		if (form.form === "utc") return { wall: at / 1000, form: "utc" };
		if (form.form === "date") return { wall: toWall(at / 1000, local), form: "local", tzid: here.zone };
		return { ...form, wall: toWall(at / 1000, form.tzid === undefined ? local : zone) };
	};
	const moved = time(start);
	// A day that gets a time is an hour long, and a time that becomes a day takes that day.
	const usual = allDay === reference.allDay ? undefined : start + (allDay ? 86_400_000 : 3_600_000);
	const until = end ?? usual;
	if (scope !== "all" || master === undefined || reference.recurrence === undefined)
		return { start: moved, ...(until === undefined ? {} : { end: time(until) }) };
	const before = allDay === reference.allDay ? time(reference.start).wall : moved.wall;
	const first: Time = { ...moved, wall: master.wall + moved.wall - before };
	return {
		start: first,
		...(until === undefined ? {} : { end: { ...moved, wall: first.wall + time(until).wall - moved.wall } }),
	};
}
