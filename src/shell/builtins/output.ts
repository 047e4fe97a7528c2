/** Builtins that print, and `test`. */

import { keyNow } from "../arithmetic-scope.ts";
import { assignScalarNow } from "../assign.ts";
import { fileComparison, unaryTest } from "../conditional.ts";
import { callStack } from "../dynamic-variables.ts";
import { ArithmeticError } from "../language/arithmetic.ts";
import { unescapeEcho } from "../language/escapes.ts";
import { formatPrintf } from "../language/printf.ts";
import { evaluateTest, stringOrNumberTest, TestSyntaxError } from "../language/test-expression.ts";
import type { Shell } from "../shell.ts";
import { ReadonlyVariable } from "../variables.ts";

export async function echo(shell: Shell, args: readonly string[]): Promise<number> {
	let newline = true;
	let escapes = shell.options.shopt.has("xpg_echo");
	let at = 0;
	if (!(shell.options.posix && escapes)) {
		for (; /^-[neE]+$/.test(args[at] ?? ""); at++) {
			for (const letter of (args[at] as string).slice(1)) {
				if (letter === "n") newline = false;
				else escapes = letter === "e";
			}
		}
	}
	let text = args.slice(at).join(" ");
	if (escapes) {
		const done = unescapeEcho(text);
		text = done.text;
		if (done.stop) newline = false;
	}
	await shell.write(1, newline ? `${text}\n` : text);
	return 0;
}

export async function printf(shell: Shell, args: readonly string[]): Promise<number> {
	let words = args;
	let target: string | undefined;
	while (/^-/.test(words[0] ?? "")) {
		if (words[0] === "--") {
			words = words.slice(1);
			break;
		}
		if (words[0] === "-v") {
			target = words[1];
			words = words.slice(2);
		} else if (words[0]?.startsWith("-v")) {
			target = words[0].slice(2);
			words = words.slice(1);
		} else {
			await shell.complain(`printf: ${words[0]}: invalid option`);
			return 2;
		}
	}
	const [format, ...values] = words;
	if (format === undefined) {
		await shell.complain("printf: usage: printf [-v var] format [arguments]");
		return 2;
	}
	if (target !== undefined && !/^[A-Za-z_]\w*(\[[\s\S]+\])?$/.test(target)) {
		await shell.complain(`printf: \`${target}': not a valid identifier`);
		return 2;
	}
	const result = formatPrintf(format, values, { zone: shell.variables.get("TZ"), startedAt: shell.world.startedAt });
	for (const error of result.errors) await shell.complain(`printf: ${error}`);
	for (const [name, value] of Object.entries(result.assigned ?? {})) shell.variables.set(name, value);
	if (target === undefined) await shell.write(1, result.output);
	else {
		const bracket = target.indexOf("[");
		const name = bracket < 0 ? target : target.slice(0, bracket);
		try {
			assignScalarNow(
				shell,
				name,
				bracket < 0 ? undefined : keyNow(shell, name, target.slice(bracket + 1, -1)),
				result.output,
				false,
			);
		} catch (error) {
			if (!(error instanceof ReadonlyVariable || error instanceof ArithmeticError)) throw error;
			await shell.complain(`printf: ${name}: ${error.message}`);
			return 1;
		}
	}
	return result.status;
}

export async function test(shell: Shell, args: readonly string[]): Promise<number> {
	return await evaluate(shell, "test", args);
}

export async function bracket(shell: Shell, args: readonly string[]): Promise<number> {
	if (args.at(-1) === "]") return await evaluate(shell, "[", args.slice(0, -1));
	await shell.complain("[: missing `]'");
	return 2;
}

async function evaluate(shell: Shell, name: string, args: readonly string[]): Promise<number> {
	try {
		const holds = await evaluateTest(args, {
			unary: (operator, operand) => unaryTest(shell, operator, operand),
			binary: (left, operator, right) =>
				operator === "-nt" || operator === "-ot" || operator === "-ef"
					? fileComparison(shell, left, operator, right)
					: stringOrNumberTest(left, operator, right),
		});
		return holds ? 0 : 1;
	} catch (error) {
		if (!(error instanceof TestSyntaxError || error instanceof ArithmeticError)) throw error;
		await shell.complain(`${name}: ${error.message}`);
		return 2;
	}
}

/** Times of the process: those of the shell, and of its children, which run in it. */
export async function times(shell: Shell, _args: readonly string[]): Promise<number> {
	const { user, system } = process.cpuUsage();
	const text = (micros: number) => `${Math.floor(micros / 60e6)}m${((micros % 60e6) / 1e6).toFixed(3)}s`;
	await shell.write(1, `${text(user)} ${text(system)}\n0m0.000s 0m0.000s\n`);
	return 0;
}

export async function caller(shell: Shell, args: readonly string[]): Promise<number> {
	const [text] = args[0] === "--" ? args.slice(1) : args;
	const stack = callStack(shell);
	if (text !== undefined && !/^\d+$/.test(text)) {
		await shell.complain(`caller: ${text}: invalid number`);
		return 1;
	}
	const call = stack[Number(text ?? 0)];
	const from = stack[Number(text ?? 0) + 1];
	if (call === undefined || (text !== undefined && from === undefined)) return 1;
	const name = text === undefined ? "" : `${from?.name} `;
	await shell.write(1, `${call.line} ${name}${from?.source ?? "NULL"}\n`);
	return 0;
}
