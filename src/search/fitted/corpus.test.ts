import fc from "fast-check";
import { expect, test } from "vitest";
import { TermMatrix } from "./corpus.ts";
import { countTerms, isPair, pairOf, weightOf } from "./weigh.ts";

function drained<Result>(steps: Generator<void, Result>): Result {
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
	}
}

test("words, and pairs of them with what says nothing left out between", () => {
	expect([...countTerms("the layer of the boundary layer")]).toEqual([
		["layer", 2],
		["boundari", 1],
		[pairOf("layer", "boundari"), 1],
		[pairOf("boundari", "layer"), 1],
	]);
});

test("the matrix is what counting each passage by itself gives", () => {
	const word = fc.constantFrom("wing", "flow", "heat", "shock", "wave", "plate", "the", "of");
	fc.assert(
		fc.property(fc.array(fc.array(word, { maxLength: 12 }), { minLength: 1, maxLength: 30 }), (passages) => {
			const counted = new TermMatrix();
			const texts = passages.map((words) => words.join(" "));
			for (const text of texts) counted.add(text);
			const { terms, weights, matrix } = drained(counted.weighted());
			const documents = new Map<string, number>();
			for (const text of texts)
				for (const term of countTerms(text).keys()) documents.set(term, (documents.get(term) ?? 0) + 1);
			const known = [...documents].filter(([, count]) => count >= 2).map(([term]) => term);
			expect(terms).toEqual(known.sort());
			for (const [row, text] of texts.entries()) {
				const expected = [...countTerms(text)].flatMap(([term, count]) => {
					const column = terms.indexOf(term);
					return column < 0 ? [] : [[column, weightOf(count) * (weights[column] as number)] as const];
				});
				const length = Math.hypot(...expected.map(([, value]) => value));
				const [start, end] = [matrix.starts[row] as number, matrix.starts[row + 1] as number];
				const got = new Map(
					[...matrix.indices.subarray(start, end)].map((column, at) => [column, matrix.values[start + at]]),
				);
				expect([...got.keys()].sort()).toEqual(expected.map(([column]) => column).sort());
				for (const [column, value] of expected) expect(got.get(column)).toBeCloseTo(value / length, 5);
			}
			const rarity = (term: string) => Math.log(1 + texts.length / (documents.get(term) as number)) ** 2;
			for (const [column, term] of terms.entries())
				expect(weights[column]).toBeCloseTo(rarity(term) * (isPair(term) ? 0.8 : 1), 4);
		}),
	);
});
