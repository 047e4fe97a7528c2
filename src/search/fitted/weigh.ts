import { indexable } from "../../base/indexable.ts";
import { STOP_WORDS } from "../stop-words.ts";
import { termsOf } from "../terms.ts";

/** Terms of a text that say what it is about, each with how often it stands there. */
export function countTerms(text: string): Map<string, number> {
	const counts = new Map<string, number>();
	for (const term of termsOf(indexable(text))) if (!STOP_WORDS.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
	return counts;
}

/** What a term that stands `count` times in a text weighs there. */
export function weightOf(count: number): number {
	return 1 + Math.log(count);
}
