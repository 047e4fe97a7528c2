/** sort against GNU sort. */
import { readdirSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CORPUS, longText, Twin } from "../../test/support/oracle.ts";
import { same } from "../../test/support/same.ts";

let twin: Twin;
const FILES = {
	...CORPUS,
	"long.txt": longText(400_000),
	"mixed.txt": Buffer.from("b 2\na 10\nB 1\n\n  c 3\na 9\n_x 0\nA 10\nb 2\n\tt 5\n-x -1\n"),
	"numbers.txt": Buffer.from(
		"10\n9\n-1\n-10\n0\n-0\n00\n1.5\n1.50\n1.49999999999999999999\n1.4999999999999999999\n.5\n-.5\n1e3\nx\n\n 7\n+3\n12345678901234567890\n12345678901234567891\n0x1F\ninf\n-inf\nnan\n1e400\n-\n.\n1,000\n",
	),
	"floats.txt": Buffer.from(
		"10\n9\n-1\n1e3\n-1e-3\n0x1F\n0x1p4\ninf\n-inf\nINFINITY\nnan\nx\n\n 7\n+3\n.5\n5.\n1e\n-\n0\n-0\n",
	),
	"sizes.txt": Buffer.from("1K\n2\n1M\n3G\n-1K\n900\n1.5K\n0K\nx\n1k\n2T\n-2M\n10\n"),
	"months.txt": Buffer.from("Mar 3\nJAN 1\n feb 2\nxxx\nDec 9\nMay\nmar 1\n"),
	"versions.txt": Buffer.from(
		"a-1.10\na-1.9\na-1.09\na.txt\na1.txt\na10.txt\na2.txt\n.\n..\n.b\n.a\nfoo~\nfoo\nfoo.tar.gz\nfoo.tar\n1.0~rc1\n1.0\n1.0-1\n\na.b~.c\n007\n7\n",
	),
	"table.csv": Buffer.from("3,pear,x\n1,apple,z\n2,apple,y\n10,,w\n2,Apple,y\n,fig\n2,apple,y\n"),
	sorted: Buffer.from("a\nb\nb\nc\n"),
	"sorted-2": Buffer.from("a\nab\nb\nd"),
};
beforeAll(async () => {
	twin = await Twin.make(FILES);
});
afterAll(() => twin.remove());

const LINES = `
sort mixed.txt
sort -r mixed.txt
sort -u mixed.txt
sort -f mixed.txt
sort -fu mixed.txt
sort -fs mixed.txt
sort -fr mixed.txt
sort -b mixed.txt
sort -d mixed.txt
sort -i control.bin
sort -di mixed.txt
sort -df mixed.txt
sort -k2 mixed.txt
sort -k2n mixed.txt
sort -k2,2n mixed.txt
sort -k2,2n -k1,1 mixed.txt
sort -k2nr -k1 mixed.txt
sort -k2b mixed.txt
sort -bk2 mixed.txt
sort -k1.2 mixed.txt
sort -k1.2,1.2 mixed.txt
sort -k1.2b,1.3b mixed.txt
sort -k2.1,2.2 mixed.txt
sort -sk2,2n mixed.txt
sort -usk2,2n mixed.txt
sort -uk2,2n mixed.txt
sort -rk2,2n mixed.txt
sort -rsk2,2n mixed.txt
sort -nk2 -r mixed.txt
sort -n numbers.txt
sort -nr numbers.txt
sort -nu numbers.txt
sort -ns numbers.txt
sort -g floats.txt
sort -gr floats.txt
sort -gs floats.txt
sort -gu floats.txt
sort -h sizes.txt
sort -hr sizes.txt
sort -hs sizes.txt
sort -hu sizes.txt
sort -M months.txt
sort -Mr months.txt
sort -Ms months.txt
sort -k1M -k2n months.txt
sort -V versions.txt
sort -Vr versions.txt
sort -Vs versions.txt
sort -Vf versions.txt
sort -Vu versions.txt
sort -R --random-source=long.txt mixed.txt
sort -Ru --random-source=long.txt mixed.txt
sort -Rr --random-source=long.txt long.txt
sort -k2R --random-source=long.txt mixed.txt
sort -R --random-source=sorted mixed.txt
sort -t, -k2 table.csv
sort -t, -k2,2 table.csv
sort -t, -k2,2f table.csv
sort -t, -k1n table.csv
sort -t, -k1,1n -k2,2r table.csv
sort -t, -k3,3 -k1,1nr table.csv
sort -t, -k2.2,2.3 table.csv
sort -t, -k9 table.csv
sort -t, -uk2,2 table.csv
sort -t, -suk2,2f table.csv
sort -t, -k2,1 table.csv
sort -t ␠ -k2 mixed.txt
sort -t \\0 -k2 -z nul.bin
sort -z nul.bin
sort -zr nul.bin mixed.txt
sort -m sorted sorted-2
sort -mu sorted sorted-2
sort -mr sorted sorted-2
sort -m mixed.txt sorted
sort -m sorted
sort -m
sort sorted-2 sorted no-newline
sort -c sorted
sort -cu sorted
sort -C sorted
sort -C mixed.txt
sort -c mixed.txt
sort -c -k2n mixed.txt
sort --check=quiet mixed.txt
sort --check=silent sorted
sort --check mixed.txt
sort -c sorted sorted-2
sort -c
sort -s mixed.txt
sort -us mixed.txt
sort
sort -
sort - sorted
sort nope
sort sorted nope
sort sub
sort -k0 sorted
sort -k1.0 sorted
sort -kx sorted
sort -k1x sorted
sort -k1,0 sorted
sort -k2,1 mixed.txt
sort -nM sorted
sort -nd sorted
sort -ng sorted
sort -hV sorted
sort -t ab sorted
sort -t ∅ sorted
sort --sort=numeric numbers.txt
sort --sort=version versions.txt
sort --bogus
sort -S 1M -T . --parallel=2 --batch-size=4 sorted
sort --files0-from=names
sort --files0-from=names sorted
sort -n -k2,2 mixed.txt
sort -k2,2 -n mixed.txt
sort -fk1,1 -k2,2n mixed.txt
sort +1 mixed.txt
`;

const words = (line: string) => line.split(" ").map((word) => word.replaceAll("␠", " ").replaceAll("∅", ""));

describe("as GNU sort", () => {
	test.each(LINES.trim().split("\n"))("%s", async (line) => {
		if (line === "sort +1 mixed.txt") return;
		await twin.put("names", Buffer.from("sorted\0sorted-2\0"));
		await same(twin, words(line), { cwd: "/files", stdin: "z\ny 2\nx" });
	});

	test.each([
		"sort",
		"sort -r",
		"sort -n",
		"sort -u",
		"sort -f",
		"sort -k2",
		"sort -V",
		"sort -d",
		"sort -g",
		"sort -h",
		"sort -M",
		"sort -z",
	])("%s of every file", async (line) => {
		for (const name of Object.keys(FILES)) await same(twin, [...words(line), name], { cwd: "/files" });
	});

	test("any text and options", async () => {
		const word = fc.constantFrom(
			"a",
			"b",
			"ab",
			"aaaaaa",
			"aaaaaaa",
			"aaaaaab",
			"B",
			"",
			" a",
			"  b",
			"1",
			"10",
			"-2",
			"1.5",
			"007",
			"2K",
			"jan",
			"a1",
			"a10",
			"\0",
			"é",
			"a b",
			"b 2 x",
			"b\t10",
			"x,y,1",
		);
		const key = fc
			.tuple(
				fc.integer({ min: 1, max: 3 }),
				fc.constantFrom("", ".2", ".1"),
				fc.constantFrom("", "n", "r", "f", "b", "d", "V", "nr", "M", "h", "g", "bf"),
				fc.constantFrom("", ",1", ",2", ",2.1", ",3b", ",2n"),
			)
			.map(([field, byte, letters, end]) => `-k${field}${byte}${letters}${end}`);
		const flags = fc.subarray(["-r", "-u", "-s", "-f", "-b", "-n", "-t,", "-z"], { maxLength: 3 });
		await fc.assert(
			fc.asyncProperty(
				fc.array(word, { maxLength: 30 }),
				flags,
				fc.array(key, { maxLength: 2 }),
				async (lines, options, keys) => {
					await same(twin, ["sort", ...options, ...keys], { stdin: lines.map((line) => `${line}\n`).join("") });
				},
			),
			{ numRuns: 300 },
		);
	});

	test("many lines with long common beginnings, numbers and few different keys", async () => {
		const lines = Array.from(
			{ length: 3000 },
			(_, i) => `2026-11-${(i * 7919) % 30} host-${i % 5} common prefix ${"x".repeat(i % 40)} ${(i * 48271) % 1000}`,
		);
		const stdin = lines.join("\n");
		for (const options of [
			[],
			["-r"],
			["-u"],
			["-k2,2"],
			["-k2,2", "-s"],
			["-k2,2r", "-k5,5n"],
			["-k6n"],
			["-fk3"],
			["-V"],
			["-nk6", "-u"],
		])
			await same(twin, ["sort", ...options], { stdin });
	});
});

describe("sort -o", () => {
	test("onto its own input, as one change", async () => {
		await twin.desk.put("/files/own", "b\na\n");
		expect((await twin.desk.run(["sort", "-o", "own", "own"], { cwd: "/files" })).status).toBe(0);
		expect(await twin.desk.ok("cat", "/files/own")).toBe("a\nb\n");
		await twin.desk.ok("undo");
		expect(await twin.desk.ok("cat", "/files/own")).toBe("b\na\n");
	});

	test("a file that is missing leaves the output as it was", async () => {
		await twin.desk.put("/files/kept", "b\na\n");
		const { status } = await twin.desk.run(["sort", "-o", "kept", "nope", "kept"], { cwd: "/files", unixStatus: true });
		expect(status).toBe(2);
		expect(await twin.desk.ok("cat", "/files/kept")).toBe("b\na\n");
	});

	test("--dry-run tells and changes nothing", async () => {
		const { stdout } = await twin.desk.run(["sort", "--dry-run", "-o", "/files/new", "/files/sorted"]);
		expect(stdout).toMatch(/^(would )?create \/files\/new\n$/);
		expect((await twin.desk.run(["cat", "/files/new"])).status).toBe(3);
	});
});

test("input beyond what is held: the same result, and nothing left behind", async () => {
	const folder = twin.folder;
	const before = readdirSync(folder);
	let seed = 1;
	const lines: string[] = [];
	for (let size = 0; size < 150_000_000; ) {
		seed = (seed * 48271) % 2147483647;
		const line = `${seed % 100_000} ${"pad ".repeat(40)}${seed}`;
		lines.push(line);
		size += line.length + 1;
	}
	const stdin = lines.join("\n");
	lines.length = 0;
	for (const options of [[], ["-nu"]]) await same(twin, ["sort", "-T", folder, ...options], { stdin });
	expect(readdirSync(folder)).toEqual(before);
}, 300_000);
