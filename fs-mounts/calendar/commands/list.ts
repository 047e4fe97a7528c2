import { dateOfDay } from "../../../src/base/calendar.ts";
import { shorten, table, widthOf } from "../../../src/cli/index.ts";
import { defineCommand, flag, numberOption, operands, options } from "../../../src/command/index.ts";
import { isWithin, parentOf, type TreeReader } from "../../../src/vfs/index.ts";
import { oneLine, paint } from "../drawing/paint.ts";
import { isRecurring } from "../instances.ts";
import { formatRule } from "../recurrence/rule.ts";
import { type EventSet, type Part, zoneOfTime } from "../sets.ts";
import { namedZone, toUtc, UTC } from "../zones.ts";
import { canvasOf, type Here, hereOf, knownCalendars } from "./here.ts";
import { clockText, dayTitle, timeText } from "./item.ts";

/** An event, a series once, as `--json` prints it. */
interface Listed {
	path: string;
	uid: string | null;
	calendar: string;
	summary: string;
	location: string | null;
	/** When it first starts: ISO 8601 with the offset of the user's zone; of whole days `2026-12-01`. */
	start: string;
	zone: string | null;
	/** RRULE. */
	rule: string | null;
	recurring: boolean;
	status: string;
}

export const list = defineCommand({
	name: "list",
	summary: "Events, each series once",
	about:
		"In order of their first start. What is over is left out unless --all. WORDS are looked for in titles and places; `desk search --in /calendar` looks into all of the text. `desk calendar agenda` lists occurrences.",
	args: {
		calendar: options("only of this calendar", { short: "c", value: "NAME", completes: "calendar" }),
		all: flag("what is over, too", "a"),
		recurring: flag("only what recurs", "r"),
		limit: numberOption("at most so many", { short: "n" }),
		words: operands("WORDS", "in the title or the place"),
	},
	output: (z) =>
		z.object({
			path: z.string(),
			uid: z.string().nullable(),
			calendar: z.string(),
			summary: z.string(),
			location: z.string().nullable(),
			start: z.string(),
			zone: z.string().nullable(),
			rule: z.string().nullable(),
			recurring: z.boolean(),
			status: z.string(),
		}),
	examples: [
		["desk calendar list", "what is to come, and what goes on"],
		["desk calendar list --recurring --json | jq -r .rule", "the rules of all series"],
	],
	async *run(context, args) {
		const here = hereOf(context);
		const vfs = await context.open();
		await vfs.tables("/calendar");
		const tree = vfs.reader();
		const calendars = knownCalendars(args.calendar, tree);
		const words = args.words.map((word) => word.toLowerCase());
		const limit = args.limit ?? Number.POSITIVE_INFINITY;
		let count = 0;
		for (const item of listed(tree, here, args.all ? Number.NEGATIVE_INFINITY : here.now)) {
			const text = `${item.summary}\n${item.location ?? ""}`.toLowerCase();
			if (args.recurring && !item.recurring) continue;
			if (calendars !== undefined && !calendars.some((name) => isWithin(`/${item.calendar}`, `/${name}`))) continue;
			if (!words.every((word) => text.includes(word))) continue;
			if (count >= limit) return;
			count++;
			yield item;
		}
		if (count === 0) context.setStatus(1);
	},
	line: (item: Listed) =>
		[clockText(item.start), item.calendar, item.summary, item.uid ?? "", item.path].map(oneLine).join("\t"),
	screen(items: Listed[], context) {
		const here = hereOf(context);
		const names = [...new Set(items.map(({ calendar }) => calendar.split("/")[0] ?? ""))].sort();
		const canvas = canvasOf(context, here, names);
		const left = table(items.map((item) => [dayTitle(item.start.slice(0, 10), here), item.start.slice(11, 16), "|"]))
			.split("\n")
			.map((row) => row.slice(0, -1));
		return items
			.map((item, index) => {
				const room = context.terminal.columns - widthOf(left[index] ?? "") - 1;
				const name = shorten(oneLine(item.summary || "(no title)"), room);
				const notes = [item.recurring ? "↻" : "", item.location ?? ""].filter((note) => note !== "").join(" ");
				const note = shorten(oneLine(notes), Math.max(0, room - widthOf(name) - 2));
				const colour = paint(canvas, {
					calendar: item.calendar.split("/")[0] ?? "",
					faint: item.status === "cancelled",
				});
				return `${left[index]}${colour(`▌${name}`)}${note.length > 0 && room - widthOf(name) > 2 ? context.style.faint(`  ${note}`) : ""}`;
			})
			.join("\n");
	},
});

/** All events that are not over at an instant (UTC ms), by their first start. */
function listed(tree: TreeReader, here: Here, from: number): Listed[] {
	const rows = tree.all<{ node: number; data: string; first: number }>(
		"SELECT node, data, first FROM calendar_event WHERE kind = 'event' AND last >= ? ORDER BY first",
		from,
	);
	return rows.flatMap(({ node, data }): Listed[] => {
		const path = tree.pathOf(node);
		if (path === undefined || !isWithin(path, "/calendar")) return [];
		const set = JSON.parse(data) as EventSet;
		const part = set.masters[0] ?? set.overrides[0];
		if (part === undefined) return [];
		return [
			{
				path,
				uid: set.uid ?? null,
				calendar: parentOf(path).slice("/calendar/".length),
				summary: part.summary,
				location: part.location ?? null,
				start: startText(part, set, here),
				zone: part.start.form === "utc" ? "UTC" : (part.start.tzid ?? null),
				rule: part.rules?.[0] === undefined ? null : formatRule(part.rules[0]),
				recurring: isRecurring(set),
				status: part.status ?? "confirmed",
			},
		];
	});
}

function startText({ start }: Part, { zones }: EventSet, here: Here): string {
	if (start.form === "date") return dateOfDay(Math.floor(start.wall / 86_400));
	const at = toUtc(start.wall, zoneOfTime(start, zones, namedZone(here.zone) ?? UTC));
	return timeText(at * 1000, false, here.zone);
}
