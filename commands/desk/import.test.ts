import { execFileSync } from "node:child_process";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { MAX_FILES } from "./shared/import-batch.ts";
import type { ImportSummary } from "./shared/tally.ts";

let desk: TestDesk;
let source: string;
beforeEach(async () => {
	desk = await makeDesk();
	source = join(mkdtempSync(join(tmpdir(), "desk-import-")), "vault");
	mkdirSync(source);
});
afterEach(() => {
	desk.remove();
	execFileSync("rm", ["-rf", dirname(source)]); // deeper than Node's rmSync goes
});

function put(name: string, bytes: string | Uint8Array): void {
	mkdirSync(dirname(join(source, name)), { recursive: true });
	writeFileSync(join(source, name), bytes);
}

type Item = {
	path: string;
	source: string;
	result: string;
	skipped: string | null;
	reason: string | null;
	line: number | null;
	column: number | null;
};

/** Run an import with --json. */
async function importJson(...argv: string[]): Promise<{ status: number; items: Item[]; summary: ImportSummary }> {
	const { status, stdout, stderr } = await desk.run(["import", "--json", ...argv]);
	const records = stdout
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as Item);
	const summary = records.pop();
	if (summary?.result !== "summary") throw new Error(`no summary: ${stdout}${stderr}`);
	return { status, items: records, summary: summary as unknown as ImportSummary };
}

async function changeSets(): Promise<number> {
	const vfs = await desk.vfs();
	const count = vfs.store.database.get<{ n: number }>("SELECT count(*) AS n FROM change_set")?.n ?? 0;
	vfs.store.close();
	return count;
}

const cat = async (path: string) => (await desk.run(["cat", path])).bytes;

describe("a folder of notes", () => {
	test("comes in with folders, bytes and times; again it is a no-op and says so", async () => {
		put("a.md", "# A\n");
		put("deep/er/b.md", "b");
		put("deep/empty.md", "");
		put("deep/picture.png", Buffer.from([0, 255, 1, 254]));
		put("broken.md", Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]));
		mkdirSync(join(source, "nothing in here"));
		utimesSync(join(source, "a.md"), 1_500_000_000.25, 1_500_000_000.25);
		expect(await desk.ok("import", "notes", source)).toBe("5 new, 0 changed, 0 unchanged\n");
		for (const name of ["a.md", "deep/er/b.md", "deep/empty.md", "deep/picture.png", "broken.md"]) {
			expect(await cat(`/notes/${name}`), name).toEqual(readFileSync(join(source, name)));
		}
		const vfs = await desk.vfs();
		expect((await vfs.stat("/notes/a.md")).mtime).toBe(1_500_000_000_250_000);
		expect((await vfs.stat("/notes/nothing in here")).kind).toBe("directory");
		vfs.store.close();
		const before = await changeSets();
		utimesSync(join(source, "a.md"), 1_600_000_000, 1_600_000_000);
		expect(await desk.ok("import", "notes", source)).toBe("0 new, 0 changed, 5 unchanged\n");
		expect(await changeSets()).toBe(before);
	});

	test("what changed becomes a new revision, what is gone stays", async () => {
		put("a.md", "one");
		put("b.md", "b");
		await desk.ok("import", "notes", source);
		put("a.md", "two");
		put("c.md", "c");
		rmSync(join(source, "b.md"));
		expect(await desk.ok("import", "notes", source)).toBe("1 new, 1 changed, 0 unchanged\n");
		expect(String(await cat("/notes/a.md"))).toBe("two");
		expect(String(await cat("/notes/b.md"))).toBe("b");
		const vfs = await desk.vfs();
		expect((await vfs.stat("/notes/a.md")).revision).toBe(2);
		vfs.store.close();
	});

	test("more than a batch is one operation: one undo takes it back, and it can come in again", async () => {
		const count = MAX_FILES + 200;
		for (let i = 0; i < count; i++) put(`folder ${i % 7}/note ${i}.md`, `note ${i}`);
		const first = await importJson("notes", source);
		expect(first.summary).toMatchObject({ created: count, folders: 7 });
		expect(await changeSets()).toBe(2);
		const vfs = await desk.vfs();
		const { undo } = await import("../../src/vfs/index.ts");
		await undo(vfs, undefined, { cause: "undo" });
		expect(await vfs.readdir("/notes")).toEqual([]);
		vfs.store.close();
		expect((await importJson("notes", source)).summary.created).toBe(count);
	});

	test("into a folder, one file, one part of an export; a mount that is none is refused", async () => {
		put("a.md", "a");
		await desk.ok("import", "notes", source, "--into", "/notes/from vault");
		await desk.ok("import", "notes", join(source, "a.md"), "--into", "single");
		await desk.ok("import", "notes", join(source, "a.md"));
		expect(await desk.ok("ls", "/notes", "/notes/single", "/notes/from vault")).toBe(
			"/notes:\na.md\nfrom vault\nsingle\n\n/notes/from vault:\na.md\n\n/notes/single:\na.md\n",
		);
		expect((await desk.run(["import", "nots", source])).status).toBe(2);
		expect((await desk.run(["import", "notes", source, "--into", "/files/x"])).status).toBe(2);
		const none = await desk.run(["import", source]);
		expect(none.status).toBe(2);
		expect(none.stderr).toContain("desk import notes");
	});

	test("-q says nothing, -v says each file", async () => {
		put("a.md", "a");
		const quiet = await desk.run(["import", "-q", "notes", source]);
		expect([quiet.stdout, quiet.stderr]).toEqual(["", ""]);
		put("b.md", "b");
		expect(await desk.ok("import", "-v", "notes", source)).toBe(
			"created: /notes/b.md\n1 new, 0 changed, 1 unchanged\n",
		);
	});

	test("--dry-run tells the same and writes nothing", async () => {
		for (let i = 0; i < MAX_FILES + 100; i++) put(`x/${i}.md`, `${i}`);
		put("bad. ", "bad");
		symlinkSync("nowhere", join(source, "link.md"));
		const dry = await importJson("--dry-run", "notes", source);
		expect(await changeSets()).toBe(0);
		expect(await desk.ok("ls", "/notes")).toBe("");
		const wet = await importJson("notes", source);
		expect(dry.status).toBe(wet.status);
		expect(dry.items).toEqual(wet.items);
		expect(dry.summary).toEqual({ ...wet.summary, operation: null, dryRun: true });
	});

	test("Ctrl-C stops it, what is in stays, and the next run goes on", async () => {
		const count = 3 * MAX_FILES;
		for (let i = 0; i < count; i++) put(`${i}.md`, `note ${i}`);
		const known = process.listenerCount("SIGINT");
		const running = desk.run(["import", "notes", source]);
		while (process.listenerCount("SIGINT") === known) await new Promise((resolve) => setImmediate(resolve));
		setTimeout(() => process.emit("SIGINT"), 20);
		const { status, stderr } = await running;
		expect(status).toBe(130);
		expect(stderr).toMatch(/stopped: \d+ files are in; run the same command again/);
		const names = (await desk.ok("ls", "/notes")).split("\n").length - 1;
		expect(names).toBeLessThan(count);
		expect(names % MAX_FILES).toBe(0);
		expect(await desk.ok("import", "notes", source)).toBe(`${count - names} new, 0 changed, ${names} unchanged\n`);
	});
});

describe("what both sides changed", () => {
	beforeEach(async () => {
		put("a.md", "from the source");
		await desk.ok("import", "notes", source);
	});

	test("edited in the desk only: kept, no conflict", async () => {
		await desk.put("/notes/a.md", "edited in the desk");
		expect(await desk.ok("import", "notes", source)).toBe(
			"0 new, 0 changed, 0 unchanged; 1 kept as edited in the desk\n",
		);
		expect(String(await cat("/notes/a.md"))).toBe("edited in the desk");
	});

	test("edited on both sides: told, kept, status 6; --force takes the source's and keeps the desk's as a revision", async () => {
		await desk.put("/notes/a.md", "edited in the desk");
		put("a.md", "edited in the source");
		put("b.md", "new");
		const outcome = await desk.run(["import", "notes", source]);
		expect(outcome.status).toBe(6);
		expect(outcome.stderr).toMatch(/^desk: \/notes\/a\.md: .*kept/);
		expect(outcome.stdout).toBe("1 new, 0 changed, 0 unchanged; 1 in conflict\n");
		expect(String(await cat("/notes/a.md"))).toBe("edited in the desk");
		const again = await importJson("notes", source);
		expect(again).toMatchObject({ status: 6, items: [{ path: "/notes/a.md", result: "conflict" }] });
		expect(await desk.ok("import", "--force", "notes", source)).toBe("0 new, 1 changed, 1 unchanged\n");
		expect(String(await cat("/notes/a.md"))).toBe("edited in the source");
		const vfs = await desk.vfs();
		const { historyOf } = await import("../../src/vfs/index.ts");
		const history = (await historyOf(vfs, "/notes/a.md")).map(({ after }) =>
			String(vfs.store.content.readAll(after as number)),
		);
		expect(history).toEqual(["from the source", "edited in the desk", "edited in the source"]);
		vfs.store.close();
		put("a.md", "and again");
		expect(await desk.ok("import", "notes", source)).toBe("0 new, 1 changed, 1 unchanged\n");
	});

	test("a source that went back to an older version is a change, not an edit of the desk", async () => {
		put("a.md", "second");
		await desk.ok("import", "notes", source);
		put("a.md", "from the source");
		expect(await desk.ok("import", "notes", source)).toBe("0 new, 1 changed, 0 unchanged\n");
	});

	test("a note that was written in the desk is not overwritten by a first import", async () => {
		await desk.put("/notes/mine.md", "mine");
		put("mine.md", "theirs");
		expect((await desk.run(["import", "notes", source])).status).toBe(6);
		expect(String(await cat("/notes/mine.md"))).toBe("mine");
	});

	test("nor is a note from another source; one file of the same source is the same source", async () => {
		const other = join(dirname(source), "other");
		mkdirSync(other);
		writeFileSync(join(other, "a.md"), "of another vault");
		expect((await desk.run(["import", "notes", other])).status).toBe(6);
		put("a.md", "newer");
		expect(await desk.ok("import", "notes", join(source, "a.md"))).toBe("0 new, 1 changed, 0 unchanged\n");
	});

	test("an undone change can come in again", async () => {
		put("a.md", "second");
		await desk.ok("import", "notes", source);
		const vfs = await desk.vfs();
		const { undo } = await import("../../src/vfs/index.ts");
		await undo(vfs, undefined, { cause: "undo" });
		vfs.store.close();
		expect(await desk.ok("import", "notes", source)).toBe("0 new, 1 changed, 0 unchanged\n");
	});
});

describe("what does not come in", () => {
	test("links, pipes, sockets: told by reason, the rest comes in, nothing hangs", async () => {
		put("a.md", "a");
		put("sub/b.md", "b");
		put("../outside.md", "secret");
		symlinkSync("a.md", join(source, "to-file.md"));
		symlinkSync("sub", join(source, "to-folder"));
		symlinkSync("..", join(source, "sub/up"));
		symlinkSync("../sub", join(source, "sub/self"));
		symlinkSync("ring", join(source, "ring"));
		symlinkSync("../outside.md", join(source, "out.md"));
		symlinkSync("missing", join(source, "dangling.md"));
		mkdirSync(join(source, "other"));
		symlinkSync("../other", join(source, "sub/linked"));
		execFileSync("mkfifo", [join(source, "pipe.md")]);
		symlinkSync("pipe.md", join(source, "to-pipe.md"));
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(join(source, "socket.md"), resolve));
		const outcome = await importJson("notes", source);
		server.close();
		expect(outcome.status).toBe(1);
		expect(outcome.summary).toMatchObject({
			created: 4,
			// sub/up and sub/self are loops where they are; behind the link `to-folder` the three links are met again.
			skipped: { "link-loop": 5, "link-outside": 1, "dangling-link": 1, "nested-link": 1, special: 3 },
		});
		expect(outcome.items.filter(({ result }) => result === "skipped")).toHaveLength(11);
		expect(await desk.ok("ls", "-1", "/notes", "/notes/to-folder")).toBe(
			"/notes:\na.md\nother\nsub\nto-file.md\nto-folder\n\n/notes/to-folder:\nb.md\n",
		);
		expect(String(await cat("/notes/to-file.md"))).toBe("a");
		const plain = await desk.run(["import", "notes", source]);
		expect(
			plain.stderr
				.trim()
				.split("\n")
				.filter((line) => line.startsWith("desk: ")),
		).toHaveLength(10);
		expect(plain.stderr).toMatch(/pipe\.md: it is a named pipe/);
		expect(plain.stderr).not.toMatch(/socket/); // it went with its server
	});

	test("a folder that cannot be read", async () => {
		put("a.md", "a");
		// Deeper than a path may be (PATH_MAX): made from inside, and unreadable by its full name.
		execFileSync("bash", [
			"-c",
			`cd "$0" && for i in $(seq 30); do mkdir ${"x".repeat(180)} && cd ${"x".repeat(180)} || exit 1; done`,
			source,
		]);
		const { status, summary } = await importJson("files", source);
		expect(status).toBe(1);
		expect(summary.created).toBe(1);
		expect(summary.skipped.unreadable ?? summary.skipped.name).toBe(1);
	});

	test("scratch files and what belongs to Obsidian and git, unless --all; /files takes all but scratch", async () => {
		put("a.md", "a");
		for (const name of ["a.md~", ".a.md.swp", "#a.md#", ".DS_Store", "4913"]) put(name, "scratch");
		for (const name of [".obsidian/workspace.json", ".git/HEAD", ".trash/old.md", ".hidden.md", "sub/.git/HEAD"])
			put(name, name);
		const { status, summary } = await importJson("notes", source);
		expect([status, summary.created, summary.skipped]).toEqual([0, 2, { scratch: 5, "left-out": 4 }]);
		expect((await importJson("notes", "--all", source)).summary).toMatchObject({
			created: 4,
			unchanged: 2,
			skipped: { scratch: 5 },
		});
		expect((await importJson("files", source)).summary).toMatchObject({ created: 6, skipped: { scratch: 5 } });
	});

	test("names that /notes cannot hold are told, /files keeps them byte for byte", async () => {
		const names = ["ends in dot.", "space ", "control\u0001.md", `${"é".repeat(101)}.md`, "new\nline.md"];
		for (const name of names) put(name, name);
		const raw = Buffer.concat([Buffer.from(`${source}/bad-`), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from(".md")]);
		writeFileSync(raw, "raw");
		put("good.md", "good");
		const notes = await importJson("notes", source);
		expect(notes).toMatchObject({ status: 1, summary: { created: 1, skipped: { name: 6 } } });
		const files = await importJson("files", source);
		expect(files).toMatchObject({ status: 0, summary: { created: 7 } });
		expect((await importJson("files", source)).summary).toMatchObject({ created: 0, unchanged: 7 });
		const vfs = await desk.vfs();
		expect((await vfs.readAll("/files/bad-\udcff\udcc3(.md")).toString()).toBe("raw");
		expect(vfs.store.log.verify().problems).toEqual([]);
		vfs.store.close();
	});

	test("names that differ only in case: one comes in, the other is told; it stays that one", async () => {
		put("readme.md", "small");
		put("Docs/x.md", "x");
		put("docs/y.md", "y");
		expect((await importJson("notes", source)).summary).toMatchObject({ created: 2, skipped: { clash: 1 } });
		put("README.md", "LARGE");
		const { status, summary, items } = await importJson("notes", source);
		expect([status, summary.unchanged, summary.changed, summary.skipped]).toEqual([1, 2, 0, { clash: 2 }]);
		expect(items.map(({ source: from }) => from.slice(source.length + 1))).toEqual(["docs", "README.md"]);
		expect(String(await cat("/notes/readme.md"))).toBe("small");
		expect((await importJson("files", source)).summary).toMatchObject({ created: 4, skipped: {} });
	});

	test("a file where the desk has a folder, and the other way round", async () => {
		await desk.put("/notes/a/b.md", "b");
		await desk.put("/notes/c", "c");
		put("a", "a");
		put("c/d.md", "d");
		put("e.md", "e");
		expect(await importJson("notes", source)).toMatchObject({
			status: 1,
			summary: { created: 1, skipped: { refused: 2 } },
		});
	});

	test("a task that its mount refuses: with line and column, the rest comes in, nothing is kept as rejected", async () => {
		put("home/good.md", "---\nstatus: pending\n---\nBuy milk\n");
		put("home/bad.md", "---\nstatus: pending\ndue: [not, a: date\n---\nx\n");
		put("not in a list.md", "---\nstatus: pending\n---\n");
		const { status, items, summary } = await importJson("tasks", source);
		expect(status).toBe(1);
		expect(summary).toMatchObject({ created: 1, skipped: { refused: 2 } });
		expect(items.find(({ path }) => path === "/tasks/home/bad.md")).toMatchObject({
			result: "skipped",
			line: expect.any(Number),
			column: expect.any(Number),
		});
		const plain = await desk.run(["import", "tasks", source]);
		expect(plain.stderr).toMatch(new RegExp(`^desk: ${source}/home/bad\\.md:\\d+:\\d+: `, "m"));
		const vfs = await desk.vfs();
		expect(vfs.store.database.get("SELECT 1 FROM rejected")).toBeUndefined();
		vfs.store.close();
	});

	test("the desk's own folder, and what is not there", async () => {
		expect((await desk.run(["import", "notes", join(source, "missing")])).status).toBe(3);
		put(".deskfs-export.json", '{"format":"deskfs-export","version":1}');
		expect((await desk.run(["import", "notes", source])).status).toBe(3);
		for (const path of [desk.home, desk.folder, join(desk.home, "desk.db")]) {
			expect((await desk.run(["import", "files", path])).status, path).toBe(5);
		}
		symlinkSync(desk.home, join(source, "link"));
		expect((await desk.run(["import", "files", join(source, "link")])).status).toBe(5);
		expect(await changeSets()).toBe(0);
	});
});

describe("files", () => {
	test("of any size, with times and permissions", async () => {
		const large = Buffer.alloc(9 * 1024 * 1024);
		for (let i = 0; i < large.length; i += 4) large.writeUInt32LE((Math.imul(i, 2_654_435_761) ^ (i >> 3)) >>> 0, i);
		put("large.bin", large);
		put("edge.bin", large.subarray(0, 256 * 1024));
		put("edge+1.bin", large.subarray(0, 256 * 1024 + 1));
		put("bin/tool.sh", "#!/bin/sh\n");
		chmodSync(join(source, "bin/tool.sh"), 0o4755);
		chmodSync(join(source, "bin"), 0o700);
		chmodSync(join(source, "large.bin"), 0o600);
		expect((await importJson("files", source)).summary).toMatchObject({ created: 4, skipped: {} });
		for (const name of ["large.bin", "edge.bin", "edge+1.bin"])
			expect((await cat(`/files/${name}`)).equals(readFileSync(join(source, name))), name).toBe(true);
		expect((await importJson("files", source)).summary).toMatchObject({ created: 0, changed: 0, unchanged: 4 });
		large[5_000_000] = 1 + (large[5_000_000] ?? 0);
		put("large.bin", large);
		put("bin/tool.sh", "#!/bin/bash\n");
		chmodSync(join(source, "bin/tool.sh"), 0o711);
		expect((await importJson("files", source)).summary).toMatchObject({ changed: 2, unchanged: 2 });
		expect((await cat("/files/large.bin")).equals(large)).toBe(true);
		const vfs = await desk.vfs();
		expect((await vfs.stat("/files/bin/tool.sh")).mode).toBe(0o711);
		expect((await vfs.stat("/files/bin")).mode).toBe(0o700);
		expect((await vfs.stat("/files/large.bin")).mode).toBe(0o600);
		vfs.store.close();
		expect(
			existsSync(join(desk.home, "blobs", "staging"))
				? execFileSync("ls", [join(desk.home, "blobs", "staging")]).toString()
				: "",
		).toBe("");
	});

	test("a large file in conflict does not disturb its neighbours", async () => {
		put("a.bin", Buffer.alloc(600_000, "a"));
		put("b.bin", Buffer.alloc(600_000, "b"));
		await desk.ok("import", "files", source);
		await desk.put("/files/b.bin", "mine");
		for (const name of ["a.bin", "b.bin", "c.bin"]) put(name, Buffer.alloc(700_000, `new ${name}`));
		expect(await importJson("files", source)).toMatchObject({
			status: 6,
			summary: { created: 1, changed: 1, conflicts: 1 },
		});
		for (const name of ["a.bin", "c.bin"])
			expect((await cat(`/files/${name}`)).equals(readFileSync(join(source, name))), name).toBe(true);
	});

	test("a file that was moved in the source is new there, and stays here", async () => {
		put("a.txt", "a");
		await desk.ok("import", "files", source);
		renameSync(join(source, "a.txt"), join(source, "b.txt"));
		expect(await desk.ok("import", "files", source)).toBe("1 new, 0 changed, 0 unchanged\n");
		expect(await desk.ok("ls", "/files")).toBe("a.txt\nb.txt\n");
	});
});
