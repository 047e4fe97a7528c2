/** Reading a message: pure, synchronous, in linear time, whatever the bytes are. */
import { messageOf } from "../../../src/base/errors.ts";
import { readAddresses } from "./addresses.ts";
import { dateOfTime, readDate } from "./dates.ts";
import { decodedFields, fieldOf, fieldText, readHeader } from "./fields.ts";
import { readParameters } from "./parameters.ts";
import { collectShown } from "./shown.ts";
import { idOf, threadOf } from "./source-id.ts";
import { describePart, readStructure } from "./structure.ts";
import { type Address, type Field, LIMITS, type MailDate, type Message, type Part, type ReadOptions } from "./types.ts";
import { visibleLine } from "./visible.ts";

/** Read a message. Never throws: what is broken is read as far as it goes, and told in `problems`. */
export function readMessage(source: Uint8Array, options: ReadOptions = {}): Message {
	try {
		return read(source, options);
	} catch (error) {
		// One message that nobody foresaw must not end the import of fifty thousand; the tests look for this sentence.
		const message = read(source.subarray(0, 0), { ...options, size: source.length, id: options.id ?? idOf(source) });
		return { ...message, problems: [`It could not be read (${messageOf(error)}).`] };
	}
}

function read(source: Uint8Array, options: ReadOptions): Message {
	const problems = new Problems();
	const size = options.size ?? source.length;
	const bytes = Buffer.from(source.buffer, source.byteOffset, Math.min(source.length, LIMITS.source));
	if (size > bytes.length) problems.tell(`It has ${size} bytes; only the first ${bytes.length} were looked at.`);
	const text = bytes.toString("latin1");
	const { start, postmark } = skipEnvelope(text, problems.tell);
	const header = readHeader(text, start, problems.tell);
	if (header.fields.length === 0 && text.length > start) problems.tell("It has no header.");
	const declared = charsetOf(header.fields);
	const fields = decodedFields(header.fields, declared, problems.tell);
	const root = describePart(fields, { path: "", headerStart: start, start: header.bodyStart });
	root.end = bytes.length;
	readStructure(text, root, bytes.length, 0, { parts: 0, tell: problems.tell });
	const shown = collectShown(bytes, root as Part, problems.tell);
	const { date, filed } = datesOf(fields, postmark, options.received, problems.tell);
	const [messageId] = identifiers(fields, "message-id");
	const [inReplyTo] = identifiers(fields, "in-reply-to");
	const references = identifiers(fields, "references");
	const list = listOf(fields);
	const threadKey = references[0] ?? inReplyTo ?? messageId;
	return {
		size,
		fields,
		from: addressesOf(fields, "from", problems.tell),
		sender: addressesOf(fields, "sender", problems.tell),
		to: addressesOf(fields, "to", problems.tell),
		cc: addressesOf(fields, "cc", problems.tell),
		bcc: addressesOf(fields, "bcc", problems.tell),
		replyTo: addressesOf(fields, "reply-to", problems.tell),
		...(date === undefined ? {} : { date }),
		...(filed === undefined ? {} : { filed }),
		subject: fieldText(fields, "subject"),
		...(messageId === undefined ? {} : { messageId }),
		...(inReplyTo === undefined ? {} : { inReplyTo }),
		references,
		thread: threadKey === undefined ? (options.id ?? idOf(source)) : threadOf(threadKey),
		...(list === undefined ? {} : { list }),
		root: root as Part,
		parts: shown.parts,
		attachments: shown.attachments,
		blocks: shown.blocks,
		text: shown.text,
		security: shown.security,
		problems: problems.list,
	};
}

class Problems {
	readonly list: string[] = [];
	/** Each once; after `LIMITS.problems`, that there are more. */
	readonly tell = (problem: string): void => {
		const sentence = visibleLine(problem).slice(0, 300);
		if (this.list.includes(sentence)) return;
		if (this.list.length < LIMITS.problems) this.list.push(sentence);
		else if (this.list.length === LIMITS.problems) this.list.push("There are more problems of this kind.");
	};
}

const FIELD = /^[A-Za-z][A-Za-z0-9-]*:[ \t]/;
const POSTMARK = /^>?From [^\r\n]*\r?\n/y;

/** A byte-order mark, empty lines and the line of an mbox before the header. */
function skipEnvelope(text: string, tell: (problem: string) => void): { start: number; postmark?: string } {
	let start = text.startsWith("\xef\xbb\xbf") ? 3 : 0;
	POSTMARK.lastIndex = start;
	const postmark = POSTMARK.exec(text)?.[0];
	if (postmark !== undefined) return { start: start + postmark.length, postmark };
	// By hand: a pattern would need a stack as deep as there are lines.
	let line = start;
	while (/[ \t\r\n]/.test(text.charAt(line))) line++;
	if (line > start && /[\r\n]/.test(text.slice(start, line)) && FIELD.test(text.slice(line, line + 100))) {
		tell("Empty lines stand before its header.");
		start = line;
	}
	return { start };
}

/** The character set that the header declares for the body. */
function charsetOf(fields: readonly Field[]): string | undefined {
	const type = fieldOf(fields, "content-type");
	return type === undefined ? undefined : readParameters(type.value).parameters.charset;
}

/** All fields of that name: there should be one. */
function addressesOf(fields: readonly Field[], key: string, tell: (problem: string) => void): Address[] {
	let found: Address[] = [];
	for (const field of fields) {
		if (field.key !== key || field.value === "") continue;
		const more = readAddresses(field.value, (problem) => tell(`${field.name}: ${problem}`));
		found = found.length === 0 ? more : [...found, ...more].slice(0, LIMITS.addresses);
	}
	return found;
}

/** Message ids in a field, without `<>`; blanks within them are those of folding. */
function identifiers(fields: readonly Field[], key: string): string[] {
	const value = fieldOf(fields, key)?.value;
	if (value === undefined || value === "") return [];
	const found: string[] = [];
	for (const match of value.matchAll(/<([^<>]{1,2000})>/g)) {
		const id = visibleLine(match[1]!.replace(/\s+/g, ""));
		if (id !== "" && found.length < 1000) found.push(id);
	}
	if (found.length === 0 && key !== "in-reply-to") {
		for (const word of value.split(/[\s,]+/).slice(0, 1000)) if (word.includes("@")) found.push(visibleLine(word));
		if (found.length === 0 && key === "message-id") return [visibleLine(value).slice(0, 500)].filter((id) => id !== "");
	}
	return found;
}

/** `List-Id: The list <list.example.com>` (RFC 2919), or what older lists write. */
function listOf(fields: readonly Field[]): string | undefined {
	const id = fieldText(fields, "list-id");
	if (id === "") return undefined;
	return (/<\s*([^<>]+?)\s*>[^<>]*$/.exec(id)?.[1] ?? id).slice(0, 500);
}

function datesOf(
	fields: readonly Field[],
	postmark: string | undefined,
	received: number | undefined,
	tell: (problem: string) => void,
): { date?: MailDate; filed?: MailDate } {
	const own = fieldOf(fields, "date")?.value;
	const date = own === undefined ? undefined : readDate(own);
	if (date !== undefined) return { date, filed: date };
	if (own === undefined) tell("It has no Date.");
	else tell(`Its Date ${JSON.stringify(visibleLine(own).slice(0, 80))} is none that can be read.`);
	for (const { key, value } of fields) {
		if (key !== "received") continue;
		const filed = readDate(value.slice(value.lastIndexOf(";") + 1));
		if (filed !== undefined) return { filed };
	}
	const stamped =
		postmark === undefined
			? undefined
			: readDate(/^>?From (?:"[^"]*"\S*|\S+)\s+(.*)$/.exec(postmark.slice(0, 1000).trimEnd())?.[1] ?? "");
	const filed = stamped ?? (received === undefined ? undefined : dateOfTime(received));
	return filed === undefined ? {} : { filed };
}
