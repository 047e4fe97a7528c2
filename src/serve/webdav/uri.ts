/** Paths of the tree as URIs: percent-encoded once, decoded once. */
import { rawBytes, rawText } from "../../base/raw-text.ts";
import { resolvePath } from "../../vfs/index.ts";
import { Refusal } from "./refusal.ts";

/** The path part of a URI. That of a collection ends in a slash (RFC 4918, section 5.2). */
export function hrefOf(path: string, isCollection: boolean): string {
	const href = path.split("/").map(encodeName).join("/");
	return isCollection && path !== "/" ? `${href}/` : href;
}

/** A name of which every byte but the unreserved ones (RFC 3986, section 2.3) is percent-encoded. */
export function encodeName(name: string): string {
	if (/^[\w.~-]*$/.test(name)) return name;
	let encoded = "";
	for (const byte of rawBytes(name)) {
		const char = String.fromCharCode(byte);
		encoded += /[\w.~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
	}
	return encoded;
}

/**
 * The path that a request target or a URI of this server means. As Node hands it out: each character is a byte.
 * @throws Refusal 400 for what is no path of the tree
 */
export function pathOf(target: string): string {
	const [encoded = ""] = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").split("?");
	if (encoded.includes("#")) throw new Refusal(400, "a request has no fragment");
	if (encoded !== "" && !encoded.startsWith("/")) throw new Refusal(400, "this is not an absolute path");
	return resolvePath(`/${encoded.split("/").map(decodeName).join("/")}`);
}

/** @throws Refusal 400 */
function decodeName(segment: string): string {
	if (/%(?![0-9a-f]{2})/i.test(segment)) throw new Refusal(400, "a percent sign stands before two hexadecimal digits");
	const bytes = segment.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
	if (bytes.includes("\0") || bytes.includes("/")) throw new Refusal(400, "a name holds neither NUL nor a slash");
	if (bytes === "..") throw new Refusal(400, "`..` does not lead anywhere here");
	return rawText(Buffer.from(bytes, "latin1"));
}

/** Whether a URI that a header holds is one of this server, which the client calls `host`; a path alone is. */
export function isOwn(uri: string, host: string): boolean {
	const authority = /^https?:\/\/([^/?#]*)/i.exec(uri)?.[1];
	if (authority === undefined) return uri.startsWith("/");
	const bare = authority.slice(authority.lastIndexOf("@") + 1);
	return withoutDefaultPort(bare) === withoutDefaultPort(host);
}

function withoutDefaultPort(authority: string): string {
	return authority.toLowerCase().replace(/:(80|443)$/, "");
}
