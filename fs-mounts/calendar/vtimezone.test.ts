import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { zoneOf } from "../../src/base/zone.ts";
import { newEventText } from "./new-event.ts";
import { vtimezone } from "./vtimezone.ts";

const ZONES = [
	"Europe/Berlin",
	"Europe/London",
	"America/New_York",
	"America/Sao_Paulo",
	"America/Santiago",
	"Australia/Sydney",
	"Australia/Lord_Howe",
	"Asia/Kolkata",
	"Asia/Tokyo",
	"Africa/Casablanca",
	"Pacific/Auckland",
	"Asia/Jerusalem",
];

/** What python's dateutil reads of a VTIMEZONE: the offset (seconds) at local noon of many days. */
const ORACLE = `
import sys, json, io, datetime
from dateutil.tz import tzical
out = {}
for name, text in json.load(sys.stdin).items():
    zone = tzical(io.StringIO(text)).get(name)
    out[name] = [int(zone.utcoffset(datetime.datetime(2026, 1, 2, 12) + datetime.timedelta(days=9 * n)).total_seconds()) for n in range(400)]
print(json.dumps(out))
`;

test("dateutil reads the zone's own offsets from it, for ten years", () => {
	const texts = Object.fromEntries(
		ZONES.map((name) => [
			name,
			`BEGIN:VCALENDAR\r\n${vtimezone(name, Date.UTC(2026, 10, 21)).join("\r\n")}\r\nEND:VCALENDAR\r\n`,
		]),
	);
	const { status, stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", ORACLE], {
		input: JSON.stringify(texts),
		encoding: "utf8",
	});
	if (status !== 0) return console.log(`skipped: python3-dateutil is not there (${stderr.trim().split("\n").at(-1)})`);
	const read = JSON.parse(stdout) as Record<string, number[]>;
	for (const name of ZONES) {
		const zone = zoneOf({ TZ: name });
		const own = Array.from({ length: 400 }, (_, n) => {
			const noon = Date.UTC(2026, 0, 2, 12) / 1000 + 9 * n * 86_400;
			return zone.at(noon - zone.at(noon).offset).offset;
		});
		expect(read[name], name).toEqual(own);
	}
});

test("rules are written as the zone database has them", () => {
	expect(vtimezone("Europe/Berlin", Date.UTC(2026, 6, 1)).filter((line) => /RRULE|TZNAME/.test(line))).toEqual([
		"TZNAME:CET",
		"TZNAME:CEST",
		"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
		"TZNAME:CET",
		"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
	]);
	expect(vtimezone("America/New_York", Date.UTC(2026, 6, 1)).filter((line) => line.startsWith("RRULE"))).toEqual([
		"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
		"RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
	]);
	expect(vtimezone("UTC", 0)).toEqual([]);
});

test("nothing that is typed becomes another line", () => {
	const text = newEventText(
		{
			uid: "a",
			title: "Lunch, dinner; all\nEND:VEVENT",
			start: "2026-12-01",
			end: "2026-12-02",
			zone: "Europe/Berlin",
			allDay: true,
			people: [{ address: "ann@example.com", name: 'Ann "x"\r\nATTENDEE:y' }],
			organizer: "me@example.com",
			reminders: [{ days: 1, minutes: 90 }],
		},
		0,
	);
	const lines = text.split("\r\n");
	expect(lines.filter((line) => line === "END:VEVENT")).toHaveLength(1);
	expect(lines.filter((line) => line.startsWith("ATTENDEE"))).toHaveLength(1);
	expect(lines).toContain("SUMMARY:Lunch\\, dinner\\; all\\nEND:VEVENT");
	expect(lines).toContain("TRIGGER:-P1DT1H30M");
	expect(lines).toContain("DTSTART;VALUE=DATE:20261201");
	for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});
