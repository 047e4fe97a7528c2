import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { bundled } from "../../test/support/program.ts";
import { DeskError } from "../base/errors.ts";
import { UTC, zoneOf } from "../base/zone.ts";
import { Store } from "../store/index.ts";
import type { Caps } from "./budget.ts";
import { Ledger, type Reservation, type Settlement, totals } from "./ledger.ts";

let desk: TestDesk;
let store: Store;
beforeEach(async () => {
	desk = await makeDesk();
	store = await Store.open(desk.home);
	at("2026-11-21T12:00:00Z");
});
afterEach(() => {
	store.close();
	delete process.env.DESK_NOW;
	desk.remove();
});

/** Set the clock. */
function at(instant: string): void {
	process.env.DESK_NOW = instant;
}

const berlin = { TZ: "Europe/Berlin" };
const call: Reservation = { feature: "ask", provider: "openai", model: "gpt-5-mini", tokens: 100, cost: usd(0.01) };
const none: Caps = { features: new Map() };

function usd(amount: number) {
	return { amount, currency: "USD" } as const;
}

function ended(input: number, output: number, more: Partial<Settlement> = {}): Settlement {
	return {
		status: "ok",
		usage: { input, output, cached: 0, estimated: false },
		cost: usd(0.002),
		milliseconds: 10,
		attempts: 1,
		...more,
	};
}

async function refused(work: Promise<unknown>): Promise<DeskError> {
	const error = await work.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (!(error instanceof DeskError)) throw new Error(`it was not refused: ${error}`);
	expect(error).toMatchObject({ code: "EBUDGET", status: 7 });
	return error;
}

const count = () => store.database.get<{ count: number }>("SELECT count(*) AS count FROM llm_call")?.count;

describe("caps", () => {
	test("what is reserved counts until it is settled; then what was used", async () => {
		const ledger = new Ledger(store);
		const caps = { ...none, dayTokens: 250 };
		const { id } = await ledger.reserve(call, caps);
		await ledger.reserve(call, caps);
		await refused(ledger.reserve(call, caps));
		expect(count()).toBe(2);
		await ledger.settle(id, ended(10, 5));
		await ledger.reserve(call, caps);
		expect(ledger.standings("ask", caps).map(({ spent }) => spent)).toEqual([215]);
	});

	test("a cap can be used up to its end, and not by a token more", async () => {
		const ledger = new Ledger(store);
		const caps = { ...none, dayTokens: 200 };
		await ledger.reserve({ ...call, tokens: 199 }, caps);
		await refused(ledger.reserve({ ...call, tokens: 2 }, caps));
		await ledger.reserve({ ...call, tokens: 1 }, caps);
		await refused(ledger.reserve({ ...call, tokens: 1 }, caps));
	});

	test("the refusal names the cap, what is spent, when it begins anew, and how to raise it", async () => {
		const ledger = new Ledger(store, berlin);
		const caps = { dayTokens: 20_000, monthCost: 5, features: new Map([["agent", 300]]) };
		await ledger.reserve({ ...call, tokens: 18_000 }, caps);
		expect((await refused(ledger.reserve({ ...call, tokens: 2500 }, caps))).sentence).toBe(
			"budget.day_tokens: 18,000 tokens of today's 20,000 tokens are spent, and this call may take 2,500 tokens; nothing was sent; it begins anew on 2026-11-22 00:00, or raise it: `desk config set budget.day_tokens 40000`",
		);
		expect((await refused(ledger.reserve({ ...call, cost: usd(5) }, caps))).sentence).toContain(
			"budget.month_cost: $0.01 of this month's $5.00 are spent, and this call may take $5.00; nothing was sent; it begins anew on 2026-12-01 00:00, or raise it: `desk config set budget.month_cost 10`",
		);
		const agent = { ...call, feature: "agent:summarizer", tokens: 200 };
		await ledger.reserve(agent, caps);
		expect((await refused(ledger.reserve(agent, caps))).sentence).toContain(
			'budget.features: 200 tokens of today\'s 300 tokens for agent are spent, and this call may take 200 tokens; nothing was sent; it begins anew on 2026-11-22 00:00, or raise it: `desk config set budget.features "agent=600"`',
		);
	});

	test("a feature's budget is its own; `agent` is that of all agents", async () => {
		const ledger = new Ledger(store);
		const caps = {
			features: new Map([
				["ask", 150],
				["agent", 150],
			]),
		};
		await ledger.reserve(call, caps);
		await refused(ledger.reserve(call, caps));
		await ledger.reserve({ ...call, feature: "agent:a" }, caps);
		await refused(ledger.reserve({ ...call, feature: "agent:b" }, caps));
		await ledger.reserve({ ...call, feature: "summarize" }, caps);
		await ledger.reserve({ ...call, feature: "agentless" }, caps);
	});

	test("under a cap on money an unknown price is refused, but for a server on this machine", async () => {
		const ledger = new Ledger(store);
		const caps = { ...none, monthCost: 1 };
		const unknown = { ...call, provider: "acme", model: "big", cost: undefined };
		expect((await refused(ledger.reserve(unknown, caps))).sentence).toContain('llm.prices "acme/big=IN/OUT"');
		await ledger.reserve({ ...unknown, isLocal: true }, caps);
		await ledger.reserve(unknown, none);
		expect(count()).toBe(2);
		// What is unknown is not nothing: it is told apart.
		expect(totals(store.database, 0, undefined, UTC)).toMatchObject([{ calls: 2, unpriced: 2, cost: 0 }]);
	});

	test("a cap on money can be used up to the cent, and what is free goes on", async () => {
		const ledger = new Ledger(store);
		const caps = { ...none, monthCost: 0.3 };
		for (const amount of [0.1, 0.2]) await ledger.reserve({ ...call, cost: usd(amount) }, caps);
		await refused(ledger.reserve({ ...call, cost: usd(1e-9) }, caps));
		await refused(ledger.reserve({ ...call, cost: usd(Number.NaN) }, caps));
		await ledger.reserve({ ...call, cost: usd(0) }, caps);
		await ledger.reserve({ ...call, cost: undefined, isLocal: true }, caps);
	});

	test("what a provider tells cannot give budget back", async () => {
		const ledger = new Ledger(store);
		const caps = { ...none, dayTokens: 1000, monthCost: 1 };
		for (const wrong of [-5000, Number.NaN, Number.NEGATIVE_INFINITY]) {
			const { id } = await ledger.reserve(call, caps);
			await ledger.settle(id, ended(wrong, wrong, { cost: usd(wrong), milliseconds: wrong }));
		}
		const { id } = await ledger.reserve(call, caps);
		await ledger.settle(id, ended(60, 40));
		expect(ledger.standings("ask", caps).map(({ spent }) => spent)).toEqual([100, 0.002]);
	});

	test("a call is settled once", async () => {
		const ledger = new Ledger(store);
		const { id } = await ledger.reserve(call, none);
		await ledger.settle(id, ended(60, 40));
		await ledger.settle(id, ended(0, 0, { status: "error", error: "ENETWORK" }));
		expect(totals(store.database, 0, undefined, UTC)).toMatchObject([{ calls: 1, failed: 0, tokens: 100 }]);
	});
});

describe("warnings", () => {
	test("at 50, 80 and 95 %, each once in its day, and only the highest that is new", async () => {
		const ledger = new Ledger(store, berlin);
		const caps = { ...none, dayTokens: 1000 };
		const said: (readonly string[])[] = [];
		const spend = async (tokens: number) => {
			const { id, warnings } = await ledger.reserve({ ...call, tokens }, caps);
			said.push([...warnings, ...(await ledger.settle(id, ended(tokens, 0), caps))]);
		};
		for (const tokens of [400, 99, 1, 50, 290, 60, 50]) await spend(tokens);
		const line = (percent: number) =>
			`${percent} % of 1,000 tokens are spent (budget.day_tokens, until 2026-11-22 00:00)`;
		expect(said).toEqual([[], [], [line(50)], [], [line(80)], [], [line(95)]]);
		at("2026-11-22T12:00:00Z");
		said.length = 0;
		await spend(960);
		await spend(10);
		expect(said).toEqual([[line(95).replace("22 00:00", "23 00:00")], []]);
	});

	test("once for all processes, and anew for a cap that was changed", async () => {
		const caps = { ...none, dayTokens: 200 };
		const { id, warnings } = await new Ledger(store).reserve(call, caps);
		expect(warnings).toEqual([]);
		expect(await new Ledger(store).settle(id, ended(100, 0), caps)).toHaveLength(1);
		expect((await new Ledger(store).reserve({ ...call, tokens: 1 }, caps)).warnings).toEqual([]);
		expect(
			(await new Ledger(store).reserve({ ...call, tokens: 1 }, { ...none, dayTokens: 202 })).warnings,
		).toHaveLength(1);
	});

	test("a refusal takes no warning away", async () => {
		const caps = { ...none, dayTokens: 200 };
		const ledger = new Ledger(store);
		const { id } = await ledger.reserve({ ...call, tokens: 150 }, caps);
		await refused(ledger.reserve(call, caps));
		expect(await ledger.settle(id, ended(100, 20), caps)).toEqual([expect.stringContaining("50 %")]);
	});
});

describe("days and months are those of the user's zone", () => {
	const caps = { dayTokens: 100, monthCost: 0.015, features: new Map<string, number>() };

	test("a new day begins at its midnight, a new month with its first day", async () => {
		const ledger = new Ledger(store, { TZ: "America/New_York" });
		at("2026-12-01T04:59:59Z"); // 30 November, 23:59:59
		await ledger.reserve(call, caps);
		await refused(ledger.reserve(call, caps));
		at("2026-12-01T05:00:00Z");
		await ledger.reserve(call, caps);
		expect(ledger.standings("ask", caps).map(({ limit }) => limit.period.name)).toEqual(["2026-12-01", "2026-12"]);
	});

	test("a day of 25 hours is one day", async () => {
		const ledger = new Ledger(store, berlin);
		at("2026-10-24T22:00:00Z"); // 25 October, 00:00 in summer time
		await ledger.reserve(call, caps);
		at("2026-10-25T22:59:59Z"); // 23:59:59 in winter time
		await refused(ledger.reserve(call, caps));
		at("2026-10-25T23:00:00Z");
		await ledger.reserve({ ...call, cost: usd(0.001) }, caps);
	});

	test("a clock that is set back gives nothing back", async () => {
		const ledger = new Ledger(store);
		await ledger.reserve(call, caps);
		for (const earlier of [
			"2026-11-21T11:00:00Z",
			"2026-11-20T12:00:00Z",
			"2026-10-01T12:00:00Z",
			"1970-01-02T00:00:00Z",
		]) {
			at(earlier);
			await refused(ledger.reserve(call, caps));
		}
		const { id } = await ledger.reserve(call, none);
		await ledger.settle(id, ended(1, 1, { milliseconds: -5 }));
	});
});

describe("sums", () => {
	test("by what they were for, and by day of the zone", async () => {
		const ledger = new Ledger(store);
		const make = async (instant: string, feature: string, model: string, end: Settlement | undefined) => {
			at(instant);
			const { id } = await ledger.reserve({ ...call, feature, model }, none);
			if (end !== undefined) await ledger.settle(id, end);
		};
		await make("2026-11-19T22:30:00Z", "ask", "a", ended(10, 5));
		await make(
			"2026-11-19T23:30:00Z",
			"ask",
			"b",
			ended(20, 5, { usage: { input: 20, output: 5, cached: 8, estimated: true } }),
		);
		await make("2026-11-20T10:00:00Z", "agent:x", "a", ended(0, 0, { status: "refused", error: "EKEY", cost: usd(0) }));
		await make("2026-11-20T11:00:00Z", "agent:x", "a", ended(7, 1, { cost: undefined }));
		await make("2026-11-21T10:00:00Z", "ask", "a", undefined);
		const sums = (by?: "feature" | "model" | "provider" | "day") =>
			Object.fromEntries(
				totals(store.database, 0, by, zoneOf(berlin)).map((sum) => [
					sum.key,
					[sum.calls, sum.failed, sum.input, sum.output, sum.cached, sum.tokens, sum.cost, sum.unpriced, sum.estimated],
				]),
			);
		expect(sums()).toEqual({ "": [5, 1, 37, 11, 8, 148, 0.014, 1, 2] });
		expect(sums("feature")).toEqual({
			ask: [3, 0, 30, 10, 8, 140, 0.014, 0, 2],
			"agent:x": [2, 1, 7, 1, 0, 8, 0, 1, 0],
		});
		expect(Object.keys(sums("model"))).toEqual(["openai/a", "openai/b"]);
		expect(Object.keys(sums("provider"))).toEqual(["openai"]);
		expect(Object.fromEntries(Object.entries(sums("day")).map(([day, [calls]]) => [day, calls]))).toEqual({
			"2026-11-19": 1,
			"2026-11-20": 3,
			"2026-11-21": 1,
		});
	});

	test("many small costs add up without an error", async () => {
		const ledger = new Ledger(store);
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 20 }),
				async (nanos) => {
					const before = totals(store.database, 0, undefined, UTC)[0]?.cost ?? 0;
					for (const nano of nanos) await ledger.reserve({ ...call, cost: usd(nano / 1e9) }, none);
					const after = totals(store.database, 0, undefined, UTC)[0]?.cost ?? 0;
					expect(Math.round((after - before) * 1e9)).toBe(nanos.reduce((sum, nano) => sum + nano, 0));
				},
			),
			{ numRuns: 10 },
		);
	});
});

describe("processes", () => {
	const script = fileURLToPath(new URL("../../test/fault/children/spend.mjs", import.meta.url));
	const children: ChildProcess[] = [];
	afterEach(() => {
		for (const child of children.splice(0)) child.kill("SIGKILL");
	});

	/** A process that spends, ready to begin; `line` waits for its next line. */
	async function spender(...argv: string[]): Promise<{ child: ChildProcess; line: () => Promise<string> }> {
		const child = spawn(process.execPath, [script, ...argv], {
			env: { ...process.env, DESK_HOME: desk.home, DESK_KEYCHAIN: "off", DESK_BUNDLE: bundle },
			stdio: ["pipe", "pipe", "inherit"],
		});
		children.push(child);
		const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
		const line = async () => String((await lines.next()).value);
		expect(await line()).toBe("ready");
		return { child, line };
	}

	let bundle = "";
	beforeEach(() => {
		bundle = bundled("test/fault/children/ledger.ts", desk.folder, "ledger.cjs");
	});

	// On a busy machine one may have used it up before another begins: then it is done again.
	test("eight that spend at once use the cap up, and do not pass it", { retry: 3 }, async () => {
		const spenders = await Promise.all(Array.from({ length: 8 }, () => spender()));
		for (const { child } of spenders) child.stdin?.write("go\n");
		const made = await Promise.all(spenders.map(async ({ line }) => JSON.parse(await line())));
		const open = made.reduce((sum, each) => sum + each.open, 0);
		const settled = made.reduce((sum, each) => sum + each.settled, 0);
		const spent = open * 100 + settled * 40;
		expect(spent).toBeLessThanOrEqual(10_000);
		expect(spent).toBeGreaterThan(9900);
		expect(totals(store.database, 0, undefined, UTC)).toMatchObject([{ calls: open + settled, tokens: spent }]);
		expect(made.filter((each) => each.open > 0).length).toBeGreaterThan(1);
	});

	test("one that is killed leaves its call, and what it had reserved counts as spent", async () => {
		const { child, line } = await spender("hang");
		child.stdin?.write("go\n");
		const id = Number(await line());
		const status = () => store.database.get<{ status: string }>("SELECT status FROM llm_call WHERE id = ?", id)?.status;
		const ledger = new Ledger(store);
		const caps = { ...none, dayTokens: 150 };
		await refused(ledger.reserve(call, caps));
		await ledger.reserve({ ...call, tokens: 1 }, caps);
		expect(status()).toBe("open");
		const gone = new Promise((resolve) => child.once("close", resolve));
		child.kill("SIGKILL");
		await gone;
		await refused(ledger.reserve(call, caps));
		expect(JSON.parse(await desk.ok("usage", "all", "--json"))).toMatchObject({ calls: 2, failed: 1, tokens: 101 });
		expect(status()).toBe("killed");
		await ledger.reserve({ ...call, tokens: 1 }, caps);
		const [sum] = totals(store.database, 0, undefined, UTC);
		expect(sum).toMatchObject({ calls: 3, failed: 1, tokens: 102 });
	});
});
