import { features, type Sparse } from "./features.ts";
import { linearOf } from "./linear.ts";
import { type LoadOptions, loadModel, readChecked } from "./model.ts";
import type { Shipped } from "./shipped.ts";
import { floats, integers, type Tensor, toFloats } from "./tensor.ts";

/** What a text is, and how sure that is: calibrated, so that of answers with 0.9 about nine in ten are right. */
export interface Classification {
	readonly label: string;
	readonly probability: number;
	/** Of every label. */
	readonly probabilities: Readonly<Record<string, number>>;
}

/** A classifier of the kit (`models/kit`), ready to run. */
export interface Classifier {
	/** The probabilities of its labels, for the features of a text. @throws DeskError EINVAL when its graph is no classifier's */
	probabilities(sparse: Sparse): Promise<ArrayLike<number>> | ArrayLike<number>;
	/** Free its memory; it runs no more. */
	dispose(): Promise<void>;
}

/**
 * A classifier from its bytes or its file: a linear one is summed here, any other runs in ONNX Runtime, which takes longer to load.
 * @throws DeskError as `loadModel`
 */
export async function loadClassifier(source: Uint8Array | string, options: LoadOptions = {}): Promise<Classifier> {
	const { bytes, at } = readChecked(source, options);
	const linear = linearOf(bytes);
	if (linear !== undefined) return { probabilities: linear, dispose: async () => {} };
	const model = await loadModel(bytes, { ...options, name: at });
	return {
		probabilities: async (sparse) => toFloats((await model.run(classifierInputs(sparse))).probabilities),
		dispose: () => model.dispose(),
	};
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
	const found = Array.from(await model.probabilities(sparse));
	const probabilities = Object.fromEntries(manifest.labels.map((label, index) => [label, found[index] ?? 0]));
	const best = found.indexOf(Math.max(...found));
	return { label: manifest.labels[best] ?? "", probability: found[best] ?? 0, probabilities };
}
