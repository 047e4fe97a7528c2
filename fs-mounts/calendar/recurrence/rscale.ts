/**
 * Calendars other than the Gregorian one, for RSCALE of RFC 7529: their months as Intl knows them, which is ICU's and so libical's. Nothing
 * is computed before a rule asks, and years are remembered.
 */
import { DAY, dayOf } from "./civil.ts";
import { GREGORIAN, type Month, remembered, type Scale, type Year } from "./scale.ts";

interface Shape {
	/** Days of a year on average, as the calendar counts them today. */
	readonly mean: number;
	/** Months of a year, where that is always the same. */
	readonly monthsPerYear?: number;
	/** How many months come before the leap month, where its name does not say (`5L` of RFC 7529 is Adar I). */
	readonly beforeLeap?: number;
}

const LUNISOLAR: Shape = { mean: 365.2422 };
const ALEXANDRIAN: Shape = { mean: 365.25, monthsPerYear: 13 };
const SOLAR: Shape = { mean: 365.2424, monthsPerYear: 12 };
const LUNAR: Shape = { mean: 354.3667, monthsPerYear: 12 };

/** Calendars of CLDR by the names that RSCALE gives them; "gregory" for those that have the Gregorian months, and other numbers of years. */
const SHAPES: Readonly<Record<string, Shape | "gregory">> = {
	GREGORIAN: "gregory",
	GREGORY: "gregory",
	ISO8601: "gregory",
	BUDDHIST: "gregory",
	JAPANESE: "gregory",
	ROC: "gregory",
	CHINESE: LUNISOLAR,
	DANGI: LUNISOLAR,
	HEBREW: { mean: 365.2468, beforeLeap: 5 },
	COPTIC: ALEXANDRIAN,
	ETHIOPIC: ALEXANDRIAN,
	ETHIOAA: ALEXANDRIAN,
	"ETHIOPIC-AMETE-ALEM": ALEXANDRIAN,
	INDIAN: SOLAR,
	PERSIAN: SOLAR,
	ISLAMIC: LUNAR,
	"ISLAMIC-CIVIL": LUNAR,
	ISLAMICC: LUNAR,
	"ISLAMIC-RGSA": LUNAR,
	"ISLAMIC-TBLA": LUNAR,
	"ISLAMIC-UMALQURA": LUNAR,
};

/** What the moon does is not known for ever, and each year costs ICU a millisecond: rules of these calendars hold from 1600 to 2599. */
const FIRST_DAY = dayOf(1600, 1, 1);
const LAST_DAY = dayOf(2599, 12, 31);
/** A new year is at most so many days before or after where the mean year puts it: a leap month, and a few days. */
const STRAY = 45;
/** Longer than any month; and no two months together are shorter. */
const LONGEST_MONTH = 31;
/** More than any year has. */
const MOST_MONTHS = 14;

const scales = new Map<string, Scale | undefined>();

/** The calendar of an RSCALE (upper case; none: the Gregorian one); undefined when it is not known here or to this Node's ICU. */
export function scaleOf(name: string | undefined): Scale | undefined {
	const shape = name === undefined ? "gregory" : Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
	if (name === undefined || shape === "gregory") return GREGORIAN;
	if (shape === undefined) return undefined;
	if (!scales.has(name)) scales.set(name, make(name.toLowerCase(), shape));
	return scales.get(name);
}

/** A month as Intl names it, and its first day. */
interface Named {
	readonly name: string;
	readonly start: number;
}

function make(calendar: string, { mean, monthsPerYear, beforeLeap }: Shape): Scale | undefined {
	const format = (fields: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, { timeZone: "UTC", ...fields });
	const date = format({ month: "numeric", day: "numeric" });
	if (date.resolvedOptions().calendar === "gregory") return undefined;
	const monthOf = (day: number): Named => {
		const parts = date.formatToParts(day * DAY * 1000);
		const text = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
		return { name: text("month"), start: day - Number(text("day")) + 1 };
	};
	const after = ({ start }: Named): Named => monthOf(start + LONGEST_MONTH);
	/** The month, or the first one after it for which something is so. */
	const seek = (from: Named, isWanted: (month: Named) => boolean): Named => {
		let month = from;
		for (let n = 0; n < MOST_MONTHS && !isWanted(month); n++) month = after(month);
		return month;
	};
	// Beside a day, Intl has names for Hebrew months; alone each has its number.
	const number = format({ month: "numeric" });
	const anchor = seek(monthOf(0), ({ start }) => number.format(start * DAY * 1000) === "1");
	const isFirst = ({ name }: Named) => name === anchor.name;

	const year = remembered((index): Year => {
		const first = seek(monthOf(anchor.start + Math.floor(index * mean) - STRAY), isFirst);
		const named = [first];
		let next = after(first);
		for (; !isFirst(next) && named.length < MOST_MONTHS; next = after(next)) named.push(next);
		return {
			number: index,
			start: first.start,
			length: next.start - first.start,
			months: numbered(named, next.start, beforeLeap),
		};
	});
	return {
		firstDay: FIRST_DAY,
		lastDay: LAST_DAY,
		...(monthsPerYear === undefined ? {} : { monthsPerYear }),
		year,
		yearOf: (day) => {
			const guess = Math.floor((day - anchor.start) / mean);
			const { start, length } = year(guess);
			return day < start ? guess - 1 : day < start + length ? guess : guess + 1;
		},
	};
}

/** Months with their codes: a leap month has the number of the one before it and a half, those after it count as if it were not. */
function numbered(named: readonly Named[], end: number, beforeLeap: number | undefined): Month[] {
	const leap =
		beforeLeap === undefined
			? named.findIndex(
					({ name }, index) => Number.parseInt(name, 10) === Number.parseInt(named[index - 1]?.name ?? "", 10),
				)
			: named.length > 12
				? beforeLeap
				: -1;
	return named.map(({ start }, index) => ({
		code: leap < 0 || index < leap ? index + 1 : index === leap ? index + 0.5 : index,
		start,
		length: (named[index + 1]?.start ?? end) - start,
	}));
}
