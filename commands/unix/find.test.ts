import { utimesSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Twin } from "../../test/support/oracle.ts";

const DAY = 86_400;
/** Name, size, age in seconds. */
const FILES: readonly (readonly [string, number, number])[] = [
	["a.md", 10, 30],
	["b.MD", 0, 90],
	["A.txt", 1, DAY / 2],
	["long.log", 1025, 1.5 * DAY],
	["sub/a.md", 512, 2.5 * DAY],
	["sub/.hidden", 513, 3.5 * DAY],
	["sub/deep/x[1].md", 1024, 30 * DAY],
	["sub/deep/er/ünï 漢字.md", 4096, 1],
	["sub/deep/er/new\nline", 5, 10 * DAY],
	["sub/a+b{2}.c", 300_000, 600],
	["other/*star?", 2_000_000, 5.5 * 60],
	[".dot/file", 3, 4.5 * 60],
	["other/back\\slash", 7, 59.5 * 60],
];

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make(Object.fromEntries(FILES.map(([name, size]) => [name, Buffer.alloc(size, "x")])));
	const now = Date.now() / 1000;
	const vfs = await twin.desk.vfs();
	for (const [name, , age] of FILES) {
		const at = Math.round(now - age);
		utimesSync(join(twin.folder, "files", name), at, at);
		await vfs.change([{ op: "setattr", path: `/files/${name}`, mtime: at * 1_000_000 }], { cause: "test" });
	}
	vfs.store.close();
});
afterAll(() => twin.remove());

/** The order of a directory is its file system's own affair. */
const sorted = (text: string) => text.split(/[\n\0]/).sort();

async function same(...words: string[]): Promise<void> {
	const got = await twin.desk.run(["find", ...words]);
	const gnu = twin.gnu(["find", ...words]);
	expect({ words, status: got.status, found: sorted(got.stdout) }).toEqual({
		words,
		status: gnu.status,
		found: sorted(gnu.stdout),
	});
}

const TESTS: readonly string[][] = [
	...[
		"*.md",
		"a*",
		"*",
		".*",
		"?.*",
		"[aA].*",
		"[!a]*",
		"x\\[1\\].md",
		"x[[]1].md",
		"*\\**",
		"*[[:space:]]*",
		"*漢*",
		"sub",
		"*.m?",
		"back\\\\slash",
		"[",
		"",
	].map((glob) => ["-name", glob]),
	...["A*", "*.MD", "[A-B]*", "*ÜN*"].map((glob) => ["-iname", glob]),
	...["files/sub/*", "*/deep*", "*.md", "files/*/a.md", "sub/*", "files/?*/[!a]*"].map((glob) => ["-path", glob]),
	["-ipath", "*/SUB/*"],
	["-wholename", "files/sub"],
	...[
		".*\\.md",
		".*/a.*",
		"a\\.md",
		".*\\(log\\|txt\\)",
		".*(log|txt)",
		".*{2}.*",
		".*a+b.*",
		".*\\+.*",
		"files/[a-z]*",
		".*[])]",
		".*/\\w+\\.\\w+",
		"[^.]*",
		".*[0-9]+.*",
	].map((regex) => ["-regex", regex]),
	["-iregex", ".*\\.MD"],
	["-regextype", "posix-extended", "-regex", ".*(log|txt)"],
	["-regextype", "posix-extended", "-regex", ".*l{1,2}.*"],
	["-regextype", "posix-basic", "-regex", ".*\\(log\\)"],
	["-regextype", "grep", "-regex", ".*x\\{2\\}.*"],
	["-type", "f"],
	["-type", "d"],
	["-type", "f,d"],
	["-type", "l"],
	...[
		"0",
		"1",
		"+0",
		"-1",
		"1c",
		"10c",
		"+512c",
		"-513c",
		"1k",
		"+1k",
		"-2k",
		"1M",
		"+1M",
		"-1M",
		"1G",
		"2b",
		"3",
		"5w",
		"+4000b",
	].map((size) => ["-type", "f", "-size", size]),
	...["0", "1", "2", "+0", "+1", "+2", "-1", "-2", "-4", "3", "+29", "30"].map((days) => [
		"-type",
		"f",
		"-mtime",
		days,
	]),
	...["1", "2", "5", "6", "+5", "-5", "-1", "+60", "60", "-60", "+5.2", "-0.4"].map((minutes) => [
		"-type",
		"f",
		"-mmin",
		minutes,
	]),
	["-type", "f", "-newer", "files/A.txt"],
	["-type", "f", "!", "-newer", "files/sub/a.md"],
	["-type", "f", "-empty"],
	["-true"],
	["-false"],
	["-maxdepth", "1"],
	["-maxdepth", "0"],
	["-mindepth", "2"],
	["-mindepth", "1", "-maxdepth", "2"],
	["-name", "sub", "-prune", "-o", "-print"],
	["-path", "*/deep", "-prune", "-o", "-type", "f", "-print"],
	["-name", "deep", "-prune"],
	["-depth", "-name", "sub", "-prune", "-o", "-print"],
	["-type", "f", "-print0"],
	["-name", "a.md", "-print", "-print"],
	["-name", "nothing"],
	["-name", "a*", "-print", ",", "-type", "d"],
	["-type", "f", "-print", ",", "-name", "sub", "-o", "-name", "other", "-print"],
	["!", "-name", "a*", ",", "-type", "f"],
];

describe("as GNU find", () => {
	test.each(TESTS.map((words) => ({ shown: words.join(" "), words })))("$shown", async ({ words }) => {
		await same("files", ...words);
	});

	test("paths, as typed", async () => {
		await same("files/sub");
		await same("files/sub/");
		await same("files/sub/", "files/other", "-name", "*a*");
		await same("./files", "-type", "f");
		await same("files/a.md");
		await same("files/a.md", "-name", "a.md");
		await same("-name", "a.md");
		await same("files/sub/.", "-name", ".");
		await same(".", "-name", ".");
	});

	const NAMES = [
		["-name", "*a*"],
		["-name", ".*"],
		["-path", "*/sub/*"],
	];
	const OTHERS = [
		["-type", "d"],
		["-type", "f"],
		["(", "-type", "f", "-size", "+1k", ")"],
		["(", "-type", "f", "-mtime", "-1", ")"],
		["-prune"],
		["-true"],
		["-false"],
	];
	/** Any expression of these, without the comma: GNU find 4.9 itself goes wrong where its optimizer reorders an `-o` list beside one. */
	const expressionsOf = (...leaves: string[][]) =>
		fc.letrec<{ expression: string[] }>((tie) => ({
			expression: fc.oneof(
				{ maxDepth: 4, withCrossShrink: true },
				fc.constantFrom(...leaves),
				fc
					.tuple(tie("expression"), fc.constantFrom("-o", "-a", "-and", "-or", ""), tie("expression"))
					.map(([left, joint, right]) => [...left, ...(joint === "" ? [] : [joint]), ...right]),
				tie("expression").map((inner) => ["(", ...inner, ")"]),
				tie("expression").map((inner) => ["!", ...inner]),
			),
		})).expression;
	// It also asks for a name before an action to the left of it: `-print -name a -name a -o -name a` prints no a. Not where names are grouped.
	const grouped = NAMES.map((words) => ["(", ...words, "-type", "f,d", ")"]);
	test.each([
		["tests", expressionsOf(...NAMES, ...OTHERS)],
		["tests and actions", expressionsOf(...grouped, ...OTHERS, ["-print"], ["-print0"])],
	])("any expression: %s", async (_, expression) => {
		await fc.assert(
			fc.asyncProperty(expression, async (words) => await same("files", ...words)),
			{ numRuns: 120 },
		);
	});
});

test.each([
	["-nmae", "x"],
	["-name"],
	["(", "-true"],
	["-true", ")"],
	["-o", "-true"],
	["-true", "-o"],
	["!"],
	["-size", "x"],
	["-type", "q"],
	["-mtime", "1k"],
	["-maxdepth", "-1"],
	["-name", "x", "files"],
	["-regextype", "perl", "-regex", "x"],
	["-regex", "\\(x"],
	["-delete", "-name", "x", "-prune"],
	["(", ")"],
])("%s %s is refused", async (...words) => {
	const got = await twin.desk.run(["find", "files", ...words]);
	expect({ status: got.status, stdout: got.stdout }).toEqual({ status: 2, stdout: "" });
	expect(got.stderr).toMatch(/^desk: find: .+; .+\n$/);
	expect(twin.gnu(["find", "files", ...words]).status).not.toBe(0);
});

test("parents come first, with -depth last; names in byte order", async () => {
	expect(await twin.desk.ok("find", "/files/sub/deep", "-type", "d")).toBe("/files/sub/deep\n/files/sub/deep/er\n");
	expect(await twin.desk.ok("find", "/files/sub/deep", "-depth", "-type", "d")).toBe(
		"/files/sub/deep/er\n/files/sub/deep\n",
	);
});

test("a missing path is reported, the others are searched", async () => {
	const got = await twin.desk.run(["find", "/files/none", "/files/sub/deep", "-type", "d"]);
	expect(got).toMatchObject({ status: 3, stdout: "/files/sub/deep\n/files/sub/deep/er\n" });
	expect(got.stderr).toMatch(/^desk: \/files\/none: /);
	expect((await twin.desk.run(["find", "/files", "-newer", "/files/none"])).status).toBe(3);
});

test("-quit ends the search", async () => {
	expect(await twin.desk.ok("find", "/files", "-name", "*.md", "-print", "-quit")).toBe("/files/a.md\n");
});

test("--json prints nodes; --null and a terminal", async () => {
	const [node] = (await twin.desk.ok("find", "files", "-name", "x*", "--json"))
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(node).toMatchObject({ path: "/files/sub/deep/x[1].md", name: "x[1].md", kind: "file", size: 1024 });
	expect(await twin.desk.ok("find", "files/sub/deep/er", "-type", "f", "--null")).toBe(
		"files/sub/deep/er/new\nline\0files/sub/deep/er/ünï 漢字.md\0",
	);
	expect((await twin.desk.run(["find", "/files", "-name", "new*"], { columns: 80 })).stdout).toBe(
		"/files/sub/deep/er/new\\x0aline\n",
	);
});

test("a name that is not UTF-8 goes out as its bytes", async () => {
	const vfs = await twin.desk.vfs();
	await vfs.write("/files/odd/a\udcff", "x", { cause: "test", parents: true });
	vfs.store.close();
	expect((await twin.desk.run(["find", "/files/odd", "-name", "a?"])).bytes).toEqual(
		Buffer.from("/files/odd/a\xff\n", "latin1"),
	);
	expect(JSON.parse(await twin.desk.ok("find", "/files/odd/", "--json", "-type", "f")).path).toBe("/files/odd/a\udcff");
	await twin.desk.ok("find", "/files/odd", "-delete");
});

test("-tag finds tagged files", async () => {
	await twin.desk.put("/notes/t/one.md", "---\ntags: [urgent]\n---\nx\n");
	await twin.desk.put("/notes/t/two.md", "x\n");
	const vfs = await twin.desk.vfs();
	const { inode } = await vfs.stat("/notes/t/one.md");
	await vfs.store.database.write(() =>
		vfs.store.database.run("INSERT OR IGNORE INTO tag (node, tag) VALUES (?, 'urgent')", inode),
	);
	vfs.store.close();
	expect(await twin.desk.ok("find", "/notes", "-tag", "urgent")).toBe("/notes/t/one.md\n");
	expect(await twin.desk.ok("find", "/notes/t", "-type", "f", "!", "-tag", "#urgent")).toBe("/notes/t/two.md\n");
});

describe("-delete", () => {
	beforeEach(async () => {
		for (const name of ["d/one.tmp", "d/two.md", "d/in/three.tmp", "d/in/er/four.tmp", "d/all/five.tmp"])
			await twin.desk.put(`/files/${name}`, "x");
	});
	const left = async () => (await twin.desk.ok("find", "/files/d", "-mindepth", "1")).trimEnd().split("\n");

	test("takes what matches, in one operation that undo brings back", async () => {
		const before = await left();
		expect(await twin.desk.ok("find", "/files/d", "-name", "*.tmp", "-delete")).toBe("");
		expect(await left()).toEqual(["/files/d/all", "/files/d/in", "/files/d/in/er", "/files/d/two.md"]);
		const vfs = await twin.desk.vfs();
		const operations = vfs.store.database.all<{ operation: number }>(
			"SELECT DISTINCT operation FROM change_set ORDER BY operation DESC LIMIT 1",
		);
		expect(
			vfs.store.log.setsOf(operations[0]?.operation ?? 0).flatMap((set) => vfs.store.log.changesOf(set.id)).length,
		).toBe(4);
		vfs.store.close();
		expect(before.length).toBe(8);
	});

	test("directories that it empties are empty", async () => {
		await twin.desk.ok(
			"find",
			"/files/d",
			"-mindepth",
			"1",
			"(",
			"-name",
			"*.tmp",
			"-o",
			"-type",
			"d",
			"-empty",
			")",
			"-print",
			"-delete",
		);
		expect(await left()).toEqual(["/files/d/two.md"]);
	});

	test("--dry-run says what it would do and does nothing", async () => {
		const before = await left();
		const said = await twin.desk.ok("find", "/files/d/in", "-delete", "--dry-run");
		expect(
			said
				.trimEnd()
				.split("\n")
				.map((line) => line.replace(/ → .*/, "")),
		).toEqual([
			"would rename /files/d/in/er/four.tmp",
			"would remove /files/d/in/er",
			"would rename /files/d/in/three.tmp",
			"would remove /files/d/in",
		]);
		expect(await left()).toEqual(before);
	});

	test("what cannot be deleted is reported, and the rest goes", async () => {
		const got = await twin.desk.run([
			"find",
			"/files/d",
			"-type",
			"d",
			"-name",
			"in",
			"-delete",
			"-o",
			"-name",
			"five.tmp",
			"-delete",
			"-print",
		]);
		expect(got).toMatchObject({ status: 1, stdout: "/files/d/all/five.tmp\n" });
		expect(got.stderr).toMatch(/^desk: \/files\/d\/in: the directory is not empty; /);
		expect((await twin.desk.run(["find", "/files", "-maxdepth", "0", "-delete"])).status).toBe(4);
	});

	test("more than one change set holds, and a directory at the end", async () => {
		const vfs = await twin.desk.vfs();
		const content = await vfs.stage("x");
		await vfs.change(
			[
				{ op: "mkdir", path: "/files/many" },
				...Array.from({ length: 1200 }, (_, i) => ({ op: "write" as const, path: `/files/many/${i}`, content })),
			],
			{ cause: "test" },
		);
		const count = () =>
			vfs.store.database.get<{ count: number }>("SELECT count(*) AS count FROM change_set")?.count ?? 0;
		const before = count();
		expect((await twin.desk.ok("find", "/files/many", "-delete", "--dry-run")).trimEnd().split("\n").length).toBe(1201);
		expect(count()).toBe(before);
		await twin.desk.ok("find", "/files/many", "-delete");
		expect(await vfs.find("/files/many")).toBeUndefined();
		expect(count() - before).toBe(3);
		const operations = new Set(
			vfs.store.database
				.all<{ operation: number }>("SELECT operation FROM change_set ORDER BY id DESC LIMIT 3")
				.map((row) => row.operation),
		);
		expect(operations.size).toBe(1);
		vfs.store.close();
	});
});
