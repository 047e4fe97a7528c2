import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DAY, dayOf } from "./recurrence/civil.ts";
import { WINDOWS_ZONES } from "./windows-zones.ts";
import { databaseName, intlZone, namedZone, observedZone, toUtc, toWall, UTC } from "./zones.ts";

const wall = (text: string) => Date.parse(`${text}Z`) / 1000;
const berlin = namedZone("Europe/Berlin") ?? UTC;

test.each([
	["2026-07-01T12:00", "2026-07-01T10:00"],
	["2026-12-01T12:00", "2026-12-01T11:00"],
	["2026-03-29T02:30", "2026-03-29T01:30"], // skipped: by the offset before the gap
	["2026-03-29T03:00", "2026-03-29T01:00"],
	["2026-10-25T02:30", "2026-10-25T00:30"], // twice: the first
	["2026-10-25T03:00", "2026-10-25T02:00"],
])("%s in Berlin is %s in UTC", (local, utc) => {
	expect(new Date(toUtc(wall(local), berlin) * 1000).toISOString()).toBe(`${utc}:00.000Z`);
});

const machine = existsSync("/usr/share/zoneinfo/Europe/Berlin");
if (!machine) console.log("skipped: the machine has no zone database to compare with Intl");

describe.skipIf(!machine)("the machine's zone database says what Intl says", () => {
	// Only what does not depend on which of the two is newer: years behind us.
	test.each([
		"Europe/Berlin",
		"America/New_York",
		"Australia/Lord_Howe",
		"Asia/Kathmandu",
		"Africa/Casablanca",
		"America/Sao_Paulo",
		"Pacific/Apia",
		"Europe/Dublin",
		"Asia/Tehran",
		"America/Santiago",
		"Antarctica/Troll",
	])("%s", (name) => {
		const [file, intl] = [namedZone(name), intlZone(name)];
		for (let day = dayOf(1975, 1, 1); day < dayOf(2022, 1, 1); day += 3)
			expect(file?.offsetAt(day * DAY), new Date(day * DAY * 1000).toISOString()).toBe(intl?.offsetAt(day * DAY));
	});

	test.each(["Europe/Berlin", "America/New_York", "Australia/Sydney", "Europe/Dublin"])(
		"%s, long after the last change that is written down",
		(name) => {
			const [file, intl] = [namedZone(name), intlZone(name)];
			for (let hour = dayOf(2070, 1, 1) * 24; hour < dayOf(2071, 1, 1) * 24; hour += 5)
				expect(file?.offsetAt(hour * 3600)).toBe(intl?.offsetAt(hour * 3600));
		},
	);
});

test.each([
	["Europe/Berlin", "Europe/Berlin"],
	["/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"],
	["/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"],
	["/mozilla.org/20050126_1/Europe/London", "Europe/London"],
	["W. Europe Standard Time", "Europe/Berlin"],
	["eastern standard time", "America/New_York"],
	["Eastern Standard Time (Mexico)", "America/Cancun"],
	['"UTC"', "Etc/UTC"],
	["Mars/Olympus", undefined],
	["../../etc/passwd", undefined],
	["", undefined],
])("TZID %s is %s", (tzid, name) => {
	expect(databaseName(tzid)).toBe(name);
});

test("every zone of Windows has one of the database", () => {
	expect(WINDOWS_ZONES.size).toBeGreaterThan(130);
	for (const [name, zone] of WINDOWS_ZONES) expect(namedZone(zone) ?? intlZone(zone), `${name}: ${zone}`).toBeDefined();
});

test("a VTIMEZONE holds as it is written, not as the zone database has its name", () => {
	const zone = observedZone([
		{
			start: wall("2000-01-01T00:00"),
			from: 0,
			to: 7200,
			rules: ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;UNTIL=20100101T000000Z"],
			dates: [],
		},
		{ start: wall("2000-07-01T00:00"), from: 7200, to: 9000, rules: [], dates: [wall("2001-07-01T00:00")] },
	]);
	expect(zone?.offsetAt(wall("1999-01-01T00:00"))).toBe(0);
	expect(zone?.offsetAt(wall("2000-06-30T21:59"))).toBe(7200);
	expect(zone?.offsetAt(wall("2000-06-30T22:00"))).toBe(9000);
	expect(zone?.offsetAt(wall("2050-01-01T00:00"))).toBe(7200);
	expect(toWall(toUtc(wall("2000-08-01T00:00"), zone ?? UTC), zone ?? UTC)).toBe(wall("2000-08-01T00:00"));
});
