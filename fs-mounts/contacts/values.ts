/** Values of contacts that are compared and looked up: phone numbers, addresses, dates, identifiers. */
import { isCalendarDate } from "../../src/base/calendar.ts";

/** A telephone number as it is dialled: without `tel:`, `;ext=…` becomes ` ext. …`. */
export function phoneText(value: string): string {
	const uri = /^\s*tel:([^;]*)(.*)$/i.exec(value);
	if (uri === null) return value.trim();
	const extension = /;ext=([^;]+)/i.exec(uri[2] ?? "")?.[1];
	return `${uri[1]}${extension === undefined ? "" : ` ext. ${extension}`}`.trim();
}

/** What is longer than this (UTF-16 units) is no telephone number. */
const LONGEST_NUMBER = 100;

/** Digits of a number, for comparing: no extension, no `00` or `+` before the country, no `(0)` behind it. */
export function phoneDigits(value: string): string {
	const number = phoneText(value.slice(0, LONGEST_NUMBER)).replace(/\s*(?:ext\.?|extension|x|#|;)\s*\d+\s*$/i, "");
	const national = /^\s*(?:\+|00)/.test(number) ? number.replace(/\(0\)/, "") : number;
	return national.replace(/\D/g, "").replace(/^00/, "");
}

/** How many last digits say that two numbers are one: country and trunk prefixes differ in how they are written. */
const SAME_DIGITS = 8;

/** What two numbers have in common that are the same one, with or without the country; undefined for short numbers of services. */
export function phoneKey(digits: string): string | undefined {
	return digits.length < 6 ? undefined : digits.slice(-SAME_DIGITS);
}

/** Whether a number says its country, so that it can be dialled from anywhere. */
export function isInternational(value: string): boolean {
	return /^\s*(?:\+|00)/.test(phoneText(value));
}

/**
 * Whether one of two numbers is the other with its country: their last digits are the same (`phoneKey`), and so are all others of the
 * national one behind its trunk prefix (0; 01 or 06 or 8 in some countries).
 */
export function isSameNumber(a: string, b: string): boolean {
	if (isInternational(a) === isInternational(b)) return false;
	const [whole, national] = (isInternational(a) ? [a, b] : [b, a]).map(phoneDigits) as [string, string];
	const key = phoneKey(national);
	const isEnd = [national, national.replace(/^(?:0|8)/, ""), national.replace(/^0[16]/, "")].some((digits) =>
		whole.endsWith(digits),
	);
	return key !== undefined && key === phoneKey(whole) && isEnd;
}

/** A mail address for comparing: without `mailto:`, in lower case. */
export function emailKey(value: string): string {
	return value
		.trim()
		.replace(/^mailto:/i, "")
		.replace(/^<(.*)>$/, "$1")
		.toLowerCase();
}

/** A UID for comparing: producers write one with and without `urn:uuid:`, in either case. */
export function uidKey(value: string): string {
	return value
		.trim()
		.toLowerCase()
		.replace(/^urn:uuid:/, "");
}

/**
 * A date of a card in one form: `1985-04-12`, `--04-12` without a year, `1985-04`, `1985`; its time is left out. Undefined when it is none
 * of RFC 6350, 4.3.1, or ISO 8601. `omittedYear`: of Apple, a year that stands for none.
 */
export function dateText(value: string, omittedYear?: string): string | undefined {
	const day = value.trim().replace(/[T ]\d\d.*$/, "");
	const full = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(day);
	if (full !== null) {
		const [, year, month, date] = full;
		if (year === omittedYear) return dateText(`--${month}-${date}`);
		const iso = `${year}-${month}-${date}`;
		return isCalendarDate(iso) ? iso : undefined;
	}
	const yearless = /^--(\d\d)-?(\d\d)$/.exec(day);
	if (yearless !== null) {
		const [, month, date] = yearless;
		return isCalendarDate(`2000-${month}-${date}`) ? `--${month}-${date}` : undefined; // a leap year
	}
	if (/^\d{4}-(?:0[1-9]|1[0-2])$/.test(day) || /^\d{4}$/.test(day)) return day;
	return /^--(?:0[1-9]|1[0-2])$|^---(?:0[1-9]|[12]\d|3[01])$/.test(day) ? day : undefined;
}
