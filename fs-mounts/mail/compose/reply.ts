/** What an answer to a message, or a message that hands it on, begins with. Recipients are found as mutt finds them. */
import { fieldOf, type Message, readAddresses } from "../message/index.ts";
import { withoutForward, withoutReply } from "../subject.ts";
import { type Address, addressKey, distinct, formatAddress } from "./addresses.ts";
import { attribution, localDate, quoted } from "./attribution.ts";
import type { NewDraft } from "./draft-text.ts";

export interface Answering {
	/** Who answers: the desk's own addresses, the one that sends first. */
	readonly own: readonly Address[];
	/** The environment: language, dates and zone. */
	readonly variables: Readonly<Record<string, string | undefined>>;
	/** 10 letters of the original. */
	readonly id: string;
}

/** To whom an answer goes: whoever wrote, all who were written to, or the list. */
export type ReplyMode = "sender" | "all" | "list";

/** A draft that answers a message. @param quotes whether its text is quoted; @param body what stands below */
export function replyDraft(
	message: Message,
	mode: ReplyMode,
	{ own, variables, id }: Answering,
	quotes: boolean,
	body = "",
): NewDraft {
	const [writer] = message.from;
	const who = writer === undefined ? "" : writer.name || writer.address;
	const quote = quotes ? quoted(message.text) : "";
	const above =
		quote === "" ? "" : `${who === "" ? "" : `${attribution(who, message.date?.time, variables)}\n`}${quote}\n`;
	const isAnswer = message.inReplyTo !== undefined || message.references.length > 0;
	return {
		...identity(message, own),
		...recipients(message, mode, own),
		subject: `Re: ${withoutReply(message.subject, isAnswer)}`.trim(),
		...(message.messageId === undefined ? {} : { inReplyTo: message.messageId }),
		references: referencesOf(message),
		answers: id,
		body: above + body,
	};
}

/** RFC 5322, 3.6.4: those of the original, else what it answers; then itself. Very many lose the middle. */
function referencesOf({ references, inReplyTo, messageId }: Message): string[] {
	const before = references.length > 0 ? references : inReplyTo === undefined ? [] : [inReplyTo];
	const ids = [...new Set([...before, ...(messageId === undefined ? [] : [messageId])])];
	return ids.length > 100 ? [...ids.slice(0, 1), ...ids.slice(-99)] : ids;
}

/** Who was written to answers: `from` where that is not the address that sends anyway. */
function identity(message: Message, own: readonly Address[]): { from?: Address } {
	const addressed = new Set([...message.to, ...message.cc].map(({ address }) => addressKey(address)));
	const from = own.find(({ address }) => addressed.has(addressKey(address)));
	return from === undefined || from === own[0] ? {} : { from };
}

/** The fields of an answer: nobody twice, and nobody writes to himself, unless there is nobody else. */
export function recipients(
	message: Message,
	mode: ReplyMode,
	own: readonly Address[],
): { to: Address[]; cc: Address[] } {
	const mine = new Set(own.map(({ address }) => addressKey(address)));
	const list = listAddress(message);
	const followUp = readAddresses(fieldOf(message.fields, "mail-followup-to")?.value ?? "");
	const writers = writersOf(message, mine);
	const all = ((): [readonly Address[], readonly Address[]] => {
		if (mode === "list" && list !== undefined) return [[list], []];
		if (mode !== "sender" && followUp.length > 0) return [followUp, []];
		return [writers, mode === "sender" ? [] : [...message.to, ...message.cc]];
	})();
	const known = new Set<string>();
	const [to, cc] = all.map((addresses) =>
		distinct(
			addresses.filter(({ address }) => address !== ""),
			known,
		).map(plain),
	) as [Address[], Address[]];
	const others = (addresses: readonly Address[]) => addresses.filter(({ address }) => !mine.has(addressKey(address)));
	const [toOthers, ccOthers] = [others(to), others(cc)];
	if (toOthers.length === 0 && ccOthers.length === 0) return { to, cc: [] };
	return toOthers.length === 0 ? { to: ccOthers, cc: [] } : { to: toOthers, cc: ccOthers };
}

/** Where an answer goes: `Reply-To`, else the writer; of what one wrote oneself, those whom one wrote to. */
function writersOf({ from, replyTo, sender, to }: Message, mine: ReadonlySet<string>): readonly Address[] {
	const isOwn = from.length > 0 && from.every(({ address }) => mine.has(addressKey(address)));
	const candidates = isOwn && to.length > 0 ? [to] : [replyTo, from, sender];
	return candidates.find((addresses) => addresses.some(({ address }) => address !== "")) ?? [];
}

/** Where a list takes mail (RFC 2369: `List-Post: <mailto:…>`). */
function listAddress({ fields }: Message): Address | undefined {
	const post = /<mailto:([^<>?\s]+)[^<>]*>/i.exec(fieldOf(fields, "list-post")?.value ?? "")?.[1];
	if (post === undefined) return undefined;
	try {
		return readAddresses(decodeURIComponent(post))[0];
	} catch {
		return undefined; // percent signs that stand for nothing
	}
}

function plain({ name, address }: Address): Address {
	return { name, address };
}

/** A draft that hands a message on: its text in the body and its attachments, or all of it as an attachment. */
export function forwardDraft(
	message: Message,
	{ own, variables, id }: Answering,
	isAttached: boolean,
	body = "",
): NewDraft {
	const subject = `Fwd: ${withoutForward(message.subject)}`.trim();
	const base = { ...identity(message, own), subject, forwards: id };
	const above = body === "" ? "" : `${body.trimEnd()}\n\n`;
	if (isAttached) return { ...base, attachments: [`/mail/.raw/${id}.eml`], body: above };
	const people = (addresses: readonly Address[]) =>
		addresses.map((address) => formatAddress(plain(address))).join(", ");
	const head = [
		["From", people(message.from)],
		["Date", message.date === undefined ? "" : localDate(message.date.time, variables)],
		["Subject", message.subject],
		["To", people(message.to)],
		["Cc", people(message.cc)],
	].flatMap(([name, value]) => (value === "" ? [] : [`${name}: ${literal(value ?? "")}`]));
	return {
		...base,
		attachments: message.attachments.map(({ name }) => `/mail/.attachments/${id}/${name}`),
		body: `${above}---------- Forwarded message ----------\n${head.join("\n")}\n\n${message.text}`,
	};
}

/** A header's value in Markdown: addresses in brackets become links, all else is what it is. */
function literal(value: string): string {
	return value.replace(/[\\`*_[\]]/g, "\\$&");
}
