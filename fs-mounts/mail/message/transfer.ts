/** Content-Transfer-Encoding (RFC 2045, 6), as it should be and as it is. All in linear time; nothing throws. */
import { hexDigit } from "./encoded-words.ts";
import { signedContent } from "./pkcs7.ts";
import { decodeUu } from "./uuencode.ts";

export interface Unpacked {
	readonly bytes: Buffer;
	/** What was broken: a clause that follows the name of the part. */
	readonly problem?: string;
}

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Unpacked>> = {
	__proto__: null as never,
	base64: decodeBase64,
	"quoted-printable": decodeQuotedPrintable,
	uuencode: decodeUu,
	// What SignedData encloses: not an encoding of mail, but its bytes lie in a part's the same way.
	"x-cms": (bytes) => ({ bytes: signedContent(bytes) ?? Buffer.alloc(0) }),
};

const SAME: Readonly<Record<string, string>> = {
	__proto__: null as never,
	"": "7bit",
	"7-bit": "7bit",
	"7bits": "7bit",
	"8-bit": "8bit",
	"8bits": "8bit",
	utf8: "8bit",
	"utf-8": "8bit",
	none: "8bit",
	ascii: "7bit",
	b: "base64",
	base_64: "base64",
	"base-64": "base64",
	q: "quoted-printable",
	"quoted-printeable": "quoted-printable",
	quotedprintable: "quoted-printable",
	"quoted printable": "quoted-printable",
	qp: "quoted-printable",
	uue: "uuencode",
	"x-uue": "uuencode",
	"x-uuencode": "uuencode",
};
const IDENTITY = new Set(["7bit", "8bit", "binary"]);

/** The encoding that a field's value names: its canonical name. */
export function encodingName(value: string): string {
	const written = value.toLowerCase();
	if (written in DECODERS || IDENTITY.has(written)) return written;
	const name = written
		.replace(/\([^()]*\)/g, "")
		.trim()
		.replace(/[;\s]+$/, "")
		.replace(/^["']|["']$/g, "");
	return SAME[name] ?? name;
}

/** Whether bytes in this encoding are as they are. */
export function isIdentity(encoding: string): boolean {
	return !(encoding in DECODERS);
}

/** The bytes that encoded ones stand for. An unknown encoding leaves them as they are. */
export function decodeTransfer(bytes: Buffer, encoding: string): Unpacked {
	const decode = DECODERS[encoding];
	if (decode !== undefined) return decode(bytes);
	if (IDENTITY.has(encoding)) return { bytes };
	return { bytes, problem: `has the unknown encoding ${JSON.stringify(encoding.slice(0, 40))}; it is shown as it is` };
}

/** How many bytes they stand for; base64 is counted without decoding it. */
export function decodedSize(bytes: Buffer, encoding: string): number {
	if (encoding !== "base64") return isIdentity(encoding) ? bytes.length : decodeTransfer(bytes, encoding).bytes.length;
	let digits = 0;
	let at = 0;
	for (; at < bytes.length; at++) {
		const kind = BASE64[bytes[at]!]!;
		if (kind === 1) digits++;
		else if (kind !== 0) break;
	}
	// Padding and nothing after it; where more follows, that decides.
	for (; at < bytes.length; at++) {
		const kind = BASE64[bytes[at]!]!;
		if (kind === 1 || kind === 3) return decodeBase64(bytes).bytes.length;
	}
	return (digits * 3) >> 2;
}

/** 0: white space, 1: a digit, 2: padding, 3: garbage. */
const BASE64 = Uint8Array.from({ length: 256 }, (_, code) => {
	if (code === 9 || code === 10 || code === 13 || code === 32) return 0;
	if (code === 0x3d) return 2;
	return /[A-Za-z0-9+/]/.test(String.fromCharCode(code)) ? 1 : 3;
});

/**
 * Base64 (RFC 2045, 6.8): other characters are skipped, padding may be missing. What follows the padding is decoded too where it is base64
 * (pieces that were put together), and left out where it is text (the footer that a list's server added).
 */
function decodeBase64(bytes: Buffer): Unpacked {
	const first = bytes.indexOf(0x3d);
	if (first < 0) return base64Run(bytes);
	const runs = [base64Run(bytes.subarray(0, first))];
	let problem = runs[0]!.problem;
	for (let at = first; at < bytes.length; ) {
		while (at < bytes.length && BASE64[bytes[at]!] !== 1 && BASE64[bytes[at]!] !== 3) at++;
		if (at >= bytes.length) break;
		const found = bytes.indexOf(0x3d, at);
		const end = found < 0 ? bytes.length : found;
		const run = bytes.subarray(at, end);
		if (runs.length > 1000 || !run.every((byte) => BASE64[byte]! < 2) || (found < 0 && isProse(run))) {
			problem = "has text after its base64, which was left out";
			break;
		}
		runs.push(base64Run(run));
		at = end;
	}
	const whole = runs.length === 1 ? runs[0]!.bytes : Buffer.concat(runs.map((run) => run.bytes));
	return problem === undefined ? { bytes: whole } : { bytes: whole, problem };
}

function isProse(run: Buffer): boolean {
	return run.includes(0x20) || run.filter((byte) => BASE64[byte] === 1).length % 4 === 1;
}

function base64Run(bytes: Buffer): Unpacked {
	const text = bytes.toString("latin1");
	const isClean = !/[^A-Za-z0-9+/\s]/.test(text);
	const decoded = Buffer.from(isClean ? text : text.replace(/[^A-Za-z0-9+/]+/g, ""), "base64");
	return isClean ? { bytes: decoded } : { bytes: decoded, problem: "holds characters that are no base64" };
}

/** Quoted-printable (RFC 2045, 6.7), also with lower-case digits; blanks at the ends of lines go, a broken escape stays as it is. */
function decodeQuotedPrintable(bytes: Buffer): Unpacked {
	const out = Buffer.allocUnsafe(bytes.length);
	const end = bytes.length;
	let length = 0;
	/** Blanks before this were written as escapes, and stay. */
	let floor = 0;
	let broken = false;
	for (let at = 0; at < end; at++) {
		const byte = bytes[at]!;
		if (byte === 0x3d) {
			const high = hexDigit(bytes[at + 1]);
			const low = high < 0 ? -1 : hexDigit(bytes[at + 2]);
			if (low >= 0) {
				out[length++] = high * 16 + low;
				floor = length;
				at += 2;
				continue;
			}
			let next = at + 1;
			while (bytes[next] === 0x20 || bytes[next] === 0x09) next++;
			if (next >= end || bytes[next] === 0x0a || bytes[next] === 0x0d) {
				// A soft line break; what stood before it stays, blanks too.
				at = bytes[next] === 0x0d && bytes[next + 1] === 0x0a ? next + 1 : next;
				floor = length;
				continue;
			}
			broken = true;
		} else if (byte === 0x0a) {
			const isCrLf = length > floor && out[length - 1] === 0x0d;
			if (isCrLf) length--;
			while (length > floor && (out[length - 1] === 0x20 || out[length - 1] === 0x09)) length--;
			if (isCrLf) out[length++] = 0x0d;
		}
		out[length++] = byte;
	}
	while (length > floor && (out[length - 1] === 0x20 || out[length - 1] === 0x09)) length--;
	const decoded = out.subarray(0, length);
	return broken ? { bytes: decoded, problem: "holds broken quoted-printable" } : { bytes: decoded };
}
