import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Twin } from "../../test/support/oracle.ts";
import { both, runTool, shown } from "../../test/support/tools.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({ "a/b/c.txt": Buffer.from("c"), "a/d": Buffer.from("d"), e: Buffer.from("e") });
});
afterAll(() => twin.remove());

const PATHS = ["a/b/c.txt", "/", "//", "a", "a/", "/a//b//", ".", "..", "a/..", "", "c.txt", ".txt", "x//y///", "ünï"];

describe("basename and dirname", () => {
	test.each(PATHS)("%j", async (path) => {
		for (const argv of [
			["basename", path],
			["basename", path, ".txt"],
			["basename", "-a", path, "q/r"],
			["basename", "-s", ".txt", path],
			["basename", "-z", path],
			["dirname", path],
			["dirname", "-z", path, "q/r"],
		]) {
			const { desk, gnu } = await both(twin, argv);
			expect({ argv, ...shown(desk) }).toEqual({ argv, ...shown(gnu) });
		}
	});

	test.each([["basename"], ["basename", "a", "b", "c"], ["dirname"], ["basename", "a-b", "-b"]])(
		"%j",
		async (...argv) => {
			const { desk, gnu } = await both(twin, argv);
			expect(shown(desk)).toEqual(shown(gnu));
		},
	);
});

describe("realpath and readlink", () => {
	const WHERE = [
		"a/b/../d",
		"a/b/c.txt",
		"e/",
		"a//b/.",
		"none",
		"none/x",
		"a/none/../d",
		"e/..",
		".",
		"a/b/",
		"./e",
		"none/",
	];
	test.each([
		"realpath",
		"realpath -e",
		"realpath -m",
		"realpath --relative-to=a/b",
		"realpath --relative-base=a",
		"realpath -q",
		"realpath --relative-to=none",
		"realpath -e --relative-to=none",
		"realpath -m --relative-to=none/x",
		"readlink -f",
		"readlink -e",
		"readlink -m",
		"readlink -nf",
		"readlink",
	])("%s", async (line) => {
		for (const path of WHERE) {
			const argv = [...line.split(" "), path];
			const { desk, gnu } = await both(twin, argv);
			const stdout = gnu.stdout.replaceAll(`${twin.folder}/files`, "/files");
			expect({ argv, ...shown(desk) }).toEqual({ argv, ...shown({ status: gnu.status, bytes: Buffer.from(stdout) }) });
		}
	});
});

describe("mktemp", () => {
	const run = (...argv: string[]) => runTool(twin.desk, ["mktemp", ...argv]);

	test.each([
		[[], /^\/files\/tmp\/tmp\.\w{10}\n$/],
		[["-d"], /^\/files\/tmp\/tmp\.\w{10}\n$/],
		[["x.XXXX"], /^x\.\w{4}\n$/],
		[["-t", "x.XXX"], /^\/files\/tmp\/x\.\w{3}\n$/],
		[["-p", "a", "x.XXX"], /^a\/x\.\w{3}\n$/],
		[["--tmpdir=a/", "--suffix", ".md", "x.XXX"], /^a\/x\.\w{3}\.md\n$/],
		[["a/XXXXmid"], /^a\/\w{4}mid\n$/],
	])("%j", async (argv, pattern) => {
		const { status, stdout } = await run(...argv);
		expect([status, pattern.test(stdout)]).toEqual([0, true]);
		const entry = JSON.parse((await runTool(twin.desk, ["stat", "--json", stdout.trim()])).stdout);
		expect(entry).toMatchObject(
			argv.includes("-d") ? { kind: "directory", mode: "0700" } : { kind: "file", size: 0, mode: "0600" },
		);
	});

	test.each([["x"], ["xXX"], ["x.XXX/y"], ["-t", "a/XXX"], ["-p", "none", "XXX"], ["none/XXX"]])(
		"%j fails",
		async (...argv) => {
			expect(await run(...argv)).toMatchObject({ status: 1, stdout: "" });
			expect(await run("-q", ...argv)).toMatchObject({ status: 1, stdout: "", stderr: "" });
		},
	);

	test("-u makes nothing, TMPDIR in the desk is used", async () => {
		const { stdout } = await runTool(twin.desk, ["mktemp", "-u"], { variables: { TMPDIR: "/files/a" } });
		expect(stdout).toMatch(/^\/files\/a\/tmp\./);
		expect((await runTool(twin.desk, ["stat", stdout.trim()])).status).not.toBe(0);
	});
});
