import type { RegexNode } from "../../../src/base/posix-regex.ts";

/** Texts of which a matching line contains at least one. */
export type Clause = readonly string[];

/**
 * What every line that a tree matches must contain: each of the clauses holds. Empty when nothing is known. With `ignoreCase` the texts
 * hold without regard to case, and only of ASCII characters (others have cases that change their bytes).
 */
export function requirementOf(tree: RegexNode, ignoreCase: boolean): Clause[] {
	const clauses: Clause[] = [];
	let run = "";
	const cut = () => {
		if (run !== "") clauses.push([run]);
		run = "";
	};
	const visit = (part: RegexNode): void => {
		if (part.type === "char" && isPlain(part.char, ignoreCase)) run += part.char;
		else if (part.type === "group") visit(part.body);
		else if (part.type === "seq") part.items.forEach(visit);
		else if (part.type === "repeat" && part.min > 0) {
			visit(part.body);
			if (part.max > 1) cut();
		} else if (part.type !== "assert") {
			cut();
			if (part.type === "alt") clauses.push(...oneOf(part.options.map((option) => requirementOf(option, ignoreCase))));
		}
	};
	visit(tree);
	cut();
	return clauses;
}

/** The clause that any of several requirements holds: the most telling clause of each. None when one of them is unknown. */
function oneOf(requirements: readonly Clause[][]): Clause[] {
	const best = requirements.map((clauses) => clauses.toSorted((a, b) => shortest(b) - shortest(a))[0]);
	return best.every((clause) => clause !== undefined) ? [best.flat()] : [];
}

function shortest(clause: Clause): number {
	return Math.min(...clause.map((text) => text.length));
}

/** Whether a character stands for the same bytes wherever it matches. Lone surrogates stand for bytes that are not UTF-8. */
function isPlain(char: string, ignoreCase: boolean): boolean {
	if (ignoreCase) return char <= "\x7f";
	return !/^[\ud800-\udfff]$/.test(char);
}
