import { chmodSync, utimesSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Twin } from "../../test/support/oracle.ts";
import { both, runTool } from "../../test/support/tools.ts";

const FILES: Record<string, string> = {
	"a.md": "a\n",
	"b b.txt": "bb\n",
	"sub/c.md": "",
	"sub/deep/new\nline": "x",
	"sub/deep/e.sh": "#!",
};
const TIME = 1_706_695_200;
let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({ "seq.txt": Buffer.from("") });
});
afterAll(() => twin.remove());
beforeEach(async () => {
	for (const [name, text] of Object.entries(FILES)) await twin.put(`t/${name}`, Buffer.from(text));
	const vfs = await twin.desk.vfs();
	for await (const { path, kind } of vfs.walk("/files/t")) {
		const mode = path.endsWith(".sh") ? 0o754 : kind === "directory" ? 0o755 : 0o644;
		await vfs.change([{ op: "setattr", path, mtime: TIME * 1e6 + 250_000, mode }], { cause: "test" });
		chmodSync(twin.folder + path, mode);
		utimesSync(twin.folder + path, TIME + 0.25, TIME + 0.25);
	}
	vfs.store.close();
});

/** The order of a directory is its file system's own affair. */
const sorted = (text: string) => text.split(/[\n\0]/).sort();
async function same(...words: string[]): Promise<void> {
	const { desk, gnu } = await both(twin, ["find", ...words], { variables: { TZ: "Europe/Berlin" } });
	expect({ words, status: desk.status, found: sorted(desk.stdout) }).toEqual({
		words,
		status: gnu.status,
		found: sorted(gnu.stdout),
	});
}

describe("-exec", () => {
	test.each([
		["-exec", "echo", "<{}>", ";"],
		["-name", "*.md", "-exec", "echo", "{}", "{}x", ";", "-print"],
		["-type", "f", "-exec", "echo", "--", "--json", "-print", "{}", ";"],
		["-exec", "false", ";", "-print"],
		["-exec", "true", ";", "-print"],
		["!", "-exec", "false", "{}", ";", "-name", "*.md", "-print"],
		["-name", "*.md", "-exec", "false", "{}", "+"],
		["-name", "nothing", "-exec", "false", "{}", "+"],
		["-name", "*.md", "-exec", "no-such-command", "{}", ";"],
		["-type", "f", "-execdir", "echo", "{}", ";"],
		["-type", "d", "-execdir", "echo", "{}", ";"],
		["-name", "c.md", "-execdir", "cat", "deep/e.sh", ";"],
		["-name", "*.md", "-ok", "echo", "{}", ";"],
		["(", "-name", "*.md", "-exec", "echo", "1", "{}", ";", ")", "-o", "-exec", "echo", "2", "{}", ";"],
		["-name", "a.md", "-exec", "echo", "+", "{}", "x", ";"],
		["-exec", "echo", "{}"],
		["-exec", ";"],
		["-exec", "echo", "{}", "x", "{}", "+"],
	])("%j", async (...words) => same("t", ...words));

	test("gathers as many as fit, in the order of the search", async () => {
		const { stdout } = await runTool(twin.desk, ["find", "t", "-type", "f", "-exec", "echo", "{}", "+"]);
		expect(stdout.split("\n")).toHaveLength(3); // a name with a newline, and the end
		expect(stdout).toBe("t/a.md t/b b.txt t/sub/c.md t/sub/deep/e.sh t/sub/deep/new\nline\n");
	});

	test("what a command removes on the way is no crash", async () => {
		const outcome = await runTool(twin.desk, [
			"find",
			"t",
			"-type",
			"d",
			"-name",
			"sub",
			"-exec",
			"rm",
			"-r",
			"{}",
			";",
		]);
		expect([outcome.status, outcome.stderr.includes("bug")]).toEqual([1, false]);
	});

	test("changes the tree: -exec mv, and -delete after it", async () => {
		await runTool(twin.desk, ["find", "t", "-name", "*.md", "-exec", "cp", "{}", "{}.bak", ";", "-delete"]);
		const { stdout } = await runTool(twin.desk, ["find", "t", "-name", "*md*"]);
		expect(stdout).toBe("t/a.md.bak\nt/sub/c.md.bak\n");
		await runTool(twin.desk, ["rm", "t/a.md.bak", "t/sub/c.md.bak"]);
	});
});

describe("-printf", () => {
	test.each([
		"%p|%f|%h|%P|%H|%d\\n",
		"%m %M %y %Y %%\\n",
		"[%10f][%-10f][%.2f][%5d][%-3d][%05d]\\n",
		"%Ty-%Tm-%Td %TH:%TM:%TS %T+ %T@ %t|%Tc|%Tj|%TZ\\n",
		"\\101\\t\\x\\\\ %q\\0",
		"no newline",
	])("%s", async (format) => same("t", "-printf", format));

	test("\\c ends it", async () => same("t", "-maxdepth", "0", "-printf", "%f\\c never"));
	test("sizes, of files", async () => same("t", "-type", "f", "-printf", "%s %p\\n"));
	test("below operands of all kinds", async () => {
		for (const operand of ["./t", "t/", "t/sub/", ".", "t/a.md"])
			await same(operand, "-name", "[a-z]*", "-printf", "%p|%f|%h|%P|%H|%d\\n");
	});
});

describe("more tests", () => {
	test.each([
		["-perm", "644"],
		["-perm", "-u=x", "-type", "f"],
		["-perm", "/111"],
		["-perm", "-4"],
		["-perm", "/0"],
		["-perm", "x9"],
		["-newermt", "2024-01-31 10:59:00"],
		["-newermt", "2024-01-31 11:00:01"],
		["-newermt", "nonsense"],
		["-newermt", "1 day ago"],
		["-newer", "t/a.md"],
		["-samefile", "t/a.md"],
		["-executable", "-type", "f"],
		["-links", "1", "-type", "f"],
		["-user", "no-such-user"],
		["-mount", "-name", "*.sh"],
		["-name", "sub", "-prune", "-o", "-print"],
		["-not", "-empty", "-a", "-type", "f"],
	])("%j", async (...words) => same("t", ...words));
});
