/** One attempt at a job: its deadline, its lease, an ear for those who cancel it, and what becomes of it. */
import { toDate } from "../base/clock.ts";
import { DeskError, messageOf } from "../base/errors.ts";
import type { JobContext, JobKind, JobRun, Vfs } from "../vfs/index.ts";
import type { Job } from "./job.ts";
import type { Claim, Ending, Queue, Standing } from "./queue.ts";

/** How often it looks whether the job is to end (ms). */
const LOOKS = 300;
/** How long work that is to end may take to do so (ms); less when a person waits for it. */
const GRACE = 5000;
const GRACE_FOR_PERSON = 50;

/** What is put off waits for so long at least (ms). */
const SOONEST = 10_000;

/** Work that cannot be done now, and says so. */
class Later extends Error {
	readonly at: Date;

	constructor(at: Date, why: string) {
		super(why);
		this.at = at;
	}
}

/** Work that will never succeed. */
class GivenUp extends Error {}

/** Somebody asked for its end; another worker has it, or it was erased. */
class Cancelled extends Error {}
class Lost extends Error {}
/** It was to stop, and did not in time. */
class Stuck extends Error {}

/** Where jobs run. */
export interface JobPlace {
	readonly vfs: Vfs;
	readonly context: JobContext;
	/** The worker is to end: what it runs goes back to the queue. */
	readonly signal: AbortSignal;
}

/**
 * Run a job that this worker has, until it has ended, failed, or been stopped.
 * @returns the job as it is then; undefined when another worker has it, or it was erased
 */
export async function attempt(queue: Queue, claim: Claim, place: JobPlace): Promise<Job | undefined> {
	const { job, kind } = claim;
	const ends = new AbortController();
	const signal = AbortSignal.any([place.signal, ends.signal]);
	const progress = new Progress();
	const deadline = setTimeout(() => ends.abort(tooLate(kind)), kind.timeout);
	const stopWatching = watch(queue, claim, progress, ends);
	const { input, key, id } = job;
	const run: JobRun = {
		...{ id, key, input, kind: kind.name, attempt: job.attempts, begun: toDate(job.begun ?? job.added) },
		vfs: place.vfs.as(`job:${kind.name}`, { signal, scratch: false }),
		context: place.context,
		signal,
		progress: (done, total, note) => progress.note(done, total, note),
		later: (at, why) => new Later(at, why),
		giveUp: (error) => new GivenUp(error.sentence),
	};
	let ending: Ending;
	try {
		const work = kind.work().then((loaded) => loaded.run(run));
		await untilStopped(work, signal, () => (place.signal.aborted ? GRACE_FOR_PERSON : GRACE));
		ending = { status: "done" };
	} catch (error) {
		ending = endingOf(error, ends.signal, place.signal, queue);
	} finally {
		clearTimeout(deadline);
		await stopWatching();
	}
	return await queue.settle(claim, ending, progress.state);
}

/** What the work last said. */
class Progress {
	state: Standing = { done: null, total: null, note: null };

	note(done: number, total: number | undefined, note: string | undefined): void {
		this.state = { done, total: total ?? this.state.total, note: note ?? this.state.note };
	}
}

/** Keep the job, and look whether it is to end. @returns what ends that, when nothing of it is under way any more */
function watch(queue: Queue, claim: Claim, progress: Progress, ends: AbortController): () => Promise<void> {
	let renewed = performance.now();
	let written = progress.state;
	let busy: Promise<void> = Promise.resolve();
	let isBusy = false;
	const look = async () => {
		const state = queue.look(claim);
		if (state === "lost") return ends.abort(new Lost());
		if (state === "asked to end") ends.abort(new Cancelled());
		if (progress.state === written && performance.now() - renewed < queue.lease / 3) return;
		written = progress.state;
		renewed = performance.now();
		if (!(await queue.renew(claim, written))) ends.abort(new Lost());
	};
	const timer = setInterval(
		() => {
			if (isBusy) return;
			isBusy = true;
			// A desk that cannot be read ends the work: nothing that it does could be kept.
			busy = look()
				.catch((error: unknown) => ends.abort(error))
				.finally(() => {
					isBusy = false;
				});
		},
		Math.min(LOOKS, queue.lease / 6),
	);
	return async () => {
		clearInterval(timer);
		await busy;
	};
}

/** Wait for work; once it is to stop, no longer than the grace. @throws what it throws, Stuck */
async function untilStopped(work: Promise<void>, signal: AbortSignal, grace: () => number): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	let onAbort = () => {};
	const stopped = new Promise<never>((_, reject) => {
		onAbort = () => {
			timer = setTimeout(() => reject(new Stuck()), grace());
		};
		if (signal.aborted) onAbort();
		else signal.addEventListener("abort", onAbort, { once: true });
	});
	try {
		await Promise.race([work, stopped]);
	} finally {
		clearTimeout(timer);
		signal.removeEventListener("abort", onAbort);
	}
}

/** What becomes of a job whose work has thrown this. */
function endingOf(error: unknown, ends: AbortSignal, worker: AbortSignal, { clock, lease }: Queue): Ending {
	const { reason } = ends as { reason: unknown };
	if (reason instanceof Cancelled) return { status: "cancelled" };
	// Nobody begins it before this process, which still works on it, has ended.
	if (worker.aborted && !ends.aborted)
		return { status: "released", due: clock() + (error instanceof Stuck ? lease * 1000 : 0) };
	// Later is not at once: a worker would do nothing else.
	if (error instanceof Later)
		return {
			status: "released",
			due: Math.max(error.at.getTime() * 1000, clock() + SOONEST * 1000),
			error: error.message,
		};
	if (error instanceof GivenUp) return { status: "dead", error: error.message };
	const cause = ends.aborted ? reason : error;
	return { status: "failed", error: cause instanceof DeskError ? cause.sentence : messageOf(cause) };
}

function tooLate({ name, timeout }: JobKind): DeskError {
	return new DeskError("ETIMEDOUT", `it was not done within ${Math.round(timeout / 1000)} seconds`, {
		at: name,
		todo: "it is tried again",
	});
}
