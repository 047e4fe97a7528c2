/** The record and its fields. */

import { type Pattern, patternOf } from "./regex.ts";
import { Strnum, textToNumber, toText, type Value } from "./values.ts";

/** Cuts a text into fields: all of them, or at least the first `limit`. */
export type Splitter = (text: string, limit: number) => string[];

/** Fields between runs of blanks; those at the ends separate nothing. */
function splitBlanks(text: string, limit: number): string[] {
	const fields: string[] = [];
	const { length } = text;
	let at = 0;
	for (;;) {
		let code = text.charCodeAt(at);
		while (code === 32 || code === 9 || code === 10) code = text.charCodeAt(++at);
		if (at >= length || fields.length >= limit) return fields;
		const start = at;
		// Past the end the code is NaN, which is no blank.
		while (at < length && code !== 32 && code !== 9 && code !== 10) code = text.charCodeAt(++at);
		fields.push(text.slice(start, at));
	}
}

/** Fields between matches; what matched goes to `separators`. Empty matches separate nothing. */
export function splitBy(text: string, pattern: Pattern, separators?: string[]): string[] {
	if (text === "") return [];
	const fields: string[] = [];
	let start = 0;
	for (let from = 0; from <= text.length; ) {
		const found = pattern.find(text, from);
		if (found === undefined) break;
		if (found.end === found.start) {
			from = found.end + 1;
			continue;
		}
		fields.push(text.slice(start, found.start));
		separators?.push(text.slice(found.start, found.end));
		start = found.end;
		from = found.end;
	}
	fields.push(text.slice(start));
	return fields;
}

/**
 * How FS cuts: " " at blanks, "" after every character, one character at itself, all else as a regex. Between paragraphs
 * (RS = "") a newline always separates fields.
 */
export function splitterOf(fs: string, isParagraph = false): Splitter {
	if (fs === " ") return splitBlanks;
	if (fs === "") return (text) => Array.from(text);
	const isPlain = Array.from(fs).length === 1;
	if (isPlain && !isParagraph) return (text, limit) => (text === "" ? [] : text.split(fs, limit));
	const source = isPlain ? fs.replace(/[\\^$.[\]|()*+?{}]/, "\\$&") : fs;
	const pattern = patternOf(isParagraph ? `(${source})|\n` : source);
	return (text) => splitBy(text, pattern);
}

/** Fields of fixed widths (gawk FIELDWIDTHS; `*` takes the rest, `2:5` passes over two). */
export function widthsSplitter(widths: string): Splitter {
	const parts = widths.trim().split(/\s+/);
	return (text) => {
		const fields: string[] = [];
		let at = 0;
		for (const part of parts) {
			const [skip, width] = part.includes(":") ? part.split(":") : ["0", part];
			at += Number(skip);
			if (at >= text.length) break;
			const end = width === "*" ? text.length : at + Number(width);
			fields.push(text.slice(at, end));
			at = end;
		}
		return fields;
	};
}

/** Fields are what matches, not what lies between (gawk FPAT). */
export function contentSplitter(fpat: string): Splitter {
	const pattern = patternOf(fpat);
	return (text) => {
		const fields: string[] = [];
		for (let at = 0; at <= text.length; ) {
			const found = pattern.find(text, at);
			if (found === undefined) break;
			fields.push(text.slice(found.start, found.end));
			// After a field comes a separator: an empty match right behind a field is none.
			at = Math.max(found.end, found.start) + 1;
		}
		return fields;
	};
}

/** Of `String.split`, too: no limit. */
export const ALL = 2 ** 32 - 1;

/** `$0`, `$1` … and NF; each is worked out when somebody looks. */
export class Fields {
	/** How the next record is cut. */
	splitter: Splitter = splitBlanks;
	#text = "";
	#fields: string[] = [];
	#cut: Splitter = splitBlanks;
	#isSplit = true;
	/** How many fields were asked for so far, of any record: the next one is cut that far at once. */
	#wanted = 0;
	/** How many fields of this record are cut, when not all. */
	#cutTo = 0;
	/** Whether `$0` has to be put together again. */
	#isStale = false;
	/** Values that were assigned, with their types. */
	readonly #assigned = new Map<number, Value>();
	readonly #separator: () => string;
	readonly #convfmt: () => string;

	constructor(separator: () => string, convfmt: () => string) {
		this.#separator = separator;
		this.#convfmt = convfmt;
	}

	/** A new record; it is cut as FS says now. */
	setRecord(text: string): void {
		this.#text = text;
		this.#cut = this.splitter;
		this.#isSplit = false;
		this.#cutTo = 0;
		this.#isStale = false;
		if (this.#assigned.size > 0) this.#assigned.clear();
	}

	get count(): number {
		if (!this.#isSplit) this.#split();
		return this.#fields.length;
	}

	/** Cut off fields, or add empty ones; `$0` is put together again. */
	set count(count: number) {
		if (!this.#isSplit) this.#split();
		if (count < this.#fields.length)
			for (const index of this.#assigned.keys()) if (index > count) this.#assigned.delete(index);
		while (this.#fields.length < count) this.#fields.push("");
		this.#fields.length = count;
		this.#isStale = true;
	}

	text(index: number): string {
		if (index === 0) return this.#isStale ? this.#join() : this.#text;
		if (!this.#isSplit && index > this.#cutTo) this.#splitTo(index);
		return this.#fields[index - 1] ?? "";
	}

	number(index: number): number {
		return textToNumber(this.text(index));
	}

	value(index: number): Value {
		if (this.#assigned.size > 0 && this.#assigned.has(index)) return this.#assigned.get(index);
		return new Strnum(this.text(index));
	}

	set(index: number, value: Value): void {
		const text = toText(value, this.#convfmt());
		if (index === 0) {
			this.setRecord(text);
			if (!(value instanceof Strnum)) this.#assigned.set(0, value);
			return;
		}
		if (!this.#isSplit) this.#split();
		while (this.#fields.length < index) this.#fields.push("");
		this.#fields[index - 1] = text;
		if (value instanceof Strnum) this.#assigned.delete(index);
		else this.#assigned.set(index, value ?? "");
		this.#assigned.delete(0);
		this.#isStale = true;
	}

	#splitTo(index: number): void {
		if (index > this.#wanted) this.#wanted = index;
		this.#cutTo = this.#wanted;
		this.#fields = this.#cut(this.#text, this.#wanted);
	}

	#split(): void {
		this.#fields = this.#cut(this.#text, ALL);
		this.#isSplit = true;
	}

	#join(): string {
		this.#isStale = false;
		this.#text = this.#fields.join(this.#separator());
		return this.#text;
	}
}
