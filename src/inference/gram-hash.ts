/** 32 bits of an n-gram: FNV-1a over UTF-16 code units, then MurmurHash3's finaliser, as FNV's high bits are weak. */

/** The state before any text. */
export const EMPTY = 0x811c9dc5 | 0;

/** The state after more text: n-grams that begin alike share the work for it. */
export function extend(state: number, text: string): number {
	let next = state;
	for (let index = 0; index < text.length; index++) next = Math.imul(next ^ text.charCodeAt(index), 0x01000193);
	return next;
}

/** The hash of the text so far: a signed integer of 32 bits. */
export function finish(state: number): number {
	let hash = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return hash ^ (hash >>> 16);
}

/** The hash of a text. */
export function hashOf(text: string): number {
	return finish(extend(EMPTY, text));
}
