/** sub, gsub and gensub: what stands in the place of matches. */
import type { Span } from "../shared/posix-finder.ts";
import type { Pattern } from "./regex.ts";

/** Text, and what matched (a group's number, 0 for all). */
type Piece = string | number;

/** The replacement of sub and gsub: `&` is the match, `\&` an ampersand; before those, `\\` is a backslash (gawk). */
function readReplacement(text: string): readonly Piece[] {
	return pieces(text, /\\\\(?=\\*&)|\\&|&/g, (found) => (found === "&" ? 0 : found.slice(1)));
}

/** That of gensub, where `\1` to `\9` are groups too. */
function readGroups(text: string): readonly Piece[] {
	return pieces(text, /\\.|&/gs, (found) => (found === "&" ? 0 : /\d/.test(found) ? Number(found[1]) : found.slice(1)));
}

function pieces(text: string, special: RegExp, meaning: (found: string) => Piece): readonly Piece[] {
	const made: Piece[] = [];
	let at = 0;
	for (const { 0: found, index } of text.matchAll(special)) {
		if (index > at) made.push(text.slice(at, index));
		made.push(meaning(found));
		at = index + found.length;
	}
	if (at < text.length) made.push(text.slice(at));
	return made;
}

/** Replacements used before: a program has few, and uses them for every record. */
const known = new Map<string, readonly Piece[]>();

function replacementOf(text: string): readonly Piece[] {
	let found = known.get(text);
	if (found === undefined) {
		found = readReplacement(text);
		if (known.size >= 500) known.clear();
		known.set(text, found);
	}
	return found;
}

/** Where to look for the next match: behind this one, and behind a character when it is empty. */
function behind({ start, end }: Span, text: string): number {
	if (end > start) return end;
	return end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
}

/** Replace the first match, or all; an empty one right behind another is none. @returns undefined when there is none */
export function substitute(
	pattern: Pattern,
	replacement: string,
	text: string,
	isGlobal: boolean,
): { text: string; count: number } | undefined {
	let whole = pattern.find(text, 0);
	if (whole === undefined) return undefined;
	const made = replacementOf(replacement);
	let out = "";
	let at = 0;
	let count = 0;
	let last = -1;
	while (whole !== undefined) {
		const { start, end }: Span = whole;
		if (end > start || start !== last) {
			out += text.slice(at, start);
			for (const piece of made) out += piece === 0 ? text.slice(start, end) : piece;
			at = end;
			count++;
			if (!isGlobal) break;
		}
		last = end;
		const from = behind(whole, text);
		whole = from > text.length ? undefined : pattern.find(text, from);
	}
	return { text: out + text.slice(at), count };
}

/** gawk's gensub: `how` is "g" for all matches, or the number of one. */
export function gensub(pattern: Pattern, replacement: string, how: string, text: string): string {
	const made = readGroups(replacement);
	const isGlobal = /^[gG]/.test(how);
	const wanted = Math.max(1, Math.trunc(Number(how)) || 1);
	let out = "";
	let at = 0;
	let count = 0;
	let last = -1;
	for (let from = 0; from <= text.length; ) {
		const spans = pattern.groups(text, from);
		const whole = spans?.[0];
		if (spans === undefined || whole === undefined) break;
		from = behind(whole, text);
		const isNone = whole.start === whole.end && whole.start === last;
		last = whole.end;
		if (isNone || (++count < wanted && !isGlobal)) continue;
		out += text.slice(at, whole.start);
		for (const piece of made) {
			const span = typeof piece === "number" ? spans[piece] : undefined;
			out += typeof piece === "string" ? piece : span === undefined ? "" : text.slice(span.start, span.end);
		}
		at = whole.end;
		if (!isGlobal) break;
	}
	return out + text.slice(at);
}
