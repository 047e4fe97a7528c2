import type { Database } from "./database.ts";
import { type ChangeRow, type ChangeSet, type Detail, toChange } from "./log-entry.ts";
import type { LogHash } from "./log-hash.ts";

/** What `verify` found. */
export interface Verified {
	entries: number;
	/** What does not fit, oldest first. Empty: the log is whole. */
	problems: string[];
	/** The hash of the newest entry, hex. */
	head: string;
}

/** Rows that are read and checked in one go. */
const BATCH = 200;

type SetRow = ChangeSet & { salt: Buffer | null; digest: Buffer; hash: Buffer };

/**
 * Recompute the whole chain as it is when this begins; what other processes add meanwhile is left out. It pauses between batches:
 * the rows of one are of one moment, and an erase between two says itself what it removed.
 * @param expectedHead hex; an entry of that hash must be there
 */
export function* verifyLog(
	database: Database,
	hash: LogHash,
	expectedHead: string | undefined,
): Generator<void, Verified> {
	const problems: string[] = [];
	const erased = new Erased(database);
	const { newest, head } = database.read(() => ({
		newest: database.get<{ id: number }>("SELECT max(id) AS id FROM change_set")?.id ?? 0,
		head: database.get<{ value: Buffer }>("SELECT value FROM meta WHERE key = 'log_head'")?.value,
	}));
	let previous: SetRow | undefined;
	let entries = 0;
	let headSeen = expectedHead === undefined;
	for (;;) {
		const set = database.get<SetRow>(
			"SELECT * FROM change_set WHERE id > ? AND id <= ? ORDER BY id LIMIT 1",
			previous?.id ?? 0,
			newest,
		);
		if (set === undefined) break;
		entries++;
		const expected = (previous?.id ?? 0) + 1;
		if (set.id !== expected) problems.push(`entry ${expected} is missing`);
		const causeFits =
			set.salt === null ? erased.has(`${set.id}`) : hash.digest(set.salt, set.cause ?? "").equals(set.digest);
		if (!causeFits) problems.push(`entry ${set.id}: its cause was altered`);
		const digests = yield* verifyChanges(database, hash, set.id, erased, problems);
		if (!hash.chain(previous?.hash, set, set.digest, digests).equals(set.hash))
			problems.push(`entry ${set.id}: its hash does not follow from entry ${set.id - 1}`);
		if (set.hash.toString("hex") === expectedHead) headSeen = true;
		previous = set;
	}
	const isWhole = head === undefined ? previous === undefined : previous?.hash.equals(head) === true;
	if (!isWhole) problems.push("the newest entries are missing");
	if (!headSeen) problems.push(`no entry has the hash ${expectedHead}`);
	return { entries, problems, head: previous?.hash.toString("hex") ?? "" };
}

/** Check the changes of one entry. @returns their digests */
function* verifyChanges(
	database: Database,
	hash: LogHash,
	set: number,
	erased: Erased,
	problems: string[],
): Generator<void, Buffer[]> {
	const digests: Buffer[] = [];
	for (let last = -1; ; ) {
		const count = database.read(() => {
			hash.forget();
			const sql = "SELECT * FROM change WHERE change_set = ? AND seq > ? ORDER BY seq LIMIT ?";
			const rows = database.all<ChangeRow>(sql, set, last, BATCH);
			for (const row of rows) {
				if (row.seq !== digests.length) problems.push(`entry ${set}: change ${digests.length} is missing`);
				if (row.salt === null) {
					if (!erased.has(`${set}.${row.seq}`)) problems.push(`entry ${set}: change ${row.seq} was blanked`);
				} else if (!hash.digestOf(row.salt, toChange(row)).equals(row.digest)) {
					problems.push(`entry ${set}: change ${row.seq} (${toChange(row).path}) was altered`);
				}
				digests.push(row.digest);
				last = row.seq;
			}
			return rows.length;
		});
		yield;
		if (count < BATCH) return digests;
	}
}

/** Which payloads `erase` entries say they removed. */
class Erased {
	readonly #database: Database;
	#names = new Set<string>();
	/** The newest erase that was read. */
	#seen = -1;

	constructor(database: Database) {
		this.#database = database;
	}

	has(name: string): boolean {
		if (!this.#names.has(name)) this.#readOn();
		return this.#names.has(name);
	}

	#readOn(): void {
		const sql = "SELECT change_set, detail FROM change WHERE op = 'erase' AND change_set > ? ORDER BY change_set";
		for (const row of this.#database.all<{ change_set: number; detail: string | null }>(sql, this.#seen)) {
			for (const name of (JSON.parse(row.detail ?? "{}") as Detail).erased ?? []) this.#names.add(name);
			this.#seen = row.change_set;
		}
	}
}
