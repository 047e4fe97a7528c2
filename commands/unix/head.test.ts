import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CORPUS, longText, Twin } from "../../test/support/oracle.ts";

let twin: Twin;
const LONG = longText(5_000_000);
beforeAll(async () => {
	twin = await Twin.make({ ...CORPUS, "long.txt": LONG });
});
afterAll(() => twin.remove());

const files = [
	"empty",
	"newlines",
	"no-newline",
	"crlf.txt",
	"twelve.txt",
	"invalid.bin",
	"ünï 漢字.md",
	"long.txt",
].map((name) => `files/${name}`);

/** Compare bytes and status; the expectation of millions of bytes is compared, not printed. */
async function same(argv: string[], stdin?: Uint8Array): Promise<void> {
	const expected = twin.gnu(argv, stdin);
	const got = await twin.desk.run(argv, stdin === undefined ? {} : { stdin });
	expect({ argv, equal: got.bytes.equals(expected.bytes), status: got.status, stderr: got.stderr }).toEqual({
		argv,
		equal: true,
		status: expected.status,
		stderr: "",
	});
}

const COUNTS = ["1", "4", "12"];

describe.each(["head", "tail"])("%s as GNU's", (tool) => {
	test.each(files)("%s", async (file) => {
		await same([tool, file]);
		for (const count of COUNTS) {
			for (const unit of ["-n", "-c"]) {
				for (const sign of ["", "-", "+"]) await same([tool, `${unit}${sign}${count}`, file]);
			}
		}
		await same([tool, "-z", "-n2", file]);
		await same([tool, "-3", file]);
		await same([tool, "-n", "-2", file]);
	});

	test.each(["1k", "2b", "3kB", "1MiB", "2K", "1m"])("a count of %s", async (count) => {
		for (const option of ["-n", "-c", "-c-", "-c+"]) await same([tool, `${option}${count}`, "files/long.txt"]);
	});

	test("headers", async () => {
		const some = ["files/twelve.txt", "files/empty", "files/no-newline"];
		await same([tool, ...some]);
		await same([tool, "-q", "-n1", ...some]);
		await same([tool, "-v", "-n1", "files/newline"]);
		await same([tool, "-n2", "files/twelve.txt", "-", "files/empty"], Buffer.from("x\ny\nz\n"));
		await same([tool, "-v"], Buffer.from("x\ny\nz"));
	});

	test("standard input as a file", async () => {
		const { empty, newline, "no-newline": open, "twelve.txt": twelve, "invalid.bin": invalid } = CORPUS;
		for (const bytes of [empty, newline, open, twelve, invalid, LONG]) {
			for (const count of ["-n3", "-n-3", "-n+3", "-c3", "-c-3", "-c+3", "-n-0", "-c-0", "-n0"])
				await same([tool, count], bytes);
		}
	});

	test("a missing file is reported, the others are shown", async () => {
		const got = await twin.desk.run([tool, "-n1", "files/none", "files/newline", "files/sub", "files/one line"]);
		expect(got.stdout).toBe("==> files/newline <==\n\n\n==> files/sub <==\n\n==> files/one line <==\none line\n");
		expect(got.status).toBe(3);
		expect(got.stderr).toMatch(/^desk: \/files\/none: .*\ndesk: \/files\/sub: this is a directory; .*\n$/);
	});

	test("--json: one object per file", async () => {
		const got = await twin.desk.run([tool, "--json", "-n", "1", "files/crlf.txt", "files/invalid.bin", "-"], {
			stdin: "in\nout\n",
		});
		const [text, binary, stdin] = got.stdout
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		const gnu = (name: string) => twin.gnu([tool, "-n1", `files/${name}`]).bytes;
		expect(text).toEqual({ path: "/files/crlf.txt", revision: 1, size: 18, text: gnu("crlf.txt").toString() });
		expect(Buffer.from(binary.base64, "base64")).toEqual(gnu("invalid.bin"));
		expect(Object.keys(binary)).toEqual(["path", "revision", "size", "base64"]);
		expect(stdin).toMatchObject({ path: "-", revision: 0, text: tool === "head" ? "in\n" : "out\n" });
	});

	test.each(["x", "1x", "--3", "1kb", ""])("'-n %s' is refused", async (count) => {
		const got = await twin.desk.run([tool, "-n", count, "files/empty"]);
		expect(got.status).toBe(2);
		expect(got.stderr).toContain("is not a number of lines");
	});
});

test("head and tail of any bytes, cut anywhere, are those of GNU", async () => {
	const bytes = fc.array(fc.constantFrom(...["\n", "a", "ä", "\0", "\r\n"].map((text) => Buffer.from(text))), {
		maxLength: 40,
	});
	await fc.assert(
		fc.asyncProperty(
			bytes,
			fc.integer({ min: 0, max: 9 }),
			fc.constantFrom("-n", "-n-", "-n+", "-c", "-c-", "-c+"),
			fc.constantFrom("head", "tail"),
			async (parts, count, option, tool) => {
				await same([tool, `${option}${count}`], Buffer.concat(parts));
			},
		),
		{ numRuns: 60 },
	);
});

test("the ends of a large file are read without its rest", async () => {
	await twin.desk.put("/files/huge.bin", Buffer.concat([LONG, LONG.subarray(7), Buffer.from("the end\n")]));
	const blobs = join(twin.desk.home, "blobs");
	// Take every chunk away but those that the first and the last line lie in: a reader of any other fails.
	const chunks = readdirSync(blobs, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
	const vfs = await twin.desk.vfs();
	const { inode } = await vfs.stat("/files/huge.bin");
	const rows = vfs.store.database.all<{ name: Buffer }>(
		"SELECT hex(chunk.name) AS name FROM node JOIN content_chunk c ON c.content = node.content JOIN chunk ON chunk.id = c.chunk WHERE node.id = ? ORDER BY offset",
		inode,
	);
	vfs.store.close();
	const names = rows.map((row) => String(row.name).toLowerCase());
	expect(names.length).toBeGreaterThan(2);
	const kept = [names[0], names.at(-1)];
	for (const file of chunks)
		if (!kept.some((name) => name !== undefined && file.endsWith(name)) && statSync(file).isFile()) rmSync(file);
	expect(await twin.desk.ok("head", "-1", "/files/huge.bin")).toBe(LONG.subarray(0, LONG.indexOf("\n") + 1).toString());
	expect(await twin.desk.ok("tail", "-1", "/files/huge.bin")).toBe("the end\n");
	expect(await twin.desk.ok("tail", "-c", "4", "/files/huge.bin")).toBe("end\n");
	expect(await twin.desk.ok("head", "-c", "9", "/files/huge.bin")).toBe(LONG.subarray(0, 9).toString());
	// The proof that the rest is gone.
	expect((await twin.desk.run(["cat", "/files/huge.bin"])).status).not.toBe(0);
});
