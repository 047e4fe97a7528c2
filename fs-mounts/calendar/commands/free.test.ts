import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";

let desk: TestDesk;
/** A Saturday, 13:20 in Berlin. */
const variables = { TZ: "Europe/Berlin" };
beforeEach(async () => {
	desk = await makeDesk();
	process.env.DESK_NOW = "2026-11-21T12:20:00Z";
});
afterEach(() => {
	delete process.env.DESK_NOW;
	desk.remove();
});

async function event(path: string, lines: string) {
	const body = lines.trim().split(/\n\s*/).join("\r\n");
	await desk.put(path, `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n${body}\r\nEND:VCALENDAR\r\n`);
}
const vevent = (lines: string) => `BEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n${lines.trim()}\nEND:VEVENT`;

async function free(...argv: string[]) {
	const { status, stdout, stderr } = await desk.run(["calendar", "free", ...argv], { variables });
	expect(stderr).toBe("");
	return { status, lines: stdout.split("\n").filter((line) => line !== "") };
}

test("the gaps of a working week, in the user's zone and hours", async () => {
	await event("/calendar/work/a.ics", vevent("UID:a\nDTSTART:20261123T090000Z\nDTEND:20261123T100000Z\nSUMMARY:A"));
	await event(
		"/calendar/work/b.ics",
		vevent("UID:b\nDTSTART;TZID=Europe/Berlin:20261124T080000\nDTEND;TZID=Europe/Berlin:20261124T163000\nSUMMARY:B"),
	);
	await event("/calendar/home/c.ics", vevent("UID:c\nDTSTART;VALUE=DATE:20261125\nSUMMARY:Off"));
	await event(
		"/calendar/home/d.ics",
		vevent("UID:d\nDTSTART:20261126T080000Z\nDTEND:20261126T160000Z\nTRANSP:TRANSPARENT\nSUMMARY:Free"),
	);
	await event(
		"/calendar/home/e.ics",
		vevent(
			"UID:e\nDTSTART;TZID=Europe/Berlin:20261102T140000\nDTEND;TZID=Europe/Berlin:20261102T150000\nRRULE:FREQ=WEEKLY;BYDAY=FR\nSUMMARY:Weekly",
		),
	);
	expect((await free("--within", "next week 9-17", "--for", "1h")).lines).toEqual([
		"2026-11-23 09:00\t2026-11-23 10:00\t60",
		"2026-11-23 11:00\t2026-11-23 17:00\t360",
		"2026-11-26 09:00\t2026-11-26 17:00\t480",
		"2026-11-27 09:00\t2026-11-27 14:00\t300",
		"2026-11-27 15:00\t2026-11-27 17:00\t120",
	]);
	expect((await free("--within", "next week 9-17", "--for", "1h", "-c", "work")).lines).toHaveLength(5);
	expect((await free("--within", "wednesday")).status).toBe(1);
});

test("hours, days and now: weekends only when they are named, nothing that is over", async () => {
	expect((await free("--within", "today")).lines).toEqual(["2026-11-21 13:20\t2026-11-21 17:00\t220"]);
	expect((await free("--within", "this week")).status).toBe(1);
	expect((await free("--within", "this week", "--weekends")).lines).toHaveLength(2);
	expect((await free("--within", "tomorrow 10am to noon")).lines).toEqual(["2026-11-22 10:00\t2026-11-22 12:00\t120"]);
	expect((await free("--within", "monday to tuesday afternoon")).lines.map((line) => line.slice(0, 16))).toEqual([
		"2026-11-23 12:00",
		"2026-11-24 12:00",
	]);
	expect((await free("--within", "next 3 days", "--limit", "1")).lines).toEqual([
		"2026-11-23 09:00\t2026-11-23 17:00\t480",
	]);
	expect((await free("--within", "december from 9am to 10")).lines).toHaveLength(23);
	// Clocks go forward at 2 in the night of 28 March 2027: four hours by the clock are three.
	expect((await free("--within", "2027-03-28 0:00 to 4:00")).lines).toEqual([
		"2027-03-28 00:00\t2027-03-28 04:00\t180",
	]);
});

test("other people: what they attend or organise, their calendars, their published busy times", async () => {
	await desk.put(
		"/contacts/bob.vcf",
		"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob Builder\r\nN:Builder;Bob;;;\r\nEMAIL:bob@example.com\r\nEND:VCARD\r\n",
	);
	await event(
		"/calendar/bob@example.com/a.ics",
		vevent("UID:a\nDTSTART:20261123T080000Z\nDTEND:20261123T090000Z\nSUMMARY:Bob's"),
	);
	await event(
		"/calendar/ann/b.ics",
		"BEGIN:VFREEBUSY\nUID:fb\nDTSTAMP:20260101T000000Z\nORGANIZER:mailto:ann@example.com\nDTSTART:20261123T000000Z\nDTEND:20261124T000000Z\nFREEBUSY:20261123T100000Z/PT1H\nEND:VFREEBUSY",
	);
	const monday = ["--within", "monday 9-17"];
	expect((await free(...monday)).lines).toEqual(["2026-11-23 09:00\t2026-11-23 17:00\t480"]);
	expect((await free(...monday, "--with", "bob")).lines).toEqual(["2026-11-23 10:00\t2026-11-23 17:00\t420"]);
	expect((await free(...monday, "--with", "Bob Builder,ann@example.com")).lines).toEqual([
		"2026-11-23 10:00\t2026-11-23 11:00\t60",
		"2026-11-23 12:00\t2026-11-23 17:00\t300",
	]);
	expect((await desk.run(["calendar", "free", "--with", "zoe"])).status).toBe(3);
});

test("what is declined is free", async () => {
	await desk.ok("config", "set", "calendar.address", "me@example.com");
	await event(
		"/calendar/work/a.ics",
		vevent(
			"UID:a\nDTSTART:20261123T080000Z\nDTEND:20261123T090000Z\nSUMMARY:A\nORGANIZER:mailto:x@example.com\nATTENDEE;PARTSTAT=DECLINED:mailto:me@example.com",
		),
	);
	expect((await free("--within", "monday 9-17")).lines).toEqual(["2026-11-23 09:00\t2026-11-23 17:00\t480"]);
});

test("what is not understood", async () => {
	for (const argv of [
		["--within", "whenever"],
		["--for", "long"],
		["--within", "next week with bob"],
		["--within", "3/4"],
	])
		expect((await desk.run(["calendar", "free", ...argv], { variables })).status, argv.join(" ")).toBe(2);
});
