/** cp, mv, rm, rmdir, mkdir and touch against GNU coreutils: the same command line on a folder and on the tree must leave the same. */
import { spawnSync } from "node:child_process";
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collect } from "../../src/base/bytes.ts";
import type { Change, Vfs } from "../../src/vfs/index.ts";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
let vfs: Vfs;
beforeAll(async () => {
	desk = await makeDesk();
	vfs = await desk.vfs();
});
afterAll(() => {
	vfs.store.close();
	desk.remove();
});

const FILES: Record<string, string> = {
	a: "A\n",
	b: "B\n",
	"d/g": "dg\n",
	"d/s/f": "f\n",
	"x/a": "XA\n",
	"x/d/f": "xdf\n",
	"y/a": "YA\n",
	"y/d/f": "ydf\n",
	"y/d/g": "ydg\n",
	"y/n/a": "yna\n",
};
const EMPTY = ["e", "y/e"];
const OLD = 1_600_000_000;

/** The same small tree on disk and in the desk; `@` in a command line stands for its root. */
class Pair {
	static #count = 0;
	readonly name = `w${Pair.#count++}`;
	readonly folder = join(desk.folder, this.name);
	readonly path = `/files/${this.name}`;

	static async make(): Promise<Pair> {
		const pair = new Pair();
		const changes: Change[] = [];
		for (const directory of EMPTY) {
			mkdirSync(join(pair.folder, directory), { recursive: true });
			changes.push({ op: "mkdir", path: `${pair.path}/${directory}`, parents: true });
		}
		for (const [name, text] of Object.entries(FILES)) {
			mkdirSync(dirname(join(pair.folder, name)), { recursive: true });
			writeFileSync(join(pair.folder, name), text);
			utimesSync(join(pair.folder, name), OLD, OLD);
			changes.push({ op: "mkdir", path: dirname(`${pair.path}/${name}`), parents: true });
			changes.push({ op: "write", path: `${pair.path}/${name}`, content: await vfs.stage(text), mtime: OLD * 1e6 });
		}
		await vfs.change(changes, { cause: "fixture" });
		return pair;
	}

	onDisk(line: string): { status: number | null; stderr: string } {
		const [program = "", ...words] = this.#words(line, this.folder);
		return spawnSync(program, words, { encoding: "utf8", env: { ...process.env, LC_ALL: "C" }, input: "" });
	}

	async inDesk(line: string, ...more: string[]) {
		const [command = "", ...words] = this.#words(line, this.path);
		return await desk.run([command, ...more, ...words]);
	}

	#words(line: string, root: string): string[] {
		return line.split(" ").map((word) => word.replace("@", root));
	}

	/** Every path with what it is; with `dates`, also when files were modified, `now` for the present. */
	diskTree(dates = false): string[] {
		const lines: string[] = [];
		const walk = (below: string) => {
			for (const entry of readdirSync(join(this.folder, below), { withFileTypes: true })) {
				const name = join(below, entry.name);
				const { mtimeMs } = statSync(join(this.folder, name));
				if (entry.isDirectory()) {
					lines.push(`${name}/`);
					walk(name);
				} else lines.push(`${name}: ${readFileSync(join(this.folder, name), "utf8")}${dates ? dateText(mtimeMs) : ""}`);
			}
		};
		walk("");
		return lines.sort();
	}

	async deskTree(dates = false): Promise<string[]> {
		const lines: string[] = [];
		if ((await vfs.find(this.path)) === undefined) return lines;
		for await (const stat of vfs.walk(this.path)) {
			const name = stat.path.slice(this.path.length + 1);
			if (name === "") continue;
			const text =
				stat.kind === "directory"
					? "/"
					: `: ${await collect(vfs.read(stat.path))}${dates ? dateText(stat.mtime / 1000) : ""}`;
			lines.push(name + text);
		}
		return lines.sort();
	}
}

function dateText(milliseconds: number): string {
	return Math.abs(milliseconds - Date.now()) < 60_000 ? "now" : new Date(Math.round(milliseconds)).toISOString();
}

const LINES = `
cp @/a @/new
cp @/a @/b
cp @/a @/e
cp @/a @/e/
cp @/a @/new/
cp @/a @/b/
cp @/a/ @/new
cp @/a @/nope/new
cp @/a @/b/new
cp @/a @/a
cp @/a @/./a
cp -n @/a @/a
cp -f @/a @/a
cp -n @/a @/b
cp -n @/a @/nope/x
cp -f @/a @/b
cp @/a @/b @/e
cp @/a @/b @/nope
cp @/a @/b @/y/a
cp @/a @/nope @/b @/e
cp @/a @/a @/e
cp @/x/a @/y/a @/e
cp -n @/x/a @/y/a @/e
cp -t @/e @/a @/b
cp -t @/e @/a
cp -t @/a @/b
cp -t @/nope @/b
cp -T @/a @/e
cp -T @/a @/b
cp -nT @/a @/e
cp -T @/a @/b @/e
cp @/a
cp
cp -tT @/e @/a
cp @/d @/new
cp @/d @/a @/e
cp -r @/d @/new
cp -r @/d/ @/new/
cp -r @/d @/e
cp -r @/d/. @/e
cp -r @/d/. @/new
cp -r @/d @/nope/new
cp -r @/d @/a
cp -nr @/d @/a
cp -rT @/d @/e
cp -rT @/x @/y
cp -nrT @/x @/y
cp -r @/x/d @/y
cp -rn @/x/d @/y
cp -r @/x/d @/y/d @/e
cp -r @/x/d @/y/d @/e @/new
cp -r @/d @/d @/e
cp -r @/y/n @/x/a
cp -r @/d @/.
cp -r @/d @/e/d/g @/e
cp -r @/e @/d @/a @/y/e
mv @/a @/new
mv @/a @/b
mv @/a @/e
mv @/a @/new/
mv @/a @/b/
mv @/a/ @/new
mv @/a @/nope/new
mv @/a @/b/new
mv @/a @/a
mv -n @/a @/a
mv -n @/a @/b
mv -n @/d @/a
mv -n @/x/a @/y/a @/e
mv -f @/a @/b
mv @/a @/b @/e
mv @/a @/b @/nope
mv @/a @/nope @/b @/e
mv @/a @/a @/e
mv @/x/a @/y/a @/e
mv @/x/d @/y/d @/e
mv @/e @/y/e @/d
mv -t @/e @/a @/b
mv -T @/a @/e
mv -T @/d @/e
mv -T @/e @/d
mv @/e @/y
mv @/d @/new
mv @/d @/new/
mv @/d @/a
mv @/d @/.
mv @/d @/d
mv @/d @/d/s
mv @/d @/d/new
mv @/d/. @/e
mv @/d/s/.. @/e
mv @/d/s/f @/d @/x/a @/e
mv @/d @/d/s/f @/e
mv -n @/y/n @/y/n/a @/x
mv @/x/d @/y/d/f @/y/n
mv @/nope @/new
mv @/a
rm @/a
rm @/a @/b
rm @/nope
rm -f @/nope
rm -f
rm
rm @/a @/nope @/b
rm @/a @/a
rm -f @/a @/a
rm @/a/
rm -f @/a/
rm -f @/a/below @/b
rm @/a/below
rm @/d
rm @/d/
rm -r @/d
rm -r @/d/
rm -r @/d @/d/s
rm -rf @/d @/d/s
rm -r @/d/s @/d
rm -d @/e
rm -d @/d
rm -rf @/d @/a @/d/.
rm -r @/d/.
rm -rf @/d/..
rm -rf @/d/../d
rm @/e @/a
rm -dr @/d @/e
rmdir @/e
rmdir @/e/
rmdir @/d
rmdir @/a
rmdir @/nope
rmdir @/e @/nope @/y/e
rmdir --ignore-fail-on-non-empty @/d @/e
mkdir @/new
mkdir @/a
mkdir @/e
mkdir -p @/e
mkdir -p @/a
mkdir -p @/new/er/est
mkdir @/new/er
mkdir @/new @/a @/new/er
mkdir -p @/a/new
mkdir @/new/
mkdir @/new @/new
touch @/new
touch @/new/
touch @/a/
touch @/a
touch -c @/new
touch -c @/a @/new
touch -c @/a/below
touch @/d
touch @/nope/new
touch @/new @/nope/new @/b
touch @/a/new
touch -m @/a
touch -r @/a @/b @/new
touch -r @/nope @/b
touch -d @86400 @/a @/new
touch -t 200102030405.06 @/a
touch -t 6902030405 @/a @/new
touch -t 6802030405 @/a
touch -at 200102030405 @/a
touch --time=mtime -t 202002290000 @/b
touch -t 202102290000 @/a
touch -t 13 @/a
touch -t 200102030405 -d @0 @/a
rm -I @/a @/b
touch -a @/a @/fresh
touch --time=atime @/a
mv -u @/a @/b
mv -u @/a @/new
mv -u @/a @/x/a @/e
mv -u @/x/a @/y/a @/e
rm --preserve-root --one-file-system @/a
touch -d 2001-02-03T04:05:06Z @/a
touch -d nonsense @/a
touch -cd 2001-02-03T04:05:06Z @/new @/b
touch
cp -p @/a @/new
cp -p @/a @/b
cp -pr @/d @/new
cp -a @/d @/e
cp -rp @/x/. @/y
mv @/a @/d @/e
`
	.trim()
	.split("\n");

/** Operands that lie in one another: a dry run sees the later ones still there, and may end otherwise. */
const OVERLAPPING = ["cp -r @/d @/e/d/g @/e", "mv @/a @/a @/e", "mv -n @/y/n @/y/n/a @/x", "rm -rf @/d @/a @/d/."];

describe("as coreutils", () => {
	test.each(LINES)("%s", async (line) => {
		const pair = await Pair.make();
		const pristine = pair.diskTree(true);
		const expected = pair.onDisk(line);
		const rehearsal = await pair.inDesk(line, "--dry-run");
		expect(await pair.deskTree(true), "a dry run changes nothing").toEqual(pristine);
		const actual = await pair.inDesk(line);
		expect(`${actual.status === 0}`, `coreutils: ${expected.stderr}desk: ${actual.stderr}`).toBe(
			`${expected.status === 0}`,
		);
		expect(await pair.deskTree(true), expected.stderr).toEqual(pair.diskTree(true));
		expect(actual.stdout).toBe("");
		if (OVERLAPPING.includes(line)) return;
		expect(rehearsal.status, rehearsal.stderr).toBe(actual.status);
		expect(rehearsal.stderr).toBe(actual.stderr);
	});

	test("a directory into itself: refused, where GNU copies a part of it first", async () => {
		for (const line of ["cp -r @/d @/d", "cp -r @/d @/d/new", "cp -r @/d/.. @/e", "cp -r @/y @/y/e"]) {
			const pair = await Pair.make();
			const before = pair.diskTree();
			expect(pair.onDisk(line).stderr).toContain("into itself");
			expect((await pair.inDesk(line)).status).toBe(5);
			expect(await pair.deskTree()).toEqual(before);
		}
	});

	test("rmdir -p, in the mount's directory", async () => {
		const pair = await Pair.make();
		await desk.ok("mkdir", "-p", "/files/only/one/way");
		expect((await desk.run(["rmdir", "-p", "/files/only/one/way"])).status).toBe(0);
		expect(await vfs.find("/files/only")).toBeUndefined();
		for (const line of ["rmdir -p @/y/e", "rmdir -p @/e"]) {
			const expected = pair.onDisk(line);
			const actual = await pair.inDesk(line);
			expect(actual.status === 0).toBe(expected.status === 0);
			expect(actual.stderr.trim().split("\n")).toHaveLength(1);
			expect(await pair.deskTree()).toEqual(pair.diskTree());
		}
	});

	test("any sequence of commands", async () => {
		const place = fc.constantFrom(
			...Object.keys(FILES),
			...EMPTY,
			"d",
			"d/s",
			"x",
			"x/d",
			"y",
			"y/d",
			"y/n",
			"new",
			"new/er",
			"nope/x",
			"e/",
		);
		const operand = place.map((name) => `@/${name}`);
		const many = fc.array(operand, { minLength: 1, maxLength: 3 });
		const flags = (...choices: string[]) => fc.subarray(choices, { maxLength: 2 });
		const command = fc.oneof(
			fc.tuple(fc.constant("cp"), flags("-r", "-n", "-f", "-p"), many, operand),
			fc.tuple(fc.constant("cp"), fc.constant(["-r"]), many, operand),
			fc.tuple(fc.constantFrom("cp", "mv"), fc.constant(["-T"]), many, operand),
			fc.tuple(fc.constant("mv"), fc.constantFrom([], ["-f"], ["-n"]), many, operand),
			fc.tuple(fc.constant("rm"), flags("-r", "-f", "-d"), many, operand),
			fc.tuple(fc.constantFrom("mkdir", "touch", "rmdir"), fc.constant<string[]>([]), many, operand),
			fc.tuple(fc.constant("mkdir"), fc.constant(["-p"]), many, operand),
		);
		const line = command.map(([name, options, operands, last]) => [name, ...options, ...operands, last].join(" "));
		await fc.assert(
			fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 8 }), async (lines) => {
				const pair = await Pair.make();
				for (const each of lines) {
					const expected = pair.onDisk(each);
					// GNU leaves a part of the copy, this refuses it whole; and it will not copy one directory to two places at once.
					if (/into itself|hard link/.test(expected.stderr)) return;
					const actual = await pair.inDesk(each);
					expect(actual.status === 0, `${each}\ncoreutils: ${expected.stderr}desk: ${actual.stderr}`).toBe(
						expected.status === 0,
					);
					expect(await pair.deskTree(), `${each}\ncoreutils: ${expected.stderr}desk: ${actual.stderr}`).toEqual(
						pair.diskTree(),
					);
				}
			}),
			{ numRuns: Number(process.env.DESK_TEST_RUNS ?? 25) },
		);
	});
});

test("mkdir -m: the mode of the last directory only", async () => {
	const folder = mkdtempSync(join(tmpdir(), "desk-mkdir-"));
	try {
		for (const [at, [mode, ...more]] of [
			["700"],
			["u=rwx,go="],
			["a-w"],
			["go-rx,u-w"],
			["1777"],
			["700", "-p"],
		].entries()) {
			const name = `made-${at}${more.length === 0 ? "" : "/below"}`;
			expect(spawnSync("mkdir", [...more, "-m", mode ?? "", name], { cwd: folder }).status).toBe(0);
			expect((await desk.run(["mkdir", ...more, "-m", mode ?? "", `/files/${name}`])).status).toBe(0);
			for (const path of [name, dirname(name)].filter((one) => one !== "."))
				expect([path, (await vfs.stat(`/files/${path}`)).mode]).toEqual([
					path,
					statSync(join(folder, path)).mode & 0o7777,
				]);
		}
		expect((await desk.run(["mkdir", "-m", "zz", "/files/none"])).stderr).toContain("'zz' is no mode");
	} finally {
		rmSync(folder, { recursive: true });
	}
});
