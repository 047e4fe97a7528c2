/** `value; name=value` (RFC 2045, 5.1; RFC 2231), as Content-Type and Content-Disposition have it. */
import { charsetName, decodeText } from "../../../src/base/charset.ts";
import { decodeWords } from "./encoded-words.ts";

export interface Parameterized {
	/** Before the first `;`, lower case, without comments. */
	readonly value: string;
	/** Names in lower case; values decoded. */
	readonly parameters: Readonly<Record<string, string>>;
}

const MAX_PARAMETERS = 100;

/** Short fields that were read lately: `text/plain; charset=utf-8` stands in most mails. */
const lately = new Map<string, Parameterized>();
const MOST_LATELY = 200;

/** Read it leniently: unquoted values may hold blanks, quotes may be left open. Linear time. */
export function readParameters(field: string): Parameterized {
	if (field.length > 60) return parse(field);
	const known = lately.get(field);
	if (known !== undefined) return known;
	// A copy: a part of a string holds all of it, a whole source.
	const own = Buffer.from(field).toString();
	const read = parse(own);
	if (lately.size >= MOST_LATELY) lately.clear();
	lately.set(own, read);
	return read;
}

function parse(field: string): Parameterized {
	const [head, ...rest] = split(field);
	const parameters: Record<string, string> = Object.create(null);
	const pieces = new Map<string, Piece[]>();
	for (const text of rest.slice(0, MAX_PARAMETERS)) {
		const equals = text.indexOf("=");
		if (equals < 0) continue;
		const name = text.slice(0, equals).trim().toLowerCase();
		const value = unquoted(text.slice(equals + 1).trim());
		const star = name.indexOf("*");
		if (name === "") continue;
		if (star < 0) {
			if (!(name in parameters)) parameters[name] = value.includes("=?") ? decodeWords(value) : value;
			continue;
		}
		const match = /^\*(\d{0,4})(\*?)$/.exec(name.slice(star));
		if (match === null) continue;
		const base = name.slice(0, star);
		const list = pieces.get(base) ?? [];
		if (list.length === 0) pieces.set(base, list);
		// `name*=` is encoded; `name*0=` is not; `name*0*=` is.
		list.push({ index: Number(match[1] || 0), isEncoded: match[1] === "" || match[2] === "*", value });
	}
	// The extended form outweighs the plain one (RFC 6266, 4.3).
	for (const [name, list] of pieces) parameters[name] = joined(list);
	return { value: (head ?? "").trim().toLowerCase(), parameters };
}

interface Piece {
	readonly index: number;
	readonly isEncoded: boolean;
	readonly value: string;
}

/** Continuations in the order of their numbers; bytes first, then characters, as one may be split among them. */
function joined(list: Piece[]): string {
	const ordered = list.toSorted((one, other) => one.index - other.index);
	let charset: string | undefined;
	const bytes: Buffer[] = [];
	for (const [at, piece] of ordered.entries()) {
		if (!piece.isEncoded) {
			bytes.push(Buffer.from(piece.value.includes("=?") ? decodeWords(piece.value) : piece.value));
			continue;
		}
		let value = piece.value;
		if (at === 0) {
			const parts = /^([^']*)'[^']*'(.*)$/s.exec(value);
			if (parts !== null) {
				charset = charsetName(parts[1] ?? "");
				value = parts[2] ?? "";
			}
		}
		bytes.push(percentDecoded(value));
	}
	return decodeText(Buffer.concat(bytes), charset ?? "").text;
}

function percentDecoded(value: string): Buffer {
	if (!value.includes("%")) return Buffer.from(value);
	const latin = Buffer.from(value).toString("latin1");
	return Buffer.from(
		latin.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
		"latin1",
	);
}

/** At semicolons outside of quotes and comments, which are left out. */
function split(field: string): string[] {
	if (!field.includes('"') && !field.includes("(")) return field.split(";");
	const items: string[] = [];
	let item = "";
	let from = 0;
	let depth = 0;
	let quoted = false;
	for (let at = 0; at < field.length; at++) {
		const char = field.charCodeAt(at);
		if (char === 92 && (quoted || depth > 0)) at++;
		else if (depth > 0) {
			if (char === 40) depth++;
			else if (char === 41 && --depth === 0) from = at + 1;
		} else if (char === 34) {
			if (quoted || isValueStart(field, at)) quoted = !quoted;
		} else if (quoted) continue;
		else if (char === 40 && isCommentStart(field, at)) {
			item += field.slice(from, at);
			depth = 1;
		} else if (char === 59) {
			items.push(item + field.slice(from, at));
			item = "";
			from = at + 1;
		}
	}
	// A quote or comment that is never closed is none: what follows it is read without.
	if (quoted) return [...items, ...(item + field.slice(from)).replace(/"/g, "").split(";")];
	items.push(depth > 0 ? item : item + field.slice(from));
	return items;
}

function isValueStart(field: string, at: number): boolean {
	const before = field.slice(Math.max(0, at - 4), at).trimEnd();
	return before.endsWith("=") || before === "" || before.endsWith(";");
}

/** `name=a (1).pdf`, unquoted, is a name; a comment stands after a blank and before `;` or the end. */
function isCommentStart(field: string, at: number): boolean {
	const close = field.indexOf(")", at);
	if (close < 0) return false;
	return (
		/^\s*(?:;|$|[!-~]+=)/.test(field.slice(close + 1, close + 60)) ||
		!/=[^;"]*$/.test(field.slice(Math.max(0, at - 200), at))
	);
}

function unquoted(value: string): string {
	if (!value.startsWith('"')) return value.replace(/^'(.*)'$/s, "$1");
	let out = "";
	let at = 1;
	for (; at < value.length; at++) {
		const char = value.charAt(at);
		if (char === '"') break;
		// Windows paths are written unescaped: a backslash escapes quotes and backslashes only.
		if (char === "\\" && (value[at + 1] === '"' || value[at + 1] === "\\")) at++;
		out += value.charAt(at);
	}
	return out;
}
