import { dateOfDay, dayNumber, daysInMonth, isCalendarDate, MONTHS, weekdayNamed } from "../../../src/base/calendar.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { clockReadings, type Span, spanReadings } from "./clock.ts";
import { weekBegin } from "./day.ts";
import { readWords, wordsOf } from "./facts.ts";
import { notBefore } from "./plan.ts";
import { bare, type Choose, type Setting, settled } from "./reading.ts";

/** Some days, and the hours of each that count. */
export interface Within {
	/** `YYYY-MM-DD`; the last is included. */
	readonly first: string;
	readonly last: string;
	/** Minutes after midnight; undefined where no hours were said. */
	readonly hours?: { readonly from: number; readonly to: number };
	/** Whether days were named, and not a longer time: then each counts, at the weekend too. */
	readonly isDays: boolean;
}

const PARTS: Readonly<Record<string, { from: number; to: number }>> = {
	morning: { from: 8 * 60, to: 12 * 60 },
	afternoon: { from: 12 * 60, to: 18 * 60 },
	evening: { from: 18 * 60, to: 22 * 60 },
};

/**
 * What `--within` says: `next week 9-17`, `tomorrow afternoon`, `monday to wednesday from 10 to 16`, `next 3 days`, `december`, `2026-12-01`.
 * @throws DeskError EUSAGE when it says something else
 */
export async function readWithin(text: string, setting: Setting, choose: Choose): Promise<Within> {
	const words = wordsOf(text);
	const part = words.findIndex((word) => Object.hasOwn(PARTS, bare(word).replace(/s$/, "")));
	const hours = part < 0 ? undefined : PARTS[bare(words[part]).replace(/s$/, "")];
	const kept = part < 0 ? words : words.toSpliced(part, 1);
	const period = periodOf(kept, setting);
	const { facts, rest } = readWords(
		period === undefined ? kept : kept.toSpliced(period.at, period.count),
		setting,
		true,
	);
	const { day, lastDay, from, to, ...more } = facts;
	if (rest.length > 0 || Object.keys(more).some((name) => name !== "half"))
		throw new DeskError("EUSAGE", `'${text}' is no time within which to look`, {
			todo: 'write "next week 9-17", "tomorrow afternoon", "monday to wednesday" or "next 10 days"',
		});
	const span: Span | undefined =
		from === undefined
			? undefined
			: to === undefined
				? await settled(clockReadings(from.words, from.written, setting.habits), choose)
				: await settled(spanReadings(`${from.words} to ${to.words}`, from.written, to.written, setting.habits), choose);
	const said = span === undefined ? hours : { from: span.start, to: span.end ?? 1440 };
	const first = period?.first ?? (day === undefined ? setting.today : await settled(day, choose));
	const last =
		period?.last ?? (lastDay === undefined ? first : notBefore(first, lastDay.words, await settled(lastDay, choose)));
	if (last < first)
		throw new DeskError("EUSAGE", `'${text}' ends before it begins`, { todo: "write the first day first" });
	return { first, last, ...(said === undefined ? {} : { hours: said }), isDays: period === undefined };
}

interface Period {
	readonly at: number;
	readonly count: number;
	readonly first: string;
	readonly last: string;
}

/** `this week`, `next month`, `next 10 days`, `december [2027]`, `2026-12`. */
function periodOf(words: readonly string[], { today, habits }: Setting): Period | undefined {
	for (let at = 0; at < words.length; at++) {
		// `1 december` is a day.
		if (/^\d{1,2}(?:st|nd|rd|th)?$/.test(bare(words[at - 1]))) continue;
		const lead = /^(?:in|the)$/.test(bare(words[at])) ? (bare(words[at + 1]) === "the" ? 2 : 1) : 0;
		const here = words.slice(at + lead, at + lead + 3).map(bare);
		const found = calendarPeriod(here, today, habits.weekStart) ?? daysAhead(here, today) ?? monthNamed(here, today);
		if (found !== undefined) return { at, count: lead + found.count, first: found.first, last: found.last };
	}
	return undefined;
}

type Part = Omit<Period, "at">;

function calendarPeriod(
	[which = "", unit = "", third = ""]: readonly string[],
	today: string,
	weekStart: number,
): Part | undefined {
	if (which !== "this" && which !== "next") return undefined;
	// `next week on tuesday` is a day.
	if (unit === "week" && third !== "on" && weekdayNamed(third) === undefined) {
		const first = dayNumber(weekBegin(today, weekStart)) + (which === "next" ? 7 : 0);
		return { count: 2, first: dateOfDay(first), last: dateOfDay(first + 6) };
	}
	if (unit !== "month") return undefined;
	const month = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 + (which === "next" ? 1 : 0);
	return { count: 2, ...monthDays(Math.floor(month / 12), (month % 12) + 1) };
}

function daysAhead([next = "", count = "", unit = ""]: readonly string[], today: string): Part | undefined {
	const days = /^days?$/.test(unit) ? 1 : /^weeks?$/.test(unit) ? 7 : 0;
	if (next !== "next" || !/^\d{1,3}$/.test(count) || days === 0) return undefined;
	return { count: 3, first: today, last: dateOfDay(dayNumber(today) + Math.max(1, Number(count) * days) - 1) };
}

function monthNamed([name = "", year = ""]: readonly string[], today: string): Part | undefined {
	if (/^\d{4}-\d\d$/.test(name) && isCalendarDate(`${name}-01`))
		return { count: 1, ...monthDays(Number(name.slice(0, 4)), Number(name.slice(5))) };
	const month = MONTHS.findIndex((full) => full.toLowerCase() === name) + 1;
	if (month === 0 || /^\d{1,2}(?:st|nd|rd|th)?$/.test(year)) return undefined;
	const said = /^\d{4}$/.test(year) ? Number(year) : undefined;
	const [thisYear, thisMonth] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
	return {
		count: said === undefined ? 1 : 2,
		...monthDays(said ?? (month < thisMonth ? thisYear + 1 : thisYear), month),
	};
}

function monthDays(year: number, month: number): { first: string; last: string } {
	const name = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
	return { first: `${name}-01`, last: `${name}-${daysInMonth(year, month)}` };
}
