import { localMinute, toIso } from "../../src/base/clock.ts";
import { table } from "../../src/cli/index.ts";
import { defineCommand, numberOption, operand } from "../../src/command/index.ts";
import { historyOf, printable, type Revision, verbOf } from "../../src/vfs/index.ts";

/** One revision as `--json` prints it. `at` is UTC; `change` is what `desk undo` takes. */
interface Item {
	revision: number;
	at: string;
	actor: string;
	change: number;
	op: string;
	path: string;
	to: string | null;
	size: number | null;
	cause: string | null;
	undoes: number | null;
}

/** `desk history`: all that happened to a path. */
export const history = defineCommand({
	name: "history",
	summary: "Show all that happened to a file",
	about:
		"Newest first. A removed file's path has its history too. `PATH@N` names a revision for cat, diff and restore; the change number is what `desk undo` takes.",
	args: {
		count: numberOption("only the newest N", { short: "n" }),
		path: operand("PATH", "a file or directory, present or deleted", "path"),
	},
	reads: ["path"],
	output: (z) =>
		z.object({
			revision: z.number(),
			at: z.string(),
			actor: z.string(),
			change: z.number(),
			op: z.string(),
			path: z.string(),
			to: z.string().nullable(),
			size: z.number().nullable(),
			cause: z.string().nullable(),
			undoes: z.number().nullable(),
		}),
	examples: [
		["desk history /notes/inbox.md", "revisions, newest first"],
		["desk cat /notes/inbox.md@1", "what revision 1 said"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const path = context.path(args.path);
		const rows = await historyOf(vfs, path);
		if (rows.length === 0) {
			const stat = await vfs.stat(path);
			if (stat.view) context.note(`${path} is a view: computed, without a history`);
			context.setStatus(1);
		}
		for (const row of rows.toReversed().slice(0, args.count))
			yield toItem(row, row.after == null ? null : vfs.store.content.sizeOf(row.after));
	},
	line: (item: Item) => [item.revision, item.at, item.actor, item.change, item.op, item.to ?? item.path].join("\t"),
	screen(items: Item[], { style }) {
		return table(
			items.map((item) => [
				style.strong(`@${item.revision}`),
				localMinute(Date.parse(item.at) * 1000),
				item.op,
				item.size === null ? "" : `${item.size.toLocaleString("en")} bytes`,
				style.name(item.actor),
				style.faint(`change ${item.change}${item.undoes === null ? "" : ` (undoes ${item.undoes})`}`),
				item.to === null ? "" : `→ ${printable(item.to)}`,
			]),
			["right", "left", "left", "right"],
		);
	},
});

function toItem(row: Revision, size: number | null): Item {
	const { set } = row;
	return {
		revision: row.revision,
		at: toIso(set.at),
		actor: set.actor,
		change: set.id,
		op: verbOf(row),
		path: row.path,
		to: row.to ?? null,
		size,
		cause: set.cause,
		undoes: set.undoes,
	};
}
