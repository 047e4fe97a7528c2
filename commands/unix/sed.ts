import { collect } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { rawText } from "../../src/base/raw-text.ts";
import { type Context, defineCommand, flag, numberOption, operands, option, options } from "../../src/command/index.ts";
import { parseScript } from "./sed/parser.ts";
import { editInPlace, filter } from "./sed/run.ts";
import { openInput } from "./shared/inputs.ts";
import { lineOutput } from "./shared/lines.ts";

/** `desk sed`: the stream editor. */
export const sed = defineCommand({
	name: "sed",
	summary: "Edit lines by a script of commands",
	about:
		"GNU sed: all its commands but those that run programs (e, and s with the flag e). Regular expressions are POSIX ones, basic or with -E extended; text is UTF-8, " +
		"and bytes that are not go through unharmed.\n" +
		"With -i all files are edited in one change set: all of them or none, and one `desk undo` takes it back. -i.bak keeps the old text beside each file.\n" +
		"Status: 1 (on the command line: 2) for a mistake in the script, 2 when a file cannot be read, that of q or Q.",
	args: {
		quiet: flag("print only what p and others print", "n"),
		silent: flag("the same"),
		expression: options("commands; may be given several times", { short: "e", value: "SCRIPT" }),
		file: options("commands from this file", { short: "f", value: "PATH", completes: "path" }),
		regexpExtended: flag("extended regular expressions", "E"),
		extended: flag("the same", "r"),
		inPlace: option("write the result into the file itself; with SUFFIX the old text is kept beside it", {
			short: "i",
			value: "SUFFIX",
			bare: "",
		}),
		separate: flag("each file has its own line numbers and last line", "s"),
		nullData: flag("lines end in NUL", "z"),
		unbuffered: flag("print each line at once", "u"),
		lineLength: numberOption("where `l` breaks lines (default 70; 0: nowhere)", { short: "l" }),
		posix: flag("n and N at the last line end without printing, as POSIX has it"),
		sandbox: flag("refuse r, R, w and W"),
		followSymlinks: flag("accepted; there are none to follow"),
		words: operands("[SCRIPT] [PATH]...", "the script (none with -e or -f), and files (`-` or none: stdin)", {
			completes: "path",
		}),
	},
	reads: ["file", "words"],
	writes: ["words"],
	output: lineOutput,
	examples: [
		["desk sed 's/colour/color/g' /notes/inbox.md", "the text with one word replaced"],
		["desk sed -n '/^## Today/,/^## /p' /notes/inbox.md", "one section"],
		["desk sed -i 's/2026/2027/' /notes/roadmap-2027.md", "in the file itself; `desk undo` takes it back"],
		["desk sed -i.bak -E 's/^([^,]*),([^,]*)/\\2,\\1/' /files/move/boxes.csv", "swap two columns, keep the old file"],
	],
	failsWith: 1,
	standalone: true,
	async run(context, args) {
		const { text, name, files } = await scriptOf(context, args.expression, args.file, args.words);
		const script = parseScript(text, { isExtended: args.regexpExtended || args.extended, name });
		if (args.sandbox) {
			const refused = script.commands.find((command) => "rRwW".includes(command.name) || command.substitution?.file);
			if (refused !== undefined)
				throw new DeskError("EUSAGE", `with --sandbox there is no ${refused.name}`, { at: name, line: refused.line });
		}
		const settings = {
			isQuiet: args.quiet || args.silent || script.isSilent,
			isPosix: args.posix,
			isUnbuffered: args.unbuffered,
			end: args.nullData ? "\0" : "\n",
			width: args.lineLength ?? 70,
		};
		if (args.inPlace !== undefined) return await editInPlace(context, script, files, settings, args.inPlace);
		await filter(context, script, files, { ...settings, isSeparate: args.separate });
	},
});

/** The script, what error messages call it, and the files behind it. */
async function scriptOf(
	context: Context,
	expressions: readonly string[],
	scripts: readonly string[],
	words: readonly string[],
): Promise<{ text: string; name: string; files: readonly string[] }> {
	const pieces = [...expressions];
	for (const script of scripts) {
		const text = rawText(await collect((await openInput(context, script)).stream()));
		pieces.push(text.endsWith("\n") ? text.slice(0, -1) : text);
	}
	if (pieces.length > 0) return { text: pieces.join("\n"), name: scripts.join(" ") || "sed", files: words };
	const [text, ...files] = words;
	if (text === undefined)
		throw new DeskError("EUSAGE", "a script is missing", { at: "sed", todo: "see `desk sed --help`" });
	return { text, name: "sed", files };
}
