/** Edits of content lines that leave every other byte of the file as it is. */
import { DeskError } from "../base/errors.ts";
import type { ContentLine, Parameter } from "./content-lines.ts";
import { isQuotedPrintable } from "./content-lines.ts";

/** What a new line is made of. The value is written as it is given: escape text with `escapeValue`. */
export interface NewLine {
	readonly group?: string | undefined;
	readonly name: string;
	readonly parameters?: readonly Parameter[];
	readonly value: string;
}

/** A replacement of the range of a text, made by the functions below; lines are unfolded and without line ends. */
export interface ContentEdit {
	readonly line: ContentLine;
	readonly place: "instead" | "before" | "after";
	readonly lines: readonly string[];
	/** `lines` are folded already. */
	readonly verbatim?: boolean;
}

/**
 * The unfolded text of a new line. Line ends in the value become `\n`: a value can never become another line.
 * @throws DeskError EINVAL for a name or group that is none
 */
export function formatLine({ group, name, parameters = [], value }: NewLine): string {
	const full = group === undefined ? name : `${group}.${name}`;
	if (!/^(?:[\w-]+\.)?[A-Za-z0-9_-]+$/.test(full))
		throw new DeskError("EINVAL", `\`${full}\` is no name of a property`, { todo: "use letters, digits and hyphens" });
	return `${full}${parameters.map(formatParameter).join("")}:${asValue(value)}`;
}

/** Write lines in the place of one. */
export function replaceLine(line: ContentLine, ...lines: readonly (NewLine | string)[]): ContentEdit {
	return { line, place: "instead", lines: lines.map(asText) };
}

/** Take a line away. */
export function removeLine(line: ContentLine): ContentEdit {
	return { line, place: "instead", lines: [] };
}

/** Write lines before one. */
export function insertBefore(line: ContentLine, ...lines: readonly (NewLine | string)[]): ContentEdit {
	return { line, place: "before", lines: lines.map(asText) };
}

/** Write lines after one. */
export function insertAfter(line: ContentLine, ...lines: readonly (NewLine | string)[]): ContentEdit {
	return { line, place: "after", lines: lines.map(asText) };
}

/** Give a line another value (escaped as it shall be written); group, name and parameters stay as they are written. */
export function setLineValue(line: ContentLine, value: string): ContentEdit {
	return { line, place: "instead", lines: [line.content.slice(0, line.head) + asValue(value)] };
}

/** Put a part of a file, folds and all, before or after a line; its line ends become the file's own. */
export function insertVerbatim(line: ContentLine, place: "before" | "after", part: string): ContentEdit {
	return { line, place, lines: part.replace(/(?:\r\n|\n|\r)$/, "").split(/\r?\r\n|\n|\r/), verbatim: true };
}

/**
 * The text with edits made; those at one place in the order given. New lines end as the file's lines do (CRLF if it has none), and
 * are folded at 75 octets with what the file folds with.
 */
export function editContent(text: string, edits: readonly ContentEdit[]): string {
	if (edits.length === 0) return text;
	const eol = lineEndOf(text);
	const tab = !/[\r\n] /.test(text) && /[\r\n]\t/.test(text);
	const rank = { before: 0, instead: 1, after: 2 };
	const ordered = [...edits].sort((a, b) => a.line.start - b.line.start || rank[a.place] - rank[b.place]);
	const parts: string[] = [];
	let at = 0;
	for (const { line, place, lines, verbatim } of ordered) {
		const from = place === "after" ? line.end : line.start;
		parts.push(text.slice(at, Math.max(at, from)));
		at = Math.max(at, place === "before" ? line.start : line.end);
		const own = /(?:\r?\r\n|\n|\r)$/.exec(text.slice(line.start, line.end))?.[0];
		const written = lines.map((content) => (verbatim ? content : foldLine(content, eol, tab ? "\t" : " ")));
		if (place === "instead") parts.push(written.length === 0 ? "" : written.join(eol) + (own ?? ""));
		else {
			const before = parts.findLast((part) => part !== "") ?? "\n";
			if (!before.endsWith("\n") && !before.endsWith("\r")) parts.push(eol); // the last line had no end
			parts.push(...written.map((content) => content + eol));
		}
	}
	parts.push(text.slice(at));
	return parts.join("");
}

/** The line end of a text: that of its first line, CRLF if it has only one. */
export function lineEndOf(text: string): string {
	return /\r?\r\n|\n|\r/.exec(text)?.[0] ?? "\r\n";
}

/** Fold a line to at most 75 octets of UTF-8 each, never within a character; quoted-printable by soft line breaks. */
export function foldLine(content: string, eol = "\r\n", blank = " "): string {
	if (content.length <= 75 && Buffer.byteLength(content) <= 75) return content;
	if (isQuotedPrintable(content)) return foldQuotedPrintable(content, eol);
	const lines: string[] = [];
	let start = 0;
	let octets = 0;
	for (let at = 0; at < content.length; ) {
		const code = content.codePointAt(at) as number;
		const size = code < 0x80 || (code >= 0xdc80 && code <= 0xdcff) ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		if (octets + size > 75) {
			lines.push(content.slice(start, at));
			start = at;
			octets = 1; // the blank
		}
		octets += size;
		at += code > 0xffff ? 2 : 1;
	}
	lines.push(content.slice(start));
	return lines.join(eol + blank);
}

/** RFC 2045, 6.7: a soft line break is "=" at the end, at most 76 characters with it; the head is never broken. */
function foldQuotedPrintable(content: string, eol: string): string {
	const head = content.indexOf(":") + 1;
	const lines: string[] = [];
	let line = content.slice(0, head);
	for (const [unit] of content.slice(head).matchAll(/=[0-9A-Fa-f]{2}|./gsu)) {
		if (line.length + unit.length > 75 && line !== "") {
			lines.push(`${line}=`);
			line = "";
		}
		line += unit;
	}
	return [...lines, line].join(eol);
}

function asValue(value: string): string {
	return value.replace(/\r\n|\n|\r/g, "\\n");
}

function asText(line: NewLine | string): string {
	return typeof line === "string" ? line.replace(/[\r\n]+/g, " ") : formatLine(line);
}

/** RFC 6868 for what no parameter can hold, quotes for what would end it. */
function formatParameter({ name, values }: Parameter): string {
	const written = values.map((value) => {
		const safe = value
			.replace(/\^/g, "^^")
			.replace(/\r\n|\n|\r/g, "^n")
			.replace(/"/g, "^'");
		return /[,;:]/.test(safe) ? `"${safe}"` : safe;
	});
	return `;${name === "" ? "" : `${name}=`}${written.join(",")}`;
}
