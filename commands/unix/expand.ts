import type { ByteStream } from "../../src/base/bytes.ts";
import { defineCommand, flag, operands, options } from "../../src/command/index.ts";
import { joinedInputs } from "./shared/inputs.ts";
import { Bytes, lineOutput, NEWLINE, printLines } from "./shared/lines.ts";
import { TabStops } from "./shared/tab-stops.ts";

/** `desk expand`: tabs to spaces. */
export const expand = defineCommand({
	name: "expand",
	summary: "Turn tabs into spaces",
	about:
		"LIST is the distance of tab stops, or the stops themselves with commas; behind the last one a tab is a space, unless it is /N (multiples of N) or +N (each N further).",
	args: {
		initial: flag("only tabs at the beginning of lines", "i"),
		tabs: { ...options("tab stops (default 8)", { short: "t", value: "LIST" }), digits: true },
		paths: operands("PATH", "files; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		["desk expand -t 4 /files/scripts/backup.sh", "with stops at 4, 8, 12 …"],
		["printf 'a\\tb\\tc\\n' | desk expand -t 10,30", "in columns"],
	],
	async run(context, args) {
		const stops = new TabStops(args.tabs, "expand");
		await printLines(context, expanded(joinedInputs(context, args.paths), stops, args.initial));
	},
});

async function* expanded(
	source: ByteStream,
	stops: TabStops,
	initial: boolean,
): AsyncGenerator<Buffer, void, undefined> {
	const out = new Bytes();
	let column = 0;
	/** Tabs of this line are still to be turned. */
	let converts = true;
	for await (const part of source) {
		for (let i = 0; i < part.length; i++) {
			const byte = part[i] as number;
			if (byte === NEWLINE) {
				column = 0;
				converts = true;
			} else if (converts) {
				if (byte === 0x09) {
					const next = stops.after(column) ?? column + 1;
					out.fill(0x20, next - column);
					column = next;
					continue;
				}
				column = byte === 0x08 ? Math.max(0, column - 1) : column + 1;
				converts = !initial || byte === 0x20;
			}
			out.byte(byte);
		}
		if (out.full) yield out.take();
	}
	if (out.length > 0) yield out.take();
}
