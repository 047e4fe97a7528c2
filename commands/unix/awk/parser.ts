/** awk programs: rules, functions and statements (POSIX awk grammar). */
import { tokenize } from "./lexer.ts";
import { parseDestination, parseExpression, parseList } from "./parse-expression.ts";
import { Tokens } from "./parse-tokens.ts";
import type { Expression, FunctionDefinition, Program, Redirection, Rule, Statement, Target } from "./syntax.ts";

/**
 * The tree of a program.
 * @param name what error messages call the source
 * @throws DeskError EUSAGE with line and column
 */
export function parseProgram(source: string, name: string): Program {
	const tokens = new Tokens(tokenize(source, name), name);
	const rules: Rule[] = [];
	const functions = new Map<string, FunctionDefinition>();
	skipEnds(tokens);
	while (tokens.peek().type !== "end") {
		if (tokens.is("function")) {
			const made = functionDefinition(tokens);
			if (functions.has(made.name)) tokens.fail(`there are two functions ${made.name}`, made.place);
			functions.set(made.name, made);
		} else rules.push(rule(tokens));
		skipEnds(tokens);
	}
	return { rules, functions };
}

/** Newlines and semicolons. */
function skipEnds(tokens: Tokens): void {
	while (tokens.take("\n", ";") !== undefined);
}

const SPECIAL_RULES = ["BEGIN", "END", "BEGINFILE", "ENDFILE"] as const;

function rule(tokens: Tokens): Rule {
	const special = tokens.take(...SPECIAL_RULES);
	if (special !== undefined) {
		tokens.skipNewlines();
		if (!tokens.is("{")) tokens.fail(`after ${special.text} comes a \`{\``);
		return { kind: special.text as (typeof SPECIAL_RULES)[number], patterns: [], body: block(tokens) };
	}
	const patterns: Expression[] = [];
	if (!tokens.is("{")) {
		patterns.push(parseExpression(tokens));
		if (tokens.take(",") !== undefined) {
			tokens.skipNewlines();
			patterns.push(parseExpression(tokens));
		}
		if (!tokens.is("{", ";", "\n") && tokens.peek().type !== "end") tokens.fail();
	}
	return tokens.is("{") ? { kind: "record", patterns, body: block(tokens) } : { kind: "record", patterns };
}

function functionDefinition(tokens: Tokens): FunctionDefinition {
	tokens.next();
	const name = tokens.next();
	if (name.type !== "name" && name.type !== "call") tokens.fail("a function needs a name of its own", name);
	tokens.expect("(");
	const parameters: string[] = [];
	while (!tokens.is(")")) {
		tokens.skipNewlines();
		const parameter = tokens.next();
		if (parameter.type !== "name") tokens.fail("a parameter is a name", parameter);
		if (parameters.includes(parameter.text)) tokens.fail(`two parameters are called ${parameter.text}`, parameter);
		parameters.push(parameter.text);
		tokens.skipNewlines();
		if (!tokens.is(")")) tokens.expect(",");
	}
	tokens.expect(")");
	tokens.skipNewlines();
	return { name: name.text, parameters, body: block(tokens), place: name };
}

function block(tokens: Tokens): Statement {
	tokens.expect("{");
	const body: Statement[] = [];
	skipEnds(tokens);
	while (!tokens.is("}")) {
		body.push(statement(tokens));
		skipEnds(tokens);
	}
	tokens.expect("}");
	return { type: "block", body };
}

type Reader = (tokens: Tokens) => Statement;

/** Statements by the word that they begin with. */
const STATEMENTS: Readonly<Record<string, Reader>> = {
	"{": block,
	if: conditional,
	while: whileLoop,
	do: doLoop,
	for: forLoop,
	";": () => ({ type: "block", body: [] }),
};

/** A statement with what ends it. */
function statement(tokens: Tokens): Statement {
	const { type, text } = tokens.peek();
	const read = type === "keyword" || type === "operator" ? STATEMENTS[text] : undefined;
	if (read !== undefined) return read(tokens);
	const made = simple(tokens);
	if (!tokens.is("}", ";", "\n") && tokens.peek().type !== "end") tokens.fail();
	tokens.take(";", "\n");
	return made;
}

/** The statement under an `if` or a loop, on this line or a later one. */
function body(tokens: Tokens): Statement {
	tokens.skipNewlines();
	if (tokens.take(";") !== undefined) return { type: "block", body: [] };
	return statement(tokens);
}

function condition(tokens: Tokens): Expression {
	tokens.expect("(");
	const test = parseExpression(tokens);
	tokens.expect(")");
	return test;
}

function conditional(tokens: Tokens): Statement {
	tokens.next();
	const test = condition(tokens);
	const yes = body(tokens);
	let ahead = 0;
	while ([";", "\n"].includes(tokens.peek(ahead).text) && tokens.peek(ahead).type !== "string") ahead++;
	const next = tokens.peek(ahead);
	if (next.type !== "keyword" || next.text !== "else") return { type: "if", test, yes };
	skipEnds(tokens);
	tokens.next();
	return { type: "if", test, yes, no: body(tokens) };
}

function whileLoop(tokens: Tokens): Statement {
	tokens.next();
	const test = condition(tokens);
	return { type: "loop", test, body: body(tokens), isLate: false };
}

function doLoop(tokens: Tokens): Statement {
	tokens.next();
	const made = body(tokens);
	skipEnds(tokens);
	if (!tokens.is("while")) tokens.fail("after the body of `do` comes `while`");
	tokens.next();
	return { type: "loop", test: condition(tokens), body: made, isLate: true };
}

function forLoop(tokens: Tokens): Statement {
	const place = tokens.next();
	tokens.expect("(");
	if (tokens.peek().type === "name" && tokens.peek(1).text === "in" && tokens.peek(3).text === ")") {
		const name = tokens.next();
		const target: Target = { type: "variable", name: name.text, place: name };
		tokens.next();
		const array = tokens.next();
		if (array.type !== "name") tokens.fail("after `in` comes the name of an array", array);
		tokens.next();
		return { type: "forIn", target, array: array.text, body: body(tokens), place };
	}
	const start = tokens.is(";") ? undefined : simple(tokens);
	tokens.expect(";");
	tokens.skipNewlines();
	const test = tokens.is(";") ? undefined : parseExpression(tokens);
	tokens.expect(";");
	tokens.skipNewlines();
	const step = tokens.is(")") ? undefined : simple(tokens);
	tokens.expect(")");
	return {
		type: "loop",
		...(start && { start }),
		...(test && { test }),
		...(step && { step }),
		body: body(tokens),
		isLate: false,
	};
}

/** A statement that ends where the line does. */
function simple(tokens: Tokens): Statement {
	const word = tokens.take("print", "printf", "next", "nextfile", "break", "continue", "exit", "return", "delete");
	if (word === undefined) return { type: "expression", value: parseExpression(tokens) };
	switch (word.text) {
		case "print":
		case "printf":
			return print(tokens, word.text === "printf");
		case "delete":
			return deletion(tokens);
		case "exit":
		case "return": {
			const isAlone = tokens.is(";", "\n", "}") || tokens.peek().type === "end";
			return isAlone ? { type: word.text } : { type: word.text, value: parseExpression(tokens) };
		}
		default:
			return { type: "jump", kind: word.text as "next" };
	}
}

function print(tokens: Tokens, isFormatted: boolean): Statement {
	const place = tokens.peek();
	const isAlone = tokens.is(";", "\n", "}", ">", ">>", "|") || place.type === "end";
	let values = isAlone ? [] : parseList(tokens, ";", { noGreater: true });
	// `print (a, b)`: the parentheses hold the list.
	const only = values[0];
	if (values.length === 1 && only?.type === "group") values = [...only.items];
	if (isFormatted && values.length === 0) tokens.fail("printf needs a format", place);
	const kind = tokens.take(">", ">>", "|");
	if (kind === undefined) return { type: "print", isFormatted, values };
	const redirection: Redirection = { kind: kind.text as ">", to: parseDestination(tokens) };
	return { type: "print", isFormatted, values, redirection };
}

function deletion(tokens: Tokens): Statement {
	const isParenthesised = tokens.take("(") !== undefined;
	const name = tokens.next();
	if (name.type !== "name") tokens.fail("delete takes an array or an element", name);
	let index: Expression[] | undefined;
	if (tokens.take("[") !== undefined) {
		index = parseList(tokens, "]");
		tokens.expect("]");
	}
	if (isParenthesised) tokens.expect(")");
	return { type: "delete", array: name.text, ...(index && { index }), place: name };
}
