import {
	classifierInputs,
	type FeatureOptions,
	features,
	loadModel,
	type Manifest,
	type Sparse,
	sha256,
	toFloats,
} from "../../src/inference/index.ts";
import type { Candidate, Trained } from "./classifier.ts";
import { type Row, split } from "./data.ts";
import { type StagedAnswer, writeDetectorCard } from "./detector-card.ts";
import { toOnnx } from "./export.ts";
import { type Network, scoresOf, type TrainOptions, train } from "./network.ts";
import type { Scored } from "./roc.ts";
import { shareOf, temperatureOf } from "./validate.ts";

/** What a model is asked about: a text, or a part of one, and what else is seen in it. */
export interface Look {
	readonly text: string;
	readonly signs: readonly string[];
}

/** A model that looks for one thing in texts of any length, as data: what its `train.ts` says. */
export interface DetectorDefinition {
	readonly name: string;
	readonly version: number;
	readonly title: string;
	/** One line, for `desk model list`. */
	readonly about: string;
	readonly purpose: string;
	readonly data: string;
	readonly limits: readonly string[];
	/** What is harmless, and what is looked for. */
	readonly labels: readonly [string, string];
	readonly rows: readonly Row[];
	/** A text as the model sees it: the whole first, then its parts. */
	readonly partsOf: (text: string) => readonly Look[];
	/** Ways to join the log odds of parts, whole first; the cross-validation chooses one. */
	readonly aggregates: Readonly<Record<string, (odds: readonly number[]) => number>>;
	readonly candidates: readonly Candidate[];
	/** How much an example counts in training, by its row; default 1. */
	readonly weightOf?: (row: Row) => number;
	/** How many false alarms one miss is worth: of calibrated probabilities, the threshold is 1 / (1 + this). */
	readonly missCost: number;
	/** Stages before the model that find by themselves, and what stands in for it. */
	readonly before: (text: string) => boolean;
	readonly rules: (text: string) => boolean;
	/** Columns by whose values the card shows figures. */
	readonly parts: readonly string[];
	/** Other sets that nothing was fitted or chosen on: title, then rows. */
	readonly blind: readonly (readonly [string, readonly Row[]])[];
}

const FOLDS = 5;
const WORST = 12;

/** Train a detector, choose how parts are joined and from where on it speaks up, try it on the test part, describe it. */
export async function trainDetector(definition: DetectorDefinition): Promise<Trained> {
	const { labels, rows, name } = definition;
	const { training, test } = split(rows);
	const looked = training.map((row) => ({
		row,
		looks: definition.partsOf(row.text),
		label: labels.indexOf(row.label),
	}));
	const tried = definition.candidates.flatMap((candidate) => tryOut(definition, candidate, looked));
	const best = tried.reduce((a, b) => (b.cost < a.cost ? b : a));
	const { candidate, aggregate, temperature, threshold } = best;
	const network = trainOn(definition, candidate, looked);
	const onnx = await toOnnx(network, labels, temperature, name);
	const judge = await judgeOf(
		onnx,
		candidate.features,
		definition.aggregates[aggregate] as (odds: readonly number[]) => number,
	);
	const scored = async (list: readonly Row[]): Promise<StagedAnswer[]> => {
		const result: StagedAnswer[] = [];
		for (const row of list) {
			const found = definition.before(row.text);
			const own = await judge.score(definition.partsOf(row.text));
			result.push({
				row,
				label: labels.indexOf(row.label),
				score: found ? 1 : own,
				own,
				before: found,
				rules: definition.rules(row.text),
			});
		}
		return result;
	};
	const answers = await scored(test);
	const blind = [];
	for (const [title, list] of definition.blind) blind.push({ title, answers: await scored(list) });
	const example = await judge.example(test);
	await judge.dispose();
	const manifest: Manifest = {
		name,
		version: definition.version,
		kind: "classifier",
		about: definition.about,
		sha256: sha256(onnx),
		bytes: onnx.length,
		labels,
		features: candidate.features,
		detector: { label: labels[1], aggregate, threshold },
		example: { ...example, label: labels[example.label] as string },
	};
	const card = writeDetectorCard({
		...definition,
		command: `node scripts/train.mjs ${name}`,
		training,
		test,
		trials: tried,
		chosen: best,
		folds: FOLDS,
		bytes: onnx.length,
		sha256: manifest.sha256,
		answers,
		blindAnswers: blind,
		worst: WORST,
	});
	return { "model.onnx": onnx, "model.json": `${JSON.stringify(manifest, null, "\t")}\n`, "card.md": card };
}

interface Looked {
	readonly row: Row;
	readonly looks: readonly Look[];
	readonly label: number;
}

/** One way to train and to join parts, as the cross-validation finds it. */
export interface DetectorTrial {
	readonly candidate: Candidate;
	readonly aggregate: string;
	readonly temperature: number;
	/** Of the probability. */
	readonly threshold: number;
	/** False alarms and `missCost` times misses, a text on average. */
	readonly cost: number;
	readonly scored: readonly Scored[];
}

/**
 * Whole texts first. Then, with what that network thinks most of, their parts too: each part of a harmless text is harmless; of the others,
 * the part that speaks loudest is what is looked for (multiple-instance learning, as in Andrews et al. 2003).
 */
function trainOn({ weightOf }: DetectorDefinition, candidate: Candidate, looked: readonly Looked[]): Network {
	const options = optionsOf(candidate);
	const whole = looked.map(({ row, looks, label }) => ({
		sparse: featuresOf(looks[0] as Look, candidate.features),
		label,
		weight: weightOf?.(row) ?? 1,
	}));
	const first = train(whole, options);
	const parts = looked.flatMap(({ row, looks, label }) => {
		const sparse = looks.slice(1).map((look) => featuresOf(look, candidate.features));
		const weight = weightOf?.(row) ?? 1;
		if (label === 0) return sparse.map((part) => ({ sparse: part, label, weight: (weight * QUIET) / sparse.length }));
		const loudest = sparse.reduce<Sparse | undefined>(
			(best, part) => (best === undefined || oddsOf(first, part) > oddsOf(first, best) ? part : best),
			undefined,
		);
		return loudest === undefined ? [] : [{ sparse: loudest, label, weight }];
	});
	return train([...whole, ...parts], { ...options, classWeights: [1, 1] });
}

/** What the parts of a harmless text count together. */
const QUIET = 1.5;

function oddsOf(network: Network, sparse: Sparse): number {
	const [no = 0, yes = 0] = scoresOf(network, sparse);
	return yes - no;
}

function optionsOf({ features: { buckets }, training }: Candidate): TrainOptions {
	return { ...training, buckets, classes: 2 };
}

function featuresOf({ text, signs }: Look, options: FeatureOptions) {
	return features(text, options, signs);
}

function tryOut(definition: DetectorDefinition, candidate: Candidate, looked: readonly Looked[]): DetectorTrial[] {
	const foldOf = ({ row }: Looked) => Math.floor(shareOf(`fold ${row.group}`) * FOLDS);
	const odds = new Map<Looked, number[]>();
	for (let fold = 0; fold < FOLDS; fold++) {
		const network = trainOn(
			definition,
			candidate,
			looked.filter((item) => foldOf(item) !== fold),
		);
		for (const item of looked)
			if (foldOf(item) === fold)
				odds.set(
					item,
					item.looks.map((look) => oddsOf(network, featuresOf(look, candidate.features))),
				);
	}
	return Object.entries(definition.aggregates).map(([aggregate, join]) => {
		const joined = looked.map((item) => ({ odds: join(odds.get(item) ?? []), label: item.label }));
		const temperature = temperatureOf(joined.map(({ odds: value, label }) => ({ scores: [0, value], label })));
		const scored = joined.map(({ odds: value, label }) => ({ score: 1 / (1 + Math.exp(-value / temperature)), label }));
		const threshold = 1 / (1 + definition.missCost);
		const wrong = scored.map(({ score, label }) =>
			score >= threshold === (label === 1) ? 0 : label === 1 ? definition.missCost : 1,
		);
		const cost = wrong.reduce((sum, each) => sum + each, 0) / wrong.length;
		return { candidate, aggregate, temperature, threshold, cost, scored };
	});
}

/** The ONNX file itself, asked as the program asks it. */
async function judgeOf(onnx: Uint8Array, options: FeatureOptions, join: (odds: readonly number[]) => number) {
	const model = await loadModel(onnx);
	const ask = async (look: Look): Promise<number[]> => [
		...toFloats((await model.run(classifierInputs(featuresOf(look, options)))).probabilities),
	];
	return {
		async score(looks: readonly Look[]): Promise<number> {
			const odds: number[] = [];
			for (const look of looks) {
				const inside = Math.min(1 - 1e-7, Math.max(1e-7, (await ask(look))[1] ?? 0));
				odds.push(Math.log(inside / (1 - inside)));
			}
			return 1 / (1 + Math.exp(-join(odds)));
		},
		/** A text for its self-test, asked as it stands, without signs. */
		async example(rows: readonly Row[]) {
			for (const { text } of rows) {
				const probabilities = await ask({ text, signs: [] });
				const label = (probabilities[1] ?? 0) > 0.5 ? 1 : 0;
				if (label === 0) return { text, label, probability: probabilities[label] as number };
			}
			throw new Error("it finds something in every text");
		},
		dispose: () => model.dispose(),
	};
}
