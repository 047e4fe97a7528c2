import fc from "fast-check";
import { expect, test } from "vitest";
import { dayNumber } from "../../../src/base/calendar.ts";
import { widthOf } from "../../../src/cli/index.ts";
import { plainStyle } from "../../../src/cli/style.ts";
import { blocksOf, type Drawn, partsOf } from "./layout.ts";
import { drawMonth } from "./month.ts";
import { type Canvas, inLines } from "./paint.ts";
import { drawDays } from "./week.ts";

const canvas: Canvas = {
	style: plainStyle,
	columns: 80,
	calendars: ["home", "work"],
	today: dayNumber("2026-11-25"),
	minute: 10 * 60 + 40,
	weekStart: 1,
};
const MONDAY = dayNumber("2026-11-23");

function timed(title: string, date: string, from: string, to: string, more: Partial<Drawn> = {}): Drawn {
	const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
	const day = dayNumber(date);
	return {
		title,
		calendar: "work",
		faint: false,
		allDay: false,
		startDay: day,
		startMinute: minutes(from),
		endDay: minutes(to) <= minutes(from) ? day + 1 : day,
		endMinute: minutes(to),
		...more,
	};
}
const whole = (title: string, from: string, to: string): Drawn => ({
	title,
	calendar: "home",
	faint: false,
	allDay: true,
	startDay: dayNumber(from),
	startMinute: 0,
	endDay: dayNumber(to) + 1,
	endMinute: 0,
});

const SOME = [
	whole("Holiday in the Alps", "2026-11-21", "2026-11-24"),
	whole("Anna's birthday", "2026-11-24", "2026-11-24"),
	timed("Standup", "2026-11-23", "09:00", "09:15"),
	timed("Standup", "2026-11-24", "09:00", "09:15"),
	timed("Planning of the next quarter", "2026-11-24", "09:10", "11:00", { note: "Room 4" }),
	timed("Dentist", "2026-11-24", "10:00", "10:30", { calendar: "home" }),
	timed("Night train", "2026-11-27", "22:30", "06:10"),
	timed("会議", "2026-11-25", "14:00", "15:30"),
];

const rows = (text: string, from: number, to: number) => text.split("\n").slice(from, to).join("\n");

test("a week: overlaps side by side, bars for whole days, an arrow at now", () => {
	const week = drawDays(
		MONDAY,
		7,
		SOME.filter(({ title }) => title !== "Night train"),
		canvas,
	);
	expect(rows(week, 0, 16)).toBe(
		`November 2026, week 48

      Mon 23    Tue 24    Wed 25    Thu 26    Fri 27    Sat 28    Sun 29
      ◂Holiday in the Al…
                ▌Anna's …
09:00 ▌Standup  ▌St…▌:10
                    ▌Plan
10:00           ▌De…▌ning
     ▸              ▌of …
11:00

12:00

13:00

14:00                     ▌会議`,
	);
});

test("a night is on both days", () => {
	const lines = drawDays(MONDAY, 7, SOME, canvas).split("\n");
	expect(lines.find((line) => line.startsWith("00:00"))).toBe(`00:00${" ".repeat(51)}▌Night`);
	expect(lines.filter((line) => line.slice(46).startsWith("▌"))).toHaveLength(3);
});

test("a month: bars over the weeks they are in, what does not fit is counted", () => {
	const many = Array.from({ length: 9 }, (_, index) =>
		timed(`Call ${index}`, "2026-11-26", `1${index}:00`, `1${index}:30`),
	);
	const month = drawMonth(MONDAY, [...SOME, ...many], canvas).split("\n");
	expect(month.slice(0, 4)).toEqual([
		"November 2026",
		"",
		"   Mon        Tue        Wed        Thu        Fri        Sat        Sun",
		"44 26         27         28         29         30         31         1",
	]);
	expect(month.filter((line) => line.includes("Holiday in the Alps"))).toEqual([
		`${" ".repeat(58)}▌Holiday in the Alps`,
		"   ◂Holiday in the Alps",
	]);
	expect(month.some((line) => line.includes("+6 more"))).toBe(true);
});

test("a narrow terminal gets a list", () => {
	expect(rows(drawDays(MONDAY, 7, SOME, { ...canvas, columns: 50 }), 0, 3)).toBe(
		"Mon 23 Nov\n      ▌Holiday in the Alps\n09:00 ▌Standup",
	);
});

test("whatever there is and however wide: no line is wider, and nothing lies upon another", () => {
	const some = fc.record({
		title: fc.string({ unit: "grapheme", maxLength: 30 }),
		calendar: fc.constantFrom("home", "work"),
		faint: fc.boolean(),
		allDay: fc.boolean(),
		startDay: fc.integer({ min: MONDAY - 3, max: MONDAY + 9 }),
		startMinute: fc.integer({ min: 0, max: 1439 }),
		days: fc.integer({ min: 0, max: 3 }),
		minutes: fc.integer({ min: 0, max: 300 }),
	});
	fc.assert(
		fc.property(fc.array(some, { maxLength: 25 }), fc.integer({ min: 20, max: 200 }), (found, columns) => {
			const drawn = found.map(({ days, minutes, ...one }): Drawn => {
				const end = one.startMinute + minutes;
				return one.allDay
					? { ...one, startMinute: 0, endDay: one.startDay + days + 1, endMinute: 0 }
					: { ...one, endDay: one.startDay + days + Math.floor(end / 1440), endMinute: end % 1440 };
			});
			for (const text of [
				drawDays(MONDAY, 7, drawn, { ...canvas, columns }),
				drawMonth(MONDAY, drawn, { ...canvas, columns }),
			])
				for (const line of text.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
			const blocks = blocksOf(partsOf(MONDAY, drawn), 30);
			for (const [index, a] of blocks.entries())
				for (const b of blocks.slice(index + 1)) {
					const meet = a.fromRow < b.toRow && b.fromRow < a.toRow;
					expect(meet && (a.column === b.column || a.of !== b.of)).toBe(false);
				}
		}),
	);
});

test("lines: words stay whole where they can; long ones are hyphenated, and no comma is alone", () => {
	expect(inLines("Tolv Bullar, Haga", 12, 4)).toEqual(["Tolv Bullar,", "Haga"]);
	expect(inLines("Segelloftet, upstairs", 10, 4)).toEqual(["Segellof-", "tet,", "upstairs"]);
	expect(inLines("Segelloftet, upstairs", 11, 4)).toEqual(["Segelloftet", "upstairs"]);
	expect(inLines("! Fotografering nu", 11, 4)).toEqual(["! Fotogra-", "fering nu"]);
	expect(inLines("Check-in-desk", 9, 4)).toEqual(["Check-in-", "desk"]);
	expect(inLines("会議室の予約と準備", 8, 4)).toEqual(["会議室の", "予約と準", "備"]);
	expect(inLines("Segelloftet", 5, 4)).toEqual(["Segel", "lofte", "t"]);
	expect(inLines("Segelloftet", 8, 1)).toEqual(["Segello…"]);
});

test("lines: nothing but blanks, hyphens and commas at line ends is added or lost", () => {
	const letters = (text: string) => text.match(/[\p{L}\p{N}]/gu)?.join("") ?? "";
	fc.assert(
		fc.property(
			fc.array(
				fc.string({ unit: fc.constantFrom("a", "s", "t", "ö", "会", ",", "-", "1", "!"), minLength: 1, maxLength: 18 }),
				{ maxLength: 6 },
			),
			fc.integer({ min: 2, max: 14 }),
			(words, width) => {
				const text = words.join(" ");
				const lines = inLines(text, width, 1000);
				expect(letters(lines.join(""))).toBe(letters(text));
				for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
			},
		),
	);
});
