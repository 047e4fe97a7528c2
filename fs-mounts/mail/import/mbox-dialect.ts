import { blankBefore, isFromLine, isSeparator, lineEnd } from "./from-line.ts";

/**
 * How an mbox tells a line `From …` of a text from the line before a message (mbox(5); names by Rahul Dhesi):
 * - `mboxo` writes `>From ` for it, and leaves `>From ` as it is, so that it cannot be undone for sure;
 * - `mboxrd` puts `>` before `From `, `>From `, `>>From ` …, which can be undone;
 * - `mboxcl` does as mboxo, and gives the length of each body in Content-Length;
 * - `mboxcl2` has Content-Length and quotes nothing.
 */
export type DialectName = "mboxo" | "mboxrd" | "mboxcl" | "mboxcl2";

export interface Dialect {
	readonly name: DialectName;
	/** Which quoting is taken away: of `>From ` only, of any number of `>`, or none. */
	readonly undoes: "one" | "all" | "none";
	/** Its writer quotes lines after a blank line only. */
	readonly afterBlank: boolean;
}

/** Bytes of an mbox that its dialect is told from. */
export const SAMPLE = 8 * 1024 * 1024;

/** What was found in a sample. */
interface Evidence {
	messages: number;
	/** With a Content-Length that leads to a `From ` line or the end; and to somewhere else. */
	landed: number;
	missed: number;
	/** Lines that would begin a message, within a body that Content-Length measured. */
	separatorsInside: number;
	/** `>From `, and with more `>`. */
	quoted: number;
	quotedTwice: number;
	/** `From ` in a text as it is: after a blank line, and elsewhere. */
	rawAfterBlank: number;
	raw: number;
}

/**
 * The dialect of an mbox, from its first bytes. What decides: lengths that land, `>>From ` (mboxrd), and `From ` lines in texts that
 * nobody quoted, which show that `>From ` there is what somebody wrote. Without any `>From `, nothing would be undone anyway.
 */
export function dialectOf(sample: Buffer, isAll: boolean): Dialect {
	const found = evidenceOf(sample, isAll);
	if (found.landed > 0 && found.landed === found.messages) {
		const quotes =
			found.quoted + found.quotedTwice > 0 && found.separatorsInside + found.raw + found.rawAfterBlank === 0;
		return quotes
			? { name: "mboxcl", undoes: found.quotedTwice > 0 ? "all" : "one", afterBlank: false }
			: { name: "mboxcl2", undoes: "none", afterBlank: false };
	}
	const isPlain = found.quoted > 0 && found.quotedTwice === 0;
	const undoes = found.rawAfterBlank > 0 ? "none" : isPlain ? "one" : "all";
	return { name: isPlain ? "mboxo" : "mboxrd", undoes, afterBlank: found.raw > 0 };
}

function evidenceOf(bytes: Buffer, isAll: boolean): Evidence {
	const found = {
		messages: 0,
		landed: 0,
		missed: 0,
		separatorsInside: 0,
		quoted: 0,
		quotedTwice: 0,
		rawAfterBlank: 0,
		raw: 0,
	};
	let start = firstLine(bytes);
	while (start < bytes.length) {
		const header = lineEnd(bytes, start);
		if (header < 0) break;
		const body = bodyStart(bytes, header);
		const length = contentLength(bytes, header, body);
		const landing = length === undefined ? undefined : landsAt(bytes, body + length, isAll);
		const end = landing ?? nextSeparator(bytes, header, isAll);
		if (end < 0 && !isAll) break;
		found.messages++;
		if (landing !== undefined) found.landed++;
		else if (length !== undefined) found.missed++;
		lookInto(bytes, body, end < 0 ? bytes.length : end, landing !== undefined, found);
		if (end < 0) break;
		start = end;
	}
	return found;
}

/** Count lines of a body that are `From ` or a quoted one. */
function lookInto(bytes: Buffer, body: number, end: number, isMeasured: boolean, found: Evidence): void {
	for (let at = bytes.indexOf("From ", body); at >= 0 && at < end; at = bytes.indexOf("From ", at + 1)) {
		let line = at;
		while (bytes[line - 1] === 62) line--;
		if (line > body && bytes[line - 1] !== 10) continue;
		if (at - line === 1) found.quoted++;
		else if (at > line) found.quotedTwice++;
		else if (isMeasured && isSeparator(bytes, at, false, true) === true) found.separatorsInside++;
		else if (blankBefore(bytes, at) > 0 || at === body) found.rawAfterBlank++;
		else found.raw++;
	}
}

/** Where the first message's `From ` line is: after a byte order mark and blank lines. */
export function firstLine(bytes: Buffer): number {
	let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
	while (bytes[at] === 10 || bytes[at] === 13) at++;
	return at;
}

/** Where the body begins, after the blank line that ends the header; the end where there is none. */
export function bodyStart(bytes: Buffer, header: number): number {
	const first = bytes[header] === 13 ? header + 1 : header;
	if (bytes[first] === 10) return first + 1;
	// In growing steps: which of the two kinds of line ends the file has, a search for the other would run to its end.
	for (let size = 4096; ; size *= 4) {
		const part = bytes.subarray(header, header + size);
		const unix = part.indexOf("\n\n");
		const dos = part.subarray(0, unix < 0 ? part.length : unix).indexOf("\n\r\n");
		if (dos >= 0) return header + dos + 3;
		if (unix >= 0) return header + unix + 2;
		if (header + size >= bytes.length) return bytes.length;
	}
}

/** The value of Content-Length in a header. */
export function contentLength(bytes: Buffer, header: number, body: number): number | undefined {
	const found = /^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$/im.exec(
		bytes.toString("latin1", header, Math.min(body, header + 256 * 1024)),
	);
	return found === null ? undefined : Number(found[1]);
}

/**
 * Where the next message's `From ` line begins (or the file ends), if a body that ends at `at` is followed by one: some writers count
 * the blank line between, some do not. Undefined when it is not.
 */
export function landsAt(bytes: Buffer, at: number, isAll: boolean): number | undefined {
	if (at > bytes.length || (at === bytes.length && !isAll)) return undefined;
	let next = at;
	for (let blanks = 0; blanks < 2 && (bytes[next] === 10 || (bytes[next] === 13 && bytes[next + 1] === 10)); blanks++)
		next += bytes[next] === 10 ? 1 : 2;
	if (next >= bytes.length) return isAll ? bytes.length : undefined;
	return bytes[next - 1] === 10 && isFromLine(bytes, next) ? next : undefined;
}

function nextSeparator(bytes: Buffer, from: number, isAll: boolean): number {
	for (let at = bytes.indexOf("\nFrom ", from - 1); at >= 0; at = bytes.indexOf("\nFrom ", at + 1))
		if (isSeparator(bytes, at + 1, false, isAll) === true) return at + 1;
	return -1;
}
