/** First and last lines or bytes of something, as head and tail count them. */
import { type ByteStream, collect } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { flag, operands } from "../../../src/command/index.ts";
import type { Range } from "../../../src/store/index.ts";
import type { SizedInput } from "./inputs.ts";

/** So many lines or bytes; `sign` is what stood before the number. */
export interface Amount {
	unit: "lines" | "bytes";
	sign: "" | "+" | "-";
	count: number;
	/** The byte that ends a line: newline, or NUL with `-z`. */
	delimiter: number;
}

const NAMES = ["K", "M", "G", "T", "P", "E"] as const;

/** `b` is 512, `K` and `KiB` 1024, `kB` and `KB` 1000, and so on: the suffixes of GNU head and tail. */
function unitOf(suffix: string): number | undefined {
	if (suffix === "") return 1;
	if (suffix === "b") return 512;
	const power = NAMES.indexOf(suffix.slice(0, 1).toUpperCase() as (typeof NAMES)[number]) + 1;
	if (power === 0) return undefined;
	const rest = suffix.slice(1);
	return rest === "" || rest === "iB" ? 1024 ** power : rest === "B" ? 1000 ** power : undefined;
}

/** Read a count such as `5`, `-5`, `+10`, `2k`. @throws DeskError EUSAGE */
function parseAmount(text: string, unit: Amount["unit"], delimiter: number, command: string): Amount {
	const found = /^([+-]?)(\d+)([A-Za-z]*)$/.exec(text);
	const factor = unitOf(found?.[3] ?? "");
	if (found === null || factor === undefined) {
		throw new DeskError("EUSAGE", `'${text}' is not a number of ${unit}`, {
			at: command,
			todo: "write it as 10, 4k or 1M",
		});
	}
	return { unit, sign: (found[1] ?? "") as Amount["sign"], count: Number(found[2]) * factor, delimiter };
}

/** The arguments that head and tail have in common, after those that say how much. */
export const endArgs = {
	quiet: { ...flag("no headers", "q"), overrides: "verbose" },
	verbose: { ...flag("headers for a single file, too", "v"), overrides: "quiet" },
	zeroTerminated: flag("lines end in NUL", "z"),
	paths: operands("PATH", "files, or PATH@N; `-` or nothing is stdin", { completes: "path" }),
};

/** How much was asked for: bytes (`-c`) or lines (`-n`), whichever was said last; ten lines when nothing was said. @throws DeskError EUSAGE */
export function amountOf(
	args: { lines: string | undefined; bytes: string | undefined; zeroTerminated: boolean },
	command: string,
): Amount {
	const delimiter = args.zeroTerminated ? 0 : 0x0a;
	if (args.bytes !== undefined) return parseAmount(args.bytes, "bytes", delimiter, command);
	return parseAmount(args.lines ?? "10", "lines", delimiter, command);
}

/** The beginning: so many lines or bytes. Reads no further than it needs. */
export async function* firstOf(stream: ByteStream, amount: Amount): AsyncGenerator<Uint8Array, void, undefined> {
	let left = amount.count;
	if (left === 0) return;
	for await (const part of stream) {
		const taken = amount.unit === "bytes" ? Math.min(left, part.length) : endOfLines(part, left, amount.delimiter);
		left -= amount.unit === "bytes" ? taken : countOf(part.subarray(0, taken), amount.delimiter);
		yield taken === part.length ? part : part.subarray(0, taken);
		if (left <= 0) return;
	}
}

/** All but the beginning: what follows so many lines or bytes. */
export async function* afterFirst(stream: ByteStream, amount: Amount): AsyncGenerator<Uint8Array, void, undefined> {
	let left = amount.count;
	for await (const part of stream) {
		const skipped =
			left === 0 ? 0 : amount.unit === "bytes" ? Math.min(left, part.length) : endOfLines(part, left, amount.delimiter);
		if (skipped > 0) left -= amount.unit === "bytes" ? skipped : countOf(part.subarray(0, skipped), amount.delimiter);
		if (skipped < part.length) yield part.subarray(skipped);
	}
}

/** Where the first `count` lines of a piece end; its length when it has fewer. */
function endOfLines(part: Uint8Array, count: number, delimiter: number): number {
	let at = 0;
	for (let line = 0; line < count; line++) {
		const found = part.indexOf(delimiter, at);
		if (found < 0) return part.length;
		at = found + 1;
	}
	return at;
}

function countOf(part: Uint8Array, delimiter: number): number {
	let count = 0;
	for (let at = part.indexOf(delimiter); at >= 0; at = part.indexOf(delimiter, at + 1)) count++;
	return count;
}

const BLOCK = 64 * 1024;

/**
 * The offset at which the last lines or bytes begin. Of the file only its end is read, in blocks from the back. A last
 * line without newline counts.
 */
export async function startOfLast(input: Pick<SizedInput, "size" | "stream">, amount: Amount): Promise<number> {
	const { size } = input;
	if (amount.unit === "bytes") return Math.max(0, size - amount.count);
	let left = amount.count;
	if (left === 0) return size;
	for (let end = size; end > 0; end = Math.max(0, end - BLOCK)) {
		const start = Math.max(0, end - BLOCK);
		const block = await collect(input.stream({ offset: start, length: end - start }));
		// The newline at the very end ends the last line; it begins no other.
		let at = end === size && block.at(-1) === amount.delimiter ? block.length - 1 : block.length;
		while (at > 0) {
			at = block.lastIndexOf(amount.delimiter, at - 1);
			if (at < 0) break;
			if (--left === 0) return start + at + 1;
		}
	}
	return 0;
}

/**
 * Split a stream of unknown length before its last lines or bytes. What surely lies before them comes at once, so that no
 * more is held than the end takes.
 */
export async function* splitBeforeLast(
	stream: ByteStream,
	amount: Amount,
): AsyncGenerator<{ part: Uint8Array; last: boolean }, void, undefined> {
	const held: { part: Uint8Array; units: number }[] = [];
	// So many newlines after a piece put it before the last lines, whether or not the last one ends in a newline.
	const enough = amount.unit === "bytes" ? amount.count : amount.count + 1;
	let units = 0;
	for await (const part of stream) {
		const entry = { part, units: amount.unit === "bytes" ? part.length : countOf(part, amount.delimiter) };
		held.push(entry);
		units += entry.units;
		for (let first = held[0]; first !== undefined && units - first.units >= enough; first = held[0]) {
			units -= first.units;
			held.shift();
			yield { part: first.part, last: false };
		}
	}
	const rest = Buffer.concat(held.map(({ part }) => part));
	const start = await startOfLast({ size: rest.length, stream: (range) => slice(rest, range) }, amount);
	yield { part: rest.subarray(0, start), last: false };
	yield { part: rest.subarray(start), last: true };
}

async function* slice(bytes: Buffer, range: Range = {}): AsyncGenerator<Buffer> {
	const start = range.offset ?? 0;
	yield bytes.subarray(start, start + (range.length ?? bytes.length));
}
