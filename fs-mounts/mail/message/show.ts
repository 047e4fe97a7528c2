/** The Markdown of a message: front matter and text. */
import { type MailProperties, writeFrontMatter } from "../front-matter.ts";
import { showAddress } from "./addresses.ts";
import type { Attachment, Message } from "./types.ts";

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
	// In the order of the front matter; no spreads, as this runs for each mail of an import.
	const properties: Writable<MailProperties> = {};
	for (const [key, list] of [
		["from", message.from],
		["to", message.to],
		["cc", message.cc],
		["bcc", message.bcc],
		["reply_to", message.replyTo],
	] as const) {
		if (list.length > 0) properties[key] = list.length === 1 ? showAddress(list[0]!) : list.map(showAddress);
	}
	if (message.date !== undefined) properties.date = message.date.iso;
	if (message.subject !== "") properties.subject = message.subject;
	if (message.messageId !== undefined) properties.message_id = message.messageId;
	if (message.inReplyTo !== undefined) properties.in_reply_to = message.inReplyTo;
	properties.references = shownReferences(message);
	properties.thread = message.thread;
	if (message.list !== undefined) properties.list = message.list;
	properties.flags = flags;
	properties.labels = labels;
	properties.size = message.size;
	if (message.attachments.length > 0) {
		properties.attachments = message.attachments.map((attachment) => ({
			name: attachment.name,
			type: attachment.type,
			size: attachment.size,
			path: attachmentPath(attachment, id),
		}));
		properties.calendar = message.attachments
			.filter(({ type }) => type === "text/calendar" || type === "application/ics")
			.map((attachment) => attachmentPath(attachment, id));
	}
	if (message.security.length > 0) {
		properties.security = message.security.map(({ kind, state, part }) =>
			part === "" ? { kind, state } : { kind, state, part },
		);
	}
	properties.problems = message.problems;
	properties.source = `/mail/.raw/${id}.eml`;
	return properties;
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

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function attachmentPath({ name }: Attachment, id: string): string {
	return `/mail/.attachments/${id}/${name}`;
}

/** A link of CommonMark; `<…>` holds what blanks or brackets would end. */
function attachmentLink(attachment: Attachment, id: string): string {
	const path = attachmentPath(attachment, id);
	const label = attachment.name.replace(/[[\]\\]/g, "\\$&");
	return `[${label}](${/[\s()<>\\]/.test(path) ? `<${path.replace(/[<>\\]/g, "\\$&")}>` : path})`;
}
