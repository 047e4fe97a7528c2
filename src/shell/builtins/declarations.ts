/** Variables and functions as commands that make them: `declare -p`, `declare -f`. */

import { arrayText, attributeLetters } from "../declaration-text.ts";
import { quoteForDeclare, quoteForSet } from "../language/quote.ts";
import { printFunction } from "../print-command.ts";
import type { Shell } from "../shell.ts";
import type { Argument } from "../simple.ts";

/** Print a variable as a command that makes it. @returns whether there is one */
export async function printVariable(shell: Shell, name: string, command = "declare"): Promise<boolean> {
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
				? `${name}=${quoteForDeclare(value)}`
				: `${name}=${arrayText(value)}`;
	await shell.write(1, `declare -${marks === "" ? "-" : marks} ${text}\n`);
	return true;
}

/** `declare -f`, `declare -F`, `declare -rf`: print functions or mark them. @returns the status */
export async function declareFunctions(
	shell: Shell,
	on: ReadonlySet<string>,
	rest: readonly Argument[],
): Promise<number> {
	const names = rest.length > 0 ? rest.map(String) : [...shell.functions.keys()].sort();
	let status = 0;
	for (const name of names) {
		const found = shell.functions.get(name);
		if (found === undefined) status = 1;
		else if (on.has("r")) shell.readonlyFunctions.add(name);
		else if (on.has("F")) await shell.write(1, rest.length > 0 ? `${name}\n` : `${functionMarks(shell, name)}\n`);
		else await shell.write(1, `${functionText(shell, name)}\n`);
	}
	return status;
}

/** `declare -fx name`. */
function functionMarks(shell: Shell, name: string): string {
	const letters = `${shell.readonlyFunctions.has(name) ? "r" : ""}${shell.exportedFunctions.has(name) ? "x" : ""}`;
	return `declare -f${letters} ${name}`;
}

/** A function, and a command that marks it as it is marked: `export -f` alone. */
export async function printFunctionWithMarks(shell: Shell, name: string): Promise<void> {
	await shell.write(1, `${functionText(shell, name)}\n${functionMarks(shell, name)}\n`);
}

/** A function as bash prints it. @returns nothing for no function */
export function functionText(shell: Shell, name: string): string {
	const found = shell.functions.get(name);
	return found === undefined ? "" : printFunction(name, found.node, found.source);
}

/** All variables as `set` prints them. */
export async function printVariables(shell: Shell): Promise<void> {
	for (const name of shell.variables.names()) {
		const value = shell.variables.value(name);
		if (value === undefined) continue;
		await shell.write(1, `${name}=${typeof value === "string" ? quoteForSet(value) : arrayText(value)}\n`);
	}
}

/** All variables and functions: `set` and `declare` alone. */
export async function printAll(shell: Shell): Promise<void> {
	await printVariables(shell);
	if (shell.options.posix) return;
	for (const name of [...shell.functions.keys()].sort()) await shell.write(1, `${functionText(shell, name)}\n`);
}
