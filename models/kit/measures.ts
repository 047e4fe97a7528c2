/** What a classifier said of one example: a probability for each class, and the right class. */
export interface Answer {
	readonly probabilities: readonly number[];
	readonly label: number;
}

/** Rows: the right class; columns: what was said. */
export function confusion(answers: readonly Answer[], classes: number): number[][] {
	const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
	for (const { probabilities, label } of answers) {
		const row = matrix[label] as number[];
		const said = bestOf(probabilities);
		row[said] = (row[said] ?? 0) + 1;
	}
	return matrix;
}

/** The index of the largest. */
export function bestOf(values: readonly number[]): number {
	return values.indexOf(Math.max(...values));
}

/** The share of right answers; 0 without any. */
export function accuracyOf(answers: readonly Answer[]): number {
	const right = answers.filter(({ probabilities, label }) => bestOf(probabilities) === label).length;
	return answers.length === 0 ? 0 : right / answers.length;
}

/** Precision, recall and F1 of one class. */
export function scoresOfClass(matrix: readonly (readonly number[])[], label: number) {
	const right = matrix[label]?.[label] ?? 0;
	const said = matrix.reduce((sum, row) => sum + (row[label] ?? 0), 0);
	const count = (matrix[label] ?? []).reduce((sum, value) => sum + value, 0);
	const precision = said === 0 ? 0 : right / said;
	const recall = count === 0 ? 0 : right / count;
	const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
	return { precision, recall, f1, count };
}

/** The interval that holds the true share with 95 % (Wilson 1927). */
export function wilson(share: number, count: number): [number, number] {
	const z = 1.959964;
	const middle = share + (z * z) / (2 * count);
	const reach = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
	return [(middle - reach) / (1 + (z * z) / count), (middle + reach) / (1 + (z * z) / count)];
}

/** How far probabilities are from what happens: expected calibration error over ten bins of equal width (Guo et al. 2017). */
export function calibrationError(answers: readonly Answer[], bins = 10): number {
	let error = 0;
	for (let bin = 0; bin < bins; bin++) {
		const inside = answers.filter(
			({ probabilities }) => Math.min(bins - 1, Math.floor(Math.max(...probabilities) * bins)) === bin,
		);
		if (inside.length === 0) continue;
		const sure = inside.reduce((sum, { probabilities }) => sum + Math.max(...probabilities), 0) / inside.length;
		error += (inside.length / answers.length) * Math.abs(sure - accuracyOf(inside));
	}
	return error;
}

/** Mean negative log-likelihood of the right classes. */
export function logLoss(answers: readonly Answer[]): number {
	return (
		answers.reduce((sum, { probabilities, label }) => sum - Math.log(Math.max(probabilities[label] ?? 0, 1e-12)), 0) /
		answers.length
	);
}
