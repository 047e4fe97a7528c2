import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CORPUS, longText, Twin } from "../../test/support/oracle.ts";
import { LineMarker } from "./cat.ts";

let twin: Twin;
const LONG = longText(5_000_000);
const FILES = { ...CORPUS, "long.txt": LONG };
const names = Object.keys(FILES).map((name) => `files/${name}`);
const short = Object.keys(CORPUS).map((name) => `files/${name}`);
beforeAll(async () => {
	twin = await Twin.make(FILES);
});
afterAll(() => twin.remove());

async function same(argv: string[], stdin?: Uint8Array): Promise<void> {
	const expected = twin.gnu(argv, stdin);
	const got = await twin.desk.run(argv, stdin === undefined ? {} : { stdin });
	expect({ argv, equal: got.bytes.equals(expected.bytes), status: got.status }).toEqual({
		argv,
		equal: true,
		status: expected.status,
	});
}

describe("as GNU cat", () => {
	test.each([
		"",
		"-n",
		"-b",
		"-s",
		"-A",
		"-v",
		"-E",
		"-T",
		"-e",
		"-t",
		"-bs",
		"-nb",
		"-nsE",
		"-ET",
		"--number --show-ends",
	])("cat %s", async (line) => {
		const flags = line.split(" ").filter((flag) => flag !== "");
		for (const name of short) await same(["cat", ...flags, name]);
		// Lines, numbers and carriage returns run on from one file into the next.
		await same(["cat", ...flags, ...short]);
		await same(
			["cat", ...flags, "files/no-newline", "-", "files/crlf.txt", "files/newline"],
			Buffer.from("\n\nfrom stdin\r"),
		);
	});

	test("a large file", async () => {
		for (const flags of [[], ["-n"], ["-A"]]) await same(["cat", ...flags, "files/long.txt"]);
	});

	test("standard input", async () => {
		await same(["cat"], LONG);
		await same(["cat", "-n", "-"], LONG);
	});
});

test("marks do not depend on how the bytes are cut", () => {
	const pieces = fc.array(
		fc.array(fc.constantFrom(0x0a, 0x0d, 0x09, 0x61, 0xff), { maxLength: 5 }).map((bytes) => Uint8Array.from(bytes)),
	);
	const marks = fc.record({
		number: fc.boolean(),
		numberNonblank: fc.boolean(),
		squeezeBlank: fc.boolean(),
		showEnds: fc.boolean(),
		showTabs: fc.boolean(),
		showNonprinting: fc.boolean(),
	});
	fc.assert(
		fc.property(pieces, marks, (parts, chosen) => {
			const whole = new LineMarker(chosen);
			const cut = new LineMarker(chosen);
			const expected = Buffer.concat([whole.mark(Buffer.concat(parts)), whole.end()]);
			expect(Buffer.concat([...parts.map((part) => Buffer.from(cut.mark(part))), cut.end()])).toEqual(expected);
		}),
	);
});

test("a file that is not there or a directory is reported, the others are printed", async () => {
	const got = await twin.desk.run(["cat", "/files/newline", "/files/none", "/files/sub", "/files/nul.bin"]);
	expect(got.stdout).toBe("\na\0b\0c\0d");
	expect(got.status).toBe(3);
	expect(got.stderr.split("\n")).toEqual([
		expect.stringMatching(/^desk: \/files\/none: there is no/),
		expect.stringMatching(/^desk: \/files\/sub: this is a directory/),
		"",
	]);
});

describe("--json", () => {
	test("gives every file back, byte for byte", async () => {
		const lines = (await twin.desk.ok("cat", "--json", ...names))
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(lines.map(({ path }) => path)).toEqual(names.map((name) => `/${name}`));
		for (const [index, bytes] of Object.values(FILES).entries()) {
			const { text, base64, size, revision } = lines[index];
			expect({ size, revision }).toEqual({ size: bytes.length, revision: 1 });
			expect((text === undefined) !== (base64 === undefined)).toBe(true);
			expect(Buffer.from(text ?? base64, text === undefined ? "base64" : "utf8").equals(bytes)).toBe(true);
		}
		expect(lines.filter(({ base64 }) => base64 !== undefined).map(({ path }) => path)).toEqual([
			"/files/invalid.bin",
			"/files/control.bin",
		]);
	});

	test("a byte order mark stays", async () => {
		const got = await twin.desk.run(["cat", "--json"], { stdin: "\ufeffx" });
		expect(JSON.parse(got.stdout)).toEqual({ path: "-", revision: 0, size: 4, text: "\ufeffx" });
	});

	test("large content that is no text, and characters that lie across chunks", async () => {
		const noise = Buffer.from(Array.from({ length: 700_001 }, (_, i) => (i * 7919) & 0xff));
		const wide = Buffer.from("漢".repeat(300_000));
		await twin.desk.put("/files/noise", noise);
		await twin.desk.put("/files/wide", wide);
		const [first, second] = (await twin.desk.ok("cat", "--json", "/files/noise", "/files/wide"))
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(Buffer.from(first.base64, "base64").equals(noise)).toBe(true);
		expect(second.text === wide.toString()).toBe(true);
	});

	test("an error is a problem object", async () => {
		const got = await twin.desk.run(["cat", "--json", "/files/none"]);
		expect(JSON.parse(got.stderr)).toMatchObject({ status: 3, instance: "/files/none", code: "ENOENT" });
	});
});

test("PATH@N is revision N", async () => {
	for (const text of ["one\n", "two\n", "three\n"]) await twin.desk.put("/notes/idea.md", text);
	expect(await twin.desk.ok("cat", "/notes/idea.md@1", "/notes/idea.md@-1", "/notes/idea.md")).toBe(
		"one\ntwo\nthree\n",
	);
	expect(JSON.parse(await twin.desk.ok("cat", "--json", "/notes/idea.md@2"))).toEqual({
		path: "/notes/idea.md",
		revision: 2,
		size: 4,
		text: "two\n",
	});
	const none = await twin.desk.run(["cat", "/notes/idea.md@9"]);
	expect(none.status).toBe(3);
});

test("a terminal is not driven by what a file holds; a pipe gets the bytes", async () => {
	await twin.desk.put("/files/evil", "\x1b]0;title\x07é\t\x9b6n\n");
	const shown = await twin.desk.run(["cat", "/files/evil"], { columns: 80 });
	expect(shown.stdout).not.toMatch(/[\x1b\x07\x9b]/);
	expect(shown.stdout).toContain("é\t");
	expect(await twin.desk.ok("cat", "/files/evil")).toBe("\x1b]0;title\x07é\t\x9b6n\n");
});
