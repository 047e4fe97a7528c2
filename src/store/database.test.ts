import { randomBytes } from "node:crypto";
import {
	chmodSync,
	chownSync,
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { builtProgram, bundled, ended, type Program } from "../../test/support/program.ts";
import { temporaryFolder } from "../../test/support/store.ts";
import { DeskError } from "../base/errors.ts";
import { MIGRATIONS } from "./database.ts";
import { DATABASE_FILE, Database, SCHEMA_VERSION, SNAPSHOT_FOLDER, Store } from "./index.ts";
import { deriveKey, loadKeySync } from "./keys.ts";

let folder: string;
let home: string;
beforeEach(() => {
	folder = temporaryFolder();
	home = join(folder, "desk");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(run: () => unknown): Promise<DeskError> {
	try {
		await run();
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		expect(error.sentence).not.toContain("\n");
		expect(error.todo).toBeTruthy();
		return error;
	}
	throw new Error("it was not refused");
}

const make = async () => (await Store.create(home, { store: "file" })).close();
const file = () => join(home, DATABASE_FILE);

describe("other processes", () => {
	const program = (): Program => builtProgram();
	const said = (child: ReturnType<Program["script"]>) =>
		new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));

	test("a write waits for another process without blocking this one; reads do not wait at all", async () => {
		await make();
		const store = await Store.open(home);
		const holder = program().script("hold-lock.mjs", home, [2000]);
		await said(holder);
		const started = performance.now();
		let longest = 0;
		let last = started;
		const ticking = setInterval(() => {
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
		}, 5);
		expect(store.log.head()).toBe("");
		expect(performance.now() - started).toBeLessThan(1500);
		await store.database.write(() => store.log.append({ actor: "user", cause: "waited" }, []));
		clearInterval(ticking);
		expect(performance.now() - started).toBeGreaterThan(1500);
		// One attempt blocks for 60 ms; the rest is what a busy machine adds. Without pauses it were two seconds.
		expect(longest).toBeLessThan(1500);
		expect((await ended(holder)).status).toBe(0);
		store.close();
	}, 30_000);

	test("when the holder is killed, the writer goes on", async () => {
		await make();
		const store = await Store.open(home);
		const holder = program().script("hold-lock.mjs", home, [60_000]);
		await said(holder);
		setTimeout(() => holder.kill("SIGKILL"), 200);
		await store.database.write(() => store.log.append({ actor: "user", cause: "" }, []));
		store.close();
	}, 30_000);

	test("writes of one process take turns, and one that fails does not harm the others", async () => {
		await make();
		const store = await Store.open(home);
		const all = Array.from({ length: 50 }, (_, at) =>
			store.database.write(() => {
				store.log.append({ actor: "user", cause: String(at) }, []);
				if (at % 5 === 0) throw new Error("given up");
				return at;
			}),
		);
		const results = await Promise.allSettled(all);
		expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(40);
		expect(store.log.verify()).toMatchObject({ entries: 40, problems: [] });
		store.close();
	});
});

describe("work in steps", () => {
	test("this connection sees what is done so far, its other writes wait, and all of it is kept", async () => {
		await make();
		const store = await Store.open(home);
		const { database } = store;
		const put = (key: string) => database.run("INSERT INTO meta VALUES (?, 1)", key);
		const has = (key: string) => database.get("SELECT 1 FROM meta WHERE key = ?", key) !== undefined;
		const seen: string[] = [];
		let other: Promise<void> | undefined;
		const result = await database.writeInSteps(
			function* () {
				put("a");
				yield;
				put("b");
				return "done";
			},
			() => {
				if (other !== undefined) return undefined;
				seen.push(has("a") ? "a" : "");
				other = database.write(() => void seen.push(has("b") ? "b" : ""));
				return new Promise((resolve) => setTimeout(resolve, 30));
			},
		);
		await other;
		expect([result, seen, has("b")]).toEqual(["done", ["a", "b"], true]);
		store.close();
	});

	test("nothing is left of work that was ended, and the next write goes on", async () => {
		await make();
		const store = await Store.open(home);
		const { database } = store;
		const stop = new Error("stop");
		const count = () => database.get<{ count: number }>("SELECT count(*) AS count FROM meta")?.count ?? 0;
		const before = count();
		let isOver = false;
		const work = database.writeInSteps(
			function* () {
				try {
					for (;;) {
						database.run("INSERT INTO meta VALUES (random(), 1)");
						yield;
					}
				} finally {
					isOver = true;
				}
			},
			() => (count() > 20 ? Promise.reject(stop) : undefined),
		);
		await expect(work).rejects.toBe(stop);
		expect(isOver).toBe(true);
		expect(count()).toBe(before);
		await database.write(() => database.run("INSERT INTO meta VALUES ('next', 1)"));
		store.close();
	});
});

describe("refusals", () => {
	test("a wrong key, whatever the file; and nothing is changed by it", async () => {
		await make();
		const before = readFileSync(file());
		expect(await refusal(() => Database.open(home, randomBytes(32)))).toMatchObject({ code: "EKEY", status: 8 });
		expect(readFileSync(file()).equals(before)).toBe(true);
	});

	test("a file that is no database", async () => {
		await make();
		for (const bytes of [randomBytes(8192), Buffer.from("hello\n".repeat(2000)), Buffer.alloc(4096)]) {
			writeFileSync(file(), bytes);
			expect(await refusal(() => Store.open(home))).toMatchObject({ code: "EKEY" });
			expect(readFileSync(file()).equals(bytes)).toBe(true);
		}
	});

	test("a database that lost its end", async () => {
		await make();
		truncateSync(file(), 20_000);
		const error = await refusal(async () => {
			const store = await Store.open(home);
			try {
				expect(store.database.driver.pragma("integrity_check", { simple: true })).toBe("ok");
				await store.database.write(() => store.log.append({ actor: "user", cause: "" }, []));
			} catch (error) {
				throw error instanceof Error && error.name === "SqliteError"
					? new DeskError("EIO", error.message, { todo: "x" })
					: error;
			} finally {
				store.close();
			}
		});
		expect(error.code).toMatch(/EIO|EKEY/);
	});

	test("no desk, and a desk without its database", async () => {
		expect(await refusal(() => Store.open(home))).toMatchObject({ code: "ENOENT", status: 3 });
		await make();
		rmSync(file());
		for (const suffix of ["-wal", "-shm"]) rmSync(file() + suffix, { force: true });
		expect(await refusal(() => Store.open(home))).toBeInstanceOf(DeskError);
		expect(existsSync(file())).toBe(false);
	});

	test("a newer schema, which is left as it is", async () => {
		await make();
		const store = await Store.open(home);
		store.database.driver.pragma(`user_version=${SCHEMA_VERSION + 1}`);
		store.close();
		const before = readFileSync(file());
		const error = await refusal(() => Store.open(home));
		expect(error).toMatchObject({ code: "EINVAL" });
		expect(error.sentence).toMatch(/newer deskfs.*update deskfs/);
		expect(readFileSync(file()).equals(before)).toBe(true);
		expect(existsSync(join(home, SNAPSHOT_FOLDER))).toBe(false);
	});

	test.skipIf(process.getuid?.() !== 0)("a folder that this user cannot write: one clear line, no crash", async () => {
		await make();
		const store = await Store.open(home);
		await store.database.write(() => store.log.append({ actor: "user", cause: "" }, []));
		store.close();
		chmodSync(folder, 0o755);
		chmodSync(home, 0o555);
		for (const name of readdirSync(home)) if (name !== "blobs") chownSync(join(home, name), 65_534, 65_534);
		for (const name of readdirSync(home)) if (name !== "blobs") chmodSync(join(home, name), 0o444);
		const run = (...argv: string[]) => ended(builtProgram().start(home, argv, { uid: 65_534, gid: 65_534 }));
		for (const argv of [
			["ls", "/"],
			["write", "/files/a"],
		]) {
			const { status, stderr } = await run(...argv);
			expect(stderr).not.toMatch(/bug in deskfs|\n.+\n/);
			if (status !== 0) expect([status, stderr.slice(0, 6)]).toEqual([4, "desk: "]);
			else expect(argv[0]).toBe("ls");
		}
	});
});

describe("migration", () => {
	/** A desk of the present schema, with a log entry, as an older program would have left it. */
	async function olderDesk(): Promise<void> {
		await make();
		const store = await Store.open(home);
		await store.database.write(() => store.log.append({ actor: "user", cause: "old" }, []));
		store.close();
	}

	test("takes a snapshot first, which opens as a desk", async () => {
		await olderDesk();
		openWith([...MIGRATIONS, "CREATE TABLE added (a)"], (database) => {
			expect(database.driver.pragma("user_version", { simple: true })).toBe(SCHEMA_VERSION + 1);
			expect(database.get("SELECT 1 FROM sqlite_schema WHERE name = 'added'")).toBeDefined();
		});
		const [name = ""] = readdirSync(join(home, SNAPSHOT_FOLDER));
		expect(name).toMatch(new RegExp(`^schema-${SCHEMA_VERSION}-`));
		const copy = join(folder, "copy");
		mkdirSync(copy);
		cpSync(join(home, "key"), join(copy, "key"));
		cpSync(join(home, SNAPSHOT_FOLDER, name), copy, { recursive: true });
		const old = await Store.open(copy);
		expect(old.database.driver.pragma("user_version", { simple: true })).toBe(SCHEMA_VERSION);
		expect(old.log.verify()).toMatchObject({ entries: 1, problems: [] });
		expect(old.database.get("SELECT 1 FROM sqlite_schema WHERE name = 'added'")).toBeUndefined();
		old.close();
	});

	test("a snapshot taken while another connection has changes in its log is whole, too", async () => {
		await olderDesk();
		const busy = await Store.open(home);
		for (let at = 0; at < 20; at++)
			await busy.database.write(() => busy.log.append({ actor: "user", cause: String(at) }, []));
		openWith([...MIGRATIONS, "CREATE TABLE added (a)"], () => undefined);
		busy.close();
		const copy = join(folder, "copy");
		mkdirSync(copy);
		cpSync(join(home, "key"), join(copy, "key"));
		cpSync(join(home, SNAPSHOT_FOLDER, readdirSync(join(home, SNAPSHOT_FOLDER))[0] ?? ""), copy, { recursive: true });
		const old = await Store.open(copy);
		expect(old.log.verify()).toMatchObject({ entries: 21, problems: [] });
		old.close();
	});

	test("one that fails changes nothing", async () => {
		await olderDesk();
		expect(() => openWith([...MIGRATIONS, "CREATE TABLE added (a); SELECT nonsense"], () => undefined)).toThrow(
			"nonsense",
		);
		openWith(MIGRATIONS, (database) => {
			expect(database.driver.pragma("user_version", { simple: true })).toBe(SCHEMA_VERSION);
			expect(database.get("SELECT 1 FROM sqlite_schema WHERE name = 'added'")).toBeUndefined();
		});
	});

	test("many processes migrate one desk once", async () => {
		await olderDesk();
		const DESK_BUNDLE = bundled("src/store/database.ts", folder);
		const argv = [key(home).toString("hex"), ...MIGRATIONS, "CREATE TABLE added (a)"];
		const run = () => ended(builtProgram().script("migrate.mjs", home, argv, { DESK_BUNDLE }));
		for (const { status, stderr } of await Promise.all(Array.from({ length: 6 }, run)))
			expect([status, stderr]).toEqual([0, ""]);
		expect(readdirSync(join(home, SNAPSHOT_FOLDER))).toHaveLength(1);
	});

	test("an empty database is refused: it may be a lost one; a key without one is used for a new desk", async () => {
		await make();
		const before = key(home);
		for (const suffix of ["", "-wal", "-shm"]) rmSync(file() + suffix, { force: true });
		writeFileSync(file(), "");
		await expect(Store.open(home)).rejects.toMatchObject({ code: "EIO", at: file() });
		await expect(Store.create(home, { store: "file" })).rejects.toMatchObject({ code: "EEXIST" });
		expect(readFileSync(file())).toHaveLength(0);
		rmSync(file());
		const store = await Store.create(home, { store: "file" });
		expect(store.log.verify()).toMatchObject({ entries: 0, problems: [] });
		store.close();
		expect(key(home)).toEqual(before);
	});

	function openWith(migrations: readonly string[], look: (database: Database) => void): void {
		const database = Database.open(home, key(home), migrations);
		look(database);
		database.close();
	}
});

/** The database's key of a desk. */
function key(of: string): Buffer {
	const master = loadKeySync(of);
	if (master === undefined) throw new Error("not in the file");
	return deriveKey(master, "database");
}

test("a write that does not wait for the disk leaves every other one waiting for it, however it ended", async () => {
	const { database } = await Store.create(home, { store: "file" });
	const other = Database.open(home, deriveKey(loadKeySync(home) ?? Buffer.alloc(0), "database"));
	const level = () => database.driver.pragma("synchronous", { simple: true });
	const within: unknown[] = [];
	await database.writeUnsynced(() => {
		within.push(level());
		database.run("CREATE TABLE seen (n INTEGER)");
	});
	expect([...within, level()]).toEqual([1, 2]);
	expect(other.all("SELECT n FROM seen")).toEqual([]);
	await expect(
		database.writeUnsynced(() => {
			database.run("INSERT INTO seen VALUES (1)");
			throw new Error("no");
		}),
	).rejects.toThrow("no");
	expect(level()).toBe(2);
	// While another process writes, and while this one does.
	other.driver.exec("BEGIN IMMEDIATE");
	const waiting = database.writeUnsynced(() => void database.run("INSERT INTO seen VALUES (2)"));
	const levels: unknown[] = [];
	const synced = database.write(() => void levels.push(level()));
	expect(level()).toBe(2);
	other.driver.exec("COMMIT");
	await Promise.all([waiting, synced]);
	expect([...levels, level(), other.all("SELECT n FROM seen")]).toEqual([2, 2, [{ n: 2 }]]);
	other.close();
	database.close();
});
