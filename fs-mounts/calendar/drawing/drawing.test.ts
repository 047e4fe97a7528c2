import { expect, test } from "vitest";
import { dayNumber } from "../../../src/base/calendar.ts";
import { widthOf } from "../../../src/cli/index.ts";
import { plainStyle } from "../../../src/cli/style.ts";
import type { Drawn } from "./layout.ts";
import { drawMonth } from "./month.ts";
import type { Canvas } from "./paint.ts";
import { drawDays } from "./week.ts";

const canvas: Canvas = { style: plainStyle, columns: 80, calendars: ["home", "work"], today: dayNumber("2026-11-25"), minute: 10 * 60 + 40, weekStart: 1 };
const MONDAY = dayNumber("2026-11-23");

function timed(title: string, date: string, from: string, to: string, more: Partial<Drawn> = {}): Drawn {
	const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
	const day = dayNumber(date);
	return { title, calendar: "work", faint: false, allDay: false, startDay: day, startMinute: minutes(from), endDay: minutes(to) <= minutes(from) ? day + 1 : day, endMinute: minutes(to), ...more };
}
const whole = (title: string, from: string, to: string): Drawn => ({ title, calendar: "home", faint: false, allDay: true, startDay: dayNumber(from), startMinute: 0, endDay: dayNumber(to) + 1, endMinute: 0 });

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

test("a week: overlaps side by side, bars for whole days, a night over two days", () => {
	console.log(drawDays(MONDAY, 7, SOME, canvas));
	console.log(drawMonth(MONDAY, SOME, canvas));
	console.log(drawDays(MONDAY, 7, SOME, { ...canvas, columns: 50 }));
	for (const line of drawDays(MONDAY, 7, SOME, canvas).split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(80);
});
