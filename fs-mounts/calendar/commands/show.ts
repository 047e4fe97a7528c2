import { rawText } from "../../../src/base/raw-text.ts";
import { table } from "../../../src/cli/index.ts";
import { type Context, defineCommand, numberOption, operand } from "../../../src/command/index.ts";
import type { ContentLine } from "../../../src/text/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import type { Entry } from "../ics.ts";
import { formatDateTime, parseDateTime, parseDuration } from "../time.ts";
import { sayLength } from "../words/length.ts";
import { sayRecur } from "../words/rule.ts";
import { type Here, hereOf } from "./here.ts";
import { type Item, itemOf, itemShape, timeText } from "./item.ts";
import { ownAddresses } from "./people.ts";
import { sayWhenThere } from "./schedule.ts";
import { EVENT } from "./scope.ts";
import { occurrencesOf, selectEvent } from "./select.ts";

/** An event with all that is known of it, as `--json` prints it; times are those of the named occurrence, or the next. */
interface Shown extends Item {
	/** The title of a whole series, which that of one occurrence (`summary`) may differ from. */
	series: string | null;
	organizerName: string | null;
	description: string;
	categories: string[];
	/** RRULE. */
	rule: string | null;
	/** When it happens next: ISO 8601. */
	next: string[];
	/** TRIGGER values: `-PT10M`. */
	alarms: string[];
	/** The same in words: `10m before`. */
	reminders: string[];
	sequence: number;
	problems: string[];
}

const NEXT = 5;

export const show = defineCommand({
	name: "show",
	summary: "Show an event: when, where, who, and when it is next",
	args: {
		next: numberOption(`how many of the next occurrences of a series (default ${NEXT})`, { short: "n" }),
		event: operand("EVENT", EVENT, "event"),
	},
	output: (z) =>
		itemShape(z).extend({
			series: z.string().nullable(),
			organizerName: z.string().nullable(),
			description: z.string(),
			categories: z.array(z.string()),
			rule: z.string().nullable(),
			next: z.array(z.string()),
			alarms: z.array(z.string()),
			reminders: z.array(z.string()),
			sequence: z.number(),
			problems: z.array(z.string()),
		}),
	examples: [
		["desk calendar show 'Team meeting'", "by its title"],
		["desk calendar show 9a712cfe@2026-12-01 --json", "one occurrence, by the beginning of its UID, as data"],
	],
	async *run(context, args) {
		const here = hereOf(context);
		const vfs = await context.open();
		const { path, uid, occurrence, set } = await selectEvent(args.event, context, here, vfs);
		const tree = vfs.reader();
		const coming = occurrencesOf({ path, uid }, here, tree, { from: here.now, limit: Math.max(1, args.next ?? NEXT) });
		const one = occurrence ?? coming[0] ?? occurrencesOf({ path, uid }, here, tree, { to: here.now }).at(-1);
		const { readCalendarText } = await import("../ics.ts");
		const { entries, problems } = readCalendarText(rawText(await vfs.readAll(path)));
		const own = entries.filter((entry) => entry.uid === set.uid);
		const override = own.find(
			({ recurrenceId }) => recurrenceId !== undefined && formatDateTime(recurrenceId) === one?.recurrence,
		);
		const master = own.find(({ recurrenceId }) => recurrenceId === undefined);
		const entry = override ?? master ?? own[0];
		if (one === undefined || entry === undefined) {
			context.note(`desk: ${path}: it never takes place`);
			return context.setStatus(1);
		}
		const triggers = triggersOf(entry);
		yield {
			...itemOf(one, here, await ownAddresses(context.home)),
			series: one.isRecurring ? (master?.summary ?? null) : null,
			organizerName: one.organizer?.name ?? null,
			description: entry.description,
			categories: [...entry.categories],
			rule: master?.rules[0] ?? null,
			next: coming.map((other) => timeText(other.start, other.allDay, here.zone)),
			alarms: triggers.map(({ value }) => value),
			reminders: triggers.map((line) => sayTrigger(line, here)),
			sequence: entry.sequence,
			problems: problems.map(({ message, line }) => `line ${line}: ${message}`),
		} satisfies Shown;
	},
	line: (item: Shown, context) => block(item, context),
	screen: (items: Shown[], context) => items.map((item) => block(item, context)).join("\n"),
});

function triggersOf({ component }: Entry): ContentLine[] {
	return component.components
		.filter(({ name }) => name === "VALARM")
		.flatMap(({ lines }) => lines.find(({ name }) => name === "TRIGGER") ?? []);
}

/** A TRIGGER (RFC 5545 3.8.6.3) in words: `15m before`, `5m after the end`, `at the start`, a time of the user's zone. */
function sayTrigger({ value, parameters }: ContentLine, here: Here): string {
	const length = parseDuration(value);
	const moment = parseDateTime(value);
	if (length === undefined)
		return moment?.form === "utc"
			? timeText(moment.wall * 1000, false, here.zone)
					.slice(0, 16)
					.replace("T", " ")
			: value;
	const related = parameters.find(({ name }) => name === "RELATED")?.values[0]?.toUpperCase();
	const seconds = length.days * 86_400 + length.seconds;
	if (seconds === 0) return related === "END" ? "at the end" : "at the start";
	const size = { days: Math.abs(length.days), minutes: Math.round(Math.abs(length.seconds) / 60) };
	return `${sayLength(size)} ${seconds < 0 ? "before" : "after"}${related === "END" ? " the end" : ""}`;
}

const MARKS: Readonly<Record<string, string>> = { accepted: "✓", declined: "✗", tentative: "?" };

function block(item: Shown, context: Context): string {
	const { style } = context;
	const who = (address: string, name: string | null) => (name === null ? address : `${name} <${address}>`);
	const next = item.next.filter((start) => start !== item.start).map((start) => start.slice(0, 16).replace("T", " "));
	const rows: [string, string][] = [
		["this one", item.series === null || item.series === item.summary ? "" : item.summary],
		["when", sayWhenThere(item, hereOf(context))],
		["repeats", item.rule === null ? (item.recurring ? "yes" : "") : (sayRecur(item.rule) ?? item.rule)],
		["next", next.join(", ")],
		["at", item.location ?? ""],
		["status", item.status === "confirmed" ? "" : item.status],
		["by", item.organizer === null ? "" : who(item.organizer, item.organizerName)],
		...item.attendees.map(({ address, name, status }, at): [string, string] => [
			at === 0 ? "with" : "",
			`${MARKS[status ?? ""] ?? "·"} ${who(address, name)}`,
		]),
		["remind", item.reminders.join(", ")],
		["tags", item.categories.join(", ")],
		["calendar", item.calendar],
		["uid", item.recurrence === null ? item.uid : `${item.uid}@${item.recurrence}`],
		["file", item.path],
		...item.problems.map((problem): [string, string] => ["problem", problem]),
	];
	const shown = rows
		.filter(([, value]) => value !== "")
		.map(([name, value]) => [`  ${style.faint(name)}`, printable(value)]);
	const notes = item.description.trimEnd();
	const text =
		notes === ""
			? ""
			: `\n\n${notes
					.split("\n")
					.map((line) => printable(line))
					.join("\n")}`;
	return `${style.strong(printable((item.series ?? item.summary) || "(no title)"))}\n${table(shown)}${text}`;
}
