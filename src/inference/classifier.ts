import { features, type Sparse } from "./features.ts";
import type { Shipped } from "./shipped.ts";
import { floats, integers, type Tensor, toFloats } from "./tensor.ts";

/** What a text is, and how sure that is: calibrated, so that of answers with 0.9 about nine in ten are right. */
export interface Classification {
	readonly label: string;
	readonly probability: number;
	/** Of every label. */
	readonly probabilities: Readonly<Record<string, number>>;
}

/** Inputs of a classifier's graph: indices and values of the features; one of value 0 for a text without any. */
export function classifierInputs(sparse: Sparse): Record<string, Tensor> {
	const empty = sparse.ids.length === 0;
	return { ids: integers(empty ? [0] : sparse.ids), values: floats(empty ? [0] : sparse.values) };
}

/** What a classifier of the kit (`models/kit`) says of a text. @throws DeskError EINVAL when its graph is no such one */
export async function classify(shipped: Shipped, text: string): Promise<Classification> {
	return await classifySparse(shipped, features(text, shipped.manifest.features));
}

/** The same of features that the caller has. */
export async function classifySparse({ manifest, model }: Shipped, sparse: Sparse): Promise<Classification> {
	const found = toFloats((await model.run(classifierInputs(sparse))).probabilities);
	const probabilities = Object.fromEntries(manifest.labels.map((label, index) => [label, found[index] ?? 0]));
	const best = found.indexOf(Math.max(...found));
	return { label: manifest.labels[best] ?? "", probability: found[best] ?? 0, probabilities };
}
