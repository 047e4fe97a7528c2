import {
	classifierInputs,
	type FeatureOptions,
	loadModel,
	type Manifest,
	sha256,
	toFloats,
} from "../../src/inference/index.ts";
import type { Trained } from "./classifier.ts";
import { type Row, split } from "./data.ts";
import { type StagedAnswer, writeDetectorCard } from "./detector-card.ts";
import { toOnnx } from "./export.ts";
import {
	type Aim,
	type DetectorCandidate,
	featuresOf,
	type Joins,
	type Look,
	type Looked,
	thresholdsWithout,
	trainOn,
	tryOut,
} from "./left-out.ts";

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
	/** Texts of no writer: every network is trained with them, none is tried on them. */
	readonly taught: readonly Row[];
	/** A text as the model sees it: the whole first, then its parts. */
	readonly partsOf: (text: string) => readonly Look[];
	/** Leaving writers out chooses one. */
	readonly aggregates: Joins;
	readonly candidates: readonly DetectorCandidate[];
	/** How much an example counts in training, by its row; default 1. */
	readonly weightOf?: (row: Row) => number;
	/** Who wrote a text: each is left out once, so that it tells how texts of somebody unseen fare. */
	readonly writerOf: (row: Row) => string;
	readonly aim: Aim;
	/** Kinds of texts that the card shows figures of, with their writers left out. */
	readonly pools: readonly { readonly name: string; readonly isOf: (row: Row) => boolean }[];
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
	const look = (row: Row): Looked => ({
		row,
		looks: definition.partsOf(row.text),
		label: labels.indexOf(row.label),
		weight: definition.weightOf?.(row) ?? 1,
		writer: definition.writerOf(row),
		before: definition.before(row.text),
	});
	const { aggregates: joins, aim } = definition;
	const looked = training.map(look);
	const taught = definition.taught.map(look);
	const tried = definition.candidates.flatMap((each) => tryOut(each, { looked, taught, joins, aim }));
	const best = tried.reduce((a, b) => (b.used < a.used ? b : a));
	const { candidate, aggregate, temperature, threshold } = best;
	const network = trainOn(candidate, [...looked, ...taught]);
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
		thresholds: thresholdsWithout(best, { looked, taught, joins, aim }),
		bytes: onnx.length,
		sha256: manifest.sha256,
		answers,
		blindAnswers: blind,
		worst: WORST,
	});
	return { "model.onnx": onnx, "model.json": `${JSON.stringify(manifest, null, "\t")}\n`, "card.md": card };
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
