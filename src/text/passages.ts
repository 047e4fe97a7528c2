/**
 * Cutting text into passages: what is found by meaning is a section or a few paragraphs, not a whole file. All of the text is in some
 * passage; cuts are at the ends of sections, paragraphs, lines, sentences or words, whichever comes best. Linear time.
 */

/** A part of a text. */
export interface TextPassage {
	/** Bytes `[start, end)` of its UTF-8. */
	readonly start: number;
	readonly end: number;
	/** What is read there, without markup. */
	readonly text: string;
	/** The headings above it, outermost first, joined by ` › `. */
	readonly heading?: string;
}

/** A stretch of text under one heading; sections follow each other without a gap. Offsets are UTF-16 indices. */
export interface Section {
	readonly start: number;
	readonly end: number;
	/** Headings above and of it, outermost first. */
	readonly path: readonly string[];
}

/** How a kind of text is cut. */
export interface Cutting {
	readonly sections: readonly Section[];
	/** What is read of `[start, end)`. */
	readonly read: (start: number, end: number) => string;
	/** Whether a passage that goes on begins with the last sentences of the one before (default). */
	readonly overlap?: boolean;
	/** Whether small neighbouring sections become one passage (default). */
	readonly join?: boolean;
}

/** Sizes in UTF-16 units: sections up to `JOINED` are joined; a passage has `LONGEST` at most, and the overlap on top. */
const JOINED = 1200;
const LONGEST = 1500;
/** A heading alone, a line or two: never a passage if there is a neighbour. */
const TINY = 200;
const OVERLAP = 200;

/** Passages of a text whose UTF-8 is `bytes`. */
export function cutPassages(bytes: Uint8Array, text: string, cutting: Cutting): TextPassage[] {
	const byteAt = byteCounter(bytes, text);
	const passages: TextPassage[] = [];
	for (const group of grouped(cutting)) {
		const last = group.at(-1) as Section;
		let section = 0;
		for (const [start, end] of pieces(text, (group[0] as Section).start, last.end, cutting.overlap ?? true)) {
			while ((group[section] as Section).end <= start) section++;
			const read = cutting.read(start, end);
			if (!/\S/.test(read)) continue;
			const until = group.findIndex((one) => one.end >= end);
			const heading = commonPath(group.slice(section, until + 1)).join(" › ");
			passages.push({ start: byteAt(start), end: byteAt(end), text: read, ...(heading === "" ? {} : { heading }) });
		}
	}
	return passages;
}

/** Sections that are cut together: neighbours that are small, and tiny ones with what follows them. */
function grouped({ sections, join = true }: Cutting): Section[][] {
	const groups: Section[][] = [];
	let size = 0;
	for (const section of sections) {
		const length = section.end - section.start;
		const fits = size > 0 && (size + length <= JOINED || size < TINY);
		if (join && fits) groups.at(-1)?.push(section);
		else groups.push([section]);
		size = fits && join ? size + length : length;
	}
	const last = groups.at(-1);
	const before = groups.at(-2);
	if (
		join &&
		last !== undefined &&
		before !== undefined &&
		lengthOf(last) < TINY &&
		lengthOf(before) + lengthOf(last) <= LONGEST
	)
		before.push(...(groups.pop() ?? []));
	return groups;
}

const lengthOf = (group: readonly Section[]) => (group.at(-1)?.end ?? 0) - (group[0]?.start ?? 0);

function commonPath(sections: readonly Section[]): readonly string[] {
	let path = sections[0]?.path ?? [];
	for (const section of sections) {
		let same = 0;
		while (same < path.length && path[same] === section.path[same]) same++;
		path = path.slice(0, same);
	}
	return path;
}

/** Ranges without blanks at their ends, of about the same length. */
function* pieces(text: string, from: number, to: number, overlap: boolean): Generator<[number, number]> {
	const end = trimmedEnd(text, from, to);
	let start = skipBlanks(text, from, end);
	/** Where what no passage has yet begins. */
	let fresh = start;
	while (fresh < end) {
		const left = end - fresh;
		if (left <= LONGEST) {
			yield [start, end];
			return;
		}
		const ideal = left / Math.ceil(left / LONGEST);
		const cut = bestCut(text, fresh + Math.floor(ideal * 0.6), fresh + Math.min(LONGEST, Math.ceil(ideal * 1.2)));
		yield [start, trimmedEnd(text, fresh, cut)];
		fresh = skipBlanks(text, cut, end);
		start = (overlap ? overlapStart(text, cut) : undefined) ?? fresh;
	}
}

const PARAGRAPH = /\n[ \t\r]*\n\s*/g;
const SENTENCE = /[.!?…]["'”’»)\]*_]*\s+|[。！？]/g;
const BLANK = /\s+/g;

/** The end of the last paragraph within `[low, high]`; else of a line, a sentence, a word; else anywhere between two characters. */
function bestCut(text: string, low: number, high: number): number {
	const window = text.slice(low, high);
	for (const end of [PARAGRAPH, /\n\s*/g, SENTENCE, BLANK]) {
		let found = -1;
		for (const match of window.matchAll(end)) found = match.index + match[0].length;
		if (found > 0) return low + found;
	}
	return wholeCharacter(text, high);
}

/** The beginning of the last sentence or two before a cut; of a word when there is none; undefined when there is not even that. */
function overlapStart(text: string, cut: number): number | undefined {
	const low = Math.max(0, cut - OVERLAP);
	const window = text.slice(low, trimmedEnd(text, low, cut));
	for (const end of [/\n\s*/g, SENTENCE, BLANK]) {
		const first = window.matchAll(end).next().value;
		if (first !== undefined && first.index + first[0].length < window.length)
			return low + first.index + first[0].length;
	}
	return undefined;
}

/** Not between the two halves of a character beyond U+FFFF, nor before a mark that belongs to the character before it. */
function wholeCharacter(text: string, at: number): number {
	let cut = at;
	while (cut > at - 30 && /^[\udc00-\udfff\p{M}\u200d]/u.test(text.slice(cut, cut + 1))) cut--;
	return /[\udc00-\udfff]/.test(text.charAt(cut)) ? cut - 1 : cut;
}

function skipBlanks(text: string, from: number, to: number): number {
	let at = from;
	while (at < to && isBlank(text.charCodeAt(at))) at++;
	return at;
}

function trimmedEnd(text: string, from: number, to: number): number {
	let at = to;
	while (at > from && isBlank(text.charCodeAt(at - 1))) at--;
	return at;
}

const isBlank = (code: number) => code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;

/** Turns UTF-16 indices that hardly go back into byte offsets. */
function byteCounter(bytes: Uint8Array, text: string): (index: number) => number {
	if (bytes.length === text.length) return (index) => index;
	let known = 0;
	let byte = 0;
	return (index) => {
		// Back over an overlap, too.
		byte += index >= known ? Buffer.byteLength(text.slice(known, index)) : -Buffer.byteLength(text.slice(index, known));
		known = index;
		return byte;
	};
}

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Text whose indices can be turned into offsets of these bytes. What is not UTF-8 is read byte by byte; what a cut at 4 MiB left of a
 * character is left out.
 */
export function decodeExactly(bytes: Uint8Array): string {
	let end = bytes.length;
	while (end > 0 && end > bytes.length - 4 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
	const lead = bytes[end - 1] ?? 0;
	const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
	const whole = end - 1 + length > bytes.length ? bytes.subarray(0, end - 1) : bytes;
	const text = lenient.decode(whole);
	return Buffer.byteLength(text) === whole.length ? text : Buffer.from(bytes).toString("latin1");
}

/** Passages of plain text: paragraphs together. */
export function plainPassages(bytes: Uint8Array): TextPassage[] {
	const text = decodeExactly(bytes);
	return cutPassages(bytes, text, {
		sections: [{ start: 0, end: text.length, path: [] }],
		read: (start, end) => text.slice(start, end),
	});
}

/** Passages of a table: whole lines, each passage under the first line, which names the columns. */
export function tablePassages(bytes: Uint8Array): TextPassage[] {
	const text = decodeExactly(bytes);
	const columns = /^[^\r\n]{1,200}/.exec(text)?.[0].trim() ?? "";
	return cutPassages(bytes, text, {
		sections: [{ start: 0, end: text.length, path: columns === "" ? [] : [columns] }],
		read: (start, end) => text.slice(start, end),
		overlap: false,
	});
}

/** Passages of a text whose pages end with a form feed, as `pdftotext` has them: each page by itself, under `page 3`. */
export function pagePassages(bytes: Uint8Array): TextPassage[] {
	const text = decodeExactly(bytes);
	const sections: Section[] = [];
	for (let start = 0, page = 1; start < text.length; page++) {
		const feed = text.indexOf("\f", start);
		const end = feed < 0 ? text.length : feed + 1;
		sections.push({ start, end, path: [`page ${page}`] });
		start = end;
	}
	return cutPassages(bytes, text, { sections, read: (start, end) => text.slice(start, end), join: false });
}

/** Passages of an extracted text, whose headings stand on lines of their own behind `#`: by sections; sheets and slides apart. */
export function headedPassages(bytes: Uint8Array): TextPassage[] {
	const text = decodeExactly(bytes);
	const sections: Section[] = [];
	const way: { level: number; title: string }[] = [];
	let start = 0;
	let path: readonly string[] = [];
	for (const match of text.matchAll(/^(#{1,6}) (.*)$/gm)) {
		if (match.index > start) sections.push({ start, end: match.index, path });
		start = match.index;
		const level = match[1]?.length ?? 1;
		while ((way.at(-1)?.level ?? 0) >= level) way.pop();
		way.push({ level, title: (match[2] ?? "").slice(0, 100) });
		path = way.map(({ title }) => title);
	}
	sections.push({ start, end: text.length, path });
	const read = (from: number, to: number) => text.slice(from, to).replace(/^#{1,6} /gm, "");
	return cutPassages(bytes, text, { sections, read });
}

/** A definition at the left margin after an empty line, with the comment that stands right above it. */
const DEFINITION = /\n[ \t\r]*\n(?=[^\s)}\]])/g;

/** Passages of a program: top-level definitions, small ones together; a long one goes on under its first line. */
export function codePassages(bytes: Uint8Array): TextPassage[] {
	const text = decodeExactly(bytes);
	const starts = [0, ...[...text.matchAll(DEFINITION)].map((match) => match.index + match[0].length)];
	const sections = starts.map((start, at) => {
		const end = starts[at + 1] ?? text.length;
		const name = /^(?!\s*(?:\/\/|\/\*|\*|#(?!\w)|--|"""|'''|@))[^\r\n]*\S[^\r\n]*/m
			.exec(text.slice(start, start + 1000))?.[0]
			.trim();
		return { start, end, path: name === undefined ? [] : [name.slice(0, 100)] };
	});
	return cutPassages(bytes, text, { sections, read: (start, end) => text.slice(start, end), overlap: false });
}
