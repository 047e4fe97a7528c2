import { type Micros, now } from "../base/clock.ts";
import { atOnce, inTurns, type Pace } from "../base/pace.ts";
import type { Database } from "./database.ts";
import { type Author, type Change, type ChangeRow, type ChangeSet, toChange } from "./log-entry.ts";
import { LogHash, salt } from "./log-hash.ts";
import { type Verified, verifyLog } from "./log-verify.ts";
import { packName } from "./names.ts";

/** A row as it is written: with its payload. */
type Row = ChangeRow & { salt: Buffer };

/** So many changes are recorded without a pause. */
const PAUSE = 200;

/**
 * The log: the only record of changes. Entries form a chain: each hash covers the entry before it, and a salted digest
 * of every payload, so any edit, removal or reordering is found by `verify`, while `erase` can remove payloads for good.
 */
export class Log {
	readonly #database: Database;
	readonly #hash: LogHash;

	constructor(database: Database, master: Uint8Array) {
		this.#database = database;
		this.#hash = new LogHash(database, master);
	}

	/** Record one change set. Only inside the write transaction that makes the changes. */
	append(author: Author, changes: readonly Change[], at: Micros = now()): ChangeSet {
		return atOnce(this.appendInSteps(author, changes, at));
	}

	/** `append`, with pauses where there are many changes. */
	*appendInSteps(author: Author, changes: readonly Change[], at: Micros = now()): Generator<void, ChangeSet> {
		this.#hash.forget();
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
		const causeDigest = this.#hash.digest(causeSalt, author.cause);
		const rows: Row[] = [];
		for (const change of changes) {
			rows.push(this.#row(id, rows.length, change));
			if (rows.length % PAUSE === 0) yield;
		}
		const hash = this.#hash.chain(
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
			if (row.seq % PAUSE === 0) yield;
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
		return this.#database.read(() => atOnce(verifyLog(this.#database, this.#hash, expectedHead)));
	}

	/** `verify`, taking turns with other work. */
	async verifyInTurns(pace: Pace, expectedHead?: string): Promise<Verified> {
		return await inTurns(verifyLog(this.#database, this.#hash, expectedHead), pace);
	}

	#row(changeSet: number, seq: number, change: Change): Row {
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
			digest: this.#hash.digestOf(rowSalt, change),
		};
	}
}
