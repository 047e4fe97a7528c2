import { Parser } from "htmlparser2";
import { toText, toTextStrict } from "../../base/bytes.ts";
import type { Lines } from "./lines.ts";
import { Unreadable } from "./unreadable.ts";

const UNSEEN = new Set(["script", "style", "template", "noscript", "head", "svg", "object", "select"]);
const INLINE = new Set(
	"a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr input button".split(
		" ",
	),
);
const PARAGRAPH = new Set("p ul ol table blockquote pre section article div dl figure".split(" "));

/** A page with this many elements within each other was made to keep its readers busy: each end is looked up among them. */
const DEEPEST = 10_000;

/** A page, in UTF-8, or in the encoding that it declares (HTML Living Standard, 13.2.3.2, in short). */
export function html(bytes: Uint8Array, lines: Lines): void {
	htmlToText(decoded(bytes), lines);
}

function decoded(bytes: Uint8Array): string {
	const text = toTextStrict(bytes);
	if (text !== undefined) return text;
	const declared = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(
		Buffer.from(bytes.subarray(0, 1024)).toString("latin1"),
	)?.[1];
	try {
		return new TextDecoder(declared ?? "windows-1252").decode(bytes);
	} catch {
		return toText(bytes);
	}
}

/**
 * What a reader sees of an HTML page: its title, then no scripts and styles; a line for each paragraph, item and row; headings as in
 * Markdown.
 */
export function htmlToText(html: string, lines: Lines): void {
	let depth = 0;
	let unseen = 0;
	let inTitle = false;
	let title = "";
	const parser = new Parser({
		onopentag(name, attributes) {
			if (++depth > DEEPEST) throw new Unreadable("its parts are nested too deep");
			if (name === "title" && title === "") inTitle = true;
			if (UNSEEN.has(name)) unseen++;
			if (unseen > 0) return;
			if (name === "img" && attributes.alt !== undefined) lines.add(` ${attributes.alt} `);
			else if (name === "td" || name === "th") lines.add("\t");
			else if (!INLINE.has(name)) lines.end(PARAGRAPH.has(name));
			const level = /^h([1-6])$/.exec(name)?.[1];
			if (level !== undefined) lines.heading(Number(level));
		},
		ontext(text) {
			if (inTitle) title += text;
			else if (unseen === 0) lines.add(text.replace(/\s+/g, " "));
		},
		onclosetag(name) {
			depth--;
			if (name === "title" && inTitle) {
				inTitle = false;
				lines.raw(`${title.replace(/\s+/g, " ").trim()}\n\n`);
			}
			if (UNSEEN.has(name)) unseen = Math.max(0, unseen - 1);
			else if (unseen === 0 && !INLINE.has(name) && name !== "td" && name !== "th") lines.end(PARAGRAPH.has(name));
		},
	});
	parser.end(html);
}
