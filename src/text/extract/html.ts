import { Parser } from "htmlparser2";
import { Lines } from "./lines.ts";

const UNSEEN = new Set(["script", "style", "template", "noscript", "head", "svg", "object", "select"]);
const INLINE = new Set(
	"a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr input button".split(
		" ",
	),
);
const PARAGRAPH = new Set("p ul ol table blockquote pre section article div dl figure".split(" "));

/**
 * What a reader sees of an HTML page: its title, then no scripts and styles; a line for each paragraph, item and row; headings as in
 * Markdown.
 */
export function htmlToText(html: string): string {
	const lines = new Lines();
	let unseen = 0;
	let inTitle = false;
	let title = "";
	const parser = new Parser({
		onopentag(name, attributes) {
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
			if (name === "title") inTitle = false;
			if (UNSEEN.has(name)) unseen = Math.max(0, unseen - 1);
			else if (unseen === 0 && !INLINE.has(name) && name !== "td" && name !== "th") lines.end(PARAGRAPH.has(name));
		},
	});
	parser.end(html);
	const name = title.replace(/\s+/g, " ").trim();
	const text = lines.toString();
	return name === "" || text.includes(name) ? text : `${name}\n\n${text}`;
}
