/** What the `unbash` parser does not read as bash does, and how it is got round. */
import type { Assignment, Command, Word } from "unbash";

/** Escapes and comments, which are passed over; what opens and closes; a word `case`. */
const PIECES = /\\[\s\S]|(?<=^|[\s;&|(])#[^\n]*|['"()]|(?<=[ \t])case(?=[\s;&|)])/g;
/** Where a word begins a command. */
const COMMAND_FOLLOWS = /(^|[\n;&|({]|(^|[\s;&|({])(then|do|else|elif|if|while|until|time|!|\{))[ \t]*$/;

/**
 * The end of a substitution is looked for by counting `case`, also where that is an argument: `$(echo case)` has none.
 * @returns the text with such words as `c\ase`, which is the same; undefined where there is none, or perhaps one in a here-document
 */
export function withoutCaseWords(text: string): string | undefined {
	if (/<<(?!<)/.test(text)) return undefined;
	let changed = "";
	let from = 0;
	/** Quotes and parentheses that are open. */
	const open: string[] = [];
	const pieces = new RegExp(PIECES);
	for (let found = pieces.exec(text); found !== null; found = pieces.exec(text)) {
		const { 0: piece, index } = found;
		const isQuoted = open.at(-1) === '"';
		if (piece === "'" && !isQuoted) pieces.lastIndex = text.indexOf("'", index + 1) + 1 || text.length;
		else if (piece === '"' && isQuoted) open.pop();
		else if (piece === '"' || (piece === "(" && (!isQuoted || text[index - 1] === "$"))) open.push(piece);
		else if (piece === ")" && !isQuoted) open.pop();
		else if (piece === "case" && !isQuoted && !COMMAND_FOLLOWS.test(text.slice(0, index))) {
			changed += `${text.slice(from, index)}c\\ase`;
			from = index + piece.length;
		}
	}
	return from === 0 ? undefined : changed + text.slice(from);
}

const joined = new WeakMap<Command, Command>();

/** `x=<(list)` is read as an assignment of nothing and a word: the word is the value. */
export function withValue(node: Command): Command {
	const { prefix, name, suffix } = node;
	const last = prefix.at(-1);
	if (name === undefined || last?.type !== "Assignment" || last.end !== name.pos) return node;
	const known = joined.get(node);
	if (known !== undefined) return known;
	const assignment: Assignment = {
		type: "Assignment",
		pos: last.pos,
		end: name.end,
		text: last.text + name.text,
		name: last.name,
		append: last.append,
		index: last.index,
		value: name,
	};
	const [next, ...rest] = suffix;
	const follows = next?.type === "Word" ? next : undefined;
	const args = follows === undefined ? suffix : rest;
	const made: Command = {
		type: "Command",
		pos: node.pos,
		end: node.end,
		name: follows as Word | undefined,
		prefix: [...prefix.slice(0, -1), assignment],
		suffix: args,
		args: args.filter((part) => part.type === "Word" || part.type === "Assignment"),
		redirects: node.redirects,
	};
	joined.set(node, made);
	return made;
}
