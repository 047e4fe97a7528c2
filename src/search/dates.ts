import { type Micros, now } from "../base/clock.ts";
import { DeskError } from "../base/errors.ts";

/** Which end of a span of time is meant. */
export type Edge = "start" | "end";

/**
 * The instant at which what the words mean begins or ends, in the machine's zone: the day of `2026-11-21`, `yesterday` or `friday`, the
 * month of `2026-11` or `last month`, the year of `2025`; an instant (`2026-11-21T14:00`, `2 hours ago`) is both. Loads chrono-node.
 * @throws DeskError EINVAL for words that mean no date
 */
export async function instantOf(words: string, edge: Edge): Promise<Micros> {
	return (await instants())(words, edge);
}

/** `instantOf`, loaded: for work that is synchronous. */
export async function instants(): Promise<(words: string, edge: Edge) => Micros> {
	const { parseInstant } = await import("../base/when.ts");
	return (words, edge) => {
		const text = words
			.trim()
			.replace(/(?<=[a-z])[-_](?=[a-z\d])/gi, " ")
			.toLowerCase();
		const period = periodOf(text, new Date(now() / 1000));
		if (period !== undefined) return period[edge === "start" ? 0 : 1].getTime() * 1000;
		const at = new Date(parseInstant(text, new Date(now() / 1000)) / 1000);
		if (edge === "end") {
			if (/^\d{4}$/.test(text)) at.setFullYear(at.getFullYear() + 1);
			else if (/^\d{4}-\d\d$/.test(text)) at.setMonth(at.getMonth() + 1);
			else if (isMidnight(at) && !/\d:\d/.test(text)) at.setDate(at.getDate() + 1);
		}
		return at.getTime() * 1000;
	};
}

/** As `instants`, but undefined for words that mean no date. */
export async function possibleInstants(): Promise<(words: string, edge: Edge) => Micros | undefined> {
	const instant = await instants();
	return (words, edge) => {
		try {
			return instant(words, edge);
		} catch (error) {
			if (error instanceof DeskError) return undefined;
			throw error;
		}
	};
}

/** `last month` is a calendar month, and the like; weeks begin on Monday. */
function periodOf(text: string, today: Date): [Date, Date] | undefined {
	const [, which = "", unit] = /^(last|past|previous|this|next) (week|month|year)$/.exec(text) ?? [];
	const step = which === "this" ? 0 : which === "next" ? 1 : -1;
	const [year, month, day] = [today.getFullYear(), today.getMonth(), today.getDate()];
	const monday = day - ((today.getDay() + 6) % 7);
	const spans: Readonly<Record<string, [Date, Date]>> = {
		week: [new Date(year, month, monday + 7 * step), new Date(year, month, monday + 7 * step + 7)],
		month: [new Date(year, month + step, 1), new Date(year, month + step + 1, 1)],
		year: [new Date(year + step, 0, 1), new Date(year + step + 1, 0, 1)],
	};
	return unit === undefined ? undefined : spans[unit];
}

function isMidnight(at: Date): boolean {
	return at.getHours() + at.getMinutes() + at.getSeconds() + at.getMilliseconds() === 0;
}
