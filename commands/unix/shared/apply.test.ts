import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { undo, Vfs } from "../../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { runStrict, strictMounts } from "../../../test/support/strict-mount.ts";

let desk: TestDesk;
let vfs: Vfs;
beforeAll(async () => {
	desk = await makeDesk();
	const plain = await desk.vfs();
	vfs = new Vfs(plain.store, strictMounts, "user");
});
afterAll(() => {
	vfs.store.close();
	desk.remove();
});

const run = (line: string, stdin?: string) => runStrict(desk, line.split(" "), stdin === undefined ? {} : { stdin });
async function below(path: string): Promise<string[]> {
	const paths: string[] = [];
	for await (const stat of vfs.walk(path)) paths.push(stat.path.slice(path.length));
	return paths;
}
const sets = () =>
	vfs.store.database.all<{ id: number; operation: number; changes: number }>(
		"SELECT id, operation, (SELECT count(*) FROM change WHERE change_set = id) AS changes FROM change_set ORDER BY id",
	);

describe("many files", () => {
	beforeAll(async () => {
		const content = await vfs.stage("x\n");
		const changes = Array.from({ length: 1200 }, (_, n) => ({
			op: "write" as const,
			path: `/files/many/${n}`,
			content,
		}));
		await vfs.change([{ op: "mkdir", path: "/files/many" }, ...changes], { cause: "fixture" });
	});

	test("go in several sets of one operation, which one undo takes back", async () => {
		const before = sets().length;
		expect((await run("cp -r /files/many /files/copy")).status).toBe(0);
		const made = sets().slice(before);
		expect(made.map((set) => set.changes)).toEqual([500, 500, 201]);
		expect(new Set(made.map((set) => set.operation)).size).toBe(1);
		expect(await below("/files/copy")).toEqual(await below("/files/many"));
		await undo(vfs, undefined, { cause: "undo" });
		expect(await vfs.find("/files/copy")).toBeUndefined();
	});

	/** Whether what a line of a dry run foretold has come true. */
	async function hasHappened(line: string): Promise<boolean> {
		const [, op, path = "", to] = /^would (\w+) (.*?)(?: → (.*))?$/.exec(line) ?? [];
		const isThere = async (at: string) => (await vfs.find(at)) !== undefined;
		if (op === "remove") return !(await isThere(path));
		if (op === "rename") return !(await isThere(path)) && (await isThere(to ?? ""));
		return op !== undefined && (await isThere(path));
	}

	test("a dry run says what will happen, over set boundaries too, and changes nothing", async () => {
		for (const line of [
			"cp -rp /files/many /files/copy",
			"mkdir -p /files/p/q /files/p/q/r",
			"mv /files/copy /files/p /files/moved",
			"mv /files/p /files/moved",
			"rm -r /files/copy /trash",
			"rm -r /trash/copy /files/moved",
		]) {
			const before = sets().length;
			const rehearsed = await run(`${line} --dry-run`);
			expect(sets()).toHaveLength(before);
			const done = await run(`${line} -v`);
			expect([rehearsed.status, rehearsed.stderr]).toEqual([done.status, done.stderr]);
			expect(rehearsed.stdout !== "" || done.status !== 0, line).toBe(true);
			for (const told of rehearsed.stdout.split("\n").slice(0, -1)) expect(await hasHappened(told), told).toBe(true);
		}
		expect(await vfs.find("/files/copy")).toBeUndefined();
	});
});

test("what one mount refuses is reported; all else is done, in few sets", async () => {
	for (let n = 0; n < 40; n++)
		await vfs.write(`/files/mixed/${n}.txt`, n === 7 || n === 31 ? "first\nbad\n" : "good\n", {
			cause: "t",
			parents: true,
		});
	await vfs.write("/files/mixed/zz/picture.png", "no text", { cause: "t", parents: true });
	const before = sets().length;
	const { status, stderr, stdout } = await run("cp -r /files/mixed /strict/mixed");
	expect([status, stdout]).toEqual([5, ""]);
	expect(stderr.trim().split("\n")).toEqual([
		"desk: /strict/mixed/31.txt:2:1: the second line is bad; write a better one",
		"desk: /strict/mixed/7.txt:2:1: the second line is bad; write a better one",
		expect.stringMatching(/^desk: \/strict\/mixed\/zz\/picture.png: no file may lie here; /),
	]);
	expect((await below("/strict/mixed")).length).toBe((await below("/files/mixed")).length - 3);
	expect(sets().length - before).toBeLessThan(20);
	expect(vfs.store.database.all("SELECT * FROM rejected"), "the sources are still there").toEqual([]);
	await undo(vfs, undefined, { cause: "undo" });
	expect(await vfs.find("/strict/mixed")).toBeUndefined();

	const rehearsal = await run("cp -r /files/mixed /strict/mixed --dry-run");
	expect([rehearsal.status, rehearsal.stderr]).toEqual([status, stderr]);
	expect((await run("mv /files/mixed/1.txt /files/mixed/7.txt /files/mixed/2.txt /strict")).status).toBe(5);
	expect([await below("/strict"), (await vfs.find("/files/mixed/7.txt"))?.size]).toEqual([
		["", "/1.txt", "/2.txt", "/views", "/views/large.bin", "/views/small.md"],
		10,
	]);
});

test("what lies in a refused directory is not tried", async () => {
	await vfs.write("/files/odd/ends in dot./deep/a.txt", "a", { cause: "t", parents: true });
	await vfs.write("/files/odd/fine.txt", "f", { cause: "t" });
	const { status, stderr } = await run("cp -r /files/odd /strict/odd");
	expect([status, stderr.trim().split("\n").length]).toEqual([5, 1]);
	expect(stderr).toContain("the name ends in a dot or a space");
	expect(await below("/strict/odd")).toEqual(["", "/fine.txt"]);
});

test("JSON: one object for each change", async () => {
	await vfs.write("/files/j/a", "a", { cause: "t", parents: true });
	const { stdout } = await run("mv --json /files/j/a /files/j/b");
	const change = sets().at(-1)?.id;
	expect(JSON.parse(stdout)).toEqual({ op: "rename", path: "/files/j/a", to: "/files/j/b", revision: 2, change });
	const dry = (await run("rm --json --dry-run -r /files/j")).stdout;
	expect(JSON.parse(dry)).toEqual({ op: "rename", path: "/files/j", to: "/trash/j", revision: 2, change: null });
	const created = (await run("touch --json /files/j/c /files/j/b")).stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line).op);
	expect(created).toEqual(["create", "setattr"]);
});

test("a name cannot drive the terminal", async () => {
	await vfs.write("/files/\x1b]0;evil\x07", "x", { cause: "t" });
	const { stdout } = await runStrict(desk, ["rm", "-v", "/files/\x1b]0;evil\x07"], { columns: 80 });
	expect(stdout).toMatch(/^removed '[^\x00-\x1f\x7f]*evil[^\x00-\x1f\x7f]*'\n$/);
});
