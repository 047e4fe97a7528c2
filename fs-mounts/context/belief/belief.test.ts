import { afterAll, beforeAll, expect, test } from "vitest";
import { TestDesk } from "../../../test/support/desk.ts";

const desk = new TestDesk();
const run = async (line: string, ...more: string[]) => await desk.run([...line.split(" "), ...more]);
const json = async (line: string) =>
	(await run(`${line} --json`)).stdout
		.split("\n")
		.filter(Boolean)
		.map((item) => JSON.parse(item));
const folder = "/context/weir/beliefs";

beforeAll(async () => {
	process.env.DESK_NOW = "2026-11-21T12:00:00Z";
	await desk.run(["init"]);
	await run("biz init Weir");
	await desk.run(["write", "/notes/orders.md"], { stdin: "three orders in March\n" });
});
afterAll(() => {
	delete process.env.DESK_NOW;
	desk.remove();
});

test("a belief is added, confirmed and contradicted by files; each step is in its story", async () => {
	expect((await run("belief add -c timing Chefs buy in spring")).stdout).toBe(`${folder}/chefs-buy-in-spring.md\n`);
	await run("belief confirm chefs --on 2026-03-01 -e /notes/orders.md:0-5 -n", "three orders");
	await run("belief contradict chefs-buy -e /notes/orders.md --trials 10 --successes 2");
	expect((await run(`cat ${folder}/chefs-buy-in-spring.md`)).stdout).toBe(
		[
			"---\ncategory: timing\nconfidence: 0.45\nstatus: weakening\nfirst_observed: 2026-03-01\nlast_reinforced: 2026-11-21\nevidence_count: 2",
			'for:\n  - {path: "/notes/orders.md", start: 0, end: 5, date: 2026-03-01, note: three orders}',
			'against:\n  - {path: "/notes/orders.md", date: 2026-11-21, trials: 10, successes: 2}\n---\n# Chefs buy in spring\n',
		].join("\n"),
	);
	const [why] = await json("belief why chefs");
	expect(why).toMatchObject({ confidence: 0.45, status: "weakening", posterior: { kind: "rate" } });
	expect(why.story).toMatchObject([
		{
			kind: "for",
			date: "2026-03-01",
			confidence: 0.6,
			path: "/notes/orders.md",
			start: 0,
			end: 5,
			note: "three orders",
		},
		{ kind: "set", date: "2026-11-21", confidence: 0.5, cause: "desk belief add -c timing Chefs buy in spring" },
		{ kind: "against", date: "2026-11-21", confidence: 0.45, actor: "user" },
	]);
	// Words of March, figures of today: what each counts.
	expect(why.story).toMatchObject([
		{ source: "subjective", age: "older", weight: 1, counts: 0.48, trials: null },
		{ source: null, counts: null },
		{ source: "performance", age: "recent", weight: 1, counts: 1, trials: 10, successes: 2, effect: null },
	]);
	expect((await desk.run(["belief", "why", "chefs", "--color", "never"], { columns: 100 })).stdout).toMatch(
		/− +2026-11-21 +0\.45 +×1\.00 +2 of 10 {2}\/notes\/orders\.md/,
	);
	// By other weights, the interval of the list is another, too.
	const before = await json("belief list");
	await run("config set context.source_weights performance=0");
	expect((await json("belief list"))[0].posterior.mean).toBeGreaterThan(before[0].posterior.mean + 0.3);
	await run("config unset context.source_weights");
	expect(await json("belief list")).toEqual(before);
	await run("undo");
	expect(await json("belief list")).toMatchObject([{ confidence: 0.6, status: "active", evidence_count: 1 }]);
});

test("the list is sorted by how sure they are; what is retired is left out, and comes back by undo", async () => {
	await run("belief add -c messaging --confidence 0.9 Plain words sell");
	await run("belief add -c timing --confidence 0.2 Nobody buys in August");
	expect((await json("belief list")).map((item) => item.belief)).toEqual([
		"plain-words-sell",
		"chefs-buy-in-spring",
		"nobody-buys-in-august",
	]);
	await run("belief retire plain");
	expect((await json("belief list")).map((item) => item.belief)).not.toContain("plain-words-sell");
	expect((await json("belief list --all --category messaging"))[0]).toMatchObject({ status: "deprecated" });
	expect((await run("belief confirm plain -e /notes/orders.md")).stderr).toContain("this belief is retired");
	await run("undo");
	const alternatives = await json("belief alternatives nobody --add plain-words-sell");
	expect(alternatives.map((item: { belief: string }) => item.belief)).toEqual([
		"plain-words-sell",
		"chefs-buy-in-spring",
	]);
	expect((await desk.run(["belief", "list", "--color", "never"], { columns: 100 })).stdout).toMatch(
		/^█████████░ 0\.90 .* active +messaging +Plain words sell$/m,
	);
});

const ok = "category: timing\n";
test.each([
	["category: weather\n", "2:11: `category`: `weather` is no category; use audience, messaging"],
	["confidence: 0.5\n", "a belief has no category"],
	[`${ok}confidence: 1.5\n`, "3:13: `confidence`: `1.5` is no number from 0 to 1"],
	[`${ok}status: dead\n`, "3:9: `status`: `dead` is no status"],
	[`${ok}for: yes\n`, "`for`: this is no list of evidence"],
	[`${ok}for:\n  - {path: /notes/orders.md}\n`, "4:5: `for`: evidence has no date"],
	[`${ok}for:\n  - {path: /notes/orders.md, date: 2026-02-30}\n`, "evidence has no date"],
	[`${ok}for:\n  - {path: /notes/none.md, date: 2026-02-03}\n`, "4:12: `for`: there is no /notes/none.md"],
	[`${ok}for:\n  - {path: /notes/orders.md, date: 2026-02-03, weigth: 2}\n`, "4:56: `for`: evidence has no `weigth`"],
	[
		`${ok}for:\n  - {path: /notes/orders.md, date: 2026-02-03, start: 5, end: 99}\n`,
		"4:63: `for`: /notes/orders.md has only 22 bytes",
	],
	[`${ok}for:\n  - {path: /notes, date: 2026-02-03, start: 1}\n`, "4:45: `for`: /notes is a folder"],
	[`${ok}alternatives: [chefs-buy-in-spring, price]\n`, "3:37: `alternatives`: there is no belief price"],
	[
		`${ok}for:\n  - {path: /notes/orders.md, date: 2026-02-03, trials: 2, successes: 3}\n`,
		"more successes than trials",
	],
	[`${ok}against:\n  - {path: ${folder}/x.md, date: 2026-02-03}\n`, "stand on each other in a circle"],
])("refused with its place, and nothing is written: %s", async (front, message) => {
	// A belief that stands on itself: it must be there to be named.
	if (front.includes("x.md")) await desk.run(["write", `${folder}/x.md`], { stdin: `---\n${ok}---\n# X\n` });
	const before = await run(`ls -l ${folder}`);
	const refused = await desk.run(["write", `${folder}/x.md`], { stdin: `---\n${front}---\n# X\n` });
	expect([refused.status, refused.stderr]).toEqual([5, expect.stringContaining(message)]);
	expect((await run(`ls -l ${folder}`)).stdout).toBe(before.stdout);
});

test("evidence that went away later is no mistake of the belief; circles through others are refused", async () => {
	await desk.run(["write", "/notes/gone.md"], { stdin: "x" });
	await run("belief confirm chefs -e /notes/gone.md");
	await run("belief confirm chefs -e /notes/orders.md:0-20");
	await desk.run(["write", "/notes/orders.md"], { stdin: "less\n" });
	const range = await run("belief confirm chefs -e /notes/orders.md:0-20");
	expect([range.status, range.stderr]).toEqual([0, ""]);
	expect((await run("belief confirm chefs -e /notes/orders.md:0-21")).stderr).toContain("has only 5 bytes");
	await run("rm /notes/gone.md");
	expect((await run("belief confirm chefs -e /notes/orders.md")).status).toBe(0);
	expect((await run(`belief confirm plain -e ${folder}/chefs-buy-in-spring.md`)).status).toBe(0);
	const circle = await run(`belief confirm chefs -e ${folder}/plain-words-sell.md`);
	expect([circle.status, circle.stderr]).toEqual([
		5,
		expect.stringContaining(
			`beliefs stand on each other in a circle: ${folder}/chefs-buy-in-spring.md → ${folder}/plain-words-sell.md → ${folder}/chefs-buy-in-spring.md`,
		),
	]);
	const none = await run("belief confirm chefs");
	expect([none.status, none.stderr]).toEqual([2, expect.stringContaining("name a file with --evidence")]);
});
