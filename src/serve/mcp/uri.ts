/** Paths of the tree as URIs of MCP resources: `desk:///notes/a%20b.md`. Percent-encoded once, decoded once. */
import { DeskError } from "../../base/errors.ts";
import { rawText } from "../../base/raw-text.ts";
import { encodeName } from "../webdav/uri.ts";

const PREFIX = "desk:///";
/** Characters of a URI; the path itself has its own limit. */
const LIMIT = 32 * 1024;

/** The URI of a path. */
export function uriOf(path: string): string {
	return `desk://${path.split("/").map(encodeName).join("/")}`;
}

/** The path that a URI names. @throws DeskError EINVAL for what is no URI of this tree, or is written so as to lead elsewhere */
export function pathOfUri(uri: string): string {
	const refuse = (what: string) =>
		new DeskError("EINVAL", what, {
			at: uri.length > 100 ? `${uri.slice(0, 100)}…` : uri,
			todo: "write URIs as desk:///notes/idea.md",
		});
	if (uri.length > LIMIT) throw refuse("the URI is too long");
	if (uri.slice(0, PREFIX.length).toLowerCase() !== PREFIX) throw refuse("this is no URI of a desk");
	const rest = uri.slice(PREFIX.length);
	if (/[?#]/.test(rest))
		throw refuse("the URI of a file has no query and no fragment (a `?` in a name is %3F, a `#` is %23)");
	if (rest === "") return "/";
	const names = rest
		.replace(/\/$/, "")
		.split("/")
		.map((segment) => {
			if (/%(?![0-9a-f]{2})/i.test(segment)) throw refuse("a percent sign stands before two hexadecimal digits");
			const name = decodeName(segment);
			if (name === "" || name === "." || name === "..") throw refuse(`a name is not '${name}'`);
			if (name.includes("/") || name.includes("\0")) throw refuse("a name holds neither a slash nor NUL");
			return name;
		});
	return `/${names.join("/")}`;
}

/** The name that a segment stands for; any byte may be percent-encoded. */
function decodeName(segment: string): string {
	if (!segment.includes("%")) return segment;
	const bytes = segment.split(/%(..)/).map((part, at) => Buffer.from(part, at % 2 === 1 ? "hex" : "utf8"));
	return rawText(Buffer.concat(bytes));
}
