import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { splitWords } from "../../src/cli/editing.ts";
import type { Vfs } from "../../src/vfs/index.ts";
import { type Built, buildProgram } from "../../test/support/built.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";
import { runStrict } from "../../test/support/strict-mount.ts";

let desk: TestDesk;
let vfs: Vfs;
/** What os.tmpdir() is while a test runs: whatever stays behind is seen. */
let temporary: string;
const { EDITOR, VISUAL, TMPDIR, PATH } = process.env;

beforeAll(async () => {
	desk = await makeDesk();
	vfs = await desk.vfs();
});
afterAll(() => {
	vfs.store.close();
	desk.remove();
});
beforeEach(() => {
	temporary = mkdtempSync(join(tmpdir(), "desk-edit-test-"));
	process.env.TMPDIR = temporary;
	delete process.env.VISUAL;
});
afterEach(() => {
	Object.assign(process.env, { PATH });
	for (const [name, value] of Object.entries({ EDITOR, VISUAL, TMPDIR })) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
	rmSync(temporary, { recursive: true, force: true });
});

/** An editor: a shell script whose `$1` is the file. It lies outside the temporary folder. */
let scripts = 0;
function editor(body: string): string {
	const file = join(desk.folder, `editor ${scripts++}`);
	writeFileSync(file, `#!/bin/sh\n${body}\n`);
	chmodSync(file, 0o700);
	return `'${file}'`;
}

async function edit(body: string, ...words: string[]) {
	process.env.EDITOR = editor(body);
	return await runStrict(desk, ["edit", ...words]);
}

const text = async (path: string) => (await vfs.readAll(path)).toString();
/** Whether a process runs; one that has ended and that nobody has waited for does not. */
const isRunning = (pid: number) =>
	spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" })
		.stdout.trim()
		.replace(/^Z.*/, "") !== "";
const sets = () => vfs.store.database.get<{ n: number }>("SELECT count(*) AS n FROM change_set")?.n;
const rejected = () =>
	vfs.store.database
		.all<{ id: number; content: number }>("SELECT id, content FROM rejected ORDER BY id")
		.map((row) => [row.id, vfs.store.content.readAll(row.content).toString()] as const);

describe("edit", () => {
	test("one change of what the editor left, and nothing said", async () => {
		await desk.put("/notes/a.md", "draft\n");
		process.env.EDITOR = "sed -i s/draft/final/";
		const before = sets();
		expect(await runStrict(desk, ["edit", "/notes/a.md"])).toMatchObject({ status: 0, stdout: "", stderr: "" });
		expect([await text("/notes/a.md"), (await vfs.stat("/notes/a.md")).revision, sets()]).toEqual([
			"final\n",
			2,
			(before ?? 0) + 1,
		]);
		expect(readdirSync(temporary)).toEqual([]);
	});

	test("VISUAL comes before EDITOR", async () => {
		process.env.EDITOR = "false";
		process.env.VISUAL = editor('echo visual > "$1"');
		expect((await runStrict(desk, ["edit", "/notes/visual.md"])).status).toBe(0);
		expect(await text("/notes/visual.md")).toBe("visual\n");
	});

	test("the temporary file is private and keeps name and extension", async () => {
		await desk.put("/notes/Mein Plan (März).md", "x\n");
		const seen = join(desk.folder, "seen");
		expect(
			(await edit(`stat -c '%a %n' "$(dirname "$1")" "$1" > '${seen}'`, "/notes/Mein Plan (März).md")).status,
		).toBe(0);
		const [folder, file] = readFileSync(seen, "utf8").trim().split("\n");
		expect(folder).toMatch(new RegExp(`^700 ${temporary}/desk-edit-`));
		expect(file).toMatch(/^600 .*\/Mein_Plan__M_rz_\.md$/);
		expect(readdirSync(temporary)).toEqual([]);
	});

	test("unchanged: says so and writes nothing, even if somebody else did", async () => {
		await desk.put("/files/same", "same");
		const before = sets();
		expect(await edit("true", "/files/same")).toMatchObject({
			status: 0,
			stdout: "",
			stderr: "desk: /files/same: unchanged, nothing was written\n",
		});
		expect(await edit('touch "$1"', "/files/none")).toMatchObject({
			status: 0,
			stderr: expect.stringContaining("unchanged"),
		});
		expect(JSON.parse((await edit("true", "--json", "/files/same")).stdout)).toEqual({
			path: "/files/same",
			revision: 1,
			change: null,
			size: 4,
		});
		expect([sets(), await vfs.find("/files/none")]).toEqual([before, undefined]);
	});

	test("a new file; -v, --json and --dry-run tell", async () => {
		expect((await edit('echo new > "$1"', "-v", "/files/new")).stdout).toBe("create /files/new\n");
		expect(JSON.parse((await edit('echo newer > "$1"', "--json", "/files/new")).stdout)).toMatchObject({
			path: "/files/new",
			revision: 2,
			size: 6,
		});
		expect((await edit('echo never > "$1"', "--dry-run", "/files/new")).stdout).toBe("would write /files/new\n");
		expect([await text("/files/new"), readdirSync(temporary)]).toEqual(["newer\n", []]);
	});

	test("any bytes, also more than a row holds", async () => {
		const bytes = Buffer.from(Array.from({ length: 400_000 }, (_, n) => (n * n) >> 5));
		await desk.put("/files/large", bytes);
		expect((await edit('printf tail >> "$1"', "/files/large")).status).toBe(0);
		expect((await vfs.readAll("/files/large")).equals(Buffer.concat([bytes, Buffer.from("tail")]))).toBe(true);
	});

	test.each([
		["exit 3", 1, "the editor ended with status 3; nothing was written"],
		["kill -9 $$", 1, "the editor ended with SIGKILL; nothing was written"],
		['rm "$1"', 1, "the editor removed the file; nothing was written"],
	])("%s: nothing is written", async (body, status, what) => {
		await desk.put("/files/kept", "kept");
		const before = sets();
		expect(await edit(`echo changed > "$1"; ${body}`, "/files/kept")).toMatchObject({
			status,
			stdout: "",
			stderr: expect.stringContaining(what),
		});
		expect([await text("/files/kept"), sets(), readdirSync(temporary)]).toEqual(["kept", before, []]);
	});

	test("an editor that saves by renaming, and one that leaves backups", async () => {
		await desk.put("/files/r", "old");
		expect((await edit('cp "$1" "$1~"; echo new > "$1.tmp"; mv "$1.tmp" "$1"', "/files/r")).status).toBe(0);
		expect([await text("/files/r"), readdirSync(temporary)]).toEqual(["new\n", []]);
	});

	test("no editor: status 127, and what to do", async () => {
		process.env.EDITOR = "/nowhere/editor --wait";
		expect(await runStrict(desk, ["edit", "/files/kept"])).toMatchObject({
			status: 127,
			stderr: expect.stringMatching(/no such program; set EDITOR/),
		});
		process.env.EDITOR = desk.folder;
		expect((await runStrict(desk, ["edit", "/files/kept"])).status).toBe(127);
		process.env.EDITOR = "";
		process.env.PATH = temporary;
		expect(await runStrict(desk, ["edit", "/files/kept"])).toMatchObject({
			status: 127,
			stderr: "desk: edit: there is no editor; set EDITOR, as in EDITOR='code --wait'\n",
		});
		const nano = join(temporary, "nano");
		writeFileSync(nano, '#!/bin/sh\necho by nano > "$1"\n', { mode: 0o700 });
		expect((await runStrict(desk, ["edit", "/files/kept"])).status).toBe(0);
		expect(await text("/files/kept")).toBe("by nano\n");
	});

	test("somebody else was faster: theirs stays, mine is kept, the message says where", async () => {
		await desk.put("/files/race", "1");
		process.env.EDITOR = editor(
			`echo mine > "$1"; touch '${join(desk.folder, "open")}'; while [ ! -e '${join(desk.folder, "go")}' ]; do sleep 0.02; done`,
		);
		const during = async (path: string, change: () => Promise<unknown>) => {
			for (const name of ["open", "go"]) rmSync(join(desk.folder, name), { force: true });
			const running = runStrict(desk, ["edit", path]);
			while (!existsSync(join(desk.folder, "open"))) await sleep(10);
			await change();
			writeFileSync(join(desk.folder, "go"), "");
			return await running;
		};
		const outcomes = [
			await during("/files/race", () => desk.put("/files/race", "theirs")),
			await during("/files/race", () => desk.ok("rm", "/files/race")),
			await during("/files/race", () => desk.put("/files/race", "made meanwhile")),
		];
		const kept = rejected().slice(-3);
		for (const [n, { status, stderr }] of outcomes.entries()) {
			expect([status, stderr]).toEqual([
				6,
				expect.stringContaining(`what you wrote is kept at /sys/rejected/${kept[n]?.[0]}-race`),
			]);
			expect(kept[n]?.[1]).toBe("mine\n");
		}
		expect([await text("/files/race"), readdirSync(temporary)]).toEqual(["made meanwhile", []]);
		// What the desk cannot keep stays in the temporary file.
		await desk.put("/files/folder/f", "f");
		const lost = await during("/files/folder/f", async () => {
			await desk.ok("rm", "-r", "/files/folder");
			await desk.put("/files/folder", "a file now");
		});
		const file = /your text is in (\S+)/.exec(lost.stderr)?.[1] ?? "";
		expect(readFileSync(file, "utf8")).toBe("mine\n");
		expect(lost.status).not.toBe(0);
	});

	test("what the mount refuses is kept, in a batch without a question", async () => {
		await desk.put("/files/x", "x");
		const { status, stderr } = await edit('printf "x\\nbad\\n" > "$1"', "/strict/x.txt");
		expect([status, stderr]).toEqual([
			5,
			expect.stringMatching(
				/^desk: \/strict\/x.txt:2:1: the second line is bad.*kept at \/sys\/rejected\/\d+-x.txt\n$/,
			),
		]);
		expect([rejected().at(-1)?.[1], readdirSync(temporary)]).toEqual(["x\nbad\n", []]);
	});

	test("refused before the editor opens: directories, views, places where nothing may lie", async () => {
		const opened = join(desk.folder, "opened");
		for (const [path, status] of [
			["/notes", 1],
			["/files/x/", 1],
			["/strict/views/small.md", 4],
			["/strict/pic.png", 4],
			["/nomount/x", 3],
			["/files/no/dir/x", 3],
			["/x", 4],
			[`/files/${"x".repeat(300)}`, 5],
		] as const) {
			expect((await edit(`touch '${opened}'`, path)).status, path).toBe(status);
		}
		expect([existsSync(opened), readdirSync(temporary)]).toEqual([false, []]);
	});

	test("the words of a command line", () => {
		expect(splitWords("  code --wait  -n ")).toEqual(["code", "--wait", "-n"]);
		expect(splitWords(`'/My Apps/ed' "a \\"b\\" $c" d\\ e f'g'"h"`)).toEqual(["/My Apps/ed", 'a "b" $c', "d e", "fgh"]);
		expect(splitWords("emacs -e '$(rm -rf /)'; x")).toEqual(["emacs", "-e", "$(rm -rf /);", "x"]);
		expect(splitWords("")).toEqual([]);
	});
});

describe("edit, as a process", () => {
	let built: Built;
	beforeAll(async () => {
		built = await buildProgram();
	});
	afterAll(() => built.remove());

	test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)(
		"%s takes editor and temporary file away, and writes nothing",
		async (signal) => {
			await desk.put("/files/signal", "before");
			const pid = join(desk.folder, `pid-${signal}`);
			const body = `echo changed > "$1"; ${signal === "SIGINT" ? "trap 'exit 1' INT;" : ""} echo $$ > '${pid}'; while :; do sleep 0.05; done`;
			const child = built.start(desk.home, ["edit", "/files/signal"], { EDITOR: editor(body), TMPDIR: temporary });
			while (!existsSync(pid) || readFileSync(pid, "utf8").trim() === "") await sleep(10);
			expect(readdirSync(temporary)).toHaveLength(1);
			const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
			child.kill(signal);
			// Ctrl-C comes to both, from the terminal.
			if (signal === "SIGINT") process.kill(Number(readFileSync(pid, "utf8")), "SIGINT");
			expect(await ended).toBe(signal === "SIGHUP" ? 129 : 130);
			expect([await text("/files/signal"), readdirSync(temporary)]).toEqual(["before", []]);
			await sleep(150);
			expect(isRunning(Number(readFileSync(pid, "utf8")))).toBe(false);
		},
	);

	test.skipIf(spawnSync("script", ["--version"]).error !== undefined)(
		"on a terminal a refusal is shown, and the editor opens again if that is wished",
		async () => {
			const bad = "---\ndue: [\n---\nx\n";
			writeFileSync(join(desk.folder, "bad"), bad);
			const refused = `cat '${join(desk.folder, "bad")}' > "$1"`;
			const counter = join(desk.folder, "rounds");
			const rounds = () => (existsSync(counter) ? readFileSync(counter, "utf8").length : 0);
			const body = `printf x >> '${counter}'; if [ "$(cat '${counter}')" = xx ]; then echo '# Good' > "$1"; else ${refused}; fi`;
			await desk.ok("mkdir", "-p", "/tasks/work");
			const before = rejected().length;
			const path = "/tasks/work/new.md";
			const mended = await built.onTerminal(desk.home, ["edit", path], "y\n", {
				EDITOR: editor(body),
				TMPDIR: temporary,
			});
			expect([mended.status, mended.output]).toEqual([0, expect.stringContaining("Edit it again?")]);
			expect([rounds(), rejected().length - before, (await vfs.find(path)) !== undefined]).toEqual([2, 0, true]);
			const given = await built.onTerminal(desk.home, ["edit", path], "n\n", {
				EDITOR: editor(refused),
				TMPDIR: temporary,
			});
			expect([given.status, given.output]).toEqual([5, expect.stringContaining("/sys/rejected/")]);
			expect([rejected().length - before, rejected().at(-1)?.[1], readdirSync(temporary)]).toEqual([1, bad, []]);
		},
	);
});
