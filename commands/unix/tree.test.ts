import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeAll(async () => {
	desk = await makeDesk();
	for (const name of ["a.md", "sub/b.md", "sub/deep/漢字.md", "sub/.hidden", "zoo/c", "new\nline"])
		await desk.put(`/files/t/${name}`, "12345");
});
afterAll(() => desk.remove());

// As tree 2.1.1 draws them, but that it also counts the root.
test("a drawing with a summary", async () => {
	expect(await desk.ok("tree", "/files/t")).toBe(
		[
			"/files/t",
			"├── a.md",
			"├── new\\x0aline",
			"├── sub",
			"│   ├── b.md",
			"│   └── deep",
			"│       └── 漢字.md",
			"└── zoo",
			"    └── c",
			"",
			"3 directories, 5 files",
			"",
		].join("\n"),
	);
});

test("-a, -d, -L, -f, -s, --charset", async () => {
	expect(await desk.ok("tree", "-a", "-f", "files/t/sub")).toBe(
		[
			"files/t/sub",
			"├── files/t/sub/.hidden",
			"├── files/t/sub/b.md",
			"└── files/t/sub/deep",
			"    └── files/t/sub/deep/漢字.md",
			"",
			"1 directory, 3 files",
			"",
		].join("\n"),
	);
	expect(await desk.ok("tree", "-d", "/files/t")).toBe(
		["/files/t", "├── sub", "│   └── deep", "└── zoo", "", "3 directories", ""].join("\n"),
	);
	expect(await desk.ok("tree", "-L", "1", "--charset", "ascii", "/files/t")).toBe(
		["/files/t", "|-- a.md", "|-- new\\x0aline", "|-- sub", "`-- zoo", "", "2 directories, 2 files", ""].join("\n"),
	);
	expect(await desk.ok("tree", "-s", "/files/t/zoo")).toBe(
		["/files/t/zoo", "└── [          5]  c", "", "0 directories, 1 file", ""].join("\n"),
	);
	expect(await desk.ok("tree", "-h", "/files/t/zoo")).toBe(
		["/files/t/zoo", "└── [   5]  c", "", "0 directories, 1 file", ""].join("\n"),
	);
});

test("--json: one object per node, parents first", async () => {
	const nodes = (await desk.ok("tree", "--json", "/files/t/sub"))
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(nodes.map(({ path, depth, kind, view }) => [path, depth, kind, view])).toEqual([
		["/files/t/sub", 0, "directory", false],
		["/files/t/sub/b.md", 1, "file", false],
		["/files/t/sub/deep", 1, "directory", false],
		["/files/t/sub/deep/漢字.md", 2, "file", false],
	]);
	expect(nodes[1]).toMatchObject({ name: "b.md", size: 5, revision: 1, mode: "0644" });
});

test("a missing path is reported, the others are drawn; -L must be above 0", async () => {
	const got = await desk.run(["tree", "/files/none", "/files/t/zoo", "/files/t/a.md"]);
	expect(got.status).toBe(3);
	expect(got.stdout).toBe("/files/t/zoo\n└── c\n/files/t/a.md\n\n0 directories, 2 files\n");
	expect((await desk.run(["tree", "-L", "0", "/files"])).status).toBe(2);
});

test("views are marked, and count for du only when named", async () => {
	const drawn = (await desk.ok("tree", "-L", "1", "/sys")).split("\n").slice(1, -3);
	expect(drawn.length).toBeGreaterThan(0);
	for (const line of drawn) expect(line).toMatch(/ \(view\)$/);
	expect(await desk.ok("tree", "/files")).not.toContain("(view)");
	expect(await desk.ok("du", "-b", "-s", "/sys")).toBe("0\t/sys\n");
});
