import {
	type Answer,
	accuracyOf,
	bestOf,
	calibrationError,
	confusion,
	logLoss,
	scoresOfClass,
	wilson,
} from "./measures.ts";

/** One candidate of the cross-validation. */
export interface Trial {
	readonly name: string;
	readonly accuracy: number;
	readonly loss: number;
}

/** All that a card tells; its numbers are computed by the training script. */
export interface CardFacts {
	readonly title: string;
	/** What it decides and what it is used for: paragraphs. */
	readonly purpose: string;
	/** How the texts came about. */
	readonly data: string;
	/** What it cannot do: sentences. */
	readonly limits: readonly string[];
	readonly command: string;
	readonly labels: readonly string[];
	readonly counts: Readonly<
		Record<"training" | "test", { readonly rows: number; readonly groups: number; readonly byLabel: readonly number[] }>
	>;
	readonly trials: readonly Trial[];
	readonly chosen: string;
	readonly folds: number;
	readonly temperature: number;
	readonly bytes: number;
	readonly sha256: string;
	/** Of the test part, by the ONNX file. */
	readonly answers: readonly Answer[];
	/** The same without the temperature. */
	readonly uncalibrated: readonly Answer[];
	/** What simpler means get right of the test part. */
	readonly baselines: Readonly<Record<string, number>>;
	/** Parts of the test part: name, then answers. */
	readonly parts: readonly (readonly [string, readonly Answer[]])[];
	/** Wrong answers that it was surest of. */
	readonly worst: readonly {
		readonly text: string;
		readonly label: string;
		readonly said: string;
		readonly probability: number;
	}[];
}

/** The model's card, in Markdown. */
export function writeCard(facts: CardFacts): string {
	const accuracy = accuracyOf(facts.answers);
	const [low, high] = wilson(accuracy, facts.answers.length);
	const matrix = confusion(facts.answers, facts.labels.length);
	const { training, test } = facts.counts;
	return `${[
		`# ${facts.title}`,
		`Written by \`${facts.command}\`, with every number in it; do not edit.`,
		facts.purpose,
		"## Data",
		facts.data,
		table(
			["part", "texts", "groups", ...facts.labels],
			[
				["training", training.rows, training.groups, ...training.byLabel],
				["test", test.rows, test.groups, ...test.byLabel],
			],
		),
		"A group holds the paraphrases of one idea and lies on one side of every split. Nothing was fitted or chosen on the test part.",
		"## Model",
		`Hashed features (\`src/inference/features.ts\`), ${facts.chosen}. Chosen by ${facts.folds}-fold cross-validation over the training part, least log loss:`,
		table(
			["candidate", "accuracy", "log loss"],
			facts.trials.map(({ name, accuracy: share, loss }) => [name, percent(share), loss.toFixed(3)]),
		),
		`Probabilities are calibrated by a temperature of ${facts.temperature.toFixed(2)}, fitted on the cross-validation's answers. \`model.onnx\`: ${facts.bytes} bytes, SHA-256 \`${facts.sha256}\`.`,
		"## Figures on the test part",
		`Accuracy **${percent(accuracy)}** (95 % interval ${percent(low)} to ${percent(high)} if texts were independent; paraphrases are not, so the true one is wider), log loss ${logLoss(facts.answers).toFixed(3)}. For comparison: ${Object.entries(
			facts.baselines,
		)
			.map(([name, share]) => `${name} ${percent(share)}`)
			.join(", ")}.`,
		table(
			["class", "precision", "recall", "F1", "texts"],
			facts.labels.map((label, index) => {
				const { precision, recall, f1, count } = scoresOfClass(matrix, index);
				return [label, percent(precision), percent(recall), percent(f1), count];
			}),
		),
		"Confusion matrix (rows: right, columns: said):",
		table(
			["", ...facts.labels],
			facts.labels.map((label, index) => [label, ...(matrix[index] ?? [])]),
		),
		`Expected calibration error over ten bins: ${percent(calibrationError(facts.uncalibrated))} before the temperature, ${percent(calibrationError(facts.answers))} after. By how sure it is:`,
		table(["probability", "texts", "right"], bySureness(facts.answers)),
		table(
			["part of the test part", "texts", "accuracy"],
			facts.parts.map(([name, answers]) => [name, answers.length, percent(accuracyOf(answers))]),
		),
		"Wrong with the greatest certainty:",
		facts.worst
			.map(({ text, label, said, probability }) => `- "${text}": ${said} (${percent(probability)}), is ${label}`)
			.join("\n"),
		"## Limits",
		facts.limits.map((limit) => `- ${limit}`).join("\n"),
	].join("\n\n")}\n`;
}

/** 0.8236 as "82.4 %". */
export function percent(share: number): string {
	return `${(share * 100).toFixed(1)} %`;
}

function bySureness(answers: readonly Answer[]): (string | number)[][] {
	const edges = [0, 0.6, 0.7, 0.8, 0.9, 1.0001];
	return edges.slice(1).flatMap((end, index) => {
		const start = edges[index] as number;
		const inside = answers.filter(({ probabilities }) => {
			const most = probabilities[bestOf(probabilities)] ?? 0;
			return most >= start && most < end;
		});
		const name = index === 0 ? `below ${end}` : `${start} to ${Math.min(1, end)}`;
		return inside.length === 0 ? [] : [[name, inside.length, percent(accuracyOf(inside))]];
	});
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
	const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
	return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
