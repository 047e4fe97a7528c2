/** Hunks that did not fit, as they go into a `.rej` file (GNU patch 2.7.6, abort_hunk). */
import { type Hunk, newLines, oldLines } from "./hunk.ts";
import type { PatchFormat, Side } from "./parse.ts";

/** Names and times of both sides, before and after, as a header of rejects has them. */
export function rejectHeader(format: PatchFormat, before: Side, after: Side, strip: (name: string) => string): string {
	const [first, second] = format === "unified" ? ["---", "+++"] : ["***", "---"];
	const line = (mark: string, { name, stamp }: Side) =>
		`${mark} ${name === undefined ? "/dev/null" : strip(name)}${stamp === undefined ? "" : `\t${stamp}`}\n`;
	return line(first as string, before) + line(second as string, after);
}

/** A hunk, `shift` lines further down than it said. */
export function rejectedHunk(format: PatchFormat, hunk: Hunk, shift: number): string {
	return format === "unified" ? unified(hunk, shift) : context(hunk, shift, format === "context");
}

const text = (line: string) => (line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`);

function unified(hunk: Hunk, shift: number): string {
	const extent = (start: number, count: number) =>
		count === 0 ? `${start + shift - 1},0` : count === 1 ? String(start + shift) : `${start + shift},${count}`;
	const old = extent(hunk.oldStart, oldLines(hunk).length);
	const fresh = extent(hunk.newStart, newLines(hunk).length);
	return `@@ -${old} +${fresh} @@${hunk.heading}\n${hunk.lines.map(([sign, line]) => sign + text(line)).join("")}`;
}

/** `modern`: with stars and dashes after the numbers, as all but the oldest diffs have. */
function context(hunk: Hunk, shift: number, modern: boolean): string {
	const marks = modern ? marked(hunk) : hunk.lines.map(([sign, line]) => [sign, sign, line] as const);
	const half = (start: number, count: number, before: string, after: string) => {
		const from = start + shift;
		const numbers = count === 0 ? "0" : count === 1 ? String(from) : `${from},${from + count - 1}`;
		return `${before} ${numbers}${after}\n`;
	};
	const old = half(hunk.oldStart, oldLines(hunk).length, "***", modern ? " ****" : "");
	const fresh = half(hunk.newStart, newLines(hunk).length, "---", modern ? " ----" : " -----");
	const side = (sign: "-" | "+") =>
		marks.map(([of, mark, line]) => (of === " " || of === sign ? `${mark} ${text(line)}` : "")).join("");
	return `***************${hunk.heading}\n${old}${side("-")}${fresh}${side("+")}`;
}

/** Lines with their mark in context format: `!` where lines were replaced. */
function marked({ lines }: Hunk): [sign: string, mark: string, line: string][] {
	const made: [string, string, string][] = [];
	for (let at = 0; at < lines.length; ) {
		const end = lines.findIndex(([sign], index) => index >= at && sign === " ");
		const group = lines.slice(at, end < 0 ? lines.length : end);
		const both = new Set(group.map(([sign]) => sign)).size === 2;
		for (const [sign, line] of group) made.push([sign, both ? "!" : sign, line]);
		at += group.length;
		const same = lines[at];
		if (same !== undefined && end >= 0) {
			made.push([" ", " ", same[1]]);
			at++;
		}
	}
	return made;
}
