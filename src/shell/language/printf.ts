/** The `printf` of bash 5.2, but for writing what it makes. Widths and precisions of texts count bytes, as there. */
import { rawBytes, rawText } from "../../base/raw-text.ts";
import { strftime } from "../../base/strftime.ts";
import { zoneOf } from "../../base/zone.ts";
import { joinBytes, unescapeEcho } from "./escapes.ts";
import { formatLongDouble, parseLongDouble } from "./long-double.ts";
import { type Piece, parseFormat, type Specification } from "./printf-format.ts";
import { quoteForReuse } from "./quote.ts";

export interface PrintfOptions {
	/** What `%(…)T` prints for -1, or without an argument. Default: the clock. */
	now?: () => Date;
	/** What it prints for -2: when the shell began, in milliseconds since the epoch. Default: now. */
	startedAt?: number;
	/** The value of TZ; `undefined` is the machine's own zone. */
	zone?: string | undefined;
}

export interface PrintfResult {
	/** Raw text; it may have NULs. */
	output: string;
	status: 0 | 1;
	/** Each is a line for stderr, without the `printf: ` in front. */
	errors: string[];
	/** A `%b` had a `\c`. */
	stop: boolean;
	/** What `%n` assigned: how many bytes were printed before it. */
	assigned: Record<string, string>;
}

/** Widths and precisions above this are refused: they would fill the memory. */
const MAX_SIZE = 50_000_000;
const ASCII = /^[\0-\x7f]*$/;

/** `printf format args…`: the format is used until no argument is left. Never throws. */
export function formatPrintf(format: string, args: readonly string[], options: PrintfOptions = {}): PrintfResult {
	const pieces = parseFormat(format);
	const printer = new Printer(args, options);
	do {
		const before = printer.used;
		if (!printer.print(pieces) || printer.used === before) break;
	} while (printer.used < args.length);
	return printer.result();
}

class Printer {
	used = 0;
	private readonly args: readonly string[];
	private readonly options: PrintfOptions;
	private readonly parts: string[] = [];
	private readonly errors: string[] = [];
	private readonly assigned: Record<string, string> = {};
	private status: 0 | 1 = 0;
	private stop = false;

	constructor(args: readonly string[], options: PrintfOptions) {
		this.args = args;
		this.options = options;
	}

	result(): PrintfResult {
		const { errors, stop, assigned } = this;
		// After a `\c` bash forgets that a number was wrong.
		return { output: joinBytes(this.parts.join("")), status: stop ? 0 : this.status, errors, stop, assigned };
	}

	/** Goes through the format once; false when nothing may follow. */
	print(pieces: readonly Piece[]): boolean {
		const first = this.parts.length;
		for (const piece of pieces) {
			if ("text" in piece) this.parts.push(piece.text);
			else if ("error" in piece) {
				this.errors.push(piece.error);
				if (piece.fatal) return this.fail();
			} else if (!this.convert(piece, first)) return false;
		}
		return true;
	}

	private fail(): false {
		this.status = 1;
		return false;
	}

	private convert(spec: Specification, first: number): boolean {
		const width = this.size(spec.width);
		const precision = this.size(spec.precision);
		if (Math.abs(width ?? 0) > MAX_SIZE || (precision ?? 0) > MAX_SIZE) {
			this.errors.push("field width or precision is too large");
			return this.fail();
		}
		const layout: Layout = {
			flags: width !== undefined && width < 0 ? `${spec.flags}-` : spec.flags,
			width: Math.abs(width ?? 0),
			...(precision === undefined || precision < 0 ? {} : { precision }),
		};
		if (spec.conversion === "n") return this.count(first);
		this.parts.push(this.text(spec, layout));
		return !this.stop;
	}

	private text(spec: Specification, layout: Layout): string {
		const { conversion } = spec;
		switch (conversion) {
			case "s":
				return padText(this.next() ?? "", layout);
			case "c": {
				const [byte = 0] = rawBytes(this.next() ?? "");
				return padText(rawText(Uint8Array.of(byte)), { flags: layout.flags, width: layout.width });
			}
			case "b": {
				const { text, stop } = unescapeEcho(this.next() ?? "", "printf");
				this.stop = stop;
				return padText(text, layout);
			}
			case "q":
				return padText(quoteForReuse(this.next() ?? ""), layout);
			case "Q":
				return padText(quoteForReuse(cut(this.next() ?? "", layout.precision)), {
					flags: layout.flags,
					width: layout.width,
				});
			case "T":
				return padText(this.time(spec.time ?? ""), layout);
			case "d":
			case "i":
				return padInteger(this.integer(true), "d", layout);
			case "o":
			case "u":
			case "x":
			case "X":
				return padInteger(this.integer(false), conversion, layout);
			case "n":
				return "";
			default:
				return this.float(conversion, layout);
		}
	}

	private next(): string | undefined {
		const arg = this.args[this.used];
		if (arg !== undefined) this.used++;
		return arg;
	}

	private size(size: number | "*" | undefined): number | undefined {
		return size === "*" ? Number(this.integer(true)) : size;
	}

	private count(first: number): boolean {
		const name = this.next() ?? "";
		if (name === "") return true;
		if (!/^[A-Za-z_]\w*$/.test(name)) {
			this.errors.push(`\`${name}': not a valid identifier`);
			return this.fail();
		}
		this.assigned[name] = String(rawBytes(this.parts.slice(first).join("")).length);
		return true;
	}

	private invalid(arg: string): void {
		const kind = /^0[xX]/.test(arg)
			? "invalid hex number"
			: /^0\d/.test(arg)
				? "invalid octal number"
				: "invalid number";
		this.errors.push(`${arg}: ${kind}`);
		this.status = 1;
	}

	/** As `strtoimax` and `strtoumax` of base 0: what begins with no number is 0, what is too large is the largest. */
	private integer(signed: boolean): bigint {
		const arg = this.next();
		if (arg === undefined) return 0n;
		if (/^['"]/.test(arg)) return codeOf(arg);
		const [whole, sign, digits = ""] = /^[ \t\n\v\f\r]*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*|)/.exec(arg) ?? [""];
		if (digits === "" ? arg !== "" : whole.length < arg.length) this.invalid(arg);
		const size = /^0[0-7]/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits || 0);
		const value = sign === "-" ? -size : size;
		const [least, most] = signed ? [-(2n ** 63n), 2n ** 63n - 1n] : [-(2n ** 64n - 1n), 2n ** 64n - 1n];
		if (value <= most && value >= least) return signed ? value : BigInt.asUintN(64, value);
		if (whole.length === arg.length) this.errors.push(`warning: ${arg}: Numerical result out of range`);
		return value > most || !signed ? most : least;
	}

	private float(conversion: string, layout: Layout): string {
		const arg = this.next() ?? "";
		let value = parseLongDouble("0").value;
		if (/^['"]/.test(arg)) value = parseLongDouble(String(codeOf(arg))).value;
		else if (arg !== "") {
			const parsed = parseLongDouble(arg);
			value = parsed.value;
			if (parsed.length < arg.length) this.invalid(arg);
		}
		const kind = conversion.toLowerCase() as "e" | "f" | "g" | "a";
		const digits = formatLongDouble(value, kind, layout.precision, layout.flags.includes("#"));
		const sign = value.negative ? "-" : signOf(layout.flags);
		const finite = value.special === undefined;
		const text = padNumber(sign, finite && kind === "a" ? "0x" : "", digits.replace(/^0x/, ""), layout, finite);
		return conversion === kind ? text : text.toUpperCase();
	}

	private time(format: string): string {
		const seconds = this.used < this.args.length ? Number(this.integer(true)) : -1;
		const now = () => (this.options.now?.() ?? new Date()).getTime();
		const special = seconds === -1 ? now() : seconds === -2 ? (this.options.startedAt ?? now()) : undefined;
		const at = special === undefined ? seconds : Math.floor(special / 1000);
		const zone = zoneOf(this.options.zone === undefined ? {} : { TZ: this.options.zone });
		// Beyond what JavaScript's dates can say there is nothing to print.
		if (Math.abs(at) > 8.64e12 - 90_000) return "";
		return strftime(format === "" ? "%X" : format, { seconds: at, nanos: 0 }, zone);
	}
}

/** The code point of the character after the quote. */
function codeOf(arg: string): bigint {
	const point = arg.codePointAt(1) ?? 0;
	return BigInt(point >= 0xdc80 && point <= 0xdcff ? point - 0xdc00 : point);
}

interface Layout {
	flags: string;
	width: number;
	precision?: number;
}

/** The first so many bytes. */
function cut(text: string, bytes: number | undefined): string {
	if (bytes === undefined || text.length * 3 <= bytes) return text;
	return ASCII.test(text) ? text.slice(0, bytes) : rawText(rawBytes(text).subarray(0, bytes));
}

function padText(text: string, { flags, width, precision }: Layout): string {
	const shown = cut(text, precision);
	if (width <= shown.length && ASCII.test(shown)) return shown;
	const blanks = " ".repeat(Math.max(0, width - (ASCII.test(shown) ? shown.length : rawBytes(shown).length)));
	return flags.includes("-") ? shown + blanks : blanks + shown;
}

const signOf = (flags: string): string => (flags.includes("+") ? "+" : flags.includes(" ") ? " " : "");

function padInteger(value: bigint, conversion: "d" | "o" | "u" | "x" | "X", layout: Layout): string {
	const size = value < 0n ? -value : value;
	const base = conversion === "o" ? 8 : conversion === "x" || conversion === "X" ? 16 : 10;
	const { precision, flags } = layout;
	let digits = value === 0n && precision === 0 ? "" : size.toString(base).padStart(precision ?? 0, "0");
	const alternate = flags.includes("#");
	if (alternate && base === 8 && digits[0] !== "0") digits = `0${digits}`;
	const prefix = alternate && base === 16 && value !== 0n ? "0x" : "";
	const sign = value < 0n ? "-" : conversion === "d" ? signOf(flags) : "";
	const text = padNumber(sign, prefix, digits, layout, precision === undefined);
	return conversion === "X" ? text.toUpperCase() : text;
}

/** Zeros go after sign and prefix, blanks before them or at the end. */
function padNumber(sign: string, prefix: string, digits: string, { flags, width }: Layout, zeros: boolean): string {
	const short = Math.max(0, width - sign.length - prefix.length - digits.length);
	if (flags.includes("-")) return sign + prefix + digits + " ".repeat(short);
	if (flags.includes("0") && zeros) return sign + prefix + "0".repeat(short) + digits;
	return " ".repeat(short) + sign + prefix + digits;
}
