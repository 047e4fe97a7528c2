import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CORPUS, longText, Twin } from "../../test/support/oracle.ts";
import { runTool } from "../../test/support/tools.ts";

let twin: Twin;
const LONG = `${"very-long-name-".repeat(12)}/${"x".repeat(120)}`;
const TIME = 1_706_695_200;
beforeAll(async () => {
	twin = await Twin.make({
		...Object.fromEntries(Object.entries(CORPUS).map(([name, bytes]) => [`src/${name}`, bytes])),
		[`src/${LONG}`]: Buffer.from("deep\n"),
		"src/large": randomBytes(3_000_000),
		"src/new\nline": Buffer.from("x"),
		"src/skip.o": Buffer.from("o"),
		"src/sub/skip.o": Buffer.from("o"),
		"src/dir/f": longText(1000),
	});
	const vfs = await twin.desk.vfs();
	for await (const { path } of vfs.walk("/files/src")) {
		const mode = path.endsWith(".md") ? 0o640 : (await vfs.stat(path)).kind === "directory" ? 0o755 : 0o644;
		await vfs.change([{ op: "setattr", path, mtime: TIME * 1e6, mode }], { cause: "test" });
		const file = twin.folder + path;
		chmodSync(file, mode);
		utimesSync(file, TIME, TIME);
	}
	vfs.store.close();
});
afterAll(() => twin.remove());

const files = () => join(twin.folder, "files");
const gnu = (argv: readonly string[], stdin?: Uint8Array) => twin.gnu(["env", "-C", files(), ...argv], stdin);
const run = (argv: readonly string[], stdin?: Uint8Array) =>
	runTool(twin.desk, argv, stdin === undefined ? {} : { stdin });
const lines = (text: string) => text.split("\n").filter(Boolean).sort();
const owners = (text: string) => text.replaceAll(/ [\w-]+\/[\w-]+ +/g, " ");

/** What is below a folder: kind, mode, time, digest. */
function onDisk(folder: string): Record<string, unknown> {
	const found: Record<string, unknown> = {};
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		const stat = statSync(path);
		const digest = entry.isFile() ? createHash("sha1").update(readFileSync(path)).digest("hex") : "";
		found[path.slice(folder.length)] = [entry.isFile(), stat.mode & 0o7777, Math.floor(stat.mtimeMs / 1000), digest];
	}
	return found;
}
async function inDesk(folder: string): Promise<Record<string, unknown>> {
	const found: Record<string, unknown> = {};
	const vfs = await twin.desk.vfs();
	for await (const { path, kind, mode, mtime } of vfs.walk(folder)) {
		const digest =
			kind === "file"
				? createHash("sha1")
						.update(await vfs.readAll(path))
						.digest("hex")
				: "";
		if (path !== folder) found[path.slice(folder.length)] = [kind === "file", mode, Math.floor(mtime / 1e6), digest];
	}
	vfs.store.close();
	return found;
}

describe("packing", () => {
	test.each([
		["tar", "cf", "-", "src"],
		["tar", "-c", "src/dir", "./src/sub"],
		["tar", "cf", "-", "-C", "src", "."],
		["tar", "-cf", "-", "--exclude=*.o", "--exclude", "dir", "src"],
		["tar", "-cf", "-", "--exclude=src/sub/*", "src"],
		["tar", "-cf", "-", "--no-recursion", "src", "src/dir"],
		["tar", "cf", "-", "src/../src/dir/f"],
		["tar", "cf", "-", "src/"],
	])("%s %s %s %s %s %s", async (...argv) => {
		const ours = await run(argv);
		const theirs = gnu(argv);
		expect(ours.status).toBe(theirs.status);
		const listed = (archive: Uint8Array) => owners(lines(gnu(["tar", "tvf", "-"], archive).stdout).join("\n"));
		expect(listed(ours.bytes).split("\n").sort()).toEqual(listed(theirs.bytes).split("\n").sort());
	});

	test("what is packed here, tar unpacks; gzipped too", async () => {
		for (const [letters, name] of [
			["cf", "a.tar"],
			["czf", "a.tgz"],
		] as const) {
			expect(await run(["tar", letters, name, "src"])).toMatchObject({ status: 0, stderr: "" });
			const { bytes } = await run(["cat", name]);
			mkdirSync(join(files(), `un-${letters}`));
			const unpacked = gnu(["tar", letters.replace("c", "x"), "-", "-C", `un-${letters}`], bytes);
			expect(unpacked.status).toBe(0);
			expect(onDisk(join(files(), `un-${letters}`, "src"))).toEqual(await inDesk("/files/src"));
		}
	});

	test("-v names members, on stderr when the archive goes to stdout; -T and -X read lists", async () => {
		await twin.put("list", Buffer.from("src/dir\nsrc/skip.o\n"));
		await twin.put("not", Buffer.from("*.o\n"));
		expect((await run(["tar", "cvf", "b.tar", "-T", "list", "-X", "not"])).stdout).toBe("src/dir/\nsrc/dir/f\n");
		expect(await run(["tar", "cv", "src/dir"])).toMatchObject({ status: 0, stderr: "src/dir/\nsrc/dir/f\n" });
	});

	test("-r and -u add to an archive, or make one", async () => {
		const vfs = await twin.desk.vfs();
		await twin.put("more/a", Buffer.from("a"));
		await twin.put("more/b", longText(2000));
		const date = async (name: string, seconds: number) => {
			utimesSync(join(files(), name), seconds, seconds);
			await vfs.change([{ op: "setattr", path: `/files/${name}`, mtime: seconds * 1e6 }], { cause: "test" });
		};
		await date("more/a", TIME);
		await date("more/b", TIME);
		const same = async (...argv: string[]) => {
			const [ours, theirs] = [await run(argv), gnu(argv)];
			expect([argv, ours.status, ours.stdout]).toEqual([argv, theirs.status, theirs.stdout]);
		};
		await same("tar", "rf", "r.tar", "src/dir", "more/a");
		await same("tar", "tf", "r.tar");
		await same("tar", "rvf", "r.tar", "more/b");
		await same("tar", "uvf", "r.tar", "more/a", "more/b");
		await date("more/a", TIME + 60);
		await same("tar", "-uvf", "r.tar", "more/a", "more/b", "src/skip.o");
		await same("tar", "--append", "-f", "r.tar", "--exclude=*.o", "src/sub");
		await same("tar", "tf", "r.tar");
		await same("tar", "xOf", "r.tar", "more/b");
		await same("tar", "czf", "r.tgz", "more/a");
		await same("tar", "rf", "r.tgz", "more/b");
		await same("tar", "rf", "-", "more/b");
		await same("tar", "ctf", "r.tar");
		expect(gnu(["tar", "tf", "-"], (await run(["cat", "r.tar"])).bytes).stdout).toBe(
			(await run(["tar", "tf", "r.tar"])).stdout,
		);
		vfs.store.close();
	});

	test.each([
		["tar", "cf", "x.tar"],
		["tar", "cf", "x.tar", "missing", "src/dir"],
		["tar"],
		["tar", "xtf", "a.tar"],
		["tar", "tf", "missing"],
		["tar", "xf", "missing"],
	])("%j", async (...argv) => {
		expect((await run(argv)).status).toBe(gnu(argv).status);
	});
});

describe("unpacking", () => {
	const make = (name: string, ...argv: string[]) => {
		const { bytes } = gnu(["tar", "c", ...argv]);
		return twin.put(name, bytes);
	};

	test.each(["--format=gnu", "--format=pax", "--format=ustar"])("what tar packed, %s", async (format) => {
		const what = format === "--format=ustar" ? ["src/dir", "src/sub"] : ["src"];
		await make("theirs.tar", format, ...what);
		const folder = `out${format}`;
		await run(["mkdir", folder]);
		mkdirSync(join(files(), folder));
		expect(await run(["tar", "xf", "theirs.tar", "-C", folder])).toMatchObject({ status: 0, stdout: "" });
		gnu(["tar", "xf", "theirs.tar", "-C", folder]);
		const [ours, theirs] = [await inDesk(`/files/${folder}`), onDisk(join(files(), folder))];
		// A directory that is not in the archive has the date of now.
		for (const tree of what.includes("src") ? [] : [ours, theirs]) delete tree["/src"];
		expect(ours).toEqual(theirs);
	});

	test.each([
		["tvf", "theirs.tar"],
		["tf", "theirs.tar"],
		["-tvf", "theirs.tar", "--utc", "src/dir"],
		["tf", "theirs.tar", "src/sub", "nothing"],
		["tf", "theirs.tar", "--wildcards", "*.txt"],
		["tf", "theirs.tar", "--exclude=sub"],
		["xOf", "theirs.tar", "src/twelve.txt", "src/dir/f"],
		["xvOf", "theirs.tar", "src/dir"],
		["tzvf", "theirs.tgz"],
		["tvf", "theirs.tgz"],
		["tvf", "src/twelve.txt"],
		["tvf", "cut.tar"],
		["tf", "src/empty"],
	])("tar %s %s %s", async (...argv) => {
		await make("theirs.tar", "--format=pax", "src");
		await make("theirs.tgz", "-z", "src/dir");
		await twin.put("cut.tar", gnu(["tar", "c", "src/dir", "src/large"]).bytes.subarray(0, 20_000));
		const ours = await run(["tar", ...argv]);
		const theirs = gnu(["tar", ...argv]);
		expect({ status: ours.status, stdout: ours.stdout }).toEqual({ status: theirs.status, stdout: theirs.stdout });
	});

	test.each([
		["--strip-components=1", "src"],
		["--strip-components", "2"],
		["-m", "src/dir"],
		["--exclude=*.o"],
		["-k"],
		["--skip-old-files"],
		["src/sub/deep"],
	])("tar x %s %s", async (...argv) => {
		await make("theirs.tar", "src/sub", "src/dir", "src/one line");
		const folder = `opt${argv.join("")}`.replaceAll(/[*/ ]/g, "_");
		await twin.put(`${folder}/src/one line`, Buffer.from("old"));
		const ours = await run(["tar", "xf", "theirs.tar", "-C", folder, ...argv]);
		const theirs = gnu(["tar", "xf", "theirs.tar", "-C", folder, ...argv]);
		expect(ours.status).toBe(theirs.status);
		const times = (tree: Record<string, unknown>) =>
			Object.fromEntries(
				Object.entries(tree).map(([path, found]) => [path, (found as unknown[]).filter((_, at) => at !== 2)]),
			);
		expect(times(await inDesk(`/files/${folder}`))).toEqual(times(onDisk(join(files(), folder))));
	});

	test("a hostile archive writes nothing outside, and the rest is unpacked", async () => {
		const script = `
import tarfile, io, sys
t = tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.GNU_FORMAT)
def add(n, type=tarfile.REGTYPE, link=""):
    i = tarfile.TarInfo(n); i.type = type; i.linkname = link
    i.size = 2 if type == tarfile.REGTYPE else 0
    t.addfile(i, io.BytesIO(b"hi") if i.size else None)
for n in ["../evil", "a/../../b", "/abs", "x/./y", "x//z", "ok/..", "a/..b", "c/../d", "/notes/../files/e", "../../notes/f.md"]: add(n)
add("hard", tarfile.LNKTYPE, "x/y")
add("hard-out", tarfile.LNKTYPE, "../../src/dir/f")
add("soft", tarfile.SYMTYPE, "/notes")
add("soft/through")
add("dev", tarfile.CHRTYPE)
t.close()`;
		await twin.put("hostile.tar", twin.gnu(["python3", "-c", script]).bytes);
		await run(["mkdir", "-p", "jail/in"]);
		const before = await inDesk("/notes");
		const outcome = await run(["tar", "xf", "hostile.tar", "-C", "jail/in"]);
		expect(outcome.status).toBe(2);
		const found = Object.keys(await inDesk("/files/jail")).sort();
		expect(found).toEqual([
			"/in",
			"/in/a",
			"/in/a/..b",
			"/in/abs",
			"/in/hard",
			"/in/soft",
			"/in/soft/through",
			"/in/x",
			"/in/x/y",
			"/in/x/z",
		]);
		expect(await inDesk("/notes")).toEqual(before);
		// The link comes last, where a directory is by then: nothing was written through it.
		expect(outcome.stderr).toMatch(/soft: it exists already/);
	});

	test("one undo takes it back; a dry run and --json say what happens", async () => {
		await make("theirs.tar", "src/dir");
		await run(["mkdir", "undone"]);
		const dry = await run(["tar", "xf", "theirs.tar", "-C", "undone", "--dry-run"]);
		expect(dry.stdout).toContain("create /files/undone/src/dir/f");
		expect(await inDesk("/files/undone")).toEqual({});
		await run(["tar", "xf", "theirs.tar", "-C", "undone"]);
		expect(Object.keys(await inDesk("/files/undone"))).toHaveLength(3);
		await twin.desk.ok("undo");
		expect(await inDesk("/files/undone")).toEqual({});
		const listed = await run(["tar", "--json", "-tf", "theirs.tar"]);
		expect(JSON.parse(listed.stdout.split("\n")[0] ?? "")).toMatchObject({
			path: "src/dir/",
			kind: "directory",
			mode: "0755",
		});
	});

	test("what a mount refuses is left out, the rest is unpacked", async () => {
		const folder = join(twin.folder, "mixed");
		mkdirSync(folder);
		writeFileSync(join(folder, "ok.md"), "# Fine\n");
		writeFileSync(join(folder, "picture.png"), "no note");
		await twin.put("mixed.tar", twin.gnu(["tar", "c", "-C", "mixed", "ok.md", "picture.png"]).bytes);
		const outcome = await run(["tar", "xf", "mixed.tar", "-C", "/tasks"]);
		expect(outcome.status).toBe(2);
	});
});
