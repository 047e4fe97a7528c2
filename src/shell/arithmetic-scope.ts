/** Arithmetic over the shell's variables: `$((…))`, `((…))`, `let`, subscripts, slices. */
import { assignScalarNow } from "./assign.ts";
import { DiscardJump, FatalJump, LineJump } from "./control.ts";
import { expandHereText } from "./expand.ts";
import { ArithmeticError, type ArithmeticScope, evaluateArithmetic } from "./language/arithmetic.ts";
import type { Shell } from "./shell.ts";
import { ReadonlyVariable } from "./variables.ts";

const scopes = new WeakMap<Shell, ArithmeticScope>();

function scopeOf(shell: Shell): ArithmeticScope {
	const known = scopes.get(shell);
	if (known !== undefined) return known;
	const scope: ArithmeticScope = {
		get(name, subscript) {
			const found = parameter(shell, name, subscript);
			if (found === undefined && shell.options.nounset) {
				void shell.complain(`${name}: unbound variable`);
				throw new FatalJump(shell.from === "command" && shell.subshellDepth === 0 ? 127 : 1);
			}
			return found ?? "";
		},
		resolve: (name, subscript) => keyNow(shell, name, subscript),
		set(name, subscript, value) {
			assignScalarNow(shell, name, subscript === undefined ? undefined : keyNow(shell, name, subscript), value, false);
		},
	};
	scopes.set(shell, scope);
	return scope;
}

function parameter(shell: Shell, name: string, subscript: string | undefined): string | undefined {
	if (subscript !== undefined) return element(shell, name, subscript);
	// A reference may name an element.
	const target = shell.variables.findPlain(name)?.reference === true ? shell.variables.target(name) : name;
	const bracket = target.indexOf("[");
	if (bracket < 0) return shell.variables.get(name);
	return element(shell, target.slice(0, bracket), target.slice(bracket + 1, -1));
}

function element(shell: Shell, name: string, subscript: string): string | undefined {
	const value = shell.variables.value(name);
	const key = keyNow(shell, name, subscript);
	if (value instanceof Map) return value.get(key);
	if (Array.isArray(value)) return value[Number(key)];
	return Number(key) === 0 ? value : undefined;
}

/** The highest subscript: JavaScript arrays end at 2^32 - 2. */
export const LAST_INDEX = 2 ** 32 - 2;

/** The key that a subscript's text stands for: itself, or for an indexed array its value. @throws ArithmeticError */
export function keyNow(shell: Shell, name: string, subscript: string): string {
	const variable = shell.variables.find(name);
	if (variable?.shape === "associative") return subscript;
	const index = subscriptValue(shell, subscript);
	if (index > LAST_INDEX) throw new ArithmeticError(subscript, "array subscript is too large", subscript);
	if (index >= 0) return String(index);
	const length = Array.isArray(variable?.value) ? variable.value.length : variable?.value === undefined ? 0 : 1;
	if (length + index < 0) throw new ArithmeticError(subscript, "bad array subscript", subscript);
	return String(length + index);
}

/** The number that a subscript of an indexed array says. @throws LineJump after a message */
export function subscriptValue(shell: Shell, text: string): number {
	try {
		return Number(evaluateRaw(shell, text));
	} catch (error) {
		if (!(error instanceof ArithmeticError)) throw error;
		void shell.complain(`${error.expression}: ${error.message}`);
		throw new LineJump(1);
	}
}

/** The value of an expression whose expansions are done. @throws ArithmeticError */
export function evaluateRaw(shell: Shell, text: string): bigint {
	try {
		return evaluateArithmetic(text, scopeOf(shell));
	} catch (error) {
		if (error instanceof RangeError) throw new ArithmeticError(text.slice(0, 100), "expression nested too deeply", "");
		if (error instanceof ReadonlyVariable) throw new ArithmeticError(error.variable, "readonly variable", "");
		throw error;
	}
}

/** `evaluateRaw` whose mistakes end the command line with a message. @param Jump `LineJump` for all text around it @throws DiscardJump */
export async function evaluateText(
	shell: Shell,
	text: string,
	Jump: typeof DiscardJump = DiscardJump,
): Promise<bigint> {
	try {
		return evaluateRaw(shell, text);
	} catch (error) {
		if (!(error instanceof ArithmeticError)) throw error;
		await shell.complain(`${error.expression}: ${error.message}`);
		throw new Jump(1);
	}
}

/** The value for `((…))`; undefined after a message. */
export async function evaluateOr(shell: Shell, text: string): Promise<bigint | undefined> {
	try {
		return evaluateRaw(shell, text);
	} catch (error) {
		if (!(error instanceof ArithmeticError)) throw error;
		await shell.complain(`((: ${text}: ${error.message}`);
		return undefined;
	}
}

/** `$((source))`. */
export async function expandArithmetic(shell: Shell, source: string): Promise<string> {
	return String(await evaluateText(shell, await arithmeticText(shell, source)));
}

/** What an expression says when parameters and substitutions in it are expanded, and quotes are gone. */
export async function arithmeticText(shell: Shell, source: string): Promise<string> {
	if (!/[$`"\\]/.test(source)) return source;
	// Expanded as inside double quotes, of which nothing is left outside of substitutions.
	return await expandHereText(shell, source, (text) => text.replace(/\\"|"/g, (found) => (found === '"' ? "" : found)));
}
