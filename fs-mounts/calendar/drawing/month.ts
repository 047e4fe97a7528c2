import { DAYS, dateOfDay, dayNumber, daysInMonth, MONTHS, weekdayOf } from "../../../src/base/calendar.ts";
import { type Bar, barsOf, type Drawn, partsOf } from "./layout.ts";
import { barLines, type Canvas, cell, legend, oneLine, paint } from "./paint.ts";
import { drawList, isoWeek } from "./week.ts";

/** Columns of the week numbers at the left. */
const MARGIN = 3;
const NARROWEST = 6;
/** Lines of a week below its dates: at least, and at most. */
const LEAST = 2;
const MOST = 6;

/** The month that a day (since 1970) is in, with the days of its first and last week that are of others. */
export function drawMonth(day: number, drawn: readonly Drawn[], canvas: Canvas): string {
	const month = dateOfDay(day).slice(0, 7);
	const { first, weeks } = monthSpan(day, canvas.weekStart);
	const width = Math.floor((canvas.columns - MARGIN) / 7);
	if (width < NARROWEST) {
		const start = dayNumber(`${month}-01`);
		return drawList(start, daysInMonth(Number(month.slice(0, 4)), Number(month.slice(5))), drawn, canvas);
	}
	const head = Array.from({ length: 7 }, (_, index) =>
		cell(DAYS[(canvas.weekStart + index) % 7]?.slice(0, 3) ?? "", width),
	);
	const lines = [
		canvas.style.strong(`${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`),
		"",
		" ".repeat(MARGIN) + canvas.style.strong(head.join("")),
	];
	for (let week = 0; week < weeks; week++) lines.push(...weekLines(first + week * 7, month, width, drawn, canvas));
	return [...lines, ...legend(canvas, drawn)].map((line) => line.trimEnd()).join("\n");
}

/** The first day that a month's picture shows, and how many weeks. */
export function monthSpan(day: number, weekStart: number): { first: number; weeks: number } {
	const start = dayNumber(`${dateOfDay(day).slice(0, 7)}-01`);
	const next = dayNumber(`${dateOfDay(start + 31).slice(0, 7)}-01`);
	const first = start - ((weekdayOf(dateOfDay(start)) - weekStart + 7) % 7);
	return { first, weeks: Math.ceil((next - first) / 7) };
}

function weekLines(first: number, month: string, width: number, drawn: readonly Drawn[], canvas: Canvas): string[] {
	const { style, weekStart, today } = canvas;
	const days = Array.from({ length: 7 }, (_, index) => first + index);
	const dates = days.map((day) => {
		const date = dateOfDay(day);
		const text = cell(String(Number(date.slice(8))), width);
		return day === today ? style.match(text) : date.startsWith(month) ? text : style.faint(text);
	});
	const number = weekStart === 1 ? String(isoWeek(first)).padStart(2) : "  ";
	const bars = barsOf(first, 7, drawn);
	const parts = days.map((day) => partsOf(day, drawn));
	const lanes = Math.max(0, ...bars.map(({ lane }) => lane + 1));
	const room = Math.min(MOST, Math.max(LEAST, lanes + Math.max(...parts.map((of) => of.length))));
	const shown = bars.filter(({ lane }) => lane < room - 1);
	const above = barLines(
		shown,
		first,
		days.map(() => width),
		canvas,
	);
	const columns = parts.map((of, index) =>
		dayLines(of, hiddenOn(bars, shown, index), room - above.length, width, canvas),
	);
	const below = Array.from({ length: room - above.length }, (_, row) =>
		columns.map((column) => column[row] ?? " ".repeat(width)).join(""),
	);
	const margin = " ".repeat(MARGIN);
	return [style.faint(`${number} `) + dates.join(""), ...[...above, ...below].map((line) => margin + line)];
}

function hiddenOn(bars: readonly Bar[], shown: readonly Bar[], index: number): number {
	return bars.filter((bar) => !shown.includes(bar) && bar.from <= index && bar.to >= index).length;
}

/** A day's things by the hour, as many as fit, and how many more there are. */
function dayLines(
	parts: ReturnType<typeof partsOf>,
	hidden: number,
	room: number,
	width: number,
	canvas: Canvas,
): string[] {
	const fits = parts.length <= room && hidden === 0 ? parts : parts.slice(0, room - 1);
	const lines = fits.map(({ drawn, from }) => {
		const when =
			width < 14 ? "" : `${String(Math.floor(from / 60)).padStart(2, "0")}:${String(from % 60).padStart(2, "0")} `;
		return `${paint(canvas, drawn)(cell(`▌${when}${oneLine(drawn.title)}`, width - 1))} `;
	});
	const more = parts.length - fits.length + hidden;
	return more === 0 ? lines : [...lines, canvas.style.faint(cell(`+${more} more`, width))];
}
