/** sed against the machine's GNU sed, script by script, status and output. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { differences, makeTools, type Tools } from "../../test/support/host-shell.ts";
import { INPUTS, SCRIPTS, WIDE } from "./sed/cases.ts";

let tools: Tools;
beforeAll(async () => {
	tools = await makeTools();
});
afterAll(() => tools.remove());

test("one-liners", async () => {
	const cases = SCRIPTS.flatMap((script, index) =>
		// Every script reads the second input, and some of the others in turn: a process each is what takes the time.
		INPUTS.filter((_, at) => at === 1 || (at + index) % 5 === 0).map((input) => ({
			argv: ["sed", ...script.split("	")],
			input,
		})),
	);
	const breaksCharacters = /\*\/[-x]|b\?|\\b\/|s\/\(x\|y/;
	for (const [index, script] of SCRIPTS.entries())
		if (index % 2 === 0 && !breaksCharacters.test(script))
			cases.push({ argv: ["sed", ...script.split("\t")], input: WIDE });
	expect(await differences(tools, cases)).toBe("");
}, 60_000);

test("s replaces what GNU sed replaces", async () => {
	// biome-ignore format: one table
	const patterns = ["a", "a*", "b*", "a\\|b", "a\\|ab", "^a", "a$", "[ab]\\+", ".", "a\\?b", "\\(a\\|b\\)*:", "\\(a*\\)\\(b*\\)", "\\(ab\\|a\\)\\(b\\|:\\)*", "x*", "\\<", "\\b", "[^a]*", "\\(a\\)\\?b", "\\(.\\)\\1", "a\\{1,2\\}", "$", "^", "\\(a\\|ab\\)\\(:\\|b:\\)", "a*\\(ab\\)\\?", "\\([ab]:\\)\\+", ".*a", "[ab]*b:\\?"];
	const replacements = ["x", "[&]", "", "\\&", "<\\1>", "\\U&", "\\u&-", "&\\n&"];
	const flags = ["", "g", "2", "2g", "gp", "3"];
	const words = fc.stringMatching(/^[ab: .]{0,12}$/);
	const cases = fc
		.sample(
			fc.tuple(
				fc.constantFrom(...patterns),
				fc.constantFrom(...replacements),
				fc.constantFrom(...flags),
				fc.array(words, { maxLength: 9 }),
			),
			{ numRuns: 400, seed: 4 },
		)
		.map(([pattern, replacement, flag, lines]) => ({
			argv: ["sed", `s/${pattern}/${pattern.includes("\\(") ? replacement : replacement.replace("\\1", "&")}/${flag}`],
			input: lines.map((line) => `${line}\n`).join(""),
		}));
	expect(await differences(tools, cases)).toBe("");
}, 30_000);

test("addresses select what GNU sed selects", async () => {
	const address = fc.oneof(
		fc.integer({ min: 1, max: 9 }).map(String),
		fc.constantFrom("$", "/a/", "/b$/", "/^c/", "2~3", "0~2", "3~0", "/A/I"),
	);
	const range = fc.oneof(
		address,
		fc
			.tuple(
				address,
				fc.oneof(
					address.filter((text) => !text.includes("~")),
					fc.constantFrom("+0", "+2", "~2", "~4", "~0"),
				),
			)
			.map((pair) => pair.join(",")),
		fc.constantFrom("0,/a/", "0,/b$/"),
	);
	const commands = [
		"p",
		"!p",
		"d",
		"!d",
		"=",
		"s/$/!/",
		"{=;n;d}",
		"N",
		"c\\\nC",
		"!{$!N}",
		"i\\\nI",
		"{h;G}",
		"{N;P;D}",
	];
	const script = fc.array(
		fc.tuple(range, fc.constantFrom(...commands)).map((pair) => pair.join("")),
		{ minLength: 1, maxLength: 3 },
	);
	const lines = fc.array(fc.stringMatching(/^[abc]{0,3}$/), { maxLength: 10 });
	const cases = fc
		.sample(fc.tuple(script, lines, fc.boolean()), { numRuns: 400, seed: 5 })
		.map(([commands, input, isEnded]) => ({
			argv: ["sed", commands.join("\n")],
			input: input.join("\n") + (isEnded && input.length > 0 ? "\n" : ""),
		}));
	expect(await differences(tools, cases)).toBe("");
}, 30_000);

test.each([
	["s/a/b", "sed:1:5: this s does not end"],
	["p\ns/a/b/k", "sed:2:7: s has no flag 'k'"],
	["{p", "sed:1:1: this { has no }"],
	["p;}", "sed:1:3: this } has no {"],
	["b x", "sed:1:1: there is no label x"],
	["s/a/\\1/", "sed:1:5: there is no group 1"],
	["s/\\(a/b/", "sed:1:3: Unmatched ( or \\("],
	["y/abc/de/", "sed:1:1: y needs as many characters"],
	["0p", "sed:1:1: line 0 is an address only before a regular expression"],
	["k", "sed:1:1: there is no command 'k'"],
])("refuses %s", async (script, message) => {
	const ran = await tools.run(["sed", script], "x\n");
	expect([ran.status, ran.bytes.length, ran.stderr]).toEqual([1, 0, expect.stringContaining(message)]);
});

describe("files", () => {
	const read = async (path: string) => (await tools.desk.run(["cat", path])).stdout;
	const revisions = async (path: string) => (await tools.desk.ok("history", path)).trim().split("\n").length;

	test("the last line is that of all files, or with -s of each; a missing one is status 2", async () => {
		await tools.desk.put("/files/1.txt", "a\nb\n");
		await tools.desk.put("/files/2.txt", "c\nd");
		await tools.desk.put("/files/empty.txt", "");
		const run = async (...argv: string[]) => {
			const { status, bytes } = await tools.run(["sed", ...argv], "in\n");
			return [status, bytes.toString()];
		};
		expect(await run("-n", "$p;$=;1F", "1.txt", "none", "2.txt", "empty.txt")).toEqual([2, "1.txt\nd\n4\n"]);
		expect(await run("-sn", "$p;$=;1F", "1.txt", "empty.txt", "2.txt")).toEqual([0, "1.txt\nb\n2\n2.txt\nd\n2\n"]);
		expect(await run("p", "-", "/dev/null", "1.txt")).toEqual([0, "in\nin\na\na\nb\nb\n"]);
		expect(await run("1r 2.txt", "1.txt")).toEqual([0, "a\nc\nd\nb\n".replace("d\nb", "db")]);
		expect(await run("R 2.txt", "1.txt")).toEqual([0, "a\nc\nb\nd"]);
	});

	test("-i edits them in one change set, which one undo takes back", async () => {
		await tools.desk.put("/files/x.txt", "one\ntwo\n");
		await tools.desk.put("/files/y.txt", "one\nthree");
		const ran = await tools.run(["sed", "-i.bak", "-e", "s/one/1/;2q;$=", "x.txt", "y.txt"]);
		expect([ran.status, ran.bytes.toString(), ran.stderr]).toEqual([0, "", ""]);
		expect([await read("/files/x.txt"), await read("/files/y.txt")]).toEqual(["1\ntwo\n", "one\nthree"]);
		await tools.run(["sed", "-i", "s/one/1/;w out.txt", "x.txt", "y.txt"]);
		expect([await read("/files/y.txt"), await read("/files/out.txt"), await read("/files/x.txt.bak")]).toEqual([
			"1\nthree",
			"1\ntwo\n1\nthree",
			"one\ntwo\n",
		]);
		await tools.desk.ok("undo");
		expect([await read("/files/y.txt"), (await tools.desk.run(["cat", "/files/out.txt"])).status]).toEqual([
			"one\nthree",
			3,
		]);
	});

	test("-i changes nothing when a script fails, in a dry run, or when the text stays", async () => {
		await tools.desk.put("/files/z.txt", "one\ntwo\n");
		const before = await revisions("/files/z.txt");
		expect((await tools.run(["sed", "-i", "s/one/1/;s//2/;/two/s/a/\\1/", "z.txt"])).status).toBe(1);
		const dry = await tools.run(["sed", "--dry-run", "-i", "s/one/1/", "z.txt"]);
		expect(dry.bytes.toString()).toBe("would write /files/z.txt\n");
		expect((await tools.run(["sed", "-i", "s/none/1/", "z.txt"])).status).toBe(0);
		expect([await read("/files/z.txt"), await revisions("/files/z.txt")]).toEqual(["one\ntwo\n", before]);
		expect((await tools.run(["sed", "-i", "p"])).status).toBe(1);
		expect((await tools.run(["sed", "-i", "p", "none"])).status).toBe(2);
	});
});

test("bytes that are not UTF-8 go through", async () => {
	const bytes = Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xc3, 0x28, 0x0a, 0xe2, 0x82]);
	expect((await tools.run(["sed", "s/[ab(]/x/g"], bytes)).bytes).toEqual(
		Buffer.from([0x78, 0xff, 0x78, 0x0a, 0xc3, 0x78, 0x0a, 0xe2, 0x82]),
	);
});

test("q reads no further; a reader that stops ends it", async () => {
	let asked = 0;
	const lines = (async function* () {
		for (;;) {
			asked++;
			yield Buffer.from("line\n".repeat(1000));
		}
	})();
	expect((await tools.run(["sed", "3q"], lines)).bytes.toString()).toBe("line\nline\nline\n");
	expect(asked).toBeLessThan(3);
	expect((await tools.run(["sed", "p"], lines, { closesAfter: 100_000 })).status).toBe(141);
});
