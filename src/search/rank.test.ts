import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeStore } from "../../test/support/store.ts";
import { Vfs } from "../vfs/index.ts";
import { load, readCollection } from "./evaluate/index.ts";
import { fuse } from "./fuse.ts";
import { search } from "./search.ts";
import type { Filter, Hit, Mode } from "./types.ts";

describe("several rankings in one", () => {
	const list = (...scores: [node: number, score: number][]) => scores.map(([node, score]) => ({ node, score }));

	it("adds what each file has of the best score of its list, to a power, times a weight", () => {
		const text = { list: list([1, 8], [2, 4], [3, 2]), weight: 1, power: 3 };
		const vector = { list: list([3, 0.5], [2, 0.25]), weight: 0.5, power: 1 };
		expect(fuse([text, vector])).toEqual(list([1, 1], [3, 0.5 + 1 / 64], [2, 1 / 8 + 0.25]));
	});

	it("leaves out what has no score, and lists without any; equals are in the order of their nodes", () => {
		const none = { list: list([9, 0], [8, -1]), weight: 5, power: 2 };
		const equal = { list: list([7, 2], [4, 2], [5, -2]), weight: 1, power: 2 };
		expect(fuse([none, equal])).toEqual(list([4, 1], [7, 1]));
		expect(fuse([{ list: list([1, -1], [2, -2]), weight: 1, power: 2 }])).toEqual([]);
	});
});

describe("on a collection", () => {
	const collection = readCollection(join(import.meta.dirname, "../../test/fixtures/search"));
	let desk: Awaited<ReturnType<typeof makeStore>>;
	let vfs: Vfs;
	beforeAll(async () => {
		desk = await makeStore({ memory: true });
		vfs = new Vfs(desk.store, mounts, "user");
		await load(vfs, collection.documents, { signal: new AbortController().signal, onProgress() {} });
		const days = ["2026-03-05", "2024-01-01", "2025-07-01"];
		for (const [at, day] of days.entries())
			await vfs.write(`/notes/dated-${at}.md`, `---\ntags: [dated]\ndate: ${day}\n---\nA baker's bread rises.\n`, {
				cause: "test",
			});
	});
	afterAll(() => desk.remove());

	const ask = (query: string, mode: Mode = "hybrid", filter: Filter = {}) =>
		search(vfs, { query, mode, filter, limit: 8, explain: true });

	it("a score is what its explanation says", async () => {
		const { hits, mode } = await ask("sourdough bread that does not rise");
		expect(mode).toBe("hybrid");
		expect(hits).toHaveLength(8);
		const best = (name: string) => Math.max(...hits.map(({ parts }) => parts?.[name as "text"]?.score ?? 0));
		const part = ({ parts }: Hit, name: "text" | "feedback", power: number) =>
			(parts?.[name]?.weight ?? 0) * (Math.max(0, parts?.[name]?.score ?? 0) / best(name)) ** power;
		for (const name of ["text", "feedback"] as const)
			expect(hits.some(({ parts }) => parts?.[name]?.rank === 1)).toBe(true);
		for (const hit of hits) {
			const { weight = 0, score = 0 } = hit.parts?.neighbours ?? {};
			const own = (part(hit, "text", 3) + part(hit, "feedback", 1)) / 1.5;
			expect(hit.score).toBeCloseTo((1 - weight) * own + weight * score, 5);
		}
		expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a));
	});

	it("words that the embedder knows nothing of are looked for as words", async () => {
		for (const mode of ["hybrid", "vector"] as const) expect((await ask("日本 🎉", mode)).mode).toBe("text");
	});

	it("what is required holds for vectors too, within the folder that was asked for", async () => {
		const { hits, mode } = await ask('"rises" bread', "vector", { within: ["/notes"] });
		expect(mode).toBe("vector");
		expect(hits.length).toBeGreaterThan(2);
		for (const { path } of hits) expect((await vfs.readAll(path)).toString()).toMatch(/\brise/i);
	});

	it("without words the newest is first", async () => {
		const { hits } = await ask("tag:dated");
		expect(hits.map(({ path }) => path)).toEqual(["/notes/dated-0.md", "/notes/dated-2.md", "/notes/dated-1.md"]);
	});
});
