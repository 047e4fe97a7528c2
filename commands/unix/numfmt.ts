import { DeskError } from "../../src/base/errors.ts";
import { rawBytes, rawText } from "../../src/base/raw-text.ts";
import { type Context, defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { type Fraction, ROUNDINGS, readHuman, type Scale, writeHuman } from "./shared/human-number.ts";
import { openInput } from "./shared/inputs.ts";
import { LineReader } from "./shared/lines.ts";

const SCALES = ["none", "auto", "si", "iec", "iec-i"];

/** `desk numfmt`: numbers for people, and back. */
export const numfmt = defineCommand({
	name: "numfmt",
	summary: "Convert numbers to and from forms for people",
	about:
		"UNIT is none, si (1K = 1000), iec (1K = 1024), iec-i (1Ki = 1024) or auto (by the i). Numbers are the operands, or a field (the first) of each line of " +
		"standard input. Status 2 when something is no number.",
	args: {
		from: option("what numbers are read as", { value: "UNIT", choices: SCALES }),
		to: option("what they are written as", { value: "UNIT", choices: SCALES.filter((scale) => scale !== "auto") }),
		fromUnit: option("a number read counts so much", { value: "N" }),
		toUnit: option("a number written counts so much", { value: "N" }),
		round: option("how (default from-zero)", { value: "WAY", choices: Object.keys(ROUNDINGS) }),
		suffix: option("written after numbers, and taken off those that have it", { value: "TEXT" }),
		padding: option("so many columns; negative: on the left", { value: "N" }),
		format: option("as %f of printf, with text around it: '%8.2f EUR'", { value: "FORMAT" }),
		grouping: flag("accepted: the C locale groups no digits"),
		field: option("these fields: 2, 1-3, 2- or -", { value: "FIELDS" }),
		delimiter: option("fields are parted by this and not by blanks", { short: "d", value: "X" }),
		header: option("leave the first line, or the first N, as they are", { value: "N", bare: "1" }),
		invalid: option("what is no number: abort, fail at the end, warn, or ignore it", {
			value: "MODE",
			choices: ["abort", "fail", "warn", "ignore"],
		}),
		zeroTerminated: flag("lines end in NUL", "z"),
		debug: flag("accepted"),
		numbers: operands("NUMBER", "what to convert; default: lines of standard input"),
	},
	examples: [
		["desk numfmt --to=iec 123456789", "118M"],
		["desk numfmt --from=iec 5M", "5242880"],
		["desk du /files | desk numfmt --to=iec --from-unit=1024", "the first column for people"],
	],
	failsWith: 1,
	standalone: true,
	async run(context, args) {
		const format = parseFormat(args.format);
		if (format !== undefined && args.padding !== undefined && format.width !== 0)
			throw usage("the format and --padding both say a width");
		const converter = new Converter({
			from: (args.from ?? "none") as Scale,
			to: (args.to ?? "none") as Scale,
			fromUnit: unitOf("--from-unit", args.fromUnit),
			toUnit: unitOf("--to-unit", args.toUnit),
			round: ROUNDINGS[args.round ?? "from-zero"] ?? ROUNDINGS["from-zero"],
			suffix: args.suffix ?? "",
			padding: args.padding === undefined ? (format?.width ?? 0) : paddingOf(args.padding),
			format,
		});
		if (args.delimiter !== undefined && [...args.delimiter].length !== 1 && args.delimiter !== "")
			throw usage("-d takes one character");
		const fields = parseFields(args.field ?? "1");
		const mode = args.invalid ?? "abort";
		const heads = args.numbers.length > 0 || args.header === undefined ? 0 : Number(args.header);
		if (!Number.isInteger(heads) || heads < (args.header === undefined || args.numbers.length > 0 ? 0 : 1))
			throw usage("--header takes a number from 1 on");
		let number = 0;
		for await (const { text: line, end } of linesOf(context, args.numbers, args.zeroTerminated ? "\0" : "\n")) {
			if (number++ < heads) {
				await context.stdout.write(rawBytes(line + end));
				continue;
			}
			const failed: string[] = [];
			const convert = (text: string, field: number): string => {
				const done = fields(field)
					? converter.convert(text, args.delimiter === undefined && (field > 1 || /^\s/.test(text)))
					: text;
				if (done === undefined) failed.push(text.trim());
				return done ?? text;
			};
			const converted = byFields(line, args.delimiter, convert);
			const [wrong] = failed;
			if (wrong !== undefined && mode !== "ignore") {
				context.note(`numfmt: '${wrong}' is no number of this form`);
				if (mode !== "warn") context.setStatus(INVALID);
				if (mode === "abort") return;
			}
			await context.stdout.write(context.json ? `${JSON.stringify({ text: converted })}\n` : rawBytes(converted + end));
		}
	},
});

/** The status when something is no number. */
const INVALID = 2;

interface Line {
	text: string;
	/** What ends it: nothing, where the input ends without a newline. */
	end: string;
}

async function* linesOf(
	context: Context,
	numbers: readonly string[],
	end: string,
): AsyncGenerator<Line, void, undefined> {
	for (const text of numbers) yield { text, end };
	if (numbers.length > 0) return;
	const reader = new LineReader((await openInput(context, "-")).stream(), end.charCodeAt(0));
	while (await reader.next())
		yield { text: rawText(reader.bytes.subarray(reader.start, reader.end)), end: reader.ended ? end : "" };
}

/** A line with some of its fields changed. A field parted by blanks has those before it, but for one. */
function byFields(
	line: string,
	delimiter: string | undefined,
	convert: (text: string, field: number) => string,
): string {
	if (delimiter !== undefined) {
		const fields = delimiter === "" ? [line] : line.split(delimiter);
		return fields.map((text, at) => convert(text, at + 1)).join(delimiter);
	}
	let out = "";
	let field = 0;
	for (let at = 0; at <= line.length; ) {
		const [text = ""] = /^[ \t]*[^ \t]*/.exec(line.slice(at)) ?? [];
		out += convert(text, ++field);
		at += text.length;
		out += line.charAt(at);
		if (at >= line.length) break;
		at++;
	}
	return out;
}

interface Format {
	before: string;
	after: string;
	/** Negative: on the left. */
	width: number;
	zeros: boolean;
	precision: number | undefined;
}

interface Settings {
	from: Scale;
	to: Scale;
	fromUnit: bigint;
	toUnit: bigint;
	round: ((value: Fraction) => bigint) | undefined;
	suffix: string;
	padding: number;
	format: Format | undefined;
}

class Converter {
	readonly #settings: Settings;

	constructor(settings: Settings) {
		this.#settings = settings;
	}

	/** @param keepsWidth the result is as wide as the field was, if no width was asked for */
	convert(field: string, keepsWidth: boolean): string | undefined {
		const { from, to, fromUnit, toUnit, round = ROUNDINGS["from-zero"], suffix, padding, format } = this.#settings;
		const text = field.trimStart();
		const bare = suffix !== "" && text.endsWith(suffix) && text !== suffix ? text.slice(0, -suffix.length) : text;
		const read = readHuman(bare, from);
		if (read === undefined || round === undefined) return undefined;
		const value: Fraction = { n: read.value.n * fromUnit, d: read.value.d * toUnit };
		const number =
			writeHuman(value, { scale: to, round, precision: format?.precision, plainPrecision: read.precision }) + suffix;
		const width = padding !== 0 ? padding : keepsWidth ? field.length : 0;
		const zeros = format?.zeros === true ? format.width : 0;
		const sign = number.startsWith("-") ? "-" : "";
		const filled = zeros > 0 ? sign + number.slice(sign.length).padStart(zeros - sign.length, "0") : number;
		const padded = width < 0 ? filled.padEnd(-width) : filled.padStart(width);
		return `${format?.before ?? ""}${padded}${format?.after ?? ""}`;
	}
}

function parseFormat(text: string | undefined): Format | undefined {
	if (text === undefined) return undefined;
	const [, before = "", flags = "", width = "", precision, after = ""] =
		/^((?:[^%]|%%)*)%([0'\- ]*)(\d*)(?:\.(\d*))?f((?:[^%]|%%)*)$/s.exec(text) ?? [];
	if (!/%[0'\- ]*\d*(?:\.\d*)?f/.test(text) || (before === "" && after === "" && !text.startsWith("%")))
		throw usage(`'${text}' is no format`);
	return {
		before: before.replaceAll("%%", "%"),
		after: after.replaceAll("%%", "%"),
		width: Number(width) * (flags.includes("-") ? -1 : 1),
		zeros: flags.includes("0"),
		precision: precision === undefined ? undefined : Number(precision),
	};
}

/** Which fields are meant, counted from 1. */
function parseFields(text: string): (field: number) => boolean {
	const ranges = text.split(",").map((part) => {
		const [, from = "", dash = "", to = ""] = /^(\d*)(-?)(\d*)$/.exec(part) ?? [];
		const [first, last] = [Number(from || 1), dash === "" ? Number(from) : Number(to || Number.MAX_SAFE_INTEGER)];
		if (part === "" || (from === "" && dash === "") || first < 1 || last < first)
			throw usage(`--field takes fields, not '${text}'`);
		return [first, last] as const;
	});
	return (field) => ranges.some(([first, last]) => field >= first && field <= last);
}

function unitOf(name: string, text: string | undefined): bigint {
	if (text === undefined) return 1n;
	const [, digits, letter = ""] = /^(\d*)([KMGTPEZY]?i?)$/.exec(text) ?? [];
	const read = digits === undefined ? undefined : readHuman(`${digits || 1}${letter}`, "auto");
	if (read === undefined || read.value.n <= 0n || text === "")
		throw usage(`${name} takes a number from 1 on, not '${text}'`);
	return read.value.n;
}

function paddingOf(text: string): number {
	const width = Number(text);
	if (!/^-?\d+$/.test(text) || width === 0) throw usage(`--padding takes a number that is not 0, not '${text}'`);
	return width;
}

function usage(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "numfmt", todo: "see `desk numfmt --help`" });
}
