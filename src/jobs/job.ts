/** A job as the table keeps it. */
import type { Micros } from "../base/clock.ts";
import type { JsonValue } from "../base/json.ts";
import type { TreeReader } from "../vfs/index.ts";

/** `dead`: tried as often as its kind allows; a person looks at it. */
export type JobStatus = "waiting" | "running" | "done" | "dead" | "cancelled";

/** All of them. */
export const STATUSES: readonly JobStatus[] = ["waiting", "running", "done", "dead", "cancelled"];

/** Times are microseconds UTC. */
export interface Job {
	readonly id: number;
	readonly kind: string;
	readonly key: string;
	readonly input: JsonValue;
	readonly priority: number;
	readonly status: JobStatus;
	readonly added: Micros;
	/** Not before. */
	readonly due: Micros;
	/** How often it was begun. */
	readonly attempts: number;
	readonly begun: Micros | null;
	readonly started: Micros | null;
	readonly ended: Micros | null;
	readonly done: number | null;
	readonly total: number | null;
	/** What it says of itself. */
	readonly note: string | null;
	/** The sentence of its last failure. */
	readonly error: string | null;
}

/** Its columns, as `toJob` reads them. */
export const COLUMNS =
	"id, kind, key, input, priority, status, added, due, attempts, begun, started, ended, done, total, note, error";

/** A row with these columns. */
export type JobRow = Omit<Job, "input"> & { input: string };

/** A row as a job. */
export function toJob({ input, ...row }: JobRow): Job {
	return { ...row, input: JSON.parse(input) as JsonValue };
}

/** Which jobs to list; with nothing, all. */
export interface JobFilter {
	readonly kind?: string | undefined;
	readonly status?: JobStatus | undefined;
	readonly limit?: number;
}

/** Jobs, newest first. */
export function listJobs(rows: Pick<TreeReader, "all">, { kind, status, limit = -1 }: JobFilter = {}): Job[] {
	const sql = `SELECT ${COLUMNS} FROM job WHERE coalesce(?, kind) = kind AND coalesce(?, status) = status ORDER BY id DESC LIMIT ?`;
	return rows.all<JobRow>(sql, kind ?? null, status ?? null, limit).map(toJob);
}
