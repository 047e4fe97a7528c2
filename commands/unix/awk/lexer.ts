/** awk source as tokens. What a `/` means is told by the token before it (POSIX awk grammar, note 4). */
import { DeskError } from "../../../src/base/errors.ts";
import { unescapeText } from "./escapes.ts";
import type { Place } from "./syntax.ts";

export interface Token extends Place {
	/** `call` is a name with `(` right after it, which only a user's function has. */
	readonly type:
		| "number"
		| "string"
		| "regex"
		| "name"
		| "call"
		| "builtin"
		| "keyword"
		| "newline"
		| "end"
		| "operator";
	/** Name, operator, pattern, or the value of a string. */
	readonly text: string;
	/** Of a number. */
	readonly value?: number;
}

const KEYWORDS = new Set(
	"BEGIN END BEGINFILE ENDFILE function func if else while for do break continue next nextfile exit return delete in getline print printf".split(
		" ",
	),
);

/** Names of the functions that awk has, with the least and the most arguments each takes. */
export const BUILTINS: Readonly<Record<string, readonly [number, number]>> = {
	length: [0, 1],
	substr: [2, 3],
	index: [2, 2],
	split: [2, 4],
	sub: [2, 3],
	gsub: [2, 3],
	gensub: [3, 4],
	match: [2, 3],
	sprintf: [1, Number.POSITIVE_INFINITY],
	tolower: [1, 1],
	toupper: [1, 1],
	sin: [1, 1],
	cos: [1, 1],
	atan2: [2, 2],
	exp: [1, 1],
	log: [1, 1],
	sqrt: [1, 1],
	int: [1, 1],
	rand: [0, 0],
	srand: [0, 1],
	system: [1, 1],
	close: [1, 2],
	fflush: [0, 1],
	systime: [0, 0],
	strftime: [0, 3],
	mktime: [1, 2],
	asort: [1, 3],
	asorti: [1, 3],
	strtonum: [1, 1],
	and: [2, Number.POSITIVE_INFINITY],
	or: [2, Number.POSITIVE_INFINITY],
	xor: [2, Number.POSITIVE_INFINITY],
	lshift: [2, 2],
	rshift: [2, 2],
	compl: [1, 1],
	typeof: [1, 1],
	isarray: [1, 1],
};

/** The longest first. */
const OPERATORS = /\*\*=|\*\*|&&|\|\||\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|<=|>=|!=|!~|>>|\|&|[{}()[\];,+\-*/%^!<>|?:~$=]/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_][A-Za-z_0-9]*/y;
const SPACE = /(?:[ \t\r]|\\\r?\n|#[^\n]*)+/y;

/** Tokens after which a `/` divides. */
function endsOperand(token: Token | undefined): boolean {
	if (token === undefined) return false;
	if (token.type === "operator") return [")", "]", "$", "++", "--"].includes(token.text);
	return ["number", "string", "regex", "name", "builtin"].includes(token.type);
}

/**
 * All tokens of a program, the last of type `end`.
 * @param at what error messages call the source
 * @throws DeskError EUSAGE with line and column
 */
export function tokenize(source: string, at: string): Token[] {
	return [...new Lexer(source, at)];
}

class Lexer implements Iterable<Token> {
	readonly #source: string;
	readonly #name: string;
	#at = 0;
	#line = 1;
	#lineStart = 0;

	constructor(source: string, name: string) {
		this.#source = source;
		this.#name = name;
	}

	*[Symbol.iterator](): Generator<Token, void, undefined> {
		let last: Token | undefined;
		do {
			this.#take(SPACE);
			last = this.#token(last);
			yield last;
		} while (last.type !== "end");
	}

	#token(before: Token | undefined): Token {
		const place = { line: this.#line, column: this.#at - this.#lineStart + 1 };
		const char = this.#source[this.#at];
		if (char === undefined) return { type: "end", text: "the end of the program", ...place };
		if (this.#take(/\n/y) !== undefined) return { type: "newline", text: "\n", ...place };
		if (char === '"') return { type: "string", text: this.#string(place), ...place };
		if (char === "/" && !endsOperand(before)) return { type: "regex", text: this.#regex(place), ...place };
		const number = this.#take(NUMBER);
		if (number !== undefined) return { type: "number", text: number, value: Number(number), ...place };
		const name = this.#take(NAME);
		if (name !== undefined) {
			if (KEYWORDS.has(name)) return { type: "keyword", text: name === "func" ? "function" : name, ...place };
			if (Object.hasOwn(BUILTINS, name)) return { type: "builtin", text: name, ...place };
			return { type: this.#source[this.#at] === "(" ? "call" : "name", text: name, ...place };
		}
		const operator = this.#take(OPERATORS);
		if (operator === undefined) throw this.#error(`'${char}' means nothing here`, place);
		return { type: "operator", text: operator.replace("**", "^"), ...place };
	}

	#take(pattern: RegExp): string | undefined {
		pattern.lastIndex = this.#at;
		const text = pattern.exec(this.#source)?.[0];
		if (text === undefined) return undefined;
		for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
			this.#line++;
			this.#lineStart = this.#at + end + 1;
		}
		this.#at += text.length;
		return text;
	}

	#string(place: Place): string {
		const text = this.#take(/"(?:[^"\\\n]|\\.)*"/sy);
		if (text === undefined) throw this.#error("this string does not end", place);
		return unescapeText(text.slice(1, -1));
	}

	#regex(place: Place): string {
		// A slash needs no backslash within brackets; `[]/]` and `[^]/]` hold a bracket.
		const text =
			this.#take(/\/(?:[^/\\\n[]|\\.|\[\^?\]?(?:[^\]\\\n[]|\\.|\[[.:=][^\n]*?[.:=]\]|\[)*\])*\//sy) ??
			this.#take(/\/(?:[^/\\\n]|\\.)*\//sy);
		if (text === undefined) throw this.#error("this regular expression does not end", place);
		return text.slice(1, -1);
	}

	#error(what: string, place: Place): DeskError {
		return new DeskError("EUSAGE", what, { at: this.#name, ...place });
	}
}
