/** Whatever is typed, every command that writes leaves the tree as it was and ends with the right status. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
let vfs: Vfs;
let pristine: string;
beforeAll(async () => {
	desk = await makeDesk();
	vfs = await desk.vfs();
	await desk.put("/notes/a.md", "# A\n");
	await desk.put("/files/d/f", "f");
	await desk.put("/files/plain", "p");
	process.env.EDITOR = "sh -c 'echo never > \"$0\"'";
	pristine = await tree();
});
afterAll(() => {
	delete process.env.EDITOR;
	vfs.store.close();
	desk.remove();
});

async function tree(): Promise<string> {
	const lines: string[] = [];
	for await (const { path, revision, mtime, size } of vfs.walk("/", { views: false }))
		lines.push(`${path} ${revision} ${size} ${path === "/" ? "" : mtime}`);
	return lines.join("\n");
}

/** Each command with `@` for the bad path, after a good one where it takes several: that is left alone too. */
const COMMANDS = [
	"write @",
	"write -p @",
	"append @ text",
	"append --parents @ text",
	"edit @",
	"mkdir @",
	"mkdir -p @",
	"rmdir @",
	"rmdir -p @",
	"touch @",
	"touch -c -r @ /notes/a.md",
	"rm @",
	"rm -rf @",
	"cp @ /files/new",
	"cp -r @ /files/new",
	"cp /notes/a.md @",
	"cp -r /files/d @",
	"cp -t @ /notes/a.md",
	"mv @ /files/new",
	"mv /notes/a.md @",
	"mv -t @ /notes/a.md",
	"mv -T /files/d @",
];

/** Paths that no command takes, whatever it does with paths: the status is the same for all. */
const REFUSED: readonly (readonly [string, string, number])[] = [
	["out of the tree", "/../etc/passwd", 5],
	["out of the tree, later", "/notes/../../x", 5],
	["NUL", "/files/a\0b", 5],
	["a name of 9,000 bytes", `/files/${"x".repeat(9000)}`, 5],
	["a path of 10,000 bytes", `/files${"/xxxx".repeat(2000)}`, 5],
	["nothing", "", 5],
];

test.each(REFUSED)("%s", async (_, path, status) => {
	for (const line of COMMANDS) {
		const outcome = await desk.run(
			line.split(" ").map((word) => (word === "@" ? path : word)),
			{ stdin: "text" },
		);
		expect([line, outcome.status, outcome.stdout], outcome.stderr).toEqual([line, status, ""]);
		expect(outcome.stderr).toMatch(/^desk: [^\n]+; [^\n]+\n$/);
		expect(await tree(), line).toBe(pristine);
	}
});

/** Paths that are well formed, and where nothing can be made. */
const UNFIT: readonly (readonly [string, string, readonly number[]])[] = [
	["a name of 300 bytes", `/files/${"x".repeat(300)}`, [5]],
	["a control character", "/notes/a\nb.md", [5]],
	["a trailing dot", "/notes/a.md.", [5]],
	["below a file", "/files/plain/g", [1]],
	["no mount", "/nomount/x", [3, 4]],
	["at the top", "/top", [3, 4]],
];

test.each(UNFIT)("%s", async (_, path, statuses) => {
	for (const line of [
		"write @",
		"append @ text",
		"edit @",
		"mkdir @",
		"mkdir -p @",
		"touch @",
		"cp /notes/a.md @",
		"cp -r /files/d @",
		"mv /notes/a.md @",
		"mv -T /files/d @",
	]) {
		const outcome = await desk.run(
			line.split(" ").map((word) => (word === "@" ? path : word)),
			{ stdin: "text" },
		);
		expect(statuses, `${line}: ${outcome.status} ${outcome.stderr}`).toContain(outcome.status);
		expect(await tree(), line).toBe(pristine);
	}
});

test("what is missing: status 3", async () => {
	for (const line of [
		"rm @",
		"rm -r @",
		"rmdir @",
		"cp @ /files/new",
		"mv @ /files/new",
		"cp -r @ /files/new",
		"touch -r @ /files/new",
		"cp -t @ /notes/a.md",
		"mv -t @ /notes/a.md",
	]) {
		for (const path of ["/notes/none.md", "/files/no/ne", "/files/d/../none", "/nomount", "/notes/a.md@9"]) {
			const outcome = await desk.run(line.replace("@", path).split(" "));
			expect([line, path, outcome.status], outcome.stderr).toEqual([line, path, 3]);
		}
	}
	expect(await tree()).toBe(pristine);
});

test("any words at all: a known status, never a bug, and a dry run changes nothing", async () => {
	const word = fc.oneof(
		fc.constantFrom(
			"/",
			"//",
			".",
			"..",
			"/notes/..",
			"./notes",
			"/trash",
			"/sys",
			"-",
			"--",
			"-r",
			"-T",
			"-t",
			"-rf",
			"--json",
			"--dry-run",
			"-n",
			"-p",
			"/files/d",
			"/files/d/.",
			"/notes/a.md@1",
			"/notes/a.md@0",
		),
		fc.string({ unit: "binary", maxLength: 12 }).map((text) => `/files/${text}`),
	);
	const command = fc.constantFrom("cp", "mv", "rm", "rmdir", "mkdir", "touch", "append", "write");
	await fc.assert(
		fc.asyncProperty(command, fc.array(word, { maxLength: 4 }), async (name, words) => {
			const { status, stderr } = await desk.run([name, "--dry-run", ...words], { stdin: "x" });
			expect([0, 1, 2, 3, 4, 5, 6], stderr).toContain(status);
			expect(await tree()).toBe(pristine);
		}),
		{ numRuns: 150 },
	);
});
