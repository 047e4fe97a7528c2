import type { Sign } from "./sign.ts";
import { SIGNS_OF_DEATH } from "./signs-death.ts";
import { SIGNS_OF_DISTRESS } from "./signs-distress.ts";
import { SIGNS_OF_HARMLESSNESS } from "./signs-harmless.ts";

/**
 * Signs: turns of phrase that speak for danger or against it, none of them alone. The model weighs them beside the words; the rules that
 * stand in for it add up their weights. A pattern is matched against a clause of normalised words without apostrophes: `~` or `~?` stands
 * for up to four words, `~~?` for up to eight, `(a|b)` for either, `?` for what may be missing, `*` for the rest of a word.
 */
export const SIGNS: readonly Sign[] = [...SIGNS_OF_DEATH, ...SIGNS_OF_DISTRESS, ...SIGNS_OF_HARMLESSNESS];

/** A pattern of the table as the source of a regular expression over words parted by single blanks. */
export function compilePattern(pattern: string): string {
	return pattern
		.replaceAll("(", "(?:")
		.replace(/([a-z])\*/g, "$1\\w*")
		.replace(/~~\??/g, "(?:\\w+ ){0,8}")
		.replace(/~\??/g, "(?:\\w+ ){0,4}");
}

const COMPILED = SIGNS.map(({ name, weight, patterns }) => ({
	name,
	weight,
	pattern: new RegExp(` (?:${patterns.map(compilePattern).join("|")})(?= )`),
}));

/** The signs of clauses (words parted by single blanks, one at both ends), each with how many clauses show it. */
export function signsOf(clauses: Iterable<string>): Map<string, number> {
	const found = new Map<string, number>();
	for (const clause of clauses)
		for (const { name, pattern } of COMPILED) if (pattern.test(clause)) found.set(name, (found.get(name) ?? 0) + 1);
	return found;
}

/** A clause longer than this (UTF-16 units) is none that a person wrote. */
const LONGEST_CLAUSE = 600;

/** The clauses of a normalised text: words parted by single blanks, one at both ends, without apostrophes. */
export function* clausesOf(text: string): Generator<string> {
	for (const [line] of text.matchAll(/[^.!?;:\n\r…()]+/gu)) {
		const joined = line.replace(/(?<!\p{L})(qu|[jmtsdlnc])'(?=\p{L}{2})/gu, "$1 ").replaceAll("'", "");
		for (let at = 0; at < joined.length; at += LONGEST_CLAUSE - 100) {
			const words = joined
				.slice(at, at + LONGEST_CLAUSE)
				.replace(/[^\p{L}\p{N}]+/gu, " ")
				.trim();
			if (words !== "") yield ` ${words} `;
		}
	}
}
