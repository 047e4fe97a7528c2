import type { z } from "zod";
import { toIso } from "../../../src/base/clock.ts";

/** A change set as `--json` prints it. */
export interface LogEntry {
	change: number;
	operation: number;
	at: string;
	actor: string;
	/** Null when it was erased. */
	cause: string | null;
	undoes: number | null;
	/** How many changes it has; what was erased is not among them. */
	files: number;
	hash: string;
}

/** Shape of a `LogEntry`, for `output`. */
export const logEntryOutput = (zod: typeof z) =>
	zod.object({
		change: zod.number(),
		operation: zod.number(),
		at: zod.string(),
		actor: zod.string(),
		cause: zod.string().nullable(),
		undoes: zod.number().nullable(),
		files: zod.number(),
		hash: zod.string(),
	});

/** A row of `change_set`, and how many changes there are to it. */
export interface LogRow {
	id: number;
	operation: number;
	/** Microseconds, UTC. */
	at: number;
	actor: string;
	cause: string | null;
	undoes: number | null;
	files: number;
	hash: Buffer;
}

/** A row as it is printed. */
export function toLogEntry({ id: change, at, hash, ...rest }: LogRow): LogEntry {
	return { ...rest, change, at: toIso(at), hash: hash.toString("hex") };
}
