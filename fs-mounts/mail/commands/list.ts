import { defineCommand, flag, numberOption, optionalOperand } from "../../../src/command/index.ts";
import type { Vfs } from "../../../src/vfs/index.ts";
import { countMessages, type MessageRow, messages } from "../messages.ts";
import { threadWith } from "../threads.ts";
import { filterArgs, filterOf } from "./shared/filter.ts";
import { lineOf, type MailItem, mailShape, screenOf, toItems } from "./shared/item.ts";

/** Messages that a terminal gets without --limit. */
const SCREENFUL = 50;
/** Messages whose flags are looked up at once. */
const PAGE = 200;

/** `desk mail list`: messages of a folder, newest first. */
export const list = defineCommand({
	name: "list",
	summary: "List the messages of a folder, newest first",
	about:
		"Without FOLDER it is /mail/inbox; /mail is all mail. Folders below count. Marks: ● unread, ! flagged, ↩ answered, ↪ forwarded, + attachments. " +
		"The first letters of the id stand for a message in the other commands. In a pipe all messages are listed, as path, date, sender and subject, with tabs between; -0 lists paths alone. " +
		"Folders of links: /mail/views/unread, flagged, people/ADDRESS, lists/LIST, threads/ID.",
	args: {
		...filterArgs,
		thread: flag("a line for each thread, with its newest message", "t"),
		limit: numberOption(`the most messages (default on a terminal: ${SCREENFUL})`, { short: "n" }),
		folder: optionalOperand("FOLDER", "a folder, such as archive or @work/inbox", "mail-folder"),
	},
	output: mailShape,
	examples: [
		["desk mail list --unread", "what is new"],
		["desk mail list /mail --from amina --since 2026-11", "what Amina wrote this month"],
		["desk mail list -0 --until 2020 | desk mail archive -0", "archive what is old"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		const folder = args.folder ?? ((await vfs.find("/mail/inbox")) === undefined ? undefined : "inbox");
		const filter = await filterOf(context, vfs, args, folder);
		const tree = vfs.reader();
		const isScreen = context.terminal.stdout && !context.json && !context.nul;
		const limit = args.limit ?? (isScreen ? SCREENFUL : Number.POSITIVE_INFINITY);
		const page = Math.min(PAGE, limit === 0 ? 1 : limit);
		const found = messages(tree, filter, page);
		const threads = args.thread ? new Map<string, number>() : undefined;
		const wanted = threads === undefined ? found : newestOfThreads(vfs, found, threads);
		let count = 0;
		const batch: MessageRow[] = [];
		const items = () =>
			toItems(tree, batch.splice(0)).map((item) =>
				threads === undefined ? item : { ...item, messages: threads.get(item.path) ?? 1 },
			);
		for (const row of wanted) {
			if (count >= limit) break;
			context.signal.throwIfAborted();
			batch.push(row);
			count++;
			if (batch.length >= page) yield* items();
		}
		yield* items();
		if (count === 0) {
			context.setStatus(1);
			if (isScreen) context.note("there are no such messages");
		} else if (isScreen && args.limit === undefined && count === limit && !args.thread) {
			const total = countMessages(tree, filter);
			if (total > count) context.note(`${total - count} more; --limit shows more of them`);
		}
	},
	line: lineOf,
	screen: (items: MailItem[], context) => screenOf(items, context),
});

/**
 * The newest message of each thread, newest first: of the messages given, so that a filter says which threads.
 * @param counts receives how many messages a thread has, by the path of that message
 */
function* newestOfThreads(vfs: Vfs, found: Iterable<MessageRow>, counts: Map<string, number>): Generator<MessageRow> {
	const tree = vfs.reader();
	const seen = new Set<number>();
	for (const row of found) {
		if (seen.has(row.node)) continue;
		const members = threadWith(row.node, tree);
		for (const { node } of members) seen.add(node);
		counts.set(row.path, new Set(members.map(({ id }) => id)).size);
		yield row;
	}
}
