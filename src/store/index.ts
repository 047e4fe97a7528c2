/** The store's front door: one encrypted desk on disk. */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DeskError } from "../base/errors.ts";
import { ContentStore } from "./content.ts";
import { Database, DATABASE_FILE } from "./database.ts";
import { createKey, deriveKey, describeKey, type KeyOptions, loadKey, loadKeySync } from "./keys.ts";
import { Log } from "./log.ts";

export { INLINE_LIMIT, type Piece, type Range, type Staged } from "./content.ts";
export { isTextName, nameBytes, nameOf, packName, unpackName } from "./names.ts";
export { asDeskError, Database, type Bound, SNAPSHOT_FOLDER, type Value } from "./database.ts";
export type { Author, Change as LogChange, ChangeSet, Detail, Operation } from "./log.ts";
export type { ContentStore, Log };

/** An open desk: its database, its content and its log, all under one key. */
export class Store {
	readonly home: string;
	readonly database: Database;
	readonly content: ContentStore;
	readonly log: Log;

	private constructor(home: string, key: Uint8Array, create: boolean) {
		this.home = home;
		this.database = Database.open(home, deriveKey(key, "database"), create);
		this.content = new ContentStore(this.database, home, key);
		this.log = new Log(this.database, key);
	}

	/**
	 * Open the desk at `home`, and take back what a killed process left half-done.
	 * @throws DeskError ENOENT when there is no desk, EKEY when the key is missing or wrong, EIO when it is damaged.
	 */
	static async open(home: string, askPassphrase?: () => Promise<string>): Promise<Store> {
		if (!Store.exists(home)) {
			throw new DeskError("ENOENT", "there is no desk here", { at: home, todo: "make one with `desk init`, or set DESK_HOME" });
		}
		const store = new Store(home, loadKeySync(home) ?? (await loadKey(home, askPassphrase)), false);
		await store.content.recover();
		return store;
	}

	/** Make a new, empty desk. @throws DeskError EEXIST when there is one, EACCES when the folder cannot be written. */
	static async create(home: string, options: KeyOptions): Promise<Store> {
		if (Store.exists(home)) throw new DeskError("EEXIST", "there is a desk here already", { at: home, todo: "use it, or set DESK_HOME to another folder" });
		try {
			mkdirSync(home, { recursive: true, mode: 0o700 });
		} catch (error) {
			throw new DeskError("EACCES", "the folder cannot be made", { at: home, todo: "check the path and its permissions", cause: error });
		}
		if (existsSync(join(home, "key")) && readdirSync(home).length > 0) {
			throw new DeskError("EEXIST", "the folder holds a key of another desk", { at: home, todo: "choose an empty folder" });
		}
		const { key } = await createKey(home, options);
		return new Store(home, key, true);
	}

	/** Whether there is a desk at `home`. A key without a database also counts: never start an empty desk beside it. */
	static exists(home: string): boolean {
		return existsSync(join(home, DATABASE_FILE));
	}

	/** Where the key of a desk is kept, and whether that is safe. */
	static describeKey(home: string): ReturnType<typeof describeKey> {
		return describeKey(home);
	}

	close(): void {
		this.content.unstage();
		this.database.close();
	}
}
