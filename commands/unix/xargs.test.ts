import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Twin } from "../../test/support/oracle.ts";
import { both, runTool, shown } from "../../test/support/tools.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({ "list.txt": Buffer.from("one two\nthree\n") });
});
afterAll(() => twin.remove());

const INPUTS = [
	"",
	"\n\n",
	"a b c\n",
	"a b  c \n d\te\n\nf",
	"'a b' \"c d\" e\\ f\n",
	"a'b'c\\'d\n",
	"'' a\n",
	"a ''\nb\n",
	"a \nb\nc\n",
	"a b\\\nc d\n",
	"one END two\nEND\nthree\n",
	"it's\n",
	'"open\nline" x\n',
	"  lead  and trail  \n\n next\n",
	"ünï 漢字\n",
	"{}\n{} {}\n",
];

const WORDS: readonly (readonly string[])[] = [
	[],
	["-n1"],
	["-n", "2", "echo", "x"],
	["-L1"],
	["-L2", "echo", "--", "-z"],
	["-l"],
	["-I{}", "echo", "[{}]", "{}{}"],
	["-i", "echo", "<{}>"],
	["-I", "X", "echo", "aXb"],
	["-d", " ", "echo", "[", "]"],
	["-d", "\\n", "-n1"],
	["-d,"],
	["-0", "-n1"],
	["-0", "-I{}", "echo", "{}."],
	["-r"],
	["-E", "END"],
	["-n1", "-E", "END"],
	["-s", "12"],
	["-s", "12", "-n3", "-x"],
	["-s", "40", "-n2"],
	["-I{}", "false", "{}"],
	["-n1", "sh", "-c", "exit 3"],
	["-n1", "sh", "-c", "exit 255"],
	["false"],
	["-n", "1", "no-such-command"],
];

describe("as GNU xargs", () => {
	for (const words of WORDS)
		test(words.join(" ") || "no words", async () => {
			for (const stdin of INPUTS) {
				const { desk, gnu } = await both(twin, ["xargs", ...words], { stdin });
				expect({ stdin, ...shown(desk) }).toEqual({ stdin, ...shown(gnu) });
			}
		});

	test("any input", async () => {
		const input = fc.array(fc.constantFrom("a", "bc", " ", "\n", "\t", "'", '"', "\\", "é", "END"), { maxLength: 14 });
		await fc.assert(
			fc.asyncProperty(input, fc.constantFrom(...WORDS.slice(0, 20)), async (parts, words) => {
				const { desk, gnu } = await both(twin, ["xargs", ...words], { stdin: parts.join("") });
				expect(shown(desk)).toEqual(shown(gnu));
			}),
			{ numRuns: 80 },
		);
	});

	test("pieces of the input may end anywhere", async () => {
		const text = Buffer.from("a 'b ü' c\nd\\ e f\n");
		const bytes = (async function* () {
			for (const byte of text) yield Buffer.of(byte);
		})();
		const { stdout } = await runTool(twin.desk, ["xargs", "-n1"], { stdin: bytes });
		expect(stdout).toBe("a\nb ü\nc\nd e\nf\n");
	});

	test("long input is cut as GNU cuts it", async () => {
		const stdin = Array.from({ length: 40_000 }, (_, n) => `word${n}`).join("\n");
		const { desk, gnu } = await both(twin, ["xargs"], { stdin });
		expect(shown(desk)).toEqual(shown(gnu));
	});
});

test("-a reads a file; -P runs several at once", async () => {
	expect((await runTool(twin.desk, ["xargs", "-a", "list.txt", "-n1"])).stdout).toBe("one\ntwo\nthree\n");
	const script = `echo 0.6 0.3 0.01 | xargs -P0 -n1 bash -c 'sleep "$0"; echo "$0"'`;
	expect((await twin.desk.run(["-c", script])).stdout).toBe("0.01\n0.3\n0.6\n");
});

test("-t shows the command lines, options of the command are not ours", async () => {
	const outcome = await runTool(twin.desk, ["xargs", "-t", "echo", "--json", "--", "-x"], { stdin: "'a b'" });
	expect(outcome).toMatchObject({ status: 0, stdout: "--json -- -x a b\n", stderr: "echo --json -- -x 'a b'\n" });
});
