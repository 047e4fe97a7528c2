/** Porter's stemmer as FTS5 has it (fts5_tokenize.c), so that a word in a file can be told to be one that the index found. */

/** FTS5 leaves longer tokens as they are; shorter ones are left too. */
const LONGEST = 64;
const SHORTEST = 3;

const isVowel = (char: string, afterConsonant: boolean) => "aeiou".includes(char) || (char === "y" && afterConsonant);

/** How many times consonants follow vowels in the word: Porter's m. */
function measure(word: string): number {
	let count = 0;
	let wasVowel = false;
	let isFirst = true;
	for (const char of word) {
		const vowel = isVowel(char, !isFirst && !wasVowel);
		if (wasVowel && !vowel) count++;
		wasVowel = vowel;
		isFirst = false;
	}
	return count;
}

function hasVowel(word: string): boolean {
	for (let at = 0; at < word.length; at++) if (isVowel(word.charAt(at), at > 0)) return true;
	return false;
}

/** Ends in consonant, vowel, consonant, the last not w, x or y: Porter's *o. */
function endsShort(word: string): boolean {
	if (/[wxy]$/.test(word) || word.length < 3) return false;
	let shape = "";
	for (const char of word) shape += isVowel(char, shape.endsWith("c")) ? "v" : "c";
	return shape.endsWith("cvc");
}

type Rule = readonly [ending: string, instead: string, least: number];
const rules = (least: number, text: string): Rule[] =>
	text.split(" ").map((rule) => [...(rule.split(">") as [string, string]), least]);
const STEP_2 = rules(
	0,
	"ational>ate tional>tion enci>ence anci>ance izer>ize logi>log bli>ble alli>al entli>ent eli>e ousli>ous ization>ize ation>ate ator>ate alism>al iveness>ive fulness>ful ousness>ous aliti>al iviti>ive biliti>ble",
);
const STEP_3 = rules(0, "ical>ic ness> icate>ic iciti>ic ful> ative> alize>al");
const STEP_4 = rules(
	1,
	"al> ance> ence> er> ic> able> ible> ant> ement> ment> ent> ion> ou> ism> ate> iti> ous> ive> ize>",
);

/** Do the first rule whose ending fits; only that one. */
function replaceEnding(word: string, table: readonly Rule[]): string {
	for (const [ending, instead, least] of table) {
		if (word.length <= ending.length || !word.endsWith(ending)) continue;
		const rest = word.slice(0, -ending.length);
		if (ending === "ion" && !/[st]$/.test(rest)) return word;
		return measure(rest) > least ? rest + instead : word;
	}
	return word;
}

function withoutPlural(word: string): string {
	if (!word.endsWith("s")) return word;
	if (word.endsWith("es"))
		return word.slice(
			0,
			(word.length > 4 && word.endsWith("sses")) || (word.length > 3 && word.endsWith("ies")) ? -2 : -1,
		);
	return word.endsWith("ss") ? word : word.slice(0, -1);
}

function withoutPast(word: string): string {
	if (word.length > 3 && word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
	const rest = word.endsWith("ed") ? word.slice(0, -2) : word.endsWith("ing") ? word.slice(0, -3) : undefined;
	if (rest === undefined || rest === "" || !hasVowel(rest)) return word;
	if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`;
	if (/([^aeioulsz])\1$/.test(rest)) return rest.slice(0, -1);
	return measure(rest) === 1 && endsShort(rest) ? `${rest}e` : rest;
}

function withoutEnd(word: string): string {
	let rest = word;
	if (rest.endsWith("e")) {
		const before = rest.slice(0, -1);
		const count = measure(before);
		if (count > 1 || (count === 1 && !endsShort(before))) rest = before;
	}
	return rest.endsWith("ll") && measure(rest.slice(0, -1)) > 1 ? rest.slice(0, -1) : rest;
}

/** The stem under which FTS5's `porter` keeps a token: lower case, without accents. */
export function stem(token: string): string {
	if (token.length < SHORTEST || token.length > LONGEST) return token;
	let word = withoutPast(withoutPlural(token));
	if (word.endsWith("y") && hasVowel(word.slice(0, -1))) word = `${word.slice(0, -1)}i`;
	return withoutEnd(replaceEnding(replaceEnding(replaceEnding(word, STEP_2), STEP_3), STEP_4));
}
