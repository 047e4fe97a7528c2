/** Builtins about options and positional parameters. */
import { evaluateRaw } from "../arithmetic-scope.ts";
import { assignScalarNow } from "../assign.ts";
import { ArithmeticError } from "../language/arithmetic.ts";
import { getoptsStep } from "../language/getopts.ts";
import { OPTION_LETTERS, OPTION_NAMES, type OptionName, SHOPT_NAMES } from "../options.ts";
import type { Shell } from "../shell.ts";
import { refuseMore } from "./control.ts";
import { printAll } from "./declarations.ts";
import { letterOptions } from "./letter-options.ts";

export async function shift(shell: Shell, args: readonly string[]): Promise<number> {
	const [text = "1"] = args[0] === "--" ? args.slice(1) : args;
	if (!/^[+-]?\d+$/.test(text)) {
		await shell.complain(`shift: ${text}: numeric argument required`);
		return 1;
	}
	const count = Number(text);
	await refuseMore(shell, "shift", args[0] === "--" ? args.slice(1) : args, 1);
	if (count < 0) {
		await shell.complain(`shift: ${text}: shift count out of range`);
		return 1;
	}
	if (count > shell.positional.length) return 1;
	shell.positional = shell.positional.slice(count);
	return 0;
}

/** Options of `set`, and of `desk` itself. @returns how many words they took, or undefined after a message */
export async function setOptions(shell: Shell, args: readonly string[]): Promise<number | undefined> {
	let at = 0;
	for (; at < args.length; at++) {
		const word = args[at] as string;
		if (word === "--" || !/^[-+]./.test(word)) break;
		const on = word[0] === "-";
		for (const letter of word.slice(1)) {
			if (letter === "o") {
				const name = args[at + 1];
				if (name === undefined || /^[-+]/.test(name)) {
					await showOptions(shell, !on);
					continue;
				}
				at++;
				if (!OPTION_NAMES.includes(name as OptionName)) {
					await shell.complain(`set: ${name}: invalid option name`);
					return undefined;
				}
				shell.options[name as OptionName] = on;
				continue;
			}
			const name = OPTION_LETTERS[letter];
			if (name === undefined) {
				await shell.complain(`set: ${word[0]}${letter}: invalid option`);
				return undefined;
			}
			shell.options[name] = on;
		}
	}
	return at;
}

async function showOptions(shell: Shell, asCommands: boolean): Promise<void> {
	for (const name of OPTION_NAMES.slice().sort()) {
		const on = shell.options[name];
		await shell.write(
			1,
			asCommands ? `set ${on ? "-" : "+"}o ${name}\n` : `${name.padEnd(15)}\t${on ? "on" : "off"}\n`,
		);
	}
}

export async function set(shell: Shell, args: readonly string[]): Promise<number> {
	if (args.length === 0) {
		await printAll(shell);
		return 0;
	}
	const taken = await setOptions(shell, args);
	if (taken === undefined) return 2;
	const rest = args.slice(taken);
	if (rest[0] === "--") shell.positional = rest.slice(1);
	else if (rest[0] === "-") {
		shell.options.xtrace = false;
		shell.options.verbose = false;
		if (rest.length > 1) shell.positional = rest.slice(1);
	} else if (rest.length > 0) shell.positional = rest;
	return 0;
}

export async function shopt(shell: Shell, args: readonly string[]): Promise<number> {
	const parsed = await letterOptions(shell, "shopt", args, "psuoq");
	if (parsed === undefined) return 2;
	const letters = parsed.options.map(([letter]) => letter).join("");
	const names = parsed.words;
	const ofSet = letters.includes("o");
	const known: readonly string[] = ofSet ? OPTION_NAMES : SHOPT_NAMES;
	const isOn = (name: string) => (ofSet ? shell.options[name as OptionName] : shell.options.shopt.has(name));
	let status = 0;
	const wrong = names.find((name) => !known.includes(name));
	if (wrong !== undefined) {
		await shell.complain(`shopt: ${wrong}: invalid shell option name`);
		return 1;
	}
	if (/[su]/.test(letters) && names.length > 0) {
		for (const name of names) {
			const on = letters.includes("s");
			if (ofSet) shell.options[name as OptionName] = on;
			else if (on) shell.options.shopt.add(name);
			else shell.options.shopt.delete(name);
			if (name === "expand_aliases") shell.aliasesChanged++;
			// A debugger's traps are traced.
			if (name === "extdebug") Object.assign(shell.options, { functrace: on, errtrace: on });
		}
		return 0;
	}
	const wanted =
		names.length > 0
			? names
			: known
					.filter((name) => (/[su]/.test(letters) ? isOn(name) === letters.includes("s") : true))
					.slice()
					.sort();
	for (const name of wanted) {
		const on = isOn(name);
		if (names.length > 0 && !on) status = 1;
		if (letters.includes("q")) continue;
		if (letters.includes("p"))
			await shell.write(1, ofSet ? `set ${on ? "-" : "+"}o ${name}\n` : `shopt ${on ? "-s" : "-u"} ${name}\n`);
		else await shell.write(1, `${name.padEnd(ofSet ? 15 : 15)}\t${on ? "on" : "off"}\n`);
	}
	return status;
}

export async function letBuiltin(shell: Shell, args: readonly string[]): Promise<number> {
	const words = args[0] === "--" ? args.slice(1) : args;
	if (words.length === 0) {
		await shell.complain("let: expression expected");
		return 1;
	}
	let value = 0n;
	for (const word of words) {
		try {
			value = evaluateRaw(shell, word);
		} catch (error) {
			if (!(error instanceof ArithmeticError)) throw error;
			await shell.complain(`let: ${word}: ${error.message}`);
			return 1;
		}
	}
	return value === 0n ? 1 : 0;
}

export async function getopts(shell: Shell, args: readonly string[]): Promise<number> {
	const [specification, name, ...given] = args[0] === "--" ? args.slice(1) : args;
	if (specification === undefined || name === undefined) {
		await shell.complain("getopts: usage: getopts optstring name [arg ...]");
		return 2;
	}
	const { variables, world } = shell;
	const words = given.length > 0 ? given : shell.positional;
	const result = getoptsStep(
		specification,
		words,
		{
			index: Number(variables.get("OPTIND")) || 1,
			offset: world.optionOffsets.get(shell) ?? 0,
		},
		variables.get("OPTERR") !== "0",
	);
	if (result.message !== undefined) await shell.complain(result.message);
	variables.set("OPTIND", String(result.index));
	world.optionOffsets.set(shell, result.offset);
	if (result.argument === undefined) variables.unset("OPTARG");
	else variables.set("OPTARG", result.argument);
	if (!/^[A-Za-z_]\w*$/.test(name)) {
		await shell.complain(`getopts: \`${name}': not a valid identifier`);
		return 1;
	}
	if (variables.find(name)?.readonly === true) {
		await shell.complain(`${name}: readonly variable`);
		return 2;
	}
	assignScalarNow(shell, name, undefined, result.option, false);
	return result.status;
}
