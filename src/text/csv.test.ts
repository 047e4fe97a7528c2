import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CsvRow, csvLine, readCsv, readCsvPieces, separatorOf } from "./csv.ts";

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

describe("a text in pieces", () => {
	const inPieces = async (text: string, cuts: readonly number[]) => {
		const at = [...cuts.map((cut) => cut % (text.length + 1)), 0, text.length].sort((one, other) => one - other);
		async function* pieces() {
			for (const [index, start] of at.entries()) yield text.slice(start, at[index + 1] ?? text.length);
		}
		const rows: CsvRow[] = [];
		for await (const some of readCsvPieces(pieces(), ",")) rows.push(...some);
		return rows;
	};

	test("is read as it is at once, wherever it is cut, places and refusals too", async () => {
		const anyText = fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a", "é"), maxLength: 40 });
		await fc.assert(
			fc.asyncProperty(anyText, fc.array(fc.nat(), { maxLength: 6 }), async (text, cuts) => {
				const read = await inPieces(text, cuts).catch((error: Error) => ({ ...error, message: error.message }));
				let expected: unknown;
				try {
					expected = [...readCsv(text, ",")];
				} catch (error) {
					expected = { ...(error as Error), message: (error as Error).message };
				}
				expect(read).toEqual(expected);
			}),
			{ numRuns: 500 },
		);
	});

	test("a quote that is left open is told before all of the text is held", async () => {
		let pieces = 0;
		async function* endless() {
			yield 'a,b\nc,"d\n';
			for (;;) {
				pieces++;
				yield "e,f\n".repeat(10_000);
			}
		}
		const read = async () => {
			for await (const rows of readCsvPieces(endless(), ",")) for (const _ of rows);
		};
		await expect(read()).rejects.toMatchObject({ message: "a quote is never closed", line: 2, column: 3 });
		expect(pieces).toBeLessThan(50);
	});
});
