import { DeskError } from "../../src/base/errors.ts";
import { rawBytes } from "../../src/base/raw-text.ts";
import { safeForTerminal } from "../../src/cli/index.ts";
import {
	type Context,
	defineCommand,
	flag,
	numberOption,
	operand,
	option,
	optionalOperand,
	options,
	type Values,
} from "../../src/command/index.ts";
import { printable, readable, splitRevision } from "../../src/vfs/index.ts";
import type { Piece, Role } from "../unix/shared/diff/formats.ts";

const ARGS = {
	normal: flag("the normal format (the default for two files)"),
	plainUnified: flag("unified, with 3 lines of context (the default for revisions)", "u"),
	unifiedLines: numberOption("unified, with N lines of context", { short: "U" }),
	unified: numberOption("the same as -u or -U", { bare: "3" }),
	plainContext: flag("context format, with 3 lines of context", "c"),
	contextLines: numberOption("context format, with N lines of context", { short: "C" }),
	context: numberOption("the same as -c or -C", { bare: "3" }),
	sideBySide: flag("in two columns", "y"),
	width: numberOption("columns of -y (130)", { short: "W" }),
	leftColumn: flag("with -y, equal lines on the left only"),
	suppressCommonLines: flag("with -y, no equal lines"),
	brief: flag("only say that files differ", "q"),
	reportIdenticalFiles: flag("also say that files are equal", "s"),
	recursive: flag("directories with all that is in them", "r"),
	newFile: flag("a file that is missing is an empty one", "N"),
	exclude: options("leave out names that fit", { short: "x", value: "GLOB" }),
	ignoreCase: flag("A is a", "i"),
	ignoreTabExpansion: flag("a tab is its spaces", "E"),
	ignoreTrailingSpace: flag("white space at ends of lines is nothing", "Z"),
	ignoreSpaceChange: flag("any white space is one space, and none at the end", "b"),
	ignoreAllSpace: flag("white space is nothing", "w"),
	ignoreBlankLines: flag("empty lines do not count", "B"),
	ignoreMatchingLines: options("lines that fit do not count", { short: "I", value: "REGEX" }),
	stripTrailingCr: flag("lines end in LF or in CR LF"),
	text: flag("all files are text", "a"),
	minimal: flag("try hard for the fewest lines", "d"),
	showCFunction: flag("show in which function a change is", "p"),
	showFunctionLine: option("show the last line before a change that fits", { short: "F", value: "REGEX" }),
	label: options("what to call a file in the headers; twice for both", { short: "L", value: "TEXT" }),
	expandTabs: flag("print tabs as spaces", "t"),
	initialTab: flag("a tab before each line, so that its tabs line up", "T"),
	suppressBlankEmpty: flag("no space before empty lines"),
	tabsize: numberOption("columns of a tab (8)"),
	noDereference: flag("nothing: there are no links to follow"),
	speedLargeFiles: flag("nothing: for scripts that give it", "H"),
	color: option("when to colour", { value: "WHEN", choices: ["auto", "always", "never"], bare: "auto" }),
	from: operand("PATH", "PATH, PATH@N, a directory, or `-` for standard input", "path"),
	to: optionalOperand("PATH2", "what to compare with", "path"),
};

/** What `desk diff` was asked for. */
export type DiffArgs = Values<typeof ARGS>;

/** `desk diff`: what changed between two revisions or files. */
export const diff = defineCommand({
	name: "diff",
	summary: "Show what changed between revisions, files or directories",
	about:
		"One PATH: against its revision before. PATH@N: against the present one. These are unified diffs, as git prints them.\n" +
		"Two: against each other, as GNU diff does it: the same lines in the same formats. A directory and a file: the file of that name in the " +
		"directory. Two directories: all files that are in both, with -r all below them.\n" +
		"A file with a NUL in its first 4 KiB is binary, and only whether it differs is said; so are files over 64 MiB.\n" +
		"Exit status: 0 when all is equal, 1 when something differs.",
	args: ARGS,
	reads: ["from", "to"],
	failsWith: 2,
	output: (z) =>
		z.object({
			from: z.string().nullable(),
			to: z.string().nullable(),
			equal: z.boolean(),
			diff: z.string().nullable(),
		}),
	examples: [
		["desk diff /notes/meeting-notes.md", "what the last change did"],
		["desk diff /notes/inbox.md@1 /notes/meeting-notes.md", "a revision against another file"],
		["desk diff -ru /notes/clients /notes/business > changes.patch", "two trees, for `desk patch -p1`"],
		["desk diff -y -W 100 /notes/inbox.md /notes/meeting-notes.md", "side by side"],
	],
	async run(context, args) {
		const { Comparer } = await import("../unix/shared/diff/comparer.ts");
		const printer = printerOf(context);
		const revisions = await revisionsOf(context, args);
		const comparer = new Comparer(context, args, printer, optionWords(context, args), revisions !== undefined);
		if (revisions === undefined) await comparer.operands(args.from, args.to ?? args.from);
		else await comparer.revisions(...revisions);
		await printer.end();
		if (comparer.differs) context.setStatus(1);
	},
});

/** The two revisions that are meant, when the operands are not two files. */
async function revisionsOf(context: Context, args: DiffArgs): Promise<readonly [string, string] | undefined> {
	const isRevision = async (text: string) =>
		splitRevision(text).revision !== undefined && (await (await context.open()).find(context.path(text))) === undefined;
	if (args.to !== undefined) {
		if (!(await isRevision(args.from)) && !(await isRevision(args.to))) return undefined;
		return [context.path(args.from), context.path(args.to)];
	}
	const from = context.path(args.from);
	if (await isRevision(args.from)) return [from, splitRevision(from).path];
	const { revision } = await readable(await context.open(), from);
	if (revision < 2)
		throw new DeskError("ENOENT", "it has one revision only", { at: from, todo: "name a second file to compare with" });
	return [`${from}@-1`, from];
}

/** The options as they were typed, for the line that names a file of a directory: `diff -r a/x b/x`. */
function optionWords(context: Context, args: DiffArgs): string {
	const words = context.cause.split(" ").slice(2);
	for (const operand of [args.to, args.from]) {
		const place = operand === undefined ? -1 : words.lastIndexOf(operand);
		if (place >= 0) words.splice(place, 1);
	}
	return words.map((word) => ` ${/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`}`).join("");
}

/** Where the output goes. Text is latin1: each character is a byte. */
export interface Printer {
	pieces(pieces: Iterable<Piece>): Promise<void>;
	/** A whole line, as raw text. */
	line(text: string): Promise<void>;
	end(): Promise<void>;
}

const PIECE = 64 * 1024;

function printerOf(context: Context): Printer {
	const { stdout, terminal, style } = context;
	const colours: Readonly<Record<Role, (text: string) => string>> = {
		header: style.strong,
		hunk: style.name,
		old: style.removed,
		new: style.added,
		plain: (text) => text,
	};
	const shown = ([role, text]: Piece): string => {
		if (!terminal.stdout)
			return style.on && role !== "plain" ? Buffer.from(colours[role](text), "latin1").toString("latin1") : text;
		const safe = safeForTerminal(Buffer.from(text, "latin1").toString("utf8"));
		return Buffer.from(style.on ? colours[role](safe) : safe, "utf8").toString("latin1");
	};
	let waiting = "";
	const flush = async () => {
		const bytes = Buffer.from(waiting, "latin1");
		waiting = "";
		if (bytes.length > 0) await stdout.write(bytes);
	};
	return {
		async pieces(pieces) {
			for (const piece of pieces) {
				waiting += shown(piece);
				if (waiting.length >= PIECE) await flush();
			}
		},
		async line(text) {
			waiting += `${rawBytes(terminal.stdout ? printable(text) : text).toString("latin1")}\n`;
			if (waiting.length >= PIECE) await flush();
		},
		end: flush,
	};
}
