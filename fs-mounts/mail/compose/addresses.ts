/** Addresses as a person writes them in a draft: strict, unlike those of mail that came in. */
import { domainToASCII } from "node:url";

/** A mailbox: a name for people, which may be empty, and an address. */
export interface Address {
	readonly name: string;
	/** `local@domain`, as written. */
	readonly address: string;
}

/** What no header value may hold: control characters, line and paragraph separators, halves of characters. */
export const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** RFC 5321 4.5.3.1: octets of a local part, a domain, a path without its brackets; and characters of a name, which has to fit a line. */
const MAX = { local: 64, domain: 255, address: 254, name: 250 };
/** RFC 5322 3.2.3 with RFC 6532: what needs no quotes in a local part. */
const ATOM = "[\\w!#$%&'*+/=?^`{|}~\\-\\u{a0}-\\u{10ffff}]+";
const DOT_ATOM = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, "u");
const QUOTED_LOCAL = /^"(?:[^"\\]|\\.)*"$/su;
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
/** RFC 5321 4.1.3. */
const LITERAL = /^\[(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|IPv6:[\da-f:.]{2,45})\]$/i;

/** Whether a text is an address that can be sent to: RFC 5321 with the letters of RFC 6531; no comments, no route. */
export function isAddress(text: string): boolean {
	const at = text.endsWith("]") ? text.lastIndexOf("@[") : text.lastIndexOf("@");
	if (at < 1 || UNSAFE.test(text) || Buffer.byteLength(text) > MAX.address) return false;
	const local = text.slice(0, at);
	if (Buffer.byteLength(local) > MAX.local || !(DOT_ATOM.test(local) || QUOTED_LOCAL.test(local))) return false;
	return isDomain(text.slice(at + 1));
}

function isDomain(domain: string): boolean {
	if (LITERAL.test(domain)) return true;
	// `domainToASCII` reads as a browser does, which takes `1` for an address and drops what it does not know.
	const ascii = /^[\x20-\x7e]*$/.test(domain) ? domain : domainToASCII(domain);
	return ascii !== "" && ascii.length <= MAX.domain && ascii.split(".").every((label) => LABEL.test(label));
}

/**
 * The addresses of a header field or a line of front matter: parted by commas or semicolons that stand in no quotes, brackets or
 * parentheses. Empty ones are left out.
 */
export function splitAddresses(text: string): string[] {
	const parts: string[] = [];
	let part = "";
	let closes = "";
	for (let at = 0; at < text.length; at++) {
		const char = text[at] ?? "";
		if (closes === "" && (char === "," || char === ";")) {
			parts.push(part);
			part = "";
			continue;
		}
		part += char;
		if (char === "\\" && closes === '"') part += text[++at] ?? "";
		else if (char === closes) closes = "";
		else if (closes === "") closes = CLOSING[char] ?? "";
	}
	return [...parts, part].map((address) => address.trim()).filter((address) => address !== "");
}

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "<": ">", "(": ")" };

/**
 * `ann@example.com`, `Ann Example <ann@example.com>`, `"Example, Ann" <…>` or `ann@example.com (Ann)`; undefined for what is none of
 * them, and for names that would not arrive as they are written: encoded words, or longer than a line.
 */
export function parseAddress(text: string): Address | undefined {
	if (UNSAFE.test(text)) return undefined;
	const trimmed = text.trim();
	const [name, address] = bracketed(trimmed) ?? commented(trimmed) ?? ["", trimmed];
	const plain = nameOf(name);
	if (plain === undefined || plain.length > MAX.name || plain.includes("=?") || !isAddress(address)) return undefined;
	return { name: plain, address };
}

/** By hand: expressions for it take quadratic time on blanks. */
function bracketed(text: string): [string, string] | undefined {
	const open = text.lastIndexOf("<");
	if (open < 0 || !text.endsWith(">")) return undefined;
	return [text.slice(0, open).trim(), text.slice(open + 1, -1).trim()];
}

/** The form before RFC 822's brackets: the name is a comment. */
function commented(text: string): [string, string] | undefined {
	const found = /^([^\s()<>"]+)\s*\(([^()]*)\)$/u.exec(text);
	return found === null ? undefined : [(found[2] ?? "").trim(), found[1] ?? ""];
}

/** A display name without its quotes; undefined when quotes do not match. */
function nameOf(text: string): string | undefined {
	if (!/["<>]/.test(text)) return text;
	const quoted = /^"((?:[^"\\]|\\.)*)"$/su.exec(text);
	return quoted === null ? undefined : (quoted[1] ?? "").replace(/\\(.)/gsu, "$1").trim();
}

/** An address as it stands in front matter: the name in quotes where it must be. `parseAddress` reads it back. */
export function formatAddress({ name, address }: Address): string {
	if (name === "") return address;
	const plain = /^[^\s"\\,;:<>()[\]@]+(?: [^\s"\\,;:<>()[\]@]+)*$/u.test(name);
	return `${plain ? name : `"${name.replace(/["\\]/g, "\\$&")}"`} <${address}>`;
}

/** What two addresses have in common that reach one mailbox, as far as can be told: no case, domain in ASCII. */
export function addressKey(address: string): string {
	const at = address.lastIndexOf("@");
	if (at < 0) return address.toLowerCase();
	const domain = address.slice(at + 1).toLowerCase();
	const ascii = /^[\x20-\x7e]*$/.test(domain) ? domain : domainToASCII(domain) || domain;
	return `${address.slice(0, at).toLowerCase()}@${ascii}`;
}

/** Each mailbox once, the first of each. `known`: keys that do not come, and that grow by those that do. */
export function distinct(addresses: readonly Address[], known = new Set<string>()): Address[] {
	return addresses.filter(({ address }) => {
		const key = addressKey(address);
		return !known.has(key) && known.add(key);
	});
}
