/** Dates as they stand in prose and forms. What is relative (`tomorrow`) is none: it depends on when it was written. */
import { isCalendarDate } from "../../base/calendar.ts";

/** A date where it stands (UTF-16 indices). */
export interface WrittenDate {
	readonly start: number;
	readonly end: number;
	/** ISO 8601: `2026-11-03`, `2026-11-03T14:00`; `2026-11` without a day; `--11-03` without a year. */
	readonly value: string;
}

/** Names of months and how they are shortened: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish. */
const NAMES = [
	"january jan januar jänner janvier janv enero ene gennaio gen janeiro januari",
	"february feb februar februari février févr febrero febbraio fevereiro februar",
	"march mar märz mars marzo março maart marts mrt",
	"april apr avril avr abril abr aprile",
	"may mai mayo maggio maio mei maj",
	"june jun juni juin junio giugno junho",
	"july jul juli juillet juil julio luglio julho",
	"august aug août agosto ago augustus augusti",
	"september sep sept septembre septiembre settembre setembro",
	"october oct oktober okt octobre octubre ottobre outubro",
	"november nov novembre noviembre novembro",
	"december dec dezember dez décembre déc diciembre dic dicembre dezembro",
].map((names) => names.split(" "));
const MONTH = new Map(NAMES.flatMap((names, index) => names.map((name) => [name, index + 1] as const)));
const NAME = `(?:${[...MONTH.keys()].sort((a, b) => b.length - a.length).join("|")})`;
const DAY = "(?<day>0?[1-9]|[12]\\d|3[01])";
const YEAR = "(?<year>1[5-9]\\d\\d|20\\d\\d)";
const EDGE = "(?<![\\p{L}\\p{N}.,/-])";
const END = "(?![\\p{L}\\p{N}])";
const TIME =
	"(?:(?:[T ]|,? (?:at |um |à )?)(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d)(?::[0-5]\\d(?:[.,]\\d{1,9})?)?(?:Z|[+-][01]\\d:?[0-5]\\d)?)?";

/** Patterns in the order in which they are tried; a month is a name or a number. */
const PATTERNS = [
	// 2026-11-03, 2026/11/03, with a time
	`${EDGE}(?<year>\\d{4})(?<sep>[-/.])(?<month>0?[1-9]|1[0-2])\\k<sep>${DAY}${TIME}(?![\\p{L}\\p{N}/-])`,
	// 3 November 2026, 3. Oktober 2026, le 1er mars, 3rd of May, 3 de mayo de 2026
	`${EDGE}${DAY}(?:\\.|st|nd|rd|th|er|º)?[ -](?:of |de |den )?(?<name>${NAME})\\.?(?:[ ,-]{1,2}(?:de |del |of )?${YEAR})?${END}`,
	// November 3, 2026; Nov 3rd
	`${EDGE}(?<name>${NAME})\\.? ${DAY}(?:st|nd|rd|th)?(?:,? ${YEAR})?${END}(?!\\.\\d|:\\d)`,
	// November 2026
	`${EDGE}(?<name>${NAME})\\.? (?:de )?${YEAR}${END}`,
	// 3.11.2026, 3/11/26, 11/3/2026
	`${EDGE}(?<first>0?[1-9]|[12]\\d|3[01])(?<sep>[./-])(?<second>0?[1-9]|[12]\\d|3[01])\\k<sep>(?<year>1[5-9]\\d\\d|20\\d\\d|\\d\\d)(?![\\p{L}\\p{N}/-]|[.,]\\d)`,
].map((pattern) => new RegExp(pattern, "giu"));

/**
 * Dates in a line that are days of the calendar.
 * @param dayFirst whether `3/4/2026` is 3 April, where neither number tells; with dots it always is
 */
export function* datesIn(line: string, dayFirst: boolean): Generator<WrittenDate> {
	if (!/\d/.test(line)) return;
	for (const pattern of PATTERNS)
		for (const match of line.matchAll(pattern)) {
			const value = isoOf(match.groups ?? {}, dayFirst);
			if (value !== undefined) yield { start: match.index, end: match.index + match[0].length, value };
		}
}

type Groups = Readonly<Record<string, string | undefined>>;

function isoOf(groups: Groups, dayFirst: boolean): string | undefined {
	const { name, hour, minute } = groups;
	let { day, month } = groups;
	if (groups.first !== undefined && groups.second !== undefined) {
		const isDayFirst = groups.sep === "." || Number(groups.first) > 12 || (dayFirst && Number(groups.second) <= 12);
		[day, month] = isDayFirst ? [groups.first, groups.second] : [groups.second, groups.first];
	}
	if (name !== undefined) month = String(MONTH.get(name.toLowerCase()) ?? "");
	const two = (text = "") => text.padStart(2, "0");
	const year = groups.year === undefined ? undefined : century(groups.year);
	if (day === undefined) return `${year}-${two(month)}`;
	// A leap day may be of any year.
	if (!isCalendarDate(`${year ?? 2024}-${two(month)}-${two(day)}`)) return undefined;
	const date = year === undefined ? `--${two(month)}-${two(day)}` : `${year}-${two(month)}-${two(day)}`;
	return hour === undefined ? date : `${date}T${hour}:${minute}`;
}

/** Two digits are a year from 1970 to 2069 (POSIX `%y`: 1969 to 2068, but for that). */
function century(year: string): string {
	return year.length === 4 ? year : Number(year) < 70 ? `20${year}` : `19${year}`;
}
