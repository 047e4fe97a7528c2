import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, operands } from "../../src/command/index.ts";

/** `desk cat`: bytes of files, one after the other. */
export const cat = defineCommand({
	name: "cat",
	summary: "Print files",
	args: {
		paths: operands("PATH", "files, or PATH@N for revision N; `-` or nothing is stdin", { completes: "path" }),
	},
	reads: ["paths"],
	examples: [["desk cat /notes/meeting-notes.md", "print a note"]],
	async run(context, args) {
		for (const path of args.paths.length === 0 ? ["-"] : args.paths) {
			try {
				const bytes = path === "-" ? context.stdin : (await context.open()).read(context.path(path));
				for await (const part of bytes) await context.stdout.write(part);
			} catch (error) {
				if (!(error instanceof DeskError)) throw error;
				context.fail(error);
			}
		}
	},
});
