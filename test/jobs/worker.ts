/**
 * A worker with jobs of its own, for `workers.test.ts`: what each does is to add a line to a file of its own, if it is not there yet. It tells
 * on stdout when it begins and ends a job, and whether another was at it at the same time.
 */
import { readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { files } from "../../fs-mounts/files/index.ts";
import { trash } from "../../fs-mounts/trash/index.ts";
import { Jobs } from "../../src/jobs/index.ts";
import { Store } from "../../src/store/index.ts";
import { type JobRun, type Mount, Vfs } from "../../src/vfs/index.ts";

const { DESK_HOME = "", LOCKS = "" } = process.env;
const told = (...words: unknown[]) => writeSync(1, `${words.join(" ")}\n`);

/** A file that only one can make; a killed worker leaves it, and the next attempt takes it over. */
function lock(key: string): void {
	const file = join(LOCKS, key);
	try {
		writeFileSync(file, String(process.pid), { flag: "wx" });
	} catch {
		if (isRunning(Number(readFileSync(file, "utf8")))) told("twice", key);
		writeFileSync(file, String(process.pid));
	}
}

function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

async function run({ key, attempt, vfs, signal, progress }: JobRun): Promise<void> {
	told("begin", key, attempt);
	lock(key);
	progress(0, 1);
	await sleep(Math.random() * 20, undefined, { signal });
	const path = `/files/${key}`;
	// Killed between this and the end of the attempt, the job is run again: then it is there.
	if ((await vfs.find(path)) === undefined) await vfs.write(path, `${key}\n`, { at: "end", cause: "job" });
	rmSync(join(LOCKS, key));
	told("end", key, attempt);
}

const lab: Mount = {
	name: "lab",
	summary: "Jobs of a test",
	names: "portable",
	shape: [{ path: "<name>", kind: "file", what: "a file" }],
	jobs: [{ name: "lab.write", summary: "", timeout: 60_000, attempts: 100, work: async () => ({ run }) }],
};

async function main(): Promise<void> {
	const store = await Store.open(DESK_HOME);
	const mounts = [files, trash, lab].map((mount) => ({ name: mount.name, load: async () => mount }));
	const vfs = new Vfs(store, mounts, "user");
	const jobs = await Jobs.open(vfs, { lease: 500, backOff: 20 });
	const signal = new AbortController().signal;
	const [verb, count = "0"] = process.argv.slice(2);
	if (verb === "queue") {
		const requests = Array.from({ length: Number(count) }, (_, index) => ({ kind: "lab.write", key: `j${index}` }));
		await jobs.addAll(requests);
		return store.close();
	}
	const context = {
		variables: {},
		warn() {},
		command: async () => ({ status: 0, stdout: "", stderr: "" }),
	};
	// What a killed worker had comes back when its lease has run out.
	while (jobs.list({ status: "waiting" }).length + jobs.list({ status: "running" }).length > 0) {
		await jobs.work({ vfs, context, signal });
		await sleep(50);
	}
	store.close();
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
