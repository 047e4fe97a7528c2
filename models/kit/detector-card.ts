import { percent, table } from "./card.ts";
import type { Row } from "./data.ts";
import type { DetectorDefinition } from "./detector.ts";
import type { DetectorTrial, LeftOut } from "./left-out.ts";
import { calibrationError, wilson } from "./measures.ts";
import { areaUnderRoc, rates, recallThreshold, type Scored } from "./roc.ts";

/** What the stages said of one text. */
export interface StagedAnswer extends Scored {
	readonly row: Row;
	/** Of the model alone. */
	readonly own: number;
	/** What comes before the model found it. */
	readonly before: boolean;
	/** What stands in for the model finds it. */
	readonly rules: boolean;
}

/** All that a detector's card tells; its numbers are computed by the training script. */
export interface DetectorFacts extends DetectorDefinition {
	readonly command: string;
	readonly training: readonly Row[];
	readonly test: readonly Row[];
	readonly trials: readonly DetectorTrial[];
	readonly chosen: DetectorTrial;
	/** For each writer, the threshold that is chosen without them. */
	readonly thresholds: ReadonlyMap<string, number>;
	readonly bytes: number;
	readonly sha256: string;
	readonly answers: readonly StagedAnswer[];
	readonly blindAnswers: readonly { readonly title: string; readonly answers: readonly StagedAnswer[] }[];
	readonly worst: number;
}

/** The card, in Markdown. */
export function writeDetectorCard(facts: DetectorFacts): string {
	const { labels, chosen, answers } = facts;
	const { threshold } = chosen;
	return `${[
		`# ${facts.title}`,
		`Written by \`${facts.command}\`, with every number in it; do not edit.`,
		facts.purpose,
		"## Data",
		facts.data,
		table(
			["part", "texts", "groups", ...labels],
			[facts.training, facts.test].map((rows, index) => [
				["training", "test"][index] as string,
				rows.length,
				new Set(rows.map(({ group }) => group)).size,
				...labels.map((label) => rows.filter((row) => row.label === label).length),
			]),
		),
		"A group holds the paraphrases of one idea and lies on one side of every split. No network, temperature or threshold was fitted on the test part; what was chosen with a look at it, the limits below tell.",
		"## Model",
		`Hashed features and signs, ${chosen.candidate.name}; long texts are judged as a whole and in windows, joined by: ${chosen.aggregate}. Chosen by leaving writers out: each writer's texts of the training part are judged by a network that was trained without them. The threshold of each candidate is the one that uses up the least of what may go wrong (${percent(facts.aim.missed)} missed, ${percent(facts.aim.falseAlarms)} false alarms) on ${facts.aim.about}; recall and false alarms are those there, and the candidate that needs the smallest part of it is taken:`,
		table(
			["candidate", "joined by", "area under ROC, all texts", "recall", "false alarms", "used up"],
			facts.trials.map(({ candidate, aggregate, scored, threshold: own, used }) => {
				const { recall, falseAlarms } = rates(
					scored.filter(({ row }) => facts.aim.isOf(row)),
					own,
				);
				return [
					candidate.name,
					aggregate,
					areaUnderRoc(scored).toFixed(3),
					percent(recall),
					percent(falseAlarms),
					used.toFixed(2),
				];
			}),
		),
		`Probabilities are calibrated by a temperature of ${chosen.temperature.toFixed(2)}; from ${threshold.toFixed(3)} on it is \`${labels[1]}\`. \`model.onnx\`: ${facts.bytes} bytes, SHA-256 \`${facts.sha256}\`.`,
		"## Figures with one writer left out",
		"The honest estimate for texts of somebody else: each file of the training part as the chosen candidate finds it when it was trained without that writer, patterns included, at a threshold that was chosen without that writer, too (on what the others wrote, each judged by a network that knew neither). The area under the ROC curve is that of the model alone.",
		leftOut(facts),
		"## Figures on the test part",
		figures(answers, threshold),
		roc(answers),
		`Expected calibration error of the model over ten bins: ${percent(calibrationError(answers.map(({ own, label }) => ({ probabilities: [1 - own, own], label }))))}.`,
		...facts.parts.map((column) => byColumn(column, answers, threshold)),
		mistakes("Missed with the greatest certainty:", answers, threshold, 1, facts.worst),
		mistakes("False alarms with the greatest certainty:", answers, threshold, 0, facts.worst),
		...facts.blindAnswers.flatMap(({ title, answers: list }) => [
			`## ${title}`,
			figures(list, threshold),
			roc(list),
			...facts.parts.map((column) => byColumn(column, list, threshold)),
		]),
		"## Limits",
		facts.limits.map((limit) => `- ${limit}`).join("\n"),
	].join("\n\n")}\n`;
}

function leftOut({ chosen: { scored }, thresholds, pools, labels }: DetectorFacts): string {
	const writers = [...thresholds.keys()];
	const line = (name: string, isOf: (answer: LeftOut) => boolean) => {
		const those = scored.filter(isOf);
		const found = ({ score, writer }: LeftOut) => score >= (thresholds.get(writer) ?? 0.5);
		const share = (label: number) => {
			const ofLabel = those.filter((answer) => answer.label === label);
			return ofLabel.length === 0 ? "–" : withInterval(ofLabel.filter(found).length / ofLabel.length, ofLabel.length);
		};
		const mixed = new Set(those.map(({ label }) => label)).size === 2;
		const area = mixed ? areaUnderRoc(those.map(({ own, label }) => ({ score: own, label }))).toFixed(3) : "–";
		return [name, share(1), share(0), area];
	};
	return table(
		["texts", `recall (\`${labels[1]}\`)`, `false alarms (\`${labels[0]}\`)`, "area under ROC"],
		[
			...writers.map((writer) => line(writer, (answer) => answer.writer === writer)),
			...pools.map(({ name, isOf }) => line(`**${name}**`, ({ row }) => isOf(row))),
		],
	);
}

/** Recall and false alarms of the whole gate, of its parts, and of what stands in. */
function figures(answers: readonly StagedAnswer[], threshold: number): string {
	const stage = (name: string, found: (answer: StagedAnswer) => boolean) => {
		const scored = answers.map((answer) => ({ score: found(answer) ? 1 : 0, label: answer.label }));
		const { recall, falseAlarms } = rates(scored, 0.5);
		const count = (label: number) => scored.filter((answer) => answer.label === label).length;
		return [name, withInterval(recall, count(1)), withInterval(falseAlarms, count(0))];
	};
	return `${table(
		["stage", "recall (95 % interval)", "false alarms (95 % interval)"],
		[
			stage("**all: patterns, then the model**", ({ score }) => score >= threshold),
			stage("the model alone", ({ own }) => own >= threshold),
			stage("patterns alone", ({ before }) => before),
			stage("patterns and rules (the model is missing)", ({ before, rules }) => before || rules),
		],
	)}\n\nIntervals are Wilson's and hold for independent texts; paraphrases are not, so the true ones are wider.`;
}

function withInterval(share: number, count: number): string {
	const [low, high] = wilson(share, count);
	return `${percent(share)} (${percent(low)} to ${percent(high)})`;
}

/** Points of the curve of the model alone. */
function roc(answers: readonly StagedAnswer[]): string {
	const own = answers.map(({ own: score, label }) => ({ score, label }));
	const points = [0.8, 0.9, 0.95, 0.97, 0.99].map((recall) => {
		const at = recallThreshold(own, recall);
		return [percent(recall), percent(rates(own, at).falseAlarms), at.toFixed(3)];
	});
	return `Area under the ROC curve of the model alone: ${areaUnderRoc(own).toFixed(3)}. Points of it (thresholds of this set, only to show its shape):\n\n${table(
		["recall", "false alarms", "threshold"],
		points,
	)}`;
}

function byColumn(column: string, answers: readonly StagedAnswer[], threshold: number): string {
	const values = [...new Set(answers.map(({ row }) => `${row.label}\t${row[column] ?? ""}`))].sort();
	return table(
		["label", column, "texts", "found"],
		values.map((key) => {
			const [label = "", value = ""] = key.split("\t");
			const those = answers.filter(({ row }) => row.label === label && (row[column] ?? "") === value);
			return [
				label,
				value,
				those.length,
				percent(those.filter(({ score }) => score >= threshold).length / those.length),
			];
		}),
	);
}

function mistakes(
	title: string,
	answers: readonly StagedAnswer[],
	threshold: number,
	label: number,
	count: number,
): string {
	const wrong = answers
		.filter((answer) => answer.label === label && answer.score >= threshold !== (label === 1))
		.sort((a, b) => (label === 1 ? a.score - b.score : b.score - a.score))
		.slice(0, count);
	return `${title}\n\n${wrong.map(({ row, score }) => `- ${percent(score)}: "${row.text.length > 160 ? `${row.text.slice(0, 157)}…` : row.text}"`).join("\n")}`;
}
