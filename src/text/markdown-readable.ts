/** A passage of Markdown as a person reads it. For passages only, which are short: some expressions here look back. */
import { decodeEntity } from "./entities.ts";

/** What is written to shape text, in the order in which it is taken away; `$1` … is what stays of it. */
const MARKUP: readonly (readonly [RegExp, string])[] = [
	[/<!--[\s\S]*?(?:-->|$)/g, ""],
	[/<\/?(?:p|div|br|hr|h[1-6]|li|ul|ol|table|tr|td|th|section|details|summary|blockquote)(?:[\s/][^<>]*)?>/gi, " "],
	[/<\/?[a-z][a-z\d-]*(?:\s[^<>]*=[^<>]*)?\/?>/gi, ""],
	[/<((?:https?|mailto|ftp):[^\s<>]*)>/gi, "$1"],
	// Links: their text. Twice, as a picture may be a link.
	[/!?\[\[[^[\]|\n]*\|([^[\]\n]*)\]\]/g, "$1"],
	[/!?\[\[([^[\]\n]*)\]\]/g, "$1"],
	[/!?\[([^[\]]*)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^[\]\n]*\])/g, "$1"],
	[/!?\[([^[\]]*)\]\((?:[^()\n]|\([^()\n]*\))*\)/g, "$1"],
	[/^ {0,3}\[\^?([^[\]\n]+)\]:[ \t]*/gm, "$1 "],
	[/\[\^([^[\]\n]+)\]/g, ""],
	// Lines: headings, rules, quotes, lists, tables.
	[/^ {0,3}#{1,6}(?:[ \t]+|$)/gm, ""],
	[/[ \t]+#+[ \t]*$/gm, ""],
	[/^ {0,3}(?:=+|(?:[-*_][ \t]*){3,}|--)$/gm, ""],
	[/^[ \t]*(?:>[ \t]?)+/gm, ""],
	[/^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/gm, "$1"],
	[/^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/gm, ""],
	[/^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$/gm, ""],
	[/(?<=\S)[ \t]*\|[ \t]*(?=\S)/g, " "],
	// Emphasis.
	[/(?<!\\)(\*\*\*|\*\*|~~|==)(?=\S)([^*~=]*[^\s\\])\1/g, "$2"],
	[/(?<![\d\\])\*(?=\S)([^*]*[^\s\\])\*(?!\d)/g, "$1"],
	[/(?<![\p{L}\p{N}_])(__|_)(?=\S)([^_]*\S)\1(?![\p{L}\p{N}_])/gu, "$2"],
	[/\*\*|~~/g, ""],
	[/\\([!-/:-@[-`{-~])/g, "$1"],
];
const ENTITY = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});/g;
const CODE = /\0[\0\r\n]*\0|\0/g;
/** The mark of fenced code, and the backticks around a code span. */
const FENCE = /^[ \t>]*(?:`{3,}|~{3,})[^\n`]*$/gm;

/** What is read of a passage. `masked` is that part of `maskCode` of the whole: code stays as it is, but for its marks. */
export function readableMarkdown(passage: string, masked: string): string {
	const codes: string[] = [];
	let prose = "";
	let done = 0;
	for (const match of masked.matchAll(CODE)) {
		prose += `${passage.slice(done, match.index)}\0${codes.length}\0`;
		done = match.index + match[0].length;
		codes.push(unfenced(passage.slice(match.index, done)));
	}
	prose += passage.slice(done);
	for (const [markup, kept] of MARKUP) prose = prose.replace(markup, kept);
	return prose
		.replace(ENTITY, decodeEntity)
		.replace(/\0(\d+)\0/g, (_, index: string) => codes[Number(index)] ?? "")
		.replace(/[ \t]+$/gm, "")
		.replace(/\n{3,}/g, "\n\n")
		.trim();
}

function unfenced(code: string): string {
	return code.includes("\n") || /^[ \t>]*(?:`{3}|~{3})/.test(code)
		? code.replace(FENCE, "").trim()
		: code.replace(/^`+ ?| ?`+$/g, "");
}
