import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => desk.remove());

const json = async (...argv: string[]) =>
	(await desk.ok(...argv, "--json"))
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
const cat = (path: string) => desk.ok("cat", path);

describe("revisions", () => {
	test("history, PATH@N, diff and restore", async () => {
		await desk.put("/notes/a.md", "one\n");
		await desk.put("/notes/a.md", "two\n");
		await desk.put("/notes/a.md", "three\n");
		expect((await json("history", "/notes/a.md")).map((row) => [row.revision, row.op, row.size])).toEqual([
			[3, "write", 6],
			[2, "write", 4],
			[1, "create", 4],
		]);
		expect(await cat("/notes/a.md@1")).toBe("one\n");
		expect(await cat("/notes/a.md@-1")).toBe("two\n");
		const diff = await desk.run(["diff", "/notes/a.md@1"]);
		expect(diff.status).toBe(1);
		expect(diff.stdout).toBe("--- /notes/a.md@1\n+++ /notes/a.md@3\n@@ -1,1 +1,1 @@\n-one\n+three\n");
		expect((await desk.run(["diff", "/notes/a.md", "/notes/a.md@3"])).status).toBe(0);
		await desk.ok("restore", "/notes/a.md@1");
		expect(await cat("/notes/a.md")).toBe("one\n");
		expect((await desk.run(["cat", "/notes/a.md@9"])).status).toBe(3);
	});

	test("follow a renamed file, and the path of a deleted one", async () => {
		await desk.put("/notes/a.md", "one\n");
		await desk.ok("mv", "/notes/a.md", "/notes/b.md");
		await desk.put("/notes/b.md", "two\n");
		expect((await json("history", "/notes/b.md")).map((row) => row.op)).toEqual(["write", "rename", "create"]);
		expect(await cat("/notes/b.md@1")).toBe("one\n");
		await desk.ok("rm", "/notes/b.md");
		expect((await json("history", "/notes/b.md"))[0].op).toBe("delete");
		expect(await cat("/notes/b.md@3")).toBe("two\n");
		await desk.ok("restore", "/notes/b.md");
		expect(await cat("/notes/b.md")).toBe("two\n");
	});

	test("go on counting when a path is used again", async () => {
		await desk.put("/files/x", "1");
		await desk.ok("rm", "/files/x");
		await desk.put("/files/x", "2");
		const revisions = (await json("history", "/files/x")).map((row) => row.revision);
		expect(new Set(revisions).size).toBe(revisions.length);
		expect(await cat("/files/x@1")).toBe("1");
	});

	test("an optimistic write is refused with status 6, and the text kept", async () => {
		await desk.put("/notes/a.md", "one\n");
		await desk.put("/notes/a.md", "two\n");
		const outcome = await desk.run(["write", "--expect", "1", "/notes/a.md"], { stdin: "mine\n" });
		expect(outcome.status).toBe(6);
		expect(outcome.stderr).toContain("/sys/rejected/");
		expect(await cat("/notes/a.md")).toBe("two\n");
	});
});

describe("undo", () => {
	test("takes back a whole command; undo of that redoes", async () => {
		await desk.put("/notes/a/x.md", "x");
		await desk.put("/notes/a/y.md", "y");
		await desk.ok("rm", "-r", "/notes/a");
		await desk.ok("undo");
		expect(await desk.ok("ls", "/notes/a")).toBe("x.md\ny.md\n");
		await desk.ok("undo");
		expect((await desk.run(["ls", "/notes/a"])).status).toBe(3);
		await desk.ok("undo");
		expect(await cat("/notes/a/y.md")).toBe("y");
	});

	test("of an older change works while nothing stands on it, and is refused whole when something does", async () => {
		await desk.put("/notes/a.md", "a1");
		await desk.put("/notes/b.md", "b1");
		const [b, a] = await json("log", "-n", "2");
		await desk.ok("undo", String(a.change));
		expect(await desk.ok("ls", "/notes")).toBe("b.md\n");
		await desk.put("/notes/b.md", "b2");
		const outcome = await desk.run(["undo", String(b.change)]);
		expect(outcome.status).toBe(6);
		expect(await cat("/notes/b.md")).toBe("b2");
	});

	test("--dry-run tells and changes nothing; nothing to undo and no such change are status 3", async () => {
		expect((await desk.run(["undo"])).status).toBe(3);
		await desk.put("/notes/a.md", "a");
		expect(await desk.ok("undo", "--dry-run")).toContain("/notes/a.md");
		expect(await cat("/notes/a.md")).toBe("a");
		expect((await desk.run(["undo", "99"])).status).toBe(3);
		expect((await desk.run(["undo", "x"])).status).toBe(2);
	});

	test("does not touch what a connector did", async () => {
		await desk.put("/notes/a.md", "a");
		await desk.run(["write", "/notes/pulled.md"], { stdin: "p", actor: "connector:test" });
		await desk.ok("undo");
		expect(await desk.ok("ls", "/notes")).toBe("pulled.md\n");
	});
});

describe("the log", () => {
	test("lists by actor, time and path", async () => {
		await desk.put("/notes/a.md", "a");
		await desk.run(["write", "/notes/b.md"], { stdin: "b", actor: "agent:writer" });
		expect(await json("log", "--actor", "agent:*")).toMatchObject([
			{ actor: "agent:writer", cause: "desk write /notes/b.md" },
		]);
		expect(await json("log", "/notes/a.md")).toHaveLength(1);
		expect(await json("log", "--since", "yesterday")).toHaveLength(2);
		expect((await desk.run(["log", "--until", "yesterday"])).status).toBe(1);
	});

	test("verify finds an altered, a removed and a cut-off entry", async () => {
		for (const name of ["a", "b", "c"]) await desk.put(`/notes/${name}.md`, name);
		const [{ head }] = await json("log", "verify");
		const tamper = async (sql: string) => {
			const vfs = await desk.vfs();
			vfs.store.database.driver.pragma("foreign_keys=OFF");
			vfs.store.database.driver.exec(sql);
			vfs.store.close();
			return await desk.run(["log", "verify", "--head", head]);
		};
		expect((await desk.run(["log", "verify", "--head", head])).status).toBe(0);
		expect((await tamper("UPDATE change SET path = '/notes/z.md' WHERE change_set = 1")).stderr).toContain("entry 1");
		expect((await tamper("UPDATE change SET path = '/notes/a.md' WHERE change_set = 1")).status).toBe(0);
		expect((await tamper("DELETE FROM change WHERE change_set = 3; DELETE FROM change_set WHERE id = 3")).status).toBe(
			1,
		);
	});
});

describe("erase", () => {
	test("leaves no trace of content, name or text, and the log still verifies", async () => {
		await desk.put("/notes/secret-plan.md", "the xylophone is hidden\n");
		await desk.put("/notes/secret-plan.md", "the xylophone is under the bed\n");
		await desk.put("/notes/other.md", "harmless\n");
		expect((await desk.run(["erase", "/notes/secret-plan.md"])).status).toBe(2);
		expect(await desk.ok("erase", "--yes", "/notes/secret-plan.md")).toContain("erased /notes/secret-plan.md");
		expect((await desk.run(["cat", "/notes/secret-plan.md"])).status).toBe(3);
		expect((await desk.run(["history", "/notes/secret-plan.md"])).status).toBe(3);
		expect((await desk.run(["log", "verify"])).status).toBe(0);
		// The whole database in plain text must not hold it.
		const vfs = await desk.vfs();
		const { driver } = vfs.store.database;
		driver.pragma("journal_mode=DELETE");
		driver.pragma("rekey=''");
		vfs.store.close();
		const { readFileSync } = await import("node:fs");
		const plain = readFileSync(`${desk.home}/desk.db`).toString("latin1");
		expect(plain).toContain("harmless");
		for (const word of ["xylophon", "secret-plan", "under the bed"]) expect(plain).not.toContain(word);
	});

	test("also of a file that is long deleted; what another file also holds stays", async () => {
		await desk.put("/files/a", "shared bytes");
		await desk.put("/files/b", "shared bytes");
		await desk.ok("rm", "/files/a");
		await desk.ok("rm", "/trash/a");
		await desk.ok("erase", "-y", "/files/a");
		expect(await cat("/files/b")).toBe("shared bytes");
		expect((await desk.run(["erase", "-y", "/files/never"])).status).toBe(3);
		expect((await desk.run(["erase", "-y", "/files"])).status).toBe(4);
	});
});

describe("gc", () => {
	test("keeps all by default; retention removes bytes of old revisions but not the log", async () => {
		await desk.put("/notes/a.md", "one\n");
		await desk.put("/notes/a.md", "two\n");
		await desk.ok("rm", "/notes/a.md");
		await desk.put("/notes/b.md", "b\n");
		expect(await desk.ok("gc")).toContain("0 from trash, 0 old revisions");
		process.env.DESK_HISTORY_KEEP = "0s";
		process.env.DESK_TRASH_KEEP = "0s";
		try {
			expect(await desk.ok("gc", "--dry-run")).toContain("1 from trash");
			await desk.ok("gc");
			await desk.ok("gc");
		} finally {
			delete process.env.DESK_HISTORY_KEEP;
			delete process.env.DESK_TRASH_KEEP;
		}
		expect(await desk.ok("ls", "/trash")).toBe("");
		const gone = await desk.run(["cat", "/notes/a.md@1"]);
		expect(gone.status).toBe(3);
		expect(gone.stderr).toContain("removed by `desk gc`");
		expect(await cat("/notes/b.md")).toBe("b\n");
		expect((await desk.run(["log", "verify"])).status).toBe(0);
	});

	test("after another file was renamed over it, PATH@N is still what the path held", async () => {
		await desk.put("/files/a.txt", "old\n");
		await desk.put("/files/b.tmp", "new\n");
		await desk.ok("mv", "-f", "/files/b.tmp", "/files/a.txt");
		expect(await cat("/files/a.txt")).toBe("new\n");
		expect(await cat("/files/a.txt@1")).toBe("old\n");
	});
});
