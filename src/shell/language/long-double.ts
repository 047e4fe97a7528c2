/**
 * The floating-point numbers of bash's `printf` on x86-64: `long double`, whose mantissa has 64 bits. They are kept exact (an integer
 * times a power of two), and so are the decimals made of them, rounded half to even as the C library does.
 */

/** `±mantissa × 2^exponent`; a mantissa that is not 0 has its 64th bit set, unless the number is a denormal one. */
export interface LongDouble {
	negative: boolean;
	mantissa: bigint;
	exponent: number;
	special?: "inf" | "nan";
}

const BITS = 64;
const LEAST = -16445;
const GREATEST = 16384 - BITS;
const ZERO: LongDouble = { negative: false, mantissa: 0n, exponent: 0 };
const NUMBER =
	/^[ \t\n\v\f\r]*([-+]?)(?:(inf(?:inity)?|nan(?:\([\w]*\))?)|0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([-+]?\d+))?|(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?)/i;

/** The number that a text begins with, and how much of it that was: none when it begins with no number, whose value is 0. */
export function parseLongDouble(text: string): { value: LongDouble; length: number } {
	const match = NUMBER.exec(text);
	if (match === null) return { value: ZERO, length: 0 };
	const [whole, sign, special, hexWhole, hexPart = "", binary = "0", digits = "", part = "", decimal = "0"] = match;
	const negative = sign === "-";
	if (special !== undefined) {
		const kind = special[0]?.toLowerCase() === "i" ? "inf" : "nan";
		return { value: { ...ZERO, negative, special: kind }, length: whole.length };
	}
	if (hexWhole !== undefined && hexWhole + hexPart !== "") {
		const mantissa = BigInt(`0x${hexWhole}${hexPart}`);
		return { value: rounded(negative, mantissa, 1n, clamp(binary) - 4 * hexPart.length), length: whole.length };
	}
	if (hexWhole !== undefined) return { value: { ...ZERO, negative }, length: whole.toLowerCase().indexOf("x") };
	if (digits + part === "") return { value: ZERO, length: 0 };
	const power = clamp(decimal) - part.length;
	const mantissa = BigInt(digits + part);
	const value =
		power >= 0
			? rounded(negative, mantissa * 10n ** BigInt(power), 1n, 0)
			: rounded(negative, mantissa, 10n ** BigInt(-power), 0);
	return { value, length: whole.length };
}

/** Beyond this every number is infinite or 0. */
function clamp(exponent: string): number {
	return Math.max(-20_000, Math.min(20_000, Number(exponent)));
}

const bitLength = (value: bigint): number =>
	value === 0n ? 0 : value.toString(16).length * 4 - Math.clz32(Number.parseInt(value.toString(16)[0] ?? "0", 16)) + 28;

/** `numerator / denominator × 2^exponent`, rounded to what a long double can hold. */
function rounded(negative: boolean, numerator: bigint, denominator: bigint, exponent: number): LongDouble {
	if (numerator === 0n) return { ...ZERO, negative };
	// Scaled so that the quotient has 64 bits, or 65.
	let scale = BITS - (bitLength(numerator) - bitLength(denominator));
	if (exponent - scale < LEAST) scale = exponent - LEAST;
	let mantissa = divided(
		scale > 0 ? numerator << BigInt(scale) : numerator,
		scale < 0 ? denominator << BigInt(-scale) : denominator,
	);
	if (bitLength(mantissa) > BITS) {
		scale--;
		mantissa = divided(
			scale > 0 ? numerator << BigInt(scale) : numerator,
			scale < 0 ? denominator << BigInt(-scale) : denominator,
		);
		if (bitLength(mantissa) > BITS) {
			mantissa >>= 1n;
			scale--;
		}
	}
	if (exponent - scale > GREATEST) return { ...ZERO, negative, special: "inf" };
	return { negative, mantissa, exponent: exponent - scale };
}

/** The quotient, rounded half to even. */
function divided(numerator: bigint, denominator: bigint): bigint {
	const quotient = numerator / denominator;
	const twice = (numerator % denominator) * 2n;
	return twice > denominator || (twice === denominator && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

/** The number times `10^power` as a fraction. */
function quotient({ mantissa, exponent }: LongDouble, power: number): [numerator: bigint, denominator: bigint] {
	return [
		mantissa * 10n ** BigInt(Math.max(power, 0)) * 2n ** BigInt(Math.max(exponent, 0)),
		10n ** BigInt(Math.max(-power, 0)) * 2n ** BigInt(Math.max(-exponent, 0)),
	];
}

/** The number times `10^power`, rounded to an integer. */
function scaled(value: LongDouble, power: number): bigint {
	return divided(...quotient(value, power));
}

/** What a conversion writes after the sign. `alternate` is the flag `#`. Letters are small ones. */
export function formatLongDouble(
	value: LongDouble,
	conversion: "e" | "f" | "g" | "a",
	precision: number | undefined,
	alternate: boolean,
): string {
	if (value.special !== undefined) return value.special;
	if (conversion === "a") return hexadecimal(value, precision, alternate);
	const places = precision ?? 6;
	if (conversion === "f") return fixed(value, places, alternate);
	if (conversion === "e") return exponential(value, places, alternate).text;
	const digits = places || 1;
	const { text, power } = exponential(value, digits - 1, alternate);
	const short = power < -4 || power >= digits ? text : fixed(value, digits - 1 - power, alternate);
	return alternate ? short : short.replace(/(\.\d*?)0+(?=e|$)/, "$1").replace(/\.(?=e|$)/, "");
}

function fixed(value: LongDouble, places: number, alternate: boolean): string {
	const digits = String(scaled(value, places)).padStart(places + 1, "0");
	const point = digits.length - places;
	return digits.slice(0, point) + (places > 0 || alternate ? "." : "") + digits.slice(point);
}

function exponential(value: LongDouble, places: number, alternate: boolean): { text: string; power: number } {
	let power = 0;
	let digits = "0".repeat(places + 1);
	if (value.mantissa !== 0n) {
		// As many digits as the next power of two has, which can be one too many.
		power = Math.floor((bitLength(value.mantissa) + value.exponent) * Math.LOG10E * Math.LN2);
		const [numerator, denominator] = quotient(value, -power);
		if (numerator < denominator) power--;
		digits = String(scaled(value, places - power));
		if (digits.length > places + 1) {
			power++;
			digits = digits.slice(0, -1);
		}
	}
	const fraction = (places > 0 || alternate ? "." : "") + digits.slice(1);
	const exponent = `${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
	return { text: `${digits[0]}${fraction}e${exponent}`, power };
}

/** The first digit has the four highest bits: 1 is 0x8p-3. */
function hexadecimal(value: LongDouble, precision: number | undefined, alternate: boolean): string {
	let digits = value.mantissa.toString(16).padStart(BITS / 4, "0");
	let exponent = value.mantissa === 0n ? 0 : value.exponent + BITS - 4;
	if (precision !== undefined && precision < BITS / 4 - 1) {
		const dropped = BigInt(BITS - 4 - 4 * precision);
		digits = divided(value.mantissa, 1n << dropped)
			.toString(16)
			.padStart(precision + 1, "0");
		if (digits.length > precision + 1) {
			digits = digits.slice(0, -1);
			exponent += 4;
		}
	}
	const fraction =
		precision === undefined ? digits.slice(1).replace(/0+$/, "") : digits.slice(1).padEnd(precision, "0");
	const point = fraction !== "" || alternate ? "." : "";
	return `0x${digits[0]}${point}${fraction}p${exponent < 0 ? "" : "+"}${exponent}`;
}
