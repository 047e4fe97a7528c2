/** The expressions of `[[ … ]]` and `for ((…))` as bash 5.2 prints them (print_cmd.c: `print_cond_node`, `print_arith_for_command`). */
import type { ArithmeticFor, TestExpression } from "unbash";
import type { WordPrinter } from "./print-word.ts";
import type { Source } from "./syntax.ts";

/** What stands in `[[ … ]]`. */
export function testText(node: TestExpression, words: WordPrinter): string {
	switch (node.type) {
		case "TestGroup":
			return `( ${testText(node.expression, words)} )`;
		case "TestNot":
			return `${node.negations.length % 2 === 1 ? "! " : ""}${testText(node.operand, words)}`;
		case "TestLogical":
			return node.operands.map((operand) => testText(operand, words)).join(` ${node.operator} `);
		case "TestUnary":
			return `${node.operator} ${words.word(node.operand)}`;
		case "TestBinary":
			return `${words.word(node.left)} ${node.operator} ${words.word(node.right)}`;
	}
}

/** The three expressions of `for ((…))` as written; an empty one is 1. */
export function forParts(node: ArithmeticFor, { text }: Source, words: WordPrinter): string[] {
	const nodes = [node.initialize, node.test, node.update].filter((part) => part !== undefined);
	const parts: string[] = [];
	let start = text.indexOf("((", node.pos) + 2;
	let depth = 0;
	for (let at = start; at < node.body.pos && depth >= 0; at++) {
		const char = text[at];
		const inside = nodes.find((part) => part.pos <= at && at < part.end);
		if (inside !== undefined) at = inside.end - 1;
		else if (char === "(") depth++;
		else if (char === ")") depth--;
		if (inside !== undefined || (depth >= 0 && (depth > 0 || char !== ";"))) continue;
		parts.push(
			words
				.range(
					start,
					at,
					nodes.filter((part) => part.pos >= start && part.end <= at),
				)
				.trimStart() || "1",
		);
		start = at + 1;
	}
	return parts;
}
