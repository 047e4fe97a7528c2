/** Header blocks (RFC 5322, 2.2; obsolete syntax of 4.5 and what breaks it) of a source that is a string of bytes (latin1). */
import { decodeHeaderBytes } from "../../../src/base/charset.ts";
import { decodeWords } from "./encoded-words.ts";
import { type Field, LIMITS } from "./types.ts";
import { visibleLine } from "./visible.ts";

export interface Header {
	readonly fields: Field[];
	/** Where the body begins. */
	readonly bodyStart: number;
}

const NAME = /[!-9;-~]{1,500}[ \t]{0,100}:/y;
/** A line that is no field, amid fields: skipped where one of these follows. */
const USUAL =
	/(?:from|to|cc|bcc|subject|date|sender|reply-to|message-id|in-reply-to|references|return-path|received|mime-version|content-[a-z-]{1,50}|delivered-to|list-[a-z-]{1,50}|x-[!-9;-~]{1,100}|dkim-signature|status|authentication-results)[ \t]{0,100}:/iy;

/** Reads the fields from `at` on. `isDelimiter`: whether a line that begins with `--` ends a part, and so its header. */
export function readHeader(
	source: string,
	at: number,
	tell: (problem: string) => void,
	isDelimiter: (lineStart: number) => boolean = () => false,
): Header {
	const fields: Field[] = [];
	const lines = new Lines(source);
	const last = Math.min(source.length, at + LIMITS.header);
	let position = at;
	while (position < source.length) {
		const end = lines.endOf(position);
		const next = lines.next;
		if (end === position) return { fields, bodyStart: next };
		if (position >= last || fields.length >= LIMITS.fields) {
			tell("The header is longer than is looked at; the rest of it is taken for the body.");
			return { fields, bodyStart: position };
		}
		if (source.charCodeAt(position) === 45 && isDelimiter(position)) return { fields, bodyStart: position };
		const colon = colonOf(source, position);
		if (colon < 0) {
			const first = source.charCodeAt(position);
			const isSkipped =
				source.startsWith("From ", position) ||
				source.startsWith(">From ", position) ||
				((first === 32 || first === 9) && fields.length === 0 && colonOf(source, next) >= 0) ||
				matches(USUAL, source, next);
			if (!isSkipped) {
				if (fields.length > 0) tell("No empty line separates the header from the body.");
				return { fields, bodyStart: position };
			}
			if (fields.length > 0) tell("A line amid the header is no header field.");
			position = next;
			continue;
		}
		let valueEnd = end;
		position = next;
		let isFolded = false;
		while (position < source.length) {
			const char = source.charCodeAt(position);
			if (char !== 32 && char !== 9) break;
			valueEnd = lines.endOf(position);
			position = lines.next;
			isFolded = true;
		}
		const name = source.slice(lines.field, colon).trimEnd();
		fields.push({ name, key: name.toLowerCase(), value: unfolded(source, colon + 1, valueEnd, isFolded, tell) });
	}
	return { fields, bodyStart: position };

	function colonOf(text: string, start: number): number {
		if (!matches(NAME, text, start)) return -1;
		lines.field = start;
		return NAME.lastIndex - 1;
	}
}

function matches(pattern: RegExp, text: string, at: number): boolean {
	pattern.lastIndex = at;
	return pattern.test(text);
}

function unfolded(
	source: string,
	from: number,
	to: number,
	isFolded: boolean,
	tell: (problem: string) => void,
): string {
	let end = to;
	if (to - from > LIMITS.value) {
		tell("A header field is longer than is looked at; it was cut.");
		end = from + LIMITS.value;
	}
	const raw = source.slice(from, end);
	return (isFolded ? raw.replace(/\r?\n|\r(?=[ \t])/g, "") : raw).trim();
}

/** Ends of lines: LF, CRLF, and a bare CR where a line of a header begins after it. Asked for rising positions: linear in all. */
class Lines {
	readonly #source: string;
	#lf = -1;
	/** Start of the line after the one that was asked for. */
	next = 0;
	/** Start of the last field. */
	field = 0;

	constructor(source: string) {
		this.#source = source;
	}

	/** Where the line that begins at `at` ends, without its line end. */
	endOf(at: number): number {
		const source = this.#source;
		if (this.#lf < at) {
			const found = source.indexOf("\n", at);
			this.#lf = found < 0 ? source.length : found;
		}
		const end = this.#lf > at && source.charCodeAt(this.#lf - 1) === 13 ? this.#lf - 1 : this.#lf;
		const line = source.slice(at, end);
		for (let cr = line.indexOf("\r"); cr >= 0; cr = line.indexOf("\r", cr + 1)) {
			if (!this.#beginsLine(at + cr + 1)) continue;
			this.next = at + cr + 1;
			return at + cr;
		}
		this.next = Math.min(source.length, this.#lf + 1);
		return end;
	}

	#beginsLine(at: number): boolean {
		const char = this.#source.charCodeAt(at);
		return char === 13 || char === 32 || char === 9 || char === 45 || matches(NAME, this.#source, at);
	}
}

const EIGHT_BIT = /[\x80-\xff]/;

/** The same fields, undeclared bytes decoded. `declared`: the character set of the message, for those that are not UTF-8. */
export function decodedFields(
	fields: readonly Field[],
	declared: string | undefined,
	tell: (problem: string) => void,
): Field[] {
	return fields.map((field) => {
		if (!EIGHT_BIT.test(field.value)) return field;
		const value = decodeHeaderBytes(field.value, declared);
		if (!isSameAsUtf8(field.value, value))
			tell(`The header ${visibleLine(field.name)} holds bytes of an undeclared character set.`);
		return { ...field, value };
	});
}

function isSameAsUtf8(bytes: string, value: string): boolean {
	return Buffer.byteLength(value) === bytes.length && Buffer.from(value).toString("latin1") === bytes;
}

/** The first field of a name (lower case). */
export function fieldOf(fields: readonly Field[], key: string): Field | undefined {
	for (const field of fields) if (field.key === key) return field;
	return undefined;
}

/** A field's value as text: encoded words decoded, on one line, safe to be shown. "" where there is none. */
export function fieldText(fields: readonly Field[], key: string): string {
	const field = fieldOf(fields, key);
	return field === undefined ? "" : visibleLine(decodeWords(field.value));
}
