/** Where the pieces of an address list end (RFC 5322, 3.2), in broken ones too. */
import { encodedWordEnd } from "./encoded-words.ts";

/** After the quoted text that begins at `at`. */
export function endOfQuoted(value: string, at: number): number {
	for (let end = at + 1; end < value.length; end++) {
		const char = value.charCodeAt(end);
		if (char === 92) end++;
		else if (char === 34) return end + 1;
	}
	// Never closed: the quote is a character like others, up to an angle bracket.
	const angle = value.indexOf("<", at);
	return angle > at ? angle : value.length;
}

/** After the comment that begins at `at`; comments may nest. */
export function endOfComment(value: string, at: number): number {
	let depth = 0;
	for (let end = at; end < value.length; end++) {
		const char = value.charCodeAt(end);
		if (char === 92) end++;
		else if (char === 40) depth++;
		else if (char === 41 && --depth === 0) return end + 1;
	}
	return value.length;
}

/** After the address in angle brackets that begins at `at`. */
export function endOfAngle(value: string, at: number): number {
	for (let end = at + 1; end < value.length; end++) {
		const char = value.charCodeAt(end);
		if (char === 34) end = endOfQuoted(value, end) - 1;
		else if (char === 40) end = endOfComment(value, end) - 1;
		else if (char === 62) return value.charCodeAt(end + 1) === 62 ? end + 2 : end + 1;
		else if (char === 44 && value.lastIndexOf("@", end) > at && value.charCodeAt(at + 1) !== 64) return end;
	}
	return value.length;
}

/** Where the inside of something delimited ends: before its closing character, if it has one. */
export function closed(value: string, end: number, begin: number, close: string): number {
	return end - 1 > begin && value.charAt(end - 1) === close ? end - 1 : end;
}

/** What ends a word outside of quotes. */
const WORD_END = /[\s"(<,;:]/g;

/** After the word that begins at `at`: encoded words and domain literals are whole. */
export function endOfWord(value: string, at: number): number {
	const encoded = value.startsWith("=?", at) ? encodedWordEnd(value, at) : -1;
	if (encoded > 0) return encoded;
	if (value.charAt(at) === "[") {
		const close = value.indexOf("]", at); // a domain literal has colons
		if (close > 0) return close + 1;
	}
	WORD_END.lastIndex = at + 1;
	let end = WORD_END.exec(value)?.index ?? value.length;
	const literal = value.indexOf("[", at);
	if (literal > at && literal < end) end = Math.max(end, value.indexOf("]", literal) + 1);
	const inner = value.indexOf("=?", at + 1);
	if (inner > 0 && inner < end && encodedWordEnd(value, inner) > 0) end = inner;
	return end;
}

/** Quoted pairs as what they stand for. */
export function unescaped(text: string): string {
	return text.includes("\\") ? text.replace(/\\(.?)/gs, "$1") : text;
}

/** A text without its comments, those in quotes aside. */
export function withoutComments(text: string): string {
	let out = "";
	for (let at = 0; at < text.length; ) {
		const char = text.charAt(at);
		const end = char === '"' ? endOfQuoted(text, at) : char === "(" ? endOfComment(text, at) : at + 1;
		if (char !== "(") out += text.slice(at, end);
		at = end;
	}
	return out;
}
