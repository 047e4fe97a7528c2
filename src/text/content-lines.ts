/**
 * Content lines: the syntax that iCalendar (RFC 5545, 3.1), vCard 3.0 and 4.0 (RFC 2426, RFC 6350, 3.2) and vCard 2.1 and vCalendar 1.0
 * share. Reading loses nothing: the lines, one after the other, are the text. Texts are raw text (`rawText` of src/base), so that a fold
 * within a character and bytes of other character sets survive; `rawBytes` of any part that ends with a line is that part of the file.
 */
import { rawBytes, rawText } from "../base/raw-text.ts";

/** `;TYPE=home,work`. Quotes are taken off, and the escapes of RFC 6868 (`^n ^^ ^'`) read. */
export interface Parameter {
	/** Upper case; "" for one without a name, as in vCard 2.1: `TEL;HOME:`. */
	readonly name: string;
	readonly values: readonly string[];
}

/** One content line, which may be folded over several lines of the file. */
export interface ContentLine {
	/** Where it is in the text, in UTF-16 units; `end` is behind its line end. */
	readonly start: number;
	readonly end: number;
	/** The number of its first line in the file, from 1. */
	readonly line: number;
	/** `item1` of `item1.TEL:…`, as it is written. */
	readonly group?: string;
	/** Upper case; "" for an empty line, and for what is no content line (`problem`). */
	readonly name: string;
	readonly parameters: readonly Parameter[];
	/** All of it, unfolded, without its line end. */
	readonly content: string;
	/** What `content` has from `head` on: escapes (`\,`) and encodings are as they are written. Of what is no content line, all of it. */
	readonly value: string;
	readonly head: number;
	/** What is wrong with it. */
	readonly problem?: string;
}

const NONE: readonly Parameter[] = [];
const NAME = /^[A-Za-z0-9_-]+$/;
const QUOTED_PRINTABLE = /^[^:]*;[ \t]*(?:ENCODING[ \t]*=[ \t]*"?)?QUOTED-PRINTABLE[";: \t]/i;
const BASE64 = /^[^:]*;[ \t]*(?:ENCODING[ \t]*=[ \t]*"?)?(?:BASE64|B)[";: \t]/i;
const SOFT_BREAK = /=[ \t]*$/;

/** All content lines of a text, empty and broken ones too: `lines.map((l) => text.slice(l.start, l.end)).join("") === text`. */
export function readContentLines(text: string): ContentLine[] {
	const lines: ContentLine[] = [];
	const { starts, ends } = physicalLines(text);
	for (let at = 0; at < ends.length; ) {
		const [content, next] = unfold(text, starts, ends, at);
		lines.push(readLine(content, starts[at] as number, starts[next] as number, at + 1));
		at = next;
	}
	return lines;
}

/** Where a place of a line's value (UTF-16 units; without one, the line's start) is in the file: line and column, both from 1. */
export function contentPosition(text: string, line: ContentLine, valueAt?: number): { line: number; column: number } {
	if (valueAt === undefined) return { line: line.line, column: 1 };
	const own = text.slice(line.start, line.end);
	const { starts, ends } = physicalLines(own);
	const soft = isQuotedPrintable(line.content);
	let left = line.head + valueAt;
	for (let at = 0; at < ends.length; at++) {
		const start = (starts[at] as number) + (at > 0 && isBlank(own, starts[at] as number) ? 1 : 0);
		const part = own.slice(start, ends[at]);
		const { length } = soft && at < ends.length - 1 ? part.replace(SOFT_BREAK, "") : part;
		if (left < length || at === ends.length - 1)
			return { line: line.line + at, column: start - (starts[at] as number) + Math.min(left, length) + 1 };
		left -= length;
	}
	return { line: line.line, column: 1 };
}

/** A parameter's values, of all parameters of that name (upper case). */
export function parameterValues(line: ContentLine, name: string): string[] {
	if (line.parameters.length === 0) return [];
	return line.parameters.flatMap((parameter) => (parameter.name === name ? parameter.values : []));
}

/** A parameter's first value. */
export function parameterValue(line: ContentLine, name: string): string | undefined {
	return parameterValues(line, name)[0];
}

/** Whether a line (unfolded) says that its value is quoted-printable, which is folded in a way of its own. */
export function isQuotedPrintable(line: string): boolean {
	return QUOTED_PRINTABLE.test(line);
}

/** Starts of all lines of a text (and its length), and where their line ends begin: CRLF, LF, CR, and CR CRLF, as broken gateways write. */
function physicalLines(text: string): { starts: number[]; ends: number[] } {
	const starts = [0];
	const ends: number[] = [];
	let feed = text.indexOf("\n");
	let carriage = text.indexOf("\r");
	let at = 0;
	while (at < text.length) {
		if (feed >= 0 && feed < at) feed = text.indexOf("\n", at);
		if (carriage >= 0 && carriage < at) carriage = text.indexOf("\r", at);
		if (feed < 0 && carriage < 0) {
			ends.push(text.length);
			at = text.length;
		} else if (carriage >= 0 && (feed < 0 || carriage < feed)) {
			ends.push(carriage);
			if (feed === carriage + 1) at = carriage + 2;
			else at = feed === carriage + 2 && text[carriage + 1] === "\r" ? carriage + 3 : carriage + 1;
		} else {
			ends.push(feed);
			at = feed + 1;
		}
		starts.push(at);
	}
	return { starts, ends };
}

/** The content of the line that starts with physical line `at`, and the physical line that the next one starts with. */
function unfold(text: string, starts: number[], ends: number[], at: number): [content: string, next: number] {
	let content = text.slice(starts[at] as number, ends[at] as number);
	let next = at + 1;
	if (next >= ends.length) return [content, next];
	const folded = isBlank(text, starts[next] as number);
	if (!folded && !content.endsWith("=") && !content.includes(";")) return [content, next];
	const soft = QUOTED_PRINTABLE.test(content);
	const base64 = !soft && BASE64.test(content);
	if (!folded && !soft && !base64) return [content, next];
	const parts: string[] = [];
	for (; next < ends.length; next++) {
		const start = starts[next] as number;
		if (soft && SOFT_BREAK.test(content)) {
			// A value that ends with "=" by mistake must not swallow the card's end.
			if (/^(?:BEGIN|END):/i.test(text.slice(start, start + 6))) break;
			parts.push(content.replace(SOFT_BREAK, ""));
			content = text.slice(start, ends[next] as number);
		} else if (isBlank(text, start)) {
			parts.push(content);
			content = text.slice(start + 1, ends[next] as number);
		} else if (base64 && /^[A-Za-z0-9+/=]+[ \t]*$/.test(text.slice(start, ends[next] as number))) {
			parts.push(content); // as old phones write it, up to an empty line
			content = text.slice(start, ends[next] as number);
		} else break;
	}
	parts.push(content);
	const whole = parts.join("");
	// A fold between two bytes of one character: together they are that character.
	return [parts.length > 1 && /[\udc80-\udcff]/.test(whole) ? rawText(rawBytes(whole)) : whole, next];
}

function isBlank(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	return code === 0x20 || code === 0x09;
}

/** Read one unfolded line, such as `item1.TEL;TYPE=home:123`. */
export function readLine(content: string, start: number, end: number, line: number): ContentLine {
	const from = content.charCodeAt(0) === 0xfeff ? 1 : 0; // a byte-order mark
	const colon = content.indexOf(":", from);
	const semicolon = content.indexOf(";", from);
	const nameEnd = semicolon >= 0 && (colon < 0 || semicolon < colon) ? semicolon : colon;
	if (nameEnd < 0) {
		const isEmpty = content.slice(from).trim() === "";
		return noLine(content, start, end, line, isEmpty ? undefined : "a line without a colon");
	}
	const written = content.slice(from, nameEnd).trim();
	const dot = written.lastIndexOf(".");
	const name = (dot < 0 ? written : written.slice(dot + 1)).toUpperCase();
	if (!NAME.test(name)) return noLine(content, start, end, line, "a line that does not start with a name");
	const read = nameEnd === colon ? { parameters: NONE, colon } : readParameters(content, nameEnd);
	if (read === undefined) return noLine(content, start, end, line, "a line without a colon");
	const head = read.colon + 1;
	const { parameters } = read;
	const value = content.slice(head);
	if (dot < 0) return { start, end, line, name, parameters, content, value, head };
	return { start, end, line, group: written.slice(0, dot), name, parameters, content, value, head };
}

/** What is empty or no content line. */
function noLine(content: string, start: number, end: number, line: number, problem: string | undefined): ContentLine {
	const nothing = { start, end, line, name: "", parameters: NONE, content, value: content, head: 0 };
	return problem === undefined ? nothing : { ...nothing, problem };
}

const PARAMETER_NAME = /[^=;:,"]*/y;
const QUOTED = /[ \t]*"([^"]*)"/y;
const PLAIN = /(?:\\[;,]|[^;:,])*/y;

function readParameters(content: string, semicolon: number): { parameters: Parameter[]; colon: number } | undefined {
	const parameters: Parameter[] = [];
	let at = semicolon;
	const take = (pattern: RegExp): RegExpExecArray | null => {
		pattern.lastIndex = at;
		const found = pattern.exec(content);
		if (found !== null) at += found[0].length;
		return found;
	};
	while (content[at] === ";") {
		at++;
		const word = take(PARAMETER_NAME)?.[0].trim() ?? "";
		let name = "";
		let values = [word];
		if (content[at] === "=") {
			name = word.toUpperCase();
			values = [];
			do {
				at++;
				const quoted = take(QUOTED)?.[1] ?? "";
				values.push(unescapeParameter(quoted + (take(PLAIN)?.[0] ?? "").replace(/\\([;,])/g, "$1")));
			} while (content[at] === ",");
		} else if (content[at] !== ";" && content[at] !== ":") {
			values = [word + (take(PLAIN)?.[0] ?? "")]; // `;HOME,WORK`, `;"x"`: no standard allows it, some write it
			while (content[at] === ",") {
				at++;
				values.push(take(PLAIN)?.[0] ?? "");
			}
		}
		if (name !== "" || values.some((value) => value !== "")) parameters.push({ name, values });
	}
	return content[at] === ":" ? { parameters, colon: at } : undefined;
}

/** RFC 6868: `^n` is a line feed, `^'` a double quote, `^^` a circumflex; any other stays. */
function unescapeParameter(value: string): string {
	if (!value.includes("^")) return value;
	return value.replace(/\^[n'^]/g, (found) => (found === "^n" ? "\n" : found === "^'" ? '"' : "^"));
}
