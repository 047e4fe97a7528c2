/**
 * Raw text: bytes that are mostly UTF-8, as a string that loses none of them. Each byte that is not part of valid UTF-8 (0x80–0xFF)
 * is the lone surrogate U+DC80–U+DCFF (PEP 383, "surrogateescape"). File names and the shell's values are raw text.
 */

const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** The bytes that a raw text stands for. */
export function rawBytes(text: string): Buffer {
	if (!LONE.test(text)) return Buffer.from(text, "utf8");
	const parts: Buffer[] = [];
	for (const point of text) {
		const code = point.codePointAt(0) ?? 0;
		parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from(point, "utf8"));
	}
	return Buffer.concat(parts);
}

/** The raw text of any bytes. */
export function rawText(bytes: Uint8Array): string {
	const decoded = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
	if (!decoded.includes("\uFFFD")) return decoded;
	let text = "";
	for (let at = 0; at < bytes.length; ) {
		const length = sequenceLength(bytes, at);
		if (length === 0) {
			text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
			at++;
		} else {
			text += Buffer.from(bytes.subarray(at, at + length)).toString("utf8");
			at += length;
		}
	}
	return text;
}

/** Whether a raw text is all Unicode, so that it can be shown and exported as UTF-8. */
export function isUnicode(text: string): boolean {
	return !LONE.test(text);
}

/** Length of the valid UTF-8 sequence at `at` (RFC 3629, table 3-7 of Unicode), or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
	const lead = bytes[at] ?? 0;
	if (lead < 0x80) return 1;
	const length =
		lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
	if (length === 0) return 0;
	const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
	const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
	for (let i = 1; i < length; i++) {
		const next = bytes[at + i] ?? 0;
		if (next < (i === 1 ? low : 0x80) || next > (i === 1 ? high : 0xbf)) return 0;
	}
	return length;
}
