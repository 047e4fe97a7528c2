import { defineCommand, flag, numberOption, operand } from "../../src/command/index.ts";

/** `desk write`: stdin to a path. */
export const write = defineCommand({
	name: "write",
	summary: "Write standard input to a file",
	args: {
		expect: numberOption("refuse (status 6) unless the file is at this revision; 0: unless it does not exist", { value: "REVISION" }),
		parents: flag("make missing directories", "p"),
		path: operand("PATH", "the file to write", "path"),
	},
	writes: ["path"],
	examples: [
		["echo '# Idea' | desk write /notes/idea.md", "a new note, or a new revision of it"],
		["desk write --expect 3 /notes/idea.md < new.md", "only if nobody wrote since revision 3"],
	],
	async run(context, args) {
		const vfs = await context.open();
		const path = context.path(args.path);
		await vfs.write(path, context.stdin, {
			cause: context.cause, parents: args.parents, dryRun: context.dryRun, expect: args.expect === 0 ? null : args.expect,
		});
	},
});
