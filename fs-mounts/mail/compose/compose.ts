/** A draft as the message that is sent: RFC 5322 bytes, the same each time. Nothing here opens a file or a socket. */
import { createHash } from "node:crypto";
import { domainToASCII } from "node:url";
import { markdownHtml } from "../../../src/text/index.ts";
import { type Address, addressKey, distinct } from "./addresses.ts";
import type { Draft } from "./draft.ts";
import { flowed } from "./flowed.ts";
import { encodedText } from "./headers.ts";

/** A file that goes along. */
export interface AttachedFile {
	/** As it is named in the message. */
	readonly name: string;
	readonly bytes: Uint8Array;
}

/** A draft with all that it leaves to others. */
export interface Outgoing {
	readonly draft: Draft;
	readonly from: Address;
	readonly date: Date;
	/** Without `<>`. */
	readonly messageId: string;
	readonly attachments: readonly AttachedFile[];
}

/** Whom a server is told: Bcc is here, and nowhere in the bytes. */
export interface Envelope {
	readonly from: string;
	readonly to: readonly string[];
	/** Whether an address has letters that need SMTPUTF8 (RFC 6531). */
	readonly utf8: boolean;
}

/** The addresses that a message is handed to the server with, each once. */
export function envelopeOf(draft: Draft, from: Address): Envelope {
	const to = distinct([...draft.to, ...draft.cc, ...draft.bcc]).map(({ address }) => onTheWire(address));
	const sender = onTheWire(from.address);
	return { from: sender, to, utf8: [sender, ...to].some((address) => /[^\x00-\x7f]/.test(address)) };
}

/** Domains in ASCII where the local part is (RFC 5891); else both in UTF-8. */
function onTheWire(address: string): string {
	const at = address.lastIndexOf("@");
	const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
	return /[^\x00-\x7f]/.test(local) || domain.startsWith("[") ? address : `${local}@${domainToASCII(domain) || domain}`;
}

/**
 * The message's bytes: the Markdown as text/plain (format=flowed) and text/html, and what is attached. Lines end in CRLF and have at
 * most 998 octets. The same draft, date and message id give the same bytes.
 */
export async function compose({ draft, from, date, messageId, attachments }: Outgoing): Promise<Buffer> {
	const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
	const body = draft.body.replace(/\r\n?/g, "\n").replace(/^\n+/, "");
	const boundary = createHash("sha256").update(messageId).digest("hex").slice(0, 32);
	const message = new MailComposer({
		disableFileAccess: true,
		disableUrlAccess: true,
		newline: "win",
		boundaryPrefix: "--desk",
		baseBoundary: boundary,
		from: copied([from]),
		replyTo: copied(draft.replyTo),
		to: copied(draft.to),
		cc: copied(draft.cc),
		date,
		messageId: `<${messageId}>`,
		inReplyTo: draft.inReplyTo === undefined ? undefined : `<${draft.inReplyTo}>`,
		references: referencesOf(draft).map((id) => `<${id}>`),
		headers: [{ key: "Subject", value: { prepared: true, foldLines: true, value: encodedText(draft.subject) } }],
		alternatives: [
			{ contentType: "text/plain; charset=utf-8; format=flowed", content: flowed(body) },
			{ contentType: "text/html; charset=utf-8", content: page(markdownHtml(body)) },
		],
		attachments: attachments.map(attached),
	}).compile();
	// Without a recipient that others may see, RFC 5322 asks for none, but some servers do.
	if (draft.to.length + draft.cc.length === 0) message.setHeader("To", "undisclosed recipients:;");
	return await message.build();
}

/** The library puts addresses in its own form into the objects that it gets. */
function copied(addresses: readonly Address[]): { name: string; address: string }[] {
	return addresses.map(({ name, address }) => ({ name, address }));
}

/** RFC 5322 3.6.4: the ids of the conversation, the answered one last; the first and the latest of very many. */
function referencesOf({ references, inReplyTo }: Draft): string[] {
	const ids = [...new Set([...references, ...(inReplyTo === undefined ? [] : [inReplyTo])].reverse())].reverse();
	return ids.length > 100 ? [...ids.slice(0, 1), ...ids.slice(-99)] : ids;
}

function page(html: string): string {
	return `<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n${html}</body>\n</html>\n`;
}

/** Characters of a file name; the end is kept, for the extension. And what no file name in a message may hold; names in /files may. */
const MAX_NAME = 255;
const UNSAFE_NAME = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

function attached({ name, bytes }: AttachedFile) {
	const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const filename = name.replace(UNSAFE_NAME, "_").replace(/[/\\]/g, "_").slice(-MAX_NAME);
	const isMessage = /\.eml$/i.test(filename);
	// A message goes as it is (RFC 2046 5.2.1); one with lines that no server takes, as any other file.
	const contentType = isMessage
		? { contentType: fitsMessage(content) ? "message/rfc822" : "application/octet-stream" }
		: {};
	return { filename, content, contentDisposition: "attachment", ...contentType };
}

/** Whether bytes may stand in a message without an encoding: no NUL or lone CR, lines of at most 998 octets. */
function fitsMessage(bytes: Buffer): boolean {
	let start = 0;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at];
		if (byte === 0 || (byte === 0x0d && bytes[at + 1] !== 0x0a)) return false;
		if (byte === 0x0a) start = at + 1;
		else if (at - start >= 998) return false;
	}
	return true;
}

/** Octets that an attachment takes in a message: base64 in lines of 76, and its header. */
export function encodedSize(bytes: number): number {
	return Math.ceil(bytes / 57) * 78 + 300;
}

/** A message id that nobody else has: of the text, the microsecond and the place. Tells nothing of the machine. */
export function newMessageId(from: Address, ...seeds: readonly (string | number)[]): string {
	const hash = createHash("sha256").update(JSON.stringify(seeds)).digest("hex").slice(0, 32);
	return `${hash}@${addressKey(from.address).split("@").at(-1)}`;
}
