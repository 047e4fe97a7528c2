/** Character sets of POSIX patterns: the named classes as glibc has them, and bracket expressions. */
import { COLLATING_NAMES } from "./collating-names.ts";
import { DeskError } from "./errors.ts";

/** Ranges of code points, both ends included. */
export type Ranges = readonly (readonly [number, number])[];

/** A set of characters by code point ranges and POSIX classes; `.` is the negated empty set. */
export interface CharSet {
	type: "set";
	negated: boolean;
	ranges: Ranges;
	classes: readonly ClassName[];
}

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
export const CLASSES = {
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

/** One class, or all but it; `alnum` with the underscore, as `\\w` has it. */
export function setOf(className: ClassName, negated: boolean): CharSet {
	return { type: "set", negated, ranges: className === "alnum" ? [[95, 95]] : [], classes: [className] };
}

/** @throws DeskError EINVAL with the column (1-based, in code points) of a pattern */
export function refusePattern(what: string, at: number): never {
	throw new DeskError("EINVAL", what, {
		column: at + 1,
		todo: `look at character ${at + 1} of the pattern, or search for plain text with -F`,
	});
}

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
		if (!shell && at > first && chars[at] === "-" && chars[at + 1] !== "]") refusePattern("Invalid range end", at);
		const low = element(chars, at, start, shell);
		const ranged = chars[low.next] === "-" && chars[low.next + 1] !== "]" && chars[low.next + 1] !== undefined;
		if (low.className !== undefined) classes.push(low.className);
		for (const point of low.equivalents ?? []) spans.push([point, point]);
		if (ranged && (low.point !== undefined || !shell)) {
			const high = element(chars, low.next + 1, start, shell);
			const ordered = low.point !== undefined && high.point !== undefined && low.point <= high.point;
			if (ordered) spans.push([low.point ?? 0, high.point ?? 0]);
			else if (!shell) refusePattern("Invalid range end", at);
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
	const open = () => refusePattern("Unmatched [, [^, [:, [., or [=", start);
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
		return shell ? { next } : refusePattern("Invalid character class name", at);
	}
	const named = shell && kind === "." ? COLLATING_NAMES.get(name) : undefined;
	if (named !== undefined) return { point: named, next };
	const point = name.codePointAt(0);
	if (point === undefined || end !== at + 3) return shell ? { next } : refusePattern("Invalid collation character", at);
	return kind === "." ? { point, next } : { equivalents: [point], next };
}
