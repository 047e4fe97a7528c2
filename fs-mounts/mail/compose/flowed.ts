/** The plain text of a message: what was written, in lines that every program can show (format=flowed, RFC 3676). */
import { maskCode } from "../../../src/text/index.ts";

/** RFC 3676 4.2: where a paragraph is wrapped (characters), the blank at the end counted. */
const WIDTH = 74;
/** What may stay on one line although it is longer. */
const LONGEST = 78;
/** Lines that mean something as they are: headings, tables. */
const FIXED = /^[ \t]*(?:\||#{1,6}[ \t])/;
const QUOTE = /^(?:>[ \t]?)+/;

/**
 * Markdown as the lines of a text/plain part with format=flowed: long lines are cut at blanks, and put together again by the reader's
 * program; code, tables and headings are not cut. Lines end in `\n`.
 */
export function flowed(markdown: string): string {
	const masked = maskCode(markdown).split("\n");
	const lines = markdown
		.split("\n")
		.map((line, index) => flowedLine(line, (masked[index] ?? "").includes("\0") && isAllCode(masked[index] ?? "")));
	return `${lines.join("\n").replace(/\n+$/, "")}\n`;
}

/** Whether nothing but code stands on a line, so that its blanks matter. */
function isAllCode(masked: string): boolean {
	return /^[ \t>]*\0+[ \t]*$/.test(masked);
}

function flowedLine(line: string, isCode: boolean): string {
	// RFC 3676 4.3: a signature's mark keeps its blank.
	if (line === "-- ") return line;
	const marks = QUOTE.exec(line)?.[0] ?? "";
	const text = line.slice(marks.length).trimEnd();
	const prefix = ">".repeat(marks.replace(/[^>]/g, "").length);
	const pieces = isCode || FIXED.test(text) ? [text] : wrapped(text, WIDTH - prefix.length);
	return pieces.map((piece) => prefix + stuffed(piece, prefix !== "")).join("\n");
}

/** RFC 3676 4.4: a blank before what would be read as something else. */
function stuffed(text: string, isQuoted: boolean): string {
	if (text === "") return "";
	return isQuoted || /^(?: |>|From )/.test(text) ? ` ${text}` : text;
}

/** A line as pieces that end in a blank, but for the last. A word that is longer stays whole. Linear time. */
function wrapped(line: string, width: number): string[] {
	if (line.length <= LONGEST - (WIDTH - width)) return [line];
	const pieces: string[] = [];
	let piece = "";
	for (const [word] of line.matchAll(/[ ]*[^ ]+/g)) {
		// The blanks between two words end the first piece.
		if (piece !== "" && piece.length + word.length > width) {
			const blanks = word.length - word.trimStart().length;
			pieces.push(piece + word.slice(0, blanks));
			piece = word.slice(blanks);
		} else piece += word;
	}
	return [...pieces, piece];
}
