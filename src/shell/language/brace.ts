/** Brace expansion (`{a,b}`, `{1..10..2}`, `{a..e}`) of shell source, as bash 5.2 (`braces.c`): it is done before anything else. */
import { parse } from "unbash";

/** More words than this are refused, before they are made. */
const MAX_WORDS = 1_000_000;
/** How many characters the search for braces may look at: braces that do not end make it quadratic. */
const MAX_STEPS = 20_000_000;

/**
 * The words that the source of one word stands for, as source; the word itself when there is nothing to expand. Quotes,
 * backslashes, `${…}`, `$(…)` and backquotes hide braces. Throws RangeError above a million words.
 */
export function expandBraces(source: string): string[] {
	if (!source.includes("{") || !source.includes("}")) return [source];
	return new Expander().expand(source);
}

class Expander {
	private steps = 0;

	expand(text: string): string[] {
		let words = [""];
		let rest = text;
		for (;;) {
			const found = this.expression(rest);
			if (found === undefined) return product(words, [rest]);
			const [open, close] = found;
			const before = rest.slice(0, open);
			const choices = this.choices(rest.slice(open + 1, close));
			// What is no sequence stays as it is, but there may be more behind it.
			words = product(words, choices === undefined ? [rest.slice(0, close + 1)] : choices.map((one) => before + one));
			rest = rest.slice(close + 1);
			if (rest === "") return words;
		}
	}

	/** Where the first brace that has an end begins and ends. */
	private expression(text: string): readonly [open: number, close: number] | undefined {
		for (let from = 0; ; ) {
			const open = this.find(text, from, "{");
			if (open === undefined) return undefined;
			const close = this.find(text, open + 1, "}");
			if (close !== undefined) return [open, close];
			from = open + 1;
		}
	}

	private choices(inside: string): string[] | undefined {
		if (!/^(?:[^\\,]|\\[\s\S])*,/.test(inside)) return sequence(inside);
		const all: string[] = [];
		for (let from = 0; ; ) {
			const comma = this.find(inside, from, ",");
			for (const word of this.expand(inside.slice(from, comma))) all.push(word);
			if (comma === undefined) return all;
			from = comma + 1;
		}
	}

	/**
	 * The next unquoted `wanted` outside inner braces. A closing brace counts only when a comma or `..` stands before it; an opening
	 * one does not count when it is a word of its own (`{ `, `{}`).
	 */
	private find(text: string, from: number, wanted: "{" | "}" | ","): number | undefined {
		let level = 0;
		let ready = wanted !== "}";
		for (let at = from; at < text.length; at++) {
			if (++this.steps > MAX_STEPS) throw new RangeError("too many braces in one word");
			const char = text[at];
			const hidden = hiddenEnd(text, at);
			if (hidden !== undefined) {
				at = hidden;
			} else if (char === "$" && text[at + 1] === "{") {
				at++;
				level++;
			} else if (char === wanted && level === 0 && ready) {
				const alone = char === "{" && /^(?:\s|)$/.test(text[at - 1] ?? "") && /[\s}]/.test(text[at + 1] ?? "");
				if (!alone) return at;
			} else if (char === "{") level++;
			else if (char === "}" && level > 0) level--;
			else if (level === 0 && (char === "," || (char === "." && text[at + 1] === "." && text[at + 2] !== "}")))
				ready = true;
		}
		return undefined;
	}
}

/** The last index of the quoted text or the substitution that begins at `at`, `undefined` when none does. */
function hiddenEnd(text: string, at: number): number | undefined {
	const char = text[at];
	const next = text[at + 1];
	if (char === "\\") return at + 1;
	if (char === "'") return closing(text, at + 1, "'", false);
	if (char === "$" && next === "'") return closing(text, at + 2, "'", true);
	if (char === '"' || char === "`") return closing(text, at + 1, char, true);
	if ((char === "$" || char === "<" || char === ">") && next === "(") return parenthesisEnd(text, at + 1);
	return undefined;
}

/** The index of the quote that closes what begins before `from`, or the last index. */
function closing(text: string, from: number, quote: string, escapes: boolean): number {
	for (let at = from; at < text.length; at++) {
		const char = text[at];
		if (char === quote) return at;
		if (escapes && char === "\\") at++;
		else if (quote === '"' && char === "$" && text[at + 1] === "(") at = parenthesisEnd(text, at + 1);
	}
	return text.length - 1;
}

const HAS_LOOSE_PARENTHESES = /\bcase\b|<<|#/;

/** The index of the parenthesis that closes the one at `open`, or the last index. */
function parenthesisEnd(text: string, open: number): number {
	// Only the parser knows which parentheses belong to patterns of `case` or to a here-document.
	if (HAS_LOOSE_PARENTHESES.test(text)) {
		const command = parse(`: ${text.slice(open - 1)}`).commands[0]?.command;
		const word = command?.type === "Command" ? command.args[0] : undefined;
		const part = word?.type === "Word" ? word.parts?.[0] : undefined;
		if (part?.type === "CommandExpansion" || part?.type === "ProcessSubstitution") return open - 3 + part.end - 1;
	}
	let level = 0;
	for (let at = open; at < text.length; at++) {
		const char = text[at];
		if (char === "(") level++;
		else if (char === ")" && --level === 0) return at;
		else at = hiddenEnd(text, at) ?? at;
	}
	return text.length - 1;
}

function product(words: readonly string[], ends: readonly string[]): string[] {
	if (words.length * ends.length > MAX_WORDS) throw new RangeError("brace expansion: too many words");
	return words.flatMap((word) => ends.map((end) => word + end));
}

const SEQUENCE = /^(?:([A-Za-z])\.\.([A-Za-z])|([-+]?\d+)\.\.([-+]?\d+))(?:\.\.([-+]?\d+))?$/;
const LARGEST = 2n ** 63n - 1n;

/** The words of `from..to..step`, or `undefined` when it is none. */
function sequence(text: string): string[] | undefined {
	const match = SEQUENCE.exec(text);
	if (match === null) return undefined;
	const [, firstLetter, lastLetter, firstNumber = "", lastNumber = "", by = "1"] = match;
	const letters = firstLetter !== undefined && lastLetter !== undefined;
	const first = letters ? BigInt(firstLetter.charCodeAt(0)) : BigInt(unsigned(firstNumber));
	const last = letters ? BigInt(lastLetter.charCodeAt(0)) : BigInt(unsigned(lastNumber));
	const stride = BigInt(unsigned(by));
	if ([first, last, stride].some((number) => number > LARGEST || number < -LARGEST - 1n)) return undefined;
	const size = stride === 0n ? 1n : stride < 0n ? -stride : stride;
	const step = first > last ? -size : size;
	const count = (last - first) / step + 1n;
	if (count > MAX_WORDS) throw new RangeError("brace expansion: too many words");
	const numbers = Array.from({ length: Number(count) }, (_, at) => first + BigInt(at) * step);
	if (letters) return numbers.map((number) => letter(Number(number)));
	const width = Math.max(padding(firstNumber, lastNumber), 0);
	return numbers.map((number) => padded(number, width));
}

/** `BigInt` reads no plus sign. */
const unsigned = (number: string): string => number.replace(/^\+/, "");

/** Between `Z` and `a` there are characters that must be quoted to stand for themselves. The backslash gives the empty word. */
function letter(code: number): string {
	const char = String.fromCharCode(code);
	if (char === "\\") return "''";
	return /[A-Za-z]/.test(char) ? char : `\\${char}`;
}

/** How wide the numbers are when one of the two is written with a leading zero, else 0. */
function padding(first: string, last: string): number {
	return /^-?0\d/.test(first) || /^-?0\d/.test(last) ? Math.max(first.length, last.length) : 0;
}

function padded(number: bigint, width: number): string {
	const digits = String(number < 0n ? -number : number);
	return number < 0n ? `-${digits.padStart(width - 1, "0")}` : digits.padStart(width, "0");
}
