/** New drafts as text. */
import { setFrontMatter } from "../../../src/text/index.ts";
import { type Address, formatAddress } from "./addresses.ts";

/** What a new draft begins with. */
export interface NewDraft {
	readonly from?: Address;
	readonly to?: readonly Address[];
	readonly cc?: readonly Address[];
	readonly bcc?: readonly Address[];
	readonly subject?: string;
	/** Without `<>`. */
	readonly inReplyTo?: string;
	readonly references?: readonly string[];
	/** 10 letters. */
	readonly answers?: string;
	readonly forwards?: string;
	/** Paths of the tree. */
	readonly attachments?: readonly string[];
	readonly body?: string;
}

/** The file of a draft: its front matter, with `to` and `subject` also where they are to be filled in, and its body. */
export function draftText(draft: NewDraft): string {
	const { inReplyTo, answers, forwards, body = "" } = draft;
	const people = (addresses: readonly Address[] = []) => addresses.map(formatAddress);
	const lines = [
		line("from", people(draft.from === undefined ? [] : [draft.from])),
		line("to", people(draft.to), true),
		line("cc", people(draft.cc)),
		line("bcc", people(draft.bcc)),
		line("subject", draft.subject ?? "", true),
		line("attachments", draft.attachments ?? []),
		line("in_reply_to", inReplyTo ?? ""),
		line("references", draft.references ?? []),
		line("answers", answers ?? ""),
		line("forwards", forwards ?? ""),
	];
	return `---\n${lines.join("")}---\n\n${body}${body === "" || body.endsWith("\n") ? "" : "\n"}`;
}

/** One value on the line of its key; several as a list below it. */
function line(key: string, value: string | readonly string[], isShownEmpty = false): string {
	const values = typeof value === "string" ? [value] : value;
	const [only = ""] = values;
	if (values.length > 1) return `${key}:\n${values.map((one) => `  - ${scalar(one)}\n`).join("")}`;
	if (only === "") return isShownEmpty ? `${key}:\n` : "";
	return `${key}: ${scalar(only)}\n`;
}

/** A text as YAML. */
function scalar(text: string): string {
	const written = setFrontMatter("---\n---\n", { value: text });
	return written.slice("---\nvalue: ".length, -"\n---\n".length);
}
