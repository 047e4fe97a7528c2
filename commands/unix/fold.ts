import type { ByteStream } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, numberOption, operands } from "../../src/command/index.ts";
import { perInput } from "./shared/inputs.ts";
import { Bytes, lineOutput, NEWLINE, printLines } from "./shared/lines.ts";

/** `desk fold`: long lines in several. */
export const fold = defineCommand({
	name: "fold",
	summary: "Break long lines",
	about:
		"A tab goes to the next multiple of 8 columns, a backspace one back, a carriage return to the first. As in GNU fold, every byte is a column.",
	args: {
		width: { ...numberOption("columns (default 80)", { short: "w" }), digits: true },
		spaces: flag("break after blanks, where there are any", "s"),
		bytes: flag("count bytes: tabs and backspaces are one, too", "b"),
		paths: operands("PATH", "files; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		["desk fold -s -w 60 /notes/inbox.md", "a note that fits a narrow window"],
		["printf 'ACGTACGTACGT\\n' | desk fold -w4", "in blocks"],
	],
	async run(context, args) {
		const width = args.width ?? 80;
		if (width === 0)
			throw new DeskError("EUSAGE", "a width of 0 holds nothing", { at: "fold", todo: "give one from 1 on" });
		await printLines(
			context,
			perInput(context, args.paths, (source) => folded(source, width, args)),
		);
	},
});

const BACKSPACE = 8;
const TAB = 9;
const RETURN = 13;
const SPACE = 32;

async function* folded(
	source: ByteStream,
	width: number,
	{ spaces, bytes: plain }: { spaces: boolean; bytes: boolean },
): AsyncGenerator<Buffer, void, undefined> {
	const after = (column: number, byte: number): number => {
		if (plain || byte > RETURN) return column + 1;
		if (byte === BACKSPACE) return Math.max(0, column - 1);
		if (byte === RETURN) return 0;
		return byte === TAB ? column + 8 - (column % 8) : column + 1;
	};
	const out = new Bytes();
	/** The output line so far: it may yet be broken at a blank. */
	let line = Buffer.allocUnsafe(1024);
	let length = 0;
	let column = 0;
	const end = (count: number) => {
		out.copy(line, 0, count);
		line.copyWithin(0, count, length);
		length -= count;
	};
	for await (const part of source) {
		for (let i = 0; i < part.length; i++) {
			const byte = part[i] as number;
			if (length + 1 >= line.length) line = Buffer.concat([line], line.length * 2);
			if (byte === NEWLINE) {
				line[length++] = byte;
				end(length);
				column = 0;
				continue;
			}
			for (;;) {
				column = after(column, byte);
				if (column <= width || length === 0) break;
				let cut = spaces ? length : 0;
				while (cut > 0 && line[cut - 1] !== SPACE && line[cut - 1] !== TAB) cut--;
				end(cut === 0 ? length : cut);
				out.byte(NEWLINE);
				column = 0;
				for (let at = 0; at < length; at++) column = after(column, line[at] as number);
			}
			line[length++] = byte;
		}
		if (out.full) yield out.take();
	}
	end(length);
	if (out.length > 0) yield out.take();
}
