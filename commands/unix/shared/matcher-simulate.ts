/**
 * A POSIX regex run by following all its ways at once: from a set of positions in a line to the set of positions where a
 * match can end. It never goes back, so no pattern can hang it, and the furthest end is the longest match that POSIX
 * asks for and a JavaScript regex does not give. Back-references are beyond it.
 */
import { type Assertion, parseRegex, type RegexNode } from "../../../src/base/posix-regex.ts";
import { flagsOf, toSource } from "../../../src/base/posix-source.ts";

export interface Simulator {
	/** Whether the line has a match. */
	matches(line: string): boolean;
	/** The end (UTF-16 offset) of the longest match that begins at the offset `start`, or -1. */
	longest(line: string, start: number): number;
	/** The leftmost, then longest match at or after the offset `from`, or `undefined`. */
	find(line: string, from: number): readonly [number, number] | undefined;
}

/** A set of positions: 1 at each position (between code points) that is in it. */
type Positions = Uint8Array;
type CharTest = (point: number) => boolean;

/** The simulator of a tree, or `undefined` when the tree has a back-reference. */
export function simulatorOf(node: RegexNode, ignoreCase: boolean): Simulator | undefined {
	if (some(node, (part) => part.type === "backref")) return undefined;
	const tests = new Map<RegexNode, CharTest>();
	const isWord = charTest(parseRegex("\\w", "basic"), false);
	const testOf = (part: RegexNode): CharTest => {
		const known = tests.get(part) ?? charTest(part, ignoreCase);
		tests.set(part, known);
		return known;
	};

	/** Where matches that begin at one of the code points `low` to `high` can end. */
	const run = (points: number[], low: number, high: number): Positions =>
		follow(node, new Uint8Array(points.length + 1).fill(1, low, high + 1), points);

	/** Matches from a start among the code points `low` to `high`: the first such start, or -1. */
	function firstStart(points: number[], low: number, high: number): number {
		if (!run(points, low, high).includes(1)) return -1;
		let last = high;
		for (let first = low; first < last; ) {
			const middle = (first + last) >> 1;
			if (run(points, low, middle).includes(1)) last = middle;
			else first = middle + 1;
		}
		return last;
	}

	function find(line: string, from: number): readonly [number, number] | undefined {
		const points = pointsOf(line);
		const low = pointsOf(line.slice(0, from)).length;
		const start = firstStart(points, low, points.length);
		if (start < 0) return undefined;
		const end = run(points, start, start).lastIndexOf(1);
		const begin = from + lengthOf(points.slice(low, start));
		return [begin, begin + lengthOf(points.slice(start, end))];
	}

	function follow(part: RegexNode, from: Positions, points: number[]): Positions {
		switch (part.type) {
			case "char":
			case "set":
				return step(testOf(part), from, points);
			case "assert":
				return from.map((on, at) => (on === 1 && HOLDS[part.kind](at, points, isWord) ? 1 : 0));
			case "group":
				return follow(part.body, from, points);
			case "seq":
				return part.items.reduce((ends, item) => follow(item, ends, points), from);
			case "alt":
				return part.options.map((option) => follow(option, from, points)).reduce(union);
			case "repeat":
				return repeat(part, from, points);
			case "backref":
				return new Uint8Array(from.length);
		}
	}

	function repeat(part: RegexNode & { type: "repeat" }, from: Positions, points: number[]): Positions {
		let fresh = from;
		for (let times = 0; times < part.min; times++) {
			const next = follow(part.body, fresh, points);
			if (Buffer.compare(next, fresh) === 0) break;
			fresh = next;
		}
		const single = part.body.type === "char" || part.body.type === "set";
		if (single && part.max === Number.POSITIVE_INFINITY) return spread(testOf(part.body), fresh, points);
		const ends = fresh.slice();
		for (let times = part.min; times < part.max && fresh.includes(1); times++) {
			fresh = addTo(ends, follow(part.body, fresh, points));
		}
		return ends;
	}

	return {
		matches(line) {
			const points = pointsOf(line);
			return run(points, 0, points.length).includes(1);
		},
		longest(line, start) {
			const points = pointsOf(line);
			const first = points.length - pointsOf(line.slice(start)).length;
			const end = run(points, first, first).lastIndexOf(1);
			return end < 0 ? -1 : start + lengthOf(points.slice(first, end));
		},
		find,
	};
}

function pointsOf(text: string): number[] {
	const points: number[] = [];
	for (let at = 0; at < text.length; at++) {
		const point = text.codePointAt(at) ?? 0;
		points.push(point);
		if (point > 0xffff) at++;
	}
	return points;
}

/** UTF-16 units of code points. */
const lengthOf = (points: readonly number[]): number =>
	points.reduce((sum, point) => sum + (point > 0xffff ? 2 : 1), 0);

/** One character on from each position. */
function step(test: CharTest, from: Positions, points: readonly number[]): Positions {
	const to = new Uint8Array(from.length);
	const last = Math.min(from.lastIndexOf(1), points.length - 1);
	for (let at = from.indexOf(1); at >= 0 && at <= last; at++) {
		if (from[at] === 1 && test(points[at] ?? 0)) to[at + 1] = 1;
	}
	return to;
}

/** Any number of characters on: `x*` in one pass over the line. */
function spread(test: CharTest, from: Positions, points: readonly number[]): Positions {
	const to = from.slice();
	for (let at = to.indexOf(1); at >= 0 && at < points.length; at++) {
		if (to[at] === 1 && test(points[at] ?? 0)) to[at + 1] = 1;
	}
	return to;
}

/** Adds the positions of `more` to `all`, and returns those that were not in it. */
function addTo(all: Positions, more: Positions): Positions {
	const fresh = new Uint8Array(all.length);
	const last = more.lastIndexOf(1);
	for (let at = more.indexOf(1); at >= 0 && at <= last; at++) {
		if (more[at] === 1 && all[at] === 0) all[at] = fresh[at] = 1;
	}
	return fresh;
}

function union(a: Positions, b: Positions): Positions {
	const all = a.slice();
	addTo(all, b);
	return all;
}

/** Whether a character is in a set, each character asked of the regex engine once. */
function charTest(node: RegexNode, ignoreCase: boolean): CharTest {
	const style = { ignoreCase, lines: true };
	const regex = new RegExp(`^${toSource(node, style)}$`, flagsOf(style));
	const known = new Map<number, boolean>();
	const ascii = new Int8Array(128).fill(-1);
	const ask = (point: number) => regex.test(String.fromCodePoint(point));
	return (point) => {
		if (point < 128) {
			const answer = ascii[point] ?? -1;
			if (answer >= 0) return answer === 1;
			ascii[point] = ask(point) ? 1 : 0;
			return ascii[point] === 1;
		}
		const answer = known.get(point) ?? ask(point);
		known.set(point, answer);
		return answer;
	};
}

type Condition = (at: number, points: readonly number[], isWord: CharTest) => boolean;
const before: Condition = (at, points, isWord) => at > 0 && isWord(points[at - 1] ?? 0);
const after: Condition = (at, points, isWord) => at < points.length && isWord(points[at] ?? 0);

const HOLDS: Readonly<Record<Assertion, Condition>> = {
	lineStart: (at) => at === 0,
	textStart: (at) => at === 0,
	lineEnd: (at, points) => at === points.length,
	textEnd: (at, points) => at === points.length,
	wordStart: (at, points, isWord) => !before(at, points, isWord) && after(at, points, isWord),
	wordEnd: (at, points, isWord) => before(at, points, isWord) && !after(at, points, isWord),
	boundary: (at, points, isWord) => before(at, points, isWord) !== after(at, points, isWord),
	notBoundary: (at, points, isWord) => before(at, points, isWord) === after(at, points, isWord),
	noWordBefore: (at, points, isWord) => !before(at, points, isWord),
	noWordAfter: (at, points, isWord) => !after(at, points, isWord),
};

function childrenOf(node: RegexNode): readonly RegexNode[] {
	if (node.type === "seq") return node.items;
	if (node.type === "alt") return node.options;
	return node.type === "group" || node.type === "repeat" ? [node.body] : [];
}

/** Whether any node of the tree satisfies `test`. */
export function some(node: RegexNode, test: (part: RegexNode) => boolean): boolean {
	return test(node) || childrenOf(node).some((child) => some(child, test));
}

/** How many nodes of the tree satisfy `test`. */
export function count(node: RegexNode, test: (part: RegexNode) => boolean): number {
	return childrenOf(node).reduce((sum, child) => sum + count(child, test), test(node) ? 1 : 0);
}

const isVariable = (part: RegexNode) => part.type === "repeat" && part.min !== part.max;

/** Whether the match a JavaScript regex finds may be shorter than the longest: it has more than one choice to make. */
export function mayStopShort(node: RegexNode): boolean {
	if (some(node, (part) => part.type === "alt")) return true;
	return count(node, isVariable) > 1 || some(node, (part) => part.type === "repeat" && some(part.body, isVariable));
}

/** How many characters and sets the tree has with every counted repetition written out. */
function sizeOf(node: RegexNode): number {
	const body = childrenOf(node).reduce((sum, child) => sum + sizeOf(child), 1);
	if (node.type !== "repeat") return body;
	return body * Math.max(1, node.max === Number.POSITIVE_INFINITY ? node.min : node.max);
}

/** Largest size given to the JavaScript engine, which writes counted repetitions out and fails on too many. */
const MAX_SIZE = 5000;
/** Repetitions from this many on can multiply the ways through their body beyond waiting. */
const MANY = 10;

/**
 * Whether a backtracking engine could take exponential time or run out of memory: a repetition whose body itself can be
 * cut in several ways (`(a+)+`, `(\w+\s?)*`, `(a|ab)*`), or counted repetitions that multiply.
 */
export function isExplosive(node: RegexNode): boolean {
	if (sizeOf(node) > MAX_SIZE) return true;
	return some(node, (part) => part.type === "repeat" && part.max >= MANY && isLoose(part.body));
}

/** A body is loose when it has a choice in it and no fixed character, unknown to the choices, to tell its rounds apart. */
function isLoose(body: RegexNode): boolean {
	const parts = flatten(body);
	const choices = parts.filter((part) => some(part, (inner) => isVariable(inner) || isOverlapping(inner)));
	if (choices.length === 0) return false;
	const marks = parts.filter((part) => part.type === "char");
	return !marks.some((mark) => !choices.some((choice) => some(choice, (inner) => canBe(inner, mark))));
}

function flatten(node: RegexNode): readonly RegexNode[] {
	if (node.type === "group") return flatten(node.body);
	return node.type === "seq" ? node.items.flatMap(flatten) : [node];
}

/** An alternation whose options are not told apart by their first character. */
function isOverlapping(node: RegexNode): boolean {
	if (node.type !== "alt") return false;
	const firsts = node.options.map((option) => flatten(option)[0]);
	const chars = firsts.map((first) => (first?.type === "char" ? first.char.toLowerCase() : undefined));
	return chars.includes(undefined) || new Set(chars).size < chars.length;
}

function canBe(node: RegexNode, mark: RegexNode & { type: "char" }): boolean {
	return (node.type === "char" || node.type === "set") && charTest(node, true)(mark.char.codePointAt(0) ?? 0);
}
