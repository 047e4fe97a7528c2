/**
 * POSIX basic and extended regular expressions as GNU grep 3.8 reads them in a UTF-8 locale, as JavaScript ones.
 *
 * A pattern is parsed once into a small tree; everything else (JavaScript source, the literal every match must contain,
 * the simulator of the line matcher) reads that tree. Sources: POSIX.1-2017 XBD 9, the GNU grep 3.8 manual, and, where
 * those are silent, what GNU grep answers (the tests ask it).
 */
import { type CharSet, readBracket, refusePattern, setOf } from "./posix-bracket.ts";
import { flagsOf, type SourceStyle, toSource } from "./posix-source.ts";

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

export type RegexNode =
	| { type: "char"; char: string }
	| CharSet
	| { type: "assert"; kind: Assertion }
	| { type: "group"; index: number; body: RegexNode }
	| { type: "seq"; items: readonly RegexNode[] }
	| { type: "alt"; options: readonly RegexNode[] }
	| { type: "repeat"; body: RegexNode; min: number; max: number }
	| { type: "backref"; index: number };

const ANY: CharSet = { type: "set", negated: true, ranges: [], classes: [] };
const EMPTY: RegexNode = { type: "seq", items: [] };

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
		if (char === undefined) refusePattern("Trailing backslash", at);
		if (this.basic && "(){|+?".includes(char)) return { op: char, width: 2 };
		const known = ESCAPES[char];
		if (known !== undefined) return { node: known, width: 2 };
		if (!/[1-9]/.test(char)) return { node: { type: "char", char }, width: 2 };
		const index = this.groupsBefore + Number(char);
		if (!this.closed.has(index)) refusePattern("Invalid back reference", at);
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
		else if (token.op === ")" && this.basic) refusePattern("Unmatched ) or \\)", start);
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
		if (close === undefined) refusePattern("Unmatched ( or \\(", start);
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
		if (end < 0 && this.basic) refusePattern("Unmatched \\{", start);
		const content = end < 0 ? "" : rest.slice(0, end);
		const parts = /^(\d*)(,?)(\d*)$/.exec(content);
		if (parts === null || content === "") {
			if (this.basic || /^[\d,]*,[\d,]*$/.test(content)) refusePattern("Invalid content of \\{\\}", start);
			return undefined;
		}
		const min = Number(parts[1]);
		const max = parts[2] === "" ? min : parts[3] === "" ? Number.POSITIVE_INFINITY : Number(parts[3]);
		if (min > max) refusePattern("Invalid content of \\{\\}", start);
		if (min > MAX_BOUND || (max > MAX_BOUND && max !== Number.POSITIVE_INFINITY)) {
			refusePattern("Regular expression too big", start);
		}
		this.at += content.length + close.length;
		return [min, max];
	}

	private bracket(start: number): RegexNode {
		const { set, end } = readBracket(this.chars, this.at, start);
		const inside = this.chars.slice(this.at, end - 1).join("");
		if (/^\^?:.*:$/s.test(inside)) refusePattern("character class syntax is [[:space:]], not [:space:]", start);
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
