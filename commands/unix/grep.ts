import { DeskError } from "../../src/base/errors.ts";
import { rawText } from "../../src/base/raw-text.ts";
import { type Context, defineCommand, flag, numberOption, operands, option, options } from "../../src/command/index.ts";
import { Printer } from "./shared/grep-printer.ts";
import { pathOf, Search } from "./shared/grep-search.ts";
import { deviceOf, openInput } from "./shared/inputs.ts";
import { LineReader } from "./shared/lines.ts";
import { compileMatcher, type Matcher, type MatchMode } from "./shared/matcher.ts";

/** `desk grep`: lines that match a pattern. */
export const grep = defineCommand({
	name: "grep",
	summary: "Find lines that match a pattern",
	about:
		"Patterns are POSIX basic regular expressions with GNU's extensions, as in GNU grep; -E, -F and -P choose another kind. Status 0 when a line matched, 1 when none did. " +
		"Of a binary file that matches only that is said, on stderr.",
	args: {
		recursive: flag("search directories", "r"),
		dereferenceRecursive: flag("the same, and follow all symbolic links", "R"),
		directories: {
			...option("what to do with directories", { short: "d", value: "ACTION" }),
			choices: ["read", "skip", "recurse"],
		},
		devices: { ...option("accepted as grep's", { short: "D", value: "ACTION" }), choices: ["read", "skip"] },
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
		initialTab: flag("a tab before the line, so that tabs line up", "T"),
		groupSeparator: option("between matches that are apart, with -A, -B and -C (default --)", { value: "TEXT" }),
		noGroupSeparator: flag("nothing between them"),
		maxCount: numberOption("stop after N lines of a file", { short: "m" }),
		after: numberOption("N lines after each match", { short: "A" }),
		before: numberOption("N lines before each match", { short: "B" }),
		context: numberOption("N lines around each match", { short: "C", digits: true }),
		include: options("only files whose name fits this glob", { value: "GLOB" }),
		exclude: options("no files whose name fits this glob", { value: "GLOB" }),
		excludeFrom: options("no files whose name fits a glob of this file, one a line", {
			value: "PATH",
			completes: "path",
		}),
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
	reads: ["words", "file", "excludeFrom"],
	output: (z) =>
		// A line; with -c a count, with -l and -L a path alone.
		z.object({
			path: z.string(),
			line: z.number().optional(),
			text: z.string().optional(),
			spans: z.array(z.tuple([z.number(), z.number()])).optional(),
			count: z.number().optional(),
		}),
	failsWith: 2,
	examples: [
		["desk grep -ri roadmap /notes", "every line that says roadmap, in any case"],
		["desk grep -rlw invoice / | head", "files that have the word"],
		["desk grep -c '\\[ \\]' /notes/reference/launch-checklist.md", "how many boxes are open"],
	],
	async run(context, args) {
		const explicit = args.regexp.length + args.file.length > 0;
		const patterns = explicit ? [...args.regexp, ...(await linesOf(context, args.file))] : args.words.slice(0, 1);
		if (!explicit && patterns.length === 0)
			throw new DeskError("EUSAGE", "PATTERN is missing", { at: "grep", todo: "see `desk grep --help`" });
		const recursive = args.recursive || args.dereferenceRecursive || args.directories === "recurse";
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
			followsLinks: args.dereferenceRecursive,
			skipsDirectories: args.directories === "skip",
			exclude: [...args.exclude, ...(await linesOf(context, args.excludeFrom)).filter((glob) => glob !== "")],
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

async function linesOf(context: Context, files: readonly string[]): Promise<string[]> {
	const lines: string[] = [];
	for (const file of files) {
		const reader = new LineReader((await openInput(context, file)).stream());
		while (await reader.next()) lines.push(rawText(reader.bytes.subarray(reader.start, reader.end)));
	}
	return lines;
}

async function isDirectory(context: Context, text: string | undefined): Promise<boolean> {
	if (text === undefined || deviceOf(context, text) !== undefined) return false;
	return (await (await context.open()).find(pathOf(context, text)))?.kind === "directory";
}
