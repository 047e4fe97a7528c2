import { afterEach, beforeEach, expect, test } from "vitest";
import mounts from "../../../fs-mounts/registry.ts";
import { codeOf, Kernel } from "../../../test/support/kernel.ts";
import { makeStore } from "../../../test/support/store.ts";
import { Vfs } from "../../vfs/index.ts";
import { FileSystem } from "./file-system.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let vfs: Vfs;
let other: Vfs;
let fs: FileSystem;
let kernel: Kernel;
let problems: string[];

beforeEach(async () => {
	process.env.DESK_KEYCHAIN = "off";
	desk = await makeStore({ memory: true });
	vfs = new Vfs(desk.store, mounts, "user", { temporary: true });
	other = new Vfs(desk.store, mounts, "user");
	problems = [];
	fs = new FileSystem(vfs, {
		owner: { uid: 1000, gid: 1000 },
		notifier: { invalidateNode() {}, invalidateEntry() {} },
		report: (problem) => problems.push(problem.code),
	});
	kernel = new Kernel(fs);
});
afterEach(async () => {
	await fs.destroy();
	desk.remove();
});

const sets = () => desk.store.database.get<{ n: number }>("SELECT count(*) AS n FROM change_set")?.n ?? 0;

const newest = (path: string) => desk.store.log.ofPath(path).at(-1);

test.each(["/files/a.md", "/notes/a.md"])("a save past a backup is the next revision: %s", async (path) => {
	await kernel.put(path, "one\n");
	const { inode, revision } = await other.stat(path);
	const folder = await kernel.at(path.slice(0, path.lastIndexOf("/")));
	const before = sets();
	await fs.rename(folder, "a.md", folder, "a.md~", 0);
	expect(await codeOf(() => kernel.at(path))).toBe("ENOENT");
	expect(await kernel.get(`${path}~`)).toBe("one\n");
	await kernel.put(path, "two\n");
	expect([await kernel.get(path), await kernel.get(`${path}~`), sets()]).toEqual(["two\n", "one\n", before + 1]);
	expect(await other.stat(path)).toMatchObject({ inode, revision: revision + 1 });
	expect(newest(path)?.op).toBe("write");
	await fs.unlink(folder, "a.md~");
	expect((await kernel.list(path.slice(0, path.lastIndexOf("/")))).map(({ name }) => name)).toEqual(["a.md"]);
});

test("a backup whose file does not come again is a rename, or a removal; one that comes back is nothing", async () => {
	await kernel.put("/files/a", "one");
	const files = await kernel.at("/files");
	const before = sets();
	await fs.rename(files, "a", files, "a~", 0);
	await fs.rename(files, "a~", files, "a", 0);
	expect([sets(), await kernel.get("/files/a")]).toEqual([before, "one"]);
	for (const name of ["report01", "a.tmp"]) {
		await fs.rename(files, name === "a.tmp" ? "report01" : "a", files, name, 0);
		expect((await other.readdir("/files")).map((stat) => stat.name)).toEqual([name]);
	}
	await kernel.rewrite("/files/a.tmp", "two");
	expect(Buffer.from(await other.readAll("/files/a.tmp")).toString()).toBe("two");
	await fs.rename(files, "a.tmp", files, "b", 0);
	await fs.rename(files, "b", files, "b~", 0);
	await fs.unlink(files, "b~");
	expect((await other.readdir("/trash")).map(({ origin }) => origin)).toEqual(["/files/b"]);
});

test.each(["/files/a.md", "/notes/a.md"])(
	"a temporary file is in the tree when it is closed, and its rename over the file that is meant is the same operation: %s",
	async (path) => {
		await kernel.put(path, "one\n");
		const temporary = path.replace("a.md", ".a.md.Xy12Zw");
		await kernel.put(temporary, "two\n");
		expect(Buffer.from(await other.readAll(temporary)).toString()).toBe("two\n");
		const folder = await kernel.at(path.slice(0, path.lastIndexOf("/")));
		await fs.rename(folder, ".a.md.Xy12Zw", folder, "a.md", 0);
		expect(Buffer.from(await other.readAll(path)).toString()).toBe("two\n");
		expect((await kernel.list(path.slice(0, path.lastIndexOf("/")))).map(({ name }) => name)).toEqual(["a.md"]);
		const operations = desk.store.database.all<{ operation: number }>("SELECT operation FROM change_set ORDER BY id");
		expect(new Set(operations.map(({ operation }) => operation)).size).toBe(2);
	},
);

test("a backup that cannot be renamed any more keeps nothing else from being saved", async () => {
	await kernel.put("/files/a", "one");
	const files = await kernel.at("/files");
	await fs.rename(files, "a", files, "a~", 0);
	await other.change([{ op: "remove", path: "/files/a" }], { cause: "test" });
	const handle = await kernel.create("/files/b");
	fs.write(handle, 0, Buffer.from("unsaved"));
	await fs.destroy();
	expect(Buffer.from(await other.readAll("/files/b")).toString()).toBe("unsaved");
	expect(problems).toEqual(["ENOENT"]);
});

test("JetBrains' backup: who has it open reads on, and it is a file of its own if it stays", async () => {
	const old = "a.md___jb_old___";
	await kernel.put("/files/a.md", "one");
	const files = await kernel.at("/files");
	const { handle } = await fs.open(await kernel.at("/files/a.md"), 0);
	await fs.rename(files, "a.md", files, old, 0);
	await kernel.put("/files/a.md", "two");
	expect([Buffer.from(fs.read(handle, 0, 9)).toString(), await kernel.get("/files/a.md")]).toEqual(["one", "two"]);
	await kernel.close(handle);
	await fs.rename(files, old, files, "kept", 0);
	expect([await kernel.get("/files/kept"), await codeOf(() => kernel.at(`/files/${old}`))]).toEqual(["one", "ENOENT"]);
	await fs.destroy();
	expect(Buffer.from(await other.readAll("/files/kept")).toString()).toBe("one");
});
