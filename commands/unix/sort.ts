import { createHash, randomBytes } from "node:crypto";
import type { ByteStream } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { rawBytes, rawText } from "../../src/base/raw-text.ts";
import { Spill } from "../../src/base/spill.ts";
import { type Context, defineCommand, flag, operands, option, options, pacer } from "../../src/command/index.ts";
import { type Input, openInput } from "./shared/inputs.ts";
import { delimiterOf, LineReader, wholeLines } from "./shared/lines.ts";
import { putResult, type ResultItem, resultLine, resultOutput } from "./shared/result.ts";
import { Batch } from "./shared/sort/batch.ts";
import { PLAIN, parseKey, refuseKey, withLetters } from "./shared/sort/key.ts";
import { type MergeOptions, merged } from "./shared/sort/merge.ts";
import { type Line, LineOrder } from "./shared/sort/order.ts";

/** What `--sort` and the letters of the command line are called. */
const WORDS = {
	numeric: "n",
	"general-numeric": "g",
	"human-numeric": "h",
	month: "M",
	random: "R",
	version: "V",
} as const;

/** `desk sort`: lines in order. */
export const sort = defineCommand({
	name: "sort",
	summary: "Sort the lines of files",
	about:
		"By bytes, as LC_ALL=C sort does. KEY is FIELD[.BYTE][LETTERS][,FIELD[.BYTE][LETTERS]]: from where to where, counted from 1, to the end of the line if nothing else is said; " +
		"LETTERS are b d f g h i M n R r V, which then hold for this key only. Fields begin where blanks begin, or after BYTE with -t. Lines whose keys are equal are compared as a whole, unless -s or -u.\n" +
		"Input of any size: beyond 64 MiB sorted parts go to an encrypted temporary file (in TMPDIR, or -T). The -o file may be one of the PATHs.",
	args: {
		numericSort: flag("by number, with minus and point", "n"),
		generalNumericSort: flag("by floating-point number: 1e3, inf", "g"),
		humanNumericSort: flag("by size: 2K, 1G", "h"),
		monthSort: flag("by month: JAN to DEC", "M"),
		versionSort: flag("by version: 1.9 before 1.10", "V"),
		randomSort: flag("shuffled, equal keys together", "R"),
		sort: { ...option("the same in a word", { value: "WORD" }), choices: Object.keys(WORDS) },
		reverse: flag("the other way round", "r"),
		unique: flag("of lines that compare equal only the first", "u"),
		key: options("compare this part of lines", { short: "k", value: "KEY" }),
		fieldSeparator: option("what is between fields", { short: "t", value: "BYTE" }),
		stable: flag("leave lines whose keys are equal in their order", "s"),
		ignoreCase: flag("upper and lower case of ASCII are the same", "f"),
		ignoreLeadingBlanks: flag("keys begin after blanks", "b"),
		dictionaryOrder: flag("only letters, digits and blanks count", "d"),
		ignoreNonprinting: flag("only printable characters count", "i"),
		merge: flag("the files are sorted: merge them", "m"),
		checkOrder: flag("only say whether it is sorted (status 1 if not)", "c"),
		check: {
			...option("the same; `quiet` says nothing", { value: "HOW", bare: "diagnose-first" }),
			choices: ["diagnose-first", "quiet", "silent"],
		},
		checkQuiet: flag("the same as --check=quiet", "C"),
		output: option("write the result to this file", { short: "o", value: "PATH", completes: "path" }),
		zeroTerminated: flag("lines end in NUL", "z"),
		files0From: option("read the names of files from this one, NUL after each", { value: "PATH", completes: "path" }),
		randomSource: option("with -R, take randomness from this file", { value: "PATH", completes: "path" }),
		temporaryDirectory: option("a folder of the machine for temporary files", {
			short: "T",
			value: "FOLDER",
			completes: "host-path",
		}),
		bufferSize: option("accepted as sort's", { short: "S", value: "SIZE" }),
		parallel: option("accepted as sort's", { value: "N" }),
		batchSize: option("accepted as sort's", { value: "N" }),
		compressProgram: option("accepted as sort's", { value: "PROGRAM" }),
		paths: operands("PATH", "files; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths", "files0From", "randomSource"],
	writes: ["output"],
	output: resultOutput,
	failsWith: 2,
	examples: [
		["desk sort -t, -k2,2 -k1,1n /files/move/boxes.csv", "by room, then by number"],
		["desk du -ab /notes | desk sort -rn | desk head -3", "the three largest"],
		["desk sort -u -o /files/boxes.csv /files/move/boxes.csv", "without repetitions, into another file"],
		["desk ls /notes | desk sort -c", "is it sorted?"],
	],
	async *run(context, args): AsyncGenerator<ResultItem, void, undefined> {
		const delimiter = delimiterOf(args);
		const check = args.check ?? (args.checkQuiet ? "quiet" : args.checkOrder ? "diagnose-first" : undefined);
		const global = withLetters(PLAIN, lettersOf(args), "both");
		const order = new LineOrder({
			keys: args.key.map((key) => parseKey(key, global)),
			global,
			separator: separatorOf(args.fieldSeparator),
			stable: args.stable,
			unique: args.unique,
			hash: await hashOf(context, args.randomSource),
		});
		const inputs: Input[] = [];
		for (const path of await pathsOf(context, args)) inputs.push(await openInput(context, path));
		if (check !== undefined) {
			const [input, surplus] = inputs;
			if (surplus !== undefined) throw refuseKey(`'${surplus.operand}' is one argument too many: one file is checked`);
			if (args.output !== undefined) throw refuseKey("-c and -o exclude each other");
			if (input !== undefined)
				await checkOrder(context, input, { order, delimiter, strict: args.unique, says: check === "diagnose-first" });
			return;
		}
		const merge: MergeOptions = { order, delimiter, unique: args.unique, pace: pacer(context) };
		const lines = args.merge
			? merged(
					inputs.map((input) => input.stream()),
					merge,
				)
			: sorted(inputs, merge, args.temporaryDirectory ?? context.variables.TMPDIR);
		yield* putResult(context, lines, delimiter, args.output);
	},
	line: resultLine,
});

interface Letters {
	numericSort: boolean;
	generalNumericSort: boolean;
	humanNumericSort: boolean;
	monthSort: boolean;
	versionSort: boolean;
	randomSort: boolean;
	sort: string | undefined;
	reverse: boolean;
	ignoreCase: boolean;
	ignoreLeadingBlanks: boolean;
	dictionaryOrder: boolean;
	ignoreNonprinting: boolean;
}

function lettersOf(args: Letters): string {
	const flags: [boolean, string][] = [
		[args.numericSort, "n"],
		[args.generalNumericSort, "g"],
		[args.humanNumericSort, "h"],
		[args.monthSort, "M"],
		[args.versionSort, "V"],
		[args.randomSort, "R"],
		[args.reverse, "r"],
		[args.ignoreCase, "f"],
		[args.ignoreLeadingBlanks, "b"],
		[args.dictionaryOrder, "d"],
		[args.ignoreNonprinting, "i"],
	];
	const word = args.sort === undefined ? "" : WORDS[args.sort as keyof typeof WORDS];
	return word + flags.map(([given, letter]) => (given ? letter : "")).join("");
}

function separatorOf(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const bytes = text === "\\0" ? Buffer.of(0) : rawBytes(text);
	if (bytes.length !== 1) throw refuseKey(`-t takes one byte, not '${text}'`);
	return bytes[0];
}

async function pathsOf(
	context: Context,
	{ paths, files0From }: { paths: readonly string[]; files0From: string | undefined },
): Promise<readonly string[]> {
	if (files0From === undefined) return paths.length === 0 ? ["-"] : paths;
	if (paths.length > 0) throw refuseKey("--files0-from and PATHs exclude each other");
	const names: string[] = [];
	const reader = new LineReader((await openInput(context, files0From)).stream(), 0);
	while (await reader.next()) names.push(rawText(reader.bytes.subarray(reader.start, reader.end)));
	return names;
}

const SEED = 16;

/** A keyed hash for -R: MD5 of 16 random bytes and the key, as GNU. */
async function hashOf(context: Context, source: string | undefined): Promise<(key: Buffer) => Buffer> {
	let seed: Buffer | undefined;
	if (source !== undefined) {
		const parts: Uint8Array[] = [];
		for await (const part of (await openInput(context, source)).stream({ length: SEED })) {
			parts.push(part);
			if (Buffer.concat(parts).length >= SEED) break;
		}
		seed = Buffer.concat(parts).subarray(0, SEED);
		if (seed.length < SEED)
			throw new DeskError("EFAILED", "there are too few bytes in it", { at: source, todo: `give at least ${SEED}` });
	}
	return (key) => {
		seed ??= randomBytes(SEED);
		return createHash("md5").update(seed).update(key).digest();
	};
}

interface Check {
	order: LineOrder;
	delimiter: number;
	/** Equal lines are out of order, too. */
	strict: boolean;
	says: boolean;
}

async function checkOrder(context: Context, input: Input, { order, delimiter, strict, says }: Check): Promise<void> {
	const reader = new LineReader(input.stream(), delimiter);
	let before: Line | undefined;
	for (let number = 1; ; number++) {
		const next = reader.next();
		if (!(typeof next === "boolean" ? next : await next)) return;
		const { bytes, start, end } = reader;
		if (before !== undefined && order.compare(before, reader) > (strict ? -1 : 0)) {
			if (says)
				context.note(`desk: sort: ${input.operand}:${number}: disorder: ${rawText(bytes.subarray(start, end))}`);
			context.setStatus(1);
			return;
		}
		before = { bytes, start, end };
	}
}

/** Sort: in memory as long as it is little, else in parts that are merged. */
async function* sorted(
	inputs: readonly Input[],
	merge: MergeOptions,
	folder: string | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
	const { order, delimiter, unique, pace } = merge;
	const batch = new Batch(delimiter);
	let spill: Spill | undefined;
	const runs: Awaited<ReturnType<Spill["write"]>>[] = [];
	const put = async () => {
		spill ??= new Spill(folder);
		runs.push(await spill.write(batch.pieces(await batch.sorted(order, unique, pace)), pace));
		batch.clear();
	};
	try {
		for (const input of inputs) {
			for await (const lines of wholeLines(input.stream(), delimiter)) {
				if (batch.isFullFor(lines)) await put();
				batch.add(lines);
			}
		}
		if (spill === undefined) {
			yield* batch.pieces(await batch.sorted(order, unique, pace));
			return;
		}
		const last = singly(batch.pieces(await batch.sorted(order, unique, pace)));
		const temporary: Spill = spill;
		const streams: ByteStream[] = [...runs.map((run) => temporary.read(run)), last];
		yield* merged(streams, merge);
	} finally {
		spill?.close();
	}
}

async function* singly(pieces: Iterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
	yield* pieces;
}
