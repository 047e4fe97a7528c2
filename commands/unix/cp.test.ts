import { randomBytes } from "node:crypto";
import { readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { runStrict } from "../../test/support/strict-mount.ts";

let desk: TestDesk;
let vfs: Vfs;
beforeAll(async () => {
	desk = await makeDesk();
	vfs = await desk.vfs();
});
afterAll(() => {
	vfs.store.close();
	desk.remove();
});

const stored = () =>
	vfs.store.database.get<{ contents: number; chunks: number }>(
		"SELECT (SELECT count(*) FROM content) AS contents, (SELECT count(*) FROM chunk) AS chunks",
	);
const blobs = () => readdirSync(join(desk.home, "blobs"), { recursive: true }).length;
const text = async (path: string) => (await vfs.readAll(path)).toString();

test("a copy shares the bytes of its original, large or small", async () => {
	const large = randomBytes(16 << 20);
	await desk.put("/files/large", large);
	await desk.put("/files/small", "small");
	await desk.put("/files/empty", "");
	const before = [stored(), blobs()];
	// /files indexes the first 4 MiB, and the last chunk is cut anew. The others are put away: whoever read them would fail.
	const rows = vfs.store.database.all<{ name: Buffer }>(
		"SELECT name FROM content_chunk JOIN chunk ON chunk.id = chunk WHERE offset > ? ORDER BY offset",
		4 << 20,
	);
	const files = rows
		.slice(0, -1)
		.map(({ name }) => join(desk.home, "blobs", name.toString("hex").slice(0, 2), name.toString("hex")));
	expect(files.length).toBeGreaterThan(2);
	for (const file of files) renameSync(file, `${file}.away`);
	for (const name of ["large", "small", "empty"]) await desk.ok("cp", `/files/${name}`, `/files/${name}-2`);
	for (const file of files) renameSync(`${file}.away`, file);
	expect([stored(), blobs()]).toEqual(before);
	expect((await vfs.readAll("/files/large-2")).equals(large)).toBe(true);
	expect([await text("/files/small-2"), await text("/files/empty-2")]).toEqual(["small", ""]);
});

test("the copy is made of what the original holds when the change is made", async () => {
	await desk.put("/files/now", "old");
	const content = await vfs.contentOf("/files/now");
	await desk.put("/files/now", "new");
	await vfs.change([{ op: "write", path: "/files/now-2", content }], { cause: "t" });
	expect(await text("/files/now-2")).toBe("new");
	const gone = await vfs.contentOf("/files/now");
	await desk.ok("rm", "/files/now");
	await expect(
		vfs.change([{ op: "write", path: "/files/now-3", content: gone }], { cause: "t" }),
	).rejects.toMatchObject({ code: "ENOENT" });
});

test("an old revision, under the name of its file", async () => {
	for (const line of ["one", "two", "three"]) await desk.put("/notes/plan.md", `${line}\n`);
	await desk.ok("cp", "/notes/plan.md@1", "/notes/old.md");
	await desk.ok("mkdir", "/notes/sub");
	await desk.ok("cp", "/notes/plan.md@-1", "/notes/sub");
	expect([await text("/notes/old.md"), await text("/notes/sub/plan.md")]).toEqual(["one\n", "two\n"]);
	expect((await desk.run(["cp", "/notes/plan.md@9", "/notes/x.md"])).status).toBe(3);
	expect((await desk.run(["cp", "/notes/gone.md@1", "/notes/x.md"])).status).toBe(3);
});

test("views are copied out by their bytes, and cannot be copied to", async () => {
	expect((await runStrict(desk, ["cp", "-r", "/strict/views", "/files/out"])).stderr).toBe("");
	expect([await text("/files/out/small.md"), (await vfs.stat("/files/out/large.bin")).size]).toEqual([
		"small\n",
		600_000,
	]);
	expect(readdirSync(join(desk.home, "blobs", "staging"))).toEqual([]);
	expect((await vfs.stat("/files/out/small.md")).mode).toBe(0o644);
	expect((await runStrict(desk, ["cp", "/files/small", "/strict/views/small.md"])).status).toBe(4);
	expect((await runStrict(desk, ["cp", "/files/out/small.md", "/strict/views"])).status).toBe(4);
});

test("-p keeps date and mode, of directories too", async () => {
	await vfs.change(
		[
			{ op: "mkdir", path: "/files/p", parents: true, mode: 0o700 },
			{ op: "write", path: "/files/p/run", content: await vfs.stage("#!"), mode: 0o755, mtime: 1e15 },
			{ op: "write", path: "/files/plain", content: await vfs.stage("x"), mode: 0o600 },
		],
		{ cause: "t" },
	);
	await vfs.change([{ op: "setattr", path: "/files/p", mtime: 2e15 }], { cause: "t" });
	const facts = async (path: string) => {
		const { mode, mtime } = await vfs.stat(path);
		return [mode.toString(8), mtime];
	};
	await desk.ok("cp", "-a", "/files/p", "/files/q");
	expect([await facts("/files/q"), await facts("/files/q/run")]).toEqual([
		["700", 2e15],
		["755", 1e15],
	]);
	await desk.ok("cp", "-p", "/files/p/run", "/files/plain");
	expect(await facts("/files/plain")).toEqual(["755", 1e15]);
	await desk.ok("cp", "/files/p/run", "/files/new");
	expect((await facts("/files/new"))[0]).toBe("755");
});

test("between mounts; spellings that are one name", async () => {
	await desk.put("/notes/Plan/a.md", "# A\n");
	await desk.ok("cp", "-r", "/notes/Plan", "/files/Plan");
	expect(await text("/files/Plan/a.md")).toBe("# A\n");
	for (const line of [
		"cp /notes/plan/A.md /notes/Plan/a.md",
		"cp -r /notes/Plan /notes/plan/new",
		"cp -r /notes/plan /notes/PLAN",
	]) {
		const { status, stderr } = await desk.run(line.split(" "));
		expect(status, line).not.toBe(0);
		expect(stderr).toMatch(/the same|into itself/);
	}
	await desk.ok("mkdir", "/notes/to");
	await desk.put("/files/case/x.md", "lower");
	await desk.put("/files/case/X.md", "upper");
	expect((await desk.run(["cp", "/files/case/x.md", "/files/case/X.md", "/notes/to"])).stderr).toContain(
		"another file of this command",
	);
	expect((await vfs.readdir("/notes/to")).map((stat) => stat.name)).toEqual(["x.md"]);
});

test("the usage errors", async () => {
	for (const line of [
		"cp",
		"cp /files/a",
		"cp -t /files -T /files/a",
		"cp -T /files/a /files/b /files/c",
		"cp --nope /files/a /files/b",
		"mv /files/a",
		"mv",
	]) {
		expect((await desk.run(line.split(" "))).status, line).toBe(2);
	}
});
