import { expect, test } from "vitest";
import { floats, integers, loadModel, node, strings, toFloats, writeOnnx } from "../index.ts";
import type { Graph } from "./graph.ts";

/** softmax(x · W + b), with the label of the largest. */
const classifier: Graph = {
	name: "classifier",
	inputs: { x: { type: "float32", dims: ["batch", 3] } },
	outputs: { probabilities: { type: "float32", dims: ["batch", 2] }, label: { type: "string", dims: ["batch"] } },
	initializers: {
		W: floats([1, 0, 0, 1, 1, 1], [3, 2]),
		b: floats([0.5, -0.5]),
		labels: strings(["hé", "nö"]),
	},
	nodes: [
		node("Gemm", ["x", "W", "b"], "scores", { alpha: { float: 1 }, transB: 0 }),
		node("Softmax", ["scores"], "probabilities", { axis: -1 }),
		node("ArgMax", ["scores"], "best", { axis: 1, keepdims: 0 }),
		node("Gather", ["labels", "best"], "label", { axis: 0 }),
	],
	metadata: { version: "1" },
};

test("what is written runs in ONNX Runtime and computes what the graph says", async () => {
	const bytes = await writeOnnx(classifier);
	const model = await loadModel(bytes);
	expect(model.inputs).toEqual([{ name: "x", type: "float32", dims: ["batch", 3] }]);
	expect(model.outputs.map(({ name, type }) => [name, type])).toEqual([
		["probabilities", "float32"],
		["label", "string"],
	]);
	const { probabilities, label } = await model.run({ x: floats([1, 0, 0, 0, 3, 0], [2, 3]) });
	const softmax = (a: number, b: number) => [1 / (1 + Math.exp(b - a)), 1 / (1 + Math.exp(a - b))];
	const expected = [...softmax(1.5, -0.5), ...softmax(0.5, 2.5)];
	for (const [index, value] of [...toFloats(probabilities)].entries())
		expect(value).toBeCloseTo(expected[index] as number, 6);
	expect(label?.data).toEqual(["hé", "nö"]);
	await model.dispose();
});

test("the same graph gives the same bytes", async () => {
	expect(Buffer.from(await writeOnnx(classifier)).equals(await writeOnnx(structuredClone(classifier)))).toBe(true);
});

test("attributes: lists of integers, floats, tensors; int64 data", async () => {
	const model = await loadModel(
		await writeOnnx({
			name: "attributes",
			inputs: { ids: { type: "int64", dims: ["n"] } },
			outputs: { mean: { type: "float32", dims: [2] }, shifted: { type: "float32", dims: ["n", 2] } },
			initializers: { table: floats([0, 1, 2, 3, 4, 5], [3, 2]) },
			nodes: [
				node("Gather", ["table", "ids"], "rows"),
				node("ReduceMean", ["rows"], "mean", { axes: [0], keepdims: 0 }),
				node("Constant", [], "ten", { value: { tensor: floats([10]) } }),
				node("Add", ["rows", "ten"], "shifted"),
			],
		}),
	);
	const { mean, shifted } = await model.run({ ids: integers([2, 0]) });
	expect([...toFloats(mean)]).toEqual([2, 3]);
	expect([...toFloats(shifted)]).toEqual([14, 15, 10, 11]);
	await model.dispose();
});

test("a tensor must have as many elements as its dimensions say", async () => {
	const wrong = { ...classifier, initializers: { W: floats([1, 2, 3], [2, 2]) } };
	await expect(writeOnnx(wrong)).rejects.toThrow("3 elements do not fill a tensor of 2 × 2");
});
