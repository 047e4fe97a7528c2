/** Dates as text: the conversions of GNU date (strftime of POSIX with GNU's flags `-_0+^#`, widths, `%N`, `%:z`), in the C locale. */
import { DAYS, MONTHS } from "./calendar.ts";
import { utcSeconds, type Wall, wallAt, type Zone } from "./zone.ts";

/** An instant; nanoseconds are 0 to 999,999,999. */
export interface Instant {
	seconds: number;
	nanos: number;
}

/** All that conversions look at. */
interface Fields extends Wall {
	weekday: number;
	/** From 0. */
	yearDay: number;
	offset: number;
	zone: string;
	instant: Instant;
}

interface Spec {
	/** `-` `_` `0` `+`, or "" when none was said. */
	pad: string;
	upper: boolean;
	swap: boolean;
	width: number;
}

type Conversion = (fields: Fields, spec: Spec) => string;

/** A number with at least so many digits. */
function digits(count: number, get: (fields: Fields) => number, padding = "0"): Conversion {
	return (fields, spec) => padNumber(get(fields), count, padding, spec);
}

function padNumber(value: number, count: number, padding: string, spec: Spec, sign = value < 0 ? "-" : ""): string {
	return padSigned(sign, String(Math.abs(value)), count, padding, spec);
}

/** Pad after the sign with zeros, before it with blanks. */
function padSigned(sign: string, number: string, count: number, padding: string, spec: Spec): string {
	const pad = spec.pad === "" ? padding : spec.pad;
	const width = spec.width < 0 ? count : spec.width;
	const short = Math.max(0, width - sign.length - number.length);
	if (pad === "-") return sign + number;
	return pad === "_" ? " ".repeat(short) + sign + number : sign + "0".repeat(short) + number;
}

/** A year, or its first two digits: with `+` it has a sign when it is longer than usual, or wider than it must be. */
function yearish(count: number, get: (fields: Fields) => number): Conversion {
	return (fields, spec) => {
		const value = get(fields);
		const most = count === 2 ? 99 : 9999;
		const signed = spec.pad === "+" && (value > most || count < spec.width);
		return padNumber(value, count, "0", spec, value < 0 ? "-" : signed ? "+" : "");
	};
}

function text(get: (fields: Fields) => string, swapped: "upper" | "lower" = "upper"): Conversion {
	return (fields, spec) => {
		const plain = get(fields);
		const shown =
			spec.swap && swapped === "lower" ? plain.toLowerCase() : spec.upper || spec.swap ? plain.toUpperCase() : plain;
		return padText(shown, spec);
	};
}

function padText(shown: string, spec: Spec): string {
	return spec.pad === "-" ? shown : shown.padStart(spec.width, spec.pad === "0" || spec.pad === "+" ? "0" : " ");
}

/** Several conversions in one. */
function composed(format: string, keepsPad = false): Conversion {
	return (fields, spec) => padText(formatFields(format, fields, { ...spec, pad: keepsPad ? spec.pad : "" }), spec);
}

const hour12 = ({ hour }: Fields) => hour % 12 || 12;
const mod = (value: number, by: number) => ((value % by) + by) % by;

/** The ISO 8601 week: its year, and its number. */
function isoWeek({ year, yearDay, weekday }: Fields): { year: number; week: number } {
	const isLeap = (y: number) => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
	const week = Math.floor((yearDay - mod(weekday - 1, 7) + 10) / 7);
	if (week < 1) {
		const before = yearDay + (isLeap(year - 1) ? 366 : 365);
		return { year: year - 1, week: Math.floor((before - mod(weekday - 1, 7) + 10) / 7) };
	}
	const left = (isLeap(year) ? 366 : 365) - yearDay - 1;
	return left < 3 - mod(weekday - 1, 7) ? { year: year + 1, week: 1 } : { year, week };
}

/** `+hhmm` and its forms with colons. */
function zoneOffset(colons: number): Conversion {
	return ({ offset }, spec) => {
		const [hours, minutes, seconds] = [
			Math.floor(Math.abs(offset) / 3600),
			Math.floor(Math.abs(offset) / 60) % 60,
			Math.abs(offset) % 60,
		];
		const two = (n: number) => String(n).padStart(2, "0");
		const parts = colons < 3 ? colons : seconds !== 0 ? 2 : minutes !== 0 ? 1 : -1;
		const forms: Readonly<Record<number, readonly [number, string]>> = {
			0: [5, String(hours * 100 + minutes)],
			1: [6, `${hours}:${two(minutes)}`],
			2: [9, `${hours}:${two(minutes)}:${two(seconds)}`],
		};
		const [count, number] = forms[parts] ?? [3, String(hours)];
		return padSigned(offset < 0 ? "-" : "+", number, count, "0", spec);
	};
}

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
	n: text(() => "\n"),
	t: text(() => "\t"),
	a: text(({ weekday }) => (DAYS[weekday] ?? "").slice(0, 3)),
	A: text(({ weekday }) => DAYS[weekday] ?? ""),
	b: text(({ month }) => (MONTHS[month - 1] ?? "").slice(0, 3)),
	h: text(({ month }) => (MONTHS[month - 1] ?? "").slice(0, 3)),
	B: text(({ month }) => MONTHS[month - 1] ?? ""),
	p: text(({ hour }) => (hour < 12 ? "AM" : "PM"), "lower"),
	P: ({ hour }, spec) => padText(hour < 12 ? "am" : "pm", spec),
	Z: text(({ zone }) => zone, "lower"),
	C: yearish(2, ({ year }) => Math.floor(year / 100)),
	Y: yearish(4, ({ year }) => year),
	G: yearish(4, (fields) => isoWeek(fields).year),
	y: yearish(2, ({ year }) => mod(year, 100)),
	g: yearish(2, (fields) => mod(isoWeek(fields).year, 100)),
	d: digits(2, ({ day }) => day),
	e: digits(2, ({ day }) => day, "_"),
	H: digits(2, ({ hour }) => hour),
	I: digits(2, hour12),
	j: digits(3, ({ yearDay }) => yearDay + 1),
	k: digits(2, ({ hour }) => hour, "_"),
	l: digits(2, hour12, "_"),
	m: digits(2, ({ month }) => month),
	M: digits(2, ({ minute }) => minute),
	q: digits(1, ({ month }) => Math.ceil(month / 3)),
	s: digits(1, ({ instant }) => instant.seconds),
	S: digits(2, ({ second }) => second),
	u: digits(1, ({ weekday }) => weekday || 7),
	w: digits(1, ({ weekday }) => weekday),
	U: digits(2, ({ yearDay, weekday }) => Math.floor((yearDay - weekday + 7) / 7)),
	V: digits(2, (fields) => isoWeek(fields).week),
	W: digits(2, ({ yearDay, weekday }) => Math.floor((yearDay - mod(weekday - 1, 7) + 7) / 7)),
	N: nanoseconds,
	c: composed("%a %b %e %H:%M:%S %Y"),
	D: composed("%m/%d/%y", true),
	F: isoDate,
	r: composed("%I:%M:%S %p"),
	R: composed("%H:%M"),
	T: composed("%H:%M:%S"),
	x: composed("%m/%d/%y"),
	X: composed("%H:%M:%S"),
	z: zoneOffset(0),
	":z": zoneOffset(1),
	"::z": zoneOffset(2),
	":::z": zoneOffset(3),
};

/** The first `width` digits; what a width beyond them asks for is put after them. */
function nanoseconds({ instant }: Fields, spec: Spec): string {
	const width = spec.width <= 0 ? 9 : spec.width;
	const all = String(instant.nanos)
		.padStart(9, "0")
		.slice(0, Math.min(width, 9))
		.replace(/(?<=.)0+$/, "");
	if (spec.pad === "-") return all;
	return all.padEnd(width, spec.pad === "_" ? " " : "0");
}

/** `%Y-%m-%d`, where flags and width are those of the year. */
function isoDate(fields: Fields, spec: Spec): string {
	const own: Spec =
		spec.pad === "" && spec.width < 0
			? { ...spec, pad: "+", width: 4 }
			: { ...spec, width: Math.max(0, spec.width - 6) };
	return `${CONVERSIONS.Y?.(fields, own)}${formatFields("-%m-%d", fields)}`;
}

/** What date prints for an instant in a zone. */
export function strftime(format: string, instant: Instant, zone: Zone): string {
	const { offset, name } = zone.at(instant.seconds);
	const wall = wallAt(instant.seconds, offset);
	const midnight = utcSeconds({ ...wall, hour: 0, minute: 0, second: 0 });
	const newYear = utcSeconds({ year: wall.year, month: 1, day: 1, hour: 0, minute: 0, second: 0 });
	const fields: Fields = { ...wall, yearDay: Math.round((midnight - newYear) / 86_400), offset, zone: name, instant };
	return formatFields(format, fields);
}

const CONVERSION = /%(?:%|([-_0+^#]*)(\d*)([EO]?)(:{0,3}[A-Za-z])?)/g;

const YEARS = "CYGyg";

/** What is no conversion is printed as it is, padded. Within another conversion that one's case, and for years its padding, hold. */
function formatFields(format: string, fields: Fields, outer?: Spec): string {
	return format.replace(CONVERSION, (whole, flags = "", width = "", _modifier?: string, letter?: string) => {
		if (whole === "%%") return "%";
		const conversion = letter === undefined ? undefined : CONVERSIONS[letter];
		const spec: Spec = {
			pad: flags.replace(/[\^#]/g, "").at(-1) ?? (YEARS.includes(letter ?? " ") ? (outer?.pad ?? "") : ""),
			upper: outer?.upper === true || flags.includes("^"),
			swap: flags.includes("#"),
			width: width === "" ? -1 : Number(width),
		};
		return conversion === undefined ? padText(whole, spec) : conversion(fields, spec);
	});
}
