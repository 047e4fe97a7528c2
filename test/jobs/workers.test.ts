/** Jobs in processes of their own: several workers at once, killed ones, and the built program with an agent that is killed in the middle. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Jobs } from "../../src/jobs/index.ts";
import { shell, startModel, type Turn, useModel } from "../support/agent-model.ts";
import { makeDesk, type TestDesk } from "../support/desk.ts";
import { builtProgram, bundled, ended } from "../support/program.ts";
import type { ProviderServer, Said } from "../support/provider-server.ts";

let desk: TestDesk;
const children: ChildProcess[] = [];
beforeEach(async () => {
	desk = await makeDesk();
});
afterEach(() => {
	for (const child of children.splice(0)) child.kill("SIGKILL");
	desk.remove();
});

test("several workers, one of them killed again and again: each job is done, once, by one at a time", async () => {
	const COUNT = 100;
	const bundle = bundled("test/jobs/worker.ts", desk.folder);
	const locks = join(desk.folder, "locks");
	mkdirSync(locks);
	/** What all of them told. */
	const said: string[] = [];
	const worker = (...argv: string[]) => {
		const env = { ...process.env, DESK_HOME: desk.home, LOCKS: locks, DESK_KEYCHAIN: "off" };
		const child = spawn(process.execPath, [bundle, ...argv], { env, stdio: ["ignore", "pipe", "inherit"] });
		children.push(child);
		const lines: string[] = [];
		child.stdout.on("data", (bytes: Buffer) => {
			const fresh = bytes.toString().trimEnd().split("\n");
			lines.push(...fresh);
			said.push(...fresh);
		});
		const end = new Promise((resolve) => child.once("close", resolve));
		return { child, lines, end };
	};
	await worker("queue", String(COUNT)).end;
	/** Jobs that were under way in a killed worker. */
	let killed = 0;
	const victim = async () => {
		while (killed < 3) {
			const { child, lines, end } = worker();
			while (child.exitCode === null && !(lines.length > 4 && lines.at(-1)?.startsWith("begin"))) await sleep(1);
			child.kill("SIGKILL");
			await end;
			if (lines.at(-1)?.startsWith("begin") === true) killed++;
		}
	};
	await Promise.all([victim(), victim()]);
	expect(await Promise.all([worker().end, worker().end, worker().end])).toEqual([0, 0, 0]);
	expect(said.filter((line) => line.startsWith("twice"))).toEqual([]);
	const done = (await desk.ok("jobs", "list", "--status", "done", "--json"))
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(done).toHaveLength(COUNT);
	// Nothing is begun that the table does not count; what was begun more than once was killed before it could be noted as done.
	const begun = said.filter((line) => line.startsWith("begin"));
	const attempts = done.reduce((sum: number, { attempts: count }: { attempts: number }) => sum + count, 0);
	expect(attempts).toBeGreaterThan(COUNT);
	expect(new Set(begun).size).toBe(begun.length);
	expect(begun.length).toBeLessThanOrEqual(attempts);
	expect(await desk.ok("-c", "cat /files/* | sort | uniq -c | awk '$1 != 1'; ls /files | wc -l")).toBe(`${COUNT}\n`);
}, 120_000);

test("an agent's run that is killed is run again; one that was done, but not noted, is not", async () => {
	let answer: (turn: Turn) => Said = () => ({ text: "ok" });
	const server: ProviderServer = await startModel((turn) => answer(turn));
	await useModel(desk, server);
	const program = builtProgram();
	await desk.put("/agents/gardener.md", "---\nreads: [/notes/**]\nwrites: [/notes/**]\n---\nTend the notes.\n");
	answer = ({ results }) => (results.length === 0 ? shell("echo new > /notes/new.md") : { text: "Done." });
	await desk.ok("jobs", "add", "agents.run", "by hand", "--input", '{"agent": "gardener"}');
	const vfs = await desk.vfs();
	const jobs = await Jobs.open(vfs);
	const status = () => jobs.get(1);
	/** The lease of the killed worker and the wait after it are over. */
	const later = () => vfs.store.database.run("UPDATE job SET lease = 0, due = 0");

	const stalled = server.replies;
	server.replies = [{ said: { text: ["Do", "ne."] }, fault: { after: 1, does: "stall" } }];
	const child = program.start(desk.home, ["jobs", "work"]);
	await vi.waitFor(() => expect(server.asked).toHaveLength(1), { timeout: 30_000 });
	child.kill("SIGKILL");
	await ended(child);
	expect(status()).toMatchObject({ status: "running", attempts: 1 });

	// The second is interrupted: its job goes back, uncounted, and it ends.
	later();
	const takenBack = await program.run(desk.home, ["jobs", "work", "-q"]);
	expect([takenBack.status, status()]).toMatchObject([0, { status: "waiting", attempts: 1 }]);
	later();
	const second = program.start(desk.home, ["jobs", "work"]);
	const end = ended(second);
	await vi.waitFor(() => expect(server.asked).toHaveLength(2), { timeout: 30_000 });
	const at = performance.now();
	second.kill("SIGINT");
	expect((await end).status).toBe(130);
	expect(performance.now() - at).toBeLessThan(2000);
	expect(status()).toMatchObject({ status: "waiting", attempts: 1 });

	server.replies = stalled;
	const third = await program.run(desk.home, ["jobs", "work", "--json"]);
	expect(JSON.parse(third.stdout.toString())).toMatchObject({ status: "done", attempts: 2 });
	expect(status().note).toMatch(/its changes wait: .desk agent show \d+., then .desk agent approve \d+./);
	const runs = await desk.ok("agent", "logs", "--json");
	expect(runs.split("\n").filter((line) => line.includes('"waiting"'))).toHaveLength(1);

	// As if the worker had been killed after the run and before it could say so.
	vfs.store.database.run("UPDATE job SET status = 'running', owner = '4194305-1-gone', lease = 0, ended = NULL");
	later();
	await program.run(desk.home, ["jobs", "work", "-q"]);
	later();
	const asked = server.asked.length;
	expect((await program.run(desk.home, ["jobs", "work", "-q"])).status).toBe(0);
	expect([status().status, status().note]).toEqual(["done", "it was done when its worker was killed"]);
	expect(server.asked).toHaveLength(asked);
	vfs.store.close();
	await server.stop();
}, 120_000);
