/** Programs of the host, run by the built program: what they get of the tree, what comes back, how they end. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "./support/desk.ts";
import { builtProgram, ended, type Program } from "./support/program.ts";

const has = (name: string) => spawnSync(name, ["-e", "1"]).error === undefined;
const hasPerl = has("perl");
if (!hasPerl) console.warn("test/host-programs.test.ts is skipped: perl is not installed");

/** Perl that writes its standard text to the file that its first argument names. */
const WRITE = `perl -e 'open F, ">", shift or die $!; print F @ARGV'`;

describe.skipIf(!hasPerl)("programs of the host", () => {
	let program: Program;
	let desk: TestDesk;
	let runtime: string;

	beforeAll(async () => {
		program = builtProgram();
		desk = await makeDesk();
		runtime = mkdtempSync(join(tmpdir(), "desk-runtime-"));
		process.env.XDG_RUNTIME_DIR = runtime;
	});
	afterAll(() => {
		delete process.env.XDG_RUNTIME_DIR;
		desk.remove();
		rmSync(runtime, { recursive: true, force: true });
	});
	// However it went, nothing of the tree stays on the host.
	afterEach(() => expect(readdirSync(runtime)).toEqual([]));

	const run = async (script: string, stdin: string | Uint8Array = "", ...options: string[]) => {
		const { status, stdout, stderr } = await program.run(desk.home, [...options, "-c", script], stdin);
		return { status, stdout: stdout.toString("latin1"), stderr };
	};
	const read = async (path: string) => (await desk.run(["cat", path])).bytes.toString("latin1");

	test("a file is edited in place, as one change with the command as cause", async () => {
		await desk.put("/notes/in.md", "# In\n\nbuy toner\n");
		const { status, stdout } = await run(`perl -i -pe 's/toner/paper/' /notes/in.md; echo $?`);
		expect([status, stdout]).toEqual([0, "0\n"]);
		expect(await read("/notes/in.md")).toBe("# In\n\nbuy paper\n");
		const [last] = (await desk.ok("log", "-n", "1", "--json")).split("\n");
		expect(JSON.parse(last ?? "")).toMatchObject({ cause: "perl -i -pe s/toner/paper/ /notes/in.md", actor: "user" });
	});

	test("a file that is only read, or written as it was, is no change", async () => {
		await desk.put("/files/same.txt", "same\n");
		const before = await desk.ok("log", "-n", "1");
		expect((await run("perl -pe 1 /files/same.txt; perl -i -pe 1 /files/same.txt")).stdout).toBe("same\n");
		expect(await desk.ok("log", "-n", "1")).toBe(before);
	});

	test("new files and folders in the shell's directory, mapped outputs, removed files: one change set", async () => {
		await desk.put("/files/w/old.txt", "old");
		const script = `cd /files/w; perl -e '
			mkdir "sub"; for ("made.txt", "sub/deep.txt", $ARGV[1]) { open F, ">", $_ or die "$_ $!"; print F "new"; close F }
			unlink $ARGV[0]' old.txt /files/out.html; find . -type f | sort; cat /files/out.html`;
		expect(await run(script)).toEqual({ status: 0, stdout: "./made.txt\n./sub/deep.txt\nnew", stderr: "" });
		const undone = await run("undo; find /files/w -type f; test -e /files/out.html || echo gone");
		expect(undone.stdout).toContain("/files/w/old.txt\ngone\n");
	});

	test("a directory comes whole, and goes whole", async () => {
		for (const name of ["a", "b/c", "b/d"]) await desk.put(`/files/tree/${name}`, name);
		const list = `perl -MFile::Find -e 'find({ no_chdir => 1, wanted => sub { -f && push @f, s,.*/tree/,,r } }, @ARGV); print join(" ", sort @f), "\\n"'`;
		expect((await run(`${list} /files/tree`)).stdout).toBe("a b/c b/d\n");
		await run(`perl -MFile::Path -e 'File::Path::rmtree("$ARGV[0]/b")' /files/tree; perl -e 1`);
		expect(await desk.ok("find", "/files/tree", "-type", "f")).toBe("/files/tree/a\n");
		expect(await desk.ok("ls", "/trash")).toContain("b");
	});

	test("paths of the host are the host's, and code is left alone", async () => {
		const args = `perl -e 'print join "\\n", @ARGV' -- /etc/hosts '/notes/ && print' https://example.org/notes x=y ../.. /nowhere/x`;
		expect((await run(args)).stdout).toBe(
			"--\n/etc/hosts\n/notes/ && print\nhttps://example.org/notes\nx=y\n../..\n/nowhere/x".slice(3),
		);
		await desk.put("/files/v.txt", "value");
		const value = `perl -e 'print map { s/^.*?=//r =~ m,^/.*/files/(v|new).txt$, ? "mapped " : "not " } @ARGV' -- --in=/files/v.txt if=/files/v.txt --out=/files/new.txt`;
		expect((await run(value)).stdout).toBe("mapped mapped mapped ");
	});

	test("hostile names stay in the folder and keep their bytes", async () => {
		const vfs = await desk.vfs();
		const names = ["new\nline", "-rf", "\udce9\udcff.txt", "a b'\"$(touch x)`", "%E9", "x..."];
		for (const name of names) await vfs.write(`/files/hostile/${name}`, "x", { cause: "test", parents: true });
		vfs.store.close();
		const { status, stderr } = await run(
			`cd /files/hostile; for f in *; do perl -e 'open F, ">>", $ARGV[-1] or die $!; print F "y"' -- "$f"; done`,
		);
		expect([status, stderr]).toEqual([0, ""]);
		const after = await desk.vfs();
		expect((await after.readdir("/files/hostile")).map(({ name }) => name).sort()).toEqual([...names].sort());
		for (const name of names)
			expect([name, (await after.readAll(`/files/hostile/${name}`)).toString()]).toEqual([name, "xy"]);
		after.store.close();
	});

	test("links that a program makes are told and not followed", async () => {
		const { status, stderr } = await run(`cd /files; perl -e 'symlink "/etc/passwd", "link"; symlink "/etc", "etc"'`);
		expect([status, stderr]).toEqual([1, expect.stringContaining("/files/link: links and special files are not kept")]);
		expect(await desk.ok("ls", "/files")).not.toMatch(/link|etc/);
	});

	test("what a mount refuses is kept, with the other files written", async () => {
		await desk.put("/tasks/home/ok.md", "# ok\n");
		const script = `perl -e 'for (@ARGV) { open F, ">", $_; print F /bad/ ? "---\\nstatus: nonsense\\n---\\n# x\\n" : "# fine\\n"; close F }' /tasks/home/ok.md /tasks/home/bad.md`;
		const { status, stderr } = await run(script);
		expect(status).toBe(5);
		expect(stderr).toMatch(/^desk: \/tasks\/home\/bad.md:2:9: .*kept at (\/sys\/rejected\/\S+)\n$/);
		expect(await read(/\/sys\/rejected\/\S+/.exec(stderr)?.[0] ?? "")).toContain("nonsense");
		expect(await read("/tasks/home/ok.md")).toBe("# fine\n");
	});

	test("a file that has moved on gets a conflict copy; nothing is dropped", async () => {
		await desk.put("/files/both.txt", "old");
		const [up, go] = [join(desk.folder, "up"), join(desk.folder, "go")];
		const wait = (file: string) => `select undef, undef, undef, 0.02 until -e "${file}"`;
		const made = (file: string) => `open M, ">", "${file}"; close M`;
		const mine = `${made(up)}; ${wait(go)}; open F, ">", shift; print F "mine"`;
		const script = `perl -e '${mine}' /files/both.txt & perl -e '${wait(up)}'; echo -n theirs > /files/both.txt; perl -e '${made(go)}'; wait $!`;
		const { status, stderr } = await run(script);
		expect([status, stderr]).toEqual([6, expect.stringContaining("/files/both.conflict.txt")]);
		expect([await read("/files/both.txt"), await read("/files/both.conflict.txt")]).toEqual(["theirs", "mine"]);
	});

	test("saves come while the program runs, so that a killed desk loses none; its folder goes at the next use", async () => {
		await desk.put("/files/long.txt", "old");
		const child = program.start(desk.home, [
			"-c",
			`perl -e '$| = 1; open F, ">", shift; print F "saved"; close F; print "x"; sleep 3' /files/long.txt`,
		]);
		const end = ended(child);
		for (let tries = 0; tries < 100 && (await read("/files/long.txt")) !== "saved"; tries++) await sleep(50);
		expect(await read("/files/long.txt")).toBe("saved");
		child.kill("SIGKILL");
		await end.catch(() => undefined);
		const [left = ""] = readdirSync(runtime);
		const [pid] = readFileSync(join(runtime, left, "programs"), "latin1").split("\n");
		process.kill(Number(pid), "SIGKILL");
		expect(left).toMatch(/^desk-run-/);
		await sleep(50);
		await run("perl -e 1");
	});

	test("the folder of somebody else, and one that is in use, stay", async () => {
		const used = join(runtime, "desk-run-999999999-1-abc");
		mkdirSync(used);
		writeFileSync(join(used, "programs"), `${process.pid}\n`);
		await run("perl -e 1");
		expect(existsSync(used)).toBe(true);
		rmSync(used, { recursive: true });
	});

	test("streams: what a program does not read is for the next; /dev/stdin and /dev/stdout can be opened; 2>&1 keeps the order", async () => {
		expect((await run(`seq 3 | while read x; do perl -e 'print 1'; echo $x; done`)).stdout).toBe("11\n12\n13\n");
		expect((await run(`seq 1000 | (perl -e 'sysread STDIN, $x, 4'; head -1)`)).stdout).toBe("3\n");
		expect(
			(await run(`echo hi | perl -e 'open I, "/dev/stdin"; open O, ">/dev/stdout"; print O <I>' | cat`)).stdout,
		).toBe("hi\n");
		expect((await run(`perl -e '$| = 1; for (1 .. 3) { print "o"; print STDERR "e" }' 2>&1 | cat`)).stdout).toBe(
			"oeoeoe",
		);
		expect((await run(`perl -e 'print <>' <(echo one) <(echo two); ${WRITE} >(tr a-z A-Z) out`)).stdout).toBe(
			"one\ntwo\nOUT",
		);
		expect((await program.run(desk.home, [], "perl -e 1\necho next\nperl -pe 1\ndata\n")).stdout.toString()).toBe(
			"next\ndata\n",
		);
	});

	test("statuses and signals", async () => {
		const script = `perl -e 'exit 3'; echo $?; perl -e 'kill 9, $$'; echo $?; yes | perl -pe 1 | head -1; echo \${PIPESTATUS[*]}; perl -e 'print "y\\n" while 1' | head -1; echo \${PIPESTATUS[*]}`;
		expect((await run(script)).stdout).toBe("3\n137\ny\n141 141 0\ny\n141 0\n");
		const child = program.start(desk.home, [
			"-c",
			`perl -e '$SIG{INT} = sub { print "caught\\n"; exit 5 }; $| = 1; print "up\\n"; sleep 30'; echo after`,
		]);
		child.stdout?.once("data", () => child.kill("SIGINT"));
		const { status, stdout } = await ended(child);
		expect([status, stdout.toString()]).toEqual([130, "up\ncaught\n"]);
	});

	test("a program that ignores everything is killed after three seconds", async () => {
		const child = program.start(desk.home, [
			"-c",
			`perl -e '$SIG{INT} = $SIG{TERM} = "IGNORE"; $| = 1; print "up\\n"; sleep 30'`,
		]);
		let at = 0;
		child.stdout?.once("data", () => {
			at = performance.now();
			child.kill("SIGINT");
		});
		expect((await ended(child)).status).toBe(130);
		expect(performance.now() - at).toBeGreaterThan(2500);
		expect(performance.now() - at).toBeLessThan(20_000);
	});

	test("the environment: exported variables, the host's home, no passphrase", async () => {
		process.env.DESK_NEW_PASSPHRASE = "secret";
		const script = `export A=1; B=2; C=3 perl -e 'print join " ", map { $ENV{$_} // "-" } qw(A B C HOME DESK_NEW_PASSPHRASE)'`;
		expect((await run(script)).stdout).toBe(`1 - 3 ${process.env.HOME} -`);
		delete process.env.DESK_NEW_PASSPHRASE;
	});

	test("scripts of the tree are read by what their first line names", async () => {
		await desk.put("/files/bin/hi", "#!/usr/bin/env perl\nprint qq(hi @ARGV\\n);\n");
		await desk.put("/files/bin/up", "#!/usr/bin/awk -f\n{ print toupper($0) }\n");
		await desk.put("/files/bin/sh", "#!/bin/bash\necho $BASH_VERSION | cut -c1 $1\n");
		const script = "chmod +x /files/bin/*; /files/bin/hi a b; echo x | /files/bin/up; cd /files/bin; ./sh";
		expect((await run(script)).stdout).toBe("hi a b\nX\n5\n");
	});

	test("nobody but the user, and no sandbox, runs them", async () => {
		expect((await run("type -t perl; command -v perl")).stdout).toMatch(/^file\n\/.*perl\n$/);
		expect(await run("perl -e 1", "", "--sandbox")).toMatchObject({
			status: 127,
			stderr: expect.stringContaining("command not found: perl; a sandbox"),
		});
		process.env.DESK_SHELL_HOST = "off";
		expect(await run("perl -e 1; type perl")).toMatchObject({ stderr: expect.stringContaining("shell.host on") });
		delete process.env.DESK_SHELL_HOST;
		process.env.DESK_ACTOR = "agent:summarizer";
		expect(await run("perl -e 1")).toMatchObject({ status: 127 });
		delete process.env.DESK_ACTOR;
		// In process, as tests and MCP run it.
		expect((await desk.run(["-c", "perl -e 1"])).status).toBe(127);
	});

	test("100 MB through a program in flat memory", async () => {
		const child = program.start(desk.home, [
			"-c",
			"yes 123456789012345678901234567890 | head -c 100000000 | perl -pe 1 | wc -c",
		]);
		let most = 0;
		const looking = setInterval(() => {
			const text = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, "latin1") : "";
			most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(text)?.[1] ?? 0));
		}, 50);
		const { stdout } = await ended(child);
		clearInterval(looking);
		expect(stdout.toString().trim()).toBe("100000000");
		if (existsSync("/proc")) expect(most).toBeGreaterThan(0);
		expect(most).toBeLessThan(200_000); // KiB
	});

	test("too much is refused before the program runs", async () => {
		const vfs = await desk.vfs();
		const changes = await Promise.all(
			Array.from({ length: 10_001 }, async (_, index) => ({
				op: "write" as const,
				path: `/files/many/n${index}`,
				content: await vfs.stage(""),
			})),
		);
		await vfs.change([{ op: "mkdir", path: "/files/many", parents: true }, ...changes], { cause: "test" });
		vfs.store.close();
		const { status, stdout, stderr } = await run("perl -e 'print 1' /files/many; echo $?");
		expect([status, stdout, stderr]).toEqual([
			0,
			"1\n",
			expect.stringContaining("/files/many: a program of this computer would get more than 10,000 files"),
		]);
	});
});
