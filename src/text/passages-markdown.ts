import { splitFrontMatter } from "./front-matter-split.ts";
import { maskCode } from "./markdown.ts";
import { readableMarkdown } from "./markdown-readable.ts";
import { cutPassages, decodeExactly, type Section, type TextPassage } from "./passages.ts";

/** An ATX heading (CommonMark 4.2) or a setext one of one line (4.3). */
const HEADING = /^ {0,3}(?:(#{1,6})(?:[ \t]+([^\n]*))?|([^\s#>\0*+-][^\n]*)\n {0,3}(=+|-{2,})[ \t\r]*)$/gm;

/** Passages of a Markdown file, its front matter left out: by sections, each with the headings above it. */
export function markdownPassages(bytes: Uint8Array): TextPassage[] {
	const text = decodeExactly(bytes);
	const { bodyStart } = splitFrontMatter(text);
	const masked = "\n".repeat(bodyStart) + maskCode(text.slice(bodyStart));
	const read = (start: number, end: number) => readableMarkdown(text.slice(start, end), masked.slice(start, end));
	return cutPassages(bytes, text, { sections: sectionsOf(text, masked, bodyStart), read });
}

function sectionsOf(text: string, masked: string, from: number): Section[] {
	const sections: Section[] = [];
	const way: { level: number; title: string }[] = [];
	let start = from;
	let path: readonly string[] = [];
	HEADING.lastIndex = from;
	for (let match = HEADING.exec(masked); match !== null; match = HEADING.exec(masked)) {
		if (match.index > start) sections.push({ start, end: match.index, path });
		start = match.index;
		const level = match[1]?.length ?? (match[4]?.startsWith("=") ? 1 : 2);
		const written = text.slice(start, start + match[0].length);
		while ((way.at(-1)?.level ?? 0) >= level) way.pop();
		way.push({ level, title: readableMarkdown(written, match[0]).replace(/\s+/g, " ").trim().slice(0, 100) });
		path = way.map(({ title }) => title).filter((title) => title !== "");
	}
	sections.push({ start, end: text.length, path });
	return sections;
}
