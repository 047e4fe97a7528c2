import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import mounts from "../../../fs-mounts/registry.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { passed, readWhole } from "../../../src/source/index.ts";
import type { Incoming, Mount, Passed, SourceImporter } from "../../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";

/** Each line of a `.lines` file is an item: `<name> <version> …`; a later version changes the file of that name. */
const importer: SourceImporter = {
	items: "lines",
	options: ["flags"],
	async *read({ files, vfs, into, options }) {
		for await (const file of files()) {
			if (!file.name.endsWith(".lines")) {
				yield passed(file, "other-kind", "no lines");
				continue;
			}
			const bytes = await readWhole(file, 1000);
			if (!Buffer.isBuffer(bytes)) {
				yield bytes;
				continue;
			}
			for (const [index, line] of bytes.toString().trimEnd().split("\n").entries())
				yield itemOf(line, `${file.from}:${index + 1}`);
		}
		function itemOf(line: string, from: string): Incoming | Passed {
			const [name, version] = line.split(" ");
			const path = `${into ?? "/lines"}/${name}.txt`;
			const content = vfs.store.content.stageBytes(Buffer.from(`${line}${options.flags ?? ""}\n`));
			if (name === "broken")
				return { from, path, content, error: new DeskError("EFORMAT", "broken as it is", { line: 1, column: 7 }) };
			return {
				from,
				path,
				size: line.length,
				content,
				decide(tree) {
					if (name === "bad") throw new DeskError("EFORMAT", "a bad name", { line: 1, column: 2 });
					const old = tree.stat(path);
					if (old === undefined) return { result: "created", path, changes: [{ op: "write", path, content }] };
					const oldVersion = tree.read(path).toString().split(" ")[1] ?? "";
					if (oldVersion === version?.trim()) return { result: "same", path };
					if (oldVersion > (version ?? "")) return { result: "older", path };
					return { result: "changed", path, changes: [{ op: "write", path, content, expect: old.revision }] };
				},
			};
		}
	},
};

const lines: Mount = {
	name: "lines",
	summary: "for tests",
	names: "portable",
	shape: [
		{ path: "**/<name>.txt", kind: "file", what: "a line" },
		{ path: "**", kind: "directory", what: "a folder" },
	],
	importer: async () => importer,
};
const withLines = [...mounts, { name: "lines", load: async () => lines }];

let desk: TestDesk;
let source: string;
beforeEach(async () => {
	desk = await makeDesk();
	source = mkdtempSync(join(tmpdir(), "desk-import-source-"));
});
afterEach(() => {
	desk.remove();
	rmSync(source, { recursive: true });
});

const put = (name: string, text: string) => writeFileSync(join(source, name), text);
const run = (...argv: string[]) => desk.run(argv, { mounts: withLines });
const bring = (...argv: string[]) => run("import", "lines", source, ...argv);

test("items of one file come in, later ones see earlier ones, and again is a no-op with a count", async () => {
	put("a.lines", "one 1 x\ntwo 1 x\none 2 y\none 1 x\n");
	put("b.txt", "");
	const first = await bring();
	expect(first).toMatchObject({ status: 0, stderr: "" });
	expect(first.stdout).toBe("2 new, 1 changed, 0 unchanged; 1 older than the desk's; left behind: 1 of another kind\n");
	expect((await run("cat", "/lines/one.txt")).stdout).toBe("one 2 y\n");
	expect((await bring()).stdout).toBe(
		"0 new, 0 changed, 2 unchanged; 2 older than the desk's; left behind: 1 of another kind\n",
	);
	await run("undo");
	expect((await run("ls", "/lines")).stdout).toBe("");
});

test("refused ones are told with line and column, counted and kept once, and the others come in", async () => {
	put("a.lines", ["one 1", "bad 1", "two 1", "broken 1", "three 1"].join("\n"));
	const { status, stdout, stderr } = await bring();
	expect(status).toBe(1);
	expect(stdout).toBe("3 new, 0 changed, 0 unchanged; skipped: 2 refused\n");
	expect(stderr).toContain(`${source}/a.lines:2:1:2: a bad name; it is kept at /sys/rejected/`);
	expect(stderr).toContain(`${source}/a.lines:4:1:7: broken as it is; it is kept at /sys/rejected/`);
	await bring();
	const kept = (await run("ls", "/sys/rejected")).stdout.trim().split("\n");
	expect(kept.map((name) => name.replace(/^\d+-/, "")).sort()).toEqual(["bad.txt", "broken.txt"]);
	expect((await run("cat", `/sys/rejected/${kept[0]}`)).stdout).toMatch(/^b\w+ 1\n$/);
});

test("--dry-run, --json, --into and an option", async () => {
	put("a.lines", "one 1\none 2\n");
	expect((await bring("--dry-run")).stdout).toBe("would import: 1 new, 1 changed, 0 unchanged\n");
	expect((await run("ls", "/lines")).stdout).toBe("");
	const { stdout } = await bring("--json", "--into", "deep/er", "--flags", "!");
	const records = stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(records).toMatchObject([
		{ path: "/lines/deep/er/one.txt", source: `${source}/a.lines:1`, result: "created" },
		{ path: "/lines/deep/er/one.txt", source: `${source}/a.lines:2`, result: "changed" },
		{ result: "summary", created: 1, changed: 1, older: 0, operation: expect.any(Number) },
	]);
	expect((await run("cat", "/lines/deep/er/one.txt")).stdout).toBe("one 2!\n");
	expect(await bring("--account", "x")).toMatchObject({ status: 2, stdout: "" });
});

test("what is no file, is too large or cannot be read is told, and the rest comes in", async () => {
	mkdirSync(join(source, "sub"));
	put("sub/a.lines", "one 1\n");
	put("large.lines", "x".repeat(1001));
	const { status, stdout, stderr } = await bring();
	expect(status).toBe(1);
	expect(stdout).toBe("1 new, 0 changed, 0 unchanged; skipped: 1 refused\n");
	expect(stderr).toContain("large.lines: it is larger than");
});
