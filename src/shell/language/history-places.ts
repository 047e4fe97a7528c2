/** Where in a line a `!` asks for the history: not where the shell means something else by it, nor in single quotes. */

export interface ExpansionPlace {
	readonly at: number;
	/** In double quotes: their end ends what is searched for. */
	readonly isQuoted: boolean;
	/** A `$` stands before it: it asks for the history only where that belongs to another expansion (`!$!!`). */
	readonly isAfterDollar: boolean;
}

/** What a text within `$( )`, `<( )` or backquotes came from. */
interface Outer {
	readonly isQuoted: boolean;
	readonly closer: ")" | "`";
	depth: number;
}

/** The places, from left to right. @param extglob whether `!(…)` is a pattern */
export function expansionPlaces(text: string, extglob: boolean): ExpansionPlace[] {
	const places: ExpansionPlace[] = [];
	const outer: Outer[] = [];
	let isQuoted = false;
	for (let at = 0; at < text.length; at++) {
		const here = text[at] as string;
		const next = text[at + 1];
		const inner = outer.at(-1);
		if (here === "\\") at++;
		else if (here === '"') isQuoted = !isQuoted;
		else if (here === "'" && !isQuoted) at = singleQuoteEnd(text, at);
		else if (here === "`") {
			if (inner?.closer === "`") isQuoted = (outer.pop() as Outer).isQuoted;
			else {
				outer.push({ isQuoted, closer: "`", depth: 0 });
				isQuoted = false;
			}
		} else if (next === "(" && (here === "$" || (!isQuoted && /[<>]/.test(here)))) {
			outer.push({ isQuoted, closer: ")", depth: 0 });
			isQuoted = false;
			at++;
		} else if (inner?.closer === ")" && !isQuoted && here === "(") inner.depth++;
		else if (inner?.closer === ")" && !isQuoted && here === ")") {
			if (inner.depth-- === 0) isQuoted = (outer.pop() as Outer).isQuoted;
		} else if (here === "#" && !isQuoted && (at === 0 || /[ \t\n;&()|<>]/.test(text[at - 1] as string))) {
			const end = text.indexOf("\n", at);
			if (end < 0) break;
			at = end;
		} else if (here === "!" && asks(text, at, isQuoted, extglob)) {
			const isAfterDollar = at > 1 && text[at - 1] === "$";
			places.push({ at, isQuoted, isAfterDollar });
			if (next === "!" && !isAfterDollar) at++;
		}
	}
	return places;
}

function singleQuoteEnd(text: string, start: number): number {
	const escapes = text[start - 1] === "$";
	let at = start + 1;
	while (at < text.length && text[at] !== "'") at += escapes && text[at] === "\\" ? 2 : 1;
	return at;
}

function asks(text: string, at: number, isQuoted: boolean, extglob: boolean): boolean {
	const next = text[at + 1];
	const rest = text.slice(at + 1);
	const before = text[at - 1];
	if (next === undefined || /[ \t\n\r=]/.test(next) || (isQuoted && next === '"')) return false;
	if (before === "[" && next !== "!" && rest.includes("]")) return false;
	if (before === "{" && text[at - 2] === "$" && rest.includes("}")) return false;
	return !(extglob && at > 1 && next === "(" && rest.includes(")"));
}
