import { DeskError } from "../../src/base/errors.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import {
	AFTER_FIRST,
	type Context,
	defineCommand,
	flag,
	numberOption,
	operands,
	option,
} from "../../src/command/index.ts";
import { openInput } from "./shared/inputs.ts";
import { Pool, quoteWord } from "./shared/run-many.ts";
import { delimitedItems, delimiterByte, quotedItems, type XargsItem } from "./shared/xargs-input.ts";

/** As GNU xargs: no command line is longer (bytes), though the system would take it. */
const LINE_LIMIT = 131_072;

/** `desk xargs`: command lines from standard input. */
export const xargs = defineCommand({
	name: "xargs",
	summary: "Run a command with arguments read from standard input",
	about:
		"Arguments are parted by blanks and newlines; quotes and backslashes keep them together, as in POSIX. With -0 or -d they are taken as they are. " +
		"As many as fit are given to one COMMAND (default: echo).\n" +
		"Status: 123 when a command ended with 1-125, 124 when one ended with 255 (the rest is not run), 126 or 127 when it cannot be run, " +
		"1 for all else.",
	args: {
		maxArgs: numberOption("at most N arguments for each run", { short: "n" }),
		maxLines: numberOption("the arguments of N lines for each run", { short: "L" }),
		lines: option("the same, one line if N is not given", { short: "l", value: "N", bare: "1" }),
		replaceWith: option("run once for each line, with the line in place of TEXT", { short: "I", value: "TEXT" }),
		replace: option("the same; TEXT is {} if not given", { short: "i", value: "TEXT", bare: "{}" }),
		null: flag("arguments end in NUL, and nothing is special", "0"),
		delimiter: option("arguments end in this byte, and nothing is special", { short: "d", value: "BYTE" }),
		noRunIfEmpty: flag("run nothing when there are no arguments", "r"),
		verbose: flag("show each command line on stderr first", "t"),
		interactive: flag("ask before each run", "p"),
		maxProcs: numberOption("run up to N at once; 0: all", { short: "P" }),
		argFile: option("read arguments from this file; the commands get standard input", {
			short: "a",
			value: "PATH",
			completes: "path",
		}),
		openTty: flag("accepted; commands read no input here", "o"),
		maxChars: numberOption("at most N bytes for each command line", { short: "s" }),
		exit: flag("stop when a command line would be longer than -s allows", "x"),
		endOfFile: option("an argument that ends the input", { short: "E", value: "TEXT" }),
		eof: option("the same", { short: "e", value: "TEXT", bare: "" }),
		command: operands("COMMAND [ARG]...", "what to run", { completes: "command", verbatim: AFTER_FIRST }),
	},
	reads: ["argFile"],
	examples: [
		["desk -c \"find /notes -name '*.md' -print0 | xargs -0 wc -w\"", "words of each note"],
		["desk -c 'ls /files/move | xargs -I{} cp /files/move/{} /files/empty'", "one run for each name"],
		["desk -c 'grep -rl invoice /notes | xargs -rn 1 head -1'", "nothing is run when nothing is found"],
	],
	failsWith: 1,
	async run(context, args) {
		const replace = args.replaceWith ?? args.replace;
		const maxLines = args.maxLines ?? (args.lines === undefined ? undefined : Number(args.lines));
		const end = (args.endOfFile ?? args.eof) || undefined;
		for (const [letter, value] of [
			["n", args.maxArgs],
			["L", maxLines],
			["s", args.maxChars],
		] as const)
			if (value !== undefined && !(value >= 1)) throw usage(`-${letter} takes a number from 1 on`);
		const input = args.argFile === undefined ? context.stdin : (await openInput(context, args.argFile)).stream();
		const delimiter = args.delimiter !== undefined ? delimiterByte(args.delimiter) : args.null ? 0 : undefined;
		const items =
			delimiter === undefined
				? quotedItems(input, { lines: replace !== undefined, end })
				: delimitedItems(input, delimiter);
		const initial = args.command.length === 0 ? ["echo"] : args.command;
		const runner = new Runner(context, {
			parallel: args.maxProcs ?? 1,
			trace: args.verbose || args.interactive,
			ask: args.interactive,
			ownInput: args.argFile !== undefined,
		});
		const limit = { size: Math.min(args.maxChars ?? LINE_LIMIT, LINE_LIMIT), args: args.maxArgs, lines: maxLines };
		try {
			const lines =
				replace === undefined
					? commandLines(items, initial, {
							...limit,
							exit: args.exit || maxLines !== undefined,
							runEmpty: !args.noRunIfEmpty,
						})
					: replaced(items, initial, replace, limit.size);
			for await (const line of lines) if (!(await runner.run(line))) break;
		} finally {
			await runner.finish();
		}
	},
});

interface Limits {
	/** Bytes of a command line, each word with its NUL. */
	size: number;
	args: number | undefined;
	lines: number | undefined;
	/** A line that is too long by `-n` or `-L` is an error, not cut. */
	exit: boolean;
	/** Without any argument the command is run once. */
	runEmpty: boolean;
}

const sizeOf = (words: readonly string[]) => words.reduce((sum, word) => sum + rawBytes(word).length + 1, 0);

/** The command lines that hold all items, each as long as it may be. */
async function* commandLines(
	items: AsyncIterable<XargsItem>,
	initial: readonly string[],
	limits: Limits,
): AsyncGenerator<string[], void, undefined> {
	const base = sizeOf(initial);
	if (base > limits.size) throw usage("the command is longer than a command line may be");
	let words: string[] = [];
	let size = base;
	let lines = 0;
	let made = 0;
	const flush = () => {
		const line = [...initial, ...words];
		words = [];
		size = base;
		lines = 0;
		made++;
		return line;
	};
	try {
		for await (const { text, line } of items) {
			const length = rawBytes(text).length + 1;
			if (size + length > limits.size) {
				if (words.length === 0) throw tooLong();
				if (limits.exit && (limits.lines !== undefined || limits.args !== undefined)) throw tooLong();
				yield flush();
				if (base + length > limits.size) throw tooLong();
			}
			words.push(text);
			size += length;
			if (line) lines++;
			if (words.length === limits.args || (limits.lines !== undefined && lines >= limits.lines)) yield flush();
		}
	} catch (error) {
		// What came before a quote without its end is run first.
		const isQuote = error instanceof DeskError && error.code === "EFORMAT";
		if (isQuote && words.length > 0 && !limits.exit) yield flush();
		throw error;
	}
	if (words.length > 0 || (made === 0 && limits.runEmpty)) yield flush();
}

/** One command line for each item, with the item in place of `text`. */
async function* replaced(
	items: AsyncIterable<XargsItem>,
	initial: readonly string[],
	text: string,
	size: number,
): AsyncGenerator<string[], void, undefined> {
	for await (const item of items) {
		const line = initial.map((word) => word.replaceAll(text, () => item.text));
		if (sizeOf(line) > size) throw tooLong();
		yield line;
	}
}

interface RunnerOptions {
	parallel: number;
	trace: boolean;
	ask: boolean;
	/** Commands read the standard input of xargs, else nothing. */
	ownInput: boolean;
}

/** Runs command lines and sums up their statuses. */
class Runner {
	readonly #context: Context;
	readonly #options: RunnerOptions;
	readonly #pool: Pool;
	#status = 0;
	#ended = false;

	constructor(context: Context, options: RunnerOptions) {
		this.#context = context;
		this.#options = options;
		this.#pool = new Pool(options.parallel);
	}

	/** @returns whether more may be run */
	async run(line: readonly string[]): Promise<boolean> {
		const { signal } = this.#context;
		if (signal.aborted) throw signal.reason;
		if (this.#options.trace) {
			const shown = line.map(quoteWord).join(" ");
			if (this.#options.ask) {
				const answer = await this.#context.ask(`${shown} ?...`);
				if (!/^[yY]/.test(answer ?? "")) return true;
			} else await this.#context.stderr.write(`${shown}\n`);
		}
		await this.#pool.add(async () => this.#note(await this.#execute(line)));
		return !this.#ended;
	}

	async finish(): Promise<void> {
		await this.#pool.drain();
		if (this.#status !== 0) this.#context.setStatus(this.#status);
	}

	async #execute(line: readonly string[]): Promise<number> {
		return await this.#context.execute(line, this.#options.ownInput ? {} : { stdin: nothing() });
	}

	#note(status: number): void {
		if (status === 0) return;
		const stops = status === 255 || status === 126 || status === 127;
		if (stops) this.#ended = true;
		const own = status === 255 ? 124 : stops ? status : 123;
		if (this.#status === 0 || stops) this.#status = own;
	}
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}

function usage(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "xargs", todo: "see `desk xargs --help`" });
}

function tooLong(): DeskError {
	return new DeskError("EFAILED", "an argument is longer than a command line may be", {
		at: "xargs",
		todo: "allow more with -s",
	});
}
