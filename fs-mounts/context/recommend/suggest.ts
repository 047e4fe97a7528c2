/** What could be done next, from what is believed and how channels do; ranked by draws, without a language model. */
import { type Posterior, rateOf } from "../belief/posterior.ts";
import type { BeliefStatus, Category } from "../belief/rules.ts";
import type { RecKind } from "./format.ts";
import { type Option, ranked } from "./thompson.ts";

/** A belief as suggestions see it. */
export interface KnownBelief {
	readonly name: string;
	readonly path: string;
	readonly title: string;
	readonly category: Category;
	readonly status: BeliefStatus;
	readonly confidence: number;
	readonly posterior: Posterior;
	/** Files that speak for it or against it, the newest first. */
	readonly evidence: readonly string[];
	/** Months since the last evidence. */
	readonly idle: number;
	/** Names of beliefs that may be so instead. */
	readonly alternatives: readonly string[];
	/** What it has cost to try, on average, in the business's currency; left out where nothing tells. */
	readonly cost?: number;
}

/** A channel's figures of the last months. */
export interface KnownChannel {
	readonly channel: string;
	readonly clicks: number;
	readonly conversions: number;
	readonly cost: number;
	readonly value: number;
	/** The tables that they come from. */
	readonly evidence: readonly string[];
}

/** Something published of which no figures are known. */
export interface Unmeasured {
	readonly title: string;
	readonly path: string;
	readonly belief?: string;
}

export interface Suggestion extends Option {
	readonly kind: RecKind;
	readonly title: string;
	/** Why, in sentences. */
	readonly because: string;
	readonly refutedBy: string;
	/** Names. */
	readonly beliefs: readonly string[];
	readonly evidence: readonly string[];
	/** What trying costs in money. */
	readonly money?: number;
}

/** How much less the dearest of what could be done is worth than what costs nothing: a score is a rate, money is none. */
const DEAREST = 0.25;
/** An interval wider than this says too little to act on: it is worth a test. */
const WIDE = 0.35;
/** Evidence that is older, in months, weighs less in what to do now. */
const FRESH_MONTHS = 3;

const share = (value: number) => `${Math.round(100 * value)} %`;
const span = ({ low, high }: Posterior) => `between ${share(low)} and ${share(high)} with 90 % certainty`;

/** What acting on a belief of a category means. */
const ACT: Readonly<Record<Category, string>> = {
	audience: "Speak to them first in the next thing that you publish",
	messaging: "Say it so in the next thing that you publish",
	channel: "Put the next thing there",
	timing: "Plan the next thing for that time",
	competitive: "Make the difference plain in the next thing that you publish",
};

/** All suggestions that what is known gives, the most promising of this draw first. @param random numbers in [0, 1) */
export function suggestions(
	known: {
		readonly beliefs: readonly KnownBelief[];
		readonly channels: readonly KnownChannel[];
		readonly unmeasured: readonly Unmeasured[];
	},
	random: () => number,
): (Suggestion & { drawn: number })[] {
	const all = [
		...known.beliefs.flatMap(ofBelief),
		...ofChannels(known.channels),
		...known.unmeasured.map(ofUnmeasured),
	];
	const dearest = Math.max(...all.map(({ money = 0 }) => money), Number.MIN_VALUE);
	const priced = all.map((one) => (one.money === undefined ? one : { ...one, cost: (DEAREST * one.money) / dearest }));
	return ranked(priced, random).map(({ item, drawn }) => ({ ...item, drawn }));
}

function ofBelief(belief: KnownBelief): Suggestion[] {
	if (belief.status === "deprecated") return [];
	const { posterior, title, name, path, cost } = belief;
	const money = cost === undefined ? {} : { money: cost };
	const base = { posterior, beliefs: [name], evidence: [path, ...belief.evidence].slice(0, 6), ...money };
	const price = cost === undefined ? "" : ` Trying it has cost ${cost.toFixed(2)} on average.`;
	const worth = FRESH_MONTHS / Math.max(FRESH_MONTHS, belief.idle);
	const isRate = posterior.kind === "rate";
	const said = isRate
		? `It holds ${span(posterior)}`
		: `The effect lies between ${posterior.low.toFixed(2)} and ${posterior.high.toFixed(2)}`;
	if (belief.status === "exploring_alternative" || belief.status === "weakening") {
		const others = belief.alternatives.length > 0 ? ` Noted so far: ${belief.alternatives.join(", ")}.` : "";
		return [
			{
				...base,
				kind: "alternative",
				title: `Look for another explanation than: ${title}`,
				because: `Its confidence has come down to ${belief.confidence.toFixed(2)}. ${said}.${others}`,
				refutedBy: "Two confirmations in a row.",
				// The less it holds, the more another explanation is worth.
				posterior: isRate && posterior.beta !== undefined ? rateOf(posterior.beta[1], posterior.beta[0]) : posterior,
				worth,
			},
		];
	}
	if (isRate && posterior.high - posterior.low > WIDE)
		return [
			{
				...base,
				kind: "test",
				title: `Test: ${title}`,
				because: `${said}: too wide to act on. Plan one thing that can only go well if it is so, and link it to the belief.${price}`,
				refutedBy: `Fewer than ${share(posterior.mean)} of the next ten observations.`,
				worth,
			},
		];
	if (isRate ? posterior.mean < 0.5 : posterior.low <= 0) return [];
	return [
		{
			...base,
			kind: "do_more",
			title: `${ACT[belief.category]}: ${title}`,
			because: `${said}.${price}`,
			refutedBy: isRate
				? `Fewer than ${share(posterior.low)} of the next ten observations.`
				: "A measured effect below zero.",
			worth,
		},
	];
}

/** Channels beside each other: what a conversion costs, and how sure that is. */
function ofChannels(channels: readonly KnownChannel[]): Suggestion[] {
	const paid = channels.filter(({ clicks, cost }) => clicks >= 10 && cost > 0);
	if (paid.length < 2) return [];
	const total = paid.reduce(
		(sum, one) => ({ conversions: sum.conversions + one.conversions, cost: sum.cost + one.cost }),
		{ conversions: 0, cost: 0 },
	);
	const usual = total.conversions / total.cost;
	return paid.flatMap((one): Suggestion[] => {
		const rate = rateOf(1 + one.conversions, 1 + Math.max(0, one.clicks - one.conversions));
		const perMoney = one.conversions / one.cost;
		const isGood = perMoney > usual;
		if (Math.abs(perMoney / (usual || 1) - 1) < 0.2) return [];
		return [
			{
				kind: isGood ? "spend_more" : "spend_less",
				title: isGood ? `Spend more on ${one.channel}` : `Spend less on ${one.channel}`,
				because: `${one.conversions} conversions for ${one.cost.toFixed(2)}, so ${(one.cost / Math.max(one.conversions, 1)).toFixed(2)} each; all paid channels together ${(1 / (usual || 1)).toFixed(2)}. ${share(rate.mean)} of clicks convert (${span(rate)}).`,
				refutedBy: isGood
					? `A conversion there costs more than ${(1 / (usual || 1)).toFixed(2)} in the next month.`
					: `A conversion there costs less than ${(1 / (usual || 1)).toFixed(2)} in the next month.`,
				beliefs: [],
				evidence: one.evidence,
				posterior: isGood ? rate : rateOf(rate.beta?.[1] ?? 1, rate.beta?.[0] ?? 1),
				worth: isGood ? 1 : 0.5,
			},
		];
	});
}

function ofUnmeasured({ title, path, belief }: Unmeasured): Suggestion {
	return {
		kind: "measure",
		title: `Note what came of: ${title}`,
		because: "It was published, and no figures are known; nothing can be learned from it.",
		refutedBy: "The figures are there.",
		beliefs: belief === undefined ? [] : [belief],
		evidence: [path],
		posterior: rateOf(1, 1),
		worth: 0.5,
	};
}
