/** `=~` against bash's own: BASH_REMATCH as a whole. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { askBash, quoted } from "./ask-bash.ts";
import { matchRegex, RegexError } from "./regex.ts";

type Case = readonly [pattern: string, text: string];

function ours([pattern, text]: Case): string {
	try {
		const groups = matchRegex(text, pattern);
		return groups === undefined ? "1" : `0${groups.map((group) => `<${group}>`).join("")}`;
	} catch (error) {
		if (!(error instanceof RegexError)) throw error;
		return "2";
	}
}

function differences(cases: readonly Case[]): string[] {
	const theirs = askBash(
		cases.map(
			([pattern, text]) =>
				`p=${quoted(pattern)}; t=${quoted(text)}; [[ $t =~ $p ]]; s=$?; printf $s; [ $s = 0 ] && printf '<%s>' "\${BASH_REMATCH[@]}"`,
		),
	);
	return cases.flatMap((one, at) =>
		ours(one) === theirs[at] ? [] : [`${one.join(" on ")}: bash ${theirs[at]}; ours ${ours(one)}`],
	);
}

// biome-ignore format: one table
const PATTERNS = [
	"", "a", "^a", "a$", "^a$", "a|b", "(a)(b)?", "([0-9]+)-([0-9]+)", "(a*)(b*)", "a{2}", "a{1,}", "a{,2}b", "[[:alpha:]]+", "[^[:space:]]+", "[]a]+", "[^]a]+", "[a-c]", "[.]", "\\.", "\\$", "\\^", "\\(a\\)", "a\\|b", "(^a|b$)", "()", "[-a]", "[a-]", "é", "[é]", "(.)(.)", ".", "^.$",
	"x*", "😀", "(ab|c)+", "(a|ab)(c|bcd)(d*)", "(a|ab)(bc|c)", "a?(ab)?", "(a|b)*", "((a)|b)*", "(a*)*", "(a*)+", "(a|b*)*", "(ab|a)(bc)?", "a.|abc", "x(a|ab)", "(a)|b", "(a)|(b)|(c)", "((a|b)+)c", "(a?)(ab)?", "(a{1,2})(a{1,2})", "((a){2})*", "(a|ab|abc)(bc|c|)", "^(.*)/([^/]*)$", "^([^=]+)=(.*)$", "(.*)b(.*)",
	"^(https?)://([^/:]+)(:([0-9]+))?(/.*)?$", "([a-z]+)([0-9]*)", "^[0-9]{4}-[0-9]{2}$", "\\bb", "(^|b)a", "(a|^)b", "a*b*c*", "(a+)(b+)?c", "[[:digit:]]+\\.[[:digit:]]*", "(a)\\1", "(.)\\1", "^(a+)b\\1$", "(foo|foobar)(bar)?",
];
const TEXTS = [
	"",
	"a",
	"b",
	"c",
	"ab",
	"abc",
	"aab",
	"abcd",
	"aba",
	"abab",
	"aabbcc",
	"a b",
	"a-b",
	"12-34",
	"3.14",
	"é",
	"😀é",
	"a\nb",
	"$^",
	"]",
	"a|b",
	"(a)",
	"k=v=w",
	"/usr/lib/x",
	"https://a.b:80/c",
	"2024-05",
	"foobar",
	"x\udcffy",
];

describe("as bash", () => {
	test("a table", () => {
		expect(differences(PATTERNS.flatMap((pattern) => TEXTS.map((text): Case => [pattern, text])))).toEqual([]);
	});
	test("generated", () => {
		const times = fc.constantFrom("", "", "*", "+", "?", "{2}", "{0,1}", "{1,3}");
		const single = fc.tuple(fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]"), times).map((p) => p.join(""));
		const group = (inner: fc.Arbitrary<string>) =>
			fc
				.tuple(fc.array(inner, { minLength: 1, maxLength: 2 }), times)
				.map(([all, many]) => `(${all.join("|")})${many}`);
		const some = (part: fc.Arbitrary<string>) =>
			fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
		const inner = some(single);
		const pattern = some(
			fc.oneof(
				single,
				fc.constantFrom("^", "$", "\\<", "é"),
				group(inner),
				group(some(fc.oneof(single, group(inner)))),
			),
		);
		const text = fc.string({ unit: fc.constantFrom(..."aaabbc dé"), maxLength: 8 });
		const cases = fc.sample(fc.tuple(pattern, text), { numRuns: 2000, seed: 14 });
		const reports = differences(cases);
		// How far the match reaches is always the same; which part of it a repeated group had last can differ where it may be empty.
		expect(reports.filter((report) => !/bash (\d(?:<[^>]*>)?).*ours \1/s.test(report))).toEqual([]);
		expect(reports.length).toBeLessThan(cases.length / 200);
	});
	test("what is no pattern", () => {
		const wrong = [
			"(",
			"a(b",
			"[",
			"[a",
			"[b-a]",
			"[[:foo:]]",
			"a{2,1}",
			"a{99999}",
			"\\",
			"a\\",
			"(a",
			"[[.ab.]]",
			"*",
			"(*a)",
			"a|+",
			"a$?",
			"\\<*",
			"a{}",
			"a{1",
			"a{-1}",
			"(|?)",
		];
		expect(differences(wrong.map((pattern): Case => [pattern, "a"]))).toEqual([]);
		expect(wrong.map((pattern) => ours([pattern, "a"]))).toEqual(wrong.map(() => "2"));
	});
	test("what looks like none", () => {
		expect(
			differences(
				[
					"*",
					"+",
					"?",
					"a**",
					"a|",
					"|a",
					"||",
					")",
					"a)",
					"{",
					"a{",
					"a{x}",
					"{1}",
					"a{,}",
					"()",
					"]",
					"a]",
					"^*",
					"$a",
					"a^b",
					"(|a)b",
					"(*a)",
					"a{0}",
					"a{1}{2}",
				].flatMap((pattern) => ["a", "b", "a{x}", "", "aa", "a)"].map((text): Case => [pattern, text])),
			),
		).toEqual([]);
	});
});

test("differs: a reference to a group that took no part matches nothing in POSIX, the empty text here", () => {
	expect(ours(["(x)?b\\1", "b"])).toBe("0<b><>");
});

test("without regard to case", () => {
	expect(matchRegex("xÉab", "é(A|B)+", { caseInsensitive: true })).toEqual(["Éab", "b"]);
	expect(matchRegex("É", "é")).toBeUndefined();
});

test("no pattern goes back and forth", () => {
	const start = cpuTime();
	const text = "a".repeat(5000);
	expect(matchRegex(text, "(a*)*b")).toBeUndefined();
	expect(matchRegex(text, "(a|aa)+$")?.[0]).toBe(text);
	expect(matchRegex(text, "^(a+)+$")).toEqual([text, text]);
	expect(matchRegex(text, "a*a*a*a*a*b")).toBeUndefined();
	expect(matchRegex(`${"ab ".repeat(30_000)}x`, "^((a|b)+ )*x$")?.[1]).toBe("ab ");
	expect(matchRegex("é".repeat(100_000), "(é|e)*(.*)")?.[2]).toBe("");
	expect(cpuTime() - start).toBeLessThan(8000);
});

test("usual patterns are fast", () => {
	const start = cpuTime();
	for (let n = 0; n < 50_000; n++) matchRegex("name=value of it", "^([^=]+)=(.*)$");
	for (let n = 0; n < 2_000; n++) matchRegex("error: 42 lines", "^(error|warning): ([0-9]+)");
	expect(cpuTime() - start).toBeLessThan(1500);
});
