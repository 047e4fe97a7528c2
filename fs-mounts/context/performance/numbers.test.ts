import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DayOrders, DecimalSigns, readDay, readNumber, readTime, signOf } from "./numbers.ts";

function decimalsOf(cells: Iterable<string>) {
	const signs = new DecimalSigns();
	for (const cell of cells) signs.add(cell);
	return signOf([signs]);
}

function dayOrderOf(cells: Iterable<string>) {
	const orders = new DayOrders();
	for (const cell of cells) orders.add(cell);
	return orders.order;
}

describe("numbers as exports write them", () => {
	test.each([
		[["1,240", "3,005.5"], "point", [1240, 3005.5]],
		[["1.240,50", "3,5"], "comma", [1240.5, 3.5]],
		[["1,240.50", "12"], "point", [1240.5, 12]],
		[["1.240", "12,00 €"], "comma", [1240, 12]],
		[["$1,234.00", "(5.50)", "--", "12%"], "point", [1234, -5.5, null, 12]],
		[["EUR 12.50", "1 200.00", "1’000.5", "−3"], "point", [12.5, 1200, 1000.5, -3]],
		[["2.000", "1.5"], "point", [2, 1.5]],
		[["1\u202f200,25 €"], "comma", [1200.25]],
	] as const)("%j: decimal %s", (cells, decimals, numbers) => {
		expect(decimalsOf(cells)).toBe(decimals);
		expect(cells.map((cell) => readNumber(cell, decimals))).toEqual(numbers);
	});

	test("thousands alone say nothing", () => expect(decimalsOf(["1.240", "12", "3,005"])).toBeUndefined());

	test("as R and C write them", () =>
		expect(["1e+05", "2.5E-3", "-1e3"].map((cell) => readNumber(cell, "point"))).toEqual([100_000, 0.0025, -1000]));

	test.each(["abc", "1-2", "1,2,3x", ".", "e5", "1e", "1e999"])("%j is no number", (cell) =>
		expect(readNumber(cell, "point")).toBeUndefined(),
	);

	test("what Intl writes is read, in any locale's way", () => {
		const locale = fc.constantFrom("en-GB", "de-DE", "fr-FR", "de-CH", "es-ES", "sv-SE");
		fc.assert(
			fc.property(locale, fc.double({ min: 0, max: 1e7, noNaN: true }), (name, number) => {
				const wanted = Math.round(number * 100) / 100;
				const written = wanted.toLocaleString(name, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
				expect(readNumber(written, decimalsOf([written]) ?? "point")).toBeCloseTo(wanted, 6);
			}),
		);
	});
});

describe("days", () => {
	test.each([
		["2026-11-02", "dmy", "2026-11-02"],
		["20261102", "dmy", "2026-11-02"],
		["2026-11-02 14:00:03 +0100", "dmy", "2026-11-02"],
		["02.11.2026", "dmy", "2026-11-02"],
		["11/2/26", "mdy", "2026-11-02"],
		["Nov 2, 2026", "dmy", "2026-11-02"],
		["Mon, 2 November 2026", "dmy", "2026-11-02"],
		["31/02/2026", "dmy", undefined],
		["soon", "dmy", undefined],
	] as const)("%s (%s) is %s", (cell, order, day) => expect(readDay(cell, order)).toBe(day));

	test("the order is found where any cell shows it", () => {
		expect(dayOrderOf(["1/2/2026", "13/2/2026"])).toBe("dmy");
		expect(dayOrderOf(["1/2/2026", "2/13/2026"])).toBe("mdy");
		expect(dayOrderOf(["1.2.2026"])).toBe("dmy");
		expect(dayOrderOf(["1/2/2026"])).toBeUndefined();
	});

	test.each([
		["2026-11-02T14:00:03Z", "2026-11-02T14:00:03Z"],
		["2026-11-02 14:00", "2026-11-02T14:00:00Z"],
		["02.11.2026 2:05 PM +0100", "2026-11-02T13:05:00Z"],
		["1793628003", "2026-11-02T14:00:03Z"],
		["1793628003000", "2026-11-02T14:00:03Z"],
		["2026-11-02", "2026-11-02T00:00:00Z"],
	])("the time %s is %s", (cell, time) => expect(readTime(cell, "dmy")).toBe(time));
});
