/** Text in a header: RFC 2047, for what the library would leave as it is. */

/** Octets of text in one encoded word: the first one stands on the line of `Subject:`, which has 76 characters. */
const MOST = 39;
/** A word that is longer has to be encoded, so that its line can be folded. */
const LONG_WORD = /[^ ]{70}/;

/**
 * A line of text as the value of a header: plain ASCII as it is, all else as encoded words (the whole of it, as some readers lose the
 * blanks between words). What looks like an encoded word is encoded, so that it is read as it was written.
 */
export function encodedText(text: string): string {
	const isPlain =
		/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.includes("=?") && !text.includes("  ");
	return text === "" || (isPlain && !LONG_WORD.test(text)) ? text : encodedWords(text).join(" ");
}

function encodedWords(text: string): string[] {
	const isMostlyAscii = text.replace(/[^\x20-\x7e]/g, "").length * 2 > text.length;
	return isMostlyAscii ? words(text, quoted, "Q") : words(text, (char) => char, "B");
}

/** Whole characters in each word (RFC 2047, 5). */
function words(text: string, encode: (char: string) => string, encoding: "Q" | "B"): string[] {
	const found: string[] = [];
	let word = "";
	for (const char of text) {
		const next = encode(char);
		if (Buffer.byteLength(word + next) > MOST) {
			found.push(word);
			word = "";
		}
		word += next;
	}
	found.push(word);
	return found.map((one) => `=?UTF-8?${encoding}?${encoding === "B" ? Buffer.from(one).toString("base64") : one}?=`);
}

/** A character in the encoding Q, safe in every place (RFC 2047, 5 (3)). */
function quoted(char: string): string {
	if (/^[a-z\d!*+/-]$/i.test(char)) return char;
	if (char === " ") return "_";
	return [...Buffer.from(char)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
