import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import mounts from "../../fs-mounts/registry.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { DeskError } from "../base/errors.ts";
import { Store } from "../store/index.ts";
import { type JobContext, type JobKind, type JobRun, type Mount, Vfs } from "../vfs/index.ts";
import { Jobs, type QueueOptions, type WorkOptions } from "./index.ts";

let desk: TestDesk;
let store: Store;
/** What the lab's jobs do in a test. */
let work: (job: JobRun) => Promise<void>;
let clock: number;
const SECOND = 1_000_000;

const kind = (name: string, more: Partial<JobKind> = {}): JobKind => ({
	...{ name, summary: "A test's", timeout: 60_000, attempts: 3 },
	work: async () => ({ run: (job) => work(job) }),
	...more,
});
const lab: Mount = {
	name: "lab",
	summary: "Jobs of a test",
	names: "portable",
	shape: [{ path: "**/<name>", kind: "file", what: "a file" }],
	jobs: [kind("lab.work"), kind("lab.short", { timeout: 50 }), kind("lab.other")],
};
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
});

async function open(options: QueueOptions = {}): Promise<{ jobs: Jobs; place: WorkOptions; vfs: Vfs }> {
	const vfs = new Vfs(store, [...mounts, { name: "lab", load: async () => lab }], "user");
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
