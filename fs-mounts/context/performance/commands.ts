/** `desk perf`: figures of exports, and who has earned the conversions. */
import { isCalendarDate } from "../../../src/base/calendar.ts";
import { codeOf, DeskError } from "../../../src/base/errors.ts";
import { slug } from "../../../src/base/file-name.ts";
import { paceOf } from "../../../src/base/pace.ts";
import { shorten, table } from "../../../src/cli/index.ts";
import {
	type Context,
	defineCommand,
	defineGroup,
	numberOption,
	operand,
	option,
	options,
} from "../../../src/command/index.ts";
import { joinPath, parentOf, printable, type Vfs } from "../../../src/vfs/index.ts";
import { type Credit, MODELS } from "../attribution/index.ts";
import { biz, businessFolder } from "../business.ts";
import type { Imported } from "./import.ts";

const bring = defineCommand({
	name: "import",
	summary: "Bring in an export: ads, mail, web, orders, touches, paths",
	about: `Knows exports of Google Ads, Meta Ads, Mailchimp, Google Analytics, Plausible, Shopify and Stripe by their headings, in any language of numbers and with totals and lines above. Any other table is mapped once: --map FIELD=HEADING for each; it is remembered with the business, and applies when these headings come again.

Rows become lines of <business>/performance: figures by month, touches by day, paths under the name of the file. What is there already is counted and not added again, so a longer export of the same period adds only what is new. All of a file comes in, as one change set, or nothing.`,
	args: {
		biz,
		map: options(
			"which heading a field has: date=Tag; fields are date, channel, campaign, audience, impressions, clicks, conversions, cost, value, currency, customer, time",
			{
				short: "m",
				value: "FIELD=HEADING",
			},
		),
		channel: option("the channel of rows that name none", { short: "c", value: "CHANNEL" }),
		currency: option("the currency, where the file does not say", { value: "CODE" }),
		dates: option("which comes first in dates such as 3/4/2026", { choices: ["dmy", "mdy", "ymd"] }),
		name: option("of a table of paths: its name (default: the file's)", { value: "NAME" }),
		file: operand("FILE", "a file of this computer (CSV, TSV), or - for standard input", "host-path"),
	},
	changes: true,
	output: (z) =>
		z.object({
			path: z.string(),
			from: z.string(),
			added: z.number(),
			skipped_duplicates: z.number(),
			left_out: z.number(),
		}),
	examples: [
		["desk perf import ~/exports/google-ads.csv", "figures by month; again: nothing new"],
		[
			"desk perf import ~/exports/fairs.csv -m date=Dag -m conversions=Kunder -m value=Summa --channel fairs",
			"any other table, mapped once",
		],
	],
	async *run(context, args): AsyncGenerator<Imported & { from: string; left_out: number }> {
		const vfs = await context.open();
		const folder = joinPath(await businessFolder(context, vfs, args.biz), "performance");
		const text = await textOf(context, args.file);
		const [{ readExport, take }, { importLines }, mappings, { csvLine, readCsv, separatorOf }] = await Promise.all([
			import("./reader.ts"),
			import("./import.ts"),
			import("./mappings.ts"),
			import("../../../src/text/index.ts"),
		]);
		const wrong = args.map.find((word) => Object.keys(mappings.mapOf([word])).length === 0);
		if (wrong !== undefined)
			throw new DeskError("EUSAGE", `--map takes FIELD=HEADING, not '${wrong}'`, {
				at: "perf import",
				todo: "see `desk perf import --help`",
			});
		const known = await mappings.remembered(vfs, folder);
		const top = await located(args.file, async () => [...take(readCsv(text, separatorOf(text)), 30)]);
		const before = top.map(({ cells }) => known.get(csvLine(cells).trimEnd()));
		const old = before.find((one) => one !== undefined);
		const stem = args.file === "-" ? "paths" : (args.file.split("/").at(-1) ?? "").replace(/\.[^.]*$/, "");
		const told = {
			...old,
			...(args.map.length > 0 ? { map: mappings.mapOf(args.map) } : {}),
			...(args.channel === undefined ? {} : { channel: args.channel }),
			...(args.dates === undefined ? {} : { dayOrder: args.dates as "dmy" }),
			currency: args.currency?.toUpperCase(),
			ours: await currencyOf(vfs, folder),
			name: (slug(args.name ?? stem) || "paths").toLowerCase(),
		};
		const pace = paceOf(context.signal);
		const read = await located(args.file, () => readExport(text, told, pace));
		const also = args.map.length > 0 ? await mappings.remembering(vfs, folder, read.header, told) : [];
		const done = await importLines(vfs, folder, read, {
			cause: context.cause,
			dryRun: context.dryRun,
			pace,
			also,
		});
		for (const one of done) yield { ...one, from: read.from, left_out: read.leftOut };
		const sum = (key: "added" | "skipped_duplicates") => done.reduce((total, one) => total + one[key], 0);
		context.note(
			`${context.dryRun ? "would add" : "added"} ${sum("added")} rows from ${read.from}; ${sum("skipped_duplicates")} were there already, ${read.leftOut} left out (totals, rows that do not count)`,
		);
	},
	line: (item: Imported) => `${item.path}\t${item.added}\t${item.skipped_duplicates}`,
	screen: (items: Imported[], { style }) =>
		table(
			items.map((item) => [
				style.name(item.path),
				style.added(`+${item.added}`),
				style.faint(`${item.skipped_duplicates} known`),
			]),
		),
});

/** What the tables of a business are in, else what its profile says; undefined when nothing does. */
async function currencyOf(vfs: Vfs, folder: string): Promise<string | undefined> {
	await vfs.tables("/context");
	const stat = await vfs.find(folder);
	const table = vfs
		.reader()
		.get<{ value: string }>(
			"SELECT value FROM node JOIN facet ON facet.node = node.id AND facet.name = 'currency' WHERE parent = ? LIMIT 1",
			stat?.inode ?? 0,
		);
	if (table !== undefined) return table.value;
	const profile = await vfs.find(joinPath(parentOf(folder), "profile.md"));
	const own = vfs
		.reader()
		.get<{ currency: string | null }>("SELECT currency FROM business WHERE node = ?", profile?.inode ?? 0);
	return own?.currency ?? undefined;
}

/** @throws DeskError ENOENT when it cannot be read */
async function textOf(context: Context, file: string): Promise<string> {
	const { decodeText } = await import("../../../src/base/charset.ts");
	const { collect } = await import("../../../src/base/bytes.ts");
	if (file === "-") return decodeText(await collect(context.stdin), undefined).text;
	const { readFile } = await import("node:fs/promises");
	try {
		return decodeText(await readFile(file, { signal: context.signal }), undefined).text;
	} catch (cause) {
		throw new DeskError("ENOENT", `it cannot be read (${codeOf(cause)})`, {
			at: file,
			todo: "name a file of this computer",
			cause,
		});
	}
}

/** What is refused is so in this file. */
async function located<Value>(file: string, read: () => Promise<Value>): Promise<Value> {
	try {
		return await read();
	} catch (error) {
		if (error instanceof DeskError) error.at ??= file;
		throw error;
	}
}

const report = defineCommand({
	name: "report",
	summary: "Who has earned the conversions: attribution by a model",
	about: `${MODELS.map(({ name, about }) => `${name}: ${about}.`).join(" ")} Credits sum to the conversions.

From single touches where there are some, else from all tables of paths. A conversion ends a customer's way; what is never followed by one counts as lost, for markov.`,
	args: {
		biz,
		model: option("the model (default: linear)", { short: "m", choices: MODELS.map(({ name }) => name) }),
		paths: option("from this table of paths", { short: "p", value: "NAME" }),
		since: option("conversions from this day on (touches only)", { value: "WHEN" }),
		until: option("conversions before this day (touches only)", { value: "WHEN" }),
		halfLife: numberOption("of decay: days (default 7)", { value: "DAYS", fraction: true }),
	},
	output: (z) => z.object({ channel: z.string(), credit: z.number(), value: z.number() }),
	examples: [
		["desk perf import ~/exports/paths.csv && desk perf report --model markov", "a table and bars"],
		["desk perf report --model shapley --json --since 2026-01-01", "{channel, credit, value} for programs"],
	],
	async *run(context, args): AsyncGenerator<Credit> {
		const vfs = await context.open();
		const business = await businessFolder(context, vfs, args.biz);
		if (args.paths !== undefined) await mustHavePaths(vfs, business, args.paths);
		const { report: credits } = await import("./report.ts");
		const span = {
			from: (await instant(args.since)) ?? Number.NEGATIVE_INFINITY,
			to: (await instant(args.until)) ?? Number.POSITIVE_INFINITY,
		};
		const found = await credits(vfs, business, {
			model: args.model ?? "linear",
			paths: args.paths,
			span,
			halfLife: args.halfLife,
			signal: context.signal,
		});
		if (found.length === 0) context.setStatus(1);
		yield* found;
	},
	line: ({ channel, credit, value }: Credit) => `${channel}\t${credit}\t${value}`,
	screen(items: Credit[], { style, terminal }) {
		const all = items.reduce((total, { credit }) => total + credit, 0);
		const most = Math.max(...items.map(({ credit }) => credit), 1e-12);
		const room = Math.max(5, Math.min(40, terminal.columns - 60));
		return table(
			items.map(({ channel, credit, value }) => [
				style.name(shorten(printable(channel), 24)),
				rounded(credit),
				`${((100 * credit) / (all || 1)).toFixed(1)} %`,
				rounded(value),
				style.good("█".repeat(Math.round((room * credit) / most))),
			]),
			["left", "right", "right", "right", "left"],
		);
	},
});

function rounded(number: number): string {
	return number.toLocaleString("en", { maximumFractionDigits: 2, minimumFractionDigits: 2 });
}

async function mustHavePaths(vfs: Vfs, business: string, name: string): Promise<void> {
	const path = joinPath(business, `performance/paths-${name}.csv`);
	if ((await vfs.find(path)) === undefined)
		throw new DeskError("ENOENT", "there is no such table of paths", {
			at: path,
			todo: "`desk perf import FILE` makes one",
		});
}

async function instant(words: string | undefined): Promise<number | undefined> {
	if (words === undefined) return undefined;
	if (isCalendarDate(words)) return Date.parse(`${words}T00:00:00Z`);
	const [{ parseInstant }, { now, toDate }] = await Promise.all([
		import("../../../src/base/when.ts"),
		import("../../../src/base/clock.ts"),
	]);
	return parseInstant(words, toDate(now())) / 1000;
}

/** Sums of figures under `--json`. Amounts are in the currency of the tables. */
interface Sums {
	by: string;
	impressions: number;
	clicks: number;
	conversions: number;
	cost: number;
	value: number;
}

const GROUPS = {
	channel: "channel",
	campaign: "coalesce(campaign, '')",
	audience: "coalesce(audience, '')",
	month: "substr(date, 1, 7)",
	day: "date",
} as const;

const show = defineCommand({
	name: "show",
	summary: "Figures by channel, campaign, audience, month or day",
	args: {
		biz,
		by: option("what to sum by (default: channel)", { choices: Object.keys(GROUPS) }),
		since: option("from this day on: 2026-11-01", { value: "DAY" }),
		until: option("up to this day", { value: "DAY" }),
	},
	output: (z) =>
		z.object({
			by: z.string(),
			impressions: z.number(),
			clicks: z.number(),
			conversions: z.number(),
			cost: z.number(),
			value: z.number(),
		}),
	examples: [["desk perf show --by month", "impressions, clicks, conversions, cost and value"]],
	async *run(context, args): AsyncGenerator<Sums> {
		const vfs = await context.open();
		const folder = await vfs.find(joinPath(await businessFolder(context, vfs, args.biz), "performance"));
		await vfs.tables("/context");
		const [since, until] = await Promise.all([day(args.since), day(args.until)]);
		const rows = vfs.reader().all<Sums>(
			`SELECT ${GROUPS[(args.by ?? "channel") as keyof typeof GROUPS]} AS "by", total(impressions) AS impressions, total(clicks) AS clicks,
				total(conversions) AS conversions, total(cost) AS cost, total(value) AS value FROM figure
				WHERE node IN (SELECT id FROM node WHERE parent = ?) AND date >= ? AND date <= ? GROUP BY 1 ORDER BY 1`,
			folder?.inode ?? 0,
			since ?? "",
			until ?? "9999",
		);
		if (rows.length === 0) context.setStatus(1);
		yield* rows;
	},
	line: (row: Sums) => [row.by, row.impressions, row.clicks, row.conversions, row.cost, row.value].join("\t"),
	screen: (rows: Sums[], { style }) =>
		table(
			[
				["", "impressions", "clicks", "conversions", "cost", "value"].map((head) => style.faint(head)),
				...rows.map((row) => [
					style.name(printable(row.by) || "–"),
					...[row.impressions, row.clicks, row.conversions].map((number) => number.toLocaleString("en")),
					rounded(row.cost),
					rounded(row.value),
				]),
			],
			["left", "right", "right", "right", "right", "right"],
		),
});

async function day(words: string | undefined): Promise<string | undefined> {
	if (words === undefined || isCalendarDate(words)) return words;
	const [{ parseInstant }, { localDay, now, toDate }] = await Promise.all([
		import("../../../src/base/when.ts"),
		import("../../../src/base/clock.ts"),
	]);
	return localDay(toDate(parseInstant(words, toDate(now()))));
}

/** `desk perf`. */
export const perfCommands = defineGroup({
	name: "perf",
	summary: "How a business does: figures of exports, and attribution",
	commands: [show, bring, report],
	fallback: "show",
});
