/** Signatures and encryption: recognised here; `verifySecurity` asks the host's programs about them. */
import type { Part, Security } from "./types.ts";

/** What a part says of itself, or undefined. */
export function securityOf(_source: Uint8Array, part: Part): Security | undefined {
	const protocol = part.parameters.protocol?.toLowerCase() ?? "";
	if (part.type === "multipart/signed")
		return { kind: protocol.includes("pgp") ? "pgp" : "smime", state: "signed", part: part.path };
	if (part.type === "multipart/encrypted")
		return { kind: protocol.includes("pkcs7") ? "smime" : "pgp", state: "encrypted", part: part.path };
	return undefined;
}
