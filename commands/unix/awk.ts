import { collect } from "../../src/base/bytes.ts";
import { DeskError } from "../../src/base/errors.ts";
import { rawText } from "../../src/base/raw-text.ts";
import { AFTER_FIRST, type Context, defineCommand, operands, option, options } from "../../src/command/index.ts";
import { unescapeText } from "./awk/escapes.ts";
import { readAssignment } from "./awk/input.ts";
import { runProgram } from "./awk/interpreter.ts";
import { parseProgram } from "./awk/parser.ts";
import type { Value } from "./awk/values.ts";
import { openInput } from "./shared/inputs.ts";
import { lineOutput } from "./shared/lines.ts";

/** `desk awk`: programs over records and fields. */
export const awk = defineCommand({
	name: "awk",
	summary: "Work on lines and their fields with a program",
	about:
		'POSIX awk, with what gawk users expect (gensub, match with groups, split with separators, asort, strftime, FPAT, regex RS, PROCINFO["sorted_in"]).\n' +
		"Text is UTF-8 and counted in characters; bytes that are not UTF-8 go through unharmed. Text is ordered by its bytes.\n" +
		"`print > file` writes a file of the desk; it is there once it is closed, by close(file) or at the end. When the program fails, files that are not " +
		"closed stay as they were, and `desk undo` takes back all that one run wrote. Commands (system, getline, print |) are run by the shell.\n" +
		"Status: that of `exit`; 2 for a mistake in the program and for a file that cannot be read.",
	args: {
		fieldSeparator: option("FS: a character, or a regular expression", { short: "F", value: "FS" }),
		assign: options("assign to a variable before the program begins", { short: "v", value: "NAME=VALUE" }),
		file: options("read the program from this file; may be given several times", {
			short: "f",
			value: "PATH",
			completes: "path",
		}),
		words: operands(
			"PROGRAM [PATH|NAME=VALUE]...",
			"the program (none with -f), files (`-`: stdin), assignments between them",
			{
				completes: "path",
				verbatim: AFTER_FIRST,
			},
		),
	},
	reads: ["file", "words"],
	changes: true,
	output: lineOutput,
	examples: [
		["desk awk -F, '{s += $3} END {print s}' /files/move/boxes.csv", "the sum of the third column"],
		["desk awk '/^#/ {print FILENAME \": \" $0}' /notes/inbox.md", "headings of a note"],
		[
			"desk ls -l /notes | desk awk '{n[substr($1, 1, 1)]++} END {for (k in n) print k, n[k]}'",
			"count by the first letter",
		],
		['desk awk \'{print > "/files/" $1 ".txt"}\' /files/move/boxes.csv', "a file for each first word"],
	],
	failsWith: 2,
	standalone: true,
	async run(context, { fieldSeparator, assign, file, words }) {
		const { text, name, rest } = await programOf(context, file, words);
		const program = parseProgram(text, name);
		const assignments: [string, Value][] = fieldSeparator === undefined ? [] : [["FS", separatorOf(fieldSeparator)]];
		for (const word of assign) {
			const read = readAssignment(word);
			if (read === undefined) throw new DeskError("EUSAGE", `-v takes NAME=VALUE, not '${word}'`, { at: "awk" });
			assignments.push([read.name, read.value]);
		}
		context.setStatus(await runProgram(context, program, { source: name, assignments, operands: rest }));
	},
});

/** `-Ft` is a tab (POSIX). */
function separatorOf(text: string): string {
	return text === "t" ? "\t" : unescapeText(text);
}

/** The source, what error messages call it, and the operands behind it. */
async function programOf(
	context: Context,
	files: readonly string[],
	words: readonly string[],
): Promise<{ text: string; name: string; rest: readonly string[] }> {
	if (files.length === 0) {
		const [text, ...rest] = words;
		if (text === undefined)
			throw new DeskError("EUSAGE", "a program is missing", { at: "awk", todo: "see `desk awk --help`" });
		return { text, name: "awk", rest };
	}
	const texts: string[] = [];
	for (const file of files) texts.push(rawText(await collect((await openInput(context, file)).stream())));
	return { text: texts.join("\n"), name: files.join(" "), rest: words };
}
