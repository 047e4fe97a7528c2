import { describe, expect, test } from "vitest";
import { cpuTime } from "../../test/support/cpu-time.ts";
import { readCalendarText } from "./ics.ts";
import { instancesOf } from "./instances.ts";
import { setsOf } from "./sets.ts";
import { formatDateTime } from "./time.ts";
import { namedZone, UTC } from "./zones.ts";

/** Starts in UTC, with ends where `ends`, of an event's lines. */
function starts(
	lines: string,
	{ from = "2026-01-01", to = "2027-01-01", here = "Europe/Berlin", ends = false, limit = 1000 } = {},
): string[] {
	const text = `BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n${lines.trim()}\nEND:VEVENT\nEND:VCALENDAR\n`;
	const stretch = { from: Date.parse(from) / 1000, to: Date.parse(to) / 1000, here: namedZone(here) ?? UTC, limit };
	const clock = (at: number) => new Date(at * 1000).toISOString().slice(0, 16);
	return setsOf(readCalendarText(text)).flatMap((set) =>
		instancesOf(set, stretch).map(({ start, end }) => (ends ? `${clock(start)} ${clock(end)}` : clock(start))),
	);
}
const override = "\nEND:VEVENT\nBEGIN:VEVENT\nUID:a\n";

test("the clock's time stays over changes of clocks; gaps are read by the offset before, folds are the first", () => {
	const daily = (time: string, date: string) =>
		`DTSTART;TZID=Europe/Berlin:${date}T${time}\nDTEND;TZID=Europe/Berlin:${date}T${time.replace("3000", "5900")}\nRRULE:FREQ=DAILY;COUNT=3`;
	expect(starts(daily("023000", "20260328"), { ends: true })).toEqual([
		"2026-03-28T01:30 2026-03-28T01:59",
		"2026-03-29T01:30 2026-03-29T01:59",
		"2026-03-30T00:30 2026-03-30T00:59",
	]);
	expect(starts(daily("023000", "20261024"))).toEqual(["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]);
});

test("DTEND is an exact length, DURATION counts days as the calendar does, days are of whoever looks", () => {
	const at = "DTSTART;TZID=Europe/Berlin:20260328T120000\n";
	expect(starts(`${at}DTEND;TZID=Europe/Berlin:20260329T120000`, { ends: true })).toEqual([
		"2026-03-28T11:00 2026-03-29T10:00",
	]);
	expect(starts(`${at}DURATION:P1D`, { ends: true })).toEqual(["2026-03-28T11:00 2026-03-29T10:00"]);
	expect(starts(`${at}DURATION:PT24H`, { ends: true })).toEqual(["2026-03-28T11:00 2026-03-29T11:00"]);
	expect(starts("DTSTART;VALUE=DATE:20260328", { ends: true, here: "America/New_York" })).toEqual([
		"2026-03-28T04:00 2026-03-29T04:00",
	]);
	expect(starts("DTSTART:20260328T120000", { here: "Asia/Tokyo" })).toEqual(["2026-03-28T03:00"]);
});

describe("exceptions", () => {
	const daily = "DTSTART;TZID=Europe/Berlin:20260601T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5\n";
	test.each([
		["EXDATE;TZID=Europe/Berlin:20260602T090000,20260604T090000", ["01", "03", "05"]],
		["EXDATE:20260602T070000Z", ["01", "03", "04", "05"]],
		["EXDATE;VALUE=DATE:20260603", ["01", "02", "04", "05"]],
		["EXDATE:20260605T090000", ["01", "02", "03", "04"]],
		["EXRULE:FREQ=DAILY;INTERVAL=2", ["02", "04"]],
		["RDATE;TZID=Europe/Berlin:20260610T090000\nEXDATE:20260601T070000Z", ["02", "03", "04", "05", "10"]],
		[
			"RDATE;VALUE=PERIOD:20260611T070000Z/PT3H,20260612T070000Z/20260612T080000Z",
			["01", "02", "03", "04", "05", "11", "12"],
		],
	])("%s", (lines, days) => {
		expect(starts(daily + lines)).toEqual(days.map((day) => `2026-06-${day}T07:00`));
	});

	test("one is moved out of the rule's time, another renamed, as an all-day one too", () => {
		const moved = `${daily}${override}RECURRENCE-ID;TZID=Europe/Berlin:20260602T090000\nDTSTART:20260715T100000Z\nDURATION:PT5M`;
		expect(starts(moved, { ends: true }).slice(1)).toEqual([
			"2026-06-03T07:00 2026-06-03T08:00",
			"2026-06-04T07:00 2026-06-04T08:00",
			"2026-06-05T07:00 2026-06-05T08:00",
			"2026-07-15T10:00 2026-07-15T10:05",
		]);
		expect(starts(moved, { from: "2026-07-01" })).toEqual(["2026-07-15T10:00"]);
		expect(
			starts(
				`DTSTART;VALUE=DATE:20260601\nRRULE:FREQ=DAILY;COUNT=2${override}RECURRENCE-ID;VALUE=DATE:20260602\nDTSTART;VALUE=DATE:20260620`,
				{ here: "UTC" },
			),
		).toEqual(["2026-06-01T00:00", "2026-06-20T00:00"]);
	});

	test("this and all that follow are two hours later and shorter", () => {
		const text = `${daily}${override}RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260604T090000\nDTSTART;TZID=Europe/Berlin:20260604T110000\nDURATION:PT30M`;
		expect(starts(text, { ends: true }).slice(2)).toEqual([
			"2026-06-03T07:00 2026-06-03T08:00",
			"2026-06-04T09:00 2026-06-04T09:30",
			"2026-06-05T09:00 2026-06-05T09:30",
		]);
	});
});

test("a day is all of the day as UNTIL; and of whole days UNTIL's time means nothing", () => {
	expect(starts("DTSTART:20260601T090000Z\nRRULE:FREQ=DAILY;UNTIL=20260603")).toHaveLength(3);
	expect(starts("DTSTART;VALUE=DATE:20260601\nRRULE:FREQ=DAILY;UNTIL=20260603T215959Z")).toHaveLength(3);
	expect(starts("DTSTART;TZID=Europe/Berlin:20260601T090000\nRRULE:FREQ=DAILY;UNTIL=20260603T070000Z")).toHaveLength(3);
	expect(starts("DTSTART;TZID=Europe/Berlin:20260601T090000\nRRULE:FREQ=DAILY;UNTIL=20260603T065959Z")).toHaveLength(2);
});

test.each([
	["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 0],
	["FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", 0],
	["FREQ=SECONDLY", 1000],
	["FREQ=SECONDLY;COUNT=999999999999", 1000],
	["FREQ=MINUTELY;INTERVAL=999999999", 0],
	["FREQ=DAILY;COUNT=100000;BYDAY=MO", 52],
	["FREQ=HOURLY;INTERVAL=24;BYHOUR=5", 0],
])("%s ends soon", (rule, count) => {
	const before = cpuTime();
	expect(starts(`DTSTART:19700101T090000Z\nRRULE:${rule}`)).toHaveLength(count);
	expect(cpuTime() - before).toBeLessThan(2000);
});

test("the occurrence's name is its DTSTART by the rule", () => {
	const text =
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;TZID=Europe/Berlin:20260101T090000\nRRULE:FREQ=DAILY\nEND:VEVENT\nEND:VCALENDAR\n";
	const [set] = setsOf(readCalendarText(text));
	const found =
		set === undefined
			? []
			: instancesOf(set, { from: Date.UTC(2026, 6, 1) / 1000, to: Date.UTC(2026, 6, 2) / 1000, here: UTC, limit: 10 });
	expect(found.map(({ original }) => original && formatDateTime(original))).toEqual(["20260701T090000"]);
});
