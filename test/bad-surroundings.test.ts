/** The world around the program is not as it should be: descriptors, environment, folders, database, key. In processes of its own. */
import { spawn } from "node:child_process";
import {
	chmodSync,
	chownSync,
	copyFileSync,
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
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import mounts from "../fs-mounts/registry.ts";
import { Store } from "../src/store/index.ts";
import { Vfs } from "../src/vfs/index.ts";
import { builtProgram, ended, type Program } from "./support/program.ts";
import { temporaryFolder } from "./support/store.ts";
import { REFUSAL, stateOf } from "./support/untouched.ts";

let folder: string;
let home: string;
let program: Program;
/** Whom nothing here belongs to; only root can become somebody else. */
const STRANGER = 54_321;
const isRoot = process.getuid?.() === 0;

beforeAll(async () => {
	folder = temporaryFolder({ memory: true });
	home = join(folder, "desk");
	program = builtProgram();
	const store = await Store.create(home, { store: "file" });
	const vfs = new Vfs(store, mounts, "user");
	await vfs.write("/files/big.txt", Buffer.alloc(3_000_000, "a line of a large file\n"), { cause: "test" });
	for (let at = 0; at < 1500; at++)
		await vfs.change(
			[
				{
					op: "write",
					path: `/notes/a-name-that-fills-the-pipe-sooner-${at}.md`,
					content: await vfs.stage(`# ${at} text\n`),
				},
			],
			{ cause: "test" },
		);
	store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Run a line of bash in which `desk` is the program, with nothing in the environment but what is given. */
async function bash(
	line: string,
	env: NodeJS.ProcessEnv = { DESK_HOME: home },
	options: { uid?: number; cwd?: string } = {},
) {
	const script = `desk() { "${process.execPath}" "${program.desk}" "$@"; }; ${line}`;
	const child = spawn("bash", ["--norc", "-c", script], {
		cwd: folder,
		...options,
		env: { PATH: process.env.PATH, DESK_KEYCHAIN: "off", ...env },
	});
	const { status, stdout, stderr } = await ended(child);
	return { status, stdout: stdout.toString(), stderr };
}

/** Everything in a desk's folder, to be compared. SQLite's shared memory is no data. */
function filesOf(at: string): string {
	return readdirSync(at, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !entry.name.endsWith("-shm"))
		.map(
			(entry) =>
				`${join(entry.parentPath, entry.name)} ${readFileSync(join(entry.parentPath, entry.name)).toString("base64")}`,
		)
		.sort()
		.join("\n");
}

describe("the reader goes away", () => {
	test.each([
		"cat /files/big.txt",
		"cat -n /files/big.txt",
		"cat --json /files/big.txt",
		"ls -R /",
		"ls -l /notes",
		"ls --json /notes",
		"grep -r . /",
		"find /",
		"tree /",
		"du -a /",
		"log",
		"note list",
	])("desk %s | head -1", async (command) => {
		const { stdout, stderr } = await bash(`desk ${command} | head -1 | wc -l; echo "\${PIPESTATUS[0]}"`);
		expect(stderr).toBe("");
		expect(stdout).toMatch(/^1\n(0|141)\n$/);
	});

	test("desk export -v | head -1: what it does is done", async () => {
		const out = join(folder, "out");
		const { stderr } = await bash(`desk export -v ${out} /notes | head -1`);
		expect(stderr).toBe("");
		rmSync(out, { recursive: true });
	});

	test("stderr goes away: the status is what it was", async () => {
		expect((await bash("desk cat /notes/x /notes/y 2> >(true); exit $?")).status).toBe(3);
		expect((await bash("desk cat /notes/x 2>&-; exit $?")).status).toBe(3);
		expect((await bash("desk cat /notes/x 2>/dev/full; exit $?")).status).toBe(3);
		expect((await bash("desk cat /notes/x 2</dev/null; exit $?")).status).toBe(3); // not open for writing
	});
});

describe("descriptors", () => {
	test("stdout closed: quiet, and what was to be done is done", async () => {
		for (const command of ["cat /files/big.txt", "ls -R /", "--help", "version", "log"]) {
			const { status, stderr } = await bash(`desk ${command} >&-; exit $?`);
			expect([command, status, stderr]).toEqual([command, 0, ""]);
		}
		await bash("echo closed | desk write --json /notes/closed.md >&-");
		expect((await bash("desk cat /notes/closed.md")).stdout).toBe("closed\n");
	});

	test("stdin closed: empty", async () => {
		expect(await bash("desk cat <&-; desk wc -c <&-; desk ls / <&- | head -1")).toEqual({
			status: 0,
			stdout: "0\nagents\n",
			stderr: "",
		});
		expect(await bash("desk key passphrase <&-")).toMatchObject({ status: 8, stderr: expect.stringMatching(REFUSAL) });
	});

	test("stdin is a directory", async () => {
		const { status, stderr } = await bash("desk write /notes/dir.md < /");
		expect([status > 0, status < 70], stderr).toEqual([true, true]);
		expect(stderr).toMatch(REFUSAL);
		expect((await bash("desk cat /notes/dir.md")).status).toBe(3);
	});

	test("stdout full: a clear error, status 1, and the work is not said to be lost", async () => {
		for (const command of [
			"cat /files/big.txt",
			"ls /",
			"ls -lR /",
			"--help",
			"version",
			"log",
			"tree /",
			"grep -r text /notes",
			"ls --color always /",
		]) {
			const { status, stderr } = await bash(`desk ${command} >/dev/full`);
			expect([command, status, stderr]).toEqual([
				command,
				1,
				expect.stringMatching(/^desk: stdout: [^\n]*ENOSPC[^\n]*; [^\n]+\n$/),
			]);
		}
		const json = await bash("echo full | desk write --json /notes/full.md >/dev/full");
		expect([json.status, JSON.parse(json.stderr)]).toEqual([
			1,
			expect.objectContaining({ code: "ENOSPC", instance: "stdout" }),
		]);
		expect((await bash("desk cat /notes/full.md")).stdout).toBe("full\n");
		const both = await bash("desk cat /notes/full.md /notes/none.md >/dev/full");
		expect([both.status, both.stderr.trimEnd().split("\n").length], both.stderr).toEqual([1, 2]);
	});
});

describe("environment", () => {
	test("empty but for DESK_HOME, as under cron", async () => {
		const line = `env -i DESK_HOME=${home} "${process.execPath}" "${program.desk}"`;
		expect(
			await bash(
				`${line} ls / && echo cron | ${line} write /notes/cron.md && ${line} cat /notes/cron.md && ${line} rm /notes/cron.md`,
			),
		).toEqual({
			status: 0,
			stdout: "agents\ncalendar\ncontacts\ncontext\nfiles\nmail\nnotes\nprompts\nsearch\nsys\ntasks\ntrash\ncron\n",
			stderr: "",
		});
	});

	test("no desk where HOME says", async () => {
		const nothing = await bash("desk ls /", { HOME: folder });
		expect(nothing).toEqual({
			status: 3,
			stdout: "",
			stderr: `desk: ${folder}/.local/share/desk: there is no desk here; make one with \`desk init\`, or set DESK_HOME\n`,
		});
		const elsewhere = await bash("desk ls /", { HOME: folder, XDG_DATA_HOME: join(folder, "data") });
		expect(elsewhere.stderr).toContain(`${folder}/data/desk: `);
		// Relative ones do not count (XDG Base Directory Specification).
		expect((await bash("desk ls /", { HOME: folder, XDG_DATA_HOME: "data" })).stderr).toContain(".local/share/desk: ");
		expect((await bash("desk ls /", { HOME: folder, DESK_HOME: "" })).stderr).toContain(".local/share/desk: ");
	});

	test.each(["HOME=", "HOME=relative"])("%s: no desk is made wherever one happens to be", async (variable) => {
		for (const command of ["ls /", "init", "doctor", "config list"]) {
			const { status, stdout, stderr } = await bash(`${variable} desk ${command}`, {});
			expect([status, stdout, stderr]).toEqual([
				3,
				"",
				expect.stringMatching(/^desk: DESK_HOME: there is no home folder [^\n]*; set DESK_HOME [^\n]*\n$/),
			]);
		}
		expect(
			(await bash(`${variable} desk --help && ${variable} desk version && ${variable} desk __complete -- l`, {}))
				.status,
		).toBe(0);
	});

	test.runIf(isRoot)("a user whom the system does not know, without HOME", async () => {
		const { status, stderr } = await bash(
			`env -i "${process.execPath}" "${program.desk}" ls /`,
			{},
			{ uid: STRANGER, cwd: "/" },
		);
		expect([status, stderr]).toEqual([3, expect.stringMatching(/^desk: DESK_HOME: there is no home folder/)]);
		expect(
			(await bash(`env -i "${process.execPath}" "${program.desk}" --help`, {}, { uid: STRANGER, cwd: "/" })).status,
		).toBe(0);
	});

	test("a folder with blanks, quotes, umlauts and emoji", async () => {
		const at = join(folder, "my desk's “ä” 😀");
		const made = await bash(
			"desk init --key file && echo hi | desk write /notes/a.md && desk cat /notes/a.md && desk doctor --deep | grep -c error",
			{ DESK_HOME: at },
		);
		expect([made.stdout.split("\n").slice(1), made.stderr]).toEqual([["hi", "0", ""], ""]);
		rmSync(at, { recursive: true });
	});

	test("DESK_HOME is a file, lies in one, or where no folder can be made", async () => {
		const file = join(folder, "file");
		writeFileSync(file, "a file");
		for (const at of [file, join(file, "below")])
			for (const command of ["init", "ls /", "doctor", "key show", "config set trash.keep 1d"]) {
				const { status, stdout, stderr } = await bash(`desk ${command}`, { DESK_HOME: at });
				expect([[1, 3].includes(status), stdout], stderr).toEqual([true, ""]);
				expect(stderr).toMatch(REFUSAL);
			}
		expect(readFileSync(file, "utf8")).toBe("a file");
		const nowhere = await bash('timeout 5 "$NODE" "$DESK" init', {
			DESK_HOME: "/proc/none/desk",
			NODE: process.execPath,
			DESK: program.desk,
		});
		expect([nowhere.status, nowhere.stderr]).toEqual([
			4,
			expect.stringMatching(/^desk: \/proc\/none\/desk: the folder cannot be made/),
		]);
		const out = await bash('timeout 5 "$NODE" "$DESK" export /proc/none/out', {
			DESK_HOME: home,
			NODE: process.execPath,
			DESK: program.desk,
		});
		expect([out.status, out.stderr]).toEqual([4, expect.stringMatching(REFUSAL)]);
	});

	test.runIf(isRoot)("DESK_HOME is somebody else's", async () => {
		const at = join(folder, "foreign");
		cpSync(home, at, { recursive: true });
		chmodSync(folder, 0o755);
		const stranger = async (command: string) =>
			await bash(`desk ${command}`, { DESK_HOME: at }, { uid: STRANGER, cwd: "/" });
		for (const [mode, status] of [
			[0o000, 4],
			[0o755, 8],
		] as const) {
			chmodSync(at, mode);
			const before = filesOf(at);
			for (const command of ["ls /", "cat /files/big.txt", "mkdir /notes/new", "doctor", "undo"]) {
				const outcome = await stranger(command);
				expect([command, outcome.status], outcome.stderr).toEqual([command, command === "doctor" ? 4 : status]);
				expect(outcome.stderr).toMatch(/^(.*\n)*desk: [^\n]+; [^\n]+\n$/);
				expect(outcome.stderr).not.toContain("there is no desk here");
			}
			expect((await stranger("init")).status).toBeGreaterThan(0);
			expect(filesOf(at)).toBe(before);
		}
		rmSync(at, { recursive: true });
	});

	test.runIf(isRoot)("an import leaves out what it may not read, and says so", async () => {
		const source = join(folder, "mixed");
		const at = join(folder, "strangers");
		mkdirSync(join(source, "closed"), { recursive: true });
		for (const name of ["a.md", "b.md", "closed/c.md"]) writeFileSync(join(source, name), `# ${name}\n`);
		chmodSync(join(source, "a.md"), 0o600);
		chmodSync(join(source, "closed"), 0o700);
		chmodSync(folder, 0o755);
		mkdirSync(at);
		chownSync(at, STRANGER, STRANGER);
		const outcome = await bash(
			`desk init --key file && desk import notes ${source} -q; s=$?; desk find /notes -type f; exit $s`,
			{ DESK_HOME: at },
			{ uid: STRANGER, cwd: "/" },
		);
		expect([outcome.status, outcome.stdout.trimEnd().split("\n").slice(1)], outcome.stderr).toEqual([
			1,
			["/notes/b.md"],
		]);
		expect(outcome.stderr.trimEnd().split("\n")).toEqual([
			expect.stringMatching(/^desk: .*permission/),
			expect.stringMatching(/^desk: .*permission/),
		]);
	});
});

describe("a desk that is damaged", () => {
	let at: string;
	const file = () => join(at, "desk.db");
	let count = 0;
	beforeEach(() => {
		at = join(folder, `damaged-${count++}`);
		cpSync(home, at, { recursive: true });
	});

	const COMMANDS = [
		"ls -R /",
		"cat /notes/cron.md",
		"grep -r text /",
		"mkdir /notes/new",
		"rm -r /notes",
		"undo",
		"log",
		"log verify",
		"gc",
		"reindex",
	];

	/** Every command refuses, in one line, with one of these statuses; no file of the desk changes, and no new desk comes into being. */
	async function refused(statuses: readonly number[], commands: readonly string[] = COMMANDS): Promise<string> {
		const before = filesOf(at);
		let said = "";
		for (const command of [...commands, "init", "init --key passphrase"]) {
			const { status, stdout, stderr } = await bash(`desk ${command} </dev/null`, { DESK_HOME: at });
			expect(
				[command, (command.startsWith("init") ? [1, 8] : statuses).includes(status), stdout],
				`${status} ${stderr}`,
			).toEqual([command, true, ""]);
			expect(stderr, command).toMatch(REFUSAL);
			if (!command.startsWith("init")) said = stderr;
		}
		const doctor = await bash("desk doctor", { DESK_HOME: at });
		expect([1, 8], doctor.stdout + doctor.stderr).toContain(doctor.status);
		expect(filesOf(at)).toBe(before);
		return said;
	}

	test("desk.db of no bytes", async () => {
		writeFileSync(file(), "");
		expect(await refused([1])).toMatch(/the database is empty; restore it from a backup/);
	});

	test("of no bytes, beside a log that holds all", async () => {
		cpSync(file(), `${file()}-wal`);
		writeFileSync(file(), "");
		await refused([1], ["ls /"]);
	});

	test("garbage", async () => {
		writeFileSync(file(), Buffer.alloc(200_000, "garbage"));
		await refused([8, 1]);
	});

	test("text, and less than a page", async () => {
		writeFileSync(file(), "this is no database");
		await refused([8, 1], ["ls /", "mkdir /notes/new"]);
		copyFileSync(join(home, "desk.db"), file());
		truncateSync(file(), 1000);
		await refused([8, 1], ["ls /", "mkdir /notes/new"]);
	});

	test("cut in the middle", async () => {
		truncateSync(file(), Math.floor(readFileSync(file()).length / 2));
		expect(await refused([1])).toMatch(/damaged|cannot be read/);
	});

	test.each([
		["missing", () => rmSync(join(at, "key"))],
		["empty", () => writeFileSync(join(at, "key"), "")],
		["garbage", () => writeFileSync(join(at, "key"), Buffer.alloc(100, 0xff))],
		[
			"a folder",
			() => {
				rmSync(join(at, "key"));
				mkdirSync(join(at, "key"));
			},
		],
		[
			"of another desk",
			async () => {
				const other = await Store.create(join(at, "..", `other-${count}`), { store: "file" });
				other.close();
				copyFileSync(join(other.home, "key"), join(at, "key"));
			},
		],
	] as const)("the key file is %s: status 8", async (_, spoil) => {
		await spoil();
		await refused([8]);
		// The right key opens it as if nothing had been.
		rmSync(join(at, "key"), { recursive: true, force: true });
		copyFileSync(join(home, "key"), join(at, "key"));
		expect((await bash("desk ls /notes | wc -l", { DESK_HOME: at })).stdout.trim()).toBe(
			(await bash("desk ls /notes | wc -l")).stdout.trim(),
		);
	});

	test("the database is gone: its key is no new desk's", async () => {
		rmSync(file());
		const key = readFileSync(join(at, "key"));
		const { status, stderr } = await bash("desk ls /", { DESK_HOME: at });
		expect([status, stderr]).toEqual([3, expect.stringMatching(REFUSAL)]);
		expect((await bash("desk init", { DESK_HOME: at })).status).toBe(1); // blobs lie there
		expect(existsSync(file())).toBe(false);
		expect(readFileSync(join(at, "key"))).toEqual(key);
	});
});

test("all that was left alone is whole", async () => {
	const store = await Store.open(home);
	expect(store.log.verify().problems).toEqual([]);
	expect(await stateOf(new Vfs(store, mounts, "user"))).toContain("/files/big.txt file");
	store.close();
});
