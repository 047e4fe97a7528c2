/** Words in a text as the index has them, with their places: what snippets highlight, and what tells of a text. */
import { stemmed } from "./terms.ts";
import type { Term } from "./types.ts";

/** A word: UTF-16 offsets into the text, and how it reads in lower case and without accents. */
export interface WordAt {
	readonly start: number;
	readonly end: number;
	readonly plain: string;
}

const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;
const ASCII_WORD = /[A-Za-z0-9]+/g;
/** Scripts that are written without blanks: each character is a word of its own in the index. */
const UNSPACED =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]\p{M}*/gu;
const CASE_PARTS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+/gu;
const IS_COMPOUND = /[a-z][A-Z0-9]|[A-Z][0-9]/;

/** The words of a text. With `inParts`, `readFile` is the two words `read` and `File`. */
export function* wordsIn(text: string, inParts = false): Generator<WordAt> {
	const isAsciiText = isAscii(text);
	for (const { 0: word, index } of text.matchAll(isAsciiText ? ASCII_WORD : WORD)) {
		if (!isAsciiText && !isAscii(word) && word.search(UNSPACED) >= 0) {
			yield* unspaced(word, index);
			continue;
		}
		const parts =
			inParts && IS_COMPOUND.test(word) ? [...word.matchAll(CASE_PARTS)].filter(([part]) => part.length > 1) : [];
		if (parts.length === 0) yield wordAt(word, index);
		for (const { 0: part, index: at } of parts) yield wordAt(part, index + at);
	}
}

function* unspaced(word: string, index: number): Generator<WordAt> {
	let last = 0;
	for (const { 0: char, index: at } of word.matchAll(UNSPACED)) {
		if (at > last) yield wordAt(word.slice(last, at), index + last);
		yield wordAt(char, index + at);
		last = at + char.length;
	}
	if (last < word.length) yield wordAt(word.slice(last), index + last);
}

function wordAt(word: string, start: number): WordAt {
	return { start, end: start + word.length, plain: plainOf(word) };
}

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** A word in lower case, without accents. */
function plainOf(word: string): string {
	if (isAscii(word)) return word.toLowerCase();
	return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}

/** Where a term stands in a text. */
export interface Occurrence {
	readonly start: number;
	readonly end: number;
	/** Which term: its index. */
	readonly term: number;
}

/** Every place where a term stands, in the order of the text. */
export function occurrences(text: string, terms: readonly Term[]): Occurrence[] {
	const found = standing(text, terms, false);
	if (!IS_COMPOUND.test(text)) return found;
	const known = new Set(found.map(({ start, term }) => `${start} ${term}`));
	const more = standing(text, terms, true).filter(({ start, term }) => !known.has(`${start} ${term}`));
	return more.length === 0 ? found : [...found, ...more].sort((a, b) => a.start - b.start);
}

function standing(text: string, terms: readonly Term[], inParts: boolean): Occurrence[] {
	// A stem begins with the letter that its word begins with: most words are told apart by that.
	const sought = new Map<string, { words: readonly WordAt[]; isPrefix: boolean; term: number }[]>();
	for (const [term, { text: typed, kind }] of terms.entries()) {
		const words = [...wordsIn(typed, inParts)];
		const letter = words[0]?.plain.charAt(0);
		if (letter === undefined) continue;
		sought.set(letter, [...(sought.get(letter) ?? []), { words, isPrefix: kind === "prefix", term }]);
	}
	const words = [...wordsIn(text, inParts)];
	const found: Occurrence[] = [];
	for (const [at, first] of words.entries()) {
		for (const { words: wanted, isPrefix, term } of sought.get(first.plain.charAt(0)) ?? []) {
			const isHere = wanted.every((word, offset) => {
				const there = words[at + offset]?.plain;
				if (there === undefined) return false;
				return isPrefix && offset === wanted.length - 1
					? there.startsWith(word.plain)
					: stemmed(there) === stemmed(word.plain);
			});
			const last = words[at + wanted.length - 1];
			if (isHere && last !== undefined) found.push({ start: first.start, end: last.end, term });
		}
	}
	return found;
}
