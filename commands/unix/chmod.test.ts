import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CORPUS, longText, Twin } from "../../test/support/oracle.ts";
import { both, runTool, shown } from "../../test/support/tools.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({
		...CORPUS,
		long: longText(200_000),
		longer: Buffer.concat([longText(200_000), Buffer.from("x")]),
		other: Buffer.concat([longText(150_000), Buffer.from("#"), longText(200_000).subarray(150_001)]),
	});
});
afterAll(() => twin.remove());

const same = async (argv: readonly string[], stdin?: string) => {
	const { desk, gnu } = await both(twin, argv, stdin === undefined ? {} : { stdin });
	expect({ argv, ...shown(desk) }).toEqual({ argv, ...shown(gnu) });
};

async function modeInDesk(path: string): Promise<number> {
	return Number.parseInt(JSON.parse(await twin.desk.ok("stat", "--json", `/files/${path}`)).mode, 8);
}

describe("chmod", () => {
	const clause = fc
		.tuple(
			fc.subarray(["u", "g", "o", "a"]),
			fc.constantFrom("+", "-", "="),
			fc.oneof(
				fc.subarray(["r", "w", "x", "X", "s", "t"]).map((all) => all.join("")),
				fc.constantFrom("u", "g", "o"),
			),
		)
		.map(([who, operator, letters]) => who.join("") + operator + letters);
	const modes = fc.oneof(
		fc.array(clause, { minLength: 1, maxLength: 3 }).map((clauses) => clauses.join(",")),
		fc.integer({ min: 0, max: 0o7777 }).map((mode) => mode.toString(8)),
		fc.constantFrom("888", "u+q", "x", "u+r-w=x", "+7", "=22", "-0111", "00755", "u+rg", ""),
	);

	test("any mode, as GNU chmod", async () => {
		await fc.assert(
			fc.asyncProperty(
				modes,
				fc.integer({ min: 0, max: 0o7777 }),
				fc.constantFrom("sub", "empty"),
				async (mode, start, path) => {
					const file = join(twin.folder, "files", path);
					chmodSync(file, start);
					const vfs = await twin.desk.vfs();
					await vfs.change([{ op: "setattr", path: `/files/${path}`, mode: start }], { cause: "test" });
					vfs.store.close();
					const { desk, gnu } = await both(twin, ["chmod", "--", mode, path]);
					const after = statSync(file).mode & 0o7777;
					expect({ mode, start, status: desk.status, after: await modeInDesk(path) }).toEqual({
						mode,
						start,
						status: gnu.status,
						after,
					});
				},
			),
			{ numRuns: 60 },
		);
		chmodSync(join(twin.folder, "files", "sub"), 0o755);
		await twin.desk.ok("chmod", "00755", "/files/sub");
	});

	test("below directories, options anywhere, and what is said", async () => {
		for (const argv of [
			["chmod", "-R", "u=rwX,go=rX", "sub"],
			["chmod", "-x", "-R", "sub/deep/five.txt"],
			["chmod", "700", "-v", "empty"],
			["chmod", "-c", "600", "empty", "newline"],
			["chmod", "-c", "600", "empty"],
			["chmod", "--reference=empty", "newline"],
			["chmod", "600", "missing", "empty"],
			["chmod", "-f", "600", "missing"],
			["chmod", "600"],
			["chmod"],
		])
			await same(argv);
		for (const path of ["sub", "sub/deep", "sub/deep/five.txt", "empty", "newline"])
			expect([path, await modeInDesk(path)]).toEqual([path, statSync(join(twin.folder, "files", path)).mode & 0o7777]);
	});
});

describe("cmp", () => {
	test.each([
		"long other",
		"long longer",
		"long long",
		"-s long other",
		"-s long longer",
		"-l long other",
		"-b long other",
		"-bl long other",
		"empty long",
		"empty empty",
		"-n 10 long other",
		"-i 5 long longer",
		"-i 0:1 long longer",
		"long longer 5 6",
		"missing long",
		"-s missing long",
		"sub long",
		"twelve.txt blank.txt",
		"-l twelve.txt blank.txt",
		"-lb control.bin twelve.txt",
		"-n 1K twelve.txt blank.txt",
	])("%s", async (line) => same(["cmp", ...line.split(" ")]));

	test("standard input", async () => {
		await same(["cmp", "twelve.txt", "-"], "line 1\nline 3\n");
		await same(["cmp", "twelve.txt"], "line 1\nline 2\n");
		await same(["cmp", "-i", "3", "-", "twelve.txt"], "xxxe 1\nline 2\n");
	});
});

describe("truncate", () => {
	test.each(["5", "+3", "-2", "<4", ">9", "/4", "%4", "1K", "1KB", "0", "-100", "x", "%0", "+", "1.5", "2b"])(
		"-s %s",
		async (size) => {
			await twin.put("cut", Buffer.from("0123456"));
			await same(["truncate", "-s", size, "cut"]);
			await same(["cat", "cut"]);
		},
	);

	test.each([
		"-s 3 new1",
		"-c -s 3 new2",
		"-r twelve.txt new3",
		"-r twelve.txt -s +1 new4",
		"-r twelve.txt -s 1 new5",
		"new6",
		"-s 1 sub",
		"-o -s 1 new7",
	])("%s", async (line) => {
		await same(["truncate", ...line.split(" ")]);
		await same(["sha1sum", line.split(" ").at(-1) ?? ""]);
	});
});

describe("strings", () => {
	test.each([
		"control.bin",
		"long",
		"-n 2 nul.bin",
		"-n 1 nul.bin",
		"-t x long",
		"-o control.bin",
		"-t d -n 2 invalid.bin",
		"-f control.bin twelve.txt",
		"-6 twelve.txt",
		"-e S control.bin",
		"missing",
		"empty",
		"-w blank.txt",
	])("%s", async (line) => same(["strings", ...line.split(" ")]));

	test("pieces may end anywhere", async () => {
		const stream = async function* () {
			for (const byte of Buffer.from("\0abcd\0ef\0ghijk")) yield Buffer.of(byte);
		};
		expect((await runTool(twin.desk, ["strings", "-t", "d"], { stdin: stream() })).stdout).toBe(
			"      1 abcd\n      9 ghijk\n",
		);
	});
});
