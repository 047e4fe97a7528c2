/** Leftmost-longest matches of POSIX regexes, with groups: what `sed` and `awk` replace and split by. */
import type { RegexNode } from "../../../src/base/posix-regex.ts";
import { flagsOf, literalOf, toSource } from "../../../src/base/posix-source.ts";
import { isExplosive, mayStopShort, type Simulator, simulatorOf, some } from "./matcher-simulate.ts";

/** Offsets (UTF-16) of a match or a group: from, up to. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

export interface FinderOptions {
	readonly ignoreCase?: boolean;
	/** `^` and `$` match at every line, too (sed's flag M). */
	readonly multiline?: boolean;
}

/** How much text is looked at first when a match may be longer than JavaScript's. */
const WINDOW = 256;

/** Stands for `^` and `$` in a tree while its source is made: JavaScript's own with `m` match at \r and U+2028 too. */
const LINE_MARKS = { lineStart: ["\u{10fffe}", "(?<![^\\n])"], lineEnd: ["\u{10ffff}", "(?![^\\n])"] } as const;

/** Finds what a regex matches. JavaScript's engine finds where; where it may stop short, all ways are followed at once. */
export class PosixFinder {
	readonly #node: RegexNode;
	readonly #options: FinderOptions;
	readonly #literal: string | undefined;
	readonly #regex: RegExp;
	readonly #simulator: Simulator | undefined;
	/** JavaScript's engine might not come to an end. */
	readonly #isExplosive: boolean;
	#capturing: RegExp | undefined;

	constructor(node: RegexNode, options: FinderOptions = {}) {
		this.#node = node;
		this.#options = options;
		const literal = options.ignoreCase === true ? "" : literalOf(node);
		this.#literal = literal === "" ? undefined : literal;
		const isSafe = options.multiline === true || !mayStopShort(node) || isGreedy(node);
		this.#isExplosive = options.multiline !== true && isExplosive(node);
		this.#simulator = isSafe && !this.#isExplosive ? undefined : simulatorOf(node, options.ignoreCase === true);
		this.#regex = this.#compile(
			some(node, (part) => part.type === "backref"),
			"g",
		);
	}

	/** A regex of its own that finds the same places, with the flag `g`. */
	get regex(): RegExp {
		return new RegExp(this.#regex.source, this.#regex.flags);
	}

	test(text: string): boolean {
		if (this.#literal !== undefined) return text.includes(this.#literal);
		if (this.#isExplosive && this.#simulator !== undefined) return this.#simulator.matches(text);
		this.#regex.lastIndex = 0;
		return this.#regex.test(text);
	}

	/** The leftmost, then longest match that begins at `from` or later. */
	find(text: string, from: number): Span | undefined {
		const found = this.#find(text, from);
		// V8 finds assertions in the middle of a surrogate pair, where no character begins.
		if (found === undefined || found.end > found.start || !splitsPair(text, found.start)) return found;
		return this.find(text, found.start + 1);
	}

	#find(text: string, from: number): Span | undefined {
		if (this.#literal !== undefined) {
			const start = text.indexOf(this.#literal, from);
			return start < 0 ? undefined : { start, end: start + this.#literal.length };
		}
		const simulator = this.#simulator;
		if (this.#isExplosive && simulator !== undefined) {
			const found = simulator.find(text, from);
			return found === undefined ? undefined : { start: found[0], end: found[1] };
		}
		this.#regex.lastIndex = from;
		const found = this.#regex.exec(text);
		if (found === null) return undefined;
		const start = found.index;
		const end = start + found[0].length;
		return { start, end: simulator === undefined ? end : Math.max(end, longest(simulator, text, start)) };
	}

	/** As `find`; first the match, then its groups. */
	groups(text: string, from: number): readonly (Span | undefined)[] | undefined {
		const whole = this.find(text, from);
		if (whole === undefined) return undefined;
		this.#capturing ??= this.#compile(true, "dy");
		this.#capturing.lastIndex = whole.start;
		let found = this.#capturing.exec(text);
		if (found === null || found.index + found[0].length !== whole.end) {
			// The groups of the longest match: the one that leaves just the rest of the text.
			const rest = Array.from(text.slice(whole.end)).length;
			const exact = this.#compile(true, "dy", `(?=[^]{${rest}}(?![^]))`);
			exact.lastIndex = whole.start;
			found = exact.exec(text) ?? found;
		}
		const spans = found?.indices?.map((span) => span && { start: span[0], end: span[1] }) ?? [];
		return [whole, ...spans.slice(1)];
	}

	#compile(captures: boolean, flags: string, behind = ""): RegExp {
		const style = { captures, ignoreCase: this.#options.ignoreCase === true };
		let source = toSource(this.#options.multiline === true ? marked(this.#node) : this.#node, style);
		for (const [mark, meaning] of Object.values(LINE_MARKS))
			source = source.replaceAll(`\\u{${mark.codePointAt(0)?.toString(16)}}`, meaning);
		return new RegExp(behind === "" ? source : `(?:${source})${behind}`, flagsOf(style) + flags);
	}
}

function splitsPair(text: string, at: number): boolean {
	return at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
}

/** A tree with marks in place of `^` and `$`. */
function marked(node: RegexNode): RegexNode {
	switch (node.type) {
		case "assert":
			return node.kind === "lineStart" || node.kind === "lineEnd"
				? { type: "char", char: LINE_MARKS[node.kind][0] }
				: node;
		case "seq":
			return { ...node, items: node.items.map(marked) };
		case "alt":
			return { ...node, options: node.options.map(marked) };
		case "group":
		case "repeat":
			return { ...node, body: marked(node.body) };
		default:
			return node;
	}
}

/**
 * A row of single characters, each perhaps repeated, is longest when each takes all it can: what is left for those after it
 * could also be matched by it.
 */
function isGreedy(node: RegexNode): boolean {
	if (node.type === "char" || node.type === "set" || node.type === "assert") return true;
	if (node.type === "group") return isGreedy(node.body);
	if (node.type === "repeat") return node.body.type === "char" || node.body.type === "set";
	return node.type === "seq" && node.items.every(isGreedy);
}

/** The end of the longest match from `start`, looking at no more text than is needed. */
function longest(simulator: Simulator, text: string, start: number): number {
	// What is before the match may matter to `^` and `\b`.
	const from = Math.max(0, start - 2);
	for (let size = WINDOW; ; size *= 4) {
		const end = start + size;
		if (end >= text.length) return simulator.longest(text.slice(from), start - from) + from;
		const found = simulator.longest(text.slice(from, end), start - from) + from;
		// Nearer to the edge, the edge may have been taken for the end of the text, or a pair been cut.
		if (found < end - 2) return found;
	}
}
