import { execFileSync } from "node:child_process";
import {
	chmodSync,
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

let desk: TestDesk;
let folder: string;
let out: string;
beforeEach(async () => {
	desk = await makeDesk();
	folder = mkdtempSync(join(tmpdir(), "desk-export-"));
	out = join(folder, "out");
});
afterEach(() => {
	desk.remove();
	rmSync(folder, { recursive: true, force: true });
});

/** Everything below a folder: path in hex-safe latin1, kind, permission bits, whole microseconds, bytes. By the host alone. */
function snapshot(root: string | Buffer): string[] {
	const lines: string[] = [];
	const visit = (path: Buffer, shown: string) => {
		for (const entry of readdirSync(path, { encoding: "buffer" })) {
			const at = Buffer.concat([path, Buffer.from("/"), entry]);
			const name = `${shown}/${entry.toString("latin1")}`;
			const stat = lstatSync(at, { bigint: true });
			const mode = (Number(stat.mode) & 0o777).toString(8);
			if (stat.isDirectory()) {
				lines.push(`${name}/ ${mode}`);
				visit(at, name);
			} else if (stat.isSymbolicLink()) lines.push(`${name} -> ${readlinkSync(at)}`);
			else lines.push(`${name} ${mode} ${stat.mtimeNs / 1000n} ${readFileSync(at).toString("base64")}`);
		}
	};
	visit(Buffer.from(root), "");
	return lines.sort();
}

/** The snapshot without the manifest, which has the date. */
const exported = (root: string) => snapshot(root).filter((line) => !line.startsWith("/.deskfs-export.json"));

describe("export", () => {
	beforeEach(async () => {
		await desk.put("/notes/a.md", "# A\n");
		await desk.put("/notes/deep/er/b.md", "b");
		await desk.put("/files/tool.sh", "#!/bin/sh\n");
		await desk.put("/files/empty", "");
		await desk.ok("mkdir", "-p", "/files/nothing/here");
		const vfs = await desk.vfs();
		await vfs.change(
			[
				{ op: "setattr", path: "/files/tool.sh", mode: 0o4750, mtime: 1_600_000_000_123_457 },
				{ op: "setattr", path: "/notes/a.md", mtime: 946_684_800_000_000 },
				{ op: "setattr", path: "/files/nothing/here", mode: 0o555, mtime: 1_500_000_000_000_000 },
			],
			{ cause: "test" },
		);
		vfs.store.close();
	});

	test("writes all that is stored, with times, permissions and empty folders, for the owner alone", async () => {
		expect(await desk.ok("export", out)).toBe("4 written, 0 replaced, 0 unchanged\n");
		expect(readdirSync(out).sort()).toEqual([".deskfs-export.json", "files", "notes"]);
		expect(readFileSync(join(out, "notes/deep/er/b.md"), "utf8")).toBe("b");
		expect(statSync(join(out, "notes/a.md")).mtime.toISOString()).toBe("2000-01-01T00:00:00.000Z");
		expect(lstatSync(join(out, "files/tool.sh"), { bigint: true }).mtimeNs / 1000n).toBe(1_600_000_000_123_457n);
		expect(statSync(join(out, "files/tool.sh")).mode & 0o7777).toBe(0o750);
		expect(statSync(join(out, "files/nothing/here")).mode & 0o777).toBe(0o555);
		expect(statSync(join(out, "files/nothing/here")).mtimeMs).toBe(1_500_000_000_000);
		expect(statSync(out).mode & 0o777).toBe(0o700);
		const manifest = JSON.parse(readFileSync(join(out, ".deskfs-export.json"), "utf8")) as Record<string, unknown>;
		expect(manifest).toMatchObject({
			format: "deskfs-export",
			version: 1,
			paths: ["/"],
			mounts: { notes: { files: 2, folders: 3, bytes: 5 }, files: { files: 2, folders: 3, bytes: 10 } },
		});
	});

	test("comes back byte for byte in a new desk, and changes nothing in its own", async () => {
		await desk.ok("export", out);
		expect(await desk.ok("import", out)).toBe("0 new, 0 changed, 4 unchanged\n");
		const other = await makeDesk();
		expect(await other.ok("import", out)).toBe("4 new, 0 changed, 0 unchanged\n");
		const again = join(folder, "again");
		await other.ok("export", again);
		expect(exported(again)).toEqual(exported(out));
		const part = await makeDesk();
		expect(await part.ok("import", "notes", out)).toBe("2 new, 0 changed, 0 unchanged\n");
		expect(await part.ok("ls", "/notes")).toBe("a.md\ndeep\n");
		part.remove();
		other.remove();
	});

	test("a later export from another folder is the same source", async () => {
		await desk.ok("export", out);
		const other = await makeDesk();
		await other.ok("import", out);
		await desk.put("/notes/a.md", "newer");
		const later = join(folder, "later");
		await desk.ok("export", later);
		expect(await other.ok("import", later)).toBe("0 new, 1 changed, 3 unchanged\n");
		expect(await desk.ok("import", out)).toBe("0 new, 0 changed, 3 unchanged; 1 kept as edited in the desk\n");
		other.remove();
	});

	test("parts, each once; what is missing or computed is told", async () => {
		expect(await desk.ok("export", out, "/notes/deep/er", "/notes/deep", "/files/tool.sh")).toBe(
			"2 written, 0 replaced, 0 unchanged\n",
		);
		expect(execFileSync("find", [".", "-type", "f"], { cwd: out }).toString().trim().split("\n").sort()).toEqual([
			"./.deskfs-export.json",
			"./files/tool.sh",
			"./notes/deep/er/b.md",
		]);
		const missing = await desk.run(["export", join(folder, "two"), "/notes/none.md", "/notes/a.md"]);
		expect(missing.status).toBe(3);
		expect(readFileSync(join(folder, "two/notes/a.md"), "utf8")).toBe("# A\n");
		expect((await desk.run(["export", join(folder, "three"), "/sys"])).status).not.toBe(0);
		expect(existsSync(join(folder, "three"))).toBe(false);
	});

	test("/trash on demand, and back", async () => {
		const vfs = await desk.vfs();
		await vfs.change([{ op: "remove", path: "/notes/a.md" }], { cause: "test" });
		vfs.store.close();
		await desk.ok("export", out);
		expect(existsSync(join(out, "trash"))).toBe(false);
		const whole = join(folder, "whole");
		await desk.ok("export", "--trash", whole);
		expect(readFileSync(join(whole, "trash/a.md"), "utf8")).toBe("# A\n");
		const other = await makeDesk();
		expect(await other.ok("import", whole)).toBe("4 new, 0 changed, 0 unchanged\n");
		expect(await other.ok("cat", "/trash/a.md")).toBe("# A\n");
		other.remove();
	});

	test("a folder that is not empty is refused without --update", async () => {
		mkdirSync(out);
		writeFileSync(join(out, "mine.txt"), "mine");
		expect((await desk.run(["export", out])).status).toBe(1);
		expect(readdirSync(out)).toEqual(["mine.txt"]);
		await desk.ok("export", "--update", out);
		expect(readFileSync(join(out, "mine.txt"), "utf8")).toBe("mine");
		writeFileSync(join(folder, "file"), "");
		expect((await desk.run(["export", join(folder, "file")])).status).toBe(1);
	});

	test("--update replaces what differs, mends times and permissions, and keeps what is newer unless --force", async () => {
		await desk.ok("export", out);
		const before = exported(out);
		const inode = statSync(join(out, "notes/deep/er/b.md")).ino;
		chmodSync(join(out, "files/tool.sh"), 0o600);
		utimesSync(join(out, "notes/a.md"), 5, 5);
		writeFileSync(join(out, "files/empty"), "not empty, and older");
		utimesSync(join(out, "files/empty"), 5, 5);
		expect(await desk.ok("export", "--update", out)).toBe("0 written, 1 replaced, 3 unchanged\n");
		expect(exported(out)).toEqual(before);
		expect(statSync(join(out, "notes/deep/er/b.md")).ino).toBe(inode);
		writeFileSync(join(out, "notes/a.md"), "edited there");
		const kept = await desk.run(["export", "--update", out]);
		expect([kept.status, kept.stdout]).toEqual([6, "0 written, 0 replaced, 3 unchanged; 1 newer there and kept\n"]);
		expect(kept.stderr).toContain("/notes/a.md");
		expect(readFileSync(join(out, "notes/a.md"), "utf8")).toBe("edited there");
		await desk.ok("export", "--update", "--force", out);
		expect(exported(out)).toEqual(before);
	});

	test("links in the folder are not followed, and nothing outside it is touched", async () => {
		const outside = join(folder, "outside");
		mkdirSync(join(outside, "er"), { recursive: true });
		writeFileSync(join(outside, "x"), "untouched");
		mkdirSync(join(out, "notes"), { recursive: true });
		symlinkSync("../../outside", join(out, "notes/deep"));
		symlinkSync("../../outside/x", join(out, "notes/a.md"));
		const before = snapshot(outside);
		const outcome = await desk.run(["export", "--update", out]);
		expect(outcome.status).toBe(1);
		expect(outcome.stderr).toMatch(/\/notes\/deep: a link lies in its place/);
		expect(snapshot(outside)).toEqual(before);
		expect(lstatSync(join(out, "notes/a.md")).isFile()).toBe(true);
		expect(readFileSync(join(out, "notes/a.md"), "utf8")).toBe("# A\n");
		expect(lstatSync(join(out, "notes/deep")).isSymbolicLink()).toBe(true);
	});

	test("a file where a folder should be, and the other way round, are told; the rest comes", async () => {
		mkdirSync(join(out, "notes/a.md"), { recursive: true });
		writeFileSync(join(out, "notes/deep"), "in the way");
		const outcome = await desk.run(["export", "--update", "--json", out]);
		expect(outcome.status).toBe(1);
		const records = outcome.stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as { path: string; result: string; skipped: number; written: number });
		expect(records.filter(({ result }) => result === "skipped").map(({ path }) => path)).toEqual([
			"/notes/a.md",
			"/notes/deep",
			"/notes/deep/er",
			"/notes/deep/er/b.md",
		]);
		expect(records.at(-1)).toMatchObject({ result: "summary", written: 2, skipped: 4 });
	});

	test("the desk's own folder is refused, around a mount's folder too", async () => {
		expect((await desk.run(["export", join(desk.home, "x")])).status).toBe(5);
		expect((await desk.run(["export", "--update", desk.home])).status).toBe(5);
		expect(existsSync(join(desk.home, "x"))).toBe(false);
	});

	test("--dry-run tells the same and writes nothing", async () => {
		expect(await desk.ok("export", "--dry-run", out)).toBe("would export: 4 written, 0 replaced, 0 unchanged\n");
		expect(existsSync(out)).toBe(false);
	});

	test("an export of a newer format is refused", async () => {
		await desk.ok("export", out);
		writeFileSync(join(out, ".deskfs-export.json"), '{"format":"deskfs-export","version":2}');
		expect((await desk.run(["import", out])).status).toBe(5);
		writeFileSync(join(out, ".deskfs-export.json"), "{");
		expect((await desk.run(["import", out])).status).toBe(5);
	});
});

/** Any name that POSIX allows, but editors' scratch files, which no desk stores. */
const name = fc
	.oneof(
		fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).map((text) => Buffer.from(text, "utf8")),
		fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
		fc
			.constantFrom(
				"a",
				"A",
				"a.md",
				"é",
				"e\u0301",
				"two words",
				"new\nline",
				" lead",
				"trail ",
				"dot.",
				"-rf",
				"\\",
				"\t",
				"😀",
				".hidden",
				"x".repeat(255),
			)
			.map((text) => Buffer.from(text)),
	)
	.filter((bytes) => {
		const text = bytes.toString("latin1");
		return (
			bytes.length <= 255 &&
			!/[/\0]|^\.\.?$/.test(text) &&
			!/~$|^\.#|^#|^4913$|^\.DS_Store$|^\._|^\..*\.sw[a-z]$|^\.deskfs-part-/is.test(text)
		);
	});
const bytes = fc.oneof(
	{ weight: 6, arbitrary: fc.uint8Array({ maxLength: 60 }) },
	{ weight: 3, arbitrary: fc.constant(new Uint8Array()) },
	{
		weight: 1,
		arbitrary: fc
			.integer({ min: 0, max: 255 })
			.map((seed) => Uint8Array.from({ length: 1_000_003 }, (_, at) => (at * 31 + (at >> 8) * seed) & 255)),
	},
);
interface Entry {
	name: Buffer;
	mode: number;
	/** Microseconds. */
	mtime: number;
	bytes?: Uint8Array;
	entries?: Entry[];
}
const mode = fc.integer({ min: 0, max: 0o777 });
const file: fc.Arbitrary<Entry> = fc.record({
	name,
	mode,
	mtime: fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
	bytes,
});
const tree = (depth: number): fc.Arbitrary<Entry[]> => {
	const folder: fc.Arbitrary<Entry> = fc.record({
		name,
		mode,
		mtime: fc.constant(0),
		entries: depth === 0 ? fc.constant([]) : tree(depth - 1),
	});
	return fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: file }, { weight: 2, arbitrary: folder }), {
		maxLength: 5,
		selector: (entry) => entry.name.toString("latin1"),
	});
};

function make(root: Buffer, entries: Entry[]): void {
	for (const entry of entries) {
		const path = Buffer.concat([root, Buffer.from("/"), entry.name]);
		if (entry.entries !== undefined) {
			mkdirSync(path);
			make(path, entry.entries);
		} else {
			writeFileSync(path, entry.bytes ?? "");
			// A whole microsecond, clear of what a double rounds.
			utimesSync(path, (entry.mtime + 0.4) / 1e6, (entry.mtime + 0.4) / 1e6);
		}
		chmodSync(path, entry.mode);
	}
}

test("any tree of files comes in and out as it was; again, nothing changes", async () => {
	await fc.assert(
		fc.asyncProperty(tree(3), async (entries) => {
			const place = mkdtempSync(join(tmpdir(), "desk-tree-"));
			const one = await makeDesk();
			const two = await makeDesk();
			try {
				const source = join(place, "source");
				mkdirSync(source);
				make(Buffer.from(source), entries);
				await one.ok("import", "files", source);
				await one.ok("export", join(place, "first"), "/files");
				const first = existsSync(join(place, "first/files")) ? snapshot(join(place, "first/files")) : [];
				expect(first).toEqual(snapshot(source));
				expect(await one.ok("import", join(place, "first"))).toMatch(/^0 new, 0 changed, \d+ unchanged\n$/);
				expect(await one.ok("import", "files", source)).toMatch(/^0 new, 0 changed, \d+ unchanged\n$/);
				await two.ok("import", join(place, "first"));
				await two.ok("export", join(place, "second"));
				expect(exported(join(place, "second"))).toEqual(exported(join(place, "first")));
				const vfs = await two.vfs();
				expect(vfs.store.log.verify().problems).toEqual([]);
				vfs.store.close();
			} finally {
				one.remove();
				two.remove();
				execFileSync("rm", ["-rf", place]);
			}
		}),
		{ numRuns: Number(process.env.FC_RUNS ?? 12) },
	);
});

test("every Markdown file of node_modules comes in as notes and out again byte for byte", async () => {
	const modules = join(ROOT, "node_modules");
	const source = join(folder, "markdown");
	const found = execFileSync(
		"find",
		[".", "-path", "./.cache", "-prune", "-o", "-type", "f", "-iname", "*.md", "-print"],
		{ cwd: modules, maxBuffer: 1e8 },
	)
		.toString()
		.trim()
		.split("\n");
	expect(found.length).toBeGreaterThan(80);
	for (const path of found) {
		mkdirSync(dirname(join(source, path)), { recursive: true });
		cpSync(join(modules, path), join(source, path), { dereference: true, preserveTimestamps: true });
	}
	const names = new Set(found.map((path) => path.toLowerCase()));
	const clashes = found.length - names.size;
	const { stdout } = await desk.run(["import", "--json", "notes", source]);
	const summary = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as {
		created: number;
		skipped: Record<string, number>;
	};
	expect(summary).toMatchObject({ created: found.length - clashes, skipped: clashes === 0 ? {} : { clash: clashes } });
	await desk.ok("export", out);
	const count = Number(execFileSync("sh", ["-c", 'find "$0" -type f | wc -l', join(out, "notes")]).toString());
	expect(count).toBe(found.length - clashes);
	if (clashes === 0) expect(execFileSync("diff", ["-r", source, join(out, "notes")]).toString()).toBe("");
	expect(await desk.ok("import", out)).toBe(`0 new, 0 changed, ${found.length - clashes} unchanged\n`);
});

describe("what files were made from", () => {
	const EML = Buffer.from("From: a@example.org\r\nSubject: Hi\r\n\r\nHello\r\n\xff", "latin1");
	const LARGE = Buffer.alloc(600_000, "From: b@example.org\r\n\r\nLong, very long\r\n");

	async function sourcesOf(of: TestDesk, paths: readonly string[]): Promise<(Buffer | undefined)[]> {
		const vfs = await of.vfs();
		const found = [];
		for (const path of paths) {
			const source = vfs.inodes.sourceOf((await vfs.stat(path)).inode);
			found.push(source === undefined ? undefined : vfs.store.content.readAll(source));
		}
		vfs.store.close();
		return found;
	}

	test("goes out beside them and comes back with them, from the trash too", async () => {
		const vfs = await desk.vfs();
		const { content } = vfs.store;
		const write = async (path: string, text: string, source?: Buffer) => {
			const staged = await vfs.stage(text);
			const made = source === undefined ? staged : { ...staged, source: content.stageBytes(source) };
			await vfs.change([{ op: "write", path, content: made }], { cause: "test" });
		};
		await vfs.change([{ op: "mkdir", path: "/files/in/deep", parents: true }], { cause: "test" });
		await write("/files/in/deep/a.md", "Hello, shown", EML);
		await write("/files/b.md", "Long, shown", LARGE);
		await write("/files/c.md", "Deleted, shown", Buffer.from("deleted"));
		await write("/files/own.md", "nothing but itself");
		await vfs.change([{ op: "remove", path: "/files/c.md" }], { cause: "test" });
		vfs.store.close();
		expect((await desk.run(["export", out, "--trash", "/"])).status).toBe(0);
		expect(readFileSync(join(out, ".sources/files/in/deep/a.md"))).toEqual(EML);
		const other = await makeDesk();
		try {
			expect(await other.run(["import", out])).toMatchObject({ status: 0 });
			const paths = ["/files/in/deep/a.md", "/files/b.md", "/trash/c.md", "/files/own.md"];
			expect(await sourcesOf(other, paths)).toEqual([EML, LARGE, Buffer.from("deleted"), undefined]);
			expect(await other.run(["import", out])).toMatchObject({ status: 0 });
			expect((await desk.run(["export", "--update", "--trash", out, "/"])).stdout).toContain("0 written, 0 replaced");
		} finally {
			other.remove();
		}
	});

	test("a link in the place of a source is not followed", async () => {
		await desk.put("/files/a.md", "a");
		expect((await desk.run(["export", out])).status).toBe(0);
		mkdirSync(join(out, ".sources/files"), { recursive: true });
		symlinkSync("/etc/hostname", join(out, ".sources/files/a.md"));
		const other = await makeDesk();
		try {
			expect((await other.run(["import", out])).status).toBe(0);
			expect(await sourcesOf(other, ["/files/a.md"])).toEqual([undefined]);
		} finally {
			other.remove();
		}
	});
});
