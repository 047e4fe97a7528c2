import type { ByteStream } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { perInput } from "./shared/inputs.ts";
import { Bytes, delimiterOf, lineOutput, NEWLINE, printLines, wholeLines } from "./shared/lines.ts";
import { parseRanges, type Span } from "./shared/ranges.ts";

/** `desk cut`: parts of each line. */
export const cut = defineCommand({
	name: "cut",
	summary: "Print parts of each line: fields, or bytes",
	about:
		"LIST is a range or several with commas: N, N-M, N- (to the end), -M (from the first), counted from 1. Whatever the order of LIST, the parts come as they stand in the line. " +
		"With -f a line that has no delimiter is printed whole, unless -s.",
	args: {
		bytes: option("these bytes", { short: "b", value: "LIST" }),
		characters: option("the same as -b", { short: "c", value: "LIST" }),
		fields: option("these fields", { short: "f", value: "LIST" }),
		delimiter: option("what is between fields (default a tab)", { short: "d", value: "BYTE" }),
		onlyDelimited: flag("no lines without a delimiter", "s"),
		complement: flag("all but what LIST says"),
		outputDelimiter: option("what to print between parts (default: the delimiter)", { value: "TEXT" }),
		zeroTerminated: flag("lines end in NUL", "z"),
		noSplit: flag("accepted as cut's", "n"),
		paths: operands("PATH", "files; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		["desk cut -d, -f2,4 /files/move/boxes.csv", "the second and fourth column"],
		["desk ls -l /notes | desk cut -c1-10", "the first ten bytes of each line"],
		["desk cut -d: -f2- --output-delimiter=' ' /notes/inbox.md", "all after the first colon"],
	],
	async run(context, args) {
		const lists = [args.bytes, args.characters, args.fields].filter((list) => list !== undefined);
		const [list] = lists;
		if (list === undefined || lists.length > 1) throw usage("give one of -b, -c and -f");
		const byFields = args.fields !== undefined;
		if (!byFields && (args.delimiter !== undefined || args.onlyDelimited)) throw usage("-d and -s are for fields (-f)");
		const separator = args.delimiter === undefined ? Buffer.from("\t") : orNul(args.delimiter);
		if (separator.length !== 1) throw usage("the delimiter is one byte");
		const spans = parseRanges(list, "cut", args.complement);
		const delimiter = delimiterOf(args);
		const between = args.outputDelimiter === undefined ? undefined : orNul(args.outputDelimiter);
		const split = separator[0] as number;
		const filter = (source: ByteStream) =>
			!byFields
				? cutBytes(source, spans, delimiter, between)
				: split === delimiter
					? cutLines(source, spans, delimiter, between ?? separator, args.onlyDelimited)
					: cutFields(source, { spans, split, delimiter, between: between ?? separator, only: args.onlyDelimited });
		await printLines(context, perInput(context, args.paths, filter), delimiter);
	},
});

function usage(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "cut", todo: "see `desk cut --help`" });
}

/** As in GNU cut, '' is a NUL. */
function orNul(text: string): Buffer {
	return text === "" ? Buffer.of(0) : rawBytes(text);
}

interface FieldCut {
	spans: readonly Span[];
	/** What is between fields. */
	split: number;
	delimiter: number;
	between: Uint8Array;
	only: boolean;
}

async function* cutFields(
	source: ByteStream,
	{ spans, split, delimiter, between, only }: FieldCut,
): AsyncGenerator<Buffer, void, undefined> {
	const out = new Bytes();
	const same = between.length === 1 && between[0] === split;
	for await (const bytes of wholeLines(source, delimiter)) {
		for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
			end = endOfLine(bytes, start, delimiter);
			const first = nextField(bytes, start, end, split);
			if (first === end) {
				if (only) continue;
				out.copy(bytes, start, end);
			} else {
				let printed = false;
				let field = 1;
				let from = start;
				let to = first;
				for (let at = 0; at < spans.length && from <= end; ) {
					const [low, high] = spans[at] as Span;
					if (field > high) {
						at++;
						continue;
					}
					if (field < low) {
						from = to + 1;
						field++;
					} else {
						if (printed) out.copy(between);
						printed = true;
						// Neighbours that stay neighbours go in one piece.
						if (same)
							for (; field < high && to < end; field++)
								to = high === Number.POSITIVE_INFINITY ? end : nextField(bytes, to + 1, end, split);
						out.copy(bytes, from, to);
						from = to + 1;
						field++;
					}
					if (from <= end) to = nextField(bytes, from, end, split);
				}
			}
			out.byte(delimiter);
		}
		if (out.full) yield out.take();
	}
	if (out.length > 0) yield out.take();
}

function endOfLine(bytes: Buffer, start: number, delimiter: number): number {
	const found = bytes.indexOf(delimiter, start);
	return found < 0 ? bytes.length : found;
}

function nextField(bytes: Buffer, from: number, end: number, split: number): number {
	let at = from;
	while (at < end && bytes[at] !== split) at++;
	return at;
}

async function* cutBytes(
	source: ByteStream,
	spans: readonly Span[],
	delimiter: number,
	between: Uint8Array | undefined,
): AsyncGenerator<Buffer, void, undefined> {
	const out = new Bytes();
	for await (const bytes of wholeLines(source, delimiter)) {
		for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
			end = endOfLine(bytes, start, delimiter);
			let printed = false;
			for (const [low, high] of spans) {
				const from = start + low - 1;
				if (from >= end) break;
				if (printed && between !== undefined) out.copy(between);
				printed = true;
				out.copy(bytes, from, Math.min(end, start + high));
			}
			out.byte(delimiter);
		}
		if (out.full) yield out.take();
	}
	if (out.length > 0) yield out.take();
}

/** `-d` newline: the lines of the whole input are the fields of one record. */
async function* cutLines(
	source: ByteStream,
	spans: readonly Span[],
	delimiter: number,
	between: Uint8Array,
	only: boolean,
): AsyncGenerator<Buffer, void, undefined> {
	const out = new Bytes();
	let field = 0;
	let printed = false;
	for await (const bytes of wholeLines(source, delimiter)) {
		for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
			end = endOfLine(bytes, start, delimiter);
			field++;
			if (!spans.some(([low, high]) => field >= low && field <= high)) continue;
			if (printed) out.copy(between);
			printed = true;
			out.copy(bytes, start, end);
		}
		if (out.full) yield out.take();
	}
	if (field > 0 && (printed || !only)) out.byte(delimiter === NEWLINE ? NEWLINE : 0);
	if (out.length > 0) yield out.take();
}
