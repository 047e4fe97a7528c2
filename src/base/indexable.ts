/**
 * What the full-text index gets of a text, and of the words that are looked for in it: the same for both, so that they meet. SQLite's
 * `unicode61` tokenizer does the rest (case, accents of Latin letters, word boundaries). In `src/base`, as the kernel indexes with it.
 */

/**
 * A text as FTS5 shall index it.
 * - Scripts that are written without blanks (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese, Tibetan): each character is a word, so
 *   that a phrase of characters finds them anywhere.
 * - Letters without their accents and vowel points in every script where those are optional; ligatures, full-width and other
 *   presentation forms as plain letters (NFKD); `ß` is `ss`, `ı` is `i`, `đ` is `d`.
 * - Where a text has names of programs in it (`camelCase`, `snake_case`, code), the parts of `readFileSync` and `sha256` follow at its end:
 *   phrases stay whole.
 *
 * Linear time; nothing is done to plain ASCII prose, which takes 2 ns a character to see.
 */
export function indexable(text: string): string {
	const plain = fold(text);
	const hasNames = CAMEL.test(plain) || plain.includes("_") || plain.includes("`");
	return hasNames ? `${plain}\n${compounds(plain)}` : plain;
}

/**
 * A word or phrase that is looked for, as FTS5 phrases any of which will do; it is for the caller to put them in quotes. The first is
 * the word itself; for `readFile` the second is `read File`, which also finds `readFileSync`.
 */
export function indexableQuery(phrase: string): string[] {
	const plain = fold(phrase).trim();
	const parts = plain.replace(WORD, (word) => partsOf(word)?.join(" ") ?? word);
	return parts === plain ? [plain] : [plain, parts];
}

/** All that `unicode61` does not know how to read; Latin (but for its rarer letters, such as ǆ), punctuation, symbols and emoji it does. */
const COMPLEX =
	/[^\0-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u01cd-\u01dc\u0218-\u021b\u1e00-\u1e99\u1e9c-\u1eff\u2010-\u205f\u20a0-\u20cf\u2100\u2190-\u2bff\u2e00-\u2e7f\ud83c-\ud83e\udc00-\udfff]/;
/** What is written with and without: accents of European scripts, vowel points of Arabic and Hebrew, tatweel, emoji's variants. */
const OPTIONAL = new RegExp(
	`[${[
		"\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f",
		"\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7",
		"\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed",
		"\\ufe00-\\ufe0f",
	].join("")}]`,
	"g",
);
/** Thai, Lao, Tibetan, Burmese, Khmer; kana, Bopomofo, Han, Yi, Hangul, in ranges: `\p{Script=…}` takes five times as long. */
const UNSPACED =
	/(?:[\u0e01-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff]|[\ud840-\ud8bf][\udc00-\udfff])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f18-\u0f39\u0f71-\u0fbc\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u3099\u309a]*/g;
/** Scripts with vowel signs that belong to the word, from Syriac to Vedic; `unicode61` would take them for its end. */
const HAS_MARKS = /[\u0700-\u1cff\ua800-\uabff]/;
const MARK = /\p{M}/gu;

/** Letters that have no decomposition in Unicode though people type them so; and what lies within a word without being seen. */
const LETTERS: Readonly<Record<string, string>> = {
	"\u00ad": "", // soft hyphen
	"\u200d": "", // zero-width joiner
	"\u2060": "", // word joiner
	"\ufeff": "", // byte order mark
	ß: "ss",
	ẞ: "SS",
	ı: "i",
	æ: "ae",
	Æ: "AE",
	œ: "oe",
	Œ: "OE",
	ø: "o",
	Ø: "O",
	ǽ: "ae",
	Ǽ: "AE",
	ǿ: "o",
	Ǿ: "O",
	ł: "l",
	Ł: "L",
	đ: "d",
	Đ: "D",
	ð: "d",
	Ð: "D",
	þ: "th",
	Þ: "Th",
	ħ: "h",
	Ħ: "H",
	ŧ: "t",
	Ŧ: "T",
	"¹": "1",
	"²": "2",
	"³": "3",
	ª: "a",
	º: "o",
	ی: "ي", // Persian keyboards have other code points for the same letters
	ى: "ي",
	ک: "ك",
	ة: "ه",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");

function fold(text: string): string {
	// Native, a tenth of the cost of a regular expression: as many bytes as characters, so it is ASCII.
	if (Buffer.byteLength(text) === text.length) return text;
	const letters = text.replace(LETTER, (letter) => LETTERS[letter] ?? letter);
	if (!COMPLEX.test(letters)) return letters;
	const bare = letters
		.normalize("NFKD")
		.replace(OPTIONAL, "")
		.normalize("NFC")
		.replace(LETTER, (letter) => LETTERS[letter] ?? letter)
		.replace(UNSPACED, " $& ");
	return HAS_MARKS.test(bare) ? bare.replace(MARK, asLetter) : bare;
}

const PRIVATE_USE = 0xe000;
const PRIVATE_USE_SIZE = 0x1900;

/** A private-use character, which `unicode61` takes for a letter, in the place of a vowel sign. */
function asLetter(mark: string): string {
	return String.fromCharCode(PRIVATE_USE + ((mark.codePointAt(0) ?? 0) % PRIVATE_USE_SIZE));
}

/** What prose does not have; each search of a text for such a thing costs an import one percent. */
const CAMEL = /[a-z][A-Z]/;
/** Somewhere a new part begins within a word. */
const COMPOUND = /[a-z][A-Z0-9]|[A-Z][0-9]/;
const WORD = /[\p{L}\p{N}]+/gu;
const PARTS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|[^\p{Lu}\p{Ll}\p{N}]+/gu;
/** What is longer, or has more numbers in it, is a checksum or encoded data. */
const LONGEST = 60;
const MOST_NUMBERS = 2;

/** The parts of every compound word, each word once. */
function compounds(text: string): string {
	const found = new Set<string>();
	for (const [word] of text.matchAll(WORD)) {
		const parts = partsOf(word);
		if (parts !== undefined) found.add(parts.join(" "));
	}
	return [...found].join("\n");
}

/** `["read", "File", "Sync"]` of `readFileSync`, single characters left out; undefined for what is one word. */
function partsOf(word: string): string[] | undefined {
	if (word.length > LONGEST || !COMPOUND.test(word)) return undefined;
	const parts = word.match(PARTS) ?? [];
	if (parts.filter((part) => /^\p{N}/u.test(part)).length > MOST_NUMBERS) return undefined;
	const long = parts.filter((part) => part.length > 1);
	return long.length === 0 ? undefined : long;
}
