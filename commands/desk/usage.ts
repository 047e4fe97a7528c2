import { now, toIso } from "../../src/base/clock.ts";
import { zoneOf } from "../../src/base/zone.ts";
import { table } from "../../src/cli/index.ts";
import { type Arg, type Context, defineCommand, option } from "../../src/command/index.ts";
import {
	amountText,
	clockTime,
	knownCost,
	Ledger,
	money,
	periodsAt,
	readLlmConfig,
	type Total,
	totals,
} from "../../src/llm/index.ts";
import { printable } from "../../src/vfs/index.ts";

const PERIODS = ["today", "month", "all"] as const;
type PeriodName = (typeof PERIODS)[number];
const GROUPINGS = ["feature", "model", "provider", "day"] as const;

/** Sums of calls, as `--json` prints them. */
interface Item {
	period: PeriodName;
	/** Null: since the first call. */
	since: string | null;
	by: (typeof GROUPINGS)[number] | null;
	/** What the calls have in common; "" without `--by`. */
	key: string;
	calls: number;
	failed: number;
	input: number;
	output: number;
	cached: number;
	/** What budgets count. */
	tokens: number;
	/** USD; null when no price is known. */
	cost: number | null;
	/** Calls whose price is not known: `cost` is without them. */
	unpriced: number;
	/** Calls whose tokens we counted ourselves. */
	estimated: number;
	/** Without `--by`: the budgets. */
	limits?: { setting: string; feature: string | null; amount: number; spent: number; resets: string }[];
}

const period: Arg<string | undefined> = {
	kind: "operand",
	type: "string",
	value: "today|month|all",
	about: "which calls; default: today's. Days and months are those of your zone",
	choices: PERIODS,
};

/** `desk usage`. */
export const usage = defineCommand({
	name: "usage",
	summary: "What language models were asked, and what it cost",
	about: `Every call is counted, also one that failed or was killed: what it may take is put down before it is sent, and what it took when it has ended. Of a call that was killed, what was put down stays, since nobody knows what was sent. The text of calls is kept nowhere.

Costs are in USD, by the prices that ship with the program, or by yours (llm.prices); a price that is not known is never taken for 0.

Budgets: budget.day_tokens (tokens of a day), budget.month_cost (USD of a month), budget.features (tokens of a day for each feature). At 50, 80 and 95 % you are told, once each; a call that could pass the end is not sent, and ends with status 7. Before that, features make do with less in the order of budget.degrade. With budget.month_cost, calls whose price is not known are refused, but for servers on this machine.`,
	args: {
		by: option("sums for each feature, model, provider or day", { choices: GROUPINGS }),
		period,
	},
	output: (z) =>
		z.object({
			period: z.enum(PERIODS),
			since: z.string().nullable(),
			by: z.enum(GROUPINGS).nullable(),
			key: z.string(),
			calls: z.number(),
			failed: z.number(),
			input: z.number(),
			output: z.number(),
			cached: z.number(),
			tokens: z.number(),
			cost: z.number().nullable(),
			unpriced: z.number(),
			estimated: z.number(),
			limits: z
				.array(
					z.object({
						setting: z.string(),
						feature: z.string().nullable(),
						amount: z.number(),
						spent: z.number(),
						resets: z.string(),
					}),
				)
				.optional(),
		}),
	examples: [
		["desk usage", "today's calls, and what is left of the budgets"],
		["desk usage month --by feature", "what this month was spent on"],
		["desk usage all --by day --json | jq .cost", "for a chart"],
		["desk config set budget.month_cost 5", "no more than 5 USD a month"],
	],
	async *run(context, args): AsyncGenerator<Item> {
		const { store } = await context.open();
		const zone = zoneOf(context.variables);
		const name = (args.period ?? "today") as PeriodName;
		const by = (args.by as Item["by"] | undefined) ?? null;
		const { day, month } = periodsAt(now(), zone);
		await new Ledger(store, context.variables).markKilled();
		const since = { today: day.start, month: month.start, all: 0 }[name];
		const head = { period: name, since: since === 0 ? null : toIso(since), by };
		const sums = totals(store.database, since, by ?? undefined, zone);
		if (by !== null) for (const sum of byWeight(sums, by)) yield { ...head, ...shown(sum) };
		else yield { ...head, ...shown(sums[0] ?? NOTHING), limits: await limits(context) };
	},
	line: (item: Item) =>
		[
			item.by === null ? item.period : item.key,
			item.calls,
			item.input,
			item.output,
			item.cached,
			item.cost === null ? "unknown" : item.unpriced === 0 ? item.cost : `${item.cost} + ${item.unpriced} unknown`,
		]
			.map((cell) => printable(String(cell)))
			.join("\t"),
	screen(items: Item[], context, args) {
		const { style } = context;
		if (args.by !== undefined) {
			if (items.length === 0) return style.faint("No calls.");
			const head = [args.by, "calls", "failed", "in", "cached", "out", "cost"].map(style.faint);
			const rows = items.map((item) => [
				style.name(printable(item.key)),
				...[item.calls, item.failed, item.input, item.cached, item.output].map(count),
				costText(item),
			]);
			return table([head, ...rows], ["left", "right", "right", "right", "right", "right", "right"]);
		}
		return items.map((item) => summary(item, context)).join("\n");
	},
});

const NOTHING: Total = {
	key: "",
	calls: 0,
	failed: 0,
	input: 0,
	output: 0,
	cached: 0,
	tokens: 0,
	cost: 0,
	unpriced: 0,
	estimated: 0,
};

function shown(sum: Total): Omit<Total, "cost"> & { cost: number | null } {
	return { ...sum, cost: knownCost(sum) };
}

/** Days in their order, others by tokens. */
function byWeight(sums: Total[], by: string): Total[] {
	return by === "day" ? sums.sort((a, b) => (a.key < b.key ? -1 : 1)) : sums.sort((a, b) => b.tokens - a.tokens);
}

async function limits(context: Context): Promise<NonNullable<Item["limits"]>> {
	const { store } = await context.open();
	const { caps } = await readLlmConfig(store);
	return new Ledger(store, context.variables).standings(undefined, caps).map(({ limit, spent }) => ({
		setting: limit.setting,
		feature: limit.feature ?? null,
		amount: limit.amount,
		spent,
		resets: toIso(limit.period.end),
	}));
}

const count = (number: number) => number.toLocaleString("en-US");

function costText({ cost, unpriced }: Item): string {
	if (cost === null) return "unknown";
	return unpriced === 0 ? money(cost) : `${money(cost)} + ${count(unpriced)} unknown`;
}

const TITLES: Record<PeriodName, string> = { today: "Today", month: "This month", all: "In all" };

function summary(item: Item, { style, variables }: Context): string {
	const calls = `${count(item.calls)} ${item.calls === 1 ? "call" : "calls"}`;
	const failed = item.failed === 0 ? "" : style.warning(` (${count(item.failed)} failed)`);
	const cached = item.cached === 0 ? "" : ` (${count(item.cached)} cached)`;
	const head = `${style.strong(TITLES[item.period])}: ${calls}${failed}, ${count(item.input)} tokens in${cached}, ${count(item.output)} out, ${costText(item)}`;
	const rows = (item.limits ?? []).map(({ setting, feature, amount, spent, resets }) => {
		const share = spent / amount;
		const paint = share >= 0.95 ? style.bad : share >= 0.8 ? style.warning : style.good;
		const name = setting as Parameters<typeof amountText>[0];
		return [
			style.name(feature === null ? setting : `${setting} ${printable(feature)}`),
			paint(`${Math.floor(share * 100)} %`),
			`${amountText(name, spent)} of ${amountText(name, amount)}`,
			style.faint(`until ${clockTime(Date.parse(resets) * 1000, zoneOf(variables))}`),
		];
	});
	return [head, ...(rows.length === 0 ? [] : [table(rows, ["left", "right"])])].join("\n");
}
