/** Links of a note: finding them. Rewriting is in `retarget.ts`. All scans take linear time, whatever the text. */
import { isEscaped } from "./markdown.ts";

/** How the target is written, which decides what must be escaped in it. */
export type Quoting = "plain" | "angle" | "single" | "double";

/** One link to another file of the mount. Links to web addresses and within the note itself are none. */
export interface Link {
	readonly kind: "wiki" | "markdown";
	/** The target as written, without its fragment: `text.slice(start, end)`. */
	readonly target: string;
	/** The path it means: percent signs, backslashes and quotes undone. */
	readonly path: string;
	/** What follows `#`, as written: a heading, or `^id` for a block. */
	readonly fragment?: string;
	/** `![[…]]` or `![…](…)`. */
	readonly embed: boolean;
	/** UTF-16 indices of the target in the text. */
	readonly start: number;
	readonly end: number;
	/** `angle`: `[a](<b c.md>)`. `single`, `double`: within such quotes, in front matter. */
	readonly quoting: Quoting;
}

export interface FoundLinks {
	readonly links: Link[];
	/** Ranges `[start, end)` of link syntax that holds no tags, in order. */
	readonly spans: readonly (readonly [number, number])[];
}

/** Links of `text` from `from` on. `masked` is the same text with its code blanked out (`maskCode`). */
export function findLinks(text: string, masked: string, from: number): FoundLinks {
	const wiki = masked.includes("[[", from) ? wikiLinks(text, masked, from) : { links: [], spans: [] };
	if (!masked.includes("](", from)) return wiki;
	const markdown = markdownLinks(text, masked, from, wiki.spans);
	return {
		links: [...wiki.links, ...markdown.links].sort((a, b) => a.start - b.start),
		spans: [...wiki.spans, ...markdown.spans].sort((a, b) => a[0] - b[0]),
	};
}

/** Wiki links in front matter that ends at `to`, as Obsidian's properties have them: only what lies within a string of `data`. */
export function propertyLinks(text: string, to: number, data: Record<string, unknown>): Link[] {
	const yaml = text.slice(0, to);
	if (!yaml.includes("[[")) return [];
	const meant = new Set(stringsOf(data).flatMap((value) => wikiLinks(value, value, 0).links.map((link) => link.path)));
	const quotes = quoteTracker(yaml);
	return wikiLinks(yaml, yaml, 0)
		.links.map((link) => {
			const quoting = quotes(link.start);
			return { ...link, quoting, path: quoting === "single" ? link.path.replaceAll("''", "'") : link.path };
		})
		.filter((link) => meant.has(link.path));
}

/** Within which quotes of its line a position lies, for positions that only grow. */
function quoteTracker(yaml: string): (at: number) => Quoting {
	let open = "";
	let done = 0;
	return (at) => {
		for (; done < at; done++) {
			const char = yaml.charAt(done);
			if (char === "\n" || char === open) open = "";
			else if (open === "" && (char === '"' || char === "'")) open = char;
		}
		return open === '"' ? "double" : open === "'" ? "single" : "plain";
	};
}

/** The text with the targets replaced for which `replace` gives another; every other byte stays. */
export function rewriteLinks(
	text: string,
	links: readonly Link[],
	replace: (link: Link) => string | undefined,
): string {
	let result = "";
	let done = 0;
	for (const link of [...links].sort((a, b) => a.start - b.start)) {
		const target = replace(link);
		if (target === undefined) continue;
		result += text.slice(done, link.start) + target;
		done = link.end;
	}
	return result + text.slice(done);
}

/** The path that a Markdown destination means (CommonMark 2.4 escapes, RFC 3986 percent-encoding if it is well formed). */
export function decodeDestination(target: string): string {
	const plain = target.replace(/\\([!-/:-@[-`{-~])/g, "$1");
	try {
		return decodeURIComponent(plain);
	} catch {
		return plain;
	}
}

/** `indexOf` for positions that only grow: searches each part of the text once. */
function finder(text: string, needle: string): (from: number) => number {
	let at = -2;
	return (from) => {
		if (at !== -1 && at < from) at = text.indexOf(needle, from);
		return at;
	};
}

function wikiLinks(text: string, masked: string, from: number): { links: Link[]; spans: [number, number][] } {
	const links: Link[] = [];
	const spans: [number, number][] = [];
	const nextClose = finder(masked, "]]");
	const nextLine = finder(masked, "\n");
	let open = masked.indexOf("[[", from);
	while (open >= 0) {
		const close = nextClose(open + 2);
		if (close < 0) break;
		const newline = nextLine(open);
		if (newline >= 0 && newline < close) {
			open = masked.indexOf("[[", newline);
			continue;
		}
		const inner = masked.lastIndexOf("[[", close - 2);
		if (!isEscaped(text, inner)) {
			spans.push([inner, close + 2]);
			const link = wikiLink(text, inner + 2, close);
			if (link !== undefined) links.push(link);
		}
		open = masked.indexOf("[[", close + 2);
	}
	return { links, spans };
}

/** `Target`, `Target#Heading`, `Target|alias`; in tables the bar is escaped: `Target\|alias`. */
function wikiLink(text: string, start: number, end: number): Link | undefined {
	const inner = text.slice(start, end);
	const bar = inner.indexOf("|");
	const whole = bar < 0 ? inner : inner.slice(0, inner[bar - 1] === "\\" ? bar - 1 : bar);
	const hash = whole.indexOf("#");
	const written = hash < 0 ? whole : whole.slice(0, hash);
	const target = written.trim();
	if (target === "" || isExternal(target)) return undefined;
	const from = start + written.length - written.trimStart().length;
	return {
		kind: "wiki",
		target,
		path: target,
		...(hash < 0 ? {} : { fragment: whole.slice(hash + 1).trim() }),
		embed: text[start - 3] === "!",
		start: from,
		end: from + target.length,
		quoting: "plain",
	};
}

function markdownLinks(
	text: string,
	masked: string,
	from: number,
	skip: readonly [number, number][],
): { links: Link[]; spans: [number, number][] } {
	const links: Link[] = [];
	const spans: [number, number][] = [];
	const destination = destinationParser(masked);
	const open: number[] = [];
	let skipped = 0;
	const mark = /[[\]\\]|\n[ \t\r]*\n/g;
	mark.lastIndex = from;
	for (let match = mark.exec(masked); match !== null; match = mark.exec(masked)) {
		const at = match.index;
		while ((skip[skipped]?.[1] ?? masked.length) <= at) skipped++;
		const span = skip[skipped];
		if (span !== undefined && at >= span[0] && match[0] !== "\\") {
			mark.lastIndex = span[1];
			continue;
		}
		if (match[0] === "\\") mark.lastIndex = at + 2;
		else if (match[0] === "[") open.push(at);
		else if (match[0] !== "]") open.length = 0;
		else {
			const label = open.pop();
			if (label === undefined || masked[at + 1] !== "(") continue;
			const found = destination(at + 2);
			if (found === undefined) continue;
			// A wiki link within wins: targets must not overlap, or one could not be rewritten without the other.
			while ((skip[skipped]?.[1] ?? masked.length) <= at) skipped++;
			if ((skip[skipped]?.[0] ?? masked.length) < found.close) continue;
			mark.lastIndex = found.close;
			spans.push([at + 1, found.close]);
			const link = markdownLink(text, found, text[label - 1] === "!" && !isEscaped(text, label - 1));
			if (link !== undefined) links.push(link);
		}
	}
	return { links, spans };
}

interface Destination {
	start: number;
	end: number;
	angle: boolean;
	/** Behind the closing parenthesis. */
	close: number;
}

function markdownLink(text: string, { start, end, angle }: Destination, embed: boolean): Link | undefined {
	const written = text.slice(start, end);
	const hash = written.indexOf("#");
	const target = hash < 0 ? written : written.slice(0, hash);
	if (target === "" || isExternal(target)) return undefined;
	return {
		kind: "markdown",
		target,
		path: decodeDestination(target),
		...(hash < 0 ? {} : { fragment: written.slice(hash + 1) }),
		embed,
		start,
		end: start + target.length,
		quoting: angle ? "angle" : "plain",
	};
}

const MAX_PARENTHESES = 32; // as CommonMark 6.3 allows: what keeps `](](](…` linear
const TITLE_END: Record<string, string> = { '"': '"', "'": "'", "(": ")" };

/** Reads `destination "title")` at a position (CommonMark 6.3), for positions that only grow. */
function destinationParser(text: string): (at: number) => Destination | undefined {
	const nextLine = finder(text, "\n");
	const nextAngle = finder(text, ">");
	const nextTitleEnd: Record<string, (from: number) => number> = {
		'"': finder(text, '"'),
		"'": finder(text, "'"),
		"(": finder(text, ")"),
	};
	const sameLine = (at: number, found: number) => {
		const newline = nextLine(at);
		return found >= 0 && (newline < 0 || found < newline);
	};
	return (at) => {
		let start = skipBlanks(text, at);
		const angle = text[start] === "<";
		if (angle) start++;
		const end = angle ? nextAngle(start) : bareEnd(text, start);
		if (end < 0 || (angle && !sameLine(start, end))) return undefined;
		const behind = angle ? end + 1 : end;
		let close = skipBlanks(text, behind);
		const quote = text.charAt(close);
		if (close > behind && TITLE_END[quote] !== undefined) {
			const titleEnd = nextTitleEnd[quote]?.(close + 1) ?? -1;
			if (!sameLine(close, titleEnd)) return undefined;
			close = skipBlanks(text, titleEnd + 1);
		}
		return text[close] === ")" ? { start, end, angle, close: close + 1 } : undefined;
	};
}

/** End of a destination without angle brackets: at white space or the parenthesis that closes the link. */
function bareEnd(text: string, from: number): number {
	let depth = 0;
	let at = from;
	for (; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 92) at++;
		else if (code <= 32) break;
		else if (code === 40 && ++depth > MAX_PARENTHESES) return -1;
		else if (code === 41 && --depth < 0) break;
	}
	return depth > 0 ? -1 : Math.min(at, text.length);
}

function skipBlanks(text: string, from: number): number {
	let at = from;
	while (text[at] === " " || text[at] === "\t") at++;
	return at;
}

/** A web address or another URI (RFC 3986 scheme, two letters at least: `C:\` is none), or one without its scheme (`//host`). */
function isExternal(target: string): boolean {
	return /^(?:[a-z][a-z0-9+.-]+:|\/\/)/i.test(target);
}

function stringsOf(value: unknown): string[] {
	if (typeof value === "string") return [value];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
