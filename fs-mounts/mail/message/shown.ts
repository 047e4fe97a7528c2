/** What of a message is shown, in order, and what can be saved. */
import { rawPartBytes, unpack } from "./bytes-of.ts";
import { decodedFields, fieldText, readHeader } from "./fields.ts";
import { AttachmentNames, defaultName } from "./names.ts";
import { isReadableText, isStub, textOf } from "./part-text.ts";
import { securityOf } from "./security.ts";
import { describePart, type OpenPart, readStructure } from "./structure.ts";
import { decodedSize, isIdentity } from "./transfer.ts";
import { type Attachment, type Block, LIMITS, type Part, type Security } from "./types.ts";
import { findUu } from "./uuencode.ts";

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
	collector.show(root, 0);
	const blocks = collector.finish();
	return {
		parts: collector.parts,
		attachments: collector.attachments,
		blocks,
		text:
			blocks.length === 1 && "text" in blocks[0]!
				? blocks[0].text
				: blocks
						.map((block) => ("text" in block ? block.text : ""))
						.filter((text) => text !== "")
						.join("\n"),
		security: collector.security,
	};
}

/** Reports that machines write, and people read (RFC 3464, 8098, 5965). */
const REPORTS = new Set([
	"message/delivery-status",
	"message/disposition-notification",
	"message/feedback-report",
	"message/global-delivery-status",
]);
const MESSAGES = new Set(["message/rfc822", "message/global", "message/news"]);

class Collector {
	readonly parts: Part[] = [];
	readonly attachments: Attachment[] = [];
	readonly security: Security[] = [];
	readonly #blocks: Block[] = [];
	readonly #source: Buffer;
	readonly #tell: (problem: string) => void;
	readonly #names = new AttachmentNames();
	#length = 0;
	#looked = 0;

	constructor(source: Buffer, tell: (problem: string) => void) {
		this.#source = source;
		this.#tell = tell;
	}

	finish(): Block[] {
		return this.#blocks;
	}

	/** Shows a part, or lists it. */
	show(part: Part, depth: number): void {
		if (part.path !== "") this.parts.push(part);
		const found = securityOf(this.#source, part);
		if (found !== undefined) this.security.push(found);
		const kind = part.type.slice(0, part.type.indexOf("/"));
		if (kind === "multipart") this.#multipart(part, depth);
		else if (part.disposition === "attachment" || (part.path === "" ? false : !this.#isShown(part)))
			this.#attach(part, depth);
		else if (MESSAGES.has(part.type)) this.#attach(part, depth);
		else if (isReadableText(part.type) || REPORTS.has(part.type)) this.#text(part);
		else this.#attach(part, depth);
	}

	#isShown(part: Part): boolean {
		return isReadableText(part.type) || REPORTS.has(part.type) || MESSAGES.has(part.type);
	}

	#multipart(part: Part, depth: number): void {
		const { children } = part;
		if (children.length === 0) {
			this.#text({ ...part, type: "text/plain" });
			return;
		}
		if (part.type === "multipart/alternative") {
			const best = this.#best(children);
			for (const child of children) {
				if (child === best) this.show(child, depth + 1);
				else this.#listOnly(child, depth + 1);
			}
		} else if (part.type === "multipart/related") {
			const start = part.parameters.start?.replace(/^<|>$/g, "");
			const first = children.find((child) => start !== undefined && child.contentId === start) ?? children[0]!;
			for (const child of children) {
				if (child === first) this.show(child, depth + 1);
				else this.#listOnly(child, depth + 1, true);
			}
		} else if (part.type === "multipart/signed" && children.length === 2) {
			this.show(children[0]!, depth + 1);
			this.parts.push(children[1]!);
		} else for (const child of children) this.show(child, depth + 1);
	}

	/** The text that says most in the plainest way: plain text, unless it only says that there is HTML. */
	#best(children: readonly Part[]): Part {
		const leaves = children.filter((child) => child.disposition !== "attachment");
		const plain = leaves.find((child) => child.type === "text/plain");
		const rich = leaves.findLast(
			(child) => child.type === "text/html" || (child.type.startsWith("multipart/") && child.children.length > 0),
		);
		const other = rich ?? leaves.findLast((child) => isReadableText(child.type) && child !== plain);
		if (plain === undefined) return other ?? children.at(-1)!;
		if (other === undefined || !isStub(this.#source, plain)) return plain;
		return other;
	}

	/** An alternative that is not shown: what it brings beside texts can be saved all the same. */
	#listOnly(part: Part, depth: number, inline = false): void {
		if (part.type.startsWith("multipart/") && part.children.length > 0) {
			this.parts.push(part);
			for (const child of part.children) this.#listOnly(child, depth + 1, inline || part.type === "multipart/related");
		} else if (part.disposition === "attachment" || !isReadableText(part.type) || inline)
			this.#attach(part, depth, inline || part.contentId !== undefined);
		else this.parts.push(part);
	}

	#text(part: Part): void {
		const { text, problem, latin } = textOf(this.#source, part, this.#tell);
		if (problem !== undefined) this.#tell(`${nameOf(part)} ${problem}.`);
		const isNamed = part.fileName !== undefined && part.path !== "";
		if (part.type === "text/plain" && latin !== undefined) {
			const files = findUu(latin);
			if (files.length > 0) {
				for (const { name, start, end } of files) {
					this.#attach(
						inner(part, {
							path: `${part.path || "1"}.u${start}`,
							type: typeOfName(name),
							encoding: "uuencode",
							fileName: name,
							start,
							end,
						}),
						0,
					);
				}
			}
		}
		this.#add(text);
		if (isNamed) this.#attach(part, 0, true);
	}

	#add(text: string): void {
		const left = LIMITS.text - this.#length;
		if (left <= 0) {
			if (text !== "") this.#tell(`More than ${LIMITS.text} characters of text; the rest is not shown.`);
			return;
		}
		let shown = text.replace(/^\n+/, "");
		if (shown.length > left) {
			this.#tell(`More than ${LIMITS.text} characters of text; the rest is not shown.`);
			shown = shown.slice(0, left).replace(/[\ud800-\udbff]$/, "");
		}
		this.#length += shown.length;
		if (shown !== "") this.#blocks.push({ text: shown });
	}

	#attach(part: Part, depth: number, inline = false): void {
		if (part.path !== "" && !this.parts.includes(part)) this.parts.push(part);
		if (this.attachments.length >= LIMITS.parts) return;
		const isMessage = MESSAGES.has(part.type);
		const embedded = isMessage ? this.#embedded(part) : undefined;
		const written =
			part.fileName ??
			(embedded === undefined ? "" : defaultName(part.type, fieldText(embedded.fields, "subject") || "message"));
		const attachment: Attachment = {
			name: this.#names.name(written, part.type),
			type: part.type,
			size: decodedSize(rawPartBytes(this.#source, part), part.encoding),
			inline,
			part,
		};
		this.attachments.push(attachment);
		if (!inline) this.#blocks.push({ attachment });
		if (embedded !== undefined && part.disposition !== "attachment") this.#showMessage(embedded, depth);
	}

	/** The message in a part: found with the structure, or, where it is encoded against RFC 2046, 5.2.1, in what it decodes to. */
	#embedded(part: Part): Part | undefined {
		if (isIdentity(part.encoding)) return part.children[0];
		if (++this.#looked > 20) return undefined;
		this.#tell(`${nameOf(part)} is a message that is encoded, which no message may be.`);
		const bytes = unpack(this.#source, part).bytes.subarray(0, LIMITS.source);
		return readInner(bytes, part, this.#tell);
	}

	#showMessage(message: Part, depth: number): void {
		const lines = [`**${fieldText(message.fields, "subject") || "Message"}**`];
		for (const key of ["from", "to", "cc", "date"]) {
			const value = fieldText(message.fields, key);
			if (value !== "") lines.push(`- ${key}: ${value}`);
		}
		this.#add(`${lines.join("\n")}\n`);
		this.show(message, depth + 1);
	}
}

/** A part that lies in another's decoded bytes. */
export function inner(
	container: Part,
	at: { path: string; type: string; encoding: string; fileName: string; start: number; end: number },
): Part {
	return {
		...at,
		parameters: {},
		disposition: "attachment",
		fields: [],
		headerStart: at.start,
		children: [],
		within: container,
	};
}

/** The message that the decoded bytes of a part are. */
function readInner(bytes: Buffer, container: Part, tell: (problem: string) => void): Part {
	const text = bytes.toString("latin1");
	const header = readHeader(text, 0, tell);
	const root: OpenPart = describePart(decodedFields(header.fields, undefined, tell), {
		path: `${container.path}.1`,
		headerStart: 0,
		start: header.bodyStart,
	});
	root.end = bytes.length;
	readStructure(text, root, bytes.length, 10, { parts: 0, tell });
	return placed(root, container);
}

function placed(part: OpenPart, within: Part): Part {
	return { ...part, within, children: part.children.map((child) => placed(child, within)) };
}

function typeOfName(name: string): string {
	return /\.(?:jpe?g)$/i.test(name)
		? "image/jpeg"
		: /\.gif$/i.test(name)
			? "image/gif"
			: /\.png$/i.test(name)
				? "image/png"
				: "application/octet-stream";
}

export function nameOf(part: Part): string {
	return part.path === "" ? "The body" : `Part ${part.path} (${part.type})`;
}
