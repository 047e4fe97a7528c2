/** The store's front door: one encrypted desk on disk. */
import { createHmac } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { codeOf, DeskError } from "../base/errors.ts";
import { makeFolder } from "../base/host-folder.ts";
import { ContentStore } from "./content.ts";
import { Database, SNAPSHOT_FOLDER } from "./database.ts";
import { emptyDatabase } from "./database-errors.ts";
import { KEY_FILE, removeUnfinishedKeyFiles } from "./key-file.ts";
import {
	createKey,
	deriveKey,
	describeKey,
	type KeyOptions,
	loadKey,
	loadKeySync,
	passphraseFromEnvironment,
	rewrapKey,
} from "./keys.ts";
import { Log } from "./log.ts";
import { DATABASE_FILE, deskExists, removeUnfinishedDatabases } from "./new-database.ts";
import { open } from "./seal.ts";
import { Secrets } from "./secrets.ts";
import { BLOBS_FOLDER, chunkFile } from "./staging.ts";

export { INLINE_LIMIT } from "./content.ts";
export { checkChunk, checkContent } from "./content-check.ts";
export type { Piece, Range, Staged } from "./content-reader.ts";
export { type Bound, Database, SCHEMA_VERSION, SNAPSHOT_FOLDER, sqliteVersion, type Value } from "./database.ts";
export { asDeskError, isDamage } from "./database-errors.ts";
export { type KeyStore, keyFileIsPrivate, unfinishedKeyFiles } from "./key-file.ts";
export {
	describeKey,
	type KeyOptions,
	loadKey,
	newPassphraseFromEnvironment,
	passphraseFromEnvironment,
	restoreKey,
	rewrapKey,
} from "./keys.ts";
export type { Author, Change as LogChange, ChangeSet, Detail, Operation } from "./log-entry.ts";
export type { Verified } from "./log-verify.ts";
export { isTextName, nameBytes, nameOf, packName, unpackName } from "./names.ts";
export { DATABASE_FILE, unfinishedDatabases } from "./new-database.ts";
export { isOwnerAlive, leftBehind, ownerName } from "./owner.ts";
export { exportKey, importKey } from "./recovery.ts";
export type { SecretPlace } from "./secrets.ts";
export { abandoned as abandonedStaging, chunkFile } from "./staging.ts";
export type { ContentStore, Log, Secrets };

/** An open desk: its database, its content and its log, all under one key. */
export class Store {
	readonly home: string;
	readonly database: Database;
	readonly content: ContentStore;
	readonly log: Log;
	/** Keys of others' services. */
	readonly secrets: Secrets;

	readonly #key: Uint8Array;

	private constructor(home: string, key: Uint8Array, make: typeof Database.open = Database.open) {
		this.home = home;
		this.#key = key;
		this.database = make(home, deriveKey(key, "database"));
		this.content = new ContentStore(this.database, home, key);
		this.log = new Log(this.database, key);
		this.secrets = new Secrets(home, this.database, key);
	}

	/** 24 letters and digits that belong to a text and that nobody without the desk's key can foresee: the same each time. */
	markOf(text: string): string {
		return createHmac("sha256", deriveKey(this.#key, "marks")).update(text).digest("hex").slice(0, 24);
	}

	/**
	 * Open the desk at `home`, and take back what a killed process left half-done.
	 * @throws DeskError ENOENT when there is no desk, EKEY when the key is missing or wrong, EIO when it is damaged.
	 */
	static async open(home: string, askPassphrase?: () => Promise<string>): Promise<Store> {
		Store.mustExist(home);
		const store = Store.openWith(home, loadKeySync(home) ?? (await loadKey(home, askPassphrase)));
		removeUnfinishedKeyFiles(home);
		removeUnfinishedDatabases(home);
		await store.content.recover();
		return store;
	}

	/**
	 * Open with a key that is at hand (from the recovery text), whatever the key file says; takes nothing back.
	 * @throws DeskError EKEY when it is not this desk's, EIO when the database is damaged.
	 */
	static openWith(home: string, key: Uint8Array): Store {
		// SQLite would take an empty file for a new database, and remove its write-ahead log.
		if (statSync(join(home, DATABASE_FILE)).size === 0) throw emptyDatabase(join(home, DATABASE_FILE));
		try {
			return new Store(home, key);
		} catch (error) {
			// The first page is authenticated too, so SQLite cannot tell a wrong key from a damaged page. A chunk can.
			if (error instanceof DeskError && error.code === "EKEY" && opensChunk(home, key)) {
				throw new DeskError("EIO", "the start of the database is damaged (the key is right)", {
					at: join(home, DATABASE_FILE),
					todo: "restore it from a backup; nothing was changed",
					cause: error,
				});
			}
			throw error;
		}
	}

	/**
	 * Make a new, empty desk. A key that an interrupted attempt left is used, not replaced.
	 * @throws DeskError EEXIST when there is one, EACCES when the folder cannot be written, EKEY when the key cannot be kept
	 */
	static async create(home: string, options: KeyOptions): Promise<Store> {
		if (Store.exists(home)) throw deskExists(home);
		makeHome(home);
		if (hasLeftovers(home)) {
			throw new DeskError("EEXIST", "the folder holds what is left of a desk without its database", {
				at: home,
				todo: `restore ${DATABASE_FILE} from a backup, or choose an empty folder`,
			});
		}
		const key = existsSync(join(home, KEY_FILE)) ? await adoptKey(home, options) : (await createKey(home, options)).key;
		return new Store(home, key, Database.create);
	}

	/** Whether there is a desk at `home`. @throws DeskError EACCES when that cannot be seen. A key without a database also counts: never start an empty desk beside it. */
	static exists(home: string): boolean {
		try {
			return statSync(join(home, DATABASE_FILE), { throwIfNoEntry: false }) !== undefined;
		} catch (error) {
			if (codeOf(error) === "ENOTDIR") return false;
			throw new DeskError("EACCES", `the desk's folder cannot be read (${codeOf(error)})`, {
				at: home,
				todo: "check the path, its owner and its permissions",
				cause: error,
			});
		}
	}

	/** @throws DeskError ENOENT when there is no desk at `home`, ENOTDIR when it is no folder, EACCES when it cannot be read */
	static mustExist(home: string): void {
		if (Store.exists(home)) return;
		if (existsSync(home) && !statSync(home).isDirectory()) throw notFolder(home);
		throw new DeskError("ENOENT", "there is no desk here", {
			at: home,
			todo: "make one with `desk init`, or set DESK_HOME",
		});
	}

	/** Where the key of a desk is kept, and whether that is safe. */
	static describeKey(home: string): ReturnType<typeof describeKey> {
		return describeKey(home);
	}

	/** The same desk by another connection, for work that must not be seen by others, nor see what they do in between. */
	again(): Store {
		return new Store(this.home, this.#key);
	}

	close(): void {
		this.database.close();
	}
}

/** @throws DeskError ENOTDIR, EACCES */
function makeHome(home: string): void {
	try {
		makeFolder(home);
	} catch (error) {
		if (["EEXIST", "ENOTDIR"].includes(codeOf(error))) throw notFolder(home);
		throw new DeskError("EACCES", `the folder cannot be made (${codeOf(error)})`, {
			at: home,
			todo: "check the path and its permissions",
			cause: error,
		});
	}
}

function notFolder(at: string): DeskError {
	return new DeskError("ENOTDIR", "this, or what should hold it, is a file and no folder", {
		at,
		todo: "set DESK_HOME to a folder",
	});
}

/** The key that an interrupted `desk init` left, kept where this one wants it. */
async function adoptKey(home: string, { store, passphrase }: KeyOptions): Promise<Buffer> {
	const key = await loadKey(home, passphrase === undefined ? undefined : async () => passphrase);
	if (store !== undefined && store !== "auto" && store !== describeKey(home).store) {
		const secret = passphrase ?? passphraseFromEnvironment();
		await rewrapKey(home, { store, ...(secret === undefined ? {} : { passphrase: secret }) });
	}
	return key;
}

/** Whether a folder holds parts of a desk that only a database can make sense of. */
function hasLeftovers(home: string): boolean {
	return [BLOBS_FOLDER, SNAPSHOT_FOLDER].some((name) => existsSync(join(home, name)));
}

/** Whether a key opens some chunk file of the desk; false when there is none. */
function opensChunk(home: string, key: Uint8Array): boolean {
	const blobs = join(home, BLOBS_FOLDER);
	const [name] = existsSync(blobs)
		? readdirSync(blobs, { recursive: true, encoding: "utf8" })
				.map((path) => basename(path))
				.filter((path) => /^[0-9a-f]{64}$/.test(path))
		: [];
	if (name === undefined) return false;
	try {
		open(deriveKey(key, "blobs"), readFileSync(chunkFile(blobs, name)), Buffer.from(name, "hex"));
		return true;
	} catch {
		return false;
	}
}
