import type { Token } from "./query-tokens.ts";
import type { Expression, Filter, Term } from "./types.ts";

/** The deepest nesting of groups; brackets below that are left out. FTS5 takes expressions 256 deep, its parser fewer brackets. */
const DEPTH_LIMIT = 16;

/** A part of a query, all of which hold. */
export interface Part {
	readonly part: Expression;
	/** Whether it stands for itself: no operator and no bracket makes it part of something. */
	readonly isFree: boolean;
}

/** Read tokens by the grammar below. What does not fit it is taken as a word or left out. */
export function parseTokens(tokens: readonly Token[]): { parts: Part[]; filter: Filter } {
	const parser = new Parser(tokens);
	const parts: Part[] = [];
	// A closing bracket without its other half ends nothing.
	while (!parser.atEnd) parts.push(...parser.alternatives(0));
	return { parts, filter: parser.filter };
}

/**
 *     alternatives  sequence (OR sequence)*
 *     sequence      (AND? negated)+
 *     negated       (NOT | - | +)* near
 *     near          operand (NEAR term)*
 *     operand       term | field | "(" alternatives ")"
 */
class Parser {
	filter: Filter = {};
	readonly #tokens: readonly Token[];
	#at = 0;
	/** Inside how many exclusions: what a field word says there is excluded when it is an odd number. */
	#negations = 0;

	constructor(tokens: readonly Token[]) {
		this.#tokens = tokens;
	}

	get atEnd(): boolean {
		return this.#at >= this.#tokens.length;
	}

	alternatives(depth: number): Part[] {
		const sides = [this.#sequence(depth)];
		while (this.#isOperator("OR")) {
			this.#at++;
			sides.push(this.#sequence(depth));
		}
		if (this.#peek()?.kind === "close") this.#at++;
		const [only = [], ...others] = sides.filter((side) => side.length > 0);
		if (others.length === 0) return only;
		return [{ part: { kind: "or", parts: [only, ...others].map(conjunction) }, isFree: false }];
	}

	/** All up to the end of the group, or an OR between two sides. */
	#sequence(depth: number): Part[] {
		const parts: Part[] = [];
		let isBound = false;
		for (let token = this.#peek(); token !== undefined && token.kind !== "close"; token = this.#peek()) {
			if (parts.length > 0 && this.#isOperator("OR") && this.#startsOperand(1)) break;
			if (parts.length > 0 && this.#isOperator("AND") && this.#startsOperand(1)) {
				this.#at++;
				const last = parts.pop() as Part;
				parts.push({ ...last, isFree: false });
				isBound = true;
			}
			const part = this.#negated(depth);
			if (part !== undefined) parts.push(isBound ? { ...part, isFree: false } : part);
			isBound = false;
		}
		return parts;
	}

	#negated(depth: number): Part | undefined {
		let negations = 0;
		let isMarked = false;
		for (; this.#startsOperand(1); this.#at++) {
			const token = this.#peek();
			if (token?.kind === "minus" || this.#isOperator("NOT")) negations++;
			else if (token?.kind !== "plus") break;
			isMarked = true;
		}
		this.#negations += negations;
		const part = this.#near(depth);
		this.#negations -= negations;
		if (part === undefined || !isMarked) return part;
		return { part: negations % 2 === 1 ? { kind: "not", part: part.part } : part.part, isFree: false };
	}

	#near(depth: number): Part | undefined {
		const first = this.#operand(depth);
		if (first === undefined || !isPlainTerm(first.part)) return first;
		const terms: Term[] = [first.part];
		let distance = 0;
		for (let token = this.#peek(); token?.kind === "operator" && token.name === "NEAR"; token = this.#peek()) {
			const next = this.#tokens[this.#at + 1];
			if (next?.kind !== "term" || next.term.column !== undefined) break;
			terms.push(next.term);
			distance = Math.max(distance, token.distance);
			this.#at += 2;
		}
		return terms.length === 1 ? first : { part: { kind: "near", terms, distance }, isFree: false };
	}

	#operand(depth: number): Part | undefined {
		const token = this.#peek();
		this.#at++;
		switch (token?.kind) {
			case "term":
				return { part: token.term, isFree: token.term.kind === "word" && token.term.column === undefined };
			case "operator":
				// It has nothing to work on: it was meant as a word.
				return { part: token.term, isFree: true };
			case "field":
				if (this.#negations % 2 === 0) this.filter = token.add(this.filter);
				else this.filter = { ...this.filter, except: token.add(this.filter.except ?? {}) };
				return undefined;
			case "open": {
				if (depth >= DEPTH_LIMIT) return undefined;
				const parts = this.alternatives(depth + 1);
				return parts.length === 0 ? undefined : { part: conjunction(parts), isFree: false };
			}
			default:
				return undefined;
		}
	}

	#peek(): Token | undefined {
		return this.#tokens[this.#at];
	}

	#isOperator(name: string): boolean {
		const token = this.#peek();
		return token?.kind === "operator" && token.name === name;
	}

	/** Whether something that an operator can work on comes `ahead` tokens from here. */
	#startsOperand(ahead: number): boolean {
		const token = this.#tokens[this.#at + ahead];
		if (token === undefined || token.kind === "close") return false;
		return token.kind !== "operator" || token.name === "NOT";
	}
}

function conjunction(parts: readonly Part[]): Expression {
	const [only] = parts;
	if (only !== undefined && parts.length === 1) return only.part;
	return { kind: "and", parts: parts.map(({ part }) => part) };
}

function isPlainTerm(part: Expression): part is Term {
	return (part.kind === "word" || part.kind === "phrase" || part.kind === "prefix") && part.column === undefined;
}
