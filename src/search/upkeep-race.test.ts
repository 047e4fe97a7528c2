/** What others do to the desk while vectors are made of it, at the very moment: the embedder is a server of the test's own. */
import { afterEach, beforeEach, expect, it } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { Loopback } from "../../test/support/loopback.ts";
import { makeStore } from "../../test/support/store.ts";
import { writeConfig } from "../base/config.ts";
import { addEndpoint } from "../inference/index.ts";
import { Vfs } from "../vfs/index.ts";
import { waiting } from "./estimate.ts";
import { upkeep } from "./upkeep.ts";

const signal = new AbortController().signal;
const DO = { cause: "test" };
let desk: Awaited<ReturnType<typeof makeStore>>;
let vfs: Vfs;
let server: Loopback;
/** Done once, between reading the files and writing their vectors. */
let meanwhile: (() => Promise<void>) | undefined;

beforeEach(async () => {
	desk = await makeStore({ memory: true });
	vfs = new Vfs(desk.store, mounts, "user");
	server = await Loopback.start(async ({ body }, response) => {
		const { input } = JSON.parse(body) as { input: string[] };
		if (input.some((text) => text.includes("second"))) {
			const act = meanwhile;
			meanwhile = undefined;
			await act?.();
		}
		response.end(JSON.stringify({ data: input.map((text, index) => ({ index, embedding: [text.length, 1, 0, 0] })) }));
	});
	await addEndpoint(desk.home, "own", { url: `${server.url}/v1`, model: "m" });
	await writeConfig(desk.home, "search.embedder", "own");
	await vfs.write("/notes/a.md", "# A\n\nThe first text, which is not short.\n", DO);
	await upkeep(vfs, { signal });
	await vfs.write("/notes/b.md", "# B\n\nThe second text, which is rather long as texts of tests go.\n", DO);
});
afterEach(async () => {
	await server.stop();
	desk.remove();
});

async function passagesOf(path: string): Promise<unknown[]> {
	const { inode } = await vfs.stat(path);
	return vfs.store.database.all("SELECT start, end FROM passage WHERE node = ?", inode);
}

it("a file that was written meanwhile waits for the next time", async () => {
	meanwhile = async () => void (await vfs.write("/notes/b.md", "Short.\n", DO));
	await upkeep(vfs, { signal });
	expect(await passagesOf("/notes/b.md")).toEqual([]);
	expect(waiting(vfs.store.database)).toBe(1);
	await upkeep(vfs, { signal });
	expect(await passagesOf("/notes/b.md")).toEqual([{ start: 0, end: 6 }]);
});

it("vectors of an embedder that is the desk's no more are not written", async () => {
	meanwhile = async () => void vfs.store.database.run("UPDATE embedder SET fingerprint = 'another'");
	expect(await upkeep(vfs, { signal })).toMatchObject({ files: 0, waiting: 1 });
	expect(await passagesOf("/notes/b.md")).toEqual([]);
});

it("a file that has gone meanwhile leaves nothing", async () => {
	meanwhile = async () => void (await vfs.change([{ op: "remove", path: "/notes/b.md" }], DO));
	await upkeep(vfs, { signal });
	expect(vfs.store.database.get("SELECT count(*) AS n FROM passage")).toEqual({ n: 1 });
	expect(vfs.store.database.get("SELECT count(*) AS n FROM vector")).toEqual({ n: 1 });
});
