/** The words of a line as history expansion counts them: readline 8.2's `history_tokenize`. */

const DELIMITERS = " \t\n;&()|<>";
const QUOTES = "\"'`";

/** Words and operators of a line, quotes and all. */
export function historyWords(line: string): string[] {
	const words: string[] = [];
	for (let at = 0; ; ) {
		while (line[at] === " " || line[at] === "\t") at++;
		if (at >= line.length) return words;
		const end = Math.max(wordEnd(line, at), at + 1);
		words.push(line.slice(at, end));
		at = end;
	}
}

/** The word of a line that a place in it belongs to; empty between words. */
export function historyWordAt(line: string, place: number): string {
	for (let at = 0; at < line.length; ) {
		while (line[at] === " " || line[at] === "\t") at++;
		const end = Math.max(wordEnd(line, at), at + 1);
		if (place >= at && place < end) return line.slice(at, end);
		at = end;
	}
	return "";
}

/** Where the word that begins at `start` ends. */
export function wordEnd(line: string, start: number): number {
	const operator = /[()\n]|(?:\d+(?=[<>]))?(?:<<[-<]?|>>|;;|&&|\|\||[<>]&\d*-?|&>|>\||[<>](?!\()|[;&|])/y;
	operator.lastIndex = start;
	const found = operator.exec(line)?.[0];
	return found === undefined ? plainWordEnd(line, start) : start + found.length;
}

function plainWordEnd(line: string, start: number): number {
	let quote = "";
	let depth = 0;
	for (let at = start; at < line.length; at++) {
		const here = line[at] as string;
		if (here === "\\" && quote !== "'") at++;
		else if (quote !== "") quote = here === quote ? "" : quote;
		else if (depth > 0) depth += here === "(" ? 1 : here === ")" ? -1 : 0;
		else if ("<>$!@?+*".includes(here) && line[at + 1] === "(") {
			at++;
			depth = 1;
		} else if (DELIMITERS.includes(here)) return at;
		else if (QUOTES.includes(here)) quote = here;
	}
	return line.length;
}
