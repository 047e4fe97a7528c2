/** The marketing calendar as iCalendar (RFC 5545): an all-day event for each thing, for any other calendar to read. */
import { createHash } from "node:crypto";
import { dateOfDay, dayNumber } from "../../../src/base/calendar.ts";
import { escapeValue, foldLine } from "../../../src/text/index.ts";
import { nameOfPath, parentOf } from "../../../src/vfs/index.ts";
import type { Item } from "./artifacts.ts";
import type { ArtifactStatus } from "./format.ts";

const STATUS: Readonly<Record<ArtifactStatus, string>> = {
	idea: "TENTATIVE",
	planned: "TENTATIVE",
	published: "CONFIRMED",
	cancelled: "CANCELLED",
};

/** The same items give the same bytes: UIDs are made of paths, and DTSTAMP is the day itself. */
export function toIcs(items: readonly Item[]): string {
	const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//deskfs//context//EN"];
	for (const item of items) {
		const business = nameOfPath(parentOf(parentOf(item.path)));
		const uid = createHash("sha256")
			.update(`${business}/${nameOfPath(item.path)}`)
			.digest("hex")
			.slice(0, 24);
		const compact = (date: string) => date.replaceAll("-", "");
		lines.push(
			"BEGIN:VEVENT",
			`UID:${uid}@deskfs`,
			`DTSTAMP:${compact(item.date)}T000000Z`,
			`DTSTART;VALUE=DATE:${compact(item.date)}`,
			`DTEND;VALUE=DATE:${compact(dateOfDay(dayNumber(item.date) + 1))}`,
			`SUMMARY:${escapeValue(item.title)}`,
			`STATUS:${STATUS[item.status]}`,
			"TRANSP:TRANSPARENT",
		);
		const categories = [item.channel, item.kind].filter((word) => word !== null);
		if (categories.length > 0) lines.push(`CATEGORIES:${categories.map((word) => escapeValue(word)).join(",")}`);
		lines.push("END:VEVENT");
	}
	lines.push("END:VCALENDAR");
	return lines.map((line) => `${foldLine(line)}\r\n`).join("");
}
