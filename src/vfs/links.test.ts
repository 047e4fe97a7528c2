/** Symbolic links as the kernel keeps them: one change set, undone and logged as any; followed by reads and writes, not by moves. */
import { afterEach, beforeEach, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeStore } from "../../test/support/store.ts";
import { collect } from "../base/bytes.ts";
import { undo, Vfs } from "./index.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let vfs: Vfs;
const DO = { cause: "test" };
const link = (path: string, target: string, replace = false) =>
	vfs.change([{ op: "symlink", path, target, replace }], DO);
const text = async (path: string) => (await vfs.readAll(path)).toString();
beforeEach(async () => {
	desk = await makeStore({ memory: true });
	vfs = new Vfs(desk.store, mounts, "user");
	await vfs.write("/notes/a.md", "a note\n", DO);
	await vfs.change([{ op: "mkdir", path: "/files/d/e", parents: true }], DO);
	await vfs.write("/files/d/f", "one\n", DO);
});
afterEach(() => desk.remove());

test("reads go through links, to another mount and through directories; what lies there keeps its own path", async () => {
	await link("/files/note", "/notes/a.md");
	await link("/files/dir", "d");
	await link("/files/d/e/up", "../f");
	expect([await text("/files/note"), await text("/files/dir/f"), await text("/files/dir/e/up")]).toEqual([
		"a note\n",
		"one\n",
		"one\n",
	]);
	expect(await vfs.stat("/files/dir/f")).toMatchObject({ path: "/files/dir/f", name: "f", kind: "file", size: 4 });
	expect((await vfs.readdir("/files/dir")).map(({ path }) => path)).toEqual(["/files/dir/e", "/files/dir/f"]);
	expect(await vfs.lstat("/files/dir")).toMatchObject({ kind: "symlink", size: 1, mode: 0o777 });
	expect([await vfs.readlink("/files/dir"), await vfs.realPath("/files/dir/e/up")]).toEqual(["d", "/files/d/f"]);
	await expect(vfs.readlink("/files/d")).rejects.toMatchObject({ code: "EINVAL" });
	const found: string[] = [];
	for await (const { path } of vfs.walk("/files")) found.push(path);
	expect(found).toEqual([
		"/files",
		"/files/d",
		"/files/d/e",
		"/files/d/e/up",
		"/files/d/f",
		"/files/dir",
		"/files/note",
	]);
});

test("a write changes what a link leads to; a rename and a removal take the link", async () => {
	await link("/files/l", "d/f");
	await link("/files/new", "d/made");
	await vfs.write("/files/l", "two\n", DO);
	await vfs.write("/files/new", "made\n", DO);
	expect([await text("/files/d/f"), await text("/files/d/made")]).toEqual(["two\n", "made\n"]);
	await vfs.change([{ op: "rename", path: "/files/l", to: "/files/m" }], DO);
	await vfs.change([{ op: "remove", path: "/files/new" }], DO);
	expect([await vfs.readlink("/files/m"), await vfs.readlink("/trash/new"), await text("/files/d/made")]).toEqual([
		"d/f",
		"d/made",
		"made\n",
	]);
});

test("dry run, log and undo, of making and of replacing", async () => {
	const { changes } = await vfs.change([{ op: "symlink", path: "/files/l", target: "d" }], { ...DO, dryRun: true });
	expect(changes).toMatchObject([{ op: "create", path: "/files/l" }]);
	expect(await vfs.find("/files/l", false)).toBeUndefined();
	await link("/files/l", "d");
	await link("/files/l", "/notes", true);
	expect(await vfs.readlink("/files/l")).toBe("/notes");
	await undo(vfs, undefined, DO);
	expect(await vfs.readlink("/files/l")).toBe("d");
});

test("what exists is not overwritten unasked, a directory never; a mount that takes no links says so", async () => {
	await expect(link("/files/d/f", "x")).rejects.toMatchObject({ code: "EEXIST" });
	await expect(link("/files/d", "x", true)).rejects.toMatchObject({ code: "EEXIST" });
	await expect(link("/notes/l.md", "a.md")).rejects.toMatchObject({ code: "EPERM" });
	await expect(link("/files/l", "")).rejects.toMatchObject({ code: "ENOENT" });
	await link("/files/l", "d/f");
	await expect(vfs.change([{ op: "rename", path: "/files/l", to: "/notes/l.md" }], DO)).rejects.toMatchObject({
		code: "EPERM",
	});
	await expect(vfs.change([{ op: "rename", path: "/files/d", to: "/notes/d" }], DO)).resolves.toBeDefined();
});

test("circles and links to nothing are told, and are removed as any", async () => {
	await link("/files/p", "q");
	await link("/files/q", "p");
	await link("/files/gone", "nowhere");
	for (const read of [vfs.stat("/files/p"), text("/files/q/x"), vfs.readdir("/files/p")])
		await expect(read).rejects.toMatchObject({ code: "ELOOP" });
	await expect(vfs.stat("/files/gone")).rejects.toMatchObject({ code: "ENOENT" });
	await vfs.change(
		["/files/p", "/files/q", "/files/gone"].map((path) => ({ op: "remove", path }) as const),
		DO,
	);
	expect((await vfs.readdir("/files")).map(({ name }) => name)).toEqual(["d"]);
});

test("a link is not searched", async () => {
	await link("/files/l", "needle");
	const found: string[] = [];
	for await (const batch of vfs.contents("/files")) found.push(...batch.map(({ path }) => path));
	expect(found).toEqual(["/files/d/f"]);
	expect(vfs.store.database.all("SELECT rowid FROM text WHERE text MATCH 'needle'")).toEqual([]);
});

test("what an open file holds is there for whoever reads it, by its own name or through links", async () => {
	await link("/files/dir", "d");
	await link("/files/notes.md", "dir/f");
	/** A file that is open for writing, and holds this. */
	const open = (held: string) => {
		const file = {
			path: "/files/d/f",
			async commit() {
				vfs.unsettled.delete(file);
				await vfs.write("/files/d/f", held, DO);
			},
		};
		vfs.unsettled.add(file);
	};
	for (const [at, path] of ["/files/d/f", "/files/dir/f", "/files/notes.md"].entries()) {
		open(`read ${at}\n`);
		expect(await text(path), path).toBe(`read ${at}\n`);
		open("x".repeat(at));
		expect((await vfs.stat(path)).size, path).toBe(at);
	}
	open("listed");
	expect((await vfs.readdir("/files/dir")).find(({ name }) => name === "f")?.size).toBe(6);
	const { inode } = await vfs.stat("/files/d/f");
	open("by its inode");
	expect((await collect(vfs.readInode(inode, "/files/d/f"))).toString()).toBe("by its inode");
});
