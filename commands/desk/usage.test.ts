import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Ledger } from "../../src/llm/index.ts";
import { Store } from "../../src/store/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
	vi.stubEnv("TZ", "Europe/Stockholm");
	vi.stubEnv("DESK_NOW", "2026-11-21T12:00:00Z");
});
afterEach(() => {
	vi.unstubAllEnvs();
	desk.remove();
});

async function called(at: string, feature: string, model: string, tokens: number, amount?: number): Promise<void> {
	vi.stubEnv("DESK_NOW", at);
	const store = await Store.open(desk.home);
	const ledger = new Ledger(store);
	const cost = amount === undefined ? undefined : ({ amount, currency: "USD" } as const);
	const { id } = await ledger.reserve(
		{ feature, provider: "openai", model, tokens: 2 * tokens, cost },
		{ features: new Map() },
	);
	const usage = { input: tokens - 10, output: 10, cached: 5, estimated: false };
	await ledger.settle(id, { status: "ok", usage, cost, milliseconds: 7, attempts: 1 });
	store.close();
	vi.stubEnv("DESK_NOW", "2026-11-21T12:00:00Z");
}

const items = async (...argv: string[]) =>
	(await desk.ok("usage", "--json", ...argv))
		.trim()
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line));

test("without calls: nothing, and no cost that is unknown", async () => {
	expect(await items()).toEqual([
		expect.objectContaining({
			period: "today",
			since: "2026-11-20T23:00:00.000Z",
			by: null,
			calls: 0,
			cost: 0,
			limits: [],
		}),
	]);
	expect(await items("--by", "model")).toEqual([]);
	expect((await desk.run(["usage", "--by", "model"], { columns: 80 })).stdout).toContain("No calls.");
	expect(await desk.ok("cat", "/sys/usage")).toBe(
		"period\tby\tkey\tcalls\tfailed\tinput\toutput\tcached\tcost\tunpriced\n",
	);
});

test("today, this month and all, in all and by something", async () => {
	await called("2026-10-31T22:59:59Z", "ask", "gpt-5", 1000, 1); // still October
	await called("2026-10-31T23:00:00Z", "ask", "gpt-5", 200, 0.5);
	await called("2026-11-21T08:00:00Z", "ask", "gpt-5", 100, 0.25);
	await called("2026-11-21T09:00:00Z", "agent:x", "big", 50);
	expect((await items())[0]).toMatchObject({
		calls: 2,
		input: 130,
		output: 20,
		cached: 10,
		tokens: 150,
		cost: 0.25,
		unpriced: 1,
	});
	expect((await items("month"))[0]).toMatchObject({ calls: 3, cost: 0.75, since: "2026-10-31T23:00:00.000Z" });
	expect((await items("all"))[0]).toMatchObject({ calls: 4, cost: 1.75, since: null });
	const keys = async (by: string) => (await items("all", "--by", by)).map((item) => [item.key, item.calls, item.cost]);
	expect(await keys("feature")).toEqual([
		["ask", 3, 1.75],
		["agent:x", 1, null],
	]);
	expect(await keys("model")).toEqual([
		["openai/gpt-5", 3, 1.75],
		["openai/big", 1, null],
	]);
	expect(await keys("provider")).toEqual([["openai", 4, 1.75]]);
	expect(await keys("day")).toEqual([
		["2026-10-31", 1, 1],
		["2026-11-01", 1, 0.5],
		["2026-11-21", 2, 0.25],
	]);
	expect(await desk.ok("usage")).toBe("today\t2\t130\t20\t10\t0.25 + 1 unknown\n");
	expect(await desk.ok("usage", "--by", "feature")).toBe("ask\t1\t90\t10\t5\t0.25\nagent:x\t1\t40\t10\t5\tunknown\n");
	expect((await desk.ok("cat", "/sys/usage")).split("\n").slice(1, 4)).toEqual([
		"2026-11-21\tfeature\tagent:x\t1\t0\t40\t10\t5\tunknown\t1",
		"2026-11-21\tfeature\task\t1\t0\t90\t10\t5\t0.25\t0",
		"2026-11-21\tmodel\topenai/big\t1\t0\t40\t10\t5\tunknown\t1",
	]);
});

test("beside a call that failed and was charged nothing, an unknown cost is not 0", async () => {
	await called("2026-11-21T08:00:00Z", "ask", "big", 50);
	await called("2026-11-21T09:00:00Z", "ask", "big", 0, 0);
	expect((await items())[0]).toMatchObject({ calls: 2, cost: null, unpriced: 1 });
	expect(await desk.ok("usage")).toMatch(/\tunknown\n$/);
	expect((await desk.ok("cat", "/sys/usage")).split("\n")[1]).toMatch(/\tunknown\t1$/);
});

test("a person sees the budgets, and how near their ends are", async () => {
	await called("2026-11-21T08:00:00Z", "ask", "gpt-5", 850, 0.25);
	await called("2026-11-21T08:00:00Z", "agent:a", "big", 50);
	for (const [key, value] of [
		["budget.day_tokens", "1000"],
		["budget.month_cost", "5"],
		["budget.features", "agent=400"],
	] as const)
		await desk.ok("config", "set", key, value);
	const { stdout } = await desk.run(["usage"], { columns: 100 });
	expect(stdout.replaceAll(/\x1b\[[0-9;]*m/g, "")).toBe(
		[
			"Today: 2 calls, 880 tokens in (10 cached), 20 out, $0.25 + 1 unknown",
			"budget.day_tokens      90 %  900 tokens of 1,000 tokens  until 2026-11-22 00:00",
			"budget.month_cost       5 %  $0.25 of $5.00              until 2026-12-01 00:00",
			"budget.features agent  12 %  50 tokens of 400 tokens     until 2026-11-22 00:00",
			"",
		].join("\n"),
	);
	expect((await items())[0].limits).toEqual([
		{ setting: "budget.day_tokens", feature: null, amount: 1000, spent: 900, resets: "2026-11-21T23:00:00.000Z" },
		{ setting: "budget.month_cost", feature: null, amount: 5, spent: 0.25, resets: "2026-11-30T23:00:00.000Z" },
		{ setting: "budget.features", feature: "agent", amount: 400, spent: 50, resets: "2026-11-21T23:00:00.000Z" },
	]);
	const table = await desk.run(["usage", "--by", "model"], { columns: 100 });
	expect(table.stdout).toContain("openai/gpt-5");
	expect(table.stdout).toContain("unknown");
});

test("names of others cannot drive the terminal", async () => {
	await called("2026-11-21T08:00:00Z", "ask", "evil\x1b]0;x\x07\n\tmodel", 50);
	for (const argv of [
		["usage", "--by", "model"],
		["cat", "/sys/usage"],
	]) {
		const { stdout } = await desk.run(argv);
		expect(
			stdout
				.trim()
				.split("\n")
				.filter((line) => line.includes("evil")),
		).toHaveLength(argv[0] === "cat" ? 2 : 1);
		expect(stdout).not.toContain("\x1b");
	}
});

test("a wrong word, or settings that make no sense", async () => {
	expect((await desk.run(["usage", "yesterday"])).status).toBe(2);
	expect((await desk.run(["usage", "--by", "hour"])).status).toBe(2);
	for (const [key, value] of [
		["budget.features", "ask"],
		["llm.prices", "a=b"],
		["budget.day_tokens", "-5"],
	] as const) {
		await desk.ok("config", "set", "--", key, value);
		expect(await desk.run(["usage"])).toMatchObject({ status: 5, stderr: expect.stringContaining(key) });
		await desk.ok("config", "unset", key);
	}
});
