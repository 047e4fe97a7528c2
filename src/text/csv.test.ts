import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine, readCsv, separatorOf } from "./csv.ts";

const cellsOf = (text: string, separator?: string) => [...readCsv(text, separator)].map(({ cells }) => cells);

describe("records", () => {
	test.each([
		[
			"a,b\nc,d\n",
			[
				["a", "b"],
				["c", "d"],
			],
		],
		[
			"a,b\r\nc,d",
			[
				["a", "b"],
				["c", "d"],
			],
		],
		[
			"a,b\rc,d\r",
			[
				["a", "b"],
				["c", "d"],
			],
		],
		['"a ""b"", c",d\n', [['a "b", c', "d"]]],
		[
			'"two\nlines",x\n\ny,z\n',
			[
				["two\nlines", "x"],
				["y", "z"],
			],
		],
		[
			"\ufeffa,\n,b\n",
			[
				["a", ""],
				["", "b"],
			],
		],
		['a"b,c\n', [['a"b', "c"]]],
		['"a"b,c\n', [["ab", "c"]]],
		["", []],
	])("%j", (text, expected) => expect(cellsOf(text, ",")).toEqual(expected));

	test("cells have their places", () => {
		const rows = [...readCsv('name,n\n"a\nb",1\nc , 2\n', ",")];
		expect(rows.map(({ line, columns }) => [line, columns])).toEqual([
			[1, [1, 6]],
			[2, [1, 4]],
			[4, [1, 4]],
		]);
		expect(() => [...readCsv('a,b\nc,"d\n', ",")]).toThrow(
			expect.objectContaining({ code: "EFORMAT", line: 2, column: 3 }),
		);
	});

	test.each([
		["a;b;c\n1,5;2,5;3,5\n", ";"],
		["a\tb\n1\t2\n", "\t"],
		["one column\nof text, with a comma\n", ","],
		['name,note\n"x; y; z","a; b; c; d"\nq,w\n', ","],
	])("the separator of %j", (text, separator) => expect(separatorOf(text)).toBe(separator));
});

const cell = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('"', ",", "\n", "a,b", 'say "hi"', " x ", "é", ""));
const records = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });

test("what is written is read again", () => {
	fc.assert(
		fc.property(records, (rows) => {
			expect(cellsOf(rows.map(csvLine).join(""), ",")).toEqual(rows);
		}),
	);
});

test("any text is read in linear time, without a crash", () => {
	fc.assert(
		fc.property(fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a", ";"), maxLength: 60 }), (text) => {
			try {
				for (const row of readCsv(text)) expect(row.cells).toHaveLength(row.columns.length);
			} catch (error) {
				expect(error).toMatchObject({ code: "EFORMAT" });
			}
		}),
	);
});

test("as python's csv reads what python's csv writes", () => {
	const program =
		"import csv,io,json,sys\nrows=json.load(sys.stdin)\nout=io.StringIO()\ncsv.writer(out).writerows(rows)\njson.dump(out.getvalue(),sys.stdout)";
	fc.assert(
		fc.property(records, (rows) => {
			const plain = rows.map((row) => row.map((text) => text.replace(/[\r\0]/g, "")));
			const written = JSON.parse(execFileSync("python3", ["-c", program], { input: JSON.stringify(plain) }).toString());
			expect(cellsOf(written, ",")).toEqual(plain);
		}),
		{ numRuns: 20 },
	);
});
