/** `test` against bash's own: status and message. Operators on files ask about what every machine has. */
import { existsSync, statSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askBash, quoted } from "./ask-bash.ts";
import {
	compareText,
	evaluateTest,
	isBinaryOperator,
	isUnaryOperator,
	stringOrNumberTest,
	type TestOperators,
	TestSyntaxError,
} from "./test-expression.ts";

const operators: TestOperators = {
	unary: (operator, operand) => {
		if (operator === "-d") return existsSync(operand) && statSync(operand).isDirectory();
		if (operator === "-e" || operator === "-a") return existsSync(operand);
		return false;
	},
	binary: (left, operator, right) =>
		/^-(nt|ot|ef)$/.test(operator)
			? operator === "-ef" && left === right && existsSync(left)
			: stringOrNumberTest(left, operator, right),
};

async function ours(args: readonly string[]): Promise<string> {
	try {
		return (await evaluateTest(args, operators)) ? "0" : "1";
	} catch (error) {
		if (!(error instanceof TestSyntaxError)) throw error;
		return `2 ${error.message}`;
	}
}

async function differences(cases: readonly (readonly string[])[]): Promise<string[]> {
	const theirs = askBash([
		"e=$(mktemp)",
		...cases.map(
			(args) => `test ${args.map(quoted).join(" ")} 2>"$e"; s=$?; IFS= read -r -d '' m <"$e"; printf '%s %s' $s "$m"`,
		),
		'rm "$e"',
	]).slice(1, -1);
	const wrong: string[] = [];
	for (const [at, args] of cases.entries()) {
		const bash = (theirs[at] ?? "").replace(/bash: line \d+: test: /, "").trimEnd();
		const answer = await ours(args);
		if (answer.trimEnd() !== bash) wrong.push(`${args.map(quoted).join(" ")}: bash ${bash}; ours ${answer}`);
	}
	return wrong;
}

const CASES = `
|a|''|!|(|)|-f|-z|-n|-t|=|-a|! ''|! a|! !|-z ''|-n ''|-z a|-n a|-d /|-e /nope|-q a|a b|-- a|-t 99|-t foo|-o foo|-v nope
a = a|a = b|a == a|a != b|a < b|b > a|a '>' b|1 -eq 1|1 -eq 01|1 -lt 2|2 -le 1|-1 -gt -2|3 -ge 3|3 -ne 3|a -eq 1|'' -eq 0|' 1 ' -eq 1|1x -eq 1|1 -eq ''|9223372036854775807 -eq 9223372036854775807|9223372036854775808 -eq 0|-9223372036854775808 -lt 0|0x1 -eq 1|+1 -eq 1|1.5 -lt 2
a -a b|a -a ''|'' -o b|'' -o ''|! -z a|! a b|( a )|( '' )|a x b|( a b|-z = a|= = =|! = !|! = a|( = )|-n = -n|a =~ a|! -a b|! -o ''|( -a )
! a = a|! a = b|( -z a )|( ! a )|( a b )|! ! a b|! ( a )|! -a ! b|a = b c|-n a -a b|-d / -a a|-z a -o b|! -n a b|( = a )|( a = )
a = a -a b = b|a = a -a b = c|a = b -o c = c|! a = a -o b|( a = a )|( a = b )|! ( a = a )|( a ) -a ( b )|a -a b -o c|'' -a b -o c|'' -o b -a ''|a -o b -a ''|-z '' -a -n a|-d / -a -e /nope|! ! ! a = a|! ! a -a b|( ( a ) )|( ( a = a ) -o b )|( a = a|( a -a b|a = a )|a = a b = b|a b c d e|-z a b c|a -a|a -a -a b|-a a -a b|-a / -a -d /|-f -a b -o c|= -a = -o =|a -a = b c|-t 99 -a b|-t a -a b|/ -ef / -a a|a -nt b -o c|1 -eq x -o a|! -z|( )|( -n )|-n ( a )|( a = a ) b|-z -o -z a|a -a ( b|! ( ! a )|a -o -f|-n -n -a -z ''
`
	.trim()
	.split(/[|\n]/)
	.map((line) =>
		line === "" ? [] : line.split(/ (?=(?:[^']*'[^']*')*[^']*$)/).map((word) => word.replaceAll("'", "")),
	);

describe("as bash", () => {
	test("a table", async () => expect(await differences(CASES)).toEqual([]));
	test("generated", async () => {
		const word = fc.constantFrom(
			"!",
			"(",
			")",
			"-a",
			"-o",
			"a",
			"",
			"=",
			"-z",
			"-n",
			"-d",
			"/",
			"1",
			"-eq",
			"-lt",
			"!=",
			"2",
			"<",
			"-t",
			"-ef",
		);
		const cases = fc.sample(fc.array(word, { maxLength: 8 }), { numRuns: 6000, seed: 11 });
		expect(await differences(cases)).toEqual([]);
	});
});

test("what is an operator", () => {
	const words = ["-a", "-f", "-z", "-v", "-R", "-q", "-", "=", "-eq", "-nt", "=~", "<", "<=", "-A"];
	expect(words.filter(isUnaryOperator)).toEqual(["-a", "-f", "-z", "-v", "-R"]);
	expect(words.filter(isBinaryOperator)).toEqual(["=", "-eq", "-nt", "<"]);
});

test("patterns, and the order of texts", () => {
	expect(stringOrNumberTest("abc", "==", "a*", { pattern: true })).toBe(true);
	expect(stringOrNumberTest("abc", "!=", "A*", { pattern: true, caseInsensitive: true })).toBe(false);
	expect(stringOrNumberTest("abc", "=", "a*")).toBe(false);
	const texts = ["", "a", "A", "é", "\uffee", "😀", "\udcff", "aa"];
	const theirs = askBash([`printf '%s\\n' ${texts.map(quoted).join(" ")} | LC_ALL=C sort`])[0];
	expect(`${[...texts].sort(compareText).join("\n")}\n`).toBe(theirs);
});

test("neither many words nor many parentheses are too much", async () => {
	const many = Array.from({ length: 50_000 }, () => ["a", "-a"])
		.flat()
		.concat("b");
	expect(await ours(many)).toBe("0");
	expect(await ours([...Array(50_000).fill("!"), "a", "=", "a"])).toBe("0");
	expect(await ours(Array(50_000).fill("("))).toBe("2 too many arguments");
});
