import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, operands } from "../../src/command/index.ts";
import { erase as erasePath, namesOf } from "../../src/vfs/index.ts";

/** `1 file`, `2 files`. */
const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

interface Item {
	path: string;
	nodes: number;
	entries: number;
	bytes: number;
}

/** `desk erase`: remove for good. */
export const erase = defineCommand({
	name: "erase",
	summary: "Remove files for good, with all their history",
	about:
		"Content, every revision, search text, links, what the log says of them, and the snapshots taken before migrations. It cannot be undone; the log keeps only that something was erased. Bytes that another file also holds stay with that file. Exports and backups of yours are not reached.",
	args: {
		yes: flag("do not ask", "y"),
		paths: operands("PATH", "files or directories, present or long deleted", { required: true, completes: "path" }),
	},
	writes: ["paths"],
	output: (z) => z.object({ path: z.string(), nodes: z.number(), entries: z.number(), bytes: z.number() }),
	examples: [["desk erase --yes /notes/ideas/pangrams.md", "as if it had never been"]],
	async *run(context, args) {
		const vfs = await context.open();
		for (const text of args.paths) {
			const path = context.path(text);
			if (namesOf(path).length < 2)
				throw new DeskError("EACCES", "a whole mount is not erased at once", {
					at: path,
					todo: "name what lies in it",
				});
			if (!args.yes && !context.dryRun) {
				const answer = await context.ask(`Erase ${path} and all its history for good? [y/N] `);
				if (answer === undefined)
					throw new DeskError("EUSAGE", "it cannot be undone, so it wants --yes", {
						at: path,
						todo: "run it again with --yes",
					});
				if (!/^y(es)?$/i.test(answer.trim())) continue;
			}
			try {
				yield { path, ...(await erasePath(vfs, path, { dryRun: context.dryRun })) };
			} catch (error) {
				if (!(error instanceof DeskError)) throw error;
				context.fail(error);
			}
		}
	},
	line: (item: Item, context) =>
		`${context.dryRun ? "would erase" : "erased"} ${item.path}: ${count(item.nodes, "file")}, ${count(item.entries, "log entry", "log entries")}, ${count(item.bytes, "byte")}`,
});
