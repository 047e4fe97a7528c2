import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";

let desk: TestDesk;
/** A Saturday, 13:20 in Berlin. */
const variables = { TZ: "Europe/Berlin", LANG: "C.UTF-8" };
const PATH = "/calendar/work/2026-10-06-standup.ics";
const LINES = [
	"BEGIN:VCALENDAR",
	"VERSION:2.0",
	"PRODID:-//x//EN",
	"BEGIN:VEVENT",
	"UID:standup-1@example.com",
	"DTSTAMP:20260101T000000Z",
	"DTSTART;TZID=Europe/Berlin:20261006T090000",
	"DTEND;TZID=Europe/Berlin:20261006T091500",
	"RRULE:FREQ=WEEKLY;COUNT=20",
	"SUMMARY:Standup",
	"X-KEEP;A=b:c",
	"END:VEVENT",
	"END:VCALENDAR",
	"",
];

beforeEach(async () => {
	desk = await makeDesk();
	process.env.DESK_NOW = "2026-11-21T12:20:00Z";
	await desk.put(PATH, LINES.join("\r\n"));
});
afterEach(() => {
	delete process.env.DESK_NOW;
	desk.remove();
});

const run = (...argv: string[]) => desk.run(["calendar", ...argv], { variables });
async function ok(...argv: string[]) {
	const outcome = await run(...argv);
	expect(outcome, `${argv.join(" ")}: ${outcome.stderr}`).toMatchObject({ status: 0 });
	return outcome.stdout;
}
/** Start and title of what happens in a stretch of days. */
async function agenda(from: string, until: string) {
	const { stdout } = await run("agenda", from, "--until", until);
	return stdout
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => {
			const [start, end = "", , title] = line.split("\t");
			return `${start}–${end.slice(11)} ${title}`;
		});
}
const WEEKS = ["2026-11-23", "2026-12-15"] as const;

describe("a series of Tuesdays", () => {
	test("one: only that occurrence, all else of the file stays", async () => {
		await ok("edit", "standup-1@example.com@2026-12-01", "--one", "--title", "Retro", "--place", "Room 4");
		expect(await agenda(...WEEKS)).toEqual([
			"2026-11-24 09:00–09:15 Standup",
			"2026-12-01 09:00–09:15 Retro",
			"2026-12-08 09:00–09:15 Standup",
			"2026-12-15 09:00–09:15 Standup",
		]);
		const lines = (await desk.ok("cat", PATH)).split("\r\n");
		for (const line of LINES) expect(lines).toContain(line);
		expect(lines).toContain("RECURRENCE-ID;TZID=Europe/Berlin:20261201T090000");
		await desk.ok("undo");
		expect(await desk.ok("cat", PATH)).toBe(LINES.join("\r\n"));
	});

	test("all", async () => {
		await ok("edit", "standup", "--all", "--title", "Weekly", "--every", "every week 3 times");
		expect(await agenda("2026-10-01", "2026-12-31")).toEqual([
			"2026-10-06 09:00–09:15 Weekly",
			"2026-10-13 09:00–09:15 Weekly",
			"2026-10-20 09:00–09:15 Weekly",
		]);
	});

	test("following: the series ends, another one goes on; one undo takes both back", async () => {
		await ok("edit", `${PATH}@2026-12-08`, "--following", "--title", "Daily");
		expect(await agenda(...WEEKS)).toEqual([
			"2026-11-24 09:00–09:15 Standup",
			"2026-12-01 09:00–09:15 Standup",
			"2026-12-08 09:00–09:15 Daily",
			"2026-12-15 09:00–09:15 Daily",
		]);
		expect((await desk.ok("ls", "/calendar/work")).trim().split("\n")).toHaveLength(2);
		// 20 in all, as before.
		expect(await agenda("2026-10-01", "2027-12-31")).toHaveLength(20);
		await desk.ok("undo");
		expect(await desk.ok("cat", PATH)).toBe(LINES.join("\r\n"));
		expect((await desk.ok("ls", "/calendar/work")).trim().split("\n")).toHaveLength(1);
	});

	test("moves: by day, by time, by distance, for each scope", async () => {
		await ok("move", "standup-1@2026-12-01", "--one", "thursday", "10:30", "for", "1h");
		expect(await agenda("2026-11-23", "2026-12-08")).toEqual([
			"2026-11-24 09:00–09:15 Standup",
			"2026-11-26 10:30–11:30 Standup",
			"2026-12-08 09:00–09:15 Standup",
		]);
		await desk.ok("undo");
		await ok("move", "standup-1@2026-12-01", "--following", "2026-12-03");
		expect(await agenda(...WEEKS)).toEqual([
			"2026-11-24 09:00–09:15 Standup",
			"2026-12-03 09:00–09:15 Standup",
			"2026-12-10 09:00–09:15 Standup",
		]);
		await desk.ok("undo");
		await ok("move", "standup-1", "--all", "+30m");
		expect(await agenda("2026-10-01", "2026-10-20")).toEqual([
			"2026-10-06 09:30–09:45 Standup",
			"2026-10-13 09:30–09:45 Standup",
			"2026-10-20 09:30–09:45 Standup",
		]);
		await desk.ok("undo");
		// The next one is on Tuesday the 24th; all move from Tuesdays to Mondays.
		await ok("move", "standup-1", "--all", "monday");
		expect(await agenda("2026-10-01", "2026-10-15")).toEqual([
			"2026-10-05 09:00–09:15 Standup",
			"2026-10-12 09:00–09:15 Standup",
		]);
	});

	test("cancels: one is taken out, following ends, all is marked", async () => {
		await ok("cancel", "standup-1@2026-12-01", "--one");
		expect(await agenda(...WEEKS)).toHaveLength(3);
		expect(await desk.ok("cat", PATH)).toContain("EXDATE;TZID=Europe/Berlin:20261201T090000");
		await ok("cancel", "standup-1@2026-12-08", "--following");
		expect(await agenda(...WEEKS)).toHaveLength(1);
		await desk.ok("undo");
		await desk.ok("undo");
		await ok("cancel", "standup-1", "--all");
		expect((await run("agenda")).status).toBe(1);
		expect((await run("agenda", "--cancelled")).stdout).toContain("Standup");
	});

	test("how much is meant must be said: status 2, with what to write", async () => {
		const none = await run("cancel", "standup-1@2026-12-01");
		expect(none.status).toBe(2);
		expect(none.stderr).toMatch(
			/only this occurrence.*or all of it or this occurrence and those after it.*standup-1@example.com@2026-12-01 --one/,
		);
		expect((await run("cancel", "standup-1", "--one")).stderr).toContain("standup-1@example.com@2026-11-24");
		expect((await run("cancel", "standup-1@2026-12-01", "--one", "--all")).status).toBe(2);
		expect((await run("cancel", "standup-1@2026-12-02", "--one")).status).toBe(3);
		expect((await run("cancel", "nothing", "--all")).status).toBe(3);
		expect((await run("edit", "standup-1", "--all")).status).toBe(2);
		expect(await desk.ok("cat", PATH)).toBe(LINES.join("\r\n"));
	});

	test("a dry run changes nothing", async () => {
		const dry = await run("move", "standup-1@2026-12-01", "--following", "2026-12-03", "--dry-run");
		expect(dry).toMatchObject({ status: 0, stdout: "" });
		expect(dry.stderr.match(/would write/g)).toHaveLength(2);
		expect(await desk.ok("cat", PATH)).toBe(LINES.join("\r\n"));
	});
});

test("a single event needs no flag; its zone, and what is a whole day, stay", async () => {
	const event = (...lines: string[]) =>
		[
			"BEGIN:VCALENDAR",
			"VERSION:2.0",
			"PRODID:-//x//EN",
			"BEGIN:VEVENT",
			"DTSTAMP:20260101T000000Z",
			...lines,
			"END:VEVENT",
			"END:VCALENDAR",
			"",
		].join("\r\n");
	await desk.put(
		"/calendar/work/ny.ics",
		event(
			"UID:ny",
			"DTSTART;TZID=America/New_York:20261201T090000",
			"DTEND;TZID=America/New_York:20261201T100000",
			"SUMMARY:NY",
		),
	);
	await ok("move", "ny", "2026-12-02", "16:00");
	const ny = await desk.ok("cat", "/calendar/work/ny.ics");
	expect(ny).toContain("DTSTART;TZID=America/New_York:20261202T100000");
	expect(ny).toContain("DTEND;TZID=America/New_York:20261202T110000");
	await desk.put(
		"/calendar/work/off.ics",
		event("UID:off", "DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261203", "SUMMARY:Off"),
	);
	await ok("move", "off", "+1d");
	expect(await desk.ok("cat", "/calendar/work/off.ics")).toMatch(
		/DTSTART;VALUE=DATE:20261202\r\nDTEND;VALUE=DATE:20261204/,
	);
	await ok("move", "off", "2026-12-10", "10:00", "for", "2h");
	expect(await desk.ok("cat", "/calendar/work/off.ics")).toMatch(
		/DTSTART;TZID=Europe\/Berlin:20261210T100000\r\nDTEND;TZID=Europe\/Berlin:20261210T120000/,
	);
	expect((await run("move", "off", "2026-12-10", "10:00", "with", "bob")).status).toBe(2);
	expect((await run("move", "NY", "2026-12-10", "11:00", "--no-conflicts")).status).toBe(6);
	await ok("move", "ny", "--to", "home");
	expect(await desk.ok("ls", "/calendar/home")).toBe("ny.ics\n");
});

test("respond sets the answer of one's own address only, and says that nothing was sent", async () => {
	const path = "/calendar/work/invited.ics";
	const lines = LINES.map((line) => line.replace("standup-1", "invited")).toSpliced(
		10,
		0,
		"ORGANIZER:mailto:boss@example.com",
		"ATTENDEE;CN=Me;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:me@example.com",
		"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ann@example.com",
	);
	await desk.put(path, lines.join("\r\n"));
	expect((await run("respond", "invited", "accept")).status).toBe(2);
	await desk.ok("config", "set", "calendar.address", "me@example.com");
	const done = await run("respond", "invited", "accept");
	expect(done.stderr).toContain("accepted as me@example.com; nothing was sent: no account to send with is set up");
	const text = await desk.ok("cat", path);
	expect(text).toMatch(/PARTSTAT=ACCEPTED[^\r]*:mailto:me@example.com/);
	expect(text).toContain("ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ann@example.com");
	await ok("respond", "invited@2026-12-01", "decline", "--one");
	expect((await run("agenda", "2026-12-01", "-n", "1", "--json")).stdout).toContain(
		'"address":"me@example.com","name":"Me","status":"declined"',
	);
	expect((await run("respond", "invited", "decline", "--as", "zoe@example.com")).status).toBe(5);
	expect((await run("respond", "invited", "maybe")).status).toBe(2);
});
