/** What somebody says a text says, found again in it. */
import type { Pace } from "../../../src/base/pace.ts";
import type { Cited, Reading } from "./reading.ts";

/** Longer than this is no quote (UTF-16 units). */
const LONGEST = 4000;
/** Characters that are typed in several ways: all count as the first of their kind. */
const ALIKE = new Map(
	["'’‘ʼ", '"“”„«»', "-‐‑–—"].flatMap((kind) => [...kind].map((character) => [character, kind.charAt(0)] as const)),
);
/** Letters of scripts that put blanks between words, and digits: a quote must not begin or end within such a word. */
const WORD = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{M}\p{N}]/u;
const DIGIT = /\p{N}/u;

/** Quotes in the order in which they were given. */
export interface Placed {
	readonly found: readonly Cited[];
	/** What the text does not say. */
	readonly lost: readonly string[];
}

/**
 * Where quotes stand between two UTF-16 indices of a text: word for word, its blanks, quotation marks and dashes as they may be. What
 * is found is the text's own. One that is given again is its next place; where there is none, it was said already.
 * @param pace gives turns and throws when called off
 */
export async function placesOf(
	{ text, cite }: Reading,
	quotes: readonly string[],
	pace: Pace,
	start = 0,
	end = text.length,
): Promise<Placed> {
	const found: Cited[] = [];
	const lost: string[] = [];
	const part = plain(text.slice(start, end));
	/** Where to look for a quote that comes again. */
	const next = new Map<string, number>();
	for (const quote of quotes) {
		await pace();
		const { text: wanted } = plain(quote.trim());
		const from = next.get(wanted) ?? 0;
		const at = wanted === "" || wanted.length > LONGEST ? -1 : find(part.text, wanted, from);
		next.set(wanted, at < 0 ? part.text.length : at + wanted.length);
		if (at >= 0) found.push(cite(start + part.at(at), start + part.at(at + wanted.length - 1) + 1));
		else if (from === 0) lost.push(quote);
	}
	return { found, lost };
}

/** A text with one blank for any run of them, and one character for all that are alike; and where each of its units stood. */
function plain(text: string): { readonly text: string; at(index: number): number } {
	const places: number[] = [];
	let result = "";
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		const isBlank = /\s/.test(character);
		if (isBlank && result.endsWith(" ")) continue;
		result += isBlank ? " " : (ALIKE.get(character) ?? character);
		places.push(at);
	}
	return { text: result, at: (index) => places[index] ?? 0 };
}

/** The first place from an index on that is not within a word or a number; -1 when there is none. */
function find(text: string, wanted: string, from: number): number {
	for (let at = text.indexOf(wanted, from); at >= 0; at = text.indexOf(wanted, at + 1)) {
		const end = at + wanted.length;
		const begins = isEdge(text.charAt(at), text.charAt(at - 1), text.charAt(at - 2));
		if (begins && isEdge(text.charAt(end - 1), text.charAt(end), text.charAt(end + 1))) return at;
	}
	return -1;
}

/** Whether a quote may end with a character, beside which stands another, and behind that one a third. */
function isEdge(own: string, beside: string, behind: string): boolean {
	if (!WORD.test(own)) return true;
	return !WORD.test(beside) && !(DIGIT.test(own) && /[.,]/.test(beside) && DIGIT.test(behind));
}
