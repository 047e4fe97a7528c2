/** What of a message is shown, in order, and what can be saved. */
import { rawPartBytes, unpack } from "./bytes-of.ts";
import { innerFile, innerMessage, recoded } from "./embedded.ts";
import { fieldText } from "./fields.ts";
import { htmlToMarkdown } from "./html.ts";
import { AttachmentNames } from "./names.ts";
import { isReadableText, isStub, textOf } from "./part-text.ts";
import { signedContent } from "./pkcs7.ts";
import { inlinePgp, isPkcs7, securityOf, withoutInlineSignature } from "./security.ts";
import { partName } from "./structure.ts";
import { readTnef } from "./tnef.ts";
import { decodedSize, isIdentity } from "./transfer.ts";
import { type Attachment, type Block, LIMITS, type Part, type Security } from "./types.ts";
import { visibleLine, visibleText } from "./visible.ts";

export interface Shown {
	readonly parts: readonly Part[];
	readonly attachments: readonly Attachment[];
	readonly blocks: readonly Block[];
	readonly text: string;
	readonly security: readonly Security[];
}

/** Walks the parts of a message; what is encoded and holds more parts is looked into. */
export function collectShown(source: Buffer, root: Part, tell: (problem: string) => void): Shown {
	const collector = new Collector(source, tell);
	collector.show(root);
	const texts = collector.blocks.flatMap((block) => ("text" in block ? [block.text] : []));
	return { ...collector.lists, blocks: collector.blocks, text: texts.length === 1 ? texts[0]! : texts.join("\n") };
}

/** Reports that machines write, and people read (RFC 3464, 8098, 5965, 6533). */
const REPORTS = new Set([
	"message/delivery-status",
	"message/disposition-notification",
	"message/feedback-report",
	"message/global-delivery-status",
	"message/global-disposition-notification",
]);
const MESSAGES = new Set(["message/rfc822", "message/global", "message/news"]);
const TNEF = new Set(["application/ms-tnef", "application/vnd.ms-tnef"]);
/** Parts whose decoded bytes are looked into. */
const MOST_INNER = 20;

class Collector {
	readonly lists = { parts: [] as Part[], attachments: [] as Attachment[], security: [] as Security[] };
	readonly blocks: Block[] = [];
	readonly #source: Buffer;
	readonly #tell: (problem: string) => void;
	readonly #names = new AttachmentNames();
	#length = 0;
	#inner = 0;

	constructor(source: Buffer, tell: (problem: string) => void) {
		this.#source = source;
		this.#tell = tell;
	}

	/** Shows a part, or lists it. */
	show(part: Part): void {
		this.#note(part);
		const security = securityOf(this.#source, part);
		if (security !== undefined) this.lists.security.push(security);
		if (part.type.startsWith("multipart/")) this.#multipart(part);
		else if (part.disposition !== "attachment" && (isReadableText(part.type) || REPORTS.has(part.type)))
			this.#text(part);
		else if (isPkcs7(part.type) && security?.state === "signed") this.#signed(part);
		else if (TNEF.has(part.type) || /^winmail\.dat$/i.test(part.fileName ?? "")) this.#tnef(part);
		else {
			if (part.type === "message/external-body") this.#externalBody(part);
			if (part.type === "message/partial") this.#partial(part);
			this.#attach(part);
		}
	}

	#note(part: Part): void {
		if (part.path !== "" && !this.lists.parts.includes(part)) this.lists.parts.push(part);
	}

	#multipart(part: Part): void {
		const { children, type } = part;
		const [first, second] = children;
		if (first === undefined)
			this.#text({ ...part, type: "text/plain", encoding: isIdentity(part.encoding) ? part.encoding : "7bit" });
		else if (type === "multipart/alternative") {
			const best = this.#best(children);
			this.show(best);
			for (const child of children) if (child !== best) this.#list(child);
		} else if (type === "multipart/related") {
			const main = mainOf(part) ?? first;
			this.show(main);
			for (const child of children) if (child !== main) this.#list(child, true);
		} else if (type === "multipart/signed" && second !== undefined && children.length === 2) {
			this.show(first);
			this.#note(second);
		} else if (type === "multipart/encrypted" && second !== undefined) {
			this.#note(first); // `Version: 1` (RFC 3156, 4)
			for (const child of children.slice(1)) this.show(child);
		} else for (const child of children) this.show(child);
	}

	/** The text that says most in the plainest way: plain text, unless it only says that there is HTML. */
	#best(children: readonly Part[]): Part {
		const shown = children.filter((child) => child.disposition !== "attachment");
		const plain = shown.find((child) => child.type === "text/plain");
		const isRich = (child: Part) =>
			child !== plain &&
			(isReadableText(child.type) || (child.type.startsWith("multipart/") && child.children.length > 0));
		const rich = shown.findLast(isRich);
		if (plain === undefined) return rich ?? children.at(-1)!;
		return rich === undefined || !isStub(this.#source, plain) ? plain : rich;
	}

	/**
	 * An alternative that is not shown: what it brings beside texts can be saved all the same. `inline`: it belongs to a text, and is listed
	 * though it may be one itself.
	 */
	#list(part: Part, inline = false): void {
		this.#note(part);
		const { children, type } = part;
		if (type.startsWith("multipart/") && children.length > 0) {
			const main = type === "multipart/related" ? mainOf(part) : undefined;
			for (const child of children) this.#list(child, inline || (main !== undefined && child !== main));
		} else if (part.disposition === "attachment" || !isReadableText(type) || inline) {
			this.#attach(part, inline || part.contentId !== undefined);
		}
	}

	#text(part: Part): void {
		const { text, problem, files } = textOf(this.#source, part, this.#tell);
		if (problem !== undefined) this.#tell(`${partName(part)} ${problem}.`);
		const pgp = inlinePgp(text, part.path);
		if (pgp !== undefined) this.lists.security.push(pgp);
		this.#add(pgp?.state === "signed" ? withoutInlineSignature(text) : text);
		for (const [index, { name, start, end }] of (files ?? []).entries()) {
			const path = `${part.path || "0"}.${index + 1}`;
			this.#attach(innerFile(part, { path, type: typeOfName(name), encoding: "uuencode", fileName: name, start, end }));
		}
		if (part.fileName !== undefined && part.path !== "") this.#attach(part, true);
	}

	#add(text: string): void {
		const left = LIMITS.text - this.#length;
		let shown = text.replace(/^\n+/, "");
		if (shown.length > left) {
			this.#tell(`It has more than ${LIMITS.text} characters of text; the rest is not shown.`);
			shown = shown.slice(0, Math.max(0, left)).replace(/[\ud800-\udbff]$/, "");
		}
		this.#length += shown.length;
		if (shown.trim() !== "") this.blocks.push({ text: shown });
	}

	#attach(part: Part, inline = false): void {
		this.#note(part);
		const { attachments } = this.lists;
		if (attachments.length >= LIMITS.parts) {
			this.#tell(`It has more than ${LIMITS.parts} attachments; the others are not listed.`);
			return;
		}
		const message = MESSAGES.has(part.type) ? this.#messageIn(part) : undefined;
		const subject = message === undefined ? "" : fieldText(message.fields, "subject") || "message";
		const attachment: Attachment = {
			name: this.#names.name(
				part.fileName ?? (subject === "" ? "" : `${subject.replace(/[/\\]/g, "-")}.eml`),
				part.type,
			),
			type: part.type,
			size: decodedSize(rawPartBytes(this.#source, part), part.encoding),
			inline,
			part,
		};
		attachments.push(attachment);
		if (!inline) this.blocks.push({ attachment });
		// Also of one that is "attached": so programs hand messages on, and it is what they are about.
		if (message !== undefined) this.#showMessage(message);
	}

	/** The message in a part: found with the structure, or, where it is encoded against RFC 2046, 5.2.1, in what it decodes to. */
	#messageIn(part: Part): Part | undefined {
		if (isIdentity(part.encoding)) return part.children[0];
		if (++this.#inner > MOST_INNER) return undefined;
		this.#tell(`${partName(part)} is encoded, which a message must not be.`);
		return innerMessage(unpack(this.#source, part).bytes, part, this.#tell);
	}

	#showMessage(message: Part): void {
		const lines = [`**${fieldText(message.fields, "subject") || "Message"}**`, ""];
		for (const name of ["From", "To", "Cc", "Date"]) {
			const value = fieldText(message.fields, name.toLowerCase());
			if (value !== "") lines.push(`- ${name}: ${value}`);
		}
		this.#add(`${lines.join("\n")}\n`);
		this.show(message);
	}

	/** Signed and not encrypted (RFC 8551, 3.5.2): what it encloses is shown. */
	#signed(part: Part): void {
		const bytes = ++this.#inner > MOST_INNER ? undefined : unpack(this.#source, part).bytes;
		const content = bytes === undefined ? undefined : signedContent(bytes);
		if (bytes === undefined || content === undefined) this.#attach(part);
		else this.show(innerMessage(content, recoded(part, "x-cms", bytes.length), this.#tell));
	}

	/** winmail.dat: its text and its files, and itself. */
	#tnef(part: Part): void {
		const tnef = ++this.#inner > MOST_INNER ? undefined : readTnef(unpack(this.#source, part).bytes);
		if (tnef?.problem !== undefined) this.#tell(`${partName(part)} ${tnef.problem}.`);
		if (!this.blocks.some((block) => "text" in block))
			this.#add(tnef?.text === undefined ? htmlToMarkdown(tnef?.html ?? "") : visibleText(tnef.text));
		this.#attach(part, tnef !== undefined);
		for (const [index, { name, type, start, end }] of (tnef?.files ?? []).entries()) {
			const at = {
				path: `${part.path || "0"}.${index + 1}`,
				type: mediaTypeOr(type, name),
				encoding: "binary",
				fileName: name,
				start,
				end,
			};
			this.#attach(innerFile(part, at));
		}
	}

	/** Where a body lies that did not come along (RFC 2046, 5.2.3). It is not fetched. */
	#externalBody(part: Part): void {
		const words = ["access-type", "site", "directory", "name", "server", "url"].flatMap((name) => {
			const value = part.parameters[name];
			return value === undefined ? [] : [`${name}: ${visibleLine(value)}`];
		});
		this.#add(`(This part lies elsewhere: ${words.join(", ")})\n`);
	}

	#partial(part: Part): void {
		const { number = "?", total = "?" } = part.parameters;
		this.#tell(`It is piece ${number} of ${total} of a message that was sent in pieces; they are not joined.`);
	}
}

/** The part that the others belong to (RFC 2387, 3.2). */
function mainOf({ children, parameters }: Part): Part | undefined {
	const start = parameters.start?.replace(/^<|>$/g, "");
	return children.find((child) => start !== undefined && child.contentId === start) ?? children[0];
}

function mediaTypeOr(type: string | undefined, name: string): string {
	return type !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : typeOfName(name);
}

function typeOfName(name: string): string {
	const extension = /\.(\w{1,5})$/.exec(name)?.[1]?.toLowerCase() ?? "";
	return (
		{
			jpg: "image/jpeg",
			jpeg: "image/jpeg",
			gif: "image/gif",
			png: "image/png",
			pdf: "application/pdf",
			txt: "text/plain",
			zip: "application/zip",
		}[extension] ?? "application/octet-stream"
	);
}
