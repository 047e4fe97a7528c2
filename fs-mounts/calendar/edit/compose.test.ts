import { expect, test } from "vitest";
import { readCalendarText } from "../ics.ts";
import { DAY, dayOf } from "../recurrence/civil.ts";
import { namedZone, observedZone } from "../zones.ts";
import { newEventText } from "./compose.ts";
import { editAll } from "./edit.ts";
import { zoneLines } from "./zone-lines.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const start = { wall: Date.UTC(2026, 11, 1, 9) / 1000, form: "local", tzid: "Europe/Berlin" } as const;

test("a new event reads back as what it was made of, and no value becomes a line", () => {
	const text = newEventText({
		uid: "a@b",
		summary: "Lunch; with, \\all\r\nBEGIN:VEVENT",
		start,
		end: { ...start, wall: start.wall + 3600 },
		rule: "FREQ=WEEKLY",
		description: "ä".repeat(100),
		attendees: [{ address: "ann@example.com", name: 'Ann "A"; X: y' }],
		organizer: { address: "bob@example.com" },
		alarms: [{ days: 0, seconds: 900 }],
		now: NOW,
	});
	const { entries, problems, zones } = readCalendarText(text);
	expect(problems).toEqual([]);
	expect(entries).toHaveLength(1);
	expect(entries[0]).toMatchObject({
		summary: "Lunch; with, \\all\nBEGIN:VEVENT",
		description: "ä".repeat(100),
		start,
		rules: ["FREQ=WEEKLY"],
	});
	expect(entries[0]?.attendees).toEqual([
		{ address: "ann@example.com", name: 'Ann "A"; X: y', status: "needs-action", role: "req-participant" },
	]);
	expect([...zones.keys()]).toEqual(["Europe/Berlin"]);
	expect(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
	expect(text).toContain("TRIGGER:-PT15M");
});

test.each([
	"Europe/Berlin",
	"America/New_York",
	"Australia/Sydney",
	"Asia/Kolkata",
	"America/Santiago",
	"Africa/Casablanca",
	"Europe/Dublin",
	"Australia/Lord_Howe",
	"UTC",
])("the VTIMEZONE of %s says what the zone database says", (name) => {
	const lines = zoneLines(name, Date.UTC(2026, 5, 1) / 1000) ?? [];
	const zone = readCalendarText(["BEGIN:VCALENDAR", ...lines, "END:VCALENDAR", ""].join("\n")).zones.get(name) ?? [];
	const [ours, theirs] = [observedZone(zone), namedZone(name)];
	for (let day = dayOf(2026, 1, 1); day < dayOf(2032, 1, 1); day++)
		for (const at of [day * DAY, day * DAY + 3600, day * DAY + 7200])
			expect(ours?.offsetAt(at), `${new Date(at * 1000).toISOString()}`).toBe(theirs?.offsetAt(at));
});

test("an event that moves to another zone brings it along", () => {
	const text = newEventText({ uid: "a", summary: "x", start, end: { ...start, wall: start.wall + 1800 }, now: NOW });
	const next = editAll(text, { uid: "a", now: NOW }, { start: { ...start, tzid: "Asia/Tokyo" } });
	const { entries, zones, problems } = readCalendarText(next);
	expect(problems).toEqual([]);
	expect([...zones.keys()]).toContain("Asia/Tokyo");
	expect(entries[0]).toMatchObject({
		start: { tzid: "Asia/Tokyo" },
		end: { tzid: "Asia/Tokyo", wall: start.wall + 1800 },
	});
});
