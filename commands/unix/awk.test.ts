/** awk against the machine's awk (mawk or gawk), program by program, status and output. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { differences, makeTools, type Tools } from "../../test/support/host-shell.ts";
import { INPUTS, PROGRAMS } from "./awk/cases.ts";
import { GAWK } from "./awk/gawk-cases.ts";

let tools: Tools;
beforeAll(async () => {
	tools = await makeTools();
});
afterAll(() => tools.remove());

test("one-liners", async () => {
	const cases = PROGRAMS.flatMap((program, index) => {
		const readsNothing = program.startsWith("BEGIN") && !/getline|END|^[^{]*\{[^}]*\} *\S/.test(program);
		// Every program reads the second input, and some of the others in turn: a process each is what takes the time.
		const inputs = INPUTS.filter((_, at) => at === 1 || (!readsNothing && (at + index) % 5 === 0));
		return inputs.map((input) => ({ argv: ["awk", program], input }));
	});
	expect(await differences(tools, cases)).toBe("");
}, 60_000);

test("what gawk answered", async () => {
	for (const [program, input, output, status] of GAWK) {
		const ran = await tools.run(["awk", program], input);
		expect
			.soft({ program, output: ran.bytes.toString(), status: ran.status }, ran.stderr)
			.toEqual({ program, output, status });
	}
}, 30_000);

test.each([
	["BEGIN { print 1, }", "awk:1:18: '}' cannot stand here"],
	["{ print $1 ", "awk:1:12: the end of the program cannot stand here"],
	['BEGIN {\n  print "abc }', "awk:2:9: this string does not end"],
	["BEGIN { f(1) }", "awk:1:9: there is no function f"],
	["BEGIN { a[1] = 1; print a }", "awk:1:25: a is an array"],
	["BEGIN { print /a(/ }", "awk:1:15: /a(/: Unmatched"],
	["BEGIN { if (1 }", "awk:1:15: ')' is missing before '}'"],
	["function f(x) { return x } BEGIN { f(1, 2) }", "awk:1:36: f takes 1 arguments, not 2"],
	["BEGIN { substr(1) }", "awk:1:9: substr takes 2 to 3 arguments"],
	["BEGIN { @ }", "awk:1:9: '@' means nothing here"],
	["BEGIN { print 1 / 0 }", "division by zero"],
	["BEGIN { $(-1) = 2 }", "there is no field -1"],
	['BEGIN { printf "%d %d\\n", 1 }', "asks for more values than there are"],
	["function f(x) { return f(x) } BEGIN { f(1) }", "functions call each other without end"],
])("refuses %s", async (program, message) => {
	const ran = await tools.run(["awk", program], "x\n");
	expect([ran.status, ran.bytes.length, ran.stderr]).toEqual([2, 0, expect.stringContaining(message)]);
});

test("options, operands and assignments between them", async () => {
	await tools.desk.put("/files/one.txt", "a:b\n");
	await tools.desk.put("/files/two.txt", "c:d\n");
	await tools.desk.put("/files/prog.awk", "BEGIN { n = 5 }\n{ print FILENAME, FNR, NR, $2, x n }\n");
	const run = async (...argv: string[]) => {
		const { status, bytes } = await tools.run(["awk", ...argv], "in:put\n");
		return [status, bytes.toString()];
	};
	expect(await run("-F:", "{ print $2, x }", "x=1", "one.txt", "x=a\\tb", "two.txt")).toEqual([0, "b 1\nd a\tb\n"]);
	expect(await run("-F", ":", "-v", "x=0x", "-f", "prog.awk", "one.txt", "-", "two.txt")).toEqual([
		0,
		"one.txt 1 1 b 0x5\n- 1 2 put 0x5\ntwo.txt 1 3 d 0x5\n",
	]);
	expect(await run("-Ft", "{ print NF }")).toEqual([0, "1\n"]);
	expect(await run("--", "BEGIN { print ARGC, ARGV[1], ARGV[2] }", "-x", "--json")).toEqual([0, "3 -x --json\n"]);
	expect(await run("{ print FILENAME }", "none.txt", "one.txt")).toEqual([2, "one.txt\n"]);
	expect(await run('BEGIN { while ((getline l < "one.txt") > 0) print l; ARGV[1] = "two.txt"; ARGC = 2 } 1')).toEqual([
		0,
		"a:b\nc:d\n",
	]);
	expect(await run("-v", "a b", "1")).toEqual([2, ""]);
	expect(await run()).toEqual([2, ""]);
});

test("files: one change set each, of one operation; taken back by one undo; a dry run and a failure change nothing", async () => {
	const read = async (path: string) => (await tools.desk.run(["cat", path])).stdout;
	const input = "a 1\nb 2\na 3\n";
	await tools.run(["awk", '{ print $2 > $1 ".txt" } END { print "end" >> "log.txt" }'], input);
	expect([await read("/files/a.txt"), await read("/files/b.txt"), await read("/files/log.txt")]).toEqual([
		"1\n3\n",
		"2\n",
		"end\n",
	]);
	await tools.run(
		["awk", '{ print > "a.txt"; close("a.txt"); getline x < "a.txt"; print x >> "log.txt"; close("a.txt") }'],
		"new\n",
	);
	expect([await read("/files/a.txt"), await read("/files/log.txt")]).toEqual(["new\n", "end\nnew\n"]);
	await tools.desk.ok("undo");
	expect([await read("/files/a.txt"), await read("/files/log.txt")]).toEqual(["1\n3\n", "end\n"]);
	const dry = await tools.run(["awk", "--dry-run", '{ print > "a.txt" }'], "dry\n");
	expect([dry.bytes.toString(), await read("/files/a.txt")]).toEqual(["would write /files/a.txt\n", "1\n3\n"]);
	expect((await tools.run(["awk", '{ print > "a.txt"; print 1 / 0 }'], "bad\n")).status).toBe(2);
	expect(await read("/files/a.txt")).toBe("1\n3\n");
	expect((await tools.run(["awk", '{ print > "/nowhere/x" }'], "bad\n")).status).toBe(2);
});

test("bytes that are not UTF-8 go through", async () => {
	const bytes = Buffer.from([0x61, 0xff, 0x20, 0xc3, 0x0a, 0xe2, 0x82, 0xac, 0x20, 0x80, 0x0a]);
	expect((await tools.run(["awk", '{ print $2 " " $1 }'], bytes)).bytes).toEqual(
		Buffer.from([0xc3, 0x20, 0x61, 0xff, 0x0a, 0x80, 0x20, 0xe2, 0x82, 0xac, 0x0a]),
	);
	expect((await tools.run(["awk", "{ print length($0) }"], bytes)).bytes.toString()).toBe("4\n3\n");
});

test("as JSON: one object a line", async () => {
	const ran = await tools.run(["awk", "--json", "{ print $1 }"], "a b\nc\n");
	expect(ran.bytes.toString()).toBe('{"text":"a"}\n{"text":"c"}\n');
});

test("a reader that stops ends it, and so does a loop without end", async () => {
	const stop = AbortSignal.timeout(300);
	const ran = await tools.run(["awk", 'BEGIN { while (1) print "y" }'], "", { signal: stop });
	expect(ran.status).toBe(130);
	const head = await tools.run(["awk", 'BEGIN { while (1) print "y" }'], "", { closesAfter: 100_000 });
	expect(head.status).toBe(141);
});

const WORDS = fc.stringMatching(/^[ab:, \t.|*]{0,12}$/);

test("fields are cut as the machine's awk cuts them", async () => {
	const separators = [" ", ":", ",", "\\t", "|", ".", "[:,]", "a+", "ab|b", ", *", "\\.", "[ ]", "(a|b):"];
	const program =
		'{ printf "%d", NF; for (i = 1; i <= NF; i++) printf "<%s>", $i; print ""; $3 = "x"; print; NF = 2; print }';
	const cases = fc
		.sample(fc.tuple(fc.constantFrom(...separators), fc.array(WORDS, { maxLength: 8 })), { numRuns: 150, seed: 1 })
		.map(([fs, lines]) => ({ argv: ["awk", "-F", fs, program], input: lines.map((line) => `${line}\n`).join("") }));
	expect(await differences(tools, cases)).toBe("");
}, 30_000);

test("sub and gsub replace what the machine's awk replaces", async () => {
	const patterns = [
		"a",
		"a*",
		"b|a",
		"^a",
		"a$",
		"[ab]+",
		".",
		"a?b",
		"(a|b)*:",
		"\\.",
		"x*",
		"(ab|a)(b|:)",
		"[^a]",
		"$",
		"^",
		"a|ab|abb",
	];
	const replacements = ["x", "[&]", "", "\\\\&", "&&", "<\\\\\\\\&>"];
	const cases = fc
		.sample(
			fc.tuple(fc.constantFrom(...patterns), fc.constantFrom(...replacements), fc.array(WORDS, { maxLength: 8 })),
			{ numRuns: 150, seed: 2 },
		)
		.map(([pattern, replacement, lines]) => ({
			argv: [
				"awk",
				`{ t = $0; print sub(/${pattern}/, "${replacement}"), $0; print gsub(/${pattern}/, "${replacement}", t), t }`,
			],
			input: lines.map((line) => `${line}\n`).join(""),
		}));
	expect(await differences(tools, cases)).toBe("");
}, 30_000);

test("numbers are printed as C prints them", async () => {
	const conversions = [
		"%d",
		"%5d",
		"%-6d|",
		"%06.2f",
		"%.0f",
		"%g",
		"%.3g",
		"%e",
		"%.10g",
		"%x",
		"%o",
		"%s",
		"%+.1e",
		"%G",
	];
	const numbers = fc.oneof(
		fc.integer({ min: -1000, max: 1_000_000 }),
		fc.double({ min: -1e6, max: 1e6, noNaN: true }),
		fc.constantFrom(0.5, 1.5, 2.5, 0.125, 1e-5, 99999.5, 999999.5),
	);
	const lines = fc.sample(numbers, { numRuns: 300, seed: 3 }).map((number) => `${number}\n`);
	// Negative numbers as %x and %o are no awk's business to agree on.
	const cases = conversions.map((conversion) => ({
		argv: [
			"awk",
			`{ printf "${conversion}\\n", ${/[xo]$/.test(conversion) ? "$1 < 0 ? -$1 : $1" : "$1"} } { print $1 + 0, $1 * 1.5 }`,
		],
		input: lines.join(""),
	}));
	expect(await differences(tools, cases)).toBe("");
}, 30_000);
