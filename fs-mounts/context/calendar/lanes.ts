/** A month of a marketing calendar as a terminal shows it: a line for each channel, a column for each day. */
import { DAYS, dateOfDay, dayNumber, daysInMonth, MONTHS, weekdayOf } from "../../../src/base/calendar.ts";
import { pad, shorten, table, widthOf } from "../../../src/cli/index.ts";
import type { Context } from "../../../src/command/index.ts";
import { printable } from "../../../src/vfs/index.ts";
import type { Item } from "./artifacts.ts";
import type { ArtifactStatus } from "./format.ts";

export const MARKS: Readonly<Record<ArtifactStatus, string>> = {
	idea: "·",
	planned: "○",
	published: "●",
	cancelled: "×",
};
/** Columns of the names of channels, at most. */
const MARGIN = 16;

/** @param month `YYYY-MM` @param today `YYYY-MM-DD` */
export function drawLanes(
	month: string,
	items: readonly Item[],
	today: string,
	{ style, terminal }: Pick<Context, "style" | "terminal">,
): string {
	const [year, number] = month.split("-").map(Number) as [number, number];
	const days = Array.from({ length: daysInMonth(year, number) }, (_, at) => dateOfDay(dayNumber(`${month}-01`) + at));
	const own = items.filter(({ date }) => date.startsWith(month));
	const channels = [...new Set(own.map(({ channel }) => channel ?? "no channel"))].sort();
	const margin = Math.min(MARGIN, Math.max(0, ...channels.map((channel) => widthOf(channel)))) + 1;
	const wide = terminal.columns >= margin + 3 * days.length;
	const cell = (text: string) => pad(text, wide ? 3 : 2);
	const dates = days.map((day) => {
		// Where two figures would touch the next two, Mondays stand for their weeks.
		const isShown = wide || day.endsWith("-01") || weekdayOf(day) === 1 || day === today;
		const text = cell(isShown ? day.slice(8).replace(/^0/, "") : "");
		return day === today ? style.match(text) : isWeekend(day) ? style.faint(text) : text;
	});
	const letters = days.map((day) => style.faint(cell(DAYS[weekdayOf(day)]?.slice(0, wide ? 2 : 1) ?? "")));
	const lanes = channels.map((channel) => {
		const marks = days.map((day) => {
			const there = own.filter((item) => (item.channel ?? "no channel") === channel && item.date === day);
			const [first] = there;
			if (first === undefined) return cell("");
			return cell(there.length > 1 ? String(Math.min(9, there.length)) : MARKS[first.status]);
		});
		return style.name(pad(shorten(printable(channel), margin - 1), margin)) + marks.join("");
	});
	const list = table(
		own.map((item) => [
			MARKS[item.status],
			item.date.slice(8),
			style.name(printable(item.channel ?? "")),
			shorten(printable(item.title), Math.max(20, terminal.columns - margin - 24)),
			style.faint(printable(item.kind ?? "")),
		]),
	);
	const head = style.strong(`${MONTHS[number - 1]} ${year}`);
	if (own.length === 0) return `${head}\n\nnothing is planned`;
	const blank = " ".repeat(margin);
	const legend = style.faint(
		Object.entries(MARKS)
			.map(([status, mark]) => `${mark} ${status}`)
			.join("   "),
	);
	return [head, "", blank + letters.join(""), blank + dates.join(""), ...lanes, "", list, "", legend]
		.map((line) => line.trimEnd())
		.join("\n");
}

function isWeekend(day: string): boolean {
	return weekdayOf(day) % 6 === 0;
}
