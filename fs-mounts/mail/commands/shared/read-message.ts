/** A message with its text, as the commands that show messages print it. */
import { toText } from "../../../../src/base/bytes.ts";
import type { TreeReader, Vfs } from "../../../../src/vfs/index.ts";
import { readMailFile } from "../../front-matter.ts";
import { messagesByNode } from "../../messages.ts";
import { attachmentsIn, type NamedAttachment } from "../../raw-views.ts";
import { texts } from "../../record.ts";
import type { Found } from "./find.ts";
import { type MailItem, mailShape, toItems } from "./item.ts";

/** A message in full, as `--json` prints it. */
export interface FullItem extends Omit<MailItem, "attachments" | "from" | "to"> {
	from: string[];
	to: string[];
	cc: string[];
	bcc: string[];
	replyTo: string[];
	/** ISO 8601 in the sender's own zone. */
	sent: string | null;
	messageId: string | null;
	inReplyTo: string | null;
	attachments: (NamedAttachment & { path: string })[];
	/** Signatures and encryption that were recognised: `pgp signed`. */
	security: string[];
	/** Sentences: what was broken in it. */
	problems: string[];
	/** Markdown. */
	text: string;
}

export const fullShape = (z: typeof import("zod").z) =>
	mailShape(z).extend({
		from: z.array(z.string()),
		to: z.array(z.string()),
		cc: z.array(z.string()),
		bcc: z.array(z.string()),
		replyTo: z.array(z.string()),
		sent: z.string().nullable(),
		messageId: z.string().nullable(),
		inReplyTo: z.string().nullable(),
		attachments: z.array(z.object({ name: z.string(), type: z.string(), size: z.number(), path: z.string() })),
		security: z.array(z.string()),
		problems: z.array(z.string()),
		text: z.string(),
	});

/** Read a message's file, and what the tables say of it. @throws DeskError ENOENT, EFORMAT */
export async function readMessageFile(vfs: Vfs, tree: TreeReader, { path, node }: Found): Promise<FullItem> {
	const file = toText(await vfs.readAll(path));
	const { data, body } = readMailFile(file);
	const [item] = toItems(tree, messagesByNode(tree, [node]));
	const id = item?.id ?? null;
	const security = Array.isArray(data.security) ? (data.security as { kind?: unknown; state?: unknown }[]) : [];
	return {
		path,
		id,
		folder: item?.folder ?? "",
		date: item?.date ?? null,
		sent: texts(data, "date")[0] ?? null,
		subject: texts(data, "subject")[0] ?? "",
		from: texts(data, "from"),
		to: texts(data, "to"),
		cc: texts(data, "cc"),
		bcc: texts(data, "bcc"),
		replyTo: texts(data, "reply_to"),
		messageId: texts(data, "message_id")[0] ?? null,
		inReplyTo: texts(data, "in_reply_to")[0] ?? null,
		flags: item?.flags ?? [],
		labels: item?.labels ?? [],
		unread: item?.unread ?? false,
		size: item?.size ?? 0,
		attachments: attachmentsIn(file).map((one) => ({ ...one, path: `/mail/.attachments/${id}/${one.name}` })),
		security: security.map(({ kind, state }) => `${String(kind)} ${String(state)}`),
		problems: texts(data, "problems"),
		thread: item?.thread ?? null,
		list: item?.list ?? null,
		text: body.replace(/^\n/, ""),
	};
}
