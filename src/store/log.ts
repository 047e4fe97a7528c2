import { createHmac, randomFillSync } from "node:crypto";
import { type Micros, now } from "../base/clock.ts";
import type { Database } from "./database.ts";
import { deriveKey } from "./keys.ts";
import { packName, unpackName } from "./names.ts";

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

interface ChangeRow {
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

/** What `verify` found. */
export interface Verified {
	entries: number;
	/** What does not fit, oldest first. Empty: the log is whole. */
	problems: string[];
	/** The hash of the newest entry, hex. */
	head: string;
}

const pool = Buffer.alloc(16 * 256);
let used = pool.length;

/** 16 random bytes; drawn in bulk because an import needs one for every file. */
function salt(): Buffer {
	if (used === pool.length) {
		randomFillSync(pool);
		used = 0;
	}
	used += 16;
	return Buffer.from(pool.subarray(used - 16, used));
}

/**
 * The log: the only record of changes. Entries form a chain: each hash covers the entry before it, and a salted digest
 * of every payload, so any edit, removal or reordering is found by `verify`, while `erase` can remove payloads for good.
 */
export class Log {
	readonly #database: Database;
	readonly #master: Uint8Array;
	#key: Buffer | undefined;

	constructor(database: Database, master: Uint8Array) {
		this.#database = database;
		this.#master = master;
	}

	/** Record one change set. Only inside the write transaction that makes the changes. */
	append(author: Author, changes: readonly Change[], at: Micros = now()): ChangeSet {
		this.#forget();
		const previous = this.#database.get<{ id: number; hash: Buffer }>(
			"SELECT id, hash FROM change_set ORDER BY id DESC LIMIT 1",
		);
		const head = this.#database.get<{ value: number }>("SELECT value FROM meta WHERE key = 'next_change_set'");
		const id = head?.value ?? 1;
		const set: ChangeSet = {
			id,
			at,
			actor: author.actor,
			operation: author.operation ?? id,
			undoes: author.undoes ?? null,
			cause: author.cause,
		};
		const causeSalt = salt();
		const causeDigest = this.#digest(causeSalt, author.cause);
		const rows = changes.map((change, seq) => this.#row(id, seq, change));
		const hash = this.#chain(
			previous?.hash,
			set,
			causeDigest,
			rows.map((row) => row.digest),
		);
		this.#database.run(
			"INSERT INTO change_set (id, at, actor, operation, undoes, cause, salt, digest, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			id,
			at,
			set.actor,
			set.operation,
			set.undoes,
			set.cause,
			causeSalt,
			causeDigest,
			hash,
		);
		const insert = this.#database.sql(
			"INSERT INTO change (change_set, seq, node, op, path, to_path, before, after, revision, detail, salt, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		);
		for (const row of rows) {
			insert.run(
				row.change_set,
				row.seq,
				row.node,
				row.op,
				row.path,
				row.to_path,
				row.before,
				row.after,
				row.revision,
				row.detail,
				row.salt,
				row.digest,
			);
		}
		this.#database.run(
			"INSERT INTO meta VALUES ('next_change_set', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
			id + 1,
		);
		this.#database.run(
			"INSERT INTO meta VALUES ('log_head', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
			hash,
		);
		return set;
	}

	/** The changes of a change set, in order; erased ones are left out. */
	changesOf(changeSet: number): Change[] {
		return this.#database
			.all<ChangeRow>("SELECT * FROM change WHERE change_set = ? AND salt IS NOT NULL ORDER BY seq", changeSet)
			.map(toChange);
	}

	/** The change sets of one command, oldest first. */
	setsOf(operation: number): ChangeSet[] {
		return this.#database.all<ChangeSet>(
			"SELECT id, at, actor, operation, undoes, cause FROM change_set WHERE operation = ? ORDER BY id",
			operation,
		);
	}

	/** Every change of a node, oldest first, with its change set. */
	ofNode(node: number): (Change & { set: ChangeSet })[] {
		return this.#joined("node = @value", node);
	}

	/** Every change that names a path, oldest first. */
	ofPath(path: string): (Change & { set: ChangeSet })[] {
		return this.#joined("(path = @value OR to_path = @value)", packName(path));
	}

	#joined(where: string, value: string | Buffer | number): (Change & { set: ChangeSet })[] {
		const rows = this.#database.all<ChangeRow & ChangeSet>(
			`SELECT change.*, s.id, s.at, s.actor, s.operation, s.undoes, s.cause FROM change JOIN change_set s ON s.id = change_set
			WHERE ${where} AND change.salt IS NOT NULL ORDER BY change_set, seq`,
			{ value },
		);
		return rows.map((row) => ({
			...toChange(row),
			set: { id: row.id, at: row.at, actor: row.actor, operation: row.operation, undoes: row.undoes, cause: row.cause },
		}));
	}

	/** The hash of the newest entry, hex: note it elsewhere, and a later `verify` proves that nothing before it was touched. */
	head(): string {
		return (
			this.#database
				.get<{ hash: Buffer }>("SELECT hash FROM change_set ORDER BY id DESC LIMIT 1")
				?.hash.toString("hex") ?? ""
		);
	}

	/** Recompute the whole chain. With `expectedHead`, from `head()`, an entry of that hash must be there. */
	verify(expectedHead?: string): Verified {
		return this.#database.read(() => this.#verify(expectedHead));
	}

	#verify(expectedHead: string | undefined): Verified {
		this.#forget();
		const problems: string[] = [];
		const erased = this.#erasedEntries();
		let previous: Buffer | undefined;
		let entries = 0;
		let headSeen = expectedHead === undefined;
		const sets = this.#database.all<ChangeSet & { salt: Buffer | null; digest: Buffer; hash: Buffer }>(
			"SELECT * FROM change_set ORDER BY id",
		);
		for (const set of sets) {
			entries++;
			if (set.id !== entries) {
				problems.push(`entry ${entries} is missing`);
				entries = set.id;
			}
			if (set.salt === null ? !erased.has(`${set.id}`) : !this.#digest(set.salt, set.cause ?? "").equals(set.digest)) {
				problems.push(`entry ${set.id}: its cause was altered`);
			}
			const digests: Buffer[] = [];
			for (const row of this.#database.all<ChangeRow>(
				"SELECT * FROM change WHERE change_set = ? ORDER BY seq",
				set.id,
			)) {
				if (row.seq !== digests.length) problems.push(`entry ${set.id}: change ${digests.length} is missing`);
				if (row.salt === null) {
					if (!erased.has(`${set.id}.${row.seq}`)) problems.push(`entry ${set.id}: change ${row.seq} was blanked`);
				} else if (!this.#digestOf(row.salt, toChange(row)).equals(row.digest)) {
					problems.push(`entry ${set.id}: change ${row.seq} (${toChange(row).path}) was altered`);
				}
				digests.push(row.digest);
			}
			if (!this.#chain(previous, set, set.digest, digests).equals(set.hash))
				problems.push(`entry ${set.id}: its hash does not follow from entry ${set.id - 1}`);
			previous = set.hash;
			if (set.hash.toString("hex") === expectedHead) headSeen = true;
		}
		const head = this.#database.get<{ value: Buffer }>("SELECT value FROM meta WHERE key = 'log_head'")?.value;
		if (
			(head === undefined) !== (previous === undefined) ||
			(head !== undefined && previous !== undefined && !previous.equals(head))
		) {
			problems.push("the newest entries are missing");
		}
		if (!headSeen) problems.push(`no entry has the hash ${expectedHead}`);
		return { entries: sets.length, problems, head: previous?.toString("hex") ?? "" };
	}

	/** Which payloads `erase` entries say they removed. */
	#erasedEntries(): Set<string> {
		const named = new Set<string>();
		for (const row of this.#database.all<{ detail: string | null }>("SELECT detail FROM change WHERE op = 'erase'")) {
			for (const name of (JSON.parse(row.detail ?? "{}") as Detail).erased ?? []) named.add(name);
		}
		return named;
	}

	#row(changeSet: number, seq: number, change: Change): ChangeRow & { salt: Buffer; digest: Buffer } {
		const rowSalt = salt();
		return {
			change_set: changeSet,
			seq,
			node: change.node,
			op: change.op,
			path: packName(change.path),
			to_path: change.to === undefined ? null : packName(change.to),
			before: change.before ?? null,
			after: change.after ?? null,
			revision: change.revision,
			detail: change.detail === undefined ? null : JSON.stringify(change.detail),
			salt: rowSalt,
			digest: this.#digestOf(rowSalt, change),
		};
	}

	/** Digest of a payload: content enters by its keyed hash, so bytes are covered too. */
	#digestOf(rowSalt: Uint8Array, change: Change): Buffer {
		return this.#digest(
			rowSalt,
			JSON.stringify([
				change.node,
				change.op,
				change.path,
				change.to ?? null,
				this.#contentHash(change.before),
				this.#contentHash(change.after),
				change.revision,
				change.detail ?? null,
			]),
		);
	}

	#contentHash(id: number | null | undefined): string | null {
		if (id === null || id === undefined) return null;
		if (id === this.#lastContent.id) return this.#lastContent.hash;
		const row = this.#database.get<{ hash: Buffer }>("SELECT hash FROM content WHERE id = ?", id);
		const hash = row === undefined ? "gone" : row.hash.toString("base64");
		this.#lastContent = { id, hash };
		return hash;
	}
	/** A rename names the same content twice. It holds within one transaction: a freed id may be given to other content later. */
	#lastContent = { id: -1, hash: "" };

	#forget(): void {
		this.#lastContent = { id: -1, hash: "" };
	}

	#digest(rowSalt: Uint8Array, payload: string): Buffer {
		this.#key ??= deriveKey(this.#master, "log");
		return createHmac("sha256", this.#key).update(rowSalt).update(payload).digest();
	}

	#chain(
		previous: Uint8Array | undefined,
		set: ChangeSet,
		causeDigest: Uint8Array,
		digests: readonly Uint8Array[],
	): Buffer {
		this.#key ??= deriveKey(this.#master, "log");
		const hash = createHmac("sha256", this.#key).update(previous ?? new Uint8Array());
		hash
			.update(JSON.stringify([set.id, set.at, set.actor, set.operation, set.undoes, digests.length]))
			.update(causeDigest);
		for (const digest of digests) hash.update(digest);
		return hash.digest();
	}
}

function toChange(row: ChangeRow): Change {
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
