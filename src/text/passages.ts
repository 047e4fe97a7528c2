/** Cutting text into passages: what is found by meaning is a section or a few paragraphs, not a whole file. */

/** A part of a text. `start` and `end` are bytes of its UTF-8. */
export interface TextPassage {
	readonly start: number;
	readonly end: number;
	readonly text: string;
	readonly heading?: string;
}

const decoder = new TextDecoder("utf-8");

/** Passages of plain text (UTF-8 bytes): whole paragraphs, about 1,200 characters each. */
export function plainPassages(bytes: Uint8Array): TextPassage[] {
	const passages: TextPassage[] = [];
	const MOST = 1200;
	for (let start = 0; start < bytes.length; ) {
		let end = Math.min(bytes.length, start + MOST);
		if (end < bytes.length) {
			const newline = bytes.lastIndexOf(10, end - 1);
			if (newline > start) end = newline + 1;
			else while (end > start && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
		}
		const text = decoder.decode(bytes.subarray(start, end));
		if (text.trim() !== "") passages.push({ start, end, text });
		start = end;
	}
	return passages;
}
