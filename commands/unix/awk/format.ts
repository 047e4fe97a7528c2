/** printf of awk (POSIX XBD 5 with awk's conversions), in the C locale. */
import { DeskError } from "../../../src/base/errors.ts";

/** One conversion: `%-05.3d` in its parts; `*` stands for an argument. */
interface Conversion {
	readonly flags: string;
	readonly width: string;
	readonly precision: string | undefined;
	readonly letter: string;
}

/** What a format is made of: text and conversions in turn. */
type Piece = string | Conversion;

const CONVERSION = /%([-+ #0']*)(\*|\d*)(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|q|j|z|t)*([A-Za-z%])/g;

const known = new Map<string, readonly Piece[]>();

function parse(format: string): readonly Piece[] {
	const before = known.get(format);
	if (before !== undefined) return before;
	const pieces: Piece[] = [];
	let at = 0;
	for (const found of format.matchAll(CONVERSION)) {
		if (found.index > at) pieces.push(format.slice(at, found.index));
		at = found.index + found[0].length;
		const [whole, flags = "", width = "", precision, letter = ""] = found;
		if (letter === "%") pieces.push("%");
		else if (!"diouxXcsfFeEgGaA".includes(letter)) pieces.push(whole);
		else pieces.push({ flags, width, precision, letter });
	}
	if (at < format.length) pieces.push(format.slice(at));
	if (known.size > 500) known.clear();
	known.set(format, pieces);
	return pieces;
}

/** What `sprintf` needs of a value. */
export interface Argument {
	number(): number;
	text(): string;
	/** Whether `%c` takes it as a code and not as text. */
	isNumeric(): boolean;
}

/** Text by a format; arguments are looked at as their conversions ask for them. */
export function sprintf(format: string, values: readonly Argument[]): string {
	let next = 0;
	const take = () => {
		const value = values[next++];
		if (value !== undefined) return value;
		throw new DeskError("EFAILED", `the format ${JSON.stringify(format)} asks for more values than there are`, {
			at: "awk",
		});
	};
	let out = "";
	for (const piece of parse(format)) {
		if (typeof piece === "string") {
			out += piece;
			continue;
		}
		let { flags } = piece;
		let width = piece.width === "*" ? Math.trunc(take().number()) : Number(piece.width || 0);
		if (width < 0) {
			width = -width;
			flags += "-";
		}
		const given = piece.precision === "*" ? Math.trunc(take().number()) : Number(piece.precision || 0);
		const precision = piece.precision === undefined || given < 0 ? undefined : given;
		out += convert(piece.letter, flags, width, precision, take());
	}
	return out;
}

/** A number by a format such as CONVFMT. */
export function formatNumber(format: string, value: number): string {
	if (format === "%.6g") return general(value, 6, false);
	return sprintf(format, [{ number: () => value, text: () => String(value), isNumeric: () => true }]);
}

function convert(letter: string, flags: string, width: number, precision: number | undefined, value: Argument): string {
	if (letter === "s") {
		const text = value.text();
		return pad(precision === undefined ? text : Array.from(text).slice(0, precision).join(""), flags, width);
	}
	if (letter === "c") return pad(character(value), flags, width);
	const number = value.number();
	if (!Number.isFinite(number)) return pad(sign(number, flags) + special(number), flags, width);
	const isInteger = "diouxX".includes(letter);
	const digits = isInteger
		? integer(letter, number, flags, precision)
		: real(letter, Math.abs(number), precision ?? 6, flags.includes("#"));
	const signed = isInteger ? Math.trunc(number) + 0 : number;
	const front = (isInteger && !"di".includes(letter) ? "" : sign(signed, flags)) + prefix(letter, number, flags);
	const fills = flags.includes("0") && !flags.includes("-") && !(isInteger && precision !== undefined);
	return fills ? front + digits.padStart(width - front.length, "0") : pad(front + digits, flags, width);
}

function pad(text: string, flags: string, width: number): string {
	if (width <= text.length && !/[\uD800-\uDFFF]/.test(text)) return text;
	const missing = width - Array.from(text).length;
	if (missing <= 0) return text;
	return flags.includes("-") ? text + " ".repeat(missing) : " ".repeat(missing) + text;
}

function sign(number: number, flags: string): string {
	if (number < 0 || Object.is(number, -0)) return "-";
	return flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
}

function special(number: number): string {
	return Number.isNaN(number) ? "nan" : "inf";
}

function character(value: Argument): string {
	// Of no text it prints the NUL that ends it, as C does.
	if (!value.isNumeric()) return String.fromCodePoint(value.text().codePointAt(0) ?? 0);
	const code = Math.trunc(value.number());
	const isScalar = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
	if (isScalar) return String.fromCodePoint(code);
	const byte = ((code % 256) + 256) % 256;
	return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte);
}

const RADIX: Readonly<Record<string, number>> = { o: 8, x: 16, X: 16 };

/** Whole digits without a sign; unsigned conversions take negative numbers modulo 2^64, as C does. */
function integer(letter: string, number: number, flags: string, precision: number | undefined): string {
	const whole = Math.trunc(number);
	const isSigned = letter === "d" || letter === "i";
	const value = isSigned || whole >= 0 ? Math.abs(whole) : BigInt.asUintN(64, BigInt(whole));
	const radix = RADIX[letter] ?? 10;
	let digits = (typeof value === "number" && value >= 2 ** 53 ? BigInt(value) : value).toString(radix);
	if (precision === 0 && digits === "0") digits = "";
	if (letter === "X") digits = digits.toUpperCase();
	digits = digits.padStart(precision ?? 0, "0");
	return letter === "o" && flags.includes("#") && !digits.startsWith("0") ? `0${digits}` : digits;
}

function prefix(letter: string, number: number, flags: string): string {
	const isWanted = (letter === "x" || letter === "X") && flags.includes("#") && Math.trunc(number) !== 0;
	return isWanted ? `0${letter}` : "";
}

function real(letter: string, value: number, precision: number, isAlternative: boolean): string {
	const lower = letter.toLowerCase();
	const text =
		lower === "f"
			? fixed(value, precision) + (isAlternative && precision === 0 ? "." : "")
			: lower === "e"
				? exponential(value, precision, isAlternative)
				: lower === "g"
					? general(value, precision, isAlternative)
					: hexadecimal(value);
	return letter === lower ? text : text.toUpperCase();
}

/** Digits that are looked at to tell whether a number lies just between two others. */
const BEYOND = 30;

/** JavaScript rounds what lies just between up, C to the even digit: `longer` is the text with `BEYOND` digits more. */
function halfEven(rounded: string, longer: string): string {
	const kept = longer.slice(0, -BEYOND);
	const isHalf = /^50*$/.test(longer.slice(-BEYOND));
	return isHalf && /[02468]\.?$/.test(kept) ? kept.replace(/\.$/, "") : rounded;
}

/** toFixed for all sizes: JavaScript gives up at 1e21 and at 100 digits. */
function fixed(value: number, precision: number): string {
	const digits = Math.min(precision, 100);
	if (value >= 1e21) return BigInt(value).toString() + (precision > 0 ? `.${"0".repeat(precision)}` : "");
	const text =
		digits + BEYOND > 100 ? value.toFixed(digits) : halfEven(value.toFixed(digits), value.toFixed(digits + BEYOND));
	return text + "0".repeat(precision - digits);
}

/** C writes at least two digits of exponent. */
function exponential(value: number, precision: number, isAlternative: boolean): string {
	const digits = Math.min(precision, 100);
	const [rounded = "", exponent = ""] = value.toExponential(digits).split("e");
	const longer = value.toExponential(Math.min(digits + BEYOND, 100)).split("e");
	// Rounded up to the next power of ten, it is not the same number of digits any longer.
	const isSame = longer[1] === exponent && digits + BEYOND <= 100;
	const mantissa = isSame ? halfEven(rounded, longer[0] ?? "") : rounded;
	const point = isAlternative && precision === 0 ? "." : "";
	return `${mantissa}${point}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

/** The shorter of both, without trailing zeros (`%g`). */
function general(value: number, wanted: number, isAlternative: boolean): string {
	if (!Number.isFinite(value)) return value < 0 ? `-${special(value)}` : special(value);
	const precision = Math.min(wanted === 0 ? 1 : wanted, 100);
	const exponent = value === 0 ? 0 : Number(value.toExponential(precision - 1).split("e")[1]);
	const isFixed = exponent >= -4 && exponent < precision;
	const size = Math.abs(value);
	const text = isFixed ? fixed(size, precision - 1 - exponent) : exponential(size, precision - 1, false);
	const [mantissa = "", power] = text.split("e");
	const digits = isAlternative || !mantissa.includes(".") ? mantissa : mantissa.replace(/\.?0+$/, "");
	const point = isAlternative && !digits.includes(".") ? "." : "";
	return (value < 0 ? "-" : "") + digits + point + (power === undefined ? "" : `e${power}`);
}

/** `%a`, as glibc writes doubles. */
function hexadecimal(value: number): string {
	if (value === 0) return "0x0p+0";
	const exponent = Math.floor(Math.log2(value));
	const fraction = (value / 2 ** exponent).toString(16).replace(/^1\.?/, "");
	return `0x1${fraction === "" ? "" : `.${fraction}`}p${exponent < 0 ? "" : "+"}${exponent}`;
}
