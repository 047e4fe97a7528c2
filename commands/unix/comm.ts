import { DeskError } from "../../src/base/errors.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { type Context, defineCommand, flag, operand, option } from "../../src/command/index.ts";
import { openInput } from "./shared/inputs.ts";
import {
	Bytes,
	compareBytes,
	compareFolded,
	delimiterOf,
	LineReader,
	lineOutput,
	printLines,
	withRest,
} from "./shared/lines.ts";

/** `desk comm`: what two sorted files have in common. */
export const comm = defineCommand({
	name: "comm",
	summary: "Compare two sorted files line by line",
	about:
		"Three columns: lines of the first file only, of the second only, of both. The files must be sorted as `desk sort` sorts them; " +
		"where they are not, that is said and the status is 1.",
	args: {
		hideFirst: flag("no lines that only the first file has", "1"),
		hideSecond: flag("no lines that only the second file has", "2"),
		hideBoth: flag("no lines that both have", "3"),
		ignoreCase: flag("upper and lower case of ASCII are the same", "i"),
		checkOrder: flag("stop at a line that is out of order"),
		nocheckOrder: flag("do not mind the order"),
		outputDelimiter: option("between columns (default a tab)", { value: "TEXT" }),
		total: flag("how many there are of each, at the end"),
		zeroTerminated: flag("lines end in NUL", "z"),
		first: operand("PATH1", "a sorted file; `-` is stdin", "path"),
		second: operand("PATH2", "another", "path"),
	},
	reads: ["first", "second"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		["desk sort /notes/inbox.md | desk comm -12 --nocheck-order - /notes/start-here.md", "lines that both have"],
		["desk comm --total --nocheck-order /notes/inbox.md /notes/start-here.md", "how much two files share"],
	],
	async run(context, args) {
		const delimiter = delimiterOf(args);
		const readers: LineReader[] = [];
		for (const path of [args.first, args.second])
			readers.push(new LineReader((await openInput(context, path)).stream(), delimiter));
		const comparison = new Comparison(context, readers as [LineReader, LineReader], delimiter, args);
		await printLines(context, comparison.lines(), delimiter);
		comparison.end();
	},
});

interface Options {
	hideFirst: boolean;
	hideSecond: boolean;
	hideBoth: boolean;
	ignoreCase: boolean;
	checkOrder: boolean;
	nocheckOrder: boolean;
	outputDelimiter: string | undefined;
	total: boolean;
}

/** A line that stays. */
interface Line {
	bytes: Buffer;
	start: number;
	end: number;
}

class Comparison {
	readonly #context: Context;
	readonly #readers: readonly [LineReader, LineReader];
	readonly #delimiter: number;
	readonly #options: Options;
	readonly #compare: typeof compareBytes;
	/** The last three lines of each file; the newest first. */
	readonly #recent: [(Line | undefined)[], (Line | undefined)[]] = [[], []];
	readonly #disordered = [false, false];
	#unpaired = false;

	constructor(context: Context, readers: readonly [LineReader, LineReader], delimiter: number, options: Options) {
		this.#context = context;
		this.#readers = readers;
		this.#delimiter = delimiter;
		this.#options = options;
		this.#compare = options.ignoreCase ? compareFolded : compareBytes;
	}

	async *lines(): AsyncGenerator<Buffer, void, undefined> {
		const out = new Bytes();
		yield* withRest(out, this.#compared(out));
	}

	async *#compared(out: Bytes): AsyncGenerator<Buffer, void, undefined> {
		const { hideFirst, hideSecond, hideBoth, outputDelimiter: between = "\t" } = this.#options;
		const column = between === "" ? Buffer.of(0) : rawBytes(between);
		const hidden = [hideFirst, hideSecond, hideBoth];
		const totals: [number, number, number] = [0, 0, 0];
		const print = (line: Line, which: 0 | 1 | 2) => {
			totals[which]++;
			if (hidden[which] === true) return;
			for (let before = 0; before < which; before++) if (hidden[before] === false) out.copy(column);
			out.copy(line.bytes, line.start, line.end);
			out.byte(this.#delimiter);
		};
		let a = await this.#next(0);
		let b = await this.#next(1);
		while (a !== undefined || b !== undefined) {
			const order =
				a === undefined ? 1 : b === undefined ? -1 : this.#compare(a.bytes, a.start, a.end, b.bytes, b.start, b.end);
			if (order === 0) print(b as Line, 2);
			else {
				this.#unpaired = true;
				if (order < 0) print(a as Line, 0);
				else print(b as Line, 1);
			}
			if (order <= 0) a = this.#step(0) ?? (await this.#next(0));
			if (order >= 0) b = this.#step(1) ?? (await this.#next(1));
			if (out.full) yield out.take();
		}
		if (this.#options.total)
			out.copy(
				Buffer.concat([
					Buffer.from(String(totals[0])),
					column,
					Buffer.from(String(totals[1])),
					column,
					Buffer.from(String(totals[2])),
					column,
					Buffer.from("total"),
					Buffer.of(this.#delimiter),
				]),
			);
	}

	/** The next line, if it needs not be waited for. */
	#step(which: 0 | 1): Line | undefined {
		return this.#readers[which].ready ? this.#take(which, this.#readers[which].next() as boolean) : undefined;
	}

	async #next(which: 0 | 1): Promise<Line | undefined> {
		return this.#take(which, await this.#readers[which].next());
	}

	#take(which: 0 | 1, found: boolean): Line | undefined {
		const recent = this.#recent[which];
		const { bytes, start, end } = this.#readers[which];
		if (found) {
			const line = { bytes, start, end };
			this.#check(which, recent[0], line);
			recent[2] = recent[1];
			recent[1] = recent[0];
			recent[0] = line;
			return line;
		}
		// The last two again: since they were looked at, a line without a partner may have been found.
		this.#check(which, recent[1], recent[0]);
		return undefined;
	}

	#check(which: 0 | 1, before: Line | undefined, line: Line | undefined): void {
		const { checkOrder, nocheckOrder } = this.#options;
		if (nocheckOrder || before === undefined || line === undefined || this.#disordered[which] === true) return;
		if (!checkOrder && !this.#unpaired) return;
		if (this.#compare(before.bytes, before.start, before.end, line.bytes, line.start, line.end) <= 0) return;
		this.#disordered[which] = true;
		const error = new DeskError("EFAILED", `file ${which + 1} is not sorted`, {
			at: "comm",
			todo: "sort it first with `desk sort`",
		});
		if (checkOrder) throw error;
		this.#context.fail(error);
	}

	end(): void {
		if (this.#disordered.includes(true)) this.#context.setStatus(1);
	}
}
