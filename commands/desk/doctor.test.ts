import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Finding } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => desk.remove());

async function doctor(...argv: string[]): Promise<{ status: number; findings: Finding[]; problems: Finding[] }> {
	const { status, stdout, stderr } = await desk.run(["doctor", "--json", ...argv]);
	expect(stderr).toBe("");
	const findings: Finding[] = stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	return { status, findings, problems: findings.filter(({ level }) => level === "error") };
}

/** Pseudo-random bytes: what cannot be compressed or shared. */
function bytes(size: number, seed: number): Buffer {
	const buffer = Buffer.alloc(size);
	for (let at = 0, state = seed; at < size; at += 4) {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		buffer.writeUInt32LE(state, at);
	}
	return buffer;
}

function flip(file: string, offset: number): void {
	const data = readFileSync(file);
	data[offset] = (data[offset] ?? 0) ^ 0x10;
	writeFileSync(file, data);
}

const chunks = () =>
	readdirSync(join(desk.home, "blobs"), { recursive: true, encoding: "utf8" })
		.filter((name) => /[0-9a-f]{64}$/.test(name))
		.map((name) => join(desk.home, "blobs", name));
const database = () => join(desk.home, "desk.db");

/** Run SQL on the closed desk. */
async function tamper(sql: string): Promise<void> {
	const { store } = await desk.vfs();
	store.database.driver.unsafeMode(true).exec(sql);
	store.close();
}

describe("a quick look", () => {
	test("at a healthy desk: a line for each check, status 0", async () => {
		const { status, findings } = await doctor();
		expect(status).toBe(0);
		expect(findings.map(({ check }) => check)).toEqual(["key", "space", "config", "wal", "leftovers", "schema"]);
		expect(findings.find(({ check }) => check === "key")).toMatchObject({
			level: "warning",
			detail: expect.stringContaining("desk key passphrase"),
		});
		const { stdout } = await desk.run(["doctor", "--color", "never"], { columns: 100 });
		expect(stdout).toMatch(/^! key: /);
		expect(stdout).toMatch(/^✓ schema: schema \d+ of \d+$/m);
	});

	test("names what is wrong: open key file, broken settings, an unfinished reindex, broken notes", async () => {
		chmodSync(join(desk.home, "key"), 0o644);
		writeFileSync(join(desk.home, "config.toml"), "x = = 1\n");
		await desk.put("/notes/broken.md", "---\na: [1\n---\n# B\n");
		await tamper("INSERT INTO meta VALUES ('reindex', 1)");
		const { status, findings } = await doctor();
		expect(status).toBe(1);
		expect(findings.find(({ check }) => check === "key")).toMatchObject({
			level: "error",
			detail: expect.stringContaining("chmod 600"),
		});
		expect(findings.find(({ check }) => check === "config")).toMatchObject({
			level: "error",
			detail: expect.stringContaining("config.toml:1:5"),
		});
		expect(findings.find(({ check }) => check === "index")).toMatchObject({ level: "warning" });
		expect(findings.find(({ path }) => path === "/notes/broken.md")).toMatchObject({
			check: "notes",
			level: "warning",
		});
	});

	test("without a desk: status 3", async () => {
		rmSync(desk.home, { recursive: true });
		expect((await desk.run(["doctor"])).status).toBe(3);
	});
});

describe("--deep", () => {
	beforeEach(async () => {
		await desk.put("/files/large.bin", bytes(3_000_000, 1));
		await desk.put("/files/copy-of-large.bin", bytes(3_000_000, 1));
		await desk.put("/files/other.bin", bytes(600_000, 2));
		await desk.put("/files/other.bin", bytes(600_000, 3));
		for (let n = 0; n < 60; n++)
			await desk.put(`/notes/n${n}.md`, `# Note ${n}\n${bytes(3000, n).toString("base64")}\n`);
	});

	test("finds nothing in a healthy desk, with removed, renamed and strange names, undo, erase and gc", async () => {
		await desk.ok("erase", "--yes", "/notes/n1.md");
		await desk.ok("config", "set", "history.keep", "0d");
		await desk.ok("gc");
		const vfs = await desk.vfs();
		await vfs.change(
			[
				{ op: "rename", path: "/notes/n2.md", to: "/notes/ÄÖ é.md" },
				{ op: "remove", path: "/notes/n3.md" },
			],
			{ cause: "test" },
		);
		await vfs.write("/files/\udcff\udc80", "x", { cause: "test" });
		vfs.store.close();
		const { status, findings, problems } = await doctor("--deep");
		expect(problems).toEqual([]);
		expect(status).toBe(0);
		expect(findings.filter(({ level }) => level === "ok").map(({ check }) => check)).toEqual(
			expect.arrayContaining(["pages", "log", "tree", "chunks", "content", "orphans", "index"]),
		);
	});

	test("a flipped bit in any chunk names the files that hold it", async () => {
		expect(chunks().length).toBeGreaterThan(3);
		for (const chunk of chunks()) {
			const before = readFileSync(chunk);
			flip(chunk, Math.floor(before.length / 2));
			const { status, problems } = await doctor("--deep");
			expect(status).toBe(1);
			const paths = problems.filter(({ check }) => check === "content").map(({ path }) => path);
			expect([
				["/files/copy-of-large.bin", "/files/large.bin"],
				["/files/other.bin"],
				["/files/other.bin@1"],
			]).toContainEqual(paths.sort());
			expect(problems.find(({ check }) => check === "chunks")?.path).toBe(chunk.slice(desk.home.length + 1));
			writeFileSync(chunk, before);
		}
		expect((await doctor("--deep")).status).toBe(0);
	});

	test("a missing chunk, a swapped chunk and an orphan", async () => {
		const [first = "", second = ""] = chunks();
		const before = readFileSync(first);
		cpSync(second, first);
		expect((await doctor("--deep")).problems.filter(({ check }) => check === "content").length).toBeGreaterThan(0);
		rmSync(first);
		const { problems } = await doctor("--deep");
		expect(problems.find(({ check }) => check === "chunks")?.detail).toContain("missing");
		writeFileSync(first, before);
		const orphan = "f".repeat(64);
		mkdirSync(join(desk.home, "blobs", "ff"), { recursive: true });
		writeFileSync(join(desk.home, "blobs", "ff", orphan), "x");
		const after = await doctor("--deep");
		expect(after.status).toBe(0);
		expect(after.findings.find(({ check }) => check === "orphans")).toMatchObject({
			level: "warning",
			detail: expect.stringContaining("1 chunk file that"),
		});
	});

	test("a flipped bit in any part of desk.db is found, and names the files that it is about", async () => {
		await tamper("VACUUM"); // a page that is free holds nothing that could be damaged
		const { store } = await desk.vfs();
		const pages = store.database.all<{ name: string; pageno: number; pagetype: string; pgsize: number }>(
			"SELECT name, pageno, pagetype, pgsize FROM dbstat",
		);
		store.close();
		const whole = readFileSync(database());
		expect(readdirSync(desk.home)).not.toContain("desk.db-wal"); // closed: all of it is in the file
		// Each kind of page that there is, three times.
		const kinds = new Map<string, typeof pages>();
		for (const page of pages)
			kinds.set(`${page.name} ${page.pagetype}`, [...(kinds.get(`${page.name} ${page.pagetype}`) ?? []), page]);
		for (const [kind, all] of kinds) {
			for (const { pageno, pgsize } of [all[0], all[Math.floor(all.length / 2)], all.at(-1)].filter(
				(page) => page !== undefined,
			)) {
				writeFileSync(database(), whole);
				// The first 16 bytes of the file are the salt of a passphrase, which a raw key does not use.
				flip(database(), (pageno - 1) * pgsize + 16 + ((pageno * 7919) % (pgsize - 16)));
				const { status, problems } = await doctor("--deep");
				const what = `${kind}, page ${pageno}: ${JSON.stringify(problems)}`;
				expect(status, what).toBe(1);
				expect(
					problems.some(({ path }) => path === "desk.db"),
					what,
				).toBe(true);
				const isFile = (path: string | undefined) => /^\/(notes|files)\/./.test(path ?? "");
				if (/^(content|node) (leaf|overflow)$/.test(kind))
					expect(
						problems.some(({ path }) => isFile(path)),
						what,
					).toBe(true);
				if (/^(text|tag|link|note|task)/.test(kind)) {
					expect(
						problems.some(({ detail }) => detail.includes("desk reindex")),
						what,
					).toBe(true);
					expect(
						problems.some(({ path }) => isFile(path)),
						what,
					).toBe(false);
				}
			}
		}
		expect(kinds.size).toBeGreaterThan(15);
		writeFileSync(database(), whole);
		expect((await doctor("--deep")).status).toBe(0);
	}, 120_000);

	test("all other commands say the same in a line, without a stack trace", async () => {
		const whole = readFileSync(database());
		for (let index = 0; index < 30; index++) {
			writeFileSync(database(), whole);
			flip(database(), Math.floor((whole.length * (index + 0.3)) / 30));
			for (const argv of [
				["ls", "-l", "/notes"],
				["cat", "/notes/n7.md"],
				["log"],
				["write", "/notes/new.md"],
				["cat", "/sys/health"],
			]) {
				const { status, stderr } = await desk.run(argv, { stdin: "x" });
				expect([0, 1, 8], stderr).toContain(status);
				if (status !== 0) expect(stderr).toMatch(/^desk: [^\n]*damaged[^\n]*\n$/);
			}
		}
	});

	test("the start of desk.db, where no chunk can prove the key: status 8, nothing changed", async () => {
		const small = desk;
		desk = await makeDesk();
		await desk.put("/notes/a.md", "x");
		flip(database(), 30);
		const before = readFileSync(database());
		expect(await desk.run(["doctor", "--deep"])).toMatchObject({
			status: 8,
			stderr: expect.stringMatching(/the key does not open this desk, or the start of the file is damaged/),
		});
		expect(readFileSync(database()).equals(before)).toBe(true);
		small.remove();
	});

	test("rows that do not fit each other, each named", async () => {
		const node = (path: string) => `(SELECT id FROM node WHERE name = '${path}')`;
		const cases: [sql: string, path: string, detail: RegExp][] = [
			[`UPDATE node SET size = size + 1 WHERE name = 'n5.md'`, "/notes/n5.md", /listed with \d+ bytes/],
			[`UPDATE node SET key = 'other' WHERE name = 'n6.md'`, "/notes/n6.md", /does not fit the key/],
			[`UPDATE node SET parent = ${node("n8.md")} WHERE name = 'n7.md'`, "/notes/n8.md/n7.md", /not a directory/],
			[`UPDATE node SET parent = 99999 WHERE name = 'n9.md'`, "n9.md", /no directory that can be reached/],
			[
				`UPDATE content SET data = 'x' WHERE id = (SELECT content FROM node WHERE name = 'n10.md')`,
				"/notes/n10.md",
				/do not match their hash/,
			],
			[
				`PRAGMA foreign_keys=OFF; DELETE FROM content WHERE id = (SELECT content FROM node WHERE name = 'n11.md')`,
				"/notes/n11.md",
				/missing/,
			],
		];
		for (const [sql] of cases) await tamper(sql);
		const { problems } = await doctor("--deep");
		for (const [, path, detail] of cases)
			expect(problems).toContainEqual(expect.objectContaining({ path, detail: expect.stringMatching(detail) }));
	});

	test("a circle of directories, and a log that was tampered with", async () => {
		await desk.put("/files/a/b/c", "x");
		await tamper(
			"UPDATE node SET parent = (SELECT id FROM node WHERE name = 'b') WHERE name = 'a'; UPDATE change_set SET actor = 'nobody' WHERE id = 3",
		);
		const { problems } = await doctor("--deep");
		for (const path of ["a", "b", "c"])
			expect(problems).toContainEqual(expect.objectContaining({ check: "tree", path }));
		expect(problems.find(({ check }) => check === "log")?.detail).toContain("entry 3");
	});

	test("a damaged search index", async () => {
		await tamper("DELETE FROM text_data WHERE id > 10");
		const { problems } = await doctor("--deep");
		expect(problems.map(({ check }) => check)).toContain("index");
		expect(problems.find(({ check }) => check === "index")?.detail).toContain("desk reindex");
		await desk.ok("reindex");
		expect((await doctor("--deep")).problems).toEqual([]);
	});

	test("changes nothing", async () => {
		const before = statSync(database()).mtimeMs;
		await doctor("--deep");
		expect(statSync(database()).mtimeMs).toBe(before);
	});
});
