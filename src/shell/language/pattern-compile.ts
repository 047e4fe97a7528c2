/** Shell patterns compiled: plain texts, patterns without groups as regexes, and those with groups as sets of positions. */
import { literalText, type Part, parsePattern, reverseParts, setPattern } from "./pattern-parse.ts";
import { endsOf } from "./pattern-positions.ts";

export interface PatternOptions {
	/** Whether `@(a|b)` and the like are special. Default true. */
	extglob?: boolean;
	caseInsensitive?: boolean;
}

/** A compiled pattern. Lengths and offsets are UTF-16 units, between characters. */
export interface Pattern {
	/** The text that it matches, when it has no wildcard. */
	readonly literal?: string;
	/** Whether its first character is an unquoted `*`: only then does bash replace an empty text. */
	readonly startsWithStar: boolean;
	/** Whether it matches the text as a whole. */
	matches(text: string): boolean;
	/** Length of the shortest (longest) prefix or suffix of the text that it matches as a whole, `undefined` when there is none. */
	shortestPrefix(text: string): number | undefined;
	longestPrefix(text: string): number | undefined;
	shortestSuffix(text: string): number | undefined;
	longestSuffix(text: string): number | undefined;
	/** Start and end of the leftmost longest match at or after `from`, or of the longest one at the start or end of the text. It may be empty. */
	find(text: string, from: number, anchor?: "start" | "end"): [start: number, end: number] | undefined;
}

const CACHE_SIZE = 1000;
const cache = new Map<string, Pattern>();

/** The pattern, compiled; the last thousand are kept. Never throws (but see `endsOf` for what its methods may). */
export function compilePattern(pattern: string, options: PatternOptions = {}): Pattern {
	const extglob = options.extglob !== false;
	const ignoreCase = options.caseInsensitive === true;
	const key = `${extglob ? 1 : 0}${ignoreCase ? 1 : 0}${pattern}`;
	const known = cache.get(key);
	if (known !== undefined) return known;
	const parts = parsePattern(pattern, extglob);
	const literal = literalText(parts);
	const made: Pattern =
		literal !== undefined && !ignoreCase
			? new LiteralPattern(literal)
			: parts.some((part) => part.type === "group")
				? new ExtendedPattern(parts, ignoreCase)
				: new SimplePattern(parts, ignoreCase, literal);
	const oldest = cache.size >= CACHE_SIZE ? cache.keys().next().value : undefined;
	if (oldest !== undefined) cache.delete(oldest);
	cache.set(key, made);
	return made;
}

class LiteralPattern implements Pattern {
	readonly literal: string;
	readonly startsWithStar = false;

	constructor(literal: string) {
		this.literal = literal;
	}

	matches(text: string): boolean {
		return text === this.literal;
	}

	shortestPrefix(text: string): number | undefined {
		return text.startsWith(this.literal) ? this.literal.length : undefined;
	}

	longestPrefix(text: string): number | undefined {
		return this.shortestPrefix(text);
	}

	shortestSuffix(text: string): number | undefined {
		return text.endsWith(this.literal) ? this.literal.length : undefined;
	}

	longestSuffix(text: string): number | undefined {
		return this.shortestSuffix(text);
	}

	find(text: string, from: number, anchor?: "start" | "end"): [number, number] | undefined {
		if (anchor !== undefined) return anchored(this, text, anchor);
		const start = text.indexOf(this.literal, from);
		return start < 0 ? undefined : [start, start + this.literal.length];
	}
}

function anchored(pattern: Pattern, text: string, anchor: "start" | "end"): [number, number] | undefined {
	const length = anchor === "start" ? pattern.longestPrefix(text) : pattern.longestSuffix(text);
	if (length === undefined) return undefined;
	return anchor === "start" ? [0, length] : [text.length - length, text.length];
}

/**
 * A pattern without groups is pieces of fixed length with stars between them, and a piece may well be taken at the first place
 * where it fits. Only how the last one is searched differs: from the left for the shortest match, from the right for the longest.
 */
class SimplePattern implements Pattern {
	readonly literal?: string;
	readonly startsWithStar: boolean;
	private readonly parts: readonly Part[];
	private readonly ignoreCase: boolean;
	private readonly regexes = new Map<string, RegExp>();

	constructor(parts: readonly Part[], ignoreCase: boolean, literal: string | undefined) {
		this.parts = parts;
		this.startsWithStar = parts[0]?.type === "star";
		this.ignoreCase = ignoreCase;
		if (literal !== undefined) this.literal = literal;
	}

	matches(text: string): boolean {
		return this.regex("whole", "", () => `^${this.source(this.parts, "greedy")}$`).test(text);
	}

	shortestPrefix(text: string): number | undefined {
		return this.length("prefix", "lazy", text);
	}

	longestPrefix(text: string): number | undefined {
		return this.length("prefix", "greedy", text);
	}

	shortestSuffix(text: string): number | undefined {
		return this.length("suffix", "lazy", reverseText(text));
	}

	longestSuffix(text: string): number | undefined {
		return this.length("suffix", "greedy", reverseText(text));
	}

	find(text: string, from: number, anchor?: "start" | "end"): [number, number] | undefined {
		if (anchor !== undefined) return anchored(this, text, anchor);
		const star = this.parts.findIndex((part) => part.type === "star");
		const head = star < 0 ? this.parts : this.parts.slice(0, star);
		const first = this.regex("head", "g", () => this.source(head, "lazy"));
		first.lastIndex = from;
		const found = first.exec(text);
		if (found === null) return undefined;
		const end = found.index + found[0].length;
		if (star < 0) return [found.index, end];
		// What does not follow the first place of the head does not follow a later one either.
		const tail = this.regex("tail", "y", () => this.source(this.parts.slice(star), "greedy"));
		tail.lastIndex = end;
		const rest = tail.exec(text);
		return rest === null ? undefined : [found.index, end + rest[0].length];
	}

	private length(of: "prefix" | "suffix", last: "lazy" | "greedy", text: string): number | undefined {
		const regex = this.regex(`${last} ${of}`, "", () => {
			return `^${this.source(of === "prefix" ? this.parts : reverseParts(this.parts), last)}`;
		});
		return regex.exec(text)?.[0].length;
	}

	private regex(name: string, flags: string, source: () => string): RegExp {
		const known = this.regexes.get(name);
		if (known !== undefined) return known;
		const made = new RegExp(source(), `${flags}${this.ignoreCase ? "iu" : "u"}`);
		this.regexes.set(name, made);
		return made;
	}

	/**
	 * A middle piece is matched once and for all by a lookahead and a reference to it (JavaScript has no atomic groups), which keeps
	 * `*a*b*c*` from going back and forth.
	 */
	private source(parts: readonly Part[], last: "lazy" | "greedy"): string {
		const pieces: string[] = [""];
		for (const part of parts) {
			if (part.type === "star") pieces.push("");
			else pieces.push(`${pieces.pop()}${this.one(part)}`);
		}
		const [first = "", ...rest] = pieces;
		const end = rest.pop();
		const middle = rest.map((piece, at) => `(?=([\\s\\S]*?${piece}))\\${at + 1}`).join("");
		return `${first}${middle}${end === undefined ? "" : `[\\s\\S]*${last === "lazy" ? "?" : ""}${end}`}`;
	}

	private one(part: Part): string {
		if (part.type === "char") return `\\u{${(part.char.codePointAt(0) ?? 0).toString(16)}}`;
		return part.type === "set" ? setPattern(part.set, this.ignoreCase) : "[\\s\\S]";
	}
}

function reverseText(text: string): string {
	return Array.from(text).reverse().join("");
}

/** A pattern with groups. What is asked of suffixes is asked of prefixes of the text read backwards. */
class ExtendedPattern implements Pattern {
	readonly startsWithStar: boolean;
	private readonly parts: readonly Part[];
	private readonly reversed: readonly Part[];
	private readonly options: { ignoreCase: boolean };
	/** Where matches begin in the text that was searched last, in order: a replacement asks for one after the other. */
	private searched: { text: string; starts: readonly number[] } | undefined;

	constructor(parts: readonly Part[], ignoreCase: boolean) {
		this.parts = parts;
		const first = parts[0];
		this.startsWithStar = first?.type === "star" || (first?.type === "group" && first.repeat === "*");
		this.reversed = reverseParts(parts);
		this.options = { ignoreCase };
	}

	matches(text: string): boolean {
		return endsOf(this.parts, text, [0], this.options).has(text.length);
	}

	shortestPrefix(text: string): number | undefined {
		return extreme(endsOf(this.parts, text, [0], this.options), -1);
	}

	longestPrefix(text: string): number | undefined {
		return extreme(endsOf(this.parts, text, [0], this.options), 1);
	}

	shortestSuffix(text: string): number | undefined {
		return extreme(endsOf(this.reversed, reverseText(text), [0], this.options), -1);
	}

	longestSuffix(text: string): number | undefined {
		return extreme(endsOf(this.reversed, reverseText(text), [0], this.options), 1);
	}

	find(text: string, from: number, anchor?: "start" | "end"): [number, number] | undefined {
		if (anchor !== undefined) return anchored(this, text, anchor);
		const start = firstFrom(this.startsIn(text), from);
		if (start === undefined) return undefined;
		return [start, extreme(endsOf(this.parts, text, [start], this.options), 1) ?? start];
	}

	private startsIn(text: string): readonly number[] {
		if (this.searched?.text === text) return this.searched.starts;
		const places: number[] = [];
		for (let at = text.length; at >= 0; at--) if (!inside(text, at)) places.push(text.length - at);
		const ends = endsOf(this.reversed, reverseText(text), places, this.options);
		const starts = [...ends].map((end) => text.length - end).sort((a, b) => a - b);
		this.searched = { text, starts };
		return starts;
	}
}

/** The first of some sorted numbers that is at least `least`. */
function firstFrom(numbers: readonly number[], least: number): number | undefined {
	let low = 0;
	for (let high = numbers.length; low < high; ) {
		const middle = (low + high) >> 1;
		if ((numbers[middle] ?? 0) < least) low = middle + 1;
		else high = middle;
	}
	return numbers[low];
}

/** Whether the offset is between the two halves of a surrogate pair. */
function inside(text: string, at: number): boolean {
	return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

/** The largest (`sign` 1) or smallest (-1) of some numbers. */
function extreme(numbers: Set<number>, sign: 1 | -1): number | undefined {
	let best: number | undefined;
	for (const number of numbers) if (best === undefined || (number - best) * sign > 0) best = number;
	return best;
}
