/** The words of a rule: bare words, words in quotes, parentheses and commas, each with its place. */
import { DeskError } from "../../../src/base/errors.ts";
import { lineColumn } from "../../../src/text/index.ts";

/** A word or a mark of a rule. */
export interface Word {
	readonly text: string;
	/** In quotes: a value, never a word of the language. */
	readonly isQuoted: boolean;
	/** UTF-16 index in the file. */
	readonly at: number;
}

/** Quotes of any language's keyboard, and Markdown's backticks, which editors do not change. */
const CLOSING: Readonly<Record<string, string>> = { '"': '"', "“": "”", "„": "“", "`": "`" };
const BLANK = /\s/u;

/**
 * Cut one rule into words. Backslashes mean nothing.
 * @param text the whole file, for places
 * @throws DeskError EFORMAT with line and column, for a quote that nothing closes
 */
export function wordsOf(text: string, start: number, end: number): Word[] {
	const words: Word[] = [];
	for (let at = start; at < end; ) {
		const char = text[at] ?? "";
		const closing = CLOSING[char];
		if (BLANK.test(char)) at++;
		else if ("(),".includes(char)) {
			words.push({ text: char, isQuoted: false, at });
			at++;
		} else if (closing !== undefined) {
			const close = text.indexOf(closing, at + 1);
			if (close < 0 || close >= end)
				throw mistake(text, at, `the quote ${char} is not closed`, `put ${closing} behind the value`);
			words.push({ text: text.slice(at + 1, close).replace(/\s+/gu, " "), isQuoted: true, at });
			at = close + 1;
		} else {
			let stop = at;
			while (stop < end && !BLANK.test(text[stop] ?? "") && !"(),".includes(text[stop] ?? "")) stop++;
			words.push({ text: text.slice(at, stop), isQuoted: false, at });
			at = stop;
		}
	}
	return words;
}

/** What is wrong with a rule, at its place in the file. */
export function mistake(text: string, at: number, what: string, todo: string): DeskError {
	return new DeskError("EFORMAT", what, { ...lineColumn(text, at), todo });
}
