/** The line matcher against GNU grep itself: the same lines, and with `-o` the same bytes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DeskError } from "../../../src/base/errors.ts";
import { compileMatcher, isBinary, type MatcherOptions, type MatchMode } from "./matcher.ts";

const TEXTS: Readonly<Record<string, Buffer>> = {
	plain: Buffer.from(
		"foo\nbar baz\n\nfoobar foo_bar foo-bar\na*b+c?d{1}|e(f)^g$h\naab abab abcabc\n{1} {,2} a{1\n  indented\nabcd xyz 2026-01-02 10:30\n[x] ]y -z\\\nthe end\n",
	),
	unicode: Buffer.from(
		"Zürich ist schön\nécole É e\u0301\nстрока Строка\n日本語 テキスト\n😀 smile 😀😀\nnaïve—dash\u00a0nbsp\n",
	),
	noNewline: Buffer.from("first line\nfoo\nlast foo"),
	crlf: Buffer.from("foo\r\nbar\r\n\r\nfoo bar\r\n"),
	empty: Buffer.alloc(0),
	blank: Buffer.from("\n\n"),
	one: Buffer.from("a"),
	separators: Buffer.from("a\u2028b\u2029c\rd\u0085e\vf\n"),
	words: Buffer.from("1c-b.b-b \né_-1ba\n"),
	folding: Buffer.from("k\n\u212a\n\u0131\n"),
	generated: Buffer.from(
		fc
			.sample(fc.string({ unit: fc.constantFrom(..."aaabbcé1_ -."), maxLength: 14 }), { numRuns: 60, seed: 7 })
			.join("\n"),
	),
	invalid: Buffer.concat([
		Buffer.from("foo\nb"),
		Buffer.from([0xff]),
		Buffer.from("\nc\xe9\n", "latin1"),
		Buffer.from([0xc3, 0x0a, 0xf0, 0x9f, 0x98, 0x61, 0x0a, 0xed, 0xa0, 0x80, 0x62]),
		Buffer.from(" é foo\n"),
	]),
};

interface Case {
	mode: MatchMode;
	flags: string;
	patterns: readonly string[];
	text: string;
}
interface Answer {
	/** Numbers of the taken lines, or the words of the refusal. */
	lines: string;
	/** Byte offset and length of each match. */
	spans: string;
}

const LETTER: Record<MatchMode, string> = { basic: "-G", extended: "-E", fixed: "-F", perl: "-P" };
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

let folder = "";
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "desk-matcher-"));
	for (const [name, bytes] of Object.entries(TEXTS)) writeFileSync(join(folder, name), bytes);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What GNU grep says to all cases, in one shell. */
function askGrep(cases: readonly Case[]): Answer[] {
	const script = cases.flatMap(({ mode, flags, patterns, text }) => {
		const command = `grep -a ${LETTER[mode]} ${flags} ${patterns.map((p) => `-e ${quote(p)}`).join(" ")}`;
		const spans = flags.includes("v") ? "true" : `${command} -bo ${text} 2>/dev/null`;
		return [`${command} -n ${text} 2>&1`, "printf '\\0'", spans, "printf '\\0'"];
	});
	const { stdout } = spawnSync("bash", ["-s"], {
		cwd: folder,
		input: script.join("\n"),
		env: { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8" },
		maxBuffer: 1 << 28,
	});
	const parts = stdout.toString("latin1").split("\0");
	return cases.map((_, at) => {
		const lines = (parts[2 * at] ?? "").replace(/^grep: warning: .*\n/gm, "");
		const refusal = /^grep: (.*)/.exec(lines)?.[1];
		return {
			lines: refusal ?? numbers(lines, /^(\d+):/),
			spans: (parts[2 * at + 1] ?? "")
				.split("\n")
				.filter((line) => line !== "")
				.map((line) => line.replace(/^(\d+):(.*)$/s, (_all, offset, found) => `${offset}+${found.length}`))
				.join(" "),
		};
	});
}

function numbers(output: string, pattern: RegExp): string {
	return output
		.split("\n")
		.map((line) => pattern.exec(line)?.[1] ?? "")
		.filter((number) => number !== "")
		.join(" ");
}

function optionsOf({ mode, flags, patterns }: Case): MatcherOptions {
	const has = (letter: string) => flags.includes(letter);
	return { mode, patterns, ignoreCase: has("i"), word: has("w"), line: has("x"), invert: has("v") };
}

function askDesk(one: Case): Answer {
	const buffer = TEXTS[one.text] ?? Buffer.alloc(0);
	try {
		const matcher = compileMatcher(optionsOf(one));
		const found = [...matcher.matches(buffer)];
		expect(matcher.count(buffer)).toBe(found.length);
		expect(matcher.test(buffer)).toBe(found.length > 0);
		return {
			lines: found.map((match) => match.line).join(" "),
			spans: found.flatMap((m) => m.spans.map(([from, to]) => `${m.start + from}+${to - from}`)).join(" "),
		};
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		return { lines: error.message, spans: "" };
	}
}

/** The cases on which the two disagree. */
function differences(cases: readonly Case[], compareSpans = true): string[] {
	const theirs = askGrep(cases);
	return cases.flatMap((one, at) => {
		const ours = askDesk(one);
		const gnu = theirs[at];
		const same = ours.lines === gnu?.lines && (!compareSpans || ours.spans === gnu.spans);
		const name = `grep ${LETTER[one.mode]} ${one.flags} ${JSON.stringify(one.patterns)} ${one.text}`;
		return same ? [] : [`${name}\n  gnu  ${gnu?.lines} | ${gnu?.spans}\n  desk ${ours.lines} | ${ours.spans}`];
	});
}

// biome-ignore format: one table
const BASIC = [
	"foo", "", "^", "$", "^$", ".", "^foo", "foo$", "^foo$", "f.o", "o*", "fo*b", "a*b", "*b", "\\(*b\\)", "^*", "a\\|foo",
	"\\(foo\\|bar\\)", "\\(a\\)\\1", "\\(ab\\)*c", "a\\{2\\}", "a\\{1,\\}b", "a\\{,2\\}b", "\\bfoo\\b", "\\<foo", "bar\\>", "\\Bo",
	"\\w\\+", "\\W", "\\s", "\\S\\+", "[[:alpha:]]\\+", "[[:digit:]]\\{4\\}-[[:digit:]]", "[^[:space:]]\\+$", "[]x]", "[^]a]", "[a-c]",
	"[[.-.]]", "[[=a=]]b", "a^b", "a$b", "\\$h", "\\^g", "x\\{0\\}", "a+", "b+c?", "a\\?b", "d{1}", "\\.", "(f)", "\\`foo", "foo\\'",
	"ü", "é", "[é]", "сТ", "日.語", "😀\\+", "[[:upper:]]", "[[:lower:]]\\+", "[[:punct:]]", "\\n", "[\\n]", "a.*b", ".*foo", "foo.*",
	"\\(a*\\)*b", "^\\(a\\|b\\)*$", "a\\|ab\\|abc", "\\(a\\|ab\\)\\(c\\|bcd\\)", "x*", "[", "[a", "\\(", "\\)", "a\\{1", "a\\{1a\\}", "a\\{2,1\\}",
	"\\", "\\1", "\\(a\\)\\2", "[z-a]", "[[:foo:]]", "[:space:]", "[[.foo.]]", "a\\{99999\\}", "a-z", "a/b", "foo\nbar", "foo\n", "^\n$",
	"\\(^foo\\|bar$\\)", "[a-c-e]", "[[:digit:]-z]", "[^[:alnum:]_ ]", "\\(\\(a\\)b\\)\\1\\2*",
];
// biome-ignore format: one table
const EXTENDED = [
	"foo|bar", "(foo|foobar)", "a|ab|abc|abcd", "(a|ab)(c|bcd)(d*)", "a+", "(a+)+b", "(ab)+", "(ab){2}", "a{1,2}", "a{,1}b", "a{1", "a{",
	"a{1,a}", "{1", "*a", "+a", "(*a)", "a|*b", "^*a", "a||b", "(|a)b", "()", "a)", "(", "((a)", "\\(", "\\{1", "a**", "a+?", "a{2}{2}",
	"(a)\\1", "(a*)b\\1", "\\1", "(a\\1)", "^(foo|bar)", "(^|b)a", "a(b|$)", "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9]+:[0-9]+", "\\w+_\\w+", "\\bba.\\b",
	"x?(ab)?", "a?(ab)?", "(a|b|ab)*c", "(\\w+\\s?)+$", "(foo){0}bar", "[^ ]+ [^ ]+", "(é|ü|ï)", "(.)\\1", "a.c|b", "b|a.c", ".+o", "o.+o", "\\", "a{32768}",
	"(x|y|z)+", "((a|b)(c|d))+", "[[:alpha:]]+[[:space:]][[:alpha:]]+", "$^", "a$|^b", "\\<", "\\>", "\\b", "\\B", "foo$|^$", "(a{2}){2}|b",
];
const FIXED = ["foo", "", "a*b", "o", "oo", "foo bar", "é", "日本", "😀", "\\", ".", "foo\nbar", "\r", "ab\nabc", "ba"];
// biome-ignore format: one table
const PERL = [
	"foo", "fo+?", "(?<=o)b\\w+", "foo(?!b)", "\\d{4}", "\\bba.\\b", "[[:upper:]]\\w*", "\\Qa*b\\E", "(?i)FOO", "(?<n>a)b\\k<n>", "(?P<n>a)b(?P=n)",
	"[\\w-]+", "[^\\s]+$", "\\x{e9}", "\\p{Lu}", "[a\\-z]", "\\h+", "a{1", "]", "}", "^$", "\\/", "[]x]", "(?:foo|foobar)", "\\Aba", "r\\z", "(?#c)foo", "\\.",
];

const FLAGS = ["", "-i", "-w", "-x", "-v", "-iw", "-ix", "-vw"];

/** Where we differ from GNU grep on purpose, or because it contradicts itself. */
const DIFFERENCES: readonly { why: string; one: Case; gnu: Partial<Answer>; desk: Partial<Answer> }[] = [
	{
		why: "`[` alone: the same words as for `[a`",
		one: { mode: "basic", flags: "", patterns: ["["], text: "plain" },
		gnu: { lines: "Invalid regular expression" },
		desk: { lines: "Unmatched [, [^, [:, [., or [=" },
	},
	{
		why: "an empty match of -w: GNU grep finds one inside a character of several bytes",
		one: { mode: "extended", flags: "-w", patterns: ["o*"], text: "separators" },
		gnu: { lines: "1" },
		desk: { lines: "" },
	},
	{
		why: "-E: a brace that begins the pattern: GNU grep takes it as itself to choose lines, and drops it with -o",
		one: { mode: "extended", flags: "", patterns: ["{1"], text: "plain" },
		gnu: { lines: "5 7", spans: "44+1 73+1 83+1" },
		desk: { lines: "5 7", spans: "43+2 72+2 82+2" },
	},
	{
		why: "-E ^*: GNU grep chooses lines as if `^` were optional, but matches it with -o, as sed does and we do",
		one: { mode: "extended", flags: "", patterns: ["^*b"], text: "noNewline" },
		gnu: { lines: "" },
		desk: { lines: "" },
	},
	{
		why: "-i \\n: an `n` like any other escaped letter; GNU grep's -o loses it when case is ignored",
		one: { mode: "basic", flags: "-i", patterns: ["\\n"], text: "noNewline" },
		gnu: { lines: "1", spans: "" },
		desk: { lines: "1", spans: "8+1" },
	},
	{
		why: "-i: JavaScript folds the Kelvin sign and the like (ẞ Ω Å), GNU grep the dotless i",
		one: { mode: "basic", flags: "-i", patterns: ["k"], text: "folding" },
		gnu: { lines: "1" },
		desk: { lines: "1 2" },
	},
	{
		why: "-i: the dotless i",
		one: { mode: "basic", flags: "-i", patterns: ["i"], text: "folding" },
		gnu: { lines: "3" },
		desk: { lines: "" },
	},
	{
		why: "a reference to a group that took no part: nothing for JavaScript, no match for POSIX",
		one: { mode: "extended", flags: "", patterns: ["(x)?b\\1"], text: "plain" },
		gnu: { lines: "" },
		desk: { lines: "2 4 5 6 9" },
	},
	{
		why: "with a reference, how far a match reaches is JavaScript's choice: the first alternative that fits",
		one: { mode: "extended", flags: "", patterns: ["(a)\\1(b|b .b)"], text: "plain" },
		gnu: { lines: "6", spans: "56+6" },
		desk: { lines: "6", spans: "56+3" },
	},
	{
		why: "a byte that is not UTF-8 is no part of a word; GNU grep finds a word's end behind it",
		one: { mode: "extended", flags: "", patterns: ["\\>"], text: "invalid" },
		gnu: { lines: "1 2 3 4 5 6" },
		desk: { lines: "1 2 3 5 6" },
	},
	{
		why: "-w -o: GNU grep misses a match behind one that it had to shorten",
		one: { mode: "extended", flags: "-w", patterns: ["b.?"], text: "words" },
		gnu: { spans: "3+1 7+2" },
		desk: { spans: "3+1 5+1 7+2" },
	},
	{
		why: "a word condition in a part that need not match: GNU grep misses lines with characters of several bytes",
		one: { mode: "extended", flags: "", patterns: [".a*1(b\\<a){,2}"], text: "words" },
		gnu: { lines: "" },
		desk: { lines: "2" },
	},
	{
		why: "[:punct:] has no combining marks",
		one: { mode: "basic", flags: "", patterns: ["[[:punct:]]"], text: "unicode" },
		gnu: { lines: "2 5 6" },
		desk: { lines: "5 6" },
	},
	{
		why: "-P -i: \\p{Lu} is any cased letter for JavaScript",
		one: { mode: "perl", flags: "-i", patterns: ["\\p{Lu}"], text: "one" },
		gnu: { lines: "" },
		desk: { lines: "1" },
	},
];

/** Cases that the table above explains. */
function isExplained({ mode, flags, patterns, text }: Case): boolean {
	const pattern = patterns.join("\n");
	if (pattern === "[" && mode !== "fixed") return true;
	if (pattern === "\\n" || pattern === "\\p{Lu}") return flags.includes("i");
	if (mode === "extended" && (pattern === "{1" || pattern === "^*a")) return true;
	if (pattern === "[[:punct:]]") return text === "unicode";
	const beyondAscii = ["unicode", "invalid", "separators", "generated", "words"].includes(text);
	if (beyondAscii && /\\[<>bB]/.test(pattern)) return text === "invalid" || /[*?}]/.test(pattern);
	if (!flags.includes("w")) return false;
	return pattern === "[ab]a?.?" || (beyondAscii && matchesEmpty({ mode, flags: "", patterns, text }));
}

function matchesEmpty(one: Case): boolean {
	try {
		return compileMatcher(optionsOf(one)).test(Buffer.from("\n"));
	} catch {
		return false;
	}
}

describe("as GNU grep", () => {
	for (const [mode, patterns] of Object.entries({ basic: BASIC, extended: EXTENDED, fixed: FIXED, perl: PERL })) {
		test(`${mode}: patterns × flags × texts`, () => {
			const names = Object.keys(TEXTS).filter((name) => mode !== "perl" || name !== "invalid");
			const cases = patterns.flatMap((pattern, row) =>
				FLAGS.flatMap((flags, column) => {
					const other = names[(row + column) % names.length] ?? "plain";
					const texts = new Set(flags === "" ? ["plain", "generated", other] : [other]);
					return [...texts].map((text) => ({ mode: mode as MatchMode, flags, patterns: [pattern], text }));
				}),
			);
			expect(differences(cases.filter((one) => !isExplained(one)))).toEqual([]);
		});
	}

	test("several patterns", () => {
		const sets = [
			["foo", "bar"],
			["ab", "abc", "a"],
			["\\(a\\)\\1", "\\(b\\)\\1"],
			["foo", ""],
			["^foo", "c$"],
			["x\ny", "z"],
		];
		const cases = sets.flatMap((patterns) =>
			["", "-i", "-w", "-x", "-v"].flatMap((flags) =>
				["plain", "generated"].map((text): Case => ({ mode: "basic", flags, patterns, text })),
			),
		);
		expect(differences(cases.filter((one) => !isExplained(one)))).toEqual([]);
	});

	test("generated patterns", () => {
		const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
			piece: fc.oneof(
				{ depthSize: "small" },
				{
					weight: 6,
					arbitrary: fc.constantFrom("a", "b", "c", "é", "1", "-", " ", ".", "[ab]", "[^a]", "[[:alpha:]]"),
				},
				{ weight: 1, arbitrary: fc.constantFrom("^", "$", "\\w", "\\W", "\\b", "\\<", "\\>", "\\s") },
				{
					weight: 2,
					arbitrary: fc
						.tuple(tie("pattern"), fc.constantFrom("", "*", "+", "?", "{2}", "{1,2}", "{,2}"))
						.map(([body, times]) => `(${body})${times}`),
				},
				{
					weight: 2,
					arbitrary: fc
						.tuple(fc.constantFrom("a", "b", "é", ".", "[bc]"), fc.constantFrom("*", "+", "?", "{2}"))
						.map((p) => p.join("")),
				},
				{ weight: 1, arbitrary: fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(${a}|${b})`) },
			),
			pattern: fc.array(tie("piece"), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join("")),
		}));
		const cases = fc
			.sample(fc.tuple(pattern, fc.constantFrom("", "-i", "-w", "-x")), { numRuns: 700, seed: 11 })
			.map(([text, flags]): Case => ({ mode: "extended", flags, patterns: [text], text: "generated" }));
		const [words, others] = [/w/, /^[^w]*$/].map((kind) =>
			cases.filter((one) => kind.test(one.flags) && !isExplained(one)),
		);
		expect(differences(words ?? [], false)).toEqual([]);
		expect(differences(others ?? [])).toEqual([]);
	});

	test.each(DIFFERENCES)("differs: $why", ({ one, gnu, desk }) => {
		expect(askGrep([one])[0]).toMatchObject(gnu);
		expect(askDesk(one)).toMatchObject(desk);
	});
});

describe("large content", () => {
	test("many blocks, with and without characters beyond ASCII", () => {
		const lines = Array.from({ length: 40_000 }, (_, i) =>
			i % 7 === 0 ? `é ${i} ü` : i % 1000 === 1 ? "needle 99" : `line ${i}`,
		);
		const buffer = Buffer.from(lines.join("\n"));
		const expected = lines.flatMap((line, i) => (/9 ?9$|é .*5/.test(line) ? [i + 1] : []));
		const found = [...compileMatcher({ patterns: ["9 ?9$", "é .*5"], mode: "extended" }).matches(buffer)];
		expect(found.map((match) => match.line)).toEqual(expected);
		expect(found.every((m) => buffer.toString("utf8", m.start, m.end) === lines[m.line - 1])).toBe(true);
	});

	test("patterns that would take a backtracking engine for ever end", () => {
		const buffer = Buffer.from(`${"a".repeat(2000)}\n${"word ".repeat(400)}!\n`);
		for (const pattern of ["(a+)+b", "(a|a)*c", "^(\\w+\\s?)*$", "((a*)*)*x", "(a|ab|b)*c"]) {
			for (const flags of [{}, { word: true }, { line: true }]) {
				const matcher = compileMatcher({ patterns: [pattern], mode: "extended", ...flags });
				expect([...matcher.matches(buffer)].flatMap((match) => match.spans).length, pattern).toBeLessThan(2);
			}
		}
		const long = Buffer.from("a".repeat(1_000_000));
		expect(compileMatcher({ patterns: ["a.*b"], mode: "basic" }).test(long)).toBe(false);
	});

	test("counted repetitions too many for the JavaScript engine", () => {
		const matcher = compileMatcher({ patterns: ["^(a{100}){60}$"], mode: "extended" });
		expect(matcher.count(Buffer.from(`${"a".repeat(6000)}\n${"a".repeat(5999)}\n`))).toBe(1);
	});
});

test("reading works lazily and in any order", () => {
	const buffer = Buffer.from("x\nfoo\nx\nfoo foo\n");
	const [first, second] = [...compileMatcher({ patterns: ["foo"], mode: "fixed" }).matches(buffer)];
	expect([second?.line, first?.line, second?.spans]).toEqual([
		4,
		2,
		[
			[0, 3],
			[4, 7],
		],
	]);
	expect([...compileMatcher({ patterns: [], mode: "basic" }).matches(buffer)]).toEqual([]);
	expect(compileMatcher({ patterns: [], mode: "basic", invert: true }).count(buffer)).toBe(4);
});

test("what is binary", () => {
	expect(isBinary(Buffer.from("é\n"))).toBe(false);
	expect(isBinary(Buffer.from("a\0b"))).toBe(true);
	expect(isBinary(Buffer.from([0x61, 0xe9]))).toBe(true);
});

test.each([
	["basic", "a\\(b", "Unmatched ( or \\(", 2],
	["extended", "é[z-a]", "Invalid range end", 3],
	["basic", "foo\\", "Trailing backslash", 4],
	["perl", "a(?>b)", "atomic group (?> is not supported in Perl-compatible patterns", undefined],
	["perl", "a++", "possessive repetition is not supported in Perl-compatible patterns", undefined],
	["perl", "(a", "Unterminated group in a Perl-compatible pattern", undefined],
	["perl", "[a", "missing terminating ] for character class", 1],
	["perl", "a\nb", "the -P option only supports a single pattern", undefined],
] as const)("refuses %s %s", (mode, pattern, message, column) => {
	const refusal = expect.objectContaining({ code: "EINVAL", message, column });
	expect(() => compileMatcher({ patterns: [pattern], mode })).toThrow(refusal);
});
