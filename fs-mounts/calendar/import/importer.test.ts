import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rawBytes } from "../../../src/base/raw-text.ts";
import { makeDesk, type TestDesk } from "../../../test/support/desk.ts";
import { exportCalendar } from "./export.ts";

let desk: TestDesk;
let source: string;
beforeEach(async () => {
	desk = await makeDesk();
	source = mkdtempSync(join(tmpdir(), "desk-calendar-"));
});
afterEach(() => {
	desk.remove();
	rmSync(source, { recursive: true });
});

const event = (uid: string, summary: string, more = "") =>
	`BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261201T090000Z\r\nSUMMARY:${summary}\r\n${more}END:VEVENT\r\n`;
const calendar = (...events: string[]) =>
	`BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:All\r\n${events.join("")}END:VCALENDAR\r\n`;
const put = (name: string, bytes: string | Uint8Array) => {
	mkdirSync(join(source, name, ".."), { recursive: true });
	writeFileSync(join(source, name), bytes);
};
const bring = (...argv: string[]) => desk.run(["import", "calendar", source, ...argv]);
const exported = async (folder: string) => {
	const vfs = await desk.vfs();
	try {
		await vfs.load("/calendar");
		return rawBytes(exportCalendar(vfs.reader(), folder));
	} finally {
		vfs.store.close();
	}
};

test("a calendar comes in as one file for each event, goes out byte for byte, and again is a no-op", async () => {
	const text = calendar(
		event("a", "Ä, b / c"),
		event("b", ""),
		event("a", "Ä moved", "RECURRENCE-ID:20261202T090000Z\r\n"),
		event("c", "C"),
	);
	put("Family.ics", text);
	put("readme.txt", "");
	expect(await bring()).toMatchObject({
		status: 0,
		stdout: "3 new, 0 changed, 0 unchanged; left behind: 1 of another kind\n",
		stderr: "",
	});
	const names = (await desk.ok("ls", "/calendar/Family")).trim().split("\n");
	expect(names.map((name) => name.replace(/-[a-z2-7]{10}\.ics$/, ""))).toEqual([
		"2026-12-01-C",
		"2026-12-01-no-title",
		"2026-12-01-Ä-b-c",
	]);
	expect((await exported("/calendar/Family")).toString()).toBe(text);
	expect((await bring()).stdout).toMatch(/^0 new, 0 changed, 3 unchanged/);
	await desk.ok("undo");
	expect(await desk.ok("ls", "/calendar")).not.toContain("Family");
});

test("newer versions come in, older ones do not, and what was edited here and there is a conflict", async () => {
	const path = "/calendar/personal/2026-12-01-A-zklhjcaz6t.ics";
	put("one.ics", calendar(event("a", "A", "SEQUENCE:2\r\n")));
	const run = (...argv: string[]) => desk.run(["import", "calendar", join(source, "one.ics"), ...argv]);
	expect((await run()).stdout).toMatch(/^1 new/);
	const name = (await desk.ok("find", "/calendar", "-name", "*.ics")).trim();
	expect(name.startsWith(path.slice(0, 32))).toBe(true);
	put("one.ics", calendar(event("a", "B", "SEQUENCE:3\r\n")));
	expect((await run()).stdout).toMatch(/^0 new, 1 changed/);
	expect(await desk.ok("cat", name)).toContain("SUMMARY:B");
	put("one.ics", calendar(event("a", "Old", "SEQUENCE:1\r\n")));
	expect((await run()).stdout).toContain("1 older");
	put("one.ics", calendar(event("a", "Theirs", "SEQUENCE:3\r\n")));
	const conflict = await run();
	expect(conflict.stderr + conflict.stdout).toMatch(/conflict/);
	expect(await desk.ok("cat", name)).toContain("SUMMARY:B");
	await run("--force");
	expect(await desk.ok("cat", name)).toContain("SUMMARY:Theirs");
});

test("an update of one occurrence is put into the event", async () => {
	put("one.ics", calendar(event("a", "A", "RRULE:FREQ=DAILY\r\n")));
	await bring("--into", "work");
	put("one.ics", calendar(event("a", "Moved", "RECURRENCE-ID:20261203T090000Z\r\nSEQUENCE:1\r\n")));
	expect((await bring("--into", "work")).stdout).toMatch(/^0 new, 1 changed/);
	const name = (await desk.ok("find", "/calendar", "-name", "*.ics")).trim();
	expect(await desk.ok("cat", name)).toBe(
		calendar(
			event("a", "A", "RRULE:FREQ=DAILY\r\n"),
			event("a", "Moved", "RECURRENCE-ID:20261203T090000Z\r\nSEQUENCE:1\r\n"),
		),
	);
	expect((await bring("--into", "work")).stdout).toMatch(/^0 new, 0 changed, 1 unchanged/);
});

test("broken ones come in whole and flagged; what is no calendar at all is kept in /sys/rejected", async () => {
	const broken = Buffer.concat([
		Buffer.from("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nDTSTART:soon\nSUMMARY:caf"),
		Buffer.from([0xe9]),
		Buffer.from("\nRRULE:FREQ=SOMETIMES\nEND:VEVENT\n"),
	]);
	put("broken.ics", broken);
	put("sub/none.ics", "hello\n");
	const { status, stdout, stderr } = await bring("--into", "work");
	expect(status).toBe(1);
	expect(stdout).toMatch(/^1 new.*skipped: 1 refused/);
	expect(stderr).toMatch(/none\.ics:1:1: this is no iCalendar object.*kept at \/sys\/rejected/);
	const name = (await desk.ok("find", "/calendar", "-name", "*.ics")).trim();
	expect((await desk.run(["cat", name])).bytes.equals(broken)).toBe(true);
	expect((await exported("/calendar/work")).equals(broken)).toBe(true);
	const doctor = await desk.run(["doctor"]);
	expect(doctor.stdout + doctor.stderr).toMatch(/line 4, column 9: DTSTART is no date or time.*2 more/);
});
