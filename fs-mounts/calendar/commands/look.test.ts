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
		start: "2026-11-23T09:00:00",
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
