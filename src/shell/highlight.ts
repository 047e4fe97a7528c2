/** Colours of a line while it is typed: read from the parser's tree, which unfinished input has too. */
import { forEachChild, parse, type SyntaxNode } from "unbash";
import { BUILTINS } from "./builtins/index.ts";
import type { Shell } from "./shell.ts";

/** SGR parameters by what a stretch of text is; from the terminal's own sixteen colours. */
const STYLES = {
	plain: "",
	known: "32",
	unknown: "31",
	keyword: "35",
	operator: "35",
	option: "36",
	string: "33",
	variable: "36",
	comment: "2",
} as const;
type Kind = keyof typeof STYLES;

/** Longer text is a paste, and stays plain: every key would wait for it. */
const LONGEST = 4000;

/** What the tree has no nodes for, where it stands between them. */
const BETWEEN: readonly (readonly [RegExp, Kind])[] = [
	[/#.*/y, "comment"],
	[
		/(?:if|then|elif|else|fi|for|while|until|do|done|case|esac|in|select|function|time|coproc|\[\[|\]\]|[{}!])(?![\w.-])/y,
		"keyword",
	],
	[/[|&;<>()]+/y, "operator"],
];

/** The text with SGR colours; the same text where it cannot be read. */
export function highlight(shell: Shell, text: string): string {
	if (text.length > LONGEST || text === "") return text;
	// By character; nothing for what lies between the nodes.
	const kinds: (Kind | undefined)[] = new Array(text.length).fill(undefined);
	const paint = (from: number, to: number, kind: Kind | undefined) => kinds.fill(kind, from, Math.min(to, text.length));
	const visit = (node: SyntaxNode, parent: SyntaxNode | undefined) => {
		paintNode(shell, node, parent, paint);
		forEachChild(node, (child) => visit(child, node));
	};
	try {
		visit(parse(text), undefined);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error; // nested too deeply
		return text;
	}
	paintBetween(text, kinds);
	return coloured(text, kinds);
}

function paintNode(
	shell: Shell,
	node: SyntaxNode,
	parent: SyntaxNode | undefined,
	paint: (from: number, to: number, kind: Kind | undefined) => void,
): void {
	const { pos, end } = node;
	switch (node.type) {
		case "Word": {
			const isName = parent?.type === "Command" && parent.name === node;
			const isOption = parent?.type === "Command" && /^--?\w/.test(node.text);
			return paint(pos, end, isName ? kindOfCommand(shell, node.value) : isOption ? "option" : "plain");
		}
		case "Assignment":
			paint(pos, end, "plain");
			return paint(pos, pos + node.name.length, "variable");
		case "SingleQuoted":
		case "AnsiCQuoted":
		case "DoubleQuoted":
		case "LocaleString":
		case "HereDocBody":
			return paint(pos, end, "string");
		case "SimpleExpansion":
		case "ParameterExpansion":
		case "ArithmeticExpansion":
			return paint(pos, end, "variable");
		case "CommandExpansion":
		case "ProcessSubstitution":
			paint(pos, end, "operator");
			return node.script === undefined ? undefined : paint(node.script.pos, node.script.end, undefined);
		default:
	}
}

function kindOfCommand(shell: Shell, name: string): Kind {
	// What a variable says is not known before it runs.
	if (name === "" || /[$`*?]/.test(name)) return "plain";
	const { world, functions, aliases } = shell;
	const isKnown =
		functions.has(name) ||
		aliases.has(name) ||
		BUILTINS.has(name) ||
		world.commands.has(name) ||
		name.includes("/") ||
		world.programs?.find(name, shell.variables.exported()) !== undefined;
	return isKnown ? "known" : "unknown";
}

function paintBetween(text: string, kinds: (Kind | undefined)[]): void {
	for (let at = 0; at < text.length; at++) {
		if (kinds[at] !== undefined) continue;
		for (const [pattern, kind] of BETWEEN) {
			pattern.lastIndex = at;
			const [found] = pattern.exec(text) ?? [];
			if (found === undefined) continue;
			for (let end = at + found.length; at < end && kinds[at] === undefined; at++) kinds[at] = kind;
			at--;
			break;
		}
	}
}

function coloured(text: string, kinds: readonly (Kind | undefined)[]): string {
	let result = "";
	let style = "";
	for (let at = 0; at < text.length; at++) {
		const next = STYLES[kinds[at] ?? "plain"];
		if (next !== style) result += next === "" ? "\x1b[0m" : `\x1b[0;${next}m`;
		style = next;
		result += text.charAt(at);
	}
	return style === "" ? result : `${result}\x1b[0m`;
}
