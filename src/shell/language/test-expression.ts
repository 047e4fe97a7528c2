/** The expressions of `test` and `[`: what POSIX says for up to four arguments, and bash 5.2's grammar for more. */
import { rawBytes } from "../../base/raw-text.ts";
import { compilePattern } from "./pattern.ts";

/** An expression that makes no sense; the command ends with status 2. The message is bash's. */
export class TestSyntaxError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "TestSyntaxError";
	}
}

/** What the operators say of files, variables and options. */
export interface TestOperators {
	/** `operator` is one of `isUnaryOperator` other than `-n` and `-z`. */
	unary(operator: string, operand: string): Promise<boolean> | boolean;
	/** `operator` is one of `isBinaryOperator`. */
	binary(left: string, operator: string, right: string): Promise<boolean> | boolean;
}

const UNARY = new Set([..."abcdefghknoprstuvwxzGLNORS"].map((letter) => `-${letter}`));
const BINARY = new Set(["=", "==", "!=", "<", ">", ..."-eq -ne -lt -le -gt -ge -nt -ot -ef".split(" ")]);
/** Parentheses within parentheses. */
const MAX_DEPTH = 500;

/** Whether the word takes one operand: `-f`, `-z` … */
export function isUnaryOperator(word: string): boolean {
	return UNARY.has(word);
}

/** Whether the word stands between two operands: `=`, `-lt`, `-nt` … but not `-a` and `-o`. */
export function isBinaryOperator(word: string): boolean {
	return BINARY.has(word);
}

/**
 * Whether the expression holds. `args` are the words after `test`, or those between `[` and `]`. Both sides of `-a` and `-o` are
 * always evaluated. Throws `TestSyntaxError`, and what the operators throw.
 */
export async function evaluateTest(args: readonly string[], operators: TestOperators): Promise<boolean> {
	return await new Evaluator(args, operators).evaluate();
}

class Evaluator {
	private readonly args: readonly string[];
	private readonly operators: TestOperators;
	private at = 0;
	private depth = 0;

	constructor(args: readonly string[], operators: TestOperators) {
		this.args = args;
		this.operators = operators;
	}

	async evaluate(): Promise<boolean> {
		const value = await this.byCount(this.args.length);
		const left = this.args[this.at];
		if (left === undefined) return value;
		throw new TestSyntaxError(left.startsWith("-") ? `syntax error: \`${left}' unexpected` : "too many arguments");
	}

	private word(ahead = 0): string {
		const word = this.args[this.at + ahead];
		if (word === undefined) throw new TestSyntaxError("argument expected");
		return word;
	}

	private async byCount(count: number): Promise<boolean> {
		if (count === 0) return false;
		if (count === 1) return this.single();
		if (count === 2) return await this.two();
		if (count === 3) return await this.three();
		if (count === 4 && this.word() === "!") {
			this.at++;
			return !(await this.three());
		}
		if (count === 4 && this.word() === "(" && this.word(3) === ")") {
			this.at++;
			const value = await this.two();
			this.at++;
			return value;
		}
		return await this.or();
	}

	private single(): boolean {
		const value = this.word() !== "";
		this.at++;
		return value;
	}

	private async two(): Promise<boolean> {
		const first = this.word();
		if (first === "!") {
			this.at++;
			return !this.single();
		}
		if (isUnaryOperator(first)) return await this.unary(true);
		throw new TestSyntaxError(`${first}: unary operator expected`);
	}

	private async three(): Promise<boolean> {
		const [first, middle] = [this.word(), this.word(1)];
		if (isBinaryOperator(middle)) return await this.binary();
		if (middle === "-a" || middle === "-o") {
			const left = this.single();
			this.at++;
			const right = this.single();
			return middle === "-a" ? left && right : left || right;
		}
		if (first === "!") {
			this.at++;
			return !(await this.two());
		}
		if (first === "(" && this.word(2) === ")") {
			this.at++;
			const value = this.single();
			this.at++;
			return value;
		}
		throw new TestSyntaxError(`${middle}: binary operator expected`);
	}

	private async or(): Promise<boolean> {
		let value = await this.and();
		while (this.args[this.at] === "-o") {
			this.at++;
			value = (await this.and()) || value;
		}
		return value;
	}

	private async and(): Promise<boolean> {
		let value = await this.term();
		while (this.args[this.at] === "-a") {
			this.at++;
			value = (await this.term()) && value;
		}
		return value;
	}

	private async term(): Promise<boolean> {
		let negated = false;
		for (; this.word() === "!"; this.at++) negated = !negated;
		return (await this.positive()) !== negated;
	}

	private async positive(): Promise<boolean> {
		if (this.word() === "(") return await this.parenthesized();
		const next = this.args[this.at + 1];
		if (next !== undefined && isBinaryOperator(next) && this.at + 3 <= this.args.length) return await this.binary();
		if (next !== undefined && isUnaryOperator(this.word())) return await this.unary();
		return this.single();
	}

	private async parenthesized(): Promise<boolean> {
		if (++this.depth > MAX_DEPTH) throw new TestSyntaxError("too many arguments");
		this.at++;
		const value = await this.or();
		const close = this.args[this.at];
		if (close !== ")")
			throw new TestSyntaxError(close === undefined ? "`)' expected" : `\`)' expected, found ${close}`);
		this.at++;
		this.depth--;
		return value;
	}

	/** What follows `-t` and is no number is not its operand, unless there is just that (`two`). */
	private async unary(two = false): Promise<boolean> {
		const operator = this.word();
		const operand = this.word(1);
		if (operator === "-t" && numberOf(operand) === undefined) {
			this.at += two ? 2 : 1;
			return false;
		}
		this.at += 2;
		if (operator === "-n") return operand !== "";
		return operator === "-z" ? operand === "" : await this.operators.unary(operator, operand);
	}

	private async binary(): Promise<boolean> {
		const [left, operator, right] = [this.word(), this.word(1), this.word(2)];
		this.at += 3;
		return await this.operators.binary(left, operator, right);
	}
}

export interface ComparisonOptions {
	/** The right side of `=`, `==` and `!=` is a pattern, as in `[[ ]]`. */
	pattern?: boolean;
	caseInsensitive?: boolean;
}

const COMPARE: Readonly<Record<string, (order: number) => boolean>> = {
	"-eq": (order) => order === 0,
	"-ne": (order) => order !== 0,
	"-lt": (order) => order < 0,
	"-le": (order) => order <= 0,
	"-gt": (order) => order > 0,
	"-ge": (order) => order >= 0,
};

/**
 * `=`, `==`, `!=`, `<`, `>` on texts (by their bytes), and `-eq` to `-ge` on decimal integers. Throws `TestSyntaxError` when one is no
 * integer, or for another operator.
 */
export function stringOrNumberTest(
	left: string,
	operator: string,
	right: string,
	options: ComparisonOptions = {},
): boolean {
	if (operator === "=" || operator === "==" || operator === "!=") {
		const { pattern, caseInsensitive = false } = options;
		const same = pattern ? compilePattern(right, { caseInsensitive }).matches(left) : left === right;
		return same === (operator !== "!=");
	}
	if (operator === "<") return compareText(left, right) < 0;
	if (operator === ">") return compareText(left, right) > 0;
	const compare = COMPARE[operator];
	if (compare === undefined) throw new TestSyntaxError(`${operator}: binary operator expected`);
	const [a, b] = [integerOf(left), integerOf(right)];
	return compare(a < b ? -1 : a > b ? 1 : 0);
}

/** The order of two texts by their bytes, as in the C.UTF-8 locale: negative, 0 or positive. */
export function compareText(left: string, right: string): number {
	if (left === right) return 0;
	// UTF-16 orders as UTF-8 does, but for surrogates.
	if (!/[\uD800-\uDFFF]/.test(left) && !/[\uD800-\uDFFF]/.test(right)) return left < right ? -1 : 1;
	return Buffer.compare(rawBytes(left), rawBytes(right));
}

function integerOf(text: string): bigint {
	const value = numberOf(text);
	if (value === undefined) throw new TestSyntaxError(`${text}: integer expression expected`);
	return value;
}

/** A decimal integer of 64 bits, with blanks around it. */
function numberOf(text: string): bigint | undefined {
	const match = /^[ \t\n\v\f\r]*([-+]?)(\d+)[ \t\n]*$/.exec(text);
	if (match === null) return undefined;
	const value = BigInt(match[2] ?? 0) * (match[1] === "-" ? -1n : 1n);
	return value === BigInt.asIntN(64, value) ? value : undefined;
}
