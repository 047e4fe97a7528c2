/** split against GNU split: the same files, of the same bytes. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CORPUS, Twin } from "../../test/support/oracle.ts";
import { builtProgram } from "../../test/support/program.ts";

let twin: Twin;
const hundred = Buffer.from(Array.from({ length: 100 }, (_, i) => `line ${i}${"x".repeat(i % 13)}\n`).join(""));
beforeAll(async () => {
	twin = await Twin.make({ ...CORPUS, hundred });
});
afterAll(() => twin.remove());

let count = 0;

/** Run it in an empty directory of both sides. @returns what is there: names and bytes */
async function both(argv: readonly string[], stdin: Uint8Array = new Uint8Array()) {
	const place = `split${count++}`;
	const folder = join(twin.folder, "files", place);
	mkdirSync(folder);
	const ran = spawnSync("split", argv, { cwd: folder, input: stdin, env: { PATH: process.env.PATH, LC_ALL: "C" } });
	const disk = readdirSync(folder)
		.sort()
		.map((name) => [name, readFileSync(join(folder, name), "latin1")]);
	rmSync(folder, { recursive: true });
	await twin.desk.ok("mkdir", `/files/${place}`);
	const got = await twin.desk.run(["split", ...argv], { stdin, cwd: `/files/${place}`, unixStatus: true });
	const desk: string[][] = [];
	for (const name of (await twin.desk.ok("ls", "-a", `/files/${place}`))
		.split("\n")
		.filter((name) => !/^\.{0,2}$/.test(name)))
		desk.push([name, (await twin.desk.run(["cat", `/files/${place}/${name}`])).bytes.toString("latin1")]);
	return {
		expected: { argv, status: ran.status, stdout: ran.stdout.toString("latin1"), files: disk },
		actual: { argv, status: got.status, stdout: got.bytes.toString("latin1"), files: desk },
		hint: `${ran.stderr}${got.stderr}`,
	};
}

const LINES = `
-l10 ../hundred
-l 30 ../hundred part-
-7 ../hundred
../hundred
-b100 ../hundred
-b 1k ../hundred
-C100 ../hundred
-C10 ../hundred
-C5 ../twelve.txt
-n3 ../hundred
-n l/3 ../hundred
-n l/40 ../hundred
-n r/3 ../hundred
-n 2/3 ../hundred
-n l/2/3 ../hundred
-n r/2/3 ../hundred
-n 30 ../twelve.txt
-n 200 ../twelve.txt
-n l/200 ../twelve.txt
-en 200 ../twelve.txt
-n 3 ../empty
-en 3 ../empty
-l 2 ../empty
-dl10 ../hundred
-dl1 ../hundred
-l1 ../hundred
-xl10 ../hundred
-a3 -l20 ../hundred
-a1 -l20 ../hundred
-a1 -l2 ../hundred
-a1 -n 30 ../hundred
-da1 -l20 ../hundred
--numeric-suffixes -l20 ../hundred
--numeric-suffixes=5 -l20 ../hundred
--numeric-suffixes=97 -l20 ../hundred
--hex-suffixes=3 -l20 ../hundred
--additional-suffix=.txt -l50 ../hundred x-
-d -n 3 --additional-suffix=.bin ../nul.bin
-t e -l 20 ../hundred
-t \\0 -l 2 ../nul.bin
-l 2 ../no-newline
-C 8 ../no-newline
-b 3 -
-l 1
-l0 ../hundred
-lx ../hundred
-b0 ../hundred
-n0 ../hundred
-n 4/3 ../hundred
-n x ../hundred
-l2 -b3 ../hundred
-l2 ../nope
-l2 ../sub
--additional-suffix=a/b ../hundred
`;

test.each(LINES.trim().split("\n"))("split %s", async (line) => {
	const { expected, actual, hint } = await both(line.split(" "), Buffer.from("from\nstdin\nx"));
	if (expected.status !== 0) {
		// What GNU had written when names ran out, this has not: all or nothing.
		expect(actual.status, hint).toBe(expected.status);
		expect(actual.files).toEqual([]);
	} else expect(actual, hint).toEqual(expected);
});

test("any pieces", async () => {
	const text = fc
		.array(fc.constantFrom("a", "bb", "\n", "\n", "ccc\n"), { maxLength: 20 })
		.map((parts) => parts.join(""));
	const way = fc.oneof(
		fc.integer({ min: 1, max: 6 }).map((n) => [`-l${n}`]),
		fc.integer({ min: 1, max: 6 }).map((n) => [`-b${n}`]),
		fc.integer({ min: 1, max: 6 }).map((n) => [`-C${n}`]),
		fc.tuple(fc.constantFrom("", "l/", "r/"), fc.integer({ min: 1, max: 6 })).map(([kind, n]) => ["-n", `${kind}${n}`]),
	);
	await fc.assert(
		fc.asyncProperty(text, way, fc.boolean(), async (input, options, elides) => {
			await twin.put("input", Buffer.from(input));
			const { expected, actual } = await both([...options, ...(elides ? ["-e"] : []), "../input"]);
			expect(actual).toEqual(expected);
		}),
		{ numRuns: 40 },
	);
});

test("many parts are one operation: one undo takes all back; --dry-run writes none", async () => {
	const rows = Buffer.from(Array.from({ length: 1200 }, (_, i) => `${i}\n`).join(""));
	const told = await twin.desk.run(["split", "--dry-run", "-l1", "-a4", "-", "/files/many-"], { stdin: rows });
	expect(told.stdout.trim().split("\n")).toHaveLength(1200);
	expect((await twin.desk.ok("find", "/files", "-name", "many-*")).length).toBe(0);
	await twin.desk.run(["split", "-l1", "-a4", "-", "/files/many-"], { stdin: rows });
	expect((await twin.desk.ok("find", "/files", "-name", "many-*")).trim().split("\n")).toHaveLength(1200);
	await twin.desk.ok("undo");
	expect((await twin.desk.ok("find", "/files", "-name", "many-*")).length).toBe(0);
});

test("-n of a pipe, which GNU split 9.1 refuses", async () => {
	const { actual } = await both(["-n", "2", "-"], Buffer.from("abcd"));
	expect(actual.files).toEqual([
		["xaa", "ab"],
		["xab", "cd"],
	]);
});

test("--filter gives each piece to a command, which need not read all of it", async () => {
	const program = builtProgram().desk;
	const script = (root: string) =>
		`cd ${root}/filter; split -l 10 --filter='sed s/^/x/ > $FILE.txt' ../hundred part-; cat part-ac.txt; ls;` +
		"seq 2000 | split -l 10 --filter='head -1' | sort -n | cksum; seq 30 | split -n r/2 --filter='tail -1'; seq 30 | split -l 10 --filter=false; echo $?";
	const folder = join(twin.folder, "files");
	mkdirSync(join(folder, "filter"));
	await twin.desk.ok("mkdir", "/files/filter");
	const theirs = spawnSync("bash", ["-c", script(folder)], {
		encoding: "utf8",
		env: { PATH: process.env.PATH, LC_ALL: "C" },
	});
	const env = { ...process.env, DESK_HOME: twin.desk.home, DESK_KEYCHAIN: "off" };
	const ours = spawnSync(process.execPath, [program, "-c", script("/files")], { encoding: "utf8", env });
	expect(ours.stdout).toBe(theirs.stdout);
});
