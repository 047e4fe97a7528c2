/** Scripts by their lines: what bash reads before it runs anything of it. */
import { forEachChild, type Statement, type SyntaxNode } from "unbash";
import type { ParsedSource } from "./syntax.ts";

/** The index after the last statement that begins on the line on which the one at `at` ends. */
export function lineEnd({ source, statements }: ParsedSource, at: number): number {
	let end = at + 1;
	while (end < statements.length) {
		const between = source.text.slice((statements[end - 1] as Statement).end, (statements[end] as Statement).pos);
		if (between.includes("\n")) break;
		end++;
	}
	return end;
}

/** Where the first line ends, with all that belongs to what begins on it; where it has a mistake, the end of the text. */
export function endOfFirstLine(parsed: ParsedSource): number {
	if (parsed.statements.length === 0) return parsed.source.text.length;
	return endOfLine(parsed.source.text, endOf(parsed.statements[lineEnd(parsed, 0) - 1] as Statement));
}

/** The position after the newline that comes next, or the end. */
export function endOfLine(text: string, at: number): number {
	const newline = text.indexOf("\n", at);
	return newline < 0 ? text.length : newline + 1;
}

/** Where a tree ends, with the here-documents in it. */
export function endOf(node: SyntaxNode): number {
	let end = node.type === "HereDoc" ? (node.closing?.pos ?? node.body.end) : node.end;
	forEachChild(node, (child) => {
		end = Math.max(end, endOf(child));
	});
	return end;
}
