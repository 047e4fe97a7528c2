/** Writing the page of a week, month or quarter, and learning from a month: what `desk context review` and its jobs do. */
import { toText } from "../../../src/base/bytes.ts";
import { seeded } from "../../../src/base/random.ts";
import { type SourceWeights, sourceWeights } from "../../../src/command/index.ts";
import { setFrontMatter } from "../../../src/text/index.ts";
import { type Change, joinPath, nameOfPath, type TreeReader, type Vfs } from "../../../src/vfs/index.ts";
import { beliefsBy, fieldsOf, standingOf, today } from "../belief/beliefs.ts";
import { evidenceOf } from "../belief/evidence.ts";
import { parseBelief } from "../belief/format.ts";
import { beliefAt } from "../belief/link.ts";
import { confirmed, contradicted, idled } from "../belief/rules.ts";
import { artifactsOf } from "../calendar/artifacts.ts";
import { knownChannels } from "../recommend/known.ts";
import { pagePath } from "./due.ts";
import { type Findings, type Moved, pageOf } from "./page.ts";
import { before, type Period } from "./period.ts";
import { type Outcome, outcomesOf, type Trial, tryOut } from "./reinforce.ts";

/** One page under `--json`. */
export interface Item {
	path: string;
	period: string;
	result: Trial["result"];
	holdout: number;
	brier_before: number | null;
	brier_after: number | null;
	moved: { belief: string; from: number; to: number; why: string }[];
}

/** Write one page; a month's with what was learned, all in one change set. */
export async function reviewed(
	{ home, cause, dryRun }: { readonly home: string; readonly cause: string; readonly dryRun: boolean },
	vfs: Vfs,
	business: string,
	period: Period,
): Promise<Item & { readonly changes: number }> {
	await vfs.load("/context");
	const weights = await sourceWeights(home);
	const tree = vfs.reader();
	const nothing: Learned = {
		trial: { result: "nothing_new", holdout: 0, before: null, after: null },
		moved: [],
		changes: [],
	};
	const learned = period.kind === "month" ? await learn(vfs, tree, business, period, weights) : nothing;
	const { trial, moved } = learned;
	const path = pagePath(business, period);
	const text = setFrontMatter(pageOf(await findings(tree, business, period, learned, weights)), {
		made: today(),
		...(period.kind === "month" ? tried(trial) : {}),
	});
	const changes: Change[] = [
		{ op: "mkdir", path: joinPath(business, "reviews"), parents: true },
		...learned.changes,
		{ op: "write", path, content: await vfs.stage(text), expect: (await vfs.find(path))?.revision ?? null },
	];
	await vfs.change(changes, { cause, dryRun });
	return {
		path,
		period: period.name,
		result: trial.result,
		holdout: trial.holdout,
		brier_before: trial.before,
		brier_after: trial.after,
		moved: moved.map(({ name, from, to, why }) => ({ belief: name, from, to, why })),
		changes: learned.changes.length,
	};
}

/** What a month's page says of the trial. */
function tried({ result, holdout, before, after }: Trial) {
	return {
		result,
		holdout,
		brier_before: before === null ? undefined : rounded(before),
		brier_after: after === null ? undefined : rounded(after),
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
async function learn(
	vfs: Vfs,
	tree: TreeReader,
	business: string,
	period: Period,
	weights: SourceWeights,
): Promise<Learned> {
	const evidence = evidenceOf(tree, business);
	const known = (path: string) => evidence.get(path) ?? { for: [], against: [] };
	const isKnown = ({ belief, evidence: { path } }: Outcome) =>
		[...known(belief).for, ...known(belief).against].some((one) => one.path === path);
	const beliefPath = (name: string) => {
		const path = beliefAt(business, name);
		return tree.stat(path) === undefined ? undefined : path;
	};
	const outcomes = outcomesOf(artifactsOf(tree, business), period, beliefPath).filter((one) => !isKnown(one));
	const trial = tryOut(outcomes, known, period.to, seeded(seedOf(period.name)), weights);
	if (trial.result === "rolled_back") return { trial, moved: [], changes: [] };
	const moved: Moved[] = [];
	const changes: Change[] = [];
	for (const item of await beliefsBy(tree, business, weights)) {
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

async function findings(
	tree: TreeReader,
	business: string,
	period: Period,
	{ trial, moved }: Learned,
	weights: SourceWeights,
): Promise<Findings> {
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
		beliefs: (await beliefsBy(tree, business, weights)).map((item) => {
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
