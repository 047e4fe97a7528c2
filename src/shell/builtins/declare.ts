/** Builtins that make, mark and remove variables and functions. */
import type { ArrayValue, Assignment } from "unbash";
import { keyNow } from "../arithmetic-scope.ts";
import { assignArray, assignOrDiscard, assignScalarNow, assignTo, elementKey } from "../assign.ts";
import { expandText } from "../expand.ts";
import { quoteForDeclare, quoteForSet } from "../language/quote.ts";
import { arrayText, attributeLetters } from "../parameter.ts";
import { printFunction } from "../print-command.ts";
import type { Shell } from "../shell.ts";
import type { Argument } from "../simple.ts";
import { parseSource, wordOf } from "../syntax.ts";
import { keysOf, nameOfTarget, ReadonlyVariable, type Variable } from "../variables.ts";

const NAME = /^[A-Za-z_]\w*$/;

interface Wanted {
	/** Letters to set and to take away. */
	on: Set<string>;
	off: Set<string>;
	rest: Argument[];
}

/** `-aix +x name…`. @returns undefined after a message */
async function letters(
	shell: Shell,
	command: string,
	args: readonly Argument[],
	allowed: string,
): Promise<Wanted | undefined> {
	const on = new Set<string>();
	const off = new Set<string>();
	let at = 0;
	for (; at < args.length; at++) {
		const word = args[at];
		if (typeof word !== "string" || !/^[-+]./.test(word)) break;
		if (word === "--") {
			at++;
			break;
		}
		for (const letter of word.slice(1)) {
			if (!allowed.includes(letter)) {
				await shell.complain(`${command}: ${word[0]}${letter}: invalid option`);
				return undefined;
			}
			(word[0] === "-" ? on : off).add(letter);
		}
	}
	return { on, off, rest: args.slice(at) };
}

export async function declare(shell: Shell, args: readonly Argument[]): Promise<number> {
	const wanted = await letters(shell, "declare", args, "aAfFgiIlnprtux");
	if (wanted === undefined) return 2;
	return await apply(
		shell,
		"declare",
		wanted,
		shell.frames.some((frame) => frame.kind === "function") && !wanted.on.has("g") ? "local" : "global",
	);
}

export async function local(shell: Shell, args: readonly Argument[]): Promise<number> {
	if (!shell.frames.some((frame) => frame.kind === "function")) {
		await shell.complain("local: can only be used in a function");
		return 1;
	}
	if (args.includes("-")) {
		// Options are the function's own from here on.
		const frame = shell.frames.at(-1);
		if (frame !== undefined) frame.options ??= { ...shell.options, shopt: new Set(shell.options.shopt) };
		if (args.length === 1) return 0;
	}
	const wanted = await letters(
		shell,
		"local",
		args.filter((word) => word !== "-"),
		"aAfFiIlnprtux",
	);
	if (wanted === undefined) return 2;
	if (wanted.rest.length === 0) {
		for (const name of shell.variables.localNames()) await print1(shell, name);
		return 0;
	}
	return await apply(shell, "local", wanted, "local");
}

export async function exportVariables(shell: Shell, args: readonly Argument[]): Promise<number> {
	const wanted = await letters(shell, "export", args, "fnp");
	if (wanted === undefined) return 2;
	if (wanted.on.has("f")) {
		for (const name of wanted.rest) {
			if (wanted.on.has("n")) shell.exportedFunctions.delete(String(name));
			else shell.exportedFunctions.add(String(name));
		}
		return 0;
	}
	if (wanted.rest.length === 0) return await list(shell, (variable) => variable.exported);
	const off = wanted.on.has("n");
	return await apply(
		shell,
		"export",
		{ on: new Set(off ? [] : ["x"]), off: new Set(off ? ["x"] : []), rest: wanted.rest },
		"found",
	);
}

export async function readonlyVariables(shell: Shell, args: readonly Argument[]): Promise<number> {
	const wanted = await letters(shell, "readonly", args, "aAfp");
	if (wanted === undefined) return 2;
	if (wanted.on.has("f")) {
		for (const name of wanted.rest) shell.readonlyFunctions.add(String(name));
		return 0;
	}
	if (wanted.rest.length === 0) return await list(shell, (variable) => variable.readonly);
	wanted.on.delete("p");
	wanted.on.add("r");
	return await apply(shell, "readonly", wanted, "found");
}

async function list(shell: Shell, which: (variable: Variable) => boolean): Promise<number> {
	for (const name of shell.variables.names()) {
		const variable = shell.variables.findPlain(name);
		if (variable !== undefined && which(variable)) await print1(shell, name);
	}
	return 0;
}

/** Where a declared variable is made. */
type Scope = "local" | "global" | "found";

async function apply(shell: Shell, command: string, { on, off, rest }: Wanted, scope: Scope): Promise<number> {
	if (on.has("f") || on.has("F")) return await functions(shell, on, rest);
	if (on.has("p")) {
		if (rest.length === 0)
			return await list(shell, (variable) =>
				[...on].every((letter) => letter === "p" || attributeLetters(variable).includes(letter)),
			);
		let status = 0;
		for (const argument of rest) status = (await print1(shell, String(argument), false, command)) ? status : 1;
		return status;
	}
	if (rest.length === 0) {
		const marks = [...on].filter((letter) => letter !== "g");
		if (marks.length === 0) {
			for (const name of shell.variables.names()) {
				const value = shell.variables.value(name);
				if (value !== undefined)
					await shell.write(1, `${name}=${typeof value === "string" ? quoteForSet(value) : arrayText(value)}\n`);
			}
			return 0;
		}
		return await list(shell, (variable) => marks.every((letter) => attributeLetters(variable).includes(letter)));
	}
	let status = 0;
	for (const argument of rest) {
		if (!(await one(shell, command, on, off, argument, scope))) status = 1;
	}
	return status;
}

/** What one argument says: a name, and perhaps a value. */
interface Said {
	name: string;
	subscript: string | undefined;
	append: boolean;
	value: string | ArrayValue | undefined;
}

async function said(shell: Shell, argument: Argument): Promise<Said | undefined> {
	if (typeof argument !== "string") {
		if (argument.type === "Declared") return argument;
		const { name, index, append, value } = argument;
		const list = value.type === "ArrayValue" ? value : await expandText(shell, value, "assignment");
		return {
			name,
			subscript: index === undefined ? undefined : await expandText(shell, index),
			append: append === true,
			value: list,
		};
	}
	const found = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(?:(\+?)=([\s\S]*))?$/.exec(argument);
	if (found === null) return undefined;
	return { name: found[1] as string, subscript: found[2], append: found[3] === "+", value: found[4] };
}

async function one(
	shell: Shell,
	command: string,
	on: ReadonlySet<string>,
	off: ReadonlySet<string>,
	argument: Argument,
	scope: Scope,
): Promise<boolean> {
	const what = await said(shell, argument);
	if (what === undefined) {
		await shell.complain(
			`${command}: \`${typeof argument === "string" ? argument : argument.text}': not a valid identifier`,
		);
		return false;
	}
	const { name, subscript } = what;
	const { variables } = shell;
	// A string that reads as an array's list is one for `declare -a x="(1 2)"`.
	const value =
		typeof what.value === "string" && (on.has("a") || on.has("A")) && /^\([\s\S]*\)$/.test(what.value)
			? arrayOf(what.value)
			: what.value;
	if (on.has("n") && typeof value === "string" && !/^[A-Za-z_]\w*(\[[\s\S]*\])?$/.test(value)) {
		await shell.complain(`${command}: \`${value}': invalid variable name for name reference`);
		return false;
	}
	const inherits = shell.options.shopt.has("localvar_inherit") || on.has("I");
	const known =
		scope === "local" && !variables.isLocal(name)
			? undefined
			: on.has("n") || off.has("n")
				? variables.findPlain(name)
				: variables.find(name);
	if (scope === "local" && variables.findPlain(name)?.readonly === true && !variables.isLocal(name)) {
		await shell.complain(`${command}: ${name}: readonly variable`);
		return false;
	}
	if (
		known?.readonly === true &&
		(value !== undefined || off.has("r") || (on.size > 0 && !on.has("r") && !on.has("x")))
	) {
		await shell.complain(`${command}: ${name}: readonly variable`);
		return false;
	}
	const dynamic = variables.dynamic.has(name);
	if (dynamic && value === undefined) return true;
	const variable =
		scope === "local"
			? variables.makeLocal(name, inherits)
			: scope === "global" && on.has("g")
				? variables.makeGlobal(name)
				: (known ?? variables.make(name));
	if (!(await shaped(shell, command, name, variable, on, off, subscript !== undefined && typeof value !== "object")))
		return false;
	mark(variable, on, off);
	if (value === undefined) return finish(variable, on);
	if (on.has("n")) {
		if (typeof value === "string") variable.value = value;
		return finish(variable, on);
	}
	if (typeof value !== "string") await assignArray(shell, name, value, what.append);
	else {
		let failed = false;
		assignOrDiscard(shell, () => {
			try {
				const key = subscript === undefined ? undefined : keyNow(shell, name, subscript);
				if (dynamic) assignScalarNow(shell, name, key, value, what.append);
				else if (variable.readonly) throw new ReadonlyVariable(name);
				else assignTo(shell, variable, key, value, what.append);
			} catch (error) {
				if (!(error instanceof ReadonlyVariable)) throw error;
				failed = true;
			}
		});
		if (failed) {
			await shell.complain(`${command}: ${name}: readonly variable`);
			return false;
		}
	}
	return finish(variable, on);
}

/** `readonly` counts after the value is assigned. */
function finish(variable: Variable, on: ReadonlySet<string>): boolean {
	if (on.has("r")) variable.readonly = true;
	return true;
}

function mark(variable: Variable, on: ReadonlySet<string>, off: ReadonlySet<string>): void {
	if (on.has("x")) variable.exported = true;
	if (off.has("x")) variable.exported = false;
	if (on.has("i")) variable.integer = true;
	if (off.has("i")) variable.integer = false;
	if (on.has("n")) variable.reference = true;
	if (off.has("n")) variable.reference = false;
	if (on.has("l")) variable.fold = "lower";
	if (on.has("u")) variable.fold = on.has("l") ? undefined : "upper";
	if ((off.has("l") && variable.fold === "lower") || (off.has("u") && variable.fold === "upper"))
		variable.fold = undefined;
}

/** Make a variable the array that its letters ask for. @returns false after a message */
async function shaped(
	shell: Shell,
	command: string,
	name: string,
	variable: Variable,
	on: ReadonlySet<string>,
	off: ReadonlySet<string>,
	hasSubscript: boolean,
): Promise<boolean> {
	const wants = on.has("A")
		? "associative"
		: on.has("a") || (hasSubscript && variable.shape === "string")
			? "indexed"
			: undefined;
	if (off.has("a") || off.has("A")) {
		await shell.complain(`${command}: ${name}: cannot destroy array variables in this way`);
		return false;
	}
	if (wants === undefined || variable.shape === wants) return true;
	if (variable.shape !== "string") {
		const [from, to] = wants === "associative" ? ["indexed", "associative"] : ["associative", "indexed"];
		await shell.complain(`${command}: ${name}: cannot convert ${from} to ${to} array`);
		return false;
	}
	const before = variable.value;
	variable.shape = wants;
	if (typeof before === "string") variable.value = wants === "indexed" ? [before] : new Map([["0", before]]);
	return true;
}

function arrayOf(text: string): ArrayValue | undefined {
	const command = parseSource(`x=${text}`).statements[0]?.command;
	const [prefix] = command?.type === "Command" ? command.prefix : [];
	const value = prefix?.type === "Assignment" ? (prefix as Assignment).value : undefined;
	return value?.type === "ArrayValue" ? value : undefined;
}

/** Print a variable as a command that makes it. @returns whether there is one */
async function print1(shell: Shell, name: string, plain = false, command = "declare"): Promise<boolean> {
	const variable = shell.variables.findPlain(name);
	const dynamic = shell.variables.dynamic.get(name);
	if (variable === undefined && dynamic === undefined) {
		await shell.complain(`${command}: ${name}: not found`);
		return false;
	}
	const value = variable === undefined ? dynamic?.get() : variable.value;
	const marks = attributeLetters(variable);
	const text =
		value === undefined
			? name
			: typeof value === "string"
				? `${name}=${plain ? quoteForSet(value) : quoteForDeclare(value)}`
				: `${name}=${arrayText(value)}`;
	await shell.write(1, plain ? `${text}\n` : `declare -${marks === "" ? "-" : marks} ${text}\n`);
	return true;
}

async function functions(shell: Shell, on: ReadonlySet<string>, rest: readonly Argument[]): Promise<number> {
	const names = rest.length > 0 ? rest.map(String) : [...shell.functions.keys()].sort();
	let status = 0;
	for (const name of names) {
		const found = shell.functions.get(name);
		if (found === undefined) status = 1;
		else if (on.has("r")) shell.readonlyFunctions.add(name);
		else if (on.has("F")) await shell.write(1, rest.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
		else await shell.write(1, `${functionText(shell, name)}\n`);
	}
	return status;
}

/** A function as bash prints it. @returns nothing for no function */
export function functionText(shell: Shell, name: string): string {
	const found = shell.functions.get(name);
	return found === undefined ? "" : printFunction(name, found.node, found.source);
}

export async function unset(shell: Shell, args: readonly string[]): Promise<number> {
	let mode = "";
	let words = args;
	while (/^-[fvn]+$/.test(words[0] ?? "")) {
		mode += (words[0] as string).slice(1);
		words = words.slice(1);
	}
	if (words[0] === "--") words = words.slice(1);
	let status = 0;
	for (const word of words) {
		if (mode.includes("f")) {
			if (shell.readonlyFunctions.has(word)) status = 1;
			else shell.functions.delete(word);
			continue;
		}
		if (!(await unsetOne(shell, word, mode))) status = 1;
	}
	return status;
}

async function unsetOne(shell: Shell, word: string, mode: string): Promise<boolean> {
	const element = /^([A-Za-z_]\w*)\[([\s\S]*)\]$/.exec(word);
	const name = element?.[1] ?? word;
	if (!NAME.test(name)) {
		// It may be the name of a function.
		if (mode === "" && element === null) {
			shell.functions.delete(name);
			return true;
		}
		await shell.complain(`unset: \`${word}': not a valid identifier`);
		return false;
	}
	try {
		if (element !== null) return await unsetElement(shell, name, element[2] as string);
		const plain = shell.variables.findPlain(name);
		if (plain === undefined && mode === "" && !shell.variables.dynamic.has(name)) {
			if (shell.readonlyFunctions.has(name)) return false;
			shell.functions.delete(name);
			return true;
		}
		if (plain?.reference === true && !mode.includes("n")) {
			const target = shell.variables.target(name);
			if (target !== name) return await unsetOne(shell, target, "v");
		}
		shell.variables.unset(name);
		return true;
	} catch (error) {
		if (!(error instanceof ReadonlyVariable)) throw error;
		await shell.complain(`unset: ${error.variable}: cannot unset: readonly variable`);
		return false;
	}
}

async function unsetElement(shell: Shell, name: string, subscript: string): Promise<boolean> {
	const variable = shell.variables.find(name);
	if (variable === undefined) return true;
	if (variable.readonly) throw new ReadonlyVariable(nameOfTarget(name));
	const { value } = variable;
	if (value instanceof Map) {
		if (subscript === "@" || subscript === "*") value.delete(subscript);
		else value.delete(await expandText(shell, wordOf(subscript), "none"));
		return true;
	}
	if (subscript === "@" || subscript === "*") {
		if (Array.isArray(value)) variable.value = [];
		else shell.variables.unset(name);
		return true;
	}
	const key = await elementKey(shell, name, wordOf(subscript));
	if (key === undefined) return false;
	if (Array.isArray(value)) {
		delete value[Number(key)];
		// The length of an array is that of its highest element.
		value.length = Number(keysOf(value).at(-1) ?? -1) + 1;
	} else if (Number(key) === 0) shell.variables.unset(name);
	else {
		await shell.complain(`unset: ${name}: not an array variable`);
		return false;
	}
	return true;
}
