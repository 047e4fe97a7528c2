/**
 * Fits the default embedder on the desk's own text (latent semantic analysis: Deerwester et al. 1990): passages × terms, log tf × idf, rows
 * of length 1; its leading right singular vectors are where words that go together lie together. Needs no download.
 */
import { inTurns, type Pace } from "../../base/pace.ts";
import { bytes, floats, node, toUnit, writeOnnx } from "../../inference/index.ts";
import { TermMatrix } from "./corpus.ts";
import { type Dense, rightSingular, type Sparse } from "./subspace.ts";

/** Passages that are read for a fit; of more, an even sample. The vectors do not get better beyond. */
export const SAMPLE_LIMIT = 40_000;
/** Beyond, a passage's vector costs more room than it brings. */
const MOST_DIMENSIONS = 192;
const LEAST_DIMENSIONS = 32;

/** What `fit` makes. */
export interface Fitted {
	/** An ONNX graph: `terms` int64 [batch, n] and `weights` float32 [batch, n] → `vectors` float32 [batch, dimensions], of unit length. */
	readonly model: Uint8Array;
	/** Line n is the term of row n; row 0 stands for none. */
	readonly vocabulary: string;
	/** The mean of the passages' vectors. */
	readonly centre: Float32Array;
	readonly dimensions: number;
	readonly terms: number;
	readonly passages: number;
}

/**
 * Dimensions for so many passages: about four times the square root, in steps of 32. Measured on eleven collections of 450 to 3,600
 * documents (test/search/make-collections.mjs): small ones lose with more, large ones with less.
 */
export function dimensionsFor(passages: number): number {
	const wanted = Math.round((4 * Math.sqrt(passages)) / 32) * 32;
	return Math.min(MOST_DIMENSIONS, Math.max(LEAST_DIMENSIONS, wanted));
}

/**
 * Fit on passages. @returns undefined when they have too few words in common
 * @param onProgress 0 to 1, of the computation; reading the passages comes before
 * @throws the pace's reason when the signal ends it
 */
export async function fitEmbedder(
	passages: AsyncIterable<string>,
	pace: Pace,
	onProgress: (done: number) => void = () => {},
): Promise<Fitted | undefined> {
	const counted = new TermMatrix();
	for await (const text of passages) {
		counted.add(text);
		await pace();
	}
	const { terms, weights, matrix } = await inTurns(counted.weighted(), pace);
	if (terms.length < 2) return undefined;
	const dimensions = dimensionsFor(counted.rows);
	const { basis, singular } = await inTurns(reporting(rightSingular(matrix, dimensions), onProgress), pace);
	await inTurns(stretch(basis, singular), pace);
	const table = await inTurns(quantized(basis.data, basis.columns, weights, dimensions), pace);
	return {
		model: await graphOf(table.values, table.scales, dimensions),
		vocabulary: ["", ...terms].join("\n"),
		centre: await inTurns(centreOf(matrix, basis, dimensions), pace),
		dimensions,
		terms: terms.length,
		passages: counted.rows,
	};
}

function* reporting<Result>(
	steps: Generator<number, Result>,
	onProgress: (done: number) => void,
): Generator<void, Result> {
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
		onProgress(step.value);
		yield;
	}
}

/**
 * What a dimension counts for, as a power of its singular value (Caron 2001). Passages lie along the singular vectors with weight 1; what
 * the text is most about counts somewhat more with this, which finds more of what is relevant: recall@100 +0.6 % on average of eleven
 * collections.
 */
const STRETCH = 0.5;

/** Scale the columns of a basis, in place, by the powers of their singular values; the first stays as it is. */
function* stretch({ rows, columns, data }: Dense, singular: Float64Array): Generator<void, void> {
	const factors = singular.map((value) => (value / (singular[0] || 1)) ** STRETCH);
	for (let row = 0; row < rows; row++) {
		for (let j = 0; j < columns; j++)
			data[row * columns + j] = (data[row * columns + j] as number) * (factors[j] as number);
		if (row % 1024 === 0) yield;
	}
}

/** The mean of the rows as the model will see them. */
function* centreOf(
	{ starts, indices, values }: Sparse,
	{ columns: width, data }: Dense,
	dimensions: number,
): Generator<void, Float32Array> {
	const centre = new Float32Array(dimensions);
	const sum = new Float32Array(width);
	for (let row = 0; row < starts.length - 1; row++) {
		sum.fill(0);
		for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
			const from = (indices[at] as number) * width;
			for (let j = 0; j < width; j++) sum[j] = (sum[j] as number) + (values[at] as number) * (data[from + j] as number);
		}
		toUnit(sum);
		for (let j = 0; j < width; j++) centre[j] = (centre[j] as number) + (sum[j] as number) / (starts.length - 1);
		if (row % 64 === 0) yield;
	}
	return centre;
}

/** Rows as int8 with one scale each, in which the term's weight is; row 0 is zeros. Dimensions that there are too few words for are zeros. */
function* quantized(
	data: Float32Array,
	width: number,
	weights: Float32Array,
	dimensions: number,
): Generator<void, { values: Int8Array; scales: Float32Array }> {
	const values = new Int8Array((weights.length + 1) * dimensions);
	const scales = new Float32Array(weights.length + 1);
	for (let row = 0; row < weights.length; row++) {
		const vector = data.subarray(row * width, (row + 1) * width);
		const most = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
		if (most === 0) continue;
		for (let j = 0; j < width; j++)
			values[(row + 1) * dimensions + j] = Math.round(((vector[j] as number) / most) * 127);
		scales[row + 1] = (most / 127) * (weights[row] as number);
		if (row % 256 === 0) yield;
	}
	return { values, scales };
}

/** Σ weight × row of the table, to unit length. */
function graphOf(values: Int8Array, scales: Float32Array, dimensions: number): Promise<Uint8Array> {
	const rows = scales.length;
	return writeOnnx({
		name: "embed",
		inputs: { terms: { type: "int64", dims: ["batch", "n"] }, weights: { type: "float32", dims: ["batch", "n"] } },
		outputs: { vectors: { type: "float32", dims: ["batch", dimensions] } },
		initializers: {
			table: bytes(values, [rows, dimensions]),
			scales: floats(scales, [rows]),
			axis: { type: "int64", dims: [1], data: BigInt64Array.of(1n) },
			least: floats([1e-12]),
		},
		nodes: [
			node("Gather", ["table", "terms"], "chosen", { axis: 0 }),
			node("Cast", ["chosen"], "rows", { to: 1 }),
			node("Gather", ["scales", "terms"], "scale", { axis: 0 }),
			node("Mul", ["scale", "weights"], "factors"),
			node("Unsqueeze", ["factors", "axis"], "factor"),
			node("MatMul", ["factor", "rows"], "sums"),
			node("Squeeze", ["sums", "axis"], "sum"),
			node("ReduceL2", ["sum"], "norm", { axes: [1], keepdims: 1 }),
			node("Max", ["norm", "least"], "length"),
			node("Div", ["sum", "length"], "vectors"),
		],
	});
}
