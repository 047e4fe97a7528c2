import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Twin } from "../../test/support/oracle.ts";
import { both, shown } from "../../test/support/tools.ts";

let twin: Twin;
beforeAll(async () => {
	twin = await Twin.make({});
	await twin.put("x", Buffer.from(""));
});
afterAll(() => twin.remove());

const same = async (argv: readonly string[], stdin?: string) => {
	const { desk, gnu } = await both(twin, argv, {
		...(stdin === undefined ? {} : { stdin }),
		variables: { TERM: "xterm-256color", COLUMNS: "80" },
	});
	expect({ argv, ...shown(desk) }).toEqual({ argv, ...shown(gnu) });
};

describe("expr", () => {
	test.each([
		["1", "+", "2", "*", "3"],
		["(", "1", "+", "2", ")", "*", "3"],
		["-7", "/", "2"],
		["-7", "%", "2"],
		["7", "/", "0"],
		["99999999999999999999", "*", "99999999999999999999"],
		["a", "<", "b"],
		["10", "<", "9"],
		["10", "<", "9a"],
		["a", "=", "a"],
		["", "|", "x"],
		["0", "|", ""],
		["1", "&", "0"],
		["1", "|", "1", "/", "0"],
		["0", "&", "1", "/", "0"],
		["abc-123.x", ":", ".*-\\([0-9]*\\)"],
		["abc", ":", "b"],
		["abcd", ":", "a\\|abc"],
		["abcd", ":", "\\(a\\|abc\\)"],
		["ab漢字", ":", "ab\\(.*\\)"],
		[`${"a".repeat(40)}b`, ":", "\\(a*\\)*c"],
		["abc", ":", "a.c"],
		["abc", ":", "\\(z\\)"],
		["abc", ":", "^abc$"],
		["aaa", ":", "a\\{2\\}"],
		["a+b", ":", "a+b"],
		["match", "xyz", "x\\(.\\)"],
		["length", "ünï"],
		["length", ""],
		["index", "hello", "ol"],
		["index", "hello", "z"],
		["substr", "hello", "2", "3"],
		["substr", "hello", "0", "3"],
		["substr", "hello", "x", "3"],
		["+", "length"],
		["+", "match", "=", "match"],
		["--", "1", "+", "1"],
		["a", "=", "--"],
		["1", "+"],
		["(", "1"],
		[")"],
		["1", "2"],
		["a", "+", "1"],
		["0"],
		["00"],
		["-0"],
		[""],
		["x"],
		["-5"],
		["--json-like", "=", "x"],
		["1", "!=", "01"],
		["a", "!=", "b", "&", "2"],
		["abc", ":", "\\(.\\)\\(.\\)"],
		["abc", ":", "*"],
		["é", ">", "z"],
	])("%j", async (...words) => same(["expr", ...words]));

	test("any expression of numbers", async () => {
		const number = fc.integer({ min: -20, max: 20 }).map(String);
		const expression = fc
			.array(fc.tuple(fc.constantFrom("+", "-", "*", "/", "%", "<", ">=", "=", "!=", "|", "&", ":"), number), {
				maxLength: 5,
			})
			.chain((rest) => number.map((first) => [first, ...rest.flat()]));
		await fc.assert(
			fc.asyncProperty(expression, (words) => same(["expr", ...words])),
			{ numRuns: 120 },
		);
	});
});

describe("factor", () => {
	test("numbers of all sizes", async () => {
		const numbers = fc.oneof(fc.bigInt(0n, 3000n), fc.bigInt(0n, 2n ** 62n));
		await fc.assert(
			fc.asyncProperty(fc.array(numbers, { minLength: 1, maxLength: 5 }), (all) =>
				same(["factor", ...all.map(String)]),
			),
			{ numRuns: 25 },
		);
		for (const number of [
			"18446744073709551557",
			"340282366920938463463374607431768211297",
			"1000000016000000063",
			"994009",
			"1018081",
		])
			await same(["factor", number]);
	});
	test("standard input, and what is no number", async () => {
		await same(["factor"], "12 x\n 35\n\n-3 +7 007\n");
		await same(["factor", "a", "12"]);
		await same(["factor"], "");
	});
});

describe("the system", () => {
	test.each([
		"uname",
		"uname -a",
		"uname -snrvm",
		"uname -o",
		"uname -p",
		"uname -x",
		"hostname",
		"hostname -s",
		"whoami",
		"whoami x",
		"id -u",
		"id -un",
		"id -gn",
		"id -g",
		"id -ug",
		"id -n",
		"id no-such-user",
		"nproc",
		"nproc --ignore=1",
		"nproc --ignore=999",
		"nproc --ignore=x",
	])("%s", async (line) => same(line.split(" ")));
	test.each([
		"colors",
		"bold",
		"sgr0",
		"setaf 1",
		"setaf 12",
		"setab 200",
		"cup 2 3",
		"el",
		"smul",
		"clear",
		"nonsense",
		"-T dumb bold",
		"-T dumb colors",
		"civis",
		"cnorm",
	])("tput %s", async (words) => same(["tput", ...words.split(" ")]));
});
