import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { undo, type Vfs } from "../../src/vfs/index.ts";
import { type Built, buildProgram } from "../../test/support/built.ts";
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

const names = async (path: string) => (await vfs.readdir(path)).map((stat) => stat.name);

describe("rm", () => {
	test("goes to /trash; from /trash for good, and the log keeps it", async () => {
		await desk.put("/notes/a.md", "# A\n");
		await desk.ok("rm", "/notes/a.md");
		expect(await names("/trash")).toEqual(["a.md"]);
		await desk.ok("rm", "/trash/a.md");
		expect(await names("/trash")).toEqual([]);
		await undo(vfs, undefined, { cause: "undo" });
		expect(await names("/trash")).toEqual(["a.md"]);
		await desk.ok("rm", "-rf", "/trash/a.md");
	});

	test("the same name again and again, even the longest", async () => {
		for (const name of ["x".repeat(255), `${"é".repeat(126)}.md`, `a.${"e".repeat(253)}`, "a.tar.gz"]) {
			for (let count = 0; count < 3; count++) {
				await desk.put(`/files/${name}`, String(count));
				await desk.ok("rm", `/files/${name}`);
			}
		}
		const kept = await names("/trash");
		expect([kept.length, new Set(kept).size]).toEqual([12, 12]);
		expect(kept).toEqual(
			expect.arrayContaining(["a.tar.gz", "a.tar (2).gz", `${"x".repeat(251)} (2)`, `${"é".repeat(124)} (3).md`]),
		);
		expect(Math.max(...kept.map((name) => Buffer.byteLength(name)))).toBe(255);
		await desk.ok("rm", ...kept.map((name) => `/trash/${name}`));
	});

	test("a directory out of /trash goes in small change sets, which one undo takes back", async () => {
		const content = await vfs.stage("x");
		const files = Array.from({ length: 1100 }, (_, n) => ({
			op: "write" as const,
			path: `/files/big/${n % 7}/${n}`,
			content,
		}));
		await vfs.change(
			[
				...Array.from({ length: 7 }, (_, n) => ({ op: "mkdir" as const, path: `/files/big/${n}`, parents: true })),
				...files,
			],
			{ cause: "t" },
		);
		await desk.ok("rm", "-r", "/files/big");
		expect(await names("/files")).not.toContain("big");
		expect((await desk.run(["rm", "/trash/big"])).status).toBe(1);
		await desk.ok("rm", "-r", "/trash/big");
		expect(await names("/trash")).toEqual([]);
		const sets = vfs.store.database
			.all<{ n: number }>("SELECT count(*) AS n FROM change GROUP BY change_set ORDER BY change_set DESC LIMIT 3")
			.map((row) => row.n);
		expect(sets.sort((a, b) => a - b)).toEqual([108, 500, 500]);
		await undo(vfs, undefined, { cause: "undo" });
		expect(await names("/trash/big/6")).toHaveLength(157);
		await desk.ok("rm", "-r", "/trash/big");
	});

	test("the root, mounts and views are refused, with -rf too", async () => {
		await desk.put("/notes/stays.md", "x");
		for (const [path, what] of [
			["/", "the root of the tree cannot be removed"],
			["/notes/..", "the root of the tree cannot be removed"],
			["/notes", "/notes is a mount and cannot be removed"],
			["/trash/", "/trash is a mount and cannot be removed"],
			["/strict/views", "this is a view and cannot be removed"],
			["/strict/views/small.md", "this is a view and cannot be removed"],
		] as const) {
			const { status, stderr } = await runStrict(desk, ["rm", "-rf", path]);
			expect([path, status, stderr]).toEqual([path, 4, expect.stringContaining(what)]);
			expect((await runStrict(desk, ["rmdir", path])).status, path).toBe(4);
		}
		expect(await names("/notes")).toContain("stays.md");
	});

	test("statuses: 3 for what is not there, of several the first failure's", async () => {
		await desk.put("/files/one", "1");
		expect((await desk.run(["rm", "/files/none"])).status).toBe(3);
		expect((await desk.run(["rm", "-f", "/files/none"])).status).toBe(0);
		expect((await desk.run(["rm", "/nomount/x"])).status).toBe(3);
		expect((await desk.run(["rm", "-f", "/files/one/below"])).status).toBe(0);
		const { status, stderr } = await desk.run(["rm", "/files/none", "/files/one", "/notes"]);
		expect([status, stderr.trim().split("\n").length]).toEqual([3, 2]);
		expect((await desk.run(["rm"])).status).toBe(2);
	});
});

describe("rm -i", () => {
	let built: Built;
	beforeAll(async () => {
		built = await buildProgram();
	});
	afterAll(() => built.remove());

	test("without a terminal: refused", async () => {
		await desk.put("/files/asked", "x");
		expect((await desk.run(["rm", "-i", "/files/asked"])).status).toBe(2);
		expect(await names("/files")).toContain("asked");
	});

	test.skipIf(spawnSync("script", ["--version"]).error !== undefined)(
		"on a terminal: asks, and takes only yes for yes",
		async () => {
			await desk.put("/files/asked", "x");
			const no = await built.onTerminal(desk.home, ["rm", "-i", "/files/asked"], "maybe\n");
			expect([no.status, no.output]).toEqual([0, expect.stringContaining("Remove the file /files/asked? [y/N]")]);
			expect(await names("/files")).toContain("asked");
			expect((await built.onTerminal(desk.home, ["rm", "-i", "/files/asked"], "y\n")).status).toBe(0);
			expect(await names("/files")).not.toContain("asked");
			for (const name of ["1", "2", "3", "4"]) await desk.put(`/files/asked-${name}`, "x");
			const four = ["1", "2", "3", "4"].map((name) => `/files/asked-${name}`);
			const kept = await built.onTerminal(desk.home, ["rm", "-I", ...four], "n\n");
			expect([kept.status, kept.output]).toEqual([0, expect.stringContaining("remove 4 paths?")]);
			expect(await names("/files")).toContain("asked-1");
			expect((await built.onTerminal(desk.home, ["rm", "-I", ...four], "yes\n")).status).toBe(0);
			expect(await names("/files")).not.toContain("asked-1");
		},
	);
});
