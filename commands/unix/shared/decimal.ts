/** Decimal numbers of any size, exactly: seq counts with them, so that 0.1 steps ten times to 1. */

/** `digits` × 10^-`places`. */
export interface Decimal {
	digits: bigint;
	places: number;
	/** How it was written: so many digits after the point (Infinity: as many as there are), and so many characters in all (without exponent). */
	precision: number;
	width: number;
}

/** A number such as `-1.50`, `.5`, `1e3`, and in C's hexadecimal `0x1f`, `0x.8p1`; undefined when the text is none. */
export function parseDecimal(text: string): Decimal | undefined {
	const arg = text.replace(/^[\s+]+/, "");
	const hexadecimal = /^(-?)0x([0-9a-f]*)(?:\.([0-9a-f]*))?(?:p([+-]?\d{1,4}))?$/i.exec(arg);
	if (hexadecimal !== null) return parseHexadecimal(hexadecimal);
	const found = /^(-?)(\d*)(?:(\.)(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(arg);
	if (found === null) return undefined;
	const [, sign = "", whole = "", point, fraction = "", power] = found;
	if (whole + fraction === "") return undefined;
	const exponent = power === undefined ? 0 : Number(power);
	let digits = BigInt(`${whole}${fraction}` || "0");
	if (sign === "-") digits = -digits;
	let places = fraction.length - exponent;
	if (places < 0) {
		digits *= 10n ** BigInt(-places);
		places = 0;
	}
	return { digits, places, ...asWritten(arg, { whole, point, fraction, exponent, hasPower: power !== undefined }) };
}

function parseHexadecimal([, sign, whole = "", fraction = "", power = "0"]: readonly string[]): Decimal | undefined {
	if (whole + fraction === "") return undefined;
	const shift = Number(power) - 4 * fraction.length;
	const magnitude = BigInt(`0x${whole}${fraction}`);
	// A negative power of two is so many places: 2^-n is 5^n × 10^-n.
	const digits = shift < 0 ? magnitude * 5n ** BigInt(-shift) : magnitude << BigInt(shift);
	return {
		digits: sign === "-" ? -digits : digits,
		places: Math.max(0, -shift),
		precision: fraction === "" && shift >= 0 ? 0 : Number.POSITIVE_INFINITY,
		width: 0,
	};
}

/** Precision and width that GNU seq reads off an argument (scan_arg). */
function asWritten(
	arg: string,
	{
		whole,
		point,
		fraction,
		exponent,
		hasPower,
	}: { whole: string; point: string | undefined; fraction: string; exponent: number; hasPower: boolean },
): { precision: number; width: number } {
	let precision = fraction.length;
	let width = hasPower ? arg.search(/[eE]/) : arg.length;
	if (point !== undefined) width += fraction === "" ? -1 : whole === "" ? 1 : 0;
	if (!hasPower) return { precision, width };
	precision += exponent < 0 ? -exponent : -Math.min(precision, exponent);
	if (exponent < 0) {
		if (point === undefined || fraction === "") width++;
		return { precision, width: width - exponent };
	}
	if (point !== undefined && precision === 0 && fraction !== "") width--;
	return { precision, width: width + exponent - Math.min(fraction.length, exponent) };
}

/** The digits of a number at so many places, not fewer than its own. */
export function scaled({ digits, places }: Decimal, to: number): bigint {
	return digits * 10n ** BigInt(to - places);
}

/** `digits` × 10^-`places` with so many digits after the point. */
export function decimalText(digits: bigint, places: number, precision: number): string {
	const sign = digits < 0n ? "-" : "";
	const text = String(digits < 0n ? -digits : digits).padStart(places + 1, "0");
	const whole = text.slice(0, text.length - places);
	const fraction = text
		.slice(text.length - places)
		.slice(0, precision)
		.padEnd(precision, "0");
	return sign + whole + (precision > 0 ? `.${fraction}` : "");
}
