/** POSIX regexes against bash's `=~` (the C library's own matcher) and, for basic ones, against sed. */
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeskError } from "./errors.ts";
import { parseRegex, type RegexDialect, requiredLiteral, requiredLiteralOf, translateRegex } from "./posix-regex.ts";

const env = { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8" };
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function run(pattern: string, dialect: RegexDialect, text: string, ignoreCase = false): RegExpExecArray | null {
	const { source, flags } = translateRegex(pattern, dialect, { ignoreCase });
	return new RegExp(source, flags).exec(text);
}

/** One line for each case, printed by one bash. */
function askBash(commands: readonly string[]): string[] {
	const script = commands.map((command) => `${command}; printf '\\0'`).join("\n");
	return spawnSync("bash", ["-s"], { input: script, env, encoding: "utf8", maxBuffer: 1 << 28 })
		.stdout.split("\0")
		.slice(0, -1);
}

// biome-ignore format: one table
const EXTENDED = [
	"a", "^a", "a$", "^a$", "a|b", "(a)(b)?", "([0-9]+)-([0-9]+)", "(a*)(b*)", "a{2}", "a{1,}", "a{,2}b", "[[:alpha:]]+", "[^[:space:]]+",
	"[]a]+", "[^]a]+", "[a-c]", "[.]", "\\.", "\\$", "\\^", "\\(a\\)", "a\\|b", "(^a|b$)", "()", "a/b", "a-b", "[-a]", "[a-]", "é", "[é]",
	"(.)(.)", ".", "^.$", "[[:upper:]][[:lower:]]", "[[:digit:]]+\\.[[:digit:]]*", "[[=a=]]", "[[.-.]]", "\\wb", "\\W", "\\bb", "a\\b", "\\s+",
	"\\<b", "a\\>", "(a|ab)$", "x*", "😀", "[😀]", "(ab|c)+", "#", "&&", "--", "~", "'", "\"", "a}", "]",
];
const TEXTS = [
	"",
	"a",
	"b",
	"ab",
	"abc",
	"aab",
	"a b",
	"a-b",
	"a.b",
	"12-34",
	"3.14",
	"é",
	"É",
	"Zü",
	"😀",
	"a\nb",
	"$^",
	"]",
	"a|b",
	"(a)",
	"a/b",
	"x#&&--~",
	"a}",
];

describe("extended, on whole texts, as bash", () => {
	test("the same texts match, from the same place, with the same groups", () => {
		const cases = EXTENDED.flatMap((pattern) => TEXTS.map((text) => ({ pattern, text })));
		const theirs = askBash(
			cases.map(
				({ pattern, text }) =>
					`re=${quote(pattern)}; t=${quote(text)}; [[ $t =~ $re ]] && printf '<%s>' "\${BASH_REMATCH[@]}" || printf no`,
			),
		);
		const wrong = cases.flatMap(({ pattern, text }, at) => {
			const found = run(pattern, "extended", text);
			const ours = found === null ? "no" : found.map((group) => `<${group ?? ""}>`).join("");
			return ours === theirs[at] ? [] : [`${pattern} on ${JSON.stringify(text)}: bash ${theirs[at]}, ours ${ours}`];
		});
		expect(wrong).toEqual([]);
	});
});

// biome-ignore format: one table
const BASIC = [
	"a", "*a", "^*", "\\(*\\)", "a\\|b", "\\(a\\)\\1", "a\\{2\\}", "a\\{1,\\}b", "a+", "a\\+", "a?", "a\\?b", "(a)", "a{2}", "^a", "a^b", "a$", "a$b", "\\(^a\\)", "\\(b$\\)",
	"[[:alpha:]]*", "[^a]", "\\.", "\\wb", "\\n", "a\\n", "\\(a\\)*b", "\\(a\\|b\\)*", "é", ".", "a.b", "|", "{", "}", "\\*", "\\^", "\\$^",
];

test("basic: as sed's s command, group by group", () => {
	const cases = BASIC.flatMap((pattern) =>
		TEXTS.filter((text) => !text.includes("\n")).map((text) => ({ pattern, text })),
	);
	// `\n` is a newline to sed, which rewrites it before the regex is read.
	const kept = cases.filter(({ pattern }) => !pattern.includes("\\n"));
	const theirs = askBash(
		kept.map(
			({ pattern, text }) => `printf '%s' ${quote(text)} | sed ${quote(`s\u0001${pattern}\u0001<&>\u0001`)} 2>&1`,
		),
	);
	const wrong = kept.flatMap(({ pattern, text }, at) => {
		const { source, flags } = translateRegex(pattern, "basic");
		const ours = text === "" ? "" : text.replace(new RegExp(source, flags), "<$&>");
		return ours === theirs[at] ? [] : [`${pattern} on ${text}: sed ${theirs[at]}, ours ${ours}`];
	});
	expect(wrong).toEqual([]);
});

test.each([
	["basic", "\\(a", "Unmatched ( or \\(", 1],
	["basic", "ab\\)", "Unmatched ) or \\)", 3],
	["extended", "a(b(c)", "Unmatched ( or \\(", 2],
	["basic", "x[a", "Unmatched [, [^, [:, [., or [=", 2],
	["basic", "[[:alpha:", "Unmatched [, [^, [:, [., or [=", 1],
	["basic", "[c-a]", "Invalid range end", 2],
	["basic", "[a-c-e]", "Invalid range end", 5],
	["extended", "😀[z-a]", "Invalid range end", 3],
	["basic", "[[:foo:]]", "Invalid character class name", 2],
	["basic", "[:alpha:]", "character class syntax is [[:space:]], not [:space:]", 1],
	["basic", "[[.ab.]]", "Invalid collation character", 2],
	["basic", "a\\{1", "Unmatched \\{", 2],
	["basic", "a\\{x\\}", "Invalid content of \\{\\}", 2],
	["extended", "a{2,1}", "Invalid content of \\{\\}", 2],
	["extended", "a{40000}", "Regular expression too big", 2],
	["extended", "a\\", "Trailing backslash", 2],
	["extended", "(a)\\2", "Invalid back reference", 4],
	["extended", "(a\\1)", "Invalid back reference", 3],
] as const)("refuses %s %s", (dialect, pattern, message, column) => {
	expect(() => translateRegex(pattern, dialect)).toThrow(expect.objectContaining({ code: "EINVAL", message, column }));
});

test("ignoring case, beyond ASCII too", () => {
	for (const [pattern, text] of [
		["straße", "STRAßE"],
		["[a-c]", "B"],
		["É", "é"],
		["[[:upper:]]", "é"],
		["\\(ab\\)\\1", "abAB"],
	] as const) {
		expect(run(pattern, "basic", text, true)?.[0], pattern).toBe(text);
	}
	expect(run("[^a]", "basic", "A", true)).toBeNull();
	expect(run("[^[:lower:]]", "basic", "É", true)).toBeNull();
});

test("every line on its own with the m flag", () => {
	const { source, flags } = translateRegex("^b$", "basic");
	expect(new RegExp(source, `${flags}m`).test("a\nb\nc")).toBe(true);
	expect(new RegExp(source, flags).test("a\nb\nc")).toBe(false);
	const whole = translateRegex("\\`b", "basic");
	expect(new RegExp(whole.source, `${whole.flags}m`).test("a\nb")).toBe(false);
});

/** How far a match reaches, where JavaScript's choice is not POSIX's. */
test.each([
	["a|ab", "ab", "ab", "plain texts are tried longest first"],
	["x(a|ab)", "xab", "xab", "also inside a group"],
	["(a|ab)(c|bcd)", "abcd", "abc", "POSIX: abcd, the longest over all"],
	["a?(ab)?", "ab", "a", "POSIX: ab"],
	["a.|abc", "abc", "ab", "POSIX: abc; `a.` is no plain text"],
	["(x)?b\\1", "b", "b", "POSIX: no match, as the group took no part"],
])("reach of %s on %s is %s: %s", (pattern, text, reach) => {
	expect(run(pattern, "extended", text)?.[0]).toBe(reach);
});

test.each([
	["basic", "foo", "foo"],
	["basic", "fo*", undefined],
	["basic", "foo*", "fo"],
	["basic", "foo\\|bar", undefined],
	["basic", "a.*needle[0-9]", "needle"],
	["extended", "(needle)+x", "needle"],
	["extended", "(needle)?xy", "xy"],
	["extended", "^foo$", "foo"],
	["extended", "x(a|b)yz", "yz"],
	["extended", "fo{2,}bar", "bar"],
	["extended", "[f][o]o", "foo"],
	["extended", "a\\.b", "a.b"],
	["extended", "é+ü", undefined],
	["extended", "a", undefined],
	["extended", "(abc)(d)\\1", "abcd"],
] as const)("%s %s must contain %s", (dialect, pattern, literal) => {
	expect(requiredLiteral(pattern, dialect)).toBe(literal);
});

const piece = fc.oneof(
	fc.constantFrom("a", "b", "c", "é", ".", "[ab]", "\\b", "(ab)", "(a|bc)", "(abc|ab)", "(abc)"),
	fc
		.tuple(fc.constantFrom("a", "b", "(ab)", "(bca)", "[bc]"), fc.constantFrom("*", "+", "?", "{2}", "{0,1}", "{1,3}"))
		.map((p) => p.join("")),
);

test("a text that matches contains the required literal", () => {
	let matched = 0;
	const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(""));
	const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "é"), maxLength: 12 });
	fc.assert(
		fc.property(pattern, text, (source, line) => {
			const literal = requiredLiteral(source, "extended");
			if (literal === undefined || run(source, "extended", line) === null) return;
			matched++;
			expect(line).toContain(literal);
		}),
		{ numRuns: 5000, seed: 3 },
	);
	expect(matched).toBeGreaterThan(50);
});

test("any pattern is either refused or a JavaScript regex", () => {
	const text = fc.string({ unit: fc.constantFrom(..."ab\\\\(){}[]^$.*+?|,:=-1é/&"), maxLength: 12 });
	fc.assert(
		fc.property(
			text,
			fc.constantFrom<RegexDialect>("basic", "extended"),
			fc.boolean(),
			(source, dialect, ignoreCase) => {
				try {
					run(source, dialect, "ab(){}", ignoreCase);
					requiredLiteralOf(parseRegex(source, dialect));
				} catch (error) {
					expect(error).toBeInstanceOf(DeskError);
				}
			},
		),
		{ numRuns: 5000 },
	);
});
