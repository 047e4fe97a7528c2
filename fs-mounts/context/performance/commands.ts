/** `desk perf`: figures of exports, and who has earned the conversions. */
import { isCalendarDate } from "../../../src/base/calendar.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { shorten, table } from "../../../src/cli/index.ts";
import { defineCommand, defineGroup, numberOption, option } from "../../../src/command/index.ts";
import { joinPath, printable, type Vfs } from "../../../src/vfs/index.ts";
import { type Credit, MODELS } from "../attribution/index.ts";
import { biz, businessFolder } from "../business.ts";
import { bring } from "./import-command.ts";

const report = defineCommand({
	name: "report",
	summary: "Who has earned the conversions: attribution by a model",
	about: `${MODELS.map(({ name, about }) => `${name}: ${about}.`).join(" ")} Credits sum to the conversions.

From single touches where there are some, else from all tables of paths. A conversion ends a customer's way; what is never followed by one counts as lost, for markov.

First, last, linear and markov (first order) count as ChannelAttribution (R, Python) does: a channel that comes twice earns twice, but in markov a channel after itself is no step; only markov looks at total_null. Its markov figures are of random walks and scatter around these, which are exact.`,
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
		rows.length === 0
			? "no figures are known of that: `desk perf import FILE`"
			: table(
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
