import type { ByteStream } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, numberOption, option, optionalOperand } from "../../src/command/index.ts";
import { openInput } from "./shared/inputs.ts";
import { Bytes, delimiterOf, foldedByte, LineReader } from "./shared/lines.ts";

const GROUPS = ["none", "prepend", "separate"] as const;
const ALL_GROUPS = ["separate", "prepend", "append", "both"] as const;

import { putResult, type ResultItem, resultLine, resultOutput } from "./shared/result.ts";

/** `desk uniq`: lines without their repetitions. */
export const uniq = defineCommand({
	name: "uniq",
	summary: "Leave out lines that repeat the one before",
	about:
		"Only neighbours are compared: `desk sort` first brings equal lines together (or use `desk sort -u`). " +
		"-f, -s and -w say which part of a line is compared. With OUT the result is written there, as one change.",
	args: {
		count: flag("how often each line is there, before it", "c"),
		repeated: flag("only lines that are there several times, each once", "d"),
		everyRepeated: flag("only lines that are there several times, all of them", "D"),
		allRepeated: {
			...option("the same, with empty lines between groups", { value: "METHOD", bare: "none" }),
			choices: GROUPS,
		},
		group: {
			...option("all lines, with empty lines between groups", { value: "METHOD", bare: "separate" }),
			choices: ALL_GROUPS,
		},
		unique: flag("only lines that are there once", "u"),
		ignoreCase: flag("upper and lower case of ASCII are the same", "i"),
		skipFields: { ...numberOption("do not compare the first N fields", { short: "f" }), digits: true },
		skipChars: numberOption("do not compare the first N bytes", { short: "s" }),
		checkChars: numberOption("compare no more than N bytes", { short: "w" }),
		zeroTerminated: flag("lines end in NUL", "z"),
		input: optionalOperand("PATH", "a file; `-` or nothing is stdin", "path"),
		output: optionalOperand("OUT", "where the result goes; default stdout", "path"),
	},
	reads: ["input"],
	writes: ["output"],
	output: resultOutput,
	failsWith: 1,
	examples: [
		["desk cut -d, -f2 /files/move/boxes.csv | desk sort | desk uniq -c", "how many boxes each room has"],
		["desk sort /notes/inbox.md | desk uniq -d", "lines that are there more than once"],
		["desk uniq --dry-run /notes/inbox.md /notes/short.md", "what it would write"],
	],
	async *run(context, args): AsyncGenerator<ResultItem, void, undefined> {
		const delimiter = delimiterOf(args);
		const method = args.allRepeated ?? (args.everyRepeated ? "none" : undefined);
		const usage = (what: string) => new DeskError("EUSAGE", what, { at: "uniq", todo: "see `desk uniq --help`" });
		if (args.group !== undefined && (args.count || args.repeated || method !== undefined || args.unique))
			throw usage("--group excludes -c, -d, -D and -u");
		if (args.count && method !== undefined) throw usage("-c and -D exclude each other");
		const input = await openInput(context, args.input ?? "-");
		const lines = unique(input.stream(), delimiter, { ...args, method });
		yield* putResult(context, lines, delimiter, args.output === "-" ? undefined : args.output);
	},
	line: resultLine,
});

interface Options {
	count: boolean;
	repeated: boolean;
	unique: boolean;
	/** All lines of groups of several. */
	method: string | undefined;
	/** All lines. */
	group: string | undefined;
	ignoreCase: boolean;
	skipFields: number | undefined;
	skipChars: number | undefined;
	checkChars: number | undefined;
}

async function* unique(source: ByteStream, delimiter: number, how: Options): AsyncGenerator<Buffer, void, undefined> {
	const out = new Bytes();
	const reader = new LineReader(source, delimiter);
	const keyOf = keyFinder(how);
	const same = how.ignoreCase ? sameFolded : sameBytes;
	const keepsAll = how.method !== undefined || how.group !== undefined;
	let bytes = reader.bytes;
	let [start, end, from, to] = [0, 0, 0, 0];
	/** Lines of the group so far; its groups so far that were printed. */
	let count = 0;
	let groups = 0;
	const put = () => {
		out.copy(bytes, start, end);
		out.byte(delimiter);
	};
	const begin = () => {
		const before = how.group ?? how.method;
		const blank =
			before === "prepend" || before === "both" || (groups > 0 && (before === "separate" || before === "append"));
		if (blank) out.byte(delimiter);
		groups++;
	};
	const isShown = { once: !how.repeated && how.method === undefined, repeated: !how.unique };
	/** The last line of a group, or the only one that is kept of it. */
	const finish = () => {
		if (count === 0 || how.group !== undefined || !(count === 1 ? isShown.once : isShown.repeated)) return;
		if (how.count) out.text(`${String(count).padStart(7)} `);
		put();
	};
	for (;;) {
		const next = reader.next();
		if (!(typeof next === "boolean" ? next : await next)) break;
		const [nextFrom, nextTo] = keyOf(reader.bytes, reader.start, reader.end);
		const repeats = count > 0 && same(bytes, from, to, reader.bytes, nextFrom, nextTo);
		if (!repeats) finish();
		count = repeats ? count + 1 : 1;
		if (how.method !== undefined && repeats) {
			if (count === 2) begin();
			put();
		}
		if (!repeats || keepsAll) {
			({ bytes, start, end } = reader);
			[from, to] = [nextFrom, nextTo];
		}
		if (how.group !== undefined) {
			if (!repeats) begin();
			put();
		}
		if (out.full) yield out.take();
	}
	finish();
	if ((how.group === "append" || how.group === "both") && groups > 0) out.byte(delimiter);
	if (out.length > 0) yield out.take();
}

const span: [number, number] = [0, 0];

/** Which part of a line is compared. The pair is reused. */
function keyFinder({ skipFields = 0, skipChars = 0, checkChars }: Options) {
	const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x09;
	return (bytes: Buffer, start: number, end: number): readonly [number, number] => {
		let at = start;
		for (let field = 0; field < skipFields && at < end; field++) {
			while (at < end && isBlank(bytes[at])) at++;
			while (at < end && !isBlank(bytes[at])) at++;
		}
		at = Math.min(end, at + skipChars);
		span[0] = at;
		span[1] = checkChars === undefined ? end : Math.min(end, at + checkChars);
		return span;
	};
}

function sameBytes(a: Buffer, aFrom: number, aTo: number, b: Buffer, bFrom: number, bTo: number): boolean {
	const length = aTo - aFrom;
	if (length !== bTo - bFrom) return false;
	if (length > 48) return a.compare(b, bFrom, bTo, aFrom, aTo) === 0;
	for (let i = 0; i < length; i++) if (a[aFrom + i] !== b[bFrom + i]) return false;
	return true;
}

function sameFolded(a: Buffer, aFrom: number, aTo: number, b: Buffer, bFrom: number, bTo: number): boolean {
	if (aTo - aFrom !== bTo - bFrom) return false;
	for (let i = 0; i < aTo - aFrom; i++)
		if (foldedByte(a[aFrom + i] as number) !== foldedByte(b[bFrom + i] as number)) return false;
	return true;
}
