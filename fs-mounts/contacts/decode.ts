/** Bytes and encodings of vCards: files in other character sets, quoted-printable, base64. */
import { isUtf8 } from "node:buffer";
import { decode, encode } from "iconv-lite";
import { charsetName, type Decoded, decodeText, isShifted } from "../../src/base/charset.ts";
import { rawBytes, rawText } from "../../src/base/raw-text.ts";
import { type ContentLine, isQuotedPrintable, parameterValue, parameterValues } from "../../src/text/index.ts";

/** A file as raw text, and the way back: `encode(text)` of the text itself is the file, byte for byte. */
export interface CardFile {
	readonly text: string;
	encode(text: string): Buffer;
}

/** Read a file's bytes: UTF-8 or any superset of ASCII, and UTF-16 (old address books of macOS) by its mark or its zeros. */
export function readCardFile(bytes: Uint8Array): CardFile {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	for (const charset of ["utf-16le", "utf-16be"]) {
		const [first, second] = charset === "utf-16le" ? [0xff, 0xfe] : [0xfe, 0xff];
		const marked = buffer[0] === first && buffer[1] === second;
		if (!marked && buffer[charset === "utf-16le" ? 1 : 0] !== 0) continue;
		const text = decode(buffer, charset, { stripBOM: false });
		const back = (edited: string) => encode(edited, charset, { addBOM: false });
		if (back(text).equals(buffer)) return { text, encode: back };
	}
	return { text: rawText(buffer), encode: rawBytes };
}

/** Whether a line's value is base64. */
export function isBase64(line: ContentLine): boolean {
	return encodingOf(line) === "base64";
}

/** What a line's value is encoded in; "" for text as it is. vCard 2.1 may leave out `ENCODING=`. */
function encodingOf(line: ContentLine): "base64" | "quoted-printable" | "" {
	if (line.parameters.length === 0) return "";
	const bare = line.parameters.flatMap(({ name, values }) => (name === "" || name === "ENCODING" ? values : []));
	if (bare.some((word) => /^(?:b|base64)$/i.test(word))) return "base64";
	return isQuotedPrintable(line.content) ? "quoted-printable" : "";
}

/** Decode a value: encoding and character set taken off, escapes (`\\,`) still there. What cannot be decoded as declared is shown as far as it can be, and the problem told. */
export function decodeValue(line: ContentLine): Decoded {
	const encoding = encodingOf(line);
	if (encoding === "" && !/[\udc80-\udcff\x1b]/.test(line.value)) return { text: line.value };
	const charset = parameterValue(line, "CHARSET");
	if (encoding === "") return toUnicode(rawBytes(line.value), charset);
	// Only media is told in base64, but for a text that says its character set.
	if (encoding === "base64") {
		if (charset === undefined) return { text: line.value };
		return toUnicode(Buffer.from(line.value, "base64"), charset);
	}
	const bad = /=(?![0-9A-Fa-f]{2})/.exec(line.value);
	const text = toUnicode(quotedPrintable(line.value), charset);
	if (bad === null) return text;
	return { text: text.text, problem: `\`${line.value.slice(bad.index, bad.index + 3)}\` is no quoted-printable` };
}

/** Bytes of a value that is base64 or a `data:` URI (RFC 2397); undefined for a link or what is neither. */
export function mediaBytes(line: ContentLine): { bytes: Buffer; type: string | undefined } | undefined {
	const data = /^\s*data:([^,;]*)((?:;[^,;]*)*?)(;base64)?,/i.exec(
		line.value.slice(0, 1000).replace(/\\([,;])/g, "$1"),
	);
	const type = parameterValues(line, "TYPE").find((word) => !/^(?:pref|home|work)$/i.test(word));
	if (data !== null) {
		const body = line.value.slice(line.value.indexOf(",") + 1);
		const bytes = data[3] === undefined ? Buffer.from(percentDecoded(body), "latin1") : Buffer.from(body, "base64");
		return { bytes, type: data[1] === "" ? undefined : data[1]?.toLowerCase() };
	}
	if (!isBase64(line)) return undefined;
	const bare = line.parameters.find(
		({ name, values }) => name === "" && /^(?:jpe?g|png|gif|bmp|tiff)$/i.test(values[0] ?? ""),
	);
	return { bytes: Buffer.from(line.value, "base64"), type: (type ?? bare?.values[0])?.toLowerCase() };
}

/** Where a base64 value has a character that is none, if it has one. */
export function badBase64(value: string): number | undefined {
	const bad = /[^A-Za-z0-9+/=\s]/.exec(value);
	return bad === null ? undefined : bad.index;
}

function percentDecoded(text: string): string {
	return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function quotedPrintable(value: string): Buffer {
	const bytes = rawBytes(value).toString("latin1");
	return Buffer.from(
		bytes.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
		"latin1",
	);
}

/** The text of bytes. Bytes beyond ASCII that are UTF-8 are that, whatever is declared: programs along the way convert and do not say so. */
function toUnicode(bytes: Buffer, charset: string | undefined): Decoded {
	return !isShifted(charsetName(charset ?? "")) && isUtf8(bytes)
		? { text: bytes.toString("utf8") }
		: decodeText(bytes, charset);
}
