import { type ByteStream, collect } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { type Context, defineCommand, flag, option, optionalOperand } from "../../src/command/index.ts";
import type { Change, Vfs } from "../../src/vfs/index.ts";
import { parseSize } from "./shared/amounts.ts";
import { type ChangeItem, changeLine, changeOutput, isTold, toChangeItems } from "./shared/changes.ts";
import { type Input, openInput } from "./shared/inputs.ts";
import { printLines, wholeLines } from "./shared/lines.ts";
import { byBytes, byLines, PartSource } from "./shared/parts.ts";
import { suffixes } from "./shared/suffixes.ts";

/** `desk split`: a file in pieces. */
export const split = defineCommand({
	name: "split",
	summary: "Split a file into several",
	about:
		"Writes PREFIXaa, PREFIXab and so on; one `desk undo` takes all of them back. SIZE may end in b (512), K, M, G (1024) or KB, MB (1000).\n" +
		"CHUNKS is N (so many files), K/N (only the Kth, to stdout), l/N and l/K/N (no line in two), r/N and r/K/N (line by line in turn).",
	args: {
		lines: { ...option("lines in each (default 1000)", { short: "l", value: "N" }), digits: true },
		bytes: option("bytes in each", { short: "b", value: "SIZE" }),
		lineBytes: option("whole lines of at most SIZE bytes in each", { short: "C", value: "SIZE" }),
		number: option("so many pieces", { short: "n", value: "CHUNKS" }),
		suffixLength: option("letters after PREFIX (default 2, more when needed)", { short: "a", value: "N" }),
		digits: flag("numbers instead of letters", "d"),
		numericSuffixes: option("the same, from N on", { value: "N", bare: "0" }),
		hex: flag("hexadecimal numbers", "x"),
		hexSuffixes: option("the same, from N on", { value: "N", bare: "0" }),
		additionalSuffix: option("at the end of names", { value: "TEXT" }),
		elideEmptyFiles: flag("with -n, no empty files", "e"),
		separator: option("what ends a line instead of newline (\\0: NUL)", { short: "t", value: "BYTE" }),
		filter: option("give each piece to this command of a shell instead, where $FILE is its name", { value: "COMMAND" }),
		unbuffered: flag("accepted as split's", "u"),
		path: optionalOperand("PATH", "the file; `-` or nothing is stdin", "path"),
		prefix: optionalOperand("PREFIX", "how names begin (default x)", "path"),
	},
	reads: ["path"],
	writes: ["prefix"],
	output: changeOutput,
	failsWith: 1,
	examples: [
		[
			"desk split -l 5 -d --additional-suffix=.csv /files/move/boxes.csv /files/move/boxes-",
			"boxes-00.csv, boxes-01.csv …",
		],
		["desk split -n l/2 /notes/inbox.md /files/half-", "two halves, no line cut"],
		[
			"desk -c \"split -l 20 --filter='gzip > \\$FILE.gz' /files/move/boxes.csv /files/boxes-\"",
			"each piece compressed",
		],
		["desk split -n 1/3 /notes/inbox.md", "the first third, to stdout"],
	],
	async *run(context, args): AsyncGenerator<ChangeItem, void, undefined> {
		const kinds = [args.lines, args.bytes, args.lineBytes, args.number].filter((each) => each !== undefined);
		if (kinds.length > 1) throw usage("give one of -l, -b, -C and -n");
		const delimiter = delimiterByte(args.separator);
		const chunks = args.number === undefined ? undefined : parseChunks(args.number);
		const names = suffixes({
			kind:
				args.hex || args.hexSuffixes !== undefined
					? "hex"
					: args.digits || args.numericSuffixes !== undefined
						? "digits"
						: "letters",
			length: args.suffixLength === undefined ? undefined : wholeNumber(args.suffixLength, "-a", 10),
			from: startOf(args.numericSuffixes, 10) ?? startOf(args.hexSuffixes, 16),
			count: chunks?.count,
		});
		if (/\//.test(args.additionalSuffix ?? "")) throw usage("a suffix cannot hold a slash");
		const input = await openInput(context, args.path ?? "-");
		const parts =
			chunks !== undefined
				? inChunks(input, chunks, delimiter)
				: args.lineBytes !== undefined
					? inLineBytes(input.stream(), parseSize(args.lineBytes, "split"), delimiter)
					: inTurn(new PartSource(input.stream()), takerOf(args, delimiter));
		if (chunks?.only !== undefined) {
			let index = 0;
			for await (const part of parts) {
				if (++index === chunks.only) return await printLines(context, part, delimiter);
				for await (const bytes of part) void bytes;
			}
			return;
		}
		const prefix = args.prefix ?? "x";
		const nextName = () => prefix + names.next().value + (args.additionalSuffix ?? "");
		if (args.filter !== undefined) return await filter(context, parts, args.filter, nextName, args.elideEmptyFiles);
		const vfs = await context.open();
		const writer = new PartWriter(context, vfs);
		for await (const part of parts) {
			const staged = await vfs.stage(part);
			if (args.elideEmptyFiles && staged.size === 0) {
				vfs.store.content.unstage(staged);
				continue;
			}
			yield* writer.add(context.path(nextName()), staged);
		}
		yield* writer.commit();
	},
	line: changeLine,
});

/** Give each piece to a command. It fails with the first that does. */
async function filter(
	context: Context,
	parts: AsyncIterable<ByteStream>,
	command: string,
	nextName: () => string,
	elidesEmpty: boolean,
): Promise<void> {
	for await (const part of parts) {
		const pieces = part[Symbol.asyncIterator]();
		const first = await pieces.next();
		if (first.done === true && elidesEmpty) continue;
		const name = nextName();
		const stdin = (async function* () {
			for (let piece = first; piece.done !== true; piece = await pieces.next()) yield piece.value;
		})();
		const variables = { ...context.variables, FILE: name };
		const status = await context.execute(["sh", "-c", command], { stdin, variables });
		// What it has not read is not for the next one.
		for (let rest = first; rest.done !== true; ) rest = await pieces.next();
		if (status === 0) continue;
		throw new DeskError("EFAILED", `the command of --filter ended with status ${status}`, {
			at: name,
			todo: "look at what it says",
		});
	}
}

function usage(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "split", todo: "see `desk split --help`" });
}

function wholeNumber(text: string, name: string, base: number): number {
	if (!(base === 16 ? /^[0-9a-fA-F]+$/ : /^\d+$/).test(text)) throw usage(`${name} takes a number, not '${text}'`);
	return Number.parseInt(text, base);
}

/** `--numeric-suffixes` without a number starts at 0 and may widen; with one it may not. */
function startOf(text: string | undefined, base: number): number | undefined {
	if (text === undefined || text === "0") return undefined;
	return wholeNumber(text, "a suffix", base);
}

function delimiterByte(text: string | undefined): number {
	if (text === undefined) return 0x0a;
	const bytes = text === "\\0" ? Buffer.of(0) : rawBytes(text);
	if (bytes.length !== 1) throw usage("-t takes one byte");
	return bytes[0] as number;
}

function takerOf(args: { lines: string | undefined; bytes: string | undefined }, delimiter: number) {
	if (args.bytes !== undefined) {
		const size = parseSize(args.bytes, "split");
		return () => byBytes(size);
	}
	const lines = parseSize(args.lines ?? "1000", "split");
	return () => byLines(lines, delimiter);
}

async function* inTurn(source: PartSource, taker: () => ReturnType<typeof byBytes>): AsyncGenerator<ByteStream> {
	while (await source.more()) yield source.part(taker());
}

async function* of(...pieces: Buffer[]): AsyncGenerator<Buffer, void, undefined> {
	yield* pieces;
}

/** Whole lines of at most so many bytes; longer ones are cut. */
async function* inLineBytes(stream: ByteStream, size: number, delimiter: number): AsyncGenerator<ByteStream> {
	let held: Buffer[] = [];
	let length = 0;
	for await (const bytes of wholeLines(stream, delimiter)) {
		for (let start = 0; start < bytes.length; ) {
			const found = bytes.indexOf(delimiter, start);
			const end = found < 0 ? bytes.length : found + 1;
			if (length > 0 && length + end - start > size) {
				yield of(...held);
				held = [];
				length = 0;
			}
			const cut = Math.min(end, start + size);
			held.push(bytes.subarray(start, cut));
			length += cut - start;
			start = cut;
			if (length === size) {
				yield of(...held);
				held = [];
				length = 0;
			}
		}
	}
	if (length > 0) yield of(...held);
}

interface Chunks {
	kind: "bytes" | "lines" | "turns";
	count: number;
	/** Only this one, from 1. */
	only: number | undefined;
}

function parseChunks(text: string): Chunks {
	const found = /^(?:([lr])\/)?(?:(\d+)\/)?(\d+)$/.exec(text);
	const count = Number(found?.[3]);
	const only = found?.[2] === undefined ? undefined : Number(found[2]);
	if (found === null || count === 0 || only === 0 || (only ?? 1) > count)
		throw usage(`'${text}' is no number of pieces`);
	return { kind: found[1] === "l" ? "lines" : found[1] === "r" ? "turns" : "bytes", count, only };
}

async function* inChunks(input: Input, { kind, count }: Chunks, delimiter: number): AsyncGenerator<ByteStream> {
	// How long it is must be known before it is divided; what has no length, or is dealt out in turn, is held.
	const all = input.size === undefined || kind !== "bytes" ? await collect(input.stream()) : undefined;
	const size = all?.length ?? input.size ?? 0;
	if (kind === "turns") {
		const piles = Array.from({ length: count }, (): Buffer[] => []);
		let index = 0;
		for await (const bytes of wholeLines(of(all ?? Buffer.alloc(0)), delimiter)) {
			for (let start = 0, end = 0; start < bytes.length; start = end) {
				const found = bytes.indexOf(delimiter, start);
				end = found < 0 ? bytes.length : found + 1;
				piles[index++ % count]?.push(bytes.subarray(start, end));
			}
		}
		for (const pile of piles) yield of(...pile);
		return;
	}
	const share = Math.floor(Math.max(size, count) / count);
	let from = 0;
	for (let index = 1; index <= count; index++) {
		const limit = index === count ? size : Math.min(size, index * share);
		let to = Math.max(from, limit);
		if (kind === "lines" && index < count && from < limit) {
			const found = all?.indexOf(delimiter, limit - 1) ?? -1;
			to = found < 0 ? size : found + 1;
		}
		yield all === undefined ? input.stream({ offset: from, length: to - from }) : of(all.subarray(from, to));
		from = to;
	}
}

/** Few change sets of many files, all of one operation. */
const MOST_FILES = 500;
const MOST_BYTES = 8 * 1024 * 1024;

class PartWriter {
	readonly #context: Context;
	readonly #vfs: Vfs;
	#batch: Change[] = [];
	#bytes = 0;
	#operation: number | undefined;

	constructor(context: Context, vfs: Vfs) {
		this.#context = context;
		this.#vfs = vfs;
	}

	async *add(path: string, staged: Awaited<ReturnType<Vfs["stage"]>>): AsyncGenerator<ChangeItem, void, undefined> {
		this.#batch.push({ op: "write", path, content: staged });
		this.#bytes += staged.size;
		if (this.#batch.length >= MOST_FILES || this.#bytes >= MOST_BYTES) yield* this.commit();
	}

	async *commit(): AsyncGenerator<ChangeItem, void, undefined> {
		if (this.#batch.length === 0) return;
		const { cause, dryRun } = this.#context;
		const result = await this.#vfs.change(this.#batch, {
			cause,
			dryRun,
			operation: this.#operation,
			// What is split is still there.
			keepRejected: false,
		});
		this.#operation ??= result.set?.operation;
		this.#batch = [];
		this.#bytes = 0;
		if (isTold(this.#context)) yield* toChangeItems(result);
	}
}
