/**
 * Shell arithmetic (`$(( ))`, `(( ))`, `let`, subscripts): 64-bit integers that wrap around, as bash 5.2.
 *
 * An expression is compiled once to a function, kept for the next time, since loops run the same text. Integers are JavaScript
 * numbers while they are safe ones, which is nearly always, and `bigint` otherwise.
 */
import {
	ArithmeticError,
	type ArithmeticNode,
	type BinaryOperator,
	parseArithmetic,
	type UnaryOperator,
	type Variable,
} from "./arithmetic-parse.ts";

export { ArithmeticError } from "./arithmetic-parse.ts";

/** The variables that an expression reads and sets. Methods may throw (`unbound variable`, `readonly variable`). */
export interface ArithmeticScope {
	/** The value of a variable or of an array's element, "" when unset. The subscript is the raw text between the brackets. */
	get(name: string, subscript?: string): string;
	/** Sets a variable or an array's element to decimal digits. */
	set(name: string, subscript: string | undefined, value: string): void;
	/**
	 * Evaluates a subscript whose element is both read and set (`a[i++] += 2`), so that this happens once: the answer is handed to
	 * `get` and `set` in its place. Without it they get the raw text, both of them.
	 */
	resolve?(name: string, subscript: string): string;
}

/** A 64-bit integer: a number exactly when it is a safe one. */
type Int = number | bigint;
type Evaluate = (scope: ArithmeticScope) => Int;
type Operation = (left: Int, right: Int) => Int;

/** As bash's MAX_EXPR_RECURSION_LEVEL: how deep values may name each other. */
const MAX_DEPTH = 1024;
const CACHE_SIZE = 2000;
const cache = new Map<string, Evaluate>();
let depth = 0;
/** How many branches that are not taken are around what is evaluated. */
let skipping = 0;

/**
 * The value of an expression, in which `$…` has been expanded already; 0 for a blank one. Throws `ArithmeticError`, and what
 * the scope throws; what was assigned before stays so, also before wrong syntax.
 */
export function evaluateArithmetic(text: string, scope: ArithmeticScope): bigint {
	return BigInt(evaluate(text, scope));
}

function evaluate(text: string, scope: ArithmeticScope): Int {
	const simple = decimal(text);
	if (simple !== undefined) return simple;
	if (depth >= MAX_DEPTH) throw new ArithmeticError(text, "expression recursion level exceeded", text.trimStart());
	depth++;
	try {
		return compiled(text)(scope);
	} catch (error) {
		// The JavaScript stack: too many parentheses.
		if (!(error instanceof RangeError)) throw error;
		throw new ArithmeticError(text.slice(0, 100), "expression recursion level exceeded", text.slice(0, 100));
	} finally {
		depth--;
	}
}

/** A plain decimal number of at most 15 digits, which is what most values are. */
function decimal(text: string): number | undefined {
	const { length } = text;
	const negative = text.charCodeAt(0) === 45;
	const from = negative ? 1 : 0;
	if (length === from || length > 15 + from) return undefined;
	if (text.charCodeAt(from) === 48) return length === 1 ? 0 : undefined;
	let value = 0;
	for (let i = from; i < length; i++) {
		const digit = text.charCodeAt(i) - 48;
		if (digit < 0 || digit > 9) return undefined;
		value = value * 10 + digit;
	}
	return negative ? -value : value;
}

function compiled(text: string): Evaluate {
	const known = cache.get(text);
	if (known !== undefined) return known;
	const evaluate = /^[ \t\n]*$/.test(text) ? () => 0 : compile(parseArithmetic(text), text);
	const oldest = cache.size >= CACHE_SIZE ? cache.keys().next().value : undefined;
	if (oldest !== undefined) cache.delete(oldest);
	cache.set(text, evaluate);
	return evaluate;
}

function compile(node: ArithmeticNode, text: string): Evaluate {
	switch (node.type) {
		case "number": {
			const value = narrow(node.value);
			return () => value;
		}
		case "variable":
			return (scope) => evaluate(scope.get(node.name, node.subscript), scope);
		case "assign":
			return assign(node.target, node.op && guarded(node.op, text, node.at), compile(node.value, text));
		case "increment":
			return increment(node.target, node.by, node.prefix);
		case "unary": {
			const operand = compile(node.operand, text);
			const operation = UNARY[node.op];
			return (scope) => operation(operand(scope));
		}
		case "chain":
			return chain(node, text);
		case "logical": {
			const operands = node.operands.map((operand) => compile(operand, text));
			const decides = node.op === "||";
			return (scope) => {
				const at = operands.findIndex((operand) => truth(operand(scope)) === decides);
				if (at >= 0) for (const operand of operands.slice(at + 1)) skip(operand, text);
				return at >= 0 === decides ? 1 : 0;
			};
		}
		case "conditional": {
			const [test, yes, no] = [compile(node.test, text), compile(node.yes, text), compile(node.no, text)];
			return (scope) => {
				const holds = truth(test(scope));
				if (!holds) skip(yes, text);
				const value = (holds ? yes : no)(scope);
				if (holds) skip(no, text);
				return value;
			};
		}
		case "mistake":
			return () => {
				throw node.error;
			};
		case "comma": {
			const items = node.items.map((item) => compile(item, text));
			return (scope) => items.reduce<Int>((_, item) => item(scope), 0);
		}
	}
}

/** Of a branch that is not taken bash still refuses negative exponents (expr.c: exppower), with 0 for each variable. */
function skip(branch: Evaluate, text: string): void {
	if (!text.includes("**")) return;
	skipping++;
	try {
		branch(NOTHING);
	} finally {
		skipping--;
	}
}

const NOTHING: ArithmeticScope = { get: () => "", set() {}, resolve: (_, subscript) => subscript };

function chain(node: ArithmeticNode & { type: "chain" }, text: string): Evaluate {
	const first = compile(node.first, text);
	const rest = node.rest.map(({ op, operand, at }) => [guarded(op, text, at), compile(operand, text)] as const);
	const [only] = rest;
	if (only === undefined || rest.length > 1) {
		return (scope) => {
			let value = first(scope);
			for (const [operation, operand] of rest) value = operation(value, operand(scope));
			return value;
		};
	}
	const [operation, operand] = only;
	return (scope) => operation(first(scope), operand(scope));
}

/** As in bash: `a[i] = v` evaluates `v` before `i`, but `a[i] += v` reads the element first. */
function assign(target: Variable, operation: Operation | undefined, value: Evaluate): Evaluate {
	const { name, subscript } = target;
	return (scope) => {
		if (operation === undefined) {
			const result = value(scope);
			scope.set(name, subscript, String(result));
			return result;
		}
		const element = resolved(target, scope);
		const old = evaluate(scope.get(name, element), scope);
		const result = operation(old, value(scope));
		scope.set(name, element, String(result));
		return result;
	};
}

function increment(target: Variable, by: 1 | -1, prefix: boolean): Evaluate {
	return (scope) => {
		const element = resolved(target, scope);
		const old = evaluate(scope.get(target.name, element), scope);
		const result = BINARY["+"](old, by);
		scope.set(target.name, element, String(result));
		return prefix ? result : old;
	};
}

function resolved({ name, subscript }: Variable, scope: ArithmeticScope): string | undefined {
	return subscript === undefined || scope.resolve === undefined ? subscript : scope.resolve(name, subscript);
}

/** The operation, refusing what bash refuses, at `at`. */
function guarded(op: BinaryOperator, text: string, at: number): Operation {
	const operation = BINARY[op];
	const refuse = (reason: string): never => {
		throw new ArithmeticError(text, reason, text.slice(at));
	};
	if (op === "/" || op === "%") {
		return (a, b) => (b !== 0 ? operation(a, b) : skipping > 0 ? a : refuse("division by 0"));
	}
	return op === "**" ? (a, b) => (b < 0 ? refuse("exponent less than 0") : operation(a, b)) : operation;
}

const truth = (value: Int): boolean => value !== 0;

/** A number when it is a safe one. */
function narrow(value: bigint): Int {
	const number = Number(value);
	return Number.isSafeInteger(number) ? number : value;
}

const wrap = (value: bigint): Int => narrow(BigInt.asIntN(64, value));

/** `fast` where both are numbers and its result is a safe one, else `exact`, wrapped around. `|| 0` makes -0 plain. */
function arithmetic(fast: (a: number, b: number) => number, exact: (a: bigint, b: bigint) => bigint): Operation {
	return (a, b) => {
		if (typeof a === "number" && typeof b === "number") {
			const result = fast(a, b);
			if (Number.isSafeInteger(result)) return result || 0;
		}
		return wrap(exact(BigInt(a), BigInt(b)));
	};
}

/** `fast` where both are 32-bit integers, else `exact`. */
function bitwise(fast: (a: number, b: number) => number, exact: (a: bigint, b: bigint) => bigint): Operation {
	return (a, b) =>
		typeof a === "number" && typeof b === "number" && (a | 0) === a && (b | 0) === b
			? fast(a, b)
			: wrap(exact(BigInt(a), BigInt(b)));
}

/** Wrapped at each step, so that the exponent may be anything. */
function power(base: bigint, exponent: bigint): bigint {
	let result = 1n;
	let square = base;
	for (let left = exponent; left > 0n; left >>= 1n) {
		if ((left & 1n) === 1n) result = BigInt.asIntN(64, result * square);
		square = BigInt.asIntN(64, square * square);
	}
	return result;
}

/** How far a shift goes: the processor looks at six bits of the count. */
const shift = (count: bigint): bigint => count & 63n;

const BINARY: Readonly<Record<BinaryOperator, Operation>> = {
	"+": arithmetic(
		(a, b) => a + b,
		(a, b) => a + b,
	),
	"-": arithmetic(
		(a, b) => a - b,
		(a, b) => a - b,
	),
	"*": arithmetic(
		(a, b) => a * b,
		(a, b) => a * b,
	),
	"/": arithmetic(
		(a, b) => Math.trunc(a / b),
		(a, b) => a / b,
	),
	"%": arithmetic(
		(a, b) => a % b,
		(a, b) => a % b,
	),
	"**": (a, b) => wrap(power(BigInt(a), BigInt(b))),
	"<<": (a, b) => wrap(BigInt(a) << shift(BigInt(b))),
	">>": (a, b) => wrap(BigInt(a) >> shift(BigInt(b))),
	"&": bitwise(
		(a, b) => a & b,
		(a, b) => a & b,
	),
	"|": bitwise(
		(a, b) => a | b,
		(a, b) => a | b,
	),
	"^": bitwise(
		(a, b) => a ^ b,
		(a, b) => a ^ b,
	),
	"==": (a, b) => (a === b ? 1 : 0),
	"!=": (a, b) => (a === b ? 0 : 1),
	"<": (a, b) => (a < b ? 1 : 0),
	">": (a, b) => (a > b ? 1 : 0),
	"<=": (a, b) => (a <= b ? 1 : 0),
	">=": (a, b) => (a >= b ? 1 : 0),
};

const UNARY: Readonly<Record<UnaryOperator, (value: Int) => Int>> = {
	"+": (value) => value,
	"-": (value) => BINARY["-"](0, value),
	"~": (value) => BINARY["^"](value, -1),
	"!": (value) => (value === 0 ? 1 : 0),
};
