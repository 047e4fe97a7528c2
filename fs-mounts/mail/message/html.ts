/** HTML to Markdown: a first version. */
import { visibleText } from "./visible.ts";

/** What a person reads of a page. */
export function htmlToMarkdown(html: string): string {
	const text = html
		.replace(/<(style|script|head)\b[\s\S]*?<\/\1\s*>/gi, "")
		.replace(/\s+/g, " ")
		.replace(/<(?:br|\/p|\/div|\/tr|\/h\d|\/li)\b[^>]*> ?/gi, "\n")
		.replace(/<[^>]*>/g, "")
		.replace(/&nbsp;/g, " ")
		.replace(/&lt;/g, "<")
		.replace(/&gt;/g, ">")
		.replace(/&amp;/g, "&");
	return visibleText(text);
}
