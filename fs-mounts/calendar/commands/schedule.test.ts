import { afterEach, beforeEach, expect, test } from "vitest";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";

let desk: TestDesk;
/** A Saturday, 13:20 in Berlin. */
const variables = { TZ: "Europe/Berlin", LANG: "C.UTF-8" };
beforeEach(async () => {
	desk = await makeDesk();
	process.env.DESK_NOW = "2026-11-21T12:20:00Z";
});
afterEach(() => {
	delete process.env.DESK_NOW;
	desk.remove();
});

const run = (...argv: string[]) => desk.run(["calendar", "schedule", ...argv], { variables });

test("the example: written, shown, in the agenda, and taken back", async () => {
	await desk.ok("config", "set", "calendar.address", "me@example.com");
	const words = ["Team meeting", "tomorrow", "2pm", "for", "45m", "with", "sales@example.com", "every", "week"];
	const dry = JSON.parse((await run(...words, "--dry-run", "--json")).stdout);
	expect(dry).toMatchObject({
		calendar: "personal",
		summary: "Team meeting",
		start: "2026-11-22T14:00:00+01:00",
		end: "2026-11-22T14:45:00+01:00",
		zone: "Europe/Berlin",
		rule: "FREQ=WEEKLY",
		repeats: "every week",
		attendees: [{ address: "sales@example.com", name: null }],
		conflicts: [],
	});
	expect((await run(...words, "--dry-run")).stdout).toMatch(
		/^Team meeting\n {2}when +Sun 22 Nov 2026 14:00–14:45 Europe\/Berlin\n {2}repeats +every week\n/,
	);
	expect((await desk.run(["ls", "/calendar/personal"])).status).toBe(3);
	const { stdout, stderr } = await run(...words);
	expect(stderr).toContain("nobody was invited");
	const path = stdout.trim();
	expect(path).toMatch(/^\/calendar\/personal\/2026-11-22-Team-meeting-[a-z2-7]{10}\.ics$/);
	const text = await desk.ok("cat", path);
	for (const line of [
		"DTSTART;TZID=Europe/Berlin:20261122T140000",
		"DTEND;TZID=Europe/Berlin:20261122T144500",
		"RRULE:FREQ=WEEKLY",
		"ORGANIZER:mailto:me@example.com",
		"TZID:Europe/Berlin",
	])
		expect(text.split("\r\n")).toContain(line);
	const agenda = (await desk.run(["calendar", "agenda", "-n", "15"], { variables })).stdout;
	expect(agenda.match(/Team meeting/g)).toHaveLength(2);
	await desk.ok("undo");
	expect((await desk.run(["calendar", "agenda"], { variables })).status).toBe(1);
});

test("conflicts are told, or refused with status 6", async () => {
	await run("Lunch", "monday", "noon", "for", "1h");
	const told = await run("Call monday 12:30 for 10m");
	expect(told.status).toBe(0);
	expect(told.stderr).toContain("at the same time: 'Lunch', Mon 23 Nov 2026 12:00–13:00");
	await desk.ok("undo");
	await run("Sign fair", "1", "dec", "to", "3", "dec");
	expect((await run("Call", "2", "dec", "2pm", "--dry-run")).stderr).toContain(
		"'Sign fair', Tue 1 Dec 2026 – Thu 3 Dec 2026, all day",
	);
	await desk.ok("undo");
	const refused = await run("Call", "monday", "12:30", "for", "10m", "--no-conflicts");
	expect(refused).toMatchObject({ status: 6, stdout: "" });
	const series = await run("Call", "every", "weekday", "12:30", "--no-conflicts");
	expect(series.status).toBe(6);
	expect((await run("Call", "monday", "13:00", "--no-conflicts")).status).toBe(0);
	const asData = JSON.parse((await run("Call", "monday", "12:30", "for", "20m", "--dry-run", "--json")).stdout);
	expect(asData.conflicts).toMatchObject([{ summary: "Lunch", start: "2026-11-23T12:00:00+01:00" }]);
});

test("what is ambiguous is refused with both readings, status 2", async () => {
	for (const [words, readings] of [
		[["Call", "3/4", "10am"], /Sat 3 Apr 2027 or Thu 4 Mar 2027; write `2027-04-03` or `2027-03-04`/],
		[["Call", "tomorrow", "at", "7"], /07:00 or 19:00; write `7am` or `7pm`/],
		[["Call", "2027-03-28", "02:30"], /01:30 CET or 03:30 CEST/],
	] as const) {
		const outcome = await run(...words);
		expect(outcome).toMatchObject({ status: 2, stdout: "" });
		expect(outcome.stderr).toMatch(readings);
		expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
	}
});

test("guests by name: one, none, several", async () => {
	const card = (name: string, email: string) =>
		`BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\nN:${name.split(" ").reverse().join(";")};;;\r\nEMAIL:${email}\r\nEND:VCARD\r\n`;
	await desk.put("/contacts/a.vcf", card("Ann Lee", "ann@example.com"));
	await desk.put("/contacts/b.vcf", card("Anna Berg", "anna@example.com"));
	const json = async (...words: string[]) => JSON.parse((await run(...words, "--dry-run", "--json")).stdout);
	expect((await json("Lunch", "with", "Ann Lee", "tomorrow", "noon")).attendees).toEqual([
		{ address: "ann@example.com", name: "Ann Lee" },
	]);
	expect((await json("Lunch with berg, zoe@x.org tomorrow noon")).attendees).toEqual([
		{ address: "anna@example.com", name: "Anna Berg" },
		{ address: "zoe@x.org", name: null },
	]);
	expect((await json("Lunch with ANN@example.com tomorrow noon")).attendees).toEqual([
		{ address: "ann@example.com", name: "Ann Lee" },
	]);
	const several = await run("Lunch with an tomorrow noon");
	expect(several.status).toBe(2);
	expect(several.stderr).toMatch(/Ann Lee <ann@example.com> or Anna Berg <anna@example.com>/);
	expect((await run("Lunch with zoe tomorrow noon")).status).toBe(3);
});

test("calendars: by words, by option, nested; what is no calendar's name", async () => {
	const path = async (...words: string[]) => (await run(...words)).stdout.trim();
	expect(await path("Call tomorrow 10:00 in calendar work")).toMatch(/^\/calendar\/work\//);
	expect(await path("Call", "tomorrow", "11:00", "-c", "Work")).toMatch(/^\/calendar\/work\//);
	expect(await path("Call", "tomorrow", "12:00", "--calendar", "team/sales")).toMatch(/^\/calendar\/team\/sales\//);
	expect((await run("Call", "tomorrow", "12:00", "--calendar", "../notes")).status).toBe(2);
});
