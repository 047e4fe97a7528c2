/** `printf` against bash's own: output, status and messages. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askBash, quoted } from "./ask-bash.ts";
import { formatPrintf } from "./printf.ts";

type Case = readonly [format: string, ...args: string[]];

function ours([format, ...args]: Case): string {
	const { output, status, errors, assigned } = formatPrintf(format, args, { zone: "UTC0" });
	return `${output}|${assigned.v ?? ""}|${status}\n${errors.map((error) => `printf: ${error}\n`).join("")}`;
}

function differences(cases: readonly Case[]): string[] {
	const theirs = askBash([
		"errors=$(mktemp)",
		...cases.map(
			(one) =>
				`v=; printf -- ${one.map(quoted).join(" ")} 2>"$errors"; s=$?; printf '|%s|%s\\n' "$v" $s; IFS= read -r -d "" e <"$errors"; printf %s "$e"`,
		),
		'rm "$errors"',
	]).slice(1, -1);
	return cases.flatMap((one, at) => {
		const answer = (theirs[at] ?? "").replace(/^bash: line \d+: /gm, "");
		return ours(one) === answer
			? []
			: [
					`${one.map((part) => JSON.stringify(part)).join(" ")}\n  bash ${JSON.stringify(answer)}\n  ours ${JSON.stringify(ours(one))}`,
				];
	});
}

// biome-ignore format: one table
const CASES: readonly Case[] = [
	[""], ["a\\nb"], ["%%"], ["%s\\n", "a", "b", "c"], ["%s %s\\n", "a", "b", "c"], ["x\\n", "a"], ["%s"], ["%d"], ["%s|%d|%c|%b|%q|%x|%f|%n"], ["no args %s", ""], ["%5s|%-5s|%.2s|%5.1s|%05s", "ab", "ab", "abc", "xyz", "z"],
	["%5s|%-5s|%.1s|%.3s", "é", "é", "é", "éé"], ["%c%c%c", "abc", "é", ""], ["%5c|%-5c|", "a", "b"], ["%*s|%-*s|%*s|", "5", "a", "5", "b", "-5", "c"], ["%.*s|%.*f|", "2", "abc", "-1", "1.5"], ["%*.*f", "8", "2", "3.14159"],
	["%b", "a\\tb\\0101\\101\\x41\\u00e9"], ["%b|%b", "x\\cy", "z"], ["a%bb%b", "1\\c", "2"], ["%5b|%-5b|%.2b|", "a\\tb", "x\\0", "abc"], ["%b", "\\"], ["%b", "\\z\\'\\\"\\?"], ["\\'\\\"\\?\\z\\c\\0101\\101\\x41"], ["\\u00e9\\U1F600"],
	["%q|%q|%q|%q", "a b", "", "é", "a\nb"], ["%10q|%-10q|%.2q|%.2Q|%10Q|", "a b", "a b", "a bc", "a bc", "a b"], ["%Q", "a b"],
	["%d %i", "42", "-42"], ["%d", "0x1f"], ["%d", "0X1F"], ["%d", "017"], ["%d", "-017"], ["%d", "-0x1f"], ["%d", "+5"], ["%d", " 42"], ["%d", "42 "], ["%d", "\t42"], ["%d", "'A"], ["%d", "\"A"], ["%d", "'é"], ["%d", "'"], ["%d", "'AB"], ["%d", "12abc"], ["%d", "abc"], ["%d", ""], ["%d", "-"], ["%d", "+"], ["%d", "08"], ["%d", "0x"], ["%d", "0xg"],
	["%d", "09z"], ["%d", "1.5"], ["%d", "1e3"], ["%d", " "], ["%d", "- 5"], ["%d", "--5"], ["%d", "9223372036854775807"], ["%d", "9223372036854775808"], ["%d", "-9223372036854775808"], ["%d", "-9223372036854775809"], ["%d", "99999999999999999999x"], ["%u", "-1"], ["%u", "18446744073709551615"], ["%u", "18446744073709551616"], ["%u", "-18446744073709551615"], ["%u", "-18446744073709551616"],
	["%x %X %o", "255", "255", "8"], ["%#x %#X %#o %#o %#x", "255", "255", "8", "0", "0"], ["%x", "-1"], ["%o", "-1"], ["%5d|%-5d|%05d|%+d|% d|%+5d|%-+5d|% 05d", "1", "2", "3", "4", "5", "6", "7", "8"], ["%.3d|%5.3d|%05.3d|%-5.3d|%.0d|%.0x|%.d|%#.0o", "1", "2", "3", "4", "0", "0", "0", "0"], ["%#8x|%#08x|%-#8x|%#.5x", "255", "255", "255", "255"], ["%'d", "1234567"], ["%+u|% u|%+x", "5", "5", "5"], ["%05d|%+05d|%05d", "-3", "3", "-12345678"],
	["%ld %lld %hd %jd %zd %td %Ld", "1", "2", "3", "4", "5", "6", "7"], ["%lf %Lf", "1", "2"], ["%ls", "a"],
	["%f|%e|%g|%a", "1.5", "1.5", "1.5", "1.5"], ["%F|%E|%G|%A", "1.5", "1e-5", "1e-10", "255"], ["%.20f", "0.1"], ["%.30e", "0.1"], ["%.0f|%.0f|%.0f|%.0f", "0.5", "1.5", "2.5", "3.5"], ["%.2f", "2.675"], ["%.1f", "0.25"], ["%f", "1e20"], ["%f", "123456789012345678901234567890"], ["%g|%g|%g|%g|%g|%g", "100000", "1000000", "0.0001", "0.00001", "1234567", "0"], ["%#g|%#.3g|%#f|%#.0f|%#.0e|%#a", "1", "2", "3", "4", "5", "1"],
	["%.3g|%.0g|%.10g|%g", "1234.5", "1234.5", "1234.5", "99999.95"], ["%10.2f|%-10.2f|%010.2f|%+.2f|% .2f", "3.14159", "3.14159", "-3.14159", "1", "1"], ["%f|%f|%f|%f", "inf", "-inf", "nan", "-nan"], ["%5f|%05f|%F|%E|%-5f|%+f", "inf", "inf", "nan", "-inf", "inf", "inf"], ["%f", "infinity"], ["%f", "INF"], ["%f", "nan(1)"], ["%f", "infx"], ["%f", "1.5abc"], ["%f", "abc"], ["%f", ""], ["%f", "."], ["%f", "1."], ["%f", ".5"], ["%f", "1e"], ["%f", "1e+"], ["%f", "0x"], ["%f", "0x1.8p1"], ["%f", "0x.8"], ["%f", "0x1p-2"], ["%f", "'A"], ["%f", " 1.5"], ["%f", "1.5 "], ["%f", "-0"], ["%g", "-0.0"], ["%e", "0"], ["%a", "0"], ["%.0a|%.1a|%.3a|%.20a", "1.99", "1.99", "0.1", "0.1"], ["%a", "1e100"], ["%020a|%-20a|%20a", "1", "1", "1"], ["%e", "1e4000"], ["%g", "1e-4000"], ["%f", "9.9999995"], ["%e", "9.9999995"], ["%g", "9.9999995"], ["%.0e", "9.5"], ["%.0e", "8.5"],
	["%z"], ["a%"], ["a%5"], ["a%l"], ["%d%y", "1"], ["%5%"], ["%!s", "a"], ["%k"], ["ok %d%k\\n", "1", "2"], ["%s %k", "a"],
	["%n", "v"], ["abc%n", "v"], ["é\\n%n", "v"], ["%s%n", "abcd", "v"], ["%n", "1x"], ["%n", ""], ["%s%n|", "ab", "v", "c", "v"],
	["%(%F %T)T", "0"], ["%(%Y)T|%10(%Y)T|%-10(%Y)T|%.2(%Y)T", "0", "0", "0", "0"], ["%()T", "3661"], ["%(%a %A %b %B %d %e %j %u %w %U %V %W %G %g %y %C %H %I %M %S %n%t%% %Z %z %s %k %l %h)T", "1700000000"], ["%(%p %P %r %R %D|%c|%x|%X|)T", "1700000000"], ["%(a(b)c)T", "0"], ["%(%F)T", "-86400"], ["%(%F)T", "x"], ["%(abc)x|", "0"], ["%(%-d %_d %05d %^a %#Z %10Y)T", "0"], ["%(%Q)T", "0"], ["%(%E)T", "0"], ["%(%Ey %Od)T", "0"],
	["%s\\n", "\udcff"], ["%d", "'\udcff"], ["%.1s%.1s", "\udcc3", "\udca9"], ["%c%c", "\udcc3x", "\udca9"], ["\\303\\251"], ["%s", "a", "b", "", "c"], ["%d %d\\n", "1", "2", "3"], ["%s\\t%s\\n", "a", "b", "c", "d"], ["-%s", "x"], ["%1$s", "a"],
];

describe("as bash", () => {
	test("a table", () => expect(differences(CASES)).toEqual([]));

	test("generated numbers", () => {
		const flags = fc.subarray(["-", "+", " ", "0", "#"]).map((all) => all.join(""));
		const width = fc.option(fc.nat(25), { nil: "" });
		const precision = fc.option(
			fc.nat(30).map((n) => `.${n}`),
			{ nil: "" },
		);
		const format = fc
			.tuple(flags, width, precision, fc.constantFrom(..."diouxXeEfFgGaA"))
			.map((parts) => `[%${parts.join("")}]`);
		const integer = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String);
		const decimal = fc
			.tuple(
				integer,
				fc.option(fc.nat(999_999), { nil: undefined }),
				fc.option(fc.integer({ min: -40, max: 40 }), { nil: undefined }),
			)
			.map(
				([whole, part, power]) =>
					whole + (part === undefined ? "" : `.${part}`) + (power === undefined ? "" : `e${power}`),
			);
		const arg = fc.oneof(
			fc.integer({ min: -100, max: 100 }).map(String),
			integer,
			decimal,
			fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
			fc.constantFrom("0", "0x1F", "017", "0.5", "1e300", "5e-324", "0x1.fp-5", "9.5", "99999.5", "0.00001"),
		);
		const cases = fc.sample(fc.tuple(format, arg), { numRuns: 3000, seed: 9 });
		expect(differences(cases)).toEqual([]);
	});

	test("generated texts", () => {
		const format = fc
			.array(
				fc.constantFrom(
					"%s",
					"%5s",
					"%-4s|",
					"%.2s",
					"%b",
					"%q",
					"%c",
					"%d",
					"%%",
					"a",
					"\\n",
					"\\x41",
					"%*d",
					"é",
					"%3b",
					"\\",
					"%.1b",
				),
				{ maxLength: 5 },
			)
			.map((parts) => parts.join(""));
		const arg = fc.constantFrom("", "a", "abc", "é", "1", "-7", "a b", "\\t", "\\0101", "x\\c", "'", "\\");
		const cases = fc
			.sample(fc.tuple(format, fc.array(arg, { maxLength: 5 })), { numRuns: 1500, seed: 10 })
			.map(([first, rest]): Case => [first, ...rest]);
		expect(differences(cases)).toEqual([]);
	});
});

test("times: now, the beginning of the shell, and zones", () => {
	const options = { now: () => new Date(1e12), startedAt: 9e11, zone: "Europe/Berlin" };
	expect(formatPrintf("%(%s %Z)T %(%s)T %(%s)T %(%F %T %z)T", ["-1", "-2", "-1", "1720000000"], options).output).toBe(
		"1000000000 CEST 900000000 1000000000 2024-07-03 11:46:40 +0200",
	);
	expect(formatPrintf("%(%s)T", [], options).output).toBe("1000000000");
	expect(formatPrintf("%(%F)T", ["99999999999999"], options).status).toBe(0);
});

test("sizes that would fill the memory are refused", () => {
	expect(formatPrintf("%99999999999d", ["1"])).toMatchObject({ status: 1, output: "" });
	expect(formatPrintf("%999999999d", ["1"])).toMatchObject({ status: 1, output: "" });
	expect(formatPrintf("%*s", ["999999999", "a"])).toMatchObject({ status: 1, output: "" });
});
