/** Arithmetic against bash's own. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cpuTime } from "../../../test/support/cpu-time.ts";
import { ArithmeticError, type ArithmeticScope, evaluateArithmetic } from "./arithmetic.ts";
import { askBash, quoted } from "./ask-bash.ts";

/** Variables as a shell has them, with indexed arrays; `set` in the order they were set. */
function scopeOf(values: Readonly<Record<string, string>>): ArithmeticScope & { values: Map<string, string> } {
	const map = new Map(Object.entries(values));
	const key = (name: string, subscript?: string) => {
		const index = subscript === undefined ? 0n : evaluateArithmetic(subscript, scope);
		return name !== "arr" && index === 0n ? name : `${name}[${index}]`;
	};
	const scope = {
		values: map,
		get: (name: string, subscript?: string) => map.get(key(name, subscript)) ?? "",
		set: (name: string, subscript: string | undefined, value: string) => void map.set(key(name, subscript), value),
		resolve: (_: string, subscript: string) => String(evaluateArithmetic(subscript, scope)),
	};
	return scope;
}

const NAMES = ["a", "b", "c", "x", "e", "self"];
const START = { a: "3", b: "-7", c: "", e: "a * (b + 1)", x: "9223372036854775807", self: "self + 1" };

function ours(text: string): string {
	const scope = scopeOf(START);
	let answer: string;
	try {
		answer = String(evaluateArithmetic(text, scope));
	} catch (error) {
		if (!(error instanceof ArithmeticError)) throw error;
		return `error: ${error.expression}: ${error.message}`;
	}
	return `${answer} ${NAMES.map((name) => scope.values.get(name)).join(",")} ${[0, 1, 2, 3, 4, 5].map((i) => scope.values.get(`arr[${i}]`) ?? "").join(",")}`;
}

function bash(texts: readonly string[]): string[] {
	const start = Object.entries(START).map(([name, value]) => `${name}=${quoted(value)}`);
	const show = `"$r" "${NAMES.map((name) => `$${name}`).join(",")}" "${[0, 1, 2, 3, 4, 5].map((i) => `\${arr[${i}]}`).join(",")}"`;
	return askBash(
		texts.map(
			(text) => `( ${start.join(";")}; arr=(); t=${quoted(text)}; exec 2>&1; r=$(($t)); printf '%s ' ${show} )`,
		),
	).map((answer) => answer.replace(/^bash: line \d+: /, "error: ").replace(/ ?\n?$/, ""));
}

function differences(texts: readonly string[]): string[] {
	const theirs = bash(texts);
	return texts.flatMap((text, at) =>
		ours(text) === theirs[at] ? [] : [`${text}\n  bash: ${theirs[at]}\n  ours: ${ours(text)}`],
	);
}

// biome-ignore format: one table
const VALID = [
	"", " ", "1", " 1 ", "\n1\n+\t2\n", "1+2*3", "(1+2)*3", "2**10", "2**3**2", "-2**2", "2**0", "2**63", "2**64", "3**40", "7/2", "-7/2", "7%3", "-7%3", "7%-3",
	"1<<3", "1<<63", "1<<64", "1<<-1", "-1>>1", "-8>>63", "5&3", "5|3", "5^3", "~5", "~0", "!0", "!5", "!!5", "-5", "+5", "- -5", "-+-5", "1==1", "1!=1", "1<2", "2<=2",
	"3>2", "3>=4", "1&&0", "1&&2", "0||0", "0||3", "1||0&&0", "1,2,3", "1?2:3", "0?2:3", "1?2:3?4:5", "0?2:0?4:5", "1?1,2:3", "0x1f", "0XFF", "010", "0", "00", "2#101",
	"16#ff", "16#FF", "36#z", "36#Z", "62#z", "62#Z", "64#@", "64#_", "64#zZ@_", "8#17", "10#010", "37#a", "37#A", "9223372036854775807", "9223372036854775808",
	"99999999999999999999", "-9223372036854775808", "9223372036854775807+1", "-9223372036854775808-1", "9223372036854775807*2", "-9223372036854775808/-1",
	"-9223372036854775808%-1", "4611686018427387904*2", "3037000500*3037000500", "9007199254740993+1", "9007199254740992*3", "123456789*987654321",
	"a", "b", "c", "nope", "e", "x", "x+1", "a+b", "a=5", "a=b=2", "a+=2", "a-=2", "a*=2", "a/=2", "a%=2", "a<<=2", "a>>=1", "a&=1", "a|=4", "a^=1", "a++", "++a", "a--", "--a",
	"a++ + a", "a + a++", "a+++b", "a---b", "a- --b", "a - -b", "- --a", "-a", "~a", "!a", "1---a", "5--3", "5++3", "5 - - 3", "++ a", "a ++", "a --", "a=1,b=2", "a=5,a", "(a=4)+a", "a=a+1",
	"0&&(a=9)", "1||(a=9)", "1?a=7:0", "0?(a=7):8", "0&&1/0", "1||1/0", "0?1/0:4", "1?4:1/0", "a?b:c", "a>2?a:b", "a==3&&b<0", "e=4", "e+e", "e*=2", "nope++", "nope=3",
	"arr[2]=7", "arr[1+1]=3,arr[2]", "arr[a]=4", "arr[a-1]+=5", "arr[1]++", "++arr[1]", "arr[arr[0]]=6", "arr[a++]=1", "arr[a++]+=1", "arr[a--]++", "arr[0]=arr[1]=arr[2]=8", "arr[ 1 ] = 2",
	"arr=3", "arr[0]=3,arr", "a[0]", "a[1]", "arr[arr[0]+1]=a", "1 + 1\n", "a\t=\t4", "(((1)))","((a))==1?0:0", "2-3-4", "100/10/5", "100/10*5", "2*3%4", "1<2<3", "3>2>1", "1==1==1",
	"1<<2<<3", "1|2^3&4", "1&3==3", "!a==0", "-a**2", "2*-3", "2**-0", "a ? b ? 1 : 2 : 3", "1 ? 2 : 0 ? 3 : 4", "a=b+=2", "0x7fffffffffffffff", "0xffffffffffffffff", "0x1ffffffffffffffff",
	"01777777777777777777777", "1 == 1 ? 10 : 20", "a , b", "a=1 , b=a+1 , b", "0-0", "-0", "0*-5", "0/-5", "-5%5", "4294967296|1", "2147483648&-1", "2147483647^-2147483648", "4294967295>>1", "~9223372036854775807",
	"(1,2)", "(a)", "(a)+1", "_", "a_b=3", "A", "1-1&&1", "1+(a=2)*a", "!(a=0)", "0 ? 1 : a ? 2 : 3", "0xf",
];

// biome-ignore format: one table
const INVALID = [
	"1+", "1+*2", "*2", "(1", "(1+2", "1)", ")", "()", "1 2", "a b", "1/0", "1%0", "5/(1-1) + 4", "a/=0", "a%=0", "2**-1", "1=2", "(a)=2", "1+a=2", "a+b=2", "!a=2", "-a=2", "a++=2", "a++ ++", "++a++", "--a--", "++1 +",
	"1++", "1--", "++", "--", "1?2", "1?", "1?:2", "1?2:", "1:2", "1 ? 2 : a=3", "09", "0x", "08+1", "2#2", "2#", "1#1", "65#1", "0#1", "8#9", "16#g", "36#_", "1a", "3abc", "1.5", "a.b", "a\r+1", "$", "a $", "@", "1 @ 2", "#", "a#", "'1'", "\"1\"",
	"1 $ 2", ",", "1,", ",1", "&&", "1&&", "1||", "|| 1", "a[", "a[1", "a[1+]", "arr[", "a=", "=1", "a==", "a===1", "1 =", "a+=", "a**=2", "1<", "<", "1 <> 2", "1 >< 2", "~", "!", "-", "+", "a ? b", "x y", "1 ++ 2", "1 ++a", "a ++b", "a ++ b", "self", "self+1", "2 3 4", "1;2", "1\\2", "{1}", "[1]", "a=1 b=2",
];

describe("as bash", () => {
	test("a table", () => expect(differences(VALID)).toEqual([]));
	test("errors, with their words", () => {
		expect(differences(INVALID)).toEqual([]);
		expect(INVALID.filter((text) => !ours(text).startsWith("error"))).toEqual(["0x", "1 ++ 2"]);
	});
	test("generated", () => {
		const number = fc.oneof(
			fc.nat(9).map(String),
			fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String),
			fc.constantFrom(
				"0x1f",
				"017",
				"36#zz",
				"9007199254740991",
				"2147483648",
				"a",
				"b",
				"c",
				"e",
				"x",
				"arr[1]",
				"arr[a]",
			),
		);
		const lvalue = fc.constantFrom("a", "b", "c", "arr[1]", "arr[a&3]");
		const { tree } = fc.letrec<{ tree: string }>((tie) => ({
			tree: fc.oneof(
				{ depthSize: "small" },
				number,
				fc
					.tuple(
						tie("tree"),
						fc.constantFrom(..."+ - * / % < > & | ^ << >> <= >= == != && || ,".split(" ")),
						tie("tree"),
					)
					.map((p) => p.join(" ")),
				fc.tuple(tie("tree"), fc.constantFrom("+", "*", "**", "%"), tie("tree")).map((p) => p.join("")),
				fc.tuple(fc.constantFrom("-", "+", "!", "~", "- ", "++", "--"), tie("tree")).map((p) => p.join("")),
				fc.tuple(lvalue, fc.constantFrom("=", "+=", "-=", "*=", "<<=", "|="), tie("tree")).map((p) => p.join("")),
				fc.tuple(lvalue, fc.constantFrom("++", "--", " ++")).map((p) => p.join("")),
				fc.tuple(tie("tree"), tie("tree"), tie("tree")).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
				tie("tree").map((inner) => `(${inner})`),
			),
		}));
		const texts = fc.sample(tree, { numRuns: 2000, seed: 4 });
		// Differs: what is wrong is found before anything is assigned or divided, so the error can be another one; and a negative
		// exponent is no error where it is not evaluated (`0 && 2 ** -1`).
		const wrong = differences(texts).filter(
			(report) => !/bash: error[\s\S]*(ours: error|less than 0.*\n)/.test(report),
		);
		expect(wrong).toEqual([]);
	});
});

test("values that name each other in a circle end in an error", () => {
	const scope = scopeOf({ a: "b", b: "a" });
	expect(() => evaluateArithmetic("a", scope)).toThrow("expression recursion level exceeded");
	expect(() => evaluateArithmetic("a", scope)).toThrow(ArithmeticError);
});

test("long sums work, and too many parentheses are an error, not a crash", () => {
	const scope = scopeOf({ a: "1" });
	expect(evaluateArithmetic(Array(100_000).fill("a").join("+"), scope)).toBe(100_000n);
	expect(evaluateArithmetic(`${"(".repeat(500)}a${")".repeat(500)}`, scope)).toBe(1n);
	expect(() => evaluateArithmetic(`${"(".repeat(200_000)}a`, scope)).toThrow(ArithmeticError);
	expect(() => evaluateArithmetic(`${"!".repeat(200_000)}a`, scope)).toThrow(ArithmeticError);
	expect(evaluateArithmetic("a + 1", scope)).toBe(2n);
});

test("without `resolve` the scope gets subscripts as they are written", () => {
	const seen: unknown[] = [];
	const scope = {
		get: (...args: unknown[]) => {
			seen.push(args);
			return "4";
		},
		set: (...args: unknown[]) => void seen.push(args),
	};
	evaluateArithmetic("m[a[1] + 'x]'] += 1", scope);
	expect(seen).toEqual([
		["m", "a[1] + 'x]'"],
		["m", "a[1] + 'x]'", "5"],
	]);
});

test("a loop's condition and step are fast", () => {
	const scope = scopeOf({ i: "0" });
	const start = cpuTime();
	for (let n = 0; n < 200_000; n++) {
		evaluateArithmetic("i<100000", scope);
		evaluateArithmetic("i++", scope);
	}
	expect(cpuTime() - start).toBeLessThan(2000);
});
