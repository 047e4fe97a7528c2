import { afterEach, beforeEach, expect, test } from "vitest";
import mounts from "../../../fs-mounts/registry.ts";
import { makeStore } from "../../../test/support/store.ts";
import type { DeskError } from "../../base/errors.ts";
import { Store } from "../../store/index.ts";
import { undo, Vfs } from "../../vfs/index.ts";
import { FileSystem } from "./file-system.ts";
import type { DirectoryEntry, Handle, NodeId } from "./operations.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let vfs: Vfs;
let other: Vfs;
let fs: FileSystem;
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
});
afterEach(async () => {
	await fs.destroy();
	desk.remove();
});

const DO = { cause: "test" };
const O_WRONLY = 1;
const O_TRUNC = 0o1000;

/** The node at a path, looked up name by name as the kernel does. */
async function at(path: string): Promise<NodeId> {
	let node = 1;
	for (const name of path.split("/").filter((part) => part !== "")) node = (await fs.lookup(node, name)).node;
	return node;
}

async function create(path: string, mode = 0o644): Promise<Handle> {
	const cut = path.lastIndexOf("/");
	return (await fs.create(await at(path.slice(0, cut)), path.slice(cut + 1), mode)).opened.handle;
}

async function close(handle: Handle): Promise<void> {
	try {
		await fs.flush(handle);
	} finally {
		await fs.release(handle);
	}
}

async function put(path: string, text: string): Promise<void> {
	const handle = await create(path);
	fs.write(handle, 0, Buffer.from(text));
	await close(handle);
}

async function rewrite(path: string, text: string): Promise<void> {
	const { handle } = await fs.open(await at(path), O_WRONLY | O_TRUNC);
	fs.write(handle, 0, Buffer.from(text));
	await close(handle);
}

async function get(path: string): Promise<string> {
	const { handle } = await fs.open(await at(path), 0);
	const bytes = Buffer.from(fs.read(handle, 0, 1 << 20)).toString();
	await close(handle);
	return bytes;
}

async function list(path: string): Promise<DirectoryEntry[]> {
	const { handle } = fs.opendir(await at(path));
	const entries: DirectoryEntry[] = [];
	await fs.readdir(handle, 0, true, (entry) => entries.push(entry) > 0);
	fs.releasedir(handle);
	return entries.filter(({ name }) => !name.startsWith("."));
}

async function codeOf(work: () => unknown): Promise<string> {
	try {
		await work();
		return "done";
	} catch (error) {
		return (error as { code: string }).code;
	}
}

const sets = () => desk.store.database.get<{ n: number }>("SELECT count(*) AS n FROM change_set")?.n ?? 0;

test("shows the tree, its files and its views, with sizes that are right", async () => {
	await other.write("/notes/a.md", "# A\n", DO);
	await other.change([{ op: "symlink", path: "/files/l", target: "../notes/a.md" }], DO);
	expect((await list("/")).map(({ name }) => name)).toEqual(other.mountNames.toSorted());
	expect(await get("/notes/a.md")).toBe("# A\n");
	expect(await fs.readlink(await at("/files/l"))).toBe("../notes/a.md");
	for (const entry of await list("/sys")) {
		if ((entry.attributes.mode & 0o170000) !== 0o100000) continue;
		const { handle } = await fs.open(entry.node, 0);
		const { attributes } = await fs.getattr(entry.node, handle);
		expect([entry.name, fs.read(handle, 0, 1 << 20).length]).toEqual([entry.name, attributes.size]);
		await close(handle);
	}
	expect(await codeOf(() => at("/notes/none"))).toBe("ENOENT");
	expect(await codeOf(() => at(`/files/${"x".repeat(256)}`))).toBe("ENAMETOOLONG");
});

test("a file is one change set at close, and shows its bytes before", async () => {
	const before = sets();
	const handle = await create("/files/a", 0o600);
	const node = await at("/files/a");
	const { inode } = (await fs.getattr(node, undefined)).attributes;
	fs.write(handle, 0, Buffer.from("hello"));
	expect((await fs.getattr(node, undefined)).attributes).toMatchObject({ size: 5, mode: 0o100600, links: 1 });
	expect((await list("/files")).map(({ name }) => name)).toEqual(["a"]);
	expect([sets(), await other.find("/files/a")]).toEqual([before, undefined]);
	await close(handle);
	expect(sets()).toBe(before + 1);
	expect(await other.stat("/files/a")).toMatchObject({ size: 5, mode: 0o600, inode, revision: 1 });
	expect(Buffer.from(await other.readAll("/files/a")).toString()).toBe("hello");
});

test("what is only created or emptied is committed when the last descriptor goes", async () => {
	const before = sets();
	const handle = await create("/files/a");
	await fs.flush(handle);
	expect(sets()).toBe(before);
	fs.write(handle, 0, Buffer.from("x"));
	await close(handle);
	expect(sets()).toBe(before + 1);
	await close(await create("/files/empty"));
	expect(await other.stat("/files/empty")).toMatchObject({ size: 0 });
});

test("a refused content fails at close once, is kept, and the file is as it was", async () => {
	await other.write("/tasks/inbox/a.md", "# A\n", { ...DO, parents: true });
	const { handle } = await fs.open(await at("/tasks/inbox/a.md"), O_WRONLY | O_TRUNC);
	fs.write(handle, 0, Buffer.from("---\nstatus: nonsense\n---\n"));
	expect(await codeOf(() => fs.flush(handle))).toBe("EFORMAT");
	expect(await codeOf(() => fs.flush(handle))).toBe("done");
	await fs.release(handle);
	expect(problems.map(({ code }) => code)).toEqual(["EFORMAT"]);
	expect(await get("/tasks/inbox/a.md")).toBe("# A\n");
	expect(await other.readdir("/sys/rejected")).toHaveLength(1);
	const made = await create("/tasks/inbox/b.md");
	await fs.flush(made);
	fs.write(made, 0, Buffer.from("---\nstatus: nonsense\n---\n"));
	expect(await codeOf(() => close(made))).toBe("EFORMAT");
	expect(await codeOf(() => at("/tasks/inbox/b.md"))).toBe("ENOENT");
	expect(await other.readdir("/sys/rejected")).toHaveLength(2);
});

test("programs that save through a temporary file where it may not lie write the file", async () => {
	await other.write("/tasks/inbox/a.md", "# A\n", { ...DO, parents: true });
	const { inode } = await other.stat("/tasks/inbox/a.md");
	const before = sets();
	await put("/tasks/inbox/sedAbCdEf", "# B\n");
	const inbox = await at("/tasks/inbox");
	await fs.rename(inbox, "sedAbCdEf", inbox, "a.md", 0);
	expect(sets()).toBe(before + 1);
	expect(await other.stat("/tasks/inbox/a.md")).toMatchObject({ inode });
	expect(await get("/tasks/inbox/a.md")).toBe("# B\n");
	expect(await codeOf(() => create("/tasks/inbox/plain.txt"))).toBe("EACCES");
});

test("what others changed meanwhile stays, and so does what was written here", async () => {
	await put("/files/a.txt", "one");
	const { handle } = await fs.open(await at("/files/a.txt"), O_WRONLY);
	fs.write(handle, 0, Buffer.from("two"));
	await other.write("/files/a.txt", "three", DO);
	await close(handle);
	expect([await get("/files/a.txt"), await get("/files/a.conflict.txt")]).toEqual(["three", "two"]);
	expect(problems.map(({ code }) => code)).toEqual(["ECONFLICT"]);
});

test("an open file follows renames here and elsewhere, and lives on unlinked", async () => {
	await put("/files/a", "one");
	const files = await at("/files");
	const { handle } = await fs.open(await at("/files/a"), O_WRONLY);
	await fs.rename(files, "a", files, "b", 0);
	fs.write(handle, 3, Buffer.from("!"));
	await other.change([{ op: "rename", path: "/files/b", to: "/files/c" }], DO);
	await fs.flush(handle);
	expect(await get("/files/c")).toBe("one!");
	const node = await at("/files/c");
	await fs.unlink(files, "c");
	fs.write(handle, 4, Buffer.from("?"));
	expect(Buffer.from(fs.read(handle, 0, 10)).toString()).toBe("one!?");
	expect((await fs.getattr(node, handle)).attributes).toMatchObject({ links: 0, size: 5 });
	await close(handle);
	expect((await list("/files")).length).toBe(0);
});

test("a temporary file that is gone before it is committed leaves nothing", async () => {
	const before = sets();
	const handle = await create("/files/lock");
	fs.write(handle, 0, Buffer.from("1"));
	await fs.unlink(await at("/files"), "lock");
	await close(handle);
	expect(sets()).toBe(before);
	expect(await other.readdir("/trash")).toEqual([]);
});

test("renames over what is there, exchanges, and refuses as rename(2) does", async () => {
	await put("/files/a", "a");
	await put("/files/b", "b");
	const files = await at("/files");
	expect(await codeOf(() => fs.rename(files, "a", files, "b", 1))).toBe("EEXIST");
	await fs.rename(files, "a", files, "b", 2);
	expect([await get("/files/a"), await get("/files/b")]).toEqual(["b", "a"]);
	await fs.rename(files, "a", files, "b", 0);
	expect((await list("/files")).map(({ name }) => name)).toEqual(["b"]);
	expect(await get("/files/b")).toBe("b");
	// A file that is not committed yet takes the place of one that is.
	const handle = await create("/files/new");
	fs.write(handle, 0, Buffer.from("new"));
	await fs.rename(files, "new", files, "b", 0);
	await close(handle);
	expect(await get("/files/b")).toBe("new");
	await fs.mkdir(files, "d", 0o755);
	await close(await create("/files/d/x"));
	expect(await codeOf(() => fs.rmdir(files, "d"))).toBe("ENOTEMPTY");
	await fs.rename(files, "d", files, "e", 0);
	expect((await list("/files/e")).map(({ name }) => name)).toEqual(["x"]);
});

test("attributes: modes, times and sizes, with the bytes or at once", async () => {
	const handle = await create("/files/a");
	const node = await at("/files/a");
	fs.write(handle, 0, Buffer.from("hello"));
	await fs.setattr(node, { mtime: 1_000_001, mode: 0o100 });
	await close(handle);
	expect(await other.stat("/files/a")).toMatchObject({ mtime: 1_000_001, mode: 0o100 });
	await fs.setattr(node, { size: 2 });
	expect(await get("/files/a")).toBe("he");
	expect(await codeOf(() => fs.setattr(node, { uid: 7 }))).toBe("EPERM");
	await fs.setattr(node, { mtime: 5, mode: 0o4755 });
	expect((await fs.getattr(node, undefined)).attributes).toMatchObject({ mtime: 5, mode: 0o104755 });
});

test("FIFOs live in memory: listed, renamed, changed, removed", async () => {
	const files = await at("/files");
	await fs.mknod(files, "p", 0o010644);
	await fs.setattr(await at("/files/p"), { mode: 0o600 });
	await fs.rename(files, "p", files, "q", 0);
	expect((await list("/files")).map(({ name, attributes }) => [name, attributes.mode])).toEqual([["q", 0o010600]]);
	await put("/files/a", "a");
	await fs.rename(files, "q", files, "a", 0);
	await put("/files/b", "b");
	await fs.rename(files, "b", files, "a", 0);
	expect(await get("/files/a")).toBe("b");
	expect(await codeOf(() => fs.mknod(files, "n", 0o020644))).toBe("EPERM");
});

test("what others write is read by who opens the file after, or reads on", async () => {
	await put("/files/a", "one");
	await rewrite("/files/a", "two");
	await other.write("/files/a", "three", DO);
	expect(await get("/files/a")).toBe("three");
	expect((await fs.getattr(await at("/files/a"), undefined)).attributes.size).toBe(5);
});

test("extended attributes are kept with the file, with its bytes or at once, and undone; what the desk knows is read-only", async () => {
	const handle = await create("/notes/a.md");
	const node = await at("/notes/a.md");
	fs.write(handle, 0, Buffer.from("# Title\n\n#tag #other\n"));
	await fs.setxattr(node, "user.one", Buffer.from("1"), 0);
	await close(handle);
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
	await fs.unlink(await at("/notes"), "a.md");
	await other.change([{ op: "remove", path: "/trash/a.md" }], DO);
	await undo(other, undefined, DO);
	const revived = await at("/trash/a.md");
	expect(Buffer.from(await fs.getxattr(revived, "user.one")).toString()).toBe("1");
	expect((await fs.getattr(revived, undefined)).attributes.atime).toBe(5);
});

const newest = (path: string) => desk.store.log.ofPath(path).at(-1);

test.each(["/files/a.md", "/notes/a.md"])(
	"a save past a backup, and one through a temporary file, is the next revision: %s",
	async (path) => {
		await put(path, "one\n");
		const { inode, revision } = await other.stat(path);
		const folder = await at(path.slice(0, path.lastIndexOf("/")));
		const before = sets();
		await fs.rename(folder, "a.md", folder, "a.md~", 0);
		expect(await codeOf(() => at(path))).toBe("ENOENT");
		expect(await get(`${path}~`)).toBe("one\n");
		await put(path, "two\n");
		expect([await get(path), await get(`${path}~`), sets()]).toEqual(["two\n", "one\n", before + 1]);
		await fs.unlink(folder, "a.md~");
		await put(path.replace("a.md", ".a.md.Xy12Zw"), "three\n");
		expect(sets()).toBe(before + 1);
		await fs.rename(folder, ".a.md.Xy12Zw", folder, "a.md", 0);
		expect(sets()).toBe(before + 2);
		expect(await other.stat(path)).toMatchObject({ inode, revision: revision + 2 });
		expect(newest(path)?.op).toBe("write");
		expect((await list(path.slice(0, path.lastIndexOf("/")))).map(({ name }) => name)).toEqual(["a.md"]);
	},
);

test("a backup whose file does not come again is a rename, or a removal; one that comes back is nothing", async () => {
	await put("/files/a", "one");
	const files = await at("/files");
	const before = sets();
	await fs.rename(files, "a", files, "a~", 0);
	await fs.rename(files, "a~", files, "a", 0);
	expect([sets(), await get("/files/a")]).toEqual([before, "one"]);
	await fs.rename(files, "a", files, "a.tmp", 0);
	// Writing to it shows that it is meant to stay.
	await rewrite("/files/a.tmp", "two");
	expect(Buffer.from(await other.readAll("/files/a.tmp")).toString()).toBe("two");
	await fs.rename(files, "a.tmp", files, "b", 0);
	await fs.rename(files, "b", files, "b~", 0);
	await fs.unlink(files, "b~");
	expect((await other.readdir("/trash")).map(({ origin }) => origin)).toEqual(["/files/b"]);
});

test("a closed temporary file is committed when the mount ends, if not before", async () => {
	const before = sets();
	await put("/files/x.tmp", "text");
	expect([sets(), await get("/files/x.tmp")]).toEqual([before, "text"]);
	await fs.destroy();
	expect(Buffer.from(await other.readAll("/files/x.tmp")).toString()).toBe("text");
});

test("the kernel is told what other processes change, and an open file shows it", async () => {
	const told: string[] = [];
	const store = await Store.open(desk.home);
	const elsewhere = new Vfs(store, mounts, "user");
	const watching = new FileSystem(vfs, {
		owner: { uid: 0, gid: 0 },
		notifier: {
			invalidateNode: (node, offset) => told.push(`node ${node} ${offset}`),
			invalidateEntry: (parent, name) => told.push(`entry ${parent} ${name}`),
		},
		report() {},
	});
	try {
		await elsewhere.write("/files/a", "one", DO);
		const files = (await watching.lookup(1, "files")).node;
		const { node } = await watching.lookup(files, "a");
		const { handle } = await watching.open(node, 0);
		await elsewhere.write("/files/a", "three", DO);
		await elsewhere.write("/files/b", "new", DO);
		await expect.poll(() => told).toContain(`entry ${files} b`);
		expect(told).toContain(`node ${node} 0`);
		expect(Buffer.from(watching.read(handle, 0, 10)).toString()).toBe("three");
		told.length = 0;
		// What is done through the mount, the kernel knows.
		const made = await watching.create(files, "c", 0o644);
		await watching.flush(made.opened.handle);
		await watching.release(made.opened.handle);
		await elsewhere.write("/files/d", "", DO);
		await expect.poll(() => told).toContain(`entry ${files} d`);
		expect(told).not.toContain(`entry ${files} c`);
	} finally {
		await watching.destroy();
		store.close();
	}
});

test("a listing that is read on after a change leads nowhere that is old", async () => {
	for (const name of ["a", "b", "c"]) await put(`/files/${name}`, name);
	const files = await at("/files");
	const { handle } = fs.opendir(files);
	const seen: DirectoryEntry[] = [];
	await fs.readdir(handle, 0, true, (entry) => seen.length < 3 && seen.push(entry) > 0);
	await fs.rename(files, "c", files, "z", 0);
	await fs.readdir(handle, 3, true, (entry) => seen.push(entry) > 0);
	fs.releasedir(handle);
	expect(seen.map(({ name }) => name)).toEqual([".", "..", "a", "b", "c"]);
	expect(seen.at(-1)?.node).toBe(0);
	expect(await get("/files/z")).toBe("c");
});

test("what a program has emptied is committed when it closes the file, whoever reads on", async () => {
	await put("/files/log", "text");
	const node = await at("/files/log");
	const reader = await fs.open(node, 0);
	const { handle } = await fs.open(node, O_WRONLY | O_TRUNC);
	await close(handle);
	expect(await other.stat("/files/log")).toMatchObject({ size: 0 });
	await close(reader.handle);
});
