/** How a note is read: Markdown with optional YAML front matter, wiki links and tags, as Obsidian has them. */
import type { DeskError } from "../../src/base/errors.ts";
import { safeFileName } from "../../src/base/file-name.ts";
import {
	declaredTags,
	findLinks,
	type Link,
	maskCode,
	propertyLinks,
	titleOf,
	tryFrontMatter,
	uniqueTags,
} from "../../src/text/index.ts";

export { fillTemplate } from "./template.ts";

export interface Note {
	readonly title: string;
	/** Front matter; `{}` when there is none or it cannot be read. */
	readonly data: Record<string, unknown>;
	/** Without `#`, as first written, each once regardless of case; those of the front matter first. */
	readonly tags: string[];
	/** In the order of the file, front matter included. Offsets are into the whole text of the file. */
	readonly links: Link[];
	/** The body. */
	readonly text: string;
	/** Why the front matter could not be read; then it counts as body. */
	readonly error?: DeskError;
}

/** Read a note. Never refuses one. `name` is its file name, the title of last resort. Linear time. */
export function parseNote(name: string, text: string): Note {
	const { data, body, bodyStart, error } = tryFrontMatter(text);
	const masked = maskCode(body);
	const { links, spans } = findLinks(body, masked, 0);
	const inFile =
		bodyStart === 0
			? links
			: links.map((link) => ({ ...link, start: link.start + bodyStart, end: link.end + bodyStart }));
	return {
		title: titleOf(name, data, body, masked),
		data,
		tags: uniqueTags([...declaredTags(data), ...inlineTags(body, masked, spans)]),
		links: bodyStart === 0 ? inFile : [...propertyLinks(text, bodyStart, data), ...inFile],
		text: body,
		...(error === undefined ? {} : { error }),
	};
}

/** A file name for a note's title, `.md` included: `Meeting: notes?` is `Meeting notes.md`. See `safeFileName`. */
export function slugForTitle(title: string): string {
	return safeFileName(title, ".md");
}

const TAG = /[\u200d_/\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Emoji_Modifier}-]+/uy;

/** `#tag` at the start of a line, after white space or `(`; not a number alone, not within links or code. */
function inlineTags(body: string, masked: string, spans: readonly (readonly [number, number])[]): string[] {
	const tags: string[] = [];
	let span = 0;
	for (let at = masked.indexOf("#"); at >= 0; at = masked.indexOf("#", at + 1)) {
		while ((spans[span]?.[1] ?? masked.length) <= at) span++;
		if (at >= (spans[span]?.[0] ?? masked.length)) continue;
		if (at > 0 && !/[\s(\ufeff]/.test(masked.charAt(at - 1))) continue;
		TAG.lastIndex = at + 1;
		const written = TAG.exec(masked)?.[0];
		if (written === undefined) continue;
		const tag = body.slice(at + 1, at + 1 + written.length).replace(/\/$/, "");
		if (/[^\d/]/.test(tag) && !tag.startsWith("/")) tags.push(tag);
	}
	return tags;
}
