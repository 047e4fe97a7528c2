/** POSIX regular expressions, once parsed, as JavaScript source. */
import { type CharSet, CLASSES, type ClassName, setOf } from "./posix-bracket.ts";
import type { Assertion, RegexNode } from "./posix-regex.ts";

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
