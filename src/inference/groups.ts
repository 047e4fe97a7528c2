import { EMPTY, extend, finish } from "./gram-hash.ts";

/**
 * Groups of words that mean much the same for a classifier (`want`, `wanna`, `quiero`), as data of its `model.json`: what it learns of one
 * word of a group holds for the others.
 */

/** Names of groups with their words and phrases: lower case, without accents and apostrophes; `suicid*` is every word that begins so. */
export type WordGroups = Readonly<Record<string, readonly string[]>>;

/** Groups further apart than this (words) say nothing together. */
const REACH = 6;
/** A clause counts as far as here (words). */
const CLAUSE = 80;
const LONGEST_PHRASE = 4;

/** Looks groups up; made once for each set of them. */
interface Finder {
	readonly phrases: ReadonlyMap<string, readonly string[]>;
	/** Words that phrases of more than one begin with, and how many words the longest of them has. */
	readonly beginnings: ReadonlyMap<string, number>;
	readonly prefixes: readonly (readonly [string, string])[];
	readonly words: Map<string, readonly string[]>;
}

const finders = new WeakMap<WordGroups, Finder>();

/** The groups of a text's words, and which of them stand before which, two and three in a clause: the hash of each. */
export function groupGrams(text: string, groups: WordGroups, count: (hash: number) => void): void {
	const finder = finders.get(groups) ?? finderOf(groups);
	finders.set(groups, finder);
	for (const clause of text.split(/[.!?;:\n\r…]+/u)) {
		const marks = marksOf(clauseWords(clause), finder);
		for (let index = 0; index < marks.length; index++) {
			const first = marks[index] as Mark;
			const one = extend(BEGIN, first.name);
			count(finish(one));
			for (let next = index + 1; next < marks.length; next++) {
				const second = marks[next] as Mark;
				if (second.at - first.at > REACH) break;
				if (second.at === first.at) continue;
				const two = extend(extend(one, " "), second.name);
				count(finish(two));
				for (let last = next + 1; last < marks.length; last++) {
					const third = marks[last] as Mark;
					if (third.at - second.at > REACH) break;
					if (third.at !== second.at) count(finish(extend(extend(two, " "), third.name)));
				}
			}
		}
	}
}

const BEGIN = extend(EMPTY, "g");

interface Mark {
	readonly name: string;
	readonly at: number;
}

function marksOf(words: readonly string[], finder: Finder): Mark[] {
	const marks: Mark[] = [];
	for (let at = 0; at < words.length; ) {
		const { names, length } = longestPhrase(words, at, finder);
		for (const name of names) marks.push({ name, at });
		at += length;
	}
	return marks;
}

/** The groups of the longest phrase that begins at a word, else of the word. */
function longestPhrase(words: readonly string[], at: number, finder: Finder) {
	const longest = finder.beginnings.get(words[at] as string) ?? 1;
	for (let length = Math.min(longest, words.length - at); length > 1; length--) {
		const names = finder.phrases.get(words.slice(at, at + length).join(" "));
		if (names !== undefined) return { names, length };
	}
	return { names: namesOf(words[at] as string, finder), length: 1 };
}

/** French particles before an apostrophe are words of their own; elsewhere it joins (`don't` is `dont`). */
function clauseWords(clause: string): string[] {
	return (
		clause
			.slice(0, CLAUSE * 20)
			.replace(/(?<![\p{L}])(qu|[jmtsdlnc])'/gu, "$1 ")
			.replaceAll("'", "")
			.match(/[\p{L}\p{N}]+/gu) ?? []
	).slice(0, CLAUSE);
}

function namesOf(word: string, { phrases, prefixes, words }: Finder): readonly string[] {
	let names = words.get(word);
	if (names === undefined) {
		names = phrases.get(word) ?? prefixes.flatMap(([prefix, name]) => (word.startsWith(prefix) ? [name] : []));
		if (words.size < 20_000) words.set(word, names);
	}
	return names;
}

function finderOf(groups: WordGroups): Finder {
	const phrases = new Map<string, string[]>();
	const beginnings = new Map<string, number>();
	const prefixes: [string, string][] = [];
	for (const [name, entries] of Object.entries(groups))
		for (const entry of entries) {
			if (entry.endsWith("*")) prefixes.push([entry.slice(0, -1), name]);
			else {
				phrases.set(entry, [...(phrases.get(entry) ?? []), name]);
				const [first = "", ...rest] = entry.split(" ");
				beginnings.set(first, Math.max(beginnings.get(first) ?? 1, Math.min(LONGEST_PHRASE, rest.length + 1)));
			}
		}
	return { phrases, beginnings, prefixes, words: new Map() };
}
