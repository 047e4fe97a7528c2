/** Shell patterns against bash's own `[[ text == pattern ]]`. */
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { globToRegExp, hasGlob } from "./glob.ts";

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

interface Case {
	pattern: string;
	text: string;
}

function askBash(cases: readonly Case[]): boolean[] {
	const script = cases.map(
		({ pattern, text }) => `p=${quote(pattern)}; t=${quote(text)}; [[ $t == $p ]] && printf 1 || printf 0`,
	);
	const env = { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8" };
	const { stdout } = spawnSync("bash", ["-s"], { input: script.join("\n"), env, encoding: "utf8", maxBuffer: 1 << 26 });
	expect(stdout.length).toBe(cases.length);
	return [...stdout].map((digit) => digit === "1");
}

function differences(cases: readonly Case[]): string[] {
	const theirs = askBash(cases);
	return cases.flatMap(({ pattern, text }, at) =>
		globToRegExp(pattern).test(text) === theirs[at]
			? []
			: [`${pattern} on ${JSON.stringify(text)}: bash ${theirs[at]}`],
	);
}

// biome-ignore format: one table
const PATTERNS = [
	"", "*", "?", "??", "a*", "*a", "*a*b*", "a?c", "**", "*?", "***?", "[abc]", "[a-c]*", "[!a]", "[^a]", "[!a-c]", "[]a]", "[!]a]", "[]", "[!]",
	"[", "[a", "a[", "\\*", "\\?", "\\[a]", "a\\", "\\a", "[\\]]", "[\\]a]", "[a\\-c]", "[[:alpha:]]", "[[:digit:]][[:digit:]]", "[![:space:]]",
	"[[:foo:]]", "[[:foo:]b]", "[z-a]", "[z-aa]", "[a-c-e]", "[a-]", "[--b]", "[[.-.]]", "[[=a=]]", "[a-[.c.]]", "[[:digit:]-z]", "*.md", "*.[ch]", "é*", "[é]",
	"[à-ü]", "?", "[!!]", "[^^]", "[[a]", "x]", "a{b,c}", "(a)", "+", "a|b", "^a", "a$", ".*", "*/b", "a/*", "$", "a.c", "[:alpha:]", "[[:alpha:]", "[[:upper:][:digit:]]",
];
// biome-ignore format: one table
const TEXTS = [
	"", "a", "b", "c", "ab", "abc", "aXbY", "a*", "*", "?", "[", "[a", "a[", "[]", "[!]", "]", "\\", "a\\", "-", "z", "1", "12", " ", "é", "éa", "ö", "a.c", ".a",
	"x.md", "main.c", "a/b", "/b", "a{b,c}", "(a)", "+", "a|b", "^a", "a$", "^", "!", "$", "x]", "a]", "日本", "😀", "a\nb", ":", "A",
];

test("as bash: a table", () => {
	expect(differences(PATTERNS.flatMap((pattern) => TEXTS.map((text) => ({ pattern, text }))))).toEqual([]);
});

test("as bash: generated", () => {
	const pattern = fc
		.array(
			fc.constantFrom("*", "?", "a", "b", "é", "/", ".", "[ab]", "[!a]", "[^b-c]", "[[:alpha:]]", "\\*", "-", "[é-]"),
			{ maxLength: 7 },
		)
		.map((parts) => parts.join(""));
	const text = fc.string({ unit: fc.constantFrom(..."aabbcé/.-*"), maxLength: 8 });
	expect(differences(fc.sample(fc.record({ pattern, text }), { numRuns: 3000, seed: 5 }))).toEqual([]);
});

test("differs: a bracket expression that its class leaves open is plain text; bash takes `[[:]` for a set", () => {
	expect(askBash([{ pattern: "[[:]", text: ":" }])).toEqual([true]);
	expect(globToRegExp("[[:]").test(":")).toBe(false);
	expect(globToRegExp("[[:]").test("[:")).toBe(true);
});

test.each([
	["*.md", "notes/a.md", false],
	["notes/*.md", "notes/a.md", true],
	["notes/*.md", "notes/x/a.md", false],
	["notes/?.md", "notes/a.md", true],
	["a?b", "a/b", false],
	["a[!x]b", "a/b", false],
	["a[.-0]b", "a/b", false],
	["a[b/c]d", "abd", false],
	["a[b/c]d", "a[b/c]d", true],
	["**/a", "a", true],
	["**/a", "x/y/a", true],
	["**/a", "x/.y/a", false],
	["x/**", "x/y/z", true],
	["x/**", "x", false],
	["x/**/z", "x/z", true],
	["x/**/z", "x/y/y/z", true],
	["x/**/z", "xy/z", false],
	["**", "a/b/c", true],
	["**", ".a", false],
	["a**b", "a/b", false],
	["a**b", "axxb", true],
	["*", ".a", false],
	[".*", ".a", true],
	["?a", ".a", false],
	["[.]a", ".a", false],
	["x/*", "x/.a", false],
	["x/a*", "x/a.b", true],
	["*a*b*/c*d", "xaxbx/cxd", true],
	["/notes/*", "/notes/a", true],
] as const)("path %s on %s: %s", (pattern, path, expected) => {
	expect(globToRegExp(pattern, { pathname: true }).test(path)).toBe(expected);
});

test("dotglob and case", () => {
	expect(globToRegExp("*", { pathname: true, dotglob: true }).test(".a")).toBe(true);
	expect(globToRegExp("**/b", { pathname: true, dotglob: true }).test("a/.x/b")).toBe(true);
	expect(globToRegExp("*.MD", { caseInsensitive: true }).test("é.md")).toBe(true);
	expect(globToRegExp("É[a-c]*ab*", { caseInsensitive: true }).test("éBxAB")).toBe(true);
	expect(globToRegExp("[[:upper:]]", { caseInsensitive: true }).test("a")).toBe(true);
});

test("what has a wildcard", () => {
	expect(["*", "a?", "[ab]", "**", "[!a]"].map(hasGlob)).toEqual([true, true, true, true, true]);
	expect(["", "a", "\\*", "[a", "a\\[b]", "]", "{a,b}"].map(hasGlob)).toEqual([
		false,
		false,
		false,
		false,
		false,
		false,
		false,
	]);
});

test("many stars do not go back and forth", () => {
	const pattern = globToRegExp(`${"*a".repeat(30)}*b`);
	const path = globToRegExp(`${"*a".repeat(30)}*b/c`, { pathname: true });
	const start = cpuTime();
	expect(pattern.test("a".repeat(3000))).toBe(false);
	expect(path.test(`${"a".repeat(3000)}/c`)).toBe(false);
	expect(cpuTime() - start).toBeLessThan(1000);
});
