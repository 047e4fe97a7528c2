/** `desk context review`: learn from a month, and write down what a week, month or quarter has shown. */
import { toText } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { seeded } from "../../../src/base/random.ts";
import { type Context, defineCommand, flag, optionalOperand } from "../../../src/command/index.ts";
import { type Change, joinPath, nameOfPath, type TreeReader, type Vfs } from "../../../src/vfs/index.ts";
import { beliefsOf, fieldsOf, standingOf, today } from "../belief/beliefs.ts";
import { confirmed, contradicted, idled } from "../belief/rules.ts";
import { biz, businesses, businessFolder } from "../business.ts";
import { artifactsOf } from "../calendar/artifacts.ts";
import { evidenceOf, knownChannels } from "../recommend/known.ts";
import type { Findings, Moved } from "./page.ts";
import { before, type Period, periodAt, periodOf } from "./period.ts";
import type { Outcome, Trial } from "./reinforce.ts";

/** One page under `--json`. */
interface Item {
	path: string;
	period: string;
	result: Trial["result"];
	holdout: number;
	brier_before: number | null;
	brier_after: number | null;
	moved: { belief: string; from: number; to: number; why: string }[];
}

/** `desk context review`. */
export const review = defineCommand({
	name: "review",
	summary: "Learn from a month; pages of weeks, months, quarters",
	about: `A month is learned from: what was published to test a belief, and has figures, is held against what was usual in its channel; a fifth of these outcomes is held out, the others are tried as evidence, and what foretells the fifth no worse is kept: each belief is confirmed or contradicted, and idle months are counted. Else all beliefs are left as they were. Weeks and quarters are pages only: figures beside the time before, and beliefs as they stand.

With --due all businesses get the pages that are due and not there yet: last week, last month, last quarter. For cron: \`0 7 * * 1 desk context review --due\`. On battery nothing is done, unless --on-battery says so.`,
	args: {
		biz,
		due: flag("whatever is due, of all businesses"),
		onBattery: flag("also on battery"),
		period: optionalOperand("PERIOD", "2026-11, 2026-W47 or 2026-Q4 (default: last month)"),
	},
	changes: true,
	output: (z) =>
		z.object({
			path: z.string(),
			period: z.string(),
			result: z.enum(["kept", "rolled_back", "nothing_new"]),
			holdout: z.number(),
			brier_before: z.number().nullable(),
			brier_after: z.number().nullable(),
			moved: z.array(z.object({ belief: z.string(), from: z.number(), to: z.number(), why: z.string() })),
		}),
	examples: [
		["desk context review 2026-11 --on-battery", "learn from November, and write its page"],
		["desk context review --due", "for cron"],
	],
	async *run(context, args): AsyncGenerator<Item> {
		const vfs = await context.open();
		if (!args.onBattery) {
			const { onBattery } = await import("../../../src/llm/index.ts");
			if (onBattery()) return context.note("on battery: nothing is done (--on-battery does it all the same)");
		}
		await vfs.load("/context");
		if (!args.due) {
			const business = await businessFolder(context, vfs, args.biz);
			const period = args.period === undefined ? before(periodAt("month", today())) : periodOf(args.period);
			yield await reviewed(context, vfs, business, period);
			return;
		}
		if (args.period !== undefined)
			throw new DeskError("EUSAGE", "--due finds its periods itself", {
				at: "context review",
				todo: "leave one of them out",
			});
		const all = args.biz === undefined ? await businesses(vfs) : [await businessFolder(context, vfs, args.biz)];
		for (const business of all)
			for (const kind of ["week", "month", "quarter"] as const) {
				const period = before(periodAt(kind, today()));
				if ((await vfs.find(pagePath(business, period))) === undefined)
					yield await reviewed(context, vfs, business, period);
			}
	},
	line: (item: Item) => `${item.path}\t${item.result}`,
});

function pagePath(business: string, { name }: Period): string {
	return joinPath(business, `reviews/${name}.md`);
}

/** Write one page; a month's with what was learned, all in one change set. */
async function reviewed(context: Context, vfs: Vfs, business: string, period: Period): Promise<Item> {
	const [{ pageOf }, { setFrontMatter }] = await Promise.all([
		import("./page.ts"),
		import("../../../src/text/index.ts"),
	]);
	const tree = vfs.reader();
	const nothing: Learned = {
		trial: { result: "nothing_new", holdout: 0, before: null, after: null },
		moved: [],
		changes: [],
	};
	const learned = period.kind === "month" ? await learn(vfs, tree, business, period) : nothing;
	const { trial, moved } = learned;
	const path = pagePath(business, period);
	const text = setFrontMatter(pageOf(findings(tree, business, period, learned)), {
		made: today(),
		result: trial.result,
		holdout: trial.holdout,
		brier_before: trial.before === null ? undefined : rounded(trial.before),
		brier_after: trial.after === null ? undefined : rounded(trial.after),
	});
	const changes: Change[] = [
		{ op: "mkdir", path: joinPath(business, "reviews"), parents: true },
		...learned.changes,
		{ op: "write", path, content: await vfs.stage(text), expect: (await vfs.find(path))?.revision ?? null },
	];
	await vfs.change(changes, { cause: context.cause, dryRun: context.dryRun });
	if (context.dryRun) context.note(`would write ${path} and ${learned.changes.length} beliefs`);
	return {
		path,
		period: period.name,
		result: trial.result,
		holdout: trial.holdout,
		brier_before: trial.before,
		brier_after: trial.after,
		moved: moved.map(({ name, from, to, why }) => ({ belief: name, from, to, why })),
	};
}

function rounded(number: number): number {
	return Math.round(number * 10_000) / 10_000;
}

interface Learned {
	readonly trial: Trial;
	readonly moved: readonly Moved[];
	readonly changes: readonly Change[];
}

/** What a month's outcomes and idle time do to the beliefs; nothing where they are rolled back. */
async function learn(vfs: Vfs, tree: TreeReader, business: string, period: Period): Promise<Learned> {
	const [{ outcomesOf, tryOut }, { parseBelief }, { setFrontMatter }] = await Promise.all([
		import("./reinforce.ts"),
		import("../belief/format.ts"),
		import("../../../src/text/index.ts"),
	]);
	const evidence = evidenceOf(tree, business);
	const known = (path: string) => evidence.get(path) ?? { for: [], against: [] };
	const isKnown = ({ belief, evidence: { path } }: Outcome) =>
		[...known(belief).for, ...known(belief).against].some((one) => one.path === path);
	const beliefPath = (name: string) => {
		const path = name.startsWith("/")
			? name
			: joinPath(business, `beliefs/${nameOfPath(name.replace(/^\[\[|\]\]$/g, "")).replace(/\.md$/, "")}.md`);
		return tree.stat(path) === undefined ? undefined : path;
	};
	const outcomes = outcomesOf(artifactsOf(tree, business), period, beliefPath).filter((one) => !isKnown(one));
	const trial = tryOut(outcomes, known, period.to, seeded(seedOf(period.name)));
	if (trial.result === "rolled_back") return { trial, moved: [], changes: [] };
	const moved: Moved[] = [];
	const changes: Change[] = [];
	for (const item of beliefsOf(tree, business)) {
		const own = outcomes.filter(({ belief }) => belief === item.path);
		const stat = await vfs.stat(item.path);
		const text = toText(await vfs.readAll(item.path));
		const { belief } = parseBelief(nameOfPath(item.path), text);
		if (belief.status === "deprecated") continue;
		const start = standingOf(belief);
		let standing = start;
		for (const {
			side,
			evidence: { date },
		} of own)
			standing = (side === "for" ? confirmed : contradicted)(idled(standing, date), date);
		standing = idled(standing, period.to);
		if (own.length === 0 && standing.idle === start.idle) continue;
		const grown = (side: "for" | "against") =>
			[...belief[side], ...own.filter((one) => one.side === side).map((one) => one.evidence)].map((one) => ({
				...one,
			}));
		const next = setFrontMatter(text, {
			...fieldsOf(standing),
			evidence_count: belief.for.length + belief.against.length + own.length,
			...(own.some(({ side }) => side === "for") ? { for: grown("for") } : {}),
			...(own.some(({ side }) => side === "against") ? { against: grown("against") } : {}),
		});
		changes.push({ op: "write", path: item.path, content: await vfs.stage(next), expect: stat.revision });
		const count = (side: "for" | "against") => own.filter((one) => one.side === side).length;
		const why =
			own.length === 0
				? `idle for ${standing.idle + 3} months`
				: `${count("for")} for it, ${count("against")} against it`;
		moved.push({ title: item.title, name: item.belief, from: start.confidence, to: standing.confidence, why });
	}
	return { trial, moved, changes };
}

/** The same period is always tried in the same way. */
function seedOf(name: string): number {
	return [...name].reduce((seed, char) => (seed * 31 + char.charCodeAt(0)) >>> 0, 7);
}

function findings(tree: TreeReader, business: string, period: Period, { trial, moved }: Learned): Findings {
	const profile = tree.stat(joinPath(business, "profile.md"));
	const known = tree.get<{ name: string; currency: string | null }>(
		"SELECT name, currency FROM business WHERE node = ?",
		profile?.inode ?? 0,
	);
	const last = { ...before(period) };
	const days = (one: { from: string; to: string }) =>
		Math.round((Date.parse(one.to) - Date.parse(one.from)) / 86_400_000);
	const upTo = (to: string) => new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10);
	const folder = tree.stat(joinPath(business, "recommendations"));
	return {
		business: known?.name ?? nameOfPath(business),
		period,
		currency: known?.currency ?? "",
		channels: knownChannels(tree, business, upTo(period.to), days(period)),
		channelsBefore: knownChannels(tree, business, upTo(last.to), days(last)),
		artifacts: artifactsOf(tree, business).filter(({ date }) => date >= period.from && date < period.to),
		beliefs: beliefsOf(tree, business).map((item) => {
			const to = moved.find(({ name }) => name === item.belief)?.to;
			return to === undefined ? item : { ...item, confidence: to };
		}),
		moved,
		trial,
		open: tree
			.all<{ title: string; name: string }>(
				"SELECT recommendation.title, node.name FROM node JOIN recommendation ON recommendation.node = node.id WHERE node.parent = ? AND status IN ('open', 'accepted') ORDER BY score DESC LIMIT 10",
				folder?.inode ?? 0,
			)
			.map(({ title, name }) => ({ title, name: name.replace(/\.md$/, "") })),
	};
}
