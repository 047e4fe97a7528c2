/** Markdown as HTML for mail: CommonMark 0.31 and GitHub's tables, without raw HTML. */
import { escapeHtml, inlineHtml } from "./markdown-inline.ts";

export { escapeHtml };

/** How deep quotes and lists may lie in each other; deeper marks are text. */
const DEEPEST = 20;
const HEADING = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const FENCE = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})/;
const QUOTE = /^ {0,3}>[ ]?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?:([ \t]+)(\S.*)?|)$/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
const ROW_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** A Markdown body as a fragment of HTML. Raw HTML in it is shown as it is written; line ends in paragraphs are kept. */
export function markdownHtml(markdown: string): string {
	return blocks(markdown.replace(/\r\n?/g, "\n").split("\n"), 0);
}

/** Reads one kind of block at a line; undefined when there is none. */
type BlockReader = (lines: readonly string[], at: number, depth: number) => { html: string; end: number } | undefined;

/** In the order in which they are tried. */
const READERS: readonly BlockReader[] = [indented, fenced, heading, rule, quote, list, table];

function blocks(lines: readonly string[], depth: number, isTight = false): string {
	const html: string[] = [];
	let paragraph: string[] = [];
	const flush = () => {
		const text = paragraph.join("\n").trim();
		if (text !== "") html.push(isTight ? `${inlineHtml(text)}\n` : `<p>${inlineHtml(text)}</p>\n`);
		paragraph = [];
	};
	for (let at = 0; at < lines.length; ) {
		const line = lines[at] ?? "";
		const level = UNDERLINE.exec(line)?.[1]?.startsWith("=") === true ? 1 : 2;
		if (paragraph.length > 0 && UNDERLINE.test(line)) {
			html.push(`<h${level}>${inlineHtml(paragraph.join("\n").trim())}</h${level}>\n`);
			paragraph = [];
			at++;
			continue;
		}
		const found = line.trim() === "" ? undefined : blockAt(lines, at, depth, paragraph.length > 0);
		if (found === undefined) {
			if (line.trim() === "") flush();
			else paragraph.push(line.trimStart());
			at++;
		} else {
			flush();
			html.push(found.html);
			at = found.end;
		}
	}
	flush();
	return html.join("");
}

function blockAt(lines: readonly string[], at: number, depth: number, inParagraph: boolean) {
	// Indented code and lists that do not begin with 1 or are empty do not end a paragraph.
	const item = ITEM.exec(lines[at] ?? "");
	const isWeak =
		item !== null && (item[4] === undefined || (/\d/.test(item[2] ?? "") && Number.parseInt(item[2] ?? "", 10) !== 1));
	for (const reader of READERS) {
		if (inParagraph && (reader === indented || reader === table || (reader === list && isWeak))) continue;
		const found = reader(lines, at, depth);
		if (found !== undefined) return found;
	}
	return undefined;
}

function indented(lines: readonly string[], at: number) {
	const code: string[] = [];
	let end = at;
	for (let next = at; next < lines.length; next++) {
		const line = lines[next] ?? "";
		const isCode = /^(?: {4}| {0,3}\t)/.test(line);
		if (!isCode && line.trim() !== "") break;
		code.push(line.replace(/^(?: {4}| {0,3}\t)/, ""));
		if (isCode) end = next + 1;
	}
	return end === at ? undefined : { html: codeHtml(code.slice(0, end - at)), end };
}

function fenced(lines: readonly string[], at: number) {
	const [, indent = "", fence = ""] = FENCE.exec(lines[at] ?? "") ?? [];
	if (fence === "") return undefined;
	const closing = new RegExp(`^ {0,3}${fence.charAt(0)}{${fence.length},}[ \\t]*$`);
	let end = at + 1;
	while (end < lines.length && !closing.test(lines[end] ?? "")) end++;
	const code = lines.slice(at + 1, end).map((line) => line.replace(new RegExp(`^ {0,${indent.length}}`), ""));
	return { html: codeHtml(code), end: Math.min(end + 1, lines.length) };
}

function codeHtml(lines: readonly string[]): string {
	return `<pre><code>${escapeHtml(lines.map((line) => `${line}\n`).join(""))}</code></pre>\n`;
}

function heading(lines: readonly string[], at: number) {
	const line = lines[at] ?? "";
	const found = HEADING.exec(line);
	if (found === null) return undefined;
	const level = found[1]?.length;
	const text = line.slice(found[0].length).trim();
	let last = text.length;
	while (text[last - 1] === "#") last--;
	const isClosed = last === 0 || /[ \t]/.test(text[last - 1] ?? "");
	return { html: `<h${level}>${inlineHtml(isClosed ? text.slice(0, last).trim() : text)}</h${level}>\n`, end: at + 1 };
}

function rule(lines: readonly string[], at: number) {
	return RULE.test(lines[at] ?? "") ? { html: "<hr>\n", end: at + 1 } : undefined;
}

function quote(lines: readonly string[], at: number, depth: number) {
	if (depth >= DEEPEST || !QUOTE.test(lines[at] ?? "")) return undefined;
	let end = at;
	while (end < lines.length && QUOTE.test(lines[end] ?? "")) end++;
	const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ""));
	// The look of a quote has to come along: mail has no style sheet.
	const style = "margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex";
	return { html: `<blockquote style="${style}">\n${blocks(inner, depth + 1)}</blockquote>\n`, end };
}

function list(lines: readonly string[], at: number, depth: number) {
	const first = itemAt(lines[at] ?? "");
	if (depth >= DEEPEST || first === undefined) return undefined;
	const items: string[][] = [];
	let isLoose = false;
	let blank = false;
	let end = at;
	let width = 0;
	/** Whether the item has a list of its own, whose blank lines are not this list's. */
	let isNested = false;
	while (end < lines.length) {
		const line = lines[end] ?? "";
		const item = itemAt(line);
		const indent = line.length - line.trimStart().length;
		if (line.trim() === "") {
			blank = true;
			items.at(-1)?.push("");
		} else if (items.length > 0 && indent >= width) {
			isNested ||= ITEM.test(line.slice(width));
			isLoose ||= blank && !isNested;
			items.at(-1)?.push(line.slice(width));
			blank = false;
		} else if (item !== undefined && item.kind === first.kind && !RULE.test(line)) {
			isLoose ||= blank && items.length > 0;
			items.push([item.text]);
			({ width } = item);
			isNested = false;
			blank = false;
		} else if (!blank && item === undefined && !isBlockStart(line)) items.at(-1)?.push(line.trimStart());
		else break;
		end++;
	}
	while ((lines[end - 1] ?? "").trim() === "" && end > at + 1) end--;
	const start = first.number === undefined || first.number === 1 ? "" : ` start="${first.number}"`;
	const body = items.map((item) => `<li>${blocks(item, depth + 1, !isLoose).trim()}</li>\n`).join("");
	const element = first.number === undefined ? "ul" : "ol";
	return { html: `<${element}${start}>\n${body}</${element}>\n`, end };
}

/** What may not go on a paragraph of a list without an indent. */
function isBlockStart(line: string): boolean {
	return [HEADING, RULE, FENCE, QUOTE].some((pattern) => pattern.test(line));
}

function itemAt(line: string): { kind: string; number?: number; width: number; text: string } | undefined {
	const found = RULE.test(line) ? null : ITEM.exec(line);
	if (found === null) return undefined;
	const [, indent = "", mark = "", blanks = " ", text = ""] = found;
	const width = indent.length + mark.length + (blanks.length > 4 || text === "" ? 1 : blanks.length);
	const number = /^\d/.test(mark) ? { number: Number.parseInt(mark, 10) } : {};
	return { kind: mark.slice(-1), width, text: line.slice(Math.min(width, line.length)), ...number };
}

function table(lines: readonly string[], at: number) {
	const head = lines[at] ?? "";
	if (!head.includes("|") || !ROW_RULE.test(lines[at + 1] ?? "") || !(lines[at + 1] ?? "").includes("-"))
		return undefined;
	const columns = cells(head);
	if (cells(lines[at + 1] ?? "").length !== columns.length) return undefined;
	let end = at + 2;
	while (end < lines.length && (lines[end] ?? "").trim() !== "" && (lines[end] ?? "").includes("|")) end++;
	const row = (texts: readonly string[], element: string) =>
		`<tr>${columns.map((_, index) => `<${element}>${inlineHtml(texts[index] ?? "")}</${element}>`).join("")}</tr>\n`;
	const body = lines.slice(at + 2, end).map((line) => row(cells(line), "td"));
	return { html: `<table>\n${row(columns, "th")}${body.join("")}</table>\n`, end };
}

/** The cells of a row; `\|` is no border. */
function cells(line: string): string[] {
	const inner = line
		.trim()
		.replace(/^\|/, "")
		.replace(/(?<!\\)\|$/, "");
	return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}
