import { type FeatureOptions, features, type Sparse } from "../../src/inference/index.ts";
import type { Row } from "./data.ts";
import { type LogisticOptions, trainLogistic } from "./logistic.ts";
import { type Network, scoresOf } from "./network.ts";
import { type Allowance, fairThreshold, type Scored } from "./roc.ts";
import { temperatureOf } from "./validate.ts";

/** What a model is asked about: a text, or a part of one, and what else is seen in it. */
export interface Look {
	readonly text: string;
	readonly signs: readonly string[];
}

/** One way to train a detector: leaving writers out chooses among several. */
export interface DetectorCandidate {
	readonly name: string;
	readonly features: FeatureOptions;
	readonly training: Omit<LogisticOptions, "buckets">;
}

/** A text of the training part. */
export interface Looked {
	readonly row: Row;
	/** The whole first, then its parts. */
	readonly looks: readonly Look[];
	/** 1: what is looked for. */
	readonly label: number;
	/** How much it counts in training. */
	readonly weight: number;
	/** Who wrote it. */
	readonly writer: string;
	/** What comes before the model finds it. */
	readonly before: boolean;
}

/** A text with its score by a model that knows nothing of its writer. */
export interface LeftOut extends Scored {
	readonly row: Row;
	/** Of the model alone. */
	readonly own: number;
	readonly writer: string;
}

/** The texts on which thresholds, and what is best, are chosen: the mix that it is made for; and what may go wrong there. */
export interface Aim extends Allowance {
	readonly about: string;
	readonly isOf: (row: Row) => boolean;
}

/** Ways to join the log odds of parts, whole first. */
export type Joins = Readonly<Record<string, (odds: readonly number[]) => number>>;

/** One way to train and to join parts, as leaving each writer out finds it. */
export interface DetectorTrial {
	readonly candidate: DetectorCandidate;
	readonly aggregate: string;
	readonly temperature: number;
	/** Of the probability. */
	readonly threshold: number;
	/** How much of what may go wrong does, on the texts aimed at: up to 1, no more than is allowed. */
	readonly used: number;
	/** Every training text; what is found before the model has the score 1. */
	readonly scored: readonly LeftOut[];
}

/**
 * Whole texts first. Then, with what that network thinks most of, their parts too: each part of a harmless text is harmless; of the others,
 * the part that speaks loudest is what is looked for (multiple-instance learning, as in Andrews et al. 2003).
 */
export function trainOn(candidate: DetectorCandidate, looked: readonly Looked[]): Network {
	const options = { ...candidate.training, buckets: candidate.features.buckets };
	const total = (label: number) => looked.reduce((sum, each) => sum + (each.label === label ? each.weight : 0), 0);
	// Both labels count alike.
	const share = [0, 1].map((label) => (total(0) + total(1)) / 2 / total(label));
	const weightOf = ({ label, weight }: Looked) => weight * (share[label] as number);
	const whole = looked.map((each) => ({
		sparse: featuresOf(each.looks[0] as Look, candidate.features),
		label: each.label,
		weight: weightOf(each),
	}));
	const first = trainLogistic(whole, { ...options, passes: Math.ceil(options.passes / 2) });
	const parts = looked.flatMap((each) => {
		const sparse = each.looks.slice(1).map((look) => featuresOf(look, candidate.features));
		const { label } = each;
		const weight = weightOf(each);
		if (label === 0) return sparse.map((part) => ({ sparse: part, label, weight: (weight * QUIET) / sparse.length }));
		const loudest = sparse.reduce<Sparse | undefined>(
			(best, part) => (best === undefined || oddsOf(first, part) > oddsOf(first, best) ? part : best),
			undefined,
		);
		return loudest === undefined ? [] : [{ sparse: loudest, label, weight }];
	});
	return trainLogistic([...whole, ...parts], options);
}

/** What the parts of a harmless text count together. */
const QUIET = 1.5;

function oddsOf(network: Network, sparse: Sparse): number {
	const [no = 0, yes = 0] = scoresOf(network, sparse);
	return yes - no;
}

const known = new WeakMap<FeatureOptions, WeakMap<Look, Sparse>>();

/** The features of what is looked at, which are needed in every fold again. */
export function featuresOf(look: Look, options: FeatureOptions): Sparse {
	const ofThese = known.get(options) ?? new WeakMap<Look, Sparse>();
	known.set(options, ofThese);
	const found = ofThese.get(look) ?? features(look.text, options, look.signs);
	ofThese.set(look, found);
	return found;
}

/** The log odds of the parts of texts of writers, by a network that was trained without any text of theirs. */
function oddsWithout(
	candidate: DetectorCandidate,
	looked: readonly Looked[],
	taught: readonly Looked[],
	writers: readonly string[],
) {
	const isTheirs = ({ writer }: Looked) => writers.includes(writer);
	const network = trainOn(candidate, [...looked.filter((each) => !isTheirs(each)), ...taught]);
	return new Map(
		looked
			.filter(isTheirs)
			.map((each) => [each, each.looks.map((look) => oddsOf(network, featuresOf(look, candidate.features)))]),
	);
}

/** What is trained and judged, whoever is left out. */
export interface LeftOutOptions {
	readonly looked: readonly Looked[];
	/** Texts of no writer that every network is trained with. */
	readonly taught: readonly Looked[];
	readonly joins: Joins;
	readonly aim: Aim;
}

/** What a candidate says of every text by a network without its writer, for each way to join the parts. */
export function tryOut(candidate: DetectorCandidate, { looked, taught, joins, aim }: LeftOutOptions): DetectorTrial[] {
	const odds = new Map(writersOf(looked).flatMap((writer) => [...oddsWithout(candidate, looked, taught, [writer])]));
	return Object.entries(joins).map(([aggregate, join]) => {
		const joined = looked.map((each) => join(odds.get(each) ?? []));
		const temperature = temperatureOf(
			joined.map((value, index) => ({ scores: [0, value], label: looked[index]?.label as number })),
		);
		const scored = looked.map((each, index) => toLeftOut(each, (joined[index] as number) / temperature));
		return { candidate, aggregate, temperature, ...fairThreshold(aimedAt(scored, aim), aim), scored };
	});
}

/**
 * The threshold for each writer's texts that is chosen without them: on what the others wrote, each judged by a network that knows neither its
 * writer nor the one left out.
 */
export function thresholdsWithout(
	{ candidate, aggregate, temperature }: DetectorTrial,
	{ looked, taught, joins, aim }: LeftOutOptions,
): Map<string, number> {
	const join = joins[aggregate] as Joins[string];
	const writers = writersOf(looked);
	const others = new Map<string, LeftOut[]>(writers.map((writer) => [writer, []]));
	for (const [index, one] of writers.entries())
		for (const two of writers.slice(index + 1))
			for (const [each, odds] of oddsWithout(candidate, looked, taught, [one, two]))
				others.get(each.writer === one ? two : one)?.push(toLeftOut(each, join(odds) / temperature));
	return new Map(
		writers.map((writer) => [writer, fairThreshold(aimedAt(others.get(writer) ?? [], aim), aim).threshold]),
	);
}

function writersOf(looked: readonly Looked[]): string[] {
	return [...new Set(looked.map(({ writer }) => writer))];
}

function toLeftOut({ row, label, writer, before }: Looked, odds: number): LeftOut {
	const own = 1 / (1 + Math.exp(-odds));
	return { row, label, writer, own, score: before ? 1 : own };
}

/** The texts aimed at; all, where one of the labels would have none. */
function aimedAt(scored: readonly LeftOut[], { isOf }: Aim): readonly LeftOut[] {
	const aimed = scored.filter(({ row }) => isOf(row));
	return new Set(aimed.map(({ label }) => label)).size === 2 ? aimed : scored;
}
