/** Budgets and the ledger as users meet them: the built program, in processes of its own, at a server on this machine. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../support/desk.ts";
import { builtProgram, ended, type Program } from "../support/program.ts";
import { ProviderServer } from "../support/provider-server.ts";

const QUESTION = ["ask", "--api", "How many legs does a spider have?"];

let desk: TestDesk;
let server: ProviderServer;
let program: Program;
beforeEach(async () => {
	program = builtProgram();
	desk = await makeDesk();
	server = await ProviderServer.start();
	await desk.ok("key", "add", server.url, "--name", "local", "--model", "m");
	await desk.ok("config", "set", "llm.providers", "local");
	await desk.ok("config", "set", "llm.prices", "local/*=1/1");
});
afterEach(async () => {
	await server.stop();
	desk.remove();
});

const usage = async () => JSON.parse(await desk.ok("usage", "all", "--json"));

test("at the end of a budget nothing is sent: status 7, with what to do", async () => {
	server.replies = [{ said: { text: "Eight.", usage: { input: 900, output: 100 } } }];
	expect(await program.run(desk.home, QUESTION)).toMatchObject({ status: 0, stdout: Buffer.from("Eight.\n") });
	expect(await usage()).toMatchObject({ calls: 1, input: 900, output: 100, cost: 0.001 });
	await desk.ok("config", "set", "budget.day_tokens", "1000");
	const stopped = await program.run(desk.home, QUESTION);
	expect(stopped).toMatchObject({ status: 7 });
	expect(stopped.stderr).toMatch(
		/^desk: budget\.day_tokens: today's 1,000 tokens are spent .*nothing was sent.*desk config set budget\.day_tokens 2000`\n$/,
	);
	expect(server.asked).toHaveLength(1);
	expect(await usage()).toMatchObject({ calls: 1 });
});

test("several at once cannot pass a cap", async () => {
	// One call may take some 4,100 tokens, and takes 4,000: three fit, whoever comes first.
	server.replies = [{ said: { text: "Eight.", usage: { input: 100, output: 3900 } }, pause: 100 }];
	await desk.ok("config", "set", "budget.day_tokens", "13000");
	const outcomes = await Promise.all(Array.from({ length: 6 }, () => program.run(desk.home, QUESTION)));
	const statuses = outcomes.map(({ status }) => status).sort();
	expect(statuses.filter((status) => status === 0).length).toBe(server.asked.length);
	expect(statuses.every((status) => status === 0 || status === 7)).toBe(true);
	const { tokens, calls } = await usage();
	expect(tokens).toBeLessThanOrEqual(13_000);
	expect(calls).toBe(server.asked.length);
	expect(calls).toBeGreaterThan(0);
});

test("one that is killed in the middle is in the ledger, with what it might have taken", async () => {
	server.replies = [{ said: { text: ["Ei", "ght."] }, fault: { after: 2, does: "stall" } }];
	const child = program.start(desk.home, QUESTION);
	const end = ended(child);
	child.stdin?.end();
	while (server.asked.length === 0) await sleep(20);
	await sleep(200);
	child.kill("SIGKILL");
	expect((await end).signal).toBe("SIGKILL");
	const after = await usage();
	expect(after).toMatchObject({ calls: 1, failed: 1 });
	expect(after.tokens).toBeGreaterThan(100);
	expect(after.cost).toBeGreaterThan(0);
});
