import type { ByteStream } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { defineCommand, flag, operands, option } from "../../src/command/index.ts";
import { openInput, perInput } from "./shared/inputs.ts";
import { Bytes, delimiterOf, LineReader, lineOutput, printLines, wholeLines } from "./shared/lines.ts";

/** `desk paste`: lines of several files side by side. */
export const paste = defineCommand({
	name: "paste",
	summary: "Join the lines of files side by side",
	about:
		"LIST is the separators, used in turn: \\n \\t \\\\ and \\0 (none) are understood. With -s the lines of each file become one line. " +
		"`-` several times takes the lines of standard input in turn.",
	args: {
		delimiters: option("between columns, in turn (default a tab)", { short: "d", value: "LIST" }),
		serial: flag("one file after the other, each as one line", "s"),
		zeroTerminated: flag("lines end in NUL", "z"),
		paths: operands("PATH", "files; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		["desk ls /notes | desk paste - - -", "three columns"],
		["desk ls /tasks/work | desk paste -sd,", "one line, with commas"],
		["desk paste -d: /notes/inbox.md /notes/start-here.md", "two files side by side"],
	],
	async run(context, args) {
		const delimiter = delimiterOf(args);
		const separators = parseSeparators(args.delimiters ?? "\t");
		if (args.serial) {
			const source = perInput(context, args.paths, (lines) => serial(lines, separators, delimiter));
			return await printLines(context, source, delimiter);
		}
		const readers: LineReader[] = [];
		let shared: LineReader | undefined;
		for (const operand of args.paths.length === 0 ? ["-"] : args.paths) {
			const input = await openInput(context, operand);
			const isStdin = operand === "-" || operand === "/dev/stdin";
			const reader: LineReader = (isStdin ? shared : undefined) ?? new LineReader(input.stream(), delimiter);
			if (isStdin) shared = reader;
			readers.push(reader);
		}
		await printLines(context, parallel(readers, separators, delimiter), delimiter);
	},
});

const ESCAPES: Readonly<Record<string, number>> = { b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The separators; undefined is none. @throws DeskError EUSAGE */
function parseSeparators(list: string): (number | undefined)[] {
	const bytes = rawBytes(list);
	const separators: (number | undefined)[] = [];
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at] as number;
		if (byte !== 0x5c) {
			separators.push(byte);
			continue;
		}
		const next = bytes[++at];
		if (next === undefined)
			throw new DeskError("EUSAGE", "the list of separators ends in a backslash", {
				at: "paste",
				todo: "write \\\\ for it",
			});
		separators.push(next === 0x30 ? undefined : (ESCAPES[String.fromCharCode(next)] ?? next));
	}
	return separators.length === 0 ? [undefined] : separators;
}

async function* serial(
	source: ByteStream,
	separators: readonly (number | undefined)[],
	delimiter: number,
): AsyncGenerator<Buffer, void, undefined> {
	const out = new Bytes();
	let line = 0;
	for await (const bytes of wholeLines(source, delimiter)) {
		for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
			const found = bytes.indexOf(delimiter, start);
			end = found < 0 ? bytes.length : found;
			const separator = line === 0 ? undefined : separators[(line - 1) % separators.length];
			if (separator !== undefined) out.byte(separator);
			out.copy(bytes, start, end);
			line++;
		}
		if (out.full) yield out.take();
	}
	out.byte(delimiter);
	yield out.take();
}

async function* parallel(
	readers: readonly LineReader[],
	separators: readonly (number | undefined)[],
	delimiter: number,
): AsyncGenerator<Buffer, void, undefined> {
	const out = new Bytes();
	const ended = readers.map(() => false);
	const line = new Bytes();
	for (;;) {
		let found = false;
		for (const [column, reader] of readers.entries()) {
			const separator = column === 0 ? undefined : separators[(column - 1) % separators.length];
			if (separator !== undefined) line.byte(separator);
			if (ended[column] === true) continue;
			const next = reader.next();
			if (typeof next === "boolean" ? next : await next) {
				found = true;
				line.copy(reader.bytes, reader.start, reader.end);
			} else ended[column] = true;
		}
		if (!found) break;
		line.moveTo(out);
		out.byte(delimiter);
		if (out.full) yield out.take();
	}
	if (out.length > 0) yield out.take();
}
