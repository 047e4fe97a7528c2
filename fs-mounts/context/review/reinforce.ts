/**
 * Learning from what was published: outcomes become evidence, if beliefs that know of most of them foretell the others better than
 * those that do not. Pure: what is read and written is the command's.
 */
import type { SourceWeights } from "../../../src/command/index.ts";
import type { Evidence } from "../belief/format.ts";
import { judged, type Sides } from "../belief/posterior.ts";
import type { Item as Artifact } from "../calendar/artifacts.ts";

/** What came of one thing that was to test a belief. */
export interface Outcome {
	/** The belief's path. */
	readonly belief: string;
	readonly side: "for" | "against";
	readonly evidence: Evidence;
}

/** Pairs of figures whose ratio says how well something went; the first that is known counts. */
const RATIOS = [
	["conversions", "clicks"],
	["conversions", "sent"],
	["conversions", "impressions"],
	["clicks", "sent"],
	["clicks", "impressions"],
	["opens", "sent"],
	["replies", "sent"],
] as const;

/** Metric names that mean the same, in the singular and in the words of programs. */
const SAME: Readonly<Record<string, string>> = {
	recipients: "sent",
	delivered: "sent",
	views: "impressions",
	orders: "conversions",
	sales: "conversions",
};

function metric(item: Artifact, name: string): number | undefined {
	const own = Object.entries(item.metrics).find(([key]) => (SAME[key] ?? key) === name);
	return own?.[1];
}

/** How well it went, and by which figures; undefined where they do not say. */
function ratioOf(item: Artifact): { by: string; ratio: number } | undefined {
	for (const [good, all] of RATIOS) {
		const [part, whole] = [metric(item, good), metric(item, all)];
		if (part !== undefined && whole !== undefined && whole > 0) return { by: `${good}/${all}`, ratio: part / whole };
	}
	return undefined;
}

/**
 * What came of what was published in a period, beside what was usual in its channel before, by the same figures. Without anything to be compared
 * with, and where the figures say nothing, there is no outcome.
 * @param beliefPath the path of a belief by its name or path; undefined when there is none
 */
export function outcomesOf(
	artifacts: readonly Artifact[],
	{ from, to }: { readonly from: string; readonly to: string },
	beliefPath: (name: string) => string | undefined,
): Outcome[] {
	const published = artifacts.filter((item) => item.status === "published");
	return published.flatMap((item): Outcome[] => {
		if (item.belief === null || item.date < from || item.date >= to) return [];
		const belief = beliefPath(item.belief);
		const own = ratioOf(item);
		if (belief === undefined || own === undefined) return [];
		const earlier = published
			.filter((other) => other.channel === item.channel && other.date < item.date)
			.flatMap((other) => {
				const ratio = ratioOf(other);
				return ratio?.by === own.by ? [ratio.ratio] : [];
			});
		if (earlier.length === 0) return [];
		const usual = median(earlier);
		const note = `${own.by} ${own.ratio.toFixed(3)}, usual ${usual.toFixed(3)}`;
		return [
			{ belief, side: own.ratio > usual ? "for" : "against", evidence: { path: item.path, date: item.date, note } },
		];
	});
}

function median(numbers: readonly number[]): number {
	const sorted = [...numbers].sort((one, other) => one - other);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Of what share of the outcomes the beliefs must not know while they are tried. */
export const HOLDOUT = 0.2;

/** What the trial on the outcomes that were held out says. */
export interface Trial {
	readonly result: "kept" | "rolled_back" | "nothing_new";
	/** How many outcomes were held out. */
	readonly holdout: number;
	/** Mean squared error of what was foretold (Brier 1950), without and with the new evidence; null where nothing was held out. */
	readonly before: number | null;
	readonly after: number | null;
}

/**
 * Try new outcomes: a fifth is held out, the others become evidence, and both versions foretell the fifth. The new one is kept if it foretells
 * no worse; where a fifth would be less than one outcome, nothing can be tried, and it is kept.
 * @param random numbers in [0, 1): which are held out @param weights of sources; the default's where none are given
 */
export function tryOut(
	outcomes: readonly Outcome[],
	known: (belief: string) => Sides,
	day: string,
	random: () => number,
	weights?: SourceWeights,
): Trial {
	if (outcomes.length === 0) return { result: "nothing_new", holdout: 0, before: null, after: null };
	const count = Math.floor(outcomes.length * HOLDOUT);
	if (count === 0) return { result: "kept", holdout: 0, before: null, after: null };
	const order = outcomes.map((outcome) => ({ outcome, at: random() })).sort((one, other) => one.at - other.at);
	const heldOut = order.slice(0, count).map(({ outcome }) => outcome);
	const learned = order.slice(count).map(({ outcome }) => outcome);
	let [before, after] = [0, 0];
	for (const { belief, side } of heldOut) {
		const old = known(belief);
		const fresh = learned.filter((one) => one.belief === belief);
		const grown = {
			for: [...old.for, ...fresh.filter((one) => one.side === "for").map((one) => one.evidence)],
			against: [...old.against, ...fresh.filter((one) => one.side === "against").map((one) => one.evidence)],
		};
		const happened = side === "for" ? 1 : 0;
		before += (foretold(old, day, weights) - happened) ** 2 / count;
		after += (foretold(grown, day, weights) - happened) ** 2 / count;
	}
	return { result: after <= before ? "kept" : "rolled_back", holdout: count, before, after };
}

/** How likely the next outcome is to confirm: of a measured effect, a little more or less than even. */
function foretold(sides: Sides, day: string, weights: SourceWeights | undefined): number {
	const { kind, mean } = judged(sides, day, weights);
	return kind === "rate" ? mean : mean > 0 ? 0.75 : 0.25;
}
