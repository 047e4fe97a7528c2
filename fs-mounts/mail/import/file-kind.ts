/** What a file of a source is, by its name and its first bytes. */
import { maildirNames, wellKnown } from "./folders.ts";
import { isMbox } from "./mbox.ts";

/** How the messages of a file are read. */
export type FileKind = "mbox" | "maildir" | "mh" | "emlx" | "message";

/** A file of a source, as its name tells. */
export interface Located {
	/** What its name says that it is; undefined where its bytes must be looked at. */
	readonly kind?: "maildir" | "emlx" | "mh" | "keywords" | "sequences" | "litter";
	/** The names of folders that it lies in, as the program that wrote it has them. */
	readonly folders: readonly string[];
	/** The path of the folder that keywords and sequences are for. */
	readonly mailbox: string;
}

/** Indexes, locks and settings of mail programs. */
const LITTER =
	/(?:^|\/)(?:\.notmuch|\.DS_Store|\.nov|\.mrk)(?:\/|$)|(?:^|\/)(?:dovecot[.-].*|maildirsize|maildirfolder|subscriptions|courierimap.*|\.uidvalidity|\.xmhcache|\.lock|\.strange|table_of_contents|Info\.plist|.*\.(?:msf|lock|dat|plist|toc|ibex|ev-summary|cmeta|js|sqlite|mozeml|wdseml))$/i;

/**
 * @param name of a file, below the source
 * @param source the source's own name, for what lies in it directly
 */
export function locate(name: string, source: string): Located {
	const names = name.split("/");
	const file = names.pop() as string;
	const [last = ""] = names.slice(-1);
	const mailbox = names.join("/");
	if (last === "cur" || last === "new") {
		const maildir = names.slice(0, -1);
		return {
			kind: "maildir",
			folders: maildirFolders(maildir.length === 0 ? [source] : maildir, maildir.length === 0),
			mailbox: maildir.join("/"),
		};
	}
	if (file === "dovecot-keywords") return { kind: "keywords", folders: [], mailbox };
	if (file === ".mh_sequences" || file === ".mh-sequences") return { kind: "sequences", folders: [], mailbox };
	if (LITTER.test(name) || last === "tmp") return { kind: "litter", folders: [], mailbox };
	const folders = names.length === 0 && file !== source ? ownName(source) : names;
	if (/\.emlx$/i.test(file)) return { kind: "emlx", folders: appleFolders(folders), mailbox };
	if (/^\d+$/.test(file)) return { kind: "mh", folders, mailbox };
	return { folders, mailbox };
}

/** The names of folders of an mbox file: its own is the last. */
export function mboxFolders(name: string, folders: readonly string[]): string[] {
	const file = name.slice(name.lastIndexOf("/") + 1);
	const own = file.replace(/\.(?:mbox|mbx|mail|gz|txt|imapmbox)+$/gi, "");
	// Apple Mail's `Work.mbox/mbox`; Thunderbird's `Inbox.sbd/Work`, Evolution's likewise.
	const parents = folders.map((one) => one.replace(/\.(?:mbox|sbd|imapmbox)$/i, ""));
	return /^mbox$/i.test(file) && parents.length > 0 ? parents : [...parents, own];
}

/** `Maildir/.Sent.2020`, or folders within folders; a folder that is the source itself means something only by a well-known name. */
function maildirFolders(names: readonly string[], isSource: boolean): string[] {
	const all = names.flatMap((name) =>
		/^\.[^.]/.test(name) && !/^\.maildir$/i.test(name) ? maildirNames(name) : [name],
	);
	return isSource ? ownName(all.join("/")) : all;
}

/** A source's own name, if it is one of those that every program has, or a Maildir++ folder. */
function ownName(source: string): string[] {
	return wellKnown(source) === undefined ? [] : [source];
}

/** `INBOX.mbox/<UUID>/Data/1/Messages`: what stands up to the last `.mbox`. */
function appleFolders(names: readonly string[]): string[] {
	const last = names.findLastIndex((name) => /\.(?:imap)?mbox$/i.test(name));
	return last < 0
		? [...names]
		: names
				.slice(0, last + 1)
				.filter((name) => /\.(?:imap)?mbox$/i.test(name))
				.map((name) => name.replace(/\.(?:imap)?mbox$/i, ""));
}

/** Fields of which one stands in nearly every message. */
const FIELD =
	/^(?:from|to|cc|received|return-path|date|subject|message-id|mime-version|delivered-to|content-type|reply-to|sender|x-[\w-]+|dkim-signature|authentication-results|arc-[\w-]+|resent-\w+)[ \t]*:/im;

/** Whether bytes are the start of a message: header fields (RFC 5322, 2.2), of which one is a known one. */
export function isMessage(head: Buffer): boolean {
	const text = head.toString("latin1", head[0] === 0xef ? 3 : 0).replace(/^(?:[ \t]*\r?\n)+/, "");
	const header = /^(?:(?:>?From .*|[!-9;-~]+[ \t]*:.*|[ \t].*)(?:\r?\n|$))+/.exec(text)?.[0];
	return header !== undefined && FIELD.test(header);
}

/** What a file is that its name does not tell; undefined when it holds no mail. */
export function kindOf(head: Buffer, name: string): "mbox" | "message" | undefined {
	if (head.length === 0)
		return /\.(?:mbox|mbx)$|(?:^|\/)(?:mbox|inbox|sent|trash|drafts)$/i.test(name) ? "mbox" : undefined;
	if (isMbox(head)) return head.toString("latin1").trim() === "" ? undefined : "mbox";
	return isMessage(head) ? "message" : undefined;
}
