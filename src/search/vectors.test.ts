import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeStore } from "../../test/support/store.ts";
import { Vfs } from "../vfs/index.ts";
import { notePassages } from "./database-state.ts";
import { readyEmbedder } from "./embedders.ts";
import { load, readCollection } from "./evaluate/index.ts";
import type { Allowed } from "./types.ts";
import { candidates, type Probe, score } from "./vectors.ts";

const { documents } = readCollection(join(import.meta.dirname, "../../test/fixtures/search"));
let desk: Awaited<ReturnType<typeof makeStore>>;
let vfs: Vfs;
let probe: Probe;
beforeAll(async () => {
	desk = await makeStore({ memory: true });
	vfs = new Vfs(desk.store, mounts, "user");
	await load(vfs, documents, { signal: new AbortController().signal, onProgress() {} });
	const ready = await readyEmbedder(desk.store);
	const [vector] = (await ready?.embedder.embed(["a noisy bicycle"], new AbortController().signal, "query")) ?? [];
	if (ready === undefined || vector === undefined) throw new Error("there is no embedder");
	probe = { vector, centre: ready.centre };
});
afterAll(() => desk.remove());

/** Two searches of a process. */
async function fourLooks(allowed: Allowed | undefined): Promise<number[][]> {
	const looks: number[][] = [];
	for (let look = 0; look < 4; look++) looks.push(await candidates(desk.store.database, probe, allowed));
	return looks;
}

it("finds the same from memory as through the database: all passages, or those of the files that are allowed", async () => {
	const { database } = desk.store;
	const rows = database.all<{ id: number; node: number }>("SELECT id, node FROM passage ORDER BY id");
	const [all, ...others] = await fourLooks(undefined);
	expect(all?.toSorted((a, b) => a - b)).toEqual(rows.map(({ id }) => id));
	for (const other of others) expect(other).toEqual(all);
	const nodes = rows.filter((_, at) => at % 3 === 0).map(({ node }) => node);
	const some = await fourLooks({ nodes: new Set(nodes), json: JSON.stringify(nodes) });
	const expected = all?.filter((id) => nodes.includes(rows.find((row) => row.id === id)?.node ?? 0));
	expect(expected).toHaveLength(Math.ceil(documents.length / 3));
	for (const look of some) expect(look).toEqual(expected);
	const gone = all?.[0] ?? 0;
	await vfs.change([{ op: "remove", path: vfs.reader().pathOf(rows.find(({ id }) => id === gone)?.node ?? 0) ?? "" }], {
		cause: "test",
	});
	for (const look of await fourLooks(undefined)) expect(look).toEqual(all?.slice(1));
});

it("a file is there once, by its best passage; the best file is first", async () => {
	const { database } = desk.store;
	const ids = await candidates(database, probe, undefined);
	const found = score(database, probe.vector, ids, undefined);
	expect(found).toHaveLength(ids.length);
	expect(ids.length).toBeGreaterThan(20);
	const scores = found.map((hit) => hit.score);
	expect(scores).toEqual(scores.toSorted((a, b) => b - a));
	await database.write(() => {
		const [best, worst] = [found[0], found.at(-1)];
		database.run("UPDATE passage SET node = ? WHERE id = ?", best?.node ?? null, worst?.id ?? null);
		notePassages(database);
	});
	expect(score(database, probe.vector, ids, undefined).find(({ node }) => node === found[0]?.node)).toEqual(found[0]);
});
