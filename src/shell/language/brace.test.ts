/** Brace expansion against bash's own: each word of ours, as source, must give what bash gives for the whole. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell source
import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { askBash } from "./ask-bash.ts";
import { expandBraces } from "./brace.ts";

/** What bash makes of the words with and without its own brace expansion. Unset variables and failing commands are harmless. */
function differences(words: readonly string[]): string[] {
	const run = (braces: string, word: string) =>
		`( set ${braces}B; eval "printf '<%s>' ${word.replace(/["\\$`]/g, "\\$&")}" ) 2>/dev/null || printf failed`;
	const theirs = askBash(words.map((word) => run("-", word)));
	const ours = askBash(words.map((word) => run("+", expandBraces(word).join(" "))));
	return words.flatMap((word, at) =>
		ours[at] === theirs[at]
			? []
			: [`${word}\n  bash ${theirs[at]}\n  ours ${ours[at]} (${expandBraces(word).join(" ")})`],
	);
}

// biome-ignore format: one table
const WORDS = [
	"{a,b}", "x{a,b}y", "{a,{b,c}}d", "{1..5}", "{1..10..3}", "{5..1}", "{5..1..2}", "{5..1..-2}", "{a..e}", "{e..a..2}", "{01..10..3}", "{-01..3}", "{1..003}", "{a}", "{}", "{,}", "a{,b}", "{a,b", "a}b", "{a,b}{1,2}", "${a,b}", "$(echo a,b){c,d}", "`x{a,b}`", "\"{a,b}\"", "'{a,b}'", "{\"a,b\",c}", "\\{a,b}", "{a\\,b,c}", "{a,b\\}", "{a,b\\}}", "{1..a}", "{a..1}", "{1..2..0}", "{1..2..a}", "{a..Z}", "{A..c}", "{a,b}}", "{{a,b}", "{{a,b}}", "{a,{b}", "{a..c,d}", "x{1..2}{a..b}y", "{$x,b}", "{a,$(b,c)}", "{a,${b,c}}", "{a,`b,c`}", "$", "${x}{a,b}", "${x{a,b}", "{a,b}$x", "{-5..-1}", "{+1..3}", "{0..-0}", "{00..5}", "{1..10..-3}", "{9223372036854775806..9223372036854775807}", "{1..1}", "{a..a}", "{é,b}", "{é..è}", "{é..z}", "{'a'..'c'}", "{a..c..}", "{..c}", "{1...3}", "{1.. 3}", "{1..3}{", "{}{a,b}", "{},{a,b}", "{{},a}", "a{b,c}d{e,f}g", "{a,b,}", "{,,}", "$(a{b,c", "{a,\"b}", "$'{a,b}'", "{a,$'b,c'}", "{~,b}", "\\\\{a,b}", "\\{{a,b},c}", "a{b{c,d}", "{z..A}", "{0x1..3}", "{1..3..2..1}", "{-1..1}", "{--1..1}", "{a..c}{1..2..1}", "{00001..3}", "{-0..3}", "{10..08}", "{-9..10..5}", "{<(a,b),c}",
];

test("a table, as bash", () => expect(differences(WORDS)).toEqual([]));

test("generated, as bash", () => {
	const word = fc
		.array(
			fc.constantFrom(
				..."{{{{}}}},,,ab1",
				"..",
				"{a,b}",
				"{1..3}",
				"\\{",
				"\\,",
				"'{,}'",
				'"{a,b}"',
				"${x}",
				"$(echo p,q)",
				"-",
				"0",
				"{c..a}",
				"{01..2}",
				"`echo r,s`",
			),
			{ minLength: 1, maxLength: 12 },
		)
		.map((parts) => parts.join(""));
	expect(differences(fc.sample(word, { numRuns: 1500, seed: 6 }))).toEqual([]);
});

test("too much is refused at once", () => {
	const start = cpuTime();
	expect(() => expandBraces("{1..1000001}")).toThrow(RangeError);
	expect(() => expandBraces("{1..9999999999999}")).toThrow(RangeError);
	expect(() => expandBraces("{a,b}".repeat(10_000))).toThrow(RangeError);
	expect(() => expandBraces(`${"{".repeat(100_000)}a,b}`)).toThrow(RangeError);
	expect(() => expandBraces(`${"{a,".repeat(50_000)}b${"}".repeat(50_000)}`)).toThrow(RangeError);
	expect(expandBraces("{x}".repeat(2_000))).toEqual(["{x}".repeat(2_000)]);
	expect(expandBraces("{1..1000000}").length).toBe(1_000_000);
	expect(cpuTime() - start).toBeLessThan(5000);
});
