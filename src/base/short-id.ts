/** Short names of content: a hash, the same on every machine. */
import { createHash } from "node:crypto";

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** The first 10 letters of lower-case base32 (RFC 4648, 6) of a SHA-256: 50 bits. Files of mail, calendars and contacts are named so. */
export function shortId(content: Uint8Array | string): string {
	const digest = createHash("sha256").update(content).digest();
	let letters = "";
	for (let at = 0; at < 10; at++) {
		const bit = at * 5;
		const pair = ((digest[bit >> 3] as number) << 8) | (digest[(bit >> 3) + 1] as number);
		letters += BASE32[(pair >> (11 - (bit & 7))) & 31];
	}
	return letters;
}
