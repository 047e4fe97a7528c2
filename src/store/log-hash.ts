import { createHmac, randomFillSync } from "node:crypto";
import type { Database } from "./database.ts";
import { deriveKey } from "./keys.ts";
import type { Change, ChangeSet } from "./log-entry.ts";

const pool = Buffer.alloc(16 * 256);
let used = pool.length;

/** 16 random bytes; drawn in bulk because an import needs one for every file. */
export function salt(): Buffer {
	if (used === pool.length) {
		randomFillSync(pool);
		used = 0;
	}
	used += 16;
	return Buffer.from(pool.subarray(used - 16, used));
}

/** The keyed hashes of the log: one of each payload, and one of each entry over the entry before it. */
export class LogHash {
	readonly #database: Database;
	readonly #master: Uint8Array;
	#key: Buffer | undefined;
	/** A rename names the same content twice. It holds within one transaction: a freed id may be given to other content later. */
	#lastContent = { id: -1, hash: "" };

	constructor(database: Database, master: Uint8Array) {
		this.#database = database;
		this.#master = master;
	}

	/** Digest of a payload: content enters by its keyed hash, so bytes are covered too. */
	digestOf(rowSalt: Uint8Array, change: Change): Buffer {
		return this.digest(
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
	/** To be called when other transactions may have been in between. */
	forget(): void {
		this.#lastContent = { id: -1, hash: "" };
	}

	/** Keyed hash of a salted payload. */
	digest(rowSalt: Uint8Array, payload: string): Buffer {
		this.#key ??= deriveKey(this.#master, "log");
		return createHmac("sha256", this.#key).update(rowSalt).update(payload).digest();
	}

	/** The hash of an entry: covers the hash before it (none for the first), its head, and the digests of its cause and its changes. */
	chain(
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
