import type { ByteStream } from "../../src/base/bytes.ts";
import { rawBytes, rawText } from "../../src/base/raw-text.ts";
import { defineCommand, flag, operands } from "../../src/command/index.ts";
import { perInput } from "./shared/inputs.ts";
import { Bytes, lineOutput, printLines, wholeLines } from "./shared/lines.ts";

/** `desk rev`: lines backwards. */
export const rev = defineCommand({
	name: "rev",
	summary: "Print each line backwards, character by character",
	args: {
		zero: flag("lines end in NUL"),
		paths: operands("PATH", "files; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	output: lineOutput,
	failsWith: 1,
	examples: [
		["echo /notes/business/rates.md | desk rev | desk cut -d/ -f1 | desk rev", "the last part of a path"],
		["desk rev /notes/inbox.md", "a note nobody can read"],
	],
	async run(context, args) {
		const delimiter = args.zero ? 0 : 0x0a;
		await printLines(
			context,
			perInput(context, args.paths, (source) => reversed(source, delimiter)),
			delimiter,
		);
	},
});

async function* reversed(source: ByteStream, delimiter: number): AsyncGenerator<Buffer, void, undefined> {
	const out = new Bytes();
	for await (const bytes of wholeLines(source, delimiter)) {
		for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
			const found = bytes.indexOf(delimiter, start);
			end = found < 0 ? bytes.length : found;
			reverseInto(out, bytes, start, end);
			if (found >= 0) out.byte(delimiter);
		}
		if (out.full) yield out.take();
	}
	if (out.length > 0) yield out.take();
}

function reverseInto(out: Bytes, bytes: Buffer, start: number, end: number): void {
	const buffer = out.room(end - start);
	let to = out.length;
	for (let at = end - 1; at >= start; at--) {
		const byte = bytes[at] as number;
		if (byte >= 0x80) {
			// A character is more than a byte; bytes that are none stand for themselves.
			out.copy(rawBytes([...rawText(bytes.subarray(start, end))].reverse().join("")));
			return;
		}
		buffer[to++] = byte;
	}
	out.grow(end - start);
}
