import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifierInputs, loadClassifier } from "./classifier.ts";
import { features } from "./features.ts";
import { linearOf } from "./linear.ts";
import { loadModel } from "./model.ts";
import { node } from "./onnx/graph.ts";
import { writeOnnx } from "./onnx/write.ts";
import { readManifest, shippedFolder } from "./shipped.ts";
import { floats, toFloats } from "./tensor.ts";

const fileOf = (name: string) => readFileSync(join(shippedFolder(), name, "model.onnx"));

describe.each(["crisis", "route"])("the shipped model %s", (name) => {
	test("is summed here, and says what ONNX Runtime says of any text", async () => {
		const { features: options } = readManifest(name);
		const model = await loadModel(fileOf(name));
		const linear = linearOf(fileOf(name));
		// Words that weigh much beside any characters.
		const word = fc.constantFrom(..."i want to die list my tasks never alone kill the process explain why".split(" "));
		const text = fc.oneof(
			fc.array(word, { maxLength: 60 }).map((words) => words.join(" ")),
			fc.string({ unit: "binary", maxLength: 80 }),
			fc.array(fc.oneof(word, fc.string()), { maxLength: 30 }).map((parts) => parts.join(" ")),
		);
		await fc.assert(
			fc.asyncProperty(text, fc.subarray(["kill myself", "idiom", "denial"]), async (each, signs) => {
				const sparse = features(each, options, signs);
				const oracle = toFloats((await model.run(classifierInputs(sparse))).probabilities);
				const own = linear?.(sparse) ?? [];
				expect(own).toHaveLength(oracle.length);
				for (const [index, value] of oracle.entries())
					expect(Math.abs(value - (own[index] as number))).toBeLessThan(1e-6);
			}),
			{ numRuns: 3000 },
		);
		await model.dispose();
	}, 60_000);

	test("a text without features has the probabilities of the bias alone, there and here", async () => {
		const model = await loadModel(fileOf(name));
		const none = { ids: new Int32Array(0), values: new Float32Array(0) };
		const [oracle = 0] = toFloats((await model.run(classifierInputs(none))).probabilities);
		expect(linearOf(fileOf(name))?.(none)[0]).toBeCloseTo(oracle, 6);
		await model.dispose();
	});
});

test("any other graph is refused here and runs in ONNX Runtime", async () => {
	const weights = { first: floats([1, 2, 3, 4], [2, 2]), first_bias: floats([1, 0], [1, 2]), temperature: floats([2]) };
	const twice = await writeOnnx({
		name: "twice",
		inputs: { ids: { type: "int64", dims: ["n"] }, values: { type: "float32", dims: ["n"] } },
		outputs: { probabilities: { type: "float32", dims: ["n"] } },
		initializers: weights,
		nodes: [node("Add", ["values", "values"], "probabilities")],
	});
	expect(linearOf(twice)).toBeUndefined();
	const model = await loadClassifier(twice);
	const said = await model.probabilities({ ids: Int32Array.of(1), values: Float32Array.of(3) });
	expect(Array.from(said)).toEqual([6]);
	await model.dispose();
});

test("no byte of a file makes it crash", () => {
	const bytes = fileOf("route");
	fc.assert(
		fc.property(fc.nat(400), fc.nat(255), fc.boolean(), (at, value, atEnd) => {
			const changed = Uint8Array.from(bytes);
			changed[atEnd ? changed.length - 1 - at : at] = value;
			linearOf(changed);
			linearOf(changed.subarray(0, at));
		}),
		{ numRuns: 100 },
	);
});
