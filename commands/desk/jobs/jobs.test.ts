/** `desk jobs` and the kinds of jobs that come with the program, as users meet them. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { shell, startModel, type Turn, useModel } from "../../../test/support/agent-model.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import type { ProviderServer, Said } from "../../../test/support/provider-server.ts";
import { jobs } from "./index.ts";

let desk: TestDesk;
let server: ProviderServer;
let answer: (turn: Turn) => Said;
beforeEach(async () => {
	at("2026-11-21T08:00:00Z");
	desk = await makeDesk();
	answer = () => ({ text: "ok" });
	server = await startModel((turn) => answer(turn));
	await useModel(desk, server);
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await server.stop();
	desk.remove();
});

const at = (instant: string) => vi.stubEnv("DESK_NOW", instant);
const agent = (name: string, more: string) =>
	desk.put(`/agents/${name}.md`, `---\nreads: [/notes/**]\nwrites: [/notes/**]\n${more}---\nTend the notes.\n`);
const items = (text: string) => text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
/** What a worker does, under the zone of a person in Berlin. */
const work = async (...argv: string[]) => {
	const outcome = await desk.run(["jobs", "work", "--kind", "agents.run", "--json", ...argv], {
		variables: { TZ: "Europe/Berlin" },
	});
	return { ...outcome, items: items(outcome.stdout) };
};

test("an agent with a schedule runs by itself: not before it is due, once for all that was missed; its changes wait for a person", async () => {
	answer = ({ results }) => (results.length === 0 ? shell("echo new > /notes/new.md") : { text: "Done." });
	await agent("gardener", 'schedule: "0 9 * * *"\n');
	const listed = await desk.run(["agent", "list", "--json"], { variables: { TZ: "Europe/Berlin" } });
	expect(items(listed.stdout)).toMatchObject([{ schedule: "0 9 * * *", next: "2026-11-22T08:00:00.000Z" }]);
	// 08:00 UTC is 09:00 in Berlin: of the minute in which it is written, it is not yet due.
	expect((await work()).items).toEqual([]);
	at("2026-11-22T07:59:00Z");
	expect((await work()).items).toEqual([]);
	// Three days later than it was due first.
	at("2026-11-25T12:00:00Z");
	expect((await work("--dry-run")).items).toMatchObject([{ job: 0, key: "gardener@2026-11-25T08:00Z" }]);
	expect((await work()).items).toMatchObject([
		{ kind: "agents.run", key: "gardener@2026-11-25T08:00Z", status: "done" },
	]);
	expect((await work()).items).toEqual([]);
	expect(server.asked).toHaveLength(2);
	expect((await desk.run(["cat", "/notes/new.md"])).status).toBe(3);
	expect(await desk.ok("jobs")).toContain("its changes wait: `desk agent show 1`");
	await desk.ok("agent", "approve", "1");
	expect(await desk.ok("cat", "/notes/new.md")).toBe("new\n");
	expect(await desk.ok("log", "--json", "-n", "1")).toContain('"actor":"agent:gardener"');
	// The clock is set back: what was done is not done again.
	at("2026-11-25T11:00:00Z");
	expect((await work()).items).toEqual([]);
});

test("changes that were granted for good are made; a file that has changed since waits again", async () => {
	answer = ({ results }) => (results.length === 0 ? shell("echo run >> /notes/today.md") : { text: "Done." });
	await agent("diarist", "approve: always\nschedule: hourly\n");
	const vfs = await desk.vfs();
	const { createHash } = await import("node:crypto");
	const hash = createHash("sha256")
		.update(await vfs.readAll("/agents/diarist.md"))
		.digest("hex");
	vfs.store.database.run("INSERT INTO agent_grant VALUES ('diarist', ?, 0)", hash);
	vfs.store.close();
	at("2026-11-21T09:30:00Z");
	expect((await work()).items).toMatchObject([{ status: "done", note: "run 1" }]);
	expect(await desk.ok("cat", "/notes/today.md")).toBe("run\n");
	// As if it had been killed when its changes were made, and nothing else.
	const { store } = await desk.vfs();
	store.database.run("UPDATE agent_run SET status = 'running', owner = '4194305-1-gone'");
	store.database.run("UPDATE job SET status = 'waiting', ended = NULL");
	store.close();
	expect((await work()).items).toMatchObject([
		{ status: "done", attempts: 2, note: expect.stringContaining("killed") },
	]);
	expect(await desk.ok("cat", "/notes/today.md")).toBe("run\n");
	await agent("diarist", "approve: always\nschedule: hourly\ndescription: new\n");
	at("2026-11-21T10:30:00Z");
	expect((await work()).items[0].note).toContain("its changes wait");
});

test("a run without a network is tried again, one without a key is a dead letter, one without money waits", async () => {
	await agent("gardener", "schedule: daily\n");
	at("2026-11-22T08:00:00Z");
	server.replies = [{ status: 404, body: "{}" }];
	const failed = await work();
	expect(failed.status).toBe(1);
	expect(failed.items).toMatchObject([{ status: "waiting", attempts: 1, of: 5 }]);
	expect(failed.items[0].waits).toMatch(/^until 2026-11-22T08:00Z$/);
	await desk.ok("config", "set", "budget.day_tokens", "1");
	await desk.ok("jobs", "retry", "1");
	expect((await work()).items).toMatchObject([{ status: "waiting", attempts: 0, due: "2026-11-22T09:00:00.000Z" }]);
	await desk.ok("config", "set", "llm.providers", "openai");
	await desk.ok("jobs", "retry", "1");
	expect((await work()).items).toMatchObject([{ status: "dead", attempts: 1 }]);
	expect(items(await desk.ok("jobs", "list", "--status", "dead", "--json"))).toHaveLength(1);
	expect(await desk.ok("doctor")).toContain("jobs: a job has failed for good; `desk jobs list --status dead` says why");
	expect(await desk.ok("cat", "/sys/jobs")).toMatch(/^1\tagents\.run\tgardener@2026-11-21T23:00Z\tdead\t1\t/m);
});

test("a schedule is checked as it is written, at its line and column", async () => {
	const write = async (schedule: string) =>
		(await desk.run(["write", "/agents/a.md"], { stdin: `---\nreads: [/notes/**]\nschedule: ${schedule}\n---\nx\n` }))
			.stderr;
	expect(await write("30 24 * * *")).toContain(
		"/agents/a.md:3:14: `schedule`: '24' is no hour; it is a number from 0 to 23",
	);
	expect(await write('"0 9 * * 1-5"')).toBe("");
	expect(await write('"0 9 * * 1-9"')).toContain("/agents/a.md:3:22: `schedule`: '9' is no day of the week");
	expect(await write("*/5 * * * *")).toContain('put it in quotes: `schedule: "*/5 * * * *"`');
	expect(await write("now and then")).toContain("five fields, and this has 3");
	expect((await desk.run(["agent", "new", "b", "--schedule", "61 * * * *", "-m", "x"])).stderr).toContain(
		"'61' is no minute",
	);
	await desk.ok("agent", "new", "b", "--schedule", "*/5 * * * *", "-m", "x");
	expect(await desk.ok("cat", "/agents/b.md")).toContain('schedule: "*/5 * * * *"');
});

test("vectors are made when there is enough text for them, and only then", async () => {
	const vectors = async () =>
		items(await desk.ok("jobs", "work", "--kind", "search.vectors", "--on-battery", "--json"));
	expect(await vectors()).toEqual([]);
	const words = "garden winter apple pruning invoice meeting compost seedling rain harvest".split(" ");
	const text = (seed: number) =>
		Array.from({ length: 120 }, (_, n) => words[(n * seed + (n >> 2)) % words.length]).join(" ");
	for (let n = 0; n < 45; n++) await desk.put(`/notes/n${n}.md`, `# Note ${n}\n\n${text(n + 1)}\n`);
	expect(await vectors()).toMatchObject([
		{ status: "done", done: 100, total: 100, note: expect.stringMatching(/^4\d files$/) },
	]);
	expect(await vectors()).toEqual([]);
	expect(await desk.ok("reindex", "--vectors", "--dry-run")).toContain("would embed 0 files");
});

test("jobs are queued, shown, cancelled and tried again by hand; --dry-run changes nothing", async () => {
	await desk.ok("jobs", "add", "agents.run", "--dry-run");
	expect(await desk.ok("jobs", "list", "--json")).toBe("");
	expect(
		await desk.ok("jobs", "add", "agents.run", "once", "--input", '{"agent": "none"}', "--at", "tomorrow 8:00"),
	).toBe("1\n");
	const again = await desk.run(["jobs", "add", "agents.run", "once"]);
	expect([again.status, again.stdout]).toEqual([1, "1\n"]);
	expect(again.stderr).toContain("job 1 has this kind and key: it is waiting");
	expect((await work()).items).toEqual([]);
	expect(await desk.ok("jobs", "show", "1")).toContain('input: {"agent":"none"}');
	await desk.ok("jobs", "cancel", "1", "--dry-run");
	expect(await desk.ok("jobs", "cancel", "1")).toContain("cancelled");
	expect((await desk.run(["jobs", "cancel", "1"])).status).toBe(5);
	await desk.ok("jobs", "retry", "1");
	expect((await work()).items).toMatchObject([
		{ status: "dead", error: expect.stringContaining("there is no such agent") },
	]);
	await desk.ok("jobs", "retry", "--all");
	for (const [argv, status, said] of [
		[["show", "99"], 3, "there is no job 99"],
		[["show", "x"], 2, "JOB is a number"],
		[["add", "agents.rum"], 3, "did you mean agents.run?"],
		[["add", "agents.run", "--input", "{"], 2, "--input is no JSON"],
		[["work", "--kind", "nothing"], 3, "no such kind"],
		[["retry"], 2, "name jobs, or give --all"],
	] as const) {
		const outcome = await desk.run(["jobs", ...argv]);
		expect([argv, outcome.status]).toEqual([argv, status]);
		expect(outcome.stderr).toContain(said);
	}
	expect(await desk.ok("__complete", "--", "jobs", "add", "")).toMatch(/^agents\.run\t.*\nsearch\.vectors\t/m);
	expect(await desk.ok("__complete", "--", "jobs", "show", "")).toContain("1\twaiting: agents.run once");
});

test("each verb is known to the shell, whose own `jobs` has the same name", async () => {
	for (const { name } of jobs.commands)
		expect(await desk.ok("-c", `jobs ${name} --help | head -1`)).toMatch(new RegExp(`^desk jobs ${name}:`));
	expect((await desk.run(["-c", "jobs nosuch"])).stderr).toContain("no such job");
});
