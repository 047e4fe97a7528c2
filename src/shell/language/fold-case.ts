/** Letters made upper or lower case, as bash does it (`^ ^^ , ,, ~ ~~`, `@U @L @u`): one character for one. */
import { compilePattern } from "./pattern.ts";

export type FoldOperator = "^" | "^^" | "," | ",," | "~" | "~~";

/**
 * `${value^pattern}` and so on: the first character, or with a doubled operator each, that the pattern matches is made upper (`^`) or
 * lower case (`,`) or the other of the two (`~`). No pattern, or an empty one, matches every character.
 */
export function foldCase(value: string, operator: FoldOperator, pattern?: string): string {
	const change = CHANGES[operator.charAt(0)] ?? toggle;
	const wanted = pattern === undefined || pattern === "" ? undefined : compilePattern(pattern);
	const fold = (char: string) => (wanted === undefined || wanted.matches(char) ? change(char) : char);
	if (operator.length === 1) {
		const first = String.fromCodePoint(value.codePointAt(0) ?? 0);
		return value === "" ? "" : fold(first) + value.slice(first.length);
	}
	let folded = "";
	for (const char of value) folded += fold(char);
	return folded;
}

/** A character whose other case is several characters stays as it is; of `İ` the mark is dropped. */
function upper(char: string): string {
	const changed = char.toUpperCase();
	return isOne(changed) ? changed : (TITLE[char] ?? char);
}

function lower(char: string): string {
	const changed = char.toLowerCase();
	return isOne(changed) ? changed : "i";
}

function toggle(char: string): string {
	const changed = lower(char);
	return changed === char ? upper(char) : changed;
}

const isOne = (text: string): boolean => text.length === String.fromCodePoint(text.codePointAt(0) ?? 0).length;

/** Greek letters with an iota below, whose upper case JavaScript spells out. */
const TITLE: Readonly<Record<string, string>> = Object.fromEntries(
	[0x1f80, 0x1f90, 0x1fa0]
		.flatMap((base) => Array.from({ length: 8 }, (_, at) => [base + at, base + at + 8] as const))
		.concat([
			[0x1fb3, 0x1fbc],
			[0x1fc3, 0x1fcc],
			[0x1ff3, 0x1ffc],
		])
		.map((pair) => pair.map((point) => String.fromCodePoint(point))),
);

const CHANGES: Readonly<Record<string, (char: string) => string>> = { "^": upper, ",": lower };
