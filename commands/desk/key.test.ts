import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeDesk, TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
beforeEach(async () => {
	desk = await makeDesk();
	await desk.put("/notes/a.md", "# A\n");
	for (const name of ["DESK_PASSPHRASE", "DESK_PASSPHRASE_FILE", "DESK_NEW_PASSPHRASE"]) vi.stubEnv(name, undefined);
});
afterEach(() => {
	vi.unstubAllEnvs();
	desk.remove();
});

const keyFile = () => readFileSync(join(desk.home, "key"), "utf8");
const opens = async () => (await desk.run(["cat", "/notes/a.md"])).status === 0;
async function protect(passphrase: string): Promise<void> {
	vi.stubEnv("DESK_NEW_PASSPHRASE", passphrase);
	await desk.ok("key", "passphrase");
	vi.stubEnv("DESK_NEW_PASSPHRASE", undefined);
}
/** The recovery text, and the key itself in hex, which nothing may print. */
async function secrets(): Promise<{ recovery: string; hex: string }> {
	return { recovery: (await desk.ok("key", "export", "--yes")).trim(), hex: JSON.parse(keyFile()).key };
}

test("show says where the key is, never the key", async () => {
	const { recovery, hex } = await secrets();
	for (const argv of [["key"], ["key", "show", "--json"], ["key", "-v"], ["doctor"], ["cat", "/sys/health"]]) {
		const { stdout, stderr, status } = await desk.run(argv);
		expect(status).toBe(0);
		expect(stdout).toMatch(/plain text/);
		for (const secret of [hex, recovery, recovery.slice(0, 9)]) expect(stdout + stderr).not.toContain(secret);
	}
	expect(JSON.parse(await desk.ok("key", "--json"))).toMatchObject({ store: "file", protected: false });
});

describe("passphrase", () => {
	test("protects, changes, and is needed from then on: status 8 without it or with a wrong one", async () => {
		const { hex } = await secrets();
		await protect("one");
		expect(keyFile()).not.toContain(hex);
		expect(JSON.parse(await desk.ok("key", "--json"))).toMatchObject({ store: "passphrase", protected: true });
		expect(await desk.run(["ls"])).toMatchObject({
			status: 8,
			stderr: expect.stringContaining("locked with a passphrase"),
		});
		vi.stubEnv("DESK_PASSPHRASE", "wrong");
		expect(await desk.run(["ls"])).toMatchObject({
			status: 8,
			stderr: expect.stringMatching(/^desk: .*the passphrase is wrong; .*\n$/),
		});
		vi.stubEnv("DESK_NEW_PASSPHRASE", "two");
		const before = keyFile();
		expect((await desk.run(["key", "passphrase"])).status).toBe(8);
		expect(keyFile()).toBe(before);
		vi.stubEnv("DESK_PASSPHRASE", "one");
		await desk.ok("key", "passphrase");
		expect(await opens()).toBe(false);
		vi.stubEnv("DESK_PASSPHRASE", "two");
		expect(await opens()).toBe(true);
		await desk.ok("key", "file");
		vi.stubEnv("DESK_PASSPHRASE", undefined);
		expect(JSON.parse(keyFile()).key).toBe(hex);
	});

	test("never takes the present passphrase for the new one", async () => {
		vi.stubEnv("DESK_PASSPHRASE", "the present one");
		const before = keyFile();
		expect(await desk.run(["key", "passphrase"])).toMatchObject({
			status: 8,
			stderr: expect.stringContaining("DESK_NEW_PASSPHRASE"),
		});
		expect(keyFile()).toBe(before);
	});

	test("comes from a file too; --dry-run changes nothing", async () => {
		const file = join(desk.folder, "new");
		writeFileSync(file, "fröhlich\nnot this\n");
		const before = keyFile();
		expect((await desk.run(["key", "passphrase", "--dry-run", "--new-passphrase-file", file])).status).toBe(0);
		expect(keyFile()).toBe(before);
		await desk.ok("key", "passphrase", "--new-passphrase-file", file);
		vi.stubEnv("DESK_PASSPHRASE_FILE", file);
		expect(await opens()).toBe(true);
		expect((await desk.run(["key", "passphrase", "--new-passphrase-file", `${file}.no`])).status).toBe(8);
	});
});

test("a keychain that does not work changes nothing", async () => {
	const before = keyFile();
	expect((await desk.run(["key", "keychain"])).status).toBe(8);
	expect(keyFile()).toBe(before);
});

describe("export and import", () => {
	test("export goes to a terminal, or anywhere with --yes", async () => {
		const refused = await desk.run(["key", "export"]);
		expect(refused).toMatchObject({ status: 2, stdout: "" });
		const shown = await desk.run(["key", "export"], { columns: 80 });
		expect(shown.stdout).toMatch(/^([0-9A-Z]{4}-){13}[0-9A-Z]{6}\n$/);
		expect(shown.stderr).toContain("can read everything");
	});

	test("import puts a lost, damaged or forgotten key back", async () => {
		const { recovery, hex } = await secrets();
		const breakings: (() => unknown)[] = [
			() => rmSync(join(desk.home, "key")),
			() => writeFileSync(join(desk.home, "key"), "{}"),
			() => protect("forgotten"),
			() => writeFileSync(join(desk.home, "key"), JSON.stringify({ version: 1, store: "file", key: "0".repeat(64) })),
		];
		for (const breakIt of breakings) {
			await breakIt();
			expect(await opens()).toBe(false);
			const { status, stderr } = await desk.run(["key", "import", "--key", "file"], {
				stdin: `  ${recovery.toLowerCase().replaceAll("-", " ")}\n`,
			});
			expect([status, stderr]).toEqual([0, ""]);
			expect(JSON.parse(keyFile()).key).toBe(hex);
			expect(await opens()).toBe(true);
		}
		vi.stubEnv("DESK_NEW_PASSPHRASE", "new");
		expect((await desk.run(["key", "import", "--key", "passphrase"], { stdin: recovery })).status).toBe(0);
		vi.stubEnv("DESK_PASSPHRASE", "new");
		expect(await opens()).toBe(true);
	});

	test("a text of another desk, or with a typing error, changes nothing", async () => {
		const { recovery } = await secrets();
		const other = await makeDesk();
		const theirs = (await other.ok("key", "export", "--yes")).trim();
		other.remove();
		const before = keyFile();
		for (const stdin of [theirs, recovery.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")), "", "hello"]) {
			const { status, stdout, stderr } = await desk.run(["key", "import"], { stdin });
			expect([status, stdout]).toEqual([8, ""]);
			expect(stderr).not.toContain(stdin === "" ? "\0" : stdin);
		}
		expect((await desk.run(["key", "import", "--dry-run"], { stdin: recovery })).status).toBe(0);
		expect(keyFile()).toBe(before);
		expect(existsSync(join(desk.home, "desk.db"))).toBe(true);
	});
});

describe("a key and a database that do not belong together", () => {
	test("a wrong key is refused with status 8 and never makes a new desk", async () => {
		writeFileSync(join(desk.home, "key"), JSON.stringify({ version: 1, store: "file", key: "0".repeat(64) }));
		const before = readFileSync(join(desk.home, "desk.db"));
		for (const argv of [["ls"], ["write", "/notes/b.md"], ["doctor"], ["doctor", "--deep"], ["log"]]) {
			expect(await desk.run(argv, { stdin: "x" })).toMatchObject({
				status: 8,
				stderr: expect.stringContaining("the key does not open this desk"),
			});
		}
		expect((await desk.run(["init"])).status).toBe(1);
		expect(readFileSync(join(desk.home, "desk.db")).equals(before)).toBe(true);
	});

	test("an interrupted init is finished with the key that it left", async () => {
		const half = new TestDesk();
		mkdirSync(half.home);
		renameSync(join(desk.home, "key"), join(half.home, "key"));
		const key = readFileSync(join(half.home, "key"), "utf8");
		expect((await half.run(["init", "--key", "file"])).status).toBe(0);
		expect(readFileSync(join(half.home, "key"), "utf8")).toBe(key);
		await half.put("/notes/a.md", "x");
		// The database alone is gone: what is left is no interrupted init.
		await half.put("/files/big", Buffer.alloc(600_000, 1));
		for (const suffix of ["", "-wal", "-shm"]) rmSync(join(half.home, `desk.db${suffix}`), { force: true });
		expect(await half.run(["init", "--key", "file"])).toMatchObject({
			status: 1,
			stderr: expect.stringContaining("restore desk.db"),
		});
		writeFileSync(join(half.home, "desk.db"), "");
		expect(await half.run(["ls"])).toMatchObject({
			status: 1,
			stderr: expect.stringContaining("the database is empty"),
		});
		expect(statSync(join(half.home, "desk.db")).size).toBe(0);
		half.remove();
	});

	test("the next one may keep the key elsewhere", async () => {
		const half = new TestDesk();
		mkdirSync(half.home);
		writeFileSync(join(half.home, "key"), keyFile());
		vi.stubEnv("DESK_PASSPHRASE", "p");
		expect((await half.run(["init", "--key", "passphrase"])).status).toBe(0);
		expect(JSON.parse(await half.ok("key", "--json")).store).toBe("passphrase");
		await half.put("/notes/a.md", "x");
		half.remove();
	});

	test("opening removes key files that a killed process left", async () => {
		const left = join(desk.home, ".key-4194305-1-0a");
		writeFileSync(left, "");
		expect(await desk.ok("doctor")).toMatch(/warning\tleftovers: 1 left/);
		expect(existsSync(left)).toBe(false);
	});
});
