import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeAll(async () => {
	desk = await makeDesk();
	await desk.put("/notes/a.md", "one\ntwo\n"); // 1
	await desk.put("/notes/a.md", "one\n2\n"); // 2
	await desk.ok("mv", "/notes/a.md", "/notes/b.md"); // 3
	await desk.put("/files/x.bin", Buffer.from([0, 1, 2])); // 4
	await desk.ok("rm", "/notes/b.md"); // 5
	await desk.ok("undo"); // 6
});
afterAll(() => desk.remove());

const shown = async (...argv: string[]) =>
	(await desk.ok("log", "show", "--json", ...argv))
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));

test("the head, then every change with its path, revision and sizes", async () => {
	const [head, change, ...rest] = await shown("2");
	const [listed] = (await desk.ok("log", "--json", "/notes/a.md")).trim().split("\n").slice(-2);
	expect(head).toEqual(JSON.parse(listed ?? ""));
	expect(change).toEqual({
		change: 2,
		op: "write",
		path: "/notes/a.md",
		to: null,
		revision: 2,
		before: 8,
		after: 6,
		mode: null,
		mtime: null,
		diff: null,
	});
	expect(rest).toEqual([]);
	expect((await shown("3"))[1]).toMatchObject({ op: "rename", path: "/notes/a.md", to: "/notes/b.md" });
	expect((await shown("6"))[0]).toMatchObject({ undoes: 5 });
});

test("-p adds diffs of text, and of nothing else", async () => {
	const [, change] = await shown("-p", "2");
	expect(change.diff).toBe("--- /notes/a.md\n+++ /notes/a.md\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n");
	expect((await shown("-p", "1"))[1].diff).toMatch(/^--- \/dev\/null\n\+\+\+ \/notes\/a\.md\n/);
	expect((await shown("-p", "4"))[1].diff).toBeNull();
	expect((await shown("-p", "3"))[1].diff).toBeNull();
});

test("for people", async () => {
	const text = await desk.ok("log", "show", "-p", "2");
	expect(text).toMatch(
		/^change 2 {2}[0-9a-f]{64}\nDate: {3}.*\nActor: {2}user\nCause: {2}desk write -p \/notes\/a\.md\nFiles: {2}1\n/,
	);
	expect(text).toContain("write   /notes/a.md@2  8 → 6\n--- /notes/a.md\n");
});

test("no such change; what was erased", async () => {
	for (const wrong of ["77", "x", "1.5", "-0x1"]) {
		const { status, stderr } = await desk.run(["log", "show", "--", wrong]);
		expect([status, stderr]).toEqual([3, expect.stringContaining(`there is no change '${wrong}'`)]);
	}
	await desk.ok("erase", "--yes", "/notes/b.md");
	expect(await shown("-p", "2")).toEqual([expect.objectContaining({ change: 2, cause: null, files: 0 })]);
	expect((await shown("-p", "4"))[1]).toMatchObject({ path: "/files/x.bin", after: 3 });
});
