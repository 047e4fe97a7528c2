import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dateOfDay, dayNumber } from "../../../src/base/calendar.ts";
import { seeded } from "../../../src/base/random.ts";
import { Jobs } from "../../../src/jobs/index.ts";
import { TestDesk } from "../../../test/support/desk.ts";
import { before, periodAt, periodOf } from "./period.ts";
import { type Outcome, tryOut } from "./reinforce.ts";

describe("periods", () => {
	test.each([
		["2026-W01", "2025-12-29", "2026-01-05"],
		["2026-W53", "2026-12-28", "2027-01-04"],
		["2026-11", "2026-11-01", "2026-12-01"],
		["2026-12", "2026-12-01", "2027-01-01"],
		["2026-Q4", "2026-10-01", "2027-01-01"],
	])("%s is from %s to %s", (name, from, to) => expect(periodOf(name)).toMatchObject({ name, from, to }));

	test.each(["2025-W53", "2026-13", "2026-Q5", "2026", "soon"])("%s is none", (name) =>
		expect(() => periodOf(name)).toThrow("there is no such week, month or quarter"),
	);

	test("a day lies in its period, which is found by its name; periods follow each other without gaps", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 40_000 }), fc.constantFrom("week", "month", "quarter"), (number, kind) => {
				const day = dateOfDay(number);
				const period = periodAt(kind, day);
				expect(period.from <= day && day < period.to).toBe(true);
				expect(periodOf(period.name)).toEqual(period);
				expect(before(period).to).toBe(period.from);
				if (kind === "week") expect(dayNumber(period.to) - dayNumber(period.from)).toBe(7);
			}),
		);
	});
});

describe("a trial on what was held out", () => {
	const outcome = (side: "for" | "against", index: number): Outcome => ({
		belief: "/context/weir/beliefs/x.md",
		side,
		evidence: { path: `/context/weir/calendar/${index}.md`, date: "2026-11-10" },
	});
	const old = (good: number, bad: number) => () => ({
		for: Array.from({ length: good }, () => ({ path: "/notes/x.md", date: "2026-10-01" })),
		against: Array.from({ length: bad }, () => ({ path: "/notes/x.md", date: "2026-10-01" })),
	});

	test("what the world says again and again is kept, against what was believed", () => {
		const outcomes = Array.from({ length: 20 }, (_, index) => outcome("against", index));
		const trial = tryOut(outcomes, old(3, 0), "2026-12-01", seeded(1));
		expect(trial).toMatchObject({ result: "kept", holdout: 4 });
		expect(trial.after).toBeLessThan(trial.before ?? 0);
	});

	test("chance is not: where it foretells worse, it is rolled back; on average of many worlds, what is kept is better", () => {
		const random = seeded(2);
		let [rolledBack, gained] = [0, 0];
		for (let world = 0; world < 300; world++) {
			const rate = random();
			const outcomes = Array.from({ length: 10 }, (_, index) => outcome(random() < rate ? "for" : "against", index));
			const known = old(Math.round(8 * rate), Math.round(8 * (1 - rate)));
			const trial = tryOut(outcomes, known, "2026-12-01", random);
			if (trial.result === "rolled_back") rolledBack++;
			else gained += (trial.before ?? 0) - (trial.after ?? 0);
		}
		expect(rolledBack).toBeGreaterThan(20);
		expect(gained).toBeGreaterThan(0);
	});

	test("too few to hold any out are kept; none is nothing new", () => {
		expect(tryOut([outcome("for", 1)], old(0, 0), "2026-12-01", seeded(1))).toEqual({
			result: "kept",
			holdout: 0,
			before: null,
			after: null,
		});
		expect(tryOut([], old(0, 0), "2026-12-01", seeded(1)).result).toBe("nothing_new");
	});
});

describe("desk context review", () => {
	const desk = new TestDesk();
	const run = async (line: string, ...more: string[]) => await desk.run([...line.split(" "), ...more]);
	const json = async (line: string) =>
		(await run(`${line} --json`)).stdout
			.split("\n")
			.filter(Boolean)
			.map((item) => JSON.parse(item));
	/** Publish things with their figures on days of a month. */
	async function publish(month: string, clicks: readonly number[], belief?: string, channel = "mail") {
		for (const [index, count] of clicks.entries()) {
			const day = `${month}-${String(index + 1).padStart(2, "0")}`;
			const tests = belief === undefined ? "" : `--belief ${belief} `;
			const planned = await run(`context plan --on ${day} -c ${channel} ${tests}Thing ${belief} ${index}`);
			await run(`context publish ${planned.stdout.trim()} -m sent=100 -m clicks=${count}`);
		}
	}

	beforeAll(async () => {
		process.env.DESK_NOW = "2026-12-02T12:00:00Z";
		await desk.run(["init"]);
		await run("biz init --currency GBP Weir");
		await run("belief add -c messaging Plain words sell");
		await run("belief add -c timing Mornings are best");
	});
	afterAll(() => {
		delete process.env.DESK_NOW;
		desk.remove();
	});

	test("a month's outcomes move the beliefs they test, in one change set with the page; again: nothing new", async () => {
		await publish("2026-10", [10, 10, 10], "plain-words-sell");
		await publish("2026-11", [20, 22, 25, 28, 30], "plain-words-sell");
		const [page] = await json("context review 2026-11 --on-battery");
		expect(page).toMatchObject({
			path: "/context/weir/reviews/2026-11.md",
			result: "kept",
			holdout: 1,
			moved: [{ belief: "plain-words-sell", from: 0.5, to: 1, why: "5 for it, 0 against it" }],
		});
		expect((await json("belief list"))[0]).toMatchObject({
			belief: "plain-words-sell",
			confidence: 1,
			evidence_count: 5,
		});
		const { stdout } = await run("cat /context/weir/reviews/2026-11.md");
		expect(stdout).toContain("# Weir: 2026-11\n");
		expect(stdout).toContain("- [[plain-words-sell]] Plain words sell: 0.50 → 1.00, 5 for it, 0 against it");
		await run("undo");
		expect((await json("belief list"))[0]).toMatchObject({ confidence: 0.5, evidence_count: 0 });
		expect((await run("ls /context/weir/reviews")).status).not.toBe(0);
		await run("context review 2026-11 --on-battery");
		expect((await json("context review 2026-11 --on-battery"))[0]).toMatchObject({ result: "nothing_new", moved: [] });
	});

	test("what is rolled back leaves all beliefs as they were", async () => {
		for (let time = 0; time < 6; time++)
			await run("belief confirm mornings -e /context/weir/profile.md --on 2026-09-01");
		const before = await run("ls -l /context/weir/beliefs");
		await publish("2026-08", [10, 10, 10], undefined, "fair");
		await publish("2026-09", [3, 3, 3, 3, 3], "mornings-are-best", "fair");
		const { stdout: things } = await run("context list --since 2026-09-01 --until 2026-09-30");
		// Four misses to be learned from, and a hit where the one lies that is held out.
		let result = "";
		for (const hit of things.trim().split("\n")) {
			for (const thing of things.trim().split("\n"))
				await run(`context publish ${thing} -m clicks=${thing === hit ? 50 : 3}`);
			const [page] = await json("context review 2026-09 --on-battery --dry-run");
			result = page.result;
			if (result === "rolled_back") break;
		}
		await run("context review 2026-09 --on-battery");
		const { stdout } = await run("cat /context/weir/reviews/2026-09.md");
		expect(stdout).toContain("result: rolled_back");
		expect(stdout).toContain("all beliefs are left as they were");
		expect(result).toBe("rolled_back");
		expect((await run("ls -l /context/weir/beliefs")).stdout).toBe(before.stdout);
	});

	test("idle months are counted once; weeks and quarters are pages only; --due makes what is missing", async () => {
		process.env.DESK_NOW = "2027-05-03T12:00:00Z";
		const made = await json("context review --due --on-battery");
		expect(made.map(({ period }) => period)).toEqual(["2027-W17", "2027-04", "2027-Q1"]);
		expect(made[1].moved).toContainEqual({ belief: "mornings-are-best", from: 1, to: 0.5, why: "idle for 8 months" });
		expect(await json("context review --due --on-battery")).toEqual([]);
		expect((await run("cat /context/weir/reviews/2027-Q1.md")).stdout).toContain("### messaging\n");
		expect((await run("context review 2027-99")).status).toBe(5);
	});

	test("by jobs: each page once, whoever made it; learned from as by hand, under the name of the job", async () => {
		process.env.DESK_NOW = "2027-06-07T12:00:00Z";
		await run("biz use weir");
		await run("biz init Mill");
		await publish("2027-05", [40, 41], "mornings-are-best");
		const vfs = await desk.vfs();
		const jobs = await Jobs.open(vfs);
		const signal = new AbortController().signal;
		const context = { variables: {}, warn() {}, command: async () => ({ status: 0, stdout: "", stderr: "" }) };
		const work = async (more = {}) => await jobs.work({ vfs, context, signal, onBattery: true, ...more });
		const kinds = ["context.review", "context.reinforce", "context.strategy"];
		const told = () =>
			kinds.flatMap((kind) => jobs.list({ kind })).map(({ kind, key, status, note }) => [kind, key, status, note]);
		await work({ kinds });
		const done = told();
		// Of Mill, which began today, there is nothing to tell.
		expect(done).toHaveLength(2);
		expect(done).toEqual(
			expect.arrayContaining([
				["context.review", "weir@2027-W22", "done", "/context/weir/reviews/2027-W22.md"],
				["context.reinforce", "weir@2027-05", "done", "/context/weir/reviews/2027-05.md: kept, 2 beliefs moved"],
			]),
		);
		expect((await run("cat /context/weir/reviews/2027-W22.md")).stdout).not.toMatch(/result|learned/);
		const [change] = await json("history /context/weir/reviews/2027-05.md");
		expect(change).toMatchObject({ actor: "job:context.reinforce", cause: "desk context review -b weir 2027-05" });
		const before = await json("belief list -b weir");
		await work({ kinds });
		expect(told()).toEqual(done);
		// What a killed worker had written is not done again; what can never be is given up at once.
		await jobs.add({ kind: "context.reinforce", key: "again", input: { business: "weir", period: "2027-05" } });
		await jobs.add({ kind: "context.reinforce", key: "soon", input: { business: "weir", period: "soon" } });
		await work({ kinds });
		expect(jobs.list({ kind: "context.reinforce" }).map(({ key, status, note }) => [key, status, note])).toEqual([
			["soon", "dead", null],
			["again", "done", "its page is there already"],
			["weir@2027-05", "done", expect.any(String)],
		]);
		expect(await json("belief list -b weir")).toEqual(before);
		vfs.store.close();
	});
});
