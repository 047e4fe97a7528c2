import type { Sparse } from "./features.ts";
import { sha256 } from "./model.ts";
import { floatsOf, nodesOf } from "./onnx/read.ts";

/** SHA-256 of the nodes that `toOnnx` (models/kit/export.ts) writes for logistic regression. */
const NODES = "222a82898cb59d09a4fcced0b1c07a53b3ca8005bbb3c8ee81d9204ee7b15884";

/**
 * What the graph of a logistic regression computes, without ONNX Runtime, whose loading takes longer than all else in a short command: the
 * few rows of a text's features are summed. Undefined for any other graph, and for one whose weights do not fit together.
 */
export function linearOf(model: Uint8Array): ((sparse: Sparse) => number[]) | undefined {
	const [first, bias, temperature] = ["first", "first_bias", "temperature"].map((name) => floatsOf(model, name));
	if (first === undefined || bias === undefined || temperature?.length !== 1) return undefined;
	const classes = bias.length;
	if (classes === 0 || first.length % classes !== 0 || sha256(nodesOf(model)) !== NODES) return undefined;
	return ({ ids, values }) => {
		const scores = Array.from(bias);
		for (let at = 0; at < ids.length; at++) {
			const row = (ids[at] as number) * classes;
			const value = values[at] as number;
			for (let label = 0; label < classes; label++)
				scores[label] = (scores[label] as number) + value * (first[row + label] as number);
		}
		return softmax(scores.map((score) => score / (temperature[0] as number)));
	};
}

function softmax(scores: readonly number[]): number[] {
	const most = Math.max(...scores);
	const powers = scores.map((score) => Math.exp(score - most));
	const sum = powers.reduce((total, power) => total + power, 0);
	return powers.map((power) => power / sum);
}
