import { stem } from "./stem.ts";

/** What FTS5's `unicode61` takes for a token. */
const TOKEN = /[\p{L}\p{N}\p{Co}]+/gu;
const ASCII_TOKEN = /[a-z0-9]+/g;
/** Longer ones are encoded data. */
const LONGEST = 40;
/** Stems are asked for again and again; the cache is emptied when it holds so many. */
const CACHE_LIMIT = 200_000;
const stems = new Map<string, string>();

/** The terms of a text as the full-text index has them (`porter unicode61 remove_diacritics 2`), in its order. */
export function termsOf(text: string): string[] {
	return tokensOf(text).map(stemmed);
}

/** The tokens of a text before they are stemmed. */
export function tokensOf(text: string): string[] {
	const isAscii = Buffer.byteLength(text) === text.length;
	const lower = text.toLowerCase();
	const tokens = isAscii ? lower.match(ASCII_TOKEN) : lower.normalize("NFD").replace(/\p{M}/gu, "").match(TOKEN);
	return (tokens ?? []).filter((token) => token.length <= LONGEST);
}

/** The stem of a token; many texts ask for the same. */
export function stemmed(token: string): string {
	let found = stems.get(token);
	if (found === undefined) {
		if (stems.size >= CACHE_LIMIT) stems.clear();
		found = stem(token);
		stems.set(token, found);
	}
	return found;
}
