import { DAYS, dateOfDay, dayNumber, daysInMonth, weekdayNamed, weekdayOf } from "../../../src/base/calendar.ts";
import { bare, type Found } from "./reading.ts";

/** A recurrence as people say it; its parts are those of RFC 5545 3.3.10. */
export interface Rule {
	readonly unit: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
	readonly every: number;
	/** Weekdays (Sunday is 0), with `nth` the nth of the month; -1 is the last. */
	readonly weekdays?: readonly { readonly day: number; readonly nth?: number }[];
	/** 1 to 31; -1 is the last day of the month. */
	readonly monthDays?: readonly number[];
	/** Which of all those days of a month or year: 1 is the first, -1 the last. */
	readonly positions?: readonly number[];
}

const UNITS: Readonly<Record<string, Rule["unit"]>> = {
	day: "DAILY",
	week: "WEEKLY",
	month: "MONTHLY",
	year: "YEARLY",
};
const ADVERBS: Readonly<Record<string, Rule>> = {
	daily: { unit: "DAILY", every: 1 },
	weekly: { unit: "WEEKLY", every: 1 },
	fortnightly: { unit: "WEEKLY", every: 2 },
	monthly: { unit: "MONTHLY", every: 1 },
	yearly: { unit: "YEARLY", every: 1 },
	annually: { unit: "YEARLY", every: 1 },
};
const WORKING_DAYS = [1, 2, 3, 4, 5].map((day) => ({ day }));
const ORDINALS: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: -1 };
const CODES = DAYS.map((day) => day.slice(0, 2).toUpperCase());
const MAX_EVERY = 1000;

/**
 * The recurrence that is written at a place: `every day`, `every other tuesday`, `every 2 weeks on mon and wed`, `every weekday`, `every month on
 * the 3rd`, `every last friday of the month`, `every 15th`; `mondays`, `daily`, `weekly` … behind other words only, since titles begin so.
 */
export function readRule(words: readonly string[], at: number): Found<Rule> | undefined {
	const first = bare(words[at]);
	if (Object.hasOwn(ADVERBS, first) && at > 0) return { value: ADVERBS[first] as Rule, count: 1 };
	const plural = first === "on" ? 1 : 0;
	if (at > 0 && /^(?:sun|mon|tues|wednes|thurs|fri|satur)days(?:,|$)/.test(bare(words[at + plural]))) {
		const days = weekdayList(words, at + plural);
		return days && { value: { unit: "WEEKLY", every: 1, weekdays: days.value }, count: plural + days.count };
	}
	if (first !== "every" && first !== "each") return undefined;
	return ofMonth(words, at + 1, 1) ?? ofUnit(words, at + 1) ?? ofWeekdays(words, at + 1);
}

/** `[other|3|3rd] day(s)|week(s) …|weekday`. */
function ofUnit(words: readonly string[], from: number): Found<Rule> | undefined {
	const { every, count } = step(words, from);
	const at = from + count;
	const word = bare(words[at]);
	if (/^(?:week|work(?:ing)?)days?$/.test(word) && count === 0)
		return { value: { unit: "WEEKLY", every: 1, weekdays: WORKING_DAYS }, count: 2 };
	const unit = UNITS[word.replace(/s$/, "")];
	if (unit === undefined) return undefined;
	const taken = 1 + count + 1;
	if (unit === "MONTHLY") {
		const on = bare(words[at + 1]) === "on" ? ofMonth(words, at + 2, every) : undefined;
		return on === undefined ? { value: { unit, every }, count: taken } : { value: on.value, count: taken + on.count };
	}
	const days = unit === "WEEKLY" && bare(words[at + 1]) === "on" ? weekdayList(words, at + 2) : undefined;
	return days === undefined
		? { value: { unit, every }, count: taken }
		: { value: { unit, every, weekdays: days.value }, count: taken + 1 + days.count };
}

/** `[other] tuesday[, wed and friday]`. */
function ofWeekdays(words: readonly string[], from: number): Found<Rule> | undefined {
	const { every, count } = step(words, from);
	const days = weekdayList(words, from + count);
	return days === undefined
		? undefined
		: { value: { unit: "WEEKLY", every, weekdays: days.value }, count: 1 + count + days.count };
}

/** `[the] 3rd|last day|first monday|last friday [of the|each|every month]`. */
function ofMonth(words: readonly string[], from: number, every: number): Found<Rule> | undefined {
	const skipped = bare(words[from]) === "the" ? 1 : 0;
	const word = bare(words[from + skipped]);
	const next = bare(words[from + skipped + 1]);
	const digits = Number(/^(\d{1,2})(?:st|nd|rd|th)$/.exec(word)?.[1] ?? 0);
	const nth = ORDINALS[word] ?? digits;
	const day = weekdayNamed(next);
	const rule = { unit: "MONTHLY", every } as const;
	const taken = (value: Rule, count: number) => ({
		value,
		count: skipped + count + ofTheMonth(words, from + skipped + count) + 1,
	});
	if (day !== undefined && (nth === -1 || (nth >= 1 && nth <= 5)))
		return taken({ ...rule, weekdays: [{ day, nth }] }, 2);
	if (word === "last" && next === "day") return taken({ ...rule, monthDays: [-1] }, 2);
	// `every 3rd week` is a step.
	if (digits < 1 || digits > 31 || UNITS[next.replace(/s$/, "")] !== undefined) return undefined;
	return taken({ ...rule, monthDays: [digits] }, 1);
}

/** How many words `of the month` takes at a place. */
function ofTheMonth(words: readonly string[], at: number): number {
	const text = words
		.slice(at, at + 3)
		.map(bare)
		.join(" ");
	return /^(?:of|in) (?:the|each|every) month$/.test(text) ? 3 : 0;
}

function step(words: readonly string[], at: number): { every: number; count: number } {
	const word = bare(words[at]);
	const every = word === "other" || word === "second" ? 2 : Number(/^(\d{1,4})(?:st|nd|rd|th)?$/.exec(word)?.[1] ?? 0);
	return every >= 1 && every <= MAX_EVERY ? { every, count: 1 } : { every: 1, count: 0 };
}

/** `mon`, `mon,wed`, `monday, wednesday and friday`. */
function weekdayList(words: readonly string[], from: number): Found<{ day: number }[]> | undefined {
	const found: number[] = [];
	let count = 0;
	for (let at = from; at < words.length; ) {
		const joined = found.length > 0 && /^(?:and|&|or)$/.test(bare(words[at])) ? 1 : 0;
		// Without a comma or an `and` between, the next weekday is another clause.
		if (found.length > 0 && joined === 0 && !/,$/.test(words[at - 1] ?? "")) break;
		const days = bare(words[at + joined])
			.split(/[,/]/)
			.map(weekdayNamed);
		if (days.some((day) => day === undefined)) break;
		found.push(...(days as number[]));
		at += joined + 1;
		count = at - from;
	}
	return count === 0 ? undefined : { value: [...new Set(found)].sort((a, b) => a - b).map((day) => ({ day })), count };
}

/** RFC 5545's RECUR without UNTIL and COUNT. A week begins on Monday where nothing else is said. */
export function recurOf(rule: Rule, weekStart: number): string {
	const parts = [`FREQ=${rule.unit}`];
	if (rule.every > 1) parts.push(`INTERVAL=${rule.every}`);
	if (rule.weekdays !== undefined)
		parts.push(`BYDAY=${rule.weekdays.map(({ day, nth }) => `${nth ?? ""}${CODES[day]}`).join(",")}`);
	if (rule.monthDays !== undefined) parts.push(`BYMONTHDAY=${rule.monthDays.join(",")}`);
	if (rule.unit === "WEEKLY" && rule.every > 1 && weekStart !== 1) parts.push(`WKST=${CODES[weekStart]}`);
	return parts.join(";");
}

/** The first day from `date` on that fits the rule: where a series that is to begin then begins. */
export function firstOn({ weekdays, monthDays }: Rule, date: string): string {
	if (weekdays === undefined && monthDays === undefined) return date;
	const fits = (day: string) => {
		const [year, month, of] = day.split("-").map(Number) as [number, number, number];
		const days = daysInMonth(year, month);
		const nths = [Math.ceil(of / 7), -Math.ceil((days - of + 1) / 7)];
		return (
			weekdays?.some(
				({ day: weekday, nth }) => weekday === weekdayOf(day) && (nth === undefined || nths.includes(nth)),
			) ?? monthDays?.some((wanted) => wanted === of || wanted === of - days - 1)
		);
	};
	for (let ahead = 0; ; ahead++) {
		const day = dateOfDay(dayNumber(date) + ahead);
		if (fits(day)) return day;
	}
}

/** What weekdays (Sunday is 0) are called together. */
const DAY_GROUPS: Readonly<Record<string, string>> = {
	"12345": " weekday",
	"06": " day of a weekend",
	"0123456": " day",
};

const NOUNS = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" } as const;

/** In words: `every 2 weeks on Mon, Wed`. */
export function sayRule({ unit, every, weekdays, monthDays, positions }: Rule): string {
	const head = every === 1 ? `every ${NOUNS[unit]}` : `every ${every} ${NOUNS[unit]}s`;
	const nth = (n: number) =>
		n === -1 ? "last" : `${n}${["th", "st", "nd", "rd"][n % 100 > 10 && n % 100 < 14 ? 0 : n % 10] ?? "th"}`;
	if (weekdays !== undefined && positions !== undefined) {
		const days = weekdays.map(({ day }) => day).sort();
		const group = DAY_GROUPS[days.join("")] ?? ` of ${weekdays.map(({ day }) => DAYS[day]?.slice(0, 3)).join(", ")}`;
		return `${head} on the ${positions.map(nth).join(" and ")}${group}`;
	}
	if (weekdays !== undefined)
		return `${head} on ${weekdays.map((of) => `${of.nth === undefined ? "" : `the ${nth(of.nth)} `}${DAYS[of.day]?.slice(0, 3)}`).join(", ")}`;
	return monthDays === undefined
		? head
		: `${head} on the ${monthDays.map((day) => (day === -1 ? "last day" : nth(day))).join(", ")}`;
}

/** A RECUR value in words, where it says what people say; undefined for all others (hours, seconds, weeks …). */
export function sayRecur(recur: string): string | undefined {
	const parts = new Map(
		recur
			.toUpperCase()
			.split(";")
			.map((part) => part.split("=", 2) as [string, string]),
	);
	const known = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST", "BYSETPOS"];
	const unit = parts.get("FREQ") as Rule["unit"];
	if (!Object.hasOwn(NOUNS, unit) || [...parts.keys()].some((name) => !known.includes(name))) return undefined;
	const weekdays = parts
		.get("BYDAY")
		?.split(",")
		.map((text) => {
			const [, nth, code = ""] = /^([+-]?\d+)?([A-Z]{2})$/.exec(text) ?? [];
			return { day: CODES.indexOf(code), ...(nth === undefined ? {} : { nth: Number(nth) }) };
		});
	const monthDays = parts.get("BYMONTHDAY")?.split(",").map(Number);
	const isOdd = (n: number) => Number.isNaN(n) || n < -1 || n === 0;
	if (weekdays?.some(({ day, nth = 1 }) => day < 0 || isOdd(nth)) || monthDays?.some(isOdd) || (weekdays && monthDays))
		return undefined;
	const positions = parts.get("BYSETPOS")?.split(",").map(Number);
	// The last of all Mondays and first Tuesdays is nothing that people say.
	if (
		positions &&
		(positions.some(isOdd) || unit !== "MONTHLY" || weekdays?.every(({ nth }) => nth === undefined) !== true)
	)
		return undefined;
	const until = /^(\d{4})(\d\d)(\d\d)/.exec(parts.get("UNTIL") ?? "");
	const rule = {
		unit,
		every: Number(parts.get("INTERVAL") ?? 1),
		...(weekdays && { weekdays }),
		...(monthDays && { monthDays }),
		...(positions && { positions }),
	};
	const end = parts.has("COUNT")
		? `, ${parts.get("COUNT")} times`
		: until === null
			? ""
			: ` until ${until.slice(1).join("-")}`;
	return sayRule(rule) + end;
}
