/** `gzip -l`: how large compressed files are, and were. */
import type { Context } from "../../../src/command/index.ts";
import { decompress, readHeader } from "./gzip-stream.ts";
import { openInput } from "./inputs.ts";
import { say } from "./say.ts";

/** Bytes of a header and a trailer without a name. */
const HEADER = 18;

function overheadOf(start: Uint8Array): number {
	const name = readHeader(Buffer.from(start))?.name;
	return HEADER + (name === undefined ? 0 : Buffer.byteLength(name) + 1);
}

/** Sums of all files listed so far. */
export interface GzipTotals {
	files: number;
	compressed: number;
	size: number;
	/** Header and trailer of the last one, which GNU gzip leaves out of the ratio. */
	overhead: number;
}

/** How much was saved, of the uncompressed size: ` 45.3%`. */
export function ratio(compressed: number, size: number): string {
	const saved = size === 0 ? 0 : ((size - compressed) / size) * 100;
	return `${saved.toFixed(1).padStart(5)}%`;
}

/** One line of the list. The file is read to its end: its last bytes say its size modulo 4 GiB, and of the last member only. */
export async function listGzip(context: Context, operand: string, totals: GzipTotals): Promise<void> {
	const input = await openInput(context, operand);
	let compressed = 0;
	let overhead = 0;
	const counted = async function* () {
		for await (const part of input.stream()) {
			if (compressed === 0) overhead = overheadOf(part);
			compressed += part.length;
			yield part;
		}
	};
	let size = 0;
	for await (const part of decompress(counted(), operand)) size += part.length;
	if (totals.files++ === 0 && !context.json)
		await context.stdout.write("         compressed        uncompressed  ratio uncompressed_name\n");
	totals.compressed += compressed;
	totals.size += size;
	totals.overhead = overhead;
	const name = operand === "-" ? "stdout" : operand.replace(/\.gz$/, "");
	const numbers = `${String(compressed).padStart(19)} ${String(size).padStart(19)}`;
	const text = `${numbers} ${ratio(compressed - overhead, size)} ${name}`;
	await say(context, { path: operand, compressed, size }, text);
}
