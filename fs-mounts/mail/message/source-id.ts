/** Names of messages and threads: a short hash, the same on every machine. */
import { createHash } from "node:crypto";

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** The first 10 letters of lower-case base32 (RFC 4648, 6) of a SHA-256: 50 bits. */
function shortHash(bytes: Uint8Array | string): string {
	const digest = createHash("sha256").update(bytes).digest();
	let letters = "";
	let bits = 0;
	let held = 0;
	for (let at = 0; letters.length < 10; at++) {
		bits = ((bits << 8) | (digest[at] ?? 0)) & 0xfff;
		held += 8;
		for (; held >= 5 && letters.length < 10; held -= 5) letters += BASE32[(bits >> (held - 5)) & 31];
	}
	return letters;
}

/** The id of a message: the same for the same bytes. */
export function idOf(source: Uint8Array): string {
	return shortHash(source);
}

/** The id of a thread: of the message id of its first message. */
export function threadOf(messageId: string): string {
	return shortHash(messageId);
}
