import { defineCommand, flag, operand, operands } from "../../src/command/index.ts";
import { filePath } from "./shared/operands.ts";
import { writeFile, writtenLine, writtenOutput } from "./shared/write-file.ts";

/** `desk append`: stdin or words to the end of a file. */
export const append = defineCommand({
	name: "append",
	summary: "Add to the end of a file",
	about:
		"TEXT, its words joined by spaces, is added as a line; without TEXT standard input is added as it is. The file is made if it is missing. " +
		"Any number of processes may append to one file at once: what each adds stays together, and nothing is lost.\n" +
		"TEXT may begin with a dash (a Markdown list), so options are written out: --parents, not -p.",
	args: {
		parents: flag("make missing directories"),
		path: operand("PATH", "the file to add to", "path"),
		text: operands("TEXT", "a line to add", { raw: true }),
	},
	writes: ["path"],
	output: writtenOutput,
	examples: [
		['desk append /notes/log.md "- called Ada"', "one line"],
		["date | desk append /notes/log.md", "what another program prints"],
		["desk append --parents --json /files/metrics/cpu.csv 12:00,0.93", "revision and size afterwards"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const source = args.text.length === 0 ? context.stdin : `${args.text.join(" ")}\n`;
		yield* writeFile(context, vfs, filePath(context, args.path), source, { at: "end", parents: args.parents });
	},
	line: writtenLine,
});
