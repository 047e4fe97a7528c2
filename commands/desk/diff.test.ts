import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

const FILES: Readonly<Record<string, string>> = {
	"a/one": "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
	"b/one": "1\n2\nthree\n4\n5\n6\n7\n8\n9\nten",
	"a/eq": "same\n",
	"b/eq": "same\n",
	"a/bin": "x\0y",
	"b/bin": "x\0z",
	"a/only": "o\n",
	"b/ponly": "p\n",
	"a/sub/f": "1\n",
	"b/sub/f": "2\n",
	"a/sub/deep/g": "g\n",
	"a/kind": "file\n",
	"b/kind/x": "x\n",
	"a/empty": "",
	"b/empty": "x\n",
	"a/code.c": "int main()\n{\n\tint a;\n\tint b;\n\tint c;\n\tint d;\n\treturn 0;\n}\n",
	"b/code.c": "int main()\n{\n\tint a;\n\tint b;\n\tint c;\n\tint e;\n\treturn 1;\n}\n",
	"a/crlf": "a\r\nb\r\n",
	"b/crlf": "a\nb\nc\n",
	"a/space": "a b\n\nc\n# note\n",
	"b/space": "a  b \nC\n# other\n",
	"a/sp ace": "ü\n",
	"b/sp ace": "ö\n",
};

let desk: TestDesk;
let folder: string;
beforeAll(async () => {
	desk = await makeDesk();
	folder = mkdtempSync(join(tmpdir(), "desk-diff-"));
	for (const [name, text] of Object.entries(FILES)) {
		await desk.put(`/files/${name}`, text);
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), text);
		utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000);
		await desk.ok("touch", "-d", "2023-11-14T22:13:20Z", `/files/${name}`);
	}
});
afterAll(() => {
	desk.remove();
	rmSync(folder, { recursive: true, force: true });
});

const native = spawnSync("diff", ["--version"]).stdout?.includes("GNU") === true;
if (!native) console.log("GNU diff is not installed: its output is not compared");

/** A command line; paths begin with /files. */
const LINES: readonly (readonly [line: string, stdin?: string])[] = [
	...[
		"",
		"-u",
		"-c",
		"-U1",
		"-U0",
		"-C 1",
		"-y",
		"-y -W 30",
		"-q",
		"-s",
		"--unified=1",
		"--context",
		"-U 1 -u",
		"--normal",
		"-T",
		"-t",
		"-qs",
	].map((options) => [`${options} /files/a/one /files/b/one`] as const),
	["/files/a/eq /files/b/eq"],
	["-s /files/a/eq /files/b/eq"],
	["-y /files/a/eq /files/b/eq"],
	["-ys /files/a/eq /files/b/eq"],
	["/files/a/bin /files/b/bin"],
	["-q /files/a/bin /files/b/bin"],
	["-a /files/a/bin /files/b/bin"],
	["-u /files/a/empty /files/b/empty"],
	["-up /files/a/code.c /files/b/code.c"],
	["-c -F ^int /files/a/code.c /files/b/code.c"],
	["/files/a/crlf /files/b/crlf"],
	["--strip-trailing-cr /files/a/crlf /files/b/crlf"],
	...["-b", "-w", "-B", "-wB", "-iwB", "-I #", "-iwBI ^#", "-iwB -I ^# -q", "-i"].map(
		(options) => [`${options} /files/a/space /files/b/space`] as const,
	),
	["-u -L old -L new /files/a/one /files/b/one"],
	["-u --label old /files/a/one /files/b/one"],
	["/files/a/one /files/b"],
	["/files/a /files/b/one"],
	["/files/a /files/b"],
	["-r /files/a /files/b"],
	["-ru /files/a /files/b"],
	["-ruN /files/a /files/b"],
	["-rN -U 1 /files/a /files/b"],
	["-rq /files/a /files/b"],
	["-rqN /files/a /files/b"],
	["-rqs /files/a /files/b"],
	["-r -x sub -x *.c /files/a /files/b"],
	["-r /files/a/ /files/b/"],
	["-r /files/a /files/a"],
	["/files/a/sub /files/b/sub"],
	["- /files/a/sub/f", "1\n"],
	["/files/a/sub/f -", "2\n"],
	["/files/a/one /dev/null"],
	["/files/none /files/a/one"],
	["/files/none /files/nothing"],
	["-N /files/none /files/a/eq"],
	["-N /files/none /files/nothing"],
	["-u -c /files/a/one /files/b/one"],
	["-r /files/a /files/none"],
	["-rN /files/a/sub /files/none"],
];

describe.skipIf(!native)("as GNU diff does", () => {
	test.each(LINES)("diff %s", async (line = "", stdin = "") => {
		const words = line.split(" ").filter((word) => word !== "");
		const theirs = spawnSync(
			"diff",
			words.map((word) => word.replace(/^\/files/, folder)),
			{
				input: stdin,
				env: { ...process.env, LC_ALL: "C.UTF-8", TZ: "UTC" },
			},
		);
		const ours = await desk.run(["diff", ...words], { stdin });
		const plain = (text: string) => text.replaceAll(folder, "/files");
		expect(ours.stdout).toBe(plain(theirs.stdout.toString()));
		// Of failures the command line has its own statuses; a shell has diff's (`failsWith`).
		expect(Math.min(ours.status, 2)).toBe(theirs.status);
		expect(ours.stderr === "").toBe(theirs.stderr.length === 0);
	});

	test("names with spaces", async () => {
		const theirs = spawnSync("diff", [`${folder}/a/sp ace`, `${folder}/b/sp ace`]);
		expect((await desk.run(["diff", "/files/a/sp ace", "/files/b/sp ace"])).stdout).toBe(theirs.stdout.toString());
	});
});

describe("revisions", () => {
	test("are unified unless another format is asked for, and keep their names", async () => {
		await desk.put("/files/r", "1\n");
		await desk.put("/files/r", "2\n");
		const unified = "--- /files/r@1\n+++ /files/r@2\n@@ -1,1 +1,1 @@\n-1\n+2\n";
		expect((await desk.run(["diff", "/files/r"])).stdout).toBe(unified);
		expect((await desk.run(["diff", "/files/r@1", "/files/r"])).stdout).toBe(unified);
		expect((await desk.run(["diff", "--normal", "/files/r@1", "/files/r"])).stdout).toBe("1c1\n< 1\n---\n> 2\n");
		expect((await desk.run(["diff", "-q", "/files/r"])).stdout).toBe("Files /files/r@1 and /files/r@2 differ\n");
		await desk.put("/files/once", "1\n");
		expect((await desk.run(["diff", "/files/once"])).status).toBe(3);
	});

	test("a file whose own name ends in @N is that file", async () => {
		await desk.put("/files/x@1", "1\n");
		await desk.put("/files/y@1", "2\n");
		expect((await desk.run(["diff", "/files/x@1", "/files/y@1"])).stdout).toBe("1c1\n< 1\n---\n> 2\n");
	});
});

test("JSON: one object for each pair that differs", async () => {
	const { stdout } = await desk.run(["diff", "--json", "-ru", "/files/a/sub", "/files/b/sub"]);
	const items = stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(items).toEqual([
		{ from: "/files/a/sub/deep", to: null, equal: false, diff: null },
		{
			from: "/files/a/sub/f",
			to: "/files/b/sub/f",
			equal: false,
			diff: expect.stringContaining("@@ -1 +1 @@\n-1\n+2\n"),
		},
	]);
	expect(JSON.parse(await desk.ok("diff", "--json", "/files/a/eq", "/files/b/eq"))).toMatchObject({
		equal: true,
		diff: "",
	});
});

test("on a terminal with colours; a name or a line cannot drive it", async () => {
	await desk.put("/files/evil1", "\x1b]0;evil\x07\n");
	await desk.put("/files/evil2", "fine\n");
	const { stdout } = await desk.run(["diff", "-u", "--color", "/files/evil1", "/files/evil2"], { columns: 80 });
	expect(stdout).toContain("\x1b[");
	expect(stdout).not.toContain("\x1b]");
	expect((await desk.run(["diff", "-u", "--color=always", "/files/a/one", "/files/b/one"])).stdout).toContain("\x1b[");
});
