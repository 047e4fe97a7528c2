import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";

let desk: TestDesk;
const variables = { TZ: "Europe/Berlin", LANG: "C.UTF-8" };
beforeEach(async () => {
	desk = await makeDesk();
	process.env.DESK_NOW = "2026-11-21T12:20:00Z";
	await event(
		"work",
		"a",
		"DTSTART;TZID=America/New_York:20261123T090000",
		"DTEND;TZID=America/New_York:20261123T100000",
		"SUMMARY:Call\\, New York",
	);
	await event("home", "b", "DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261126", "SUMMARY:Off", "LOCATION:Alps");
	await event("work", "c", "DTSTART:20200101T100000Z", "DURATION:PT30M", "SUMMARY:Old", "RRULE:FREQ=DAILY;COUNT=3");
	await event(
		"work",
		"d",
		"DTSTART:20261022T100000",
		"SUMMARY:\u001b[31mFloating",
		"RRULE:FREQ=MONTHLY",
		"DESCRIPTION:One\\ntwo",
		"CATEGORIES:x,y",
	);
});
afterEach(() => {
	delete process.env.DESK_NOW;
	desk.remove();
});

async function event(calendar: string, uid: string, ...lines: string[]) {
	const text = [
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//t//EN",
		"BEGIN:VEVENT",
		`UID:${uid}`,
		"DTSTAMP:20260101T000000Z",
		...lines,
		"END:VEVENT",
		"END:VCALENDAR",
		"",
	];
	await desk.put(`/calendar/${calendar}/${uid}.ics`, text.join("\r\n"));
}
const run = (...argv: string[]) => desk.run(["calendar", ...argv], { variables });
const rows = async (...argv: string[]) =>
	(await run(...argv)).stdout
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => line.split("\t").slice(0, 4).join(" | "));

test("agenda, week and month in a pipe: times of one's own zone", async () => {
	expect(await rows("week", "next")).toEqual([
		"2026-11-23 15:00 | 2026-11-23 16:00 | work | Call, New York",
		"2026-11-24 | 2026-11-26 | home | Off",
	]);
	expect((await run("week", "2026-09-01")).status).toBe(1);
	expect(await rows("agenda", "monday", "-n", "1")).toEqual([
		"2026-11-23 15:00 | 2026-11-23 16:00 | work | Call, New York",
	]);
	expect(await rows("agenda", "--until", "2026-11-24", "--calendar", "home")).toEqual([
		"2026-11-24 | 2026-11-26 | home | Off",
	]);
	expect(await rows("month", "december")).toHaveLength(1);
	expect(await rows("month", "2026-10")).toHaveLength(1);
	expect((await run("agenda", "--calendar", "none")).status).toBe(3);
	expect((await run("week", "whenever")).status).toBe(5);
});

test("weeks, months and days before this one", async () => {
	expect(await rows("week", "-4")).toEqual(
		["2026-10-22 10:00 | 2026-10-22 10:00 | work | \\x1b[31mFloating"].map((row) =>
			expect.stringContaining(row.slice(0, 40)),
		),
	);
	expect(await rows("month", "-1")).toHaveLength(1);
	expect(await rows("agenda", "-30", "-n", "1")).toHaveLength(1);
});

test("an invitation that is not answered is marked", async () => {
	await desk.ok("config", "set", "calendar.address", "me@example.com");
	const people = [
		"ORGANIZER;CN=Ann Lee:mailto:ann@example.com",
		"ATTENDEE;CN=Me;PARTSTAT=NEEDS-ACTION:mailto:me@example.com",
	];
	await event("work", "i", "DTSTART:20261123T110000Z", "DURATION:PT1H", "SUMMARY:Invited", ...people);
	await event(
		"work",
		"o",
		"DTSTART:20261123T130000Z",
		"DURATION:PT1H",
		"SUMMARY:Own",
		"ORGANIZER:mailto:me@example.com",
		people[1] as string,
	);
	const shown = async () =>
		(await desk.run(["calendar", "agenda", "2026-11-23", "-n", "1", "--color", "never"], { variables, columns: 80 }))
			.stdout;
	expect(await shown()).toContain("▌! Invited");
	expect(await shown()).toContain("▌Own");
	await desk.run(["calendar", "respond", "i", "accept"], { variables });
	expect(await shown()).toContain("▌Invited");
	expect((await run("show", "i")).stdout).toMatch(/by +Ann Lee <ann@example\.com>/);
});

test("the agenda tells what recurs, with a place or without", async () => {
	const { stdout } = await desk.run(["calendar", "agenda", "2026-11-22", "-n", "1", "--color", "never"], {
		variables,
		columns: 80,
	});
	expect(stdout).toMatch(/Floating {2}↻$/m);
});

test("the weeks of a locale", async () => {
	const first = async (LANG: string) =>
		(
			await desk.run(["calendar", "week", "2026-11-24", "--color", "never"], {
				variables: { TZ: "UTC", LANG },
				columns: 100,
			})
		).stdout
			.split("\n")[2]
			?.trim()
			.slice(0, 6);
	expect(await first("en_US.UTF-8")).toBe("Sun 22");
	expect(await first("de_DE.UTF-8")).toBe("Mon 23");
});

test("on a terminal: drawn, in its width, with escape sequences shown", async () => {
	for (const argv of [["week", "2026-12-22"], ["month", "2026-12"], ["agenda", "2026-12-22"], ["list"]]) {
		const { stdout } = await desk.run(["calendar", ...argv, "--color", "never"], {
			variables,
			columns: 100,
		});
		expect(stdout, argv[0]).not.toContain("\u001b");
		expect(stdout, argv[0]).toContain("Fl");
	}
});

test("list: each series once, what is over only with --all", async () => {
	const titles = async (...argv: string[]) => (await rows("list", ...argv)).map((row) => row.split(" | ")[2]);
	expect(await titles()).toEqual([expect.stringContaining("Floating"), "Call, New York", "Off"]);
	expect(await titles("--all")).toHaveLength(4);
	expect(await titles("--recurring", "--all")).toHaveLength(2);
	expect(await titles("alps")).toEqual(["Off"]);
	expect((await run("list", "nothing")).status).toBe(1);
	expect((await run("list")).status).toBe(0);
	expect(JSON.parse((await run("list", "york", "--json")).stdout)).toMatchObject({
		start: "2026-11-23T15:00:00+01:00",
		zone: "America/New_York",
		rule: null,
	});
});

test("show: by UID, path, title, date; what comes next", async () => {
	const shown = JSON.parse((await run("show", "d", "--json")).stdout);
	expect(shown).toMatchObject({
		start: "2026-11-22T10:00:00+01:00",
		rule: "FREQ=MONTHLY",
		description: "One\ntwo",
		categories: ["x", "y"],
	});
	expect(shown.next).toHaveLength(5);
	expect(JSON.parse((await run("show", "d@2027-03-22", "--json")).stdout)).toMatchObject({
		recurrence: "20270322T100000",
	});
	expect((await run("show", "/calendar/home/b.ics")).stdout).toContain("Tue 24 Nov 2026 – Wed 25 Nov 2026, all day");
	expect((await run("show", "off")).status).toBe(0);
	expect((await run("show", "d@2027-03-23")).status).toBe(3);
	expect((await run("show", "zzz")).status).toBe(3);
	await event("home", "off2", "DTSTART;VALUE=DATE:20261224", "SUMMARY:Off");
	const several = await run("show", "Off");
	expect(several.status).toBe(2);
	expect(several.stderr).toMatch(/\/calendar\/home\/b\.ics.* or .*off2\.ics/);
});

test("show: in the event's zone and here, in words, and by words of the title", async () => {
	const alarm = (trigger: string) => [
		"BEGIN:VALARM",
		"ACTION:DISPLAY",
		"DESCRIPTION:x",
		`TRIGGER${trigger}`,
		"END:VALARM",
	];
	const lines = [":-PT15M", ":-P1DT2H", ";RELATED=END:PT5M", ":PT0S", ";VALUE=DATE-TIME:20261201T080000Z"].flatMap(
		alarm,
	);
	await event(
		"work",
		"ny",
		"DTSTART;TZID=America/New_York:20261127T100000",
		"DURATION:PT30M",
		"SUMMARY:Where is the 032?",
		...lines,
	);
	const shown = (await run("show", "032 where")).stdout;
	expect(shown).toContain("when      Fri 27 Nov 2026 10:00–10:30 America/New_York (here 2026-11-27 16:00)\n");
	expect(shown).toContain("remind    15m before, 1d 2h before, 5m after the end, at the start, 2026-12-01 09:00\n");
	const text = [
		"DTSTART;TZID=Europe/Berlin:20261001T090000",
		"SUMMARY:Pay the rent",
		"RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
		"END:VEVENT",
		"BEGIN:VEVENT",
		"UID:rent",
		"DTSTAMP:20260101T000000Z",
		"RECURRENCE-ID;TZID=Europe/Berlin:20261130T090000",
		"DTSTART;TZID=Europe/Berlin:20261130T090000",
		"SUMMARY:Pay both rents",
	];
	await event("home", "rent", ...text);
	const series = (await run("show", "the rent")).stdout;
	expect(series).toMatch(/^Pay the rent\n {2}this one +Pay both rents\n/);
	expect(series).toContain("repeats   every month on the last weekday\n");
	expect((await run("show", "rent@2026-12-31")).stdout).toMatch(/^Pay the rent\n {2}when/);
	expect((await run("show", "100%")).status).toBe(3);
});

test("export joins what was imported", async () => {
	const text = await desk.ok("calendar", "export", "work");
	expect(text.match(/BEGIN:VCALENDAR/g)).toHaveLength(1);
	expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(3);
	expect((await desk.run(["calendar", "export", "none"])).status).toBe(3);
});

test("completion offers calendars and events", async () => {
	expect((await desk.ok("__complete", "--", "calendar", "agenda", "--calendar", "")).split("\n")).toEqual([
		"home",
		"work",
		"",
	]);
	expect(await desk.ok("__complete", "--", "calendar", "show", "")).toContain("b\tOff");
});

test("a search shows what an event says, not its lines", async () => {
	const { stdout } = await desk.run(["search", "alps", "--json"]);
	expect(JSON.parse(stdout.split("\n")[0] ?? "")).toMatchObject({ title: "Off", snippet: "Alps" });
});
