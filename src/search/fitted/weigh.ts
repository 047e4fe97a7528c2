import { indexable } from "../../base/indexable.ts";
import { STOP_WORDS } from "../stop-words.ts";
import { termsOf } from "../terms.ts";

/** The words of a text that say what it is about, in order. */
export function tellingTerms(text: string): string[] {
	return termsOf(indexable(text)).filter((term) => !STOP_WORDS.has(term));
}

/** Two words that follow each other, but for words that say nothing, as a term of the model; no word has a blank in it. */
export function pairOf(first: string, second: string): string {
	return `${first} ${second}`;
}

/** Whether a term is a pair of words. */
export function isPair(term: string): boolean {
	return term.includes(" ");
}

/** The terms of a text, words and pairs of them, each with how often it stands there. */
export function countTerms(text: string): Map<string, number> {
	const counts = new Map<string, number>();
	const count = (term: string) => counts.set(term, (counts.get(term) ?? 0) + 1);
	const words = tellingTerms(text);
	for (const word of words) count(word);
	for (let at = 1; at < words.length; at++) count(pairOf(words[at - 1] as string, words[at] as string));
	return counts;
}

/** What a term that stands `count` times in a text weighs there. */
export function weightOf(count: number): number {
	return 1 + Math.log(count);
}
