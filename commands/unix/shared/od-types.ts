/** The output types of od (POSIX od, with GNU's names and widths). */

import { DeskError } from "../../../src/base/errors.ts";
import { escapedByte } from "./dump-blocks.ts";

/** How one kind of datum is shown. */
export interface OdType {
	/** Bytes of a datum. */
	readonly size: number;
	/** Columns of its text. */
	readonly width: number;
	/** Followed by the bytes as text (`z`). */
	readonly text: boolean;
	show(bytes: Buffer, at: number, little: boolean): string;
}

const OCTAL: Readonly<Record<number, number>> = { 1: 3, 2: 6, 4: 11, 8: 22 };
const SIGNED: Readonly<Record<number, number>> = { 1: 4, 2: 6, 4: 11, 8: 20 };
const UNSIGNED: Readonly<Record<number, number>> = { 1: 3, 2: 5, 4: 10, 8: 20 };
const HEX: Readonly<Record<number, number>> = { 1: 2, 2: 4, 4: 8, 8: 16 };
const SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8, F: 4, D: 8 };

function unsigned(bytes: Buffer, at: number, size: number, little: boolean): bigint {
	let value = 0n;
	for (let i = 0; i < size; i++) value = (value << 8n) | BigInt(bytes[at + (little ? size - 1 - i : i)] ?? 0);
	return value;
}

type Show = (value: bigint, size: number) => string;
const INTEGERS: Readonly<Record<string, { widths: Readonly<Record<number, number>>; show: Show }>> = {
	o: { widths: OCTAL, show: (value, size) => value.toString(8).padStart(OCTAL[size] ?? 0, "0") },
	u: { widths: UNSIGNED, show: (value) => String(value) },
	d: { widths: SIGNED, show: (value, size) => String(BigInt.asIntN(size * 8, value)) },
	x: { widths: HEX, show: (value, size) => value.toString(16).padStart(HEX[size] ?? 0, "0") },
};

function integer(letter: string, size: number, text: boolean): OdType | undefined {
	const kind = INTEGERS[letter];
	const width = kind?.widths[size];
	if (kind === undefined || width === undefined) return undefined;
	return { size, width, text, show: (bytes, at, little) => kind.show(unsigned(bytes, at, size, little), size) };
}

function floating(size: number, text: boolean): OdType | undefined {
	if (size !== 4 && size !== 8) return undefined;
	return {
		size,
		width: size === 4 ? 15 : 24,
		text,
		show: (bytes, at, little) => {
			const value =
				size === 4
					? little
						? bytes.readFloatLE(at)
						: bytes.readFloatBE(at)
					: little
						? bytes.readDoubleLE(at)
						: bytes.readDoubleBE(at);
			const isNegative = ((bytes[little ? at + size - 1 : at] ?? 0) & 0x80) !== 0;
			return Number.isNaN(value) ? (isNegative ? "-nan" : "nan") : floatText(value, size === 4);
		},
	};
}

/** A number that is one, in the fewest digits that read back as the same number, as C's `%g` writes them. */
export function floatText(value: number, single: boolean): string {
	if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
	if (value === 0) return Object.is(value, -0) ? "-0" : "0";
	const same = (digits: number) => {
		const back = Number(value.toPrecision(digits));
		return single ? Math.fround(back) === value : back === value;
	};
	const isNormal = Math.abs(value) >= (single ? 2 ** -126 : 2 ** -1022);
	let digits = isNormal ? (single ? 6 : 15) : 1;
	while (digits < 17 && !same(digits)) digits++;
	const [mantissa = "", power = "0"] = inDigits(value, digits).split("e");
	const exponent = Number(power);
	if (exponent >= -4 && exponent < digits) return trimmed(plain(mantissa, exponent));
	return `${trimmed(mantissa)}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** `d.ddde±x` with so many digits; of two that are as near the even one, as C rounds (JavaScript takes the larger). */
function inDigits(value: number, digits: number): string {
	const rounded = value.toExponential(digits - 1);
	const [exact = "", power] = value.toExponential(100).split("e");
	const cut = exact.indexOf(".") + digits;
	const kept = exact.slice(0, cut);
	return /^50*$/.test(exact.slice(cut)) && /[02468]$/.test(kept) ? `${kept}e${power}` : rounded;
}

/** `-1.25` times ten to the power of 1 as `-12.5`. */
function plain(mantissa: string, exponent: number): string {
	const sign = mantissa.startsWith("-") ? "-" : "";
	const digits = mantissa.replace(/[-.]/g, "");
	if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
	const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
	const rest = digits.slice(exponent + 1);
	return sign + whole + (rest === "" ? "" : `.${rest}`);
}

const trimmed = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

const NAMES =
	"nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp".split(
		" ",
	);

function named(byte: number): string {
	const low = byte & 0x7f;
	return low === 0x7f ? "del" : (NAMES[low] ?? String.fromCharCode(low));
}

const byName = (text: boolean): OdType => ({ size: 1, width: 3, text, show: (bytes, at) => named(bytes[at] ?? 0) });
const byChar = (text: boolean): OdType => ({
	size: 1,
	width: 3,
	text,
	show: (bytes, at) => escapedByte(bytes[at] ?? 0),
});

/** The types of one `-t`: `x1z`, `oS`, `a`, `fD`, several behind one another. @throws DeskError EUSAGE */
export function parseTypes(text: string): OdType[] {
	const types: OdType[] = [];
	const pattern = /([acdfoux])(\d+|[CSILFD])?(z?)/y;
	while (pattern.lastIndex < text.length) {
		const at = pattern.lastIndex;
		const [, letter = "", given, z] = pattern.exec(text) ?? [];
		if (letter === "") throw unknown(text.slice(at));
		const standard = letter === "f" ? 8 : 4;
		const size = given === undefined ? standard : (SIZES[given] ?? Number(given));
		const isText = z === "z";
		const type =
			letter === "a"
				? byName(isText)
				: letter === "c"
					? byChar(isText)
					: letter === "f"
						? floating(size, isText)
						: integer(letter, size, isText);
		if (type === undefined || (/[ac]/.test(letter) && given !== undefined)) throw unknown(text.slice(at));
		types.push(type);
	}
	if (types.length === 0) throw unknown(text);
	return types;
}

function unknown(text: string): DeskError {
	return new DeskError("EUSAGE", `there is no type '${text}'`, {
		at: "od",
		todo: "write a, c, d2, o1, u4, x1 or f8, for example",
	});
}
