/** What the mount's tables hold of a message: read from the front matter of its file. */
import { DeskError } from "../../src/base/errors.ts";
import type { Parsed } from "../../src/vfs/index.ts";
import { readMailFile } from "./front-matter.ts";
import { keyOf } from "./keys.ts";
import { withoutQuotes } from "./quotes.ts";
import { baseSubject } from "./subject.ts";

/** Bits of `mail.flags`. Keywords and labels are facets. */
export const FLAGS = { seen: 1, flagged: 2, answered: 4, forwarded: 8, draft: 16, deleted: 32, junk: 64 } as const;
export type FlagName = keyof typeof FLAGS;

/** What is in front matter of a message, as far as something is made of it. */
export interface MailRecord {
	/** 10 letters; "" for what was composed here. */
	readonly id: string;
	/** Seconds UTC; 0 for none. */
	readonly date: number;
	readonly flags: number;
	/** The first of `from` and of `to`, as shown in lists: the name, or the address. */
	readonly sender: string;
	readonly recipient: string;
	readonly subject: string;
	readonly thread: string;
	readonly topic: number | null;
	readonly orphan: boolean;
	readonly list: string | null;
	readonly size: number;
	readonly attachments: number;
	/** Keys of message ids: its own first, the one that it answers last. */
	readonly references: readonly number[];
}

/** A message's file, read. */
export interface ReadMail {
	readonly record: MailRecord;
	readonly body: string;
	readonly people: readonly string[];
	readonly labels: readonly string[];
	readonly facets: { readonly [name: string]: readonly string[] };
}

type Data = Readonly<Record<string, unknown>>;

/** Read the file of a message (or of a draft: `isDraft`). What its front matter does not say is empty. */
export function readMail(text: string, name: string, isDraft: boolean): ReadMail {
	const { data, body } = readOr(text);
	const from = texts(data, "from");
	const to = texts(data, "to");
	const cc = texts(data, "cc");
	const flags = texts(data, "flags");
	const labels = texts(data, "labels");
	const list = texts(data, "list")[0];
	const thread = texts(data, "thread")[0] ?? "";
	const subject = texts(data, "subject")[0] ?? "";
	const attachments = Array.isArray(data.attachments) ? data.attachments : [];
	const date = texts(data, "date")[0] ?? /^[1-9]\d{3}-\d\d-\d\d(?=-)/.exec(name)?.[0];
	const id = idFrom(texts(data, "source")[0]);
	const references = idsOf(data, id);
	const { base, isReply } = baseSubject(subject);
	const record: MailRecord = {
		id,
		date: secondsOf(date),
		flags: isDraft ? FLAGS.seen | FLAGS.draft : bitsOf(flags),
		sender: displayName(from[0] ?? ""),
		recipient: displayName(to[0] ?? cc[0] ?? ""),
		subject,
		thread,
		topic: base === "" || isDraft ? null : keyOf(base),
		orphan: isReply && references.length === 1,
		list: list ?? null,
		size: typeof data.size === "number" ? data.size : 0,
		attachments: attachments.length,
		references: isDraft ? [] : references.map(keyOf),
	};
	const facets: { [name: string]: readonly string[] } = {};
	const add = (facet: string, values: readonly string[]) => {
		if (values.length > 0) facets[facet] = values;
	};
	add("from", from);
	add("to", to);
	add("cc", cc);
	add("date", date === undefined || secondsOf(date) === 0 ? [] : [date]);
	add("thread", thread === "" ? [] : [thread]);
	add("list", list === undefined ? [] : [list]);
	add("flag", flags);
	add("label", labels);
	add("has", attachments.length > 0 ? ["attachment"] : []);
	return { record, body, people: [...from, ...to, ...cc, ...texts(data, "bcc")], labels, facets };
}

/** Front matter that cannot be read is text: nothing is lost to search. */
function readOr(text: string): { data: Data; body: string } {
	try {
		return readMailFile(text);
	} catch (error) {
		if (!(error instanceof DeskError)) throw error;
		return { data: {}, body: text };
	}
}

/** What the kernel projects of the file. The thread that reads mail for an import calls it, too. */
export function parseMail(text: string, name: string, isDraft: boolean): Parsed<MailRecord> {
	const { record, body, people, labels, facets } = readMail(text, name, isDraft);
	const own = withoutQuotes(body);
	return { record, title: record.subject, text: [own, ...people].join("\n"), tags: labels, links: [], facets };
}

/** The values of a key: one, or a list of them. Numbers and booleans are what YAML makes of a bare subject such as `2026`. */
export function texts(data: Data, key: string): string[] {
	const value = data[key];
	const all: unknown[] = Array.isArray(value) ? value : [value];
	return all.flatMap((one) => {
		const text =
			typeof one === "string" ? one.trim() : typeof one === "number" || typeof one === "boolean" ? String(one) : "";
		return text === "" ? [] : [text];
	});
}

/** The id of a message from `source: /mail/.raw/<id>.eml`; "" when it is none. */
export function idFrom(source: string | undefined): string {
	return /^\/mail\/\.raw\/([a-z2-7]{10})\.eml$/.exec(source ?? "")?.[1] ?? "";
}

/** Message ids: its own (else its id: copies of one message are one in threads), what it refers to, what it answers. */
function idsOf(data: Data, id: string): string[] {
	const own = texts(data, "message_id")[0] ?? id;
	const answered = texts(data, "in_reply_to")[0];
	const named = [...texts(data, "references"), ...(answered === undefined ? [] : [answered])];
	const ids = [...new Set(named.reverse())].reverse().filter((one) => one !== own);
	return [own, ...ids];
}

function bitsOf(flags: readonly string[]): number {
	return flags.reduce((bits, flag) => bits | (FLAGS[flag as FlagName] ?? 0), 0);
}

function secondsOf(date: string | undefined): number {
	const time = date === undefined ? Number.NaN : Date.parse(date);
	return Number.isNaN(time) ? 0 : Math.floor(time / 1000);
}

/** `Ann Example <ann@example.com>` is shown as `Ann Example`. */
export function displayName(person: string): string {
	const at = person.lastIndexOf("<");
	const name = at < 0 ? "" : person.slice(0, at).trim();
	const bare = /^".*"$/s.test(name) ? name.slice(1, -1).replace(/\\(.)/gs, "$1") : name;
	return bare === "" ? addressIn(person) : bare;
}

/** The address in `Ann Example <ann@example.com>`, in lower case. */
export function addressIn(person: string): string {
	const found = /<([^<>]*)>\s*$/.exec(person);
	return (found?.[1] ?? person).trim().toLowerCase();
}
