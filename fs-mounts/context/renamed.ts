/** What else changes when something is renamed: evidence, sources and recommendations name files by their whole paths. */
import { replaceTexts, splitFrontMatter } from "../../src/text/index.ts";
import type { Renamed } from "../../src/vfs/index.ts";

/** A file of a business whose paths lead to where things now are. @throws DeskError EFORMAT when its front matter cannot be edited */
export function followed(text: string, renamed: Renamed): string {
	const next = replaceTexts(text, (value) => (value.startsWith("/") ? renamed.now(value) : undefined));
	const { bodyStart } = splitFrontMatter(next);
	return next.slice(0, bodyStart) + moved(next.slice(bodyStart), renamed.from, renamed.to);
}

/** A text whose paths at or below `from` lead to `to`; longer names and paths that only end or begin so stay. */
export function moved(text: string, from: string, to: string): string {
	const [first = "", ...rest] = text.split(from);
	let before = first;
	for (const after of rest) {
		const begins = !/[\p{L}\p{N}_.~-]$/u.test(before);
		const ends = !/^[\p{L}\p{N}_-]|^\.[\p{L}\p{N}]/u.test(after);
		before += (begins && ends ? to : from) + after;
	}
	return before;
}
