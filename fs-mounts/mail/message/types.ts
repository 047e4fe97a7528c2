/** What a message is once it has been read. All of it is plain data; byte offsets are into the source, times in ms UTC. */

/** Bounds of what is looked at; each cut is a sentence in `Message.problems`. */
export const LIMITS = {
	/** Bytes of a source. */
	source: 64 * 1024 * 1024,
	/** Bytes of one header block. */
	header: 1024 * 1024,
	fields: 2000,
	parts: 1000,
	depth: 50,
	/** Characters of shown text. */
	text: 1024 * 1024,
	/** Bytes of one text part that are decoded: more than any 1 MiB of shown text needs, short of megabytes of styles. */
	textPart: 8 * 1024 * 1024,
	addresses: 500,
	/** Characters of a header's value that are read. */
	value: 64 * 1024,
	problems: 50,
} as const;

/** One header field. */
export interface Field {
	/** As written. */
	readonly name: string;
	/** Lower case, as it is looked up. */
	readonly key: string;
	/** Unfolded (RFC 5322, 2.2.3); undeclared 8-bit bytes are characters already, encoded words are not decoded. */
	readonly value: string;
}

/** A mailbox of an address field. Both are safe to be shown. */
export interface Address {
	/** Display name, decoded; "" without one. */
	readonly name: string;
	/** `local@domain`; "" for the name of an empty group. */
	readonly address: string;
	/** The group it is in (RFC 5322, 3.4). */
	readonly group?: string;
}

/** A date with the offset in which it was written. */
export interface MailDate {
	/** `2026-11-21T10:00:00+01:00` */
	readonly iso: string;
	/** ms since 1970, UTC. */
	readonly time: number;
}

/** A part of a message (RFC 2045). */
export interface Part {
	/** As IMAP counts them: "1", "2.1"; "" for the message itself. */
	readonly path: string;
	/** `type/subtype`, lower case. */
	readonly type: string;
	/** Parameters of Content-Type, names in lower case, values decoded (RFC 2231). */
	readonly parameters: Readonly<Record<string, string>>;
	/** Content-Transfer-Encoding, lower case: `7bit`, `base64` …, also `uuencode` for what was found in a text. */
	readonly encoding: string;
	/** `inline`, `attachment`, another word, or "". */
	readonly disposition: string;
	/** The name that the sender gave, decoded and not safe; see `Attachment.name`. */
	readonly fileName?: string;
	/** Without `<>`. */
	readonly contentId?: string;
	readonly description?: string;
	readonly fields: readonly Field[];
	/** Where its header begins, and its body [start, end): bytes of the source, or of what `within` decodes to. */
	readonly headerStart: number;
	readonly start: number;
	readonly end: number;
	/** The part in whose decoded bytes this one lies, where it was encoded (a base64 message, winmail.dat, uuencode in a text). */
	readonly within?: Part;
	readonly children: readonly Part[];
}

/** A part that can be saved. */
export interface Attachment {
	/** Safe as a file name on every OS, and unique in the message without regard to case. */
	readonly name: string;
	readonly type: string;
	/** Bytes when decoded. */
	readonly size: number;
	/** Belongs to the text (an image of an HTML mail): not named between the texts. */
	readonly inline: boolean;
	readonly part: Part;
}

/** A signature or encryption that was recognised; nothing is verified in reading. */
export interface Security {
	readonly kind: "pgp" | "smime";
	readonly state: "signed" | "encrypted" | "compressed" | "certificates" | "key";
	/** Path of the part. */
	readonly part: string;
}

/** What is shown, in order: Markdown, or the place of an attachment. */
export type Block = { readonly text: string } | { readonly attachment: Attachment };

export interface Message {
	/** Bytes of the source. */
	readonly size: number;
	/** The header, in order. See `fieldText`. */
	readonly fields: readonly Field[];
	readonly from: readonly Address[];
	readonly sender: readonly Address[];
	readonly to: readonly Address[];
	readonly cc: readonly Address[];
	readonly bcc: readonly Address[];
	readonly replyTo: readonly Address[];
	/** The message's own Date; undefined when it has none that is valid. */
	readonly date?: MailDate;
	/** Its own date, else that of Received, of the mbox line or of `ReadOptions.received`. */
	readonly filed?: MailDate;
	/** Decoded and safe to be shown, on one line; "" without one. */
	readonly subject: string;
	/** Without `<>`. */
	readonly messageId?: string;
	readonly inReplyTo?: string;
	readonly references: readonly string[];
	/** 10 letters: the same for all messages of a conversation. */
	readonly thread: string;
	/** List-Id, without `<>` and description. */
	readonly list?: string;
	readonly root: Part;
	/** All parts but the root, depth first. */
	readonly parts: readonly Part[];
	readonly attachments: readonly Attachment[];
	readonly blocks: readonly Block[];
	/** All texts of `blocks`: Markdown, safe to be shown. */
	readonly text: string;
	readonly security: readonly Security[];
	/** Sentences: what was broken, what was cut. */
	readonly problems: readonly string[];
}

export interface ReadOptions {
	/** Bytes of the source where only its start is given. */
	readonly size?: number;
	/** Its id, where it is known. */
	readonly id?: string;
	/** When it came (mbox, Maildir), ms UTC: where it has no date itself. */
	readonly received?: number;
}
