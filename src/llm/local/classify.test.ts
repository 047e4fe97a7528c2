import { describe, expect, test } from "vitest";
import { paceOf } from "../../base/pace.ts";
import { labelled } from "./classify.ts";

const LABELS = [
	{ name: "invoice", examples: ["please pay the amount due by bank transfer", "payment reminder for an unpaid bill"] },
	{ name: "recipe", examples: ["stir the flour and butter, bake in the oven", "add salt, simmer the lentils"] },
];

const pace = paceOf(new AbortController().signal);

describe("labels by likeness", () => {
	test("of words", async () => {
		const [bill, cake, none] = await labelled(
			["The bill is still unpaid; a reminder.", "Bake the dough with butter for ten minutes.", "Zebra."],
			LABELS,
			pace,
		);
		expect(bill).toMatchObject({ label: "invoice" });
		expect(cake).toMatchObject({ label: "recipe" });
		expect(bill?.confidence).toBeGreaterThan(0.5);
		expect(none).toMatchObject({ label: undefined, confidence: 0 });
	});

	test("the name alone is an example", async () => {
		const [found] = await labelled(
			["an invoice for the icons"],
			[
				{ name: "recipe", examples: [] },
				{ name: "invoice", examples: [] },
			],
			pace,
		);
		expect(found?.label).toBe("invoice");
	});

	test("of meaning, where there are vectors", async () => {
		const vectors: Record<string, Float32Array> = {
			a: Float32Array.of(1, 0),
			b: Float32Array.of(0, 1),
			text: Float32Array.of(0.1, 0.995),
		};
		const embed = async (texts: readonly string[]) => texts.map((text) => vectors[text] ?? Float32Array.of(0, 0));
		const [found] = await labelled(
			["text"],
			[
				{ name: "a", examples: [] },
				{ name: "b", examples: [] },
			],
			pace,
			embed,
		);
		expect(found?.label).toBe("b");
		expect(found?.scores[1]).toBeCloseTo(0.4975, 3);
	});

	test("the same texts in any order get the same labels", async () => {
		const texts = ["unpaid bill", "bake butter", "salt"];
		const forth = await labelled(texts, LABELS, pace);
		const back = await labelled(texts.toReversed(), LABELS, pace);
		expect(back.toReversed().map(({ label }) => label)).toEqual(forth.map(({ label }) => label));
	});
});
