import { afterEach, beforeEach, expect, test } from "vitest";
import mounts from "../../../fs-mounts/registry.ts";
import { codeOf, Kernel, O_TRUNC, O_WRONLY } from "../../../test/support/kernel.ts";
import { makeStore } from "../../../test/support/store.ts";
import type { DeskError } from "../../base/errors.ts";
import { undo, Vfs } from "../../vfs/index.ts";
import { FileSystem } from "./file-system.ts";
import type { DirectoryEntry } from "./operations.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let vfs: Vfs;
let other: Vfs;
let fs: FileSystem;
let kernel: Kernel;
let problems: DeskError[];

beforeEach(async () => {
	process.env.DESK_KEYCHAIN = "off";
	desk = await makeStore({ memory: true });
	vfs = new Vfs(desk.store, mounts, "user", { temporary: true });
	other = new Vfs(desk.store, mounts, "user");
	problems = [];
	fs = new FileSystem(vfs, {
		owner: { uid: 1000, gid: 1000 },
		notifier: { invalidateNode() {}, invalidateEntry() {} },
		report: (problem) => problems.push(problem),
	});
	kernel = new Kernel(fs);
});
afterEach(async () => {
	await fs.destroy();
	desk.remove();
});

const DO = { cause: "test" };

const sets = () => desk.store.database.get<{ n: number }>("SELECT count(*) AS n FROM change_set")?.n ?? 0;

test("shows the tree, its files and its views, with sizes that are right", async () => {
	await other.write("/notes/a.md", "# A\n", DO);
	await other.change([{ op: "symlink", path: "/files/l", target: "../notes/a.md" }], DO);
	expect((await kernel.list("/")).map(({ name }) => name)).toEqual(other.mountNames.toSorted());
	expect(await kernel.get("/notes/a.md")).toBe("# A\n");
	expect(await fs.readlink(await kernel.at("/files/l"))).toBe("../notes/a.md");
	for (const entry of await kernel.list("/sys")) {
		if ((entry.attributes.mode & 0o170000) !== 0o100000) continue;
		const { handle } = await fs.open(entry.node, 0);
		const { attributes } = await fs.getattr(entry.node, handle);
		expect([entry.name, fs.read(handle, 0, 1 << 20).length]).toEqual([entry.name, attributes.size]);
		await kernel.close(handle);
	}
	expect(await codeOf(() => kernel.at("/notes/none"))).toBe("ENOENT");
	expect(await codeOf(() => kernel.at(`/files/${"x".repeat(256)}`))).toBe("ENAMETOOLONG");
});

test("a file is one change set at close, and shows its bytes before", async () => {
	const before = sets();
	const handle = await kernel.create("/files/a", 0o600);
	const node = await kernel.at("/files/a");
	const { inode } = (await fs.getattr(node, undefined)).attributes;
	fs.write(handle, 0, Buffer.from("hello"));
	expect((await fs.getattr(node, undefined)).attributes).toMatchObject({ size: 5, mode: 0o100600, links: 1 });
	expect((await kernel.list("/files")).map(({ name }) => name)).toEqual(["a"]);
	expect([sets(), await other.find("/files/a")]).toEqual([before, undefined]);
	await kernel.close(handle);
	expect(sets()).toBe(before + 1);
	expect(await other.stat("/files/a")).toMatchObject({ size: 5, mode: 0o600, inode, revision: 1 });
	expect(Buffer.from(await other.readAll("/files/a")).toString()).toBe("hello");
});

test("what is only created or emptied is committed when the last descriptor goes", async () => {
	const before = sets();
	const handle = await kernel.create("/files/a");
	await fs.flush(handle);
	expect(sets()).toBe(before);
	fs.write(handle, 0, Buffer.from("x"));
	await kernel.close(handle);
	expect(sets()).toBe(before + 1);
	await kernel.close(await kernel.create("/files/empty"));
	expect(await other.stat("/files/empty")).toMatchObject({ size: 0 });
});

test("a refused content fails at close once, is kept, and the file is as it was", async () => {
	await other.write("/tasks/inbox/a.md", "# A\n", { ...DO, parents: true });
	const { handle } = await fs.open(await kernel.at("/tasks/inbox/a.md"), O_WRONLY | O_TRUNC);
	fs.write(handle, 0, Buffer.from("---\nstatus: nonsense\n---\n"));
	expect(await codeOf(() => fs.flush(handle))).toBe("EFORMAT");
	expect(await codeOf(() => fs.flush(handle))).toBe("done");
	await fs.release(handle);
	expect(problems.map(({ code }) => code)).toEqual(["EFORMAT"]);
	expect(await kernel.get("/tasks/inbox/a.md")).toBe("# A\n");
	expect(await other.readdir("/sys/rejected")).toHaveLength(1);
	const made = await kernel.create("/tasks/inbox/b.md");
	await fs.flush(made);
	fs.write(made, 0, Buffer.from("---\nstatus: nonsense\n---\n"));
	expect(await codeOf(() => kernel.close(made))).toBe("EFORMAT");
	expect(await codeOf(() => kernel.at("/tasks/inbox/b.md"))).toBe("ENOENT");
	expect(await other.readdir("/sys/rejected")).toHaveLength(2);
});

test("programs that save through a temporary file where it may not lie write the file", async () => {
	await other.write("/tasks/inbox/a.md", "# A\n", { ...DO, parents: true });
	const { inode } = await other.stat("/tasks/inbox/a.md");
	const before = sets();
	await kernel.put("/tasks/inbox/sedAbCdEf", "# B\n");
	const inbox = await kernel.at("/tasks/inbox");
	await fs.rename(inbox, "sedAbCdEf", inbox, "a.md", 0);
	expect(sets()).toBe(before + 1);
	expect(await other.stat("/tasks/inbox/a.md")).toMatchObject({ inode });
	expect(await kernel.get("/tasks/inbox/a.md")).toBe("# B\n");
	expect(await codeOf(() => kernel.create("/tasks/inbox/plain.txt"))).toBe("EACCES");
});

test("what others changed meanwhile stays, and so does what was written here", async () => {
	await kernel.put("/files/a.txt", "one");
	const { handle } = await fs.open(await kernel.at("/files/a.txt"), O_WRONLY);
	fs.write(handle, 0, Buffer.from("two"));
	await other.write("/files/a.txt", "three", DO);
	await kernel.close(handle);
	expect([await kernel.get("/files/a.txt"), await kernel.get("/files/a.conflict.txt")]).toEqual(["three", "two"]);
	expect(problems.map(({ code }) => code)).toEqual(["ECONFLICT"]);
});

test("an open file follows renames here and elsewhere, and lives on unlinked", async () => {
	await kernel.put("/files/a", "one");
	const files = await kernel.at("/files");
	const { handle } = await fs.open(await kernel.at("/files/a"), O_WRONLY);
	await fs.rename(files, "a", files, "b", 0);
	fs.write(handle, 3, Buffer.from("!"));
	await other.change([{ op: "rename", path: "/files/b", to: "/files/c" }], DO);
	await fs.flush(handle);
	expect(await kernel.get("/files/c")).toBe("one!");
	const node = await kernel.at("/files/c");
	await fs.unlink(files, "c");
	fs.write(handle, 4, Buffer.from("?"));
	expect(Buffer.from(fs.read(handle, 0, 10)).toString()).toBe("one!?");
	expect((await fs.getattr(node, handle)).attributes).toMatchObject({ links: 0, size: 5 });
	await kernel.close(handle);
	expect((await kernel.list("/files")).length).toBe(0);
});

test("a temporary file that is gone before it is committed leaves nothing", async () => {
	const before = sets();
	const handle = await kernel.create("/files/lock");
	fs.write(handle, 0, Buffer.from("1"));
	await fs.unlink(await kernel.at("/files"), "lock");
	await kernel.close(handle);
	expect(sets()).toBe(before);
	expect(await other.readdir("/trash")).toEqual([]);
});

test("renames over what is there, exchanges, and refuses as rename(2) does", async () => {
	await kernel.put("/files/a", "a");
	await kernel.put("/files/b", "b");
	const files = await kernel.at("/files");
	expect(await codeOf(() => fs.rename(files, "a", files, "b", 1))).toBe("EEXIST");
	await fs.rename(files, "a", files, "b", 2);
	expect([await kernel.get("/files/a"), await kernel.get("/files/b")]).toEqual(["b", "a"]);
	await fs.rename(files, "a", files, "b", 0);
	expect((await kernel.list("/files")).map(({ name }) => name)).toEqual(["b"]);
	expect(await kernel.get("/files/b")).toBe("b");
	// A file that is not committed yet takes the place of one that is.
	const handle = await kernel.create("/files/new");
	fs.write(handle, 0, Buffer.from("new"));
	await fs.rename(files, "new", files, "b", 0);
	await kernel.close(handle);
	expect(await kernel.get("/files/b")).toBe("new");
	await fs.mkdir(files, "d", 0o755);
	await kernel.close(await kernel.create("/files/d/x"));
	expect(await codeOf(() => fs.rmdir(files, "d"))).toBe("ENOTEMPTY");
	await fs.rename(files, "d", files, "e", 0);
	expect((await kernel.list("/files/e")).map(({ name }) => name)).toEqual(["x"]);
});

test("attributes: modes, times and sizes, with the bytes or at once", async () => {
	const handle = await kernel.create("/files/a");
	const node = await kernel.at("/files/a");
	fs.write(handle, 0, Buffer.from("hello"));
	await fs.setattr(node, { mtime: 1_000_001, mode: 0o100 });
	await kernel.close(handle);
	expect(await other.stat("/files/a")).toMatchObject({ mtime: 1_000_001, mode: 0o100 });
	await fs.setattr(node, { size: 2 });
	expect(await kernel.get("/files/a")).toBe("he");
	expect(await codeOf(() => fs.setattr(node, { uid: 7 }))).toBe("EPERM");
	await fs.setattr(node, { mtime: 5, mode: 0o4755 });
	expect((await fs.getattr(node, undefined)).attributes).toMatchObject({ mtime: 5, mode: 0o104755 });
});

test("FIFOs live in memory: listed, renamed, changed, removed", async () => {
	const files = await kernel.at("/files");
	await fs.mknod(files, "p", 0o010644);
	await fs.setattr(await kernel.at("/files/p"), { mode: 0o600 });
	await fs.rename(files, "p", files, "q", 0);
	expect((await kernel.list("/files")).map(({ name, attributes }) => [name, attributes.mode])).toEqual([
		["q", 0o010600],
	]);
	await kernel.put("/files/a", "a");
	await fs.rename(files, "q", files, "a", 0);
	await kernel.put("/files/b", "b");
	await fs.rename(files, "b", files, "a", 0);
	expect(await kernel.get("/files/a")).toBe("b");
	expect(await codeOf(() => fs.mknod(files, "n", 0o020644))).toBe("EPERM");
});

test("what others write is read by who opens the file after, or reads on", async () => {
	await kernel.put("/files/a", "one");
	await kernel.rewrite("/files/a", "two");
	await other.write("/files/a", "three", DO);
	expect(await kernel.get("/files/a")).toBe("three");
	expect((await fs.getattr(await kernel.at("/files/a"), undefined)).attributes.size).toBe(5);
});

test("extended attributes are kept with the file, with its bytes or at once, and undone; what the desk knows is read-only", async () => {
	const handle = await kernel.create("/notes/a.md");
	const node = await kernel.at("/notes/a.md");
	fs.write(handle, 0, Buffer.from("# Title\n\n#tag #other\n"));
	await fs.setxattr(node, "user.one", Buffer.from("1"), 0);
	await kernel.close(handle);
	await fs.setxattr(node, "user.two", Buffer.alloc(65536, 7), 1);
	expect(await codeOf(() => fs.setxattr(node, "user.two", Buffer.of(1), 1))).toBe("EEXIST");
	expect(await codeOf(() => fs.setxattr(node, "user.three", Buffer.of(1), 2))).toBe("ENODATA");
	expect(await codeOf(() => fs.setxattr(node, "user.desk.tags", Buffer.of(1), 0))).toBe("EPERM");
	expect(await codeOf(() => fs.getxattr(node, "security.capability"))).toBe("ENOTSUP");
	const text = async (name: string) => Buffer.from(await fs.getxattr(node, name)).toString();
	expect([await text("user.one"), await text("user.desk.tags"), await text("user.desk.title")]).toEqual([
		"1",
		"other\ntag",
		"Title",
	]);
	const names = ["user.one", "user.two", "user.desk.revision", "user.desk.tags", "user.desk.title"];
	expect((await fs.listxattr(node)).toSorted()).toEqual(names.toSorted());
	await fs.removexattr(node, "user.one");
	expect(await codeOf(() => fs.removexattr(node, "user.one"))).toBe("ENODATA");
	await undo(other, undefined, DO);
	expect(await text("user.one")).toBe("1");
	await fs.setattr(node, { atime: 5 });
	await fs.unlink(await kernel.at("/notes"), "a.md");
	await other.change([{ op: "remove", path: "/trash/a.md" }], DO);
	await undo(other, undefined, DO);
	const revived = await kernel.at("/trash/a.md");
	expect(Buffer.from(await fs.getxattr(revived, "user.one")).toString()).toBe("1");
	expect((await fs.getattr(revived, undefined)).attributes.atime).toBe(5);
});

test("a listing that is read on after a change leads nowhere that is old", async () => {
	for (const name of ["a", "b", "c"]) await kernel.put(`/files/${name}`, name);
	const files = await kernel.at("/files");
	const { handle } = fs.opendir(files);
	const seen: DirectoryEntry[] = [];
	await fs.readdir(handle, 0, true, (entry) => seen.length < 3 && seen.push(entry) > 0);
	await fs.rename(files, "c", files, "z", 0);
	await fs.readdir(handle, 3, true, (entry) => seen.push(entry) > 0);
	fs.releasedir(handle);
	expect(seen.map(({ name }) => name)).toEqual([".", "..", "a", "b", "c"]);
	expect(seen.at(-1)?.node).toBe(0);
	expect(await kernel.get("/files/z")).toBe("c");
});

test("what a program has emptied is committed when it closes the file, whoever reads on", async () => {
	await kernel.put("/files/log", "text");
	const node = await kernel.at("/files/log");
	const reader = await fs.open(node, 0);
	const { handle } = await fs.open(node, O_WRONLY | O_TRUNC);
	await kernel.close(handle);
	expect(await other.stat("/files/log")).toMatchObject({ size: 0 });
	await kernel.close(reader.handle);
});

/** Let so many steps of what is under way be done: every order in which two requests can meet. */
async function steps(count: number): Promise<void> {
	for (let step = 0; step < count; step++) await Promise.resolve();
}
const MOMENTS = Array.from({ length: 60 }, (_, index) => index);

test("what is set while a file is committed is kept", async () => {
	for (const moment of MOMENTS) {
		const handle = await kernel.create(`/files/${moment}`);
		const node = await kernel.at(`/files/${moment}`);
		fs.write(handle, 0, Buffer.from("text"));
		const closing = kernel.close(handle);
		await steps(moment);
		await Promise.all([fs.setattr(node, { mode: 0o600 }), fs.setxattr(node, "user.one", Buffer.from("1"), 0), closing]);
		const { mode, inode } = await other.stat(`/files/${moment}`);
		expect([moment, mode, vfs.inodes.attributes(inode).get("user.one")?.toString()]).toEqual([moment, 0o600, "1"]);
	}
});

test("what is written while a file is committed beside another's change is kept", async () => {
	for (const moment of MOMENTS) {
		await other.write("/files/a", `theirs ${moment}`, DO);
		const node = await kernel.at("/files/a");
		const { handle } = await fs.open(node, O_WRONLY);
		const { handle: late } = await fs.open(node, O_WRONLY);
		await other.write("/files/a", `theirs again ${moment}`, DO);
		fs.write(handle, 0, Buffer.from("ours"));
		const closing = kernel.close(handle);
		await steps(moment);
		fs.write(late, 0, Buffer.from(`late ${moment}`));
		await closing;
		await kernel.close(late);
		const stats = await other.readdir("/files");
		const texts = await Promise.all(stats.map(async ({ path }) => (await other.readAll(path)).toString()));
		expect([moment, texts.some((text) => text.startsWith(`late ${moment}`))]).toEqual([moment, true]);
		for (const { path } of stats) await other.change([{ op: "remove", path }], DO);
	}
});

test("a file in a directory that others have moved, and whose name leads elsewhere now, is saved where that lies", async () => {
	await other.write("/files/d/a", "one", { ...DO, parents: true });
	const { handle } = await fs.open(await kernel.at("/files/d/a"), O_WRONLY | O_TRUNC);
	const made = await kernel.create("/files/d/new");
	fs.write(handle, 0, Buffer.from("two"));
	fs.write(made, 0, Buffer.from("new"));
	await other.change([{ op: "rename", path: "/files/d", to: "/files/e" }], DO);
	await other.write("/files/d/a", "theirs", { ...DO, parents: true });
	expect(await kernel.get("/files/d/a")).toBe("theirs");
	await kernel.close(handle);
	await kernel.close(made);
	const text = async (path: string) => (await other.readAll(path)).toString();
	expect([await text("/files/d/a"), await text("/files/e/a"), await text("/files/e/new")]).toEqual([
		"theirs",
		"two",
		"new",
	]);
	const { handle: late } = await fs.open(await kernel.at("/files/e/a"), O_WRONLY | O_TRUNC);
	fs.write(late, 0, Buffer.from("late"));
	await other.change([{ op: "remove", path: "/files/e/a" }], DO);
	await other.write("/files/e/a", "another", DO);
	expect(await kernel.get("/files/e/a")).toBe("another");
	await kernel.close(late);
	expect([await text("/files/e/a"), await text("/trash/a")]).toEqual(["another", "late"]);
});
