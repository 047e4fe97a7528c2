import { collect } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { type Context, defineCommand, flag, operands, option, options } from "../../src/command/index.ts";
import { openInput } from "./shared/inputs.ts";
import { Bytes, delimiterOf, LineReader } from "./shared/lines.ts";
import { RandomNumbers, streamBytes, systemBytes } from "./shared/random.ts";
import { putResult, type ResultItem, resultLine, resultOutput } from "./shared/result.ts";

/** `desk shuf`: lines in random order. */
export const shuf = defineCommand({
	name: "shuf",
	summary: "Put lines in random order, or choose some at random",
	about:
		"With -n from a pipe no more lines are held than are asked for. The same --random-source gives the same order, here and with GNU shuf.",
	args: {
		echo: flag("the operands are the lines", "e"),
		inputRange: option("the numbers from LO to HI are the lines", { short: "i", value: "LO-HI" }),
		headCount: options("at most N lines", { short: "n", value: "N" }),
		output: option("write the result to this file", { short: "o", value: "PATH", completes: "path" }),
		randomSource: option("take random bytes from this file", { value: "PATH", completes: "path" }),
		repeat: flag("lines may come several times; without -n it goes on for ever", "r"),
		zeroTerminated: flag("lines end in NUL", "z"),
		words: operands("PATH", "a file, `-` or nothing is stdin; with -e the lines", { completes: "path" }),
	},
	reads: ["words", "randomSource"],
	writes: ["output"],
	output: resultOutput,
	failsWith: 1,
	examples: [
		["desk ls /notes/recipes | desk shuf -n1", "what to cook today"],
		["desk shuf -i 1-49 -n 6", "six numbers"],
		["desk shuf -e -n2 Ada Grace Katherine Mary", "two of these"],
	],
	async *run(context, args): AsyncGenerator<ResultItem, void, undefined> {
		const delimiter = delimiterOf(args);
		const usage = (what: string) => new DeskError("EUSAGE", what, { at: "shuf", todo: "see `desk shuf --help`" });
		if (args.echo && args.inputRange !== undefined) throw usage("-e and -i exclude each other");
		const wordsTaken = args.echo ? Number.POSITIVE_INFINITY : args.inputRange === undefined ? 1 : 0;
		if (args.words.length > wordsTaken) throw usage(`'${args.words[wordsTaken]}' is one argument too many`);
		const most = Math.min(Number.POSITIVE_INFINITY, ...args.headCount.map((text) => countOf(text, usage)));
		const lines = shuffled(context, { ...args, most, delimiter, usage });
		yield* putResult(context, lines, delimiter, args.output);
	},
	line: resultLine,
});

function countOf(text: string, usage: (what: string) => DeskError): number {
	if (!/^\+?\d+$/.test(text)) throw usage(`'${text}' is no number of lines`);
	return Number(text);
}

interface Options {
	echo: boolean;
	inputRange: string | undefined;
	randomSource: string | undefined;
	repeat: boolean;
	words: readonly string[];
	most: number;
	delimiter: number;
	usage: (what: string) => DeskError;
}

/** Where lines come from: how many there are, and each. */
interface Lines {
	count: number;
	line(index: number): Uint8Array;
}

/** Above this a file of known size is not held to choose some of its lines (as GNU). */
const HELD = 8 * 1024 * 1024;

async function* shuffled(context: Context, how: Options): AsyncGenerator<Buffer, void, undefined> {
	const { most, repeat, delimiter } = how;
	const source = how.randomSource === undefined ? undefined : await openInput(context, how.randomSource);
	const random = new RandomNumbers(
		source === undefined ? systemBytes() : streamBytes(source.stream(), how.randomSource ?? ""),
	);
	const lines = await linesOf(context, how, random);
	const out = new Bytes();
	const put = (index: number) => {
		out.copy(lines.line(index));
		out.byte(delimiter);
	};
	if (repeat) {
		if (most > 0 && lines.count === 0)
			throw new DeskError("EFAILED", "there are no lines to repeat", { at: "shuf", todo: "give it some" });
		for (let done = 0; done < most; done++) {
			put(await random.below(lines.count));
			if (out.full) yield out.take();
		}
	} else {
		for (const index of await random.permutation(Math.min(most, lines.count), lines.count)) {
			put(index);
			if (out.full) yield out.take();
		}
	}
	if (out.length > 0) yield out.take();
}

async function linesOf(context: Context, how: Options, random: RandomNumbers): Promise<Lines> {
	const { echo, inputRange, words, most, repeat, delimiter } = how;
	if (echo) return { count: words.length, line: (index) => rawBytes(words[index] ?? "") };
	if (inputRange !== undefined) {
		const found = /^(\d+)-(\d+)$/.exec(inputRange);
		const [low, high] = [Number(found?.[1]), Number(found?.[2])];
		if (found === null || high < low - 1 || high - low > 2 ** 40) throw how.usage(`'${inputRange}' is no range`);
		return { count: high - low + 1, line: (index) => Buffer.from(String(low + index)) };
	}
	const input = await openInput(context, words[0] ?? "-");
	if (!repeat && Number.isFinite(most) && (most === 0 || input.size === undefined || input.size > HELD))
		return await reservoir(new LineReader(input.stream(), delimiter), most, random);
	const bytes = await collect(input.stream());
	const starts: number[] = [];
	for (let at = 0; at < bytes.length; ) {
		starts.push(at);
		const found = bytes.indexOf(delimiter, at);
		at = found < 0 ? bytes.length : found + 1;
	}
	return {
		count: starts.length,
		line(index) {
			const end = starts[index + 1] ?? bytes.length;
			return bytes.subarray(starts[index], bytes[end - 1] === delimiter ? end - 1 : end);
		},
	};
}

/** So many lines, each equally likely, of a stream of any length (Algorithm R). */
async function reservoir(reader: LineReader, most: number, random: RandomNumbers): Promise<Lines> {
	const kept: Uint8Array[] = [];
	let seen = 0;
	const next = async () => {
		const found = reader.next();
		return typeof found === "boolean" ? found : await found;
	};
	const line = () => Buffer.from(reader.bytes.subarray(reader.start, reader.end));
	while (seen < most && (await next())) {
		kept.push(line());
		seen++;
	}
	// GNU draws a place before it looks whether there is a line.
	while (most > 0 && seen >= most) {
		const place = await random.below(seen + 1);
		if (!(await next())) break;
		if (place < most) kept[place] = line();
		seen++;
	}
	return { count: kept.length, line: (index) => kept[index] ?? new Uint8Array() };
}
