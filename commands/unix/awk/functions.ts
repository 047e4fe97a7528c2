/** Functions of awk from values to a value. */
import { DeskError } from "../../../src/base/errors.ts";
import { toLower, toUpper } from "../shared/letter-case.ts";
import type { Ready } from "./code.ts";
import { argumentsOf } from "./compile-builtin.ts";
import { sprintf } from "./format.ts";
import type { Runtime } from "./runtime.ts";
import { DEFAULT_FORMAT, GREENWICH, mktime, strftime, zoneOf } from "./time.ts";
import { lengthOf, sliceText, textToNumber } from "./values.ts";

type Build = (parts: readonly Ready[], runtime: Runtime) => Ready;

const numeric =
	(of: (value: number) => number): Build =>
	([part], { make }) => {
		const { number } = part as Ready;
		return make.ofNumber(() => of(number()));
	};

const textual =
	(of: (text: string) => string): Build =>
	([part], { make }) => {
		const { text } = part as Ready;
		return make.ofText(() => of(text()));
	};

/** Whole numbers of up to 53 bits, as gawk's functions on bits take them. */
const bitwise =
	(name: string, of: (a: bigint, b: bigint) => bigint): Build =>
	(parts, { make }) =>
		make.ofNumber(() => Number(parts.map((part) => bits(part.number(), name)).reduce(of)));

function bits(value: number, name: string): bigint {
	if (value >= 0 && Number.isFinite(value)) return BigInt(Math.trunc(value));
	throw new DeskError("EINVAL", `${name} takes numbers from 0 on, not ${value}`, { at: "awk" });
}

function substr(text: string, from: number, count: number): string {
	if (Number.isNaN(from) || Number.isNaN(count)) return "";
	// As gawk: parts of numbers are cut off, and what lies before the text counts as its beginning.
	const start = Math.max(1, Math.trunc(from)) - 1;
	return sliceText(text, start, start + Math.trunc(count));
}

/** gawk: hexadecimal after 0x, octal after 0. */
function strtonum(text: string): number {
	const found = /^\s*([+-]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]+)(?![.\deE]))/.exec(text);
	if (found === null) return textToNumber(text);
	const value = found[2] === undefined ? Number.parseInt(found[3] ?? "", 8) : Number.parseInt(found[2], 16);
	return found[1] === "-" ? -value : value;
}

const now = () => Math.floor(Date.now() / 1000);

/** Functions by their names; each is built for the code of its arguments. */
export const FUNCTIONS: Readonly<Record<string, Build>> = {
	int: numeric(Math.trunc),
	sqrt: numeric(Math.sqrt),
	exp: numeric(Math.exp),
	log: numeric(Math.log),
	sin: numeric(Math.sin),
	cos: numeric(Math.cos),
	compl: numeric((value) => Number(bits(value, "compl") ^ (2n ** 53n - 1n))),
	and: bitwise("and", (a, b) => a & b),
	or: bitwise("or", (a, b) => a | b),
	xor: bitwise("xor", (a, b) => a ^ b),
	lshift: bitwise("lshift", (a, b) => a << b),
	rshift: bitwise("rshift", (a, b) => a >> b),
	atan2: ([y, x], { make }) => make.ofNumber(() => Math.atan2((y as Ready).number(), (x as Ready).number())),
	rand: (_, { make, random }) => make.ofNumber(() => random.next()),
	srand: ([seed], { make, random }) => make.ofNumber(() => random.seed(seed === undefined ? now() : seed.number())),
	tolower: textual(toLower),
	toupper: textual(toUpper),
	strtonum: ([part], { make }) =>
		make.ofNumber(() => {
			const value = (part as Ready).value();
			return typeof value === "number" ? value : strtonum((part as Ready).text());
		}),
	index: ([text, part], { make }) =>
		make.ofNumber(() => {
			const whole = (text as Ready).text();
			const at = whole.indexOf((part as Ready).text());
			return at <= 0 ? at + 1 : lengthOf(whole.slice(0, at)) + 1;
		}),
	substr: ([text, from, count], { make }) =>
		make.ofText(() => {
			const whole = (text as Ready).text();
			const start = (from as Ready).number();
			return substr(whole, start, count === undefined ? Number.POSITIVE_INFINITY : count.number());
		}),
	sprintf: ([format, ...values], runtime) =>
		runtime.make.ofText(() => {
			const text = (format as Ready).text();
			return sprintf(text, argumentsOf(values, runtime));
		}),
	systime: (_, { make }) => make.ofNumber(now),
	mktime: ([text], { make, context }) => make.ofNumber(() => mktime((text as Ready).text(), zoneOf(context.variables))),
	strftime: ([format, time, isUtc], { make, context }) =>
		make.ofText(() => {
			const by = format === undefined ? DEFAULT_FORMAT : format.text();
			const at = time === undefined ? now() : time.number();
			return strftime(by, at, isUtc?.test() === true ? GREENWICH : zoneOf(context.variables));
		}),
};
