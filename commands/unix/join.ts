import { DeskError } from "../../src/base/errors.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { type Context, defineCommand, flag, numberOption, operand, option, options } from "../../src/command/index.ts";
import { openInput } from "./shared/inputs.ts";
import { type Layout, NO_ROW, type Place, parsePlaces, printPair, type Row } from "./shared/join-format.ts";
import {
	Bytes,
	compareBytes,
	compareFolded,
	delimiterOf,
	LineReader,
	lineOutput,
	NEWLINE,
	printLines,
	withRest,
} from "./shared/lines.ts";

/** `desk join`: lines of two sorted files with a field in common. */
export const join = defineCommand({
	name: "join",
	summary: "Join the lines of two files that share a field",
	about:
		"Both files must be sorted by that field (the first, if nothing is said), as `desk sort -k` or `desk sort -t` sorts them; where they are not, that is said and the status is 1.\n" +
		"FORMAT lists fields as FILE.FIELD or 0 (the shared one), with commas, or is `auto`: as many as the first lines have.",
	args: {
		field1: numberOption("the field of the first file", { short: "1", value: "FIELD" }),
		field2: numberOption("the field of the second file", { short: "2", value: "FIELD" }),
		field: numberOption("the field of both", { short: "j", value: "FIELD" }),
		separator: option("what is between fields; default blanks", { short: "t", value: "BYTE" }),
		all: options("lines of file 1 or 2 without a partner, too", { short: "a", value: "FILE" }),
		only: options("only lines of file 1 or 2 without a partner", { short: "v", value: "FILE" }),
		empty: option("in place of fields that are missing", { short: "e", value: "TEXT" }),
		format: option("which fields to print", { short: "o", value: "FORMAT" }),
		ignoreCase: flag("upper and lower case of ASCII are the same", "i"),
		header: flag("the first lines are headings: joined, not compared"),
		checkOrder: flag("stop at a line that is out of order"),
		nocheckOrder: flag("do not mind the order"),
		zeroTerminated: flag("lines end in NUL", "z"),
		first: operand("PATH1", "a sorted file; `-` is stdin", "path"),
		second: operand("PATH2", "another", "path"),
	},
	reads: ["first", "second"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		[
			"desk sort -t, -k2,2 /files/move/boxes.csv | desk join -t, -1 2 - /dev/null",
			"lines whose second field is in another file",
		],
		["printf 'a 1\\nb 2\\n' | desk join -a1 -e- -o auto - /dev/null", "with those that have no partner"],
	],
	async run(context, args) {
		const delimiter = delimiterOf(args);
		const usage = (what: string) => new DeskError("EUSAGE", what, { at: "join", todo: "see `desk join --help`" });
		const separator = separatorOf(args.separator, usage);
		const keys = [args.field1 ?? args.field ?? 1, args.field2 ?? args.field ?? 1].map((field) => field - 1) as [
			number,
			number,
		];
		if (keys.some((key) => key < 0)) throw usage("fields are counted from 1");
		for (const file of [...args.all, ...args.only])
			if (file !== "1" && file !== "2") throw usage(`there is no file ${file}, only 1 and 2`);
		if (args.first === "-" && args.second === "-") throw usage("both files cannot be standard input");
		const sides: Side[] = [];
		for (const [index, path] of [args.first, args.second].entries()) {
			const reader = new LineReader((await openInput(context, path)).stream(), delimiter);
			sides.push(new Side(context, reader, { ...args, separator, key: keys[index] as number, name: path }));
		}
		const joining = new Joining(sides as [Side, Side], {
			keys,
			separator: separator === "blanks" || separator === "none" ? 0x20 : separator,
			filler: args.empty === undefined ? undefined : rawBytes(args.empty),
			delimiter,
			auto: args.format === "auto",
			places: args.format === undefined ? undefined : parsePlaces(args.format),
			unpaired: ["1", "2"].map((file) => args.all.includes(file) || args.only.includes(file)) as [boolean, boolean],
			pairs: args.only.length === 0,
			header: args.header,
		});
		await printLines(context, joining.lines(), delimiter);
	},
});

type Separator = number | "blanks" | "none";

function separatorOf(text: string | undefined, usage: (what: string) => DeskError): Separator {
	if (text === undefined) return "blanks";
	if (text === "") return "none";
	const bytes = text === "\\0" ? Buffer.of(0) : rawBytes(text);
	if (bytes.length !== 1) throw usage("-t takes one byte");
	return bytes[0] === NEWLINE ? "none" : (bytes[0] as number);
}

interface SideOptions {
	separator: Separator;
	key: number;
	name: string;
	ignoreCase: boolean;
	checkOrder: boolean;
	nocheckOrder: boolean;
}

/** One of the two files. */
class Side {
	readonly #context: Context;
	readonly #reader: LineReader;
	readonly #options: SideOptions;
	readonly #compare: typeof compareBytes;
	#before: Row | undefined;
	#line = 0;
	#disordered = false;

	constructor(context: Context, reader: LineReader, options: SideOptions) {
		this.#context = context;
		this.#reader = reader;
		this.#options = options;
		this.#compare = options.ignoreCase ? compareFolded : compareBytes;
	}

	/** Whether reading on can still say that the file is out of order. */
	get unjudged(): boolean {
		return !this.#options.nocheckOrder && !this.#disordered;
	}

	/** @param judged whether the order matters by now: a line without a partner was seen */
	async next(judged: boolean): Promise<Row | undefined> {
		const found = this.#reader.next();
		if (!(typeof found === "boolean" ? found : await found)) return undefined;
		const { bytes, start, end } = this.#reader;
		const row = { bytes, start, end, fields: fieldsOf(bytes, start, end, this.#options.separator) };
		this.#line++;
		const { checkOrder, key } = this.#options;
		if (this.#before !== undefined && this.unjudged && (checkOrder || judged)) {
			if (this.compare(this.#before, key, row, key) > 0) this.#disorder();
		}
		this.#before = row;
		return row;
	}

	/** Forget the heading: it is in no order. */
	forget(): void {
		this.#before = undefined;
	}

	compare(a: Row, aKey: number, b: Row, bKey: number): number {
		const aFrom = a.fields[aKey * 2] ?? a.end;
		const bFrom = b.fields[bKey * 2] ?? b.end;
		return this.#compare(
			a.bytes,
			aFrom,
			a.fields[aKey * 2 + 1] ?? aFrom,
			b.bytes,
			bFrom,
			b.fields[bKey * 2 + 1] ?? bFrom,
		);
	}

	#disorder(): void {
		this.#disordered = true;
		const error = new DeskError("EFAILED", "the file is not sorted by the field", {
			at: this.#options.name,
			line: this.#line,
			todo: "sort it first with `desk sort -k`",
		});
		if (this.#options.checkOrder) throw error;
		this.#context.fail(error);
	}
}

function fieldsOf(bytes: Buffer, start: number, end: number, separator: Separator): number[] {
	const fields: number[] = [];
	if (separator === "none") return end > start ? [start, end] : [];
	if (separator !== "blanks") {
		if (start === end) return [];
		let from = start;
		for (let at = start; at < end; at++) {
			if (bytes[at] !== separator) continue;
			fields.push(from, at);
			from = at + 1;
		}
		fields.push(from, end);
		return fields;
	}
	const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09 || byte === NEWLINE;
	let at = start;
	while (at < end && isBlank(bytes[at])) at++;
	while (at < end) {
		const from = at;
		while (at < end && !isBlank(bytes[at])) at++;
		fields.push(from, at);
		if (at === end) return fields;
		while (at < end && isBlank(bytes[at])) at++;
		// Blanks at the end are followed by an empty field.
		if (at === end) fields.push(end, end);
	}
	return fields;
}

interface JoiningOptions extends Omit<Layout, "counts" | "places"> {
	auto: boolean;
	places: readonly Place[] | undefined;
	unpaired: readonly [boolean, boolean];
	pairs: boolean;
	header: boolean;
}

/** The join itself: as GNU join goes through its files, so that it says the same of files that are not sorted. */
class Joining {
	readonly #sides: readonly [Side, Side];
	readonly #options: JoiningOptions;
	#judged = false;

	constructor(sides: readonly [Side, Side], options: JoiningOptions) {
		this.#sides = sides;
		this.#options = options;
	}

	async *lines(): AsyncGenerator<Buffer, void, undefined> {
		const out = new Bytes();
		yield* withRest(out, this.#joined(out));
	}

	async *#joined(out: Bytes): AsyncGenerator<Buffer, void, undefined> {
		const [one, two] = this.#sides;
		const { keys, unpaired, pairs } = this.#options;
		let a = await one.next(false);
		let b = await two.next(false);
		const counts = this.#options.auto
			? ([(a?.fields.length ?? 0) / 2, (b?.fields.length ?? 0) / 2] as const)
			: undefined;
		const layout: Layout = { ...this.#options, counts };
		if (this.#options.header && (a !== undefined || b !== undefined)) {
			printPair(out, a ?? NO_ROW, b ?? NO_ROW, layout);
			for (const side of this.#sides) side.forget();
			if (a !== undefined) a = await one.next(false);
			if (b !== undefined) b = await two.next(false);
		}
		while (a !== undefined && b !== undefined) {
			const order = one.compare(a, keys[0], b, keys[1]);
			if (order < 0) {
				if (unpaired[0]) printPair(out, a, NO_ROW, layout);
				a = await one.next(this.#judged);
				this.#judged = true;
			} else if (order > 0) {
				if (unpaired[1]) printPair(out, NO_ROW, b, layout);
				b = await two.next(this.#judged);
				this.#judged = true;
			} else {
				const [left, right] = [[a], [b]];
				for (
					a = await one.next(this.#judged);
					a !== undefined && one.compare(a, keys[0], b, keys[1]) === 0;
					a = await one.next(this.#judged)
				)
					left.push(a);
				const [first] = left as [Row];
				for (
					b = await two.next(this.#judged);
					b !== undefined && one.compare(first, keys[0], b, keys[1]) === 0;
					b = await two.next(this.#judged)
				)
					right.push(b);
				for (const l of pairs ? left : []) {
					for (const r of right) printPair(out, l, r, layout);
					if (out.full) yield out.take();
				}
			}
			if (out.full) yield out.take();
		}
		if (a !== undefined && (unpaired[0] || this.#isUnjudged())) yield* this.#rest(0, a, b !== undefined, out, layout);
		if (b !== undefined && (unpaired[1] || this.#isUnjudged())) yield* this.#rest(1, b, a !== undefined, out, layout);
	}

	#isUnjudged(): boolean {
		return this.#sides.some((side) => side.unjudged);
	}

	/** What is left of one file: printed if asked for, and read to see whether it is sorted. */
	async *#rest(
		which: 0 | 1,
		from: Row,
		otherGoesOn: boolean,
		out: Bytes,
		layout: Layout,
	): AsyncGenerator<Buffer, void, undefined> {
		const side = this.#sides[which];
		const wanted = this.#options.unpaired[which];
		const print = (row: Row) =>
			which === 0 ? printPair(out, row, NO_ROW, layout) : printPair(out, NO_ROW, row, layout);
		if (wanted) print(from);
		if (otherGoesOn) this.#judged = true;
		for (let row = await side.next(this.#judged); row !== undefined; row = await side.next(this.#judged)) {
			if (wanted) print(row);
			else if (!side.unjudged) return;
			if (out.full) yield out.take();
		}
	}
}
