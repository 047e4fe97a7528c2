import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seeded } from "../../../src/base/random.ts";
import { TestDesk } from "../../../test/support/desk.ts";
import { rateOf } from "../belief/posterior.ts";
import { type KnownBelief, suggestions } from "./suggest.ts";

const desk = new TestDesk();
const run = async (line: string, ...more: string[]) => await desk.run([...line.split(" "), ...more]);
const json = async (line: string) =>
	(await run(`${line} --json`)).stdout
		.split("\n")
		.filter(Boolean)
		.map((item) => JSON.parse(item));
const folder = "/context/weir/recommendations";

beforeAll(async () => {
	process.env.DESK_NOW = "2026-11-21T12:00:00Z";
	await desk.run(["init"]);
	await run("biz init Weir");
	await desk.run(["write", "/notes/orders.md"], { stdin: "three orders in March\n" });
	await run("belief add -c timing Chefs buy in spring");
	await run("belief confirm chefs --on 2026-10-01 -e /notes/orders.md");
	await run("belief add -c messaging -e /notes/orders.md --trials 40 --successes 31 Plain words sell");
	const figures = ["date,channel,clicks,conversions,cost", "2026-11-02,search,100,10,50", "2026-11-02,fair,100,2,60"];
	writeFileSync(join(desk.folder, "figures.csv"), figures.join("\n"));
	await run(`perf import ${join(desk.folder, "figures.csv")}`);
	await run("context plan --on 2026-11-01 Autumn letter");
	await run("context publish autumn");
});
afterAll(() => {
	delete process.env.DESK_NOW;
	desk.remove();
});

test("each names what it stands on and what would refute it; the same seed gives the same; none is made twice", async () => {
	const dry = await run("rec suggest --seed 1 -n 9 --dry-run");
	expect(dry.stderr.match(/would create/g)).toHaveLength(5);
	const made = await json("rec suggest --seed 1 -n 9");
	expect(made.map(({ kind }) => kind).sort()).toEqual(["do_more", "measure", "spend_less", "spend_more", "test"]);
	for (const { path } of made) {
		const { stdout } = await run(`cat ${path}`);
		expect(stdout).toMatch(/^evidence: \[.+\]$/m);
		expect(stdout).toMatch(/^Refuted by: .+\.$/m);
	}
	expect((await json("rec list")).map(({ score }) => score)).toEqual(
		made.map(({ score }) => score).sort((one, other) => other - one),
	);
	expect(await run("rec suggest")).toMatchObject({ status: 1, stdout: "" });
});

test("an outcome feeds the beliefs in one change set; rejecting and accepting do not", async () => {
	await run("rec reject spend-less -r", "no budget");
	await run("rec accept test-chefs");
	expect((await json("belief list"))[0]).toMatchObject({ belief: "chefs-buy-in-spring", confidence: 0.6 });
	await run("rec outcome test-chefs failure -n", "nobody came");
	const [chefs] = await json("belief list --category timing");
	expect(chefs).toMatchObject({ confidence: 0.45, status: "weakening", evidence_count: 2 });
	const [why] = await json("belief why chefs");
	expect(why.story.at(-1)).toMatchObject({
		kind: "against",
		path: `${folder}/2026-11-21-test-chefs-buy-in-spring.md`,
		note: "nobody came",
	});
	await run("undo");
	expect((await json("belief list --category timing"))[0]).toMatchObject({ confidence: 0.6 });
	expect((await json("rec list --status accepted"))[0]).toMatchObject({ kind: "test" });
	expect((await json("rec list --status rejected"))[0]).toMatchObject({ kind: "spend_less" });
});

test("that doubting a belief went well speaks against it", async () => {
	for (let time = 0; time < 3; time++) await run("belief contradict chefs -e /notes/orders.md");
	const made = await json("rec suggest --seed 2 -n 9");
	expect(made.map(({ kind }) => kind)).toContain("alternative");
	const [before] = await json("belief list --category timing");
	await run("rec outcome another-explanation success");
	const [after] = await json("belief list --category timing");
	expect(after.confidence).toBeCloseTo(Math.max(0, before.confidence - 0.15), 9);
});

test("what costs more is drawn later; what a belief stood on and has gone is not named", async () => {
	await desk.run(["write", "/notes/gone.md"], { stdin: "x" });
	for (const [title, cost] of [
		["Posters bring families", 900],
		["Flyers bring families", 90],
	] as const) {
		await run("belief add -c channel -e /notes/gone.md", title);
		const planned = await run(
			`context plan --on 2026-11-02 --belief ${title.split(" ")[0]?.toLowerCase()}-bring`,
			title,
		);
		await run(`context publish ${planned.stdout.trim()} -m cost=${cost}`);
	}
	await run("rm /notes/gone.md");
	const made = await json("rec suggest --seed 3 -n 9");
	const [posters, flyers] = ["Posters", "Flyers"].map((word) => made.find(({ title }) => title.includes(word)));
	expect([posters.cost, flyers.cost]).toEqual([900, 90]);
	const { stdout } = await run(`cat ${posters.path}`);
	expect(stdout).toContain("Trying it has cost 900.00 on average.");
	expect(stdout).not.toContain("gone.md");
});

test.each([
	["rec accept nothing", 3, "there is no such recommendation"],
	["rec outcome plain-words great", 2, "OUTCOME is success, failure or mixed, not 'great'"],
	["rec list --status lost", 2, "--status takes open, accepted, rejected or done"],
])("%s", async (line, status, message) => {
	expect(await run(line)).toMatchObject({ status, stderr: expect.stringContaining(message) });
});

test("of two that promise as much, the dearer one is drawn first less often", () => {
	const known = (name: string, cost: number): KnownBelief => ({
		...{ name, path: `/context/weir/beliefs/${name}.md`, title: name, category: "timing", status: "active" },
		...{ confidence: 0.5, posterior: rateOf(30, 10), evidence: [], idle: 0, alternatives: [], cost },
	});
	const random = seeded(4);
	const beliefs = [known("dear", 900), known("cheap", 90)];
	const firsts = Array.from({ length: 500 }, () => suggestions({ beliefs, channels: [], unmeasured: [] }, random)[0]);
	expect(firsts.filter((best) => best?.beliefs[0] === "cheap").length).toBeGreaterThan(450);
});

test("what is uncertain is drawn first about as often as it may be best", () => {
	const known = (name: string, successes: number, failures: number): KnownBelief => ({
		name,
		path: `/context/weir/beliefs/${name}.md`,
		title: name,
		category: "timing",
		status: "active",
		confidence: 0.5,
		posterior: rateOf(1 + successes, 1 + failures),
		evidence: [],
		idle: 0,
		alternatives: [],
	});
	const random = seeded(4);
	let first = 0;
	for (let draw = 0; draw < 2000; draw++) {
		const [best] = suggestions(
			{ beliefs: [known("sure", 70, 30), known("open", 1, 1)], channels: [], unmeasured: [] },
			random,
		);
		if (best?.beliefs[0] === "open") first++;
	}
	// P(Beta(2, 2) > about .7) is .22.
	expect(first / 2000).toBeGreaterThan(0.17);
	expect(first / 2000).toBeLessThan(0.28);
});
