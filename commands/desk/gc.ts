import { configText } from "../../src/base/config.ts";
import { defineCommand } from "../../src/command/index.ts";
import { type Collected, collectGarbage } from "../../src/vfs/index.ts";

/** `desk gc`: apply retention, free space. */
export const gc = defineCommand({
	name: "gc",
	summary: "Apply retention and free space",
	about:
		"Removes what history.keep, trash.keep and rejected.keep of the config no longer ask to keep, and what killed processes left behind. By default history and trash are kept for ever, so little goes. Current files are never touched, and the log keeps every entry.",
	args: {},
	changes: true,
	output: (z) =>
		z.object({
			trash: z.number(),
			revisions: z.number(),
			rejected: z.number(),
			unreferenced: z.number(),
			orphans: z.number(),
			bytes: z.number(),
		}),
	examples: [
		["desk gc --dry-run", "what would go"],
		["desk config set trash.keep 30d && desk gc", "empty /trash of what is older than 30 days"],
	],
	async *run(context) {
		const { parseDuration } = await import("../../src/base/when.ts");
		const keep = async (key: "history.keep" | "trash.keep" | "rejected.keep") =>
			parseDuration(await configText(context.home, key));
		const retention = {
			history: await keep("history.keep"),
			trash: await keep("trash.keep"),
			rejected: await keep("rejected.keep"),
		};
		yield await collectGarbage(await context.open(), retention, { dryRun: context.dryRun, cause: context.cause });
	},
	line: (item: Collected, context) =>
		`${context.dryRun ? "would remove" : "removed"} ${item.trash} from trash, ${item.revisions} old revisions, ${item.rejected} refused writes, ${item.unreferenced + item.orphans} leftovers: ${item.bytes} bytes`,
});
