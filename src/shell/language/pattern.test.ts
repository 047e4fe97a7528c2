/** Patterns against bash's own matching, removal, substitution and pathname expansion. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { askBash, quoted } from "./ask-bash.ts";
import { compilePattern, escapePattern, globComponent, hasWildcard, substitute } from "./pattern.ts";

interface Case {
	pattern: string;
	text: string;
}

/** All that can be asked of a pattern and a text, in one line. */
function ours({ pattern, text }: Case): string {
	const compiled = compilePattern(pattern);
	const after = (length: number | undefined) => text.slice(length ?? 0);
	const before = (length: number | undefined) => text.slice(0, text.length - (length ?? 0));
	const mark = (match: string) => `<${match}>`;
	return [
		compiled.matches(text) ? "1" : "0",
		after(compiled.shortestPrefix(text)),
		after(compiled.longestPrefix(text)),
		before(compiled.shortestSuffix(text)),
		before(compiled.longestSuffix(text)),
		substitute(text, compiled, "first", mark),
		substitute(text, compiled, "all", mark),
		substitute(text, compiled, "start", mark),
		substitute(text, compiled, "end", mark),
	].join("~");
}

function bash({ pattern, text }: Case): string {
	// `<&>`: bash 5.2 puts what matched in place of an unquoted `&`.
	const parts = ["#", "##", "%", "%%"].map((op) => `"\${t${op}$p}"`);
	const replaced = ["/", "//", "/#", "/%"].map((op) => `"\${t${op}$p/<&>}"`);
	return `p=${quoted(pattern)}; t=${quoted(text)}; [[ $t == $p ]] && m=1 || m=0; printf '%s~' $m ${parts.join(" ")} ${replaced.join(" ")}`;
}

/**
 * How many of the answers are compared, as bash has bugs that nobody relies on, while we do as its manual says: what follows a star or
 * a question mark never matches the empty text at the very end (`[[ a == *@(|b) ]]` is false), a substitution puts a star in front
 * of the pattern itself, and counts the length of some patterns wrongly.
 */
function comparable(pattern: string): number {
	if (/[*?].*[@+!]\(/.test(pattern)) return 0;
	if (/^[@+!]\(|^\[!\]|\\$/.test(pattern)) return 5;
	return pattern.startsWith("(") ? 8 : 9;
}

function differences(cases: readonly Case[]): string[] {
	const theirs = askBash(["shopt -s patsub_replacement", ...cases.map(bash)]).slice(1);
	return cases.flatMap((one, at) => {
		const some = comparable(one.pattern);
		const [mine, other] = [ours(one).split("~"), (theirs[at] ?? "").split("~")].map((parts) =>
			parts.slice(0, some).join("~"),
		);
		return mine === other ? [] : [`${one.pattern} on ${JSON.stringify(one.text)}\n  bash ${other}\n  ours ${mine}`];
	});
}

// biome-ignore format: one table
const PATTERNS = [
	"", "*", "?", "??", "a*", "*a", "*a*b*", "a?c", "**", "*?", "***?", "[abc]", "[a-c]*", "[!a]", "[^a]", "[!a-c]", "[]a]", "[!]a]", "[]", "[!]",
	"[", "[a", "a[", "\\*", "\\?", "\\[a]", "a\\", "\\a", "[\\]]", "[\\]a]", "[a\\-c]", "[[:alpha:]]", "[[:digit:]][[:digit:]]", "[![:space:]]",
	"[[:foo:]]", "[[:foo:]b]", "[z-a]", "[z-aa]", "[a-]", "[--b]", "[[.-.]]", "[[=a=]]", "*.md", "*.[ch]", "é*", "[é]", "[à-ü]", "[!!]", "[^^]", "x]", "a|b", "a.c",
	"@(a)", "@(a|ab)", "?(a)b", "*(a)", "+(a)", "+(a|b)", "!(a)", "!(a|b)", "!(*a*)", "*(a|b)c", "@(a|b|)c", "@()", "!()", "*()", "+()", "?()", "@(a*|*b)", "+(?)", "*(*)", "!(*)", "!(?)", "a!(b)", "!(a)b", "!(a)*", "*!(a)",
	"@(@(a|b)|c)", "!(!(a))", "+(@(a|b)c)", "*.@(md|c)", "!(*.md)", "@([)]|a)", "@(\\)|a)", "@(a|\\|)", "@(a", "+(a|b", "@(a|b))", "(a)", "a(b)", "@", "!", "+", "?(", "*(", "@(a)(b)", "+([[:alpha:]])", "+([0-9]).+([0-9])", "@(😀|é)+", "*(é)", "a@(b|)c", "?(*a)b", "[@(a)]", "@(*)", "@(?)b", "+(ab|a)b", "*(a|ab|b)", "!(a)!(b)", "!(a)c", "@(!(a)|b)",
];
// biome-ignore format: one table
const TEXTS = [
	"", "a", "b", "c", "ab", "abc", "aabb", "abab", "aXbY", "a*", "*", "?", "[", "[a", "a[", "[]", "]", "\\", "a\\", "-", "12", "3.14", "é", "éa", "x.md", "main.c", "a/b", "(a)", ")", "|", "+", "a|b", "😀", "😀é😀", "a\nb", "aa b  c", "@(a", "!", "banana", "acbc", "Ab",
];

describe("as bash", () => {
	test("a table", () => {
		const cases = PATTERNS.flatMap((pattern) => TEXTS.map((text) => ({ pattern, text })));
		expect(differences(cases)).toEqual([]);
	});

	test("generated", () => {
		const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
			pattern: fc
				.array(
					fc.oneof(
						{ maxDepth: 2 },
						fc.constantFrom("*", "?", "a", "b", "é", ".", "[ab]", "[!a]", "[^b-c]", "[[:alpha:]]", "\\*", "-"),
						fc
							.tuple(fc.constantFrom(..."?*+@!"), fc.array(tie("pattern"), { minLength: 1, maxLength: 3 }))
							.map(([op, options]) => `${op}(${options.join("|")})`),
					),
					{ maxLength: 4 },
				)
				.map((parts) => parts.join("")),
		}));
		const text = fc.string({ unit: fc.constantFrom(..."aabbcé.-*"), maxLength: 7 });
		expect(differences(fc.sample(fc.record({ pattern, text }), { numRuns: 4000, seed: 5 }))).toEqual([]);
	});
});

describe("file names, as bash's pathname expansion", () => {
	const NAMES = [
		..."a b c ab abc .a .b .ab ..a a.b a.b.c .a.b x.md .x.md main.c A Ab é .é 12 - -a [ ] [a] (a) +a @a !a a*".split(
			" ",
		),
		"a b",
		"a\nb",
		"\\",
	];
	// biome-ignore format: one table
	const GLOBS = [
		"*", "?", "??", ".*", ".?", "*.*", "*.md", "[.]*", "[!a]*", "[.a]b", "\\.*", "@(.a|b)", "@(.*|b)", "?(.)a", "*(.)a", "+(.)a", "!(a)", ".!(a)", "!(.a)", "@(*)", "@(?)a", "*(*)a", "@(a|.b)*", "*a", "?a", "*.a", "[[:alpha:]]", "@(!(b))", "?(x)*", "?(x).a", "*(x).*", "@(|.)a", "+([a-z])",
		"a*", "[A-Z]*", "[[]*", "[]]", "*\\**", "(*", "*[)]", "[a", "é*", "*\n*", "[[:digit:]]*", "-*", "[-a]*",
	];

	function expansions(options: string): string[][] {
		const directory = mkdtempSync(join(tmpdir(), "desk-glob-"));
		try {
			for (const name of NAMES) writeFileSync(join(directory, name), "");
			const scripts = GLOBS.map((glob) => `set -- $(printf ''); p=${quoted(glob)}; IFS=; set -- $p; printf '%s/' "$@"`);
			return askBash([`cd ${quoted(directory)}; shopt -s nullglob ${options}`, ...scripts])
				.slice(1)
				.map((answer) =>
					answer
						.split("/")
						.filter((name) => name !== "")
						.sort(),
				);
		} finally {
			rmSync(directory, { recursive: true });
		}
	}

	test.each([
		["", {}],
		["dotglob", { dotglob: true }],
		["nocaseglob", { nocaseglob: true }],
	])("%s", (option, options) => {
		const theirs = expansions(option);
		const wrong = GLOBS.flatMap((glob, at) => {
			if (!hasWildcard(glob)) return [];
			const ours = NAMES.filter(globComponent(glob, options)).sort();
			return ours.join("/") === theirs[at]?.join("/")
				? []
				: [`${glob}: bash ${theirs[at]?.join(" ")}; ours ${ours.join(" ")}`];
		});
		expect(wrong).toEqual([]);
	});

	test("what has a wildcard", () => {
		const patterns = [
			...PATTERNS,
			"a/b",
			"[/]",
			"[a/b]",
			"\\[a]",
			"[a\\]",
			"+",
			"+(",
			"a@(b)",
			"\\@(a)",
			"a!b",
			"}",
			"[]a",
		].filter((pattern) => pattern !== "" && !pattern.endsWith("\\"));
		const scripts = patterns.map((pattern) => `p=${quoted(pattern)}; IFS=; set -- $p; printf $#`);
		const theirs = askBash(["cd /var/empty 2>/dev/null || cd $(mktemp -d); shopt -s nullglob", ...scripts]).slice(1);
		expect(patterns.filter((pattern, at) => hasWildcard(pattern) !== (theirs[at] === "0"))).toEqual([]);
		expect(hasWildcard("@(a)", false)).toBe(false);
	});
});

test("a quoted text matches itself only", () => {
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom(..."ab*?[]\\()|!@+^-é😀/.") }), fc.string(), (text, other) => {
			expect(compilePattern(escapePattern(text)).literal).toBe(text);
			expect(compilePattern(`[${escapePattern("^-]!")}]`).matches("-")).toBe(true);
			expect(compilePattern(`${escapePattern(text)}*`).matches(text + other)).toBe(true);
			expect(hasWildcard(escapePattern(text))).toBe(false);
		}),
	);
});

test("options: no extended patterns, no regard to case", () => {
	expect(compilePattern("@(a|b)", { extglob: false }).literal).toBe("@(a|b)");
	expect(compilePattern("*(a)", { extglob: false }).matches("xy(a)")).toBe(true);
	const folded = compilePattern("É[a-c]@(x|Y)+", { caseInsensitive: true });
	expect([folded.matches("éBy+"), folded.matches("éDy+")]).toEqual([true, false]);
	expect(compilePattern("abc", { caseInsensitive: true }).matches("aBC")).toBe(true);
	expect(compilePattern("B", { caseInsensitive: true }).find("abc", 0)).toEqual([1, 2]);
});

test("bytes that are not UTF-8 are characters", () => {
	const text = "a\udcffb\udc80";
	expect(compilePattern("a?b?").matches(text)).toBe(true);
	expect(compilePattern("a[!x]b@([!y])").matches(text)).toBe(true);
	expect(compilePattern("[\udcff]").find(text, 0)).toEqual([1, 2]);
	expect(compilePattern("*b").longestPrefix(text)).toBe(3);
	expect(compilePattern("?").shortestSuffix(text)).toBe(1);
});

test("no pattern goes back and forth", () => {
	const start = cpuTime();
	const text = "a".repeat(3000);
	expect(compilePattern(`${"*a".repeat(30)}*b`).matches(text)).toBe(false);
	expect(compilePattern("a*a*a*b").find(text, 0)).toBeUndefined();
	expect(compilePattern("+(a|aa|+(a))b").matches(text)).toBe(false);
	expect(compilePattern("*(*(*(a)a)a)b").find(text, 0)).toBeUndefined();
	expect(compilePattern("!(*!(*a)a)b").matches(text.slice(0, 500))).toBe(false);
	expect(substitute(text, compilePattern("+(a)"), "all", () => "x")).toBe("x");
	expect(substitute(text, compilePattern("@(a)"), "all", () => "x")).toBe("x".repeat(3000));
	expect(() => compilePattern("!(*a)!(*b)!(*c)").matches("ab".repeat(50_000))).toThrow(RangeError);
	expect(compilePattern("@(".repeat(100_000)).literal).toBe("@(".repeat(100_000));
	expect(compilePattern(`${"@(".repeat(400)}a${")".repeat(400)}`).matches("a")).toBe(true);
	expect(cpuTime() - start).toBeLessThan(6000);
});
