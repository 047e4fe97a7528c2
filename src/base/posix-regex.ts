/**
 * POSIX basic and extended regular expressions as GNU grep 3.8 reads them in a UTF-8 locale, as JavaScript ones.
 *
 * A pattern is parsed once into a small tree; everything else (JavaScript source, the literal every match must contain,
 * the simulator of the line matcher) reads that tree. Sources: POSIX.1-2017 XBD 9, the GNU grep 3.8 manual, and, where
 * those are silent, what GNU grep answers (the tests ask it).
 */
import { DeskError } from "./errors.ts";

/** `basic` is grep's default and sed's, `extended` that of `grep -E`, `sed -E` and bash's `=~`. */
export type RegexDialect = "basic" | "extended";

/** Zero-width conditions. The last two are not written in patterns; `grep -w` puts them around one. */
export type Assertion =
	| "lineStart"
	| "lineEnd"
	| "textStart"
	| "textEnd"
	| "wordStart"
	| "wordEnd"
	| "boundary"
	| "notBoundary"
	| "noWordBefore"
	| "noWordAfter";

/** Ranges of code points, both ends included. */
type Ranges = readonly (readonly [number, number])[];

/** A set of characters by code point ranges and POSIX classes; `.` is the negated empty set. */
export interface CharSet {
	type: "set";
	negated: boolean;
	ranges: Ranges;
	classes: readonly ClassName[];
}

export type RegexNode =
	| { type: "char"; char: string }
	| CharSet
	| { type: "assert"; kind: Assertion }
	| { type: "group"; index: number; body: RegexNode }
	| { type: "seq"; items: readonly RegexNode[] }
	| { type: "alt"; options: readonly RegexNode[] }
	| { type: "repeat"; body: RegexNode; min: number; max: number }
	| { type: "backref"; index: number };

/** Ranges from their bounds in pairs. */
function ranges(...bounds: number[]): Ranges {
	return bounds.flatMap((low, i) => (i % 2 === 0 ? [[low, bounds[i + 1] ?? low] as const] : []));
}

/** What glibc calls a space beyond ASCII: all of category Z but the three that do not break a line. */
const WIDE_BLANK = "\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u205f\\u3000";
const MARKS = "\\u00a0\\u2007\\u202f\\p{P}\\p{S}\\p{No}\\p{Cf}\\p{Co}";
const GRAPHIC = `${MARKS}\\p{L}\\p{M}\\p{N}`;

/**
 * Each class: its ASCII part as ranges, and the rest as it stands between the brackets of a `u` regex. After glibc's
 * tables, but for digits beyond ASCII (letters there) and combining marks (there `punct` when not letters).
 */
const CLASSES = {
	alpha: [ranges(65, 90, 97, 122), "\\p{Alphabetic}"],
	digit: [ranges(48, 57), ""],
	alnum: [ranges(48, 57, 65, 90, 97, 122), "\\p{Alphabetic}\\p{Nd}"],
	upper: [ranges(65, 90), "\\p{Uppercase}\\p{Lt}"],
	lower: [ranges(97, 122), "\\p{Lowercase}"],
	space: [ranges(9, 13, 32, 32), `${WIDE_BLANK}\\u2028\\u2029`],
	blank: [ranges(9, 9, 32, 32), WIDE_BLANK],
	punct: [ranges(33, 47, 58, 64, 91, 96, 123, 126), MARKS],
	graph: [ranges(33, 126), GRAPHIC],
	print: [ranges(32, 126), GRAPHIC + WIDE_BLANK],
	cntrl: [ranges(0, 31, 127, 127), "\\u0080-\\u009f\\u2028\\u2029"],
	xdigit: [ranges(48, 57, 65, 70, 97, 102), ""],
} satisfies Record<string, readonly [Ranges, string]>;

export type ClassName = keyof typeof CLASSES;

/** Whether `[:name:]` is one of the twelve POSIX classes. */
export function isClassName(name: string): name is ClassName {
	return Object.hasOwn(CLASSES, name);
}

const ANY: CharSet = { type: "set", negated: true, ranges: [], classes: [] };
const EMPTY: RegexNode = { type: "seq", items: [] };

function setOf(className: ClassName, negated: boolean): CharSet {
	return { type: "set", negated, ranges: className === "alnum" ? [[95, 95]] : [], classes: [className] };
}

const assertion = (kind: Assertion): RegexNode => ({ type: "assert", kind });

/** What a backslash and a letter stand for, in both dialects. */
const ESCAPES: Readonly<Record<string, RegexNode>> = {
	w: setOf("alnum", false),
	W: setOf("alnum", true),
	s: setOf("space", false),
	S: setOf("space", true),
	b: assertion("boundary"),
	B: assertion("notBoundary"),
	"<": assertion("wordStart"),
	">": assertion("wordEnd"),
	"`": assertion("textStart"),
	"'": assertion("textEnd"),
};

/** The largest bound of an interval (`RE_DUP_MAX` of glibc). */
const MAX_BOUND = 32767;

function refuse(what: string, at: number): never {
	throw new DeskError("EINVAL", what, {
		column: at + 1,
		todo: `look at character ${at + 1} of the pattern, or search for plain text with -F`,
	});
}

/**
 * The tree of a pattern. Throws `DeskError` EINVAL, with the column (1-based, in code points) and GNU's words, for what
 * GNU grep refuses. `groupsBefore` shifts the numbers of groups, for a tree that will stand after others.
 */
export function parseRegex(pattern: string, dialect: RegexDialect, groupsBefore = 0): RegexNode {
	return new Parser(Array.from(pattern), dialect === "basic", groupsBefore).parse();
}

/** One operator (`op`) or one thing that matches (`node`), and how many characters it takes. */
type Token = { op: string; width: number } | { op?: undefined; node: RegexNode; width: number };

class Parser {
	private readonly chars: readonly string[];
	private readonly basic: boolean;
	private at = 0;
	private depth = 0;
	private readonly groupsBefore: number;
	private groups: number;
	private readonly closed = new Set<number>();

	constructor(chars: readonly string[], basic: boolean, groupsBefore: number) {
		this.chars = chars;
		this.basic = basic;
		this.groupsBefore = groupsBefore;
		this.groups = groupsBefore;
	}

	parse(): RegexNode {
		return this.alternation();
	}

	private token(at: number): Token | undefined {
		const char = this.chars[at];
		if (char === undefined) return undefined;
		if (char === "\\") return this.escape(at);
		if ("*^$.[".includes(char) || (!this.basic && "(){|+?".includes(char))) return { op: char, width: 1 };
		return { node: { type: "char", char }, width: 1 };
	}

	private escape(at: number): Token {
		const char = this.chars[at + 1];
		if (char === undefined) refuse("Trailing backslash", at);
		if (this.basic && "(){|+?".includes(char)) return { op: char, width: 2 };
		const known = ESCAPES[char];
		if (known !== undefined) return { node: known, width: 2 };
		if (!/[1-9]/.test(char)) return { node: { type: "char", char }, width: 2 };
		const index = this.groupsBefore + Number(char);
		if (!this.closed.has(index)) refuse("Invalid back reference", at);
		return { node: { type: "backref", index }, width: 2 };
	}

	private alternation(): RegexNode {
		const options = [this.sequence()];
		for (let token = this.token(this.at); token?.op === "|"; token = this.token(this.at)) {
			this.at += token.width;
			options.push(this.sequence());
		}
		return options.length === 1 ? (options[0] ?? EMPTY) : { type: "alt", options };
	}

	private sequence(): RegexNode {
		const items: RegexNode[] = [];
		for (let token = this.token(this.at); token !== undefined; token = this.token(this.at)) {
			if (token.op === "|" || (token.op === ")" && this.depth > 0)) break;
			this.item(token, items);
		}
		return items.length === 1 ? (items[0] ?? EMPTY) : { type: "seq", items };
	}

	/** Reads what `token` begins and appends it to `items`, or wraps the last item when it is a repetition. */
	private item(token: Token, items: RegexNode[]): void {
		const start = this.at;
		this.at += token.width;
		if (token.op === undefined) items.push(token.node);
		else if (token.op === "(") items.push(this.group(start));
		else if (token.op === "[") items.push(this.bracket(start));
		else if (token.op === ".") items.push(ANY);
		else if (token.op === "^" && (!this.basic || items.length === 0)) items.push(assertion("lineStart"));
		else if (token.op === "$" && (!this.basic || this.atEnd())) items.push(assertion("lineEnd"));
		else if (token.op === ")" && this.basic) refuse("Unmatched ) or \\)", start);
		else if ("*+?{".includes(token.op)) this.repetition(token.op, items, start);
		else items.push({ type: "char", char: token.op });
	}

	/** Where `$` is an anchor in a basic regex: at the end of the pattern, of a group or of an alternative. */
	private atEnd(): boolean {
		const next = this.token(this.at);
		return next === undefined || next.op === ")" || next.op === "|";
	}

	private group(start: number): RegexNode {
		const index = ++this.groups;
		this.depth++;
		const body = this.alternation();
		const close = this.token(this.at);
		if (close === undefined) refuse("Unmatched ( or \\(", start);
		this.at += close.width;
		this.depth--;
		this.closed.add(index);
		return { type: "group", index, body };
	}

	/**
	 * With nothing before it to repeat (the start, or a zero-width condition), an operator is an ordinary character in a
	 * basic regex and is passed over in an extended one.
	 */
	private repetition(op: string, items: RegexNode[], start: number): void {
		const last = items.at(-1);
		const orphan = last === undefined || last.type === "assert";
		const bounds = op === "{" && !(orphan && this.basic) ? this.interval(start) : BOUNDS[op];
		if (bounds === undefined || (orphan && this.basic)) items.push({ type: "char", char: op });
		else if (!orphan) items.splice(-1, 1, { type: "repeat", body: last, min: bounds[0], max: bounds[1] });
	}

	/** The bounds after `{`, or `undefined` where an extended regex takes the brace for itself. */
	private interval(start: number): readonly [number, number] | undefined {
		const rest = this.chars.slice(this.at).join("");
		const close = this.basic ? "\\}" : "}";
		const end = rest.indexOf(close);
		if (end < 0 && this.basic) refuse("Unmatched \\{", start);
		const content = end < 0 ? "" : rest.slice(0, end);
		const parts = /^(\d*)(,?)(\d*)$/.exec(content);
		if (parts === null || content === "") {
			if (this.basic || /^[\d,]*,[\d,]*$/.test(content)) refuse("Invalid content of \\{\\}", start);
			return undefined;
		}
		const min = Number(parts[1]);
		const max = parts[2] === "" ? min : parts[3] === "" ? Number.POSITIVE_INFINITY : Number(parts[3]);
		if (min > max) refuse("Invalid content of \\{\\}", start);
		if (min > MAX_BOUND || (max > MAX_BOUND && max !== Number.POSITIVE_INFINITY)) {
			refuse("Regular expression too big", start);
		}
		this.at += content.length + close.length;
		return [min, max];
	}

	private bracket(start: number): RegexNode {
		const { set, end } = readBracket(this.chars, this.at, start);
		const inside = this.chars.slice(this.at, end - 1).join("");
		if (/^\^?:.*:$/s.test(inside)) refuse("character class syntax is [[:space:]], not [:space:]", start);
		this.at = end;
		const only = set.ranges[0];
		const single = !set.negated && set.classes.length === 0 && set.ranges.length === 1 && only?.[0] === only?.[1];
		return single && only !== undefined ? { type: "char", char: String.fromCodePoint(only[0]) } : set;
	}
}

const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
	"*": [0, Number.POSITIVE_INFINITY],
	"+": [1, Number.POSITIVE_INFINITY],
	"?": [0, 1],
};

interface Element {
	/** What may begin or end a range: a character or `[.c.]`. */
	point?: number;
	/** What may not: a class, or the characters of `[=c=]`. */
	className?: ClassName;
	equivalents?: readonly number[];
	next: number;
}

/**
 * The set of a bracket expression whose `[` is before `from`, and the index after its `]`. Throws EINVAL at column
 * `start` when it does not end and, in a regex, for all else that GNU grep refuses. In a shell pattern (`shell`) a
 * backslash quotes, `[!` negates too, and what makes no sense (`[z-a]`, `[[:no:]]`) matches nothing.
 */
export function readBracket(
	chars: readonly string[],
	from: number,
	start: number,
	shell = false,
): { set: CharSet; end: number } {
	const negated = chars[from] === "^" || (shell && chars[from] === "!");
	const first = negated ? from + 1 : from;
	const spans: [number, number][] = [];
	const classes: ClassName[] = [];
	let at = first;
	while (chars[at] !== "]" || at === first) {
		if (!shell && at > first && chars[at] === "-" && chars[at + 1] !== "]") refuse("Invalid range end", at);
		const low = element(chars, at, start, shell);
		const ranged = chars[low.next] === "-" && chars[low.next + 1] !== "]" && chars[low.next + 1] !== undefined;
		if (low.className !== undefined) classes.push(low.className);
		for (const point of low.equivalents ?? []) spans.push([point, point]);
		if (ranged && (low.point !== undefined || !shell)) {
			const high = element(chars, low.next + 1, start, shell);
			const ordered = low.point !== undefined && high.point !== undefined && low.point <= high.point;
			if (ordered) spans.push([low.point ?? 0, high.point ?? 0]);
			else if (!shell) refuse("Invalid range end", at);
			at = high.next;
		} else {
			if (low.point !== undefined) spans.push([low.point, low.point]);
			at = low.next;
		}
	}
	return { set: { type: "set", negated, ranges: spans, classes }, end: at + 1 };
}

/** One element of a bracket expression: a character, `[.c.]`, `[=c=]` or `[:class:]`. */
function element(chars: readonly string[], at: number, start: number, shell: boolean): Element {
	const open = () => refuse("Unmatched [, [^, [:, [., or [=", start);
	const quoted = shell && chars[at] === "\\" ? 1 : 0;
	const char = chars[at + quoted] ?? open();
	const kind = chars[at + 1];
	if (char !== "[" || quoted === 1 || kind === undefined || !".=:".includes(kind)) {
		return { point: char.codePointAt(0) ?? 0, next: at + quoted + 1 };
	}
	let end = at + 2;
	while (chars[end] !== kind || chars[end + 1] !== "]") if (++end >= chars.length) open();
	const name = chars.slice(at + 2, end).join("");
	const next = end + 2;
	if (kind === ":") {
		if (isClassName(name)) return { className: name, next };
		return shell ? { next } : refuse("Invalid character class name", at);
	}
	const point = name.codePointAt(0);
	if (point === undefined || end !== at + 3) return shell ? { next } : refuse("Invalid collation character", at);
	return kind === "." ? { point, next } : { equivalents: [point], next };
}

/** How a tree is written as JavaScript. */
export interface SourceStyle {
	ignoreCase?: boolean;
	/** The text holds many lines: nothing matches a newline, and `^` and `$` match at every line. */
	lines?: boolean;
	/** The text is ASCII only: a faster source without the `u` flag. */
	ascii?: boolean;
	/** Keep groups as capturing ones (needed for back-references). */
	captures?: boolean;
}

const NEWLINE = 10;

function escapePoint(point: number, style: SourceStyle): string {
	if (point > 0x7f) return style.ascii ? "" : `\\u{${point.toString(16)}}`;
	const char = String.fromCharCode(point);
	return /[0-9A-Za-z]/.test(char) ? char : `\\x${point.toString(16).padStart(2, "0")}`;
}

function rangeSource([low, high]: readonly [number, number], style: SourceStyle): string {
	if (style.lines && low <= NEWLINE && high >= NEWLINE) {
		const below = low < NEWLINE ? rangeSource([low, NEWLINE - 1], style) : "";
		return below + (high > NEWLINE ? rangeSource([NEWLINE + 1, high], style) : "");
	}
	// Lone surrogates stand for bytes that are not UTF-8 (see the line matcher); no range may match them.
	if (low < 0xd800 && high > 0xdfff) return rangeSource([low, 0xd7ff], style) + rangeSource([0xe000, high], style);
	const top = style.ascii ? Math.min(high, 0x7f) : high;
	if (top < low) return "";
	return low === top ? escapePoint(low, style) : `${escapePoint(low, style)}-${escapePoint(top, style)}`;
}

function classSource(name: ClassName, style: SourceStyle): string {
	const [ascii, wide] = CLASSES[style.ignoreCase && (name === "upper" || name === "lower") ? "alpha" : name];
	return ascii.map((range) => rangeSource(range, style)).join("") + (style.ascii ? "" : wide);
}

/** The `[…]` of a set, for a regex with the flags of `style`. */
export function setSource(set: CharSet, style: SourceStyle): string {
	const inside = [
		...set.ranges.map((range) => rangeSource(range, style)),
		...set.classes.map((name) => classSource(name, style)),
	].join("");
	if (!set.negated) return `[${inside}]`;
	return `[^${style.lines ? "\\n" : ""}${style.ascii ? "" : "\\p{Cs}"}${inside}]`;
}

function assertSource(kind: Assertion, style: SourceStyle): string {
	const word = setSource(setOf("alnum", false), style);
	const table: Record<Assertion, string> = {
		lineStart: style.lines ? "(?<![^\\n])" : "^",
		lineEnd: style.lines ? "(?![^\\n])" : "$",
		textStart: style.lines ? "(?<![^\\n])" : "(?<![^])",
		textEnd: style.lines ? "(?![^\\n])" : "(?![^])",
		wordStart: `(?<!${word})(?=${word})`,
		wordEnd: `(?<=${word})(?!${word})`,
		boundary: `(?:(?<!${word})(?=${word})|(?<=${word})(?!${word}))`,
		notBoundary: `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`,
		noWordBefore: `(?<!${word})`,
		noWordAfter: `(?!${word})`,
	};
	return table[kind];
}

/** The text of a node that is nothing but characters, or `undefined`. */
export function literalOf(node: RegexNode): string | undefined {
	if (node.type === "char") return node.char;
	if (node.type !== "seq" || !node.items.every((item) => item.type === "char")) return undefined;
	return node.items.map((item) => (item.type === "char" ? item.char : "")).join("");
}

/** POSIX takes the longest alternative, JavaScript the first; plain texts can simply be tried longest first. */
function longestFirst(options: readonly RegexNode[]): readonly RegexNode[] {
	const texts = options.map(literalOf);
	if (texts.includes(undefined)) return options;
	return [...options].sort((a, b) => (literalOf(b) ?? "").length - (literalOf(a) ?? "").length);
}

function quantifier(min: number, max: number): string {
	if (max === Number.POSITIVE_INFINITY) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
	if (min === 0 && max === 1) return "?";
	return min === max ? `{${min}}` : `{${min},${max}}`;
}

/** The JavaScript source of a tree, for a regex with the flags of `flagsOf(style)`. */
export function toSource(node: RegexNode, style: SourceStyle): string {
	switch (node.type) {
		case "char":
			return escapePoint(node.char.codePointAt(0) ?? 0, style) || "[]";
		case "set":
			return setSource(node, style);
		case "assert":
			return assertSource(node.kind, style);
		case "group":
			return `(${style.captures ? "" : "?:"}${toSource(node.body, style)})`;
		case "seq":
			return node.items
				.map((item) => (item.type === "alt" ? `(?:${toSource(item, style)})` : toSource(item, style)))
				.join("");
		case "alt":
			return longestFirst(node.options)
				.map((option) => toSource(option, style))
				.join("|");
		case "repeat": {
			const body = toSource(node.body, style);
			const atom = node.body.type === "char" || node.body.type === "set" || node.body.type === "group";
			return (atom ? body : `(?:${body})`) + quantifier(node.min, node.max);
		}
		case "backref":
			return `(?:\\${node.index})`;
	}
}

/**
 * The flags that go with `toSource` of the same style (`g` and `y` are the caller's). Not `v`: the V8 of Node 20 gets
 * negated sets in counted repetitions wrong with it (`/(?:1[^b]){0,2}a/v` matches "1ba"), and is slower.
 */
export function flagsOf(style: SourceStyle): string {
	return (style.ignoreCase ? "i" : "") + (style.ascii ? "" : "u");
}

/**
 * A POSIX pattern as JavaScript source and flags (`u`, and `i` to ignore case), for text that is one unit: `.` matches a
 * newline too, `^` and `$` the ends of the text, or of every line once the caller adds the `m` flag. Groups capture and
 * keep their numbers. Errors: those of `parseRegex`.
 *
 * Which text matches is as in POSIX (but see the differences listed in the test); how far a match reaches is not always,
 * as alternatives that are not plain text are tried in the order written.
 */
export function translateRegex(
	pattern: string,
	dialect: RegexDialect,
	options: { ignoreCase?: boolean } = {},
): { source: string; flags: string } {
	const style: SourceStyle = { ignoreCase: options.ignoreCase === true, captures: true };
	return { source: toSource(parseRegex(pattern, dialect), style), flags: flagsOf(style) };
}

/** The longest text of at least two characters that every match of the tree contains, or `undefined` when unsure. */
export function requiredLiteralOf(node: RegexNode): string | undefined {
	let best: string[] = [];
	let run: string[] = [];
	const cut = () => {
		if (run.length > best.length) best = run;
		run = [];
	};
	const visit = (part: RegexNode): void => {
		if (part.type === "char") run.push(part.char);
		else if (part.type === "group") visit(part.body);
		else if (part.type === "seq") part.items.forEach(visit);
		else if (part.type === "repeat" && part.min > 0) {
			visit(part.body);
			if (part.max > 1) cut();
		} else if (part.type !== "assert") cut();
	};
	visit(node);
	cut();
	return best.length >= 2 ? best.join("") : undefined;
}

/** `requiredLiteralOf` for a pattern: what a caller may look for first with `Buffer.indexOf`. Case matters in it. */
export function requiredLiteral(pattern: string, dialect: RegexDialect): string | undefined {
	return requiredLiteralOf(parseRegex(pattern, dialect));
}
