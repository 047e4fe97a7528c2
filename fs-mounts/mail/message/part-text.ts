/** The text of one part, as Markdown that is safe to be shown. */

import { decodeText } from "../../../src/base/charset.ts";
import { rawPartBytes } from "./bytes-of.ts";
import { unflow } from "./flowed.ts";
import { htmlToMarkdown } from "./html.ts";
import { decodeReferences } from "./html-tokens.ts";
import { decodeTransfer } from "./transfer.ts";
import { LIMITS, type Part } from "./types.ts";
import { findUu, type UuFile } from "./uuencode.ts";
import { visibleText } from "./visible.ts";

/** How the decoded text of a type becomes Markdown. Plain text is shown as it is. */
const READERS: Readonly<Record<string, (text: string, part: Part) => string>> = {
	__proto__: null as never,
	"text/plain": plain,
	"text/markdown": (text) => visibleText(text),
	"text/x-markdown": (text) => visibleText(text),
	"text/html": htmlToMarkdown,
	"application/xhtml+xml": htmlToMarkdown,
	"text/enriched": (text) => visibleText(enriched(text)),
	"text/richtext": (text) => visibleText(richtext(text)),
};

/** Texts for programs, or for other ones: listed, not shown. */
const FOR_PROGRAMS = new Set(
	"calendar x-vcalendar vcard x-vcard directory csv comma-separated-values tab-separated-values rtf xml css javascript json x-amp-html watch-html rfc822-headers x-moz-deleted".split(
		" ",
	),
);

/** Types that are shown as text, and not only listed: unknown texts, too (RFC 2046, 4.1.4). */
export function isReadableText(type: string): boolean {
	return type in READERS || (type.startsWith("text/") && !FOR_PROGRAMS.has(type.slice(5)));
}

export interface PartText {
	readonly text: string;
	readonly problem?: string;
	/** Files that stood uuencoded in a plain text; their lines are not in `text`. */
	readonly files?: readonly UuFile[];
}

/** Decodes a text part: transfer encoding, character set, format. Never throws. */
export function textOf(source: Uint8Array, part: Part, tell: (problem: string) => void): PartText {
	let raw = rawPartBytes(source, part);
	if (raw.length > LIMITS.textPart) {
		tell(`A part has more than ${LIMITS.textPart} bytes of text; the rest of it is not looked at.`);
		raw = raw.subarray(0, LIMITS.textPart);
	}
	const unpacked = decodeTransfer(raw, part.encoding);
	let { bytes } = unpacked;
	const read = READERS[part.type] ?? plain;
	const files = read === plain && bytes.includes("begin") ? findUu(bytes.toString("latin1")) : [];
	if (files.length > 0) bytes = without(bytes, files);
	if (read === plain && bytes.includes("=ybegin ")) tell("It holds a file in yEnc, which is not decoded.");
	const decoded = decodeText(bytes, charsetOf(part, bytes));
	const problem = unpacked.problem ?? decoded.problem;
	// What is shown of plain text is no shorter than what it is made of, but for line ends and formatting characters.
	const text = read === htmlToMarkdown ? decoded.text : decoded.text.slice(0, 4 * LIMITS.text);
	return {
		text: read(text, part),
		...(problem === undefined ? {} : { problem }),
		...(files.length === 0 ? {} : { files }),
	};
}

function without(bytes: Buffer, files: readonly UuFile[]): Buffer {
	const kept: Buffer[] = [];
	let from = 0;
	for (const { start, end } of files) {
		kept.push(bytes.subarray(from, start));
		from = end;
	}
	return Buffer.concat([...kept, bytes.subarray(from)]);
}

/** What the part declares, else what HTML declares itself (HTML Living Standard, 13.2.3.2, in short). */
function charsetOf(part: Part, bytes: Buffer): string | undefined {
	const declared = part.parameters.charset;
	if (declared !== undefined || !/html/.test(part.type)) return declared;
	const meta = /<meta[^>]{1,500}charset\s*=\s*["']?([\w:.-]+)/i.exec(bytes.toString("latin1", 0, 4096))?.[1];
	return meta !== undefined && /^utf-?16/i.test(meta) ? "utf-8" : meta;
}

function plain(decoded: string, { parameters }: Part): string {
	const text = visibleText(decoded);
	return /flowed/i.test(parameters.format ?? "") ? unflow(text, /yes/i.test(parameters.delsp ?? "")) : text;
}

/** RFC 1896: `<<` is `<`; n line ends are n - 1; commands go, with their parameters. */
function enriched(text: string): string {
	return text
		.replace(/\r\n?/g, "\n")
		.replace(/<param>[^<]*(?:<\/param>)?/gi, "")
		.replace(/<<|<\/?[A-Za-z][^<>]{0,60}>/g, (command) => (command === "<<" ? "<" : ""))
		.replace(/\n+/g, (ends) => (ends.length === 1 ? " " : ends.slice(1)));
}

/** RFC 1341, 7.1.3: `<nl>` is a line end, `<lt>` is `<`; others go. */
function richtext(text: string): string {
	const lines = text
		.replace(/\s+/g, " ")
		.replace(/<(\/?[A-Za-z][^<>]{0,60})>/g, (_, command: string) =>
			/^(?:nl|np|\/paragraph)$/i.test(command) ? "\n" : /^lt$/i.test(command) ? "<" : "",
		);
	return decodeReferences(lines);
}

const STUB =
	/\b(?:html|browser|web ?version|view (?:this|it|the)|e-?mail (?:client|program|reader)|mail (?:client|program|reader)|navigateur|navegador|im browser|e-mail-programm)\b/i;

/** Whether a plain text only says that there is another: empty, or short and about HTML. */
export function isStub(source: Uint8Array, part: Part): boolean {
	if (part.end - part.start > 3000) return false;
	const { text } = textOf(source, part, () => {});
	const words = text
		.replace(/https?:\S+/g, "")
		.replace(/[^\p{L}\p{N}]+/gu, " ")
		.trim();
	return words === "" || (words.length < 300 && STUB.test(words));
}
