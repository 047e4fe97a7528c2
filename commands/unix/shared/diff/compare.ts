/** Two texts compared line by line: what counts as equal, and which changes are shown. */
import { type Edit, editScript, equalEnds } from "./edit-script.ts";

/** A text as lines, each with its newline; the last may have none. Characters are bytes (latin1), so that none is lost. */
export type Lines = readonly string[];

/** What counts as equal, and what is not worth showing. */
export interface Sameness {
	readonly ignoreCase?: boolean;
	/** -E, -Z, -b, -w: each from the weakest on. */
	readonly tabExpansion?: boolean;
	readonly trailingSpace?: boolean;
	readonly spaceChange?: boolean;
	readonly allSpace?: boolean;
	/** -B */
	readonly blankLines?: boolean;
	/** -I: changes of which every line fits. */
	readonly matching?: RegExp | undefined;
	/** -d */
	readonly minimal?: boolean;
	readonly tabSize?: number;
}

/** An edit; `trivial` when all of its lines are ignored (-B, -I). */
export interface Change extends Edit {
	readonly trivial: boolean;
}

/** What two texts are, and how the second comes of the first. */
export interface Comparison {
	readonly old: Lines;
	readonly new: Lines;
	readonly changes: readonly Change[];
}

/** Lines of bytes. */
export function linesOf(bytes: Uint8Array, stripTrailingReturn = false): Lines {
	const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
	const text = stripTrailingReturn ? all.replaceAll("\r\n", "\n") : all;
	const lines: string[] = [];
	for (let at = 0; at < text.length; ) {
		const end = text.indexOf("\n", at);
		const next = end < 0 ? text.length : end + 1;
		lines.push(text.slice(at, next));
		at = next;
	}
	return lines;
}

/** Compare; `context` is the number of lines that will be shown around changes, which moves some of them (see `equalEnds`). */
export function compare(old: Lines, fresh: Lines, sameness: Sameness, context: number): Comparison {
	const key = keyOf(sameness);
	const numbers = new Map<string, number>();
	const classes = (lines: Lines) =>
		Int32Array.from(lines, (line) => {
			const text = key(line);
			const known = numbers.get(text);
			if (known !== undefined) return known;
			numbers.set(text, numbers.size + 1);
			return numbers.size;
		});
	const edits = editScript(classes(old), classes(fresh), {
		minimal: sameness.minimal === true,
		ends: equalEnds(old, fresh, context),
	});
	const ignored = ignoredLine(sameness);
	const changes = edits.map((edit) => ({ ...edit, trivial: ignored !== undefined && isTrivial(edit) }));
	return { old, new: fresh, changes };

	function isTrivial({ line0, deleted, line1, inserted }: Edit): boolean {
		return (
			old.slice(line0, line0 + deleted).every((line) => ignored?.(line)) &&
			fresh.slice(line1, line1 + inserted).every((line) => ignored?.(line))
		);
	}
}

/** Texts that are equal when lines are (util.c, lines_differ; io.c, find_and_hash_each_line). */
function keyOf(sameness: Sameness): (line: string) => string {
	const steps: ((line: string) => string)[] = [];
	if (sameness.allSpace) steps.push((line) => line.replace(/[\t-\r ]+/g, ""));
	else if (sameness.spaceChange) steps.push((line) => line.replace(/[\t-\r ]+$/, "").replace(/[\t-\r ]+/g, " "));
	else {
		// With -E alone, a line without newline is still another line.
		if (sameness.trailingSpace) steps.push((line) => line.replace(/[\t-\r ]+$/, ""));
		if (sameness.tabExpansion) steps.push((line) => expandTabs(line, sameness.tabSize ?? 8));
	}
	if (sameness.ignoreCase) steps.push((line) => line.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
	return (line) => steps.reduce((text, step) => step(text), line);
}

/** Tabs as spaces, as -E counts columns. */
export function expandTabs(line: string, size: number): string {
	let column = 0;
	return line.replace(/[\s\S]/g, (char) => {
		if (char === "\t") {
			const spaces = size - (column % size);
			column += spaces;
			return " ".repeat(spaces);
		}
		if (char === "\r") column = 0;
		else if (char === "\b") column = Math.max(0, column - 1);
		else column++;
		return char;
	});
}

/** Whether a line may change unseen; undefined when none may (analyze.c, analyze_hunk). */
function ignoredLine(sameness: Sameness): ((line: string) => boolean) | undefined {
	const { blankLines, matching } = sameness;
	if (!blankLines && matching === undefined) return undefined;
	const blank = sameness.trailingSpace || sameness.spaceChange || sameness.allSpace ? /^[ \t\v\f\r]*\n?$/ : /^\n?$/;
	return (line) => (blankLines === true && blank.test(line)) || (matching?.test(line.replace(/\n$/, "")) ?? false);
}
