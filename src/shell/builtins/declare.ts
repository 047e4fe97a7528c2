/** Builtins that make and mark variables and functions. */
import type { ArrayValue, Assignment } from "unbash";
import { keyNow } from "../arithmetic-scope.ts";
import { assignArray, assignOrDiscard, assignScalarNow, assignTo } from "../assign.ts";
import { DiscardJump } from "../control.ts";
import { attributeLetters } from "../declaration-text.ts";
import { expandText } from "../expand.ts";
import { quoteForTrace } from "../language/quote.ts";
import type { Shell } from "../shell.ts";
import type { Argument } from "../simple.ts";
import { parseSource } from "../syntax.ts";
import { trace } from "../trace.ts";
import { ReadonlyVariable, type Variable } from "../variables.ts";
import { declareFunctions, printAll, printFunctionWithMarks, printVariable } from "./declarations.ts";

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
	const wanted = await letters(shell, "declare", args, "aAcfFgiIlnprtux");
	if (wanted === undefined) return 2;
	return await apply(shell, "declare", wanted, scopeOf(shell, wanted.on));
}

function scopeOf(shell: Shell, on: ReadonlySet<string>): Scope {
	return shell.frames.some((frame) => frame.kind === "function") && !on.has("g") ? "local" : "global";
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
		"aAcfFiIlnprtux",
	);
	if (wanted === undefined) return 2;
	if (wanted.rest.length === 0) {
		for (const name of shell.variables.localNames()) await printVariable(shell, name);
		return 0;
	}
	return await apply(shell, "local", wanted, "local");
}

export async function exportVariables(shell: Shell, args: readonly Argument[]): Promise<number> {
	const wanted = await letters(shell, "export", args, "fnp");
	if (wanted === undefined) return 2;
	if (wanted.on.has("f")) {
		return await markFunctions(shell, "export", wanted.rest, shell.exportedFunctions, (set, name) =>
			wanted.on.has("n") ? set.delete(name) : set.add(name),
		);
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
	const wanted = await letters(shell, "readonly", args, "aAfnp");
	if (wanted === undefined) return 2;
	if (wanted.on.has("f"))
		return await markFunctions(shell, "readonly", wanted.rest, shell.readonlyFunctions, (set, name) => set.add(name));
	if (wanted.rest.length === 0) return await list(shell, (variable) => variable.readonly);
	wanted.on.delete("p");
	// `-n` would take the attribute away, which is silently refused.
	if (!wanted.on.delete("n")) wanted.on.add("r");
	return await apply(shell, "readonly", wanted, "found");
}

/** `export -f`, `readonly -f`: mark functions, or list those that are. */
async function markFunctions(
	shell: Shell,
	command: string,
	names: readonly Argument[],
	marked: Set<string>,
	mark: (set: Set<string>, name: string) => void,
): Promise<number> {
	if (names.length === 0) for (const name of [...marked].sort()) await printFunctionWithMarks(shell, name);
	let status = 0;
	for (const name of names.map(String)) {
		if (shell.functions.has(name)) mark(marked, name);
		else {
			await shell.complain(`${command}: ${name}: not a function`);
			status = 1;
		}
	}
	return status;
}

async function list(shell: Shell, which: (variable: Variable) => boolean): Promise<number> {
	for (const name of shell.variables.names()) {
		const variable = shell.variables.findPlain(name);
		if (variable !== undefined && which(variable)) await printVariable(shell, name);
	}
	return 0;
}

/** Attributes that count for the elements of a list. */
const BEFORE_LIST = "aAcgIilnu";

/**
 * `declare -A m=(…)`: the array is made and filled before the command runs (bash's subst.c, `expand_declaration_argument`).
 * @param before the words of the command so far
 * @returns what is left for the command: the name
 * @throws DiscardJump after a message
 */
export async function declareArray(
	shell: Shell,
	before: readonly Argument[],
	{ name, append, value }: Assignment,
): Promise<string[]> {
	const words = before.map((word) => (typeof word === "string" ? word : word.text));
	const command = words.find((word) => /^(declare|typeset|local|export|readonly)$/.test(word)) ?? "declare";
	const said = words.filter((word) => /^-\w/.test(word)).join("");
	const on = new Set([...said].filter((letter) => BEFORE_LIST.includes(letter)));
	if (!on.has("A") && shell.variables.find(name)?.shape !== "associative") on.add("a");
	const scope = command === "export" || command === "readonly" ? "found" : scopeOf(shell, on);
	if (!(await one(shell, command, on, new Set(), name, scope))) throw new DiscardJump(1);
	await assignArray(shell, name, value as ArrayValue, append === true, true);
	return [name];
}

/** Where a declared variable is made. */
type Scope = "local" | "global" | "found";

async function apply(shell: Shell, command: string, { on, off, rest }: Wanted, scope: Scope): Promise<number> {
	if (on.has("f") || on.has("F")) return await declareFunctions(shell, on, rest);
	if (on.has("p")) {
		if (rest.length === 0)
			return await list(shell, (variable) =>
				[...on].every((letter) => letter === "p" || attributeLetters(variable).includes(letter)),
			);
		let status = 0;
		for (const argument of rest) status = (await printVariable(shell, String(argument), command)) ? status : 1;
		return status;
	}
	if (rest.length === 0) {
		const marks = [...on].filter((letter) => letter !== "g");
		if (marks.length === 0) {
			await printAll(shell);
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
	if (on.has("n") && scope !== "local" && value === name) {
		await shell.complain(`${command}: ${name}: nameref variable self references not allowed`);
		return false;
	}
	const before = shell.variables.findPlain(name);
	const isArray =
		before !== undefined && before.shape !== "string" && (scope !== "local" || shell.variables.isLocal(name));
	if (on.has("n") && (typeof value === "object" || subscript !== undefined || isArray || on.has("a") || on.has("A"))) {
		await shell.complain(`${command}: ${name}: reference variable cannot be an array`);
		return false;
	}
	const target = value ?? (typeof before?.value === "string" && !before.reference ? before.value : undefined);
	if (on.has("n") && typeof target === "string" && !/^[A-Za-z_]\w*(\[[\s\S]*\])?$/.test(target)) {
		await shell.complain(`${command}: \`${target}': invalid variable name for name reference`);
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
	if (variable.temporary !== undefined && (on.has("x") || on.has("r"))) variable.temporary = "staying";
	if (value === undefined) return finish(variable, on);
	if (on.has("n")) {
		if (typeof value === "string") variable.value = value;
		return finish(variable, on);
	}
	if (typeof value !== "string") await assignArray(shell, name, value, what.append);
	else {
		// These two assign as the shell does.
		if (shell.options.xtrace && (command === "export" || command === "readonly"))
			await trace(shell, `${name}${what.append ? "+" : ""}=${quoteForTrace(value)}`);
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

const FOLDS: Readonly<Record<string, Variable["fold"]>> = { l: "lower", u: "upper", c: "capital" };

function mark(variable: Variable, on: ReadonlySet<string>, off: ReadonlySet<string>): void {
	if (on.has("x")) variable.exported = true;
	if (off.has("x")) variable.exported = false;
	if (on.has("i")) variable.integer = true;
	if (off.has("i")) variable.integer = false;
	if (on.has("t")) variable.traced = true;
	if (off.has("t")) variable.traced = false;
	if (on.has("n")) variable.reference = true;
	if (off.has("n")) variable.reference = false;
	// Two of them are none.
	const folds = Object.keys(FOLDS).filter((letter) => on.has(letter));
	if (folds.length > 0) variable.fold = folds.length > 1 ? undefined : FOLDS[folds[0] as string];
	if (Object.entries(FOLDS).some(([letter, fold]) => off.has(letter) && variable.fold === fold))
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
