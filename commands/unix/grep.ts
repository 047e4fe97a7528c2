import { DeskError } from "../../src/base/errors.ts";
import { globToRegExp } from "../../src/base/glob.ts";
import { rawText } from "../../src/base/raw-text.ts";
import {
	type Context,
	defineCommand,
	flag,
	numberOption,
	operands,
	option,
	options,
	pacer,
} from "../../src/command/index.ts";
import { nameOfPath, type Vfs } from "../../src/vfs/index.ts";
import { exchangeEnds, Printer, type Searched } from "./shared/grep-printer.ts";
import { deviceOf, interruptible, openInput } from "./shared/inputs.ts";
import { LineReader } from "./shared/lines.ts";
import { compileMatcher, type Matcher, type MatchMode } from "./shared/matcher.ts";

/** Larger files are read in pieces of whole lines of about this size (4 MiB). */
const PIECE = 4 * 1024 * 1024;

/** `desk grep`: lines that match a pattern. */
export const grep = defineCommand({
	name: "grep",
	summary: "Find lines that match a pattern",
	about:
		"Patterns are POSIX basic regular expressions with GNU's extensions, as in GNU grep; -E, -F and -P choose another kind. Status 0 when a line matched, 1 when none did. " +
		"Of a binary file that matches only that is said, on stderr.",
	args: {
		recursive: flag("search directories", "r"),
		dereferenceRecursive: flag("the same as -r", "R"),
		ignoreCase: flag("upper and lower case are the same", "i"),
		ignoreCaseToo: flag("the same as -i", "y"),
		extended: flag("extended regular expressions", "E"),
		fixed: flag("plain text, not an expression", "F"),
		basic: flag("basic regular expressions (the default)", "G"),
		perl: flag("Perl-like expressions (JavaScript's)", "P"),
		invert: flag("lines that do not match", "v"),
		word: flag("whole words only", "w"),
		wholeLine: flag("whole lines only", "x"),
		count: flag("how many lines match, for each file", "c"),
		filesWithMatches: flag("only names of files that match", "l"),
		filesWithoutMatch: flag("only names of files that do not match", "L"),
		lineNumber: flag("line numbers", "n"),
		onlyMatching: flag("only the part that matches, each on its line", "o"),
		noFilename: flag("no file names before lines", "h"),
		withFilename: flag("file names before lines, for one file too", "H"),
		quiet: flag("print nothing; the status tells", "q"),
		noMessages: flag("say nothing of files that cannot be read", "s"),
		text: flag("treat binary files as text", "a"),
		noBinary: flag("treat binary files as if nothing matched", "I"),
		binaryFiles: {
			...option("what to do with binary files", { value: "TYPE" }),
			choices: ["binary", "text", "without-match"],
		},
		binary: flag("accepted as grep's", "U"),
		byteOffset: flag("where the line, or with -o the match, begins in its file", "b"),
		nullData: flag("lines end in NUL", "z"),
		nullNames: flag("NUL after file names (the same as --null)", "Z"),
		label: option("the name of standard input", { value: "NAME" }),
		lineBuffered: flag("accepted as grep's"),
		groupSeparator: option("between matches that are apart, with -A, -B and -C (default --)", { value: "TEXT" }),
		noGroupSeparator: flag("nothing between them"),
		maxCount: numberOption("stop after N lines of a file", { short: "m" }),
		after: numberOption("N lines after each match", { short: "A" }),
		before: numberOption("N lines before each match", { short: "B" }),
		context: numberOption("N lines around each match", { short: "C", digits: true }),
		include: options("only files whose name fits this glob", { value: "GLOB" }),
		exclude: options("no files whose name fits this glob", { value: "GLOB" }),
		excludeDir: options("no directories whose name fits this glob", { value: "GLOB" }),
		regexp: options("a pattern; may be given several times", { short: "e", value: "PATTERN" }),
		file: options("patterns from this file, one a line", { short: "f", value: "PATH", completes: "path" }),
		words: operands(
			"PATTERN [PATH]",
			"the pattern (unless -e or -f), and files or directories; `-` or nothing is stdin",
			{
				completes: "path",
			},
		),
	},
	reads: ["words", "file"],
	output: (z) =>
		z.object({
			path: z.string(),
			line: z.number(),
			text: z.string(),
			spans: z.array(z.tuple([z.number(), z.number()])),
		}),
	failsWith: 2,
	examples: [
		["desk grep -ri roadmap /notes", "every line that says roadmap, in any case"],
		["desk grep -rlw invoice / | head", "files that have the word"],
		["desk grep -c '\\[ \\]' /notes/reference/launch-checklist.md", "how many boxes are open"],
	],
	async run(context, args) {
		const explicit = args.regexp.length + args.file.length > 0;
		const patterns = explicit ? [...args.regexp, ...(await patternsOf(context, args.file))] : args.words.slice(0, 1);
		if (!explicit && patterns.length === 0)
			throw new DeskError("EUSAGE", "PATTERN is missing", { at: "grep", todo: "see `desk grep --help`" });
		const recursive = args.recursive || args.dereferenceRecursive;
		const given = explicit ? args.words : args.words.slice(1);
		// Without a path -r searches here, and shows names without `./`.
		const paths = given.length > 0 ? given : recursive ? [""] : ["-"];
		const matcher = matcherOf(patterns, args);
		const manner = args.binaryFiles ?? (args.text ? "text" : args.noBinary ? "without-match" : "binary");
		const printer = new Printer(context, matcher, {
			...args,
			binary: manner === "text" ? "text" : manner === "without-match" ? "passed-over" : "said",
			named:
				args.withFilename ||
				(!args.noFilename && (paths.length > 1 || (recursive && (await isDirectory(context, paths[0]))))),
			nullNames: args.nullNames || context.nul,
			separator: args.noGroupSeparator ? undefined : (args.groupSeparator ?? "--"),
			before: args.before ?? args.context ?? 0,
			after: args.after ?? args.context ?? 0,
		});
		// What prints something of every file must read every file.
		const prunes = !args.count && !args.filesWithoutMatch && !args.nullData;
		const search = new Search(context, printer, {
			...args,
			recursive,
			label: args.label ?? "(standard input)",
			requires: prunes ? matcher.requires : undefined,
		});
		const errors: DeskError[] = [];
		for (const text of paths) {
			try {
				if (text === "" && given.length > 0) context.path(text); // refused: only without a path it is here
				await search.operand(text);
			} catch (error) {
				if (!(error instanceof DeskError) || error.code === "EINTR") throw error;
				errors.push(error);
				if (!args.quiet) context.fail(error, args.noMessages);
			}
			if (args.quiet && printer.matched) break;
		}
		// With -q a match counts more than what could not be read.
		if (args.quiet) for (const error of printer.matched ? [] : errors) context.fail(error, args.noMessages);
		printer.end();
	},
});

interface MatchArgs {
	fixed: boolean;
	perl: boolean;
	extended: boolean;
	ignoreCase: boolean;
	ignoreCaseToo: boolean;
	word: boolean;
	wholeLine: boolean;
	invert: boolean;
}

function matcherOf(patterns: readonly string[], args: MatchArgs): Matcher {
	const mode: MatchMode = args.fixed ? "fixed" : args.perl ? "perl" : args.extended ? "extended" : "basic";
	// No pattern at all (an empty file of them) matches nothing.
	return compileMatcher({
		patterns: patterns.length === 0 ? ["(?!)"] : patterns,
		mode: patterns.length === 0 ? "perl" : mode,
		ignoreCase: args.ignoreCase || args.ignoreCaseToo,
		word: args.word,
		line: args.wholeLine,
		invert: args.invert,
	});
}

async function patternsOf(context: Context, files: readonly string[]): Promise<string[]> {
	const patterns: string[] = [];
	for (const file of files) {
		const reader = new LineReader((await openInput(context, file)).stream());
		while (await reader.next()) patterns.push(rawText(reader.bytes.subarray(reader.start, reader.end)));
	}
	return patterns;
}

async function isDirectory(context: Context, text: string | undefined): Promise<boolean> {
	if (text === undefined || deviceOf(context, text) !== undefined) return false;
	return (await (await context.open()).find(pathOf(context, text)))?.kind === "directory";
}

/** Where an operand lies; "" is here. */
function pathOf(context: Context, text: string): string {
	return text === "" ? context.cwd : context.path(text);
}

interface SearchOptions {
	recursive: boolean;
	include: readonly string[];
	exclude: readonly string[];
	excludeDir: readonly string[];
	nullData: boolean;
	label: string;
	/** What a file must contain to be worth reading; see `Matcher.requires`. */
	requires: Matcher["requires"];
}

/** Brings what is to be searched to the printer. */
class Search {
	readonly #context: Context;
	readonly #printer: Printer;
	readonly #options: SearchOptions;
	readonly #isWanted: (name: string) => boolean;
	readonly #hidden: readonly RegExp[];

	constructor(context: Context, printer: Printer, options: SearchOptions) {
		this.#context = context;
		this.#printer = printer;
		this.#options = options;
		this.#isWanted = nameFilter(options.include, options.exclude);
		this.#hidden = options.excludeDir.map((glob) => globToRegExp(glob.replace(/\/+$/, "")));
	}

	/** Search a file, or a directory with all that is below it. @throws DeskError */
	async operand(text: string): Promise<void> {
		const device = text === "" ? undefined : deviceOf(this.#context, text);
		const vfs = device === undefined ? await this.#context.open() : undefined;
		const path = pathOf(this.#context, text === "-" ? "." : text);
		const stat = device === undefined ? await vfs?.find(path) : undefined;
		if (vfs === undefined || stat?.kind !== "directory") {
			const input = await openInput(this.#context, text);
			const isStdin = device !== undefined && device === this.#context.stdin;
			if (!isStdin && !this.#isWanted(nameOfPath(text))) return;
			const shown = text === "-" ? this.#options.label : text;
			// What comes from a pipe is searched as it comes: its writer may wait for what is found.
			const source = pieces(input.stream(), input.size === undefined ? 1 : PIECE);
			await this.#file({ shown, path: isStdin ? "(standard input)" : path }, source);
		} else if (!this.#options.recursive) {
			throw new DeskError("EISDIR", "this is a directory", { at: path, todo: "use -r to search what lies in it" });
		} else if (!this.#isHidden(nameOfPath(text.replace(/\/+$/, "")))) await this.#directory(vfs, path, text);
	}

	async #directory(vfs: Vfs, path: string, text: string): Promise<void> {
		const pace = pacer(this.#context);
		const from = path === "/" ? 1 : path.length + 1;
		const prefix = text === "" || text.endsWith("/") ? text : `${text}/`;
		for await (const batch of vfs.contents(path, this.#options.requires)) {
			for (const entry of batch) {
				const turn = pace();
				if (turn !== undefined) await turn;
				if (!this.#isWanted(entry.name)) continue;
				const below = entry.path.slice(from);
				if (
					this.#hidden.length > 0 &&
					below
						.split("/")
						.slice(0, -1)
						.some((name) => this.#isHidden(name))
				)
					continue;
				const source =
					entry.data === undefined ? pieces(interruptible(this.#context, vfs.read(entry.path))) : [entry.data];
				if (await this.#file({ shown: prefix + below, path: entry.path }, source)) return;
			}
		}
	}

	#isHidden(name: string): boolean {
		return this.#hidden.some((glob) => glob.test(name));
	}

	async #file(file: Searched, source: AsyncIterable<Buffer> | readonly Buffer[]): Promise<boolean> {
		if (this.#context.signal.aborted) throw this.#context.signal.reason;
		const ends = this.#options.nullData ? exchanged(source) : source;
		return await this.#printer.file(file, this.#printer.needsWhole ? whole(ends) : ends);
	}
}

async function* exchanged(source: AsyncIterable<Buffer> | readonly Buffer[]): AsyncGenerator<Buffer> {
	for (const part of [await collected(source)]) if (part.length > 0) yield exchangeEnds(Buffer.from(part));
}

async function collected(source: AsyncIterable<Buffer> | readonly Buffer[]): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of source) parts.push(part);
	return Buffer.concat(parts);
}

/** A stream in pieces of whole lines, of so many bytes at least. */
async function* pieces(stream: AsyncIterable<Uint8Array>, least = PIECE): AsyncGenerator<Buffer> {
	let kept: Uint8Array[] = [];
	let size = 0;
	for await (const bytes of stream) {
		kept.push(bytes);
		size += bytes.length;
		if (size < least || bytes.lastIndexOf(10) < 0) continue;
		const all = Buffer.concat(kept);
		const cut = all.lastIndexOf(10) + 1;
		yield all.subarray(0, cut);
		kept = cut < all.length ? [all.subarray(cut)] : [];
		size = all.length - cut;
	}
	if (size > 0) yield Buffer.concat(kept);
}

/** Context lines need the file in one piece. */
async function* whole(source: AsyncIterable<Buffer> | readonly Buffer[]): AsyncGenerator<Buffer> {
	const all = await collected(source);
	if (all.length > 0) yield all;
}

function nameFilter(include: readonly string[], exclude: readonly string[]): (name: string) => boolean {
	const take = include.map((glob) => globToRegExp(glob));
	const leave = exclude.map((glob) => globToRegExp(glob));
	return (name) =>
		(take.length === 0 || take.some((glob) => glob.test(nameOfPath(name)))) && !leave.some((glob) => glob.test(name));
}
