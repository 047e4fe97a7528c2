import { afterAll, beforeAll, expect, test } from "vitest";
import { historyOf, undo, type Vfs } from "../../src/vfs/index.ts";
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

const text = async (path: string) => (await vfs.readAll(path)).toString();
const names = async (path: string) => (await vfs.readdir(path)).map((stat) => stat.name);
const newestSet = () => vfs.store.database.get<{ id: number }>("SELECT max(id) AS id FROM change_set")?.id ?? 0;

test("several into a directory: one change set, one undo", async () => {
	for (const name of ["a", "b", "c"]) await desk.put(`/files/one/${name}`, name);
	await desk.ok("mkdir", "/files/two");
	const before = newestSet();
	await desk.ok("mv", "/files/one/a", "/files/one/b", "/files/one/c", "/files/two");
	expect(newestSet()).toBe(before + 1);
	expect([await names("/files/one"), await names("/files/two")]).toEqual([[], ["a", "b", "c"]]);
	await undo(vfs, undefined, { cause: "undo" });
	expect([await names("/files/one"), await names("/files/two")]).toEqual([["a", "b", "c"], []]);
});

test("a moved file keeps its history, the one it replaces stays in the log", async () => {
	await desk.put("/files/new", "1");
	await desk.put("/files/new", "2");
	await desk.put("/files/old", "old");
	const { inode } = await vfs.stat("/files/new");
	await desk.ok("mv", "/files/new", "/files/old");
	expect([await text("/files/old"), (await vfs.stat("/files/old")).inode]).toEqual(["2", inode]);
	const history = await historyOf(vfs, "/files/old");
	expect(history.filter((row) => row.node === inode).map((row) => row.op)).toEqual(["create", "write", "rename"]);
	expect(history.some((row) => row.node !== inode && row.op === "remove")).toBe(true);
	await undo(vfs, undefined, { cause: "undo" });
	expect([await text("/files/old"), await text("/files/new")]).toEqual(["old", "2"]);
});

test("out of /trash: restored, under any name", async () => {
	await desk.put("/notes/gone.md", "# Gone\n");
	await desk.ok("rm", "/notes/gone.md");
	expect((await vfs.stat("/trash/gone.md")).origin).toBe("/notes/gone.md");
	await desk.ok("mv", "/trash/gone.md", "/notes/");
	expect(await text("/notes/gone.md")).toBe("# Gone\n");
	expect((await vfs.stat("/notes/gone.md")).origin).toBeUndefined();
});

test("a directory is not lost in itself, however it is spelled", async () => {
	await desk.put("/notes/Work/deep/a.md", "a\n");
	for (const to of ["/notes/Work/new", "/notes/work/new", "/notes/WORK/DEEP", "/notes/Work/deep/x"]) {
		const { status, stderr } = await desk.run(["mv", "/notes/Work", to]);
		expect([status, stderr], to).toEqual([5, expect.stringContaining("cannot be moved into itself")]);
	}
	// The kernel refuses it too, whoever asks.
	await expect(
		vfs.change([{ op: "rename", path: "/notes/Work", to: "/notes/work/x" }], { cause: "t" }),
	).rejects.toMatchObject({ code: "EINVAL" });
	expect(await text("/notes/Work/deep/a.md")).toBe("a\n");
});

test("another spelling of the same name", async () => {
	await desk.put("/notes/plan.md", "p\n");
	await desk.ok("mv", "/notes/plan.md", "/notes/Plan.md");
	await desk.ok("mv", "/notes/Work", "/notes/WORK");
	expect(await names("/notes")).toEqual(expect.arrayContaining(["Plan.md", "WORK"]));
	expect(await names("/notes")).not.toContain("Work");
	expect((await desk.run(["mv", "-T", "/notes/Plan.md", "/notes/Plan.md"])).status).toBe(1);
});

test("between mounts; what the mount refuses stays where it was", async () => {
	await desk.put("/files/in/good.txt", "good\n");
	await desk.put("/files/in/bad.txt", "x\nbad\n");
	const { status, stderr } = await runStrict(desk, ["mv", "/files/in", "/strict/in"]);
	expect([status, stderr]).toEqual([5, "desk: /strict/in/bad.txt:2:1: the second line is bad; write a better one\n"]);
	expect(await names("/files/in")).toEqual(["bad.txt", "good.txt"]);
	expect((await runStrict(desk, ["mv", "/files/in/good.txt", "/files/in/bad.txt", "/strict"])).status).toBe(5);
	expect(await names("/files/in")).toEqual(["bad.txt"]);
	expect((await runStrict(desk, ["mv", "/strict/good.txt", "/files/in/back"])).status).toBe(0);
	expect(await text("/files/in/back")).toBe("good\n");
});

test("roots, mounts and views are refused", async () => {
	for (const [line, what] of [
		["mv / /files/x", "the root of the tree cannot be moved"],
		["mv /notes /files/x", "/notes is a mount and cannot be moved"],
		["mv /strict/views/small.md /files", "this is a view and cannot be moved"],
		["mv /strict/views /files/v", "this is a view and cannot be moved"],
		["mv /files/old /strict/views/small.txt", "is a view and cannot be written"],
	] as const) {
		const { status, stderr } = await runStrict(desk, line.split(" "));
		expect([line, status, stderr]).toEqual([line, 4, expect.stringContaining(what)]);
	}
	expect((await desk.run(["mv", "/files/old", "/nomount"])).status).not.toBe(0);
	expect((await desk.run(["mv", "-T", "/files/one", "/tasks"])).status).not.toBe(0);
	expect(await names("/files/one")).toEqual(["a", "b", "c"]);
});
