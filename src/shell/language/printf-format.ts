/** The format of `printf`, taken apart once: it is used again until no argument is left. */
import { unescapeFormat } from "./escapes.ts";

export type Conversion =
	| "b"
	| "c"
	| "d"
	| "i"
	| "o"
	| "u"
	| "x"
	| "X"
	| "e"
	| "E"
	| "f"
	| "F"
	| "g"
	| "G"
	| "a"
	| "A"
	| "n"
	| "q"
	| "Q"
	| "s"
	| "T";

/** One conversion: `%[flags][width][.precision]letter`. */
export interface Specification {
	conversion: Conversion;
	flags: string;
	/** `*`: it is the next argument. */
	width?: number | "*";
	precision?: number | "*";
	/** What stands between `%(` and `)T`. */
	time?: string;
}

export type Piece = { text: string } | Specification | { error: string; fatal: boolean };

const CONVERSIONS = "bcdiouxXeEfFgGaAnqQs";
const HEAD = /%([#'\-+ 0]*)(\*|\d*)(?:(\.)(\*|-?\d*))?[hjlLtz]*/y;
/** More than the C library takes. */
const MOST = 2 ** 31 - 1;

/** The pieces of a format, up to its first fatal error. */
export function parseFormat(format: string): Piece[] {
	const pieces: Piece[] = [];
	for (let at = 0; at < format.length; ) {
		const percent = format.indexOf("%", at);
		const plain = format.slice(at, percent < 0 ? undefined : percent);
		if (plain !== "") pieces.push({ text: unescapeFormat(plain) });
		if (percent < 0) break;
		const [piece, length] = specification(format, percent);
		pieces.push(piece);
		if ("error" in piece && !piece.fatal) pieces.push({ text: "%" });
		at = percent + length;
	}
	return pieces;
}

function specification(format: string, at: number): [piece: Piece, length: number] {
	if (format[at + 1] === "%") return [{ text: "%" }, 2];
	HEAD.lastIndex = at;
	const [head = "", flags = "", width = "", point, precision = ""] = HEAD.exec(format) ?? [];
	const end = at + head.length;
	const letter = format[end];
	if (letter === undefined) return fatal(`\`${format.slice(at)}': missing format character`);
	const spec = { flags, ...size("width", width), ...(point === undefined ? {} : size("precision", precision || "0")) };
	if ([spec.width, spec.precision].some((number) => typeof number === "number" && number > MOST)) {
		return fatal("Value too large for defined data type");
	}
	if (letter === "(") {
		const close = parenthesis(format, end);
		if (format[close + 1] === "T") {
			return [{ ...spec, conversion: "T", time: format.slice(end + 1, close) }, close + 2 - at];
		}
		return [{ error: `warning: \`${format[close + 1] ?? ""}': invalid time format specification`, fatal: false }, 1];
	}
	if (!CONVERSIONS.includes(letter)) return fatal(`\`${letter}': invalid format character`);
	return [{ ...spec, conversion: letter as Conversion }, head.length + 1];
}

function fatal(error: string): [Piece, number] {
	return [{ error, fatal: true }, Number.POSITIVE_INFINITY];
}

/** A negative precision is none. */
function size(name: "width" | "precision", digits: string): Partial<Record<typeof name, number | "*">> {
	if (digits === "" || digits.startsWith("-")) return {};
	return { [name]: digits === "*" ? digits : Number(digits) };
}

/** Where the parenthesis at `open` is closed, or the end. */
function parenthesis(format: string, open: number): number {
	let level = 0;
	for (let at = open; at < format.length; at++) {
		if (format[at] === "(") level++;
		else if (format[at] === ")" && --level === 0) return at;
	}
	return format.length;
}
