/** Messages as the commands of `desk mail` print them. */
import { localDay, now, toDate } from "../../../../src/base/clock.ts";
import { pad, shorten, widthOf } from "../../../../src/cli/index.ts";
import type { Context } from "../../../../src/command/index.ts";
import { parentOf, printable, type TreeReader } from "../../../../src/vfs/index.ts";
import { type MessageRow, wordsOf } from "../../messages.ts";
import { isComposed, rootOf } from "../../places.ts";
import { FLAGS } from "../../record.ts";

/** A message as `--json` prints it. */
export interface MailItem {
	path: string;
	/** 10 letters; null for a draft. */
	id: string | null;
	folder: string;
	/** ISO 8601, UTC; null when it has no date. */
	date: string | null;
	/** Who wrote it and who got it: names, or addresses. */
	from: string;
	to: string;
	subject: string;
	flags: string[];
	labels: string[];
	unread: boolean;
	/** Bytes of the source. */
	size: number;
	attachments: number;
	thread: string | null;
	list: string | null;
	/** Of a thread: how many messages it has. */
	messages?: number;
}

export const mailShape = (z: typeof import("zod").z) =>
	z.object({
		path: z.string(),
		id: z.string().nullable(),
		folder: z.string(),
		date: z.string().nullable(),
		from: z.string(),
		to: z.string(),
		subject: z.string(),
		flags: z.array(z.string()),
		labels: z.array(z.string()),
		unread: z.boolean(),
		size: z.number(),
		attachments: z.number(),
		thread: z.string().nullable(),
		list: z.string().nullable(),
		messages: z.number().optional(),
	});

/** Rows with their flags and labels. */
export function toItems(tree: TreeReader, rows: readonly MessageRow[]): MailItem[] {
	const words = wordsOf(
		tree,
		rows.map(({ node }) => node),
	);
	return rows.map((row) => ({
		path: row.path,
		id: row.id === "" ? null : row.id,
		folder: parentOf(row.path),
		date: row.date === 0 ? null : isoOf(row.date),
		from: row.sender,
		to: row.recipient,
		subject: row.subject,
		flags: words.get(row.node)?.flags ?? [],
		labels: words.get(row.node)?.labels ?? [],
		unread: (row.flags & FLAGS.seen) === 0,
		size: row.size,
		attachments: row.attachments,
		thread: row.thread === "" ? null : row.thread,
		list: row.list,
	}));
}

/** ISO 8601 of seconds UTC. */
export function isoOf(seconds: number): string {
	return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}

/** A line for programs: path, date, sender, subject, with tabs between; with `-0` the path. */
export function lineOf(
	{ path, date, from, subject, messages }: MailItem,
	{ nul, terminal }: Pick<Context, "nul" | "terminal">,
): string {
	if (nul) return path;
	const text = [path, date ?? "", from, subject, ...(messages === undefined ? [] : [String(messages)])]
		.map((cell) => cell.replace(/[\t\n]/g, " "))
		.join("\t");
	return terminal.stdout ? printable(text) : text;
}

/** When, as a list shows it: the time of today, the day of this year, else the date. In the machine's zone, 10 columns. */
export function shortDate(iso: string | null): string {
	if (iso === null) return "";
	const date = new Date(iso);
	const today = toDate(now());
	const day = localDay(date);
	if (day === localDay(today))
		return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
	return date.getFullYear() === today.getFullYear()
		? date.toLocaleDateString("en-GB", { day: "2-digit", month: "short" })
		: day;
}

/** Who is named: the sender, or of what was sent from here the first recipient. */
function whoOf(item: MailItem): string {
	const name = parentOf(item.path)
		.slice(rootOf(item.path).length + 1)
		.toLowerCase();
	const isOwn = isComposed(item.path) !== undefined || name === "sent";
	return isOwn && item.to !== "" ? `→ ${item.to}` : item.from;
}

/** The most letters of an id in lists: enough to tell a hundred thousand messages apart, mostly; longer ones are taken, too. */
export const SHORT_ID = 6;

/** One line a message, cut to the terminal: id, when, marks, who, subject, labels. Unread ones are bold. */
export function screenOf(items: readonly MailItem[], { style, terminal }: Pick<Context, "style" | "terminal">): string {
	const people = Math.max(8, Math.min(24, Math.floor(terminal.columns / 4)));
	return items
		.map((item) => {
			const isFlagged = item.flags.includes("flagged");
			const marks = `${item.unread ? "●" : " "}${isFlagged ? "!" : " "}${item.flags.includes("answered") ? "↩" : item.flags.includes("forwarded") ? "↪" : " "}${item.attachments > 0 ? "+" : " "}`;
			const head = `${pad((item.id ?? "").slice(0, SHORT_ID), SHORT_ID)} ${pad(shortDate(item.date), 10)} `;
			const who = pad(shorten(printable(whoOf(item)), people), people);
			let room = terminal.columns - widthOf(head) - 5 - people - 2;
			const cut = (text: string) => {
				const kept = room < 2 || text === "" ? "" : shorten(text, room);
				room -= widthOf(kept);
				return kept;
			};
			const subject = cut(`${(item.messages ?? 1) > 1 ? `(${item.messages}) ` : ""}${printable(item.subject)}`);
			const labels = cut(
				item.labels.length === 0 ? "" : ` ${item.labels.map((label) => `#${printable(label)}`).join(" ")}`,
			);
			const emphasis = item.unread ? style.strong : (text: string) => text;
			return `${style.faint(head)}${isFlagged ? style.bad(marks) : marks} ${emphasis(who)}  ${emphasis(subject)}${style.name(labels)}`.trimEnd();
		})
		.join("\n");
}
