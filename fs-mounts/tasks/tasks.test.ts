import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
	process.env.DESK_NOW = "2026-11-20T12:00:00";
});
afterEach(() => {
	delete process.env.DESK_NOW;
	desk.remove();
});

const json = async (...argv: string[]) =>
	(await desk.ok(...argv, "--json"))
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));

test("a completed task that is moved in gets its date, as one that is written here does; what is no task is refused", async () => {
	await desk.put("/files/old/sent.md", "---\nstatus: completed\n---\n# Sent\n");
	await desk.put("/files/old/open.md", "---\nstatus: pending\n---\n# Open\n");
	await desk.ok("mkdir", "/tasks/work");
	await desk.ok("mv", "/files/old/sent.md", "/tasks/work/");
	expect(await desk.ok("cat", "/tasks/work/sent.md")).toMatch(/done: ['"]?2026-11-20/);
	await desk.ok("undo");
	expect(await desk.ok("cat", "/files/old/sent.md")).not.toContain("done:");
	await desk.ok("mv", "/files/old", "/tasks/old");
	expect(await desk.ok("cat", "/tasks/old/sent.md")).toMatch(/done: ['"]?2026-11-20/);
	expect(await desk.ok("cat", "/tasks/old/open.md")).toBe("---\nstatus: pending\n---\n# Open\n");
	await desk.put("/files/bad.md", "---\nstatus: none\n---\n");
	expect((await desk.run(["mv", "/files/bad.md", "/tasks/work/"])).status).toBe(5);
});

describe("desk task", () => {
	test("the rent, monthly: done makes the next one, and undo takes both back", async () => {
		const [task] = await json("task", "add", "Pay rent", "--due", "friday", "--repeat", "monthly");
		expect(task).toMatchObject({
			path: "/tasks/inbox/pay-rent.md",
			due: "2026-11-20",
			repeat: "monthly",
			status: "pending",
		});
		const done = await json("task", "done", "pay-rent");
		expect(done.map((item) => [item.path, item.status, item.due])).toEqual([
			["/tasks/inbox/pay-rent.md", "completed", "2026-11-20"],
			["/tasks/inbox/pay-rent-2026-12-20.md", "pending", "2026-12-20"],
		]);
		expect(await desk.ok("cat", "/tasks/inbox/pay-rent.md")).toMatch(/status: completed[\s\S]*done: /);
		await desk.ok("undo");
		expect((await json("task", "list", "--all")).map((item) => [item.path, item.status])).toEqual([
			["/tasks/inbox/pay-rent.md", "pending"],
		]);
	});

	test("completing by editing the file does the same", async () => {
		await desk.put("/tasks/home/water.md", "---\nstatus: pending\ndue: 2026-11-19\nrepeat: daily\n---\n# Water\n");
		await desk.put("/tasks/home/water.md", "---\nstatus: completed\ndue: 2026-11-19\nrepeat: daily\n---\n# Water\n");
		expect(await desk.ok("ls", "/tasks/home")).toBe("water-2026-11-21.md\nwater.md\n");
	});

	test("next shows what waits for nothing, the most urgent first", async () => {
		await desk.ok("task", "add", "Plan", "--due", "2026-12-01");
		await desk.ok("task", "add", "Paint", "--depends", "plan", "-p", "high");
		await desk.ok("task", "add", "Late", "--due", "2026-11-10");
		expect((await json("task", "next")).map((item) => item.title)).toEqual(["Late", "Plan"]);
		expect((await json("task", "list", "--overdue")).map((item) => item.title)).toEqual(["Late"]);
		await desk.ok("task", "done", "plan");
		expect((await json("task", "next")).map((item) => item.title)).toEqual(["Late", "Paint"]);
	});

	test("an unknown task, an ambiguous one, a wrong date, nothing to list", async () => {
		expect((await desk.run(["task", "done", "nope"])).status).toBe(3);
		await desk.ok("task", "add", "Call Bob");
		await desk.ok("task", "add", "Call Eve");
		expect((await desk.run(["task", "done", "call"])).stderr).toMatch(/could be inbox\/call-bob, inbox\/call-eve/);
		expect((await desk.run(["task", "add", "x", "--due", "blurgh"])).status).toBe(5);
		expect((await desk.run(["task", "list", "--overdue"])).status).toBe(1);
		expect((await desk.run(["task", "add", "x", "--depends", "nothing"])).status).toBe(3);
	});
});

describe("a task's file is validated", () => {
	test.each([
		["an unknown status", "---\nstatus: maybe\n---\n", ":2:9", 5],
		["broken YAML", "---\nstatus: [\n---\n", ":", 5],
		["a date that is none", "---\ndue: 2026-02-30\n---\n", ":2:6", 5],
	])("%s is refused with its place, and the text kept", async (_name, text, place, status) => {
		const outcome = await desk.run(["write", "-p", "/tasks/work/x.md"], { stdin: text });
		expect(outcome.status).toBe(status);
		expect(outcome.stderr).toContain(`/tasks/work/x.md${place}`);
		expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
		const kept = /kept at (\S+)/.exec(outcome.stderr)?.[1] ?? "";
		expect(await desk.ok("cat", kept)).toBe(text);
		expect((await desk.run(["ls", "/tasks/work"])).status).toBe(3);
	});

	test("a circle of dependencies is refused, in two lists too", async () => {
		await desk.put("/tasks/work/a.md", "---\ndepends: [b]\n---\n");
		await desk.put("/tasks/work/b.md", "---\ndepends: [home/c]\n---\n");
		const outcome = await desk.run(["write", "-p", "/tasks/home/c.md"], { stdin: "---\ndepends: [work/a]\n---\n" });
		expect(outcome.status).toBe(5);
		expect(outcome.stderr).toContain("/tasks/home/c.md → /tasks/work/a.md → /tasks/work/b.md → /tasks/home/c.md");
		expect((await desk.run(["write", "/tasks/work/s.md"], { stdin: "---\ndepends: [s]\n---\n" })).status).toBe(5);
	});

	test("nothing lies beside lists or deeper than them", async () => {
		expect((await desk.run(["write", "/tasks/x.md"], { stdin: "x" })).status).toBe(4);
		expect((await desk.run(["mkdir", "-p", "/tasks/a/b"])).status).toBe(4);
		expect((await desk.run(["write", "-p", "/tasks/a/b.txt"], { stdin: "x" })).status).toBe(4);
	});
});

test("renaming a task or a list keeps dependencies whole", async () => {
	await desk.put("/tasks/work/plan.md", "# Plan\n");
	await desk.put("/tasks/work/build.md", "---\ndepends: [plan]\n---\n# Build\n");
	await desk.put("/tasks/home/celebrate.md", "---\ndepends: [work/build]\n---\n");
	await desk.ok("mv", "/tasks/work/plan.md", "/tasks/work/design.md");
	expect(await desk.ok("cat", "/tasks/work/build.md")).toContain("design");
	await desk.ok("mv", "/tasks/work", "/tasks/studio");
	expect(await desk.ok("cat", "/tasks/home/celebrate.md")).toContain("studio/build");
	expect(await desk.ok("cat", "/tasks/studio/build.md")).toContain("design");
});
