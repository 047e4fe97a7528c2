/** XML as WebDAV needs it: small request bodies read whole, answers written piece by piece. */
import type { IncomingMessage } from "node:http";
import { toTextStrict } from "../../base/bytes.ts";
import { Refusal } from "./refusal.ts";

/** The namespace of RFC 4918. Answers bind it to the prefix `D`. */
export const DAV = "DAV:";

/** An element with its namespace; "" is none. */
export interface Element {
	readonly namespace: string;
	/** Without the prefix. */
	readonly name: string;
	readonly prefix: string;
	/** Those with a prefix (`xml:lang`, `x:y`) under their full names, with the namespace of the prefix. */
	readonly attributes: readonly { name: string; namespace: string; value: string }[];
	readonly children: (Element | string)[];
	/** What `xml:lang` says, here or above. */
	readonly language: string | undefined;
}

/** Longest body that is read: property values are small. */
const BODY_LIMIT = 256 * 1024;
/** Deepest nesting. */
const DEPTH_LIMIT = 64;
const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";

const malformed = (why: string) => new Refusal(400, `the body is not the XML that is needed: ${why}`);

/** A request's body as it comes. Who stops reading can still answer: the connection stays. */
export function chunksOf(request: IncomingMessage): AsyncIterable<Buffer> {
	return request.iterator({ destroyOnReturn: false });
}

/** The bytes of a request's body. @throws Refusal 413 */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = [];
	let size = 0;
	for await (const part of chunksOf(request)) {
		size += part.length;
		if (size > BODY_LIMIT) throw new Refusal(413, "the body is too large", { headers: { Connection: "close" } });
		parts.push(part);
	}
	return Buffer.concat(parts);
}

/**
 * The root element of a document. Neither document types nor entities other than XML's own five are taken.
 * @throws Refusal 400
 */
export async function parseXml(bytes: Uint8Array): Promise<Element> {
	const text = toTextStrict(bytes)?.replace(/^\ufeff/, "");
	if (text === undefined) throw malformed("it is not UTF-8");
	const { Parser } = await import("htmlparser2");
	const open: { element: Element; scope: ReadonlyMap<string, string> }[] = [];
	let root: Element | undefined;
	const parser = new Parser(
		{
			onopentag(name, attributes) {
				if (open.length === DEPTH_LIMIT) throw malformed("it is nested too deeply");
				const above = open.at(-1);
				if (above === undefined && root !== undefined) throw malformed("it has more than one root");
				const scope = scopeOf(attributes, above?.scope ?? new Map([["xml", XML_NAMESPACE]]));
				const [prefix, local] = splitName(name);
				const element: Element = {
					namespace: namespaceOf(prefix, scope),
					name: local,
					prefix,
					attributes: Object.entries(attributes)
						.filter(([key]) => !/^xmlns(:|$)/.test(key))
						.map(([key, value]) => {
							const [before] = splitName(key);
							return { name: key, value, namespace: before === "" ? "" : namespaceOf(before, scope) };
						}),
					children: [],
					language: attributes["xml:lang"] ?? above?.element.language,
				};
				above?.element.children.push(element);
				root ??= element;
				open.push({ element, scope });
			},
			ontext(data) {
				const above = open.at(-1)?.element;
				if (above !== undefined) above.children.push(data);
				else if (data.trim() !== "") throw malformed("there is text outside its root");
			},
			onclosetag(name, isImplied) {
				// A self-closing element counts as implied, too; but it ends here.
				const isClosed = !isImplied || text.slice(parser.endIndex - 1, parser.endIndex + 1) === "/>";
				if (!isClosed) throw malformed(`<${name}> is not closed`);
				open.pop();
			},
			onprocessinginstruction(name) {
				if (name.startsWith("!")) throw malformed("it has a document type");
			},
		},
		{ xmlMode: true, decodeEntities: true },
	);
	parser.end(text);
	if (root === undefined) throw malformed("there is no element");
	return root;
}

function splitName(name: string): [prefix: string, local: string] {
	const [first = "", second, ...more] = name.split(":");
	if (second === undefined) return ["", first];
	if (first === "" || second === "" || more.length > 0) throw malformed(`'${name}' is not a name`);
	return [first, second];
}

function scopeOf(attributes: Record<string, string>, above: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
	const own = Object.entries(attributes).filter(([key]) => /^xmlns(:|$)/.test(key));
	if (own.length === 0) return above;
	const scope = new Map(above);
	for (const [key, value] of own) {
		const prefix = key.slice("xmlns:".length);
		// Namespaces in XML 1.0, section 5: only the default namespace can be taken back.
		if (key !== "xmlns" && (value === "" || prefix === ""))
			throw malformed(`the prefix '${prefix}' stands for nothing`);
		scope.set(prefix, value);
	}
	return scope;
}

function namespaceOf(prefix: string, scope: ReadonlyMap<string, string>): string {
	const namespace = scope.get(prefix);
	if (namespace === undefined && prefix !== "") throw malformed(`the prefix '${prefix}' is not declared`);
	return namespace ?? "";
}

/** The child elements, in a namespace and of a name where given. */
export function childrenOf(element: Element, name?: string, namespace = DAV): Element[] {
	return element.children.filter(
		(child): child is Element =>
			typeof child !== "string" && (name === undefined || (child.name === name && child.namespace === namespace)),
	);
}

/** All text within. */
export function textOf(element: Element): string {
	return element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

/** The children as XML that stands for itself wherever it is put. */
export function contentXml(element: Element): string {
	return element.children.map((child) => (typeof child === "string" ? escapeXml(child) : elementXml(child))).join("");
}

function elementXml(element: Element): string {
	const { prefix, name, namespace, attributes } = element;
	const declared = new Map([[prefix, namespace]]);
	let more = "";
	for (const attribute of attributes) {
		const [before] = splitName(attribute.name);
		if (before !== "" && before !== "xml") declared.set(before, attribute.namespace);
		more += ` ${attribute.name}="${escapeXml(attribute.value)}"`;
	}
	const declarations = [...declared]
		.map(([each, uri]) => ` ${each === "" ? "xmlns" : `xmlns:${each}`}="${escapeXml(uri)}"`)
		.join("");
	const tag = prefix === "" ? name : `${prefix}:${name}`;
	return `<${tag}${declarations}${more}>${contentXml(element)}</${tag}>`;
}

/** An element of any namespace around XML. */
export function wrapXml(namespace: string, name: string, content = "", attributes = ""): string {
	const [tag, declaration] =
		namespace === DAV
			? [`D:${name}`, ""]
			: namespace === ""
				? [name, ' xmlns=""']
				: [`x:${name}`, ` xmlns:x="${escapeXml(namespace)}"`];
	return content === ""
		? `<${tag}${declaration}${attributes}/>`
		: `<${tag}${declaration}${attributes}>${content}</${tag}>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

/** Text as XML or HTML, in elements and attributes alike; what XML 1.0 cannot hold at all is U+FFFD. */
export function escapeXml(text: string): string {
	return text
		.replace(/[&<>"']/g, (char) => ESCAPES[char] as string)
		.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}

/** The first line of every XML answer. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';
