/** Comparisons as text: the formats of GNU diff (normal, context, unified). Text is latin1, as in `compare.ts`. */
import type { Change, Comparison, Lines } from "./compare.ts";
import { expandTabs } from "./compare.ts";

/** What a piece of output is, for colours. */
export type Role = "header" | "hunk" | "old" | "new" | "plain";

/** Text with its role; a newline may be in the middle (`\ No newline at end of file`). */
export type Piece = readonly [role: Role, text: string];

/** How it looks, beside the format. */
export interface Look {
	/** Lines around each change. */
	readonly context: number;
	/** Headers of both files, without their mark. */
	readonly names: readonly [string, string];
	/** `@@ -1,1 +1,1 @@` instead of `@@ -1 +1 @@`. */
	readonly longRanges?: boolean;
	/** -p, -F: the last line before a hunk that fits is shown with it. */
	readonly heading?: RegExp | undefined;
	readonly initialTab?: boolean;
	readonly expandTabs?: boolean;
	readonly suppressBlankEmpty?: boolean;
	readonly tabSize?: number;
}

/** -p: a line that begins a function of C, with a letter (also one beyond ASCII), `_` or `$`. */
export const FUNCTION = /^[A-Za-z_$\xc3-\xf4]/;

const NO_NEWLINE = "\n\\ No newline at end of file\n";

/** `1c1`, `< old`, `---`, `> new`. */
export function* normalFormat({ old, new: fresh, changes }: Comparison, look: Look): Generator<Piece> {
	const line = lineWriter(look, look.initialTab ? "\t" : " ");
	for (const { line0, deleted, line1, inserted, trivial } of changes) {
		if (trivial) continue;
		const letter = deleted === 0 ? "a" : inserted === 0 ? "d" : "c";
		yield ["hunk", `${range(line0, deleted)}${letter}${range(line1, inserted)}`];
		yield ["plain", "\n"];
		for (let at = line0; at < line0 + deleted; at++) yield* line("old", "<", old[at] ?? "");
		if (letter === "c") yield ["plain", "---\n"];
		for (let at = line1; at < line1 + inserted; at++) yield* line("new", ">", fresh[at] ?? "");
	}
}

/** `--- a`, `+++ b`, `@@ -1 +1 @@`. */
export function* unifiedFormat(comparison: Comparison, look: Look): Generator<Piece> {
	const { old, new: fresh } = comparison;
	const line = lineWriter(look, look.initialTab ? "\t" : "");
	const same = lineWriter(look, "");
	const space = look.initialTab ? "\t" : " ";
	let started = false;
	for (const hunk of hunksOf(comparison, look.context)) {
		if (!started) {
			yield* header(`--- ${look.names[0]}`);
			yield* header(`+++ ${look.names[1]}`);
			started = true;
		}
		const { from0, to0, from1, to1 } = hunk;
		const sizes = `-${extent(from0, to0, look)} +${extent(from1, to1, look)}`;
		yield ["hunk", `@@ ${sizes} @@`];
		yield ["plain", `${headingOf(old, from0, look)}\n`];
		let at = from0;
		for (const change of hunk.changes) {
			for (; at < change.line0; at++) yield* same("plain", space, old[at] ?? "");
			for (; at < change.line0 + change.deleted; at++) yield* line("old", "-", old[at] ?? "");
			for (let next = change.line1; next < change.line1 + change.inserted; next++)
				yield* line("new", "+", fresh[next] ?? "");
		}
		for (; at < to0; at++) yield* same("plain", space, old[at] ?? "");
	}
}

/** `*** a`, `--- b`, both versions of each hunk one after the other. */
export function* contextFormat(comparison: Comparison, look: Look): Generator<Piece> {
	let started = false;
	for (const hunk of hunksOf(comparison, look.context)) {
		if (!started) {
			yield* header(`*** ${look.names[0]}`);
			yield* header(`--- ${look.names[1]}`);
			started = true;
		}
		yield ["plain", `***************${headingOf(comparison.old, hunk.from0, look)}\n`];
		yield* half("*** ", " ****", "-", hunk.from0, hunk.to0, comparison.old, (change) => [
			change.line0,
			change.deleted,
			change.inserted,
		]);
		yield* half("--- ", " ----", "+", hunk.from1, hunk.to1, comparison.new, (change) => [
			change.line1,
			change.inserted,
			change.deleted,
		]);

		function* half(
			before: string,
			after: string,
			sign: string,
			from: number,
			to: number,
			lines: Lines,
			own: (change: Change) => readonly [start: number, count: number, others: number],
		): Generator<Piece> {
			const line = lineWriter(look, look.initialTab ? "\t" : " ");
			yield ["hunk", `${before}${from === to ? from : to - from === 1 ? to : `${from + 1},${to}`}${after}`];
			yield ["plain", "\n"];
			// A side without a change of its own is left out.
			if (!hunk.changes.some((change) => own(change)[1] > 0)) return;
			const role = sign === "-" ? "old" : "new";
			let at = from;
			for (const change of hunk.changes) {
				const [start, count, others] = own(change);
				for (; at < start; at++) yield* line("plain", " ", lines[at] ?? "");
				for (; at < start + count; at++) yield* line(role, others > 0 ? "!" : sign, lines[at] ?? "");
			}
			for (; at < to; at++) yield* line("plain", " ", lines[at] ?? "");
		}
	}
}

/** Changes that are shown together, and the lines (from, to) that are shown with them. */
export interface Hunk {
	readonly changes: readonly Change[];
	readonly from0: number;
	readonly to0: number;
	readonly from1: number;
	readonly to1: number;
}

/** Changes that are nearer to each other than twice the context; a trivial one joins only what is within it (context.c, find_hunk). */
export function* hunksOf({ old, new: fresh, changes }: Comparison, context: number): Generator<Hunk> {
	for (let at = 0; at < changes.length; ) {
		const group: Change[] = [];
		for (;;) {
			const change = changes[at++] as Change;
			group.push(change);
			const next = changes[at];
			if (next === undefined) break;
			const near = next.trivial ? context : 2 * context + 1;
			if (next.line0 - (change.line0 + change.deleted) >= near) break;
		}
		const [first, last] = [group[0] as Change, group.at(-1) as Change];
		if (group.every((change) => change.trivial)) continue;
		const end0 = last.line0 + last.deleted;
		const end1 = last.line1 + last.inserted;
		yield {
			changes: group,
			from0: Math.max(0, first.line0 - context),
			from1: Math.max(0, first.line1 - context),
			to0: Math.min(old.length, end0 + context),
			to1: Math.min(fresh.length, end1 + context),
		};
	}
}

function* header(text: string): Generator<Piece> {
	yield ["header", text];
	yield ["plain", "\n"];
}

/** `3`, `3,5`; nothing is the line before. */
function range(from: number, count: number): string {
	return count > 1 ? `${from + 1},${from + count}` : String(from + count);
}

/** `3`, `3,2`, `2,0`. */
function extent(from: number, to: number, { longRanges }: Look): string {
	const count = to - from;
	if (count === 0) return `${from},0`;
	return count === 1 && !longRanges ? String(to) : `${from + 1},${count}`;
}

function headingOf(lines: Lines, from: number, { heading }: Look): string {
	if (heading === undefined) return "";
	for (let at = from - 1; at >= 0; at--) {
		const line = (lines[at] ?? "").replace(/\n$/, "");
		if (heading.test(line)) return ` ${line.trimStart().slice(0, 40).trimEnd()}`;
	}
	return "";
}

function lineWriter(look: Look, gap: string): (role: Role, flag: string, line: string) => Generator<Piece> {
	return function* (role, flag, raw) {
		const whole = raw.endsWith("\n");
		const body = whole ? raw.slice(0, -1) : raw;
		const line = look.expandTabs ? expandTabs(body, look.tabSize ?? 8) : body;
		const empty = body === "" && look.suppressBlankEmpty === true;
		const start = empty ? flag.trimEnd() : `${flag}${gap}`;
		yield [role, `${start}${line}`];
		yield ["plain", whole ? "\n" : NO_NEWLINE];
	};
}
