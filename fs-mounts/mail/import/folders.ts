/** Into which folder a message comes, from where it lay in its source. */
import { safeFileName } from "../../../src/base/file-name.ts";
import { GMAIL } from "./gmail-labels.ts";

/** Folders that have a name of their own here, by the names that programs give them: those of Gmail, and more. */
const WELL_KNOWN: Readonly<Record<string, readonly string[]>> = {
	inbox: [...GMAIL.inbox, "in", "courrier entrant"],
	sent: [
		...GMAIL.sent,
		"sent items",
		"sent messages",
		"sent mail",
		"sent-mail",
		"out",
		"gesendete objekte",
		"gesendete elemente",
		"éléments envoyés",
		"elementos enviados",
		"verzonden items",
	],
	"drafts-imported": [...GMAIL.drafts],
	deleted: [
		...GMAIL.trash,
		"deleted",
		"deleted items",
		"deleted messages",
		"gelöschte elemente",
		"gelöschte objekte",
		"éléments supprimés",
		"elementos eliminados",
	],
	junk: [
		...GMAIL.spam,
		"junk",
		"junk e-mail",
		"junk email",
		"junk mail",
		"bulk mail",
		"courrier indésirable",
		"correo no deseado",
	],
	archive: [
		...GMAIL.archived,
		"archive",
		"archives",
		"archiv",
		"all mail",
		"alle nachrichten",
		"tous les messages",
		"todos",
		"архив",
	],
	"outbox-imported": ["outbox", "unsent messages", "postausgang", "boîte d'envoi", "bandeja de salida"],
};
const MEANT = new Map(
	Object.entries(WELL_KNOWN).flatMap(([folder, names]) => names.map((name) => [name, folder] as const)),
);
/** Folders of programs that hold folders, and say nothing of a message. */
const TRANSPARENT =
	/^(?:maildir|\.maildir|mail|local folders|mailboxes|takeout|\[gmail\]|\[google mail\]|imapmail|messages|data|\d)$/i;

/** The folder that a name means: `Sent Items` is `sent`; undefined for a name of one's own. */
export function wellKnown(name: string): string | undefined {
	return MEANT.get(name.normalize("NFC").toLowerCase());
}

/**
 * The folder below the root of a message that lay in folders of these names: the first means what it always means, the rest are kept.
 * Names are made safe.
 */
export function folderOf(names: readonly string[]): string {
	return folderBelow(names) || "inbox";
}

/** The same below the folder that `--into` names: "" for what lies in no folder of its own. */
export function folderBelow(names: readonly string[]): string {
	const own = [...names];
	while (own.length > 0 && TRANSPARENT.test(own[0] as string) && wellKnown(own[0] as string) === undefined) own.shift();
	// Many programs have all folders below INBOX.
	if (own.length > 1 && wellKnown(own[0] as string) === "inbox") own.shift();
	const [first, ...rest] = own;
	return first === undefined ? "" : [wellKnown(first) ?? safeTop(safe(first)), ...rest.map(safe)].join("/");
}

function safe(name: string): string {
	return safeFileName(name.replace(/^\.+/, ""), "");
}

/** At the top, `@` begins the name of an account. */
function safeTop(name: string): string {
	return name.replace(/^@+/, "") || "mail";
}

/** Names of a Maildir++ folder (`.Work.Clients`, in modified UTF-7 as in IMAP). */
export function maildirNames(name: string): string[] {
	return name.slice(1).split(".").map(fromModifiedUtf7);
}

/** RFC 3501, 5.1.3: `Entw&APw-rfe`. What is none stays as it is. */
export function fromModifiedUtf7(name: string): string {
	return name.replace(/&([A-Za-z0-9+,]*)-/g, (whole, encoded: string) => {
		if (encoded === "") return "&";
		const bytes = Buffer.from(encoded.replaceAll(",", "/"), "base64");
		if (bytes.length % 2 !== 0 || bytes.length === 0) return whole;
		return bytes.swap16().toString("utf16le");
	});
}
