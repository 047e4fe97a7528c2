import { atOnce } from "../base/pace.ts";

/**
 * Text as the gate reads it: lower case, without accents, and without what people put into words so that filters do not see
 * them (`su1c1de`, `k*ll`, `s u i c i d e`, zero-width characters, `diiiie`).
 */

/** A text longer than this is judged by its head and its tail (UTF-16 units each). */
const PART = 500_000;

/** So much is done between two pauses (UTF-16 units); a line, or else a word, is not cut in two. */
const STEP = 50_000;

/** The readable core of a text. Never longer than about twice `PART`. */
export function normalise(text: string): string {
	return atOnce(normaliseSteps(text));
}

/** The same with room for pauses. */
export function* normaliseSteps(text: string): Generator<void, string> {
	const bounded = text.length <= 2 * PART ? text : `${text.slice(0, PART)}\n${text.slice(-PART)}`;
	const pieces: string[] = [];
	for (let at = 0; at < bounded.length; ) {
		const end = endOfPiece(bounded, at);
		pieces.push(normalisePiece(bounded.slice(at, end)));
		at = end;
		yield;
	}
	return pieces.join("");
}

function endOfPiece(text: string, from: number): number {
	const end = from + STEP;
	if (end >= text.length) return text.length;
	for (const gap of ["\n", " "]) {
		const found = text.lastIndexOf(gap, end);
		if (found > from + STEP / 2) return found + 1;
	}
	return end;
}

function normalisePiece(text: string): string {
	const plain = latinised(
		text
			.normalize("NFKD")
			.replace(/[\p{M}\p{Cf}\p{Variation_Selector}]/gu, "")
			.toLowerCase()
			.replace(/[‘’‛`´ʼ]/gu, "'")
			.replace(/ß/gu, "ss"),
	);
	return joinSpelled(unmask(plain.replace(LEET_WORD, unleet).replace(/(\p{L})\1{2,}/gu, "$1")));
}

/** Letters of other scripts that look like Latin ones, where they stand among Latin letters. */
const LOOKALIKES: Readonly<Record<string, string>> = Object.fromEntries(
	[..."аaеeоoрpсcуyхxіiјjѕsԁdһhӏlκkνvοoαaιiτtρpυu"].flatMap((letter, index, all) =>
		index % 2 === 0 ? [[letter, all[index + 1] as string]] : [],
	),
);
const MIXED = /[a-z]*[\u0370-\u03ff\u0400-\u052f][a-z\u0370-\u03ff\u0400-\u052f]*/g;

function latinised(text: string): string {
	return text.replace(MIXED, (word) =>
		/[a-z]/.test(word) ? word.replace(/[^a-z]/g, (letter) => LOOKALIKES[letter] ?? letter) : word,
	);
}

/** A word of letters with digits or signs for letters in its midst. */
const LEET_WORD = /(?<![\w@$!])[a-z][a-z]*(?:[013457@$!|][a-z]+)+(?![\w@])/g;
const LEET: Readonly<Record<string, string>> = {
	"0": "o",
	"1": "i",
	"3": "e",
	"4": "a",
	"5": "s",
	"7": "t",
	"@": "a",
	$: "s",
	"!": "i",
	"|": "l",
};

function unleet(word: string): string {
	return word.replace(/[^a-z]/g, (sign) => LEET[sign] ?? sign);
}

/** Words of which people hide letters behind asterisks and the like. */
const HIDDEN = (
	"kill killing suicide suicidal die dying dead death cut cutting cuts hang hanging overdose harm " +
	"selbstmord suizid sterben umbringen suicider mourir morir matarme suicidio"
)
	.split(" ")
	.map((word): [RegExp, string] => [
		new RegExp(`^${word[0]}${[...word.slice(1)].map((letter) => `[${letter}*#._-]`).join("")}$`),
		word,
	]);

/** Longer words than this hide nothing (and the search for them stays linear). */
const MASKED = /(?<![\w*#])[a-z][a-z*#._-]{1,10}[a-z](?![\w*#])/g;

function unmask(text: string): string {
	return text.replace(MASKED, (word) =>
		/[*#._-]/.test(word) ? (HIDDEN.find(([shape]) => shape.test(word))?.[1] ?? word) : word,
	);
}

/** Words spelled letter by letter: `k i l l`, `s.u.i.c.i.d.e`; two blanks or more part words. */
function joinSpelled(text: string): string {
	return text.replace(/(?<![\p{L}\p{N}])\p{L}(?:[ ._*-]\p{L}(?![\p{L}\p{N}])){3,}/gu, (letters) =>
		letters.replace(/[^\p{L}]/gu, ""),
	);
}
