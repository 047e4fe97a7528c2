import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import Driver from "better-sqlite3";
import { now } from "../base/clock.ts";
import { codeOf, DeskError } from "../base/errors.ts";
import { atOnce, inTurns, type Pace } from "../base/pace.ts";
import { asDeskError, emptyDatabase, newerSchema } from "./database-errors.ts";
import { DATABASE_FILE, publishDatabase, removeUnfinishedDatabases } from "./new-database.ts";
import kernel from "./schema/001-kernel.sql";
import shellHistory from "./schema/002-shell-history.sql";
import search from "./schema/003-search.sql";
import trigrams from "./schema/004-trigrams.sql";
import attributes from "./schema/005-attributes.sql";
import sources from "./schema/006-sources.sql";
import llm from "./schema/007-llm.sql";
import safety from "./schema/008-safety.sql";
import conversations from "./schema/009-conversations.sql";
import agents from "./schema/010-agents.sql";
import jobs from "./schema/011-jobs.sql";

/** Numbered migrations, oldest first; the database's `user_version` is how many have run. Only originals are migrated. */
export const MIGRATIONS: readonly string[] = [
	kernel,
	shellHistory,
	search,
	trigrams,
	attributes,
	sources,
	llm,
	safety,
	conversations,
	agents,
	jobs,
];

/** The newest schema that this program knows. */
export const SCHEMA_VERSION = MIGRATIONS.length;

export const SNAPSHOT_FOLDER = "snapshots";

export type Value = string | number | bigint | Uint8Array | null;
/** What fills the `?` of a statement in order, or one object for its `@names`. */
export type Bound = Value | Readonly<Record<string, Value>>;
export type Statement = Driver.Statement<Bound[]>;

/** When a commit waits for the disk: always, or only when the write-ahead log goes into the database. */
type Sync = "FULL" | "NORMAL";

/** How long a write waits for other processes before it gives up (ms). */
const WRITE_DEADLINE = 600_000;
/** Ctrl-C must work within 100 ms. */
const WRITE_ATTEMPT = 60;
const READ_TIMEOUT = 10_000;
const PAGE_SIZE = 16384;
const CACHE_BYTES = 64 * 1024 * 1024;
const CHECKPOINT_BYTES = 32 * 1024 * 1024;

/**
 * One connection to the encrypted database (SQLite in WAL mode, `synchronous=FULL`). Many processes may hold one each;
 * none ever sees "database is locked": reads never block, and `write` waits its turn without blocking the event loop.
 */
export class Database {
	readonly driver: Driver.Database;
	/** How long one attempt to write may block the event loop (ms); less where others wait for answers meanwhile. */
	patience = WRITE_ATTEMPT;
	readonly #statements = new Map<string, Statement>();
	#isTrial = false;

	private constructor(driver: Driver.Database) {
		this.driver = driver;
	}

	/**
	 * Open `$home/desk.db` with a raw 32-byte key, and bring its schema up to date. Only tests give other migrations than the program's.
	 * @throws DeskError EKEY when the key does not fit, EIO when the file is damaged or empty, EINVAL when it is of a newer version.
	 */
	static open(home: string, key: Uint8Array, migrations = MIGRATIONS): Database {
		const file = join(home, DATABASE_FILE);
		return Database.#connect(file, key, false, (database) => {
			const version = database.#version;
			if (version > migrations.length) throw newerSchema(file, version, migrations.length);
			// Never a new, empty desk in place of one whose database, or whose write-ahead log, was lost.
			if (version === 0) throw emptyDatabase(file);
			database.#configure();
			if (version < migrations.length) database.#migrate(file, home, migrations);
		});
	}

	/**
	 * Make `$home/desk.db`. It gets its name when it is whole, so that nobody ever sees a part of it; what a killed process left of an
	 * earlier attempt is removed.
	 * @throws DeskError EEXIST when there is one, ENOSPC, EACCES
	 */
	static create(home: string, key: Uint8Array): Database {
		removeUnfinishedDatabases(home);
		publishDatabase(home, (file) => {
			const database = Database.#connect(file, key, true, (made) => {
				// Several small notes to a page; larger pages cost small commits more than they bring.
				made.driver.pragma(`page_size=${PAGE_SIZE}`);
				// So that `gc` and `erase` can cut free pages off the file without rewriting it.
				made.driver.pragma("auto_vacuum=INCREMENTAL");
				made.driver.pragma("journal_mode=WAL");
				made.#configure();
				made.#migrate(file, home, MIGRATIONS);
				made.run("UPDATE node SET mtime = @at, ctime = @at, birth = @at", { at: now() });
			});
			database.close();
		});
		return Database.open(home, key);
	}

	static #connect(file: string, key: Uint8Array, create: boolean, prepare: (database: Database) => void): Database {
		const driver = openFile(file, create);
		try {
			// SQLite3MultipleCiphers: AEGIS-256 (draft-irtf-cfrg-aegis-aead) per page, so a flipped bit is found when the page is read.
			// Ten times as fast as its ChaCha20-Poly1305, which would take half the time of a grep.
			driver.pragma("cipher='aegis'");
			driver.pragma(`key='raw:${Buffer.from(key).toString("hex")}'`);
			const database = new Database(driver);
			prepare(database);
			return database;
		} catch (error) {
			driver.close();
			throw asDeskError(error, file);
		}
	}

	get #version(): number {
		return this.driver.pragma("user_version", { simple: true }) as number;
	}

	#configure(): void {
		this.driver.exec(
			"PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=FAST; PRAGMA temp_store=MEMORY",
		);
		this.limitCache();
		// 32 MB: a page that several change sets of an import touch is then encrypted and synced into the database once, not each time.
		this.driver.pragma(`wal_autocheckpoint=${CHECKPOINT_BYTES / PAGE_SIZE}`);
	}

	/** Keep so many bytes of pages in memory, at most: fewer for work that needs the memory itself. */
	limitCache(bytes = CACHE_BYTES): void {
		this.driver.pragma(`cache_size=-${bytes / 1024}`);
	}

	#migrate(file: string, home: string, migrations: readonly string[]): void {
		this.driver.exec("BEGIN IMMEDIATE");
		try {
			// Read again under the lock: another process may have migrated meanwhile.
			const version = this.#version;
			if (version > migrations.length) throw newerSchema(file, version, migrations.length);
			if (version > 0 && version < migrations.length) snapshot(home, version);
			for (const migration of migrations.slice(version)) this.driver.exec(migration);
			this.driver.pragma(`user_version=${migrations.length}`);
			this.driver.exec("COMMIT");
		} catch (error) {
			// SQLite itself rolls back on a full disk.
			if (this.driver.inTransaction) this.driver.exec("ROLLBACK");
			throw error;
		}
	}

	/** The statement of an SQL text, compiled once per connection. */
	sql(text: string): Statement {
		let statement = this.#statements.get(text);
		if (statement === undefined) {
			statement = this.driver.prepare<Bound[]>(text);
			this.#statements.set(text, statement);
		}
		return statement;
	}

	get<Row>(text: string, ...values: Bound[]): Row | undefined {
		return this.sql(text).get(...values) as Row | undefined;
	}

	all<Row>(text: string, ...values: Bound[]): Row[] {
		return this.sql(text).all(...values) as Row[];
	}

	run(text: string, ...values: Bound[]): Driver.RunResult {
		return this.sql(text).run(...values);
	}

	/** A consistent view for a few reads: all of them see the same moment. */
	read<Result>(body: () => Result): Result {
		if (this.driver.inTransaction) return body();
		this.driver.exec("BEGIN");
		try {
			return body();
		} finally {
			this.driver.exec("COMMIT");
		}
	}

	/**
	 * Run `body` in one write transaction; it is on disk when the promise resolves. Waits while other processes write.
	 * `body` is synchronous and starts in the very tick in which the lock is taken, so that the lock is never held across a wait and
	 * writes of one process take turns too. With `keep: false` everything is rolled back at the end (a dry run that does the very
	 * same work).
	 * @throws DeskError EBUSY after ten minutes of waiting, ENOSPC, EIO; whatever `body` throws, after a rollback.
	 */
	async write<Result>(body: () => Result, keep = true): Promise<Result> {
		return await this.#locked(() => {
			if (this.#isTrial) return this.#try(body, keep);
			try {
				const result = body();
				this.driver.exec(keep ? "COMMIT" : "ROLLBACK");
				return result;
			} catch (error) {
				throw this.#rolledBack(error);
			}
		});
	}

	/**
	 * `write` that does not wait for the disk: it outlives the process at once, and the machine's crash a little later. For accounts that
	 * somebody waits for and nobody has written: waiting for the disk twice is most of what a call of a language model takes of us.
	 */
	async writeUnsynced<Result>(body: () => Result): Promise<Result> {
		if (this.#isTrial) return await this.write(body);
		return await this.#locked(() => {
			try {
				const result = body();
				this.driver.exec("COMMIT");
				return result;
			} catch (error) {
				throw this.#rolledBack(error);
			} finally {
				this.driver.pragma("synchronous=FULL");
			}
		}, "NORMAL");
	}

	/**
	 * From here on nothing is kept: this connection's first write takes the lock, all that it writes is seen by its reads, and `endTrial`
	 * rolls it back. Only for a connection that one piece of work has for itself, and not for long: other processes' writes wait.
	 */
	startTrial(): void {
		this.#isTrial = true;
	}

	endTrial(): void {
		if (this.driver.inTransaction) this.driver.exec("ROLLBACK");
		this.#isTrial = false;
	}

	/** A write within a trial: all of it, or nothing. */
	#try<Result>(body: () => Result, keep: boolean): Result {
		this.driver.exec("SAVEPOINT trial");
		let isKept = false;
		try {
			const result = body();
			isKept = keep;
			return result;
		} catch (error) {
			throw asDeskError(error, this.driver.name);
		} finally {
			// A full disk has rolled everything back already.
			if (this.driver.inTransaction) this.driver.exec(isKept ? "RELEASE trial" : "ROLLBACK TO trial; RELEASE trial");
		}
	}

	/**
	 * `write` for long work: `steps` yields where it may pause, and `pace` is awaited there; what it throws ends the work, and all
	 * is rolled back. Meanwhile this connection's reads see what is done so far, and its other writes wait as other processes' do.
	 */
	async writeInSteps<Result>(steps: () => Generator<void, Result>, pace: Pace, keep = true): Promise<Result> {
		if (this.#isTrial) return await this.write(() => atOnce(steps()), keep);
		const work = await this.#locked(steps);
		try {
			const result = await inTurns(work, pace);
			// Writing it all out takes its time, too: the terms that FTS5 has gathered, which it hands over at a savepoint, and the pages.
			await turn(pace);
			this.driver.exec("SAVEPOINT terms; RELEASE terms");
			await turn(pace);
			this.driver.exec(keep ? "COMMIT" : "ROLLBACK");
			return result;
		} catch (error) {
			throw this.#rolledBack(error);
		}
	}

	/** Wait for the write lock; `next` runs in the very tick in which it is taken. @throws DeskError EBUSY after ten minutes */
	async #locked<Result>(next: () => Result, sync: Sync = "FULL"): Promise<Result> {
		const deadline = Date.now() + WRITE_DEADLINE;
		while (!(this.#isTrial && this.driver.inTransaction) && !this.#begin(sync)) {
			if (Date.now() > deadline) {
				throw new DeskError("EBUSY", "another desk process has been writing for ten minutes", {
					todo: "see which with `fuser` on desk.db, end it, and run this again; nothing was changed",
				});
			}
			await sleep(Math.random() * 5);
		}
		return next();
	}

	/** After a failure within a write transaction. SQLite itself rolls back on a full disk. @returns the error to throw */
	#rolledBack(error: unknown): unknown {
		if (this.driver.inTransaction) this.driver.exec("ROLLBACK");
		return asDeskError(error, this.driver.name);
	}

	/** Take the write lock, or say that somebody else has it: another process, or work of this one that takes its time. */
	#begin(sync: Sync): boolean {
		if (this.driver.inTransaction) return false;
		this.driver.pragma(`busy_timeout=${this.patience}`);
		// SQLite takes no other level within a transaction.
		if (sync !== "FULL") this.driver.pragma(`synchronous=${sync}`);
		try {
			this.driver.exec("BEGIN IMMEDIATE");
			return true;
		} catch (error) {
			if (sync !== "FULL") this.driver.pragma("synchronous=FULL");
			if (codeOf(error).startsWith("SQLITE_BUSY")) return false;
			throw asDeskError(error, this.driver.name);
		} finally {
			this.driver.pragma(`busy_timeout=${READ_TIMEOUT}`);
		}
	}

	/**
	 * Cut free pages off the file, and empty the write-ahead log: what was deleted is then in neither. (Within pages SQLite
	 * overwrites what it deletes: `secure_delete=FAST`.) Waits for nobody: with readers about, the log is emptied by a later one.
	 */
	async shrink(): Promise<void> {
		await this.write(() => this.driver.pragma("incremental_vacuum"));
		if (!this.driver.inTransaction) this.driver.pragma("wal_checkpoint(TRUNCATE)");
	}

	close(): void {
		if (this.driver.open) this.driver.close();
	}
}

/** A turn for other work, whether or not one is due. */
async function turn(pace: Pace): Promise<void> {
	await setImmediate();
	await pace();
}

function openFile(file: string, create: boolean): Driver.Database {
	try {
		return new Driver(file, { timeout: READ_TIMEOUT, fileMustExist: !create });
	} catch (error) {
		throw asDeskError(error, file);
	}
}

/** Copy the database aside. The caller holds the write lock, so no frame of the log can go missing in between. */
function snapshot(home: string, version: number): void {
	const folder = join(home, SNAPSHOT_FOLDER, `schema-${version}-${new Date().toISOString().replaceAll(":", "")}`);
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	try {
		for (const suffix of ["", "-wal"]) {
			const from = join(home, DATABASE_FILE + suffix);
			if (existsSync(from)) copyFileSync(from, join(folder, DATABASE_FILE + suffix));
		}
	} catch (error) {
		rmSync(folder, { recursive: true, force: true });
		throw error;
	}
}

/** Versions of SQLite and of its encryption extension. */
export function sqliteVersion(): { sqlite: string; cipher: string } {
	const driver = new Driver(":memory:");
	try {
		return driver.prepare("SELECT sqlite_version() AS sqlite, sqlite3mc_version() AS cipher").get() as {
			sqlite: string;
			cipher: string;
		};
	} finally {
		driver.close();
	}
}
