/** Values of awk: numbers, strings, and text from outside that is a number when it looks like one (POSIX: "numeric string"). */
import { rawBytes } from "../../../src/base/raw-text.ts";
import { formatNumber } from "./format.ts";

/** Text that came from outside (a field, getline, ARGV, -v): compared as a number when it looks like one. */
export class Strnum {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

/** `undefined` is a variable that nothing was assigned to: 0 and "" at once. */
export type Value = number | string | Strnum | undefined;

/** An awk array, in order of insertion. */
export type AwkArray = Map<string, Value>;

const PREFIX = /^[ \t\n\r\f\v]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;
const WHOLE = /^[ \t\n\r\f\v]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t\n\r\f\v]*$/;
/** As gawk: infinities and what is no number need their sign. */
const SPECIAL = /^[ \t\n\r\f\v]*([+-])(inf|nan)/i;

/** Powers of ten that a double holds exactly. */
const TENS = Array.from({ length: 16 }, (_, power) => 10 ** power);

/** Plain decimals of up to 15 digits, without a regex; NaN for all else. */
function plainNumber(text: string): number {
	const { length } = text;
	if (length === 0 || length > 16) return Number.NaN;
	let value = 0;
	let point = -1;
	for (let at = 0; at < length; at++) {
		const digit = text.charCodeAt(at) - 48;
		if (digit >= 0 && digit <= 9) value = value * 10 + digit;
		else if (digit === -2 && point < 0 && length > 1) point = at;
		else return Number.NaN;
	}
	if (point < 0) return length < 16 ? value : Number.NaN;
	// Whole numbers below 2^53 and exact powers of ten: the quotient is the nearest double.
	return value / (TENS[length - 1 - point] ?? Number.NaN);
}

/** The number that a text begins with; 0 when it begins with none. */
export function textToNumber(text: string): number {
	const plain = plainNumber(text);
	if (!Number.isNaN(plain)) return plain;
	const found = PREFIX.exec(text);
	if (found !== null) return Number(found[0]);
	const special = SPECIAL.exec(text);
	if (special === null) return 0;
	const value = special[2]?.toLowerCase() === "inf" ? Number.POSITIVE_INFINITY : Number.NaN;
	return special[1] === "-" ? -value : value;
}

/** Whether all of a text is a number. */
export function looksNumeric(text: string): boolean {
	const plain = plainNumber(text);
	return !Number.isNaN(plain) || WHOLE.test(text) || /^\s*[+-](inf|nan)\s*$/i.test(text);
}

/** A value as a number. */
export function toNumber(value: Value): number {
	if (typeof value === "number") return value;
	if (value === undefined) return 0;
	return textToNumber(typeof value === "string" ? value : value.text);
}

/** A number as text: whole ones as such, others by CONVFMT or OFMT. */
export function numberToText(value: number, format: string): string {
	if (Number.isInteger(value)) {
		if (value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER) return String(value);
		return BigInt(value).toString();
	}
	if (Number.isFinite(value)) return formatNumber(format, value);
	return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

/** Whether a value is true: a number that is not 0, or text that is not empty. */
export function toBoolean(value: Value): boolean {
	if (typeof value === "number") return value !== 0;
	if (typeof value === "string") return value !== "";
	if (value === undefined) return false;
	return looksNumeric(value.text) ? textToNumber(value.text) !== 0 : value.text !== "";
}

/** Order of texts: that of their bytes. */
export function compareText(a: string, b: string): number {
	if (a === b) return 0;
	if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(rawBytes(a), rawBytes(b));
	return a < b ? -1 : 1;
}

const SURROGATE = /[\uD800-\uDFFF]/;

/** A value for a comparison as numbers; undefined when it has to be text. */
function asNumber(value: Value): number | undefined {
	if (typeof value === "number") return value;
	if (value === undefined) return 0;
	if (typeof value === "string" || !looksNumeric(value.text)) return undefined;
	return textToNumber(value.text);
}

/** Below, at or above 0 (POSIX: as numbers when both are, or look like, numbers; else as text); NaN is above everything. */
export function compare(a: Value, b: Value, convfmt: string): number {
	const left = asNumber(a);
	const right = left === undefined ? undefined : asNumber(b);
	if (left !== undefined && right !== undefined) {
		if (left < right) return -1;
		return left === right ? 0 : 1;
	}
	return compareText(toText(a, convfmt), toText(b, convfmt));
}

/** A value as text. */
export function toText(value: Value, format: string): string {
	if (typeof value === "string") return value;
	if (typeof value === "number") return numberToText(value, format);
	return value === undefined ? "" : value.text;
}

/** Number of characters. */
export function lengthOf(text: string): number {
	if (!SURROGATE.test(text)) return text.length;
	let count = 0;
	for (const _ of text) count++;
	return count;
}

/** Characters from index `from` up to `to` (0-based, counted as `lengthOf` does). */
export function sliceText(text: string, from: number, to: number): string {
	if (to <= from) return "";
	return SURROGATE.test(text) ? Array.from(text).slice(from, to).join("") : text.slice(from, to);
}
