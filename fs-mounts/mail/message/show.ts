/** The Markdown of a message: front matter and text. */
import { type MailProperties, writeFrontMatter } from "../front-matter.ts";
import { showAddress } from "./addresses.ts";
import type { Address, Attachment, Message } from "./types.ts";

export interface ShowOptions {
	/** `idOf` of the source. */
	readonly id: string;
	readonly flags?: readonly string[];
	readonly labels?: readonly string[];
}

/** The file of a message. The same for the same source, flags and labels; it holds no control character but newline and tab. */
export function showMessage(message: Message, options: ShowOptions): string {
	const front = writeFrontMatter(mailProperties(message, options));
	let body = "";
	for (const block of message.blocks) {
		const text = "text" in block ? block.text : attachmentLink(block.attachment, options.id);
		if (text !== "") body += `\n${text}${text.endsWith("\n") ? "" : "\n"}`;
	}
	return front + body;
}

/** What the front matter of a message says. */
export function mailProperties(message: Message, { id, flags = [], labels = [] }: ShowOptions): MailProperties {
	const { messageId, inReplyTo, list } = message;
	const calendar = message.attachments.filter(({ type }) => type === "text/calendar" || type === "application/ics");
	return {
		...addresses("from", message.from),
		...addresses("to", message.to),
		...addresses("cc", message.cc),
		...addresses("bcc", message.bcc),
		...addresses("reply_to", message.replyTo),
		...(message.date === undefined ? {} : { date: message.date.iso }),
		...(message.subject === "" ? {} : { subject: message.subject }),
		...(messageId === undefined ? {} : { message_id: messageId }),
		...(inReplyTo === undefined ? {} : { in_reply_to: inReplyTo }),
		references: shownReferences(message),
		thread: message.thread,
		...(list === undefined ? {} : { list }),
		flags,
		labels,
		size: message.size,
		attachments: message.attachments.map((attachment) => ({
			name: attachment.name,
			type: attachment.type,
			size: attachment.size,
			path: attachmentPath(attachment, id),
		})),
		calendar: calendar.map((attachment) => attachmentPath(attachment, id)),
		security: message.security.map(({ kind, state, part }) => ({ kind, state, ...(part === "" ? {} : { part }) })),
		problems: message.problems,
		source: `/mail/.raw/${id}.eml`,
	};
}

/** The most message ids that are shown: the first, which names the thread, and the last. */
const MOST_REFERENCES = 100;

/** Threads are made of what is shown. */
function shownReferences({ references, inReplyTo }: Message): readonly string[] {
	if (references.length === 1 && references[0] === inReplyTo) return [];
	return references.length <= MOST_REFERENCES
		? references
		: [...references.slice(0, 1), ...references.slice(1 - MOST_REFERENCES)];
}

function addresses(key: "from" | "to" | "cc" | "bcc" | "reply_to", list: readonly Address[]): MailProperties {
	if (list.length === 0) return {};
	return { [key]: list.length === 1 ? showAddress(list[0]!) : list.map(showAddress) };
}

function attachmentPath({ name }: Attachment, id: string): string {
	return `/mail/.attachments/${id}/${name}`;
}

/** A link of CommonMark; `<…>` holds what blanks or brackets would end. */
function attachmentLink(attachment: Attachment, id: string): string {
	const path = attachmentPath(attachment, id);
	const label = attachment.name.replace(/[[\]\\]/g, "\\$&");
	return `[${label}](${/[\s()<>\\]/.test(path) ? `<${path.replace(/[<>\\]/g, "\\$&")}>` : path})`;
}
