/** Bytes to text, by the character set that was declared and by what the bytes show. */
import { isAscii, isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import { decode as decodeOld, encodingExists } from "iconv-lite";
import { decodeHz, decodeKorean7, decodeUtf7 } from "./shifted.ts";

/** Names that `TextDecoder` does not know, or means otherwise, and what they are. "" : nothing is known. */
const ALIASES: Readonly<Record<string, string>> = {
	__proto__: null as never,
	ascii: "us-ascii",
	"ansi_x3.4-1968": "us-ascii",
	"us-ascii": "us-ascii",
	us_ascii: "us-ascii",
	iso646: "us-ascii",
	"iso-646-us": "us-ascii",
	"ansi_x3.110-1983": "us-ascii",
	ansi: "windows-1252",
	utf8: "utf-8",
	utf_8: "utf-8",
	"utf-8n": "utf-8",
	cesu8: "utf-8",
	"cesu-8": "utf-8",
	utf8mb4: "utf-8",
	"unicode-1-1-utf-8": "utf-8",
	"iso-8859-1": "windows-1252",
	"iso8859-1": "windows-1252",
	iso_8859_1: "windows-1252",
	"iso_8859-1": "windows-1252",
	"iso-8859-1-windows-3.1-latin-1": "windows-1252",
	latin1: "windows-1252",
	latin_1: "windows-1252",
	"latin-1": "windows-1252",
	l1: "windows-1252",
	cp1252: "windows-1252",
	"cp-1252": "windows-1252",
	win1252: "windows-1252",
	"win-1252": "windows-1252",
	"windows-1252": "windows-1252",
	windows1252: "windows-1252",
	cp819: "windows-1252",
	ibm819: "windows-1252",
	gb2312: "gb18030",
	"gb2312-80": "gb18030",
	gb_2312: "gb18030",
	"gb_2312-80": "gb18030",
	"euc-cn": "gb18030",
	gbk: "gb18030",
	"x-gbk": "gb18030",
	cp936: "gb18030",
	ms936: "gb18030",
	"windows-936": "gb18030",
	"hz-gb-2312": "hz",
	hz: "hz",
	"iso-2022-kr": "iso-2022-kr",
	csiso2022kr: "iso-2022-kr",
	"ks_c_5601-1987": "euc-kr",
	ks_c_5601: "euc-kr",
	"ks_c_5601-1992": "euc-kr",
	ksc5601: "euc-kr",
	"x-windows-949": "euc-kr",
	cp949: "euc-kr",
	ms949: "euc-kr",
	uhc: "euc-kr",
	"x-sjis": "shift_jis",
	cp932: "shift_jis",
	ms932: "shift_jis",
	"windows-932": "shift_jis",
	"shift-jis": "shift_jis",
	shiftjis: "shift_jis",
	"iso-2022-jp-1": "iso-2022-jp",
	"iso-2022-jp-2": "iso-2022-jp",
	"iso-2022-jp-3": "iso-2022-jp",
	"iso-2022-jp-ms": "iso-2022-jp",
	jis: "iso-2022-jp",
	"euc-tw": "big5",
	cp950: "big5",
	"big5-hkscs": "big5",
	"windows-950": "big5",
	"utf-7": "utf-7",
	utf7: "utf-7",
	"unicode-1-1-utf-7": "utf-7",
	"x-unicode-1-1-utf-7": "utf-7",
	"utf-16": "utf-16",
	utf16: "utf-16",
	unicode: "utf-16",
	ucs2: "utf-16",
	"ucs-2": "utf-16",
	"iso-10646-ucs-2": "utf-16",
	"cp-850": "cp850",
	ibm850: "cp850",
	ibm437: "cp437",
	tis620: "windows-874",
	"tis-620": "windows-874",
	"iso-8859-8-i": "iso-8859-8",
	"iso-8859-8-e": "iso-8859-8",
	"iso-8859-6-i": "iso-8859-6",
	"iso-8859-6-e": "iso-8859-6",
	"": "",
	"unknown-8bit": "",
	"x-unknown": "",
	unknown: "",
	"8bit": "",
	"7bit": "",
	binary: "",
	none: "",
	default: "",
	default_charset: "",
	"x-user-defined": "",
	"%charset%": "",
	_charset_: "",
};

/** Whether bytes below 0x80 are not always ASCII in a character set, by its canonical name. */
export const isShifted = (charset: string): boolean => SHIFTED.has(charset);

/** Character sets in which bytes below 0x80 are not always ASCII. */
const SHIFTED = new Set([
	"utf-16",
	"utf-16le",
	"utf-16be",
	"utf-32",
	"utf-32le",
	"utf-32be",
	"utf-7",
	"utf-7-imap",
	"iso-2022-jp",
	"iso-2022-kr",
	"hz",
]);

/** 0x80 to 0x9F of windows-1252 (WHATWG Encoding, index-windows-1252); Node's own decoder takes it for ISO-8859-1. */
const C1 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

export interface Decoded {
	readonly text: string;
	/** What was wrong with the declaration: a clause that follows the name of what was decoded. */
	readonly problem?: string;
}

/** The canonical name of a character set as mail and cards declare it: without quotes, blanks, language (RFC 2231, 5). */
export function charsetName(label: string): string {
	const bare = label
		.trim()
		.replace(/^["']+|["']+$/g, "")
		.replace(/\*.*$/s, "")
		.trim()
		.toLowerCase();
	const known = ALIASES[bare];
	if (known !== undefined) return known;
	return /^(?:cp|win|windows)[-_]?(125\d)$/.test(bare) ? `windows-${bare.slice(-4)}` : bare;
}

/** The text of bytes that claim to be in `label` (undefined or "": nothing is declared). Never throws. */
export function decodeText(bytes: Uint8Array, label: string | undefined): Decoded {
	const charset = label === undefined ? "" : charsetName(label);
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	const marked = byMark(buffer);
	if (marked !== undefined) return { text: marked };
	if (isAscii(buffer) && !SHIFTED.has(charset)) return { text: buffer.toString("latin1") };
	if (charset === "" || charset === "us-ascii" || charset === "utf-8" || charset === "windows-1252")
		return western(buffer, charset);
	try {
		const text = decodeAs(buffer, charset);
		if (text !== undefined) return { text };
	} catch {
		// A label that no decoder takes.
	}
	const guessed = western(buffer, "");
	return { text: guessed.text, problem: `declares the unknown character set ${JSON.stringify(charset.slice(0, 40))}` };
}

/** UTF-8 where the bytes are, else windows-1252: one declares the other often enough. */
function western(buffer: Buffer, charset: string): Decoded {
	if (isUtf8(buffer)) {
		const text = buffer.toString("utf8");
		return charset === "windows-1252" ? { text, problem: "declares ISO-8859-1 but is UTF-8" } : { text };
	}
	if (charset === "utf-8") {
		const lenient = buffer.toString("utf8");
		if (/[^\x00-\x7f\ufffd]/.test(lenient)) return { text: lenient, problem: "declares UTF-8 but holds other bytes" };
		return { text: windows1252(buffer.toString("latin1")), problem: "declares UTF-8 but is not" };
	}
	const text = windows1252(buffer.toString("latin1"));
	return charset === "windows-1252"
		? { text }
		: { text, problem: "holds bytes of a character set that it does not declare" };
}

/** The text of a string of bytes (latin1) in windows-1252. */
export function windows1252(latin1: string): string {
	return latin1.replace(/[\x80-\x9f]/g, (char) => C1[char.charCodeAt(0) - 0x80] ?? char);
}

/** What a byte-order mark says, which no declaration outweighs. */
function byMark(buffer: Buffer): string | undefined {
	if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) {
		return isUtf8(buffer) ? buffer.toString("utf8", 3) : undefined;
	}
	if (buffer[0] === 0xff && buffer[1] === 0xfe) return decoder("utf-16le").decode(buffer);
	if (buffer[0] === 0xfe && buffer[1] === 0xff) return decoder("utf-16be").decode(buffer);
	return undefined;
}

function decodeAs(buffer: Buffer, charset: string): string | undefined {
	if (charset === "utf-7") return decodeUtf7(buffer.toString("latin1"));
	if (charset === "hz") return decoder("gb18030").decode(decodeHz(buffer));
	if (charset === "iso-2022-kr") return decoder("euc-kr").decode(decodeKorean7(buffer));
	// Two escapes in a row are an error of the Web's decoder; joined words and careless programs have them.
	if (charset === "iso-2022-jp")
		return decoder(charset).decode(Buffer.from(buffer.toString("latin1").replace(/\x1b\([BJ](?=\x1b)/g, ""), "latin1"));
	if (charset === "utf-16") return decoder(utf16Order(buffer)).decode(buffer);
	const native = decoderOr(charset);
	if (native !== undefined) return native.decode(buffer);
	return encodingExists(charset) ? decodeOld(buffer, charset) : undefined;
}

/** Big-endian, says RFC 2781, 4.3; but where the zero bytes of ASCII lie tells what the sender did. */
function utf16Order(buffer: Buffer): "utf-16le" | "utf-16be" {
	let odd = 0;
	let even = 0;
	for (let at = 0; at + 1 < Math.min(buffer.length, 1000); at += 2) {
		if (buffer[at] === 0) even++;
		if (buffer[at + 1] === 0) odd++;
	}
	return odd > even ? "utf-16le" : "utf-16be";
}

const decoders = new Map<string, TextDecoder | undefined>();

function decoderOr(charset: string): TextDecoder | undefined {
	if (!decoders.has(charset) && decoders.size < 200) {
		try {
			decoders.set(charset, new TextDecoder(charset));
		} catch {
			decoders.set(charset, undefined);
		}
	}
	return decoders.get(charset);
}

function decoder(charset: string): TextDecoder {
	return decoderOr(charset) ?? new TextDecoder(charset);
}

/** Text of undeclared bytes in a header (a latin1 string): UTF-8 (RFC 6532), else what the message declares, else windows-1252. */
export function decodeHeaderBytes(latin1: string, declared = ""): string {
	const buffer = Buffer.from(latin1, "latin1");
	if (isUtf8(buffer)) return buffer.toString("utf8");
	const charset = charsetName(declared);
	if (charset === "" || charset === "utf-8" || charset === "us-ascii" || SHIFTED.has(charset))
		return windows1252(latin1);
	return decodeText(buffer, charset).text;
}
