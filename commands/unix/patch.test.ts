import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
let folder: string;
beforeAll(async () => {
	desk = await makeDesk();
	folder = mkdtempSync(join(tmpdir(), "desk-patch-"));
});
afterAll(() => {
	desk.remove();
	rmSync(folder, { recursive: true, force: true });
});

const native =
	spawnSync("patch", ["--version"]).stdout?.includes("GNU") === true && spawnSync("diff", ["--version"]).status === 0;
if (!native) console.log("GNU patch and diff are not installed: patch is not compared with them");

type Files = Readonly<Record<string, string>>;

const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `${from + n}\n`).join("");
const OLD: Files = {
	f: count(1, 20),
	gone: "gone\n",
	e: "",
	"sub/x": "x1\nx2\n",
	"sub/deep/only": "only\n",
	same: "same\n",
};
const NEW: Files = {
	f: count(1, 20).replace("10\n", "ten\n"),
	new: "new\n",
	e: "x\n",
	"sub/x": "x1\nX2\n",
	"sub/more/y": "y\n",
	same: "same\n",
};

let cases = 0;
/** Both worlds with the same files, and the same command run in both. */
async function both(files: Files, runs: readonly (readonly [args: readonly string[], patch: string])[]) {
	const name = `case${++cases}`;
	const host = join(folder, name);
	mkdirSync(host);
	writeFiles(host, files);
	await desk.ok("mkdir", "-p", `/files/${name}`);
	for (const [path, text] of Object.entries(files))
		await desk.put(`/files/${name}/${path}`, Buffer.from(text, "latin1"));
	const results = { ours: [] as unknown[], theirs: [] as unknown[] };
	for (const [args, patch] of runs) {
		const input = Buffer.from(patch, "latin1");
		const theirs = spawnSync("patch", args, { cwd: host, input, env: { ...process.env, LC_ALL: "C", TZ: "UTC" } });
		const ours = await desk.run(["patch", "-d", `/files/${name}`, ...args], { stdin: input });
		const malformed = theirs.status === 2;
		results.theirs.push({
			status: theirs.status,
			out: malformed ? "" : theirs.stdout.toString("latin1"),
			files: filesIn(host),
		});
		results.ours.push({
			status: ours.status > 1 ? 2 : ours.status,
			out: malformed ? "" : ours.bytes.toString("latin1"),
			files: await filesInDesk(`/files/${name}`),
		});
	}
	return results;
}

function writeFiles(at: string, files: Files): void {
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(join(at, path)), { recursive: true });
		writeFileSync(join(at, path), Buffer.from(text, "latin1"));
	}
}

function filesIn(at: string): Files {
	const names = readdirSync(at, { recursive: true, encoding: "utf8" }).sort();
	return Object.fromEntries(
		names.map((name) => [name, statSync(join(at, name)).isDirectory() ? "/" : readFileSync(join(at, name), "latin1")]),
	);
}

async function filesInDesk(path: string): Promise<Files> {
	const found: [string, string][] = [];
	for (const line of (await desk.ok("find", path, "-mindepth", "1")).trim().split("\n").sort()) {
		if (line === "") continue;
		const isDirectory = JSON.parse(await desk.ok("stat", "--json", line)).kind === "directory";
		found.push([
			line.slice(path.length + 1),
			isDirectory ? "/" : (await desk.run(["cat", line])).bytes.toString("latin1"),
		]);
	}
	return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What GNU diff says of two sets of files. */
function diffOf(options: readonly string[], a: Files, b: Files): string {
	const at = mkdtempSync(join(folder, "diff-"));
	writeFiles(join(at, "a"), a);
	writeFiles(join(at, "b"), b);
	return spawnSync("diff", [...options, "a", "b"], {
		cwd: at,
		env: { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC" },
	}).stdout.toString("latin1");
}

const GIT = `Some words before it.
diff --git a/f b/f2
similarity index 90%
rename from f
rename to f2
--- a/f
+++ b/f2
@@ -8,5 +8,5 @@
 8
 9
-10
+ten
 11
 12
diff --git a/gone b/gone
deleted file mode 100644
index 1234567..0000000
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-gone
diff --git a/n/new b/n/new
new file mode 100755
index 0000000..1234567
--- /dev/null
+++ b/n/new
@@ -0,0 +1 @@
+hi
diff --git a/e b/e
old mode 100644
new mode 100755
diff --git a/same b/moved
similarity index 100%
rename from same
rename to moved
diff --git a/sub/x b/sub/x2
similarity index 100%
copy from sub/x
copy to sub/x2
diff --git a/emptynew b/emptynew
new file mode 100644
index 0000000..e69de29
-- 
2.30.2
`;

describe.skipIf(!native)("as GNU patch does", () => {
	const unified = () => diffOf(["-ruN"], OLD, NEW);
	const context = () => diffOf(["-rcN"], OLD, NEW);
	const one = (option: string) => diffOf(["-r", option], { f: OLD.f ?? "" }, { f: NEW.f ?? "" });
	const scenarios: readonly (readonly [
		name: string,
		files: Files,
		runs: () => readonly (readonly [readonly string[], string])[],
	])[] = [
		[
			"unified: forth, again, and back",
			OLD,
			() => [
				[["-p1"], unified()],
				[["-p1"], unified()],
				[["-p1", "-R"], unified()],
			],
		],
		[
			"context: forth, again, and back",
			OLD,
			() => [
				[["-p1"], context()],
				[["-p1"], context()],
				[["-R", "-p1"], context()],
			],
		],
		[
			"a dry run",
			OLD,
			() => [
				[["-p1", "--dry-run"], unified()],
				[["-p1"], unified()],
				[["-p1", "--dry-run"], unified()],
			],
		],
		[
			"-N, -f, -t on what is applied already",
			NEW,
			() => [
				[["-p1", "-N"], unified()],
				[["-p1", "-f"], unified()],
				[["-p1", "-t"], unified()],
			],
		],
		[
			"-s",
			NEW,
			() => [
				[["-s", "-p1"], unified()],
				[["-s", "-p1", "-R"], unified()],
			],
		],
		[
			"missing files",
			{ e: "" },
			() => [
				[["-p1"], unified()],
				[["-s", "-p1"], unified()],
			],
		],
		["without -p", OLD, () => [[[], unified()]]],
		["-p0: no such files", OLD, () => [[["-p0"], unified()]]],
		["fuzz", { ...OLD, f: (OLD.f ?? "").replace("8\n", "eight\n") }, () => [[["-p1"], unified()]]],
		[
			"no fuzz: rejects",
			{ ...OLD, f: (OLD.f ?? "").replace("8\n", "eight\n") },
			() => [
				[["-p1", "-F0"], unified()],
				[["-p1", "-F", "3"], unified()],
			],
		],
		[
			"an offset",
			{ ...OLD, f: `a\nb\n${OLD.f}` },
			() => [
				[["-p1"], unified()],
				[["-p1", "-R"], unified()],
			],
		],
		[
			"-b, -z, -B",
			OLD,
			() => [
				[["-p1", "-b"], unified()],
				[["-Rp1", "-b", "-z", ".old"], unified()],
				[["-p1", "-b", "-B", "before-"], unified()],
			],
		],
		["--no-backup-if-mismatch", { ...OLD, f: `a\n${OLD.f}` }, () => [[["-p1", "--no-backup-if-mismatch"], unified()]]],
		[
			"-r",
			{ ...OLD, f: "else\n" },
			() => [
				[["-p1", "-r", "rejects"], unified()],
				[["-p1", "-r", "-"], unified()],
			],
		],
		["rejects in context format", { ...OLD, f: "else\n" }, () => [[["-p1"], context()]]],
		[
			"-o",
			OLD,
			() => [
				[["-p1", "-o", "out"], unified()],
				[["-o", "-", "f"], one("-u")],
			],
		],
		["-E", { f: "gone\n" }, () => [[["f", "-E"], "1d0\n< gone\n"]]],
		["an empty file stays", { f: "gone\n" }, () => [[["f"], "1d0\n< gone\n"]]],
		[
			"a normal diff",
			OLD,
			() => [
				[["f"], one("--normal")],
				[["f", "-R"], one("--normal")],
				[["-f", "-R", "f"], one("--normal")],
			],
		],
		["a normal diff without a name", OLD, () => [[[], one("--normal").replace(/^diff.*\n/, "")]]],
		[
			"a file as operand",
			OLD,
			() => [
				[["f"], one("-u")],
				[["sub/x"], one("-u")],
			],
		],
		["content that differs is not deleted", { ...OLD, gone: "gone\nor not\n" }, () => [[["-p1"], unified()]]],
		["git: renamed, copied, new, deleted, mode", OLD, () => [[["-p1"], GIT]]],
		[
			"git: taken back",
			OLD,
			() => [
				[["-p1"], GIT.replace(/diff --git a\/sub[\s\S]*?(?=diff --git a\/emptynew)/, "")],
				[["-R", "-p1"], GIT.replace(/diff --git a\/sub[\s\S]*?(?=diff --git a\/emptynew)/, "")],
			],
		],
		["CR LF in the patch", OLD, () => [[["-p1"], one("-u").replaceAll("\n", "\r\n")]]],
		["-l", { f: (OLD.f ?? "").replaceAll("\n", " \n") }, () => [[["-l", "-p1"], one("-u")]]],
		[
			"garbage, nothing",
			OLD,
			() => [
				[[], "no patch\n"],
				[[], ""],
			],
		],
		["cut off in a hunk", OLD, () => [[["-p1"], one("-u").slice(0, -8)]]],
		["lines that are none", OLD, () => [[["-p1"], one("-u").replace(" 11\n", "11\n")]]],
		[
			"no newline at the end",
			{ f: "a\nb" },
			() => [
				[["-p1"], diffOf(["-ru"], { f: "a\nb" }, { f: "a\nc" })],
				[["-p1"], diffOf(["-ru"], { f: "a\nc" }, { f: "a\nc\n" })],
			],
		],
		[
			"dangerous names",
			OLD,
			() => [
				[["-p0"], "--- ../f\n+++ ../f\n@@ -1 +1 @@\n-1\n+one\n"],
				[["-p0"], "--- /etc/f\n+++ /etc/f\n@@ -1 +1 @@\n-1\n+one\n"],
			],
		],
		["an Index line", OLD, () => [[[], "Index: f\n===\n@@ -1,2 +1,2 @@\n-1\n+one\n 2\n"]]],
		[
			"bytes that are no UTF-8",
			{ f: "\xff\xfe\nb\n" },
			() => [[["-p1"], diffOf(["-rua"], { f: "\xff\xfe\nb\n" }, { f: "\xff\xfe\n\x80\n" })]],
		],
		["names with spaces", { "a b": "1\n" }, () => [[["-p1"], diffOf(["-ru"], { "a b": "1\n" }, { "a b": "2\n" })]]],
	];

	test.each(scenarios)("%s", async (_, files, runs) => {
		const { ours, theirs } = await both(files, runs());
		expect(ours).toEqual(theirs);
	});

	const line = fc.constantFrom("a\n", "b\n", "c\n", "d\n", "e\n", "\n");
	const lines = fc.array(line, { minLength: 1, maxLength: 30 });
	const edits = fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.array(line, { maxLength: 2 })), {
		minLength: 1,
		maxLength: 4,
	});
	const edited = (old: readonly string[], changes: readonly [number, number, string[]][]) => {
		const made = [...old];
		for (const [at, removed, added] of changes) made.splice(at % (made.length + 1), removed, ...added);
		return made.join("");
	};

	test("random patches on files that have changed since: same result, same messages, same rejects", async () => {
		await fc.assert(
			fc.asyncProperty(
				lines,
				edits,
				edits,
				fc.constantFrom(["-u"], ["-U1"], ["-U0"], ["-c"], ["-C1"], ["--normal"]),
				fc.constantFrom<string[]>([], ["-R"], ["-F0"], ["-F3"], ["-N"], ["-f"], ["-t"]),
				async (old, change, meanwhile, style, options) => {
					const patch = diffOf(["-r", ...style], { f: old.join("") }, { f: edited(old, change) });
					if (patch === "") return;
					const { ours, theirs } = await both({ f: edited(old, meanwhile) }, [[[...options, "f"], patch]]);
					expect(ours).toEqual(theirs);
				},
			),
			{ numRuns: Number(process.env.PATCH_RUNS ?? 60) },
		);
	});
});

test("patch(diff(a, b), a) = b, in every format, and -R leads back", async () => {
	const text = fc
		.array(fc.constantFrom("a\n", "b\n", "\n", "ü\n", "- x\n", "+ y\n", "--- 1,2 ----\n"), { maxLength: 25 })
		.map((parts) => parts.join(""));
	const ends = fc.constantFrom("", "z");
	await fc.assert(
		fc.asyncProperty(
			text,
			text,
			ends,
			ends,
			fc.constantFrom("-u", "-c", "--normal", "-U0", "-C0"),
			async (a, b, endA, endB, style) => {
				const [old, fresh] = [`${a}${endA}`, `${b}${endB}`];
				if (old === fresh || old === "" || fresh === "") return;
				await desk.put("/files/rt/old", old);
				await desk.put("/files/rt/new", fresh);
				await desk.put("/files/rt/target", old);
				const { stdout } = await desk.run(["diff", style, "/files/rt/old", "/files/rt/new"]);
				const forth = await desk.run(["patch", "/files/rt/target"], { stdin: stdout });
				expect([forth.status, await desk.ok("cat", "/files/rt/target")], stdout).toEqual([0, fresh]);
				const back = await desk.run(["patch", "-R", "/files/rt/target"], { stdin: stdout });
				expect([back.status, await desk.ok("cat", "/files/rt/target")], stdout).toEqual([0, old]);
			},
		),
		{ numRuns: 60 },
	);
});

describe("in the desk", () => {
	test("a directory's diff is its patch; one undo takes all back; renames keep the history", async () => {
		for (const [path, text] of Object.entries(OLD)) {
			await desk.put(`/files/u/a/${path}`, text);
			await desk.put(`/files/u/w/${path}`, text);
		}
		for (const [path, text] of Object.entries(NEW)) await desk.put(`/files/u/b/${path}`, text);
		const { stdout } = await desk.run(["diff", "-ruN", "/files/u/a", "/files/u/b"]);
		const before = await filesInDesk("/files/u/w");
		expect((await desk.run(["patch", "-d", "/files/u/w", "-p4"], { stdin: stdout })).status).toBe(0);
		expect(await filesInDesk("/files/u/w")).toEqual(await filesInDesk("/files/u/b"));
		await desk.ok("undo");
		expect(await filesInDesk("/files/u/w")).toEqual(before);
		expect((await desk.run(["patch", "-d", "/files/u/w", "-p1"], { stdin: GIT })).status).toBe(0);
		const history = (await desk.ok("history", "--json", "/files/u/w/f2"))
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line).op);
		expect(history).toContain("rename");
		expect(JSON.parse(await desk.ok("stat", "--json", "/files/u/w/n/new")).mode).toBe("0755");
	});

	test("what a mount refuses is reported and the rest is done", async () => {
		await desk.put("/files/t", "1\n");
		await desk.ok("task", "add", "Pay");
		const [task] = (await desk.ok("find", "/tasks", "-name", "*.md")).trim().split("\n");
		const text = await desk.ok("cat", task ?? "");
		const line = text.split("\n").indexOf("status: pending") + 1;
		const patch =
			`--- a${task}\n+++ b${task}\n@@ -${line} +${line} @@\n-status: pending\n+status: nonsense\n` +
			"--- a/files/t\n+++ b/files/t\n@@ -1 +1 @@\n-1\n+2\n";
		const { status, stderr } = await desk.run(["patch", "-p1"], { stdin: patch });
		expect([status, await desk.ok("cat", "/files/t")], stderr).toEqual([5, "2\n"]);
	});

	test("--json lists the changes, a dry run changes nothing, and -i reads a file of the desk", async () => {
		await desk.put("/files/j/f", "1\n");
		await desk.put("/files/j/p", "--- f\n+++ f\n@@ -1 +1 @@\n-1\n+2\n");
		const dry = await desk.run(["patch", "--json", "--dry-run", "-d", "/files/j", "-i", "p"]);
		expect(JSON.parse(dry.stdout)).toMatchObject({ op: "write", path: "/files/j/f", change: null });
		expect(await desk.ok("cat", "/files/j/f")).toBe("1\n");
		expect(await desk.ok("patch", "-d", "/files/j", "f", "p")).toBe("patching file f\n");
		expect(await desk.ok("cat", "/files/j/f")).toBe("2\n");
	});
});
