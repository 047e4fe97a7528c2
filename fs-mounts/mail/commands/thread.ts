import { safeForTerminal, shorten, wrap } from "../../../src/cli/index.ts";
import { type Context, defineCommand, flag, operand } from "../../../src/command/index.ts";
import { printable, type Vfs } from "../../../src/vfs/index.ts";
import { messagesByNode } from "../messages.ts";
import { foldQuotes } from "../quotes.ts";
import { baseSubject, withoutForward } from "../subject.ts";
import { treeOf } from "../thread-tree.ts";
import { threadWith } from "../threads.ts";
import { messageNamed } from "./shared/find.ts";
import { type MailItem, mailShape, SHORT_ID, shortDate, toItems } from "./shared/item.ts";
import { readMessageFile } from "./shared/read-message.ts";

/** A message of a thread, as `--json` prints it. */
interface ThreadItem extends MailItem {
	/** How many messages are above it. */
	depth: number;
	/** Id of the message that it answers, of those that are there. */
	parent: string | null;
	/** What it adds: its text, quotes folded. Null with --list. */
	text: string | null;
	/** For each message above it whether another answer follows; then for itself. */
	follows: boolean[];
}

/** `desk mail thread`: a conversation as a tree. */
export const thread = defineCommand({
	name: "thread",
	summary: "Show a conversation as a tree: who answered whom",
	about:
		"A thread holds the messages of all folders that name each other (Message-ID, References, In-Reply-To); a reply that names none joins by its subject, within 30 days. " +
		"Quoted text is folded. THREAD is any message of it (path, id, Message-ID), or the 10 letters of its `thread`. It marks nothing as seen.",
	args: {
		list: flag("a line for each message, without texts", "l"),
		thread: operand("THREAD", "a message of it, or its id", "message"),
	},
	reads: ["thread"],
	output: (z) =>
		mailShape(z).extend({
			depth: z.number(),
			parent: z.string().nullable(),
			text: z.string().nullable(),
			follows: z.array(z.boolean()),
		}),
	examples: [
		["desk mail thread f2w2iq", "all that was said"],
		["desk mail thread -l hqvosu", "who wrote when"],
	],
	async *run(context, args) {
		const vfs = await context.open();
		await vfs.load("/mail");
		const tree = vfs.reader();
		const nodes = treeOf(threadWith(await startOf(context, vfs, args.thread), tree), tree);
		const items = new Map(
			toItems(
				tree,
				messagesByNode(
					tree,
					nodes.map(({ member }) => member.node),
				),
			).map((item) => [item.id, item]),
		);
		const follows: boolean[] = [];
		for (const { member, parent, depth, last } of nodes) {
			context.signal.throwIfAborted();
			follows.splice(depth, follows.length, !last);
			const item = items.get(member.id);
			if (item === undefined) continue;
			const text = args.list
				? null
				: foldQuotes(
						(await readMessageFile(vfs, tree, { path: item.path, node: member.node })).text,
						withoutForward(item.subject) !== item.subject.trim(),
					);
			yield { ...item, depth, parent: parent?.id ?? null, text, follows: [...follows] };
		}
	},
	line: (item: ThreadItem, { terminal }) => {
		const line = [item.path, item.date ?? "", item.from, `${"  ".repeat(item.depth)}${item.subject}`]
			.map((cell) => cell.replace(/[\t\n]/g, " "))
			.join("\t");
		return terminal.stdout ? printable(line) : line;
	},
	screen: (items: ThreadItem[], context) => screenOf(items, context),
});

/** The node of a message of the thread. @throws DeskError ENOENT */
async function startOf(context: Context, vfs: Vfs, word: string): Promise<number> {
	const named = vfs
		.reader()
		.get<{ node: number }>("SELECT node FROM mail WHERE thread = ? ORDER BY date, id LIMIT 1", word);
	const isMessage = vfs.reader().get("SELECT 1 FROM mail WHERE id = ?", word) !== undefined;
	return named !== undefined && !isMessage ? named.node : (await messageNamed(context, vfs, word)).node;
}

/** Branches are drawn for so many levels; what is deeper stands below the deepest. */
const MOST_LEVELS = 12;

function screenOf(items: readonly ThreadItem[], { style, terminal }: Context): string {
	const lines: string[] = [];
	let subject = "";
	for (const item of items) {
		const above = item.follows
			.slice(1, Math.min(item.depth, MOST_LEVELS))
			.map((more) => (more ? "│ " : "  "))
			.join("");
		const branch = item.depth === 0 ? "" : `${above}${item.follows.at(-1) === true ? "├─" : "└─"}`;
		const stem = item.depth === 0 ? "" : `${above}${item.follows.at(-1) === true ? "│ " : "  "}`;
		const { base } = baseSubject(item.subject);
		const width = Math.max(20, Math.min(100, terminal.columns) - stem.length - 2);
		if (base !== subject)
			lines.push(
				`${style.faint(stem)}${style.strong(shorten(printable(item.subject), terminal.columns - stem.length))}`,
			);
		subject = base;
		const mark = item.unread ? " ●" : "";
		const files = item.attachments > 0 ? ` +${item.attachments}` : "";
		const who = `${shorten(printable(item.from), 40)}`;
		lines.push(
			`${style.faint(branch)}${item.unread ? style.strong(who) : who}${mark}${style.bad(item.flags.includes("flagged") ? " !" : "")}${files}  ${style.faint(`${fullDate(item.date)}  ${(item.id ?? "").slice(0, SHORT_ID)}`)}`,
		);
		if (item.text === null) continue;
		const text = safeForTerminal(item.text)
			.replace(/\n{3,}/g, "\n\n")
			.trim();
		for (const line of text === "" ? [] : wrap(text, width).split("\n"))
			lines.push(
				`${style.faint(stem)}  ${/^\[(?:\d+ quoted lines|a quoted line)\]$/.test(line) ? style.faint(line) : line}`.trimEnd(),
			);
		lines.push(style.faint(stem).trimEnd());
	}
	return lines.join("\n").trimEnd();
}

/** Day and time in the machine's zone. */
function fullDate(iso: string | null): string {
	if (iso === null) return "";
	const date = new Date(iso);
	const time = `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
	const short = shortDate(iso);
	return short.includes(":") ? short : `${short} ${time}`;
}
