/** Work that a mount has done in the background. `src/jobs` queues and runs it; here is what a mount says of it. */
import type { DeskError } from "../base/errors.ts";
import type { JsonValue } from "../base/json.ts";
import type { Vfs } from "./vfs.ts";

/** A kind of jobs: data only, known without loading what does the work. */
export interface JobKind {
	/** `<mount or room>.<verb>`: `context.review`, `agents.run`. */
	readonly name: string;
	/** One line, for `desk jobs list --kinds`. */
	readonly summary: string;
	/** How long one attempt may take (ms). */
	readonly timeout: number;
	/** How often it is tried before it is a dead letter; the wait doubles each time. */
	readonly attempts: number;
	/** It waits while the machine runs on its battery, unless told otherwise (`--on-battery`). */
	readonly power?: "mains";
	/** Loaded on first use. */
	readonly work: () => Promise<JobWork>;
}

/** What does the work of a kind. */
export interface JobWork {
	/**
	 * What is wanted by now, by a schedule or by the state of the desk. Asked before a worker looks for jobs, so it must be fast. A key
	 * that was ever queued for its kind is not queued again, however the job ended.
	 */
	due?(vfs: Vfs, now: Date, context: JobContext): Promise<readonly JobRequest[]>;
	/**
	 * Do it. A worker may be killed at any moment, and the job is then run again: what is done must be done whole (one change set), or
	 * not hurt when it is done twice.
	 * @throws DeskError whose sentence is kept: the job is tried again later, and a dead letter after `attempts` times
	 */
	run(job: JobRun): Promise<void>;
}

/** What is to be done. */
export interface JobRequest {
	readonly kind: string;
	/** What it is, within its kind: queued once and never again. */
	readonly key: string;
	/** While one of a series waits or runs, no other of it is queued: runs of a schedule do not pile up. */
	readonly series?: string;
	readonly input?: JsonValue;
	/** The file that it is about: `desk erase` takes the job along. */
	readonly path?: string;
	/** Higher goes first; 0 if not given. */
	readonly priority?: number;
	readonly notBefore?: Date;
}

/** An attempt under way. */
export interface JobRun {
	readonly id: number;
	readonly kind: string;
	readonly key: string;
	readonly input: JsonValue;
	/** From 1. */
	readonly attempt: number;
	/** When the first attempt began: an earlier one may have been killed after its work was done. */
	readonly begun: Date;
	/** The desk under the hand `job:<kind>`. */
	readonly vfs: Vfs;
	readonly context: JobContext;
	/** Its deadline has come, it was cancelled, the worker ends, or another worker has it: stop. What was aborted so is no failure of the job. */
	readonly signal: AbortSignal;
	/** How far it is: `done` of `total`, and what it says of itself. Free to be called often. */
	progress(done: number, total?: number, note?: string): void;
	/** What to throw when it cannot be done now (offline, no key yet): it is taken up again then, and the attempt does not count. */
	later(at: Date, why: string): Error;
	/** What to throw when trying again is of no use: it is a dead letter at once. */
	giveUp(error: DeskError): Error;
}

/** What jobs see of the program that runs them. */
export interface JobContext {
	/** The environment. */
	readonly variables: Readonly<Record<string, string | undefined>>;
	/** A line for people. */
	warn(text: string): void;
	/** Run a command of the program on a desk (`["agent", "run", "gardener"]`), without a terminal. */
	command(vfs: Vfs, argv: readonly string[], options?: CommandOptions): Promise<CommandOutcome>;
}

/** What a job runs a command with. */
export interface CommandOptions {
	readonly stdin?: string;
	readonly signal?: AbortSignal;
}

/** What a command came to. */
export interface CommandOutcome {
	readonly status: number;
	/** At most 1 MiB of each. */
	readonly stdout: string;
	readonly stderr: string;
}
