/** Shell patterns (POSIX.1-2017 XCU 2.13 and bash's extended ones), parsed. Characters are code points, quoted ones `\x`. */
import { DeskError } from "../../base/errors.ts";
import { type CharSet, readBracket } from "../../base/posix-bracket.ts";
import { setSource } from "../../base/posix-source.ts";

/** Groups within groups; a deeper one is plain text. */
const MAX_DEPTH = 500;

/** The operator of an extended pattern: how many of its alternatives match, `!` for none. */
export type Repeat = "?" | "*" | "+" | "@" | "!";

export type Part =
	| { type: "char"; char: string }
	| { type: "any" }
	| { type: "star" }
	| { type: "set"; set: CharSet }
	| { type: "group"; repeat: Repeat; options: readonly (readonly Part[])[] };

/** The parts of a pattern. Never fails: a bracket that is not closed is plain text, and so is all from a group that is not. */
export function parsePattern(pattern: string, extglob: boolean): Part[] {
	return new Parser(Array.from(pattern), extglob).parse();
}

const char = (text: string): Part => ({ type: "char", char: text });

class Parser {
	private readonly chars: readonly string[];
	private readonly extglob: boolean;
	private at = 0;
	private depth = 0;

	constructor(chars: readonly string[], extglob: boolean) {
		this.chars = chars;
		this.extglob = extglob;
	}

	parse(): Part[] {
		return this.sequence("");
	}

	/** Everything before one of the characters of `stops`, or the end. */
	private sequence(stops: string): Part[] {
		const parts: Part[] = [];
		for (let next = this.chars[this.at]; next !== undefined; next = this.chars[this.at]) {
			if (stops.includes(next)) break;
			if (this.extglob && "?*+@!".includes(next) && this.chars[this.at + 1] === "(") {
				for (const one of this.group()) parts.push(one);
				continue;
			}
			const part = this.part(next);
			// Two stars in a row say no more than one.
			if (part.type !== "star" || parts.at(-1)?.type !== "star") parts.push(part);
		}
		return parts;
	}

	private part(next: string): Part {
		if (next === "[") return this.bracket();
		this.at++;
		if (next === "*") return { type: "star" };
		if (next === "?") return { type: "any" };
		const quoted = next === "\\" ? this.chars[this.at] : undefined;
		if (quoted !== undefined) this.at++;
		return char(quoted ?? next);
	}

	private bracket(): Part {
		try {
			const { set, end } = readBracket(this.chars, this.at + 1, this.at, true);
			this.at = end;
			return { type: "set", set };
		} catch (error) {
			if (!(error instanceof DeskError)) throw error;
			this.at++;
			return char("[");
		}
	}

	/** The group that begins here, or the rest of the pattern as plain text when it does not end. */
	private group(): Part[] {
		const start = this.at;
		if (this.depth >= MAX_DEPTH) return this.rest(start);
		const repeat = this.chars[start] as Repeat;
		const options: Part[][] = [];
		this.at++;
		this.depth++;
		do {
			this.at++;
			options.push(this.sequence("|)"));
		} while (this.chars[this.at] === "|");
		this.depth--;
		if (this.chars[this.at] !== ")") return this.rest(start);
		this.at++;
		return [{ type: "group", repeat, options }];
	}

	/** All of the group that is left open, and of those around it, which are left open too. */
	private rest(start: number): Part[] {
		this.at = this.chars.length;
		return this.depth > 0 ? [] : this.chars.slice(start).map(char);
	}
}

/** The text of parts that have no wildcard, or `undefined`. */
export function literalText(parts: readonly Part[]): string | undefined {
	let text = "";
	for (const part of parts) {
		if (part.type !== "char") return undefined;
		text += part.char;
	}
	return text;
}

/** The parts that match a text backwards, character by character. */
export function reverseParts(parts: readonly Part[]): Part[] {
	return parts
		.map((part) => (part.type === "group" ? { ...part, options: part.options.map(reverseParts) } : part))
		.reverse();
}

/** The source of a set for a regex with the `u` flag. A negated one matches bytes that are not UTF-8 too (see raw-text.ts). */
export function setPattern(set: CharSet, ignoreCase: boolean): string {
	const inside = setSource({ ...set, negated: false }, { ignoreCase });
	return set.negated ? `(?:(?!${inside})[\\s\\S])` : inside;
}
