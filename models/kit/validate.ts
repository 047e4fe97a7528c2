import { type Answer, logLoss } from "./measures.ts";
import { type Example, scoresOf, softmax, type TrainOptions, train } from "./network.ts";

/** A number in [0, 1) of a text, for splits that stay as they are when data is added. */
export function shareOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** An example, and the group that stays on one side of every split. */
export interface Grouped extends Example {
	readonly group: string;
}

/** Scores of examples by networks that were trained without their group: k-fold cross-validation. */
export function crossValidate(
	examples: readonly Grouped[],
	options: TrainOptions,
	folds: number,
): { scores: Float32Array; label: number }[] {
	const foldOf = ({ group }: Grouped) => Math.floor(shareOf(`fold ${group}`) * folds);
	const result: { scores: Float32Array; label: number }[] = [];
	for (let fold = 0; fold < folds; fold++) {
		const network = train(
			examples.filter((example) => foldOf(example) !== fold),
			options,
		);
		for (const example of examples)
			if (foldOf(example) === fold) result.push({ scores: scoresOf(network, example.sparse), label: example.label });
	}
	return result;
}

/** Answers at a temperature. */
export function answersAt(
	scored: readonly { scores: ArrayLike<number>; label: number }[],
	temperature: number,
): Answer[] {
	return scored.map(({ scores, label }) => ({ probabilities: softmax(scores, temperature), label }));
}

/** The temperature at which probabilities are most likely (Guo et al. 2017), by golden-section search over its logarithm. */
export function temperatureOf(scored: readonly { scores: ArrayLike<number>; label: number }[]): number {
	const ratio = (Math.sqrt(5) - 1) / 2;
	const loss = (logarithm: number) => logLoss(answersAt(scored, Math.exp(logarithm)));
	let [low, high] = [Math.log(0.05), Math.log(20)];
	while (high - low > 1e-4) {
		const left = high - ratio * (high - low);
		const right = low + ratio * (high - low);
		if (loss(left) < loss(right)) high = right;
		else low = left;
	}
	return Math.exp((low + high) / 2);
}
