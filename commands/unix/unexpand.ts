import type { ByteStream } from "../../src/base/bytes.ts";
import { defineCommand, flag, operands, options } from "../../src/command/index.ts";
import { joinedInputs } from "./shared/inputs.ts";
import { Bytes, lineOutput, NEWLINE, printLines } from "./shared/lines.ts";
import { TabStops } from "./shared/tab-stops.ts";

/** `desk unexpand`: spaces to tabs. */
export const unexpand = defineCommand({
	name: "unexpand",
	summary: "Turn spaces into tabs",
	about: "At the beginning of lines; with -a, or with -t, also two or more blanks before any tab stop.",
	args: {
		all: flag("everywhere, not only at the beginning of lines", "a"),
		firstOnly: flag("only at the beginning, with -t too"),
		tabs: { ...options("tab stops (default 8); implies -a", { short: "t", value: "LIST" }), digits: true },
		paths: operands("PATH", "files; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		["desk unexpand -t 4 --first-only /files/scripts/backup.sh", "four spaces of indentation as a tab"],
		["printf 'a       b\\n' | desk unexpand -a", "everywhere"],
	],
	async run(context, args) {
		const stops = new TabStops(args.tabs, "unexpand");
		const everywhere = (args.all || args.tabs.length > 0) && !args.firstOnly;
		await printLines(context, unexpanded(joinedInputs(context, args.paths), stops, everywhere));
	},
});

const TAB = 0x09;
const SPACE = 0x20;

/** As GNU unexpand does it: blanks are held until it is known whether they reach a tab stop. */
async function* unexpanded(
	source: ByteStream,
	stops: TabStops,
	everywhere: boolean,
): AsyncGenerator<Buffer, void, undefined> {
	const out = new Bytes();
	let held: number[] = [];
	let column = 0;
	let converts = true;
	let afterBlank = true;
	/** The first of the held blanks is a single one just before a tab stop: it becomes a tab only if another blank follows. */
	let single = false;
	for await (const part of source) {
		for (let i = 0; i < part.length; i++) {
			let byte = part[i] as number;
			if (converts) {
				const blank = byte === SPACE || byte === TAB;
				if (blank) {
					const stop = stops.after(column);
					if (stop === undefined) converts = false;
					else {
						if (byte === TAB) {
							column = stop;
							if (held.length > 0) held[0] = TAB;
						} else {
							column++;
							if (!afterBlank || column !== stop) {
								if (column === stop) single = true;
								held.push(byte);
								afterBlank = true;
								continue;
							}
							held[0] = byte = TAB;
						}
						held.length = single ? 1 : 0;
					}
				} else column = byte === 0x08 ? Math.max(0, column - 1) : column + 1;
				if (held.length > 0) {
					if (held.length > 1 && single) held[0] = TAB;
					for (const each of held) out.byte(each);
					held = [];
					single = false;
				}
				afterBlank = blank;
				converts &&= everywhere || blank;
			}
			out.byte(byte);
			if (byte === NEWLINE) {
				column = 0;
				converts = afterBlank = true;
				single = false;
			}
		}
		if (out.full) yield out.take();
	}
	if (held.length > 1 && single) held[0] = TAB;
	for (const each of held) out.byte(each);
	if (out.length > 0) yield out.take();
}
