/** Expressions of awk, by precedence (POSIX awk, "Expressions in awk"; gawk where the grammar leaves it open). */
import { BUILTINS } from "./lexer.ts";
import type { Tokens } from "./parse-tokens.ts";
import type { Expression, Target } from "./syntax.ts";

/** Which operators end an expression early. */
export interface Limits {
	/** In `print a > b` this is a redirection. */
	readonly noGreater?: boolean;
}

const ASSIGNMENTS = ["=", "+=", "-=", "*=", "/=", "%=", "^="];

export function parseExpression(tokens: Tokens, limits: Limits = {}): Expression {
	return conditional(tokens, limits);
}

/** What stands after `>` and `|` of a print: no comparison, and `|` would be the next redirection. */
export function parseDestination(tokens: Tokens): Expression {
	return concatenation(tokens, { noGreater: true });
}

/** Expressions between commas, up to but without `end`. */
export function parseList(tokens: Tokens, end: string, limits: Limits = {}): Expression[] {
	const items: Expression[] = [];
	if (tokens.is(end)) return items;
	do {
		tokens.skipNewlines();
		items.push(parseExpression(tokens, limits));
	} while (tokens.take(",") !== undefined);
	// After the values of a print the newline ends the statement.
	if (end !== ";") tokens.skipNewlines();
	return items;
}

function conditional(tokens: Tokens, limits: Limits): Expression {
	const test = or(tokens, limits);
	if (tokens.take("?") === undefined) return test;
	tokens.skipNewlines();
	const yes = conditional(tokens, limits);
	tokens.skipNewlines();
	tokens.expect(":");
	tokens.skipNewlines();
	return { type: "conditional", test, yes, no: conditional(tokens, limits) };
}

function or(tokens: Tokens, limits: Limits): Expression {
	let left = and(tokens, limits);
	while (tokens.take("||") !== undefined) {
		tokens.skipNewlines();
		left = { type: "logical", operator: "||", left, right: and(tokens, limits) };
	}
	return left;
}

function and(tokens: Tokens, limits: Limits): Expression {
	let left = membership(tokens, limits);
	while (tokens.take("&&") !== undefined) {
		tokens.skipNewlines();
		left = { type: "logical", operator: "&&", left, right: membership(tokens, limits) };
	}
	return left;
}

function membership(tokens: Tokens, limits: Limits): Expression {
	let left = match(tokens, limits);
	while (tokens.is("in")) {
		const place = tokens.next();
		const name = tokens.next();
		if (name.type !== "name") tokens.fail("after `in` comes the name of an array", name);
		left = { type: "in", index: left.type === "group" ? left.items : [left], array: name.text, place };
	}
	return left;
}

function match(tokens: Tokens, limits: Limits): Expression {
	let left = comparison(tokens, limits);
	for (let operator = tokens.take("~", "!~"); operator !== undefined; operator = tokens.take("~", "!~"))
		left = { type: "match", negated: operator.text === "!~", left, right: comparison(tokens, limits) };
	return left;
}

function comparison(tokens: Tokens, limits: Limits): Expression {
	const left = piped(tokens, limits);
	const operators = limits.noGreater === true ? ["<", "<=", "==", "!=", ">="] : ["<", "<=", "==", "!=", ">=", ">"];
	const operator = tokens.take(...operators);
	if (operator === undefined) return left;
	return { type: "binary", operator: operator.text, left, right: piped(tokens, limits) };
}

/** `"command" | getline`. */
function piped(tokens: Tokens, limits: Limits): Expression {
	let left = concatenation(tokens, limits);
	while (tokens.is("|", "|&") && tokens.peek(1).text === "getline" && tokens.peek(1).type === "keyword") {
		tokens.next();
		tokens.next();
		left = { type: "getline", from: "command", source: left, ...optionalTarget(tokens) };
	}
	return left;
}

/** Whether the next token begins something that is put behind what is there. Signs do not: they add and subtract. */
function beginsOperand(tokens: Tokens): boolean {
	const { type } = tokens.peek();
	if (type === "operator") return tokens.is("$", "(", "++", "--");
	return ["number", "string", "regex", "name", "call", "builtin"].includes(type);
}

function concatenation(tokens: Tokens, limits: Limits): Expression {
	let left = additive(tokens, limits);
	while (beginsOperand(tokens)) left = { type: "binary", operator: " ", left, right: additive(tokens, limits) };
	return left;
}

function additive(tokens: Tokens, limits: Limits): Expression {
	let left = multiplicative(tokens, limits);
	for (let operator = tokens.take("+", "-"); operator !== undefined; operator = tokens.take("+", "-"))
		left = { type: "binary", operator: operator.text, left, right: multiplicative(tokens, limits) };
	return left;
}

function multiplicative(tokens: Tokens, limits: Limits): Expression {
	let left = unary(tokens, limits);
	for (let operator = tokens.take("*", "/", "%"); operator !== undefined; operator = tokens.take("*", "/", "%"))
		left = { type: "binary", operator: operator.text, left, right: unary(tokens, limits) };
	return left;
}

function unary(tokens: Tokens, limits: Limits): Expression {
	const operator = tokens.take("!", "-", "+");
	if (operator === undefined) return power(tokens, limits);
	return { type: "unary", operator: operator.text as "!", operand: unary(tokens, limits) };
}

function power(tokens: Tokens, limits: Limits): Expression {
	const left = assignment(tokens, limits);
	if (tokens.take("^") === undefined) return left;
	const sign = tokens.take("-", "+", "!");
	const right = sign === undefined ? power(tokens, limits) : signed(tokens, limits, sign.text);
	return { type: "binary", operator: "^", left, right };
}

function signed(tokens: Tokens, limits: Limits, sign: string): Expression {
	const next = tokens.take("-", "+", "!");
	const operand = next === undefined ? power(tokens, limits) : signed(tokens, limits, next.text);
	return { type: "unary", operator: sign as "-", operand };
}

/** What can be assigned to takes an assignment wherever it stands, as yacc's grammars have it: `a && b = 1`. */
function assignment(tokens: Tokens, limits: Limits): Expression {
	const left = stepped(tokens);
	if (!isTarget(left)) return left;
	const operator = tokens.take(...ASSIGNMENTS);
	if (operator === undefined) return left;
	tokens.skipNewlines();
	const value = conditional(tokens, limits);
	return { type: "assign", operator: operator.text.slice(0, -1), target: left, value };
}

function stepped(tokens: Tokens): Expression {
	const prefix = tokens.take("++", "--");
	if (prefix !== undefined) {
		const target = stepped(tokens);
		if (!isTarget(target)) tokens.fail(`${prefix.text} needs a variable, a field or an element`, prefix);
		return { type: "step", by: prefix.text === "++" ? 1 : -1, isPrefix: true, target };
	}
	const operand = primary(tokens);
	if (!isTarget(operand)) return operand;
	const postfix = tokens.take("++", "--");
	if (postfix === undefined) return operand;
	return { type: "step", by: postfix.text === "++" ? 1 : -1, isPrefix: false, target: operand };
}

function isTarget(expression: Expression): expression is Target {
	return expression.type === "variable" || expression.type === "element" || expression.type === "field";
}

function primary(tokens: Tokens): Expression {
	const token = tokens.peek();
	switch (token.type) {
		case "number":
			tokens.next();
			return { type: "number", value: token.value ?? 0 };
		case "string":
			tokens.next();
			return { type: "string", value: token.text };
		case "regex":
			tokens.next();
			return { type: "regex", pattern: token.text, place: token };
		case "name":
			return variable(tokens);
		case "call":
			return call(tokens);
		case "builtin":
			return builtin(tokens);
		default:
	}
	if (tokens.is("$")) return field(tokens);
	if (tokens.is("(")) return group(tokens);
	if (tokens.take("getline") !== undefined) return getline(tokens);
	if (tokens.is("-", "+", "!")) return unary(tokens, {});
	return tokens.fail();
}

function variable(tokens: Tokens): Target {
	const name = tokens.next();
	if (tokens.take("[") === undefined) return { type: "variable", name: name.text, place: name };
	const index = parseList(tokens, "]");
	if (index.length === 0) tokens.fail("an element needs an index");
	tokens.expect("]");
	return { type: "element", array: name.text, index, place: name };
}

/** `$` binds closer than `++` behind it: `$i++` counts up the field. */
function field(tokens: Tokens): Target {
	const place = tokens.next();
	const prefix = tokens.take("++", "--");
	if (prefix !== undefined) {
		const target = primary(tokens);
		if (!isTarget(target)) return tokens.fail(`${prefix.text} needs a variable, a field or an element`, prefix);
		const index: Expression = { type: "step", by: prefix.text === "++" ? 1 : -1, isPrefix: true, target };
		return { type: "field", index, place };
	}
	const sign = tokens.take("-", "+", "!");
	const operand = primary(tokens);
	const index: Expression = sign === undefined ? operand : { type: "unary", operator: sign.text as "-", operand };
	return { type: "field", index, place };
}

function group(tokens: Tokens): Expression {
	const place = tokens.expect("(");
	const items = parseList(tokens, ")");
	tokens.expect(")");
	const only = items[0];
	if (only === undefined) return tokens.fail("there is nothing between these parentheses", place);
	// What stands in parentheses is one value: it cannot be assigned to.
	if (items.length === 1) return isTarget(only) ? only : { type: "group", items, place };
	return { type: "group", items, place };
}

function call(tokens: Tokens): Expression {
	const name = tokens.next();
	tokens.expect("(");
	const args = parseList(tokens, ")");
	tokens.expect(")");
	return { type: "call", name: name.text, args, place: name };
}

function builtin(tokens: Tokens): Expression {
	const name = tokens.next();
	const [least, most] = BUILTINS[name.text] ?? [0, 0];
	let args: Expression[] = [];
	if (tokens.take("(") !== undefined) {
		args = parseList(tokens, ")");
		tokens.expect(")");
	} else if (name.text !== "length") tokens.fail(`${name.text} needs its arguments in parentheses`);
	if (args.length < least || args.length > most)
		tokens.fail(`${name.text} takes ${least === most ? least : `${least} to ${most}`} arguments`, name);
	return { type: "builtin", name: name.text, args, place: name };
}

function getline(tokens: Tokens): Expression {
	const target = optionalTarget(tokens);
	if (tokens.take("<") === undefined) return { type: "getline", from: "input", ...target };
	return { type: "getline", from: "file", source: stepped(tokens), ...target };
}

/** Where a line is put; none means `$0`. */
function optionalTarget(tokens: Tokens): { target?: Target } {
	if (tokens.peek().type === "name") return { target: variable(tokens) };
	return tokens.is("$") ? { target: field(tokens) } : {};
}
