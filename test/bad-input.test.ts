/**
 * Whatever a person, a script or a file gets wrong ends in one line that says where, what and what to do, with the right exit
 * status, nothing on stdout, and the tree as it was. What writing commands do with bad paths is in commands/unix/bad-input.test.ts,
 * the world around the program (pipes, folders, keys) in bad-surroundings.test.ts.
 */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeDesk } from "./support/desk.ts";
import { Guarded, REFUSAL } from "./support/untouched.ts";

let guarded: Guarded;
beforeAll(async () => {
	const desk = await makeDesk();
	await desk.put("/notes/X.md", "# X\n");
	await desk.put("/notes/dir/y.md", "# Y\n");
	await desk.put("/files/f", "f\n");
	await desk.put("/tasks/work/t.md", "# T\n");
	await desk.put("/notes/gone.md", "# Gone\n");
	await desk.ok("rm", "/notes/gone.md");
	guarded = await Guarded.of(desk);
});
afterAll(() => guarded.close());
beforeEach(async () => {
	await guarded.accept();
	process.env.EDITOR = "sh -c 'echo never > \"$0\"'";
});

const words = (line: string, path = "") => line.split(" ").map((word) => (word === "@" ? path : word));

describe("paths", () => {
	/** Commands that read; those that write are tried with the same paths elsewhere. */
	const READING = [
		"cat @",
		"ls @",
		"ls -lR @",
		"stat @",
		"find @",
		"grep -r x @",
		"du @",
		"wc @",
		"head @",
		"tail @",
		"restore @",
		"open --with true @",
	];
	/** And those that look into the past. */
	const ANY = [...READING, "history @", "diff @", "diff /notes/X.md @", "log list @", "erase --yes @", "edit @"];

	test.each([
		["outside the tree", "/../etc/passwd", 5],
		["outside it, on the way", "/notes/../../etc/passwd", 5],
		["outside it, in the end", "/notes/a/../../..", 5],
		["outside it, relative", "../x", 5],
		["with NUL", "/notes/a\0b.md", 5],
		["a name of 9,000 bytes", `/notes/${"x".repeat(9000)}`, 5],
		["of 10,000 bytes", "/abcdefghi".repeat(1000), 5],
		["of 10,000 bytes in few characters", `/${"é/".repeat(3400)}`, 5],
		["empty", "", 5],
	])("%s", async (_, path, status) => {
		for (const line of ANY) {
			const { stderr } = await guarded.refuses(words(line, path), status);
			expect(stderr.length, line).toBeLessThan(300);
		}
	});

	test.each([
		["a name of 300 bytes", `/notes/${"x".repeat(300)}`],
		["control characters", "/notes/a\x1b]0;title\x07\n.md"],
		["right-to-left override", "/notes/\u202egpj.exe"],
		["half a character", "/notes/\ud83d.md"],
		["no mount", "/nomount/x"],
		["below a file", "/notes/X.md/below"],
	])("%s: not there to be read, and shown without harm", async (_, path) => {
		for (const line of READING) {
			const outcome = await guarded.desk.run(words(line, path));
			expect([1, 3], `${line}: ${outcome.stderr}`).toContain(outcome.status);
			expect(outcome.stdout, line).toBe("");
			expect(outcome.stderr, line).toMatch(REFUSAL);
			expect(outcome.stderr, line).not.toMatch(/[\p{Cs}\u202e]|\p{Cc}(?!$)/u);
		}
		await guarded.expectUntouched(path);
	});

	test("a name of 300 bytes and control characters cannot be made", async () => {
		const long = await guarded.refuses(["write", `/notes/${"x".repeat(300)}`], 5);
		expect(long.stderr).toMatch(/300 bytes, at most 200/);
		const control = await guarded.refuses(["write", "/notes/a\x1b[31m.md"], 5);
		expect(control.stderr).toMatch(/control character/);
		expect(control.stderr).toContain("kept at /sys/rejected/");
		await guarded.refuses(["mkdir", "/notes/a\tb"], 5);
		await guarded.refuses(["write", "/notes/ends in dot."], 5);
		await guarded.refuses(["write", "/notes/ends in space "], 5);
	});
});

describe("names that look wrong and are not", () => {
	let other: Guarded;
	beforeAll(async () => {
		other = await Guarded.of(await makeDesk());
	});

	test("reserved on Windows, emoji, right-to-left, dashes: kept as given", async () => {
		const names = [
			"CON",
			"aux.md",
			"nul",
			"COM1.txt",
			"a:b?.md",
			"👩‍👩‍👧 & 😀.md",
			"\u202egpj.md",
			"-rf",
			"--json",
			"$HOME",
			"*",
			"' \"",
			"\\",
		];
		for (const name of names) {
			await other.desk.put(`/notes/n/${name}`, name);
			expect(await other.desk.ok("cat", `/notes/n/${name}`)).toBe(name);
		}
		expect((await other.desk.ok("ls", "-A", "/notes/n")).trimEnd().split("\n").sort()).toEqual(names.sort());
	});

	test("a dash in front is an option unless -- says that it is none", async () => {
		expect((await other.desk.run(["cat", "-nope"])).status).toBe(2);
		expect((await other.desk.run(["cat", "--", "-nope"])).status).toBe(3);
		expect((await other.desk.run(["rm", "--", "/notes/n/-rf"])).status).toBe(0);
		expect((await other.desk.run(["write", "--", "-top"], { stdin: "x" })).status).toBe(4);
	});

	test("another case is the same file: a new revision, under the name that it has", async () => {
		await other.desk.put("/notes/Idea.md", "1");
		await other.desk.put("/notes/idea.MD", "2");
		expect(await other.desk.ok("ls", "/notes")).toContain("Idea.md\n");
		expect(await other.desk.ok("ls", "/notes")).not.toContain("idea.MD");
		expect(JSON.parse(await other.desk.ok("ls", "--json", "-d", "/notes/IDEA.md"))).toMatchObject({ revision: 2 });
		await other.accept();
		await other.refuses(["mkdir", "/notes/IDEA.md"], 1);
		await other.refuses(["write", "--expect", "0", "/notes/iDEA.md"], 1);
		await other.refuses(["cp", "/notes/Idea.md", "/notes/idea.md"], 1);
	});

	test("decomposed letters are the composed ones", async () => {
		await other.desk.put("/notes/cafe\u0301.md", "1");
		await other.desk.put("/notes/CAF\u00c9.md", "2");
		expect((await other.desk.ok("ls", "/notes")).split("\n").filter((name) => /caf/i.test(name))).toEqual([
			"caf\u00e9.md",
		]);
		await other.desk.put("/files/cafe\u0301", "1");
		await other.desk.put("/files/caf\u00e9", "2");
		expect((await other.desk.ok("ls", "/files")).split("\n").filter((name) => /caf/.test(name))).toHaveLength(2);
	});

	test("newlines and escapes under /files: as they are in a pipe, shown on a terminal", async () => {
		await other.desk.put("/files/nl/a\nb", "x");
		await other.desk.put("/files/nl/c\x1b[31md", "x");
		await other.desk.put("/files/nl/\u202egpj", "x");
		expect(await other.desk.ok("ls", "/files/nl")).toBe("a\nb\nc\x1b[31md\n\u202egpj\n");
		expect(await other.desk.ok("ls", "-0", "/files/nl")).toBe("a\nb\0c\x1b[31md\0\u202egpj\0");
		for (const argv of [
			["ls", "/files/nl"],
			["ls", "-l", "/files/nl"],
			["tree", "/files/nl"],
			["find", "/files/nl"],
			["stat", "/files/nl/a\nb"],
			["log"],
			["history", "/files/nl/a\nb"],
			["grep", "-r", "x", "/files/nl"],
		]) {
			const { stdout } = await other.desk.run([...argv, "--color", "never"], { columns: 80 });
			expect(stdout, argv.join(" ")).not.toMatch(/\x1b|a\nb|\u202e/);
		}
		expect(await other.desk.ok("log", "-n", "3")).toMatch(/^([^\n]+\n){3}$/);
	});
});

describe("what a file holds", () => {
	test("bytes that are not UTF-8 stay as they are in a note", async () => {
		const bytes = Buffer.from([0xff, 0xfe, 0x20, 0x62, 0x61, 0x64, 0x80, 0x0a, 0xc3]);
		await guarded.desk.put("/notes/bytes.md", bytes);
		expect((await guarded.desk.run(["cat", "/notes/bytes.md"])).bytes).toEqual(bytes);
		expect(JSON.parse(await guarded.desk.ok("cat", "--json", "/notes/bytes.md"))).toMatchObject({
			base64: bytes.toString("base64"),
		});
		for (const argv of [
			["note", "list"],
			["grep", "-r", "bad", "/notes"],
			["head", "/notes/bytes.md"],
			["diff", "/notes/bytes.md", "/notes/X.md"],
			["wc", "/notes/bytes.md"],
			["reindex"],
		])
			expect((await guarded.desk.run(argv)).status, argv.join(" ")).toBeLessThan(2);
		await guarded.desk.ok("mv", "/notes/bytes.md", "/notes/dir/bytes.md");
		expect((await guarded.desk.run(["cat", "/notes/dir/bytes.md"])).bytes).toEqual(bytes);
	});

	test("broken YAML: accepted in a note, and doctor tells", async () => {
		await guarded.desk.put("/notes/yaml.md", "---\ntitle: [\n---\n# Body\n");
		expect(await guarded.desk.ok("cat", "/notes/yaml.md")).toContain("# Body");
		const told = await guarded.desk.run(["doctor", "--json"]);
		expect(told.stdout).toMatch(/\/notes\/yaml\.md/);
	});

	test.each([
		["broken YAML", "---\nstatus: pending\ntags: [a\n---\n", /work\/bad\.md:\d+:\d+: /],
		["a key twice", "---\nstatus: pending\nstatus: completed\n---\n", /work\/bad\.md:3:1: /],
		["an unknown status", "---\nstatus: maybe\n---\n", /work\/bad\.md:2:9: .*maybe/],
		["a wrong type", "---\ndue: [1, 2]\n---\n", /work\/bad\.md:2:\d+: /],
		["front matter that is no mapping", "---\n- a\n---\n", /work\/bad\.md:\d+:\d+: /],
		["a circle of one", "---\ndepends: [bad]\n---\n", /work\/bad\.md:2:10: .*circle/],
		["bytes that are no UTF-8", new Uint8Array([0xff, 0x0a]), /work\/bad\.md: .*UTF-8/],
		[
			"YAML that would fill the memory",
			`---\na: &a [x, x]\n${Array.from({ length: 20 }, (_, at) => `b${at}: &b${at} [*${at === 0 ? "a" : `b${at - 1}`}, *${at === 0 ? "a" : `b${at - 1}`}]\n`).join("")}---\n`,
			/work\/bad\.md/,
		],
	])("a task with %s: refused with its place, and kept", async (_, text, place) => {
		const { stderr } = await guarded.refuses(["write", "/tasks/work/bad.md"], 5, text);
		expect(stderr).toMatch(place);
		const kept = /kept at (\S+)\n/.exec(stderr)?.[1] ?? "";
		expect((await guarded.desk.run(["cat", kept])).bytes).toEqual(Buffer.from(text as string));
	});

	test("a task of more than 4 MiB", async () => {
		await guarded.refuses(["write", "/tasks/work/big.md"], 1, Buffer.alloc(4 * 1024 * 1024 + 1, "x"));
	});
});

describe("a circle of dependencies", () => {
	const task = (depends: string) => `---\ndepends: [${depends}]\n---\n`;
	let other: Guarded;
	beforeEach(async () => {
		other?.close();
		other = await Guarded.of(await makeDesk());
	});
	afterAll(() => other.close());

	test("does not come in by an import: one of it stays out, with its place; the rest comes in", async () => {
		const source = join(other.desk.folder, "todo", "work");
		mkdirSync(source, { recursive: true });
		writeFileSync(join(source, "a.md"), task("b"));
		writeFileSync(join(source, "b.md"), task("c"));
		writeFileSync(join(source, "c.md"), task("a"));
		writeFileSync(join(source, "d.md"), "# D\n");
		for (let round = 0; round < 2; round++) {
			const outcome = await other.desk.run(["import", "tasks", join(source, "..")]);
			expect(outcome.status, outcome.stderr).toBe(1);
			expect(outcome.stderr).toMatch(/^desk: [^\n]*c\.md:2:10: the dependencies go in a circle: [^\n]*\n$/);
			expect(await other.desk.ok("ls", "/tasks/work")).toBe("a.md\nb.md\nd.md\n");
		}
	});

	test("does not come back by undo, restore or a move", async () => {
		await other.desk.put("/tasks/work/a.md", task("b"));
		await other.desk.put("/tasks/work/b.md", "# B\n");
		await other.desk.put("/tasks/work/a.md", "# A\n");
		const change = /^(\d+)/.exec(await other.desk.ok("log", "-n", "1"))?.[1] ?? "";
		await other.desk.put("/tasks/work/b.md", task("a"));
		await other.accept();
		expect((await other.refuses(["undo", change], 6)).stderr).toMatch(/circle/);
		expect((await other.refuses(["restore", "/tasks/work/a.md@1"], 5)).stderr).toMatch(/circle/);
		await other.desk.put("/files/work2/a.md", task("a"));
		await other.accept();
		await other.refuses(["mv", "/files/work2", "/tasks/"], 5);
		expect((await other.desk.run(["cp", "-r", "/files/work2", "/tasks/"])).status).toBe(5);
		expect((await other.desk.run(["ls", "/tasks/work2"])).stdout).toBe("");
	});

	test("of lists that are spelled otherwise, and of thousands", async () => {
		await other.desk.put("/tasks/work/a.md", task("HOME/B"));
		await other.accept();
		await other.desk.put("/tasks/home/x.md", "");
		await other.accept();
		expect((await other.refuses(["write", "/tasks/home/b.md"], 5, task("Work/A"))).stderr).toMatch(/:2:10: .*circle/);
		const source = join(other.desk.folder, "chain", "long");
		mkdirSync(source, { recursive: true });
		for (let at = 0; at < 300; at++) writeFileSync(join(source, `t${at}.md`), task(`t${(at + 1) % 300}`));
		const { status, stderr } = await other.desk.run(["import", "tasks", join(source, ".."), "-q"]);
		expect([status, stderr.split("\n").length, stderr.length < 500], stderr).toEqual([1, 2, true]);
	});

	test("a move that passes through one for a moment is none", async () => {
		await other.desk.put("/tasks/work/a.md", task("b"));
		await other.desk.put("/tasks/work/b.md", "# B\n");
		await other.desk.put("/tasks/home/b.md", task("work/a"));
		await other.desk.ok("mv", "/tasks/work/a.md", "/tasks/home/a.md");
		expect(await other.desk.ok("cat", "/tasks/home/a.md")).toContain("work/b");
	});
});

describe("places where nothing can be written", () => {
	test.each([
		["write /sys/log", 4],
		["write /sys/new", 4],
		["write /sys/rejected/new", 4],
		["append /sys/log text", 4],
		["edit /sys/log", 4],
		["touch /sys/log", 4],
		["touch /sys/new", 4],
		["mkdir /sys/new", 4],
		["mkdir -p /sys/new/er", 4],
		["rm /sys/log", 4],
		["rm -r /sys", 4],
		["rm /sys/x", 3],
		["rmdir /sys/rejected", 4],
		["mv /sys/log /notes/", 4],
		["mv /notes/X.md /sys/log", 4],
		["mv /notes/X.md /sys/", 4],
		["cp /notes/X.md /sys/", 4],
		["erase --yes /sys/log", 4],
		["write /", 1],
		["write /notes", 1],
		["write /notes/dir", 1],
		["write /notes/dir/", 1],
		["append /notes/dir x", 1],
		["edit /notes/dir", 1],
		["write /notes/X.md/below.md", 1],
		["write -p /notes/X.md/be/low.md", 1],
		["mkdir -p /notes/X.md/d", 1],
		["mkdir /", 1],
		["mkdir /notes", 1],
		["mkdir /top", 4],
		["write /top", 4],
		["cp /notes/X.md /top", 3],
		["mv /notes /files/", 4],
		["mv /notes /files/n", 4],
		["mv / /files/", 4],
		["cp -r / /files/all", 5],
		["cp -r /notes /notes/copy", 5],
		["mv /notes/dir /notes/dir/sub", 5],
		["mv /notes/dir /notes/DIR/sub", 5],
		["cp -r /notes/dir /notes/Dir/sub", 5],
		["cp /notes/X.md /notes/X.md", 1],
		["cp /notes/X.md /notes/x.md", 1],
		["mv /notes/X.md /notes/X.md", 1],
		["mv -T /notes/X.md /notes/dir", 1],
		["mv -T /notes/dir /notes/X.md", 1],
		["cp /notes/X.md /notes/dir/../dir/../X.md", 1],
		["rm -r /", 4],
		["rm -rf /", 4],
		["rm /notes/..", 4],
		["rm -r /notes", 4],
		["rmdir /notes", 4],
		["rmdir /notes/dir", 1],
		["rm /notes/dir", 1],
		["write /tasks/beside.md", 4],
		["write -p /tasks/a/b/deep.md", 4],
	] as const)("%s: status %i", async (line, status) => {
		await guarded.refuses(words(line), status);
	});

	test("/trash is a folder like others: what is put there was deleted nowhere", async () => {
		await guarded.desk.put("/trash/new.md", "# New\n");
		expect(await guarded.desk.ok("cat", "/trash/new.md")).toBe("# New\n");
		await guarded.accept();
		await guarded.refuses(["restore", "/trash/new.md"], 5);
		await guarded.desk.ok("mv", "/notes/X.md", "/trash/");
		await guarded.desk.ok("restore", "/trash/X.md");
		expect(await guarded.desk.ok("cat", "/notes/X.md")).toBe("# X\n");
		await guarded.desk.ok("mv", "/trash/new.md", "/notes/dir/");
		expect(await guarded.desk.ok("ls", "/trash")).toBe("gone.md\n");
	});
});

describe("what an import meets", () => {
	test("links in circles, dangling ones, and itself", async () => {
		const source = join(guarded.desk.folder, "loops");
		mkdirSync(join(source, "a", "b"), { recursive: true });
		writeFileSync(join(source, "a", "one.md"), "# One\n");
		symlinkSync("..", join(source, "a", "up"));
		symlinkSync("../..", join(source, "a", "b", "top"));
		symlinkSync("self", join(source, "self"));
		symlinkSync("nowhere", join(source, "dangling.md"));
		const outcome = await guarded.desk.run(["import", "notes", source, "--into", "/notes/loops"]);
		expect(outcome.status).toBe(1);
		expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(4);
		for (const line of outcome.stderr.trimEnd().split("\n"))
			expect(line).toMatch(/^desk: .*(circle|loop|link|there is no)/);
		expect(await guarded.desk.ok("find", "/notes/loops", "-type", "f")).toBe("/notes/loops/a/one.md\n");
		await guarded.accept();
		for (const path of [guarded.desk.home, guarded.desk.folder, "/"])
			await guarded.refuses(["import", "files", path], 5);
		await guarded.refuses(["export", join(guarded.desk.home, "out")], 5);
		await guarded.refuses(["export", "-"], 2);
		await guarded.refuses(["import", "files", join(source, "none")], 3);
		await guarded.refuses(["import", "sys", source], 2);
		await guarded.refuses(["import", source], 2);
	});

	test.skipIf(process.getuid?.() === 0)("unreadable files", async () => {
		const source = join(guarded.desk.folder, "locked");
		mkdirSync(source);
		writeFileSync(join(source, "a.md"), "# A\n");
		writeFileSync(join(source, "b.md"), "# B\n");
		chmodSync(join(source, "a.md"), 0);
		const outcome = await guarded.desk.run(["import", "notes", source, "--into", "/notes/locked"]);
		expect([outcome.status, outcome.stderr]).toEqual([1, expect.stringMatching(/^desk: .*a\.md: .*permission.*\n$/)]);
		expect(await guarded.desk.ok("ls", "/notes/locked")).toBe("b.md\n");
	});
});
