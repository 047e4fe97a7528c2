import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeskError } from "./errors.ts";
import { parseDuration, parseInstant, parseWhen } from "./when.ts";

/** A Wednesday. */
const now = new Date(2026, 6, 15, 10, 30, 15);
const micros = (...at: [number, number, number, number?, number?, number?]) =>
	new Date(...(at as [number, number, number])).getTime() * 1000;

describe("parseWhen", () => {
	test.each([
		["friday", "2026-07-17"],
		["Fri", "2026-07-17"],
		["wednesday", "2026-07-15"],
		["next friday", "2026-07-24"],
		["last monday", "2026-07-13"],
		["today", "2026-07-15"],
		["tomorrow", "2026-07-16"],
		["tomorrow 2pm", "2026-07-16 14:00"],
		["tomorrow, 14:30", "2026-07-16 14:30"],
		["day after tomorrow", "2026-07-17"],
		["the day after tomorrow at 9am", "2026-07-17 09:00"],
		["next week", "2026-07-22"],
		["next month", "2026-08-15"],
		["in 3 days", "2026-07-18"],
		["in 2 hours", "2026-07-15 12:30"],
		["9am", "2026-07-16 09:00"],
		["noon", "2026-07-15 12:00"],
		["tonight", "2026-07-15"],
		["end of month", "2026-07-31"],
		["1 dec", "2026-12-01"],
		["30 June", "2027-06-30"],
		["dec 1 2027 at 8:05", "2027-12-01 08:05"],
		["monday 14:00", "2026-07-20 14:00"],
		["2026-12-01", "2026-12-01"],
		[" 2026-12-01  14:00 ", "2026-12-01 14:00"],
		["2026-12-01T14:00", "2026-12-01 14:00"],
		["2028-02-29", "2028-02-29"],
	])("%j is %s", (words, expected) => {
		const { date, time } = parseWhen(words, now);
		expect(time === undefined ? date : `${date} ${time}`).toBe(expected);
	});

	test.each([
		["", /is no date/],
		["blah", /'blah' is no date/],
		["tomorrow blah", /'blah' in 'tomorrow blah'/],
		["call tomorrow", /'call'/],
		["tomorrow and friday", /'and friday'/],
		["friday to sunday", /a span/],
		["31 feb", /is no date/],
		["feb 30 2027", /is no date/],
		["1 dec 25:00", /25:00/],
		["2026-02-31", /no such day or time as 2026-02-31/],
		["2026-13-01", /no such day/],
		["2027-02-29", /no such day/],
		["2026-12-01 24:00", /no such day/],
		["in 99999 years", /is no date|no such day/],
	])("refuses %j", (words, message) => {
		expect(() => parseWhen(words, now)).toThrow(message);
		try {
			parseWhen(words, now);
		} catch (error) {
			expect(error).toBeInstanceOf(DeskError);
			expect(error).toMatchObject({ code: "EINVAL", todo: expect.stringContaining("tomorrow 2pm") });
		}
	});

	test("gives a day of the calendar or refuses, for any words", () => {
		const word = fc.constantFrom(
			"next",
			"last",
			"friday",
			"tomorrow",
			"in",
			"3",
			"days",
			"2pm",
			"dec",
			"31",
			"at",
			"noon",
			"week",
			"2026",
			"-",
			"/",
			"ago",
			"the",
			"feb",
			"30",
			":",
			"12",
		);
		fc.assert(
			fc.property(fc.array(word, { maxLength: 5 }), (words) => {
				try {
					const { date, time } = parseWhen(words.join(" "), now);
					expect(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10)).toBe(date);
					if (time !== undefined) expect(time).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
				} catch (error) {
					expect(error).toBeInstanceOf(DeskError);
				}
			}),
			{ numRuns: 500 },
		);
	});
});

describe("parseInstant", () => {
	test.each<[string, number]>([
		["2026-01-02", micros(2026, 0, 2)],
		["2026-01", micros(2026, 0, 1)],
		["2026", micros(2026, 0, 1)],
		["2026-01-02T03:04", micros(2026, 0, 2, 3, 4)],
		["2026-01-02 03:04:05", micros(2026, 0, 2, 3, 4, 5)],
		["2026-01-02T03:04:05Z", Date.UTC(2026, 0, 2, 3, 4, 5) * 1000],
		["2026-01-02T03:04:05.678901Z", Date.UTC(2026, 0, 2, 3, 4, 5) * 1000 + 678_901],
		["2026-01-02T03:04:05.5+02:00", Date.UTC(2026, 0, 2, 1, 4, 5, 500) * 1000],
		["2026-01-02t03:04-0530", Date.UTC(2026, 0, 2, 8, 34) * 1000],
		["now", now.getTime() * 1000],
		["today", micros(2026, 6, 15)],
		["yesterday", micros(2026, 6, 14)],
		["day before yesterday", micros(2026, 6, 13)],
		["yesterday 3pm", micros(2026, 6, 14, 15)],
		["2 weeks ago", micros(2026, 6, 1)],
		["one week ago", micros(2026, 6, 8)],
		["2 hours ago", micros(2026, 6, 15, 8, 30, 15)],
		["last month", micros(2026, 5, 15)],
		["monday", micros(2026, 6, 13)],
		["saturday", micros(2026, 6, 11)],
		["last friday", micros(2026, 6, 10)],
		["1 dec", micros(2025, 11, 1)],
		["may 2025", micros(2025, 4, 1)],
		["tomorrow", micros(2026, 6, 16)],
	])("%j", (words, expected) => expect(parseInstant(words, now)).toBe(expected));

	test.each([
		"",
		"soon",
		"2026-02-30",
		"2026-00",
		"2026-01-02T25:00",
		"2026-01-02T03:04:60",
		"2026-01-02T03:04+99:00",
		"yesterday x",
		"0000",
	])("refuses %j", (words) => {
		expect(() => parseInstant(words, now)).toThrow(DeskError);
	});

	test("reads any instant back", () => {
		fc.assert(
			fc.property(
				fc.date({ min: new Date("0001-01-02T00:00:00Z"), max: new Date("9999-12-30T00:00:00Z"), noInvalidDate: true }),
				(at) => {
					expect(parseInstant(at.toISOString(), now)).toBe(at.getTime() * 1000);
				},
			),
		);
	});
});

describe("parseDuration", () => {
	const day = 86_400_000_000;
	test.each([
		["30d", 30 * day],
		["12h", day / 2],
		["90 days", 90 * day],
		["1 day", day],
		["1h30m", 5_400_000_000],
		["1h 30 min", 5_400_000_000],
		["1.5h", 5_400_000_000],
		["45s", 45_000_000],
		["2 Weeks", 14 * day],
		["6mo", 180 * day],
		["1y", 365 * day],
		["0d", 0],
		["forever", Number.POSITIVE_INFINITY],
		[" Forever ", Number.POSITIVE_INFINITY],
	])("%j", (words, expected) => expect(parseDuration(words)).toBe(expected));

	test.each(["", "30", "d", "-1d", "1 fortnight", "1d x", "constructor", "1constructor", "999999999y", "1e3d"])(
		"refuses %j",
		(words) => {
			expect(() => parseDuration(words)).toThrow(/is no length of time/);
		},
	);
});
