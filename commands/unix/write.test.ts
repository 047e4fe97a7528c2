import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Vfs } from "../../src/vfs/index.ts";
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

const text = async (path: string) => (await vfs.readAll(path)).toString();
const rejected = () =>
	vfs.store.database
		.all<{ path: string; content: number }>("SELECT path, content FROM rejected ORDER BY id")
		.map((row) => `${row.path}: ${vfs.store.content.readAll(row.content)}`);
const write = (line: string, stdin: string | Uint8Array) => runStrict(desk, ["write", ...line.split(" ")], { stdin });

describe("write", () => {
	test("is silent; -v and --json tell what was done", async () => {
		expect(await write("/notes/a.md", "# A\n")).toMatchObject({ status: 0, stdout: "", stderr: "" });
		expect((await write("-v /notes/a.md", "# B\n")).stdout).toBe("write /notes/a.md\n");
		const { id } = vfs.store.database.get<{ id: number }>("SELECT max(id) AS id FROM change_set") ?? { id: 0 };
		expect(JSON.parse((await write("--json /notes/a.md", "# Ä\n")).stdout)).toEqual({
			path: "/notes/a.md",
			revision: 3,
			change: id + 1,
			size: 5,
		});
		expect(JSON.parse((await write("--json /notes/a.md", "# Ä\n")).stdout), "equal bytes").toEqual({
			path: "/notes/a.md",
			revision: 3,
			change: null,
			size: 5,
		});
		expect((await write("-v /notes/a.md", "# Ä\n")).stdout).toBe("");
	});

	test("--dry-run tells what would happen", async () => {
		expect((await write("--dry-run -p /notes/new/b.md", "# B\n")).stdout).toBe(
			"would create /notes/new\nwould create /notes/new/b.md\n",
		);
		expect(JSON.parse((await write("--dry-run --json /notes/a.md", "123456")).stdout)).toEqual({
			path: "/notes/a.md",
			revision: 4,
			change: null,
			size: 6,
		});
		expect((await write("--dry-run /strict/a.txt", "x\nbad\n")).status).toBe(5);
		expect([await text("/notes/a.md"), await vfs.find("/notes/new"), rejected()]).toEqual(["# Ä\n", undefined, []]);
	});

	test("any bytes of any length", async () => {
		const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, n) => (n * n) >> 3));
		expect(JSON.parse((await write("--json /files/bytes", bytes)).stdout).size).toBe(700_000);
		expect((await vfs.readAll("/files/bytes")).equals(bytes)).toBe(true);
		expect(JSON.parse((await write("--json /files/empty", "")).stdout).size).toBe(0);
	});

	test("--expect: a writer that is late loses nothing and overwrites nothing", async () => {
		await write("/files/e", "1");
		expect((await write("--expect 1 /files/e", "2")).status).toBe(0);
		const late = await write("--expect 1 /files/e", "late");
		expect([late.status, late.stderr]).toEqual([
			6,
			expect.stringContaining("what you wrote is kept at /sys/rejected/"),
		]);
		expect((await write("--expect 1 --json /files/none", "x")).status).toBe(6);
		expect((await write("--expect 0 /files/e", "made already")).status).toBe(1);
		expect((await write("--expect 0 /files/fresh", "x")).status).toBe(0);
		expect([await text("/files/e"), await vfs.find("/files/none")]).toEqual(["2", undefined]);
		expect(rejected()).toEqual(["/files/e: late", "/files/none: x", "/files/e: made already"]);
		for (const revision of ["-1", "1.5", "x", ""])
			expect((await write(`--expect=${revision} /files/e`, "3")).status, revision).toBe(2);
	});

	test("what the mount refuses is kept", async () => {
		const { status, stderr } = await write("/strict/a.txt", "x\nbad\n");
		expect([status, stderr]).toEqual([
			5,
			expect.stringMatching(
				/^desk: \/strict\/a.txt:2:1: the second line is bad; .*kept at \/sys\/rejected\/\d+-a.txt\n$/,
			),
		]);
		expect(rejected().at(-1)).toBe("/strict/a.txt: x\nbad\n");
		expect((await write("/strict/views/small.md", "x")).status).toBe(4);
	});

	test("not without its directory, but with -p", async () => {
		expect((await write("/notes/x/y/z.md", "z")).status).toBe(3);
		expect((await write("-p /notes/x/y/z.md", "z")).status).toBe(0);
		expect((await write("/notes/x/", "z")).stderr).toContain("this names a directory");
		expect((await write("/notes/x", "z")).status).toBe(1);
	});
});

describe("append", () => {
	const append = (words: string[], stdin?: string) =>
		desk.run(["append", ...words], stdin === undefined ? {} : { stdin });

	test("standard input as it is, words as a line", async () => {
		expect(await append(["/notes/log.md"], "no newline")).toMatchObject({ status: 0, stdout: "", stderr: "" });
		await append(["/notes/log.md"], "\n");
		await append(["/notes/log.md", "-", "a", "list"]);
		await append(["/notes/log.md", "- an item"]);
		await append(["/notes/log.md", "--", "--json"]);
		expect(await text("/notes/log.md")).toBe("no newline\n- a list\n- an item\n--json\n");
		const { stdout } = await append(["--json", "/notes/log.md", "end"]);
		expect(JSON.parse(stdout)).toMatchObject({
			path: "/notes/log.md",
			revision: 6,
			size: (await text("/notes/log.md")).length,
		});
	});

	test("makes the file, with --parents its directory; --dry-run only says so", async () => {
		expect((await append(["/notes/d/log.md", "x"])).status).toBe(3);
		expect((await append(["--dry-run", "--parents", "/notes/d/log.md", "x"])).stdout).toBe(
			"would create /notes/d\nwould create /notes/d/log.md\n",
		);
		expect(await vfs.find("/notes/d")).toBeUndefined();
		expect((await append(["--parents", "/notes/d/log.md", "x"])).status).toBe(0);
		expect(JSON.parse((await append(["--json", "--dry-run", "/notes/d/log.md", "yz"])).stdout)).toMatchObject({
			revision: 2,
			change: null,
			size: 5,
		});
		expect(JSON.parse((await append(["--json", "/notes/d/log.md"], "")).stdout)).toMatchObject({
			revision: 1,
			change: null,
			size: 2,
		});
		expect((await append(["/notes/d", "x"])).status).toBe(1);
		expect((await append([])).status).toBe(2);
	});

	test("many at once: each piece whole, none lost", async () => {
		const pieces = Array.from({ length: 40 }, (_, n) => `${n}:`.padEnd(20_000, String(n % 10)));
		await Promise.all(pieces.map((piece) => append(["/files/shared.log"], `${piece}\n`)));
		const lines = (await text("/files/shared.log")).trimEnd().split("\n");
		expect(lines.sort()).toEqual([...pieces].sort());
	});
});

describe("mkdir", () => {
	test("-p is content with what is there, mounts and the root too", async () => {
		for (const path of ["/", "/notes", "/calendar-of-none/x"]) {
			expect((await desk.run(["mkdir", "-p", path])).status === 0, path).toBe(!path.startsWith("/calendar"));
		}
		expect((await desk.run(["mkdir", "/notes"])).status).not.toBe(0);
		expect((await desk.run(["mkdir", "-pv", "/files/m/n", "/files/m/n/o"])).stdout).toBe(
			"mkdir: created directory '/files/m'\nmkdir: created directory '/files/m/n'\nmkdir: created directory '/files/m/n/o'\n",
		);
		expect((await desk.run(["mkdir", "-pv", "/files/m/n/o"])).stdout).toBe("");
	});
});

describe("touch", () => {
	test("dates by DESK_NOW, words, seconds and other files", async () => {
		process.env.DESK_NOW = "2026-11-20T12:00:00Z";
		try {
			const date = async (...words: string[]) => {
				expect(await desk.run(["touch", ...words, "/files/t"])).toMatchObject({ status: 0, stdout: "", stderr: "" });
				return new Date((await vfs.stat("/files/t")).mtime / 1000).toISOString();
			};
			expect(await date()).toBe("2026-11-20T12:00:00.000Z");
			expect(await date("-d", "2 weeks ago")).toMatch(/^2026-11-0[56]T/);
			expect(await date("-d", "@0")).toBe("1970-01-01T00:00:00.000Z");
			expect(await date("-d", "@-86400")).toBe("1969-12-31T00:00:00.000Z");
			await desk.ok("touch", "-d", "2020-05-05T05:05:05Z", "/files/ref");
			expect(await date("-r", "/files/ref")).toBe("2020-05-05T05:05:05.000Z");
			expect(await date("-r", "/files/ref", "-d", "2 days ago")).toMatch(/^2020-05-0[23]T/);
			expect((await desk.run(["touch", "-d", "someday", "/files/t", "/files/u"])).status).toBe(5);
			expect(await vfs.find("/files/u")).toBeUndefined();
		} finally {
			delete process.env.DESK_NOW;
		}
	});

	test("twenty at once make one empty file, and empty none", async () => {
		const runs = Array.from({ length: 20 }, (_, n) =>
			n === 7 ? desk.run(["append", "/files/lock"], { stdin: "kept" }) : desk.run(["touch", "/files/lock"]),
		);
		expect((await Promise.all(runs)).map((run) => run.status)).toEqual(runs.map(() => 0));
		expect(await text("/files/lock")).toBe("kept");
	});

	test("views and mounts have no date", async () => {
		expect((await runStrict(desk, ["touch", "/strict/views/small.md", "/strict/views"])).status).toBe(4);
		expect((await desk.run(["touch", "/notes", "/"])).status).toBe(4);
		expect((await runStrict(desk, ["touch", "/strict/pic.png"])).status).toBe(4);
	});
});
