import { expect, test } from "vitest";
import { classifierInputs, loadModel, type Sparse, toFloats } from "../../src/inference/index.ts";
import { readRows, split } from "./data.ts";
import { toOnnx } from "./export.ts";
import { trainLogistic } from "./logistic.ts";
import { accuracyOf, calibrationError, confusion, scoresOfClass, wilson } from "./measures.ts";
import { type Example, scoresOf, softmax, type TrainOptions, train } from "./network.ts";
import { seeded, shuffled } from "./random.ts";
import { answersAt, crossValidate, temperatureOf } from "./validate.ts";

const options: TrainOptions = {
	buckets: 8,
	classes: 2,
	hidden: 0,
	epochs: 60,
	batch: 8,
	rate: 0.05,
	decay: 0,
	seed: 7,
};
const sparse = (entries: Record<number, number>): Sparse => ({
	ids: Int32Array.from(Object.keys(entries).map(Number)),
	values: Float32Array.from(Object.values(entries)),
});

/** Class 1 if exactly one of the features 0 and 1 is there: no line separates that. */
const exclusiveOr: Example[] = [0, 1, 2, 3].flatMap((bits) =>
	Array.from({ length: 10 }, () => ({
		sparse: sparse({ 0: bits & 1, 1: bits >> 1, 2: 1 }),
		label: (bits & 1) ^ (bits >> 1),
	})),
);
const right = (network: ReturnType<typeof train>, examples: readonly Example[]) =>
	examples.filter((example) => {
		const [no = 0, yes = 0] = scoresOf(network, example.sparse);
		return (yes > no ? 1 : 0) === example.label;
	}).length / examples.length;

test("logistic regression finds the line, and its weights are those of the closed solution", () => {
	// Feature 0 is there in 3 of 4 examples of class 1 and 1 of 4 of class 0: log odds ±ln 3.
	const examples = [1, 1, 1, 0].flatMap((value) => [
		{ sparse: sparse({ 0: value, 1: 1 - value }), label: 1 },
		{ sparse: sparse({ 0: 1 - value, 1: value }), label: 0 },
	]);
	const network = train(examples, { ...options, epochs: 2000 });
	const [no = 0, yes = 0] = scoresOf(network, sparse({ 0: 1 }));
	expect(yes - no).toBeCloseTo(Math.log(3), 1);
});

test("AdaGrad learns what decides, however much of it is hidden, and the same each time", () => {
	const random = seeded(5);
	// Feature 0 decides; 1 and 2 say nothing; each example has a feature of its own.
	const examples = Array.from({ length: 200 }, (_, index) => {
		const label = index % 2;
		return { sparse: sparse({ 0: label === 1 ? 1 : -1, 1: random() - 0.5, 2: random() - 0.5, [3 + index]: 1 }), label };
	});
	const settings = { buckets: 256, passes: 8, rate: 0.3, hidden: 0.3, seed: 1 };
	const network = trainLogistic(examples, settings);
	const weight = (id: number) => network.first[id * 2 + 1] as number;
	expect(right(network, examples)).toBe(1);
	expect(weight(0)).toBeGreaterThan(4 * Math.max(...[1, 2].map((id) => Math.abs(weight(id)))));
	expect(trainLogistic(examples, settings).first).toEqual(network.first);
	expect(trainLogistic(examples, { ...settings, seed: 2 }).first).not.toEqual(network.first);
});

test("a hidden layer learns exclusive or; without one nothing can", () => {
	expect(right(train(exclusiveOr, options), exclusiveOr)).toBeLessThan(0.8);
	expect(right(train(exclusiveOr, { ...options, hidden: 8, epochs: 300 }), exclusiveOr)).toBe(1);
});

test("the same seed gives the same weights, another seed others", () => {
	const hidden = { ...options, hidden: 4 };
	expect(train(exclusiveOr, hidden).first).toEqual(train(exclusiveOr, hidden).first);
	expect(train(exclusiveOr, { ...hidden, seed: 8 }).first).not.toEqual(train(exclusiveOr, hidden).first);
});

test("the ONNX file says what the network says", async () => {
	for (const hidden of [0, 5]) {
		const network = train(exclusiveOr, { ...options, hidden });
		const model = await loadModel(await toOnnx(network, ["no", "yes"], 1.7, "x"));
		for (const { sparse: input } of exclusiveOr) {
			const result = await model.run(classifierInputs(input));
			const said = toFloats(result.probabilities);
			const expected = softmax(scoresOf(network, input), 1.7);
			for (const [index, value] of expected.entries()) expect(said[index]).toBeCloseTo(value, 5);
			expect(result.label?.data).toEqual([(expected[1] as number) > (expected[0] as number) ? "yes" : "no"]);
		}
		const nothing = toFloats((await model.run(classifierInputs(sparse({})))).probabilities);
		expect(nothing[0]).toBeCloseTo(softmax(scoresOf(network, sparse({})), 1.7)[0] as number, 5);
		await model.dispose();
	}
});

test("measures, by hand", () => {
	const answers = [
		{ probabilities: [0.9, 0.1], label: 0 },
		{ probabilities: [0.6, 0.4], label: 1 },
		{ probabilities: [0.2, 0.8], label: 1 },
		{ probabilities: [0.3, 0.7], label: 1 },
	];
	const matrix = confusion(answers, 2);
	expect(matrix).toEqual([
		[1, 0],
		[1, 2],
	]);
	expect(accuracyOf(answers)).toBe(0.75);
	expect(scoresOfClass(matrix, 1)).toMatchObject({ precision: 1, recall: 2 / 3, count: 3 });
	expect(scoresOfClass(matrix, 1).f1).toBeCloseTo(0.8);
	expect(calibrationError(answers)).toBeCloseTo((0.1 + 0.6 + 0.2 + 0.3) / 4);
	// Brown, Cai and DasGupta 2001: 8 of 10 gives .490 to .943.
	expect(wilson(0.8, 10).map((value) => value.toFixed(3))).toEqual(["0.490", "0.943"]);
});

test("the temperature undoes scores that are too sure", () => {
	const random = seeded(3);
	// Right with 70 %, whatever it says.
	const scored = Array.from({ length: 2000 }, () => ({ scores: [5, 0], label: random() < 0.7 ? 0 : 1 }));
	const temperature = temperatureOf(scored);
	expect(softmax([5, 0], temperature)[0]).toBeCloseTo(0.7, 1);
	expect(calibrationError(answersAt(scored, temperature))).toBeLessThan(0.01);
});

test("groups stay together: no fold is tried on a paraphrase of what it learned", () => {
	// Every group has a feature of its own that tells its label; across groups nothing does.
	const examples = Array.from({ length: 200 }, (_, index) => {
		const group = Math.floor(index / 5);
		return { sparse: sparse({ [group + 1]: 1 }), label: group % 2, group: String(group) };
	});
	const scored = crossValidate(examples, { ...options, buckets: 64 }, 5);
	expect(scored).toHaveLength(200);
	expect(accuracyOf(answersAt(scored, 1))).toBeLessThan(0.7);
});

test("rows are read by their head; the parts share no group and cover all", () => {
	const lines = Array.from({ length: 300 }, (_, index) => `${Math.floor(index / 3)}\tx\ttext ${index}`);
	const rows = readRows(["group\tlabel\ttext", ...lines].join("\n"));
	const parts = split(rows);
	const groups = (part: typeof rows) => new Set(part.map(({ group }) => group));
	expect([...groups(parts.test)].filter((group) => groups(parts.training).has(group))).toEqual([]);
	expect(parts.training.length + parts.test.length).toBe(300);
	expect(parts.test.length).toBeGreaterThan(30);
	expect(() => readRows("a\tb\n1\n")).toThrow("line 2 has 1 fields, not 2");
	expect(shuffled([1, 2, 3, 4, 5], seeded(1)).sort()).toEqual([1, 2, 3, 4, 5]);
});
