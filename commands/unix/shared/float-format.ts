/** One floating-point directive of printf in a text: `%05.1f`, `%g`, `%e`. */
import { DeskError } from "../../../src/base/errors.ts";

/** Prints numbers by a format that has exactly one directive. @throws DeskError EUSAGE */
export function floatFormat(format: string, command: string): (value: number) => string {
	const refuse = (what: string) =>
		new DeskError("EUSAGE", what, { at: command, todo: "write it as %g, %.2f or %05.1f" });
	const parts = format.split(/(%%|%[-+ #0']*\d*(?:\.\d*)?L?[a-zA-Z]?)/);
	const directives = parts.filter((part, index) => index % 2 === 1 && part !== "%%");
	const [directive] = directives;
	if (directive === undefined) throw refuse(`the format '${format}' has no % directive`);
	if (directives.length > 1) throw refuse(`the format '${format}' has too many % directives`);
	const found = /^%([-+ #0']*)(\d*)(?:\.(\d*))?L?([aAeEfFgG])$/.exec(directive);
	if (found === null) throw refuse(`the format '${format}' has an unknown directive, ${directive}`);
	const [, flags = "", width = "", precision, letter = "g"] = found;
	const places = precision === undefined ? 6 : Number(precision);
	const texts = parts.map((part, index) => (index % 2 === 1 && part === "%%" ? "%" : part));
	const at = parts.findIndex((part, index) => index % 2 === 1 && part !== "%%");
	const before = texts.slice(0, at).join("");
	const after = texts.slice(at + 1).join("");
	return (value) => before + padded(value, { flags, width: Number(width), places, letter }) + after;
}

interface Directive {
	flags: string;
	width: number;
	places: number;
	letter: string;
}

function padded(value: number, { flags, width, places, letter }: Directive): string {
	const negative = value < 0 || Object.is(value, -0);
	const sign = negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
	const bare = bodyOf(Math.abs(value), letter.toLowerCase(), places, flags.includes("#"));
	const body = letter === letter.toLowerCase() ? bare : bare.toUpperCase();
	if (flags.includes("-")) return (sign + body).padEnd(width);
	if (flags.includes("0") && Number.isFinite(value)) return sign + body.padStart(width - sign.length, "0");
	return (sign + body).padStart(width);
}

function bodyOf(value: number, letter: string, places: number, keepsZeros: boolean): string {
	if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : "inf";
	if (letter === "f") return fixed(value, places);
	if (letter === "e") return exponential(value, places);
	if (letter === "a") return `0x${value.toString(16)}p+0`;
	const precision = places === 0 ? 1 : places;
	const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(100, precision - 1)).split("e")[1]);
	const plain =
		exponent < -4 || exponent >= precision ? exponential(value, precision - 1) : fixed(value, precision - 1 - exponent);
	if (keepsZeros || !plain.includes(".")) return plain;
	return plain.replace(/\.?0+(e|$)/, "$1");
}

function fixed(value: number, places: number): string {
	// Beyond 1e21 toFixed changes to exponents.
	const text =
		value < 1e21
			? value.toFixed(Math.min(100, places))
			: `${BigInt(value)}${places > 0 ? `.${"0".repeat(places)}` : ""}`;
	return places > 100 ? text.padEnd(text.length + places - 100, "0") : text;
}

function exponential(value: number, places: number): string {
	const [mantissa = "0", power = "+0"] = value.toExponential(Math.min(100, places)).split("e");
	return `${mantissa}e${power.slice(0, 1)}${power.slice(1).padStart(2, "0")}`;
}
