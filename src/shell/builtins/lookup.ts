/** Builtins that tell what a word is, or run it as one kind of thing. */

import { compareNames } from "../../vfs/index.ts";
import { expandGlob } from "../glob.ts";
import type { Shell } from "../shell.ts";
import { runUnit } from "../simple.ts";
import { functionText } from "./declarations.ts";
import { BUILTINS, isSpecial } from "./index.ts";

/** Reserved words of the language. */
const KEYWORDS: ReadonlySet<string> = new Set(
	"if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc".split(" "),
);

interface Meaning {
	kind: "alias" | "keyword" | "function" | "builtin" | "command" | "file";
	text: string;
	path?: string;
}

/** All that a name means, in the order in which it is looked up. */
function meanings(shell: Shell, name: string): Meaning[] {
	const found: Meaning[] = [];
	const alias = shell.aliases.get(name);
	if (alias !== undefined && shell.options.shopt.has("expand_aliases"))
		found.push({ kind: "alias", text: `${name} is aliased to \`${alias}'` });
	if (KEYWORDS.has(name)) found.push({ kind: "keyword", text: `${name} is a shell keyword` });
	if (shell.functions.has(name))
		found.push({ kind: "function", text: `${name} is a function\n${functionText(shell, name)}` });
	if (BUILTINS.has(name))
		found.push({
			kind: "builtin",
			text: `${name} is a ${shell.options.posix && isSpecial(name) ? "special " : ""}shell builtin`,
		});
	if (shell.world.commands.has(name)) found.push({ kind: "command", text: `${name} is a desk command`, path: name });
	const program = shell.world.programs?.find(name, shell.variables.exported());
	if (program !== undefined) found.push({ kind: "file", text: `${name} is ${program}`, path: program });
	return found;
}

export async function type(shell: Shell, args: readonly string[]): Promise<number> {
	const letters = args.filter((word) => /^-[aftpP]+$/.test(word)).join("");
	let status = 0;
	for (const name of args.filter((word) => !/^-[aftpP]+$/.test(word) && word !== "--")) {
		const all = meanings(shell, name).filter((meaning) => !(letters.includes("f") && meaning.kind === "function"));
		const shown = letters.includes("a") ? all : all.slice(0, 1);
		if (shown.length === 0) {
			status = 1;
			if (!/[tpP]/.test(letters)) await shell.complain(`type: ${name}: not found`);
		}
		for (const meaning of shown) {
			if (letters.includes("t")) await shell.write(1, `${meaning.kind === "command" ? "file" : meaning.kind}\n`);
			else if (/[pP]/.test(letters)) {
				const path = letters.includes("P") ? all.find((one) => one.path !== undefined)?.path : meaning.path;
				if (path !== undefined) await shell.write(1, `${path}\n`);
			} else await shell.write(1, `${meaning.text}\n`);
		}
	}
	return status;
}

export async function command(shell: Shell, args: readonly string[]): Promise<number> {
	let at = 0;
	let asks = "";
	for (; /^-[pvV]+$/.test(args[at] ?? ""); at++) asks += (args[at] as string).slice(1);
	if (args[at] === "--") at++;
	const [name, ...rest] = args.slice(at);
	if (name === undefined) return 0;
	if (!/[vV]/.test(asks)) return await runUnit(shell, name, rest);
	let status = 1;
	for (const word of args.slice(at)) {
		const [found] = meanings(shell, word);
		if (found === undefined) {
			if (asks.includes("V")) await shell.complain(`command: ${word}: not found`);
			continue;
		}
		status = 0;
		if (asks.includes("V")) await shell.write(1, `${found.text}\n`);
		else
			await shell.write(
				1,
				`${found.kind === "alias" ? `alias ${word}='${shell.aliases.get(word)}'` : (found.path ?? word)}\n`,
			);
	}
	return status;
}

export async function builtin(shell: Shell, args: readonly string[]): Promise<number> {
	const [name, ...rest] = args[0] === "--" ? args.slice(1) : args;
	if (name === undefined) return 0;
	const found = BUILTINS.get(name);
	if (found === undefined) {
		await shell.complain(`builtin: ${name}: not a shell builtin`);
		return 1;
	}
	return await found(shell, rest);
}

export async function which(shell: Shell, args: readonly string[]): Promise<number> {
	let status = 0;
	for (const name of args.filter((word) => !word.startsWith("-"))) {
		const [found] = meanings(shell, name).filter((meaning) => meaning.kind !== "alias" && meaning.kind !== "keyword");
		if (found === undefined) status = 1;
		else await shell.write(1, `${found.path ?? name}\n`);
	}
	return status;
}

/** Nothing is remembered, so nothing needs to be forgotten. */
export async function hash(shell: Shell, args: readonly string[]): Promise<number> {
	let status = 0;
	for (const name of args.filter((word) => !word.startsWith("-"))) {
		if (meanings(shell, name).length > 0) continue;
		await shell.complain(`hash: ${name}: not found`);
		status = 1;
	}
	return status;
}

export async function enable(shell: Shell, args: readonly string[]): Promise<number> {
	const off = args.includes("-n");
	const words = args.filter((word) => !word.startsWith("-"));
	let status = 0;
	if (words.length === 0) {
		for (const name of [...BUILTINS.keys()].sort()) {
			if (shell.disabledBuiltins.has(name) === off) await shell.write(1, `enable ${off ? "-n " : ""}${name}\n`);
		}
	}
	for (const name of words) {
		if (!BUILTINS.has(name)) {
			await shell.complain(`enable: ${name}: not a shell builtin`);
			status = 1;
		} else if (off) shell.disabledBuiltins.add(name);
		else shell.disabledBuiltins.delete(name);
	}
	return status;
}

export async function compgen(shell: Shell, args: readonly string[]): Promise<number> {
	const words: string[] = [];
	let prefix = "";
	const kinds: string[] = [];
	for (let at = 0; at < args.length; at++) {
		const word = args[at] as string;
		if (word === "-W") words.push(...(args[++at] ?? "").split(/[ \t\n]+/).filter((one) => one !== ""));
		else if (word === "-G") words.push(...((await expandGlob(shell, args[++at] ?? "")) ?? []));
		else if (word === "-A") kinds.push(args[++at] ?? "");
		else if (/^-[a-z]$/.test(word)) kinds.push(word.slice(1));
		else if (word !== "--") prefix = word;
	}
	for (const kind of kinds) {
		if (kind === "f" || kind === "d" || kind === "file" || kind === "directory") {
			const slash = prefix.lastIndexOf("/") + 1;
			const vfs = await shell.world.commands.open();
			for (const stat of await vfs.readdir(shell.path(prefix.slice(0, slash) || "."))) {
				if (kind.startsWith("f") || stat.kind === "directory") words.push(prefix.slice(0, slash) + stat.name);
			}
		} else if (kind === "v" || kind === "variable") words.push(...shell.variables.names());
		else if (kind === "function") words.push(...[...shell.functions.keys()].sort());
		else if (kind === "b" || kind === "builtin") words.push(...[...BUILTINS.keys()].sort());
		else if (kind === "a" || kind === "alias") words.push(...shell.aliases.keys());
		else if (kind === "k" || kind === "keyword") words.push(...KEYWORDS);
		else if (kind === "c" || kind === "command")
			words.push(...new Set([...BUILTINS.keys(), ...shell.functions.keys(), ...shell.world.commands.names]));
		else if (kind === "e" || kind === "export")
			words.push(...Object.keys(shell.variables.exported()).sort(compareNames));
	}
	const found = words.filter((word) => word.startsWith(prefix));
	for (const word of found) await shell.write(1, `${word}\n`);
	return found.length > 0 ? 0 : 1;
}
