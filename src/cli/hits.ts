/** How found files are printed: for programs, for pipes and for people. */
import { localDay, toDate, toIso } from "../base/clock.ts";
import type { Context, Style } from "../command/index.ts";
import type { Hit, Part, Snippet, Span } from "../search/index.ts";
import { nameOfPath, printable } from "../vfs/index.ts";
import { shorten, widthOf } from "./columns.ts";

/** A hit as `--json` prints it. */
export interface Item {
	path: string;
	title: string;
	/** 0 to 1. */
	score: number;
	/** ISO 8601, UTC. */
	date: string;
	/** Absent without snippets; so are `line`, `spans` and `passage`. */
	snippet?: string;
	line?: number;
	/** Offsets into `snippet` in UTF-16 units. */
	spans?: Span[];
	/** Byte offsets into the file, or into its text where it is not read as it is (a PDF, a vCard). */
	passage?: Span;
	parts?: Hit["parts"];
}

export function toItem({ path, title, score, date, snippet, parts }: Hit): Item {
	return {
		path,
		title,
		score: Math.round(score * 1e4) / 1e4,
		date: toIso(date),
		...(snippet === undefined
			? {}
			: { snippet: snippet.text, line: snippet.line, spans: [...snippet.spans], passage: snippet.passage }),
		...(parts === undefined ? {} : { parts }),
	};
}

/** What `output` of a command that prints hits is. */
export const itemShape = (z: typeof import("zod").z) => {
	const span = z.object({ start: z.number(), end: z.number() });
	const part = z.object({ rank: z.number(), score: z.number(), weight: z.number().optional() });
	return z.object({
		path: z.string(),
		title: z.string(),
		score: z.number(),
		date: z.string(),
		snippet: z.string().optional(),
		line: z.number().optional(),
		spans: z.array(span).optional(),
		passage: span.optional(),
		parts: z
			.object({
				text: part.optional(),
				feedback: part.optional(),
				vector: part.optional(),
				neighbours: part.optional(),
			})
			.optional(),
	});
};

/** `path:line: snippet`, as grep -n prints; with `explain`, a line more for each ranking. */
export function lineOf(item: Item): string {
	const place =
		item.line === undefined || item.snippet === "" ? item.path : `${item.path}:${item.line}: ${item.snippet}`;
	return [place, ...explained(item).map((text) => `\t${text}`)].join("\n");
}

/** What put it in its place, a ranking a line. */
function explained({ parts, score }: Item): string[] {
	if (parts === undefined) return [];
	const of = (name: string, part: Part | undefined) =>
		part === undefined
			? []
			: [
					`${name}: rank ${part.rank}, score ${rounded(part.score)}${part.weight === undefined ? "" : `, weight ${rounded(part.weight)}`}`,
				];
	return [
		`score ${rounded(score)}`,
		...of("text", parts.text),
		...of("feedback", parts.feedback),
		...of("vector", parts.vector),
		...of("neighbours", parts.neighbours),
	];
}

function rounded(value: number): string {
	return String(Number(value.toPrecision(4)));
}

/**
 * All hits as a person sees them: score, path, title and date in a line, and a snippet of two lines below.
 * @param headOf the line of a hit that a mount has a better one for
 */
export function screenOf<Found extends Item>(
	items: readonly Found[],
	context: Context,
	headOf: (item: Found) => string | undefined = () => undefined,
): string {
	return items.map((item) => blockOf(item, headOf(item) ?? headLine(item, context), context)).join("\n");
}

const BARS = "▁▂▃▄▅▆▇█";

/** The narrowest terminal that output is laid out for. */
const NARROWEST = 20;

function headLine(item: Item, { style, terminal }: Context): string {
	const width = Math.max(NARROWEST, terminal.columns);
	const bar = BARS.charAt(Math.min(BARS.length - 1, Math.floor(item.score * BARS.length)));
	const date = width < 40 ? "" : localDay(toDate(Date.parse(item.date) * 1000));
	const path = shorten(printable(item.path), Math.max(10, width - date.length - 4));
	const room = width - widthOf(path) - date.length - 7;
	const isKnown = nameOfPath(item.path).replace(/\.\w+$/, "") === item.title || nameOfPath(item.path) === item.title;
	const title = isKnown || room < 8 ? "" : shorten(printable(item.title), room);
	const space = " ".repeat(
		Math.max(1, width - 3 - widthOf(path) - (title === "" ? 0 : widthOf(title) + 2) - date.length),
	);
	return `${style.faint(bar)} ${style.name(path)}${title === "" ? "" : `  ${style.strong(title)}`}${date === "" ? "" : space + style.faint(date)}`;
}

function blockOf(item: Item, head: string, { style, terminal }: Context): string {
	const width = Math.max(NARROWEST, terminal.columns);
	const snippet =
		item.snippet === undefined ? [] : snippetLines({ text: item.snippet, spans: item.spans ?? [] }, width - 3, style);
	return [
		head,
		...snippet.map((line) => `  ${line}`),
		...explained(item).map((text) => style.faint(`    ${text}`)),
	].join("\n");
}

/** The most lines of a snippet. */
const LINES = 2;

/** A snippet wrapped to a width in columns, matches highlighted: the lines from the first match on, when not all fit. */
export function snippetLines({ text, spans }: Pick<Snippet, "text" | "spans">, width: number, style: Style): string[] {
	const lines = wrapped(text, width);
	const first = lines.findIndex(({ end }) => end > (spans[0]?.start ?? 0));
	const from = Math.max(0, Math.min(first, lines.length - LINES));
	return lines.slice(from, from + LINES).map(({ start, end }) => {
		let line = "";
		let at = start;
		for (const span of spans) {
			const [left, right] = [Math.max(span.start, start), Math.min(span.end, end)];
			if (right <= left) continue;
			line += text.slice(at, left) + style.match(text.slice(left, right));
			at = right;
		}
		return line + text.slice(at, end);
	});
}

/** Where the lines of a text begin and end when it is broken between words; a word wider than a line is broken itself. */
function wrapped(text: string, width: number): Span[] {
	const lines: Span[] = [];
	let start = 0;
	let space = -1;
	let columns = 0;
	let at = 0;
	const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
	for (const { segment, index } of graphemes.segment(text)) {
		at = index;
		if (segment === " ") space = at;
		columns += widthOf(segment);
		if (columns <= width || at === start) continue;
		const end = space > start ? space : at;
		lines.push({ start, end });
		start = space > start ? space + 1 : at;
		columns = widthOf(text.slice(start, at + segment.length));
	}
	if (start < text.length) lines.push({ start, end: text.length });
	return lines;
}
