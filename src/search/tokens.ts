/** Words in a text as the index has them, with their places: what snippets highlight, and what tells of a text. */
import { stem } from "./stem.ts";
import type { Term } from "./types.ts";

/** A word: UTF-16 offsets into the text, and the stem that the index holds it under. */
export interface WordAt {
	readonly start: number;
	readonly end: number;
	/** Lower case, without accents. */
	readonly plain: string;
	readonly stem: string;
}

const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;
/** Scripts that are written without blanks: each character is a word of its own in the index. */
const UNSPACED =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]\p{M}*/gu;
const CASE_PARTS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+/gu;
const IS_COMPOUND = /[a-z][A-Z0-9]|[A-Z][0-9]/;

/** The words of a text. With `inParts`, `readFile` is the two words `read` and `File`. */
export function* wordsIn(text: string, inParts = false): Generator<WordAt> {
	for (const { 0: word, index } of text.matchAll(WORD)) {
		const isAscii = Buffer.byteLength(word) === word.length;
		if (!isAscii && word.search(UNSPACED) >= 0) {
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
	const plain = plainOf(word);
	return { start, end: start + word.length, plain, stem: stem(plain) };
}

/** A word in lower case, without accents. */
function plainOf(word: string): string {
	if (Buffer.byteLength(word) === word.length) return word.toLowerCase();
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
	const sought = terms.map((term) => ({ words: [...wordsIn(term.text, inParts)], isPrefix: term.kind === "prefix" }));
	const words = [...wordsIn(text, inParts)];
	const found: Occurrence[] = [];
	for (const [at, first] of words.entries()) {
		for (const [index, { words: wanted, isPrefix }] of sought.entries()) {
			const isHere = wanted.every((word, offset) => {
				const there = words[at + offset];
				const begins = isPrefix && offset === wanted.length - 1;
				return there !== undefined && (begins ? there.plain.startsWith(word.plain) : there.stem === word.stem);
			});
			const last = words[at + wanted.length - 1];
			if (isHere && last !== undefined) found.push({ start: first.start, end: last.end, term: index });
		}
	}
	return found;
}
