import { chmodSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Twin } from "../../test/support/oracle.ts";

const FILES: readonly (readonly [string, number])[] = [
	["a.md", 10],
	["B.md", 300],
	[".hidden", 5],
	["ünï.md", 7],
	["漢字.txt", 1536],
	["with space", 0],
	["trailing ", 1],
	["line\nbreak", 2],
	["sub/one", 1],
	["sub/two", 2],
	["sub/deep/three", 3],
	["sub/.dot/four", 4],
	["zoo/five", 2_000_000],
];

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make(Object.fromEntries(FILES.map(([name, size]) => [name, Buffer.alloc(size, "x")])));
	const vfs = await twin.desk.vfs();
	for (const [index, name] of [...FILES.map(([file]) => file), "sub", "sub/deep", "sub/.dot", "zoo"].entries()) {
		// Neither the order of names nor that of sizes; two are equal.
		const at = 1_700_000_000 + ((index * 7) % 12) * 3600;
		utimesSync(join(twin.folder, "files", name), at, at);
		const mode = /sub$|deep$|dot$|zoo$|two$/.test(name) ? 0o755 : 0o644;
		chmodSync(join(twin.folder, "files", name), mode);
		await vfs.change([{ op: "setattr", path: `/files/${name}`, mtime: at * 1_000_000, mode }], { cause: "test" });
	}
	vfs.store.close();
});
afterAll(() => twin.remove());

async function same(argv: string[]): Promise<void> {
	const got = await twin.desk.run(["ls", ...argv]);
	const gnu = twin.gnu(["ls", ...argv]);
	expect({ argv, status: got.status, stdout: got.stdout }).toEqual({ argv, status: gnu.status, stdout: gnu.stdout });
}

describe("in a pipe as GNU ls", () => {
	test.each([
		"files",
		"-A files",
		"-r files",
		"-t files",
		"-tr files",
		"-1 files",
		"-R files",
		"-RA files",
		"-Rr files",
		"-Rt files/sub",
		"-d files",
		"-d files/sub files/a.md",
		"files/sub files/zoo",
		"files/zoo files/sub files/a.md",
		"files/a.md",
		"files/sub/",
		"-F files",
		"-RF files/sub",
		"-X files",
		"-AXr files",
		"--sort=extension files",
		"--sort=time -r files",
		"--sort=version -A files",
		"--sort=width files",
		"--group-directories-first files",
		"--group-directories-first -r files",
		"--group-directories-first -t files",
		"-I *.md files",
		"-A --ignore=.h* -I z* files",
		"--hide=*.md files",
		"-A --hide=*.md files",
		"-B files",
		"--file-type files/sub",
		"-m -w 20 files/sub files/zoo",
		"-C -w 30 files/sub",
		"-N files",
		"-A files/sub files/sub/deep",
		"files/B.md files/a.md",
		"-r files/a.md files/B.md files/zoo files/sub",
	])("%s", async (line) => await same(line.split(" ")));

	test("-S of files (directories have no size here)", async () => {
		const files = FILES.map(([name]) => `files/${name}`);
		await same(["-S", ...files]);
		await same(["-Sr", ...files]);
	});
});

test("-a shows names with a dot, . and .. too; -A and --json leave these out", async () => {
	expect(await twin.desk.ok("ls", "-a", "/files/sub")).toBe(".\n..\n.dot\ndeep\none\ntwo\n");
	expect(await twin.desk.ok("ls", "-A", "/files/sub")).toBe(".dot\ndeep\none\ntwo\n");
	expect((await twin.desk.ok("ls", "-a", "--json", "/files/sub")).trim().split("\n")).toHaveLength(4);
});

test("nothing named: the mounts", async () => {
	const mounts = (await twin.desk.ok("ls")).trimEnd().split("\n");
	expect(mounts).toEqual(expect.arrayContaining(["files", "notes", "sys", "tasks", "trash"]));
	expect(mounts).toEqual([...mounts].sort());
	expect(await twin.desk.ok("ls", "/")).toBe(`${mounts.join("\n")}\n`);
});

test("-l: mode, revision, size, time, name", async () => {
	const lines = (await twin.desk.ok("ls", "-l", "/files/sub")).trimEnd().split("\n");
	expect(lines).toHaveLength(3);
	for (const line of lines)
		expect(line).toMatch(/^[d-]rw[x-]r-[x-]r-[x-] {2}\d {2}\d {2}2023-11-1[45] \d\d:\d\d {2}(deep|one|two)$/);
	const wide = (await twin.desk.ok("ls", "-lh", "/files")).split("\n");
	expect(wide.find((line) => line.endsWith("漢字.txt"))).toContain(" 1.5K ");
	expect(wide).toContainEqual(expect.stringMatching(/ {2}trailing $/));
	// Columns stand below each other.
	expect(new Set(wide.filter((line) => /^[d-]rw/.test(line)).map((line) => line.search(/2023-/))).size).toBe(1);
});

test("dates in a style, and what else stands for -l", async () => {
	const times = async (...words: string[]) => {
		const [ours, gnu] = [
			(await twin.desk.run(["ls", ...words, "files/sub"])).stdout,
			twin.gnu(["ls", ...words, "files/sub"]).stdout,
		];
		return [ours, gnu].map((text) => text.match(/(?:2023-|<).*$/gm) ?? []);
	};
	for (const words of [
		["--full-time"],
		["-l", "--time-style=long-iso"],
		["-l", "--time-style=+<%s>"],
		["-g", "--time-style=full-iso"],
		["-og", "--time-style=long-iso"],
		["-n", "--time-style=long-iso"],
	]) {
		const [ours = [], gnu = []] = await times(...words);
		expect(ours.map((line) => line.replace(/ {2}(?=\w+$)/, " "))).toEqual(gnu);
	}
	expect((await twin.desk.run(["ls", "-l", "--time-style=none"])).stderr).toContain("is no style of dates");
});

test("-L shows what links lead to", async () => {
	await twin.desk.ok("ln", "-s", "one", "/files/sub/to-one");
	expect(await twin.desk.ok("ls", "-F", "/files/sub")).toContain("to-one@\n");
	expect(await twin.desk.ok("ls", "-LF", "/files/sub")).toContain("to-one\n");
	expect(await twin.desk.ok("ls", "-Ll", "/files/sub/to-one")).toMatch(/^-rw\S+ .* \/files\/sub\/to-one$/m);
	await twin.desk.ok("rm", "/files/sub/to-one");
});

test("a missing path among others: status 3 and the rest listed", async () => {
	const got = await twin.desk.run(["ls", "files/none", "files/sub/deep", "nomount/x", "files/a.md"]);
	expect(got.stdout).toBe("files/a.md\n\nfiles/sub/deep:\nthree\n");
	expect(got.status).toBe(3);
	expect(got.stderr.trimEnd().split("\n")).toEqual([
		expect.stringMatching(/^desk: \/files\/none: /),
		expect.stringMatching(/^desk: \/nomount\/x: /),
	]);
});

test("-0 ends names in NUL, and gives whole paths of several directories", async () => {
	expect(await twin.desk.ok("ls", "-0", "/files/sub")).toBe("deep\0one\0two\0");
	expect(await twin.desk.ok("ls", "-R0", "/files/sub")).toBe(
		"/files/sub/deep\0/files/sub/one\0/files/sub/two\0/files/sub/deep/three\0",
	);
	expect(await twin.desk.ok("ls", "-0", "/files")).toContain("\0line\nbreak\0");
});

test("--json: one object per entry, with its path", async () => {
	const rows = (await twin.desk.ok("ls", "--json", "-R", "/files/sub"))
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(rows.map((row) => row.path)).toEqual([
		"/files/sub/deep",
		"/files/sub/one",
		"/files/sub/two",
		"/files/sub/deep/three",
	]);
	expect(rows[1]).toEqual({
		path: "/files/sub/one",
		name: "one",
		kind: "file",
		size: 1,
		mtime: expect.stringMatching(/^2023-11-1\dT\d\d:\d\d:00.000Z$|^2023-11-1\dT.*Z$/),
		mode: "0644",
		revision: expect.any(Number),
	});
	expect(JSON.parse(await twin.desk.ok("ls", "--json", "files/sub/one"))).toMatchObject({
		path: "/files/sub/one",
		name: "one",
	});
	expect(JSON.parse(await twin.desk.ok("ls", "--json", "-d", "files/sub"))).toMatchObject({
		path: "/files/sub",
		name: "sub",
		kind: "directory",
	});
});

describe("on a terminal", () => {
	const screen = async (columns: number, ...argv: string[]) => {
		const before = process.env.NO_COLOR;
		process.env.NO_COLOR = "1";
		try {
			return (await twin.desk.run(["ls", ...argv], { columns })).stdout;
		} finally {
			if (before === undefined) delete process.env.NO_COLOR;
			else process.env.NO_COLOR = before;
		}
	};

	test("columns, filled downwards, in which wide characters count double", async () => {
		for (const name of ["漢字漢字", "b", "ccc", "dd", "é", "ｆｕｌｌ"])
			await twin.put(`wide/${name}`, Buffer.from("x"));
		expect(await screen(80, "/files/wide")).toBe("b  ccc  dd  é  漢字漢字  ｆｕｌｌ\n");
		expect(await screen(22, "/files/wide")).toBe("b    dd  漢字漢字\nccc  é   ｆｕｌｌ\n");
		expect(await screen(5, "/files/wide")).toBe("b\nccc\ndd\né\n漢字漢字\nｆｕｌｌ\n");
		// GNU ls makes the same columns.
		for (const columns of [80, 22, 14, 5]) {
			const gnu = twin.gnu(["ls", "-C", "-T0", "-w", String(columns), "files/wide"]).stdout.replaceAll(/ +$/gm, "");
			expect(await screen(columns, "/files/wide")).toBe(gnu);
		}
	});

	test("-1, and names that cannot drive it", async () => {
		expect(await screen(80, "-1", "/files/sub")).toBe("deep\none\ntwo\n");
		expect(await screen(80, "-1", "/files")).toContain("line\\x0abreak\n");
	});

	test("directories are coloured", async () => {
		const got = await twin.desk.run(["ls", "--color", "always", "-1", "/files/sub"]);
		expect(got.stdout).toBe("\x1b[1m\x1b[34mdeep\x1b[39m\x1b[22m\none\ntwo\n");
	});
});
