import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeAll(async () => {
	desk = await makeDesk();
	await desk.put("/notes/a.md", "kept\n");
});
afterAll(() => desk.remove());

test.each([
	["write", "/notes/a.md~"],
	["write", "/files/.a.swp"],
	["append", "/notes/4913", "x"],
	["touch", "/files/x~"],
	["cp", "/notes/a.md", "/notes/a.md~"],
	["mv", "/notes/a.md", "/notes/a.md~"],
	["mv", "--dry-run", "/notes/a.md", "/notes/a.md~"],
])("a command of its own refuses an editor's scratch name, and loses nothing: %s", async (...argv) => {
	const { status, stderr } = await desk.run(argv, { stdin: "text" });
	expect([status, stderr]).toEqual([
		1,
		expect.stringMatching(/scratch files, which no desk keeps; choose another name/),
	]);
	expect(stderr).toContain(argv.find((word) => /~$|\.swp$|4913$/.test(word)));
	expect(await desk.ok("cat", "/notes/a.md")).toBe("kept\n");
	expect(await desk.ok("ls", "/notes")).toBe("a.md\n");
	expect(await desk.ok("ls", "/sys/rejected")).toBe("");
});
