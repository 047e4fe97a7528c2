/** `desk context plan|publish|cancel|list|month`: the marketing calendar. */
import { toText } from "../../../src/base/bytes.ts";
import { isCalendarDate } from "../../../src/base/calendar.ts";
import { localDay, now, toDate } from "../../../src/base/clock.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { slug } from "../../../src/base/file-name.ts";
import { table } from "../../../src/cli/index.ts";
import {
	type Context,
	defineCommand,
	flag,
	operand,
	operands,
	option,
	optionalOperand,
	options,
} from "../../../src/command/index.ts";
import { joinPath, printable, type Vfs } from "../../../src/vfs/index.ts";
import { beliefPath } from "../belief/beliefs.ts";
import { beliefName } from "../belief/link.ts";
import { biz, businessFolder } from "../business.ts";
import { freePath, pathMeant } from "../names.ts";
import { artifactsOf, type Item } from "./artifacts.ts";
import { ARTIFACT_STATUSES, type ArtifactStatus } from "./format.ts";
import { drawLanes, MARKS } from "./lanes.ts";

const shape = (z: typeof import("zod").z) =>
	z.object({
		path: z.string(),
		title: z.string(),
		date: z.string(),
		status: z.enum(ARTIFACT_STATUSES),
		kind: z.string().nullable(),
		channel: z.string().nullable(),
		audience: z.string().nullable(),
		belief: z.string().nullable(),
		event: z.string().nullable(),
		metrics: z.record(z.string(), z.number()),
	});

const line = (item: Item) => item.path;

const shown = {
	output: shape,
	line,
	screen: (items: Item[], { style }: Pick<Context, "style">) =>
		table(
			items.map((item) => [
				MARKS[item.status],
				item.date,
				style.name(printable(item.channel ?? "")),
				printable(item.title),
				style.faint(printable(item.kind ?? "")),
				style.faint(
					Object.entries(item.metrics)
						.map(([name, value]) => `${printable(name)} ${value}`)
						.join("  "),
				),
			]),
		),
};

const plan = defineCommand({
	...shown,
	name: "plan",
	summary: "Put something into the marketing calendar",
	about: "Saved at once, as a file of its own; what more there is to say goes into its text (`desk edit`).",
	args: {
		biz,
		on: option("the day: friday, 1 dec, 2026-12-01 (default: today)", { value: "WHEN" }),
		kind: option("what it is: post, newsletter, video, event …", { short: "k", value: "WORD" }),
		channel: option("where it appears", { short: "c", value: "CHANNEL" }),
		audience: option("whom it is for", { short: "a", value: "TEXT" }),
		belief: option("the belief that it tests: its name or a part of it, or a path", { value: "BELIEF" }),
		event: option("the event of /calendar that it belongs to", { value: "PATH", completes: "path" }),
		idea: flag("not decided yet"),
		title: operands("TITLE", "what it is called", { required: true }),
	},
	changes: true,
	examples: [
		[
			'desk context plan "Winter glazes" --on "1 dec" --kind newsletter --channel email',
			"prints the path of the new file",
		],
		["desk context plan Open studio --on 2026-12-12 --channel instagram --idea", "only an idea"],
	],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		const business = await businessFolder(context, vfs, args.biz);
		const { parseWhen } = await import("../../../src/base/when.ts");
		const { setFrontMatter } = await import("../../../src/text/index.ts");
		const today = toDate(now());
		const date = args.on === undefined ? localDay(today) : parseWhen(args.on, today).date;
		const title = args.title.join(" ").replace(/\s+/g, " ").trim();
		if (title === "")
			throw new DeskError("EUSAGE", "it has no title", { at: "context plan", todo: "say what it is called" });
		const belief = args.belief === undefined ? undefined : await beliefPath(vfs, business, args.belief);
		const text = setFrontMatter(`# ${title}\n`, {
			status: args.idea ? "idea" : "planned",
			kind: args.kind,
			channel: args.channel,
			audience: args.audience,
			belief: belief === undefined ? undefined : beliefName(belief),
			event: args.event === undefined ? undefined : context.path(args.event),
		});
		const path = await freePath(
			vfs,
			joinPath(business, "calendar"),
			`${date}-${slug(title).toLowerCase() || "untitled"}`,
		);
		await vfs.write(path, text, { cause: context.cause, parents: true, expect: null, dryRun: context.dryRun });
		if (context.dryRun) return context.note(`would create ${path}`);
		yield await itemAt(vfs, business, path);
	},
});

/** `--metric clicks=120`. @throws DeskError EUSAGE */
function metricsOf(words: readonly string[]): Record<string, number> {
	return Object.fromEntries(
		words.map((word) => {
			const [, name = "", value] = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(word) ?? [];
			if (value === undefined)
				throw new DeskError("EUSAGE", `--metric takes NAME=NUMBER, not '${word}'`, {
					at: "context publish",
					todo: "for example --metric clicks=120",
				});
			return [name.trim(), Number(value)];
		}),
	);
}

/** Change the status of one thing, and what is known of it. */
async function* changed(
	context: Context,
	given: { biz: string | undefined; item: string },
	status: ArtifactStatus,
	metrics: Record<string, number>,
): AsyncGenerator<Item> {
	const vfs = await context.open();
	const business = await businessFolder(context, vfs, given.biz);
	const { setFrontMatter } = await import("../../../src/text/index.ts");
	const item = await itemMeant(context, vfs, business, given.item);
	const stat = await vfs.stat(item.path);
	const all = { ...item.metrics, ...metrics };
	const text = setFrontMatter(toText(await vfs.readAll(item.path)), {
		status,
		...(Object.keys(metrics).length > 0 ? { metrics: all } : {}),
	});
	await vfs.write(item.path, text, { cause: context.cause, expect: stat.revision, dryRun: context.dryRun });
	if (context.dryRun) return context.note(`would set ${item.path} to ${status}`);
	yield await itemAt(vfs, business, item.path);
}

const item = operand("ITEM", "its path, or a part of its name", "path");

const publish = defineCommand({
	...shown,
	name: "publish",
	summary: "Mark something as published, with its figures",
	args: { biz, metric: options("a figure", { short: "m", value: "NAME=NUMBER" }), item },
	changes: true,
	examples: [["desk context publish newsletter-19 -m sent=420 -m replies=37", "figures may be added again later"]],
	run: (context, args) => changed(context, args, "published", metricsOf(args.metric)),
});

const cancel = defineCommand({
	...shown,
	name: "cancel",
	summary: "Mark something as cancelled",
	args: { biz, item },
	changes: true,
	examples: [["desk context cancel open-studio", "it stays in the calendar, marked ×"]],
	run: (context, args) => changed(context, args, "cancelled", {}),
});

const list = defineCommand({
	...shown,
	name: "list",
	summary: "What is planned and published",
	args: {
		biz,
		status: option("only with this status", { choices: ARTIFACT_STATUSES }),
		channel: option("only in this channel", { value: "CHANNEL" }),
		since: option("from this day on", { value: "WHEN" }),
		until: option("up to this day", { value: "WHEN" }),
	},
	examples: [["desk context list --status planned", "what is still to come"]],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		const business = await businessFolder(context, vfs, args.biz);
		await vfs.load("/context");
		const { parseWhen } = await import("../../../src/base/when.ts");
		const day = (words: string | undefined) => (words === undefined ? undefined : parseWhen(words, toDate(now())).date);
		const [since = "", until = "9999"] = [day(args.since), day(args.until)];
		for (const one of artifactsOf(vfs.reader(), business)) {
			if (args.status !== undefined && one.status !== args.status) continue;
			if (args.channel !== undefined && one.channel?.toLowerCase() !== args.channel.toLowerCase()) continue;
			if (one.date >= since && one.date <= until) yield one;
		}
	},
});

const month = defineCommand({
	...shown,
	name: "month",
	summary: "A month of the marketing calendar, by channel",
	args: { biz, month: optionalOperand("MONTH", "2026-12, or any day in it (default: this month)") },
	examples: [["desk context month 2026-12", "a line for each channel, a column for each day"]],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		const business = await businessFolder(context, vfs, args.biz);
		await vfs.load("/context");
		const wanted = await monthOf(args.month);
		for (const one of artifactsOf(vfs.reader(), business)) if (one.date.startsWith(wanted)) yield one;
	},
	screen: (items: Item[], context, args) =>
		drawLanes(items[0]?.date.slice(0, 7) ?? monthNow(args.month), items, localDay(toDate(now())), context),
});

/** `YYYY-MM` of what was typed. @throws DeskError EINVAL */
async function monthOf(words: string | undefined): Promise<string> {
	const plain = monthNow(words);
	if (words === undefined || /^\d{4}-\d\d$/.test(words)) {
		if (isCalendarDate(`${plain}-01`)) return plain;
		throw new DeskError("EINVAL", "there is no such month", { at: words ?? "", todo: "write one such as 2026-12" });
	}
	const { parseWhen } = await import("../../../src/base/when.ts");
	return parseWhen(words, toDate(now())).date.slice(0, 7);
}

function monthNow(words: string | undefined): string {
	return (/^\d{4}-\d\d$/.exec(words ?? "")?.[0] ?? localDay(toDate(now()))).slice(0, 7);
}

async function itemAt(vfs: Vfs, business: string, path: string): Promise<Item> {
	await vfs.load("/context");
	const found = artifactsOf(vfs.reader(), business).find((one) => one.path === path);
	if (found !== undefined) return found;
	throw new DeskError("ENOENT", "it has gone meanwhile", { at: path, todo: "look again" });
}

/** @throws DeskError ENOENT; EUSAGE with the candidates */
async function itemMeant(context: Context, vfs: Vfs, business: string, word: string): Promise<Item> {
	await vfs.load("/context");
	const all = artifactsOf(vfs.reader(), business);
	const exact = all.find((one) => one.path === context.path(word));
	if (exact !== undefined) return exact;
	const paths = all.map((one) => one.path);
	const path = pathMeant(paths, word, [
		"there is nothing of that name in the calendar",
		"`desk context list` shows all",
	]);
	return all.find((one) => one.path === path) as Item;
}

/** The verbs of the calendar, for `desk context`. */
export const calendarCommands = [list, month, plan, publish, cancel];
