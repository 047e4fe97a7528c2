/** Tags and text of HTML as mail has it: a scanner in linear time that fetches nothing and refuses nothing (HTML Living Standard, 13.2.5, in short). */
import { decodeEntity } from "../../../src/text/index.ts";

export interface HtmlHandler {
	/** `attributes`: as written; see `attributeOf`. Names are lower case. */
	open(name: string, attributes: string): void;
	close(name: string): void;
	/** Character references are decoded. */
	text(text: string): void;
	/** Whether enough was read. */
	readonly isDone: boolean;
}

/** Elements whose content is no markup. */
const RAW = new Set(["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"]);
/** Of those, which a reader sees. */
const SHOWN_RAW = new Set(["textarea", "xmp"]);

/** Tells the handler what stands in a page, in order. */
export function scanHtml(html: string, handler: HtmlHandler): void {
	const lastQuote = { '"': html.lastIndexOf('"'), "'": html.lastIndexOf("'") };
	let at = 0;
	while (at < html.length && !handler.isDone) {
		const tag = html.indexOf("<", at);
		const textEnd = tag < 0 ? html.length : tag;
		if (textEnd > at) handler.text(decodeReferences(html.slice(at, textEnd)));
		if (tag < 0) return;
		const next = html.charCodeAt(tag + 1);
		if (isLetter(next)) at = startTag(tag);
		else if (next === 47 && isLetter(html.charCodeAt(tag + 2))) {
			const nameEnd = endOfName(html, tag + 2);
			handler.close(html.slice(tag + 2, nameEnd).toLowerCase());
			at = after(html.indexOf(">", nameEnd), 1);
		} else if (html.startsWith("<!--", tag)) {
			at = html.startsWith("<!-->", tag) ? tag + 5 : after(html.indexOf("-->", tag + 4), 3);
		} else if (next === 33 || next === 63 || next === 47) at = after(html.indexOf(">", tag), 1);
		else {
			handler.text("<");
			at = tag + 1;
		}
	}

	function startTag(tag: number): number {
		const nameEnd = endOfName(html, tag + 1);
		const name = html.slice(tag + 1, nameEnd).toLowerCase();
		const end = endOfTag(nameEnd);
		handler.open(name, end > nameEnd ? html.slice(nameEnd, end) : "");
		const content = Math.min(html.length, end + 1);
		if (!RAW.has(name)) return content;
		const closing = new RegExp(`</${name}(?=[\\s/>]|$)`, "gi");
		closing.lastIndex = content;
		const found = closing.exec(html)?.index ?? html.length;
		if (SHOWN_RAW.has(name)) handler.text(html.slice(content, found));
		return found;
	}

	/** Where a tag ends: at `>` outside of the quotes of a value. A quote that is never closed is none. */
	function endOfTag(from: number): number {
		for (let position = from; position < html.length; position++) {
			const code = html.charCodeAt(position);
			if (code === 62) return position;
			if (code !== 61) continue;
			do position++;
			while (isBlank(html.charCodeAt(position)));
			const quote = html.charAt(position);
			if ((quote === '"' || quote === "'") && lastQuote[quote] > position) position = html.indexOf(quote, position + 1);
			else position--;
		}
		return html.length;
	}

	function after(found: number, length: number): number {
		return found < 0 ? html.length : found + length;
	}
}

function isLetter(code: number): boolean {
	return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function isBlank(code: number): boolean {
	return code === 32 || (code >= 9 && code <= 13);
}

function endOfName(html: string, from: number): number {
	let at = from;
	for (; at < html.length; at++) {
		const code = html.charCodeAt(at);
		if (isBlank(code) || code === 47 || code === 62) break;
	}
	return at;
}

const ATTRIBUTE = /([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** The value of an attribute, references decoded; "" for one without a value, undefined where there is none. */
export function attributeOf(attributes: string, name: string): string | undefined {
	if (attributes === "") return undefined;
	ATTRIBUTE.lastIndex = 0;
	for (let match = ATTRIBUTE.exec(attributes); match !== null; match = ATTRIBUTE.exec(attributes)) {
		if (match[1]!.length === name.length && match[1]!.toLowerCase() === name) {
			return decodeReferences(match[2] ?? match[3] ?? match[4] ?? "", true);
		}
	}
	return undefined;
}

const REFERENCE = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31})(;?)/g;
/** Names that stand without a semicolon too, as browsers read them. */
const BARE =
	/^&(?:nbsp|amp|lt|gt|quot|copy|reg|[AEIOUYaeiouy](?:acute|grave|circ|uml)|[ANOano]tilde|[Cc]cedil|szlig|[Aa]ring|[Oo]slash|AElig|aelig|laquo|raquo|pound|sect|deg|middot)$/;
/** 0x80 to 0x9F as numbers are those of windows-1252 (13.2.5.80). */
const C1 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** Text with its character references decoded. */
export function decodeReferences(text: string, isAttribute = false): string {
	if (!text.includes("&")) return text;
	return text.replace(REFERENCE, (written: string, semicolon: string) => {
		if (written[1] === "#") {
			const isHex = written[2] === "x" || written[2] === "X";
			const code = Number.parseInt(written.slice(isHex ? 3 : 2), isHex ? 16 : 10);
			if (code >= 0x80 && code <= 0x9f) return C1[code - 0x80] ?? written;
			if (code === 9 || code === 10 || code === 13) return " ";
			return decodeEntity(semicolon === "" ? `${written};` : written);
		}
		if (semicolon === "" && (isAttribute || !BARE.test(written))) return written;
		return decodeEntity(semicolon === "" ? `${written};` : written);
	});
}
