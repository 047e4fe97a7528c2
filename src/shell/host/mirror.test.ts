/** Copies of the tree on the host: whatever names hold, they stay in the folder and keep their bytes. */
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { rawText } from "../../base/raw-text.ts";
import type { Vfs } from "../../vfs/index.ts";
import { mapArguments } from "./arguments.ts";
import { findProgram } from "./find.ts";
import { Mirror } from "./mirror.ts";

describe("the mirror", () => {
	let desk: TestDesk;
	let vfs: Vfs;
	let folder: string;
	let count = 0;

	beforeAll(async () => {
		desk = await makeDesk();
		vfs = await desk.vfs();
		folder = realpathSync(mkdtempSync(join(tmpdir(), "desk-mirror-")));
		const put = (path: string) => vfs.write(path, path, { cause: "test", parents: true });
		for (const path of ["/notes/a.md", "/files/d/x.csv", "/files/-n", "/files/d/sub/y"]) await put(path);
	});
	afterAll(() => {
		vfs.store.close();
		desk.remove();
		rmSync(folder, { recursive: true, force: true });
	});

	const make = () => {
		const root = join(folder, `root${++count}`);
		mkdirSync(root);
		return { root, mirror: new Mirror(vfs, root, new AbortController().signal) };
	};
	/** What arguments become, with the folder as `@`. */
	const mapped = async (words: string[], cwd = "/files") => {
		const { root, mirror } = make();
		mirror.addFolder(cwd);
		return (await mapArguments(words, cwd, vfs, mirror)).map((word) => word.replace(root, "@"));
	};

	test.each<[string, string[], string[]]>([
		["a file of the tree", ["/notes/a.md"], ["@/notes/a.md"]],
		["relative words stay", ["d/x.csv", "../notes/a.md", "./new", "-n"], ["d/x.csv", "../notes/a.md", "./new", "-n"]],
		["another case of a name that the mount takes for the same", ["/notes/A.MD"], ["@/notes/a.md"]],
		[
			"options with values",
			["--in=/notes/a.md", "if=/notes/a.md", "-I/files/d", "@/notes/a.md"],
			["--in=@/notes/a.md", "if=@/notes/a.md", "-I@/files/d", "@@/notes/a.md"],
		],
		[
			"outputs",
			["/files/d/new.html", "-o", "/files/d/a&b", "--output=/files/d/q"],
			["@/files/d/new.html", "-o", "@/files/d/a&b", "--output=@/files/d/q"],
		],
		[
			"no directory to put it into",
			["/files/none/new", "/new", "/nowhere/new"],
			["/files/none/new", "/new", "/nowhere/new"],
		],
		[
			"pieces of code",
			["/notes/ && print", "-ne", "/notes/", "s,/notes/a,b,"],
			["/notes/ && print", "-ne", "/notes/", "s,/notes/a,b,"],
		],
		[
			"addresses, devices, standard input",
			["https://x.org/notes/a.md", "/dev/null", "-"],
			["https://x.org/notes/a.md", "/dev/null", "-"],
		],
		["what leaves the tree", ["../../etc/passwd"], ["../../etc/passwd"]],
	])("%s", async (_, words, expected) => {
		expect(await mapped(words)).toEqual(expected);
	});

	test("any name is one entry of its folder, and comes back as itself", async () => {
		const bytes = fc
			.uint8Array({ minLength: 1, maxLength: 85 })
			.map((value) => value.filter((byte) => byte !== 0 && byte !== 0x2f));
		const name = fc
			.oneof(
				bytes.map(rawText),
				fc.constantFrom("..md", "-", "a\nb", "%", "%25", "\udcff", "%FF", "...", "\ud83d\ude00"),
			)
			.filter(
				(text) =>
					text !== "" &&
					text !== "." &&
					text !== ".." &&
					!/^(4913|\.DS_Store|\._.*|\..*\.sw[a-z]|.*~|\.#.*|#.*#)$/s.test(text),
			);
		await fc.assert(
			fc.asyncProperty(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), async (names) => {
				const base = `/files/any${++count}`;
				for (const one of names) await vfs.write(`${base}/${one}`, "x", { cause: "test", parents: true });
				const { root, mirror } = make();
				await mirror.add(await vfs.stat(base));
				expect(readdirSync(join(root, base), { encoding: "buffer" })).toHaveLength(names.length);
				const found = [...mirror.scan()].filter(({ kind }) => kind === "file").map(({ key }) => mirror.treePath(key));
				expect(found.sort()).toEqual(names.map((one) => `${base}/${one}`).sort());
				for (const one of names) expect(realpathSync(mirror.hostPath(`${base}/${one}`))).toMatch(`${root}${base}/`);
			}),
			{ numRuns: 60 },
		);
	});

	test("links are seen, not followed", async () => {
		const { root, mirror } = make();
		mirror.addFolder("/files");
		mkdirSync(join(folder, "outside"), { recursive: true });
		writeFileSync(join(folder, "outside", "secret"), "x");
		symlinkSync(join(folder, "outside"), join(root, "files", "link"));
		expect([...mirror.scan()].map(({ key, kind }) => [key, kind])).toEqual([
			["/files", "directory"],
			["/files/link", "other"],
		]);
		symlinkSync(join(folder, "outside", "secret"), join(root, "files", "file"));
		await expect(mirror.digest("/files/file")).rejects.toMatchObject({ code: "ELOOP" });
	});
});

describe("findProgram", () => {
	test("looks in absolute folders of PATH only", () => {
		expect(findProgram("sh", { PATH: "/nowhere:/bin" })).toBe("/bin/sh");
		expect(findProgram("sh", { PATH: ":bin:." })).toBeUndefined();
		expect(findProgram("sh", {})).toBeUndefined();
		expect(findProgram("/bin/sh", {})).toBe("/bin/sh");
		for (const name of ["", "./sh", "../bin/sh", "/etc", "/etc/passwd", "sh\0"])
			expect(findProgram(name, { PATH: "/bin" })).toBeUndefined();
	});
});
