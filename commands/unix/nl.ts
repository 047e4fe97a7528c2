import type { ByteStream } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { joinedLines } from "./shared/inputs.ts";
import { Bytes, lineOutput, NEWLINE, printLines, wholeLines } from "./shared/lines.ts";
import { compileMatcher } from "./shared/matcher.ts";

const FORMATS = ["ln", "rn", "rz"] as const;

/** `desk nl`: lines with numbers. */
export const nl = defineCommand({
	name: "nl",
	summary: "Number lines",
	about:
		"STYLE is a (all lines), t (lines that are not empty, as usual for the body), n (none, as usual for header and footer) or pREGEX (lines that match). " +
		"Lines \\:\\:\\:, \\:\\: and \\: begin a header, a body and a footer.",
	args: {
		bodyNumbering: option("which lines of the body", { short: "b", value: "STYLE" }),
		headerNumbering: option("which lines of headers", { short: "h", value: "STYLE" }),
		footerNumbering: option("which lines of footers", { short: "f", value: "STYLE" }),
		sectionDelimiter: option("instead of \\:", { short: "d", value: "CC" }),
		lineIncrement: option("from a number to the next (default 1)", { short: "i", value: "N" }),
		joinBlankLines: option("of so many empty lines only the last counts (default 1)", { short: "l", value: "N" }),
		numberFormat: {
			...option("left, right, or right with zeros (default rn)", { short: "n", value: "FORMAT" }),
			choices: FORMATS,
		},
		noRenumber: flag("go on counting in the next section", "p"),
		numberSeparator: option("after the number (default a tab)", { short: "s", value: "TEXT" }),
		startingLineNumber: option("the first number (default 1)", { short: "v", value: "N" }),
		numberWidth: option("columns of the number (default 6)", { short: "w", value: "N" }),
		paths: operands("PATH", "files; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		["desk nl /notes/inbox.md", "lines that are not empty, with numbers"],
		["desk nl -ba -w3 -s': ' /files/move/boxes.csv", "all lines, in a form of your own"],
		["desk ls /tasks/work | desk nl -n rz -w 2", "a numbered list"],
	],
	async run(context, args) {
		const whole = (name: string, text: string | undefined, fallback: number, least = Number.NEGATIVE_INFINITY) => {
			if (text === undefined) return fallback;
			const value = Number(text);
			if (!/^\s*[+-]?\d+$/.test(text) || value < least) throw usage(`--${name} takes a number, not '${text}'`);
			return value;
		};
		const numbering = new Numbering({
			sections: {
				header: styleOf(args.headerNumbering ?? "n"),
				body: styleOf(args.bodyNumbering ?? "t"),
				footer: styleOf(args.footerNumbering ?? "n"),
			},
			mark: markOf(args.sectionDelimiter),
			start: whole("starting-line-number", args.startingLineNumber, 1),
			step: whole("line-increment", args.lineIncrement, 1),
			blanks: whole("join-blank-lines", args.joinBlankLines, 1, 1),
			width: whole("number-width", args.numberWidth, 6, 1),
			format: args.numberFormat ?? "rn",
			separator: rawBytes(args.numberSeparator ?? "\t"),
			goesOn: args.noRenumber,
		});
		await printLines(context, numbering.lines(joinedLines(context, args.paths)));
	},
});

function usage(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "nl", todo: "see `desk nl --help`" });
}

type Style = "all" | "text" | "none" | ((line: Buffer) => boolean);

function styleOf(text: string): Style {
	const named = ({ a: "all", t: "text", n: "none" } as const)[text];
	if (named !== undefined) return named;
	if (!text.startsWith("p")) throw usage(`'${text}' is no style; it is a, t, n or pREGEX`);
	const matcher = compileMatcher({
		patterns: [text.slice(1)],
		mode: "basic",
		ignoreCase: false,
		word: false,
		line: false,
		invert: false,
	});
	return (line) => matcher.test(line);
}

/** What begins a section, once for the footer up to three times for the header; undefined for none. */
function markOf(text: string | undefined): Buffer | undefined {
	if (text === "") return undefined;
	const bytes = rawBytes(text ?? "\\:");
	return bytes.length === 1 ? Buffer.concat([bytes, Buffer.from(":")]) : bytes;
}

interface Options {
	sections: Readonly<Record<"header" | "body" | "footer", Style>>;
	mark: Buffer | undefined;
	start: number;
	step: number;
	blanks: number;
	width: number;
	format: string;
	separator: Buffer;
	goesOn: boolean;
}

const SECTIONS = ["footer", "body", "header"] as const;

class Numbering {
	readonly #options: Options;
	readonly #marks: readonly Buffer[];
	readonly #margin: string;
	#style: Style;
	#number: number;
	/** Empty lines in a row. */
	#blank = 0;

	constructor(options: Options) {
		this.#options = options;
		const { mark } = options;
		this.#marks =
			mark === undefined ? [] : [1, 2, 3].map((count) => Buffer.concat(new Array<Buffer>(count).fill(mark)));
		this.#margin = " ".repeat(options.width + options.separator.length);
		this.#style = options.sections.body;
		this.#number = options.start;
	}

	async *lines(source: ByteStream): AsyncGenerator<Buffer, void, undefined> {
		const out = new Bytes();
		for await (const bytes of wholeLines(source)) {
			for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
				const found = bytes.indexOf(NEWLINE, start);
				end = found < 0 ? bytes.length : found;
				this.#line(bytes.subarray(start, end), out);
				out.byte(NEWLINE);
				if (out.full) yield out.take();
			}
		}
		if (out.length > 0) yield out.take();
	}

	#line(line: Buffer, out: Bytes): void {
		const section = SECTIONS[this.#marks.findIndex((mark) => mark.equals(line))];
		if (section !== undefined) {
			this.#style = this.#options.sections[section];
			if (!this.#options.goesOn) this.#number = this.#options.start;
			return;
		}
		if (this.#isNumbered(line)) {
			out.text(this.#label());
			out.copy(this.#options.separator);
		} else out.text(this.#margin);
		out.copy(line);
	}

	#isNumbered(line: Buffer): boolean {
		if (typeof this.#style === "function") return this.#style(line);
		if (this.#style !== "all") return this.#style === "text" && line.length > 0;
		if (line.length > 0 || this.#options.blanks === 1) {
			this.#blank = 0;
			return true;
		}
		if (++this.#blank < this.#options.blanks) return false;
		this.#blank = 0;
		return true;
	}

	#label(): string {
		const number = this.#number;
		const { step, format, width } = this.#options;
		this.#number += step;
		if (format === "ln") return String(number).padEnd(width);
		if (format === "rn") return String(number).padStart(width);
		return number < 0 ? `-${String(-number).padStart(width - 1, "0")}` : String(number).padStart(width, "0");
	}
}
