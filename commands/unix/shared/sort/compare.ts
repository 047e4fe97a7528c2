/** How two keys compare, for every order: by a number that stands for the key (`rank`), and exactly (`compare`). */
import { MONTHS, shortNames } from "../../../../src/base/calendar.ts";
import { compareBytes } from "../lines.ts";
import { skipBlanks } from "./key.ts";

/** An order of byte ranges. */
export interface Comparison {
	/** Smaller for what comes before. Of equal ones `compare` decides, unless `exact` (asked after all were ranked). */
	rank(bytes: Buffer, from: number, to: number): number;
	readonly exact: boolean;
	compare(a: Buffer, aFrom: number, aTo: number, b: Buffer, bFrom: number, bTo: number): number;
}

const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= 0x39;

const POWERS = Array.from({ length: 16 }, (_, power) => 10 ** power);
/** Decimals of so many digits are all different as doubles. */
const SAFE_DIGITS = 15;

/** `-n`: blanks, a minus, digits and a point; of any length. */
export class NumericOrder implements Comparison {
	exact = true;

	rank(bytes: Buffer, from: number, to: number): number {
		let at = skipBlanks(bytes, from, to);
		const negative = bytes[at] === MINUS && at < to;
		if (negative) at++;
		let digits = 0;
		let value = 0;
		for (; at < to && isDigit(bytes[at]); at++) {
			if (digits > 0 || bytes[at] !== ZERO) digits++;
			value = value * 10 + (bytes[at] as number) - ZERO;
			if (digits > SAFE_DIGITS) return this.#long(bytes, from, to);
		}
		if (at < to && bytes[at] === DOT) {
			let places = 0;
			for (at++; at < to && isDigit(bytes[at]); at++) {
				places++;
				value = value * 10 + (bytes[at] as number) - ZERO;
				if (digits + places > SAFE_DIGITS) return this.#long(bytes, from, to);
			}
			value /= POWERS[places] as number;
		}
		return negative ? -value : value;
	}

	/** Of many digits the first say where it goes, cut and not rounded; the rest is for `compare`. */
	#long(bytes: Buffer, from: number, to: number): number {
		this.exact = false;
		const { negative, whole, fraction } = numberAt(bytes, from, to);
		const digits = (whole + fraction).replace(/^0+/, "");
		const kept = digits.slice(0, SAFE_DIGITS);
		const value = Number(`${kept || "0"}e${digits.length - kept.length - fraction.length}`);
		return negative ? -value : value;
	}

	compare(a: Buffer, aFrom: number, aTo: number, b: Buffer, bFrom: number, bTo: number): number {
		const x = numberAt(a, aFrom, aTo);
		const y = numberAt(b, bFrom, bTo);
		if (x.negative !== y.negative) return x.negative ? -1 : 1;
		const size = x.whole.length - y.whole.length || order(x.whole, y.whole) || order(x.fraction, y.fraction);
		return x.negative ? -size : size;
	}
}

function order(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** Without zeros that say nothing; zero is not negative. */
function numberAt(bytes: Buffer, from: number, to: number): { negative: boolean; whole: string; fraction: string } {
	const found = /^(-?)0*(\d*)(?:\.(\d*))?/.exec(bytes.toString("latin1", skipBlanks(bytes, from, to), to));
	const whole = found?.[2] ?? "";
	const fraction = (found?.[3] ?? "").replace(/0+$/, "");
	return { negative: found?.[1] === "-" && whole + fraction !== "", whole, fraction };
}

const LOWEST = -Number.MAX_VALUE;

/** `-g`: as strtod reads it. What is no number comes first, then NaN, then -inf. */
export class GeneralOrder implements Comparison {
	readonly exact = true;

	rank(bytes: Buffer, from: number, to: number): number {
		const text = bytes.toString("latin1", from, to);
		const found =
			/^[\s]*([+-]?)(?:(inf(?:inity)?)|(nan)|(0x[\da-f]*\.?[\da-f]*(?:p[+-]?\d+)?)|((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?))/i.exec(
				text,
			);
		if (found === null) return Number.NEGATIVE_INFINITY;
		const [, sign, infinity, nan, hex, plain] = found;
		if (nan !== undefined) return LOWEST;
		const size = infinity !== undefined ? Number.POSITIVE_INFINITY : hex !== undefined ? hexValue(hex) : Number(plain);
		const value = sign === "-" ? -size : size;
		return value === Number.NEGATIVE_INFINITY ? LOWEST * (1 - Number.EPSILON) : value + 0;
	}

	compare(): number {
		return 0;
	}
}

function hexValue(text: string): number {
	const found = /^0x([\da-f]*)\.?([\da-f]*)(?:p([+-]?\d+))?/i.exec(text);
	const [, whole = "", fraction = "", power = "0"] = found ?? [];
	if (whole + fraction === "") return 0;
	return Number.parseInt(whole + fraction, 16) * 2 ** (Number(power) - 4 * fraction.length);
}

const UNITS = " KMGTPEZY";

/** The unit of `-h`: -8 to 8. Numbers of one unit are then in numeric order. */
export class UnitOrder implements Comparison {
	readonly exact = true;

	rank(bytes: Buffer, from: number, to: number): number {
		let at = skipBlanks(bytes, from, to);
		const negative = at < to && bytes[at] === MINUS;
		if (negative) at++;
		let isZero = true;
		for (let dots = 0; at < to; at++) {
			const byte = bytes[at] as number;
			if (byte === DOT && dots++ === 0) continue;
			if (!isDigit(byte)) break;
			if (byte !== ZERO) isZero = false;
		}
		if (isZero || at >= to) return 0;
		const letter = String.fromCharCode(bytes[at] as number);
		const unit = Math.max(0, UNITS.indexOf(letter === "k" ? "K" : letter));
		return negative ? -unit : unit;
	}

	compare(): number {
		return 0;
	}
}

const SHORT_MONTHS = shortNames(MONTHS).map((name) => name.toUpperCase());

/** `-M`: what is no month comes first. */
export class MonthOrder implements Comparison {
	readonly exact = true;

	rank(bytes: Buffer, from: number, to: number): number {
		const at = skipBlanks(bytes, from, to);
		return SHORT_MONTHS.indexOf(bytes.toString("latin1", at, Math.min(to, at + 3)).toUpperCase()) + 1;
	}

	compare(): number {
		return 0;
	}
}

/** `-R`: by a keyed hash, so that equal keys stay together. MD5, as GNU: the same `--random-source` gives the same order. */
export class RandomOrder implements Comparison {
	readonly exact = true;
	readonly #hash: (key: Buffer) => Buffer;

	constructor(hash: (key: Buffer) => Buffer) {
		this.#hash = hash;
	}

	rank(bytes: Buffer, from: number, to: number): number {
		return this.#hash(bytes.subarray(from, to)).readUIntBE(0, 6);
	}

	compare(): number {
		return 0;
	}
}

/** `-V`: version order, as `ls -v` (gnulib's filevercmp). */
export class VersionOrder implements Comparison {
	readonly exact = false;

	rank(): number {
		return 0;
	}

	compare(a: Buffer, aFrom: number, aTo: number, b: Buffer, bFrom: number, bTo: number): number {
		const aLength = aTo - aFrom;
		const bLength = bTo - bFrom;
		if (aLength === 0 || bLength === 0) return Math.sign(aLength - bLength);
		const aDots = leadingDots(a, aFrom, aTo);
		const bDots = leadingDots(b, bFrom, bTo);
		if (aDots !== bDots) return aDots - bDots;
		if (aDots < 2) return 0;
		const aCut = prefixEnd(a, aFrom, aTo);
		const bCut = prefixEnd(b, bFrom, bTo);
		const first = compareVersions(a, aFrom, aCut, b, bFrom, bCut);
		return first !== 0 || (aCut === aTo && bCut === bTo) ? first : compareVersions(a, aFrom, aTo, b, bFrom, bTo);
	}
}

/** "." comes first, then "..", then what begins with a dot, then the rest. */
function leadingDots(bytes: Buffer, from: number, to: number): number {
	if (bytes[from] !== DOT) return 3;
	if (to - from === 1) return 0;
	return to - from === 2 && bytes[from + 1] === DOT ? 1 : 2;
}

const isLetter = (byte: number | undefined) => byte !== undefined && (byte | 32) >= 97 && (byte | 32) <= 122;
const TILDE = 0x7e;

/** Where the suffixes begin: `(\.[A-Za-z~][A-Za-z0-9~]*)*$`, with something before them. */
function prefixEnd(bytes: Buffer, from: number, to: number): number {
	let prefix = from;
	for (let at = from; at < to; ) {
		at++;
		prefix = at;
		while (at + 1 < to && bytes[at] === DOT && (isLetter(bytes[at + 1]) || bytes[at + 1] === TILDE))
			for (at += 2; at < to && (isLetter(bytes[at]) || isDigit(bytes[at]) || bytes[at] === TILDE); at++);
	}
	return prefix;
}

/** What a byte between numbers counts: the end, then digits, letters, the rest; a tilde before all. */
function weight(bytes: Buffer, at: number, to: number): number {
	if (at >= to) return -1;
	const byte = bytes[at] as number;
	if (isDigit(byte)) return 0;
	return isLetter(byte) ? byte : byte === TILDE ? -2 : byte + 256;
}

function compareVersions(a: Buffer, aFrom: number, aTo: number, b: Buffer, bFrom: number, bTo: number): number {
	let i = aFrom;
	let j = bFrom;
	while (i < aTo || j < bTo) {
		while ((i < aTo && !isDigit(a[i])) || (j < bTo && !isDigit(b[j]))) {
			const difference = weight(a, i, aTo) - weight(b, j, bTo);
			if (difference !== 0) return difference;
			i++;
			j++;
		}
		while (i < aTo && a[i] === ZERO) i++;
		while (j < bTo && b[j] === ZERO) j++;
		let first = 0;
		for (; i < aTo && j < bTo && isDigit(a[i]) && isDigit(b[j]); i++, j++)
			if (first === 0) first = (a[i] as number) - (b[j] as number);
		if (i < aTo && isDigit(a[i])) return 1;
		if (j < bTo && isDigit(b[j])) return -1;
		if (first !== 0) return first;
	}
	return 0;
}

/** By bytes; ranks are made piece by piece (see `batch.ts`). */
export class TextOrder implements Comparison {
	readonly exact = false;

	rank(): number {
		return 0;
	}

	compare(a: Buffer, aFrom: number, aTo: number, b: Buffer, bFrom: number, bTo: number): number {
		return compareBytes(a, aFrom, aTo, b, bFrom, bTo);
	}
}
