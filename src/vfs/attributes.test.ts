import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeStore, seeds } from "../../test/support/store.ts";
import { erase, isScratch, isTemporary, undo, Vfs } from "./index.ts";

let desk: Awaited<ReturnType<typeof makeStore>>;
let vfs: Vfs;
beforeEach(async () => {
	desk = await makeStore({ memory: true });
	vfs = new Vfs(desk.store, mounts, "user");
	await vfs.write("/files/a", "text", DO);
});
afterEach(() => desk.remove());

const DO = { cause: "test" };
const path = "/files/a";

const stateOf = async () => {
	const { inode, mode, mtime, atime } = await vfs.stat(path);
	const attributes = [...vfs.inodes.attributes(inode)].map(([name, value]) => [name, value.toString("hex")]);
	return { mode, mtime, atime, attributes };
};

const name = fc.constantFrom("user.a", "user.b", "user.c");
const change = fc.record(
	{
		mode: fc.constantFrom(0o600, 0o4755),
		mtime: fc.integer({ min: -1e15, max: 1e15 }),
		atime: fc.option(fc.integer({ min: -1e15, max: 1e15 })),
		attributes: fc.dictionary(name, fc.option(fc.uint8Array({ maxLength: 40 }))),
	},
	{ requiredKeys: [] },
);

test("undo takes back whatever was set, in any order of settings", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
			const states = [];
			for (const one of changes) {
				const before = await stateOf();
				const { set } = await vfs.change([{ op: "setattr", path, ...one }], DO);
				if (set !== undefined) states.push({ before, set: set.id });
				else expect(await stateOf()).toEqual(before);
			}
			for (const { before, set } of states.toReversed()) {
				await undo(vfs, set, DO);
				expect(await stateOf()).toEqual(before);
			}
		}),
		{ numRuns: 25 * seeds },
	);
});

test("a request that changes nothing is told by ctime alone", async () => {
	const before = await vfs.stat(path);
	expect(await vfs.change([{ op: "setattr", path, mode: before.mode }], DO)).toEqual({ changes: [] });
	const after = await vfs.stat(path);
	expect(after).toEqual({ ...before, ctime: after.ctime });
	expect(after.ctime).toBeGreaterThan(before.ctime);
});

test("extended attributes go with their file, and for good with erase", async () => {
	const { inode } = await vfs.stat(path);
	await vfs.change([{ op: "setattr", path, attributes: { "user.a": Buffer.from("private") } }], DO);
	await vfs.change([{ op: "rename", path, to: "/files/b" }], DO);
	expect(vfs.inodes.attributes(inode).get("user.a")?.toString()).toBe("private");
	await erase(vfs, "/files/b", { dryRun: false });
	expect(vfs.inodes.attributes(inode).size).toBe(0);
	const left = desk.store.database.all<{ detail: string | null }>("SELECT detail FROM change");
	expect(JSON.stringify(left)).not.toContain(Buffer.from("private").toString("base64"));
	expect(desk.store.log.verify().problems).toEqual([]);
});

test("reserved numbers are nobody else's", async () => {
	const first = await vfs.inodes.reserve(10);
	await vfs.write("/files/b", "", DO);
	expect((await vfs.stat("/files/b")).inode).toBe(first + 10);
	await vfs.change([{ op: "write", path: "/files/c", content: await vfs.stage("c"), inode: first + 3 }], DO);
	expect((await vfs.stat("/files/c")).inode).toBe(first + 3);
});

test.each([
	["sedAbC12x", true],
	[".a.md.Xy12Zw", true],
	["a.txt.AbCdEf", true],
	[".goutputstream-A1B2C3", true],
	["a.md___jb_tmp___", true],
	["lu1a2b3.tmp", true],
	["a.md.tmp.1234", true],
	["tmpab12cd_x", true],
	["tmpab12cd_x.md", true],
	["tmp.Ab12Cd34Ef", true],
	["XXRpZ2Ce", true],
	["5F3A1B00", true],
	["report01", false],
	["TaskList", false],
	["README_1", false],
	["20261121", false],
	["tmp-notes.txt", false],
	["tmpfiles.txt", false],
	["shopping", false],
	["Shopping", false],
	["a.md", false],
	["sedative", false],
	["archive.tar.gz", false],
	["photo.backup", false],
	[".bashrc.backup", false],
	["notes.tmpl", false],
	["Makefile", false],
])("a temporary file's name: %s %s", (text, expected) => {
	expect([isTemporary(text), isScratch(text)]).toEqual([expected, false]);
});
