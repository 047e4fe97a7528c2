/** The pages of /calendar: Markdown, in the zone of whoever asks. */

import { DAYS, MONTHS } from "../../src/base/calendar.ts";
import { now, toDate } from "../../src/base/clock.ts";
import { printable, type TreeReader } from "../../src/vfs/index.ts";
import { localZoneName, type Occurrence, occurrences } from "./occurrences.ts";
import { civilOf, DAY, weekdayOf, weekOf } from "./recurrence/civil.ts";
import { namedZone, toUtc, toWall, UTC, type Zone } from "./zones.ts";

/** How many days each page shows, and on which day it starts, from today (a day since 1970). */
const PAGES = {
	today: { title: "Today", days: 1, from: (today: number) => today },
	week: { title: "This week", days: 7, from: (today: number) => weekOf(today, 0) },
	agenda: { title: "Agenda", days: 28, from: (today: number) => today },
};

/** One page, in the machine's zone. */
export function page(name: keyof typeof PAGES, tree: TreeReader): string {
	const { title, days, from } = PAGES[name];
	const zoneName = localZoneName();
	const zone = namedZone(zoneName) ?? UTC;
	const start = from(Math.floor(toWall(Math.floor(toDate(now()).getTime() / 1000), zone) / DAY));
	const instant = (day: number) => toUtc(day * DAY, zone) * 1000;
	const found = occurrences(tree, { from: instant(start), to: instant(start + days), zone: zoneName });
	const lines = [`# ${title}`, ""];
	for (let day = start; day < start + days; day++) {
		const own = found.filter(
			(event) => event.start < instant(day + 1) && (event.end > instant(day) || event.start >= instant(day)),
		);
		if (own.length === 0) continue;
		lines.push(
			`## ${dayTitle(day)}`,
			"",
			...own.map((event) => lineOf(event, instant(day), instant(day + 1), zone)),
			"",
		);
	}
	if (lines.length === 2) lines.push("Nothing is planned.", "");
	return `${lines.join("\n").trimEnd()}\n`;
}

/** `Saturday, 21 November 2026`. */
function dayTitle(day: number): string {
	const { year, month, day: number } = civilOf(day);
	return `${DAYS[(weekdayOf(day) + 1) % 7]}, ${number} ${MONTHS[month - 1]} ${year}`;
}

function lineOf(event: Occurrence, from: number, to: number, zone: Zone): string {
	const clock = (at: number) => new Date(toWall(at / 1000, zone) * 1000).toISOString().slice(11, 16);
	const begins = event.start < from ? "…" : clock(event.start);
	const ends = event.end > to ? "…" : event.end === to ? "24:00" : clock(event.end);
	const time =
		event.allDay || (event.start <= from && event.end >= to)
			? "all day"
			: event.end === event.start
				? begins
				: `${begins}–${ends}`;
	const notes = [event.location, event.status === "confirmed" ? undefined : event.status].filter(
		(note) => note !== undefined && note !== "",
	);
	const shown = printable(event.summary || "(no title)");
	return `- **${time}** ${shown}${notes.map((note) => `, ${printable(note ?? "")}`).join("")} (${event.calendar})`;
}
