/** What somebody says a text says, found again in it. */
import type { Cited, Reading } from "./reading.ts";

/** A quote has at most so many words: more is no quote. */
const MOST_WORDS = 300;
/** Characters that are typed in several ways, each for all of its kind. */
const ALIKE: readonly string[] = ["'’‘ʼ", '"“”„«»', "-‐‑–—"];
/** Letters of scripts that put blanks between words, and digits: a quote must not begin or end within such a word. */
const WORD = "[\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}\\p{M}\\p{N}]";

/** Quotes in the order in which they were given. */
export interface Placed {
	readonly found: readonly Cited[];
	/** What the text does not say. */
	readonly lost: readonly string[];
}

/**
 * Where quotes stand between two UTF-16 indices of a text: word for word, its blanks, quotation marks and dashes as they may be. What
 * is found is the text's own. One that is given again is its next place; where there is none, it was said already.
 */
export function placesOf({ text, cite }: Reading, quotes: readonly string[], start = 0, end = text.length): Placed {
	const found: Cited[] = [];
	const lost: string[] = [];
	const next = new Map<string, number>();
	const part = text.slice(start, end);
	for (const quote of quotes) {
		const pattern = patternOf(quote);
		const at = pattern === undefined ? -1 : (next.get(pattern) ?? 0);
		if (pattern === undefined || at < 0) {
			if (pattern === undefined) lost.push(quote);
			continue;
		}
		const search = new RegExp(pattern, "gu");
		search.lastIndex = at;
		const match = search.exec(part);
		next.set(pattern, match === null ? -1 : search.lastIndex);
		if (match !== null) found.push(cite(start + match.index, start + search.lastIndex));
		else if (at === 0) lost.push(quote);
	}
	return { found, lost };
}

/** Undefined for what is no quote. */
function patternOf(quote: string): string | undefined {
	const words = quote.trim().split(/\s+/);
	if (words[0] === "" || words.length > MOST_WORDS) return undefined;
	const inner = words.map((word) => [...word].map(characterOf).join("")).join("\\s+");
	return `${edge(words[0] ?? "", "^")}${inner}${edge(words.at(-1) ?? "", "$")}`;
}

function characterOf(character: string): string {
	const alike = ALIKE.find((kind) => kind.includes(character));
	return alike === undefined ? character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&") : `[${alike.replace("-", "\\-")}]`;
}

/** What must not stand beside a quote that begins or ends with a word: the rest of the word, or of the number. */
function edge(word: string, side: "^" | "$"): string {
	if (!new RegExp(side === "^" ? `^${WORD}` : `${WORD}$`, "u").test(word)) return "";
	const digit = new RegExp(side === "^" ? "^\\p{N}" : "\\p{N}$", "u").test(word);
	if (side === "^") return `(?<!${WORD}${digit ? "|\\p{N}[.,]" : ""})`;
	return `(?!${WORD}${digit ? "|[.,]\\p{N}" : ""})`;
}
