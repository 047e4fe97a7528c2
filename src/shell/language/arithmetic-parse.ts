/** Shell arithmetic, parsed: the grammar of bash 5.2 (`expr.c`), which is C's with `**`, bases and array elements. */

import { numeral } from "./arithmetic-number.ts";

/** What is wrong with an expression, in bash's words. bash prints `expression: message`. */
export class ArithmeticError extends Error {
	/** The text that was being evaluated: the innermost one when a variable's value is an expression. */
	readonly expression: string;
	/** "division by 0", "syntax error: operand expected" … */
	readonly reason: string;
	/** The rest of the expression from where it went wrong. */
	readonly token: string;

	constructor(expression: string, reason: string, token: string) {
		super(token === "" ? reason : `${reason} (error token is "${token}")`);
		this.name = "ArithmeticError";
		this.expression = expression.trimStart();
		this.reason = reason;
		this.token = token;
	}
}

export interface Variable {
	type: "variable";
	name: string;
	/** The text between the brackets, as written. */
	subscript?: string;
}

export type ArithmeticNode =
	| { type: "number"; value: bigint }
	| Variable
	/** `op` is the operator before `=`; `at` is where bash points when it divides by 0. */
	| { type: "assign"; target: Variable; op?: BinaryOperator; value: ArithmeticNode; at: number }
	| { type: "increment"; target: Variable; by: 1 | -1; prefix: boolean }
	| { type: "unary"; op: UnaryOperator; operand: ArithmeticNode }
	/** Operators of one level, from left to right. A list, so that a sum of 10,000 terms is not 10,000 levels deep. */
	| { type: "chain"; first: ArithmeticNode; rest: readonly Link[] }
	| { type: "logical"; op: "&&" | "||"; operands: readonly ArithmeticNode[] }
	| { type: "conditional"; test: ArithmeticNode; yes: ArithmeticNode; no: ArithmeticNode }
	| { type: "comma"; items: readonly ArithmeticNode[] }
	/** Where the syntax is wrong: bash evaluates as it reads, so what stands before it has its effects. */
	| { type: "mistake"; error: ArithmeticError };

/** One operator and what stands right of it, at `at`. */
export interface Link {
	op: BinaryOperator;
	operand: ArithmeticNode;
	at: number;
}

/** Operators with two operands, from the loosest level to the tightest. All group from the left but `**`. */
const LEVELS = [
	["||"],
	["&&"],
	["|"],
	["^"],
	["&"],
	["==", "!="],
	["<", ">", "<=", ">="],
	["<<", ">>"],
	["+", "-"],
	["*", "/", "%"],
	["**"],
] as const;
const POWER = LEVELS.length - 1;

export type BinaryOperator = Exclude<(typeof LEVELS)[number][number], "||" | "&&">;
export type UnaryOperator = "!" | "~" | "-" | "+";

const LEVEL_OF: ReadonlyMap<string, number> = new Map(LEVELS.flatMap((ops, level) => ops.map((op) => [op, level])));
const OPERATOR = /<<=|>>=|==|!=|>=|<=|<<|>>|&&|\|\||\*\*|[*/%+&^|-]=|[=<>+\-*/%!()&|^~?:,]/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /[0-9][0-9A-Za-z_@#]*/y;
const SPACE = /[ \t\n]*/y;

/** `name` and `number` hold operands; the kinds `pre` and `post` are `++` and `--`; every other kind is its own operator. */
interface Token {
	kind: string;
	text: string;
	at: number;
	subscript?: string;
}

/** The tree of an expression that is not blank. Wrong syntax is a `mistake` in it, which is evaluated last whatever branches are taken. */
export function parseArithmetic(text: string): ArithmeticNode {
	return new Parser(text).all();
}

class Parser {
	private readonly text: string;
	private at = 0;
	private token: Token = { kind: "", text: "", at: 0 };
	/** Where the last token began: the end of the text is none, so this is where bash says that something is missing. */
	private last = 0;
	private mistake: ArithmeticNode | undefined;

	constructor(text: string) {
		this.text = text;
		this.next();
	}

	all(): ArithmeticNode {
		const node = this.comma();
		if (!this.is("")) this.fail("syntax error in expression");
		return this.checked(node);
	}

	/** The node, and after its effects the mistake that was found behind it. */
	private checked(node: ArithmeticNode): ArithmeticNode {
		return this.mistake === undefined ? node : { type: "comma", items: [node, this.mistake] };
	}

	private comma(): ArithmeticNode {
		const first = this.assignment();
		if (!this.is(",")) return first;
		const items = [first];
		while (this.accept(",")) items.push(this.assignment());
		return { type: "comma", items };
	}

	private assignment(): ArithmeticNode {
		const bare = this.token.kind === "name" ? this.token : undefined;
		const target = this.conditional();
		const { kind } = this.token;
		if (kind !== "=" && (kind.at(-1) !== "=" || LEVEL_OF.has(kind))) return target;
		if (target.type !== "variable" || bare === undefined) {
			this.fail("attempted assignment to non-variable");
			return this.checked(target);
		}
		this.next();
		const value = this.checked(this.assignment());
		const op = kind === "=" ? undefined : (kind.slice(0, -1) as BinaryOperator);
		return { type: "assign", target, value, at: this.last, ...(op === undefined ? {} : { op }) };
	}

	private conditional(): ArithmeticNode {
		const test = this.binary(0);
		if (!this.accept("?")) return test;
		const yes = this.is("", ":") ? this.fail("expression expected") : this.comma();
		if (!this.accept(":")) this.fail("`:' expected for conditional expression");
		const no = this.is("") ? this.fail("expression expected") : this.conditional();
		return { type: "conditional", test, yes, no };
	}

	private is(...kinds: string[]): boolean {
		return kinds.includes(this.token.kind);
	}

	/** Goes past the token when it is of this kind. */
	private accept(kind: string): boolean {
		if (!this.is(kind)) return false;
		this.next();
		return true;
	}

	/** Operators of `level` and all tighter ones. */
	private binary(level: number): ArithmeticNode {
		let left = this.unary();
		for (let next = this.level(); next >= level; next = this.level()) {
			left = next < 2 ? this.logical(left, next) : this.chain(left, next);
		}
		return left;
	}

	private level(): number {
		return LEVEL_OF.get(this.token.kind) ?? -1;
	}

	private logical(first: ArithmeticNode, level: number): ArithmeticNode {
		const op = level === 0 ? "||" : "&&";
		const operands = [first];
		while (this.accept(op)) operands.push(this.binary(level + 1));
		return { type: "logical", op, operands };
	}

	private chain(first: ArithmeticNode, level: number): ArithmeticNode {
		const rest: Link[] = [];
		while (this.level() === level) {
			const op = this.token.kind as BinaryOperator;
			this.next();
			const from = this.last;
			const operand = this.binary(level === POWER ? level : level + 1);
			rest.push({ op, operand, at: op === "**" ? this.last : from });
		}
		return { type: "chain", first, rest };
	}

	private unary(): ArithmeticNode {
		const { kind } = this.token;
		if (kind !== "!" && kind !== "~" && kind !== "-" && kind !== "+") return this.primary();
		this.next();
		return { type: "unary", op: kind, operand: this.unary() };
	}

	/** bash looks at the token behind an operand before it goes on: a mistake there comes before what is done with the operand. */
	private primary(): ArithmeticNode {
		return this.checked(this.operand());
	}

	private operand(): ArithmeticNode {
		const { kind, text } = this.token;
		if (this.accept("pre")) {
			const target = this.variable();
			if (this.is("post")) this.fail(`${this.token.text}: assignment requires lvalue`);
			return { type: "increment", target, by: text === "++" ? 1 : -1, prefix: true };
		}
		if (this.accept("(")) {
			const inner = this.comma();
			if (!this.accept(")")) this.fail("missing `)'");
			// In a list of its own, as `(a) = 1` is no assignment.
			return inner.type === "variable" ? { type: "comma", items: [inner] } : inner;
		}
		if (kind === "number") {
			const value = numeral(text);
			// bash shows the expression up to the number only.
			if (typeof value === "string") return this.fail(value, this.token.at + text.length);
			this.next();
			return { type: "number", value };
		}
		if (kind !== "name") return this.fail("syntax error: operand expected");
		const target = this.variable();
		if (!this.is("post")) return target;
		const by = this.token.text === "++" ? 1 : -1;
		this.next();
		return { type: "increment", target, by, prefix: false };
	}

	private variable(): Variable {
		const { text, subscript } = this.token;
		this.next();
		return { type: "variable", name: text, ...(subscript === undefined ? {} : { subscript }) };
	}

	/** Note what is wrong, if it is the first mistake; there is nothing more to be read. */
	private fail(reason: string, end = this.text.length): ArithmeticNode {
		this.mistake ??= {
			type: "mistake",
			error: new ArithmeticError(this.text.slice(0, end), reason, this.text.slice(this.last, end)),
		};
		this.at = this.text.length;
		this.token = { kind: "", text: "", at: this.at };
		return this.mistake;
	}

	/** Reads one token. What `++` and `--` are depends on what stands before and after them. */
	private next(): void {
		const before = this.token.kind;
		this.at += this.find(SPACE, this.at).length;
		if (this.at >= this.text.length) {
			this.token = { kind: "", text: "", at: this.at };
			return;
		}
		const at = this.at;
		this.last = at;
		const name = this.find(NAME, at);
		if (name !== "") {
			this.at += name.length;
			const subscript = this.text[this.at] === "[" ? this.subscript() : undefined;
			if (this.mistake !== undefined) return;
			this.token = { kind: "name", text: name, at, ...(subscript === undefined ? {} : { subscript }) };
			return;
		}
		const number = this.find(NUMBER, at);
		const [kind, text] = number === "" ? this.operator(before) : (["number", number] as const);
		this.at += text.length;
		this.token = { kind, text, at };
	}

	private operator(before: string): readonly [kind: string, text: string] {
		const pair = this.text.slice(this.at, this.at + 2);
		if (pair === "++" || pair === "--") {
			if (before === "name") return ["post", pair];
			const after = this.at + 2 + this.find(SPACE, this.at + 2).length;
			return this.find(NAME, after) === "" ? [pair.slice(1), pair.slice(1)] : ["pre", pair];
		}
		const op = this.find(OPERATOR, this.at);
		if (op !== "") return [op, op];
		const expected = before === "" || !["name", "number", "post", ")"].includes(before);
		this.fail(`syntax error: ${expected ? "operand expected" : "invalid arithmetic operator"}`);
		return ["", ""];
	}

	/** What a sticky regex matches at `at`, or "". */
	private find(regex: RegExp, at: number): string {
		regex.lastIndex = at;
		return regex.exec(this.text)?.[0] ?? "";
	}

	private subscript(): string | undefined {
		const end = subscriptEnd(this.text, this.at);
		if (end === undefined) {
			this.fail("bad array subscript");
			return undefined;
		}
		const inside = this.text.slice(this.at + 1, end);
		this.at = end + 1;
		return inside;
	}
}

/** The index of the `]` that closes the `[` at `at`: brackets within it are balanced, quotes and backslashes hide them. */
export function subscriptEnd(text: string, at: number): number | undefined {
	let depth = 0;
	for (let i = at; i < text.length; i++) {
		const char = text[i];
		if (char === "\\") i++;
		else if (char === "[") depth++;
		else if (char === "]" && --depth === 0) return i;
		else if (char === "'" || char === '"') {
			const close = text.indexOf(char, i + 1);
			if (close > 0) i = close;
		}
	}
	return undefined;
}
