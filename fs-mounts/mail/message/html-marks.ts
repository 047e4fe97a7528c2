/** Links, emphasis and what attributes say, of HTML on its way to Markdown. */
import { attributeOf } from "./html-tokens.ts";
import type { Mark, MarkdownWriter } from "./html-writer.ts";

/** `[text](url)`; the text alone where it is the address, or leads nowhere. */
export function endLink(writer: MarkdownWriter, mark: Mark, href: string): void {
	const text = writer.since(mark)?.trim();
	if (text === undefined) {
		writer.text(` <${href}>`); // lines were ended within the link
		return;
	}
	if (text === "") return;
	const bare = (url: string) =>
		url
			.replace(/^(?:https?:\/\/|mailto:|tel:)/i, "")
			.replace(/\/$/, "")
			.toLowerCase();
	if (bare(text) === bare(href)) return;
	if (/[[\]]/.test(text)) writer.replace(mark, text.replace(/\[/g, "(").replace(/\]/g, ")"));
	writer.wrap(mark, "[", `](${href})`);
}

/** Marks that hold much, or marks already, say nothing. */
export function endEmphasis(writer: MarkdownWriter, mark: Mark, sign: string): void {
	const text = writer.since(mark)?.trim();
	if (text === undefined || text === "" || text.length > 300 || text.includes(sign) || !/[\p{L}\p{N}]/u.test(text))
		return;
	writer.wrap(mark, sign, sign);
}

const HIDDEN_STYLE =
	/display\s*:\s*none|visibility\s*:\s*hidden|max-height\s*:\s*0(?:px)?\s*(?:[;!]|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:[;!]|$)/i;

/** Whether an element is hidden by itself; style sheets are not read. */
export function isInvisible(attributes: string): boolean {
	if (!/none|hidden|max-height|opacity/i.test(attributes)) return false;
	if (attributeOf(attributes, "hidden") !== undefined) return true;
	return HIDDEN_STYLE.test(attributeOf(attributes, "style") ?? "");
}

/** A picture of a pixel counts readers. */
export function isPixel(attributes: string): boolean {
	const small = (name: string) => /^[01](?:px)?$/.test(attributeOf(attributes, name) ?? "");
	return small("width") || small("height");
}

/** `<blockquote style="margin:0 0 0 40px;border:none">` is how editors indent. */
export function isIndentation(attributes: string): boolean {
	if (attributes === "" || !/border\s*:\s*none/i.test(attributes)) return false;
	return !/cite|quote/i.test(`${attributeOf(attributes, "type") ?? ""} ${attributeOf(attributes, "class") ?? ""}`);
}

/** The number at which a list begins; 1 if it is none. */
export function startOf(value: string | undefined): number {
	const number = Number(value ?? 1);
	return Number.isInteger(number) && number > 0 && number < 1e9 ? number : 1;
}

/** A link that leads to a page, a mailbox or a telephone; "" for scripts, parts of the mail and places within it. */
export function safeUrl(written: string): string {
	const url = written.replace(/[\t\n\r]/g, "").trim();
	const absolute = url.startsWith("//") ? `https:${url}` : url;
	if (
		!/^(?:https?|ftps?|mailto|tel|sms|sips?|xmpp|ircs?|news|nntp|geo|webcal|matrix|magnet|urn|doi):\S/i.test(absolute)
	)
		return "";
	return absolute
		.slice(0, 4000)
		.replace(/[\x00-\x20"<>()\\^`{|}\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (char) =>
			encodeURIComponent(char).replace(/[()]/g, (paren) => (paren === "(" ? "%28" : "%29")),
		)
		.replace(/[\ud800-\udfff]/g, (unit, at: number, all: string) =>
			/[\ud800-\udbff][\udc00-\udfff]/.test(all.slice(Math.max(0, at - 1), at + 2)) ? unit : "\ufffd",
		);
}
