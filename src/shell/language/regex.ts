/** `[[ text =~ pattern ]]`: POSIX extended regular expressions as the C library of bash 5.2 matches them. */
import { DeskError } from "../../base/errors.ts";
import { readBracket } from "../../base/posix-bracket.ts";
import { parseRegex, type RegexNode } from "../../base/posix-regex.ts";
import { flagsOf, toSource } from "../../base/posix-source.ts";
import { matchPosix } from "./regex-match.ts";

/** A pattern that is none, or one that takes too long for its text; the command ends with status 2. */
export class RegexError extends Error {
	readonly pattern: string;

	constructor(pattern: string, reason: string, options?: ErrorOptions) {
		super(`invalid regular expression \`${pattern}': ${reason}`, options);
		this.name = "RegexError";
		this.pattern = pattern;
	}
}

export interface RegexOptions {
	caseInsensitive?: boolean;
}

interface Compiled {
	tree: RegexNode;
	groups: number;
	regex: RegExp;
	shape: Shape;
}

const CACHE_SIZE = 500;
const cache = new Map<string, Compiled>();
/** How many ways JavaScript's backtracking may try. */
const MAX_TRIES = 100_000_000;

/**
 * What BASH_REMATCH becomes: the leftmost longest match and its groups, "" for those that took no part; `undefined` when there is no
 * match. In the pattern a backslash quotes. Throws `RegexError`.
 */
export function matchRegex(text: string, pattern: string, options: RegexOptions = {}): string[] | undefined {
	const ignoreCase = options.caseInsensitive === true;
	const { tree, groups, regex, shape } = compiled(pattern, ignoreCase);
	if (shape.references || (!shape.choices && text.length ** shape.open <= MAX_TRIES)) {
		return regex.exec(text)?.map((group) => group ?? "");
	}
	try {
		const spans = matchPosix(tree, text, ignoreCase);
		if (spans === undefined) return undefined;
		return Array.from({ length: groups + 1 }, (_, at) => text.slice(...(spans[at] ?? [0, 0])));
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new RegexError(pattern, error.message, { cause: error });
	}
}

function compiled(pattern: string, ignoreCase: boolean): Compiled {
	const key = (ignoreCase ? "i" : "c") + pattern;
	const known = cache.get(key);
	if (known !== undefined) return known;
	const made = compile(pattern, ignoreCase);
	const oldest = cache.size >= CACHE_SIZE ? cache.keys().next().value : undefined;
	if (oldest !== undefined) cache.delete(oldest);
	cache.set(key, made);
	return made;
}

function compile(pattern: string, ignoreCase: boolean): Compiled {
	try {
		checkRepetitions(pattern);
		const tree = parseRegex(pattern, "extended");
		const style = { ignoreCase, captures: true };
		const shape: Shape = { groups: 0, open: 0, choices: false, references: false };
		look(tree, shape);
		return { tree, groups: shape.groups, regex: new RegExp(toSource(tree, style), flagsOf(style)), shape };
	} catch (error) {
		if (error instanceof DeskError) throw new RegexError(pattern, error.message, { cause: error });
		// JavaScript's own limits: too deep, or too large.
		if (error instanceof RangeError || error instanceof SyntaxError)
			throw new RegexError(pattern, "Regular expression too big");
		throw error;
	}
}

/**
 * The C library's `regcomp`, unlike grep, refuses repetitions of nothing (`*a`, `(+)`, `^*`) and braces that are no interval. Throws
 * `RegexError`.
 */
function checkRepetitions(pattern: string): void {
	const chars = Array.from(pattern);
	let nothing = true;
	for (let at = 0; at < chars.length; at++) {
		const char = chars[at] ?? "";
		if ("*+?{".includes(char)) {
			if (nothing) throw new RegexError(pattern, "Invalid preceding regular expression");
			if (char !== "{") continue;
			const interval = /^\{(?:\d+|\d*,\d*)\}/.exec(chars.slice(at, at + 20).join(""));
			if (interval === null) throw new RegexError(pattern, "Invalid content of \\{\\}");
			at += interval[0].length - 1;
			continue;
		}
		nothing = "(|^$".includes(char);
		if (char === "[") at = readBracket(chars, at + 1, at).end - 1;
		else if (char === "\\") nothing = "<>bB`'".includes(chars[++at] ?? "x");
	}
}

/** What decides how a pattern is matched. */
interface Shape {
	groups: number;
	/** Repetitions without an upper bound, or with a high one. */
	open: number;
	/** Alternatives, or repetitions of more than a character, in which JavaScript's choice is not always that of POSIX. */
	choices: boolean;
	references: boolean;
}

function look(node: RegexNode, shape: Shape): void {
	if (node.type === "group") {
		shape.groups++;
		look(node.body, shape);
	} else if (node.type === "seq") for (const item of node.items) look(item, shape);
	else if (node.type === "alt") {
		shape.choices = true;
		for (const option of node.options) look(option, shape);
	} else if (node.type === "repeat") {
		if (node.max > 1) shape.open++;
		if (node.body.type !== "char" && node.body.type !== "set") shape.choices = true;
		look(node.body, shape);
	} else if (node.type === "backref") shape.references = true;
}
