/** The little of Markdown (CommonMark 0.31) that mounts need: what is code, and the first heading. Linear time. */

/** Stands for each masked character; white space, letters and punctuation of links and tags all differ from it. */
const MASK = "\0";
const FENCE = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*(`{3,}(?=[^`]*$)|~{3,})/;
const CLOSE = /^[ \t]*(`{3,}|~{3,})[ \t]*$/;
const QUOTE = /^ {0,3}>/;
const INDENTED = /^(?: {4}| {0,3}\t)/;
const LIST_ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const ATX = /^ {0,3}#{1,6}(?:[ \t]|$)/;

/**
 * The text with every character of fenced code, indented code and code spans replaced by NUL, line ends left out: offsets
 * stay what they are.
 */
export function maskCode(text: string): string {
	if (!mayHoldCode(text)) return text;
	let masked = "";
	let done = 0;
	for (const [start, end] of codeRanges(text)) {
		masked += text.slice(done, start) + text.slice(start, end).replace(/[^\r\n]/g, MASK);
		done = end;
	}
	return masked + text.slice(done);
}

/** A quick no for most notes: native searches, because one expression for all of it takes ten times as long. */
function mayHoldCode(text: string): boolean {
	return (
		text.includes("`") ||
		text.includes("~~~") ||
		text.includes("\n    ") ||
		text.includes("\t") ||
		text.startsWith("    ")
	);
}

/** Ranges `[start, end)` of code, in order. */
function codeRanges(text: string): [number, number][] {
	const ranges: [number, number][] = [];
	let fence: { mark: string; start: number; quoted: boolean } | undefined;
	let afterBlank = true;
	let inList = false;
	let paragraph = -1;
	const endParagraph = (end: number) => {
		if (paragraph >= 0)
			for (const [start, stop] of codeSpans(text.slice(paragraph, end)))
				ranges.push([paragraph + start, paragraph + stop]);
		paragraph = -1;
	};
	for (let start = 0, next = 0; start < text.length; start = next) {
		const newline = text.indexOf("\n", start);
		const end = newline < 0 ? text.length : newline;
		next = end + 1;
		const line = text.slice(start, text[end - 1] === "\r" && end > start ? end - 1 : end);
		if (fence !== undefined) {
			const left = fence.quoted && !QUOTE.test(line);
			const mark = left ? undefined : CLOSE.exec(fence.quoted ? line.replace(/^[ >\t]*/, "") : line)?.[1];
			const closed = mark?.[0] === fence.mark[0] && (mark?.length ?? 0) >= fence.mark.length;
			if (left || closed) {
				ranges.push([fence.start, left ? start : end]);
				fence = undefined;
			}
			if (!left) continue;
		}
		if (line.trim() === "") {
			endParagraph(start);
			afterBlank = true;
			continue;
		}
		const indented = INDENTED.test(line);
		if (indented && afterBlank && !inList) {
			ranges.push([start, end]);
			continue;
		}
		const mark = FENCE.exec(line)?.[1];
		if (mark !== undefined) {
			endParagraph(start);
			fence = { mark, start, quoted: QUOTE.test(line) };
			afterBlank = false;
			continue;
		}
		const item = LIST_ITEM.test(line);
		if (item) inList = true;
		else if (afterBlank && !/^[ \t]/.test(line)) inList = false;
		const heading = ATX.test(line);
		if (item || heading) endParagraph(start);
		if (paragraph < 0) paragraph = start;
		if (heading) endParagraph(end);
		afterBlank = heading;
	}
	if (fence !== undefined) ranges.push([fence.start, text.length]);
	endParagraph(text.length);
	return ranges;
}

/** Code spans of one paragraph: a run of backticks up to the next run of the same length (CommonMark 6.1). */
function* codeSpans(text: string): Generator<[number, number]> {
	if (!text.includes("`")) return;
	const runs = [...text.matchAll(/`+/g)].map((match) => ({ start: match.index, length: match[0].length }));
	const byLength = new Map<number, { starts: number[]; next: number }>();
	for (const { start, length } of runs) {
		const same = byLength.get(length);
		if (same === undefined) byLength.set(length, { starts: [start], next: 0 });
		else same.starts.push(start);
	}
	let done = 0;
	for (const run of runs) {
		if (run.start < done) continue;
		const escaped = isEscaped(text, run.start) ? 1 : 0;
		const length = run.length - escaped;
		const same = byLength.get(length);
		if (length === 0 || same === undefined) continue;
		while ((same.starts[same.next] ?? text.length) < run.start + run.length) same.next++;
		const close = same.starts[same.next];
		if (close === undefined) continue;
		done = close + length;
		yield [run.start + escaped, done];
	}
}

/** Whether an odd number of backslashes stands before `at`. */
export function isEscaped(text: string, at: number): boolean {
	let first = at;
	while (first > 0 && text[first - 1] === "\\") first--;
	return (at - first) % 2 === 1;
}

/**
 * A file's title: `title` of its front matter, else its first level-1 heading, else its name without `.md`. `masked` is
 * `maskCode(body)`.
 */
export function titleOf(name: string, data: Readonly<Record<string, unknown>>, body: string, masked: string): string {
	const { title } = data;
	const declared = typeof title === "string" || typeof title === "number" ? String(title).trim() : "";
	return declared || (firstHeading(body, masked) ?? name.replace(/\.md$/i, ""));
}

/**
 * Text of the first level-1 heading, ATX (`# Title`) or setext (underlined with `=`), or `undefined`. `masked` is
 * `maskCode(text)`.
 */
export function firstHeading(text: string, masked: string): string | undefined {
	const from = text.charCodeAt(0) === 0xfeff ? 1 : 0;
	const body = from === 0 ? masked : masked.slice(from);
	const atx = firstAtx(body);
	const setext = firstSetext(atx === undefined ? body : body.slice(0, atx[0]));
	const found = setext ?? atx;
	return found === undefined ? undefined : stripClosing(text.slice(from + found[0], from + found[1]), found === atx);
}

function firstAtx(body: string): [number, number] | undefined {
	for (const match of body.matchAll(/^ {0,3}#[ \t]+(?=[^ \t\r\n])/gm)) {
		const start = match.index + match[0].length;
		const end = lineEnd(body, start);
		if (stripClosing(body.slice(start, end), true) !== "") return [start, end];
	}
	return undefined;
}

function firstSetext(body: string): [number, number] | undefined {
	for (const match of body.matchAll(/\n {0,3}=+[ \t]*\r?(?=\n|$)/g)) {
		const start = body.lastIndexOf("\n", match.index - 1) + 1;
		const line = body.slice(start, match.index);
		if (
			line.replaceAll(MASK, "").trim() !== "" &&
			!/^(?: {4}| {0,3}\t)|^ {0,3}(?:>|#{1,6}[ \t]|[-*+][ \t]|={1,}[ \t]*\r?$)/.test(line)
		)
			return [start, match.index];
	}
	return undefined;
}

function lineEnd(text: string, from: number): number {
	const end = text.indexOf("\n", from);
	return end < 0 ? text.length : end;
}

/** Trimmed, and for ATX headings without the closing `#`s. By hand: a regular expression for it takes quadratic time. */
function stripClosing(text: string, atx: boolean): string {
	const title = text.trim();
	let end = title.length;
	while (atx && end > 0 && title[end - 1] === "#") end--;
	if (end === 0) return "";
	return end < title.length && " \t".includes(title.charAt(end - 1)) ? title.slice(0, end).trimEnd() : title;
}
