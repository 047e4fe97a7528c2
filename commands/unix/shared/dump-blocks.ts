/** What od, hexdump and xxd share: input as one stream, cut into blocks. */
import type { ByteStream } from "../../../src/base/bytes.ts";
import { DeskError } from "../../../src/base/errors.ts";
import { type Context, pacer } from "../../../src/command/index.ts";
import { isSized, openInput, perInput } from "./inputs.ts";

export interface DumpRange {
	/** Bytes that are passed over. */
	skip: number;
	/** At most so many are given. */
	limit: number;
	/** Fewer bytes than are to be passed over are an error. */
	strict?: boolean;
	/** Told of each input that could be opened. */
	onOpen?: () => void;
}

/** All operands as one stream, without its first `skip` bytes and with at most `limit`. */
export async function* dumpInput(
	context: Context,
	operands: readonly string[],
	{ skip, limit, strict, onOpen }: DumpRange,
): AsyncGenerator<Uint8Array, void, undefined> {
	if (limit <= 0) return;
	let left = skip;
	let room = limit;
	for await (const part of await source(context, operands, skip, onOpen)) {
		if (left >= part.length) {
			left -= part.length;
			continue;
		}
		const bytes = part.subarray(left, left + room);
		left = 0;
		room -= bytes.length;
		yield bytes;
		if (room <= 0) return;
	}
	if (left > 0 && strict === true)
		throw new DeskError("EFAILED", "there is not so much to pass over", { todo: "skip fewer bytes" });
}

/** One file is read from where it is wanted. */
async function source(
	context: Context,
	operands: readonly string[],
	skip: number,
	onOpen = () => {},
): Promise<ByteStream> {
	const [only] = operands;
	if (operands.length !== 1 || only === undefined || skip === 0)
		return perInput(context, operands, (stream) => {
			onOpen();
			return stream;
		});
	const input = await openInput(context, only);
	onOpen();
	if (!isSized(input) || skip > input.size) return input.stream();
	return (async function* () {
		// What is passed over is not read, but counted.
		for (let left = skip; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
		yield* input.stream({ offset: skip });
	})();
}

const ZEROS = Buffer.alloc(1 << 20);

/** Blocks of `size` bytes; the last one may be shorter. */
export async function* blocks(stream: ByteStream, size: number): AsyncGenerator<Buffer, void, undefined> {
	let rest: Buffer = Buffer.alloc(0);
	for await (const part of stream) {
		const all = rest.length === 0 ? Buffer.from(part) : Buffer.concat([rest, part]);
		const whole = all.length - (all.length % size);
		for (let at = 0; at < whole; at += size) yield all.subarray(at, at + size);
		rest = all.subarray(whole);
	}
	if (rest.length > 0) yield rest;
}

/** Print lines for blocks; where a block is as the one before it, one `*` stands for all of them. @returns how many bytes there were */
export async function dump(
	context: Context,
	stream: ByteStream,
	{ size, all }: { size: number; all: boolean },
	lineOf: (block: Buffer, offset: number) => string,
): Promise<number> {
	const pace = pacer(context);
	let offset = 0;
	let previous: Buffer | undefined;
	let starred = false;
	let text = "";
	for await (const block of blocks(stream, size)) {
		const repeated = !all && block.length === size && previous !== undefined && block.equals(previous);
		if (!repeated) text += lineOf(block, offset);
		else if (!starred) text += "*\n";
		starred = repeated;
		previous = Buffer.from(block);
		offset += block.length;
		if (text.length < 32_768) continue;
		await context.stdout.write(text);
		text = "";
		await pace();
	}
	await context.stdout.write(text);
	return offset;
}

const ESCAPES: Readonly<Record<number, string>> = {
	0: "\\0",
	7: "\\a",
	8: "\\b",
	9: "\\t",
	10: "\\n",
	11: "\\v",
	12: "\\f",
	13: "\\r",
};

/** Whether a byte is a printable ASCII character. */
export const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/** A byte as `od -c` and `hexdump -c` show it: a character, an escape, or three octal digits. */
export function escapedByte(byte: number): string {
	return ESCAPES[byte] ?? (isPrintable(byte) ? String.fromCharCode(byte) : byte.toString(8).padStart(3, "0"));
}
