/** Beliefs as the commands see them: rows of the mount's table, and the file of the one that is meant. */
import { toText } from "../../../src/base/bytes.ts";
import { localDay, now, toDate } from "../../../src/base/clock.ts";
import { slug } from "../../../src/base/file-name.ts";
import { type Context, SOURCE_WEIGHTS, type SourceWeights } from "../../../src/command/index.ts";
import { joinPath, nameOfPath, type TreeReader, type Vfs } from "../../../src/vfs/index.ts";
import { businessFolder } from "../business.ts";
import { pathMeant } from "../names.ts";
import type { Belief } from "./format.ts";
import { beliefName } from "./link.ts";
import type { BeliefStatus, Category, Standing } from "./rules.ts";

/** One belief under `--json`. The interval is of 90 %, as the last evidence left it. */
export interface Item {
	path: string;
	belief: string;
	title: string;
	category: Category;
	confidence: number;
	status: BeliefStatus;
	evidence_count: number;
	first_observed: string | null;
	last_reinforced: string | null;
	posterior: { kind: "rate" | "effect"; mean: number; low: number; high: number };
}

export const shape = (z: typeof import("zod").z) =>
	z.object({
		path: z.string(),
		belief: z.string(),
		title: z.string(),
		category: z.enum(["audience", "messaging", "channel", "timing", "competitive"]),
		confidence: z.number(),
		status: z.enum(["active", "weakening", "exploring_alternative", "deprecated"]),
		evidence_count: z.number(),
		first_observed: z.string().nullable(),
		last_reinforced: z.string().nullable(),
		posterior: z.object({ kind: z.enum(["rate", "effect"]), mean: z.number(), low: z.number(), high: z.number() }),
	});

type Row = [
	name: string,
	title: string,
	category: Category,
	confidence: number,
	status: BeliefStatus,
	evidence: number,
	firstObserved: string | null,
	lastReinforced: string | null,
	mean: number,
	low: number,
	high: number,
	unit: "rate" | "effect",
];

/** `beliefsOf`, with the intervals by the weights of sources that are set: the table has those of the default. */
export async function beliefsBy(tree: TreeReader, business: string, weights: SourceWeights): Promise<Item[]> {
	const items = beliefsOf(tree, business);
	if (weights === SOURCE_WEIGHTS) return items;
	const [{ evidenceOf }, { judged, lastEvidence }] = await Promise.all([
		import("./evidence.ts"),
		import("./posterior.ts"),
	]);
	const evidence = evidenceOf(tree, business);
	return items.map((item) => {
		const sides = evidence.get(item.path);
		if (sides === undefined) return item;
		const { kind, mean, low, high } = judged(sides, lastEvidence(sides) ?? today(), weights);
		return { ...item, posterior: { kind, mean, low, high } };
	});
}

/** All of a business, the surest first. The mount's tables must be there (`Vfs.tables`). */
export function beliefsOf(tree: TreeReader, business: string): Item[] {
	const folder = tree.stat(joinPath(business, "beliefs"));
	if (folder === undefined) return [];
	// As one value: ten thousand rows of twelve columns take SQLite's binding three times as long.
	const found = tree.get<{ rows: string }>(
		`SELECT json_group_array(json_array(name, title, category, confidence, status, evidence, first_observed, last_reinforced, mean, low, high, unit)) AS rows
			FROM (SELECT node.name, belief.* FROM node JOIN belief ON belief.node = node.id WHERE node.parent = ? ORDER BY confidence DESC, node.name)`,
		folder.inode,
	);
	const rows: Row[] = JSON.parse(found?.rows ?? "[]");
	return rows.map(([name, title, category, confidence, status, evidence, first, last, mean, low, high, kind]) => ({
		path: `${folder.path}/${name}`,
		belief: name.replace(/\.md$/, ""),
		title,
		category,
		confidence,
		status,
		evidence_count: evidence,
		first_observed: first,
		last_reinforced: last,
		posterior: { kind, mean, low, high },
	}));
}

/** The business and the belief that a command is about, and its file as it was read. */
export interface Opened {
	readonly vfs: Vfs;
	readonly business: string;
	readonly path: string;
	readonly revision: number;
	readonly text: string;
	readonly belief: Belief;
}

/** @throws DeskError ENOENT when there is none of that name, EUSAGE with the candidates when there are several */
export async function openBelief(context: Context, biz: string | undefined, word: string): Promise<Opened> {
	const vfs = await context.open();
	const typed = context.path(word);
	const inTree = /^\/context\/[^/]+\/beliefs\/[^/]+$/.test(typed) ? (await vfs.find(typed))?.path : undefined;
	const business = inTree?.split("/").slice(0, 3).join("/") ?? (await businessFolder(context, vfs, biz));
	const path = inTree ?? (await beliefPath(vfs, business, word));
	const { parseBelief } = await import("./format.ts");
	const { revision } = await vfs.stat(path);
	const text = toText(await vfs.readAll(path));
	return { vfs, business, path, revision, text, belief: parseBelief(nameOfPath(path), text).belief };
}

/** The path of the belief that a word means: its name, a part of it, a path. @throws as `openBelief` */
export async function beliefPath(vfs: Vfs, business: string, word: string): Promise<string> {
	const folder = joinPath(business, "beliefs");
	const exact = await vfs.find(joinPath(folder, `${slug(beliefName(word))}.md`));
	if (exact?.kind === "file") return exact.path;
	const names = (await vfs.find(folder)) === undefined ? [] : await vfs.names(folder);
	const paths = names.map((name) => joinPath(folder, name));
	return pathMeant(paths, beliefName(word), ["there is no such belief", "`desk belief list` shows all"]);
}

/** Today, where the user is. */
export const today = () => localDay(toDate(now()));

/** Where a belief stands, for the steps of `rules.ts`. What its file does not say is taken from its evidence, else from today. */
export function standingOf(belief: Belief): Standing {
	const days = (side: readonly { date: string }[]) => side.map(({ date }) => date).sort();
	const pro = days(belief.for);
	const all = days([...belief.for, ...belief.against]);
	const firstObserved = belief.firstObserved ?? all[0] ?? today();
	return {
		confidence: belief.confidence,
		status: belief.status,
		firstObserved,
		lastReinforced: belief.lastReinforced ?? pro.at(-1) ?? firstObserved,
		lastEvidence: all.at(-1) ?? belief.lastReinforced ?? firstObserved,
		idle: belief.idleMonths,
	};
}

/** The keys of front matter that a standing is written to. */
export function fieldsOf(standing: Standing): Record<string, string | number | undefined> {
	return {
		confidence: standing.confidence,
		status: standing.status,
		first_observed: standing.firstObserved,
		last_reinforced: standing.lastReinforced,
		idle_months: standing.idle === 0 ? undefined : standing.idle,
	};
}
