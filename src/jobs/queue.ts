/**
 * The queue: a table. A worker takes a job by one UPDATE and has it for the time of a lease, which it renews; so no two have it, and what
 * a killed worker leaves is taken up by another when the lease has run out.
 */
import { type Micros, now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";
import { onBattery } from "../base/power.ts";
import { type Database, isOwnerAlive, nameBytes, ownerName, type Store } from "../store/index.ts";
import type { JobKind, JobRequest, Vfs } from "../vfs/index.ts";
import { COLUMNS, type Job, type JobFilter, type JobRow, type JobStatus, listJobs, toJob } from "./job.ts";
import { type Kinds, kindNamed } from "./kinds.ts";

/** What tests set otherwise. */
export interface QueueOptions {
	/** The wall clock (µs UTC). */
	readonly clock?: () => Micros;
	/** How long a job is a worker's without word of it (ms). */
	readonly lease?: number;
	/** The wait after the first failure (ms); it doubles. */
	readonly backOff?: number;
	/** Whether the machine runs on its battery. */
	readonly battery?: () => boolean;
}

/** A job that a worker has. */
export interface Claim {
	readonly job: Job;
	readonly kind: JobKind;
	/** Stands for this attempt, and no other. */
	readonly owner: string;
}

/** How far a job is. */
export interface Standing {
	readonly done: number | null;
	readonly total: number | null;
	/** What it says of itself. */
	readonly note: string | null;
}

/** How an attempt ended. */
export type Ending =
	| { readonly status: "done" | "cancelled" }
	| { readonly status: "failed" | "dead"; readonly error: string }
	/** To be taken up again at `due`, as if it had not been begun. */
	| { readonly status: "released"; readonly due: Micros; readonly error?: string };

const LEASE = 10_000;
const BACK_OFF = 30_000;
const LONGEST_BACK_OFF = 6 * 3_600_000;
/** Jobs that ended longer ago are forgotten, but for their keys (ms). */
const RETENTION = 30 * 86_400_000;
const FORGOTTEN_AT_ONCE = 1000;

/** Where `DESK_NOW` does not fix it, the machine's clock, also when it is set while the process runs. */
function wallClock(): Micros {
	return process.env.DESK_NOW === undefined ? Date.now() * 1000 : now();
}

/** All jobs of a desk. */
export class Queue {
	readonly kinds: Kinds;
	readonly clock: () => Micros;
	readonly lease: number;
	/** Whether the machine runs on its battery now. */
	readonly isOnBattery: () => boolean;
	readonly #store: Store;
	readonly #vfs: Vfs;
	readonly #backOff: number;

	constructor(vfs: Vfs, kinds: Kinds, options: QueueOptions = {}) {
		this.#vfs = vfs;
		this.#store = vfs.store;
		this.kinds = kinds;
		this.clock = options.clock ?? wallClock;
		this.lease = options.lease ?? LEASE;
		this.#backOff = options.backOff ?? BACK_OFF;
		this.isOnBattery = options.battery ?? (() => onBattery());
	}

	get #database(): Database {
		return this.#store.database;
	}

	/**
	 * Queue a job, unless one of its kind and key was ever queued, or one of its series waits or runs.
	 * @returns its number (or that one's), and whether it is new; 0 for one that is forgotten
	 * @throws DeskError ENOENT when there is no such kind
	 */
	async add(request: JobRequest): Promise<{ id: number; isNew: boolean }> {
		const [added] = await this.addAll([request]);
		return added as { id: number; isNew: boolean };
	}

	/** `add`, all in one transaction. */
	async addAll(requests: readonly JobRequest[]): Promise<{ id: number; isNew: boolean }[]> {
		for (const { kind } of requests) kindNamed(this.kinds, kind);
		const known = this.#database.read(() => requests.map((request) => this.#idOf(request)));
		if (known.every((id) => id !== undefined)) return known.map((id) => ({ id: id as number, isNew: false }));
		const nodes = await Promise.all(
			requests.map(({ path }) => (path === undefined ? undefined : this.#vfs.find(path))),
		);
		return await this.#database.write(() =>
			requests.map((request, index) => {
				const id = this.#idOf(request);
				return id === undefined
					? { id: this.#insert(request, nodes[index]?.inode), isNew: true }
					: { id, isNew: false };
			}),
		);
	}

	/** Whether a request would not be queued any more. */
	has(request: JobRequest): boolean {
		return this.#idOf(request) !== undefined;
	}

	/** The number of the job that is or was in the queue for a request. */
	#idOf({ kind, key, series }: JobRequest): number | undefined {
		const row = this.#database.get<{ id: number }>("SELECT id FROM job WHERE kind = ? AND key = ?", kind, key);
		if (row !== undefined) return row.id;
		const sql = "SELECT id FROM job WHERE kind = ? AND series = ? AND status IN ('waiting', 'running')";
		const other = series === undefined ? undefined : this.#database.get<{ id: number }>(sql, kind, series);
		if (other !== undefined) return other.id;
		const mark = this.#database.get("SELECT 1 FROM job_forgotten WHERE mark = ?", this.#markOf(kind, key));
		return mark === undefined ? undefined : 0;
	}

	#markOf(kind: string, key: string): string {
		return this.#store.markOf(`job ${kind} ${key}`);
	}

	#insert({ kind, key, series, input, path, priority, notBefore }: JobRequest, node: number | undefined): number {
		const at = this.clock();
		const { lastInsertRowid } = this.#database.run(
			`INSERT INTO job (kind, key, series, input, path, node, priority, status, added, due, since)
			VALUES (@kind, @key, @series, @input, @path, @node, @priority, 'waiting', @at, @due, @at)`,
			{
				kind,
				key,
				series: series ?? null,
				input: JSON.stringify(input ?? null),
				path: path === undefined ? null : nameBytes(path),
				node: node === undefined || node <= 0 ? null : node,
				priority: Math.trunc(priority ?? 0),
				at,
				due: notBefore === undefined ? at : notBefore.getTime() * 1000,
			},
		);
		return Number(lastInsertRowid);
	}

	/** Newest first. */
	list(filter: JobFilter = {}): Job[] {
		return listJobs(this.#database, filter);
	}

	/** @throws DeskError ENOENT */
	get(id: number): Job {
		const row = this.#database.get<JobRow>(`SELECT ${COLUMNS} FROM job WHERE id = ?`, id);
		if (row !== undefined) return toJob(row);
		throw new DeskError("ENOENT", `there is no job ${id}`, { at: "jobs", todo: "`desk jobs list` lists them" });
	}

	/**
	 * Not to be run: what waits is off the queue, what runs is asked to end.
	 * @throws DeskError ENOENT, EINVAL when it has ended
	 */
	async cancel(id: number): Promise<Job> {
		await this.#database.write(() => {
			const { status } = this.get(id);
			if (status === "done" || status === "cancelled") throw hasEnded(id, status);
			if (status === "running") this.#database.run("UPDATE job SET asked_to_end = 1 WHERE id = ?", id);
			else this.#database.run("UPDATE job SET status = 'cancelled', ended = ? WHERE id = ?", this.clock(), id);
		});
		return this.get(id);
	}

	/**
	 * Run it again as if it were new: a dead letter, a cancelled job, or one that waits after a failure.
	 * @throws DeskError ENOENT, EINVAL when it is done, EBUSY when it runs
	 */
	async retry(id: number): Promise<Job> {
		await this.#database.write(() => {
			const { status } = this.get(id);
			if (status === "done") throw hasEnded(id, status);
			if (status === "running")
				throw new DeskError("EBUSY", `job ${id} runs`, { at: "jobs", todo: "cancel it first, or wait" });
			this.#database.run(
				"UPDATE job SET status = 'waiting', attempts = 0, begun = NULL, ended = NULL, asked_to_end = 0, due = @at, since = @at WHERE id = @id",
				{ at: this.clock(), id },
			);
		});
		return this.get(id);
	}

	/** What a worker would take, in order: that of the index (`+kind` keeps SQLite from another). @param kinds names of those that it runs */
	ready(kinds: readonly string[], limit = -1): Job[] {
		return this.#database
			.all<JobRow>(
				`SELECT ${COLUMNS} FROM job WHERE status = 'waiting' AND (due <= @now OR since > @now)
				AND +kind IN (SELECT value FROM json_each(@kinds)) ORDER BY priority DESC, due, id LIMIT @limit`,
				{ now: this.clock(), kinds: JSON.stringify(kinds), limit },
			)
			.map(toJob);
	}

	/** Take the next job; undefined when there is none. */
	async claim(kinds: readonly string[]): Promise<Claim | undefined> {
		if (this.#lapsed().length > 0) await this.#database.writeUnsynced(() => this.#takeBack());
		if (this.ready(kinds, 1).length === 0) return undefined;
		return await this.#database.writeUnsynced(() => {
			const [next] = this.ready(kinds, 1);
			if (next === undefined) return undefined;
			const owner = ownerName();
			const at = this.clock();
			this.#database.run(
				`UPDATE job SET status = 'running', attempts = attempts + 1, begun = coalesce(begun, @at), started = @at,
				ended = NULL, owner = @owner, lease = @lease, done = NULL, total = NULL, note = NULL WHERE id = @id`,
				{ at, owner, lease: at + this.lease * 1000, id: next.id },
			);
			return { job: this.get(next.id), kind: kindNamed(this.kinds, next.kind), owner };
		});
	}

	/**
	 * Jobs whose workers are gone: the lease has run out, or is longer than any (the clock was set back). A process that is there keeps its
	 * job, as the clock may have jumped ahead; where its start cannot be told (no /proc), its number may be another's by now, and it keeps
	 * the job for no longer than that may take.
	 */
	#lapsed(): (Job & { asked_to_end: number })[] {
		const at = this.clock();
		return this.#database
			.all<JobRow & { owner: string; lease: Micros; asked_to_end: number }>(
				`SELECT ${COLUMNS}, owner, lease, asked_to_end FROM job WHERE status = 'running' AND (lease < @at OR lease > @most)`,
				{ at, most: at + this.lease * 1000 },
			)
			.filter(({ kind, owner, lease }) => {
				const isKnown = owner.split("-")[1] !== "0";
				const timeout = this.kinds.get(kind)?.timeout ?? 0;
				return !isOwnerAlive(owner) || (!isKnown && at - lease > timeout * 1000);
			})
			.map(({ owner: _owner, lease: _lease, ...row }) => ({ ...toJob(row), asked_to_end: row.asked_to_end }));
	}

	#takeBack(): void {
		for (const job of this.#lapsed()) {
			if (job.asked_to_end === 1) this.#end(job.id, "cancelled");
			else this.#fail(job, "its worker was killed, or stopped working");
		}
	}

	/**
	 * Keep a job for the time of another lease, and note how far it is.
	 * @returns whether it is still this worker's
	 */
	async renew({ job, owner }: Claim, at: Standing): Promise<boolean> {
		const sql =
			"UPDATE job SET lease = @lease, done = @done, total = @total, note = @note WHERE id = @id AND owner = @owner";
		const lease = this.clock() + this.lease * 1000;
		const { changes } = await this.#database.writeUnsynced(() =>
			this.#database.run(sql, { ...at, lease, id: job.id, owner }),
		);
		return changes === 1;
	}

	/** What became of a running job: `lost` when another worker has it, or it was erased. */
	look({ job, owner }: Claim): "mine" | "asked to end" | "lost" {
		const sql = "SELECT asked_to_end AS asked FROM job WHERE id = ? AND owner = ?";
		const row = this.#database.get<{ asked: number }>(sql, job.id, owner);
		return row === undefined ? "lost" : row.asked === 1 ? "asked to end" : "mine";
	}

	/** An attempt has ended. @returns the job as it is now; undefined when it was another worker's by then, or erased */
	async settle(claim: Claim, ending: Ending, { done, total, note }: Standing): Promise<Job | undefined> {
		const { id } = claim.job;
		return await this.#database.write(() => {
			if (this.look(claim) === "lost") return undefined;
			this.#database.run("UPDATE job SET done = ?, total = ?, note = ? WHERE id = ?", done, total, note, id);
			if (ending.status === "failed") this.#fail(this.get(id), ending.error);
			else if (ending.status === "released") this.#wait(id, ending.due, ending.error ?? null, { isCounted: false });
			else this.#end(id, ending.status, "error" in ending ? ending.error : null);
			return this.get(id);
		});
	}

	#end(id: number, status: "done" | "cancelled" | "dead", error: string | null = null): void {
		const sql =
			"UPDATE job SET status = ?, ended = ?, error = ?, owner = NULL, lease = NULL, asked_to_end = 0 WHERE id = ?";
		this.#database.run(sql, status, this.clock(), error, id);
	}

	#wait(id: number, due: Micros, error: string | null, { isCounted }: { isCounted: boolean }): void {
		this.#database.run(
			`UPDATE job SET status = 'waiting', due = @due, since = @at, error = coalesce(@error, error), attempts = attempts - @off,
			owner = NULL, lease = NULL, ended = NULL, asked_to_end = 0 WHERE id = @id`,
			{ due, at: this.clock(), error, off: isCounted ? 0 : 1, id },
		);
	}

	#fail(job: Job, error: string): void {
		const most = this.kinds.get(job.kind)?.attempts ?? Number.POSITIVE_INFINITY;
		if (job.attempts >= most) return this.#end(job.id, "dead", error);
		const wait = Math.min(this.#backOff * 2 ** Math.min(job.attempts - 1, 30), LONGEST_BACK_OFF);
		this.#wait(job.id, this.clock() + wait * 1000, error, { isCounted: true });
	}

	/** Forget what ended long ago, but for dead letters. Keys stay known. */
	async forget(): Promise<void> {
		const before = this.clock() - RETENTION * 1000;
		const sql =
			"SELECT id, kind, key FROM job WHERE ended < ? AND status IN ('done', 'cancelled') ORDER BY ended LIMIT ?";
		const old = () => this.#database.all<{ id: number; kind: string; key: string }>(sql, before, FORGOTTEN_AT_ONCE);
		while (old().length > 0)
			await this.#database.write(() => {
				for (const { id, kind, key } of old()) {
					this.#database.run("INSERT OR IGNORE INTO job_forgotten (mark) VALUES (?)", this.#markOf(kind, key));
					this.#database.run("DELETE FROM job WHERE id = ?", id);
				}
			});
	}
}

function hasEnded(id: number, status: JobStatus): DeskError {
	return new DeskError("EINVAL", `job ${id} is ${status}`, {
		at: "jobs",
		todo: status === "done" ? "queue it under another key to do it again" : "`desk jobs retry` queues it again",
	});
}
