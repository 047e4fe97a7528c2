/** `unset`: variables, elements of arrays, functions. */
import { elementKey } from "../assign.ts";
import { expandText } from "../expand.ts";
import type { Shell } from "../shell.ts";
import { wordOf } from "../syntax.ts";
import { keysOf, nameOfTarget, ReadonlyVariable } from "../variables.ts";

const NAME = /^[A-Za-z_]\w*$/;

export async function unset(
	shell: Shell,
	words: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	const mode = [...options.keys()].join("");
	if (mode.includes("f") && mode.includes("v")) {
		await shell.complain("unset: cannot simultaneously unset a function and a variable");
		return 1;
	}
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
