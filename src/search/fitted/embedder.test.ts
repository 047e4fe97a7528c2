import { expect, test } from "vitest";
import { paceOf } from "../../base/pace.ts";
import { FittedEmbedder } from "./embedder.ts";
import { fitEmbedder } from "./fit.ts";

const WORDS = "river bank stone water boat money loan credit rate house garden tree leaf root soil".split(" ");
const texts = Array.from({ length: 60 }, (_, at) =>
	Array.from({ length: 12 }, (_, word) => WORDS[(at * 7 + word * word * (at % 5)) % WORDS.length]).join(" "),
);

test("a query is summed as the graph sums it", async () => {
	const fitted = await fitEmbedder(
		(async function* () {
			yield* texts;
		})(),
		paceOf(new AbortController().signal),
	);
	if (fitted === undefined) throw new Error("nothing was fitted");
	const embedder = new FittedEmbedder(fitted.model, Buffer.from(fitted.vocabulary), fitted.dimensions, "x");
	const asked = [...texts.slice(0, 20), "river", "loan credit rate", "nothing known here"];
	const [ours, graphs] = [await embedder.embed(asked, undefined, "query"), await embedder.embed(asked)];
	expect(ours.slice(0, -1).every((vector) => vector.some((value) => value !== 0))).toBe(true);
	for (const [index, vector] of ours.entries())
		for (const [at, value] of vector.entries()) expect(Math.abs(value - (graphs[index]?.[at] ?? 9))).toBeLessThan(1e-6);
	await embedder.close();
	for (const model of [fitted.model.slice(0, 500), Buffer.from("no model")])
		await expect(
			new FittedEmbedder(model, Buffer.from(fitted.vocabulary), fitted.dimensions, "x").embed(
				["river"],
				undefined,
				"query",
			),
		).rejects.toThrow("no model");
});
