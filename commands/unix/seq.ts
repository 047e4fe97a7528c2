import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, operands, option, pacer } from "../../src/command/index.ts";
import { type Decimal, decimalText, parseDecimal, scaled } from "./shared/decimal.ts";
import { floatFormat } from "./shared/float-format.ts";
import { lineOutput, printLines } from "./shared/lines.ts";

/** `desk seq`: numbers in a row. */
export const seq = defineCommand({
	name: "seq",
	summary: "Print numbers from FIRST to LAST",
	about:
		"FIRST and INCREMENT are 1 if they are not given; LAST may be `inf`. Numbers are exact decimals of any size. " +
		"FORMAT is one of printf for floating-point numbers: %g, %.2f, %05.1f.",
	args: {
		equalWidth: flag("all as wide as the widest, with zeros before them", "w"),
		separator: option("between numbers (default a newline)", { short: "s", value: "TEXT" }),
		format: option("how to print each", { short: "f", value: "FORMAT" }),
		numbers: operands("[FIRST [INCREMENT]] LAST", "numbers, also negative ones and fractions", {
			required: true,
			negative: true,
		}),
	},
	output: lineOutput,
	failsWith: 1,
	standalone: true,
	examples: [
		["desk seq 3", "1, 2 and 3"],
		["desk seq -w 8 10", "08, 09 and 10"],
		["desk seq 1 -0.5 -1", "downwards, by halves"],
		["desk seq -f 'chapter-%03g.md' 12", "names"],
	],
	async run(context, args) {
		const usage = (what: string) => new DeskError("EUSAGE", what, { at: "seq", todo: "see `desk seq --help`" });
		if (args.numbers.length > 3) throw usage(`'${args.numbers[3]}' is one argument too many`);
		if (args.equalWidth && args.format !== undefined) throw usage("-f and -w exclude each other");
		const last = args.numbers.at(-1) ?? "";
		const endless = /^\+?inf(inity)?$/i.test(last);
		const read = (text: string) => {
			const number = parseDecimal(text);
			if (number === undefined) throw usage(`'${text}' is no number`);
			return number;
		};
		const first = read(args.numbers.length > 1 ? (args.numbers[0] ?? "1") : "1");
		const step = read(args.numbers.length > 2 ? (args.numbers[1] ?? "1") : "1");
		if (step.digits === 0n) throw usage("an INCREMENT of 0 never ends");
		const end = endless ? undefined : read(last);
		const row: Row = { first, step, end, precision: Math.max(first.precision, step.precision) };
		const show = args.format === undefined ? undefined : floatFormat(args.format, "seq");
		const text =
			show === undefined
				? plainText(row, args.equalWidth)
				: (digits: bigint, places: number) => show(Number(decimalText(digits, places, places)));
		const pace = pacer(context);
		await printLines(context, printed(row, text, args.separator ?? "\n", pace));
	},
});

interface Row {
	first: Decimal;
	step: Decimal;
	/** Absent: it goes on for ever. */
	end: Decimal | undefined;
	precision: number;
}

type Text = (digits: bigint, places: number) => string;

function plainText({ first, step, end, precision }: Row, equalWidth: boolean): Text {
	if (precision === Number.POSITIVE_INFINITY)
		return (digits, places) => decimalText(digits, places, places).replace(/\.0*$|(\.\d*?)0+$/, "$1");
	if (!equalWidth || end === undefined) return (digits, places) => decimalText(digits, places, precision);
	// As GNU seq: the widths of FIRST and LAST as they were written, at the precision of the others.
	let firstWidth = first.width + precision - first.precision;
	let lastWidth = end.width + precision - end.precision;
	if (end.precision > 0 && precision === 0) lastWidth--;
	if (end.precision === 0 && precision > 0) lastWidth++;
	if (first.precision === 0 && precision > 0) firstWidth++;
	const width = Math.max(firstWidth, lastWidth);
	const zeros = (text: string) =>
		text.startsWith("-") ? `-${text.slice(1).padStart(width - 1, "0")}` : text.padStart(width, "0");
	void step;
	return (digits, places) => zeros(decimalText(digits, places, precision));
}

const PIECE = 64 * 1024;

async function* printed(
	row: Row,
	text: Text,
	separator: string,
	pace: () => Promise<void> | undefined,
): AsyncGenerator<Buffer, void, undefined> {
	const places = Math.max(row.first.places, row.step.places, row.end?.places ?? 0);
	const step = scaled(row.step, places);
	const end = row.end === undefined ? undefined : scaled(row.end, places);
	let at = scaled(row.first, places);
	const isOver = (digits: bigint) => end !== undefined && (step > 0n ? digits > end : digits < end);
	if (isOver(at)) return;
	let piece = text(at, places);
	// Plain whole numbers, as most are, need no big ones.
	const last = end ?? BigInt(Number.MAX_SAFE_INTEGER);
	const small =
		places === 0 &&
		isSmall(at) &&
		isSmall(step) &&
		isSmall(last + step) &&
		text(10n ** 14n, 0) === "1".padEnd(15, "0") &&
		text(7n, 0) === "7";
	if (small && end !== undefined) {
		const by = Number(step);
		const to = Number(end);
		for (let number = Number(at) + by; by > 0 ? number <= to : number >= to; number += by) {
			piece += separator;
			piece += number;
			if (piece.length < PIECE) continue;
			yield Buffer.from(piece, "utf8");
			piece = "";
			const turn = pace();
			if (turn !== undefined) await turn;
		}
	} else {
		for (at += step; !isOver(at); at += step) {
			piece += separator + text(at, places);
			if (piece.length < PIECE) continue;
			yield Buffer.from(piece, "utf8");
			piece = "";
			const turn = pace();
			if (turn !== undefined) await turn;
		}
	}
	yield Buffer.from(`${piece}\n`, "utf8");
}

function isSmall(value: bigint): boolean {
	return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= -BigInt(Number.MAX_SAFE_INTEGER);
}
