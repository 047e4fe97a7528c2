/** Numbers and dates as exports of all countries write them. */
import { isCalendarDate } from "../../../src/base/calendar.ts";

/** Where the decimal sign stands in the numbers of a column: what all of them fit. */
export type Decimals = "point" | "comma";

/** What is around a number: blanks, currency signs, percent, quotes of thousands. */
const AROUND = /[\s\u00a0\u202f'’]|[\p{Sc}]|^[A-Z]{3}\b|\b[A-Z]{3}$|%$/gu;
/** What exports write for no number. */
const NONE = /^(?:|-{1,2}|–|—|n\/?a|null|none|\(not set\))$/i;

/** What the cells of a column say of its decimal sign, one after the other. */
export class DecimalSigns {
	comma = 0;
	point = 0;

	add(cell: string): void {
		if (!cell.includes(",") && !cell.includes(".")) return;
		const plain = cell.replace(AROUND, "");
		if (/\d,\d*$/.test(plain) && (/\.\d{3},/.test(plain) || !/,\d{3}$/.test(plain)) && !/,.*,/.test(plain))
			this.comma++;
		if (/\d\.\d*$/.test(plain) && (/,\d{3}\./.test(plain) || !/\.\d{3}$/.test(plain)) && !/\..*\./.test(plain))
			this.point++;
	}
}

/**
 * Which sign is the decimal one in columns: a comma where any cell has a comma behind a point (`1.234,56`), or ends in a comma and one, two or
 * more than three digits (`3,5`), and more say so than otherwise; undefined where none says anything (`1.240`).
 */
export function signOf(columns: readonly DecimalSigns[]): Decimals | undefined {
	const comma = columns.reduce((total, signs) => total + signs.comma, 0);
	const point = columns.reduce((total, signs) => total + signs.point, 0);
	if (comma === point) return comma === 0 ? undefined : "point";
	return comma > point ? "comma" : "point";
}

/** A number as written in a column; null where there is none, undefined where it is no number. */
export function readNumber(cell: string, decimals: Decimals): number | null | undefined {
	if (/^\d+$/.test(cell)) return Number(cell);
	if (NONE.test(cell.trim())) return null;
	const isBracketed = /^\(.*\)$/.test(cell.trim());
	let plain = cell
		.trim()
		.replace(/^\((.*)\)$/, "$1")
		.replace(AROUND, "");
	plain = decimals === "comma" ? plain.replaceAll(".", "").replace(",", ".") : plain.replaceAll(",", "");
	// R writes 100000 as 1e+05.
	if (!/^[-−]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(plain)) return undefined;
	const number = Number(plain.replace("−", "-"));
	if (!Number.isFinite(number)) return undefined;
	return isBracketed ? -number : number;
}

/** How the days of a column are written. */
export type DayOrder = "ymd" | "dmy" | "mdy";

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** Day before month where any cell has a day above 12 in the first place; month first where in the second; undefined where neither shows. */
export class DayOrders {
	order: DayOrder | undefined;

	add(cell: string): void {
		if (this.order === "dmy") return;
		const found = /^(\d{1,2})([./-])(\d{1,2})[./-]\d{2,4}\b/.exec(cell.trim());
		if (found === null) return;
		// Points are written where the day comes first.
		if (found[2] === "." || Number(found[1]) > 12) this.order = "dmy";
		else if (Number(found[3]) > 12) this.order = "mdy";
	}
}

/** The day that a cell names, `YYYY-MM-DD`; undefined when it names none. A time behind it is left out. */
export function readDay(cell: string, order: DayOrder): string | undefined {
	const text = cell.trim();
	const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)/.exec(text);
	if (iso !== null) return known(`${iso[1]}-${iso[2]}-${iso[3]}`);
	const figures = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})\b/.exec(text);
	if (figures !== null) {
		const [, one = "", other = "", year = ""] = figures;
		const [day, month] = order === "mdy" ? [other, one] : [one, other];
		return known(`${year.length === 2 ? `20${year}` : year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
	}
	const words =
		/^(?:[A-Za-z]{3,9},?\s+)?(?:(\d{1,2})\.?\s+([A-Za-z]{3})[a-z]*|([A-Za-z]{3})[a-z]*\s+(\d{1,2})(?:st|nd|rd|th)?),?\s+(\d{4})/.exec(
			text,
		);
	if (words === null) return undefined;
	const month = MONTHS.indexOf((words[2] ?? words[3] ?? "").toLowerCase()) + 1;
	return known(`${words[5]}-${String(month).padStart(2, "0")}-${(words[1] ?? words[4] ?? "").padStart(2, "0")}`);
}

function known(day: string): string | undefined {
	return isCalendarDate(day) ? day : undefined;
}

/** The instant that a cell names in UTC (ISO 8601, seconds); a time without a zone is taken for UTC. Undefined when there is none. */
export function readTime(cell: string, order: DayOrder): string | undefined {
	const text = cell.trim();
	// As our own tables have it, and most exports.
	if (/^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(text))
		return isCalendarDate(text.slice(0, 10)) ? text : undefined;
	if (/^\d{10}(?:\.\d+)?$|^\d{13}$/.test(text)) {
		const seconds = text.length === 13 ? Number(text) / 1000 : Number(text);
		return iso(seconds * 1000);
	}
	const day = readDay(text, order);
	if (day === undefined) return undefined;
	const clock =
		/(?:T|\s)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp][Mm])?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/.exec(text);
	if (clock === null) return `${day}T00:00:00Z`;
	const [, hour = "", minute = "", second = "00", half, zone = "Z"] = clock;
	const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0);
	const offset = /^[+-]/.test(zone) ? zone.replace(/^(...):?(..)$/, "$1:$2") : "Z";
	return iso(Date.parse(`${day}T${String(hours).padStart(2, "0")}:${minute}:${second}${offset}`));
}

function iso(time: number): string | undefined {
	return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z");
}
