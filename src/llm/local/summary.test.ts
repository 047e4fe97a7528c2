import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paceOf } from "../../base/pace.ts";
import { centrality, type SparseRows, summarySentences, wordCount } from "./summary.ts";

const pace = paceOf(new AbortController().signal);

async function summary(texts: string | string[], length = {}): Promise<string[]> {
	const list = Array.isArray(texts) ? texts : [texts];
	return (await summarySentences(list, length, pace)).map(({ text, start, end }) =>
		(list[text] as string).slice(start, end),
	);
}

function sparse(dense: readonly (readonly number[])[]): SparseRows {
	const starts = [0];
	const terms: number[] = [];
	const weights: number[] = [];
	for (const row of dense) {
		const norm = Math.hypot(...row);
		for (const [term, weight] of row.entries())
			if (weight !== 0) {
				terms.push(term);
				weights.push(weight / norm);
			}
		starts.push(terms.length);
	}
	return {
		rows: dense.length,
		columns: dense[0]?.length ?? 0,
		starts: Uint32Array.from(starts),
		terms: Uint32Array.from(terms),
		weights: Float32Array.from(weights),
	};
}

/** LexRank by its definition: the matrix of all cosines, each row divided by its sum, damped, to the power. */
function lexRank(dense: readonly (readonly number[])[]): number[] {
	const n = dense.length;
	const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
	const cosine = (a: readonly number[], b: readonly number[]) =>
		dot(a, a) === 0 || dot(b, b) === 0 ? 0 : dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
	const matrix = dense.map((a) => {
		const row = dense.map((b) => cosine(a, b));
		const sum = row.reduce((x, y) => x + y, 0);
		return row.map((x) => 0.15 / n + 0.85 * (sum === 0 ? 1 / n : x / sum));
	});
	let p = Array<number>(n).fill(1 / n);
	for (let step = 0; step < 500; step++)
		p = p.map((_, j) => p.reduce((sum, x, i) => sum + x * (matrix[i]?.[j] ?? 0), 0));
	return p;
}

describe("centrality", () => {
	test("is LexRank by its definition, without the matrix", async () => {
		const rows = fc.integer({ min: 1, max: 6 }).chain((columns) =>
			fc.array(fc.array(fc.constantFrom(0, 0, 1, 2, 0.5), { minLength: columns, maxLength: columns }), {
				minLength: 1,
				maxLength: 12,
			}),
		);
		await fc.assert(
			fc.asyncProperty(rows, async (dense) => {
				const ranks = await centrality(sparse(dense), pace);
				const expected = lexRank(dense);
				for (const [row, rank] of ranks.entries()) expect(rank).toBeCloseTo(expected[row] ?? -1, 4);
			}),
			{ numRuns: 300 },
		);
	});
});

const BAKERY = `The bakery on Main Street sells sourdough bread. Its owner, Ms. Weaver, bakes sourdough bread with rye flour from a nearby mill.
It rained on Tuesday. The mill near the bakery closes in March, so the bakery looks for rye flour elsewhere. A cat sleeps in the window.
Without rye flour there is no sourdough bread, says the owner of the bakery.`;

describe("summaries", () => {
	test("say what the text is about, in its order and its words", async () => {
		const short = await summary(BAKERY, { sentences: 2 });
		expect(short).toHaveLength(2);
		for (const sentence of short) expect(sentence).toMatch(/bakery|flour/);
		expect(short.join(" ")).not.toMatch(/rained|cat/);
	});

	test("are as long as asked", async () => {
		expect(await summary(BAKERY, { sentences: 100 })).toHaveLength(6);
		expect(wordCount((await summary(BAKERY, { words: 25 })).join(" "))).toBeLessThanOrEqual(25);
		expect(await summary(BAKERY, { words: 2 })).toEqual([]);
		expect(await summary("")).toEqual([]);
		expect(await summary("# Only a title")).toEqual(["Only a title"]);
	});

	test("do not say the same twice, of several texts neither", async () => {
		const same = "The ship left the harbour of Malmö at noon with grain.";
		expect(
			await summary([`${same} The crew sang.`, `${same} Gulls followed the ship.`], { sentences: 2 }),
		).toHaveLength(2);
		expect((await summary([same, same, same], { sentences: 3 })).length).toBe(1);
	});

	test("in scripts without blanks", async () => {
		const text =
			"今日は東京で会議がありました。会議では新しい予算が決まりました。昼ご飯はうどんでした。予算は会議の後で公開されます。";
		const [first] = await summary(text, { sentences: 1 });
		expect(first).toMatch(/会議/);
		expect(wordCount("東京 abc def")).toBe(4);
	});

	test("of any text are sentences of it", async () => {
		await fc.assert(
			fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 200 }), fc.nat(5), async (text, sentences) => {
				const found = await summary(text, { sentences });
				expect(found.length).toBeLessThanOrEqual(sentences);
				for (const sentence of found) expect(text).toContain(sentence);
			}),
		);
	});

	test("of 10 MB take memory and time in proportion to the text, and end at once when they are called off", async () => {
		const words = Array.from({ length: 5_000 }, (_, index) => `word${(index * 7919) % 5_000}`);
		let seed = 1;
		const next = () => {
			seed = (seed * 48271) % 2147483647;
			return words[seed % words.length];
		};
		const parts: string[] = [];
		for (let size = 0; size < 10_000_000; ) {
			const sentence = `${Array.from({ length: 14 }, next).join(" ")}. `;
			parts.push(sentence);
			size += sentence.length;
		}
		const text = parts.join("").replaceAll(". w", ". W");
		const before = process.memoryUsage().rss;
		expect(await summary(text, { sentences: 3 })).toHaveLength(3);
		expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 ** 2);
		const stop = new AbortController();
		const running = summarySentences([text], {}, paceOf(stop.signal));
		setTimeout(() => stop.abort(new Error("called off")), 50);
		const started = performance.now();
		await expect(running).rejects.toThrow("called off");
		expect(performance.now() - started).toBeLessThan(2_000);
	}, 60_000);
});
