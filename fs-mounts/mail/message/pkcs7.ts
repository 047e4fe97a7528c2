/** Cryptographic Message Syntax (RFC 5652), as far as it takes to tell what it is and to read what is signed and not encrypted. */
import type { Security } from "./types.ts";

/** The last byte of the object identifier 1.2.840.113549.1.7.n (and of id-ct-compressedData, authEnvelopedData below 1.9.16.1). */
const STATES: readonly (readonly [hex: string, state: Security["state"]])[] = [
	["2a864886f70d010702", "signed"],
	["2a864886f70d010703", "encrypted"],
	["2a864886f70d010706", "encrypted"],
	["2a864886f70d0109100117", "encrypted"],
	["2a864886f70d0109100109", "compressed"],
];

/** What the bytes of an application/pkcs7-mime part are; undefined when they do not tell. */
export function pkcs7State(bytes: Buffer): Security["state"] | undefined {
	const head = bytes.toString("hex", 0, 40);
	return STATES.find(([oid]) => head.includes(oid))?.[1];
}

interface Element {
	readonly tag: number;
	readonly start: number;
	readonly end: number;
	/** Where the next element begins. */
	readonly next: number;
}

const DEEPEST = 20;

/** The content that SignedData encloses; undefined when there is none (a detached signature, only certificates), or it is not BER. */
export function signedContent(bytes: Buffer): Buffer | undefined {
	const info = children(bytes, element(bytes, 0, bytes.length));
	const signed = info === undefined ? undefined : children(bytes, children(bytes, info[1])?.[0]);
	const enclosed = signed?.find(({ tag }) => tag === 0x30);
	const content = children(bytes, children(bytes, enclosed)?.[1])?.[0];
	if (content === undefined) return undefined;
	const pieces: Buffer[] = [];
	octets(bytes, content, pieces, 0);
	return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
}

/** An octet string, in one piece or several (BER). */
function octets(bytes: Buffer, from: Element, pieces: Buffer[], depth: number): void {
	if (from.tag === 0x04) pieces.push(bytes.subarray(from.start, from.end));
	else if (from.tag === 0x24 && depth < DEEPEST)
		for (const child of children(bytes, from) ?? []) octets(bytes, child, pieces, depth + 1);
}

function children(bytes: Buffer, of: Element | undefined): Element[] | undefined {
	if (of === undefined || (of.tag & 0x20) === 0) return undefined;
	const found: Element[] = [];
	for (let at = of.start; at < of.end; ) {
		const child = element(bytes, at, of.end);
		if (child === undefined || child.tag === 0) break;
		found.push(child);
		at = child.next;
	}
	return found;
}

/** The element at `at`; one of indefinite length ends where its contents do. */
function element(bytes: Buffer, at: number, end: number, depth = 0): Element | undefined {
	if (at + 2 > end || depth > DEEPEST) return undefined;
	const tag = bytes[at]!;
	const first = bytes[at + 1]!;
	if ((tag & 0x1f) === 0x1f) return undefined;
	if (first < 0x80) return bounded(tag, at + 2, first, end);
	if (first === 0x80) {
		let inner = at + 2;
		while (inner + 2 <= end && !(bytes[inner] === 0 && bytes[inner + 1] === 0)) {
			const child = element(bytes, inner, end, depth + 1);
			if (child === undefined) return { tag, start: at + 2, end, next: end };
			inner = child.next;
		}
		return { tag, start: at + 2, end: Math.min(inner, end), next: Math.min(inner + 2, end) };
	}
	const size = first & 0x7f;
	if (size > 4 || at + 2 + size > end) return undefined;
	return bounded(tag, at + 2 + size, bytes.readUIntBE(at + 2, size), end);
}

function bounded(tag: number, start: number, length: number, end: number): Element {
	const stop = Math.min(start + length, end);
	return { tag, start, end: stop, next: stop };
}
