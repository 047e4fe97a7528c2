// Reserve calls of 100 tokens each until the budget is spent, as soon as a line comes in; settle every second one with 40 tokens.
// With "hang" as argument: reserve one, say so, and wait for ever.
import { createRequire } from "node:module";

const { Ledger, Store } = createRequire(import.meta.url)(process.env.DESK_BUNDLE);
const store = await Store.open(process.env.DESK_HOME);
const ledger = new Ledger(store);
const caps = { dayTokens: 10_000, features: new Map() };
const call = { feature: "ask", provider: "openai", model: "gpt-5-mini", tokens: 100, cost: { amount: 0.001, currency: "USD" } };
const usage = { input: 30, output: 10, cached: 0, estimated: false };

console.log("ready");
await new Promise((resolve) => process.stdin.once("data", resolve));
if (process.argv[2] === "hang") {
	console.log((await ledger.reserve(call, caps)).id);
	setInterval(() => {}, 1000);
} else {
	let open = 0;
	let settled = 0;
	try {
		for (;;) {
			const { id } = await ledger.reserve(call, caps);
			if ((open + settled) % 2 === 0) open++;
			else {
				await ledger.settle(id, { status: "ok", usage, cost: { amount: 0.0004, currency: "USD" }, milliseconds: 1, attempts: 1 });
				settled++;
			}
		}
	} catch (error) {
		if (error.code !== "EBUDGET") throw error;
	}
	// What this process leaves open is its own as long as it lives: the test looks before it ends.
	console.log(JSON.stringify({ open, settled }));
	await new Promise((resolve) => process.stdin.once("end", resolve));
	store.close();
	process.exit(0);
}
