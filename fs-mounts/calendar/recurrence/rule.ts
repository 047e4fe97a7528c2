/** Recurrence rules as text: RFC 5545 section 3.3.10, with RSCALE and SKIP of RFC 7529. */
import { formatDateTime, type Moment, parseDateTime } from "../time.ts";
import { scaleOf } from "./rscale.ts";
import { GREGORIAN } from "./scale.ts";

/** From the shortest period to the longest, so that they compare. */
export const FREQUENCIES = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
export const [SECONDLY, MINUTELY, HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY] = [0, 1, 2, 3, 4, 5, 6] as const;
/** As RFC 5545 writes them; Monday is 0. */
export const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;

/** A weekday, or the nth one of a month or year: from its end when negative, any when 0. */
export interface WeekdayPart {
	readonly day: number;
	readonly nth: number;
}

export interface Rule {
	/** Index into `FREQUENCIES`. */
	readonly freq: number;
	readonly interval: number;
	readonly count?: number;
	readonly until?: Moment;
	/** On which day weeks begin; Monday is 0. */
	readonly weekStart: number;
	readonly bySecond?: readonly number[];
	readonly byMinute?: readonly number[];
	readonly byHour?: readonly number[];
	readonly byDay?: readonly WeekdayPart[];
	readonly byMonthDay?: readonly number[];
	readonly byYearDay?: readonly number[];
	readonly byWeekNo?: readonly number[];
	/** Leap months of other calendars are `5.5` for `5L`. */
	readonly byMonth?: readonly number[];
	readonly bySetPos?: readonly number[];
	/** The calendar that it counts in, in upper case, where that is not the Gregorian one; see `scaleOf`. */
	readonly rscale?: string;
	/** What stands for a date that does not exist. */
	readonly skip?: "omit" | "backward" | "forward";
}

/** Why a rule cannot be read, and where in its text (0-based). */
export class RuleError extends Error {
	readonly at: number;

	constructor(message: string, at: number) {
		super(message);
		this.at = at;
	}
}

type Draft = { -readonly [Key in keyof Rule]?: Rule[Key] };

/** Reads the value of one part into the draft; undefined when it is none. */
type Reader = (value: string, draft: Draft) => true | undefined;

/** A list of whole numbers from 1 (or `lowest`) to `highest`; with `signed` also negative ones. */
const numbers =
	(
		key: "bySecond" | "byMinute" | "byHour" | "byMonthDay" | "byYearDay" | "byWeekNo" | "bySetPos",
		lowest: number,
		highest: number,
		signed = false,
	): Reader =>
	(value, draft) => {
		const list = value.split(",").map((text) => (/^[+-]?\d{1,3}$/.test(text) ? Number(text) : Number.NaN));
		if (!list.every((n) => Math.abs(n) >= lowest && Math.abs(n) <= highest && (signed || n >= 0))) return undefined;
		draft[key] = list;
		return true;
	};

const whole =
	(key: "interval" | "count"): Reader =>
	(value, draft) => {
		if (!/^\+?\d{1,15}$/.test(value) || (key === "interval" && Number(value) === 0)) return undefined;
		draft[key] = Number(value);
		return true;
	};

const PARTS: Readonly<Record<string, Reader>> = {
	FREQ: (value, draft) => {
		const freq = (FREQUENCIES as readonly string[]).indexOf(value);
		if (freq < 0) return undefined;
		draft.freq = freq;
		return true;
	},
	INTERVAL: whole("interval"),
	COUNT: whole("count"),
	UNTIL: (value, draft) => {
		const moment = parseDateTime(value);
		if (moment === undefined) return undefined;
		draft.until = moment;
		return true;
	},
	WKST: (value, draft) => {
		const day = (WEEKDAYS as readonly string[]).indexOf(value);
		if (day < 0) return undefined;
		draft.weekStart = day;
		return true;
	},
	BYSECOND: numbers("bySecond", 0, 60),
	BYMINUTE: numbers("byMinute", 0, 59),
	BYHOUR: numbers("byHour", 0, 23),
	BYMONTHDAY: numbers("byMonthDay", 1, 31, true),
	// Hebrew and Chinese leap years have up to 385 days.
	BYYEARDAY: numbers("byYearDay", 1, 385, true),
	BYWEEKNO: numbers("byWeekNo", 1, 55, true),
	BYSETPOS: numbers("bySetPos", 1, 366, true),
	BYMONTH: (value, draft) => {
		const list = value
			.split(",")
			.map((text) => (/^\d{1,2}L?$/.test(text) ? Number.parseInt(text, 10) + (text.endsWith("L") ? 0.5 : 0) : 0));
		if (!list.every((month) => month >= 1 && month < 14)) return undefined;
		draft.byMonth = list;
		return true;
	},
	BYDAY: (value, draft) => {
		const list = value.split(",").map((text) => /^([+-]?\d{1,3})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text.trim()));
		const days: WeekdayPart[] = [];
		for (const found of list) {
			if (found === null || Math.abs(Number(found[1] ?? 1)) > 366) return undefined;
			days.push({ nth: Number(found[1] ?? 0), day: (WEEKDAYS as readonly string[]).indexOf(found[2] ?? "") });
		}
		draft.byDay = days;
		return true;
	},
	// A rule of a calendar that is not known is told to be unreadable, and not counted wrongly.
	RSCALE: (value, draft) => {
		const scale = scaleOf(value);
		if (scale === undefined) return undefined;
		if (scale !== GREGORIAN) draft.rscale = value;
		return true;
	},
	SKIP: (value, draft) => {
		const skip = value.toLowerCase();
		if (skip !== "omit" && skip !== "backward" && skip !== "forward") return undefined;
		draft.skip = skip;
		return true;
	},
};

/**
 * Read the value of an RRULE or EXRULE. Names and values may be in any case, empty parts and parts that RFC 5545 does not know are
 * passed over, as everybody does.
 * @throws RuleError
 */
export function parseRule(text: string): Rule {
	const draft: Draft = {};
	let at = 0;
	for (const part of text.split(";")) {
		const equals = part.indexOf("=");
		const name = part.slice(0, Math.max(0, equals)).trim().toUpperCase();
		const value = part
			.slice(equals + 1)
			.trim()
			.toUpperCase();
		if (equals < 0 && part.trim() !== "") throw new RuleError(`'${part}' is no part of a recurrence rule`, at);
		const reader = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
		if (reader !== undefined && reader(value, draft) === undefined)
			throw new RuleError(`${name} cannot be '${part.slice(equals + 1)}'`, at + equals + 1);
		at += part.length + 1;
	}
	const { freq } = draft;
	if (freq === undefined) throw new RuleError("a recurrence rule needs FREQ", 0);
	return { interval: 1, weekStart: 0, ...draft, freq };
}

/** The rule as text, in the order in which RFC 5545 lists the parts. */
export function formatRule(rule: Rule): string {
	const month = (n: number) => (Number.isInteger(n) ? String(n) : `${Math.floor(n)}L`);
	const parts: (readonly [string, string | undefined])[] = [
		["RSCALE", rule.rscale ?? (rule.skip === undefined ? undefined : "GREGORIAN")],
		["FREQ", FREQUENCIES[rule.freq]],
		["UNTIL", rule.until === undefined ? undefined : formatDateTime(rule.until)],
		["COUNT", rule.count?.toString()],
		["INTERVAL", rule.interval === 1 ? undefined : String(rule.interval)],
		["BYSECOND", rule.bySecond?.join()],
		["BYMINUTE", rule.byMinute?.join()],
		["BYHOUR", rule.byHour?.join()],
		["BYDAY", rule.byDay?.map(({ nth, day }) => `${nth === 0 ? "" : nth}${WEEKDAYS[day]}`).join()],
		["BYMONTHDAY", rule.byMonthDay?.join()],
		["BYYEARDAY", rule.byYearDay?.join()],
		["BYWEEKNO", rule.byWeekNo?.join()],
		["BYMONTH", rule.byMonth?.map(month).join()],
		["BYSETPOS", rule.bySetPos?.join()],
		["WKST", rule.weekStart === 0 ? undefined : WEEKDAYS[rule.weekStart]],
		["SKIP", rule.skip?.toUpperCase()],
	];
	return parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join(";");
}
