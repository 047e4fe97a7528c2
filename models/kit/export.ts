import { floats, type Graph, integers, node, strings, writeOnnx } from "../../src/inference/index.ts";
import type { Network } from "./network.ts";

/** A network as an ONNX file: `ids`, `values` of one text's features in; `probabilities` and `label` out. */
export async function toOnnx(
	network: Network,
	labels: readonly string[],
	temperature: number,
	name: string,
): Promise<Uint8Array> {
	const { buckets, classes, hidden } = network;
	const width = hidden || classes;
	const layers =
		hidden === 0
			? [node("Add", ["sum", "first_bias"], "scores")]
			: [
					node("Add", ["sum", "first_bias"], "layer"),
					node("Relu", ["layer"], "active"),
					node("Gemm", ["active", "second", "second_bias"], "scores"),
				];
	const graph: Graph = {
		name,
		inputs: { ids: { type: "int64", dims: ["features"] }, values: { type: "float32", dims: ["features"] } },
		outputs: { probabilities: { type: "float32", dims: [1, classes] }, label: { type: "string", dims: [1] } },
		initializers: {
			first: floats(network.first, [buckets, width]),
			first_bias: floats(network.firstBias, [1, width]),
			...(hidden === 0
				? {}
				: { second: floats(network.second, [hidden, classes]), second_bias: floats(network.secondBias, [classes]) }),
			temperature: floats([temperature]),
			labels: strings(labels),
			axis0: integers([0]),
		},
		nodes: [
			node("Gather", ["first", "ids"], "rows"),
			node("Unsqueeze", ["values", "axis0"], "row"),
			node("MatMul", ["row", "rows"], "sum"),
			...layers,
			node("Div", ["scores", "temperature"], "calibrated"),
			node("Softmax", ["calibrated"], "probabilities", { axis: -1 }),
			node("ArgMax", ["calibrated"], "best", { axis: 1, keepdims: 0 }),
			node("Gather", ["labels", "best"], "label"),
		],
		metadata: { labels: labels.join("\n") },
	};
	return await writeOnnx(graph);
}
