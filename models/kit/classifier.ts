import {
	classifierInputs,
	type FeatureOptions,
	loadModel,
	type Manifest,
	sha256,
	toFloats,
} from "../../src/inference/index.ts";
import { writeCard } from "./card.ts";
import { type Row, split, toExamples } from "./data.ts";
import { toOnnx } from "./export.ts";
import { type Answer, accuracyOf, bestOf, logLoss } from "./measures.ts";
import { scoresOf, softmax, type TrainOptions, train } from "./network.ts";
import { answersAt, crossValidate, type Grouped, temperatureOf } from "./validate.ts";

/** One way to train: the cross-validation chooses among several. */
export interface Candidate {
	readonly name: string;
	readonly features: FeatureOptions;
	readonly training: Omit<TrainOptions, "buckets" | "classes">;
}

/** A classifier as data: what its `train.ts` says. */
export interface Definition {
	readonly name: string;
	readonly version: number;
	readonly title: string;
	/** One line, for `desk model list`. */
	readonly about: string;
	readonly purpose: string;
	readonly data: string;
	readonly limits: readonly string[];
	readonly labels: readonly string[];
	readonly rows: readonly Row[];
	readonly candidates: readonly Candidate[];
	/** The rules that stand in for it. */
	readonly rules: (text: string) => string;
	/** Columns by whose values the card shows accuracy. */
	readonly parts: readonly string[];
}

/** The files of `models/<name>/` that training writes. */
export interface Trained {
	readonly "model.onnx": Uint8Array;
	readonly "model.json": string;
	readonly "card.md": string;
}

const FOLDS = 5;
const WORST = 8;

/** Train a classifier, try it on the test part, describe it. The same definition gives the same bytes. */
export async function trainClassifier(definition: Definition): Promise<Trained> {
	const { labels, rows, name } = definition;
	const { training, test } = split(rows);
	const tried = definition.candidates.map((candidate) => tryOut(candidate, training, labels));
	const best = tried.reduce((a, b) => (b.loss < a.loss ? b : a));
	const { candidate, temperature } = best;
	const network = train(toExamples(training, labels, candidate.features), optionsOf(candidate, labels));
	const onnx = await toOnnx(network, labels, temperature, name);
	const examples = toExamples(test, labels, candidate.features);
	const answers = await answersOf(onnx, examples);
	const manifest: Manifest = {
		name,
		version: definition.version,
		kind: "classifier",
		about: definition.about,
		sha256: sha256(onnx),
		bytes: onnx.length,
		labels,
		features: candidate.features,
		example: exampleOf(test, answers, labels),
	};
	const share = (right: (row: Row) => boolean) => test.filter(right).length / test.length;
	const frequent = labels[bestOf(countsOf(training, labels))] as string;
	const card = writeCard({
		...definition,
		command: `node scripts/train.mjs ${name}`,
		counts: { training: describe(training, labels), test: describe(test, labels) },
		trials: tried.map(({ candidate: { name: title }, accuracy, loss }) => ({ name: title, accuracy, loss })),
		chosen: candidate.name,
		folds: FOLDS,
		temperature,
		bytes: onnx.length,
		sha256: manifest.sha256,
		answers,
		uncalibrated: examples.map(({ sparse, label }) => ({ probabilities: softmax(scoresOf(network, sparse)), label })),
		baselines: {
			"rules alone": share(({ text, label }) => definition.rules(text) === label),
			[`always "${frequent}"`]: share(({ label }) => label === frequent),
		},
		parts: definition.parts.flatMap((column) => partsBy(column, test, answers)),
		worst: worstOf(test, answers, labels),
	});
	return { "model.onnx": onnx, "model.json": `${JSON.stringify(manifest, null, "\t")}\n`, "card.md": card };
}

function optionsOf({ features, training }: Candidate, labels: readonly string[]): TrainOptions {
	return { ...training, buckets: features.buckets, classes: labels.length };
}

function tryOut(candidate: Candidate, training: readonly Row[], labels: readonly string[]) {
	const scored = crossValidate(toExamples(training, labels, candidate.features), optionsOf(candidate, labels), FOLDS);
	const temperature = temperatureOf(scored);
	const answers = answersAt(scored, temperature);
	return { candidate, temperature, accuracy: accuracyOf(answers), loss: logLoss(answers) };
}

/** What the file itself says of examples, run as it will be. */
async function answersOf(onnx: Uint8Array, examples: readonly Grouped[]): Promise<Answer[]> {
	const model = await loadModel(onnx);
	const answers: Answer[] = [];
	for (const { sparse, label } of examples)
		answers.push({ probabilities: [...toFloats((await model.run(classifierInputs(sparse))).probabilities)], label });
	await model.dispose();
	return answers;
}

/** A text that it is right about, for its self-test. @throws Error when there is none */
function exampleOf(rows: readonly Row[], answers: readonly Answer[], labels: readonly string[]): Manifest["example"] {
	const at = answers.findIndex(({ probabilities, label }) => bestOf(probabilities) === label);
	const [row, answer] = [rows[at], answers[at]];
	if (row === undefined || answer === undefined) throw new Error("it is right about nothing");
	return {
		text: row.text,
		label: labels[answer.label] as string,
		probability: answer.probabilities[answer.label] as number,
	};
}

function countsOf(rows: readonly Row[], labels: readonly string[]): number[] {
	return labels.map((label) => rows.filter((row) => row.label === label).length);
}

function describe(rows: readonly Row[], labels: readonly string[]) {
	return { rows: rows.length, groups: new Set(rows.map(({ group }) => group)).size, byLabel: countsOf(rows, labels) };
}

function partsBy(column: string, rows: readonly Row[], answers: readonly Answer[]): [string, Answer[]][] {
	const values = [...new Set(rows.map((row) => row[column] ?? ""))].sort();
	return values.map((value) => [`${column} ${value}`, answers.filter((_, index) => rows[index]?.[column] === value)]);
}

function worstOf(rows: readonly Row[], answers: readonly Answer[], labels: readonly string[]) {
	return answers
		.map(({ probabilities, label }, index) => {
			const said = bestOf(probabilities);
			return {
				text: rows[index]?.text ?? "",
				label: labels[label] ?? "",
				said: labels[said] ?? "",
				probability: probabilities[said] ?? 0,
			};
		})
		.filter(({ label, said }) => label !== said)
		.sort((a, b) => b.probability - a.probability)
		.slice(0, WORST);
}
