/** What suggestions and reviews stand on, read from the tables of a business. */
import { dateOfDay, dayNumber } from "../../../src/base/calendar.ts";
import type { SourceWeights } from "../../../src/command/index.ts";
import { joinPath, type TreeReader } from "../../../src/vfs/index.ts";
import { beliefsOf } from "../belief/beliefs.ts";
import { evidenceOf } from "../belief/evidence.ts";
import { beliefName } from "../belief/link.ts";
import { judged } from "../belief/posterior.ts";
import { monthsBetween } from "../belief/rules.ts";
import { artifactsOf } from "../calendar/artifacts.ts";
import type { KnownBelief, KnownChannel, Unmeasured } from "./suggest.ts";

/** Beliefs with what the evidence says of them on a day. */
export function knownBeliefs(tree: TreeReader, business: string, day: string, weights: SourceWeights): KnownBelief[] {
	const evidence = evidenceOf(tree, business);
	const alternatives = alternativesOf(tree, business);
	const costs = costsOf(tree, business);
	return beliefsOf(tree, business).map((item) => {
		const sides = evidence.get(item.path) ?? { for: [], against: [] };
		const newest = [...sides.for, ...sides.against].sort((one, other) => (one.date < other.date ? 1 : -1));
		return {
			name: item.belief,
			path: item.path,
			title: item.title,
			category: item.category,
			status: item.status,
			confidence: item.confidence,
			posterior: judged(sides, day, weights),
			evidence: [...new Set(newest.map(({ path }) => path))],
			idle: monthsBetween(newest[0]?.date ?? item.last_reinforced ?? item.first_observed ?? day, day),
			alternatives: alternatives.get(item.belief) ?? [],
			...(costs.has(item.belief) ? { cost: costs.get(item.belief) ?? 0 } : {}),
		};
	});
}

/** What things that tested a belief have cost, on average, by its name (`metrics: {cost: …}`). */
function costsOf(tree: TreeReader, business: string): Map<string, number> {
	const sums = new Map<string, { sum: number; count: number }>();
	for (const { belief, metrics } of artifactsOf(tree, business)) {
		if (belief === null || metrics.cost === undefined) continue;
		const { sum, count } = sums.get(beliefName(belief)) ?? { sum: 0, count: 0 };
		sums.set(beliefName(belief), { sum: sum + metrics.cost, count: count + 1 });
	}
	return new Map([...sums].map(([name, { sum, count }]) => [name, sum / count]));
}

/** Alternatives that beliefs name, as their facets have them. */
function alternativesOf(tree: TreeReader, business: string): Map<string, string[]> {
	const folder = tree.stat(joinPath(business, "beliefs"));
	const all = new Map<string, string[]>();
	const rows = tree.all<{ name: string; value: string }>(
		"SELECT node.name, facet.value FROM node JOIN facet ON facet.node = node.id WHERE node.parent = ? AND facet.name = 'alternatives'",
		folder?.inode ?? 0,
	);
	for (const { name, value } of rows) {
		const belief = name.replace(/\.md$/, "");
		all.set(belief, [...(all.get(belief) ?? []), value]);
	}
	return all;
}

/** Figures of the channels over so many days before a day, and the tables that have them. */
export function knownChannels(tree: TreeReader, business: string, day: string, days = 90): KnownChannel[] {
	const folder = tree.stat(joinPath(business, "performance"));
	if (folder === undefined) return [];
	const from = dateOfDay(dayNumber(day) - days);
	const rows = tree.all<Omit<KnownChannel, "evidence"> & { months: string }>(
		`SELECT channel, total(clicks) AS clicks, total(conversions) AS conversions, total(cost) AS cost, total(value) AS value,
			group_concat(DISTINCT substr(date, 1, 7)) AS months FROM figure
			WHERE node IN (SELECT id FROM node WHERE parent = ?) AND date > ? AND date <= ? GROUP BY channel ORDER BY channel`,
		folder.inode,
		from,
		day,
	);
	return rows.map(({ months, ...row }) => ({
		...row,
		evidence: months.split(",").map((month) => joinPath(folder.path, `${month}.csv`)),
	}));
}

/** What was published before a day, with nothing known of it. */
export function unmeasured(tree: TreeReader, business: string, day: string): Unmeasured[] {
	return artifactsOf(tree, business)
		.filter((item) => item.status === "published" && item.date < day && Object.keys(item.metrics).length === 0)
		.map(({ title, path, belief }) => ({
			title,
			path,
			...(belief === null ? {} : { belief: beliefName(belief) }),
		}));
}
