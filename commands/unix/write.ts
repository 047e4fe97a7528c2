import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, numberOption, operand } from "../../src/command/index.ts";
import { filePath } from "./shared/operands.ts";
import { writeFile, writtenLine, writtenOutput } from "./shared/write-file.ts";

/** `desk write`: stdin to a path. */
export const write = defineCommand({
	name: "write",
	summary: "Write standard input to a file",
	about:
		"Reads all of standard input, then replaces the file at once: a reader sees the old text or the new one, never a part. " +
		"What a mount refuses (a task with a wrong date) is kept under /sys/rejected, and the file stays as it was. Equal text is no change.\n" +
		"With --expect, or with the revision that `--json` printed last time, two writers cannot overwrite each other unseen.",
	args: {
		expect: numberOption("refuse (status 6) unless the file is at this revision; 0: unless it does not exist", {
			value: "REVISION",
		}),
		parents: flag("make missing directories", "p"),
		path: operand("PATH", "the file to write", "path"),
	},
	writes: ["path"],
	output: writtenOutput,
	examples: [
		["echo '# Idea' | desk write /notes/idea.md", "a new note, or a new revision of it"],
		["echo '# Inbox' | desk write --expect 1 /notes/inbox.md", "only if nobody wrote since revision 1"],
		["tar c src | desk write -p /files/backup/src.tar", "any bytes, of any length"],
		["desk write --dry-run /tasks/work/offer.md < offer.md", "would it be accepted, and what would change?"],
	],
	async *run(context, args) {
		const { expect, parents } = args;
		if (expect !== undefined && !(Number.isSafeInteger(expect) && expect >= 0)) {
			throw new DeskError("EUSAGE", `--expect takes a revision, not '${expect}'`, {
				at: "write",
				todo: "`desk ls -l` shows revisions",
			});
		}
		const vfs = await context.open();
		yield* writeFile(context, vfs, filePath(context, args.path), context.stdin, {
			parents,
			expect: expect === 0 ? null : expect,
		});
	},
	line: writtenLine,
});
