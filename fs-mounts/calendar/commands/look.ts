/** `calendar agenda`, `week` and `month`: what happens when. */
import { dateOfDay } from "../../../src/base/calendar.ts";
import {
	type Context,
	defineCommand,
	flag,
	numberOption,
	operands,
	option,
	options,
} from "../../../src/command/index.ts";
import { drawMonth, monthSpan } from "../drawing/month.ts";
import { drawDays } from "../drawing/week.ts";
import { occurrences } from "../occurrences.ts";
import { calendarNames, canvasOf, dayOf, type Here, hereOf, knownCalendars, weekOfDay } from "./here.ts";
import { drawnOf, type Item, itemLine, itemOf, itemShape, itemsScreen } from "./item.ts";
import { ownAddresses } from "./people.ts";

/** What is needed to draw, of a run: items alone do not say which days are empty. */
interface Look {
	readonly here: Here;
	readonly first: number;
	readonly days: number;
	readonly calendars: readonly string[];
}

const looks = new WeakMap<Context, Look>();

const filters = {
	calendar: options("only of this calendar", { short: "c", value: "NAME", completes: "calendar" }),
	cancelled: flag("what was cancelled, too"),
};

interface Filters {
	calendar: string[];
	cancelled: boolean;
}

async function* look(context: Context, args: Filters, span: (here: Here) => Promise<{ first: number; days: number }>) {
	const here = hereOf(context);
	const vfs = await context.open();
	const { first, days } = await span(here);
	await vfs.tables("/calendar");
	const tree = vfs.reader();
	const calendars = knownCalendars(args.calendar, tree);
	looks.set(context, { here, first, days, calendars: calendarNames(tree) });
	const found = occurrences(tree, {
		from: here.instant(first),
		to: here.instant(first + days),
		zone: here.zone,
		cancelled: args.cancelled,
		...(calendars === undefined ? {} : { calendars }),
	});
	if (found.length === 0) context.setStatus(1);
	// Nobody is asked who the user is where nobody is invited.
	const own = found.some(({ attendees }) => attendees.length > 0) ? await ownAddresses(context.home) : [];
	for (const occurrence of found) yield itemOf(occurrence, here, own);
}

/** What the pictures say besides. */
const MARKS = "Marks: `?` not certain yet, `✗` cancelled, `!` an invitation that you have not answered.";

const lookOf = (context: Context) => looks.get(context) as Look;

export const week = defineCommand({
	name: "week",
	summary: "Draw a week",
	about: `WHEN is a day of the week: 2026-12-01, next, +2, -1, in 3 weeks. Weeks begin as your locale has it (LC_TIME), without one on Monday. ${MARKS} In a pipe: one line for each occurrence with start, end, calendar, title and path, tabs between.`,
	args: {
		...filters,
		days: numberOption("so many days from that day on instead of its week", { short: "n" }),
		when: operands("WHEN", "a day of the week; this week if not given", { negative: true }),
	},
	output: itemShape,
	examples: [
		["desk calendar week", "this week, by the hour"],
		["desk calendar week next --calendar work", "next week's work"],
		["desk calendar week -1", "the week before this one"],
		["desk calendar week friday -n 3 --json", "three days from friday on, as data"],
	],
	run: (context, args) =>
		look(context, args, async (here) => {
			const days = Math.min(31, args.days ?? 0);
			const day = await dayOf(args.when, here, "week");
			return days > 0 ? { first: day, days } : { first: weekOfDay(day, here), days: 7 };
		}),
	line: itemLine,
	screen(items: Item[], context) {
		const { here, first, days, calendars } = lookOf(context);
		return drawDays(first, days, items.map(drawnOf), canvasOf(context, here, calendars));
	},
});

export const month = defineCommand({
	name: "month",
	summary: "Draw a month",
	about:
		"WHEN is a day of the month, or the month: 2026-12, december, next, -1. In a pipe: one line for each occurrence.",
	args: { ...filters, when: operands("WHEN", "a day of the month; this month if not given", { negative: true }) },
	output: itemShape,
	examples: [
		["desk calendar month", "this month"],
		["desk calendar month december", "the next december"],
	],
	run: (context, args) =>
		look(context, args, async (here) => {
			const day = await dayOf(args.when, here, "month");
			// The days around it are for the picture only.
			if (context.terminal.stdout && !context.json) {
				const { first, weeks } = monthSpan(day, here.habits.weekStart);
				monthDays.set(context, day);
				return { first, days: weeks * 7 };
			}
			const first = day - Number(dateOfDay(day).slice(8)) + 1;
			return { first, days: new Date(Date.UTC(...yearMonth(first), 0)).getUTCDate() };
		}),
	line: itemLine,
	screen(items: Item[], context) {
		const { here, calendars } = lookOf(context);
		return drawMonth(monthDays.get(context) ?? here.today, items.map(drawnOf), canvasOf(context, here, calendars));
	},
});

const monthDays = new WeakMap<Context, number>();

function yearMonth(day: number): [number, number] {
	const date = dateOfDay(day);
	return [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
}

export const agenda = defineCommand({
	name: "agenda",
	summary: "What comes, day by day",
	about: `Occurrences of recurring events are listed one by one. Times are of your zone (TZ). ${MARKS}`,
	args: {
		...filters,
		days: numberOption("so many days (default 28)", { short: "n" }),
		until: option("up to this day, with it", { value: "DAY" }),
		limit: numberOption("at most so many occurrences", { short: "l" }),
		from: operands("FROM", "the first day; today if not given", { negative: true }),
	},
	output: itemShape,
	examples: [
		["desk calendar agenda", "the next four weeks"],
		["desk calendar agenda monday -n 5", "the five days from monday on"],
		["desk calendar agenda 2026-12-01 --until 2026-12-24 --json | jq -r .summary", "titles in Advent"],
	],
	async *run(context, args) {
		let left = args.limit ?? Number.POSITIVE_INFINITY;
		const items = look(context, args, async (here) => {
			const first = await dayOf(args.from, here, "day");
			const last = args.until === undefined ? undefined : await dayOf([args.until], here, "day");
			return { first, days: last === undefined ? (args.days ?? 28) : last - first + 1 };
		});
		for await (const item of items) if (left-- > 0) yield item;
	},
	line: itemLine,
	screen(items: Item[], context) {
		const { here, calendars } = lookOf(context);
		return items.length === 0 ? "" : itemsScreen(items, context, here, calendars);
	},
});
