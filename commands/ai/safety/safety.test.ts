import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { mustPass } from "../../../src/safety/index.ts";
import { Store } from "../../../src/store/index.ts";
import { Vfs } from "../../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { safety } from "./index.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => {
	vi.unstubAllEnvs();
	desk.remove();
});

const items = (name: string, stdout: string) => {
	const schema = safety.commands.find((command) => command.name === name)?.output?.(z);
	return stdout
		.split("\n")
		.filter(Boolean)
		.map((line) => JSON.parse(line))
		.map((item) => {
			expect(schema?.safeParse(item).success, JSON.stringify(item)).toBe(true);
			return item as Record<string, unknown>;
		});
};

test("check: one verdict for each line, empty ones too, and status 0", async () => {
	const stdin = "buy milk\n\nI want to kill myself\r\n\u0000\xff\nlast line, this homework is killing me";
	const { status, stdout } = await desk.run(["safety", "check", "--json"], { stdin });
	expect(status).toBe(0);
	expect(items("check", stdout).map(({ verdict, stage }) => `${verdict} ${stage}`)).toEqual([
		"ok model",
		"ok none",
		"crisis pattern",
		expect.stringMatching(/^ok/),
		"ok model",
	]);
	expect((await desk.run(["safety", "check"], { stdin: "I want to die\n" })).stdout).toBe("crisis\tpattern\t1.000\n");
	expect((await desk.run(["safety", "check"], { stdin: "" })).stdout).toBe("");
});

test("check: a file is one text", async () => {
	await desk.ok("mkdir", "-p", "/notes");
	await desk.run(["write", "/notes/a.md"], { stdin: "Lovely day.\n\nI want to kill myself.\n" });
	const { stdout } = await desk.run(["safety", "check", "/notes/a.md", "--json"]);
	expect(items("check", stdout)).toMatchObject([{ verdict: "crisis", path: "/notes/a.md" }]);
	expect((await desk.run(["safety", "check", "/notes/none.md"])).status).toBe(3);
	const endless = await desk.run(["safety", "check"], { stdin: "a".repeat(65 * 1024 ** 2) });
	expect([endless.status, endless.stderr]).toEqual([expect.any(Number), expect.stringContaining("64 MiB")]);
});

test("resources: of a region, of the setting, and what is no region", async () => {
	expect(await desk.ok("safety", "resources", "de")).toContain("0800 111 0 111");
	vi.stubEnv("DESK_SAFETY_REGION", "FR");
	expect(items("resources", (await desk.run(["safety", "resources", "--json"])).stdout)).toMatchObject([
		{ region: "FR", lines: [{ contact: "3114" }, { name: "Find A Helpline" }] },
	]);
	expect(items("resources", (await desk.run(["safety", "resources", "XX", "--json"])).stdout)).toMatchObject([
		{ region: null },
	]);
	expect((await desk.run(["safety", "resources", "Germany"])).status).toBe(2);
});

test("review: counts, events, corrections", async () => {
	const vfs = new Vfs(await Store.open(desk.home), [], "user");
	for (const feature of ["ask", "ask", "summarize"])
		await mustPass(vfs, ["I want to kill myself"], feature).catch(() => undefined);
	vfs.store.close();
	const counts = items("review", (await desk.run(["safety", "review", "--json"])).stdout);
	expect(counts).toMatchObject([
		{ feature: "ask", stage: "pattern", events: 2, right: 0, wrong: 0 },
		{ feature: "summarize", events: 1 },
	]);
	const corrected = await desk.run(["safety", "review", "wrong", "2", "--json"]);
	expect(items("review", corrected.stdout)).toMatchObject([{ id: 2, correction: "wrong" }]);
	await desk.ok("safety", "review", "right", "1", "--dry-run");
	const events = items("review", (await desk.run(["safety", "review", "--events", "--json"])).stdout);
	expect(events.map(({ correction }) => correction)).toEqual([null, "wrong", null]);
	for (const [argv, status] of [
		[["wrong", "9"], 3],
		[["wrong"], 2],
		[["maybe", "1"], 2],
		[["wrong", "1x"], 2],
	] as const)
		expect((await desk.run(["safety", "review", ...argv])).status, argv.join(" ")).toBe(status);
});
