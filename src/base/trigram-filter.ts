/**
 * A small filter that tells of a file, without reading it, that it cannot contain a text: the set of its three-byte sequences, each
 * hashed to one bit (a Bloom filter with one hash function; trigram search: Cox, "Regular Expression Matching with a Trigram Index",
 * 2012). It may say "maybe" for a file without the text, never "no" for one with it. ASCII letters count without their case, so that one
 * filter serves both kinds of search.
 */

/** One bit for each byte of the file: about a third of the bits of a text are set. At most 8 KiB of bits. */
const LEAST_BITS = 256;
const MOST_BITS = 65536;

/** One byte for each bit while a filter is made: setting bytes is quicker than setting bits. */
const marks = new Uint8Array(MOST_BITS);
/** Four of them at a time: the first is the lowest byte, as on every machine that Node runs deskfs on. */
const fours = new Uint32Array(marks.buffer);

/** The filter of a file's bytes. About 2 ns a byte: written out, with constants at hand, as it sees all that is imported. */
export function trigramFilter(content: Uint8Array): Uint8Array {
	const bytes = withoutLongLetters(content);
	const { length } = bytes;
	const bits = Math.min(MOST_BITS, Math.max(LEAST_BITS, Math.ceil(length / 8) * 8));
	const marked = marks;
	const folded = FOLD;
	marked.fill(0, 0, bits);
	let gram = (fold(bytes, 0) << 8) | fold(bytes, 1);
	for (let at = 2; at < length; at++) {
		gram = ((gram << 8) | (folded[bytes[at] as number] as number)) & 0xffffff;
		// `place`, as it stands there.
		marked[Math.imul(Math.imul(gram, 0x9e3779b1) >>> 16, bits) >>> 16] = 1;
	}
	return packed(bits);
}

/** Eight marks in a byte. The product has the bits of four bytes that are 0 or 1 at its top, side by side: 2^28 + 2^21 + 2^14 + 2^7. */
function packed(bits: number): Uint8Array {
	const words = fours;
	const filter = Buffer.allocUnsafe(bits >>> 3);
	for (let at = 0, word = 0; at < filter.length; at++, word += 2)
		filter[at] =
			(Math.imul(words[word] as number, 0x10204080) >>> 28) |
			((Math.imul(words[word + 1] as number, 0x10204080) >>> 28) << 4);
	return filter;
}

/** Whether a file with this filter may fit what `requirement` was made of. */
export type MayContain = (filter: Uint8Array) => boolean;

/**
 * A test for filters from what a file must contain: each of `clauses` demands one of its texts.
 * @returns undefined when nothing can be told: every clause has a text of fewer than three bytes
 */
export function mayContain(clauses: readonly (readonly string[])[]): MayContain | undefined {
	const wanted = clauses
		.map((texts) => texts.map((text) => gramsOf(Buffer.from(text))))
		.filter((options) => options.length > 0 && options.every((grams) => grams.length > 0));
	if (wanted.length === 0) return undefined;
	return (filter) => wanted.every((options) => options.some((grams) => hasAll(filter, grams)));
}

function hasAll(filter: Uint8Array, grams: readonly number[]): boolean {
	const bits = filter.length * 8;
	for (const gram of grams) {
		const bit = place(gram, bits);
		if (((filter[bit >>> 3] as number) & (1 << (bit & 7))) === 0) return false;
	}
	return true;
}

/** The trigrams of a text, each once. */
function gramsOf(text: Uint8Array): number[] {
	const bytes = withoutLongLetters(text);
	const grams = new Set<number>();
	for (let at = 2; at < bytes.length; at++)
		grams.add((fold(bytes, at - 2) << 16) | (fold(bytes, at - 1) << 8) | fold(bytes, at));
	return [...grams];
}

/** Where a trigram's bit lies: Fibonacci hashing, scaled to the number of bits (at most 2^16). */
function place(gram: number, bits: number): number {
	return Math.imul(Math.imul(gram, 0x9e3779b1) >>> 16, bits) >>> 16;
}

/** Bytes without case. */
const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

function fold(bytes: Uint8Array, at: number): number {
	return FOLD[bytes[at] as number] as number;
}

/** The two characters beyond ASCII that are letters of ASCII when case does not count (Unicode CaseFolding.txt), in UTF-8. */
const LONG_LETTERS: readonly (readonly [letter: Buffer, plain: string])[] = [
	[Buffer.from("\u017f"), "s"],
	[Buffer.from("\u212a"), "k"],
];

/** The bytes, with those characters as the letters that they stand for. */
function withoutLongLetters(content: Uint8Array): Uint8Array {
	const bytes =
		content instanceof Buffer ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
	// By first byte: that takes a fraction of the time of a search for both.
	if (!LONG_LETTERS.some(([letter]) => bytes.indexOf(letter[0] as number) >= 0 && bytes.includes(letter))) return bytes;
	let text = bytes.toString("latin1");
	for (const [letter, plain] of LONG_LETTERS) text = text.replaceAll(letter.toString("latin1"), plain);
	return Buffer.from(text, "latin1");
}
