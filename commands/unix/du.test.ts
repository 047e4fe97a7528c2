import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { humanSize } from "../../src/cli/index.ts";
import { CORPUS, longText, Twin } from "../../test/support/oracle.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({
		...CORPUS,
		"long.txt": longText(5_000_000),
		"sub/1025": Buffer.alloc(1025),
		"sub/deep/er/1024": Buffer.alloc(1024),
		"zoo/1": Buffer.alloc(1),
	});
});
afterAll(() => twin.remove());

const rows = (text: string) =>
	text
		.trimEnd()
		.split("\n")
		.map((line) => line.split("\t"))
		.sort((a, b) => ((a[1] ?? "") < (b[1] ?? "") ? -1 : 1));

/** What GNU du says in bytes, without what the directories themselves take on its disk. */
function gnuBytes(argv: string[]): string[][] {
	const directories = twin
		.gnu(["find", "files", "-type", "d", "-printf", "%p %s\n"])
		.stdout.trimEnd()
		.split("\n")
		.map((line) => /^(.*) (\d+)$/.exec(line) ?? []);
	const own = (path: string) =>
		directories
			.filter(([, name = ""]) => name === path || name.startsWith(`${path}/`))
			.reduce((sum, [, , size]) => sum + Number(size), 0);
	return rows(twin.gnu(["du", "-b", ...argv]).stdout).map(([size, path = ""]) => [
		String(Number(size) - own(path.replace(/\/$/, ""))),
		path,
	]);
}

describe("as GNU du --apparent-size, without directories' own blocks", () => {
	test.each([
		"files",
		"-a files",
		"-s files/sub files/zoo",
		"-d 1 files",
		"-a -d 1 files",
		"-d 0 files",
		"--max-depth=2 files",
		"files/sub/ files/zoo",
		"-a files/long.txt files/sub",
		"files/empty",
	])("%s", async (line) => {
		const argv = line.split(" ");
		const expected = gnuBytes(argv);
		expect(rows(await twin.desk.ok("du", "-b", ...argv))).toEqual(expected);
		const kib = expected.map(([bytes, path]) => [String(Math.ceil(Number(bytes) / 1024)), path]);
		for (const flags of [[], ["-k"], ["--apparent-size"], ["--apparent"]])
			expect(rows(await twin.desk.ok("du", ...flags, ...argv))).toEqual(kib);
	});

	test("of files, to the byte of its output", async () => {
		const files = Object.keys(CORPUS).map((name) => `files/${name}`);
		for (const flags of [[], ["-b"], ["-k"], ["-h"], ["-c"], ["-hc"], ["-bc"], ["-ac"]]) {
			expect(await twin.desk.ok("du", ...flags, "--apparent-size", ...files, "files/long.txt")).toBe(
				twin.gnu(["du", ...flags, "--apparent-size", ...files, "files/long.txt"]).stdout,
			);
		}
	});

	test("children come before their directory", async () => {
		expect((await twin.desk.ok("du", "files/sub")).replaceAll(/^\d+\t/gm, "")).toBe(
			"files/sub/deep/er\nfiles/sub/deep\nfiles/sub\n",
		);
	});
});

test("sizes for people are those of coreutils", () => {
	const sizes = fc.sample(
		fc.oneof(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.maxSafeNat()),
		400,
	);
	const edges = [
		0, 1, 1023, 1024, 1025, 10138, 10139, 10137, 10187, 10240, 10241, 1_047_552, 1_048_575, 1_048_576, 1_047_553,
	];
	const all = [...edges, ...sizes];
	const ran = spawnSync("numfmt", ["--to=iec", "--round=up"], { input: all.join("\n"), encoding: "utf8" });
	expect(all.map(humanSize)).toEqual(ran.stdout.trimEnd().split("\n"));
});

test("-c adds up all, --json gives bytes", async () => {
	const nodes = (await twin.desk.ok("du", "--json", "-c", "/files/sub", "/files/zoo"))
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(nodes).toEqual([
		{ path: "/files/sub/deep/er", kind: "directory", bytes: 1024 },
		{ path: "/files/sub/deep", kind: "directory", bytes: 1034 },
		{ path: "/files/sub", kind: "directory", bytes: 2059 },
		{ path: "/files/zoo", kind: "directory", bytes: 1 },
	]);
	expect((await twin.desk.ok("du", "-bsc", "/files/sub", "/files/zoo")).split("\n").at(-2)).toBe("2060\ttotal");
});

test("-s with -a or -d, and a missing path", async () => {
	expect((await twin.desk.run(["du", "-sa", "/files"])).status).toBe(2);
	expect((await twin.desk.run(["du", "-s", "-d", "2", "/files"])).status).toBe(2);
	const got = await twin.desk.run(["du", "-b", "/files/none", "/files/zoo"]);
	expect(got).toMatchObject({ status: 3, stdout: "1\t/files/zoo\n" });
});
