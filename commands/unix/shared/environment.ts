import type { Context } from "../../../src/command/index.ts";

/** The variables that are set, in their order. */
export function setVariables({ variables }: Pick<Context, "variables">): Record<string, string> {
	const entries = Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return Object.fromEntries(entries);
}

/**
 * The words of `env -S`: blanks part them, quotes keep them together, `${NAME}` is a variable, `#` begins a comment.
 * Escapes: `\n \t \r \f \v \_ \c \# \$ \" \' \\`.
 * @returns undefined when it is not well formed
 */
export function splitString(text: string, variables: Readonly<Record<string, string>>): string[] | undefined {
	const words: string[] = [];
	let word: string | undefined;
	let quote = "";
	for (let at = 0; at < text.length; at++) {
		const char = text[at] ?? "";
		const next = text[at + 1] ?? "";
		if (char === "\\" && !(quote === "'" && next !== "'" && next !== "\\")) {
			at++;
			if (next === "c" && quote === "") break;
			if (next === "_" && quote === "") {
				if (word !== undefined) words.push(word);
				word = undefined;
				continue;
			}
			const meant = next === "_" ? " " : ESCAPES[next];
			if (meant === undefined) return undefined;
			word = (word ?? "") + meant;
		} else if (char === quote) {
			quote = "";
		} else if (quote === "" && (char === '"' || char === "'")) {
			quote = char;
			word ??= "";
		} else if (quote === "" && /\s/.test(char)) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else if (quote === "" && word === undefined && char === "#") {
			break;
		} else if (char === "$" && quote !== "'") {
			const found = /^\$\{([A-Za-z_]\w*)\}/.exec(text.slice(at));
			if (found === null) return undefined;
			const value = variables[found[1] ?? ""] ?? "";
			if (value !== "" || quote !== "") word = (word ?? "") + value;
			at += found[0].length - 1;
		} else word = (word ?? "") + char;
	}
	if (quote !== "") return undefined;
	if (word !== undefined) words.push(word);
	return words;
}

const ESCAPES: Readonly<Record<string, string>> = {
	f: "\f",
	n: "\n",
	r: "\r",
	t: "\t",
	v: "\v",
	"#": "#",
	$: "$",
	'"': '"',
	"'": "'",
	"\\": "\\",
};
