/** `=~` against bash's own: BASH_REMATCH as a whole. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
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
	"^(https?)://([^/:]+)(:([0-9]+))?(/.*)?$", "([a-z]+)([0-9]*)", "^[0-9]{4}-[0-9]{2}$", "\\bb", "(^|b)a", "(a|^)b", "a*b*c*", "(a+)(b+)?c", "[[:digit:]]+\\.[[:digit:]]*", "(x)?b\\1", "(a)\\1", "(.)\\1", "^(a+)b\\1$", "(foo|foobar)(bar)?",
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
	test("generated, without groups: how far the match reaches", () => {
		const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
			pattern: fc
				.array(
					fc.oneof(
						{ maxDepth: 2 },
						fc
							.tuple(
								fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]"),
								fc.constantFrom("", "", "*", "+", "?", "{2}", "{0,1}", "{1,3}"),
							)
							.map((p) => p.join("")),
						fc.constantFrom("^", "$", "\\<", "é"),
						fc
							.tuple(fc.array(tie("pattern"), { minLength: 1, maxLength: 2 }), fc.constantFrom("", "*", "?", "{1,2}"))
							.map(([all, times]) => `(${all.join("|")})${times}`),
					),
					{ minLength: 1, maxLength: 4 },
				)
				.map((parts) => parts.join("")),
		}));
		const text = fc.string({ unit: fc.constantFrom(..."aaabbc dé"), maxLength: 8 });
		const cases = fc.sample(fc.tuple(pattern, text), { numRuns: 3000, seed: 14 });
		const reports = differences(cases);
		const whole = reports.filter((report) => !/bash (\d(?:<[^>]*>)?).*ours \1/.test(report));
		console.log(reports.length, whole.length, reports.slice(0, 40).join("\n"));
		expect(whole).toEqual([]);
	});
});
