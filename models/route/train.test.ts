import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { RULES_ACCURACY, route, routeByRules } from "../../src/inference/index.ts";
import { readRows, split, type Trained } from "../kit/index.ts";
import { trainRoute } from "./train.ts";

const file = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)));
const data = file("data.tsv").toString("utf8");
const card = file("card.md").toString("utf8");
const { training, test: testRows } = split(readRows(data));
let trained: Trained;
beforeAll(async () => {
	trained = await trainRoute(data);
});

test("training again from the data gives the shipped files, byte for byte: the card's numbers are what the script computes", () => {
	expect(trained["card.md"]).toBe(card);
	expect(trained["model.json"]).toBe(file("model.json").toString("utf8"));
	expect(Buffer.from(trained["model.onnx"]).equals(file("model.onnx"))).toBe(true);
	expect(trained["model.onnx"].length).toBeLessThanOrEqual(500_000);
});

test("the shipped model, asked as the program asks it, is as accurate as the card says, and better than the rules", async () => {
	let right = 0;
	for (const { text, label } of testRows) {
		const answer = await route(text);
		expect(answer.by).toBe("model");
		if (answer.label === label) right++;
	}
	const accuracy = right / testRows.length;
	expect(card).toContain(`Accuracy **${(accuracy * 100).toFixed(1)} %**`);
	const rules = testRows.filter(({ text, label }) => routeByRules(text).label === label).length / testRows.length;
	expect(card).toContain(`rules alone ${(rules * 100).toFixed(1)} %`);
	expect(RULES_ACCURACY).toBeCloseTo(rules, 2);
	expect(accuracy).toBeGreaterThan(rules + 0.05);
});

test("the data: enough, both labels, no text twice, no group on both sides", () => {
	const rows = [...training, ...testRows];
	expect(rows.length).toBeGreaterThanOrEqual(1000);
	const texts = rows.map(({ text }) => text.toLowerCase());
	expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
	expect(new Set(rows.map(({ label }) => label))).toEqual(new Set(["local", "llm"]));
	const inTraining = new Set(training.map(({ group }) => group));
	expect(testRows.filter(({ group }) => inTraining.has(group))).toEqual([]);
});
