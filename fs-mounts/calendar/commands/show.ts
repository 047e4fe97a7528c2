import { rawText } from "../../../src/base/raw-text.ts";
import { table } from "../../../src/cli/index.ts";
import { type Context, defineCommand, numberOption, operand } from "../../../src/command/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import type { Entry } from "../ics.ts";
import { formatDateTime } from "../time.ts";
import { sayRecur } from "../words/rule.ts";
import { hereOf } from "./here.ts";
import { type Item, itemOf, itemShape } from "./item.ts";
import { sayWhen } from "./schedule.ts";
import { EVENT } from "./scope.ts";
import { occurrencesOf, selectEvent } from "./select.ts";

/** An event with all that is known of it, as `--json` prints it; times are those of the named occurrence, or the next. */
interface Shown extends Item {
	description: string;
	categories: string[];
	/** RRULE. */
	rule: string | null;
	/** When it happens next: ISO 8601. */
	next: string[];
	/** TRIGGER values: `-PT10M`. */
	alarms: string[];
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
			description: z.string(),
			categories: z.array(z.string()),
			rule: z.string().nullable(),
			next: z.array(z.string()),
			alarms: z.array(z.string()),
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
		yield {
			...itemOf(one, here),
			description: entry.description,
			categories: [...entry.categories],
			rule: master?.rules[0] ?? null,
			next: coming.map((other) => itemOf(other, here).start),
			alarms: alarmsOf(entry),
			sequence: entry.sequence,
			problems: problems.map(({ message, line }) => `line ${line}: ${message}`),
		} satisfies Shown;
	},
	line: (item: Shown, context) => block(item, context),
	screen: (items: Shown[], context) => items.map((item) => block(item, context)).join("\n"),
});

function alarmsOf({ component }: Entry): string[] {
	return component.components
		.filter(({ name }) => name === "VALARM")
		.flatMap(({ lines }) => lines.find(({ name }) => name === "TRIGGER")?.value ?? []);
}

const MARKS: Readonly<Record<string, string>> = { accepted: "✓", declined: "✗", tentative: "?" };

function block(item: Shown, { style }: Context): string {
	const person = ({ address, name, status }: Item["attendees"][number]) =>
		`${MARKS[status ?? ""] ?? "·"} ${name === null ? address : `${name} <${address}>`}`;
	const next = item.next.filter((start) => start !== item.start).map((start) => start.slice(0, 16).replace("T", " "));
	const rows: [string, string][] = [
		["when", `${sayWhen(item)}${item.zone === null ? "" : ` (${item.zone})`}`],
		["repeats", item.rule === null ? (item.recurring ? "yes" : "") : (sayRecur(item.rule) ?? item.rule)],
		["next", next.join(", ")],
		["at", item.location ?? ""],
		["status", item.status === "confirmed" ? "" : item.status],
		["by", item.organizer ?? ""],
		...item.attendees.map((attendee, at): [string, string] => [at === 0 ? "with" : "", person(attendee)]),
		["remind", item.alarms.join(", ")],
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
	return `${style.strong(printable(item.summary || "(no title)"))}\n${table(shown)}${text}`;
}
