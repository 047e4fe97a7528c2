import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeStore } from "../../test/support/store.ts";
import { Store } from "../store/index.ts";
import { erase, Vfs } from "../vfs/index.ts";
import { upkeepTime, waiting } from "./estimate.ts";
import { type Collection, type Figures, load, measure, readCollection } from "./evaluate/index.ts";
import { search } from "./search.ts";
import type { Mode } from "./types.ts";
import { upkeep } from "./upkeep.ts";

const collection = readCollection(join(import.meta.dirname, "../../test/fixtures/search"));
const signal = new AbortController().signal;
const DO = { cause: "test" };

let desk: Awaited<ReturnType<typeof makeStore>>;
let vfs: Vfs;
beforeEach(async () => {
	process.env.DESK_KEYCHAIN = "off";
	desk = await makeStore({ memory: true });
	vfs = new Vfs(desk.store, mounts, "user");
});
afterEach(() => desk.remove());

/** Put the collection into the desk without upkeep. */
async function write({ documents }: Collection): Promise<void> {
	const changes = await Promise.all(
		documents.map(async ({ id, title, text }) => ({
			op: "write" as const,
			path: `/notes/${id}.md`,
			content: await vfs.stage(`# ${title}\n\n${text}\n`),
		})),
	);
	await vfs.change(changes, DO);
}

const count = (table: string) => vfs.store.database.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n;
const first = async (query: string, mode: Mode = "hybrid") =>
	(await search(vfs, { query, mode, filter: {}, limit: 5, snippets: false })).hits.map(({ path }) => path);

describe("a judged collection", () => {
	it("hybrid is better than text, and both are good", { timeout: 60_000 }, async () => {
		const ids = await load(vfs, collection.documents, { signal, onProgress() {} });
		const figures = new Map<Mode, Figures>();
		for (const mode of ["text", "vector", "hybrid"] as const)
			figures.set(mode, await measure(vfs, collection, ids, mode, { signal }));
		const [text, vector, hybrid] = [...figures.values()] as [Figures, Figures, Figures];
		expect(text.ndcg).toBeGreaterThan(0.64);
		expect(vector.recall).toBeGreaterThan(0.75);
		expect(hybrid.ndcg).toBeGreaterThan(text.ndcg * 1.03);
		expect(hybrid.recall).toBeGreaterThan(text.recall * 1.15);
		expect(hybrid.mrr).toBeGreaterThanOrEqual(text.mrr);
	});
});

describe("upkeep", () => {
	it("makes passages and vectors of all files, once", async () => {
		await write(collection);
		expect(upkeepTime(vfs.store.database, "fitted")).toBeGreaterThan(0);
		expect(await upkeep(vfs, { signal })).toEqual({ files: collection.documents.length, waiting: 0, fitted: true });
		expect(count("vector")).toBe(count("passage"));
		expect(upkeepTime(vfs.store.database, "fitted")).toBe(0);
		expect(await upkeep(vfs, { signal })).toEqual({ files: 0, waiting: 0, fitted: false });
	});

	it("a new file, a changed one and one that is gone are seen by the next search", async () => {
		await write(collection);
		await upkeep(vfs, { signal });
		await vfs.write("/notes/new.md", "# Proofing dough\n\nLet the dough rise in the fridge overnight.\n", DO);
		expect(waiting(vfs.store.database)).toBe(1);
		expect(await first("dough that rises overnight")).toContain("/notes/new.md");
		expect(waiting(vfs.store.database)).toBe(0);
		await vfs.write("/notes/new.md", "# Violin strings\n\nGut strings go out of tune.\n", DO);
		expect(await first("dough that rises overnight")).not.toContain("/notes/new.md");
		expect(await first("sourdough starter")).toContain("/notes/b1.md");
		await vfs.change([{ op: "remove", path: "/notes/b1.md" }], DO);
		expect(await first("sourdough starter")).not.toContain("/notes/b1.md");
	});

	it("is done again when a fifth of the text is new", async () => {
		await write(collection);
		await upkeep(vfs, { signal });
		const fingerprint = () => vfs.store.database.get<{ fingerprint: string }>("SELECT fingerprint FROM embedder");
		const before = fingerprint();
		for (let at = 0; at < 16; at++)
			await vfs.write(
				`/notes/more-${at}.md`,
				`# Astronomy ${at}\n\nThe telescope shows nebula ${at} near the pole star.\n`,
				DO,
			);
		expect((await upkeep(vfs, { signal })).fitted).toBe(false);
		expect((await upkeep(vfs, { signal })).fitted).toBe(true);
		expect(fingerprint()).not.toEqual(before);
		expect(count("embedder")).toBe(1);
		expect(count("vector")).toBe(count("passage"));
		expect(waiting(vfs.store.database)).toBe(0);
	});

	it("stopped anywhere, it goes on from there", async () => {
		await write(collection);
		// More than one batch.
		const content = await vfs.stage("Bread and bicycles.\n");
		const more = Array.from({ length: 500 }, (_, at) => ({
			op: "write" as const,
			path: `/notes/more-${at}.md`,
			content,
		}));
		await vfs.change(more, DO);
		const outcomes: string[] = [];
		for (const part of [0.1, 0.3, 0.6, 0.7]) {
			const controller = new AbortController();
			const stopped = upkeep(vfs, {
				signal: controller.signal,
				onProgress: (done) => done >= part && controller.abort(new Error("stopped")),
			});
			outcomes.push(
				await stopped.then(
					() => "done",
					(error: Error) => error.message,
				),
			);
			expect(count("vector")).toBe(count("passage"));
		}
		expect(outcomes).toEqual(["stopped", "stopped", "stopped", "stopped"]);
		expect(count("embedded")).toBe(256);
		expect((await upkeep(vfs, { signal })).waiting).toBe(0);
		expect(await first("a splinter in the tyre")).toContain("/notes/c2.md");
	});

	it("two processes at once make each file's passages once", async () => {
		await write(collection);
		const other = await Store.open(desk.home);
		try {
			await Promise.all([upkeep(vfs, { signal }), upkeep(new Vfs(other, mounts, "job:upkeep"), { signal })]);
			await upkeep(vfs, { signal });
			expect(count("embedder")).toBe(1);
			expect(count("embedded")).toBe(collection.documents.length);
			expect(count("passage")).toBe(collection.documents.length);
			expect(count("vector")).toBe(collection.documents.length);
		} finally {
			other.close();
		}
	});

	it("erase takes the fitted words along; the next search makes them anew", async () => {
		await write(collection);
		await vfs.write("/notes/secret.md", "# Zanzibar\n\nzanzibar xylophone\n", DO);
		await vfs.write("/notes/secret2.md", "# Zanzibar\n\nzanzibar xylophone\n", DO);
		await upkeep(vfs, { signal });
		const vocabulary = () =>
			vfs.store.database.get<{ vocabulary: Buffer }>("SELECT vocabulary FROM embedder")?.vocabulary.toString() ?? "";
		expect(vocabulary()).toContain("zanzibar");
		await erase(vfs, "/notes/secret.md", { dryRun: false });
		expect(vocabulary()).toBe("");
		expect(await first("a splinter in the tyre")).toContain("/notes/c2.md");
		expect(vocabulary()).not.toContain("zanzibar");
	});
});

describe("a search by meaning", () => {
	it("keeps what is required and leaves out what is excluded", async () => {
		await write(collection);
		await upkeep(vfs, { signal });
		const found = await first('"rise" bread', "vector");
		expect(found).not.toEqual([]);
		for (const path of found) expect((await vfs.readAll(path)).toString()).toMatch(/\brise/i);
		expect(await first("bread steam")).toContain("/notes/b4.md");
		expect(await first("bread -steam")).not.toContain("/notes/b4.md");
	});

	it("goes on by words, and says so, when the model is damaged", async () => {
		await write(collection);
		await upkeep(vfs, { signal });
		await vfs.store.database.write(() => vfs.store.database.run("UPDATE embedder SET model = x'0011'"));
		const other = new Vfs(await Store.open(desk.home), mounts, "user");
		const found = await search(other, { query: "sourdough starter", mode: "hybrid", filter: {}, limit: 3 });
		other.store.close();
		expect(found.hits[0]?.path).toBe("/notes/b1.md");
		expect(found.mode).toBe("text");
		expect(found.note).toMatch(/words/);
	});

	it("understands a word that it does not know by one that looks like it", async () => {
		await write(collection);
		await upkeep(vfs, { signal });
		expect(await first("sourdoughs starterr", "vector")).toContain("/notes/b1.md");
	});
});
