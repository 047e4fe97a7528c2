/**
 * Names that are not valid UTF-8. POSIX allows any byte but NUL and `/`, and /files keeps such names. In memory they are
 * strings in which each invalid byte 0x80–0xFF is the lone surrogate U+DC80–U+DCFF (PEP 383, "surrogateescape"); in the
 * database they are BLOBs of the very bytes, so that two different names can never become equal.
 */

const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** The column value of a name or path. */
export function packName(name: string): string | Buffer {
	return LONE.test(name) ? nameBytes(name) : name;
}

/** The name or path of a column value. */
export function unpackName(value: string | Uint8Array): string {
	return typeof value === "string" ? value : nameOf(value);
}

/** The bytes of a name, as an OS file system stores it. */
export function nameBytes(name: string): Buffer {
	if (!LONE.test(name)) return Buffer.from(name, "utf8");
	const parts: Buffer[] = [];
	for (const point of name) {
		const code = point.codePointAt(0) ?? 0;
		parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from(point, "utf8"));
	}
	return Buffer.concat(parts);
}

/** The name of bytes read from an OS file system. */
export function nameOf(bytes: Uint8Array): string {
	const text = Buffer.from(bytes).toString("utf8");
	if (!text.includes("\uFFFD")) return text;
	let name = "";
	for (let at = 0; at < bytes.length; ) {
		const length = sequenceLength(bytes, at);
		if (length === 0) {
			name += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
			at++;
		} else {
			name += Buffer.from(bytes.subarray(at, at + length)).toString("utf8");
			at += length;
		}
	}
	return name;
}

/** Whether a name can be shown and exported as UTF-8. */
export function isTextName(name: string): boolean {
	return !LONE.test(name);
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
