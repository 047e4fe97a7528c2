import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anchored, formatRepeat, nextDue, parseRepeat, type Repeat } from "./repeat.ts";

const rule = (text: string): Repeat => {
	const parsed = parseRepeat(text);
	if (parsed === undefined) throw new Error(`not a rule: ${text}`);
	return parsed;
};

test.each([
	["daily", "daily"],
	["Every Day", "daily"],
	["every 3  days", "every 3 days"],
	["every other week", "every 2 weeks"],
	["every 1 month", "monthly"],
	["yearly", "yearly"],
	["weekdays", "weekdays"],
	["every weekday", "weekdays"],
	["every monday,thursday", "every monday,thursday"],
	["every thu, mon and Mondays", "every monday,thursday"],
	["every sun sat", "every sunday,saturday"],
	["every month on the 15th", "monthly on 15"],
	["monthly on 31", "monthly on 31"],
	["every 2 months on the last day", "every 2 months on 31"],
	["yearly on 02-29", "yearly on 02-29"],
	["every 1000 days", "every 1000 days"],
])("%j is %j", (text, form) => {
	expect(formatRepeat(rule(text))).toBe(form);
	expect(rule(form)).toEqual(rule(text));
});

test.each([
	"",
	"every",
	"sometimes",
	"every 0 days",
	"every 1001 days",
	"every 2 mondays",
	"every m",
	"every mond ay",
	"monthly on 0",
	"monthly on 32",
	"monthly on",
	"weekly on 3",
	"daily on 3",
	"yearly on 02-30",
	"monthly on 3 on 4",
	"constructor",
	"every -1 days",
	"every 1.5 days",
	"every monday,",
])("%j is no rule", (text) => expect(parseRepeat(text)).toBeUndefined());

/** Rule, due, done, next. */
const table: [string, string | undefined, string, string | undefined][] = [
	["daily", "2026-03-01", "2026-03-01", "2026-03-02"],
	["daily", "2026-03-01", "2026-03-04", "2026-03-05"],
	["daily", "2026-03-05", "2026-03-04", "2026-03-06"],
	["daily", "2026-12-31", "2026-12-31", "2027-01-01"],
	["daily", "2028-02-28", "2028-02-28", "2028-02-29"],
	["daily", undefined, "2026-03-04", "2026-03-05"],
	["every 3 days", "2026-03-01", "2026-03-10", "2026-03-13"],
	["every 3 days", "2026-03-01", "2026-03-09", "2026-03-10"],
	["weekly", "2026-03-02", "2026-03-04", "2026-03-09"],
	["weekly", "2026-03-02", "2026-03-09", "2026-03-16"],
	["every 2 weeks", "2026-03-02", "2026-03-20", "2026-03-30"],
	["weekly", "2026-03-02T14:00", "2026-03-02", "2026-03-09T14:00"],
	["weekdays", "2026-03-06", "2026-03-06", "2026-03-09"],
	["weekdays", "2026-03-06", "2026-03-07", "2026-03-09"],
	["weekdays", undefined, "2026-03-09", "2026-03-10"],
	["every monday,thursday", "2026-03-02", "2026-03-02", "2026-03-05"],
	["every monday,thursday", "2026-03-05", "2026-03-05", "2026-03-09"],
	["every monday", "2026-03-02", "2026-03-02", "2026-03-09"],
	["every sunday", "2026-12-28", "2026-12-28", "2027-01-03"],
	["monthly", "2026-01-15", "2026-01-15", "2026-02-15"],
	["monthly", "2026-01-31", "2026-01-31", "2026-02-28"],
	["monthly on 31", "2026-02-28", "2026-02-28", "2026-03-31"],
	["monthly on 31", "2026-03-31", "2026-04-01", "2026-04-30"],
	["monthly on 30", "2028-01-30", "2028-01-30", "2028-02-29"],
	["monthly on 15", undefined, "2026-03-10", "2026-03-15"],
	["monthly on 15", undefined, "2026-03-15", "2026-04-15"],
	["monthly on 15", "2026-03-01", "2026-03-01", "2026-03-15"],
	["monthly", "2025-11-15", "2026-03-15", "2026-04-15"],
	["every 2 months", "2025-12-31", "2026-01-05", "2026-02-28"],
	["every 3 months", "2026-01-01", "2026-05-20", "2026-07-01"],
	["every month on the last day", "2028-01-31", "2028-01-31", "2028-02-29"],
	["yearly", "2026-12-31", "2026-12-31", "2027-12-31"],
	["yearly", "2028-02-29", "2028-02-29", "2029-02-28"],
	["yearly on 02-29", "2031-02-28", "2031-03-01", "2032-02-29"],
	["yearly on 03-01", undefined, "2026-02-01", "2026-03-01"],
	["every 2 years", "2020-05-01", "2026-05-01", "2028-05-01"],
	["every 100 years", "2026-01-01", "2026-01-01", "2126-01-01"],
	["yearly", "9999-05-01", "2026-01-01", undefined],
	["daily", "9999-12-31", "2026-01-01", undefined],
	["daily", "0001-01-01", "2026-01-01", "2026-01-02"],
];
test.each(table)("%s due %s done %s → %s", (text, due, done, next) =>
	expect(nextDue(rule(text), due, done)).toBe(next),
);

test.each([
	["monthly", "2026-01-31", "monthly on 31"],
	["monthly", "2026-01-29T09:00", "monthly on 29"],
	["monthly", "2026-01-28", "monthly"],
	["every 2 months on 31", "2026-02-28", "every 2 months on 31"],
	["yearly", "2028-02-29", "yearly on 02-29"],
	["yearly", "2026-01-31", "yearly"],
	["weekly", "2026-01-31", "weekly"],
])("%s due %s is kept as %s", (text, due, kept) => expect(formatRepeat(anchored(rule(text), due))).toBe(kept));

describe("against stepping through Date", () => {
	const date = fc
		.date({ min: new Date("1990-01-01"), max: new Date("2060-01-01"), noInvalidDate: true })
		.map((at) => at.toISOString().slice(0, 10));
	test("the next date is the first of the cadence after due and done", () => {
		const rules = fc.constantFrom(
			"daily",
			"every 3 days",
			"weekly",
			"every 2 weeks",
			"monthly",
			"every 5 months",
			"yearly",
			"every 3 years",
			"every tuesday,saturday",
		);
		fc.assert(
			fc.property(rules, date, date, (text, due, done) => {
				const { unit, every, weekdays } = rule(text);
				const after = [due, done].sort()[1] ?? "";
				const start = new Date(`${due}T00:00:00Z`);
				let expected = "";
				for (let step = 1; expected <= after; step++) {
					const at = new Date(start);
					if (unit === "day" || weekdays !== undefined) at.setUTCDate(at.getUTCDate() + step * every);
					else if (unit === "week") at.setUTCDate(at.getUTCDate() + step * every * 7);
					else {
						const months = step * every * (unit === "year" ? 12 : 1);
						at.setUTCDate(1);
						at.setUTCMonth(at.getUTCMonth() + months + 1, 0);
						at.setUTCDate(Math.min(start.getUTCDate(), at.getUTCDate()));
					}
					if (weekdays === undefined || weekdays.includes(at.getUTCDay())) expected = at.toISOString().slice(0, 10);
				}
				expect(nextDue(rule(text), due, done)).toBe(expected);
			}),
			{ numRuns: 500 },
		);
	});

	test("an anchored monthly task never drifts", () => {
		let due = "2026-01-31";
		let kept = rule("monthly");
		const dates: string[] = [];
		for (let i = 0; i < 13; i++) {
			kept = anchored(kept, due);
			due = nextDue(kept, due, due) ?? "";
			dates.push(due.slice(5));
		}
		expect(dates).toEqual([
			"02-28",
			"03-31",
			"04-30",
			"05-31",
			"06-30",
			"07-31",
			"08-31",
			"09-30",
			"10-31",
			"11-30",
			"12-31",
			"01-31",
			"02-28",
		]);
	});
});
