/** Flags and labels of a message's file, changed. */
import { inOrder } from "./edit.ts";
import { readMailFile, withProperties } from "./front-matter.ts";
import { texts } from "./record.ts";

/** What is set and what is taken off. */
export interface WordChange {
	readonly set?: readonly string[];
	readonly unset?: readonly string[];
	readonly label?: readonly string[];
	readonly unlabel?: readonly string[];
}

/**
 * The text of a message's file with other flags and labels; the same text when it has them already. Case does not count in flags.
 * @throws DeskError EFORMAT when its front matter cannot be read
 */
export function changedWords(text: string, { set = [], unset = [], label = [], unlabel = [] }: WordChange): string {
	const { data } = readMailFile(text);
	const flags = changed(texts(data, "flags"), set, unset, (flag) => flag.toLowerCase());
	const labels = changed(texts(data, "labels"), label, unlabel, (one) => one);
	return withProperties(text, { flags: inOrder(flags), labels });
}

function changed(
	had: readonly string[],
	set: readonly string[],
	unset: readonly string[],
	key: (word: string) => string,
): string[] {
	const gone = new Set(unset.map(key));
	const words = new Map([...had, ...set].map((word) => [key(word), word]));
	return [...words].flatMap(([word, written]) => (gone.has(word) ? [] : [written]));
}
