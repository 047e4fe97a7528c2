/** Builtins that tell what a word is, or run it as one kind of thing. */

import { unaryTest } from "../conditional.ts";
import { quoteTransform } from "../language/quote.ts";
import { fileOnPath } from "../search-path.ts";
import type { Shell } from "../shell.ts";
import { runUnit } from "../simple.ts";
import { functionText } from "./declarations.ts";
import { BUILTINS, builtinNames, isProgram, isSpecial } from "./index.ts";

/** Reserved words of the language. */
export const KEYWORDS: ReadonlySet<string> = new Set(
	"if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc".split(" "),
);

interface Meaning {
	kind: "alias" | "keyword" | "function" | "builtin" | "file";
	text: string;
	path?: string;
}

/** A path that names a file to be run. */
async function executable(shell: Shell, name: string): Promise<string | undefined> {
	return (await unaryTest(shell, "-f", name)) && (await unaryTest(shell, "-x", name)) ? name : undefined;
}

/** All that a name means, in the order in which it is looked up. */
async function meanings(shell: Shell, name: string): Promise<Meaning[]> {
	const found: Meaning[] = [];
	const alias = shell.aliases.get(name);
	if (alias !== undefined && shell.options.shopt.has("expand_aliases"))
		found.push({ kind: "alias", text: `${name} is aliased to \`${alias}'` });
	if (KEYWORDS.has(name)) found.push({ kind: "keyword", text: `${name} is a shell keyword` });
	if (shell.functions.has(name))
		found.push({ kind: "function", text: `${name} is a function\n${functionText(shell, name)}` });
	if (BUILTINS.has(name) && builtinNames().includes(name) && !shell.disabledBuiltins.has(name))
		found.push({
			kind: "builtin",
			text: `${name} is a ${shell.options.posix && isSpecial(name) ? "special " : ""}shell builtin`,
		});
	const script = name.includes("/")
		? await executable(shell, name)
		: await fileOnPath(shell, name, { executable: true });
	if (script !== undefined) found.push({ kind: "file", text: `${name} is ${script}`, path: script });
	if (shell.world.commands.has(name) || isProgram(name))
		found.push({ kind: "file", text: `${name} is a desk command`, path: name });
	const program = shell.world.programs?.find(name, shell.variables.exported());
	if (program !== undefined) found.push({ kind: "file", text: `${name} is ${program}`, path: program });
	return found;
}

export async function type(
	shell: Shell,
	names: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	let status = 0;
	for (const name of names) {
		const all = (await meanings(shell, name)).filter(
			(meaning) =>
				!(options.has("f") && meaning.kind === "function") && !(options.has("P") && meaning.path === undefined),
		);
		const shown = options.has("a") ? all : all.slice(0, 1);
		if (shown.length === 0) {
			status = 1;
			if (!["t", "p", "P"].some((letter) => options.has(letter))) await shell.complain(`type: ${name}: not found`);
		}
		for (const meaning of shown) {
			const path = options.has("p") || options.has("P") ? (meaning.path ?? "") : undefined;
			const text = options.has("t") ? meaning.kind : (path ?? meaning.text);
			if (text !== "") await shell.write(1, `${text}\n`);
		}
	}
	return status;
}

export async function command(
	shell: Shell,
	words: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	const [name, ...rest] = words;
	if (name === undefined) return 0;
	if (!options.has("v") && !options.has("V")) return await runUnit(shell, name, rest);
	let status = 1;
	for (const word of words) {
		const [found] = await meanings(shell, word);
		if (found === undefined) {
			if (options.has("V")) await shell.complain(`command: ${word}: not found`);
			continue;
		}
		status = 0;
		const alias = found.kind === "alias" ? `alias ${word}=${quoteTransform(shell.aliases.get(word) ?? "")}` : undefined;
		await shell.write(1, `${options.has("V") ? found.text : (alias ?? found.path ?? word)}\n`);
	}
	return status;
}

export async function builtin(shell: Shell, [name, ...rest]: readonly string[]): Promise<number> {
	if (name === undefined) return 0;
	const found = builtinNames().includes(name) && !shell.disabledBuiltins.has(name) ? BUILTINS.get(name) : undefined;
	if (found === undefined) {
		await shell.complain(`builtin: ${name}: not a shell builtin`);
		return 1;
	}
	return await found(shell, rest);
}

export async function which(shell: Shell, args: readonly string[]): Promise<number> {
	let status = 0;
	for (const name of args.filter((word) => !word.startsWith("-"))) {
		const [found] = (await meanings(shell, name)).filter(
			(meaning) => meaning.kind !== "alias" && meaning.kind !== "keyword",
		);
		if (found === undefined) status = 1;
		else await shell.write(1, `${found.path ?? name}\n`);
	}
	return status;
}

/** Nothing is remembered, so nothing needs to be forgotten, and nothing is known to be where it was. */
export async function hash(
	shell: Shell,
	names: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	if (options.has("p")) return 0;
	const asks = options.has("t") || options.has("d");
	let status = 0;
	for (const name of names) {
		if (!asks && (name.includes("/") || (await meanings(shell, name)).length > 0)) continue;
		await shell.complain(`hash: ${name}: not found`);
		status = 1;
	}
	return status;
}

export async function enable(
	shell: Shell,
	words: readonly string[],
	options: ReadonlyMap<string, string>,
): Promise<number> {
	if (options.has("f") || options.has("d")) {
		await shell.complain("enable: builtins cannot be loaded");
		return 1;
	}
	const off = options.has("n");
	if (words.length === 0) {
		for (const name of builtinNames()) {
			const isOff = shell.disabledBuiltins.has(name);
			if ((isOff === off || options.has("a")) && (!options.has("s") || isSpecial(name)))
				await shell.write(1, `enable ${isOff ? "-n " : ""}${name}\n`);
		}
	}
	let status = 0;
	for (const name of words) {
		if (!builtinNames().includes(name)) {
			await shell.complain(`enable: ${name}: not a shell builtin`);
			status = 1;
		} else if (off) shell.disabledBuiltins.add(name);
		else shell.disabledBuiltins.delete(name);
	}
	return status;
}
