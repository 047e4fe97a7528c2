/** Field splitting against bash's own. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { askBash, quoted } from "./ask-bash.ts";
import { splitFields, splitRead } from "./read-line.ts";

const IFS = [" \t\n", "", " ", ":", " :", ":,", "x", " \t\nx", "\\", ": \\", "é", "😀 ", "-]^", "\n", "aa", "\t:"];
// biome-ignore format: one table
const TEXTS = [
	"", " ", "a", " a ", "a b", "  a   b  ", "a:b", ":a:b:", "a::b", "::", ":", " : ", "a : b", "a: :b", "a :: b", "a b:c d", "x", "axb", "xaxxbx", "a\tb", "a\\ b", "a\\:b c", "\\ a", "a\\ ", "a \\ ", "a\\", "a\\\\", "a\\\\ b", "\\a\\b", "aéb", "😀 a😀b", "a,b:c", "a-b]c^d",
	"a b c", "a b c ", "a  b  c  d", "a:b:", "a:b::", "a:b: ", "a: b: c :", " a:b ", "\u00a0a\u00a0", "\u000ba", "\udcffa \udcff", "a   ", ":::a",
];
/** A backslash that nothing follows (bash makes it a control character, or drops it), and one before a character of several bytes. */
const odd = (line: string) => /(?:^|[^\\])(?:\\\\)*\\(?:$|[^\0-\x7f])/.test(line);
const text = fc.string({ unit: fc.constantFrom(..."  ::aabx,\t\\é"), maxLength: 10 });
const CASES = [
	...IFS.flatMap((ifs) => TEXTS.map((one) => [ifs, one] as const)),
	...fc.sample(fc.tuple(fc.constantFrom(...IFS, ": ", "x:"), text), { numRuns: 1200, seed: 12 }),
];
const show = (fields: readonly string[]) => fields.map((field) => `<${field}>`).join("");

function wrong(
	cases: readonly (readonly [string, string])[],
	ours: (ifs: string, one: string) => string,
	script: (ifs: string, one: string) => string,
): string[] {
	const theirs = askBash(cases.map(([ifs, one]) => `( ${script(quoted(ifs), quoted(one))} )`));
	return cases.flatMap(([ifs, one], at) =>
		ours(ifs, one) === theirs[at]
			? []
			: [`${JSON.stringify(ifs)} ${JSON.stringify(one)}: bash ${theirs[at]}; ours ${ours(ifs, one)}`],
	);
}

describe("as bash", () => {
	test("unquoted expansions", () => {
		expect(
			wrong(
				CASES,
				(ifs, one) => show(splitFields(one, ifs)),
				(ifs, one) => `set -f; IFS=${ifs}; v=${one}; set -- $v; [ $# = 0 ] || printf '<%s>' "$@"`,
			),
		).toEqual([]);
	});

	const flags = (raw: boolean) => (raw ? "-r " : "");
	test.each([
		[1, true],
		[1, false],
		[2, true],
		[2, false],
		[3, true],
		[3, false],
	])("read with %i names, raw %s", (names, raw) => {
		const list = ["a", "b", "c"].slice(0, names);
		// The delimiter is one that no line has, so that lines may have newlines.
		const script = (ifs: string, one: string) =>
			`IFS=${ifs} read ${flags(raw)}-d '' ${list.join(" ")} < <(printf %s ${one}); printf '<%s>' ${list.map((name) => `"$${name}"`).join(" ")}`;
		const ours = (ifs: string, one: string) =>
			show(Object.assign(Array(names).fill(""), splitRead(one, ifs, names, raw)));
		const cases = CASES.filter(([, one], at) => at % 4 === names && (raw || !odd(one)));
		expect(wrong(cases, ours, script)).toEqual([]);
	});

	test.each([true, false])("read -a, raw %s", (raw) => {
		const script = (ifs: string, one: string) =>
			`IFS=${ifs} read ${flags(raw)}-d '' -a a < <(printf %s ${one}); [ \${#a[@]} = 0 ] || printf '<%s>' "\${a[@]}"`;
		const cases = CASES.filter(([, one], at) => at % 4 === 0 && (raw || !odd(one)));
		expect(wrong(cases, (ifs, one) => show(splitRead(one, ifs, Number.POSITIVE_INFINITY, raw)), script)).toEqual([]);
	});
});

test("a continued line", () => expect(splitRead("a\\\nb c", " \t\n", 2, false)).toEqual(["ab", "c"]));

test("long texts", () => {
	const start = cpuTime();
	expect(splitFields("ab cd\n".repeat(200_000), " \t\n").length).toBe(400_000);
	expect(splitRead(`${" ".repeat(20_000)}a${" ".repeat(20_000)}b`, " ", 2, false)).toEqual(["a", "b"]);
	expect(cpuTime() - start).toBeLessThan(2000);
});
