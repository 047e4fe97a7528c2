/** A few lines of a file that show why it was found. */
import { toText } from "../base/bytes.ts";
import type { Searched } from "../vfs/index.ts";
import { type Occurrence, occurrences } from "./tokens.ts";
import type { Snippet, Span, Term } from "./types.ts";

/** About how long a snippet is, in characters. */
const LENGTH = 220;
/** How much comes before the first match when its line begins further ahead. */
const LEAD = 60;
/** How much of a long text is looked through at once. */
const PIECE = 128 * 1024;

/**
 * The part of a file where most of the terms stand together, the rare ones counting most; where none does, the passage that the ranking
 * found, else the file's beginning. Front matter is shown by the line, and not for a term that the title has, which stands above.
 * @param passage where the ranking found it, byte offsets into `searched.source()`
 */
export function snippetOf(searched: Searched, path: string, terms: readonly Term[], passage?: Span): Snippet {
	const bytes = searched.source();
	const text = isText(searched, bytes) ? toText(bytes) : "";
	const body = bodyOf(text);
	const titled = new Set(body === 0 ? [] : occurrences(searched.text.title, terms).map(({ term }) => term));
	const isTold = ({ start, term }: Occurrence) => start >= body || !titled.has(term);
	const found = terms.length === 0 ? [] : occurrencesIn(text, terms, isTold);
	const near = passage ?? (found.length === 0 ? searched.passages()[0] : undefined);
	const hint = near === undefined ? undefined : inCharacters(bytes, near);
	const best = bestWindow(found, { start: hint?.start ?? body, end: hint?.end ?? text.length }, body);
	const { start, end } =
		best === undefined
			? around(text, hint?.start ?? body, hint?.start ?? body)
			: best.end < body
				? { ...around(text, best.start, best.end), end: text.indexOf("\n", best.end) }
				: around(text, best.start, best.end);
	const spans = merged(found.filter((one) => one.start >= start && one.end <= end));
	const shown = clean(text, { start, end }, spans, /\.(?:md|markdown|html?)$/i.test(path));
	const first = spans[0]?.start ?? start;
	return {
		...shown,
		line: 1 + count(text, "\n", first),
		passage: { start: Buffer.byteLength(text.slice(0, start)), end: Buffer.byteLength(text.slice(0, end)) },
	};
}

/** What is no text has none: a picture is found by its name. */
function isText({ text }: Searched, bytes: Uint8Array): boolean {
	return text.body !== "" && !bytes.subarray(0, 8192).includes(0);
}

function inCharacters(bytes: Uint8Array, { start, end }: Span): Span {
	const from = toText(bytes.subarray(0, start)).length;
	return { start: from, end: from + toText(bytes.subarray(start, end)).length };
}

/** Where the terms stand, up to the first piece of the text that holds any which counts. */
function occurrencesIn(text: string, terms: readonly Term[], counts: (one: Occurrence) => boolean): Occurrence[] {
	for (let at = 0; at < text.length; at += PIECE) {
		const found = occurrences(text.slice(at, at + PIECE), terms)
			.map((one) => ({ ...one, start: one.start + at, end: one.end + at }))
			.filter(counts);
		if (found.length > 0) return found;
	}
	return [];
}

/** Where the text begins, behind a block of front matter. */
function bodyOf(text: string): number {
	return /^---\r?\n[\s\S]{0,20000}?\n---\r?\n/.exec(text)?.[0].length ?? 0;
}

/** From the first to the last of the occurrences that are worth most together, none of them on the other side of `body`. */
function bestWindow(found: readonly Occurrence[], hint: Span, body: number): Span | undefined {
	const counts = new Map<number, number>();
	for (const { term } of found) counts.set(term, (counts.get(term) ?? 0) + 1);
	const weight = (term: number) => 1 / Math.log2(1 + (counts.get(term) ?? 1));
	let best: (Span & { worth: number }) | undefined;
	for (let from = 0; from < found.length; from++) {
		const first = found[from] as Occurrence;
		const seen = new Set<number>();
		let worth = first.start >= hint.start && first.end <= hint.end ? 0.5 : 0;
		let end = first.end;
		for (let to = from; to < found.length; to++) {
			const next = found[to] as Occurrence;
			if (next.end - first.start > LENGTH - LEAD || (first.start < body && next.start >= body)) break;
			worth += seen.has(next.term) ? 0.05 : weight(next.term);
			seen.add(next.term);
			end = Math.max(end, next.end);
		}
		if (best === undefined || worth > best.worth + 1e-9) best = { start: first.start, end, worth };
	}
	return best;
}

/** A range of whole words around what must be shown: from the beginning of its line or sentence when that is not far. */
function around(text: string, start: number, end: number): Span {
	const lead = text.slice(Math.max(0, start - LEAD * 2), start);
	const sentence = Math.max(lead.lastIndexOf("\n"), lastMatch(lead, /[.!?]["')\]]*\s+(?=\S)/g));
	const from = sentence >= 0 || start <= LEAD * 2 ? start - lead.length + sentence + 1 : afterSpace(text, start - LEAD);
	const most = Math.max(end, from + LENGTH);
	if (most >= text.length) return { start: from, end: text.length };
	const space = text.slice(end, most + 1).search(/\s\S*$/);
	return { start: from, end: space < 0 ? wholeCharacter(text, most) : end + space };
}

/** The last character of the last match, or -1. */
function lastMatch(text: string, pattern: RegExp): number {
	let last = -1;
	for (const match of text.matchAll(pattern)) last = match.index + match[0].length - 1;
	return last;
}

/** The start of the first word from `at` on; `at` itself where none begins soon. */
function afterSpace(text: string, at: number): number {
	const space = text.slice(at, at + LEAD).search(/\s/);
	return space < 0 ? wholeCharacter(text, at) : at + space + 1;
}

/** Not between the halves of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
	return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}

/** Spans without overlaps. */
function merged(found: readonly Occurrence[]): Span[] {
	const spans: { start: number; end: number }[] = [];
	for (const { start, end } of found) {
		const last = spans.at(-1);
		if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
		else spans.push({ start, end });
	}
	return spans;
}

/** What Markdown and HTML have for eyes other than a reader's. */
const MARKUP = [
	/^[ \t]*(?:#{1,6}[ \t]+|(?:>[ \t]?)+|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?)/gm,
	/^---[ \t]*$|^```\w*[ \t]*$|^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t]*(?::?-+:?)?[ \t]*$|^[ \t]*\|/gm,
	/\*\*|__|~~|`+/g,
	/(?<![\w*])[*_](?=\w)|(?<=\w)[*_](?![\w*])/g,
	/!?\[\[/g,
	/(?<=\[\[)[^\]|\n]{1,200}\|/g,
	/\]\]|!?\[(?=[^\]\n]{0,200}\]\()|\]\([^)\n]{0,500}\)/g,
	/<\/?[a-zA-Z][^<>]{0,300}>/g,
];
/** Obeyed by terminals, or not seen by people. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A range of a text as one line, with the spans where they have come to lie. */
function clean(text: string, range: Span, spans: readonly Span[], isMarkup: boolean): Pick<Snippet, "text" | "spans"> {
	const raw = text.slice(range.start, range.end);
	const dropped = new Uint8Array(raw.length);
	for (const pattern of isMarkup ? MARKUP : []) {
		for (const { 0: mark, index } of raw.matchAll(pattern)) {
			// A word that was looked for stays, be it in an address.
			const holds = ({ start, end }: Span) => start < range.start + index + mark.length && end > range.start + index;
			const isHit = /[\p{L}\p{N}]/u.test(mark) && spans.some(holds);
			if (!isHit) dropped.fill(1, index, index + mark.length);
		}
	}
	const places = new Uint32Array(raw.length + 1);
	let line =
		range.start > 0 && !/\s/.test(text.charAt(range.start - 1)) ? "…" : startsLine(text, range.start) ? "" : "… ";
	for (let at = 0; at < raw.length; ) {
		const char = String.fromCodePoint(raw.codePointAt(at) ?? 0);
		places.fill(line.length, at, at + char.length);
		if (dropped[at] === 0) {
			if (/\s/.test(char) || char === "\0") line += line === "" || line.endsWith(" ") ? "" : " ";
			else if (!UNSEEN.test(char)) line += char;
		}
		at += char.length;
	}
	places[raw.length] = line.length;
	const tail = range.end < text.trimEnd().length ? "…" : "";
	return {
		text: (isMarkup ? line.replace(/[\s#>|*-]+$/, "") : line.trimEnd()) + (line.trim() === "" ? "" : tail),
		spans: spans.flatMap(({ start, end }) => {
			const span = { start: places[start - range.start] ?? 0, end: places[end - range.start] ?? 0 };
			return span.end > span.start ? [span] : [];
		}),
	};
}

function startsLine(text: string, at: number): boolean {
	return at === 0 || /[\n.!?]\s*$/.test(text.slice(Math.max(0, at - 4), at));
}

function count(text: string, char: string, before: number): number {
	let found = 0;
	for (let at = text.indexOf(char); at >= 0 && at < before; at = text.indexOf(char, at + 1)) found++;
	return found;
}
