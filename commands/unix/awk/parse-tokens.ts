/** Walking along tokens: what both halves of the parser do. */
import { DeskError } from "../../../src/base/errors.ts";
import type { Token } from "./lexer.ts";

export class Tokens {
	readonly #tokens: readonly Token[];
	/** What error messages call the source. */
	readonly name: string;
	#at = 0;

	constructor(tokens: readonly Token[], name: string) {
		this.#tokens = tokens;
		this.name = name;
	}

	/** The token `ahead` of the next one. */
	peek(ahead = 0): Token {
		return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
	}

	next(): Token {
		const token = this.peek();
		this.#at++;
		return token;
	}

	/** Whether the next token is one of these operators or keywords. */
	is(...texts: readonly string[]): boolean {
		const { type, text } = this.peek();
		return (type === "operator" || type === "keyword" || type === "newline") && texts.includes(text);
	}

	/** The next token, if it is one of these. */
	take(...texts: readonly string[]): Token | undefined {
		return this.is(...texts) ? this.next() : undefined;
	}

	/** @throws DeskError EUSAGE when the next token is another one */
	expect(text: string): Token {
		return this.take(text) ?? this.fail(`'${text}' is missing before ${shown(this.peek())}`);
	}

	skipNewlines(): void {
		while (this.take("\n") !== undefined);
	}

	/** @throws DeskError EUSAGE at the next token, or at one that was read */
	fail(what = `${shown(this.peek())} cannot stand here`, token: { line: number; column: number } = this.peek()): never {
		throw new DeskError("EUSAGE", what, { at: this.name, line: token.line, column: token.column });
	}
}

function shown(token: Token): string {
	if (token.type === "newline") return "the end of the line";
	if (token.type === "end") return token.text;
	return token.type === "string" ? `"${token.text}"` : token.type === "regex" ? `/${token.text}/` : `'${token.text}'`;
}
