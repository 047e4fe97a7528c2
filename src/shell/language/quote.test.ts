/** Quoting and escapes against bash's own. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rawBytes, rawText } from "../../base/raw-text.ts";
import { askBash, quoted } from "./ask-bash.ts";
import { unescapeAnsi, unescapeEcho } from "./escapes.ts";
import { quoteForDeclare, quoteForReuse, quoteForSet, quoteForTrace, quoteTransform } from "./quote.ts";

const value = fc
	.array(
		fc.oneof(
			{ weight: 6, arbitrary: fc.constantFrom(..."ab1 \t\n'\"\\$`~#!{}[]()<>|&;*?^=:,.-+%@/_\u001b\u007fé😀") },
			{ weight: 2, arbitrary: fc.integer({ min: 1, max: 255 }).map((byte) => rawText(Uint8Array.of(byte))) },
		),
		{ maxLength: 8 },
	)
	.map((chars) => rawText(rawBytes(chars.join(""))));
const VALUES = [
	"",
	" ",
	"'",
	"''",
	"a'b",
	"~",
	"~a",
	"a~",
	"a:~",
	"=~b",
	"#",
	"#a",
	"a#",
	"é",
	"日本 語",
	"\u200b",
	"\u00ad",
	"\u0301a",
	"\ue000",
	"a\u2028b",
	"\u00a0",
	"\u3000",
	...fc.sample(value, { numRuns: 800, seed: 7 }),
];

function differences(ours: (value: string) => string, script: (word: string) => string, values = VALUES): string[] {
	const theirs = askBash(values.map((one) => script(quoted(one))));
	return values.flatMap((one, at) =>
		ours(one) === theirs[at] ? [] : [`${JSON.stringify(one)}: bash ${theirs[at]}; ours ${ours(one)}`],
	);
}

describe("quoting, as bash", () => {
	test("printf %q", () => expect(differences(quoteForReuse, (word) => `printf %q ${word}`)).toEqual([]));
	test("@Q", () => expect(differences(quoteTransform, (word) => `v=${word}; printf %s "\${v@Q}"`)).toEqual([]));
	test("declare -p", () => {
		expect(
			differences(
				(one) => `declare -- v=${quoteForDeclare(one)}\n`,
				(word) => `v=${word}; declare -p v`,
			),
		).toEqual([]);
	});
	test("set -x", () => {
		expect(
			differences(
				(one) => `+ : ${quoteForTrace(one)}\n+ set +x\n`,
				(word) => `v=${word}; { set -x; : "$v"; set +x; } 2>&1`,
			),
		).toEqual([]);
	});
	test("set", () => {
		const scripts = (word: string) =>
			`_v=${word}; set | { found=; while IFS= read -r line; do [[ $line == _v=* ]] && found=1; [[ $found ]] && printf '%s\\n' "$line"; done; } | sed '/^_v=/,$!d' | sed '$!b' | head -n1`;
		expect(
			differences(
				(one) => `_v=${quoteForSet(one)}\n`,
				scripts,
				VALUES.slice(0, 80).filter((one) => !one.includes("\n")),
			),
		).toEqual([]);
	});
	test("every character up to U+2FFF but those that bash's Unicode is too old for", () => {
		const points = Array.from({ length: 0x3000 }, (_, point) => point + 1).filter(
			(point) => !/\p{Cn}/u.test(String.fromCodePoint(point)),
		);
		const groups = Array.from({ length: Math.ceil(points.length / 64) }, (_, at) =>
			points.slice(at * 64, at * 64 + 64).map((point) => String.fromCodePoint(point)),
		);
		const theirs = askBash(groups.map((group) => `printf '%q\\n' ${group.map(quoted).join(" ")}`));
		const wrong = groups.flatMap((group, at) => {
			const lines = (theirs[at] ?? "").split("\n");
			return group.flatMap((char, i) =>
				quoteForReuse(char) === lines[i] || (quoteForReuse(char) === char && /^\$'\\3/.test(lines[i] ?? ""))
					? []
					: [`${char.codePointAt(0)?.toString(16)}`],
			);
		});
		expect(wrong).toEqual([]);
	});
});

// biome-ignore format: one table
const ESCAPED = [
	"", "a\\nb", "\\a\\b\\e\\E\\f\\n\\r\\t\\v\\\\", "\\0", "\\01", "\\012", "\\0123", "\\01234", "\\1", "\\12", "\\123", "\\1234", "\\8", "\\x", "\\x4", "\\x41", "\\x414", "\\xg", "\\u", "\\u4", "\\u00e9", "\\u00e90", "\\U0001F600", "\\U1F600x", "\\ug",
	"\\ud800", "\\udfff", "\\U110000", "\\U200000", "\\U4000000", "\\U7fffffff", "\\UFFFFFFFF", "\\303\\251", "\\0303\\0251", "\\xc3\\xa9", "\\xff", "\\377", "\\400", "\\777", "a\\cb", "\\c", "\\'", "\\\"", "\\?", "\\z", "\\", "a\\", "\\\\n", "%", "é\\n", "\\é", "\\e[0m", "\\x{41}", "\\x{141}b", "\\x{}", "\\x{4", "\\ca", "\\cA", "\\c?", "\\c[", "\\c\\\\a", "\\c\\a", "\\cé", "\\c1",
	"a\\0b", "a\\x00b", "a\\u0000b", "\\u7f", "\\u80", "\\ud", "\\10", "\\18", "\\00", "\\000", "\\0000", "\\00001",
];
const escaped = fc
	.array(
		fc.constantFrom(
			"\\",
			"\\",
			"\\x",
			"\\u",
			"\\0",
			"1",
			"7",
			"8",
			"a",
			"f",
			"c",
			"n",
			"é",
			"{",
			"}",
			"\\x{",
			"\\xc3",
			"\\251",
			"?",
			"U",
		),
		{ maxLength: 8 },
	)
	.map((parts) => parts.join(""));
const TEXTS = [...ESCAPED, ...fc.sample(escaped, { numRuns: 800, seed: 8 })];

describe("escapes, as bash", () => {
	const hex = (text: string) => Buffer.from(text, "utf16le").toString("hex");
	function wrong(ours: (text: string) => string, script: (word: string) => string, texts = TEXTS): string[] {
		const theirs = askBash(texts.map((text) => script(quoted(text))));
		return texts.flatMap((text, at) =>
			ours(text) === theirs[at]
				? []
				: [`${text}: bash ${JSON.stringify(theirs[at])}; ours ${JSON.stringify(ours(text))} ${hex(ours(text))}`],
		);
	}
	test("echo -e", () => {
		const echo = (text: string) => {
			const { text: out, stop } = unescapeEcho(`x${text}`);
			return out + (stop ? "" : "\n");
		};
		expect(wrong(echo, (word) => `echo -e x${word}`)).toEqual([]);
	});
	test("printf %b", () => {
		const out = (text: string) => {
			const { text: first, stop } = unescapeEcho(text, "printf");
			return first + (stop ? "" : "|");
		};
		expect(wrong(out, (word) => `printf '%b|' ${word} 2>/dev/null`)).toEqual([]);
	});
	test("$'…'", () => {
		const texts = TEXTS.filter((text) => !text.includes("'") && !/(^|[^\\])(\\\\)*\\$/.test(text));
		expect(wrong(unescapeAnsi, (word) => `printf %s $${word}`, texts)).toEqual([]);
	});
	test("@E", () => expect(wrong(unescapeAnsi, (word) => `v=${word}; printf %s "\${v@E}"`)).toEqual([]));
});

test("what was quoted is read back", () => {
	fc.assert(
		fc.property(value, (one) => {
			const back = quoteTransform(`\u0001${one}`);
			expect(unescapeAnsi(back.slice(2, -1))).toBe(`\u0001${one}`);
		}),
	);
});
