/** How a POSIX or fixed pattern is looked for: which cursor finds its lines fastest, and what finds its matches. */
import { parseRegex, type RegexNode, requiredLiteralOf } from "../../../src/base/posix-regex.ts";
import { flagsOf, literalOf, type SourceStyle, toSource } from "../../../src/base/posix-source.ts";
import type { MatcherOptions, MatchMode, Plan } from "./matcher.ts";
import { requirementOf } from "./matcher-requirement.ts";
import {
	EveryLine,
	findFrom,
	type LineCursor,
	LinesWith,
	type LineTest,
	MatchedLines,
	NoLine,
	TestedLines,
	testFrom,
} from "./matcher-scan.ts";
import { count, isExplosive, mayStopShort, type Simulator, simulatorOf, some } from "./matcher-simulate.ts";

type Flags = Pick<MatcherOptions, "ignoreCase" | "word" | "line">;
type PosixMode = Exclude<MatchMode, "perl">;

/** The plan for patterns of one mode. Throws EINVAL for what `parseRegex` refuses. */
export function posixPlan(patterns: readonly string[], mode: PosixMode, flags: Flags): Plan {
	const tree = treeOf(patterns, mode, flags);
	const ignoreCase = flags.ignoreCase === true;
	const regexOf = regexesOf(tree, ignoreCase);
	const isHard = isExplosive(tree);
	const simulator = isHard || mayStopShort(tree) ? simulatorOf(tree, ignoreCase) : undefined;
	return {
		requires: requirementOf(tree, ignoreCase),
		open: patterns.length === 0 ? (buffer) => new NoLine(buffer) : opener(shorten(tree), ignoreCase),
		find(line, from, ascii) {
			if (isHard && simulator !== undefined) return simulator.find(line, from);
			const found = findFrom(regexOf(ascii), line, from);
			if (found === undefined || simulator === undefined) return found;
			return [found[0], simulator.longest(line, found[0])];
		},
	};
}

/** All patterns as one tree, with the conditions of `-w` or `-x` around it. */
function treeOf(patterns: readonly string[], mode: PosixMode, flags: Flags): RegexNode {
	let groups = 0;
	const options = patterns.map((pattern): RegexNode => {
		if (mode === "fixed") return { type: "seq", items: Array.from(pattern, (char) => ({ type: "char", char })) };
		const tree = parseRegex(pattern, mode, groups);
		groups += count(tree, (part) => part.type === "group");
		return tree;
	});
	const tree: RegexNode = options.length === 1 && options[0] !== undefined ? options[0] : { type: "alt", options };
	if (flags.line) return between("lineStart", tree, "lineEnd");
	return flags.word ? between("noWordBefore", tree, "noWordAfter") : tree;
}

type AssertKind = (RegexNode & { type: "assert" })["kind"];

function between(before: AssertKind, body: RegexNode, after: AssertKind): RegexNode {
	return { type: "seq", items: [{ type: "assert", kind: before }, body, { type: "assert", kind: after }] };
}

const hasReference = (tree: RegexNode) => some(tree, (part) => part.type === "backref");

/** The two regexes of a tree (for ASCII lines and for others), each made when first needed. */
function regexesOf(tree: RegexNode, ignoreCase: boolean): (ascii: boolean) => RegExp {
	const captures = hasReference(tree);
	// Ignoring case, some characters beyond ASCII match ASCII ones (U+017F is an `s`): only the full regex knows.
	const mixed = ignoreCase && some(tree, isBeyondAscii);
	const made = new Map<boolean, RegExp>();
	return (wanted) => {
		const ascii = wanted && !mixed;
		const known = made.get(ascii);
		if (known !== undefined) return known;
		const style: SourceStyle = { ignoreCase, lines: true, captures, ascii };
		const regex = new RegExp(toSource(tree, style), `g${flagsOf(style)}`);
		made.set(ascii, regex);
		return regex;
	};
}

function isBeyondAscii(part: RegexNode): boolean {
	if (part.type === "char") return (part.char.codePointAt(0) ?? 0) > 0x7f;
	return part.type === "set" && part.ranges.some(([, high]) => high > 0x7f);
}

/**
 * A tree that takes the same lines with less work: what may repeat at either edge need be there only as often as it
 * must (`.*foo` takes the lines that `foo` takes, `\w+ing` those of `\wing`).
 */
function shorten(tree: RegexNode): RegexNode {
	if (hasReference(tree)) return tree;
	const visit = (node: RegexNode): RegexNode => {
		if (node.type === "group") return visit(node.body);
		if (node.type === "alt") return { type: "alt", options: node.options.map(visit) };
		if (node.type === "repeat") {
			if (node.min === 0) return { type: "seq", items: [] };
			return node.min === 1 ? visit(node.body) : { ...node, max: node.min };
		}
		if (node.type !== "seq") return node;
		const items = [...node.items];
		for (const edge of [0, -1]) {
			for (let item = items.at(edge); item?.type === "repeat" && item.min === 0; item = items.at(edge)) {
				items.splice(edge, 1);
			}
			const item = items.at(edge);
			if (item?.type === "repeat" && item.min < item.max) items.splice(edge, 1, atLeast(item));
		}
		return items.length === 1 && items[0] !== undefined ? visit(items[0]) : { type: "seq", items };
	};
	return visit(tree);
}

function atLeast(repeat: RegexNode & { type: "repeat" }): RegexNode {
	return repeat.min === 1 ? repeat.body : { ...repeat, max: repeat.min };
}

/** From here on (UTF-16 units) a line is too long for a regex that tries each place to the line's end. */
const LONG = 1 << 16;

/** Picks the cursor that finds the lines of a tree. */
function opener(tree: RegexNode, ignoreCase: boolean): (buffer: Buffer) => LineCursor {
	const usable = (text: string | undefined) =>
		text !== undefined && (!ignoreCase || text.toLowerCase() === text.toUpperCase()) ? text : undefined;
	const text = usable(literalOf(tree));
	if (text === "") return (buffer) => new EveryLine(buffer);
	if (text !== undefined) return linesWith(text);
	const required = usable(requiredLiteralOf(tree));
	const candidates = required === undefined ? (buffer: Buffer) => new EveryLine(buffer) : linesWith(required);

	const simulator = simulatorOf(tree, ignoreCase);
	if (isExplosive(tree) && simulator !== undefined) {
		return (buffer) => new TestedLines(buffer, candidates(buffer), simulator.matches);
	}
	const regexOf = regexesOf(tree, ignoreCase);
	const test: LineTest = (line, ascii) => testFrom(regexOf(ascii), line, 0);
	const isSlow = some(tree, (part) => part.type === "repeat" && part.max === Number.POSITIVE_INFINITY);
	const testLong = isSlow && simulator !== undefined ? longAware(test, simulator) : undefined;
	return (buffer) => {
		const careful = testLong !== undefined && hasLongLine(buffer);
		if (careful || required !== undefined) return new TestedLines(buffer, candidates(buffer), testLong ?? test);
		return new MatchedLines(buffer, regexOf);
	};
}

function linesWith(text: string): (buffer: Buffer) => LineCursor {
	const needle = Buffer.from(text);
	return (buffer) => new LinesWith(buffer, needle);
}

function longAware(test: LineTest, simulator: Simulator): LineTest {
	return (line, ascii) => (line.length < LONG ? test(line, ascii) : simulator.matches(line));
}

function hasLongLine(buffer: Buffer): boolean {
	for (let at = 0; at + LONG < buffer.length; ) {
		const newline = buffer.lastIndexOf(10, at + LONG);
		if (newline < at) return true;
		at = newline + 1;
	}
	return false;
}
