import { chmodSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Twin } from "../../test/support/oracle.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({ "a file.md": Buffer.from("hello"), empty: Buffer.alloc(0), "sub/x": Buffer.from("hello") });
	const vfs = await twin.desk.vfs();
	for (const [name, mode] of [
		["a file.md", 0o640],
		["empty", 0o400],
		["sub", 0o755],
	] as const) {
		const at = 1_700_000_000.25;
		utimesSync(join(twin.folder, "files", name), at, at);
		chmodSync(join(twin.folder, "files", name), mode);
		await vfs.change([{ op: "setattr", path: `/files/${name}`, mtime: at * 1_000_000, mode }], { cause: "test" });
	}
	vfs.store.close();
});
afterAll(() => twin.remove());

const json = async (...argv: string[]) => JSON.parse(await twin.desk.ok("stat", "--json", ...argv));

describe("-c as GNU stat", () => {
	test.each([
		"%n",
		"%N",
		"%F",
		"%a",
		"%A",
		"%Y",
		"%y",
		"%%",
		"%n: %a %F%%",
		"[%15n]",
		"[%-15n]",
		"[%6a]",
		"[%06a]",
		"[%-6a]",
		"plain",
		"",
	])("%s", async (format) => {
		const gnu = twin.gnu(["stat", "-c", format, "files/a file.md", "files/empty", "files/sub"]);
		expect(await twin.desk.ok("stat", "-c", format, "files/a file.md", "files/empty", "files/sub")).toBe(gnu.stdout);
	});

	test("%s and %h of files, --printf", async () => {
		for (const argv of [
			["-c", "%s %h"],
			["-c", "[%8s] [%-8s] [%08s]"],
			["--printf", "%s\\t%n\\n"],
			["--printf", "%s"],
		]) {
			expect(await twin.desk.ok("stat", ...argv, "files/a file.md", "files/empty")).toBe(
				twin.gnu(["stat", ...argv, "files/a file.md", "files/empty"]).stdout,
			);
		}
	});

	test("%i is the inode, %W and %Z whole seconds", async () => {
		const { inode, birth, ctime } = await json("/files/empty");
		const seconds = (iso: string) => Math.floor(Date.parse(iso) / 1000);
		expect(await twin.desk.ok("stat", "-c", "%i %W %Z", "/files/empty")).toBe(
			`${inode} ${seconds(birth)} ${seconds(ctime)}\n`,
		);
	});

	test("an unknown directive is refused", async () => {
		const got = await twin.desk.run(["stat", "-c", "%q", "/files/empty"]);
		expect(got).toMatchObject({ status: 2, stdout: "" });
		expect(got.stderr).toContain("there is no %q");
	});
});

test("--json is the full record", async () => {
	const record = await json("/files/a file.md");
	expect(record).toEqual({
		path: "/files/a file.md",
		name: "a file.md",
		kind: "file",
		size: 5,
		mtime: "2023-11-14T22:13:20.250Z",
		mode: "0640",
		revision: 2,
		inode: expect.any(Number),
		ctime: expect.stringMatching(/Z$/),
		birth: expect.stringMatching(/Z$/),
		view: false,
		origin: null,
		hash: expect.stringMatching(/^[0-9a-f]{64}$/),
		tags: [],
	});
	// Equal content, equal hash; another content, another hash.
	expect((await json("/files/sub/x")).hash).toBe(record.hash);
	expect((await json("/files/empty")).hash).not.toBe(record.hash);
	expect(await json("/files/sub")).toMatchObject({ kind: "directory", hash: null, origin: null });
});

test("in /trash it says where it was deleted from", async () => {
	await twin.desk.put("/files/gone", "x");
	const before = await json("/files/gone");
	const vfs = await twin.desk.vfs();
	await vfs.change([{ op: "remove", path: "/files/gone" }], { cause: "test" });
	vfs.store.close();
	const after = await json("/trash/gone");
	expect(after).toMatchObject({ origin: "/files/gone", inode: before.inode, birth: before.birth, hash: before.hash });
	expect(await twin.desk.ok("stat", "/trash/gone")).toContain("Deleted from: /files/gone\n");
});

test("the block for people", async () => {
	const text = await twin.desk.ok("stat", "/files/a file.md");
	expect(text).toMatch(
		/^ {8}Path: \/files\/a file\.md\n {8}Kind: file\n {8}Size: 5\n {8}Mode: 0640 \(-rw-r-----\)\n {4}Revision: 2\n {7}Inode: \d+\n {4}Modified: 2023-11-14 22:13:20\.250000000 \+0000\n/,
	);
	expect(await twin.desk.ok("stat", "/files/sub")).not.toMatch(/Size|Hash/);
});

test("a missing path is reported, the others are shown", async () => {
	const got = await twin.desk.run(["stat", "-c", "%s", "/files/none", "/files/empty"]);
	expect(got).toMatchObject({ status: 3, stdout: "0\n" });
	expect((await twin.desk.run(["stat"])).status).toBe(2);
});
