import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { Store } from "../store/index.ts";
import { Ledger, type Settlement } from "./ledger.ts";

let desk: TestDesk;
let store: Store;
let ledger: Ledger;
beforeEach(async () => {
	desk = await makeDesk();
	store = await Store.open(desk.home);
	ledger = new Ledger(store, { TZ: "Europe/Berlin" });
});
afterEach(() => {
	store.close();
	delete process.env.DESK_NOW;
	desk.remove();
});

const call = { feature: "ask", provider: "openai", model: "gpt-5-mini", tokens: 100, cost: undefined };
const end = (input: number, output: number, more: Partial<Settlement> = {}): Settlement => ({
	status: "ok",
	usage: { input, output, cached: 0, estimated: false },
	cost: undefined,
	milliseconds: 10,
	attempts: 1,
	...more,
});
const none = { features: new Map<string, number>() };

test("what is reserved counts until it is settled; then what was used", async () => {
	const caps = { ...none, dayTokens: 250 };
	const { id } = await ledger.reserve(call, caps);
	await ledger.reserve(call, caps);
	await expect(ledger.reserve(call, caps)).rejects.toMatchObject({
		code: "EBUDGET",
		status: 7,
		at: "budget.day_tokens",
	});
	await ledger.settle(id, end(10, 5));
	await ledger.reserve(call, caps);
	expect(ledger.standings("ask", caps).map(({ spent }) => spent)).toEqual([215]);
});
