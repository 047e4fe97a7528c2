/**
 * The line matcher behind `grep`, and whatever else picks lines by pattern. It takes a file's bytes, not its lines: a
 * plain text is looked up in the whole buffer, a regex runs over many lines at a time or, when a text that every match
 * must contain is known, only over the lines with that text.
 *
 * A JavaScript regex cannot be interrupted. Patterns that could take it exponential time are run by the simulator
 * (`matcher-simulate.ts`) instead; what is left unguarded are back-references and `-P`.
 */
import { isUtf8 } from "node:buffer";
import { perlPlan } from "./matcher-perl.ts";
import { posixPlan } from "./matcher-plan.ts";
import type { Clause } from "./matcher-requirement.ts";
import { byteLength, decode, encodingOf, type LineCursor, OtherLines } from "./matcher-scan.ts";

export type MatchMode = "basic" | "extended" | "fixed" | "perl";

export interface MatcherOptions {
	/** Each may hold several, one a line. A line is taken when any matches; none at all take no line. */
	patterns: readonly string[];
	mode: MatchMode;
	/** `-i` */
	ignoreCase?: boolean;
	/** `-w`: no letter, digit or underscore right before or after the match. */
	word?: boolean;
	/** `-x`: the match is the whole line. Beats `word`. */
	line?: boolean;
	/** `-v`: the lines that do not match; they have no spans. */
	invert?: boolean;
}

/** A line that is taken. `line` and `spans` are worked out when they are read. */
export interface Match {
	/** 1-based number of the line. */
	readonly line: number;
	/** Byte offsets of the line in the buffer, without its newline. */
	readonly start: number;
	readonly end: number;
	/** Byte offsets inside the line of the matches that are not empty, leftmost and longest first, none overlapping. */
	readonly spans: readonly (readonly [number, number])[];
}

export interface Matcher {
	/** What a file with a taken line must contain; absent when that is not known, as for `-v` and `-P`. */
	readonly requires?: readonly Clause[];
	/** The taken lines, in order. The buffer must not change meanwhile. */
	matches(buffer: Buffer): Generator<Match, void, undefined>;
	/** Whether any line is taken; stops at the first. */
	test(buffer: Buffer): boolean;
	/** How many lines are taken. */
	count(buffer: Buffer): number;
}

/** Whether content is to be treated as binary (GNU grep: it has a NUL byte or is not UTF-8). */
export function isBinary(buffer: Uint8Array): boolean {
	return buffer.includes(0) || !isUtf8(buffer);
}

/** How to find lines, and the matches in one. */
export interface Plan {
	readonly requires?: readonly Clause[];
	open(buffer: Buffer): LineCursor;
	/** UTF-16 offsets of the first match at or after `from`; `undefined` when there is none. */
	find(line: string, from: number, ascii: boolean): readonly [number, number] | undefined;
}

/** The matcher of some patterns. Throws EINVAL, with the column, for a pattern that GNU grep refuses. */
export function compileMatcher(options: MatcherOptions): Matcher {
	const patterns = options.patterns.flatMap((pattern) => pattern.split("\n"));
	const plan = options.mode === "perl" ? perlPlan(patterns, options) : posixPlan(patterns, options.mode, options);
	const open = (buffer: Buffer) => (options.invert ? new OtherLines(buffer, plan.open(buffer)) : plan.open(buffer));
	return {
		...(options.invert === true || plan.requires === undefined ? {} : { requires: plan.requires }),
		*matches(buffer) {
			const cursor = open(buffer);
			const counter = new LineCounter(buffer);
			const spans = (start: number, end: number) => (options.invert ? [] : spansOf(plan, buffer.subarray(start, end)));
			while (cursor.next()) yield new FoundLine(cursor.start, cursor.end, counter, spans);
		},
		test: (buffer) => open(buffer).next(),
		count(buffer) {
			const cursor = open(buffer);
			let lines = 0;
			while (cursor.next()) lines++;
			return lines;
		},
	};
}

type Span = readonly [number, number];

class FoundLine implements Match {
	readonly start: number;
	readonly end: number;
	private readonly counter: LineCounter;
	private readonly spansIn: (start: number, end: number) => readonly Span[];

	constructor(start: number, end: number, counter: LineCounter, spansIn: FoundLine["spansIn"]) {
		this.start = start;
		this.end = end;
		this.counter = counter;
		this.spansIn = spansIn;
	}

	get line(): number {
		return this.counter.lineAt(this.start);
	}

	get spans(): readonly Span[] {
		return this.spansIn(this.start, this.end);
	}
}

/** Counts newlines from the last place asked about, as lines are mostly asked about in order. */
class LineCounter {
	private readonly buffer: Buffer;
	private at = 0;
	private line = 1;

	constructor(buffer: Buffer) {
		this.buffer = buffer;
	}

	lineAt(offset: number): number {
		if (offset < this.at) this.at = this.line = 0;
		if (this.line === 0) this.line = 1;
		for (let next = this.buffer.indexOf(10, this.at); next >= 0 && next < offset; ) {
			this.line++;
			this.at = next + 1;
			next = this.buffer.indexOf(10, this.at);
		}
		return this.line;
	}
}

/** The matches in one line that are not empty, as byte offsets. */
function spansOf(plan: Plan, bytes: Buffer): Span[] {
	const encoding = encodingOf(bytes);
	const line = decode(bytes, encoding);
	const spans: Span[] = [];
	let byte = 0;
	let seen = 0;
	const toByte = (offset: number) => {
		byte += byteLength(line.slice(seen, offset), encoding);
		seen = offset;
		return byte;
	};
	for (let at = 0; at < line.length; ) {
		const found = plan.find(line, at, encoding === "ascii");
		if (found === undefined) break;
		const [start, end] = found;
		if (end > start) spans.push([toByte(start), toByte(end)]);
		at = end > start ? end : end + String.fromCodePoint(line.codePointAt(end) ?? 0).length;
	}
	return spans;
}
