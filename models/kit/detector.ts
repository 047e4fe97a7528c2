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
import { type Allowance, fairThreshold, type Scored } from "./roc.ts";
import { temperatureOf } from "./validate.ts";

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
	/** Who wrote a text: the folds of the cross-validation, so that it tells how texts of somebody unseen fare. */
	readonly writerOf: (row: Row) => string;
	/** The texts on which the threshold, and what is best, are chosen: the mix that it is made for; and what may go wrong there. */
	readonly aim: { readonly about: string; readonly isOf: (row: Row) => boolean } & Allowance;
	/** Stages before the model that find by themselves, and what stands in for it. */
	readonly before: (text: string) => boolean;
	readonly rules: (text: string) => boolean;
	/** Columns by whose values the card shows figures. */
	readonly parts: readonly string[];
	/** Other sets that nothing was fitted or chosen on: title, then rows. */
	readonly blind: readonly (readonly [string, readonly Row[]])[];
}

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
	const best = tried.reduce((a, b) => (b.used < a.used ? b : a));
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
	/** How much of what may go wrong does, on the texts aimed at: up to 1, no more than is allowed. */
	readonly used: number;
	/** Every training text, by a network that knows nothing of its writer; what is found before the model counts as found. */
	readonly scored: readonly (Scored & { readonly row: Row })[];
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

const known = new WeakMap<FeatureOptions, WeakMap<Look, Sparse>>();

/** The features of what is looked at, which are needed in every fold again. */
function featuresOf(look: Look, options: FeatureOptions): Sparse {
	const ofThese = known.get(options) ?? new WeakMap<Look, Sparse>();
	known.set(options, ofThese);
	const found = ofThese.get(look) ?? features(look.text, options, look.signs);
	ofThese.set(look, found);
	return found;
}

function tryOut(definition: DetectorDefinition, candidate: Candidate, looked: readonly Looked[]): DetectorTrial[] {
	const writers = new Set(looked.map(({ row }) => definition.writerOf(row)));
	const odds = new Map<Looked, number[]>();
	for (const writer of writers) {
		const isTheirs = ({ row }: Looked) => definition.writerOf(row) === writer;
		const network = trainOn(
			definition,
			candidate,
			looked.filter((item) => !isTheirs(item)),
		);
		for (const item of looked.filter(isTheirs))
			odds.set(
				item,
				item.looks.map((look) => oddsOf(network, featuresOf(look, candidate.features))),
			);
	}
	const found = new Set(looked.filter(({ row }) => definition.before(row.text)));
	return Object.entries(definition.aggregates).map(([aggregate, join]) => {
		const joined = looked.map((item) => ({ item, odds: join(odds.get(item) ?? []), label: item.label }));
		const temperature = temperatureOf(joined.map(({ odds: value, label }) => ({ scores: [0, value], label })));
		const scored = joined.map(({ item, odds: value, label }) => ({
			row: item.row,
			label,
			score: found.has(item) ? 1 : 1 / (1 + Math.exp(-value / temperature)),
		}));
		const aimed = scored.filter(({ row }) => definition.aim.isOf(row));
		return { candidate, aggregate, temperature, ...fairThreshold(aimed, definition.aim), scored };
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
