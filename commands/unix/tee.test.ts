import { afterAll, beforeAll, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeAll(async () => {
	desk = await makeDesk();
});
afterAll(() => desk.remove());

test("stdin to stdout and to several files, which one undo takes back", async () => {
	await desk.put("/files/b", "old\n");
	const big = Buffer.alloc(3_000_000, "0123456789abcdef\n");
	const { bytes, status } = await desk.run(["tee", "a", "b", "c"], { stdin: big, cwd: "/files" });
	expect(status).toBe(0);
	expect(bytes.equals(big)).toBe(true);
	for (const name of ["a", "b", "c"]) expect((await desk.run(["cat", `/files/${name}`])).bytes.equals(big)).toBe(true);
	await desk.ok("undo");
	expect(await desk.ok("cat", "/files/b")).toBe("old\n");
	expect((await desk.run(["cat", "/files/a"])).status).toBe(3);
});

test("-a to the end, twice of one file", async () => {
	await desk.put("/files/log", "1\n");
	expect((await desk.run(["tee", "-a", "/files/log", "/files/log"], { stdin: "2\n" })).stdout).toBe("2\n");
	expect(await desk.ok("cat", "/files/log")).toBe("1\n2\n2\n");
});

test("a file that cannot be written does not stop the others", async () => {
	for (const bad of ["/files/nope/x", "/files", "/nowhere/x", "/files/log/x"]) {
		const { status, stdout, stderr } = await desk.run(["tee", bad, "/files/good"], { stdin: bad, unixStatus: true });
		expect([status, stdout, stderr.split("\n").length]).toEqual([1, bad, 2]);
		expect(await desk.ok("cat", "/files/good")).toBe(bad);
	}
});

test("what a mount refuses is reported, kept, and was passed on", async () => {
	await desk.put("/tasks/work/other.md", "# Other\n");
	const { status, stdout, stderr } = await desk.run(["tee", "/tasks/work/x.md", "/files/y"], {
		stdin: "---\ndue: [\n---\n",
	});
	expect(status).toBe(5);
	expect(stdout).toBe("---\ndue: [\n---\n");
	expect(stderr).toContain("/sys/rejected/");
	expect(await desk.ok("cat", "/files/y")).toBe(stdout);
});

test("without files, and with --dry-run", async () => {
	expect((await desk.run(["tee"], { stdin: "x" })).stdout).toBe("x");
	const { stdout } = await desk.run(["tee", "--dry-run", "/files/dry"], { stdin: "x\n" });
	expect(stdout).toMatch(/^x\n(would )?create \/files\/dry\n$/);
	expect((await desk.run(["ls", "/files/dry"])).status).toBe(3);
});
