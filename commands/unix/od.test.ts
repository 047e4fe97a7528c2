import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CORPUS, Twin } from "../../test/support/oracle.ts";
import { both, runTool, shown } from "../../test/support/tools.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({
		...CORPUS,
		zeros: Buffer.alloc(100),
		mixed: Buffer.concat([Buffer.alloc(64), Buffer.from("text"), Buffer.alloc(70, "a")]),
		noise: randomBytes(200),
	});
});
afterAll(() => twin.remove());

const same = async (argv: readonly string[], stdin?: string | Uint8Array) => {
	const { desk, gnu } = await both(twin, argv, stdin === undefined ? {} : { stdin });
	expect({ argv, ...shown(desk) }).toEqual({ argv, ...shown(gnu) });
};
const FILES = ["twelve.txt", "empty", "control.bin", "zeros", "mixed", "noise", "no-newline"];

describe("od", () => {
	test.each([
		"",
		"-c",
		"-x",
		"-An -tx1",
		"-b",
		"-a",
		"-d",
		"-o",
		"-s",
		"-i",
		"-l",
		"-tx1z",
		"-t x4 -t c",
		"-tu1 -tf4",
		"-t f8",
		"-A d -t d8",
		"-Ax -tx2 -v",
		"-N 5 -c",
		"-j 3 -c",
		"-j 3 -N 70 -An -to1",
		"-w8 -tx1",
		"-w -tx1",
		"-w3 -tx1",
		"-tx1c",
		"--endian=big -tx4",
		"-tx1 -tx2 -ta -tu8",
		"-tuC -toS -tdI -txL",
		"-t d1",
		"-f",
	])("%s", async (line) => {
		for (const file of FILES) await same(["od", ...line.split(" ").filter(Boolean), file]);
	});
	test.each(["-t q", "-A z", "-t x3", "-w0", "missing", "-j 99999 twelve.txt", "-N x"])("%s", async (line) =>
		same(["od", ...line.split(" ")]),
	);
	test("several files and standard input", async () => {
		await same(["od", "-c", "twelve.txt", "empty", "nul.bin"]);
		await same(["od", "-tx1", "-", "nul.bin"], "abc");
		await same(["od", "-An", "-tx1"], "abc");
	});
	test("floating point numbers of all kinds", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.oneof(fc.double(), fc.float()), { minLength: 1, maxLength: 6 }), async (numbers) => {
				await same(["od", "-tf8"], Buffer.from(Float64Array.from(numbers).buffer));
				await same(["od", "-tf4"], Buffer.from(Float32Array.from(numbers).buffer));
			}),
			{ numRuns: 40 },
		);
	});
});

describe("hexdump", () => {
	test.each(["", "-C", "-b", "-c", "-d", "-o", "-x", "-Cv", "-n 5 -C", "-s 3 -C", "-s 3 -n 40"])("%s", async (line) => {
		for (const file of FILES) await same(["hexdump", ...line.split(" ").filter(Boolean), file]);
	});
	test("several files and standard input", async () => {
		await same(["hexdump", "-C", "twelve.txt", "nul.bin"]);
		await same(["hexdump", "-C"], "abc");
	});
});

describe("xxd", () => {
	test.each([
		"",
		"-p",
		"-ps",
		"-u",
		"-b",
		"-i",
		"-e",
		"-a",
		"-c 4",
		"-c8 -g1",
		"-g 4",
		"-l 5",
		"-l5 -p",
		"-s 3",
		"-s 3 -l 7",
		"-s -3",
		"-p -c 4",
		"-p -c 0",
		"-o 16",
		"-d",
		"-g 0",
		"-plain",
		"-len 5",
		"-b -c 3",
		"-up",
	])("%s", async (line) => {
		for (const file of FILES) await same(["xxd", ...line.split(" ").filter(Boolean), file]);
		await same(["xxd", ...line.split(" ").filter((word) => word !== "" && word !== "-3")], "some text\n");
	});
	test("and back", async () => {
		for (const words of [[], ["-p"], ["-c", "5"]]) {
			for (const file of FILES) {
				const dumped = await runTool(twin.desk, ["xxd", ...words, file]);
				const back = await runTool(twin.desk, ["xxd", "-r", ...words], { stdin: dumped.bytes });
				const { bytes } = await runTool(twin.desk, ["cat", file]);
				expect({ words, file, bytes: back.bytes }).toEqual({ words, file, bytes });
			}
		}
		await same(["xxd", "-r", "-p"], "68 65\n6c6c 6f");
		await same(["xxd", "-r"], "00000000: 6865 6c6c 6f  hello\n00000008: 41");
	});
	test.each(["missing", "-q", "-l x"])("%s fails", async (line) =>
		expect((await runTool(twin.desk, ["xxd", ...line.split(" ")])).status).toBe(1),
	);
});
