import { afterAll, beforeAll, expect, test } from "vitest";
import { TestDesk } from "../../test/support/desk.ts";
import { moved } from "./renamed.ts";

const desk = new TestDesk();
const run = async (line: string) => await desk.run(line.split(" "));

beforeAll(async () => {
	await run("init");
	await run("biz init Weir");
	await run("biz init Weirdos");
	await run("belief add -b weir -c timing Chefs buy in spring -e /context/weir/profile.md");
	await run("belief add -b weir -c timing Terraces open in May -e /context/weir/beliefs/chefs-buy-in-spring.md");
	await run("belief add -b weirdos -c timing Nobody buys -e /context/weirdos/profile.md");
});
afterAll(() => desk.remove());

test("a business that is renamed takes its evidence along, and undo brings all back", async () => {
	const before = (await run("cat /context/weir/beliefs/terraces-open-in-may.md")).stdout;
	expect((await run("mv /context/weir /context/oven")).status).toBe(0);
	expect((await run("cat /context/oven/beliefs/terraces-open-in-may.md")).stdout).toBe(
		before.replaceAll("/context/weir/", "/context/oven/"),
	);
	expect((await run("cat /context/weirdos/beliefs/nobody-buys.md")).stdout).toContain("/context/weirdos/profile.md");
	expect((await run("belief why -b oven chefs")).stdout).toContain("/context/oven/profile.md");
	await run("undo");
	expect((await run("cat /context/weir/beliefs/terraces-open-in-may.md")).stdout).toBe(before);
});

test("so does a belief; what lies in the trash keeps its paths", async () => {
	await run("mv /context/weir/beliefs/chefs-buy-in-spring.md /context/weir/beliefs/chefs.md");
	const terraces = (await run("cat /context/weir/beliefs/terraces-open-in-may.md")).stdout;
	expect(terraces).toContain("/context/weir/beliefs/chefs.md");
	await run("rm -r /context/weir");
	await run("undo");
	expect((await run("cat /context/weir/beliefs/terraces-open-in-may.md")).stdout).toBe(terraces);
});

test.each([
	["path: /context/a, date", "path: /context/b, date"],
	['"/context/a/x.md"', '"/context/b/x.md"'],
	["see /context/a.", "see /context/b."],
	["/context/ab /context/a-b /context/a.md /context/ä", "/context/ab /context/a-b /context/a.md /context/ä"],
])("%s", (text, expected) => expect(moved(text, "/context/a", "/context/b")).toBe(expected));
