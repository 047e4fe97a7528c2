import { DeskError } from "../../src/base/errors.ts";
import { parseRegex } from "../../src/base/posix-regex.ts";
import { AFTER_FIRST, defineCommand, operands } from "../../src/command/index.ts";
import { PosixFinder } from "./shared/posix-finder.ts";
import { say } from "./shared/say.ts";

/** `desk expr`: an expression of words. */
export const expr = defineCommand({
	name: "expr",
	summary: "Evaluate an expression",
	about:
		"Each word is an operand or an operator, weakest first: `|` `&`, `<` `<=` `=` `!=` `>=` `>`, `+` `-`, `*` `/` `%`, `STRING : REGEX`; `( … )`, " +
		"`match STRING REGEX`, `substr STRING POS LENGTH`, `index STRING CHARS`, `length STRING`, `+ WORD`. Numbers are of any size. " +
		"Status 1 when the result is empty or 0, 2 for a mistake in the expression.",
	args: {
		words: operands("WORD", "the expression", { required: true, raw: true, verbatim: AFTER_FIRST }),
	},
	output: (z) => z.object({ value: z.string() }),
	examples: [
		["desk expr 3 + 4", "7"],
		["desk expr report-2026.pdf : '.*-\\([0-9]*\\)'", "2026"],
		["desk expr length 'some text'", "9"],
	],
	failsWith: 2,
	standalone: true,
	async run(context, { words }) {
		const value = new Expression(words).evaluate();
		await say(context, { value }, value, "\n");
		if (isNull(value)) context.setStatus(1);
	},
});

const INTEGER = /^-?\d+$/;

function isNull(value: string): boolean {
	return value === "" || /^-?0+$/.test(value);
}

type Operation = (left: string, right: string) => string;

function compared(holds: (order: number) => boolean): Operation {
	return (left, right) => {
		const order =
			INTEGER.test(left) && INTEGER.test(right)
				? compareNumbers(BigInt(left), BigInt(right))
				: compareText(left, right);
		return holds(order) ? "1" : "0";
	};
}

const compareNumbers = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
const compareText = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function counted(operation: (left: bigint, right: bigint) => bigint): Operation {
	return (left, right) => String(operation(numberOf(left), numberOf(right)));
}

function divided(operation: (left: bigint, right: bigint) => bigint): Operation {
	return counted((left, right) => {
		if (right === 0n) throw mistake("division by zero");
		return operation(left, right);
	});
}

/** Operators between two operands, weakest first; those above them are `|` and `&`. */
const LEVELS: readonly Readonly<Record<string, Operation>>[] = [
	{
		"<": compared((order) => order < 0),
		"<=": compared((order) => order <= 0),
		"=": compared((order) => order === 0),
		"==": compared((order) => order === 0),
		"!=": compared((order) => order !== 0),
		">=": compared((order) => order >= 0),
		">": compared((order) => order > 0),
	},
	{ "+": counted((left, right) => left + right), "-": counted((left, right) => left - right) },
	{
		"*": counted((left, right) => left * right),
		"/": divided((left, right) => left / right),
		"%": divided((left, right) => left % right),
	},
	{ ":": matched },
];

class Expression {
	readonly #words: readonly string[];
	#at = 0;

	constructor(words: readonly string[]) {
		this.#words = words;
	}

	evaluate(): string {
		const value = this.#or(true);
		const rest = this.#words[this.#at];
		if (rest !== undefined) throw mistake(`'${rest}' is unexpected`);
		return value;
	}

	#accept(word: string): boolean {
		const found = this.#words[this.#at] === word;
		if (found) this.#at++;
		return found;
	}

	/** @param live whether the value counts: what is not needed is read, and its mistakes (division by zero) do not matter */
	#or(live: boolean): string {
		let left = this.#and(live);
		while (this.#accept("|")) {
			const right = this.#and(live && isNull(left));
			if (isNull(left)) left = isNull(right) ? "0" : right;
		}
		return left;
	}

	#and(live: boolean): string {
		let left = this.#binary(0, live);
		while (this.#accept("&")) {
			const right = this.#binary(0, live && !isNull(left));
			if (isNull(left) || isNull(right)) left = "0";
		}
		return left;
	}

	#binary(level: number, live: boolean): string {
		const operations = LEVELS[level];
		if (operations === undefined) return this.#primary(live);
		let left = this.#binary(level + 1, live);
		for (;;) {
			const word = this.#words[this.#at] ?? "";
			const operation = Object.hasOwn(operations, word) ? operations[word] : undefined;
			if (operation === undefined) return left;
			this.#at++;
			const right = this.#binary(level + 1, live);
			left = live ? operation(left, right) : "";
		}
	}

	#primary(live: boolean): string {
		const word = this.#next();
		if (word === "+") return this.#next();
		if (word === "(") {
			const value = this.#or(live);
			if (!this.#accept(")")) throw mistake("a '(' is without its ')'");
			return value;
		}
		if (word === ")") throw mistake("')' is unexpected");
		const call = Object.hasOwn(FUNCTIONS, word) ? FUNCTIONS[word] : undefined;
		if (call === undefined) return word;
		const values = Array.from({ length: call.operands }, () => this.#primary(live));
		return live ? call.result(...values) : "";
	}

	#next(): string {
		const word = this.#words[this.#at++];
		if (word === undefined) throw mistake(`something is missing after '${this.#words.at(-1) ?? ""}'`);
		return word;
	}
}

const FUNCTIONS: Readonly<Record<string, { operands: number; result: (...values: string[]) => string }>> = {
	match: { operands: 2, result: (text = "", regex = "") => matched(text, regex) },
	length: { operands: 1, result: (text = "") => String([...text].length) },
	index: {
		operands: 2,
		result: (text = "", chars = "") => String([...text].findIndex((char) => chars.includes(char)) + 1),
	},
	substr: {
		operands: 3,
		result: (text = "", position = "", length = "") => {
			if (!INTEGER.test(position) || !INTEGER.test(length)) return "";
			const [from, count] = [Number(position), Number(length)];
			return from < 1 || count < 1 ? "" : [...text].slice(from - 1, from - 1 + count).join("");
		},
	},
};

/** A basic regex that the text begins with: its first group, or how many characters it matches. The longest match counts, as with POSIX. */
function matched(text: string, regex: string): string {
	const found = new PosixFinder(parseRegex(regex, "basic")).groups(text, 0);
	const [whole, group] = found?.[0]?.start === 0 ? found : [];
	if (/\\\(/.test(regex)) return group === undefined ? "" : text.slice(group.start, group.end);
	return whole === undefined ? "0" : String([...text.slice(whole.start, whole.end)].length);
}

function numberOf(text: string): bigint {
	if (!INTEGER.test(text)) throw mistake(`'${text}' is no whole number`);
	return BigInt(text);
}

function mistake(what: string): DeskError {
	return new DeskError("EUSAGE", what, { at: "expr", todo: "put blanks between the words, and quote * ( ) < > | &" });
}
