import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CORPUS, longText, Twin } from "../../test/support/oracle.ts";
import { Counter } from "./shared/count.ts";

let twin: Twin;
const FILES = { ...CORPUS, "long.txt": longText(5_000_000) };
const names = Object.keys(FILES).map((name) => `files/${name}`);
beforeAll(async () => {
	twin = await Twin.make(FILES);
});
afterAll(() => twin.remove());

async function same(argv: string[], stdin?: Uint8Array): Promise<void> {
	const expected = twin.gnu(argv, stdin);
	const got = await twin.desk.run(argv, stdin === undefined ? {} : { stdin });
	expect({ argv, status: got.status, stdout: got.stdout }).toEqual({
		argv,
		status: expected.status,
		stdout: expected.stdout,
	});
}

describe("as GNU wc", () => {
	test.each(["", "-l", "-w", "-c", "-m", "-L", "-lc", "-lwmcL", "-mL", "--max-line-length --words"])(
		"wc %s",
		async (line) => {
			const flags = line.split(" ").filter((flag) => flag !== "");
			for (const name of names) await same(["wc", ...flags, name]);
			await same(["wc", ...flags, ...names]);
			await same(["wc", ...flags, "files/empty", "files/newline"]);
			await same(["wc", ...flags, "-", "files/crlf.txt"], Buffer.from("a b\nc"));
			await same(["wc", ...flags], Buffer.from("a b\nc"));
		},
	);

	test("any text", async () => {
		const texts = fc.array(
			fc.constantFrom(
				"a",
				" ",
				"\n",
				"\t",
				"\r",
				"\f",
				"\v",
				"é",
				"漢",
				"\u00a0",
				"\u2003",
				"\u200b",
				"\u00ad",
				"ি",
				"ｆ",
				"한",
				"\u2060",
				"\x01",
				"\x7f",
				"e\u0301",
				"🎉",
			),
			{ maxLength: 30 },
		);
		await fc.assert(
			fc.asyncProperty(texts, async (parts) => {
				await same(["wc", "-lwmcL"], Buffer.from(parts.join("")));
			}),
			{ numRuns: 80 },
		);
	});

	test("any bytes", async () => {
		const bytes = fc.array(
			fc.constantFrom(0x61, 0x20, 0x0a, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x8e, 0x89, 0xed, 0xa0, 0xff),
			{ maxLength: 24 },
		);
		await fc.assert(
			fc.asyncProperty(bytes, async (parts) => {
				await same(["wc", "-lwmc"], Uint8Array.from(parts));
			}),
			{ numRuns: 80 },
		);
	});
});

test("counts do not depend on how the bytes are cut", () => {
	const pieces = fc.array(
		fc
			.array(fc.constantFrom(...Buffer.from("a \n\té漢🎉\xff")), { maxLength: 4 })
			.map((bytes) => Uint8Array.from(bytes)),
	);
	fc.assert(
		fc.property(pieces, (parts) => {
			const whole = new Counter();
			const cut = new Counter();
			whole.add(Buffer.concat(parts));
			for (const part of parts) cut.add(part);
			expect(cut.end()).toEqual(whole.end());
		}),
	);
});

test("a missing file is reported, the others are counted", async () => {
	const got = await twin.desk.run(["wc", "files/twelve.txt", "files/none", "files/newline"]);
	const gnu = twin.gnu(["wc", "files/twelve.txt", "files/none", "files/newline"]);
	expect(got.stdout).toBe(gnu.stdout);
	expect(got.status).toBe(3);
	expect(got.stderr).toMatch(/^desk: \/files\/none: /);
});

test("--json: the counts that were asked for, without a total", async () => {
	const lines = (await twin.desk.ok("wc", "--json", "files/twelve.txt", "files/empty"))
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(lines).toEqual([
		{ path: "/files/twelve.txt", lines: 12, words: 24, bytes: 87 },
		{ path: "/files/empty", lines: 0, words: 0, bytes: 0 },
	]);
	const [chars, widest] = twin.gnu(["wc", "-mL", "files/ünï 漢字.md"]).stdout.trim().split(/ +/);
	expect(JSON.parse(await twin.desk.ok("wc", "--json", "-mL", "files/ünï 漢字.md"))).toEqual({
		path: "/files/ünï 漢字.md",
		chars: Number(chars),
		maxLineLength: Number(widest),
	});
});
