/** What jobs of a business have in common: they are ordered by inode, as names may change until they are done, and some things wait. */
import { DeskError } from "../../src/base/errors.ts";
import type { JsonValue } from "../../src/base/json.ts";
import { Jobs } from "../../src/jobs/index.ts";
import type { RouteName } from "../../src/llm/index.ts";
import { isWithin, type JobRequest, type JobRun, type Stat, type Vfs } from "../../src/vfs/index.ts";

/** What is to be done with a file, for a business. */
export interface Ordered {
	/** Inodes. */
	readonly business: number;
	readonly source: number;
	/** Who draws from what it says. */
	readonly by: RouteName;
	/** Sound: only a server on this machine may have it. */
	readonly isPrivate?: boolean;
	/** Sound: also what was written down before. */
	readonly again?: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A network that is away for longer is not coming back (ms). */
const WEEK = 7 * 24 * HOUR;

/**
 * Order something. One job for each key; when that has ended, this is another.
 * @param request whose `key` is the state of the file that it is about
 * @returns its number
 */
export async function order(vfs: Vfs, request: JobRequest & { readonly input: Ordered & JsonValue }): Promise<number> {
	const jobs = await Jobs.open(vfs);
	for (let count = 1; ; count++) {
		const { id, isNew } = await jobs.add({ ...request, key: count === 1 ? request.key : `${request.key}#${count}` });
		if (isNew) return id;
		const status = id === 0 ? "done" : jobs.get(id)?.status;
		if (status === "waiting" || status === "running") return id;
		if (status !== "done" && request.input.again !== true) return (await jobs.retry(id)).id;
	}
}

/** What a job is about, where it lies now. @throws what gives it up, where that is gone */
export async function orderedOf(job: JobRun): Promise<{ ordered: Ordered; business: string; source: Stat }> {
	const ordered: JsonValue | Ordered = job.input;
	if (!isOrdered(ordered)) throw job.giveUp(new DeskError("EINVAL", "it is ordered by `desk context extract`"));
	const tree = job.vfs.reader();
	const [business, path] = [tree.pathOf(ordered.business), tree.pathOf(ordered.source)];
	if (business === undefined || path === undefined || isWithin(business, "/trash") || isWithin(path, "/trash"))
		throw job.giveUp(new DeskError("ENOENT", "the file, or its business, has been removed"));
	return { ordered, business, source: await job.vfs.stat(path) };
}

function isOrdered(input: JsonValue | Ordered): input is Ordered {
	return typeof input === "object" && input !== null && "source" in input && "business" in input;
}

/** Whether a file was written since a job was first begun: by an attempt that was killed behind that. */
export function isDone(job: JobRun, { mtime }: Stat): boolean {
	return mtime >= job.begun.getTime() * 1000;
}

/** What to throw: what will be better later is no failure (the network is away, the budget is spent), and what the gate stops stays stopped. */
export function waiting(job: JobRun, error: unknown): unknown {
	if (!(error instanceof DeskError)) return error;
	if (error.code === "ESAFETY") return job.giveUp(error);
	if (error.code === "EBUDGET") return later(job, HOUR, error.sentence);
	const isNew = Date.now() - job.begun.getTime() < WEEK;
	return error.code === "ENETWORK" && isNew ? later(job, 15 * MINUTE, error.sentence) : error;
}

/** @param wait in ms */
export function later(job: JobRun, wait: number, why: string): Error {
	return job.later(new Date(Date.now() + wait), why);
}
