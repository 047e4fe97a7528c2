/** Signatures and encryption: recognised here; `verifySecurity` asks the host's programs about them. */
import { unpack } from "./bytes-of.ts";
import { pkcs7State } from "./pkcs7.ts";
import type { Part, Security } from "./types.ts";

/** What a part says of itself (RFC 1847, 3156, 8551), or undefined. */
export function securityOf(source: Uint8Array, part: Part): Security | undefined {
	const { type, path } = part;
	if (type === "multipart/signed" || type === "multipart/encrypted") {
		const protocol = (
			part.parameters.protocol ??
			part.children[type === "multipart/signed" ? 1 : 0]?.type ??
			""
		).toLowerCase();
		return {
			kind: /pkcs7|smime/.test(protocol) ? "smime" : "pgp",
			state: type === "multipart/signed" ? "signed" : "encrypted",
			part: path,
		};
	}
	if (isPkcs7(type) || (type === "application/octet-stream" && /\.p7[mc]$/i.test(part.fileName ?? ""))) {
		const declared = part.parameters["smime-type"]?.toLowerCase() ?? "";
		const state = SMIME_TYPES[declared] ?? pkcs7State(unpack(source, part).bytes) ?? "encrypted";
		return { kind: "smime", state, part: path };
	}
	if (type === "application/pgp-keys") return { kind: "pgp", state: "key", part: path };
	if (type === "application/pgp")
		return { kind: "pgp", state: part.parameters["x-action"]?.startsWith("sign") ? "signed" : "encrypted", part: path };
	return undefined;
}

const SMIME_TYPES: Readonly<Record<string, Security["state"]>> = {
	__proto__: null as never,
	"signed-data": "signed",
	"enveloped-data": "encrypted",
	"authenveloped-data": "encrypted",
	"compressed-data": "compressed",
	"certs-only": "certificates",
};

/** Whether a type is that of S/MIME (RFC 8551, 3.2), as it is or as it was. */
export function isPkcs7(type: string): boolean {
	return type === "application/pkcs7-mime" || type === "application/x-pkcs7-mime";
}

const INLINE: readonly (readonly [mark: string, state: Security["state"]])[] = [
	["-----BEGIN PGP SIGNED MESSAGE-----", "signed"],
	["-----BEGIN PGP MESSAGE-----", "encrypted"],
	["-----BEGIN PGP PUBLIC KEY BLOCK-----", "key"],
];

/** What OpenPGP a text holds (RFC 9580, 6.2 and 7), at the start of a line. */
export function inlinePgp(text: string, path: string): Security | undefined {
	if (!text.includes("-----BEGIN PGP ")) return undefined;
	const found = INLINE.find(([mark]) => text.startsWith(mark) || text.includes(`\n${mark}`));
	return found === undefined ? undefined : { kind: "pgp", state: found[1], part: path };
}

/** A text without the marks of a signature around what is signed, and without the signature. Line ends are `\n`. */
export function withoutInlineSignature(text: string): string {
	const mark = INLINE[0]![0];
	const begin = text.startsWith(mark) ? 0 : text.indexOf(`\n${mark}`) + 1;
	const headersEnd = text.indexOf("\n\n", begin);
	const signature = text.indexOf("\n-----BEGIN PGP SIGNATURE-----", headersEnd);
	const close = "-----END PGP SIGNATURE-----";
	const end = text.indexOf(close, signature);
	if (headersEnd < 0 || signature < 0 || end < 0) return text;
	const signed = text.slice(headersEnd + 2, signature + 1).replace(/^- /gm, "");
	return text.slice(0, begin) + signed + text.slice(end + close.length).replace(/^\n/, "");
}
