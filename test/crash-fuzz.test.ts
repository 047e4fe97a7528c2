/**
 * Whatever text is given to `desk -c`: it ends, within its limits, with a status of its own and no words of a bug. Random bytes, and valid
 * scripts that were cut, spliced, doubled or nested; then shapes that are made to exhaust stack, memory or time.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell source
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCases } from "./differential/read-cases.ts";
import { DeskRunner } from "./differential/run-desk.ts";

const RUNS = Number(process.env.FC_RUNS ?? 40);
const SEED = Number(process.env.DESK_SEED ?? (process.env.FC_RUNS === undefined ? 1 : Date.now() % 1_000_000));
const desk = new DeskRunner();

beforeAll(async () => void (await desk.run(":")));
afterAll(() => desk.close());

/** A sandbox ends what runs for a minute: this is for what it does not end (ms). */
const LONGEST = 90_000;

const BUG = /this is a bug|at .*\(.*:\d+:\d+\)|RangeError|TypeError|call stack|heap/;

/** What is wrong with how a script ended. */
async function wrong(script: string): Promise<string | undefined> {
	const { status, stderr, timedOut } = await desk.run(script, true);
	if (timedOut) return "it did not end in time";
	if (status === 70 || BUG.test(stderr)) return `status ${status}: ${stderr.slice(0, 500)}`;
	return undefined;
}

/** Scripts that may wait or run for long on purpose are none to be mutated. */
const scripts = readCases()
	.map((one) => one.script)
	.filter((script) => !/sleep|wait|timeout|\byes\b|while|until|tail -f|watch|for \(\(|kill|read/.test(script));
const valid = fc.constantFrom(...scripts);
const place = fc.double({ min: 0, max: 1, noNaN: true });
const cut = fc.tuple(valid, place, place).map(([text, a, b]) => {
	const [from, to] = [a, b].sort().map((at) => Math.floor(at * text.length)) as [number, number];
	return text.slice(from, to);
});
const spliced = fc.tuple(cut, cut).map(([a, b]) => a + b);
const doubled = fc.tuple(valid, place, fc.integer({ min: 2, max: 5 })).map(([text, at, times]) => {
	const from = Math.floor(at * text.length);
	return text.slice(0, from) + text.slice(from, from + 20).repeat(times) + text.slice(from);
});
const tokens = fc
	.array(
		fc.constantFrom(
			..."$ ${ $( $(( ` ' \" { } ( ) (( )) [[ ]] [ ] < > << <<< <( >( | || & && ; ;; ;& ! # \\ \n = += * ? ~ if then fi for in do done case esac function f() select while while-x coproc time x a 1 @ : - % / , ^ $' $\" EOF <<EOF <<-EOF <<'EOF' \0 \x80 é 😀 declare local eval trap return break exec".split(
				" ",
			),
		),
		{ maxLength: 30 },
	)
	.map((all) => all.join(""));
const bytes = fc.uint8Array({ maxLength: 60 }).map((all) => Buffer.from(all).toString("latin1").replaceAll("\0", ""));

test.each([
	["parts of scripts", cut],
	["two parts of scripts", spliced],
	["repeated parts", doubled],
	["tokens", tokens],
	["bytes", bytes],
])("%s", async (_, texts) => {
	const outcome = await fc.check(
		fc.asyncProperty(texts, async (text) => {
			const found = await wrong(text);
			if (found !== undefined) throw new Error(found);
		}),
		{ numRuns: RUNS, seed: SEED },
	);
	if (outcome.failed)
		expect.fail(
			`DESK_SEED=${outcome.seed}\n${JSON.stringify(outcome.counterexample?.[0])}\n---\n${String(outcome.errorInstance)}`,
		);
});

const deep = (open: string, middle: string, close: string, times: number) =>
	open.repeat(times) + middle + close.repeat(times);

test.each([
	["a function that calls itself", "f() { f; }; f"],
	["two functions that call each other", "f() { g; }; g() { f; }; f"],
	["eval that calls itself", 'e=\'eval "$e"\'; eval "$e"'],
	["an alias of itself", "shopt -s expand_aliases; alias a='a a'; a"],
	["a value that doubles", "a=x; while :; do a=$a$a; done"],
	["a long sequence", "echo {1..999999999}"],
	["a product of braces", `echo ${"{a,b}".repeat(40)}`],
	["a wide number", "printf '%999999999d' 1"],
	["a precise number", "printf '%.999999999f' 1"],
	["a wide text", "printf '%*s' 2147483647 x"],
	["an expression of itself", "x=x; echo $((x))"],
	["deep arithmetic", `echo $((${deep("(", "1", ")", 100_000)}))`],
	["deep arithmetic signs", `echo $((${"-~".repeat(100_000)}1))`],
	["a long sum", `echo $((${"1+".repeat(100_000)}1))`],
	["a tower of powers", `echo $((${"2**".repeat(20_000)}1))`],
	["deep substitutions", deep("echo $(", "echo x", ")", 2000)],
	["deep backticks", `echo ${"`".repeat(5000)}`],
	["deep parameters", `echo ${deep("${x:-", "y", "}", 20_000)}`],
	["deep groups", deep("{ ", ":;", " }", 20_000)],
	["deep subshells", deep("( ", ":", " )", 20_000)],
	["deep ifs", deep("if ", ":", "; then :; fi", 5000)],
	["deep braces", `echo ${deep("{a,", "b", "}", 20_000)}`],
	["deep quotes", `echo ${deep('"$(', "x", ')"', 3000)}`],
	["deep brackets", `[[ ${deep("( ", "a", " )", 20_000)} ]]`],
	["deep tests", `[ ${deep("\\( ", "a", " \\)", 20_000)} ]`],
	["deep extended globs", `shopt -s extglob; case x in ${deep("@(", "x", ")", 10_000)}) echo yes;; esac`],
	["deep subscripts", `echo $((${deep("a[", "0", "]", 20_000)}))`],
	["many here-documents", `${"cat <<E;".repeat(5000)}\n${"E\n".repeat(5000)}`],
	["a large here-document", `cat <<E | wc -c\n${"x".repeat(5_000_000)}\nE`],
	["many words", `echo ${"a ".repeat(200_000)} | wc -w`],
	["a long pipeline", `echo x ${"| cat".repeat(500)}`],
	["many commands", ":;".repeat(50_000)],
	["many lists", `${": && ".repeat(20_000)}:`],
	["a regex that looks back", `[[ ${"a".repeat(60)}b =~ ^(a+)+$ ]]; echo $?`],
	["a regex that alternates", `[[ ${"a".repeat(60)}b =~ ^(a|aa)+$ ]]; echo $?`],
	["a pattern of many stars", `[[ ${"a".repeat(500)} == ${"*a".repeat(100)}b ]]; echo $?`],
	["an extended pattern of repetitions", `shopt -s extglob; [[ ${"a".repeat(60)}b == +(+(a)) ]]; echo $?`],
	["a replacement of everything", `x=$(printf '%100000s' x); y=\${x// /xxxxxxxxxx}; z=\${y//x/$y}; echo \${#z}`],
	["a huge count for a regex", "[[ a =~ a{99999999} ]]; echo $?; [[ a =~ (a{1000}){1000} ]]; echo $?"],
	["a grep that looks back", `echo ${"a".repeat(60)}b | grep -E '^(a+)+$'; echo $?`],
	["a huge index", "a[99999999999999999999]=1; a[-1]=2; echo ${a[9223372036854775807]}"],
	["huge slices", "x=abc; echo ${x:9223372036854775807} ${x:0:9223372036854775807} ${x: -9223372036854775808}"],
	["a huge shift", "shift 99999999999; set -- $(seq 100000); shift 99999; echo $#; break 999999999; exit 999999999999"],
	["many references", "for ((i=0;i<10000;i++)); do declare -n r$i=r$((i+1)); done; r10000=x; echo $r0"],
	["descriptors", 'for ((i=3;i<5000;i++)); do eval "exec $i>&1"; done; exec 99999999999>&1'],
	["mapfile without end", "mapfile a < <(yes \"$(printf '%2000s' x)\")"],
	["a storm of jobs", "while :; do sleep 1000 & done"],
	["awk that calls itself", "awk 'function f(n){return f(n+1)} BEGIN{f(1)}'"],
])("a sandbox ends %s", { timeout: 120_000 }, async (_, script) => {
	const { status, stderr, timedOut } = await desk.run(script, true, LONGEST);
	expect(timedOut, "stopped from outside").toBe(false);
	expect(status === 70 || BUG.test(stderr), `${status} ${stderr.slice(0, 500)}`).toBe(false);
});
