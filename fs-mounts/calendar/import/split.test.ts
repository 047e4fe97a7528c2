import fc from "fast-check";
import { expect, test } from "vitest";
import { readCalendarText } from "../ics.ts";
import { joinCalendars, planCalendarImport, splitCalendar } from "./split.ts";

const zone = (id: string) =>
	`BEGIN:VTIMEZONE\nTZID:${id}\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n`;
const event = (uid: string, tzid?: string, more = "") =>
	`BEGIN:VEVENT\n${uid === "" ? "" : `UID:${uid}\n`}DTSTART${tzid === undefined ? "" : `;TZID=${tzid}`}:20261201T090000\n${more}SUMMARY:${uid}\nEND:VEVENT\n`;

const uid = fc.constantFrom("a", "b", "c", "d", "");
const tzid = fc.constantFrom(undefined, "A", "B", "C");
/** Parts of a calendar in any order that producers write: zones first, last or between, events of one UID together or apart. */
const calendar = fc
	.record({
		events: fc.array(fc.record({ uid, tzid }), { maxLength: 8 }),
		zones: fc.uniqueArray(fc.constantFrom("A", "B", "C", "unused")),
		zonesAt: fc.constantFrom("first", "last"),
		trailing: fc.boolean(),
		eol: fc.constantFrom("\n", "\r\n"),
	})
	.map(({ events, zones, zonesAt, trailing, eol }) => {
		const all = zones.map(zone).join("");
		const body = events.map(({ uid: id, tzid: at }) => event(id, at)).join("");
		const tail = trailing ? "X-LAST:1\n" : "";
		return `BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:x\n${zonesAt === "first" ? all + body : body + all}${tail}END:VCALENDAR\n`.replace(
			/\n/g,
			eol,
		);
	});

test("the pieces joined are the file, byte for byte", () => {
	fc.assert(
		fc.property(fc.array(calendar, { minLength: 1, maxLength: 3 }), (calendars) => {
			const text = calendars.join("");
			// A calendar without events has no piece where others have some.
			const kept = calendars.length === 1 ? calendars : calendars.filter((one) => one.includes("VEVENT"));
			fc.pre(kept.length === calendars.length);
			expect(joinCalendars(splitCalendar(text))).toBe(text);
		}),
		{ numRuns: 2000 },
	);
});

test("without knowing their order, if the components of each UID stand together", () => {
	fc.assert(
		fc.property(calendar, (text) => {
			const uids = [...text.matchAll(/BEGIN:VEVENT\r?\n(?:UID:(.))?/g)].map(([, id]) => id);
			fc.pre(uids.every((id, index) => id === undefined || uids.indexOf(id) === index || uids[index - 1] === id));
			expect(joinCalendars(splitCalendar(text).map(({ text: piece }) => ({ text: piece })))).toBe(text);
		}),
	);
});

test("each piece is a calendar of one UID with all that it needs", () => {
	fc.assert(
		fc.property(calendar, (text) => {
			const pieces = splitCalendar(text);
			for (const piece of pieces) {
				const { entries, zones, problems } = readCalendarText(piece.text);
				expect(new Set(entries.map((entry) => entry.uid)).size).toBeLessThanOrEqual(1);
				for (const { start } of entries)
					if (start?.tzid !== undefined) expect(zones.has(start.tzid)).toBe(text.includes(`TZID:${start.tzid}`));
				expect(problems.filter(({ message }) => /BEGIN|END/.test(message))).toEqual([]);
				expect(piece.text).toMatch(/^VERSION:2\.0\r?$/m);
			}
			const count = (one: string) => one.split("BEGIN:VEVENT").length - 1;
			expect(pieces.reduce((sum, piece) => sum + count(piece.text), 0)).toBe(count(text));
		}),
	);
});

test("what stands around calendars and is broken in them is kept", () => {
	const text = `\ufeffhello\nBEGIN:VCALENDAR\nnonsense\n${event("a")}\n\nBEGIN:VEVENT\nUID:b\nDTSTART:20260101\n\nEND:VEVENT\n${event("c")}X-Y:1\nEND:VCALENDAR\nbye`;
	expect(joinCalendars(splitCalendar(text))).toBe(text);
	expect(splitCalendar("no calendar at all")).toEqual([
		{ text: "no calendar at all", order: { object: 0, places: [0] } },
	]);
});

test.each([
	["newer", "SEQUENCE:2\nDTSTAMP:20260101T000000Z\n", "SEQUENCE:3\nDTSTAMP:20250101T000000Z\n"],
	["older", "SEQUENCE:2\n", "SEQUENCE:1\nLAST-MODIFIED:20270101T000000Z\n"],
	["newer", "LAST-MODIFIED:20260101T000000Z\n", "LAST-MODIFIED:20260102T000000Z\n"],
	["same", "DTSTAMP:20260101T000000Z\n", "DTSTAMP:20270101T000000Z\n"],
	["newer", "DTSTAMP:20260101T000000Z\n", "DTSTAMP:20270101T000000Z\nLOCATION:x\n"],
	["differs", "", "LOCATION:x\n"],
] as const)("a version is %s", (plan, old, next) => {
	const text = (more: string) => `BEGIN:VCALENDAR\n${event("a", undefined, more)}END:VCALENDAR\n`;
	expect(planCalendarImport(text(old), text(next))).toBe(plan);
	expect(planCalendarImport(text(old), text(old))).toBe("same");
});
