/** What the log's entries say, and how they lie in the database. */
import type { Micros } from "../base/clock.ts";
import { unpackName } from "./names.ts";

/** What happened to a node. `erase` records that payloads were removed for good. */
export type Operation = "create" | "write" | "rename" | "remove" | "setattr" | "erase";

/** One node's change, as the log keeps it. `before` and `after` are content ids. */
export interface Change {
	node: number;
	op: Operation;
	path: string;
	to?: string | undefined;
	before?: number | null | undefined;
	after?: number | null | undefined;
	/** The node's revision after the change. */
	revision: number;
	/** Attributes, as JSON-able values; what undo needs beyond content and path. */
	detail?: Detail | undefined;
}

/** Attributes before and after, and what a removed or replaced node was. */
export interface Detail {
	kind?: number;
	mode?: number | [number, number];
	mtime?: number | [number, number];
	birth?: number;
	/** As somebody has set it; null for what nobody has. */
	atime?: number | [number | null, number | null];
	/** Extended attributes, base64: before and after, null for none. Of a removed node, what it had is before. */
	attributes?: Record<string, [string | null, string | null]>;
	/** Where a node in /trash was deleted from, before and after. */
	origin?: string | null;
	originAfter?: string | null;
	/** For `erase`: the entries whose payload was removed, as `changeSet.seq`. */
	erased?: string[];
}

/** A change set's head. */
export interface ChangeSet {
	id: number;
	at: Micros;
	actor: string;
	/** Change sets of one command share it: the id of the first. */
	operation: number;
	undoes: number | null;
	cause: string | null;
}

/** Who writes, and why. */
export interface Author {
	/** `user`, `agent:<name>`, `connector:<name>`, `job:<kind>`. */
	actor: string;
	/** The command, as a person would read it. */
	cause: string;
	/** Join an earlier change set of the same command. */
	operation?: number | undefined;
	/** The operation that this one takes back. */
	undoes?: number | undefined;
}

/** A row of `change`; all but the digest is null once its payload was erased. */
export interface ChangeRow {
	change_set: number;
	seq: number;
	node: number;
	op: Operation | null;
	path: string | Buffer | null;
	to_path: string | Buffer | null;
	before: number | null;
	after: number | null;
	revision: number | null;
	detail: string | null;
	salt: Buffer | null;
	digest: Buffer;
}

export function toChange(row: ChangeRow): Change {
	return {
		node: row.node,
		op: row.op ?? "erase",
		path: row.path === null ? "" : unpackName(row.path),
		to: row.to_path === null ? undefined : unpackName(row.to_path),
		before: row.before,
		after: row.after,
		revision: row.revision ?? 0,
		detail: row.detail === null ? undefined : (JSON.parse(row.detail) as Detail),
	};
}
