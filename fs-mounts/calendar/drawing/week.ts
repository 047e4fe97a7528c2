import { DAYS, dateOfDay, MONTHS, weekdayOf } from "../../../src/base/calendar.ts";
import { type Block, barsOf, blocksOf, type Drawn, lastDay, partsOf } from "./layout.ts";
import { barLines, type Canvas, cell, inLines, legend, oneLine, paint } from "./paint.ts";

/** Minutes of a row. */
const ROW = 30;
/** Columns of the hours at the left. */
const MARGIN = 6;
/** The hours that are always shown. */
const USUAL = { from: 9, to: 17 };
/** A day narrower than this is no column: the days are listed below each other then. */
const NARROWEST = 8;

/** Some days side by side, by the hour, with bars for whole days. Days count from 1970. */
export function drawDays(first: number, count: number, drawn: readonly Drawn[], canvas: Canvas): string {
	const width = Math.floor((canvas.columns - MARGIN) / count);
	if (width < NARROWEST) return drawList(first, count, drawn, canvas);
	const days = Array.from({ length: count }, (_, index) => first + index);
	const widths = days.map(() => width);
	const grids = days.map((day) => blocksOf(partsOf(day, drawn), ROW));
	const rows = grids.flat();
	const from = Math.min(USUAL.from * 2, ...rows.map(({ fromRow }) => fromRow - (fromRow % 2)));
	const to = Math.max(USUAL.to * 2, ...rows.map(({ toRow }) => toRow + (toRow % 2)));
	const margin = " ".repeat(MARGIN);
	const lines = [
		canvas.style.strong(heading(first, count, canvas)),
		"",
		margin + days.map((day) => dayHead(day, width, canvas)).join(""),
		...barLines(barsOf(first, count, drawn), first, widths, canvas).map((line) => margin + line),
	];
	for (let row = from; row < to; row++)
		lines.push(hourLabel(row, days, canvas) + grids.map((blocks) => dayRow(blocks, row, width, canvas)).join(""));
	return [...lines, ...legend(canvas, drawn)].map((line) => line.trimEnd()).join("\n");
}

/** `November 2026, week 48`. */
function heading(first: number, count: number, { weekStart }: Canvas): string {
	const [start, end] = [dateOfDay(first), dateOfDay(first + count - 1)];
	const name = (date: string) => MONTHS[Number(date.slice(5, 7)) - 1];
	const months =
		start.slice(0, 7) === end.slice(0, 7)
			? `${name(start)} ${start.slice(0, 4)}`
			: `${name(start)} ${start.slice(0, 4) === end.slice(0, 4) ? "" : `${start.slice(0, 4)} `}– ${name(end)} ${end.slice(0, 4)}`;
	return count === 7 && weekStart === 1 ? `${months}, week ${isoWeek(first)}` : months;
}

/** ISO 8601: week 1 is the one with the year's first Thursday. `monday` is a Monday, in days since 1970. */
export function isoWeek(monday: number): number {
	const thursday = dateOfDay(monday + 3);
	const newYear = Date.UTC(Number(thursday.slice(0, 4)), 0, 1) / 86_400_000;
	return Math.floor((monday + 3 - newYear) / 7) + 1;
}

function dayHead(day: number, width: number, { style, today }: Canvas): string {
	const date = dateOfDay(day);
	const text = cell(`${DAYS[weekdayOf(date)]?.slice(0, 3)} ${Number(date.slice(8))}`, width - 1);
	return `${day === today ? style.match(text) : style.strong(text)} `;
}

/** The hour, on its first row; an arrow at the row that it is now. */
function hourLabel(row: number, days: readonly number[], { style, today, minute }: Canvas): string {
	const hour = row % 2 === 0 ? `${String(row / 2).padStart(2, "0")}:00` : "     ";
	return days.includes(today) && Math.floor(minute / ROW) === row
		? style.match(`${hour.trim().padStart(5)}▸`)
		: style.faint(`${hour} `);
}

/** One row of a day's column. */
function dayRow(blocks: readonly Block[], row: number, width: number, canvas: Canvas): string {
	const here = blocks.filter((block) => block.fromRow <= row && block.toRow > row);
	const of = here[0]?.of ?? 1;
	const edge = (column: number) => Math.floor(((width - 1) * column) / of);
	let line = "";
	for (let column = 0; column < of; column++) {
		const size = edge(column + 1) - edge(column);
		const block = here.find((one) => one.column === column);
		line +=
			block === undefined ? " ".repeat(size) : paint(canvas, block.part.drawn)(cell(blockText(block, row, size), size));
	}
	return `${line} `;
}

/** A block's edge, and its title over as many rows as it takes; then the place. */
function blockText({ part: { drawn, from }, fromRow, toRow }: Block, row: number, width: number): string {
	const minute = from % ROW === 0 ? "" : `:${String(from % 60).padStart(2, "0")} `;
	const room = toRow - fromRow;
	const title = inLines(minute + oneLine(drawn.title), width - 1, room);
	const lines = [...title, ...inLines(oneLine(drawn.note ?? ""), width - 1, room - title.length)];
	return `▌${lines[row - fromRow] ?? ""}`;
}

/** For narrow terminals: each day's things below its date. */
export function drawList(first: number, count: number, drawn: readonly Drawn[], canvas: Canvas): string {
	const lines: string[] = [];
	for (let day = first; day < first + count; day++) {
		const bars = barsOf(day, 1, drawn).map(({ drawn: one }) => ({ one, when: "     " }));
		const parts = partsOf(day, drawn).map(({ drawn: one, from }) => ({ one, when: clock(from) }));
		if (bars.length + parts.length === 0) continue;
		const date = dateOfDay(day);
		const name = `${DAYS[weekdayOf(date)]?.slice(0, 3)} ${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1]?.slice(0, 3)}`;
		lines.push(
			...(lines.length > 0 ? [""] : []),
			day === canvas.today ? canvas.style.match(name) : canvas.style.strong(name),
		);
		for (const { one, when } of [...bars, ...parts])
			lines.push(
				`${when} ${paint(canvas, one)(cell(`▌${oneLine(one.title)}${lastDay(one) > day && one.startDay === day ? " ▸" : ""}`, canvas.columns - 7).trimEnd())}`,
			);
	}
	return lines.join("\n");
}

function clock(minute: number): string {
	return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
