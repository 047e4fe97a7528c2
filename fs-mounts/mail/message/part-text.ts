/** The text of one part, as Markdown that is safe to be shown. */
import { rawPartBytes } from "./bytes-of.ts";
import { decodeText } from "./charset.ts";
import { unflow } from "./flowed.ts";
import { htmlToMarkdown } from "./html.ts";
import { decodeTransfer } from "./transfer.ts";
import { LIMITS, type Part } from "./types.ts";
import { visibleText } from "./visible.ts";

const READABLE = new Set([
	"text/plain",
	"text/html",
	"text/enriched",
	"text/richtext",
	"text/markdown",
	"text/x-markdown",
	"application/xhtml+xml",
]);

/** Types that are shown as text, and not only listed. */
export function isReadableText(type: string): boolean {
	return READABLE.has(type);
}

export interface PartText {
	readonly text: string;
	readonly problem?: string;
	/** Of plain text: its decoded bytes as a string. */
	readonly latin?: string;
}

/** Decodes a text part: transfer encoding, character set, format. Never throws. */
export function textOf(source: Uint8Array, part: Part, tell: (problem: string) => void): PartText {
	let raw = rawPartBytes(source, part);
	if (raw.length > LIMITS.textPart) {
		tell(`Part ${part.path || "0"} has more than ${LIMITS.textPart} bytes of text; the rest is not looked at.`);
		raw = raw.subarray(0, LIMITS.textPart);
	}
	const unpacked = decodeTransfer(raw, part.encoding);
	const isHtml = part.type === "text/html" || part.type === "application/xhtml+xml";
	const charset = part.parameters.charset ?? (isHtml ? metaCharset(unpacked.bytes) : undefined);
	const decoded = decodeText(unpacked.bytes, charset);
	const problem = unpacked.problem ?? decoded.problem;
	const told = problem === undefined ? {} : { problem };
	if (isHtml) return { text: htmlToMarkdown(decoded.text), ...told };
	let text = visibleText(decoded.text);
	if (part.type === "text/plain" && /flowed/i.test(part.parameters.format ?? ""))
		text = unflow(text, /yes/i.test(part.parameters.delsp ?? ""));
	return { text, latin: unpacked.bytes.toString("latin1"), ...told };
}

function metaCharset(bytes: Buffer): string | undefined {
	return /<meta[^>]{1,500}charset\s*=\s*["']?([\w:.-]+)/i.exec(bytes.toString("latin1", 0, 4096))?.[1];
}

const STUB = /\b(?:html|e-?mail client|mail (?:program|reader)|browser|web version|online)\b/i;

/** Whether a plain text only says that there is another: empty, or short and about HTML. */
export function isStub(source: Uint8Array, part: Part): boolean {
	if (part.end - part.start > 2000) return false;
	const { text } = textOf(source, part, () => {});
	const words = text.replace(/https?:\S+/g, "").trim();
	return words === "" || (words.length < 400 && STUB.test(words));
}
