import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../test/support/desk.ts";

let desk: TestDesk;
let folder: string;
beforeAll(async () => {
	desk = await makeDesk();
	folder = mkdtempSync(join(tmpdir(), "desk-jq-"));
	for (const [name, text] of Object.entries(FILES)) {
		await desk.put(`/files/${name}`, text);
		writeFileSync(join(folder, name), text);
	}
});
afterAll(() => {
	desk.remove();
	rmSync(folder, { recursive: true, force: true });
});

const FILES = {
	"people.json":
		'[{"name":"Ada","age":36,"tags":["x","y"]},{"name":"Bob","age":null,"tags":[]},{"name":"Ünal","age":7.5}]\n',
	"lines.ndjson": '{"a":1}\n{"a":2}\n\n{"a":3}',
	"text.txt": "one\ntwo words\n\nlast ü",
	"filter.jq": "# a comment\ndef twice: . * 2;\n.[] | select(.age != null) | .age | twice\n",
	"module.jq": 'def greet: "hi " + .;\n',
};

const native = spawnSync("jq", ["--version"]).status === 0;
if (!native) console.log("jq is not installed: its output is not compared");

/** `[argv, stdin]`; a path of the tree is written /files/x, and is in the folder for the machine's jq. */
const CASES: readonly (readonly [readonly string[], string?])[] = [
	[["."], '{"b":[1,2,{"c":null}],"a":"x"} 17 "s" [] {}'],
	[["-c", "."], '{"b":[1,2,{"c":null}],"a":"x"}\n17\n"s"\n[]'],
	[["-cS", "."], '{"b":1,"a":{"d":1,"c":2}}'],
	[["-r", ".[]"], '["a b","c\\nd",1,{"x":"y"}]'],
	[["-j", ".[]"], '["a",1,null]'],
	[["-a", "."], '"Ünïcode 😀"'],
	[["-s", "map(.a)|add", "/files/lines.ndjson"]],
	[["-n", "[inputs.a]", "/files/lines.ndjson"]],
	[["-n", "first(inputs)", "/files/lines.ndjson"]],
	[["-c", "[., input]"], "1 2 3 4"],
	[["-R", "."], "one\ntwo\nlast"],
	[["-Rs", "."], "one\ntwo\nlast"],
	[["-Rn", "[inputs]"], "one\ntwo\nlast"],
	[["-Rr", 'split(" ")|@csv', "/files/text.txt"]],
	[["--tab", "."], '{"a":[1]}'],
	[["--indent", "1", "."], '{"a":[1]}'],
	[["--indent", "0", "."], '{"a":[1]}'],
	[["-C", "-c", ".[0]"], '[[1,"x"]]'],
	[["-M", "."], "[true]"],
	[["-c", "--stream", "."], '{"a":[1,{"b":2}]} 3'],
	[["-nc", "--stream", "fromstream(1|truncate_stream(inputs))"], '{"a":[1,{"b":2}]}'],
	[["--seq", "-c", "."], "[1]"],
	[["-e", ".a"], '{"a":1}'],
	[["-e", ".a"], '{"a":false}'],
	[["-e", ".a"], "{}"],
	[["-e", "empty"], "{}"],
	[[".a"], "[1]"],
	[[".a["], "1"],
	[["."], ""],
	[[".", "/files/none.json"]],
	[[".", "/files/none.json", "/files/lines.ndjson"]],
	[["-c", "[., input_filename]", "/files/lines.ndjson"]],
	[["input_filename"], "1"],
	[["--arg", "x", 'a "b" ü', "-n", "$x, $ARGS.named"]],
	[["--argjson", "x", '{"a":[1]}', "-nc", "$x.a, $ARGS.named"]],
	[["--argjson", "x", "{", "-n", "$x"]],
	[["--slurpfile", "x", "/files/lines.ndjson", "-nc", "$x"]],
	[["--rawfile", "x", "/files/text.txt", "-n", "$x"]],
	[["--rawfile", "x", "/files/none", "-n", "$x"]],
	[["-nc", "$ARGS", "--args", "a", "b c"]],
	[["-nc", "$ARGS.positional", "--jsonargs", "1", '{"a":2}']],
	[["-f", "/files/filter.jq", "/files/people.json"]],
	[["-L", "/files", "-n", 'import "module" as m; "you"|m::greet']],
	[["-r", '.[] | "\\(.name) is \\(.age // "?")"', "/files/people.json"]],
	[["-r", ".[] | [.name, .age] | @tsv", "/files/people.json"]],
	[["-c", "group_by(.age == null) | map(map(.name))", "/files/people.json"]],
	[
		[
			"-c",
			'to_entries, (map(.age) | sort), (map(.name) | join("-")), (.[0] | del(.tags)), [paths]',
			"/files/people.json",
		],
	],
	[
		[
			"-c",
			'[.[] | .name | ascii_downcase, length, test("^A"), (. / "a")], [limit(2; .[])], (.[1:] | length)',
			"/files/people.json",
		],
	],
	[["-rn", '"a b&c" | @uri, @base64, @html, @sh, @json, (@base64 | @base64d)']],
	[["-nc", '"2015-03-05T23:51:47Z" | fromdate, (fromdate | todate), (strptime("%Y-%m-%dT%H:%M:%SZ") | mktime)']],
	[
		[
			"-n",
			'[splits("a+"; null)]?, ([1,[2]] | flatten), ({} | .a.b.c = 1), ([3,1,2] | sort | reverse), ("abc" | .[1:2])',
		],
	],
	[["-n", "$ENV.JQ_TEST, env.JQ_TEST"]],
	[["-n", '"to stderr" | debug | empty, halt_error']],
	[["-n", '"bye\\n" | halt_error(7)']],
	[["-n", "1, halt, 2"]],
	[["-n", 'error("x")']],
	[["-n", "[range(5)] | until(length < 2; .[1:])"]],
	[["-n", "reduce range(100000) as $i (0; . + $i)"]],
	[["-n", "input"], ""],
	[["--no-such-option", "."], "1"],
	[[]],
];

/** What 1.7 does otherwise than 1.6 (its NEWS): argv, stdin, stdout, status. */
const NEWER: readonly (readonly [readonly string[], string, string, number])[] = [
	[["-c", "."], "100000000000000000000", "100000000000000000000\n", 0], // a literal is kept; 1.6: 1e20
	[["-c", "pick(.a)"], '{"a":1,"b":2}', '{"a":1}\n', 0],
	[["--raw-output0", ".[]"], '["a","b"]', "a\0b\0", 0],
	[["-c", "if . then 1 end"], "false", "false\n", 0],
	[["-c", ".a, (1/0)?"], '{"a":1}', "1\n", 0], // 1.6 does not compile a division by a literal 0
	[["-c", "."], '{"a":1} {"b":', '{"a":1}\n', 5], // JSON that is none is status 5; 1.6: 2
	[["."], "1 2 nonsense 3", "1\n2\n", 5],
	[["-e", "."], "", "", 4], // 1.6: 0
	[["-n", "--", "-1"], "", "-1\n", 0], // 1.6 reads -1 as an option
	[["-c", "ltrimstr(1), @text, implode?"], "[65]", '[65]\n"[65]"\n"A"\n', 0],
];

describe.skipIf(!native)("as the machine's jq 1.6 does", () => {
	test.each(CASES.map(([argv, stdin]) => [argv.join(" "), argv, stdin ?? ""] as const))(
		"%s",
		async (_, argv, stdin) => {
			const theirs = spawnSync(
				"jq",
				argv.map((word) => word.replace(/^\/files/, folder)),
				{
					input: stdin,
					env: { ...process.env, JQ_TEST: "ü x" },
				},
			);
			process.env.JQ_TEST = "ü x";
			const ours = await desk.run(["jq", ...argv], { stdin });
			const normal = (text: string) => text.replaceAll(folder, "/files");
			expect({ out: ours.stdout, status: ours.status, silent: ours.stderr === "" }).toEqual({
				out: normal(theirs.stdout.toString()),
				status: theirs.status,
				silent: theirs.stderr.length === 0,
			});
		},
	);
});

test.each(NEWER)("1.7: %j", async (argv, stdin, out, status) => {
	expect(await desk.run(["jq", ...argv], { stdin })).toMatchObject({ stdout: out, status });
});

describe("in the desk", () => {
	test("relative paths, revisions and standard input are read as by cat", async () => {
		await desk.put("/files/r.json", "1\n");
		await desk.put("/files/r.json", "2\n");
		expect(await desk.ok("jq", ".", "/files/r.json@1", "files/r.json")).toBe("1\n2\n");
		expect((await desk.run(["jq", ".", "/files/r.json", "/dev/stdin"], { stdin: "3" })).stdout).toBe("2\n3\n");
		expect((await desk.run(["jq", ".", "/files"])).status).toBe(2);
	});

	test("--json is -c, and colours come with --color=always only", async () => {
		expect((await desk.run(["jq", "--json", "."], { stdin: "[1, 2]" })).stdout).toBe("[1,2]\n");
		expect((await desk.run(["jq", "-c", "."], { stdin: "[1]" })).stdout).toBe("[1]\n");
		expect((await desk.run(["jq", "-c", "--color=always", "."], { stdin: "[1]" })).stdout).toContain("\x1b[");
	});

	test("a raw string cannot drive the terminal", async () => {
		const { stdout } = await desk.run(["jq", "-r", "."], { stdin: '"\\u001b]0;evil\\u0007"', columns: 80 });
		expect(stdout).not.toContain("\x1b]");
		expect(stdout).toContain("evil");
	});

	test("bytes that are not UTF-8, NUL, and long arguments", async () => {
		expect((await desk.run(["jq", "-c", "."], { stdin: Buffer.from([0x22, 0xff, 0x22]) })).stdout).toBe('"\ufffd"\n');
		const long = "x".repeat(300_000);
		expect(await desk.ok("jq", "-n", "--arg", "a", long, "$a|length")).toBe("300000\n");
		const tooLong = await desk.run(["jq", "-n", "--arg", "a", long + long, "$a|length"]);
		expect([tooLong.status, tooLong.stderr]).toEqual([2, expect.stringContaining("--rawfile")]);
	});

	test("a hundred runs, some at the same time, share nothing", async () => {
		for (let round = 0; round < 25; round++) {
			const runs = [1, 2, 3, 4].map((n) =>
				desk.run(["jq", "-c", "--argjson", "n", String(n), "[., $n]"], { stdin: `${round}` }),
			);
			expect((await Promise.all(runs)).map((run) => run.stdout)).toEqual([1, 2, 3, 4].map((n) => `[${round},${n}]\n`));
		}
	});

	test("what does not fit its memory ends with a sentence", async () => {
		const { status, stderr } = await desk.run(["jq", "-n", "[range(1e10)] | length"]);
		expect(status).toBe(1);
		expect(stderr).toContain("256 MiB");
		expect(await desk.ok("jq", "-n", "1")).toBe("1\n");
	});
});
