import { afterAll, beforeAll, expect, test } from "vitest";
import { TestDesk } from "../../test/support/desk.ts";
import { moved } from "./renamed.ts";

const desk = new TestDesk();
const run = async (line: string) => await desk.run(line.split(" "));
const cat = async (path: string) => (await run(`cat ${path}`)).stdout;

const HARD = `---
category: timing # of the year
for:
  - {path: "/notes/talks/first talk.md", date: 2026-11-02, note: "not /notes/talks/first talk.md alone"}
  - path: '/notes/talks/first talk.md'
    date: 2026-11-03 # again
against: [{path: /files/notes/talks, date: 2026-11-03}, {path: "/NOTES/talks/First TALK.md", date: 2026-11-04}]
---
# Chefs buy in spring

See /notes/talks/first talk.md, not /files/notes/talks/first talk.md.
`;

beforeAll(async () => {
	await run("init");
	await run("biz init Weir");
	await run("biz init Weirdos");
	await run("belief add -b weir -c timing Chefs buy in spring -e /context/weir/profile.md");
	await run("belief add -b weir -c timing Terraces open in May -e /context/weir/beliefs/chefs-buy-in-spring.md");
	await run("belief add -b weirdos -c timing Nobody buys -e /context/weirdos/profile.md");
	await desk.put("/notes/talks/first talk.md", "# First talk\n\nChefs buy more because spring is near.\n");
	await desk.put("/files/notes/talks", "x");
});
afterAll(() => desk.remove());

test("a business that is renamed takes its evidence along, and undo brings all back", async () => {
	const before = await cat("/context/weir/beliefs/terraces-open-in-may.md");
	expect((await run("mv /context/weir /context/oven")).status).toBe(0);
	expect(await cat("/context/oven/beliefs/terraces-open-in-may.md")).toBe(
		before.replaceAll("/context/weir/", "/context/oven/"),
	);
	expect(await cat("/context/weirdos/beliefs/nobody-buys.md")).toContain("/context/weirdos/profile.md");
	expect((await run("belief why -b oven chefs")).stdout).toContain("/context/oven/profile.md");
	await run("undo");
	expect(await cat("/context/weir/beliefs/terraces-open-in-may.md")).toBe(before);
});

test("names of a belief follow it, in what tests it, doubts it or recommends by it; of another business they stay", async () => {
	const other = "/context/weirdos/beliefs/chefs-buy-in-spring.md";
	await run("belief add -b weirdos -c timing Chefs buy in spring");
	await run("context plan -b weir --on 2026-12-01 --belief chefs-buy Spring letter");
	await run("context plan -b weirdos --on 2026-12-01 --belief chefs-buy Spring letter");
	await run("belief alternatives -b weir terraces --add chefs-buy-in-spring");
	const [rec, letter] = ["/context/weir/recommendations/do.md", "calendar/2026-12-01-spring-letter.md"];
	await desk.put(
		rec,
		'---\nkind: test\nbeliefs: ["[[Chefs-buy-in-spring]]", terraces-open-in-may]\n---\n# Do\n\nSee [[chefs-buy-in-spring]].\n',
	);
	const told = async () => [
		/^belief: .+$/m.exec(await cat(`/context/weir/${letter}`))?.[0],
		/^belief: .+$/m.exec(await cat(`/context/weirdos/${letter}`))?.[0],
		/^alternatives:\n? *.+$/m
			.exec(await cat("/context/weir/beliefs/terraces-open-in-may.md"))?.[0]
			?.replace(/\s+/g, " "),
		(await cat(rec)).split("\n").filter((line) => line.includes("[[")),
	];
	const before = await told();
	expect((await run("mv /context/weir/beliefs/chefs-buy-in-spring.md /context/weir/beliefs/$spring.md")).stderr).toBe(
		"",
	);
	expect(await told()).toEqual([
		'belief: "$spring"',
		"belief: chefs-buy-in-spring",
		'alternatives: ["$spring"]',
		['beliefs: ["[[$spring]]", terraces-open-in-may]', "See [[$spring]]."],
	]);
	await run("undo");
	expect(await told()).toEqual(before);
	await run(`rm ${other} ${rec} /context/weir/${letter} /context/weirdos/${letter}`);
});

test("so does a belief; what lies in the trash keeps its paths", async () => {
	await run("mv /context/weir/beliefs/chefs-buy-in-spring.md /context/weir/beliefs/chefs.md");
	const terraces = await cat("/context/weir/beliefs/terraces-open-in-may.md");
	expect(terraces).toContain("/context/weir/beliefs/chefs.md");
	await run("rm -r /context/weir");
	await run("undo");
	expect(await cat("/context/weir/beliefs/terraces-open-in-may.md")).toBe(terraces);
});

test("evidence and sources follow a note, its folder, and a move to another mount, in the same change set", async () => {
	const hard = "/context/weirdos/beliefs/hard.md";
	await desk.put(hard, HARD);
	await run("context extract -b weirdos /notes/talks");
	const [drawn = ""] = (await run("ls /context/weirdos/extractions")).stdout.split("\n");
	const extraction = `/context/weirdos/extractions/${drawn}`;
	const source = async () => /^source: (.+)$/m.exec(await cat(extraction))?.[1];
	// A name that YAML would take apart, were it not quoted.
	const renames = [
		["/notes/talks/first talk.md", "/notes/talks/a, {b}: c's.md"],
		["/notes/talks", "/notes/Gespräche"],
		["/notes/Gespräche/a, {b}: c's.md", "/files/first.md"],
	] as const;
	let now = "/notes/talks/first talk.md";
	for (const [from, to] of renames) {
		const before = await cat(hard);
		expect((await desk.run(["mv", from, to])).stderr).toBe("");
		const was = now;
		now = now.replace(from, to);
		const written = await cat(hard);
		expect(written.replaceAll(/"[^"]*"|'(?:[^']|'')*'/g, "PATH")).toBe(
			HARD.replaceAll(/"[^"]*"|'(?:[^']|'')*'/g, "PATH").replace("See /notes/talks/first talk.md", `See ${now}`),
		);
		expect(written.split(now)).toHaveLength(now.includes("'") ? 4 : 5);
		expect(written).toContain('note: "not /notes/talks/first talk.md alone"');
		expect(await source()).toBe(JSON.stringify(now));
		await run("undo");
		expect([await cat(hard), await source()]).toEqual([before, JSON.stringify(was)]);
		await run("undo");
		expect(await cat(hard)).toBe(written);
	}
	const why = (await run("belief why -b weirdos hard --json")).stdout;
	expect(why.split("/files/first.md").length - 1).toBe(3);
	// Drawn again, it replaces what was drawn under the old name.
	await run("context extract -b weirdos /files/first.md");
	expect((await run("ls /context/weirdos/extractions")).stdout).toBe(`${drawn}\n`);
});

test.each([
	["path: /context/a, date", "path: /context/b, date"],
	['"/context/a/x.md"', '"/context/b/x.md"'],
	["see /context/a.", "see /context/b."],
	["/context/ab /context/a-b /context/a.md /context/ä", "/context/ab /context/a-b /context/a.md /context/ä"],
	["/files/context/a ~/context/a (/context/a)", "/files/context/a ~/context/a (/context/b)"],
])("%s", (text, expected) => expect(moved(text, "/context/a", "/context/b")).toBe(expected));
