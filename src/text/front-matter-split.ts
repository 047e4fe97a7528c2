/** Where a file's front matter begins and ends. No YAML is read here. */

/** A file cut at its front matter. Offsets are UTF-16 indices into the file's text. */
export interface Split {
	/** What stands between the two marks, line ends included; `undefined` when the file has no front matter. */
	readonly yaml: string | undefined;
	readonly yamlStart: number;
	readonly yamlEnd: number;
	/** What follows the closing mark's line; the whole text, byte-order mark included, when there is no front matter. */
	readonly body: string;
	readonly bodyStart: number;
	/** 1-based line in the file on which the body begins. */
	readonly bodyLine: number;
}

const CLOSING = /\n(?:---|\.\.\.)[ \t]*\r?(?:\n|$)/g;

/**
 * Cut front matter off as Jekyll, Hugo and Obsidian do: the first line is `---` (after a byte-order mark, if any), and the
 * next line that is `---` or `...` closes it. A block that is never closed is no front matter.
 */
export function splitFrontMatter(text: string): Split {
	const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
	if (!text.startsWith("---", start)) return whole(text);
	const firstEnd = text.indexOf("\n", start);
	if (firstEnd < 0 || !isBlank(text, start + 3, firstEnd)) return whole(text);
	CLOSING.lastIndex = firstEnd;
	const closing = CLOSING.exec(text);
	if (closing === null) return whole(text);
	const yamlStart = firstEnd + 1;
	const yamlEnd = closing.index + 1;
	const bodyStart = closing.index + closing[0].length;
	return {
		yaml: text.slice(yamlStart, yamlEnd),
		yamlStart,
		yamlEnd,
		body: text.slice(bodyStart),
		bodyStart,
		bodyLine: lineColumn(text, bodyStart).line,
	};
}

/** The split of a text that is all body. */
export function whole(text: string): Split {
	return { yaml: undefined, yamlStart: 0, yamlEnd: 0, body: text, bodyStart: 0, bodyLine: 1 };
}

/** 1-based line and column (in UTF-16 units) of an offset. */
export function lineColumn(text: string, offset: number): { line: number; column: number } {
	let line = 1;
	let lineStart = 0;
	for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
		line++;
		lineStart = at + 1;
	}
	return { line, column: offset - lineStart + 1 };
}

function isBlank(text: string, from: number, to: number): boolean {
	for (let at = from; at < to; at++) if (!" \t\r".includes(text.charAt(at))) return false;
	return true;
}
