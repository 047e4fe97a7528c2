import { humanSize, pad, shorten, widthOf } from "../../../src/cli/index.ts";
import { defineCommand, flag, numberOption, option, optionalOperand } from "../../../src/command/index.ts";
import { printable, type TreeReader } from "../../../src/vfs/index.ts";
import { condition, type MessageFilter } from "../messages.ts";
import { addressIn } from "../record.ts";
import { filterArgs, filterOf } from "./shared/filter.ts";

/** A row of counts, as `--json` prints it. */
interface Item {
	by: string;
	/** A folder, a month (`2026-11`, UTC), an address … */
	key: string;
	messages: number;
	unread: number;
	/** Bytes of the sources. */
	bytes: number;
}

/** How messages are counted: SQL that gives the key. */
const BY: Readonly<Record<string, { key: string; from?: string; order: string }>> = {
	folder: { key: "mail.parent", order: "messages DESC, key" },
	year: {
		key: "CASE WHEN mail.date = 0 THEN 'no date' ELSE strftime('%Y', mail.date, 'unixepoch') END",
		order: "key DESC",
	},
	month: {
		key: "CASE WHEN mail.date = 0 THEN 'no date' ELSE strftime('%Y-%m', mail.date, 'unixepoch') END",
		order: "key DESC",
	},
	sender: { key: "facet.value", from: "from", order: "messages DESC, key" },
	list: { key: "mail.list", order: "messages DESC, key" },
	label: { key: "facet.value", from: "label", order: "messages DESC, key" },
};

/** `desk mail stats`: how much mail there is, and from whom. */
export const stats = defineCommand({
	name: "stats",
	summary: "Count messages by folder, month and sender",
	about: "Without --by it shows folders, the last months and the most busy senders. Months are those of UTC.",
	args: {
		...filterArgs,
		by: option("count by one thing only", { value: "WHAT", choices: Object.keys(BY) }),
		limit: numberOption("the most rows of each (default 12; 0 for all)", { short: "n" }),
		all: flag("all rows"),
		folder: optionalOperand("FOLDER", "only this folder and those below", "mail-folder"),
	},
	output: (z) =>
		z.object({ by: z.string(), key: z.string(), messages: z.number(), unread: z.number(), bytes: z.number() }),
	examples: [
		["desk mail stats", "folders, months, senders"],
		["desk mail stats --by sender --since 2026 -n 20", "who wrote most this year"],
		["desk mail stats --json --by year --all", "for a chart"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const filter = await filterOf(context, vfs, args, args.folder);
		const limit = args.all || args.limit === 0 ? -1 : (args.limit ?? 12);
		let count = 0;
		for (const by of args.by === undefined ? ["folder", "month", "sender"] : [args.by])
			for (const item of counted(vfs.reader(), by, filter, limit)) {
				count++;
				yield item;
			}
		if (count === 0) context.setStatus(1);
	},
	line: ({ by, key, messages, unread, bytes }: Item, { terminal }) => {
		const text = [by, key.replace(/[\t\n]/g, " "), messages, unread, bytes].join("\t");
		return terminal.stdout ? printable(text) : text;
	},
	screen(items: Item[], { style, terminal }) {
		const blocks = new Map<string, Item[]>();
		for (const item of items) blocks.set(item.by, [...(blocks.get(item.by) ?? []), item]);
		return [...blocks]
			.map(([by, rows]) => {
				const most = Math.max(...rows.map(({ messages }) => messages));
				const keys = rows.map(({ key }) => shorten(printable(key), Math.max(10, Math.floor(terminal.columns / 3))));
				const width = Math.max(...keys.map(widthOf));
				const room = Math.max(5, Math.min(40, terminal.columns - width - 36));
				const lines = rows.map(({ messages, unread, bytes }, at) =>
					[
						pad(keys[at] ?? "", width),
						pad(String(messages), 8, "right"),
						pad(unread === 0 ? "" : `${unread} new`, 12, "right"),
						pad(humanSize(bytes), 8, "right"),
						style.good(barOf(messages / most, room)),
					].join(" "),
				);
				return `${style.strong(by)}\n${lines.join("\n")}`;
			})
			.join("\n\n");
	},
});

const EIGHTHS = " ▏▎▍▌▋▊▉█";

/** A bar of a share (0 to 1) of so many columns. */
function barOf(share: number, columns: number): string {
	const eighths = Math.max(1, Math.round(share * columns * 8));
	return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS.charAt(eighths % 8).trim() || "");
}

function counted(tree: TreeReader, by: string, filter: MessageFilter, limit: number): Item[] {
	const how = BY[by];
	if (how === undefined) return [];
	const { where, values } = condition(filter);
	const from = how.from === undefined ? "" : `JOIN facet ON facet.node = mail.node AND facet.name = '${how.from}'`;
	const rows = tree.all<{ key: string | number | null; messages: number; unread: number; bytes: number }>(
		`SELECT ${how.key} AS key, count(*) AS messages, sum(mail.flags & 1 = 0) AS unread, sum(mail.size) AS bytes FROM mail ${from} WHERE ${where} AND ${how.key} IS NOT NULL GROUP BY 1 ORDER BY ${how.order} LIMIT ?`,
		...values,
		by === "sender" ? -1 : limit,
	);
	const items = rows.map(({ key, ...counts }) => ({
		by,
		key: by === "folder" ? (tree.pathOf(Number(key)) ?? "") : String(key),
		...counts,
	}));
	return by === "sender" ? byAddress(items).slice(0, limit < 0 ? undefined : limit) : items;
}

/** One row for each address, however its name is written; shown as most wrote it. */
function byAddress(items: readonly Item[]): Item[] {
	const found = new Map<string, Item>();
	for (const item of items) {
		const address = addressIn(item.key);
		const known = found.get(address);
		if (known === undefined) found.set(address, { ...item });
		else {
			known.messages += item.messages;
			known.unread += item.unread;
			known.bytes += item.bytes;
		}
	}
	return [...found.values()].sort((a, b) => b.messages - a.messages);
}
