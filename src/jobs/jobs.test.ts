import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { DeskError } from "../base/errors.ts";
import { Store } from "../store/index.ts";
import {
	erase,
	type JobContext,
	type JobKind,
	type JobRun,
	type JobWork,
	type Mount,
	type MountEntry,
	Vfs,
} from "../vfs/index.ts";
import { Jobs, type QueueOptions, type WorkOptions } from "./index.ts";

let desk: TestDesk;
let store: Store;
/** What the lab's jobs do in a test. */
let work: (job: JobRun) => Promise<void>;
/** What the lab wants by now. */
let due: NonNullable<JobWork["due"]>;
let clock: number;
const SECOND = 1_000_000;

const kind = (name: string, more: Partial<JobKind> = {}): JobKind => ({
	...{ name, summary: "A test's", timeout: 60_000, attempts: 3 },
	work: async () => ({ run: (job) => work(job) }),
	...more,
});
const labMount: Mount = {
	name: "lab",
	summary: "Jobs of a test",
	names: "portable",
	shape: [{ path: "**/<name>", kind: "file", what: "a file" }],
	jobs: [
		kind("lab.work"),
		kind("lab.short", { timeout: 50 }),
		kind("lab.other"),
		kind("lab.heavy", { power: "mains" }),
		kind("lab.due", { work: async () => ({ due: (...asked) => due(...asked), run: (job) => work(job) }) }),
	],
};
/** The program's mounts without their jobs, and the lab. */
const lab = (): MountEntry[] => [
	...mounts.map(({ name, load }) => ({ name, load: async () => ({ ...(await load()), jobs: [] }) })),
	{ name: "lab", load: async () => labMount },
];
const realClock = () => Date.now() * 1000;
const context: JobContext = {
	variables: {},
	warn() {},
	command: async () => ({ status: 0, stdout: "", stderr: "" }),
};

beforeAll(async () => {
	desk = await makeDesk();
	store = await Store.open(desk.home);
});
afterAll(() => {
	store.close();
	desk.remove();
});
beforeEach(() => {
	clock = Date.parse("2026-11-21T12:00:00Z") * 1000;
	store.database.driver.exec("DELETE FROM job; DELETE FROM job_forgotten");
	work = async () => {};
	due = async () => [];
});

async function open(options: QueueOptions = {}): Promise<{ jobs: Jobs; place: WorkOptions; vfs: Vfs }> {
	const vfs = new Vfs(store, lab(), "user");
	const jobs = await Jobs.open(vfs, { clock: () => clock, lease: 600, ...options });
	return { jobs, vfs, place: { vfs, context, signal: new AbortController().signal } };
}

test("jobs are run once each, by priority and then in order, under a hand of their own", async () => {
	const { jobs, place } = await open();
	const ran: unknown[] = [];
	work = async ({ key, input, attempt, vfs }) => void ran.push([key, input, attempt, vfs.actor]);
	await jobs.add({ kind: "lab.work", key: "a", input: { n: 1 } });
	await jobs.add({ kind: "lab.work", key: "b" });
	await jobs.add({ kind: "lab.work", key: "c", priority: 5 });
	expect((await jobs.add({ kind: "lab.work", key: "a" })).isNew).toBe(false);
	await jobs.work(place);
	expect(ran).toEqual([
		["c", null, 1, "job:lab.work"],
		["a", { n: 1 }, 1, "job:lab.work"],
		["b", null, 1, "job:lab.work"],
	]);
	expect((await jobs.add({ kind: "lab.work", key: "a" })).isNew).toBe(false);
	await jobs.work(place);
	expect(ran).toHaveLength(3);
	expect(jobs.list().map(({ key, status }) => [key, status])).toEqual([
		["c", "done"],
		["b", "done"],
		["a", "done"],
	]);
	await expect(jobs.add({ kind: "lab.wrok", key: "a" })).rejects.toThrow(/no such kind/);
});

test("a job that fails is tried again, waits twice as long each time, and becomes a dead letter with its sentence", async () => {
	const { jobs, place } = await open();
	work = async () => {
		throw new DeskError("ENETWORK", "nobody answers", { at: "lab" });
	};
	const { id } = await jobs.add({ kind: "lab.work", key: "a" });
	const waits: number[] = [];
	for (let count = 0; count < 2; count++) {
		await jobs.work(place);
		const { status, due, error } = jobs.get(id);
		expect([status, error]).toEqual(["waiting", "lab: nobody answers"]);
		waits.push((due - clock) / SECOND);
		await jobs.work(place);
		clock = due;
	}
	expect(waits).toEqual([30, 60]);
	await jobs.work(place);
	expect(jobs.get(id)).toMatchObject({ status: "dead", attempts: 3, error: "lab: nobody answers" });
	work = async () => {};
	await jobs.retry(id);
	await jobs.work(place);
	expect(jobs.get(id)).toMatchObject({ status: "done", attempts: 1, error: null });
	await expect(jobs.retry(id)).rejects.toThrow(/is done/);
});

test("what cannot be done now does not count as a try; what never can is a dead letter at once", async () => {
	const { jobs, place } = await open();
	const { id } = await jobs.add({ kind: "lab.work", key: "a" });
	work = async (job) => {
		throw job.later(new Date(clock / 1000 + 60_000), "there is no network");
	};
	await jobs.work(place);
	expect(jobs.get(id)).toMatchObject({ status: "waiting", attempts: 0, due: clock + 60 * SECOND });
	expect(jobs.get(id).error).toBe("there is no network");
	clock += 60 * SECOND;
	work = async (job) => {
		throw job.giveUp(new DeskError("EINVAL", "there is no agent", { at: "lab" }));
	};
	await jobs.work(place);
	expect(jobs.get(id)).toMatchObject({ status: "dead", attempts: 1, error: "lab: there is no agent" });
});

test("a job that takes too long is stopped, and fails", async () => {
	const { jobs, place } = await open();
	let stopped: unknown;
	work = async ({ signal }) => {
		await sleep(5000, undefined, { signal }).catch(() => undefined);
		stopped = signal.reason;
		signal.throwIfAborted();
	};
	const { id } = await jobs.add({ kind: "lab.short", key: "a" });
	await jobs.work(place);
	expect(String(stopped)).toContain("not done within");
	expect(jobs.get(id)).toMatchObject({ status: "waiting", attempts: 1 });
	expect(jobs.get(id).error).toContain("lab.short: it was not done within");
});

test("a running job that is cancelled stops; a waiting one is not begun; retry brings both back", async () => {
	const { jobs, place } = await open({ clock: realClock });
	const { id } = await jobs.add({ kind: "lab.work", key: "a" });
	const other = await jobs.add({ kind: "lab.work", key: "b", priority: -1 });
	const ran: string[] = [];
	work = async ({ key, signal, progress }) => {
		ran.push(key);
		progress(3, 10, "at work");
		if (key === "b") return;
		await jobs.cancel(id);
		await jobs.cancel(other.id);
		await sleep(60_000, undefined, { signal });
	};
	await jobs.work(place);
	expect(ran).toEqual(["a"]);
	expect(jobs.get(id)).toMatchObject({ status: "cancelled", done: 3, total: 10, note: "at work" });
	expect(jobs.get(other.id).status).toBe("cancelled");
	await expect(jobs.cancel(id)).rejects.toThrow(/is cancelled/);
	await jobs.retry(other.id);
	await jobs.work(place);
	expect(ran).toEqual(["a", "b"]);
});

test("Ctrl-C puts the job back within 100 ms, uncounted; work that does not look at its signal cannot hold it up", async () => {
	const { jobs, place } = await open();
	const took: number[] = [];
	for (const looks of [true, false, true, false, true, false]) {
		const ends = new AbortController();
		work = ({ signal }) => (looks ? sleep(60_000, undefined, { signal }) : new Promise(() => {}));
		const { id } = await jobs.add({ kind: "lab.work", key: `${took.length}` });
		const working = jobs.work({ ...place, signal: ends.signal });
		await vi.waitFor(() => expect(jobs.get(id).status).toBe("running"));
		await sleep(50);
		const at = performance.now();
		ends.abort(new DeskError("EINTR", "interrupted"));
		await expect(working).rejects.toThrow("interrupted");
		took.push(performance.now() - at);
		expect(jobs.get(id)).toMatchObject({ status: "waiting", attempts: 0, error: null });
		// What still runs here is not begun by others before this process can be gone.
		expect(jobs.ready(["lab.work"])).toHaveLength(looks ? 1 : 0);
		await jobs.cancel(id);
	}
	// Now and then the machine does other work.
	expect(took.sort((one, other) => one - other)[3]).toBeLessThan(100);
});

/** As a worker leaves it that was killed: its process is gone. */
async function abandoned(jobs: Jobs, key: string): Promise<number> {
	const { id } = await jobs.add({ kind: "lab.work", key });
	const claim = await jobs.claim(["lab.work"]);
	expect(claim?.job.id).toBe(id);
	store.database.run("UPDATE job SET owner = '4194305-1-dead' WHERE id = ?", id);
	return id;
}

test("what a killed worker leaves is tried again when its lease has run out, also when the clock was set back; and counted", async () => {
	const { jobs, place } = await open();
	const id = await abandoned(jobs, "a");
	await jobs.work(place);
	expect(jobs.get(id).status).toBe("running");
	clock += SECOND;
	await jobs.work(place);
	expect(jobs.get(id)).toMatchObject({ status: "waiting", attempts: 1 });
	expect(jobs.get(id).error).toContain("killed");
	await jobs.cancel(id);
	// The lease, and the end of a wait, are a year ahead all at once.
	const other = await abandoned(jobs, "b");
	clock -= 365 * 86_400 * SECOND;
	await jobs.work(place);
	expect(jobs.get(other)).toMatchObject({ status: "waiting", attempts: 1 });
	clock -= SECOND;
	await jobs.work(place);
	expect(jobs.get(other)).toMatchObject({ status: "done", attempts: 2 });
});

test("a worker that lives keeps its job though the clock jumps ahead; one that finds another has it stops, and writes nothing", async () => {
	const { jobs, place } = await open();
	const seen: string[] = [];
	const { id } = await jobs.add({ kind: "lab.work", key: "a" });
	work = async ({ signal }) => {
		clock += 10 * 365 * 86_400 * SECOND;
		await (await Jobs.open(place.vfs, { clock: () => clock, lease: 600 })).work(place);
		expect(jobs.get(id)).toMatchObject({ status: "running", attempts: 1 });
		store.database.run("UPDATE job SET owner = owner || 'x', note = 'of the other' WHERE id = ?", id);
		await sleep(5000, undefined, { signal }).catch(() => seen.push("stopped"));
	};
	await jobs.work(place);
	expect(seen).toEqual(["stopped"]);
	expect(jobs.get(id)).toMatchObject({ status: "running", note: "of the other" });
});

test("a kind that is not there any more waits, and is none of the worker's business", async () => {
	const { jobs, place } = await open();
	const { id } = await jobs.add({ kind: "lab.other", key: "a" });
	store.database.run("UPDATE job SET kind = 'gone.kind' WHERE id = ?", id);
	await jobs.work(place);
	expect(jobs.get(id)).toMatchObject({ status: "waiting", attempts: 0 });
	expect((await jobs.cancel(id)).status).toBe("cancelled");
});

test("of a series one waits at a time; what a kind wants by now is queued once, and a kind that fails to say is told of", async () => {
	const { jobs, place } = await open();
	const told: string[] = [];
	const asking = { ...place, context: { ...context, warn: (text: string) => void told.push(text) } };
	due = async () => [{ kind: "lab.due", key: `at ${clock}`, series: "all" }];
	const ran: string[] = [];
	work = async ({ key }) => void ran.push(key);
	await jobs.schedule(asking);
	clock += SECOND;
	expect(await jobs.schedule(asking)).toEqual([]);
	await jobs.work(asking);
	expect(ran).toHaveLength(1);
	expect(await jobs.schedule(asking)).toHaveLength(1);
	due = async () => {
		throw new DeskError("EFORMAT", "no schedule", { at: "/agents/a.md", line: 3 });
	};
	await jobs.work(asking);
	expect(ran).toHaveLength(2);
	expect(told).toEqual(["lab.due: what is due cannot be told: /agents/a.md:3: no schedule"]);
});

test("what needs mains power waits on battery, unless told", async () => {
	let isOnBattery = true;
	const { jobs, place } = await open({ battery: () => isOnBattery });
	const add = async (key: string) => (await jobs.add({ kind: "lab.heavy", key })).id;
	const [first, second] = [await add("a"), await add("b")];
	await jobs.add({ kind: "lab.work", key: "light" });
	await jobs.work(place);
	expect(jobs.list().map(({ status }) => status)).toEqual(["done", "waiting", "waiting"]);
	await jobs.work({ ...place, onBattery: true });
	expect(jobs.get(first).status).toBe("done");
	await jobs.work(place);
	expect(jobs.get(second).status).toBe("done");
	const third = await add("c");
	await jobs.work(place);
	expect(jobs.get(third).status).toBe("waiting");
	isOnBattery = false;
	await jobs.work(place);
	expect(jobs.get(third).status).toBe("done");
});

test("what ended a month ago is forgotten, but not its key; dead letters stay", async () => {
	const { jobs, place } = await open();
	await jobs.add({ kind: "lab.work", key: "a" });
	await jobs.work(place);
	work = async (job) => {
		throw job.giveUp(new DeskError("EINVAL", "no"));
	};
	await jobs.add({ kind: "lab.work", key: "b" });
	await jobs.work(place);
	clock += 31 * 86_400 * SECOND;
	await jobs.work(place);
	expect(jobs.list().map(({ key }) => key)).toEqual(["b"]);
	expect(await jobs.add({ kind: "lab.work", key: "a" })).toEqual({ id: 0, isNew: false });
});

test("erasing a file takes along the jobs that are about it, also one that runs", async () => {
	const { jobs, place, vfs } = await open();
	await vfs.write("/notes/secret/a.md", "x", { cause: "test", parents: true });
	await vfs.write("/notes/b.md", "x", { cause: "test" });
	await jobs.add({ kind: "lab.work", key: "of a", path: "/notes/secret/a.md" });
	await jobs.add({ kind: "lab.other", key: "of a, moved", path: "/notes/secret/a.md" });
	const { id } = await jobs.add({ kind: "lab.work", key: "of b", path: "/notes/b.md" });
	work = async ({ key, signal }) => {
		if (key !== "of a") return;
		await erase(vfs, "/notes/secret", { dryRun: false });
		await sleep(2000, undefined, { signal });
	};
	await jobs.work(place);
	expect(jobs.list().map((job) => [job.id, job.status])).toEqual([[id, "done"]]);
});

test("two workers on hundreds of jobs: each job once", async () => {
	const { jobs, vfs } = await open({ clock: realClock });
	const other = await Store.open(desk.home);
	const counts = new Map<string, number>();
	work = async ({ key }) => void counts.set(key, (counts.get(key) ?? 0) + 1);
	await jobs.addAll(Array.from({ length: 200 }, (_, index) => ({ kind: "lab.work", key: String(index) })));
	const place = { context, signal: new AbortController().signal, kinds: ["lab.work"] };
	const second = new Vfs(other, lab(), "user");
	await Promise.all([jobs.work({ ...place, vfs }), (await Jobs.open(second)).work({ ...place, vfs: second })]);
	other.close();
	expect(counts.size).toBe(200);
	expect(new Set(counts.values())).toEqual(new Set([1]));
});
