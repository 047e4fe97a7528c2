/** Numbers with the letters K, M, G … as numfmt reads and writes them. Fractions are exact: a numerator over a denominator. */

/** `n` over `d`; `d` is above 0. */
export interface Fraction {
	n: bigint;
	d: bigint;
}

export type Scale = "none" | "auto" | "si" | "iec" | "iec-i";

const LETTERS = "KMGTPEZY";

export interface ReadNumber {
	value: Fraction;
	/** Digits after the point, 0 when there was a letter. */
	precision: number;
}

/** A number of the scale's form; undefined when it is none. */
export function readHuman(text: string, scale: Scale): ReadNumber | undefined {
	const found = /^\s*(-?)(\d*)(?:\.(\d+))?([A-Z]?)(i?)$/.exec(text);
	if (found === null) return undefined;
	const [, sign, whole = "", fraction = "", letter = "", i = ""] = found;
	if (whole === "" && fraction === "") return undefined;
	const power = letter === "" ? 0 : LETTERS.indexOf(letter) + 1;
	const isIec = scale === "iec" || scale === "iec-i" || (scale === "auto" && i === "i");
	const wellFormed =
		letter === ""
			? i === ""
			: power > 0 && scale !== "none" && (i === "i" ? scale === "auto" || scale === "iec-i" : scale !== "iec-i");
	if (!wellFormed) return undefined;
	const value = {
		n: BigInt(`${whole}${fraction}` || "0") * (isIec ? 1024n : 1000n) ** BigInt(power) * (sign === "-" ? -1n : 1n),
		d: 10n ** BigInt(fraction.length),
	};
	return { value, precision: power > 0 ? 0 : fraction.length };
}

type Rounding = (value: Fraction) => bigint;

const abs = (n: bigint) => (n < 0n ? -n : n);
const awayFromZero: Rounding = ({ n, d }) => ((abs(n) + d - 1n) / d) * (n < 0n ? -1n : 1n);
const towardsZero: Rounding = ({ n, d }) => n / d;

/** The ways of `--round`. */
export const ROUNDINGS: Readonly<Record<string, Rounding>> = {
	"from-zero": awayFromZero,
	"towards-zero": towardsZero,
	up: (value) => (value.n > 0n ? awayFromZero(value) : towardsZero(value)),
	down: (value) => (value.n < 0n ? awayFromZero(value) : towardsZero(value)),
	nearest: ({ n, d }) => ((2n * abs(n) + d) / (2n * d)) * (n < 0n ? -1n : 1n),
};

/** A number of so many digits after its point, as `%.Nf` writes it; `value` has been rounded before. */
function fixed({ n, d }: Fraction, precision: number): string {
	const scaled = (abs(n) * 10n ** BigInt(precision)) / d;
	const digits = String(scaled).padStart(precision + 1, "0");
	const text = precision === 0 ? digits : `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
	return n < 0n ? `-${text}` : text;
}

function rounded({ n, d }: Fraction, digits: number, round: Rounding): Fraction {
	const factor = 10n ** BigInt(digits);
	return { n: round({ n: n * factor, d }), d: factor };
}

export interface WriteOptions {
	scale: Scale;
	round: Rounding;
	/** Digits after the point that were asked for. */
	precision: number | undefined;
	/** Digits that a number without a letter has otherwise. */
	plainPrecision: number;
}

/** A number in the scale's form: with a letter it has one digit after the point below 10, else none. */
export function writeHuman(value: Fraction, { scale, round, precision, plainPrecision }: WriteOptions): string {
	if (scale === "none" || scale === "auto") {
		const digits = precision ?? plainPrecision;
		return fixed(rounded(value, digits, round), digits);
	}
	const base = scale === "si" ? 1000n : 1024n;
	let { n, d } = value;
	let power = 0;
	for (; abs(n) >= base * d; power++) d *= base;
	const isBelow = (limit: bigint) => abs(n) < limit * d;
	const digits = precision !== undefined ? Math.min(power * 3, precision) : isBelow(10n) ? 1 : 0;
	({ n, d } = rounded({ n, d }, digits, round));
	if (abs(n) >= base * d) {
		d *= base;
		power++;
	}
	const shown = precision ?? (n !== 0n && isBelow(10n) && power > 0 ? 1 : 0);
	const letter = power === 0 ? "" : (LETTERS[power - 1] ?? "") + (scale === "iec-i" ? "i" : "");
	return fixed({ n, d }, shown) + letter;
}
