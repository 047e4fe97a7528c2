import { resolve } from "node:path";
import { DeskError } from "../../src/base/errors.ts";
import { defineCommand, flag, optionalOperand } from "../../src/command/index.ts";
import { endMount, mountsOf } from "../../src/serve/index.ts";
import { Store } from "../../src/store/index.ts";
import { printable } from "../../src/vfs/index.ts";

/** `desk umount`: take a mount away. */
export const umount = defineCommand({
	name: "umount",
	summary: "Take the folder away that `desk mount` made",
	about:
		"It returns when everything that programs wrote is committed. While programs have files open there, or stand in one of its folders, it refuses (status 1). With --force it does not: what they have written so far is committed, and what they write later fails.",
	args: {
		force: flag("though programs use it", "f"),
		all: flag("all mounts of this desk"),
		directory: optionalOperand("DIR", "where the desk is mounted", "host-path"),
	},
	changes: true,
	output: (z) => z.object({ mountPoint: z.string() }),
	examples: [
		["desk umount ~/desk", "when no program uses it"],
		["desk umount --all", "before the computer is turned off, or a backup"],
		["desk umount --force ~/desk", "even if one does"],
	],
	async *run(context, { directory, all, force }): AsyncGenerator<{ mountPoint: string }> {
		const home = resolve(context.home);
		Store.mustExist(home);
		if ((directory === undefined) === !all)
			throw new DeskError("EUSAGE", "which mount?", { at: "umount", todo: "give its folder, or --all" });
		const directories = directory === undefined ? mountsOf(home).map(({ mountPoint }) => mountPoint) : [directory];
		for (const one of directories) {
			if (context.dryRun) yield { mountPoint: resolve(one) };
			else
				try {
					yield { mountPoint: await endMount(one, home, force) };
				} catch (error) {
					if (!(error instanceof DeskError)) throw error;
					context.fail(error);
				}
		}
	},
	line: ({ mountPoint }: { mountPoint: string }) => printable(mountPoint),
});
