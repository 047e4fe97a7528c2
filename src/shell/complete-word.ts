/** Which word of a line is to be completed, and what it stands for in its command. */
import { forEachChild, parse, type SyntaxNode } from "unbash";

/** How the text at a place is quoted. */
export type Quote = "" | "'" | '"' | "$'";

/** The word before the cursor. */
export interface WordAtCursor {
	/** Where it begins in the line; it ends at the cursor. */
	readonly from: number;
	/** As typed, quotes and all. */
	readonly raw: string;
	/** What it is for. */
	readonly role: "command" | "argument" | "path" | "variable";
	/** For an argument: the words of its command before it, unquoted; the command's name first. */
	readonly words: readonly string[];
}

/** Stands for what comes next, so that there is always a word at the cursor. A private-use character: nobody types it. */
const MARK = "\uf8fe";

/** What stands at the end of `text`, which is the line up to the cursor. Nothing in a comment or a here-document. */
export function wordAtCursor(text: string): WordAtCursor | undefined {
	const variable = variableAt(text);
	if (variable !== undefined) return variable;
	const marked = text + MARK;
	let found: { node: SyntaxNode; parents: readonly SyntaxNode[] } | undefined;
	const visit = (node: SyntaxNode, parents: readonly SyntaxNode[]) => {
		if ((node.type === "Word" || node.type === "Assignment") && marked.slice(node.pos, node.end).includes(MARK))
			found = { node, parents };
		const path = [node, ...parents];
		forEachChild(node, (child) => visit(child, path));
	};
	try {
		visit(parse(marked), []);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return undefined;
	}
	if (found === undefined) return undefined;
	const { node, parents } = found;
	const [parent] = parents;
	const from = node.type === "Assignment" ? text.indexOf("=", node.pos) + 1 : node.pos;
	const raw = text.slice(from);
	if (node.type === "Assignment" || parent?.type !== "Command") return { from, raw, role: "path", words: [] };
	if (parent.name === node) return { from, raw, role: "command", words: [] };
	const before = parent.args
		.filter((arg) => arg.end <= node.pos)
		.map((arg) => (arg.type === "Word" ? arg.value : arg.text));
	return { from, raw, role: "argument", words: [parent.name?.value ?? "", ...before] };
}

/** `$NA`, `${NA`. */
function variableAt(text: string): WordAtCursor | undefined {
	const [raw, name] = /\$\{?([A-Za-z_]\w*)?$/.exec(text) ?? [];
	if (raw === undefined) return undefined;
	const from = text.length - raw.length;
	if (/(^|[^\\])(\\\\)*\\$/.test(text.slice(0, from)) || quoteAt(text.slice(0, from)) === "'") return undefined;
	return {
		from: text.length - (name ?? "").length,
		raw: name ?? "",
		role: "variable",
		words: [raw.startsWith("${") ? "${" : "$"],
	};
}

/** How text is quoted at the end of a word. */
export function quoteAt(raw: string): Quote {
	return unquote(raw).quote;
}

/** The value of a word without its quotes, and the quote that is still open. Expansions in it stay as they are. */
export function unquote(raw: string): { value: string; quote: Quote } {
	let value = "";
	let quote: Quote = "";
	for (let at = 0; at < raw.length; at++) {
		const char = raw.charAt(at);
		const next = raw.charAt(at + 1);
		if (quote === "'") {
			if (char === "'") quote = "";
			else value += char;
		} else if (char === "\\" && (quote === "" || quote === "$'" || /["\\$`]/.test(next))) {
			value += next;
			at++;
		} else if (quote !== "" && char === quote.slice(-1)) quote = "";
		else if (quote !== "") value += char;
		else if (char === "$" && next === "'") {
			quote = "$'";
			at++;
		} else if (char === "'" || char === '"') quote = char;
		else value += char;
	}
	return { value, quote };
}

/** A text as it must stand within a quote so that it means itself; `isStart`: it begins the word. */
export function quoted(text: string, quote: Quote, isStart: boolean): string {
	if (quote === "'") return text.replaceAll("'", `'\\''`);
	if (quote === '"') return text.replace(/["\\$`]/g, "\\$&");
	if (/[\x00-\x1f\x7f]/.test(text) || quote === "$'") {
		const escaped = text
			.replace(/['\\]/g, "\\$&")
			.replace(/[\x00-\x1f\x7f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
		return quote === "$'" ? escaped : `$'${escaped}'`;
	}
	const escaped = text.replace(/[\s"'\\$`&|;<>()*?[\]{}!]/g, "\\$&");
	return isStart ? escaped.replace(/^[~#]/, "\\$&") : escaped;
}
