import fc from "fast-check";
import { expect, test } from "vitest";
import { isCalendarDate } from "./calendar.ts";

test.each([
	["2026-02-28", true],
	["2026-02-29", false],
	["2028-02-29", true],
	["2100-02-29", false],
	["2000-02-29", true],
	["2026-04-31", false],
	["2026-00-10", false],
	["2026-13-01", false],
	["2026-1-1", false],
	["0000-01-01", false],
])("isCalendarDate %s: %s", (text, is) => expect(isCalendarDate(text)).toBe(is));

test("isCalendarDate agrees with Date", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 9999 }), fc.nat(14), fc.nat(33), (year, month, day) => {
			const text = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
			const at = new Date(`${text}T00:00:00Z`);
			expect(isCalendarDate(text)).toBe(!Number.isNaN(at.getTime()) && at.toISOString().startsWith(text));
		}),
	);
});
