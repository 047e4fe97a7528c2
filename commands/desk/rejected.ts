import { localMinute, toIso } from "../../src/base/clock.ts";
import { wrap } from "../../src/cli/index.ts";
import { defineCommand } from "../../src/command/index.ts";
import { printable, rejectedName } from "../../src/vfs/index.ts";

/** A refused write, as `--json` prints it. */
interface Item {
	/** Where its bytes are. */
	kept: string;
	/** Where it was to be written. */
	path: string;
	at: string;
	actor: string;
	size: number;
	error: string;
}

/** `desk rejected`: writes that were refused, and why. */
export const rejected = defineCommand({
	name: "rejected",
	summary: "List refused writes, and why they were refused",
	about:
		"A write that a mount does not accept is kept whole under /sys/rejected, as long as rejected.keep of the config says. Mend a copy and write it again: `desk cat` it, `desk cp` it, or open it in an editor.",
	args: {},
	output: (z) =>
		z.object({
			kept: z.string(),
			path: z.string(),
			at: z.string(),
			actor: z.string(),
			size: z.number(),
			error: z.string(),
		}),
	examples: [
		["desk rejected", "what was refused and why, newest first"],
		["desk cat /sys/rejected/3-rent.md", "the text of one"],
	],
	async *run(context) {
		const { database } = (await context.open()).store;
		const rows = database.all<{ id: number; path: string; at: number; actor: string; size: number; error: string }>(
			"SELECT r.id, path, at, actor, size, error FROM rejected r JOIN content ON content.id = r.content ORDER BY r.id DESC",
		);
		if (rows.length === 0) context.setStatus(1);
		for (const { id, at, path, actor, size, error } of rows)
			yield { kept: `/sys/rejected/${rejectedName(id, path)}`, path, at: toIso(at), actor, size, error };
	},
	line: (item: Item) => [item.kept, item.at, item.actor, item.error].map(printable).join("\t"),
	screen: (items: Item[], { style, terminal }) =>
		items
			.map((item) => {
				const head = [
					style.strong(printable(item.kept)),
					localMinute(Date.parse(item.at) * 1000),
					style.name(item.actor),
				];
				return `${head.join("  ")}\n${wrap(printable(item.error), terminal.columns, 2)}`;
			})
			.join("\n"),
});
