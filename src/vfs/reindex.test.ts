import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { reindex } from "./reindex.ts";
import type { Vfs } from "./vfs.ts";

let desk: TestDesk;
let vfs: Vfs;
beforeEach(async () => {
	desk = await makeDesk();
	await desk.put("/notes/a.md", "---\ntags: [x, y]\n---\n# Alpha\nlinks to [[b]] and [[c|C]] #z\n");
	await desk.put("/notes/deep/b.md", "# Beta\nof [[a]]\n");
	await desk.put("/notes/broken.md", "---\na: [1\n---\nbody text\n");
	await desk.put("/notes/picture.png", Buffer.from([137, 80, 78, 71, 0, 255]));
	await desk.put("/tasks/work/offer.md", "---\nstatus: pending\ndue: 2026-11-20\ntags: [client]\n---\n# Offer\n");
	await desk.put("/tasks/work/rent.md", "---\nstatus: pending\nrepeat: monthly\ndepends: [offer]\n---\n# Rent\n");
	await desk.put("/files/plain.txt", "plain words");
	await desk.put("/files/gone.txt", "gone words");
	vfs = await desk.vfs();
	for (const name of vfs.mountNames) await vfs.load(`/${name}`); // their tables are made with the first load
	await vfs.change(
		[
			{ op: "remove", path: "/files/gone.txt" },
			{ op: "rename", path: "/notes/a.md", to: "/notes/deep/alpha.md" },
		],
		{ cause: "test" },
	);
});
afterEach(() => {
	vfs.store.close();
	desk.remove();
});

const TABLES = ["tag", "link", "note", "task", "projection"];

/** Everything that is projected: all rows of all tables, and every term of the index with its places. */
function dump(): Record<string, unknown[]> {
	const { database } = vfs.store;
	const all: Record<string, unknown[]> = {};
	for (const table of TABLES)
		all[table] = database
			.all(`SELECT * FROM ${table}`)
			.map((row) => JSON.stringify(row))
			.sort();
	database.driver.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab(main, text, instance)");
	all.text = database
		.all("SELECT term, doc, col, offset FROM temp.terms")
		.map((row) => JSON.stringify(row))
		.sort();
	database.driver.exec("DROP TABLE temp.terms");
	return all;
}

async function run(mounts = vfs.mountNames, options: Parameters<typeof reindex>[2] = {}) {
	const done = [];
	for await (const one of reindex(vfs, mounts, options)) done.push(one);
	return done;
}

test("changes nothing when nothing is wrong, and counts what it read", async () => {
	const before = dump();
	expect(before.text?.length).toBeGreaterThan(10);
	const done = await run();
	expect(dump()).toEqual(before);
	expect(Object.fromEntries(done.map(({ mount, files }) => [mount, files]))).toMatchObject({
		notes: 3,
		tasks: 2,
		files: 1,
		trash: 0,
		sys: 0,
	});
	expect(done.flatMap(({ refused }) => refused)).toEqual([]);
});

test("brings back any rows that were lost, changed or added", async () => {
	const before = dump();
	const { database } = vfs.store;
	const damage = fc.constantFrom(
		"DELETE FROM tag WHERE node % 2 = 0",
		"DELETE FROM link",
		"DELETE FROM note",
		"DELETE FROM task WHERE node % 2 = 1",
		"DELETE FROM text WHERE rowid % 2 = 0",
		"INSERT OR IGNORE INTO tag (node, tag) VALUES (99999, 'ghost'), (3, 'wrong')",
		"INSERT INTO note (node, key, title) VALUES (88888, 'ghost', '')",
		"UPDATE note SET key = 'x'",
		"INSERT INTO text (rowid, title, tags, body) VALUES (77777, 'ghost', '', 'ghost')",
		"DROP TABLE note",
		"UPDATE projection SET version = 0",
		"DELETE FROM projection",
		"INSERT INTO text (text) VALUES ('delete-all')",
	);
	await fc.assert(
		fc.asyncProperty(fc.uniqueArray(damage, { minLength: 1, maxLength: 4 }), async (all) => {
			for (const sql of all) {
				try {
					database.driver.exec(sql);
				} catch (error) {
					if (!String(error).includes("no such table: note")) throw error;
				}
			}
			await run();
			expect(dump()).toEqual(before);
		}),
		{ numRuns: 25 },
	);
});

test("one mount leaves the others as they are", async () => {
	const before = dump();
	const { database } = vfs.store;
	database.driver.exec("DELETE FROM note; DELETE FROM task");
	await run(["tasks"]);
	expect(dump()).toEqual({ ...before, note: [] });
	await run(["notes"]);
	expect(dump()).toEqual(before);
});

test("a dry run counts and changes nothing", async () => {
	vfs.store.database.driver.exec("DELETE FROM note");
	const before = dump();
	const done = await run(undefined, { dryRun: true });
	expect(done.find(({ mount }) => mount === "notes")?.files).toBe(3);
	expect(dump()).toEqual(before);
});

test("what was interrupted is finished by the next run, whatever it was asked for", async () => {
	const before = dump();
	const { database } = vfs.store;
	database.driver.unsafeMode(true).exec("DELETE FROM text_data WHERE id > 10");
	const stop = new AbortController();
	await expect(
		run(undefined, { signal: stop.signal, onProgress: () => stop.abort(new Error("stop")) }),
	).rejects.toThrow("stop");
	expect(await desk.ok("doctor")).toContain("a reindex was not finished");
	await run(["tasks"]);
	expect(dump()).toEqual(before);
	expect(await desk.ok("doctor")).not.toContain("a reindex was not finished");
});

test("a file that its format no longer takes is told, kept, and passed over", async () => {
	const { database, content } = vfs.store;
	await database.write(() => {
		const id = content.commit(content.stageBytes(Buffer.from("---\nstatus: nonsense\n---\n# T\n")));
		database.run("UPDATE node SET content = ?, size = 28 WHERE name = 'rent.md'", id);
	});
	const { status, stdout, stderr } = await desk.run(["reindex", "tasks"]);
	expect(status).toBe(5);
	expect(stderr).toContain("/tasks/work/rent.md");
	expect(stdout).toBe("tasks: indexed 2 files, 1 refused\n");
	expect(await desk.ok("cat", "/tasks/work/rent.md")).toContain("nonsense");
	expect((await desk.run(["reindex", "nosuch"])).status).toBe(3);
});

describe("pages that cannot be read any more", () => {
	test("of any projection are replaced, and the desk is whole again", async () => {
		const before = dump();
		const pages = vfs.store.database
			.all<{ name: string; pageno: number; pgsize: number }>("SELECT name, pageno, pgsize FROM dbstat")
			.filter(({ name }) => /^(text_|tag|link|note|task|projection|sqlite_autoindex_(tag|link|note|task))/.test(name));
		expect(pages.length).toBeGreaterThan(8);
		vfs.store.close();
		const file = join(desk.home, "desk.db");
		const whole = readFileSync(file);
		for (const { name, pageno, pgsize } of pages) {
			const broken = Buffer.from(whole);
			broken[(pageno - 1) * pgsize + 500] = (broken[(pageno - 1) * pgsize + 500] ?? 0) ^ 4;
			writeFileSync(file, broken);
			expect((await desk.run(["doctor", "--deep"])).stdout, name).toContain("desk reindex");
			await desk.ok("reindex");
			const { status, stdout } = await desk.run(["doctor", "--deep"]);
			expect([name, status, stdout.match(/^error.*/gm)]).toEqual([name, 0, null]);
			vfs = await desk.vfs();
			expect(dump(), name).toEqual(before);
			vfs.store.close();
		}
		vfs = await desk.vfs();
	});
});
