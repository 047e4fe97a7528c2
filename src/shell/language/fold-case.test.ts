/** Folding case against bash's own. */
import { expect, test } from "vitest";
import { askBash, quoted } from "./ask-bash.ts";
import { type FoldOperator, foldCase } from "./fold-case.ts";

const OPERATORS: readonly FoldOperator[] = ["^", "^^", ",", ",,", "~", "~~"];

test("as bash, with and without patterns", () => {
	const values = ["", "a", "hello World", "HELLO wORLD", "éÉ", "ß", "İ", "ǆ", "1a", " a", "😀a", "ﬁ", "a\nb"];
	const patterns = ["", "?", "[aeiou]", "[!a]", "h", "l*", "ll", "*", "@(a|b)", "É", "[A-Z]", "\\*"];
	const cases = values.flatMap((value) =>
		patterns.flatMap((pattern) => OPERATORS.map((operator) => ({ value, pattern, operator }))),
	);
	const theirs = askBash(
		cases.map(
			({ value, pattern, operator }) => `v=${quoted(value)}; p=${quoted(pattern)}; printf %s "\${v${operator}$p}"`,
		),
	);
	const wrong = cases.filter(({ value, pattern, operator }, at) => foldCase(value, operator, pattern) !== theirs[at]);
	expect(wrong).toEqual([]);
	expect(foldCase("\udcffa", "^^")).toBe("\udcffA");
});

test("every letter up to U+2FFF that bash's Unicode knows", () => {
	const letters = Array.from({ length: 0x2f00 }, (_, at) => String.fromCodePoint(at + 0x41)).filter((char) =>
		/\p{L}/u.test(char),
	);
	for (const operator of ["^^", ",,"] as const) {
		const theirs =
			askBash([`for v in ${letters.join(" ")}; do printf '%s ' "\${v${operator}}"; done`])[0]?.split(" ") ?? [];
		const wrong = letters.filter((letter, at) => foldCase(letter, operator) !== theirs[at]);
		// Unicode 16 gave these another case.
		const fresh = ["19b", "264", "1c89", "1c8a"];
		expect(
			wrong.map((letter) => letter.codePointAt(0)?.toString(16) ?? "").filter((code) => !fresh.includes(code)),
		).toEqual([]);
	}
});
