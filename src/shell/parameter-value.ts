/** What parameters hold: variables, elements of arrays, positional and special parameters (bash(1), PARAMETERS). */
import type { Word } from "unbash";
import { elementKey } from "./assign.ts";
import { DiscardJump, FatalJump } from "./control.ts";
import type { Shell } from "./shell.ts";
import { wordOf } from "./syntax.ts";
import { elementsOf, keysOf } from "./variables.ts";

/** What a parameter holds. */
export interface Found {
	/** Elements; a scalar has one, an unset parameter none. */
	values: string[];
	/** Subscripts of the elements of an array. */
	keys?: string[];
	/** `@` or `*` when it stands for a list. */
	list?: "@" | "*";
}

/** Names of parameters that are no variables. */
export const SPECIAL = /^([@*#?$!-]|\d+)$/;

/** A parameter that is not set has been asked for: nothing, or with `set -u` the end. @throws FatalJump after a message */
export function unset(shell: Shell, name: string): void {
	if (!shell.options.nounset || name === "@" || name === "*") return;
	void shell.complain(`${name}: unbound variable`);
	throw new FatalJump(unsetStatus(shell));
}

/** The status with which a shell ends at an unset parameter, or a mistake in a substitution's syntax: bash's `-c` has one of its own. */
export function unsetStatus(shell: Shell): number {
	return shell.from === "command" && shell.subshellDepth === 0 && !shell.options.errexit ? 127 : 1;
}

/** Positional and special parameters; undefined for names, and for those that are not set. */
export function special(shell: Shell, name: string): string | undefined {
	const first = name.charCodeAt(0);
	if (first >= 48 && first <= 57) return name === "0" ? shell.name : shell.positional[Number(name) - 1];
	switch (name) {
		case "#":
			return String(shell.positional.length);
		case "?":
			return String(shell.status);
		case "$":
			return String(shell.leader.pid);
		case "!":
			return shell.lastBackground === 0 ? undefined : String(shell.lastBackground);
		case "-":
			return flags(shell);
		case "_":
			return shell.lastArgument;
		default:
			return undefined;
	}
}

function flags(shell: Shell): string {
	const { options } = shell;
	const letters: [boolean, string][] = [
		[options.allexport, "a"],
		[options.errexit, "e"],
		[options.noglob, "f"],
		[options.hashall, "h"],
		[shell.world.interactive, "i"],
		[options.monitor, "m"],
		[options.noexec, "n"],
		[options.nounset, "u"],
		[options.verbose, "v"],
		[options.xtrace, "x"],
		[options.braceexpand, "B"],
		[options.noclobber, "C"],
		[options.errtrace, "E"],
		[options.functrace, "T"],
		[shell.from === "command", "c"],
	];
	return letters.map(([on, letter]) => (on ? letter : "")).join("");
}

/** The `@` or `*` that a subscript is. */
export function listOf(index: Word | undefined): "@" | "*" | undefined {
	const text = index?.text;
	return text === "@" || text === "*" ? text : undefined;
}

/** `${…}` makes no sense. @throws DiscardJump after a message */
export async function bad(shell: Shell, text: string): Promise<never> {
	await shell.complain(`${text}: bad substitution`);
	throw new DiscardJump(1);
}

/** `${!x}`: the parameter that the value of x names. @throws DiscardJump after a message, where it is none */
export async function indirect(
	shell: Shell,
	parameter: string,
	index: Word | undefined,
): Promise<{ name: string; index: Word | undefined }> {
	const plain = index === undefined ? shell.variables.findPlain(parameter) : undefined;
	// For a reference, the name that it refers to.
	if (plain?.reference === true) return { name: NAME_OF, index: namedBy(shell.variables.target(parameter)) };
	const value = (await find(shell, parameter, index)).values.join(" ");
	const parsed = /^([A-Za-z_]\w*|[@*#?$!-]|\d+)(?:\[([\s\S]*)\])?$/.exec(value);
	if (parsed === null) {
		if (value === "") await shell.complain(`${parameter}: invalid indirect expansion`);
		else await shell.complain(`${value}: invalid variable name`);
		throw new DiscardJump(1);
	}
	return { name: parsed[1] as string, index: parsed[2] === undefined ? undefined : wordOf(parsed[2]) };
}

/** A parameter whose value is its subscript: what `${!reference}` gives. */
const NAME_OF = "\0name";

function namedBy(name: string): Word {
	return { type: "Word", text: name, value: name, pos: 0, end: 0 };
}

/** What a parameter, or an element of an array, holds. @throws DiscardJump after a message */
export async function find(shell: Shell, name: string, index: Word | undefined): Promise<Found> {
	if (name === NAME_OF) return { values: [index?.value ?? ""] };
	if (name === "@" || name === "*") return { values: shell.positional, list: name };
	if (SPECIAL.test(name)) {
		const value = special(shell, name);
		return { values: value === undefined ? [] : [value] };
	}
	if (index === undefined) {
		const target = shell.variables.target(name);
		const bracket = target.indexOf("[");
		if (bracket > 0) return await find(shell, target.slice(0, bracket), wordOf(target.slice(bracket + 1, -1)));
		const value = shell.variables.get(name);
		return { values: value === undefined ? (name === "_" ? [shell.lastArgument] : []) : [value] };
	}
	const value = shell.variables.value(name);
	const list = listOf(index);
	if (list !== undefined) return { values: elementsOf(value), keys: keysOf(value), list };
	if (index.text === "") return await bad(shell, `\${${name}[]}`);
	const key = await elementKey(shell, name, index);
	if (key === undefined) return { values: [] };
	const element =
		typeof value === "string"
			? Number(key) === 0 && !index.text.includes("-")
				? value
				: undefined
			: Array.isArray(value)
				? value[Number(key)]
				: value?.get(key);
	return { values: element === undefined ? [] : [element] };
}

/** The same list or value, changed. */
export function mapped(found: Found, change: (value: string) => string): Found {
	return { ...found, values: found.values.map(change) };
}

/** Length in characters: a surrogate pair is one. */
export function characters(text: string): number {
	let count = text.length;
	for (let at = 0; at < text.length - 1; at++) {
		const code = text.charCodeAt(at);
		if (code >= 0xd800 && code <= 0xdbff) {
			const next = text.charCodeAt(at + 1);
			if (next >= 0xdc00 && next <= 0xdfff) {
				count--;
				at++;
			}
		}
	}
	return count;
}
